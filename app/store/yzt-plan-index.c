/* yzt-plan-index.c: the index of the words in plans: its file in the cache, and keeping it like the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-index-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define INDEX_VERSION 2
#define STEP_PLANS 128       /* so many plans are taken in at once, then they can be found */
#define STEP_TEXT (8 << 20)  /* or so much text */
#define KEEP_UNUSED_S (90 * 24 * 3600)
#define MAX_DEAD 64          /* docs of plans that are gone or were changed, above a quarter of what is in: the index is made anew, they are gone from it */

G_DEFINE_FINAL_TYPE (YztPlanIndex, yzt_plan_index, G_TYPE_OBJECT)

static const char schema[] =
  "CREATE TABLE IF NOT EXISTS doc (doc INTEGER PRIMARY KEY AUTOINCREMENT, plan_fid INTEGER NOT NULL UNIQUE, stamp TEXT NOT NULL, sign BLOB NOT NULL);"
  "CREATE TABLE IF NOT EXISTS valid (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE VIRTUAL TABLE IF NOT EXISTS in_body USING fts5 (text, content='', detail=none, columnsize=0, tokenize='grams');"
  "CREATE VIRTUAL TABLE IF NOT EXISTS in_heading USING fts5 (text, content='', detail=none, columnsize=0, tokenize='grams');";

/* --- the file --- */

static void
remove_file (const char *path)
{
  const char *const endings[] = { "", "-wal", "-shm", "-journal" };
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);
    g_unlink (name);
  }
}

/* Indexes of maps that nobody has opened for a long time. */
static void
drop_unused (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf status;
    if (g_str_has_suffix (name, ".index") && g_stat (path, &status) == 0
        && g_get_real_time () / G_USEC_PER_SEC - (gint64) status.st_mtime > KEEP_UNUSED_S) {
      remove_file (path);
    }
  }
}

static YztConnection *
open_connection (const char *path, gboolean writes, GError **error)
{
  gboolean exists = g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (YztConnection) connection = yzt_connection_open (path, exists ? YZT_CONNECTION_READ_WRITE : YZT_CONNECTION_CREATE, error);
  gint64 version = 0;
  if (connection == NULL || !yzt_plan_grams_register (connection, error)) {
    return NULL;
  }
  if (!writes) {
    return yzt_connection_exec (connection, "PRAGMA query_only=1; PRAGMA mmap_size=1073741824", error) ? g_steal_pointer (&connection) : NULL;
  }
  /* All of it can be made again: after a loss of power the newest may be gone. */
  if (!yzt_connection_exec (connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384", error)
      || !yzt_connection_get_int (connection, &version, error, "PRAGMA user_version", "")) {
    return NULL;
  }
  if (version != INDEX_VERSION && version != 0) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED, _("The index of plans is of another version."));
    return NULL;
  }
  if (!yzt_connection_exec (connection, schema, error)
      || !yzt_connection_exec (connection, "INSERT INTO in_body (in_body, rank) VALUES ('hashsize', 33554432); PRAGMA user_version = " G_STRINGIFY (INDEX_VERSION), error)) {
    return NULL;
  }
  return g_steal_pointer (&connection);
}

/* An index that cannot be read is made anew: nothing is lost by that. */
static YztConnection *
open_writer (const char *path, GError **error)
{
  g_autoptr (GError) first = NULL;
  YztConnection *connection = open_connection (path, TRUE, &first);
  if (connection == NULL) {
    g_message ("the index of plans is made anew: %s", first->message);
    remove_file (path);
    connection = open_connection (path, TRUE, error);
  }
  return connection;
}

YztConnection *
yzt_plan_index_acquire (YztPlanIndex *self, GError **error)
{
  g_mutex_lock (&self->lock);
  YztConnection *connection = g_queue_pop_head (&self->idle);
  g_mutex_unlock (&self->lock);
  return connection != NULL ? connection : open_connection (self->path, FALSE, error);
}

void
yzt_plan_index_release (YztPlanIndex *self, YztConnection *connection)
{
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->idle, connection);
  g_mutex_unlock (&self->lock);
}

