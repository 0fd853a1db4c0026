/* yzt-figure-others.c: figures that another part of the programme counts: ledger, plans, people and needs within reach, clocks, the incident's own numbers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-dispatch-private.h"
#include "yzt-figure-private.h"
#include "yzt-incident-private.h"

/* Within reach where nobody has said how far: the command line's and Command's own beginning. */
#define YZT_FIGURE_REACH_M 20000.0

static gboolean
say_unknown (const YztFigureAnswer *answer, GError **error)
{
  g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_UNKNOWN, _("“%s” is nothing that “%s” counts; correct the figure “%s”."), answer->spec->from_name, answer->spec->from_what, answer->id);
  return FALSE;
}

static void
set_kind (YztFigureAnswer *answer, const char *kind)
{
  g_free (answer->kind);
  answer->kind = g_strdup (kind);
}

/* --- the incident --- */

YztRow *
yzt_figure_desk_incident (YztFigureDesk *desk, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), "incident");
  if (desk->ask->incident_fid == 0 || kind == NULL) {
    g_set_error_literal (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("This figure is of an incident; choose one first."));
    return NULL;
  }
  if (desk->incident == NULL) {
    desk->incident = yzt_store_get_row (desk->store, kind, desk->ask->incident_fid, error);
  }
  return desk->incident;
}

typedef struct {
  char *link;
  GBytes *geometry;
} ZoneSearch;

/* The last zone of this incident that nobody has ended. */
static gboolean
keep_zone (const YztRow *row, gpointer user_data)
{
  ZoneSearch *search = user_data;
  if (row->geometry != NULL && g_str_equal (yzt_dispatch_text (row, "incident"), search->link) && *yzt_dispatch_text (row, "until_utc") == '\0') {
    g_clear_pointer (&search->geometry, g_bytes_unref);
    search->geometry = g_bytes_ref (row->geometry);
  }
  return TRUE;
}

YztGeometry *
yzt_figure_desk_zone (YztFigureDesk *desk, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), "danger-zone");
  ZoneSearch search = { NULL };
  if (desk->zone != NULL) {
    return desk->zone;
  }
  if (yzt_figure_desk_incident (desk, error) == NULL) {
    return NULL;
  }
  search.link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, desk->ask->incident_fid);
  gboolean ok = kind == NULL || yzt_store_read_rows (desk->store, kind, keep_zone, &search, error);
  if (search.geometry != NULL) {
    desk->zone = yzt_geometry_from_gpkg (g_bytes_get_data (search.geometry, NULL), g_bytes_get_size (search.geometry), ok ? error : NULL);
  } else if (ok) {
    g_set_error_literal (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("No danger zone of this incident is in force; lay one in Command first."));
  }
  g_clear_pointer (&search.geometry, g_bytes_unref);
  g_free (search.link);
  return desk->zone;
}

static gboolean
ask_incident (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  YztRow *row = yzt_figure_desk_incident (desk, error);
  if (row == NULL) {
    return FALSE;
  }
  const YztField *field = yzt_kind_find_field (row->kind, answer->spec->from_name);
  if (field == NULL) {
    return say_unknown (answer, error);
  }
  const YztCell *cell = yzt_row_get (row, answer->spec->from_name);
  answer->all.value = cell == NULL || cell->type == YZT_CELL_NULL ? NAN : cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : cell->type == YZT_CELL_NUMBER ? cell->v.number : NAN;
  answer->all.n = 1;
  g_array_append_val (answer->all.fids, row->fid);
  set_kind (answer, "incident");
  answer->newest_ms = yzt_row_time (row, "updated_at");
  answer->formula = g_strdup_printf (_("“%s” of the incident “%s”, as it stands in its record"), yzt_field_get_label (field, desk->ask->language), yzt_dispatch_text (row, "name"));
  if (isnan (answer->all.value)) {
    yzt_figure_answer_say (answer, "%s", _("Nobody has told this number yet: unknown is not none."));
  }
  return TRUE;
}

