/* yzt-daily-incidents.c: of the daily duty report, what belongs to incidents: as they stood, reports sent and due, orders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-daily-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
yzt_daily_is_real (const YztRow *row)
{
  const char *status = yzt_paper_cell (row, "message_status");
  return *status == '\0' || g_str_equal (status, "actual");
}

gint64
yzt_daily_warning_from (const YztRow *row)
{
  static const char *const fields[] = { "effective_utc", "sent_utc", "created_at" };
  gint64 ms = 0;
  for (guint i = 0; i < G_N_ELEMENTS (fields) && ms == 0; i++) {
    ms = yzt_paper_cell_time (row, fields[i]);
  }
  return ms;
}

gint64
yzt_daily_warning_until (const YztRow *row)
{
  gint64 end_ms = yzt_paper_cell_time (row, "expires_utc");
  end_ms = end_ms != 0 ? end_ms : G_MAXINT64;
  return g_str_equal (yzt_paper_cell (row, "state"), "cancelled") ? MIN (end_ms, yzt_paper_cell_time (row, "updated_at")) : end_ms;
}

/* --- incidents as they stood when the day ended --- */

static int
compare_decisions (gconstpointer a, gconstpointer b)
{
  const YztRow *one = *(YztRow *const *) a, *two = *(YztRow *const *) b;
  gint64 x = yzt_paper_cell_time (one, "at_utc"), y = yzt_paper_cell_time (two, "at_utc");
  return x != y ? (x > y) - (x < y) : (one->fid > two->fid) - (one->fid < two->fid);
}

/* The state at the end of the day, by the decisions about it; @closed_out: it was open when the day began, or was taken in then, and is not any more. */
static const char *
state_at_end (const YztDaily *self, const YztRow *incident, const GPtrArray *decisions, gint64 *closed_ms_out)
{
  const char *state = NULL;
  *closed_ms_out = 0;
  for (guint i = 0; i < decisions->len; i++) {
    const YztRow *one = decisions->pdata[i];
    gint64 at_ms = yzt_paper_cell_time (one, "at_utc");
    if (one->owner_fid != incident->fid || !g_str_equal (yzt_paper_cell (one, "what"), "state")) {
      continue;
    }
    if (at_ms >= self->until_ms) {
      return state != NULL ? state : yzt_paper_cell (one, "before"); /* what came later is of another day */
    }
    state = yzt_paper_cell (one, "after");
    *closed_ms_out = yzt_rule_incident_is_open (state) ? 0 : at_ms;
  }
  return state != NULL ? state : yzt_paper_cell (incident, "state");
}

static gint64
reported_of (const YztRow *incident)
{
  gint64 ms = yzt_paper_cell_time (incident, "reported_utc");
  return ms != 0 ? ms : yzt_paper_cell_time (incident, "created_at");
}

static void
add_casualties (YztFigures *sum, const YztFigures *one)
{
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    if (one->value[f] >= 0) {
      sum->value[f] = MAX (sum->value[f], 0) + one->value[f];
    }
  }
}

static void
add_incident (YztDaily *self, const YztRow *row, const char *state, const char *when)
{
  YztFigures figures;
  yzt_figures_of_row (row, &figures);
  const YztField *field = yzt_kind_find_field (row->kind, "state");
  g_autofree char *name = yzt_marked_name (yzt_paper_cell (row, "name"), yzt_paper_cell (row, "message_status")), *type = yzt_paper_value (row, "type", self->language, self->zone);
  g_autofree char *grade = yzt_paper_value (row, "grade", self->language, self->zone), *response = yzt_paper_value (row, "response_level", self->language, self->zone);
  g_autofree char *reported = yzt_daily_time (self, reported_of (row)), *words = yzt_figures_in_words (row->kind, &figures, self->language);
  g_autofree char *what = g_strdup_printf ("%s\n%s", name, type), *level = g_strdup_printf ("%s\n%s", *grade != '\0' ? grade : "—", *response != '\0' ? response : "—");
  const char *label = field != NULL ? yzt_field_get_value_label (field, state, self->language) : state;
  yzt_paper_add_row (self->text, (const char *const[]) { when, reported, what, level, label, *words != '\0' ? words : "—", NULL });
}

