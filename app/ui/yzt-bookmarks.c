/* yzt-bookmarks.c: views of the map that were kept under a name, in the map file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-bookmarks.h"
#include <glib/gi18n-lib.h>
#include "yzt-task.h"
#include "yzt-ui.h"

#define SETTING "views"
#define MOST 200 /* more are no help */
#define NAME_CHARS_MOST 60

typedef enum { CHANGE_ADD, CHANGE_RENAME, CHANGE_REMOVE } ChangeType;

/* One act, on the writer's thread. */
typedef struct {
  ChangeType type;
  YztStore *store;
  char *name, *new_name;
  YztPosition center;
  double zoom;
} Change;

struct _YztBookmarks {
  GObject parent_instance;
  YztSession *session;
  GArray *list; /* YztBookmark */
  GCancellable *reading;
};
G_DEFINE_FINAL_TYPE (YztBookmarks, yzt_bookmarks, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- text --- */

static void
clear_bookmark (gpointer data)
{
  g_free (((YztBookmark *) data)->name);
}

static GArray *
new_list (void)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (YztBookmark));
  g_array_set_clear_func (list, clear_bookmark);
  return list;
}

/* One line in, tabs and line ends out: they would break the setting. */
static char *
tidy_name (const char *name)
{
  g_autofree char *copy = g_strdelimit (g_strdup (name), "\t\r\n", ' ');
  g_strstrip (copy);
  return g_utf8_strlen (copy, -1) > NAME_CHARS_MOST ? g_utf8_substring (copy, 0, NAME_CHARS_MOST) : g_strdup (copy);
}

GArray *
yzt_bookmarks_parse (const char *text)
{
  GArray *list = new_list ();
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL && list->len < MOST; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 4);
    if (g_strv_length (parts) != 4 || !g_utf8_validate (parts[3], -1, NULL)) {
      continue;
    }
    g_autofree char *name = tidy_name (parts[3]);
    YztBookmark bookmark = { .zoom = g_ascii_strtod (parts[0], NULL),
                             .center = { g_ascii_strtod (parts[1], NULL), g_ascii_strtod (parts[2], NULL) } };
    if (yzt_position_is_valid (bookmark.center) && bookmark.zoom >= 0 && bookmark.zoom <= 30 && *name != '\0') {
      bookmark.name = g_steal_pointer (&name);
      g_array_append_val (list, bookmark);
    }
  }
  return list;
}

char *
yzt_bookmarks_format (const GArray *bookmarks)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < bookmarks->len; i++) {
    const YztBookmark *bookmark = &g_array_index (bookmarks, YztBookmark, i);
    char zoom[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd (zoom, sizeof zoom, "%.3f", bookmark->zoom);
    g_ascii_formatd (lon, sizeof lon, "%.6f", bookmark->center.lon);
    g_ascii_formatd (lat, sizeof lat, "%.6f", bookmark->center.lat);
    g_string_append_printf (text, "%s\t%s\t%s\t%s\n", zoom, lon, lat, bookmark->name);
  }
  return g_string_free (text, FALSE);
}

/* --- acts --- */

static int
find_name (const GArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++) {
    if (g_str_equal (g_array_index (list, YztBookmark, i).name, name)) {
      return (int) i;
    }
  }
  return -1;
}

static char *
free_name (const GArray *list, const char *name)
{
  char *unique = g_strdup (name);
  for (guint n = 2; find_name (list, unique) >= 0; n++) {
    g_free (unique);
    unique = g_strdup_printf ("%s %u", name, n);
  }
  return unique;
}

