/* yzt-incident-asking.c: an act on an incident asked for by hand: what it needs in a dialog, then written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-asking.h"
#include <glib/gi18n-lib.h>
#include "yzt-act-dialog.h"
#include "yzt-after.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_OTHERS 100

/* One question, as long as its dialog is open and what it asked for is being written. */
typedef struct {
  YztActDialog *dialog; /* owned reference */
  YztSession *session;
  char *id;
  gint64 fid;
  GHashTable *fixed;
  YztFigures figures; /* as they stood when the dialog was opened */
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->dialog);
  g_object_unref (asking->session);
  g_free (asking->id);
  g_hash_table_unref (asking->fixed);
  g_free (asking);
}

/* --- writing --- */

static YztIncidentAct *
new_act (const char *id, gint64 fid, GHashTable *values)
{
  YztIncidentAct *act = yzt_incident_act_new (id, fid);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    yzt_incident_act_set (act, key, value);
  }
  return act;
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
  g_hash_table_iter_init (&iter, asking->fixed);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    g_hash_table_insert (values, g_strdup (key), g_strdup (value));
  }
  for (guint i = 0; i < YZT_N_FIGURES && g_str_equal (asking->id, "figures"); i++) {
    if (asking->figures.value[i] >= 0 && !g_hash_table_contains (values, yzt_figure_fields[i])) {
      g_hash_table_insert (values, g_strdup (yzt_figure_fields[i]), g_strdup ("unknown")); /* it was taken out: nobody knows any more */
    }
  }
  yzt_act_dialog_set_busy (dialog, TRUE);
  yzt_session_incident_act_async (asking->session, new_act (asking->id, asking->fid, values), yzt_act_dialog_on_written, g_object_ref (dialog));
}

/* --- what each asks --- */

typedef struct {
  YztActDialog *dialog;
  YztSession *session;
  YztIncidentRecord *record;
  const char *value, *language;
  guint needs;
} Filling;

static void
add_who (const Filling *filling, const char *label, gboolean required)
{
  yzt_act_dialog_add_line (filling->dialog, "who", label, NULL, required);
}

static void
fill_verify (const Filling *filling)
{
  yzt_act_dialog_add_text (filling->dialog, "reason", _("How, and with whom"), NULL, TRUE);
}

/* The rules that are met, in words, above the choice. */
static void
add_rules (const Filling *filling)
{
  const YztGradeProposal *proposal = filling->record->proposal;
  if (proposal != NULL && !proposal->accident) {
    GtkWidget *label = yzt_ui_label (_("The standing rules grade accidents; for an event of this kind a person decides by the plan for it."), "rule-text");
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    yzt_act_dialog_add_widget (filling->dialog, label);
  }
  for (guint i = 0; proposal != NULL && i < proposal->met->len; i++) {
    const YztRuleMet *met = &g_array_index (proposal->met, YztRuleMet, i);
    g_autofree char *words = g_strdup_printf ("%s · %s", met->text, met->basis);
    GtkWidget *label = yzt_ui_label (words, "rule-text");
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    yzt_act_dialog_add_widget (filling->dialog, label);
  }
}

static void
fill_grade (const Filling *filling)
{
  const YztField *field = yzt_kind_find_field (filling->record->row->kind, "grade");
  const YztGradeProposal *proposal = filling->record->proposal;
  const char *now = yzt_row_get_text (filling->record->row, "grade");
  const char *chosen = proposal != NULL && proposal->grade != NULL && *proposal->grade != '\0' ? proposal->grade : now;
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), labels = g_ptr_array_new ();
  for (guint i = 0; i < yzt_field_get_n_values (field); i++) {
    g_ptr_array_add (codes, (gpointer) yzt_field_get_value (field, i));
    g_ptr_array_add (labels, (gpointer) yzt_field_get_value_label (field, yzt_field_get_value (field, i), filling->language));
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  add_rules (filling);
  yzt_act_dialog_add_choice (filling->dialog, "grade", _("Accident grade"), (const char *const *) codes->pdata, (const char *const *) labels->pdata, chosen);
  yzt_act_dialog_add_line (filling->dialog, "reason", _("Reason, when it is not the one of the rule"), NULL, FALSE);
}

