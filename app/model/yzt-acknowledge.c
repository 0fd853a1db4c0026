/* yzt-acknowledge.c: many alarms acknowledged by one person as one act, when a flood of them came
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "yzt-incident-private.h"
#include "yzt-session-private.h"

typedef struct {
  YztStore *store;
  GPtrArray *incidents; /* YztIncident: what was on the screen */
  char *author;
  char *now;
  const char *language;
  gint64 now_ms;
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->store);
  g_ptr_array_unref (wish->incidents);
  g_free (wish->author);
  g_free (wish->now);
  g_free (wish);
}

/* 演练 and 测试 stand before what is one. Takes @what. */
static char *
mark (const Wish *wish, const YztRow *row, char *what)
{
  g_autofree char *word = yzt_incident_status_word (row, wish->language);
  g_autofree char *plain = what;
  return *word != '\0' ? g_strdup_printf ("【%s】%s", word, plain) : g_steal_pointer (&plain);
}

static gboolean
insert_decision (YztAct *act, const Wish *wish, gint64 incident_fid, const char *what, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (wish->store), "decision");
  if (kind == NULL) {
    return TRUE; /* a map without decisions */
  }
  g_autoptr (YztRow) row = yzt_row_new (kind);
  row->owner_fid = incident_fid;
  yzt_row_set_text (row, "name", what);
  yzt_row_set_text (row, "what", "acknowledge");
  yzt_row_set_text (row, "decided_by", wish->author);
  yzt_row_set_text (row, "entered_by", wish->author);
  yzt_row_set_text (row, "at_utc", wish->now);
  return yzt_act_insert (act, row, error);
}

/* What came by a feed has no line yet that says what it is. */
static gboolean
log_arrival (YztAct *act, const Wish *wish, const YztRow *row, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (wish->store);
  YztKind *log = yzt_kind_set_find (kinds, "log-entry");
  const char *source = yzt_row_word (row, "sender"), *text = yzt_row_word (row, "description");
  gint64 lines = 0, reported_ms = yzt_row_time (row, "reported_utc");
  if (log == NULL || *source == '\0') {
    return TRUE;
  }
  if (!yzt_act_get_max (act, log, row->fid, "number", &lines, error)) {
    return FALSE;
  }
  /* A line of the log is one line. */
  g_auto (GStrv) parts = g_strsplit_set (text, "\r\n", -1);
  g_autoptr (GString) one = g_string_new (NULL);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_string_append_printf (one, "%s%s", *parts[i] != '\0' && one->len > 0 ? " " : "", parts[i]);
  }
  g_autofree char *came = mark (wish, row, g_strdup_printf (_("Taken in: %s%s%s"), yzt_row_word (row, "name"), one->len > 0 ? "; " : "", one->str));
  YztLogNote note = { .entry_kind = "received", .what = came, .from = source, .channel = "feed", .author = wish->author,
                      .now_ms = reported_ms > 0 && reported_ms <= wish->now_ms ? reported_ms : wish->now_ms };
  return lines > 0 || yzt_act_log (act, kinds, row->fid, &note, error);
}

/* As when it is acknowledged alone: who owns it, and since when, stands in the log of each incident. */
static gboolean
log_acknowledged (YztAct *act, const Wish *wish, const YztRow *row, GError **error)
{
  g_autofree char *what = mark (wish, row, g_strdup_printf (_("%s acknowledges the incident"), wish->author));
  YztLogNote note = { .entry_kind = "acknowledged", .what = what, .author = wish->author, .now_ms = wish->now_ms };
  if (!g_str_equal (yzt_kind_get_id (row->kind), "incident")) {
    return TRUE; /* a warning has no log */
  }
  return insert_decision (act, wish, row->fid, what, error) && log_arrival (act, wish, row, error)
         && yzt_act_log (act, yzt_store_get_kinds (wish->store), row->fid, &note, error);
}

/* What was acknowledged meanwhile keeps its name, what is gone is passed over. */
static gboolean
acknowledge_act (YztAct *act, gpointer user_data, GError **error)
{
  Wish *wish = user_data;
  for (guint i = 0; i < wish->incidents->len; i++) {
    YztIncident *incident = g_ptr_array_index (wish->incidents, i);
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (wish->store), yzt_incident_get_kind_id (incident));
    g_autoptr (YztRow) row = kind != NULL ? yzt_act_get_row (act, kind, yzt_incident_get_fid (incident), NULL) : NULL;
    if (row == NULL || yzt_row_get_text (row, "acknowledged_utc") != NULL) {
      continue;
    }
    yzt_row_set_text (row, "acknowledged_by", wish->author);
    yzt_row_set_text (row, "acknowledged_utc", wish->now);
    if (!yzt_act_update (act, row, error) || !log_acknowledged (act, wish, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
acknowledge_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Wish *wish = data;
  GError *error = NULL;
  guint n = wish->incidents->len;
  YztIncident *first = g_ptr_array_index (wish->incidents, 0);
  /* TRANSLATORS: how many alarms one person acknowledged at once, and the name of the oldest */
  g_autofree char *label = g_strdup_printf (ngettext ("Acknowledge %u alarm: %s", "Acknowledge %u alarms at once, the oldest: %s", n), n,
                                            yzt_incident_get_title (first));
  YztActInfo info = { .author = wish->author, .window = ((YztSession *) source)->window, .label = label, .nature = YZT_ACT_ORDER };
  YztActResult *result = yzt_incident_prepare_map (wish->store, wish->author, &error) ? yzt_store_write (wish->store, &info, acknowledge_act, wish, &error) : NULL;
  YztSessionNews *news = result != NULL ? yzt_session_gather_news (source, wish->store, result, wish->author, &error) : NULL;
  if (news == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, news, (GDestroyNotify) yzt_session_news_free);
  }
}

static void
on_acknowledged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztSession *self = YZT_SESSION (source);
  g_autoptr (GTask) outer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztSessionNews) news = g_task_propagate_pointer (G_TASK (result), &error);
  yzt_session_count_pending (self, -1);
  if (news == NULL) {
    yzt_session_say (self, error->message);
    g_task_return_error (outer, g_steal_pointer (&error));
    return;
  }
  yzt_session_apply_news (self, news, FALSE);
  g_task_return_boolean (outer, TRUE);
}

void
yzt_session_acknowledge_many_async (YztSession *self, GPtrArray *incidents, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (incidents != NULL && incidents->len > 0);
  g_autoptr (GTask) outer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (outer, yzt_session_acknowledge_many_async);
  if (yzt_session_refuse_write (self, outer)) {
    return;
  }
  Wish *wish = g_new0 (Wish, 1);
  wish->store = g_object_ref (self->store);
  wish->incidents = g_ptr_array_copy (incidents, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (wish->incidents, g_object_unref);
  wish->author = g_strdup (self->author);
  wish->language = self->language;
  wish->now_ms = yzt_clock_now_ms (self->clock) / 1000 * 1000;
  wish->now = yzt_time_format_utc (wish->now_ms);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_acknowledged, g_steal_pointer (&outer));
  g_task_set_source_tag (task, yzt_session_acknowledge_many_async);
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  yzt_session_count_pending (self, 1);
  yzt_session_run (self, task, acknowledge_in_thread);
}

gboolean
yzt_session_acknowledge_many_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
