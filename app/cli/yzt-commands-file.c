/* yzt-commands-file.c: the commands that care for the map file: check, copy, backup, restore, compact, salvage, archive
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-store-care.h"

#include <glib/gi18n-lib.h>

static json_t *
sentences_json (GPtrArray *sentences)
{
  json_t *list = json_array ();
  for (guint i = 0; i < sentences->len; i++) {
    json_array_append_new (list, json_string (sentences->pdata[i]));
  }
  return list;
}

/* --- check --- */

static json_t *
head_json (const YztChainHead *head)
{
  json_t *object = json_object ();
  json_object_set_new (object, "station", json_integer (head->station));
  json_object_set_new (object, "entry", json_integer (head->entry));
  json_object_set_new (object, "seq", json_integer (head->seq));
  json_object_set_new (object, "entries", json_integer (head->n_entries));
  json_object_set_new (object, "archived", json_integer (head->n_archived));
  json_object_set_new (object, "hash", json_string (head->hash));
  return object;
}

static json_t *
broken_json (const YztCheckReport *report)
{
  static const char *const whats[] = { "whole", "altered", "missing", "parts" };
  if (report->chain_break == YZT_CHAIN_WHOLE) {
    return json_null ();
  }
  g_autofree char *at = yzt_time_format_utc (report->broken_at_ms);
  json_t *object = json_object ();
  json_object_set_new (object, "entry", json_integer (report->broken_entry));
  json_object_set_new (object, "what", json_string (whats[report->chain_break]));
  json_object_set_new (object, "at_utc", report->broken_at_ms > 0 ? json_string (at) : json_null ());
  json_object_set_new (object, "label", yzt_json_text (report->broken_label));
  return object;
}

static void
print_check (const YztCheckReport *report)
{
  for (guint i = 0; i < report->problems->len; i++) {
    g_print ("%s\n", (const char *) report->problems->pdata[i]);
  }
  if (report->problems->len == 0) {
    g_print ("%s\n", _("The map is sound."));
  }
  /* Whoever notes this can tell later whether anything before it was changed. */
  for (guint i = 0; i < report->heads->len; i++) {
    const YztChainHead *head = &g_array_index (report->heads, YztChainHead, i);
    g_print (_("Head of the journal of station %u: entry %ld, %s"), head->station, (long) head->entry, head->hash);
    g_print ("\n");
  }
}

YztExit
yzt_command_check (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  g_autoptr (YztCheckReport) report = store != NULL ? yzt_store_check_all (store, call->archive, NULL, &error) : NULL;
  if (report == NULL) {
    return error != NULL ? yzt_fail (error) : YZT_EXIT_PROBLEM;
  }
  if (call->json) {
    json_t *heads = json_array ();
    for (guint i = 0; i < report->heads->len; i++) {
      json_array_append_new (heads, head_json (&g_array_index (report->heads, YztChainHead, i)));
    }
    json_t *root = json_object ();
    json_object_set_new (root, "sound", json_boolean (report->problems->len == 0));
    json_object_set_new (root, "problems", sentences_json (report->problems));
    json_object_set_new (root, "heads", heads);
    json_object_set_new (root, "broken", broken_json (report));
    yzt_print_json (root);
  } else {
    print_check (report);
  }
  return report->problems->len == 0 ? YZT_EXIT_DONE : YZT_EXIT_PROBLEM;
}

/* --- copies --- */

static YztExit
tell_file (const YztCall *call, const char *path)
{
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "file", json_string (path));
    return yzt_print_json (root);
  }
  g_print ("%s\n", path);
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_copy (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  const char *path = call->words->pdata[1];
  return yzt_store_copy_to (store, path, NULL, &error) ? tell_file (call, path) : yzt_fail (error);
}