static void
fill_respond (const Filling *filling)
{
  static const char *const codes[] = { "1", "2", "3", "4", "end", NULL };
  const char *const labels[] = { _("Level Ⅰ"), _("Level Ⅱ"), _("Level Ⅲ"), _("Level Ⅳ"), _("End the response"), NULL };
  const char *now = yzt_row_get_text (filling->record->row, "response_level");
  const char *chosen = filling->value != NULL && *filling->value != '\0' ? filling->value : now != NULL && *now != '\0' ? now + strlen (now) - 1 : "4";
  yzt_act_dialog_add_choice (filling->dialog, "level", _("Response"), codes, labels, chosen);
  add_who (filling, _("Decided by"), TRUE);
  yzt_act_dialog_add_line (filling->dialog, "reason", _("Reason"), NULL, FALSE);
}

typedef struct {
  YztIncident *incident; /* owned */
  double distance_m;     /* negative: one of the two has no place */
} Other;

static void
other_clear (gpointer data)
{
  g_object_unref (((Other *) data)->incident);
}

static int
compare_others (gconstpointer a, gconstpointer b)
{
  double one = ((const Other *) a)->distance_m, two = ((const Other *) b)->distance_m;
  return (one < 0) != (two < 0) ? (one < 0 ? 1 : -1) : (one > two) - (one < two);
}

/* The other open incidents, nearest first. */
static GArray *
find_others (const Filling *filling)
{
  const YztRow *row = filling->record->row;
  GArray *others = g_array_new (FALSE, FALSE, sizeof (Other));
  GListModel *incidents = yzt_session_get_incidents (filling->session);
  g_array_set_clear_func (others, other_clear);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i);
    YztPosition at;
    if (yzt_incident_is_open (incident) && g_str_equal (yzt_incident_get_kind_id (incident), "incident") && yzt_incident_get_fid (incident) != row->fid) {
      gboolean placed = row->has_position && yzt_incident_get_position (incident, &at);
      Other other = { g_steal_pointer (&incident), placed ? yzt_geo_distance_m ((YztPosition) { row->lon, row->lat }, at, NULL) : -1 };
      g_array_append_val (others, other);
    }
  }
  g_array_sort (others, compare_others);
  return others;
}

/* For a merger. Where there are several, none is chosen for the officer. */
static void
add_others (const Filling *filling)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free), labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) others = find_others (filling);
  if (others->len != 1) {
    g_ptr_array_add (codes, g_strdup (""));
    g_ptr_array_add (labels, g_strdup (others->len > 0 ? "—" : _("No other incident is open")));
  }
  for (guint i = 0; i < MIN (others->len, MOST_OTHERS); i++) {
    const Other *other = &g_array_index (others, Other, i);
    gint64 at_ms = yzt_incident_get_reported_ms (other->incident);
    g_autofree char *when = at_ms > 0 ? yzt_ui_time_with_age (filling->session, at_ms) : g_strdup ("");
    g_autofree char *distance = other->distance_m >= 0 ? yzt_text_distance (other->distance_m) : g_strdup ("");
    g_ptr_array_add (codes, g_strdup_printf ("incident/%ld", (long) yzt_incident_get_fid (other->incident)));
    g_ptr_array_add (labels, g_strdup_printf ("%s%s%s%s%s", yzt_incident_get_title (other->incident), *when != '\0' ? " · " : "", when,
                                              *distance != '\0' ? " · " : "", distance));
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  yzt_act_dialog_add_choice (filling->dialog, "other", _("Into"), (const char *const *) codes->pdata, (const char *const *) labels->pdata, NULL);
}

/* What is open before it is closed, above the reason. */
static void
add_close_list (const Filling *filling)
{
  g_autoptr (GArray) items = yzt_close_items (filling->record, filling->language);
  for (guint i = 0; i < items->len; i++) {
    const YztCloseItem *item = &g_array_index (items, YztCloseItem, i);
    g_autofree char *words = g_strdup_printf ("%s %s%s%s", item->done ? "✓" : item->must ? "▼" : "·", item->label, !item->done && *item->names != '\0' ? ": " : "", item->done ? "" : item->names);
    GtkWidget *label = yzt_ui_label (words, item->done || !item->must ? "rule-text" : "rule-text heading");
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    yzt_act_dialog_add_widget (filling->dialog, label);
  }
}

static void
fill_state (const Filling *filling)
{
  if (g_strcmp0 (filling->value, "closed") == 0) {
    add_close_list (filling);
  }
  if ((filling->needs & YZT_STATE_NEEDS_OTHER) != 0) {
    add_others (filling);
  }
  if ((filling->needs & YZT_STATE_NEEDS_WHO) != 0) {
    add_who (filling, _("To whom"), TRUE);
  }
  if ((filling->needs & YZT_STATE_NEEDS_REASON) != 0) {
    yzt_act_dialog_add_text (filling->dialog, "reason", _("Reason"), NULL, TRUE);
  }
  if (g_strcmp0 (filling->value, "closed") == 0) {
    yzt_act_dialog_add_line (filling->dialog, "weather", _("Weather, for the case library"), NULL, FALSE);
  }
}

