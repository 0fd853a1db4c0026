/* yzt-report-paper.c: a report, a log, a hand-over sheet as a paper
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static void
add_hand (YztPaper *paper, const YztRow *report, const char *label, const char *by, const char *at, GTimeZone *zone)
{
  if (*yzt_paper_cell (report, by) != '\0') {
    g_autofree char *when = yzt_paper_time (yzt_paper_cell_time (report, at), zone);
    g_ptr_array_add (paper->facts, g_strdup_printf (_("%s: %s  %s"), label, yzt_paper_cell (report, by), when));
  } else {
    g_ptr_array_add (paper->facts, g_strdup_printf (_("%s: ________"), label));
  }
}

YztPaper *
yzt_report_paper (YztStore *store, gint64 report_fid, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "report");
  if (kind == NULL) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no reports yet."));
    return NULL;
  }
  g_autoptr (YztRow) report = yzt_store_get_row (store, kind, report_fid, error);
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  if (report == NULL) {
    return NULL;
  }
  gboolean is_signed = g_str_equal (yzt_paper_cell (report, "state"), "signed");
  g_autofree char *state = g_strdup (yzt_field_get_value_label (yzt_kind_find_field (kind, "state"), yzt_paper_cell (report, "state"), language));
  g_autoptr (YztPaper) paper = yzt_paper_new ();
  g_free (paper->title);
  g_free (paper->status);
  g_free (paper->text);
  g_free (paper->foot);
  g_free (paper->type);
  paper->type = g_strdup ("report");
  paper->title = g_strdup (yzt_paper_cell (report, "name"));
  paper->status = yzt_paper_status (report, language);
  paper->text = g_strdup (yzt_paper_cell (report, "text"));
  paper->foot = yzt_paper_foot (store, yzt_paper_cell (report, "sha256"));
  if (!is_signed) {
    g_ptr_array_add (paper->facts, g_strdup_printf (_("NOT SIGNED (%s)"), state));
  }
  add_hand (paper, report, _("Drafted by"), "drafted_by", "drafted_utc", zone);
  add_hand (paper, report, _("Checked by"), "checked_by", "checked_utc", zone);
  add_hand (paper, report, _("Signed by"), "signed_by", "signed_utc", zone);
  return g_steal_pointer (&paper);
}

static void
add_row (GPtrArray *table, const char *a, const char *b, const char *c, const char *d, const char *e)
{
  const char *cells[] = { a, b, c, d, e, NULL };
  g_ptr_array_add (table, g_strdupv ((GStrv) cells));
}

YztPaper *
yzt_log_paper (YztStore *store, gint64 incident_fid, const char *words, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  g_autoptr (YztRow) incident = kind != NULL && incident_fid > 0 ? yzt_store_get_row (store, kind, incident_fid, error) : NULL;
  g_autoptr (GArray) lines = incident != NULL || incident_fid == 0 ? yzt_log_read (store, incident_fid, 0, words, error) : NULL;
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  if (lines == NULL) {
    return NULL;
  }
  g_autoptr (YztPaper) paper = yzt_paper_new ();
  g_free (paper->title);
  g_free (paper->status);
  g_free (paper->foot);
  g_free (paper->type);
  paper->type = g_strdup ("log");
  paper->title = g_strdup_printf (_("Duty log: %s"), incident != NULL ? yzt_paper_cell (incident, "name") : _("All incidents"));
  paper->status = incident != NULL ? yzt_paper_status (incident, language) : g_strdup ("");
  if (words != NULL && *words != '\0') {
    g_ptr_array_add (paper->facts, g_strdup_printf (_("Only the lines with “%s”"), words));
  }
  paper->foot = yzt_paper_foot (store, "");
  paper->table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  add_row (paper->table, _("No."), _("Time"), _("From → to"), _("What"), _("Written by"));
  for (guint i = 0; i < lines->len; i++) {
    const YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    g_autofree char *number = g_strdup_printf ("%ld", (long) line->number), *at = yzt_paper_time (line->at_ms, zone);
    g_autofree char *way = *line->from != '\0' || *line->to != '\0' ? g_strdup_printf ("%s → %s", line->from, line->to) : g_strdup ("");
    g_autofree char *what = line->corrected_by > 0 ? g_strdup_printf (_("%s  [corrected by line %ld]"), line->what, (long) line->corrected_by) : g_strdup (line->what);
    add_row (paper->table, number, at, way, what, line->author);
  }
  return g_steal_pointer (&paper);
}
