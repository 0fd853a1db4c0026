/* yzt-todo.c: what a planner should ask about
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-todo.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-rules.h"
#include "yzt-session-private.h"
#include "yzt-task.h"

const char *const yzt_verified_how[] = { "phone", "visit", "document", NULL };

static void
item_clear (gpointer data)
{
  YztTodoItem *item = data;
  g_free (item->name);
  g_free (item->phone);
  g_free (item->person);
}

void
yzt_todo_free (YztTodo *todo)
{
  if (todo != NULL) {
    g_array_unref (todo->items);
    g_free (todo);
  }
}

/* --- which fields of a kind tell what --- */

typedef struct {
  GArray *phones, *persons, *ends; /* guint: fields */
  int name, verified;
  gboolean place;
} Telling;

static gboolean
tells_person (const YztField *field)
{
  static const char *const names[] = { "contact", "leader", "keeper", "person", "manager", "principal", "captain", "director", "commander", NULL };
  return yzt_field_get_field_type (field) == YZT_FIELD_TEXT && g_strv_contains (names, yzt_field_get_name (field));
}

static gboolean
tells_end (const YztField *field)
{
  const char *name = yzt_field_get_name (field);
  return yzt_field_get_field_type (field) == YZT_FIELD_DATE
      && (strstr (name, "expir") != NULL || strstr (name, "valid") != NULL || strstr (name, "until") != NULL || strstr (name, "due") != NULL);
}

static void
telling_init (Telling *telling, YztKind *kind)
{
  telling->phones = g_array_new (FALSE, FALSE, sizeof (guint));
  telling->persons = g_array_new (FALSE, FALSE, sizeof (guint));
  telling->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  telling->name = yzt_kind_get_field_index (kind, "name");
  telling->verified = yzt_kind_get_field_index (kind, "verified_at");
  telling->place = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE;
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    if (yzt_field_get_field_type (field) == YZT_FIELD_PHONE) {
      g_array_append_val (telling->phones, i);
    } else if (tells_person (field)) {
      g_array_append_val (telling->persons, i);
    } else if (tells_end (field)) {
      g_array_append_val (telling->ends, i);
    }
  }
}

static void
telling_clear (Telling *telling)
{
  g_array_unref (telling->phones);
  g_array_unref (telling->persons);
  g_array_unref (telling->ends);
}

/* What happened is reported, not verified. */
static gboolean
is_event (YztKind *kind)
{
  static const char *const events[] = { "incident", "warning", "plan", NULL };
  return g_strv_contains (events, yzt_kind_get_id (kind));
}

/* --- reading --- */

typedef struct {
  YztTodo *todo;
  Telling telling;
  guint kind;
  gint64 now_ms;
  char *today;
  const YztPlaceJudge *places; /* NULL: none is doubted */
  gpointer judge;
  GCancellable *cancellable;
} Reading;

static const char *
first_text (const YztRow *row, GArray *fields)
{
  for (guint i = 0; i < fields->len; i++) {
    const YztCell *cell = &row->cells[g_array_index (fields, guint, i)];
    if (cell->type == YZT_CELL_TEXT && *cell->v.text != '\0') {
      return cell->v.text;
    }
  }
  return "";
}