static void
fill_figures (const Filling *filling)
{
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    const YztField *field = yzt_kind_find_field (filling->record->row->kind, yzt_figure_fields[i]);
    double value = filling->record->figures.value[i];
    const char *label = field != NULL ? yzt_field_get_label (field, filling->language) : yzt_figure_fields[i];
    if (i == YZT_FIGURE_LOSS) {
      g_autofree char *text = value >= 0 ? yzt_text_format_number (value) : NULL;
      const char *unit = field != NULL ? yzt_field_get_unit (field, filling->language) : NULL;
      g_autofree char *with_unit = unit != NULL ? g_strdup_printf ("%s (%s)", label, unit) : g_strdup (label);
      yzt_act_dialog_add_line (filling->dialog, yzt_figure_fields[i], with_unit, text, FALSE);
    } else {
      yzt_act_dialog_add_number (filling->dialog, yzt_figure_fields[i], label, value >= 0 ? (gint64) value : -1);
    }
  }
  add_who (filling, _("By whose word"), TRUE);
}

static void
fill_instruct (const Filling *filling)
{
  add_who (filling, _("Leader"), TRUE);
  yzt_act_dialog_add_line (filling->dialog, "role", _("Who carries it out"), NULL, FALSE);
  yzt_act_dialog_add_time (filling->dialog, "due_utc", _("By when (18:30)"), 0);
  yzt_act_dialog_add_text (filling->dialog, "text", _("Instruction"), NULL, TRUE);
}

static void
fill_task (const Filling *filling)
{
  yzt_act_dialog_add_line (filling->dialog, "text", _("Task"), NULL, TRUE);
  yzt_act_dialog_add_line (filling->dialog, "role", _("Who carries it out"), NULL, FALSE);
  yzt_act_dialog_add_time (filling->dialog, "due_utc", _("By when (18:30)"), 0);
}

static void
fill_task_done (const Filling *filling)
{
  yzt_act_dialog_add_line (filling->dialog, "text", _("Outcome"), NULL, FALSE);
}

static void
fill_correct (const Filling *filling)
{
  yzt_act_dialog_add_text (filling->dialog, "text", _("What is right"), NULL, TRUE);
}

static void
fill_public_draft (const Filling *filling)
{
  const char *name = yzt_row_get_text (filling->record->row, "name");
  yzt_act_dialog_add_line (filling->dialog, "name", _("Title"), name, FALSE);
  yzt_act_dialog_add_text (filling->dialog, "text", _("Text for the public"), filling->value, TRUE);
}

static void
fill_public_approve (const Filling *filling)
{
  add_who (filling, _("Approved by"), TRUE);
}

static void
fill_public_release (const Filling *filling)
{
  yzt_act_dialog_add_line (filling->dialog, "channel", _("Where (press office, website, microblog)"), NULL, TRUE);
}

static void
fill_phone_report (const Filling *filling)
{
  int level = yzt_row_get_level (filling->record->row);
  gboolean near_miss = filling->record->proposal != NULL && filling->record->proposal->near_miss;
  g_autoptr (GArray) recipients = yzt_rule_recipients (yzt_incident_rules (), level, near_miss, filling->language);
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), labels = g_ptr_array_new ();
  for (guint i = 0; i < recipients->len; i++) {
    const YztRecipient *recipient = &g_array_index (recipients, YztRecipient, i);
    g_ptr_array_add (codes, (gpointer) recipient->id);
    g_ptr_array_add (labels, (gpointer) recipient->label);
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  yzt_act_dialog_add_choice (filling->dialog, "recipient", _("Reported to"), (const char *const *) codes->pdata, (const char *const *) labels->pdata, filling->value);
  add_who (filling, _("Who took it"), FALSE);
  yzt_act_dialog_add_line (filling->dialog, "text", _("What was said"), NULL, FALSE);
}

static void
fill_reason (const Filling *filling)
{
  yzt_act_dialog_add_text (filling->dialog, "reason", _("Reason"), NULL, TRUE);
}

static void
fill_received (const Filling *filling)
{
  add_who (filling, _("Signed for by"), TRUE);
  yzt_act_dialog_add_time (filling->dialog, "at_utc", _("Time of it"), filling->record->read_ms);
}