static void
change_free (Change *change)
{
  g_clear_object (&change->store);
  g_free (change->name);
  g_free (change->new_name);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

/* The list as it stands under the lock: two windows that keep a view in the same moment keep both. */
static gboolean
change_act (YztAct *act, gpointer user_data, GError **error)
{
  Change *change = user_data;
  g_autofree char *before = yzt_store_get_setting (change->store, SETTING);
  g_autoptr (GArray) list = yzt_bookmarks_parse (before);
  int at = change->type == CHANGE_ADD ? -1 : find_name (list, change->name);
  if (change->type == CHANGE_ADD && list->len < MOST) {
    YztBookmark bookmark = { free_name (list, change->name), change->center, change->zoom };
    g_array_append_val (list, bookmark);
  } else if (at >= 0 && change->type == CHANGE_REMOVE) {
    g_array_remove_index (list, (guint) at);
  } else if (at >= 0 && !g_str_equal (change->name, change->new_name)) {
    YztBookmark *bookmark = &g_array_index (list, YztBookmark, at);
    char *name = free_name (list, change->new_name);
    g_free (bookmark->name);
    bookmark->name = name;
  }
  g_autofree char *after = yzt_bookmarks_format (list);
  return yzt_act_put_setting (act, SETTING, after, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztSession) session = user_data;
  g_autoptr (GError) error = NULL;
  YztActResult *act = yzt_store_write_finish (YZT_STORE (source), result, &error);
  if (act == NULL) {
    g_signal_emit_by_name (session, "said", yzt_ui_error_text (error));
  } else if (yzt_session_get_state (session) == YZT_SESSION_READY) {
    yzt_session_take_result (session, act, FALSE);
  } else {
    yzt_act_result_free (act);
  }
}

static char *
label_change (const Change *change)
{
  switch (change->type) {
  case CHANGE_ADD: return g_strdup_printf (_("Keep the view “%s”"), change->name);
  case CHANGE_REMOVE: return g_strdup_printf (_("Forget the view “%s”"), change->name);
  case CHANGE_RENAME:
  default: return g_strdup_printf (_("Call the view “%s” “%s”"), change->name, change->new_name);
  }
}

static void
write_change (YztBookmarks *self, Change *owned)
{
  g_autoptr (Change) change = owned;
  if (self->session == NULL) {
    return;
  }
  change->store = g_object_ref (yzt_session_get_store (self->session));
  g_autofree char *label = label_change (change);
  YztActInfo info = { .author = yzt_session_get_author (self->session), .window = YZT_UI_WINDOW_NAME, .label = label, .nature = YZT_ACT_EDIT };
  YztStore *store = change->store;
  yzt_store_write_async (store, &info, change_act, g_steal_pointer (&change), (GDestroyNotify) change_free, NULL, on_written,
                         g_object_ref (self->session));
}

static gboolean
is_usable (const char *name)
{
  g_autofree char *tidy = tidy_name (name);
  return *tidy != '\0';
}

void
yzt_bookmarks_add (YztBookmarks *self, const char *name, YztPosition center, double zoom)
{
  g_return_if_fail (YZT_IS_BOOKMARKS (self) && name != NULL && yzt_position_is_valid (center));
  if (is_usable (name)) {
    Change *change = g_new0 (Change, 1);
    *change = (Change) { .type = CHANGE_ADD, .name = tidy_name (name), .center = center, .zoom = zoom };
    write_change (self, change);
  }
}

void
yzt_bookmarks_rename (YztBookmarks *self, const char *name, const char *new_name)
{
  g_return_if_fail (YZT_IS_BOOKMARKS (self) && name != NULL && new_name != NULL);
  if (is_usable (new_name)) {
    Change *change = g_new0 (Change, 1);
    *change = (Change) { .type = CHANGE_RENAME, .name = g_strdup (name), .new_name = tidy_name (new_name) };
    write_change (self, change);
  }
}

void
yzt_bookmarks_remove (YztBookmarks *self, const char *name)
{
  g_return_if_fail (YZT_IS_BOOKMARKS (self) && name != NULL);
  Change *change = g_new0 (Change, 1);
  *change = (Change) { .type = CHANGE_REMOVE, .name = g_strdup (name) };
  write_change (self, change);
}

/* --- reading --- */

static void
read_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, yzt_store_get_setting (data, SETTING), g_free);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztBookmarks *self = YZT_BOOKMARKS (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);
  if (error == NULL) {
    g_array_unref (self->list);
    self->list = yzt_bookmarks_parse (text);
    g_signal_emit (self, signals[CHANGED], 0);
  }
}

static void
read_list (YztBookmarks *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->reading, on_read, NULL);
  g_task_set_source_tag (task, read_list);
  g_task_set_task_data (task, g_object_ref (yzt_session_get_store (self->session)), g_object_unref);
  yzt_task_run_in_thread (task, read_on_worker);
}

static void
on_rows_changed (YztSession *session, YztActResult *result, gboolean from_outside, YztBookmarks *self)
{
  for (guint i = 0; i < result->touches->len; i++) {
    if (g_str_equal (g_array_index (result->touches, YztTouch, i).kind, "map_setting")) {
      read_list (self);
      return;
    }
  }
}

void
yzt_bookmarks_set_session (YztBookmarks *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_BOOKMARKS (self));
  if (self->session == session) {
    return;
  }
  g_cancellable_cancel (self->reading);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_set_object (&self->session, session);
  g_array_set_size (self->list, 0);
  if (session != NULL) {
    g_signal_connect (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
    read_list (self);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

guint
yzt_bookmarks_get_n (YztBookmarks *self)
{
  g_return_val_if_fail (YZT_IS_BOOKMARKS (self), 0);
  return self->list->len;
}

const YztBookmark *
yzt_bookmarks_get (YztBookmarks *self, guint i)
{
  g_return_val_if_fail (YZT_IS_BOOKMARKS (self) && i < self->list->len, NULL);
  return &g_array_index (self->list, YztBookmark, i);
}

static void
yzt_bookmarks_dispose (GObject *object)
{
  yzt_bookmarks_set_session (YZT_BOOKMARKS (object), NULL);
  g_clear_object (&YZT_BOOKMARKS (object)->reading);
  G_OBJECT_CLASS (yzt_bookmarks_parent_class)->dispose (object);
}

static void
yzt_bookmarks_finalize (GObject *object)
{
  g_clear_pointer (&YZT_BOOKMARKS (object)->list, g_array_unref);
  G_OBJECT_CLASS (yzt_bookmarks_parent_class)->finalize (object);
}

static void
yzt_bookmarks_class_init (YztBookmarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_bookmarks_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_bookmarks_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_BOOKMARKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_bookmarks_init (YztBookmarks *self)
{
  self->list = new_list ();
}

YztBookmarks *
yzt_bookmarks_new (void)
{
  return g_object_new (YZT_TYPE_BOOKMARKS, NULL);
}
