/* yzt-ledger-read.c: hazard sources with their chemicals, papers, agreements, plans, teams, dangers and inspections, read into a ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include <string.h>
#include "yzt-ledger-private.h"
#include "yzt-session-private.h"
#include "yzt-task.h"

/* One chemical, its words kept. */
typedef struct {
  YztHazardLine line;
  char *name, *cas, *symbol;
} Chemical;

typedef struct {
  YztPosition at;
  gint64 fid;
} Place;

typedef struct {
  YztLedger *ledger;
  YztStore *store;
  const char *today, *language;
  const YztHazardBook *book;
  const YztHazardGrades *grades;
  GCancellable *cancellable;
  GPtrArray *chemicals;   /* GArray of Chemical or NULL, for each source */
  GPtrArray *classes;     /* GPtrArray of symbols, for each source */
  GHashTable *by_code;    /* code → index + 1 */
  GHashTable *teams;      /* gint64, every team there is */
  GArray *team_places;    /* Place, by latitude */
  GHashTable *cameras;    /* gint64: which are there */
  GHashTable *plans;      /* gint64 → name: which are in force */
} Reading;

/* --- cells --- */

static char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_row_get_text (row, field);
  return g_strdup (text != NULL ? text : "");
}

static gint64
people_of (const YztRow *row)
{
  const YztCell *cell = yzt_row_get (row, "people_500m");
  return cell != NULL && cell->type == YZT_CELL_INTEGER ? cell->v.integer : YZT_HAZARD_PEOPLE_UNKNOWN;
}

static int
grade_of (const YztRow *row)
{
  static const char *const codes[] = { "none", "grade1", "grade2", "grade3", "grade4" };
  const char *code = yzt_row_get_text (row, "grade");
  for (int i = 0; code != NULL && i < (int) G_N_ELEMENTS (codes); i++) {
    if (g_str_equal (codes[i], code)) {
      return i;
    }
  }
  return -1;
}

static guint
count_of (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_row_get (row, field);
  return cell != NULL && cell->type == YZT_CELL_INTEGER && cell->v.integer > 0 ? (guint) MIN (cell->v.integer, G_MAXINT) : 0;
}

static YztLedgerSource *
source_at (Reading *reading, guint index)
{
  return &g_array_index (reading->ledger->sources, YztLedgerSource, index);
}

static YztLedgerSource *
source_of (Reading *reading, gint64 fid)
{
  int index = yzt_ledger_find (reading->ledger, fid);
  return index >= 0 ? source_at (reading, (guint) index) : NULL;
}

static void
add_fid (GHashTable *set, gint64 fid)
{
  g_hash_table_add (set, g_memdup2 (&fid, sizeof fid));
}

/* --- papers --- */

static YztDossierStep
next_step (const YztLedgerSource *source)
{
  return *source->identified_on == '\0' && *source->assessed_on == '\0' && *source->filed_on == '\0' ? YZT_DOSSIER_IDENTIFY
       : *source->assessed_on == '\0' && *source->filed_on == '\0'                                   ? YZT_DOSSIER_ASSESS
       : *source->dossier_on == '\0' && *source->filed_on == '\0'                                    ? YZT_DOSSIER_DOSSIER
       : *source->filed_on == '\0'                                                                   ? YZT_DOSSIER_FILE
                                                                                                     : YZT_DOSSIER_DONE;
}

static gboolean
is_out_of_order (const YztLedgerSource *source)
{
  const char *const dates[] = { source->identified_on, source->assessed_on, source->dossier_on, source->filed_on };
  const char *last = "";
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    if (*dates[i] != '\0') {
      if (strcmp (dates[i], last) < 0) {
        return TRUE;
      }
      last = dates[i];
    }
  }
  return FALSE;
}

/* "" where no rule asks; @from "": due since ever. */
static char *
due_after (Reading *reading, const char *what, const YztLedgerSource *source, const char *from, const char **basis)
{
  static const char *const grades[] = { "none", "grade1", "grade2", "grade3", "grade4" };
  const YztRulePlan like_a_plan = { .kind = "hazard", .level = source->grade >= 0 ? grades[source->grade] : "" };
  GDate due;
  if (!yzt_rule_due (reading->ledger->due, what, &like_a_plan, source->category, *from != '\0' ? from : reading->today, &due, reading->language, basis)) {
    return NULL;
  }
  char text[16];
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &due);
  return g_strdup (*from != '\0' ? text : "");
}

