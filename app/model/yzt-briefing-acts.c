/* yzt-briefing-acts.c: scenes made, moved, changed and taken away; what was shown
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-briefing-private.h"
#include "yzt-store-blobs.h"

typedef enum { ADD, MOVE, REMOVE, SET, RECORD } What;

/* One act, on the writer's thread. */
typedef struct {
  What what;
  YztStore *store;
  const YztClock *clock;
  const char *author;
  gint64 briefing_fid, scene_fid, before_fid; /* MOVE: to stand before this one, 0: at the end */
  YztRow *row;            /* ADD: the scene */
  char *field, *text, *briefing_name, *audience;
  GPtrArray *shown;
  GPtrArray *order;       /* YztRow, scenes by number, read inside the act */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;
  g_clear_pointer (&change->row, yzt_row_free);
  g_free (change->field);
  g_free (change->text);
  g_free (change->briefing_name);
  g_free (change->audience);
  g_clear_pointer (&change->shown, g_ptr_array_unref);
  g_clear_pointer (&change->order, g_ptr_array_unref);
  g_free (change);
}

static YztKind *
kind_of (const Change *change, const char *id, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (change->store), id);
  if (kind == NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no kind “%s”; open it once with the newest programme."), id);
  }
  return kind;
}

static gboolean
read_order (Change *change, YztAct *act, YztKind *kind, GError **error)
{
  change->order = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  if (!yzt_act_read_children (act, kind, change->briefing_fid, yzt_briefing_keep_row, change->order, error)) {
    return FALSE;
  }
  g_ptr_array_sort (change->order, yzt_briefing_compare_rows);
  return TRUE;
}

/* Numbers from 1 on without a gap; only rows whose number changes are written. */
static gboolean
write_order (Change *change, YztAct *act, GError **error)
{
  for (guint i = 0; i < change->order->len; i++) {
    YztRow *row = change->order->pdata[i];
    YztCell number = { .type = YZT_CELL_INTEGER, .v.integer = i + 1 };
    if (row->fid != 0 && yzt_briefing_number_of (row) == (gint64) i + 1) {
      continue;
    }
    yzt_row_set (row, "number", &number);
    if (!(row->fid == 0 ? yzt_act_insert (act, row, error) : yzt_act_update (act, row, error))) {
      return FALSE;
    }
  }
  return TRUE;
}

static guint
place_of (const Change *change, gint64 fid)
{
  for (guint i = 0; i < change->order->len; i++) {
    if (((YztRow *) change->order->pdata[i])->fid == fid) {
      return i;
    }
  }
  return change->order->len;
}

static gboolean
make_briefing (Change *change, YztAct *act, GError **error)
{
  YztKind *kind = kind_of (change, "briefing", error);
  if (kind == NULL) {
    return FALSE;
  }
  g_autoptr (YztRow) row = yzt_row_new (kind);
  yzt_row_set_text (row, "name", change->briefing_name);
  if (!yzt_act_insert (act, row, error)) {
    return FALSE;
  }
  change->briefing_fid = row->fid;
  return TRUE;
}

static gboolean
add_act (YztAct *act, gpointer user_data, GError **error)
{
  Change *change = user_data;
  if ((change->briefing_fid == 0 && !make_briefing (change, act, error)) || !read_order (change, act, change->row->kind, error)) {
    return FALSE;
  }
  change->row->owner_fid = change->briefing_fid;
  guint after = place_of (change, change->scene_fid);
  g_ptr_array_insert (change->order, (int) MIN (after + 1, change->order->len), yzt_row_copy (change->row));
  return write_order (change, act, error);
}

static gboolean
move_act (YztAct *act, gpointer user_data, GError **error)
{
  Change *change = user_data;
  YztKind *kind = kind_of (change, "briefing-scene", error);
  if (kind == NULL || !read_order (change, act, kind, error)) {
    return FALSE;
  }
  guint from = place_of (change, change->scene_fid);
  if (from < change->order->len) {
    YztRow *row = g_ptr_array_steal_index (change->order, from);
    guint to = change->before_fid != 0 ? place_of (change, change->before_fid) : change->order->len;
    g_ptr_array_insert (change->order, (int) to, row);
  }
  return write_order (change, act, error);
}

static gboolean
remove_act (YztAct *act, gpointer user_data, GError **error)
{
  Change *change = user_data;
  YztKind *kind = kind_of (change, "briefing-scene", error);
  if (kind == NULL || !yzt_act_delete (act, kind, change->scene_fid, error) || !read_order (change, act, kind, error)) {
    return FALSE;
  }
  return write_order (change, act, error);
}

