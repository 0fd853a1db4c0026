/* yzt-briefing-keep.c: a scene kept as it was: PNG and PDF in a folder and in the map, with an entry of the journal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-briefing-keep.h"
#include "yzt-task.h"
#include <glib/gi18n-lib.h>

#define NAME_BYTES 160 /* of a file's name, without its date */

typedef struct {
  YztBriefing *briefing;
  YztBriefingShown *shown;
  char *folder;
  gboolean written, recorded;
  YztBriefingKeptFunc kept;
  gpointer user_data;
  GDestroyNotify destroy;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;
  if (keeping->destroy != NULL) {
    keeping->destroy (keeping->user_data);
  }
  g_object_unref (keeping->briefing);
  g_clear_pointer (&keeping->shown, yzt_briefing_shown_free);
  g_free (keeping->folder);
  g_free (keeping);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeping, keeping_free)

/* --- what became of it --- */

static void
tell (Keeping *keeping)
{
  g_autofree char *sentence = NULL;
  if (keeping->written) {
    sentence = keeping->recorded ? g_strdup_printf (_("Kept as it was: %s"), keeping->folder)
                                 : g_strdup_printf (_("Kept as it was in %s; it is not in the journal, since nobody is signed in or the map can only be read"), keeping->folder);
  } else {
    sentence = keeping->recorded ? g_strdup_printf (_("The scene is kept in the map; it could not be written into “%s”: make that folder writable or make room."), keeping->folder)
                                 : g_strdup_printf (_("The scene could not be written into “%s”: sign in, so that it is kept in the map, or make the folder writable."), keeping->folder);
  }
  keeping->kept (sentence, keeping->user_data);
}

static void
on_recorded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Keeping) keeping = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  keeping->recorded = act != NULL;
  if (act == NULL) {
    keeping->kept (error->message, keeping->user_data);
  }
  if (act != NULL || keeping->written) {
    tell (keeping);
  }
}

/* --- writing --- */

static gboolean
write_file (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  return g_file_set_contents (path, data, (gssize) size, NULL);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Keeping *keeping = data;
  const YztBriefingShown *shown = keeping->shown;
  g_mkdir_with_parents (keeping->folder, 0755);
  keeping->written = write_file (keeping->folder, shown->png_name, shown->png) && write_file (keeping->folder, shown->pdf_name, shown->pdf);
  g_task_return_boolean (task, TRUE);
}

static void
on_files_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Keeping) keeping = user_data;
  YztSession *session = yzt_briefing_get_session (keeping->briefing);
  if (yzt_session_get_state (session) == YZT_SESSION_READY && !yzt_session_is_read_only (session) && *yzt_session_get_author (session) != '\0') {
    GPtrArray *one = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_briefing_shown_free);
    g_ptr_array_add (one, g_steal_pointer (&keeping->shown));
    Keeping *waiting = g_steal_pointer (&keeping);
    yzt_briefing_record_async (waiting->briefing, one, on_recorded, waiting);
  } else {
    tell (keeping);
  }
}

static void
on_frozen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Keeping) keeping = user_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_stage_view_freeze_finish (YZT_STAGE_VIEW (source), result, &keeping->shown->png, &keeping->shown->pdf, &error)) {
    keeping->kept (error->message, keeping->user_data);
    return;
  }
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_files_written, keeping);
  g_task_set_task_data (task, g_steal_pointer (&keeping), NULL); /* the callback owns it */
  yzt_task_run_in_thread (task, write_in_thread);
}

/* --- names --- */

/* "Documents/Yizhangtu", or where the programme keeps its things. */
static char *
kept_folder (void)
{
  const char *named = g_getenv ("YZT_KEPT_FOLDER"), *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  return named != NULL ? g_strdup (named) : documents != NULL ? g_build_filename (documents, _("Yizhangtu briefings"), NULL) : yzt_user_data_dir ("briefings");
}

static void
name_files (YztBriefing *briefing, YztBriefingShown *shown)
{
  g_autofree char *when = yzt_time_format_local (shown->at_ms, yzt_session_get_time_zone (yzt_briefing_get_session (briefing)), "%Y-%m-%d %H%M%S");
  g_autofree char *stem = g_strdup_printf ("%s %u %s", when, yzt_briefing_get_index (briefing) + 1, shown->title), *safe = yzt_attachment_safe_name (stem);
  g_autofree char *brief = yzt_text_shorten (safe, NAME_BYTES);
  shown->png_name = g_strconcat (brief, ".png", NULL);
  shown->pdf_name = g_strconcat (brief, ".pdf", NULL);
}

void
yzt_briefing_keep (YztBriefing *briefing, YztStageView *stage, YztBriefingShown *shown, YztBriefingKeptFunc kept, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (YZT_IS_BRIEFING (briefing) && YZT_IS_STAGE_VIEW (stage) && shown != NULL && kept != NULL);
  Keeping *keeping = g_new0 (Keeping, 1);
  *keeping = (Keeping) { .briefing = g_object_ref (briefing), .shown = shown, .folder = kept_folder (), .kept = kept, .user_data = user_data, .destroy = destroy };
  name_files (briefing, shown);
  yzt_stage_view_freeze_async (stage, NULL, on_frozen, keeping);
}