YztPlanCatalogue *
yzt_plan_index_ref_catalogue (YztPlanIndex *self, gboolean *complete_out)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  *complete_out = self->complete;
  return yzt_plan_catalogue_ref (self->catalogue);
}

/* --- is it the map's --- */

/* What of the map the index was made from: head of the journal, last change from outside, structure. */
static char *
make_key (YztConnection *map, gint64 *entry_out, char **hash_out, gint64 *outside_out, GError **error)
{
  gint64 structure = 0;
  if (!yzt_connection_get_int (map, entry_out, error, "SELECT coalesce (max (entry), 0) FROM journal", "")
      || !yzt_connection_get_int (map, outside_out, error, "SELECT coalesce (max (n), 0) FROM outside_change", "")
      || !yzt_connection_get_int (map, &structure, error, "PRAGMA schema_version", "")) {
    return NULL;
  }
  *hash_out = yzt_connection_get_text (map, NULL, "SELECT hash FROM journal WHERE entry = ?1", "i", *entry_out);
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%s/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, *entry_out, *hash_out != NULL ? *hash_out : "", *outside_out,
                          structure);
}

static char *
get_valid (YztConnection *index, const char *key)
{
  return yzt_connection_get_text (index, NULL, "SELECT value FROM valid WHERE key = ?1", "s", key);
}

static gboolean
put_valid (YztConnection *index, const char *key, const char *value, GError **error)
{
  return yzt_connection_do (index, error, "INSERT INTO valid VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", "ss", key, value);
}

static gboolean
publish (YztPlanIndex *self, gboolean same_plans, gboolean complete, GError **error)
{
  YztPlanCatalogue *catalogue = yzt_plan_catalogue_load (self->store, self->writer, same_plans ? self->catalogue : NULL, error);
  if (catalogue == NULL) {
    return FALSE;
  }
  g_mutex_lock (&self->lock);
  YztPlanCatalogue *old = g_steal_pointer (&self->catalogue);
  self->catalogue = catalogue;
  self->n_all = catalogue->entries->len;
  self->complete = complete;
  g_mutex_unlock (&self->lock);
  yzt_plan_catalogue_unref (old);
  return TRUE;
}

/* --- bringing it up to date --- */

typedef struct {
  YztPlanIndex *self;
  YztConnection *map;
  GHashTable *wanted;   /* plan fid → stamp of its text in the map */
  GArray *missing;      /* gint64 plan fids, best first */
  gint64 entry, outside;
  char *hash, *key;
} Advance;

static gboolean
load_stamps (Advance *advance, GError **error)
{
  int step;
  sqlite3_stmt *stmt = yzt_connection_query (advance->map, error,
                                             "SELECT plan_fid, count (*), min (fid), max (fid), sum (fid % 1000003) FROM plan_section GROUP BY plan_fid", "");
  while (stmt != NULL && (step = yzt_connection_step (advance->map, stmt, error)) == 1) {
    gint64 fid = sqlite3_column_int64 (stmt, 0);
    char *stamp = g_strdup_printf ("%lld.%lld.%lld.%lld", sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3),
                                   sqlite3_column_int64 (stmt, 4));
    g_hash_table_insert (advance->wanted, g_memdup2 (&fid, sizeof fid), stamp);
  }
  return stmt != NULL && step == 0;
}

