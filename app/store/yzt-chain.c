/* yzt-chain.c: whether the journal is as it was written: altered, missing and broken entries told apart
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each entry carries a hash of itself and of the one before, for each station. Who alters an entry without computing it
 * anew is seen at the entry; who computes it anew, at the one after; who takes entries away, by the gap. Entries that were
 * moved to an archive leave the hash of the last of them, from which the rest goes on. */
#include "config.h"
#include "yzt-care-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define RECORD_COLUMNS                                                                             \
  "entry, station, seq, at_ms, at_counter, author, \"window\", label, nature, incident, undoes, "  \
  "by_reference, generation, n_rows, parts_hash, prev_hash, hash"

/* A journal that is broken all over is told of so many times. */
#define MAX_PROBLEMS 100

/* Where the chain of one station stands while it is walked. */
typedef struct {
  guint station;
  gint64 seq, entry, n_entries, n_archived;
  char *hash, *described; /* the last entry, in words */
} Walk;

typedef struct {
  YztConnection *connection;
  YztCheckReport *report;
  const YztCareRun *run;
  GTimeZone *zone;
  gint64 n_entries, n_done, n_problems;
  Walk walk;
} Chain;

static void
walk_clear (Walk *walk)
{
  g_clear_pointer (&walk->hash, g_free);
  g_clear_pointer (&walk->described, g_free);
}

/* --- telling --- */

static char *
describe (Chain *self, const YztJournalRecord *record)
{
  g_autofree char *time = yzt_time_format_clock (record->at_ms, 0, self->zone);

  return g_strdup_printf (_("%ld (“%s”, %s)"), (long) record->entry, record->label, time);
}

static void add_problem (Chain *self, YztChainBreak what, const YztJournalRecord *record,
                         const char *format, ...) G_GNUC_PRINTF (4, 5);
static void
add_problem (Chain *self, YztChainBreak what, const YztJournalRecord *record, const char *format,
             ...)
{
  YztCheckReport *report = self->report;
  va_list args;

  self->n_problems++;
  va_start (args, format);
  if (self->n_problems <= MAX_PROBLEMS)
    g_ptr_array_add (report->problems, g_strdup_vprintf (format, args));
  va_end (args);
  if (report->chain_break != YZT_CHAIN_WHOLE && report->broken_entry <= record->entry)
    return;
  report->chain_break = what;
  report->broken_entry = record->entry;
  report->broken_at_ms = record->at_ms;
  g_free (report->broken_label);
  report->broken_label = g_strdup (record->label);
}

/* --- one entry --- */

static const char *
column_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? text : "";
}

/* Returns the hash that stands in the row. */
static const char *
load_record (sqlite3_stmt *stmt, YztJournalRecord *record)
{
  *record = (YztJournalRecord) {
    .entry = sqlite3_column_int64 (stmt, 0),
    .station = (guint) sqlite3_column_int64 (stmt, 1),
    .seq = sqlite3_column_int64 (stmt, 2),
    .at_ms = sqlite3_column_int64 (stmt, 3),
    .at_counter = sqlite3_column_int64 (stmt, 4),
    .author = column_text (stmt, 5),
    .window = column_text (stmt, 6),
    .label = column_text (stmt, 7),
    .nature = (YztActNature) sqlite3_column_int (stmt, 8),
    .incident = sqlite3_column_int64 (stmt, 9),
    .undoes = sqlite3_column_int64 (stmt, 10),
    .by_reference = sqlite3_column_int (stmt, 11) != 0,
    .generation = sqlite3_column_int64 (stmt, 12),
    .n_rows = sqlite3_column_int64 (stmt, 13),
    .parts_hash = column_text (stmt, 14),
    .prev_hash = column_text (stmt, 15),
  };
  return column_text (stmt, 16);
}

/* The hash of the parts that are there; how many there are. */
static char *
hash_parts (YztConnection *connection, gint64 entry, guint *n_parts, GError **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error, "SELECT bytes FROM journal_part WHERE entry = ?1 ORDER BY n", "i", entry);
  int step;

  *n_parts = 0;
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    (*n_parts)++;
    g_checksum_update (checksum, sqlite3_column_blob (stmt, 0), sqlite3_column_bytes (stmt, 0));
  }
  if (step < 0)
    return NULL;
  return g_strdup (*n_parts > 0 ? g_checksum_get_string (checksum) : "");
}

static gboolean
check_parts (Chain *self, const YztJournalRecord *record, const char *words, GError **error)
{
  guint n_parts;
  g_autofree char *parts = hash_parts (self->connection, record->entry, &n_parts, error);

  if (parts == NULL)
    return FALSE;
  if (g_strcmp0 (parts, record->parts_hash) == 0)
    return TRUE;
  if (n_parts == 0)
    add_problem (self, YZT_CHAIN_PARTS, record,
                 _("The recorded changes of journal entry %s are missing."), words);
  else
    add_problem (self, YZT_CHAIN_PARTS, record,
                 _("The recorded changes of journal entry %s were altered."), words);
  return TRUE;
}