static void
judge_papers (Reading *reading, YztLedgerSource *source, const char *inspected_on)
{
  if (source->step == YZT_DOSSIER_STRUCK_OFF) {
    source->assessment_due = g_strdup ("");
    source->filing_due = g_strdup ("");
    return;
  }
  source->step = next_step (source);
  source->doubts |= is_out_of_order (source) ? YZT_LEDGER_DATE_ORDER : 0u;
  /* A source that was filed without a date of its assessment is counted from the filing. */
  const char *from = *source->assessed_on != '\0' ? source->assessed_on : source->filed_on;
  char *due = source->grade > 0 ? due_after (reading, "assessment", source, from, &source->assessment_basis) : NULL;
  source->is_overdue = source->is_open && due != NULL && *due != '\0' && strcmp (due, reading->today) < 0;
  source->assessment_due = due != NULL ? due : g_strdup ("");
  const char *basis;
  gboolean to_file = source->is_open && source->grade > 0 && *source->assessed_on != '\0' && source->step < YZT_DOSSIER_DONE;
  char *filing = to_file ? due_after (reading, "filing", source, source->assessed_on, &basis) : NULL;
  source->filing_due = filing != NULL ? filing : g_strdup ("");
  source->inspection_due = source->is_open ? due_after (reading, "inspection", source, inspected_on, &basis) : NULL;
  source->inspection_overdue = source->inspection_due != NULL && strcmp (source->inspection_due, reading->today) < 0;
}

/* --- rows --- */

/* @name NULL: it is not in force, or gone. */
static void
add_plan (YztLedgerSource *source, const char *name)
{
  if (name == NULL) {
    return;
  }
  source->lacks &= ~(guint) YZT_LEDGER_NO_PLAN;
  if (source->plans == NULL) {
    source->plans = g_ptr_array_new_with_free_func (g_free);
  }
  if (!g_ptr_array_find_with_equal_func (source->plans, name, g_str_equal, NULL)) {
    g_ptr_array_add (source->plans, g_strdup (name));
  }
}

static void
link_cells (Reading *reading, const YztRow *row, YztLedgerSource *source)
{
  g_autoptr (GArray) teams = yzt_links_from_text (yzt_row_get_text (row, "team"));
  g_autoptr (GArray) plans = yzt_links_from_text (yzt_row_get_text (row, "plans"));
  g_autoptr (GArray) cameras = yzt_links_from_text (yzt_row_get_text (row, "cameras"));
  source->lacks = YZT_LEDGER_NO_AGREEMENT | YZT_LEDGER_NO_PLAN | YZT_LEDGER_NO_CAMERA | YZT_LEDGER_NO_TEAM | YZT_LEDGER_NO_TEAM_NEAR;
  if (teams->len > 0) {
    source->team_fid = g_array_index (teams, YztLink, 0).fid;
    gboolean there = g_hash_table_contains (reading->teams, &source->team_fid);
    source->lacks &= there ? ~(guint) YZT_LEDGER_NO_TEAM : ~0u;
    source->doubts |= there ? 0u : YZT_LEDGER_TEAM_GONE;
  }
  for (guint i = 0; i < plans->len; i++) {
    add_plan (source, g_hash_table_lookup (reading->plans, &g_array_index (plans, YztLink, i).fid));
  }
  for (guint i = 0; i < cameras->len; i++) {
    gint64 fid = g_array_index (cameras, YztLink, i).fid;
    if (g_hash_table_contains (reading->cameras, &fid)) {
      source->lacks &= ~(guint) YZT_LEDGER_NO_CAMERA;
      g_array_append_val (source->cameras, fid);
    }
  }
}

static gboolean
read_source (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  const char *struck_off = yzt_row_get_text (row, "deregistered_on");
  const char *person = yzt_row_get_text (row, "responsible"), *responsible = person != NULL ? person : "";
  gboolean off = struck_off != NULL && *struck_off != '\0';
  YztLedgerSource source = {
    .fid = row->fid, .name = text_of (row, "name"), .code = text_of (row, "code"), .county = text_of (row, "county"),
    .category = text_of (row, "category"), .enterprise = text_of (row, "enterprise"),
    .credit_code = text_of (row, "credit_code"), .responsible = text_of (row, *responsible == '\0' ? "contact" : "responsible"), .phone = text_of (row, "phone"), .people = people_of (row),
    .has_position = row->has_position, .lon = row->lon, .lat = row->lat, .is_open = yzt_ledger_source_is_open (row),
    .written_grade = grade_of (row), .step = off ? YZT_DOSSIER_STRUCK_OFF : YZT_DOSSIER_IDENTIFY,
    .identified_on = text_of (row, "identified_on"), .assessed_on = text_of (row, "assessed_on"),
    .dossier_on = text_of (row, "dossier_on"), .filed_on = text_of (row, "filed_on"), .nearest_team_m = NAN,
    .reaches = g_array_new (FALSE, FALSE, sizeof (guint)), .cameras = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };
  yzt_hazard_grades_judge (reading->grades, source.category, yzt_hazard_row_value, (gpointer) row, &source.own);
  link_cells (reading, row, &source);
  g_array_append_val (reading->ledger->sources, source);
  g_hash_table_insert (reading->ledger->by_fid, g_memdup2 (&row->fid, sizeof row->fid), GUINT_TO_POINTER (reading->ledger->sources->len));
  if (*source.code != '\0') {
    g_hash_table_insert (reading->by_code, g_strdup (source.code), GUINT_TO_POINTER (reading->ledger->sources->len));
  }
  return !g_cancellable_is_cancelled (reading->cancellable);
}

