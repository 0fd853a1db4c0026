/* yzt-report-save.c: a report as a file for those outside: DOCX or PDF, written on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-save.h"
#include <glib/gi18n-lib.h>
#include "yzt-ledger.h"
#include "yzt-report.h"
#include "yzt-task.h"
#include "yzt-ui.h"

typedef struct {
  YztStore *store;
  gint64 fid;
  char *path;
  const char *language;
  YztReportSavedFunc func;
  char *today;     /* of a hazard source; NULL: it is a report */
  gboolean filing; /* the form by which it is filed, else its dossier */
  YztPaper *(*after) (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error); /* NULL: it is none of these */
  gint64 now_ms;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;
  g_object_unref (saving->store);
  g_free (saving->path);
  g_free (saving->today);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Saving *saving = task_data;
  GError *error = NULL;
  YztPaper *paper = saving->after != NULL ? saving->after (saving->store, saving->fid, saving->now_ms, saving->language, &error)
                    : saving->today != NULL ? yzt_hazard_paper (saving->store, saving->fid, saving->filing, saving->today, saving->language, &error)
                                          : yzt_report_paper (saving->store, saving->fid, saving->language, &error);
  if (paper != NULL && yzt_paper_write (paper, saving->path, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
  g_clear_pointer (&paper, yzt_paper_free);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (saving->path);
  g_autofree char *sentence = g_task_propagate_boolean (G_TASK (result), &error) ? g_strdup_printf (_("Saved as %s"), name) : g_strdup (yzt_ui_error_text (error));
  saving->func (sentence, source);
}

static Saving *
saving_new (YztSession *session, gint64 fid, const char *path, YztReportSavedFunc func)
{
  Saving *saving = g_new0 (Saving, 1);
  saving->store = g_object_ref (yzt_session_get_store (session));
  saving->fid = fid;
  saving->path = g_strdup (path);
  saving->language = yzt_session_get_language (session);
  saving->func = func;
  return saving;
}

static void
save (Saving *saving, GObject *owner)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, on_saved, NULL);
  g_task_set_task_data (task, saving, saving_free);
  yzt_task_run_in_thread (task, save_in_thread);
}

void
yzt_report_save (YztSession *session, gint64 report_fid, const char *path, YztReportSavedFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && path != NULL && func != NULL);
  save (saving_new (session, report_fid, path, func), owner);
}

void
yzt_report_save_hazard (YztSession *session, gint64 hazard_fid, gboolean filing, const char *path, YztReportSavedFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && path != NULL && func != NULL);
  Saving *saving = saving_new (session, hazard_fid, path, func);
  saving->today = yzt_session_get_today (session);
  saving->filing = filing;
  save (saving, owner);
}

void
yzt_report_save_assessment (YztSession *session, gint64 incident_fid, gboolean consumption, const char *path, YztReportSavedFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && path != NULL && func != NULL);
  Saving *saving = saving_new (session, incident_fid, path, func);
  saving->after = consumption ? yzt_consumption_paper : yzt_assessment_paper;
  saving->now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  save (saving, owner);
}