static gboolean
ask_clock (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  YztRow *row = yzt_figure_desk_incident (desk, error);
  g_autoptr (GArray) clocks = row != NULL ? yzt_incident_open_clocks (desk->store, desk->ask->now_ms, desk->ask->language, error) : NULL;
  if (clocks == NULL) {
    return FALSE;
  }
  set_kind (answer, "incident");
  answer->formula = g_strdup (_("time left of the next report that this incident owes, by data/rules/clock.tsv"));
  for (guint i = 0; i < clocks->len; i++) {
    const YztOpenClock *open = &g_array_index (clocks, YztOpenClock, i);
    if (open->incident_fid != row->fid) {
      continue;
    }
    gint64 left_ms = open->clock.due_ms - desk->ask->now_ms, minutes = (ABS (left_ms) + 30000) / 60000;
    g_free (answer->title);
    answer->title = g_strdup_printf ("%s %s", open->clock.recipient_label != NULL ? open->clock.recipient_label : "", open->clock.what_label);
    g_strstrip (answer->title);
    answer->all.value = (double) left_ms / 60000.0;
    answer->all.n = 1;
    g_array_append_val (answer->all.fids, row->fid);
    answer->text = g_strdup_printf ("%s%" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, left_ms < 0 ? "−" : "", minutes / 60, minutes % 60);
    answer->is_short = left_ms < 0;
    g_free (answer->beside);
    answer->beside = left_ms < 0 ? g_strdup (_("overdue")) : g_strdup ("");
    yzt_figure_answer_say (answer, "%s", open->clock.basis);
    return TRUE;
  }
  yzt_figure_answer_say (answer, "%s", _("No report is owed now."));
  return TRUE;
}

/* --- within reach --- */

static gboolean
read_supply (YztFigureDesk *desk, GError **error)
{
  if (desk->rules == NULL) {
    desk->rules = yzt_load_command_rules (error);
  }
  if (desk->rules != NULL && desk->supply == NULL) {
    desk->supply = yzt_supply_read (desk->store, desk->today, error);
  }
  return desk->rules != NULL && desk->supply != NULL;
}

static gboolean
ask_people (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  static const char *const names[] = { "on_duty", "free", "out", "total", "part_time", "vehicles", "vehicles_free", "teams", NULL };
  const YztReach reach = { .radius_m = desk->ask->ring_m };
  YztReachPeople people;
  if (!(desk->ask->ring_m > 0)) {
    g_set_error_literal (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("This figure is counted inside a ring; lay one first."));
    return FALSE;
  }
  if (!g_strv_contains (names, answer->spec->from_name)) {
    return say_unknown (answer, error);
  }
  if (!read_supply (desk, error)) {
    return FALSE;
  }
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (YztNeeds) needs = yzt_needs_new (desk->supply, desk->rules, desk->ask->incident_fid, desk->ask->ring_at, none);
  yzt_needs_people (needs, &reach, &people);
  const guint values[] = { people.on_duty, people.free, people.out, people.total, people.part_time, people.vehicles, people.vehicles_free, people.n_teams };
  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_equal (names[i], answer->spec->from_name)) {
      answer->all.value = values[i];
    }
  }
  for (guint i = 0; i < desk->supply->bases->len; i++) {
    const YztSupplyBase *base = &g_array_index (desk->supply->bases, YztSupplyBase, i);
    double distance_m, minutes;
    if (base->is_team && yzt_needs_way (needs, i, &distance_m, &minutes) && distance_m <= reach.radius_m) {
      g_array_append_val (answer->all.fids, base->fid);
    }
  }
  g_autofree char *radius = yzt_text_distance (reach.radius_m);
  answer->all.n = answer->all.fids->len;
  set_kind (answer, "rescue-team");
  g_autofree char *title = g_strdup_printf ("%s %s", answer->title, radius);
  g_free (answer->title);
  answer->title = g_steal_pointer (&title);
  answer->formula = g_strdup_printf (_("sum over the rescue teams within %s in a straight line; what open orders hold is not free"), radius);
  return TRUE;
}

static gboolean
keep_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

