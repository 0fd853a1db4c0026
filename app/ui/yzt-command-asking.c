/* yzt-command-asking.c: what is asked around and after a response: calls, conferences, findings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-asking.h"
#include <glib/gi18n-lib.h>
#include "yzt-act-dialog.h"
#include "yzt-incident-act.h"
#include "yzt-open-outside.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  YztActDialog *dialog; /* owned reference */
  YztSession *session;
  char *id, *uri;       /* uri: opened once the act is written; NULL none */
  gint64 incident_fid;
  GHashTable *fixed;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->dialog);
  g_object_unref (asking->session);
  g_hash_table_unref (asking->fixed);
  g_free (asking->id);
  g_free (asking->uri);
  g_free (asking);
}

typedef struct {
  YztActDialog *dialog;
  YztSession *session;
  char *uri;
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->dialog);
  g_object_unref (writing->session);
  g_free (writing->uri);
  g_free (writing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writing, writing_free)

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztSession) session = user_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_open_outside_finish (result, &error)) {
    g_autofree char *sentence = g_strdup_printf (_("The meeting could not be opened on this computer (%s); its link stands in the record."), error->message);
    g_signal_emit_by_name (session, "said", sentence);
  }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Writing) writing = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  yzt_act_dialog_finish (writing->dialog, act == NULL ? error : NULL);
  if (act != NULL && writing->uri != NULL) {
    yzt_open_outside_async (writing->uri, on_opened, g_object_ref (writing->session));
  }
}

static void
on_accepted (YztActDialog *dialog, Asking *asking)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;
  yzt_watchdog_action (asking->id);
  if (!yzt_act_dialog_collect (dialog, values)) {
    return;
  }
  YztIncidentAct *act = yzt_incident_act_new (asking->id, asking->incident_fid);
  g_hash_table_iter_init (&iter, asking->fixed);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    yzt_incident_act_set (act, key, value);
  }
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    yzt_incident_act_set (act, key, value);
  }
  Writing *writing = g_new0 (Writing, 1);
  *writing = (Writing) { g_object_ref (dialog), g_object_ref (asking->session), g_strdup (asking->uri) };
  yzt_act_dialog_set_busy (dialog, TRUE);
  yzt_session_incident_act_async (asking->session, act, on_written, writing);
}

static Asking *
asking_new (GtkWindow *parent, YztSession *session, const char *id, gint64 incident_fid, const char *title, const char *explanation, const char *confirm)
{
  Asking *asking = g_new0 (Asking, 1);
  asking->dialog = g_object_ref (yzt_act_dialog_new (parent, session, title, explanation, confirm));
  asking->session = g_object_ref (session);
  asking->id = g_strdup (id);
  asking->incident_fid = incident_fid;
  asking->fixed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  yzt_watchdog_action (id);
  g_signal_connect (asking->dialog, "accepted", G_CALLBACK (on_accepted), asking);
  g_signal_connect_swapped (asking->dialog, "destroy", G_CALLBACK (asking_free), asking);
  return asking;
}

static void
fix (Asking *asking, const char *key, const char *value)
{
  if (value != NULL && *value != '\0') {
    g_hash_table_insert (asking->fixed, (gpointer) key, g_strdup (value));
  }
}

static void
fix_fid (Asking *asking, const char *key, gint64 fid)
{
  g_hash_table_insert (asking->fixed, (gpointer) key, g_strdup_printf ("%" G_GINT64_FORMAT, fid));
}

void
yzt_command_ask_call (GtkWindow *parent, YztSession *session, gint64 incident_fid, gint64 contact_fid, const char *name, const char *phone, const char *unit, const char *role)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  Asking *asking = asking_new (parent, session, "call", incident_fid, name != NULL ? name : _("A call"), _("Who was called, when and what was answered stands in the call list and in the log."), _("Enter"));
  if (contact_fid != 0) {
    fix_fid (asking, "contact", contact_fid);
  } else if (name != NULL) {
    fix (asking, "name", name);
    fix (asking, "unit", unit);
    fix (asking, "role", role);
  }
  yzt_act_dialog_add_line (asking->dialog, "answer", _("What was answered"), NULL, TRUE);
  if (contact_fid == 0 && name == NULL) {
    yzt_act_dialog_add_line (asking->dialog, "name", _("Who was called"), NULL, TRUE);
    yzt_act_dialog_add_line (asking->dialog, "unit", _("Unit"), unit, FALSE);
  }
  yzt_act_dialog_add_line (asking->dialog, "phone", _("Telephone"), phone, FALSE);
  yzt_act_dialog_add_time (asking->dialog, "at_utc", _("When"), yzt_clock_now_ms (yzt_session_get_clock (session)));
  gtk_window_present (GTK_WINDOW (asking->dialog));
}