static void
check_place (Chain *self, const YztJournalRecord *record, const char *words)
{
  const Walk *walk = &self->walk;

  if (record->seq != walk->seq + 1)
    add_problem (self, YZT_CHAIN_MISSING, record,
                 _("%ld journal entries before entry %s are missing."),
                 (long) (record->seq - walk->seq - 1), words);
  else if (g_strcmp0 (record->prev_hash, walk->hash) == 0)
    return;
  else if (walk->described != NULL)
    add_problem (self, YZT_CHAIN_ALTERED, record,
                 _("Journal entry %s was altered and sealed anew: entry %ld does not follow from it."),
                 walk->described, (long) record->entry);
  else
    add_problem (self, YZT_CHAIN_ALTERED, record,
                 _("Journal entry %s does not follow from what was archived before it."), words);
}

static gboolean
check_record (Chain *self, sqlite3_stmt *stmt, GError **error)
{
  YztJournalRecord record;
  Walk *walk = &self->walk;
  g_autofree char *hash = NULL;
  g_autofree char *words = NULL;
  const char *stored = load_record (stmt, &record);

  hash = yzt_journal_hash (&record);
  words = describe (self, &record);
  if (g_strcmp0 (hash, stored) != 0)
    add_problem (self, YZT_CHAIN_ALTERED, &record, _("Journal entry %s was altered."), words);
  else if (!check_parts (self, &record, words, error))
    return FALSE;
  check_place (self, &record, words);
  walk->seq = record.seq;
  walk->entry = record.entry;
  walk->n_entries++;
  walk_clear (walk);
  walk->hash = g_strdup (stored);
  walk->described = g_steal_pointer (&words);
  self->n_done++;
  return self->n_done % 512 != 0
         || yzt_care_step (self->run, (double) self->n_done / (double) MAX (self->n_entries, 1),
                           error);
}

/* --- one station --- */

/* Archives of this station: each must go on where the one before ended. */
static gboolean
walk_archives (Chain *self, GError **error)
{
  Walk *walk = &self->walk;
  sqlite3_stmt *stmt;
  int step;

  if (!yzt_connection_has_table (self->connection, "journal_archive"))
    return TRUE;
  stmt = yzt_connection_query (
      self->connection, error,
      "SELECT first_seq, last_seq, prev_hash, head_hash, last_entry, n_entries, file_name, "
      "last_at_ms FROM journal_archive WHERE station = ?1 ORDER BY archive",
      "i", (gint64) walk->station);
  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    const char *file = (const char *) sqlite3_column_text (stmt, 6);

    if (sqlite3_column_int64 (stmt, 0) != walk->seq + 1
        || g_strcmp0 ((const char *) sqlite3_column_text (stmt, 2), walk->hash) != 0) {
      YztJournalRecord last = { .entry = sqlite3_column_int64 (stmt, 4),
                                .at_ms = sqlite3_column_int64 (stmt, 7),
                                .label = file };

      add_problem (self, YZT_CHAIN_MISSING, &last,
                   _("The archive “%s” does not follow from the archive before it."), file);
    }
    walk->seq = sqlite3_column_int64 (stmt, 1);
    walk->entry = sqlite3_column_int64 (stmt, 4);
    walk->n_archived += sqlite3_column_int64 (stmt, 5);
    walk_clear (walk);
    walk->hash = g_strdup ((const char *) sqlite3_column_text (stmt, 3));
  }
  return step == 0;
}

static gboolean
begin_station (Chain *self, guint station, sqlite3_stmt *first, gboolean tail_only, GError **error)
{
  walk_clear (&self->walk);
  self->walk = (Walk) { .station = station, .hash = g_strdup ("") };
  if (!tail_only)
    return walk_archives (self, error);
  /* The last entry alone: what is before it is taken on trust. */
  self->walk.seq = sqlite3_column_int64 (first, 2) - 1;
  g_free (self->walk.hash);
  self->walk.hash = g_strdup ((const char *) sqlite3_column_text (first, 15));
  return TRUE;
}

static void
check_head (Chain *self)
{
  const Walk *walk = &self->walk;
  YztJournalRecord last = { .entry = walk->entry, .label = "" };
  g_autofree char *key = g_strdup_printf ("journal_head_%u", walk->station);
  g_autofree char *head = yzt_setting_get (self->connection, key);
  g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", walk->seq, walk->hash);
  gint64 head_seq = head != NULL ? g_ascii_strtoll (head, NULL, 10) : 0;

  if (g_strcmp0 (head, expected) == 0)
    return;
  if (head_seq > walk->seq) {
    last.entry++;
    add_problem (self, YZT_CHAIN_MISSING, &last,
                 _("The journal ends too early: %ld entries after entry %ld are missing."),
                 (long) (head_seq - walk->seq), (long) walk->entry);
  } else {
    add_problem (self, YZT_CHAIN_ALTERED, &last,
                 _("The head of the journal does not belong to its last entry %s: the entry was "
                   "altered and sealed anew."),
                 walk->described != NULL ? walk->described : "");
  }
}