static gboolean
set_act (YztAct *act, gpointer user_data, GError **error)
{
  Change *change = user_data;
  YztKind *kind = kind_of (change, change->scene_fid != 0 ? "briefing-scene" : "briefing", error);
  g_autoptr (YztRow) row = kind != NULL ? yzt_act_get_row (act, kind, change->scene_fid != 0 ? change->scene_fid : change->briefing_fid, error) : NULL;
  if (row == NULL) {
    return FALSE;
  }
  yzt_row_set_text (row, change->field, *change->text != '\0' ? change->text : NULL);
  return yzt_act_update (act, row, error);
}

static gboolean
keep_picture (YztAct *act, GBytes *bytes, const char *name, const char *media_type, GString *cell, GError **error)
{
  if (bytes == NULL) {
    return TRUE;
  }
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes), *safe = yzt_attachment_safe_name (name);
  g_string_append_printf (cell, "%s%s/%s", cell->len > 0 ? ";" : "", sum, safe);
  return yzt_act_put_blob (act, sum, media_type, bytes, error);
}

static gboolean
record_one (Change *change, YztAct *act, YztKind *kind, const YztBriefingShown *shown, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  g_autoptr (GString) pictures = g_string_new (NULL);
  g_autofree char *at = yzt_time_format_utc (shown->at_ms), *briefing = g_strdup_printf ("briefing/%" G_GINT64_FORMAT, change->briefing_fid);
  g_autofree char *scene = shown->scene_fid > 0 ? g_strdup_printf ("briefing-scene/%" G_GINT64_FORMAT, shown->scene_fid) : NULL;
  g_autofree char *incident = shown->incident_fid > 0 ? g_strdup_printf ("incident/%" G_GINT64_FORMAT, shown->incident_fid) : NULL;
  g_autofree char *until = shown->until_ms > 0 ? yzt_time_format_utc (shown->until_ms) : NULL;
  YztCell entry = { .type = YZT_CELL_INTEGER, .v.integer = shown->entry }, frozen = { .type = YZT_CELL_INTEGER, .v.integer = shown->pdf != NULL };
  if (!keep_picture (act, shown->png, shown->png_name, "image/png", pictures, error) || !keep_picture (act, shown->pdf, shown->pdf_name, "application/pdf", pictures, error)) {
    return FALSE;
  }
  yzt_row_set_text (row, "name", *shown->title != '\0' ? shown->title : _("Scene"));
  yzt_row_set_text (row, "at_utc", at);
  yzt_row_set_text (row, "until_utc", until);
  yzt_row_set_text (row, "audience", change->audience);
  yzt_row_set_text (row, "shown_by", change->author);
  yzt_row_set_text (row, "briefing", change->briefing_fid != 0 ? briefing : NULL);
  yzt_row_set_text (row, "scene", scene);
  yzt_row_set_text (row, "incident", incident);
  yzt_row_set_text (row, "figures", shown->figures);
  yzt_row_set_text (row, "sources", shown->sources);
  yzt_row_set (row, "journal_entry", &entry);
  yzt_row_set (row, "frozen", &frozen);
  yzt_row_set_text (row, "attachments", pictures->len > 0 ? pictures->str : NULL);
  return yzt_act_insert (act, row, error);
}

static gboolean
record_act (YztAct *act, gpointer user_data, GError **error)
{
  Change *change = user_data;
  YztKind *kind = kind_of (change, "briefing-shown", error);
  for (guint i = 0; kind != NULL && i < change->shown->len; i++) {
    if (!record_one (change, act, kind, change->shown->pdata[i], error)) {
      return FALSE;
    }
  }
  return kind != NULL;
}

static char *
label_of (const Change *change)
{
  const YztBriefingShown *first = change->shown != NULL && change->shown->len > 0 ? change->shown->pdata[0] : NULL;
  const char *audience = change->audience != NULL && *change->audience != '\0' ? change->audience : _("nobody named");
  switch (change->what) {
  case ADD:
    return g_strdup_printf (_("Made the scene “%s” of a briefing"), yzt_row_get_text (change->row, "name"));
  case MOVE:
    return g_strdup (_("Moved a scene of a briefing"));
  case REMOVE:
    return g_strdup (_("Took a scene out of a briefing"));
  case SET:
    return g_strdup (_("Changed a scene of a briefing"));
  case RECORD:
  default:
    return first->pdf != NULL         ? g_strdup_printf (_("Kept the scene “%s” as it was shown to: %s"), first->title, audience)
           : first->scene_fid == 0    ? g_strdup_printf (_("On the wall for %s: %s"), audience, first->title)
                                      : g_strdup_printf (_("Showed the scene “%s” to: %s"), first->title, audience);
  }
}

