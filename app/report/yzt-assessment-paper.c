/* yzt-assessment-paper.c: the assessment of a response, and the sheet of what each team consumed, as papers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-after.h"
#include "yzt-text-cell.h"

typedef struct {
  YztAssessment *assessment;
  GTimeZone *zone;
  GString *text;
} Writing;

char *
yzt_assess_time_words (const YztAssessTime *time)
{
  if (isnan (time->minutes)) {
    return g_strdup (_("not known"));
  }
  g_autofree char *minutes = yzt_text_group_number (time->minutes, 1);
  if (isnan (time->limit_min)) {
    return g_strdup_printf (_("%s min"), minutes);
  }
  return time->minutes > time->limit_min ? g_strdup_printf (_("%s min ▲ (should take at most %g min)"), minutes, time->limit_min) : g_strdup_printf (_("%s min (at most %g min)"), minutes, time->limit_min);
}

static void
add_times (Writing *self)
{
  g_string_append_printf (self->text, "# %s\n", _("How long it took"));
  for (guint i = 0; i < self->assessment->times->len; i++) {
    const YztAssessTime *time = &g_array_index (self->assessment->times, YztAssessTime, i);
    g_autofree char *words = yzt_assess_time_words (time), *at = yzt_paper_time (time->at_ms, self->zone);
    if (isnan (time->minutes)) {
      g_string_append_printf (self->text, _("%s (from: %s): %s\n"), time->label, time->from_label, words);
    } else {
      g_string_append_printf (self->text, _("%s (from: %s): %s; %s\n"), time->label, time->from_label, words, at);
    }
  }
}

static void
add_points (Writing *self)
{
  g_string_append_printf (self->text, "# %s\n", _("What the plan foresaw against what happened"));
  if (self->assessment->points->len == 0) {
    g_string_append_printf (self->text, "%s\n", _("No plan was applied to this incident."));
  }
  for (guint i = 0; i < self->assessment->points->len; i++) {
    const YztAssessPoint *point = &g_array_index (self->assessment->points, YztAssessPoint, i);
    g_string_append_printf (self->text, _("%u. %s — foreseen: %s; happened: %s; %s"), i + 1, point->what, point->foreseen, point->happened, yzt_assess_outcome_label (point->outcome));
    g_string_append_printf (self->text, *point->plan_name != '\0' ? " (%s)\n" : "%s\n", point->plan_name);
  }
}

static void
add_findings (Writing *self)
{
  GPtrArray *findings = self->assessment->findings;
  g_string_append_printf (self->text, "# %s\n", _("Findings"));
  if (findings->len == 0) {
    g_string_append_printf (self->text, "%s\n", _("None entered."));
  }
  for (guint i = 0; i < findings->len; i++) {
    const YztRow *row = findings->pdata[i];
    const char *measure = yzt_row_get_text (row, "measure"), *plan = yzt_row_get_text (row, "plan"), *by = yzt_row_get_text (row, "found_by"), *name = yzt_row_get_text (row, "name");
    g_string_append_printf (self->text, "%u. %s%s%s (%s)%s\n", i + 1, name != NULL ? name : "", measure != NULL ? " → " : "", measure != NULL ? measure : "", by != NULL ? by : "",
                            plan != NULL ? _("; handed to the plan as a proposed revision") : "");
  }
}

static char *
number_or_blank (double value)
{
  return isnan (value) ? g_strdup ("") : yzt_text_group_number (value, 2);
}

static GPtrArray *
use_table (const YztAssessment *assessment)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *head[] = { _("Team or depot"), _("Order number"), _("What"), _("Unit"), _("Sent out"), _("Consumed"), _("Returned"), _("Hours"), NULL };
  g_ptr_array_add (table, g_strdupv ((GStrv) head));
  for (guint i = 0; i < assessment->uses->len; i++) {
    const YztAssessUse *use = &g_array_index (assessment->uses, YztAssessUse, i);
    g_autofree char *sent = number_or_blank (use->sent), *consumed = number_or_blank (use->consumed), *returned = number_or_blank (use->returned);
    g_autofree char *hours = isnan (use->hours) ? g_strdup ("") : yzt_text_group_number (use->hours, 1);
    const char *cells[] = { use->base, use->code, use->what, use->unit, sent, consumed, returned, hours, NULL };
    g_ptr_array_add (table, g_strdupv ((GStrv) cells));
  }
  return table;
}

static YztPaper *
new_paper (const YztAssessment *assessment, const char *title, GTimeZone *zone, gint64 now_ms)
{
  YztPaper *paper = yzt_paper_new ();
  g_autofree char *now = yzt_paper_time (now_ms, zone);
  g_free (paper->title);
  g_free (paper->status);
  paper->title = g_strdup_printf (_("%s: %s"), title, assessment->name);
  paper->status = g_strdup (assessment->status);
  if (*assessment->code != '\0') {
    g_ptr_array_add (paper->facts, g_strdup_printf (_("Incident: %s"), assessment->code));
  }
  g_ptr_array_add (paper->facts, g_strdup_printf (_("Made: %s, from the acts kept in the map"), now));
  paper->columns = g_strdup ("20;18;20;6;8r;8r;8r;12r");
  return paper;
}

YztPaper *
yzt_assessment_paper (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztAssessment) assessment = yzt_assessment_read (store, incident_fid, now_ms, language, error);
  if (assessment == NULL) {
    return NULL;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  Writing writing = { assessment, zone, g_string_new (NULL) };
  YztPaper *paper = new_paper (assessment, _("Assessment of the response"), zone, now_ms);
  add_times (&writing);
  add_points (&writing);
  add_findings (&writing);
  g_string_append_printf (writing.text, "# %s\n", _("Resources used"));
  if (assessment->uses->len == 0) {
    g_string_append_printf (writing.text, "%s\n", _("No order was given."));
  } else {
    paper->table = use_table (assessment);
  }
  g_free (paper->text);
  paper->text = g_string_free (writing.text, FALSE);
  return paper;
}

/* --- the sheet for compensation --- */