YztExit
yzt_command_backup (const YztCall *call)
{
  guint64 keep = 0;
  if (call->keep != NULL && !g_ascii_string_to_unsigned (call->keep, 10, 1, G_MAXINT, &keep, NULL)) {
    return yzt_usage (_("--keep takes a whole number from 1, not “%s”."), call->keep);
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  const char *folder = call->words->len > 1 ? call->words->pdata[1] : NULL;
  g_autofree char *path = yzt_store_back_up (store, folder, (guint) keep, NULL, &error);
  return path != NULL ? tell_file (call, path) : yzt_fail (error);
}

YztExit
yzt_command_restore (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  const char *path = call->words->pdata[1];
  return yzt_care_restore (call->words->pdata[0], path, NULL, &error) ? tell_file (call, path) : yzt_fail (error);
}

YztExit
yzt_command_compact (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  gint64 before = 0, after = 0;
  if (!yzt_care_compact (call->words->pdata[0], NULL, &before, &after, &error)) {
    return yzt_fail (error);
  }
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "bytes_before", json_integer (before));
    json_object_set_new (root, "bytes_after", json_integer (after));
    return yzt_print_json (root);
  }
  g_autofree char *size_before = g_format_size ((guint64) before);
  g_autofree char *size_after = g_format_size ((guint64) after);
  g_print (_("From %s to %s"), size_before, size_after);
  g_print ("\n");
  return YZT_EXIT_DONE;
}

/* --- salvage --- */

static json_t *
salvage_json (const YztSalvageReport *report)
{
  json_t *tables = json_object ();
  for (guint i = 0; i < report->tables->len; i++) {
    const YztSalvageTable *table = &g_array_index (report->tables, YztSalvageTable, i);
    json_t *object = json_object ();
    json_object_set_new (object, "read", json_integer (table->n_read));
    json_object_set_new (object, "lost", table->n_lost >= 0 ? json_integer (table->n_lost) : json_null ());
    json_object_set_new (tables, table->table, object);
  }
  json_t *root = json_object ();
  json_object_set_new (root, "tables", tables);
  json_object_set_new (root, "entries_read", json_integer (report->n_entries_read));
  json_object_set_new (root, "entries_lost", json_integer (report->n_entries_lost));
  json_object_set_new (root, "losses", sentences_json (report->losses));
  return root;
}

YztExit
yzt_command_salvage (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztSalvageReport) report =
    yzt_care_salvage (call->words->pdata[0], call->words->pdata[1], &yzt_clock_system, NULL, &error);
  if (report == NULL) {
    return yzt_fail (error);
  }
  if (call->json) {
    return yzt_print_json (salvage_json (report));
  }
  for (guint i = 0; i < report->losses->len; i++) {
    g_print ("%s\n", (const char *) report->losses->pdata[i]);
  }
  if (report->losses->len == 0) {
    g_print ("%s\n", _("Nothing was lost."));
  }
  return YZT_EXIT_DONE;
}

/* --- archive --- */

YztExit
yzt_command_archive (const YztCall *call)
{
  const char *before = call->words->pdata[1], *path = call->words->pdata[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  gint64 before_ms;
  if (!yzt_time_parse (before, zone, &before_ms)) {
    return yzt_usage (_("BEFORE is a date or time as 2026-01-01 or 2026-01-01T08:00Z, not “%s”."), before);
  }
  YztActInfo info = { .author = yzt_author (call), .window = "yzt" };
  YztArchiveReport report;
  if (!yzt_store_archive (store, before_ms, path, &info, NULL, &report, &error)) {
    return yzt_fail (error);
  }
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "file", json_string (path));
    json_object_set_new (root, "entries", json_integer (report.n_entries));
    json_object_set_new (root, "first_entry", json_integer (report.first_entry));
    json_object_set_new (root, "last_entry", json_integer (report.last_entry));
    json_object_set_new (root, "bytes", json_integer (report.bytes));
    return yzt_print_json (root);
  }
  g_print (_("%ld entries (%ld to %ld) moved to %s"), (long) report.n_entries, (long) report.first_entry,
           (long) report.last_entry, path);
  g_print ("\n");
  return YZT_EXIT_DONE;
}
