/* yzt-report-draft.c: 初报, 续报, 终报 from the record: what is not known and what changed is marked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-draft.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* The measures of a long night are told by the last ones; the log has them all. */
#define MAX_LINES 10

typedef struct {
  YztIncidentRecord *record;
  GTimeZone *zone;
  const char *language;
  gint64 since_ms; /* of the last signed report */
} Drafting;

typedef char *(*ValueFunc) (const Drafting *drafting);

static gboolean
is_chinese (const Drafting *drafting)
{
  return drafting->language != NULL && g_str_has_prefix (drafting->language, "zh");
}

static char *
time_in_words (const Drafting *drafting, gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL && drafting->zone != NULL ? g_date_time_to_timezone (utc, drafting->zone) : g_steal_pointer (&utc);
  return local != NULL ? g_date_time_format (local, is_chinese (drafting) ? "%Y年%-m月%-d日%H时%M分" : "%Y-%m-%d %H:%M") : g_strdup ("");
}

static char *
short_time (const Drafting *drafting, gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL && drafting->zone != NULL ? g_date_time_to_timezone (utc, drafting->zone) : g_steal_pointer (&utc);
  return local != NULL ? g_date_time_format (local, "%m-%d %H:%M") : g_strdup ("");
}

/* --- where the values come from; "" is not known --- */

static char *
say_place (const Drafting *drafting)
{
  const YztRow *row = drafting->record->row;
  const char *hazard = yzt_row_word (row, "hazard_code"), *address = yzt_row_word (row, "address");
  return *hazard != '\0' ? g_strdup_printf ("%s（%s）", address, hazard) : g_strdup ("");
}

static char *
say_address (const Drafting *drafting)
{
  const YztRow *row = drafting->record->row;
  const char *address = yzt_row_word (row, "address");
  if (row->has_position) {
    return g_strdup_printf ("%s（%.5f°, %.5f°, WGS 84）", address, row->lon, row->lat);
  }
  return g_strdup (address);
}

static char *
say_type (const Drafting *drafting)
{
  const YztRow *row = drafting->record->row;
  return g_strdup (yzt_deed_label (row, "type", yzt_row_word (row, "type"), drafting->language));
}

static char *
say_course (const Drafting *drafting)
{
  const YztRow *row = drafting->record->row;
  const char *description = yzt_row_word (row, "description");
  return g_strdup (*description != '\0' ? description : yzt_row_word (row, "first_word"));
}

