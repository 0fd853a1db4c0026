/* yzt-call-out.c: calls and answers of a warning, the clock of calling again, and the next level
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-session-private.h"
#include "yzt-warning-private.h"

#define CALL_KIND "call-out"
#define MINUTE_MS 60000
#define MAX_TEXT_BYTES (60 * 1024)

static const char *const STATES[] = { "due", "called", "answered", "action", "not-reached", "wrong-number", "released" };

YztCallState
yzt_call_state_from_code (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (STATES); i++) {
    if (g_strcmp0 (code, STATES[i]) == 0) {
      return (YztCallState) i;
    }
  }
  return YZT_CALL_STATE_DUE;
}

const char *
yzt_call_state_get_label (YztCallState state)
{
  const char *const labels[YZT_N_CALL_STATES] = { _("To be called"), _("Called"), _("Answered"), _("Action taken"), _("Not reached"), _("Wrong number"),
                                                  _("No longer needed") };
  return labels[state];
}

gboolean
yzt_call_state_is_unreached (YztCallState state)
{
  return state == YZT_CALL_STATE_DUE || state == YZT_CALL_STATE_CALLED || state == YZT_CALL_STATE_NOT_REACHED || state == YZT_CALL_STATE_WRONG_NUMBER;
}

/* --- new persons --- */

static YztRow *
find_call (GPtrArray *rows, const YztResponsible *person)
{
  g_autofree char *key = yzt_phone_key (person->phone, person->name);

  for (guint i = 0; i < rows->len; i++) {
    YztRow *row = g_ptr_array_index (rows, i);
    g_autofree char *own = yzt_phone_key (yzt_warning_text (row, "phone"), yzt_warning_text (row, "name"));
    if (g_str_equal (own, key)) {
      return row;
    }
  }
  return NULL;
}

static void
add_links (YztRow *row, const GArray *more)
{
  g_autoptr (GArray) of = yzt_links_from_text (yzt_warning_text (row, "of"));

  for (guint i = 0; i < more->len; i++) {
    const YztLink *link = &g_array_index (more, YztLink, i);
    gboolean there = FALSE;
    for (guint k = 0; k < of->len && !there; k++) {
      const YztLink *own = &g_array_index (of, YztLink, k);
      there = own->fid == link->fid && g_str_equal (own->kind, link->kind);
    }
    if (!there) {
      YztLink copy = { g_strdup (link->kind), link->fid };
      g_array_append_val (of, copy);
    }
  }
  g_autofree char *text = yzt_links_to_text (of);
  yzt_row_set_text (row, "of", text != NULL && strlen (text) <= MAX_TEXT_BYTES ? text : yzt_warning_text (row, "of"));
}

static YztRow *
new_call (YztKind *kind, gint64 warning_fid, const YztResponsible *person)
{
  YztRow *row = yzt_row_new (kind);

  row->owner_fid = warning_fid;
  yzt_row_set_text (row, "name", person->name);
  yzt_row_set_text (row, "phone", *person->phone != '\0' ? person->phone : NULL);
  yzt_row_set_text (row, "second_phone", *person->second_phone != '\0' ? person->second_phone : NULL);
  yzt_row_set_text (row, "post", *person->post != '\0' ? person->post : NULL);
  yzt_row_set_text (row, "organisation", *person->organisation != '\0' ? person->organisation : NULL);
  yzt_warning_set_integer (row, "step", person->step);
  yzt_warning_set_integer (row, "calls", 0);
  return row;
}

gboolean
yzt_call_outs_add (YztAct *act, YztStore *store, gint64 warning_fid, GPtrArray *rows, GPtrArray *people, int level, gint64 next_ms, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), CALL_KIND);

  for (guint i = 0; i < people->len; i++) {
    const YztResponsible *person = g_ptr_array_index (people, i);
    YztRow *row = find_call (rows, person);
    gboolean is_new = row == NULL;
    if (is_new) {
      row = new_call (kind, warning_fid, person);
      g_ptr_array_add (rows, row);
    }
    add_links (row, person->of);
    if (is_new || g_str_equal (yzt_warning_text (row, "state"), "released")) {
      yzt_row_set_text (row, "state", "due");
      yzt_warning_set_integer (row, "told_level", level);
      yzt_warning_set_integer (row, "calls", 0);
      yzt_warning_set_time (row, "next_utc", next_ms);
    }
    if (!(is_new ? yzt_act_insert (act, row, error) : yzt_act_update (act, row, error))) {
      return FALSE;
    }
  }
  return TRUE;
}

/* --- an answer --- */

typedef struct {
  YztStore *store;
  YztWarningRules *rules;
  YztPhoneBook *book;
  gint64 fid, now_ms;
  YztCallState answer;
  const char *note, *author;
} Answer;