/* The need that is furthest from met, in shares of itself; the others are its lines. */
static void
fill_shortages (YztFigureDesk *desk, YztFigureAnswer *answer, const YztNeeds *needs, const YztReach *reach)
{
  int worst = -1;
  double worst_share = 0;
  for (guint i = 0; i < yzt_needs_get_n (needs); i++) {
    const YztNeed *need = yzt_needs_get (needs, i);
    YztNeedFigures figures;
    yzt_needs_figures (needs, i, reach, &figures);
    if (!(figures.shortfall > 0)) {
      continue;
    }
    YztFigureLine *line = yzt_figure_answer_add_line (answer, need->name, need->name);
    line->value = figures.shortfall;
    line->n = 1;
    g_array_append_val (line->fids, need->fid);
    g_array_append_val (answer->all.fids, need->fid);
    double share = need->quantity > 0 ? figures.shortfall / need->quantity : 1;
    if (share > worst_share) {
      worst_share = share;
      worst = (int) i;
      answer->all.value = figures.shortfall;
    }
  }
  answer->all.n = answer->lines->len;
  if (worst >= 0) {
    const YztNeed *need = yzt_needs_get (needs, (guint) worst);
    g_autofree char *title = g_strdup_printf ("%s %s", answer->title, need->name);
    g_free (answer->title);
    answer->title = g_steal_pointer (&title);
    g_free (answer->unit);
    answer->unit = g_strdup (need->unit);
  } else {
    answer->all.value = 0;
    yzt_figure_answer_say (answer, "%s", yzt_needs_get_n (needs) > 0 ? _("What is needed can be had within reach.") : _("Nothing is written down as needed yet."));
  }
}

static gboolean
ask_needs (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), "incident-need");
  YztRow *row = yzt_figure_desk_incident (desk, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  if (row == NULL || kind == NULL || !g_str_equal (answer->spec->from_name, "short")) {
    return row != NULL && say_unknown (answer, error);
  }
  if (!read_supply (desk, error) || !yzt_store_read_children (desk->store, kind, row->fid, keep_row, rows, error)) {
    return FALSE;
  }
  const YztReach reach = { .radius_m = desk->ask->ring_m > 0 ? desk->ask->ring_m : YZT_FIGURE_REACH_M };
  g_autoptr (YztNeeds) needs = yzt_needs_new (desk->supply, desk->rules, row->fid, (YztPosition) { row->lon, row->lat }, rows);
  g_autofree char *radius = yzt_text_distance (reach.radius_m);
  set_kind (answer, "incident-need");
  answer->formula = g_strdup_printf (_("needed − sent − available within %s; the item that lacks the greatest share of itself"), radius);
  fill_shortages (desk, answer, needs, &reach);
  return TRUE;
}

/* --- the ledger --- */

static gboolean
ask_ledger (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  guint figure = 0, sums[YZT_LEDGER_N_FIGURES];
  const char *by_name = desk->ask->by;
  YztLedgerBy by = g_strcmp0 (by_name, "category") == 0 ? YZT_LEDGER_BY_CATEGORY : g_strcmp0 (by_name, "grade") == 0 ? YZT_LEDGER_BY_GRADE : YZT_LEDGER_BY_COUNTY;
  while (figure < YZT_LEDGER_N_FIGURES && !g_str_equal (yzt_ledger_figure_get_name ((YztLedgerFigure) figure), answer->spec->from_name)) {
    figure++;
  }
  if (figure == YZT_LEDGER_N_FIGURES) {
    return say_unknown (answer, error);
  }
  if (desk->ledger == NULL) {
    desk->ledger = yzt_ledger_read (desk->store, desk->today, desk->ask->language, desk->cancellable, error);
  }
  if (desk->ledger == NULL) {
    return FALSE;
  }
  g_autoptr (GArray) lines = yzt_ledger_lines (desk->ledger, by);
  yzt_ledger_sum (desk->ledger, sums);
  answer->all.value = sums[figure];
  for (guint i = 0; i < lines->len; i++) {
    const YztLedgerLine *from = &g_array_index (lines, YztLedgerLine, i);
    if (desk->ask->county != NULL && by == YZT_LEDGER_BY_COUNTY && !g_str_equal (from->group, desk->ask->county)) {
      continue;
    }
    YztFigureLine *line = yzt_figure_answer_add_line (answer, from->group, *from->group != '\0' ? from->group : _("(not said)"));
    g_autoptr (GArray) records = yzt_ledger_records (desk->ledger, by, from->group, (YztLedgerFigure) figure);
    line->value = from->figures[figure];
    for (guint k = 0; k < records->len; k++) {
      gint64 fid = yzt_ledger_get (desk->ledger, g_array_index (records, guint, k))->fid;
      g_array_append_val (line->fids, fid);
      g_array_append_val (answer->all.fids, fid);
    }
    line->n = line->fids->len;
    if (desk->ask->county != NULL) {
      answer->all.value = line->value;
    }
  }
  answer->all.n = answer->all.fids->len;
  set_kind (answer, "hazard-source");
  answer->formula = g_strdup_printf (_("“%s” of the ledger of hazard sources on %s; closed sources and those struck off count as sources alone"), yzt_ledger_figure_get_label ((YztLedgerFigure) figure),
                                     desk->today);
  return TRUE;
}