static void
clear_chemical (gpointer data)
{
  Chemical *chemical = data;
  g_free (chemical->name);
  g_free (chemical->cas);
  g_free (chemical->symbol);
}

static gboolean
read_chemical (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  int index = yzt_ledger_find (reading->ledger, row->owner_fid);
  if (index >= 0) {
    GArray *list = reading->chemicals->pdata[index];
    Chemical chemical = { 0 };
    yzt_hazard_line_from_row (row, &chemical.line);
    chemical.name = g_strdup (chemical.line.name);
    chemical.cas = g_strdup (chemical.line.cas);
    chemical.symbol = g_strdup (chemical.line.class_symbol);
    chemical.line.name = chemical.name;
    chemical.line.cas = chemical.cas;
    chemical.line.class_symbol = chemical.symbol;
    if (list == NULL) {
      list = reading->chemicals->pdata[index] = g_array_new (FALSE, FALSE, sizeof (Chemical));
      g_array_set_clear_func (list, clear_chemical);
    }
    g_array_append_val (list, chemical);
  }
  return !g_cancellable_is_cancelled (reading->cancellable);
}

static gboolean
read_team (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  Place place = { { row->lon, row->lat }, row->fid };
  add_fid (reading->teams, row->fid);
  if (row->has_position) {
    g_array_append_val (reading->team_places, place);
  }
  return TRUE;
}

static gboolean
read_camera (const YztRow *row, gpointer user_data)
{
  add_fid (((Reading *) user_data)->cameras, row->fid);
  return TRUE;
}

/* A plan says by its codes which sources it is for; the links of the sources need to know which plans are in force. */
static gboolean
is_in_force (const YztRow *row, const char *today)
{
  const char *state = yzt_row_get_text (row, "state"), *expires = yzt_row_get_text (row, "expires");
  return g_strcmp0 (state, "withdrawn") != 0 && g_strcmp0 (state, "drafting") != 0
      && (expires == NULL || *expires == '\0' || strcmp (expires, today) >= 0);
}

static gboolean
read_plan (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  if (is_in_force (row, reading->today)) {
    const char *name = yzt_row_get_text (row, "name");
    g_hash_table_insert (reading->plans, g_memdup2 (&row->fid, sizeof row->fid), g_strdup (name != NULL ? name : ""));
  }
  return TRUE;
}

static gboolean
read_plan_codes (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  const char *codes = yzt_row_get_text (row, "hazard_codes");
  g_auto (GStrv) parts = codes != NULL && is_in_force (row, reading->today) ? g_strsplit_set (codes, ";,； ，、", -1) : NULL;
  for (char **part = parts; part != NULL && *part != NULL; part++) {
    guint index = GPOINTER_TO_UINT (g_hash_table_lookup (reading->by_code, *part));
    if (index > 0) {
      add_plan (source_at (reading, index - 1), g_hash_table_lookup (reading->plans, &row->fid));
    }
  }
  return TRUE;
}

static gboolean
read_agreement (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  g_autofree char *from = text_of (row, "valid_from"), *to = text_of (row, "valid_to");
  gboolean ended = *to != '\0' && strcmp (to, reading->today) < 0;
  gboolean begun = *from == '\0' || strcmp (from, reading->today) <= 0;
  g_autoptr (GArray) links = yzt_links_from_text (yzt_row_get_text (row, "of"));
  for (guint i = 0; i < links->len; i++) {
    const YztLink *link = &g_array_index (links, YztLink, i);
    YztLedgerSource *source = g_str_equal (link->kind, "hazard-source") ? source_of (reading, link->fid) : NULL;
    if (source != NULL && begun && !ended) {
      source->lacks &= ~(guint) YZT_LEDGER_NO_AGREEMENT;
    } else if (source != NULL && ended) {
      source->doubts |= YZT_LEDGER_AGREEMENT_ENDED;
    }
  }
  return TRUE;
}