/* Texts that were changed in place keep their numbers: whose they are is told by the journal, and by what others wrote since. */
static gboolean
drop_rewritten (Advance *advance, GError **error)
{
  YztConnection *index = advance->self->writer;
  g_autofree char *seen = get_valid (index, "entry"), *seen_hash = get_valid (index, "hash");
  gint64 entry = seen != NULL ? g_ascii_strtoll (seen, NULL, 10) : 0;
  g_autofree char *hash = yzt_connection_get_text (advance->map, NULL, "SELECT hash FROM journal WHERE entry = ?1", "i", entry);
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  int step;

  if (seen == NULL || g_strcmp0 (hash != NULL ? hash : "", seen_hash) != 0) {
    return yzt_connection_exec (index, "DELETE FROM doc", error); /* another map, or its journal was moved away */
  }
  sqlite3_stmt *stmt = yzt_connection_query (
    advance->map, error,
    "SELECT DISTINCT s.plan_fid FROM journal_touch t JOIN plan_section s ON s.fid BETWEEN t.fid_from AND t.fid_to WHERE t.entry > ?1 AND t.tbl = 'plan_section' AND t.op = 23"
    " UNION SELECT s.plan_fid FROM outside_change o JOIN plan_section s ON s.fid = o.fid WHERE o.tbl = 'plan_section'",
    "i", entry);
  while (stmt != NULL && (step = yzt_connection_step (advance->map, stmt, error)) == 1) {
    gint64 fid = sqlite3_column_int64 (stmt, 0);
    g_array_append_val (fids, fid);
  }
  gboolean ok = stmt != NULL && step == 0;
  for (guint i = 0; ok && i < fids->len; i++) {
    ok = yzt_connection_do (index, error, "DELETE FROM doc WHERE plan_fid = ?1", "i", g_array_index (fids, gint64, i));
  }
  return ok;
}

/* Drops what is no longer as in the map; what is left of @wanted is to be taken in. */
static gboolean
drop_changed (Advance *advance, GError **error)
{
  YztConnection *index = advance->self->writer;
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last = 0;
  guint n_in = 0;
  int step;
  sqlite3_stmt *stmt = yzt_connection_query (index, error, "SELECT plan_fid, stamp FROM doc", "");
  while (stmt != NULL && (step = yzt_connection_step (index, stmt, error)) == 1) {
    gint64 fid = sqlite3_column_int64 (stmt, 0);
    if (g_strcmp0 (g_hash_table_lookup (advance->wanted, &fid), (const char *) sqlite3_column_text (stmt, 1)) == 0) {
      g_hash_table_remove (advance->wanted, &fid);
      n_in++;
    } else {
      g_array_append_val (gone, fid);
    }
  }
  gboolean ok = stmt != NULL && step == 0;
  for (guint i = 0; ok && i < gone->len; i++) {
    ok = yzt_connection_do (index, error, "DELETE FROM doc WHERE plan_fid = ?1", "i", g_array_index (gone, gint64, i));
  }
  ok = ok && yzt_connection_get_int (index, &last, error, "SELECT coalesce (max (seq), 0) FROM sqlite_sequence WHERE name = 'doc'", "");
  gint64 n_live = (gint64) n_in + g_hash_table_size (advance->wanted);
  if (ok && last > n_live + n_live / 4 + MAX_DEAD) {
    ok = yzt_connection_exec (index, "DELETE FROM doc; DELETE FROM sqlite_sequence; INSERT INTO in_body (in_body) VALUES ('delete-all'); INSERT INTO in_heading (in_heading) VALUES ('delete-all')", error)
         && load_stamps (advance, error);
  }
  return ok;
}

static int
compare_wanted (gconstpointer a, gconstpointer b)
{
  const YztPlanEntry *x = *(YztPlanEntry *const *) a, *y = *(YztPlanEntry *const *) b;
  if (x->superseded != y->superseded) {
    return x->superseded ? 1 : -1;
  }
  return x->order < y->order ? -1 : x->order > y->order;
}

/* The plans in force and the youngest first: they can be found first. */
static void
order_missing (Advance *advance)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  const GPtrArray *all = advance->self->catalogue->entries; /* only this thread replaces it */
  for (guint i = 0; i < all->len; i++) {
    if (g_hash_table_contains (advance->wanted, &((YztPlanEntry *) all->pdata[i])->fid)) {
      g_ptr_array_add (entries, all->pdata[i]);
    }
  }
  g_ptr_array_sort (entries, compare_wanted);
  for (guint i = 0; i < entries->len; i++) {
    g_array_append_val (advance->missing, ((YztPlanEntry *) entries->pdata[i])->fid);
  }
}