static void
end_station (Chain *self, gboolean with_head)
{
  YztChainHead head = { self->walk.station,   self->walk.seq,        self->walk.entry,
                        self->walk.n_entries, self->walk.n_archived, g_strdup (self->walk.hash) };

  if (self->walk.hash == NULL)
    return;
  if (with_head)
    check_head (self);
  g_array_append_val (self->report->heads, head);
}

/* Stations whose head is remembered but of which no entry is left: archived whole, or removed. */
static gboolean
check_lost_stations (Chain *self, GError **error)
{
  g_autoptr(GArray) stations = g_array_new (FALSE, FALSE, sizeof (guint));
  sqlite3_stmt *stmt = yzt_connection_query (
      self->connection, error,
      "SELECT CAST (substr(key, 14) AS INTEGER) FROM map_setting WHERE key GLOB 'journal_head_*' "
      "AND CAST (substr(key, 14) AS INTEGER) NOT IN (SELECT station FROM journal) ORDER BY 1",
      "");
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    guint station = (guint) sqlite3_column_int64 (stmt, 0);

    g_array_append_val (stations, station);
  }
  for (guint i = 0; step == 0 && i < stations->len; i++) {
    if (!begin_station (self, g_array_index (stations, guint, i), NULL, FALSE, error))
      return FALSE;
    end_station (self, TRUE);
  }
  return step == 0;
}

static gboolean
walk_all (Chain *self, gboolean tail_only, gboolean with_head, GError **error)
{
  /* The tail: the last entry of each station, checked against itself and the remembered head. */
  const char *sql = tail_only ? "SELECT " RECORD_COLUMNS
                                " FROM journal j WHERE seq = (SELECT max(seq) FROM journal WHERE "
                                "station = j.station) ORDER BY station"
                              : "SELECT " RECORD_COLUMNS
                                " FROM journal ORDER BY station, seq";
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error, sql, "");
  int step = -1;
  gboolean ok = stmt != NULL;

  while (ok && (step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    guint station = (guint) sqlite3_column_int64 (stmt, 1);

    if (self->walk.hash == NULL || self->walk.station != station) {
      end_station (self, with_head);
      ok = begin_station (self, station, stmt, tail_only, error);
    }
    ok = ok && check_record (self, stmt, error);
  }
  if (stmt != NULL)
    sqlite3_reset (stmt);
  if (!ok || step != 0)
    return FALSE;
  end_station (self, with_head);
  walk_clear (&self->walk);
  return TRUE;
}

static void
chain_init (Chain *self, YztConnection *connection, YztCheckReport *report, const YztCareRun *run)
{
  *self = (Chain) { .connection = connection, .report = report, .run = run };
  self->zone = yzt_setting_get_zone (connection);
  yzt_connection_get_int (connection, &self->n_entries, NULL, "SELECT count(*) FROM journal", "");
}

static void
chain_clear (Chain *self)
{
  if (self->n_problems > MAX_PROBLEMS)
    g_ptr_array_add (self->report->problems,
                     g_strdup_printf (_("… and %ld more problems of the journal."),
                                      (long) (self->n_problems - MAX_PROBLEMS)));
  walk_clear (&self->walk);
  g_time_zone_unref (self->zone);
}

gboolean
yzt_chain_check (YztConnection *connection, gboolean tail_only, YztCheckReport *report,
                 const YztCareRun *run, GError **error)
{
  Chain self;
  gboolean ok;

  chain_init (&self, connection, report, run);
  ok = walk_all (&self, tail_only, TRUE, error) && check_lost_stations (&self, error);
  chain_clear (&self);
  return ok;
}

gboolean
yzt_chain_check_archive (YztConnection *archive, YztCheckReport *report, const YztCareRun *run,
                         GError **error)
{
  Chain self;
  gboolean ok;

  chain_init (&self, archive, report, run);
  ok = walk_all (&self, FALSE, FALSE, error);
  chain_clear (&self);
  return ok;
}

gboolean
yzt_store_get_chain_head (YztStore *store, YztChainHead *head_out, GError **error)
{
  YztConnection *connection;
  sqlite3_stmt *stmt;
  int step;

  g_return_val_if_fail (YZT_IS_STORE (store) && head_out != NULL, FALSE);
  *head_out = (YztChainHead) { 0 };
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return FALSE;
  stmt = yzt_connection_query (
      connection, error, "SELECT station, seq, entry, hash FROM journal ORDER BY entry DESC LIMIT 1", "");
  step = stmt != NULL ? yzt_connection_step (connection, stmt, error) : -1;
  if (step == 1)
    *head_out = (YztChainHead) { .station = (guint) sqlite3_column_int64 (stmt, 0),
                                 .seq = sqlite3_column_int64 (stmt, 1),
                                 .entry = sqlite3_column_int64 (stmt, 2),
                                 .hash = g_strdup (column_text (stmt, 3)) };
  else if (step == 0)
    head_out->hash = g_strdup ("");
  yzt_store_release (store, connection);
  return step >= 0;
}