gboolean
yzt_daily_tell_incidents (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) incidents = yzt_paper_rows (self->store, "incident", 0, error);
  g_autoptr (GPtrArray) decisions = incidents != NULL ? yzt_paper_rows (self->store, "decision", 0, error) : NULL;
  YztFigures sum;
  guint n = 0;
  if (decisions == NULL) {
    return FALSE;
  }
  yzt_figures_init (&sum);
  g_ptr_array_sort (decisions, compare_decisions);
  yzt_daily_heading (self, _("Incidents"));
  for (guint i = 0; i < incidents->len; i++) {
    const YztRow *row = incidents->pdata[i];
    gint64 reported_ms = reported_of (row), closed_ms = 0;
    const char *state = state_at_end (self, row, decisions, &closed_ms);
    gboolean open = yzt_rule_incident_is_open (state), taken_in = yzt_daily_holds (self, reported_ms), closed = !open && yzt_daily_holds (self, closed_ms);
    if (reported_ms >= self->until_ms || (!open && !taken_in && !closed)) {
      continue;
    }
    if (yzt_daily_is_real (row)) {
      YztFigures figures;
      yzt_figures_of_row (row, &figures);
      add_casualties (&sum, &figures);
      self->n_taken_in += taken_in;
      self->n_closed += closed;
      self->n_open += open;
    }
    if (n++ == 0) {
      yzt_paper_begin_table (self->text, "9c;11;28;13;13;26",
                             (const char *const[]) { _("This day"), _("Reported"), _("Incident"), _("Grade, response"), _("State"), _("Casualties, loss"), NULL });
    }
    add_incident (self, row, state, closed ? _("closed") : taken_in ? _("new") : _("goes on"));
  }
  if (n == 0) {
    yzt_daily_none (self);
    return TRUE;
  }
  const YztRow *any = incidents->pdata[0];
  self->casualties = yzt_figures_in_words (any->kind, &sum, self->language);
  return TRUE;
}

/* --- reports --- */

static char *
incident_name (YztDaily *self, gint64 fid)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "incident");
  g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (self->store, kind, fid, NULL) : NULL;
  return row != NULL ? yzt_marked_name (yzt_paper_cell (row, "name"), yzt_paper_cell (row, "message_status")) : g_strdup ("");
}

static gboolean
is_real_incident (YztDaily *self, gint64 fid)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "incident");
  g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (self->store, kind, fid, NULL) : NULL;
  return row != NULL && yzt_daily_is_real (row);
}

static gboolean
tell_sent (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) sendings = yzt_paper_rows (self->store, "report-sending", 0, error);
  guint n = 0;
  if (sendings == NULL) {
    return FALSE;
  }
  yzt_daily_heading (self, _("Reports sent"));
  for (guint i = 0; i < sendings->len; i++) {
    const YztRow *row = sendings->pdata[i];
    gint64 sent_ms = yzt_paper_cell_time (row, "sent_utc"), received_ms = yzt_paper_cell_time (row, "received_utc");
    if (!yzt_daily_holds (self, sent_ms)) {
      continue;
    }
    if (n++ == 0) {
      yzt_paper_begin_table (self->text, "13;29;11c;18;13;16",
                             (const char *const[]) { _("Sent"), _("Incident"), _("Kind"), _("Recipient"), _("Sent by"), _("Signed for"), NULL });
    }
    self->n_sent += is_real_incident (self, row->owner_fid);
    g_autofree char *sent = yzt_daily_time (self, sent_ms), *incident = incident_name (self, row->owner_fid), *what = yzt_paper_value (row, "what", self->language, self->zone);
    g_autofree char *at = received_ms != 0 ? yzt_daily_time (self, received_ms) : NULL;
    g_autofree char *received = at != NULL ? g_strdup_printf ("%s %s", at, yzt_paper_cell (row, "received_by")) : g_strdup (_("not yet"));
    yzt_paper_add_row (self->text, (const char *const[]) { sent, incident, what, yzt_paper_cell (row, "name"), yzt_paper_cell (row, "sent_by"), received, NULL });
  }
  if (n == 0) {
    yzt_daily_none (self);
  }
  return TRUE;
}

/* What was due before this day already is told in one line of its incident. */
static void
tell_old_clocks (YztDaily *self, const GArray *clocks)
{
  for (guint i = 0; i < clocks->len; i++) {
    const YztOpenClock *first = &g_array_index (clocks, YztOpenClock, i);
    gint64 oldest_ms = first->clock.due_ms;
    guint n = 0;
    gboolean told = first->clock.due_ms >= self->from_ms;
    for (guint k = 0; k < clocks->len && !told; k++) {
      const YztOpenClock *one = &g_array_index (clocks, YztOpenClock, k);
      if (one->incident_fid == first->incident_fid && one->clock.due_ms < self->from_ms) {
        told = k < i;
        oldest_ms = MIN (oldest_ms, one->clock.due_ms);
        n++;
      }
    }
    if (!told) {
      g_autofree char *since = yzt_daily_time (self, oldest_ms), *what = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u report", "%u reports", n), n);
      yzt_paper_add_row (self->text, (const char *const[]) { first->title, "—", what, since, _("overdue since before this day"), NULL });
    }
  }
}

static gboolean
is_same_clock (const YztOpenClock *a, const YztOpenClock *b)
{
  return a->incident_fid == b->incident_fid && a->clock.due_ms == b->clock.due_ms && g_str_equal (a->clock.what_label, b->clock.what_label);
}

static gboolean
is_told (const GArray *clocks, guint at)
{
  for (guint i = 0; i < at; i++) {
    if (is_same_clock (&g_array_index (clocks, YztOpenClock, i), &g_array_index (clocks, YztOpenClock, at))) {
      return TRUE;
    }
  }
  return FALSE;
}