static int
compare_uses (gconstpointer a, gconstpointer b)
{
  const YztAssessUse *one = a, *two = b;
  int base = strcmp (one->base, two->base);
  return base != 0 ? base : (one->order_fid > two->order_fid) - (one->order_fid < two->order_fid);
}

/* People and vehicles by their hours, material by what was consumed; a line for each base. */
static void
add_sums (const YztAssessment *assessment, GString *text)
{
  for (guint i = 0; i < assessment->uses->len;) {
    const char *base = g_array_index (assessment->uses, YztAssessUse, i).base;
    double hours = 0;
    g_autoptr (GString) consumed = g_string_new (NULL);
    for (; i < assessment->uses->len && g_str_equal (g_array_index (assessment->uses, YztAssessUse, i).base, base); i++) {
      const YztAssessUse *use = &g_array_index (assessment->uses, YztAssessUse, i);
      hours += isnan (use->hours) ? 0 : use->hours * use->sent;
      if (use->consumed > 0) {
        g_autofree char *number = yzt_text_group_number (use->consumed, 2);
        g_string_append_printf (consumed, "%s%s %s %s", consumed->len > 0 ? _(", ") : "", use->what, number, use->unit);
      }
    }
    g_autofree char *words = yzt_text_group_number (hours, 1);
    g_string_append_printf (text, _("%s: hours of people and vehicles in sum %s; consumed: %s\n"), base, words, consumed->len > 0 ? consumed->str : _("nothing"));
  }
}

YztPaper *
yzt_consumption_paper (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztAssessment) assessment = yzt_assessment_read (store, incident_fid, now_ms, language, error);
  if (assessment == NULL) {
    return NULL;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  g_autoptr (GString) text = g_string_new (NULL);
  YztPaper *paper = new_paper (assessment, _("Consumption by team, for compensation"), zone, now_ms);
  g_array_sort (assessment->uses, compare_uses);
  add_sums (assessment, text);
  if (assessment->uses->len == 0) {
    g_string_append_printf (text, "%s\n", _("No order was given."));
  }
  g_string_append_printf (text, _("%s: ________    %s: ________    %s: ________\n"), _("Team or depot"), _("Checked by"), _("Date"));
  g_free (paper->text);
  paper->text = g_strdup (text->str);
  paper->table = use_table (assessment);
  return paper;
}

gboolean
yzt_paper_write_csv (const YztPaper *paper, const char *path, GError **error)
{
  g_return_val_if_fail (paper != NULL && path != NULL, FALSE);
  g_autoptr (GString) csv = g_string_new ("\xef\xbb\xbf");
  for (guint i = 0; paper->table != NULL && i < paper->table->len; i++) {
    GStrv cells = paper->table->pdata[i];
    for (guint k = 0; cells[k] != NULL; k++) {
      g_auto (GStrv) thin = g_strsplit (cells[k], "\u2009", -1); /* thousands are for eyes only */
      g_autofree char *number = g_strjoinv ("", thin);
      g_string_append (csv, k > 0 ? "," : "");
      g_autofree char *clean = yzt_paper_clean (number);
      yzt_text_append_cell (csv, clean, ',', TRUE);
    }
    g_string_append (csv, "\r\n");
  }
  return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
}