static void
add_note (YztRow *row, const Answer *self)
{
  if (self->note == NULL || *self->note == '\0') {
    return;
  }
  const char *before = yzt_warning_text (row, "action");
  g_autofree char *joined = g_strdup_printf ("%s%s%s", before, *before != '\0' ? "\n" : "", self->note);
  g_autofree char *cut = yzt_text_shorten (joined, MAX_TEXT_BYTES);
  yzt_row_set_text (row, "action", cut);
}

/* The next level of everything this person answers for; nobody above: it stays with this one. */
static gboolean
call_next_level (Answer *self, YztAct *act, YztRow *row, int level, GError **error)
{
  g_autoptr (GArray) things = yzt_links_from_text (yzt_warning_text (row, "of"));
  guint step = (guint) yzt_warning_integer (row, "step") + 1;
  g_autoptr (GPtrArray) rows = yzt_warning_read_owned (self->store, CALL_KIND, row->owner_fid, error);
  g_autoptr (GPtrArray) people = rows != NULL ? yzt_warning_find_people (self->store, self->book, self->rules, things, step, error) : NULL;

  if (people == NULL) {
    return FALSE;
  }
  if (people->len > 0) {
    yzt_warning_set_time (row, "escalated_utc", self->now_ms);
  }
  return yzt_call_outs_add (act, self->store, row->owner_fid, rows, people, level, self->now_ms, error);
}

/* Who gave a wrong number is called by the second one, if there is one. */
static gboolean
take_second_number (YztRow *row)
{
  g_autofree char *wrong = g_strdup (yzt_warning_text (row, "phone")), *second = g_strdup (yzt_warning_text (row, "second_phone"));

  if (*second == '\0') {
    return FALSE;
  }
  g_autofree char *remark = g_strdup_printf (_("Wrong number: %s"), wrong);
  yzt_row_set_text (row, "phone", second);
  yzt_row_set_text (row, "second_phone", NULL);
  yzt_row_set_text (row, "remarks", remark);
  return TRUE;
}

/* Writes what came of the call into @row; TRUE when the next level is to be called. */
static gboolean
take_answer (Answer *self, YztRow *row, const YztWarningClock *clock)
{
  gint64 calls = yzt_warning_integer (row, "calls"), again_ms = self->now_ms + (gint64) (clock != NULL ? clock->again_min : 60) * MINUTE_MS;
  YztCallState before = yzt_call_state_from_code (yzt_row_get_text (row, "state"));
  gboolean counts = before != YZT_CALL_STATE_CALLED; /* else this is what came of the call that was counted */

  yzt_row_set_text (row, "state", STATES[self->answer]);
  yzt_row_set_text (row, "called_by", self->author);
  yzt_warning_set_time (row, "called_utc", self->now_ms);
  add_note (row, self);
  if (self->answer == YZT_CALL_STATE_ACTION) {
    yzt_warning_set_time (row, "action_utc", self->now_ms);
    yzt_warning_set_time (row, "next_utc", 0);
    if (yzt_warning_time (row, "answered_utc") == 0) {
      yzt_warning_set_time (row, "answered_utc", self->now_ms);
    }
    return FALSE;
  }
  yzt_warning_set_integer (row, "calls", calls + counts);
  if (self->answer == YZT_CALL_STATE_ANSWERED) {
    yzt_warning_set_time (row, "answered_utc", self->now_ms);
    yzt_warning_set_time (row, "next_utc", self->now_ms + (gint64) (clock != NULL ? clock->action_min : 60) * MINUTE_MS);
    return FALSE;
  }
  yzt_warning_set_time (row, "answered_utc", 0); /* a correction of an answer that was none */
  yzt_warning_set_time (row, "next_utc", again_ms);
  if (self->answer == YZT_CALL_STATE_WRONG_NUMBER) {
    gboolean second = take_second_number (row);
    yzt_row_set_text (row, "state", second ? "due" : "wrong-number");
    yzt_warning_set_time (row, "next_utc", second ? self->now_ms : 0);
    return !second;
  }
  return self->answer == YZT_CALL_STATE_NOT_REACHED && clock != NULL && calls + counts >= clock->calls;
}

static gboolean
answer_act (YztAct *act, gpointer user_data, GError **error)
{
  Answer *self = user_data;
  YztKindSet *kinds = yzt_store_get_kinds (self->store);
  g_autoptr (YztRow) row = yzt_act_get_row (act, yzt_kind_set_find (kinds, CALL_KIND), self->fid, error);
  g_autoptr (YztRow) warning = row != NULL ? yzt_act_get_row (act, yzt_kind_set_find (kinds, "warning"), row->owner_fid, error) : NULL;

  if (warning == NULL) {
    return FALSE;
  }
  if (g_str_equal (yzt_warning_text (row, "state"), "released")) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("%s need not be called any more: the warning is over or no longer reaches there."),
                 yzt_warning_text (row, "name"));
    return FALSE;
  }
  int level = yzt_row_get_level (warning);
  const YztWarningClock *clock = yzt_warning_rules_clock (self->rules, yzt_warning_text (warning, "event"), level);
  gboolean next_level = take_answer (self, row, clock) && yzt_warning_time (row, "escalated_utc") == 0;
  return (!next_level || call_next_level (self, act, row, level, error)) && yzt_act_update (act, row, error);
}