static gboolean
read_danger (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztLedgerSource *source = source_of (reading, row->owner_fid);
  if (source != NULL) {
    source->dangers_found++;
    source->dangers_closed += g_strcmp0 (yzt_row_get_text (row, "state"), "closed") == 0;
    source->dangers_overdue += yzt_ledger_danger_is_overdue (row, reading->today);
  }
  return TRUE;
}

/* The day of the last inspection stands in @inspection_due until it is worked out. */
static gboolean
read_inspection (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztLedgerSource *source = source_of (reading, row->owner_fid);
  const char *state = yzt_row_get_text (row, "state");
  g_autofree char *held = text_of (row, "held_on"), *planned = text_of (row, "planned_on");
  if (source == NULL || g_strcmp0 (state, "cancelled") == 0) {
    return TRUE;
  }
  if (*held == '\0') {
    source->inspections_overdue += *planned != '\0' && strcmp (planned, reading->today) < 0;
    return TRUE;
  }
  if (strcmp (held, source->inspection_due != NULL ? source->inspection_due : "") > 0) {
    g_free (source->inspection_due);
    source->inspection_due = g_strdup (held);
  }
  if (strncmp (held, reading->today, 4) == 0) {
    source->inspections_held++;
    source->sorties += count_of (row, "sorties");
    source->people_sent += count_of (row, "people");
    source->found += count_of (row, "found");
    source->rectified += count_of (row, "rectified");
  }
  return TRUE;
}

/* --- working out --- */

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;
  return x->at.lat < y->at.lat ? -1 : x->at.lat > y->at.lat;
}

/* Teams are looked at from the source's own latitude outwards: a degree of latitude is at least 110.5 km everywhere. */
static void
find_team_near (Reading *reading, YztLedgerSource *source)
{
  const double least_degree_m = 110500;
  YztPosition at = { source->lon, source->lat };
  guint from = 0, to = reading->team_places->len;
  while (from < to) {
    guint middle = (from + to) / 2;
    if (g_array_index (reading->team_places, Place, middle).at.lat < at.lat) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  double nearest_m = INFINITY;
  for (int side = 0; side < 2; side++) {
    for (gint64 i = side == 0 ? (gint64) from - 1 : from; i >= 0 && i < reading->team_places->len; i += side == 0 ? -1 : 1) {
      const Place *place = &g_array_index (reading->team_places, Place, (guint) i);
      if (fabs (place->at.lat - at.lat) * least_degree_m > nearest_m) {
        break;
      }
      nearest_m = MIN (nearest_m, yzt_geo_distance_m (at, place->at, NULL));
    }
  }
  source->nearest_team_m = isfinite (nearest_m) ? nearest_m : NAN;
  source->lacks &= nearest_m <= YZT_LEDGER_TEAM_WITHIN_M ? ~(guint) YZT_LEDGER_NO_TEAM_NEAR : ~0u;
}

static void
judge_chemicals (Reading *reading, guint index)
{
  YztLedgerSource *source = source_at (reading, index);
  const GArray *list = reading->chemicals->pdata[index];
  guint n = list != NULL ? list->len : 0;
  g_autofree YztHazardLine *lines = g_new (YztHazardLine, n + 1);
  g_autofree YztHazardLineResult *results = g_new (YztHazardLineResult, n + 1);
  for (guint i = 0; i < n; i++) {
    lines[i] = g_array_index (list, Chemical, i).line;
  }
  source->n_chemicals = n;
  yzt_hazard_judge (reading->book, lines, n, source->people, results, &source->result);
  GPtrArray *classes = reading->classes->pdata[index] = g_ptr_array_new ();
  for (guint i = 0; i < n; i++) {
    const char *symbol = results[i].hazard_class != NULL ? results[i].hazard_class->symbol : NULL;
    if (symbol != NULL && results[i].share > 0) {
      g_ptr_array_add (classes, (gpointer) symbol);
    }
  }
  source->grade = source->result.grade >= 0 ? source->result.grade : source->written_grade;
  gboolean judged = source->result.problem == YZT_HAZARD_GRADE_KNOWN;
  source->doubts |= judged && source->written_grade >= 0 && source->written_grade != source->result.grade ? YZT_LEDGER_GRADE_DIFFERS : 0u;
  source->doubts |= n > 0 && !judged ? YZT_LEDGER_NOT_COMPUTABLE : 0u;
}

static void
work_out (Reading *reading)
{
  g_array_sort (reading->team_places, compare_places);
  for (guint i = 0; i < reading->ledger->sources->len; i++) {
    YztLedgerSource *source = source_at (reading, i);
    g_autofree char *inspected_on = g_steal_pointer (&source->inspection_due);
    judge_chemicals (reading, i);
    judge_papers (reading, source, inspected_on != NULL ? inspected_on : "");
    if (source->has_position) {
      find_team_near (reading, source);
    }
    if (!source->is_open) {
      source->lacks = 0;
    }
    if ((source->lacks & YZT_LEDGER_NO_AGREEMENT) == 0) {
      source->doubts &= ~(guint) YZT_LEDGER_AGREEMENT_ENDED;
    }
  }
}

/* --- the whole --- */

static void
free_list (gpointer data)
{
  g_clear_pointer ((GArray **) &data, g_array_unref);
}

static void
free_classes (gpointer data)
{
  g_clear_pointer ((GPtrArray **) &data, g_ptr_array_unref);
}

static gboolean
read_kind (Reading *reading, const char *id, YztRowFunc func, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (reading->store), id);
  return kind == NULL
      || (yzt_store_read_rows (reading->store, kind, func, reading, error) && !g_cancellable_set_error_if_cancelled (reading->cancellable, error));
}