void
yzt_command_ask_conference (GtkWindow *parent, YztSession *session, const YztRow *incident)
{
  g_return_if_fail (YZT_IS_SESSION (session) && incident != NULL);
  GSettings *settings = yzt_ui_settings ();
  g_autoptr (GError) error = NULL;
  g_autofree char *template = settings != NULL ? g_settings_get_string (settings, "conference-uri") : g_strdup ("");
  g_auto (GStrv) schemes = settings != NULL ? g_settings_get_strv (settings, "conference-schemes") : g_new0 (char *, 1);
  g_autofree char *joined = g_strjoinv (";", schemes);
  const char *code = yzt_row_get_text (incident, "code"), *name = yzt_row_get_text (incident, "name");
  g_autofree char *uri = yzt_conference_uri (template, (const char *const *) schemes, code, name, incident->fid, &error);
  g_autofree char *topic = g_strdup_printf (_("Conference: %s"), name != NULL ? name : "");
  Asking *asking = asking_new (parent, session, "conference", incident->fid, _("Conference"), uri != NULL ? uri : error->message, uri != NULL ? _("Start") : _("Enter without a Link"));
  asking->uri = g_strdup (uri);
  fix (asking, "link", uri);
  fix (asking, "schemes", joined);
  yzt_act_dialog_add_line (asking->dialog, "text", _("Topic"), topic, TRUE);
  yzt_act_dialog_add_line (asking->dialog, "participants", _("Who takes part"), NULL, FALSE);
  gtk_window_present (GTK_WINDOW (asking->dialog));
}

void
yzt_command_ask_minutes (GtkWindow *parent, YztSession *session, const YztRow *conference)
{
  g_return_if_fail (YZT_IS_SESSION (session) && conference != NULL);
  const char *name = yzt_row_get_text (conference, "name");
  Asking *asking = asking_new (parent, session, "conference-end", conference->owner_fid, _("Minutes of the conference"), name, _("Enter"));
  fix_fid (asking, "conference", conference->fid);
  yzt_act_dialog_add_text (asking->dialog, "text", _("What was agreed"), NULL, TRUE);
  yzt_act_dialog_add_line (asking->dialog, "participants", _("Who took part"), yzt_row_get_text (conference, "participants"), FALSE);
  gtk_window_present (GTK_WINDOW (asking->dialog));
}

/* The plans that were applied to the incident; the first choice is none, unless the point is of one. */
static void
add_plans (Asking *asking, const YztAssessment *assessment, const char *chosen)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), labels = g_ptr_array_new ();
  g_ptr_array_add (codes, (gpointer) "");
  g_ptr_array_add (labels, (gpointer) _("No plan"));
  for (guint i = 0; i < assessment->points->len; i++) {
    const YztAssessPoint *point = &g_array_index (assessment->points, YztAssessPoint, i);
    if (*point->plan != '\0' && !g_ptr_array_find_with_equal_func (codes, point->plan, g_str_equal, NULL)) {
      g_ptr_array_add (codes, point->plan);
      g_ptr_array_add (labels, point->plan_name);
    }
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  const char *first = chosen != NULL && *chosen != '\0' ? chosen : codes->len > 2 ? codes->pdata[1] : "";
  yzt_act_dialog_add_choice (asking->dialog, "plan", _("Plan to be revised"), (const char *const *) codes->pdata, (const char *const *) labels->pdata, first);
}

void
yzt_command_ask_finding (GtkWindow *parent, YztSession *session, gint64 incident_fid, const YztAssessment *assessment, const YztAssessPoint *point)
{
  g_return_if_fail (YZT_IS_SESSION (session) && assessment != NULL);
  Asking *asking = asking_new (parent, session, "finding", incident_fid, _("Finding"), _("With a plan chosen it is handed to that plan as a proposed revision."), _("Enter"));
  yzt_act_dialog_add_text (asking->dialog, "text", _("What was found"), point != NULL ? point->proposed : NULL, TRUE);
  yzt_act_dialog_add_line (asking->dialog, "measure", _("What shall change"), NULL, FALSE);
  add_plans (asking, assessment, point != NULL ? point->plan : NULL);
  yzt_act_dialog_add_line (asking->dialog, "section", _("Section of the plan"), point != NULL ? point->section : NULL, FALSE);
  gtk_window_present (GTK_WINDOW (asking->dialog));
}