/* "Called 张三 (13800000000): not reached" */
static char *
make_label (const YztRow *row, YztCallState answer, const char *note)
{
  const char *const words[] = { "", _("called"), _("answered"), _("action taken"), _("not reached"), _("wrong number") };
  const char *phone = yzt_warning_text (row, "phone");
  g_autofree char *short_note = note != NULL && *note != '\0' ? yzt_text_shorten (note, 200) : NULL;

  /* TRANSLATORS: a call-out: name, telephone, what came of it, what was said */
  return g_strdup_printf (_("Call-out %s (%s): %s%s%s"), yzt_warning_text (row, "name"), *phone != '\0' ? phone : "–", words[answer],
                          short_note != NULL ? " · " : "", short_note != NULL ? short_note : "");
}

YztActResult *
yzt_call_out_answer (YztStore *store, gint64 fid, YztCallState answer, const char *note, const char *author, const char *window, const char *language,
                     const YztClock *clock, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && author != NULL && clock != NULL, NULL);
  g_return_val_if_fail (answer >= YZT_CALL_STATE_CALLED && answer <= YZT_CALL_STATE_WRONG_NUMBER, NULL);

  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), CALL_KIND);
  if (kind == NULL) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no kind for call-outs yet; open it once for writing."));
    return NULL;
  }
  g_autoptr (YztWarningRules) rules = yzt_warning_rules_load (language, error);
  g_autoptr (YztRow) row = rules != NULL ? yzt_store_get_row (store, kind, fid, error) : NULL;
  gboolean may_rise = answer == YZT_CALL_STATE_NOT_REACHED || answer == YZT_CALL_STATE_WRONG_NUMBER;
  g_autoptr (YztPhoneBook) book = row != NULL && may_rise ? yzt_phone_book_read (store, error) : NULL;
  if (row == NULL || (may_rise && book == NULL)) {
    return NULL;
  }
  Answer self = { store, rules, book, fid, yzt_clock_now_ms (clock) / 1000 * 1000, answer, note, author };
  g_autofree char *label = make_label (row, answer, note);
  YztActInfo info = { .author = author, .window = window, .label = label, .nature = YZT_ACT_ORDER };
  return yzt_store_write (store, &info, answer_act, &self, error);
}

/* --- from the window --- */

typedef struct {
  gint64 fid;
  YztCallState answer;
  char *note, *author;
} Wish;

static void
wish_free (Wish *wish)
{
  g_free (wish->note);
  g_free (wish->author);
  g_free (wish);
}

static void
answer_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztSession *session = source;
  const Wish *wish = data;
  GError *error = NULL;
  YztActResult *result = yzt_call_out_answer (session->store, wish->fid, wish->answer, wish->note, wish->author, session->window, session->language,
                                              session->clock, &error);
  YztSessionNews *news = result != NULL ? yzt_session_gather_news (session, session->store, result, wish->author, &error) : NULL;
  if (news == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, news, (GDestroyNotify) yzt_session_news_free);
  }
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztSession *session = YZT_SESSION (source);
  g_autoptr (GTask) outer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztSessionNews) news = g_task_propagate_pointer (G_TASK (result), &error);
  yzt_session_count_pending (session, -1);
  if (news == NULL) {
    yzt_session_say (session, error->message);
    g_task_return_error (outer, g_steal_pointer (&error));
    return;
  }
  yzt_session_apply_news (session, news, FALSE);
  g_task_return_boolean (outer, TRUE);
}

void
yzt_session_answer_call_async (YztSession *session, gint64 fid, YztCallState answer, const char *note, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));

  g_autoptr (GTask) outer = g_task_new (session, NULL, callback, user_data);
  g_task_set_source_tag (outer, yzt_session_answer_call_async);
  if (yzt_session_refuse_write (session, outer)) {
    return;
  }
  Wish *wish = g_new0 (Wish, 1);
  *wish = (Wish) { fid, answer, g_strdup (note), g_strdup (yzt_session_get_author (session)) };
  g_autoptr (GTask) task = g_task_new (session, NULL, on_answered, g_steal_pointer (&outer));
  g_task_set_source_tag (task, yzt_session_answer_call_async);
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  yzt_session_count_pending (session, 1);
  yzt_session_run (session, task, answer_in_thread);
}

gboolean
yzt_session_answer_call_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
