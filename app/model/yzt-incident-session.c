/* yzt-incident-session.c: incidents, their log, places and duty as windows read them: on a worker, with the session's clock
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include "yzt-ledger.h"
#include "yzt-task.h"

typedef struct {
  YztStore *store;
  gint64 fid, after, from_ms, until_ms, now_ms;
  guint limit;
  char *text, *language, *today;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_object_unref (question->store);
  g_free (question->text);
  g_free (question->language);
  g_free (question->today);
  g_free (question);
}

static Question *
question_new (YztSession *session)
{
  Question *question = g_new0 (Question, 1);
  question->store = g_object_ref (yzt_session_get_store (session));
  question->language = g_strdup (yzt_session_get_language (session));
  question->now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  return question;
}

/* Takes @question. */
static void
ask (YztSession *session, Question *question, GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, question_free);
  yzt_task_run_in_thread (task, func);
}

static void
answer (GTask *task, gpointer result, GDestroyNotify destroy, GError *error)
{
  if (result == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, result, destroy);
  }
}

/* What a worker answered; the caller's. */
static gpointer
answer_of (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
read_incident (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  YztIncidentRecord *record = yzt_incident_record_read (question->store, question->fid, question->now_ms, question->language, &error);
  if (record != NULL && !yzt_incident_record_read_drawn (record, question->store, question->language, &error)) {
    g_clear_pointer (&record, yzt_incident_record_free);
  }
  answer (task, record, (GDestroyNotify) yzt_incident_record_free, error);
}

static void
free_aside (GTask *task, gpointer source, gpointer record, GCancellable *cancellable)
{
  yzt_incident_record_free (record);
}

void
yzt_incident_record_free_aside (YztIncidentRecord *record)
{
  if (record != NULL) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
    g_task_set_source_tag (task, yzt_incident_record_free_aside);
    g_task_set_task_data (task, record, NULL);
    yzt_task_run_in_thread (task, free_aside);
  }
}

void
yzt_session_read_incident_async (YztSession *session, gint64 fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  Question *question = question_new (session);
  question->fid = fid;
  ask (session, question, read_incident, cancellable, callback, user_data);
}

YztIncidentRecord *
yzt_session_read_incident_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
read_clocks (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GArray *clocks = yzt_incident_open_clocks (question->store, question->now_ms, question->language, &error);
  answer (task, clocks, (GDestroyNotify) g_array_unref, error);
}

void
yzt_session_open_clocks_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  ask (session, question_new (session), read_clocks, cancellable, callback, user_data);
}

GArray *
yzt_session_open_clocks_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
read_log (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GArray *lines = yzt_log_read (question->store, question->fid, question->after, question->text, &error);
  answer (task, lines, (GDestroyNotify) g_array_unref, error);
}

void
yzt_session_read_log_async (YztSession *session, gint64 incident_fid, gint64 after, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  Question *question = question_new (session);
  question->fid = incident_fid;
  question->after = after;
  question->text = g_strdup (text);
  ask (session, question, read_log, cancellable, callback, user_data);
}

GArray *
yzt_session_read_log_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
read_places (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GArray *places = yzt_find_places (question->store, question->text, question->limit, question->language, &error);
  answer (task, places, (GDestroyNotify) g_array_unref, error);
}

void
yzt_session_find_places_async (YztSession *session, const char *words, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL && words != NULL);
  Question *question = question_new (session);
  question->text = g_strdup (words);
  question->limit = limit;
  ask (session, question, read_places, cancellable, callback, user_data);
}

GArray *
yzt_session_find_places_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
read_duty (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GArray *turns = yzt_duty_read (question->store, question->from_ms, question->until_ms, question->now_ms, question->language, &error);
  answer (task, turns, (GDestroyNotify) g_array_unref, error);
}

void
yzt_session_read_duty_async (YztSession *session, gint64 from_ms, gint64 until_ms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  Question *question = question_new (session);
  question->from_ms = from_ms;
  question->until_ms = until_ms;
  ask (session, question, read_duty, cancellable, callback, user_data);
}

GArray *
yzt_session_read_duty_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
read_sheet (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  YztHandOverSheet *sheet = yzt_hand_over_sheet (question->store, question->now_ms, question->language, &error);
  answer (task, sheet, (GDestroyNotify) yzt_hand_over_sheet_free, error);
}

void
yzt_session_hand_over_sheet_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  ask (session, question_new (session), read_sheet, cancellable, callback, user_data);
}

YztHandOverSheet *
yzt_session_hand_over_sheet_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

/* --- when it is over --- */

static void
assess (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  YztAssessment *assessment = yzt_assessment_read (question->store, question->fid, question->now_ms, question->language, &error);
  answer (task, assessment, (GDestroyNotify) yzt_assessment_free, error);
}

void
yzt_session_assess_async (YztSession *session, gint64 incident_fid, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  Question *question = question_new (session);
  question->fid = incident_fid;
  ask (session, question, assess, NULL, callback, user_data);
}

YztAssessment *
yzt_session_assess_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
find_cases (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GArray *cases = yzt_cases_like (question->store, question->fid, NULL, question->limit, question->language, &error);
  answer (task, cases, (GDestroyNotify) g_array_unref, error);
}

void
yzt_session_cases_async (YztSession *session, gint64 incident_fid, guint limit, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  Question *question = question_new (session);
  question->fid = incident_fid;
  question->limit = limit;
  ask (session, question, find_cases, NULL, callback, user_data);
}

GArray *
yzt_session_cases_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}

static void
find_experts (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GArray *experts = yzt_experts_for (question->store, question->fid, question->text, question->today, question->limit, question->language, &error);
  answer (task, experts, (GDestroyNotify) g_array_unref, error);
}

void
yzt_session_experts_async (YztSession *session, gint64 incident_fid, const char *text, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  Question *question = question_new (session);
  question->fid = incident_fid;
  question->limit = 60;
  question->text = g_strdup (text);
  question->today = yzt_session_get_today (session);
  ask (session, question, find_experts, NULL, callback, user_data);
}

GArray *
yzt_session_experts_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  return answer_of (session, result, error);
}
