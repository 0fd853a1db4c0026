/* yzt-commands-journal.c: the commands of the map's memory: its diary, the story of a row, taking back, the map as it stood
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-drawing.h"
#include "yzt-store-care.h"
#include "yzt-store-history.h"

#include <glib/gi18n-lib.h>

/* What the journal has no more is said to be elsewhere. */
static void
print_archives (YztStore *store)
{
  g_autoptr (GPtrArray) archives = yzt_store_describe_archives (store, NULL);
  for (guint i = archives != NULL ? archives->len : 0; i > 0; i--) {
    g_print ("%s\n", (const char *) archives->pdata[i - 1]);
  }
}

/* "2026-11-22" and "12:24" in the zone of the map. */
static void
split_time (gint64 at_ms, GTimeZone *zone, char **day_out, char **clock_out)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  *day_out = local != NULL ? g_strdup_printf ("%04d-%02d-%02d", g_date_time_get_year (local), g_date_time_get_month (local),
                                              g_date_time_get_day_of_month (local))
                           : g_strdup ("?");
  *clock_out = local != NULL ? g_strdup_printf ("%02d:%02d", g_date_time_get_hour (local), g_date_time_get_minute (local))
                             : g_strdup ("?");
}

static const char *
name_author (const char *author)
{
  return g_str_equal (author, "outside") ? _("another programme") : author;
}

/* --- log --- */

static json_t *
number_or_null (gint64 value)
{
  return value != 0 ? json_integer (value) : json_null ();
}

static json_t *
entry_json (const YztJournalEntry *entry)
{
  static const char *const natures[] = { "edit", "bulk", "feed", "order" };
  g_autofree char *at = yzt_time_format_utc (entry->at_ms);
  json_t *object = json_object ();
  json_object_set_new (object, "entry", json_integer (entry->entry));
  json_object_set_new (object, "at_utc", json_string (at));
  json_object_set_new (object, "author", yzt_json_text (entry->author));
  json_object_set_new (object, "label", yzt_json_text (entry->label));
  json_object_set_new (object, "nature", json_string (natures[MIN ((guint) entry->nature, G_N_ELEMENTS (natures) - 1)]));
  json_object_set_new (object, "rows", json_integer (entry->n_rows));
  json_object_set_new (object, "incident", number_or_null (entry->incident));
  json_object_set_new (object, "undoes", number_or_null (entry->undoes));
  json_object_set_new (object, "undone_by", number_or_null (entry->undone_by));
  return object;
}

static void
print_diary (GArray *entries, GTimeZone *zone)
{
  g_autofree char *last_day = NULL;
  for (guint i = 0; i < entries->len; i++) {
    const YztJournalEntry *entry = &g_array_index (entries, YztJournalEntry, i);
    g_autofree char *day = NULL;
    g_autofree char *clock = NULL;
    g_autofree char *taken_back =
      entry->undone_by != 0 ? g_strdup_printf (_(" (taken back by entry %ld)"), (long) entry->undone_by) : g_strdup ("");
    split_time (entry->at_ms, zone, &day, &clock);
    if (g_strcmp0 (day, last_day) != 0) {
      g_print ("%s%s\n", i > 0 ? "\n" : "", day);
      g_free (last_day);
      last_day = g_steal_pointer (&day);
    }
    g_print ("%6ld  %s  %s  %s%s\n", (long) entry->entry, clock, name_author (entry->author), entry->label, taken_back);
  }
}

YztExit
yzt_command_log (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  YztJournalFilter filter = { .limit = call->limit, .author = call->author };
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (call->incident != NULL) {
    filter.incident = yzt_find_incident (store, call->incident, &error);
    if (filter.incident == 0) {
      return yzt_fail (error);
    }
  }
  g_autoptr (GArray) entries = yzt_store_read_journal_page (store, &filter, &error);
  if (entries == NULL) {
    return yzt_fail (error);
  }
  if (!call->json) {
    g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
    print_diary (entries, zone);
    if (call->limit == 0 || entries->len < call->limit) {
      print_archives (store);
    }
    return YZT_EXIT_DONE;
  }
  json_t *list = json_array ();
  for (guint i = 0; i < entries->len; i++) {
    json_array_append_new (list, entry_json (&g_array_index (entries, YztJournalEntry, i)));
  }
  json_t *root = json_object ();
  json_object_set_new (root, "entries", list);
  return yzt_print_json (root);
}