static gboolean
take_in (Advance *advance, gint64 plan_fid, gsize *n_bytes, GError **error)
{
  YztConnection *index = advance->self->writer;
  g_autoptr (GString) headings = g_string_new (NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  int step;
  sqlite3_stmt *stmt = yzt_connection_query (advance->map, error, "SELECT heading, text FROM plan_section WHERE plan_fid = ?1 ORDER BY position", "i", plan_fid);
  while (stmt != NULL && (step = yzt_connection_step (advance->map, stmt, error)) == 1) {
    g_string_append_len (headings, (const char *) sqlite3_column_text (stmt, 0), sqlite3_column_bytes (stmt, 0));
    g_string_append_c (headings, '\n');
    g_string_append_len (body, (const char *) sqlite3_column_text (stmt, 1), sqlite3_column_bytes (stmt, 1));
    g_string_append_c (body, '\n');
  }
  if (stmt == NULL || step != 0) {
    return FALSE;
  }
  gsize headings_length = headings->len;
  g_string_append_len (headings, body->str, (gssize) body->len);
  YztFolded folded = { NULL, 0, 0 };
  yzt_folded_take (&folded, headings->str, (gssize) headings->len);
  g_autoptr (GBytes) sign = yzt_plan_sign_make (&folded);
  yzt_folded_clear (&folded);
  g_string_truncate (headings, headings_length);
  if (!yzt_connection_do (index, error, "INSERT OR IGNORE INTO doc (plan_fid, stamp, sign) VALUES (?1, ?2, ?3)", "isb", plan_fid,
                          (const char *) g_hash_table_lookup (advance->wanted, &plan_fid), sign)) {
    return FALSE;
  }
  *n_bytes += headings->len + body->len;
  /* Another window may have been quicker with this plan. */
  gint64 doc = sqlite3_last_insert_rowid (index->db);
  return sqlite3_changes (index->db) == 0
         || (yzt_connection_do (index, error, "INSERT INTO in_body (rowid, text) VALUES (?1, ?2)", "is", doc, body->str)
             && yzt_connection_do (index, error, "INSERT INTO in_heading (rowid, text) VALUES (?1, ?2)", "is", doc, headings->str));
}

/* One step: FALSE on failure; @from moves on. */
static gboolean
take_in_some (Advance *advance, guint *from, GError **error)
{
  YztConnection *index = advance->self->writer;
  gsize n_bytes = 0;
  guint first = *from;
  if (!yzt_connection_exec (index, "BEGIN IMMEDIATE", error)) {
    return FALSE;
  }
  gboolean ok = TRUE;
  while (ok && *from < advance->missing->len && *from - first < STEP_PLANS && n_bytes < STEP_TEXT) {
    ok = take_in (advance, g_array_index (advance->missing, gint64, (*from)++), &n_bytes, error);
  }
  if (!ok || !yzt_connection_exec (index, "COMMIT", error)) {
    yzt_connection_exec (index, "ROLLBACK", NULL);
    return FALSE;
  }
  return TRUE;
}

static gboolean
take_in_all (Advance *advance, YztPlanIndexFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  YztPlanIndex *self = advance->self;
  guint n_before = g_hash_table_size (advance->wanted);
  for (guint from = 0; from < advance->missing->len;) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !take_in_some (advance, &from, error) || !publish (self, TRUE, FALSE, error)) {
      return FALSE;
    }
    if (func != NULL) {
      func (self->catalogue->n_in, self->n_all, user_data);
    }
  }
  /* One segment answers faster than many; a few changed plans are not worth it. */
  return n_before < 1000 || yzt_connection_exec (self->writer, "INSERT INTO in_body (in_body) VALUES ('optimize'); INSERT INTO in_heading (in_heading) VALUES ('optimize')", error);
}