static char *
say_figures (const Drafting *drafting)
{
  static const YztFigure asked[] = { YZT_FIGURE_DEAD, YZT_FIGURE_MISSING, YZT_FIGURE_INJURED_SERIOUS };
  const YztFigures *figures = &drafting->record->figures;
  YztKind *kind = drafting->record->row->kind;
  YztFigures people = *figures;
  people.value[YZT_FIGURE_LOSS] = -1;
  g_autofree char *known = yzt_figures_in_words (kind, &people, drafting->language);
  g_autoptr (GString) words = g_string_new (known);
  for (guint i = 0; *known != '\0' && i < G_N_ELEMENTS (asked); i++) {
    if (figures->value[asked[i]] < 0) {
      g_string_append_printf (words, "；%s%s", yzt_field_get_label (yzt_kind_find_field (kind, yzt_figure_fields[asked[i]]), drafting->language), _("【to be verified】"));
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
say_loss (const Drafting *drafting)
{
  double loss = drafting->record->figures.value[YZT_FIGURE_LOSS];
  const YztField *field = yzt_kind_find_field (drafting->record->row->kind, "loss_cny_10k");
  g_autofree char *number = loss >= 0 ? yzt_text_format_number (loss) : NULL;
  return number != NULL ? g_strdup_printf ("%s %s", number, yzt_field_get_unit (field, drafting->language)) : g_strdup ("");
}

static char *
say_grade (const Drafting *drafting)
{
  const YztRow *row = drafting->record->row;
  const YztGradeProposal *proposal = drafting->record->proposal;
  const char *grade = yzt_row_word (row, "grade");
  g_autoptr (GString) words = g_string_new (yzt_deed_label (row, "grade", grade, drafting->language));
  if (*grade != '\0' && proposal->near_miss) {
    g_string_append (words, _(" (near miss)"));
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
say_response (const Drafting *drafting)
{
  const YztRow *row = drafting->record->row;
  GPtrArray *decisions = yzt_incident_record_rows (drafting->record, "decision");
  const char *level = yzt_row_word (row, "response_level");
  for (guint i = decisions->len; i > 0; i--) {
    const YztRow *decision = decisions->pdata[i - 1];
    if (g_str_equal (yzt_row_word (decision, "what"), "response")) {
      g_autofree char *at = short_time (drafting, yzt_row_time (decision, "at_utc"));
      return g_strdup_printf ("%s %s", at, yzt_row_word (decision, "name"));
    }
  }
  return g_strdup (*level != '\0' ? yzt_deed_label (row, "response_level", level, drafting->language) : _("no response started yet"));
}

static char *
say_measures (const Drafting *drafting)
{
  static const char *const kinds[] = { "order", "response", "instruction", "task", "call", "drawing", "note", "public", "plan", NULL };
  GPtrArray *lines = yzt_incident_record_rows (drafting->record, "log-entry");
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  for (guint i = lines->len; i > 0 && told->len < MAX_LINES; i--) {
    const YztRow *line = lines->pdata[i - 1];
    if (g_strv_contains (kinds, yzt_row_word (line, "entry_kind"))) {
      g_autofree char *at = short_time (drafting, yzt_row_time (line, "at_utc"));
      g_ptr_array_insert (told, 0, g_strdup_printf ("%s %s", at, yzt_row_word (line, "name")));
    }
  }
  g_ptr_array_add (told, NULL);
  return g_strjoinv ("\n", (char **) told->pdata);
}

static char *
say_forces (const Drafting *drafting)
{
  GPtrArray *rows = yzt_incident_record_rows (drafting->record, "dispatch");
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    const char *state = yzt_row_word (row, "state");
    if (!g_str_equal (state, "withdrawn") && !g_str_equal (state, "refused")) {
      g_string_append_printf (words, "%s%s（%s）", words->len > 0 ? "；" : "", yzt_row_word (row, "name"), yzt_deed_label (row, "state", state, drafting->language));
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Is the task of this instruction done? */
static gboolean
is_carried_out (const Drafting *drafting, const YztRow *instruction)
{
  GPtrArray *tasks = yzt_incident_record_rows (drafting->record, "task");
  g_autofree char *link = g_strdup_printf ("instruction/%" G_GINT64_FORMAT, instruction->fid);
  for (guint i = 0; i < tasks->len; i++) {
    if (g_str_equal (yzt_row_word (tasks->pdata[i], "instruction"), link)) {
      return g_str_equal (yzt_row_word (tasks->pdata[i], "state"), "done");
    }
  }
  return FALSE;
}

static char *
say_instructions (const Drafting *drafting)
{
  GPtrArray *rows = yzt_incident_record_rows (drafting->record, "instruction");
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    g_string_append_printf (words, "%s%s：%s（%s）", words->len > 0 ? "\n" : "", yzt_row_word (row, "leader"), yzt_row_word (row, "name"),
                            is_carried_out (drafting, row) ? _("carried out") : _("under way"));
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
say_public (const Drafting *drafting)
{
  GPtrArray *rows = yzt_incident_record_rows (drafting->record, "public-text");
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (g_str_equal (yzt_row_word (row, "state"), "released")) {
      g_autofree char *at = short_time (drafting, yzt_row_time (row, "released_utc"));
      g_string_append_printf (words, "%s%s %s（%s）", words->len > 0 ? "\n" : "", at, yzt_row_word (row, "name"), yzt_row_word (row, "channel"));
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
say_next (const Drafting *drafting)
{
  GPtrArray *rows = yzt_incident_record_rows (drafting->record, "task");
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    const char *state = yzt_row_word (row, "state");
    if (!g_str_equal (state, "done") && !g_str_equal (state, "dropped")) {
      g_string_append_printf (words, "%s%s", words->len > 0 ? "；" : "", yzt_row_word (row, "name"));
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
say_result (const Drafting *drafting)
{
  GPtrArray *rows = yzt_incident_record_rows (drafting->record, "decision");
  for (guint i = rows->len; i > 0; i--) {
    const YztRow *row = rows->pdata[i - 1];
    if (g_str_equal (yzt_row_word (row, "what"), "state")) {
      return g_strdup (yzt_row_word (row, "name"));
    }
  }
  return g_strdup ("");
}

static char *
say_occurred (const Drafting *drafting)
{
  gint64 ms = yzt_row_time (drafting->record->row, "occurred_utc");
  return ms != 0 ? time_in_words (drafting, ms) : g_strdup ("");
}

static char *
say_reported (const Drafting *drafting)
{
  gint64 ms = yzt_row_time (drafting->record->row, "reported_utc");
  return ms != 0 ? time_in_words (drafting, ms) : g_strdup ("");
}

static char *
say_value (const Drafting *drafting, const char *from)
{
  static const struct {
    const char *from;
    ValueFunc func;
  } sources[] = {
    { "place", say_place }, { "address", say_address }, { "type", say_type }, { "description", say_course }, { "figures", say_figures },
    { "loss_cny_10k", say_loss }, { "grade", say_grade }, { "response", say_response }, { "measures", say_measures }, { "forces", say_forces },
    { "instructions", say_instructions }, { "public", say_public }, { "next", say_next }, { "result", say_result }, { "occurred_utc", say_occurred },
    { "reported_utc", say_reported },
  };
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (g_str_equal (sources[i].from, from)) {
      return sources[i].func (drafting);
    }
  }
  return g_strdup (yzt_row_word (drafting->record->row, from));
}

/* --- what the last one said --- */

static GHashTable *
read_facts (const char *text)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *equals = strchr (lines[i], '=');
    if (equals != NULL) {
      g_hash_table_insert (facts, g_strndup (lines[i], (gsize) (equals - lines[i])), g_strcompress (equals + 1));
    }
  }
  return facts;
}

char *
yzt_report_draft_facts (const YztReportDraft *draft)
{
  g_return_val_if_fail (draft != NULL, NULL);
  g_autoptr (GString) facts = g_string_new (NULL);
  for (guint i = 0; i < draft->elements->len; i++) {
    const YztReportElement *element = &g_array_index (draft->elements, YztReportElement, i);
    g_autoptr (GString) value = g_string_new (element->unknown ? "" : element->value);
    g_string_replace (value, "\\", "\\\\", 0);
    g_string_replace (value, "\n", "\\n", 0);
    g_string_append_printf (facts, "%s=%s\n", element->id, value->str);
  }
  return g_string_free (g_steal_pointer (&facts), FALSE);
}

static YztRow *
last_signed (YztIncidentRecord *record)
{
  GPtrArray *reports = yzt_incident_record_rows (record, "report");
  for (guint i = reports->len; i > 0; i--) {
    YztRow *report = reports->pdata[i - 1];
    if (g_str_equal (yzt_row_word (report, "state"), "signed")) {
      return report;
    }
  }
  return NULL;
}

/* --- the draft --- */

static void
element_clear (gpointer data)
{
  YztReportElement *element = data;
  g_free (element->id);
  g_free (element->label);
  g_free (element->value);
  g_free (element->before);
}

static char *
text_of (const YztReportDraft *draft, gboolean tells_changes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (*draft->status != '\0') {
    g_string_append_printf (text, "【%s】\n", draft->status);
  }
  for (guint i = 0; i < draft->elements->len; i++) {
    const YztReportElement *element = &g_array_index (draft->elements, YztReportElement, i);
    gboolean many = strchr (element->value, '\n') != NULL;
    g_string_append_printf (text, "%s%s：%s%s\n", tells_changes && element->changed ? _("【changed】") : "", element->label, many ? "\n" : "", element->value);
    if (tells_changes && element->changed && *element->before != '\0' && !many && strchr (element->before, '\n') == NULL) {
      g_string_append_printf (text, _("  (last report: %s)\n"), element->before);
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
what_in_words (const char *what)
{
  return g_str_equal (what, "first") ? _("First report") : (g_str_equal (what, "final") ? _("Final report") : _("Follow-up report"));
}

static gint64
next_number (YztIncidentRecord *record)
{
  GPtrArray *reports = yzt_incident_record_rows (record, "report");
  gint64 number = 0;
  for (guint i = 0; i < reports->len; i++) {
    number = MAX (number, (gint64) yzt_row_number (reports->pdata[i], "number"));
  }
  return number + 1;
}

static void
add_elements (YztReportDraft *draft, const Drafting *drafting, GHashTable *before)
{
  g_autoptr (GArray) parts = yzt_rule_report_parts (yzt_incident_rules (), draft->what, drafting->language);
  for (guint i = 0; i < parts->len; i++) {
    const YztReportPart *part = &g_array_index (parts, YztReportPart, i);
    g_autofree char *value = say_value (drafting, part->from);
    const char *was = before != NULL ? g_hash_table_lookup (before, part->id) : NULL;
    gboolean unknown = *value == '\0';
    if (unknown && !part->required) {
      continue;
    }
    /* What the last report had no place for has not changed, it is new. */
    gboolean changed = was != NULL && strcmp (was, value) != 0;
    YztReportElement element = { g_strdup (part->id), g_strdup (part->label), unknown ? g_strdup (_("【to be verified】")) : g_steal_pointer (&value), part->required, unknown,
                                 changed, g_strdup (was != NULL ? was : "") };
    g_array_append_val (draft->elements, element);
  }
}

YztReportDraft *
yzt_report_draft_new (YztIncidentRecord *record, const char *what, GTimeZone *zone, const char *language)
{
  g_return_val_if_fail (record != NULL && what != NULL, NULL);
  YztReportDraft *draft = g_new0 (YztReportDraft, 1);
  YztRow *last = last_signed (record);
  g_autoptr (GHashTable) before = last != NULL ? read_facts (yzt_row_word (last, "facts")) : NULL;
  Drafting drafting = { record, zone, language, last != NULL ? yzt_row_time (last, "signed_utc") : 0 };
  const char *name = yzt_row_word (record->row, "name");
  draft->what = g_strdup (what);
  draft->number = next_number (record);
  draft->status = g_strdup (record->status);
  draft->elements = g_array_new (FALSE, TRUE, sizeof (YztReportElement));
  g_array_set_clear_func (draft->elements, element_clear);
  add_elements (draft, &drafting, before);
  gboolean marked = *draft->status == '\0' || strstr (name, draft->status) != NULL;
  g_autofree char *plain = g_strdup_printf (_("%s: %s no. %ld"), name, what_in_words (what), (long) draft->number);
  draft->title = marked ? g_strdup (plain) : g_strdup_printf ("【%s】%s", draft->status, plain);
  draft->text = text_of (draft, before != NULL);
  return draft;
}

void
yzt_report_draft_free (YztReportDraft *draft)
{
  if (draft != NULL) {
    g_free (draft->what);
    g_free (draft->title);
    g_free (draft->text);
    g_free (draft->status);
    g_array_unref (draft->elements);
    g_free (draft);
  }
}