static YztActResult *
write_change (YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, gpointer data, GError **error)
{
  static const YztActFunc funcs[] = { add_act, move_act, remove_act, set_act, record_act };
  Change *change = data;
  change->store = store;
  change->clock = clock;
  change->author = author;
  g_autofree char *label = label_of (change);
  const YztBriefingShown *first = change->shown != NULL && change->shown->len == 1 ? change->shown->pdata[0] : NULL;
  YztActInfo info = { .author = author, .window = window, .label = label, .nature = change->what == RECORD ? YZT_ACT_ORDER : YZT_ACT_EDIT,
                      .incident = first != NULL ? first->incident_fid : 0 };
  return yzt_store_write (store, &info, funcs[change->what], change, error);
}

static Change *
change_new (YztBriefing *self, What what)
{
  Change *change = g_new0 (Change, 1);
  change->what = what;
  change->briefing_fid = yzt_briefing_get_fid (self);
  change->audience = g_strdup (yzt_briefing_get_audience (self));
  return change;
}

static void
write_async (YztBriefing *self, Change *change, GAsyncReadyCallback callback, gpointer user_data)
{
  yzt_session_write_by_async (yzt_briefing_get_session (self), write_change, change, change_free, callback, user_data);
}

void
yzt_briefing_add_async (YztBriefing *self, const YztBriefingScene *scene, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_BRIEFING (self) && scene != NULL);
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (yzt_briefing_get_session (self)), "briefing-scene");
  g_return_if_fail (kind != NULL);
  Change *change = change_new (self, ADD);
  guint n = yzt_briefing_get_n (self);
  change->row = yzt_row_new (kind);
  yzt_briefing_scene_to_row (scene, change->row);
  change->scene_fid = n > 0 ? yzt_briefing_get (self, n - 1)->fid : 0;
  change->briefing_name = g_strdup (_("Briefing"));
  write_async (self, change, callback, user_data);
}

void
yzt_briefing_move_async (YztBriefing *self, guint from, guint to, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_BRIEFING (self) && from < yzt_briefing_get_n (self));
  Change *change = change_new (self, MOVE);
  guint before = to > from ? to + 1 : to;
  change->scene_fid = yzt_briefing_get (self, from)->fid;
  change->before_fid = before < yzt_briefing_get_n (self) ? yzt_briefing_get (self, before)->fid : 0;
  write_async (self, change, callback, user_data);
}

void
yzt_briefing_remove_async (YztBriefing *self, guint index, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_BRIEFING (self) && index < yzt_briefing_get_n (self));
  Change *change = change_new (self, REMOVE);
  change->scene_fid = yzt_briefing_get (self, index)->fid;
  write_async (self, change, callback, user_data);
}

void
yzt_briefing_set_async (YztBriefing *self, guint index, const char *field, const char *text, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_BRIEFING (self) && index < yzt_briefing_get_n (self) && field != NULL && text != NULL);
  Change *change = change_new (self, SET);
  change->scene_fid = yzt_briefing_get (self, index)->fid;
  change->field = g_strdup (field);
  change->text = g_strdup (text);
  write_async (self, change, callback, user_data);
}

void
yzt_briefing_set_own_async (YztBriefing *self, const char *field, const char *text, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_BRIEFING (self) && field != NULL && text != NULL);
  Change *change = change_new (self, SET);
  change->field = g_strdup (field);
  change->text = g_strdup (text);
  write_async (self, change, callback, user_data);
}

YztBriefingShown *
yzt_briefing_shown_new (void)
{
  return g_new0 (YztBriefingShown, 1);
}

void
yzt_briefing_shown_free (YztBriefingShown *shown)
{
  if (shown != NULL) {
    g_free (shown->title);
    g_free (shown->figures);
    g_free (shown->sources);
    g_free (shown->png_name);
    g_free (shown->pdf_name);
    g_clear_pointer (&shown->png, g_bytes_unref);
    g_clear_pointer (&shown->pdf, g_bytes_unref);
    g_free (shown);
  }
}

void
yzt_briefing_record_async (YztBriefing *self, GPtrArray *shown, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_BRIEFING (self) && shown != NULL);
  Change *change = change_new (self, RECORD);
  change->shown = shown;
  write_async (self, change, callback, user_data);
}