static gboolean
read_all (Reading *reading, GError **error)
{
  if (!read_kind (reading, "rescue-team", read_team, error) || !read_kind (reading, "camera", read_camera, error)
      || !read_kind (reading, "plan", read_plan, error) || !read_kind (reading, "hazard-source", read_source, error)) {
    return FALSE;
  }
  g_ptr_array_set_size (reading->chemicals, (int) reading->ledger->sources->len);
  g_ptr_array_set_size (reading->classes, (int) reading->ledger->sources->len);
  return read_kind (reading, "chemical", read_chemical, error) && read_kind (reading, "plan", read_plan_codes, error)
      && read_kind (reading, "agreement", read_agreement, error) && read_kind (reading, "hidden-danger", read_danger, error)
      && read_kind (reading, "inspection", read_inspection, error);
}

static YztLedger *
ledger_new (const char *due)
{
  YztLedger *self = g_new0 (YztLedger, 1);
  g_atomic_ref_count_init (&self->refs);
  self->sources = yzt_ledger_sources_new ();
  self->by_fid = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->due = yzt_due_rules_parse (due, NULL);
  return self;
}

YztLedger *
yzt_ledger_read (YztStore *store, const char *today, const char *language, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  const YztHazardBook *book = yzt_hazard_tables (error);
  const YztHazardGrades *grades = book != NULL ? yzt_hazard_grade_tables (error) : NULL;
  g_autofree char *due = grades != NULL ? yzt_ledger_read_table ("hazard-due.tsv", error) : NULL;
  g_autofree char *domino = due != NULL ? yzt_ledger_read_table ("hazard-domino.tsv", error) : NULL;
  if (domino == NULL) {
    return NULL;
  }
  g_autoptr (YztLedger) ledger = ledger_new (due);
  g_autoptr (GPtrArray) chemicals = g_ptr_array_new_with_free_func (free_list), classes = g_ptr_array_new_with_free_func (free_classes);
  g_autoptr (GHashTable) by_code = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) teams = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) cameras = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) plans = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  Reading reading = { ledger, store, today, language, book, grades, cancellable, chemicals, classes, by_code, teams, places, cameras, plans };
  if (!read_all (&reading, error)) {
    return NULL;
  }
  work_out (&reading);
  yzt_ledger_find_reaches (ledger, (GPtrArray *const *) classes->pdata, domino);
  return g_steal_pointer (&ledger);
}

/* --- for a session --- */

char *
yzt_session_get_today (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yzt_clock_now_ms (session->clock) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, session->zone);
  return g_date_time_format (local, "%Y-%m-%d");
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztSession *session = source;
  g_autofree char *today = yzt_session_get_today (session);
  GError *error = NULL;
  YztLedger *ledger = yzt_ledger_read (data, today, yzt_session_get_language (session), cancellable, &error);
  if (ledger == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, ledger, (GDestroyNotify) yzt_ledger_unref);
  }
}

void
yzt_session_read_ledger_async (YztSession *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self) && self->store != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_ledger_async);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  yzt_task_run_in_thread (task, read_in_thread);
}

YztLedger *
yzt_session_read_ledger_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