static const struct {
  const char *id, *label, *title, *explanation, *confirm;
  void (*fill) (const Filling *filling);
} questions[] = {
  { "verify", N_("Verify…"), N_("Verify"), N_("What was found out stands in the record and in the log."), N_("Verified"), fill_verify },
  { "grade", N_("Grade…"), N_("Accident grade"), N_("The grade is decided by a person; the rule proposes it from the figures."), N_("Decide"), fill_grade },
  { "respond", N_("Response…"), N_("Response level"), N_("Started, changed and ended by a named person; it never follows from the grade."), N_("Decide"), fill_respond },
  { "state", NULL, NULL, NULL, NULL, fill_state },
  { "figures", N_("Casualties…"), N_("Casualties"), N_("As they are known now; leave empty what nobody knows."), N_("Enter"), fill_figures },
  { "instruct", N_("Instruction…"), N_("Instruction of a leader"), N_("It becomes a task that is open until it is done."), N_("Enter"), fill_instruct },
  { "task", N_("Task…"), N_("Task"), NULL, N_("Enter"), fill_task },
  { "task-done", NULL, N_("Task done"), NULL, N_("Done"), fill_task_done },
  { "correct", NULL, N_("Correct a line"), N_("The old line stays and points to the new one."), N_("Correct"), fill_correct },
  { "public-draft", N_("Public text…"), N_("Public text"), N_("A draft; it is released only when a named person has approved it."), N_("Keep the Draft"), fill_public_draft },
  { "public-approve", NULL, N_("Approve the public text"), NULL, N_("Approved"), fill_public_approve },
  { "public-release", NULL, N_("Release the public text"), N_("From then on it is frozen."), N_("Release"), fill_public_release },
  { "phone-report", N_("Report by telephone…"), N_("Report by telephone"), NULL, N_("Reported"), fill_phone_report },
  { "report-return", NULL, N_("Return the report"), N_("It goes back to who drafted it."), N_("Return"), fill_reason },
  { "report-drop", NULL, N_("Drop the draft"), NULL, N_("Drop"), fill_reason },
  { "report-received", NULL, N_("Signed for"), NULL, N_("Enter"), fill_received },
};

const char *
yzt_incident_asking_label (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    if (g_str_equal (questions[i].id, id) && questions[i].label != NULL) {
      return _(questions[i].label);
    }
  }
  return NULL;
}

static GHashTable *
fixed_values (const char *id, const char *value, const char *const *fixed)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (g_str_equal (id, "state") && value != NULL) {
    g_hash_table_insert (values, g_strdup ("state"), g_strdup (value));
  }
  for (guint i = 0; fixed != NULL && fixed[i] != NULL; i += 2) {
    g_hash_table_insert (values, g_strdup (fixed[i]), g_strdup (fixed[i + 1]));
  }
  return values;
}

static void
ask (GtkWindow *parent, guint question, Filling *filling, const char *id, const char *label, GHashTable *fixed)
{
  const char *title = questions[question].title != NULL ? _(questions[question].title) : label;
  const char *explanation = questions[question].explanation != NULL ? _(questions[question].explanation) : NULL;
  const char *confirm = questions[question].confirm != NULL ? _(questions[question].confirm) : label;
  Asking *asking = g_new0 (Asking, 1);
  asking->dialog = g_object_ref (yzt_act_dialog_new (parent, filling->session, title != NULL ? title : "", explanation, confirm != NULL ? confirm : _("Enter")));
  asking->session = g_object_ref (filling->session);
  asking->id = g_strdup (id);
  asking->fid = filling->record->row->fid;
  asking->fixed = g_hash_table_ref (fixed);
  asking->figures = filling->record->figures;
  filling->dialog = asking->dialog;
  questions[question].fill (filling);
  g_signal_connect (asking->dialog, "accepted", G_CALLBACK (on_accepted), asking);
  g_signal_connect_swapped (asking->dialog, "destroy", G_CALLBACK (asking_free), asking);
  gtk_window_present (GTK_WINDOW (asking->dialog));
}

void
yzt_incident_ask (GtkWindow *parent, YztSession *session, YztIncidentRecord *record, const char *id, const char *value, guint needs, const char *label,
                  const char *const *fixed)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (record != NULL && id != NULL);
  Filling filling = { NULL, session, record, value, yzt_session_get_language (session), needs };
  g_autoptr (GHashTable) values = fixed_values (id, value, fixed);
  yzt_watchdog_action (id);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    if (g_str_equal (questions[i].id, id) && (needs != 0 || !g_str_equal (id, "state") || g_strcmp0 (value, "closed") == 0)) {
      ask (parent, i, &filling, id, label, values);
      return;
    }
  }
  yzt_session_incident_act_async (session, new_act (id, record->row->fid, values), NULL, NULL);
}