/* --- history --- */

static json_t *
history_json (const YztHistoryEntry *entry)
{
  static const char *const words[] = { "created", "changed", "deleted" };
  g_autofree char *at = yzt_time_format_utc (entry->at_ms);
  json_t *fields = json_array ();
  for (guint i = 0; i < entry->fields->len; i++) {
    const YztHistoryField *field = &g_array_index (entry->fields, YztHistoryField, i);
    json_t *object = json_object ();
    json_object_set_new (object, "field", json_string (field->field));
    json_object_set_new (object, "label", json_string (field->label));
    json_object_set_new (object, "old", yzt_json_text (field->old_text));
    json_object_set_new (object, "new", yzt_json_text (field->new_text));
    json_array_append_new (fields, object);
  }
  json_t *object = json_object ();
  json_object_set_new (object, "entry", json_integer (entry->entry));
  json_object_set_new (object, "at_utc", json_string (at));
  json_object_set_new (object, "author", json_string (entry->author));
  json_object_set_new (object, "label", json_string (entry->label));
  json_object_set_new (object, "what", json_string (words[entry->what]));
  json_object_set_new (object, "undoes", number_or_null (entry->undoes));
  json_object_set_new (object, "undone_by", number_or_null (entry->undone_by));
  json_object_set_new (object, "fields", fields);
  return object;
}

static void
print_history (const YztHistoryEntry *entry, GTimeZone *zone)
{
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;
  split_time (entry->at_ms, zone, &day, &clock);
  g_print (_("%s %s  %s  %s (entry %ld)\n"), day, clock, name_author (entry->author), entry->label, (long) entry->entry);
  for (guint i = 0; i < entry->fields->len; i++) {
    const YztHistoryField *field = &g_array_index (entry->fields, YztHistoryField, i);
    const char *old_text = field->old_text != NULL ? field->old_text : "—";
    const char *new_text = field->new_text != NULL ? field->new_text : "—";
    if (entry->what == YZT_HISTORY_CHANGED) {
      g_print ("    %s: %s → %s\n", field->label, old_text, new_text);
    } else {
      g_print ("    %s: %s\n", field->label, entry->what == YZT_HISTORY_CREATED ? new_text : old_text);
    }
  }
}

/* A number, or else what the code of a feature is. */
static gint64
find_feature (YztStore *store, YztKind *kind, const char *text, GError **error)
{
  gint64 fid;
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &fid, NULL)) {
    return fid;
  }
  fid = yzt_kind_get_field_index (kind, "code") >= 0 ? yzt_store_find_row (store, kind, "code", text, error) : 0;
  if (fid == 0 && *error == NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("This map has nothing of the kind %s with the number or code “%s”; “yzt find MAP TEXT” shows numbers."),
                 yzt_kind_get_id (kind), text);
  }
  return fid;
}