static gboolean
is_past (const YztRow *row, GArray *fields, const char *today)
{
  for (guint i = 0; i < fields->len; i++) {
    const YztCell *cell = &row->cells[g_array_index (fields, guint, i)];
    if (cell->type == YZT_CELL_TEXT && strcmp (cell->v.text, today) < 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_row (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  const Telling *telling = &reading->telling;
  const YztCell *verified = telling->verified >= 0 ? &row->cells[telling->verified] : NULL;
  YztTodoItem item = { .kind = reading->kind, .fid = row->fid, .level = yzt_row_get_level (row), .verified_ms = YZT_SCENE_NO_TIME };
  if (verified != NULL && verified->type == YZT_CELL_TEXT) {
    yzt_time_parse (verified->v.text, NULL, &item.verified_ms);
  }
  const char *phone = first_text (row, telling->phones), *person = first_text (row, telling->persons);
  const char *name = telling->name >= 0 && row->cells[telling->name].type == YZT_CELL_TEXT ? row->cells[telling->name].v.text : "";
  gboolean old = item.verified_ms == YZT_SCENE_NO_TIME || yzt_rule_is_stale (item.verified_ms, reading->now_ms);
  item.flags = (telling->phones->len > 0 && *phone == '\0' ? YZT_TODO_NO_PHONE : 0u)
      | (telling->persons->len > 0 && *person == '\0' ? YZT_TODO_NO_PERSON : 0u) | (telling->place && !row->has_position ? YZT_TODO_NO_PLACE : 0u)
      | (old ? YZT_TODO_STALE : 0u) | (is_past (row, telling->ends, reading->today) ? YZT_TODO_PAST_DATE : 0u)
      | (telling->place && reading->places != NULL && reading->places->is_doubtful (reading->judge, row) ? YZT_TODO_DOUBTFUL_PLACE : 0u);
  for (guint i = 0; i < YZT_TODO_N_FLAGS; i++) {
    reading->todo->counts[i] += (item.flags & (1u << i)) != 0;
  }
  if (item.flags != 0) {
    item.name = g_strdup (name);
    item.phone = g_strdup (phone);
    item.person = g_strdup (person);
    g_array_append_val (reading->todo->items, item);
  }
  return !g_cancellable_is_cancelled (reading->cancellable);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const YztTodoItem *x = a, *y = b;
  int level_x = x->level > 0 ? x->level : 5, level_y = y->level > 0 ? y->level : 5;
  if (level_x != level_y) {
    return level_x - level_y;
  }
  if (x->verified_ms != y->verified_ms) {
    return x->verified_ms < y->verified_ms ? -1 : 1; /* never stands before all */
  }
  return x->fid < y->fid ? -1 : x->fid > y->fid;
}

YztTodo *
yzt_todo_read (YztStore *store, gint64 now_ms, const YztPlaceJudge *places, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr (YztTodo) todo = g_new0 (YztTodo, 1);
  g_autofree char *now = yzt_time_format_utc (now_ms), *today = g_strndup (now, 10);
  todo->items = g_array_new (FALSE, TRUE, sizeof (YztTodoItem));
  g_array_set_clear_func (todo->items, item_clear);
  gpointer judge = places != NULL ? places->begin (store) : NULL;
  gboolean good = TRUE;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && good; i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    Reading reading = { .todo = todo, .kind = i, .now_ms = now_ms, .today = today, .places = places, .judge = judge, .cancellable = cancellable };
    telling_init (&reading.telling, kind);
    if (!is_event (kind) && yzt_kind_is_verified (kind) && (reading.telling.place || reading.telling.phones->len > 0)) {
      good = yzt_store_read_rows (store, kind, read_row, &reading, error);
    }
    telling_clear (&reading.telling);
    good = good && !g_cancellable_set_error_if_cancelled (cancellable, error);
  }
  if (places != NULL) {
    places->end (judge);
  }
  g_array_sort (todo->items, compare_items);
  return good ? g_steal_pointer (&todo) : NULL;
}

typedef struct {
  YztStore *store;
  const YztPlaceJudge *places;
} Asked;

static void
asked_free (gpointer data)
{
  g_object_unref (((Asked *) data)->store);
  g_free (data);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztSession *session = source;
  GError *error = NULL;
  const Asked *asked = data;
  YztTodo *todo = yzt_todo_read (asked->store, yzt_clock_now_ms (session->clock), asked->places, cancellable, &error);
  if (todo == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, todo, (GDestroyNotify) yzt_todo_free);
  }
}

void
yzt_session_read_todo_async (YztSession *self, const YztPlaceJudge *places, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self) && self->store != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_todo_async);
  Asked *asked = g_new0 (Asked, 1);
  *asked = (Asked) { g_object_ref (self->store), places };
  g_task_set_task_data (task, asked, asked_free);
  yzt_task_run_in_thread (task, read_in_thread);
}

YztTodo *
yzt_session_read_todo_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- verified now --- */

static void
put_text (YztEdits *edits, YztKind *kind, gint64 fid, const char *field, const char *text)
{
  int index = yzt_kind_get_field_index (kind, field);
  if (index >= 0) {
    YztCell cell = yzt_cell_text (text);
    yzt_edits_set_cell (edits, kind, fid, (guint) index, NULL, &cell);
    yzt_cell_clear (&cell);
  }
}

void
yzt_session_verify_async (YztSession *self, const guint *kinds, const gint64 *fids, guint n, const char *how, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (n > 0);
  g_autofree char *label = g_strdup_printf (ngettext ("Verified: %u thing", "Verified: %u things", n), n);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yzt_clock_now_ms (self->clock) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);
  g_autofree char *today = g_date_time_format (local, "%Y-%m-%d");
  YztEdits *edits = yzt_edits_new (label);
  for (guint i = 0; i < n; i++) {
    YztKind *kind = yzt_kind_set_get (yzt_session_get_kinds (self), kinds[i]);
    put_text (edits, kind, fids[i], "verified_at", today);
    put_text (edits, kind, fids[i], "verified_by", self->author);
    put_text (edits, kind, fids[i], "verified_how", how);
  }
  yzt_session_write_edits_async (self, edits, callback, user_data);
}
