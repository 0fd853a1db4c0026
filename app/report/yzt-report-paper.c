/* yzt-report-paper.c: a report, a log, a hand-over sheet as a paper
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
word (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

static char *
field_time (const YztRow *row, const char *field, GTimeZone *zone)
{
  gint64 ms = 0;
  return yzt_time_parse (word (row, field), NULL, &ms) ? yzt_paper_time (ms, zone) : g_strdup ("—");
}

static char *
status_of (const YztRow *row, const char *language)
{
  const char *status = word (row, "message_status");
  YztKind *kind = row->kind;
  const YztField *field = yzt_kind_find_field (kind, "message_status");
  if (*status == '\0' || g_str_equal (status, "actual")) {
    return g_strdup ("");
  }
  /* The kinds of incidents keep the code as text; its words are these. */
  if (yzt_field_get_field_type (field) == YZT_FIELD_ENUM) {
    return g_strdup (yzt_field_get_value_label (field, status, language));
  }
  return g_strdup (g_str_equal (status, "exercise") ? _("Exercise") : (g_str_equal (status, "test") ? _("Test") : _("Draft")));
}

/* Who holds the file could recompute the chain of the journal: its head stands on the paper that others have. */
static char *
foot_of (YztStore *store, const char *seal)
{
  g_autoptr (GArray) entries = yzt_store_read_journal (store, 0, 1, NULL);
  gint64 entry = entries != NULL && entries->len > 0 ? g_array_index (entries, YztJournalEntry, 0).entry : 0;
  g_autofree char *hash = *seal != '\0' ? g_strndup (seal, 16) : NULL;
  return hash != NULL ? g_strdup_printf (_("journal %ld · seal %s"), (long) entry, hash) : g_strdup_printf (_("journal %ld"), (long) entry);
}

static void
add_hand (YztPaper *paper, const YztRow *report, const char *label, const char *by, const char *at, GTimeZone *zone)
{
  if (*word (report, by) != '\0') {
    g_autofree char *when = field_time (report, at, zone);
    g_ptr_array_add (paper->facts, g_strdup_printf ("%s: %s  %s", label, word (report, by), when));
  } else {
    g_ptr_array_add (paper->facts, g_strdup_printf ("%s: ________", label));
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
  gboolean is_signed = g_str_equal (word (report, "state"), "signed");
  g_autofree char *state = g_strdup (yzt_field_get_value_label (yzt_kind_find_field (kind, "state"), word (report, "state"), language));
  g_autoptr (YztPaper) paper = yzt_paper_new ();
  g_free (paper->title);
  g_free (paper->status);
  g_free (paper->text);
  g_free (paper->foot);
  g_free (paper->type);
  paper->type = g_strdup ("report");
  paper->title = g_strdup (word (report, "name"));
  paper->status = status_of (report, language);
  paper->text = g_strdup (word (report, "text"));
  paper->foot = foot_of (store, word (report, "sha256"));
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
  paper->title = g_strdup_printf (_("Duty log: %s"), incident != NULL ? word (incident, "name") : _("All incidents"));
  paper->status = incident != NULL ? status_of (incident, language) : g_strdup ("");
  if (words != NULL && *words != '\0') {
    g_ptr_array_add (paper->facts, g_strdup_printf (_("Only the lines with “%s”"), words));
  }
  paper->foot = foot_of (store, "");
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