static gboolean
run_advance (Advance *advance, YztPlanIndexFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  YztPlanIndex *self = advance->self;
  YztConnection *index = self->writer;
  advance->key = make_key (advance->map, &advance->entry, &advance->hash, &advance->outside, error);
  g_autofree char *valid = get_valid (index, "key");
  if (advance->key == NULL) {
    return FALSE;
  }
  if (g_strcmp0 (valid, advance->key) == 0) {
    return self->complete || publish (self, FALSE, TRUE, error);
  }
  g_autofree char *entry = g_strdup_printf ("%" G_GINT64_FORMAT, advance->entry);
  gboolean ok = yzt_connection_exec (index, "BEGIN IMMEDIATE", error);
  ok = ok && drop_rewritten (advance, error) && load_stamps (advance, error) && drop_changed (advance, error) && put_valid (index, "key", "", error)
       && put_valid (index, "entry", entry, error) && put_valid (index, "hash", advance->hash != NULL ? advance->hash : "", error) && yzt_connection_exec (index, "COMMIT", error);
  if (!ok) {
    yzt_connection_exec (index, "ROLLBACK", NULL);
    return FALSE;
  }
  if (!publish (self, FALSE, FALSE, error)) {
    return FALSE;
  }
  order_missing (advance);
  return take_in_all (advance, func, user_data, cancellable, error) && put_valid (index, "key", advance->key, error) && publish (self, TRUE, TRUE, error);
}

gboolean
yzt_plan_index_advance (YztPlanIndex *self, YztPlanIndexFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_PLAN_INDEX (self), FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  Advance advance = { .self = self, .map = yzt_store_acquire (self->store, error) };
  if (advance.map == NULL) {
    return FALSE;
  }
  advance.wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  advance.missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean ok = run_advance (&advance, func, user_data, cancellable, error);
  yzt_store_release (self->store, advance.map);
  g_hash_table_unref (advance.wanted);
  g_array_unref (advance.missing);
  g_free (advance.hash);
  g_free (advance.key);
  return ok;
}

gboolean
yzt_plan_index_get_state (YztPlanIndex *self, guint *n_in_out, guint *n_all_out)
{
  g_return_val_if_fail (YZT_IS_PLAN_INDEX (self), FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  if (n_in_out != NULL) {
    *n_in_out = self->catalogue->n_in;
  }
  if (n_all_out != NULL) {
    *n_all_out = self->n_all;
  }
  return self->complete;
}

/* --- life --- */

YztPlanIndex *
yzt_plan_index_new (YztStore *store, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztPlanIndex) self = g_object_new (YZT_TYPE_PLAN_INDEX, NULL);
  g_autofree char *folder = yzt_user_cache_dir ("plans"), *absolute = g_canonicalize_filename (yzt_store_get_path (store), NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, absolute, -1), *name = g_strdup_printf ("%.32s.index", hash);
  self->store = g_object_ref (store);
  self->path = g_build_filename (folder, name, NULL);
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS)) {
    drop_unused (folder);
  }
  self->writer = open_writer (self->path, error);
  YztConnection *map = self->writer != NULL ? yzt_store_acquire (store, error) : NULL;
  if (map == NULL) {
    return NULL;
  }
  gint64 entry, outside;
  g_autofree char *map_hash = NULL, *key = make_key (map, &entry, &map_hash, &outside, error), *valid = get_valid (self->writer, "key");
  yzt_store_release (store, map);
  if (key == NULL || !publish (self, FALSE, g_strcmp0 (key, valid) == 0, error)) {
    return NULL;
  }
  return g_steal_pointer (&self);
}

static void
yzt_plan_index_finalize (GObject *object)
{
  YztPlanIndex *self = YZT_PLAN_INDEX (object);
  g_queue_clear_full (&self->idle, (GDestroyNotify) yzt_connection_close);
  g_clear_pointer (&self->writer, yzt_connection_close);
  g_clear_pointer (&self->catalogue, yzt_plan_catalogue_unref);
  g_clear_object (&self->store);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->writing);
  G_OBJECT_CLASS (yzt_plan_index_parent_class)->finalize (object);
}

static void
yzt_plan_index_class_init (YztPlanIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_index_finalize;
}

static void
yzt_plan_index_init (YztPlanIndex *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->writing);
  g_queue_init (&self->idle);
}