/* One line for all to whom the same is due at the same time. */
static void
tell_clock (YztDaily *self, const GArray *clocks, guint at)
{
  const YztOpenClock *open = &g_array_index (clocks, YztOpenClock, at);
  g_autofree char *due = yzt_daily_time (self, open->clock.due_ms), *words = yzt_incident_clock_in_words (&open->clock, self->until_ms);
  g_autoptr (GString) recipients = g_string_new (NULL);
  for (guint i = at; i < clocks->len; i++) {
    const YztOpenClock *one = &g_array_index (clocks, YztOpenClock, i);
    if (is_same_clock (open, one)) {
      g_string_append_printf (recipients, "%s%s", recipients->len > 0 ? "\n" : "", *one->clock.recipient_label != '\0' ? one->clock.recipient_label : "—");
    }
  }
  yzt_paper_add_row (self->text, (const char *const[]) { open->title, recipients->str, open->clock.what_label, due, words, NULL });
}

static gboolean
tell_due (YztDaily *self, GError **error)
{
  g_autoptr (GArray) clocks = yzt_incident_open_clocks (self->store, self->until_ms, self->language, error);
  if (clocks == NULL) {
    return FALSE;
  }
  yzt_daily_heading (self, _("Reports due"));
  if (clocks->len == 0) {
    yzt_daily_none (self);
    return TRUE;
  }
  yzt_paper_begin_table (self->text, "30;22;14;14;20", (const char *const[]) { _("Incident"), _("Recipient"), _("What"), _("Due"), _("Stands"), NULL });
  for (guint i = 0; i < clocks->len; i++) {
    const YztOpenClock *open = &g_array_index (clocks, YztOpenClock, i);
    gboolean real = is_real_incident (self, open->incident_fid);
    self->n_due += real;
    self->n_overdue += real && open->clock.due_ms < self->until_ms;
    if (open->clock.due_ms >= self->from_ms && !is_told (clocks, i)) {
      tell_clock (self, clocks, i);
    }
  }
  tell_old_clocks (self, clocks);
  return TRUE;
}

gboolean
yzt_daily_tell_reports (YztDaily *self, GError **error)
{
  return tell_sent (self, error) && tell_due (self, error);
}

gboolean
yzt_daily_tell_open_work (YztDaily *self, GError **error)
{
  static const char *const kinds[] = { "task", "report" }, *const over[] = { "done", "dropped", "signed", NULL };
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    g_autoptr (GPtrArray) rows = yzt_paper_rows (self->store, kinds[k], 0, error);
    if (rows == NULL) {
      return FALSE;
    }
    for (guint i = 0; i < rows->len; i++) {
      const YztRow *row = rows->pdata[i];
      gint64 due_ms = yzt_paper_cell_time (row, "due_utc");
      if (g_strv_contains (over, yzt_paper_cell (row, "state")) || yzt_paper_cell_time (row, "created_at") >= self->until_ms) {
        continue;
      }
      g_autofree char *incident = incident_name (self, row->owner_fid), *state = yzt_paper_value (row, "state", self->language, self->zone);
      g_autofree char *due = due_ms != 0 ? yzt_daily_time (self, due_ms) : NULL;
      g_string_append_printf (self->text, _("%s: %s, %s — %s%s%s\n"), yzt_kind_get_label (row->kind, self->language), incident, yzt_paper_cell (row, "name"), state,
                              due != NULL ? _(", due ") : "", due != NULL ? due : "");
    }
  }
  return TRUE;
}

/* --- orders --- */

gboolean
yzt_daily_tell_orders (YztDaily *self, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "dispatch");
  g_autoptr (GPtrArray) orders = kind != NULL ? yzt_dispatch_read (self->store, 0, error) : g_ptr_array_new ();
  guint n = 0;
  if (orders == NULL) {
    return FALSE;
  }
  yzt_daily_heading (self, _("Teams and material sent"));
  for (guint i = 0; i < orders->len; i++) {
    const YztDispatch *order = orders->pdata[i];
    gint64 ordered_ms = order->times_ms[YZT_DISPATCH_ORDERED];
    if (!yzt_daily_holds (self, ordered_ms)) {
      continue;
    }
    if (n++ == 0) {
      yzt_paper_begin_table (self->text, "12;13;20;24;19;12", (const char *const[]) { _("Ordered"), _("Order"), _("Sent by"), _("What"), _("Incident"), _("State"), NULL });
    }
    self->n_orders += is_real_incident (self, order->incident_fid);
    g_autofree char *at = yzt_daily_time (self, ordered_ms), *what = yzt_dispatch_words (order), *incident = incident_name (self, order->incident_fid);
    const char *state = yzt_field_get_value_label (yzt_kind_find_field (kind, "state"), yzt_dispatch_state_code (order->state), self->language);
    yzt_paper_add_row (self->text, (const char *const[]) { at, order->code, order->base_name, what, incident, state, NULL });
  }
  if (n == 0) {
    yzt_daily_none (self);
  }
  return TRUE;
}