/* --- plans --- */

static gboolean
ask_coverage (YztFigureDesk *desk, YztFigureAnswer *answer, gboolean lacking, GError **error)
{
  if (desk->coverage == NULL) {
    desk->coverage = yzt_plans_coverage (desk->store, desk->today, desk->ask->language, error);
  }
  if (desk->coverage == NULL || desk->coverage->len == 0) {
    return FALSE;
  }
  for (guint i = 0; i < desk->coverage->len; i++) {
    const YztPlanCoverage *from = &g_array_index (desk->coverage, YztPlanCoverage, i);
    gboolean is_sum = i + 1 == desk->coverage->len;
    double value = lacking ? from->n_hazards - from->n_hazards_all : from->n_hazards > 0 ? 100.0 * from->n_hazards_all / from->n_hazards : NAN;
    if (desk->ask->county != NULL && (is_sum || !g_str_equal (from->county, desk->ask->county))) {
      continue;
    }
    YztFigureLine *line = is_sum || desk->ask->county != NULL ? &answer->all : yzt_figure_answer_add_line (answer, from->county, from->county);
    line->value = value;
    line->n = from->n_hazards;
    if (lacking || !is_sum) {
      g_array_append_vals (line->fids, lacking ? from->hazard_fids[YZT_PLAN_COVER_LACKING]->data : from->hazards->data, lacking ? from->hazard_fids[YZT_PLAN_COVER_LACKING]->len : from->hazards->len);
    }
  }
  for (guint i = 0; answer->all.fids->len == 0 && i < answer->lines->len; i++) {
    const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
    g_array_append_vals (answer->all.fids, line->fids->data, line->fids->len);
  }
  set_kind (answer, "hazard-source");
  answer->formula = g_strdup (lacking ? _("hazard sources that lack a plan that is in force, filed and drilled")
                                      : _("100 × hazard sources whose plan is in force, filed and drilled ÷ all hazard sources"));
  return TRUE;
}

static gboolean
ask_overdue (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  if (desk->due == NULL) {
    desk->due = yzt_plans_due (desk->store, desk->today, desk->today, desk->ask->language, error);
  }
  if (desk->due == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < desk->due->len; i++) {
    YztPlanDue *due = &g_array_index (desk->due, YztPlanDue, i);
    if (due->colour == YZT_PLAN_DUE_OVERDUE && g_hash_table_add (seen, &due->plan_fid)) {
      g_array_append_val (answer->all.fids, due->plan_fid);
    }
  }
  answer->all.value = answer->all.n = answer->all.fids->len;
  set_kind (answer, "plan");
  answer->formula = g_strdup_printf (_("plans in force whose drill, review or filing was due before %s, by data/plans/due.tsv; each plan once"), desk->today);
  return TRUE;
}

static gboolean
ask_plans (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  const char *name = answer->spec->from_name;
  return g_str_equal (name, "coverage") ? ask_coverage (desk, answer, FALSE, error)
       : g_str_equal (name, "lacking")  ? ask_coverage (desk, answer, TRUE, error)
       : g_str_equal (name, "overdue")  ? ask_overdue (desk, answer, error)
                                        : say_unknown (answer, error);
}

gboolean
yzt_figure_ask_others (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  static const struct { const char *what; gboolean (*ask) (YztFigureDesk *, YztFigureAnswer *, GError **); } others[] = {
    { "ledger", ask_ledger }, { "plans", ask_plans }, { "people", ask_people }, { "needs", ask_needs }, { "clock", ask_clock }, { "incident", ask_incident },
  };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (g_str_equal (others[i].what, answer->spec->from_what)) {
      return others[i].ask (desk, answer, error);
    }
  }
  return say_unknown (answer, error);
}