YztExit
yzt_command_history (const YztCall *call)
{
  const char *id = call->words->pdata[1], *text = call->words->pdata[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  YztKind *kind = store != NULL ? yzt_find_kind (yzt_store_get_kinds (store), id) : NULL;
  if (kind == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  gint64 fid = find_feature (store, kind, text, &error);
  g_autoptr (GArray) entries =
    fid != 0 ? yzt_store_read_history (store, kind, fid, 0, call->limit, call->json ? "en" : call->language, &error) : NULL;
  if (entries != NULL && entries->len == 0) {
    g_set_error (&error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("The journal knows nothing of %s %ld; “yzt find MAP TEXT” shows numbers."), yzt_kind_get_id (kind),
                 (long) fid);
  }
  if (error != NULL) {
    return yzt_fail (error);
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  json_t *list = json_array ();
  for (guint i = 0; i < entries->len; i++) {
    const YztHistoryEntry *entry = &g_array_index (entries, YztHistoryEntry, i);
    if (call->json) {
      json_array_append_new (list, history_json (entry));
    } else {
      print_history (entry, zone);
    }
  }
  json_t *root = json_object ();
  json_object_set_new (root, "kind", json_string (yzt_kind_get_id (kind)));
  json_object_set_new (root, "fid", json_integer (fid));
  json_object_set_new (root, "entries", list);
  if (call->json) {
    return yzt_print_json (root);
  }
  json_decref (root);
  if (call->limit == 0 || entries->len < call->limit) {
    print_archives (store);
  }
  return YZT_EXIT_DONE;
}

/* --- undo --- */

static json_t *
sentences_json (GPtrArray *sentences)
{
  json_t *list = json_array ();
  for (guint i = 0; i < sentences->len; i++) {
    json_array_append_new (list, json_string (sentences->pdata[i]));
  }
  return list;
}

static void
print_plan_json (const YztUndoPlan *plan, gboolean possible)
{
  g_autofree char *at = yzt_time_format_utc (plan->at_ms);
  json_t *root = json_object ();
  json_object_set_new (root, "entry", json_integer (plan->entry));
  json_object_set_new (root, "at_utc", json_string (at));
  json_object_set_new (root, "author", json_string (plan->author));
  json_object_set_new (root, "label", json_string (plan->label));
  json_object_set_new (root, "possible", json_boolean (possible));
  json_object_set_new (root, "rows", json_integer (plan->n_rows));
  json_object_set_new (root, "refusal", yzt_json_text (plan->refusal));
  json_object_set_new (root, "conflicts", sentences_json (plan->conflicts));
  json_object_set_new (root, "dependents", sentences_json (plan->dependents));
  yzt_print_json (root);
}

static void
print_sentences (GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++) {
    g_print ("    %s\n", (const char *) sentences->pdata[i]);
  }
}

/* Exit status 1 when undo would not do it. */
static YztExit
tell_plan (const YztCall *call, YztStore *store, gint64 entry, const YztActInfo *info)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztUndoPlan) plan = yzt_store_plan_undo (store, entry, info, &error);
  if (plan == NULL) {
    return yzt_fail (error);
  }
  gboolean possible = plan->refusal == NULL && plan->conflicts->len == 0 && plan->dependents->len == 0;
  if (call->json) {
    print_plan_json (plan, possible);
    return possible ? YZT_EXIT_DONE : YZT_EXIT_PROBLEM;
  }
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  split_time (plan->at_ms, zone, &day, &clock);
  g_print (_("Entry %ld: %s (%s, %s %s)\n"), (long) plan->entry, plan->label, name_author (plan->author), day, clock);
  if (plan->refusal != NULL) {
    g_print ("%s\n", plan->refusal);
  } else if (possible) {
    g_print (_("Taking it back would change %u rows; nothing stands in the way.\n"), plan->n_rows);
  } else {
    g_print ("%s\n", _("It cannot be taken back as it is:"));
  }
  print_sentences (plan->conflicts);
  print_sentences (plan->dependents);
  return possible ? YZT_EXIT_DONE : YZT_EXIT_PROBLEM;
}

YztExit
yzt_command_undo (const YztCall *call)
{
  gint64 entry = 0;
  if (call->words->len > 1 &&
      !g_ascii_string_to_signed (call->words->pdata[1], 10, 1, G_MAXINT64, &entry, NULL)) {
    return yzt_usage (_("“%s” is no entry; “yzt log MAP” shows their numbers."),
                      (const char *) call->words->pdata[1]);
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .nature = YZT_ACT_EDIT };
  if (call->dry_run) {
    return tell_plan (call, store, entry, &info);
  }
  yzt_drawing_log_undo (&info, store);
  g_autoptr (YztActResult) result = yzt_store_undo (store, entry, &info, &error);
  if (result == NULL) {
    return yzt_fail (error);
  }
  g_print ("%s\n", result->label != NULL ? result->label : "");
  return YZT_EXIT_DONE;
}

/* --- at --- */

/* Open for writing when it can be, so that what other programmes changed has its entry first. */
YztExit
yzt_command_at (const YztCall *call)
{
  const char *text = call->words->pdata[1], *path = call->words->pdata[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  gint64 at_ms;
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  if (!yzt_time_parse (text, zone, &at_ms) || at_ms < 0) {
    return yzt_usage (_("“%s” is no time; write 2026-11-22 12:41 (in the map's time zone) or 2026-11-22T04:41:00Z."), text);
  }
  return yzt_store_save_past (store, path, at_ms, &error) ? YZT_EXIT_DONE : yzt_fail (error);
}
