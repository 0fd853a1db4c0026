/* yzt-stage.c: rows handed in batches to a thread that prepares them beside the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"
#include "yzt-store-bulk.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define BATCH_BYTES (512u * 1024)
#define MAX_WAITING 8
#define MAX_TRIES 4
/* An act may wait for the final copy of another bulk act. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* Where a column of the table has its value from. */
typedef enum { FROM_NOTHING, FROM_FID, FROM_GEOM, FROM_OWNER, FROM_FIELD } Source;
typedef struct {
  Source source;
  guint field;
} Origin;

struct _YztStage {
  YztStore *store;
  YztKind *kind;
  YztPrepared *prepared;   /* the thread's while it runs */
  YztPreparedTable *table;
  Origin *origins;
  char *now_text;
  int created_at, updated_at;
  GByteArray *filling;
  guint n_rows, n_filling, n_changed;
  GThread *thread;
  GMutex mutex;            /* guards what follows */
  GCond cond;
  GQueue waiting;          /* GByteArray */
  gboolean is_complete, is_cancelled, has_failed;
  GError *error;
  gint64 entry;            /* the last one when it was made */
  gboolean can_change;
  sqlite3_stmt *present;   /* the thread's: a row that is there */
};

/* --- rows as bytes --- */

/* Cells follow: a byte of type, then eight bytes of a number, or a length and the text. */
typedef struct {
  gint64 fid; /* of a row that is there; 0 of a new one */
  gint64 owner_fid;
  double lon, lat;
  guint32 geometry_length;
  guint8 has_position, keeps_place, keeps_owner;
} Head;
/* Instead of a type: as it is. */
#define KEPT 0xff

static guint8 *
put_bytes (guint8 *to, gconstpointer bytes, gsize length)
{
  memcpy (to, bytes, length);
  return to + length;
}

static guint8 *
put_text (guint8 *to, const char *text)
{
  guint32 length = (guint32) strlen (text);

  return put_bytes (put_bytes (to, &length, sizeof length), text, (gsize) length + 1);
}

static gboolean
is_kept (const YztRow *present, const YztRow *row, guint i)
{
  return present != NULL && yzt_cell_equal (&present->cells[i], &row->cells[i]);
}

static gsize
count_bytes (const YztRow *present, const YztRow *row, gsize geometry_length)
{
  gsize n = sizeof (Head) + geometry_length;

  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const YztCell *cell = &row->cells[i];

    n += 1;
    if (is_kept (present, row, i))
      continue;
    if (cell->type == YZT_CELL_TEXT)
      n += sizeof (guint32) + strlen (cell->v.text) + 1;
    else if (cell->type != YZT_CELL_NULL)
      n += sizeof (gint64);
  }
  return n;
}

/* Room is made once for each row: a million rows have twenty million cells. */
static gboolean
is_at (const YztRow *present, const YztRow *row)
{
  if (present->geometry != NULL || row->geometry != NULL)
    return present->geometry != NULL && row->geometry != NULL && g_bytes_equal (present->geometry, row->geometry);
  return yzt_kind_get_geometry (row->kind) != YZT_KIND_GEOMETRY_POINT
         || (present->has_position == row->has_position && (!row->has_position || (present->lon == row->lon && present->lat == row->lat)));
}

static void
put_row (GByteArray *batch, const YztRow *present, const YztRow *row)
{
  gsize length = 0;
  gconstpointer geometry = row->geometry != NULL ? g_bytes_get_data (row->geometry, &length) : NULL;
  Head head = { row->fid, row->owner_fid, row->lon, row->lat, (guint32) length, row->has_position, present != NULL && is_at (present, row),
                present != NULL && present->owner_fid == row->owner_fid };
  guint before = batch->len;
  guint8 *to;

  g_byte_array_set_size (batch, before + (guint) count_bytes (present, row, length));
  to = put_bytes (batch->data + before, &head, sizeof head);
  if (length > 0)
    to = put_bytes (to, geometry, length);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const YztCell *cell = &row->cells[i];

    *to++ = is_kept (present, row, i) ? KEPT : (guint8) cell->type;
    if (to[-1] == KEPT)
      continue;
    if (cell->type == YZT_CELL_TEXT)
      to = put_text (to, cell->v.text);
    else if (cell->type != YZT_CELL_NULL)
      to = put_bytes (to, &cell->v, sizeof (gint64));
  }
  g_assert (to == batch->data + batch->len);
}

/* What a row is while it is being prepared; texts and blobs are the batch's, or here. */
typedef struct {
  YztStage *stage;
  YztValue *cells, *values, *before;
  GPtrArray *normalised;
  guint8 point[YZT_GPKG_POINT_SIZE];
} Reading;

static YztValue
text_value (const char *text, gsize length)
{
  return (YztValue) { .type = SQLITE_TEXT, .bytes = (const guint8 *) text, .length = length };
}

static const guint8 *
take_cell (Reading *self, const guint8 *at, YztValue *value)
{
  YztCellType type = (YztCellType) *at++;
  char *normal;
  guint32 length;

  /* SQLite has no such type. */
  *value = (YztValue) { .type = 0 };
  if ((guint8) type == KEPT)
    return at;
  *value = (YztValue) { .type = SQLITE_NULL };
  if (type == YZT_CELL_TEXT) {
    memcpy (&length, at, sizeof length);
    *value = text_value ((const char *) at + sizeof length, length);
    normal = yzt_text_to_nfc ((const char *) value->bytes);
    if (normal != NULL) {
      g_ptr_array_add (self->normalised, normal);
      *value = text_value (normal, strlen (normal));
    }
    return at + sizeof length + length + 1;
  }
  if (type == YZT_CELL_NULL)
    return at;
  value->type = type == YZT_CELL_INTEGER ? SQLITE_INTEGER : SQLITE_FLOAT;
  memcpy (type == YZT_CELL_INTEGER ? (void *) &value->integer : (void *) &value->number, at, sizeof (gint64));
  return at + sizeof (gint64);
}

static YztValue
make_geometry (Reading *self, const Head *head, const guint8 *geometry)
{
  if (head->geometry_length > 0)
    return (YztValue) { .type = SQLITE_BLOB, .bytes = geometry, .length = head->geometry_length };
  if (head->has_position == 0 || yzt_kind_get_geometry (self->stage->kind) != YZT_KIND_GEOMETRY_POINT)
    return (YztValue) { .type = SQLITE_NULL };
  yzt_gpkg_point_write ((YztPosition) { head->lon, head->lat }, self->point);
  return (YztValue) { .type = SQLITE_BLOB, .bytes = self->point, .length = YZT_GPKG_POINT_SIZE };
}

static const guint8 *
take_row (Reading *self, Head *head, const guint8 *at)
{
  YztStage *stage = self->stage;
  const guint8 *geometry = at + sizeof (Head);
  YztValue now = text_value (stage->now_text, strlen (stage->now_text));

  memcpy (head, at, sizeof *head);
  at = geometry + head->geometry_length;
  for (guint i = 0; i < yzt_kind_get_n_fields (stage->kind); i++)
    at = take_cell (self, at, &self->cells[i]);
  if (stage->created_at >= 0 && self->cells[stage->created_at].type == SQLITE_NULL)
    self->cells[stage->created_at] = now;
  if (stage->updated_at >= 0)
    self->cells[stage->updated_at] = now;
  for (guint i = 0; i < stage->table->n_columns; i++) {
    YztValue *value = &self->values[i];
    Source source = stage->origins[i].source;

    *value = (YztValue) { .type = head->fid == 0 ? SQLITE_NULL : 0 };
    if (source == FROM_FIELD)
      *value = self->cells[stage->origins[i].field];
    else if (source == FROM_FID && head->fid == 0)
      *value = (YztValue) { .type = SQLITE_INTEGER, .integer = yzt_prepared_next_number (stage->prepared) };
    else if (source == FROM_GEOM && !head->keeps_place)
      *value = make_geometry (self, head, geometry);
    else if (source == FROM_OWNER && !head->keeps_owner)
      *value = head->owner_fid != 0 ? (YztValue) { .type = SQLITE_INTEGER, .integer = head->owner_fid } : (YztValue) { .type = SQLITE_NULL };
  }
  return at;
}

/* What the map has where nothing is said. */
static gboolean
change_row (Reading *self, gint64 fid, GError **error)
{
  YztStage *stage = self->stage;
  YztConnection *connection = stage->prepared->connection;
  gboolean ok;
  int step;

  if (!stage->table->is_carried) {
    yzt_prepared_table_begin (stage->table, stage->entry);
    stage->table->events = YZT_TRIGGER_INSERT | YZT_TRIGGER_UPDATE;
  }
  sqlite3_bind_int64 (stage->present, 1, fid);
  step = yzt_connection_step (connection, stage->present, error);
  if (step == 0) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                         _("A row that was to be changed was deleted meanwhile, and nothing was written; look at it again."));
  }
  for (guint i = 0; step == 1 && i < stage->table->n_columns; i++) {
    yzt_value_from_column (&self->before[i], stage->present, (int) i);
    self->values[i] = self->values[i].type == 0 ? self->before[i] : self->values[i];
  }
  ok = step == 1 && yzt_prepared_replace (stage->prepared, stage->table, self->before, self->values, error);
  sqlite3_reset (stage->present);
  return ok;
}

/* --- the thread --- */

static gboolean
reserve (YztStage *self, guint n, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_US;
  GError *local_error = NULL;

  while (!yzt_prepared_reserve (self->prepared, n, &local_error)) {
    if (!g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY) || g_get_monotonic_time () > deadline_us) {
      g_propagate_error (error, local_error);
      return FALSE;
    }
    g_clear_error (&local_error);
  }
  return TRUE;
}

/* The number of rows stands at the end of a batch. */
static gboolean
prepare_batch (Reading *self, GByteArray *batch, GError **error)
{
  YztPrepared *prepared = self->stage->prepared;
  const guint8 *at = batch->data;
  gboolean ok;
  guint n;

  memcpy (&n, batch->data + batch->len - sizeof n, sizeof n);
  ok = reserve (self->stage, n, error) && yzt_connection_exec (prepared->connection, "BEGIN", error);
  for (guint i = 0; ok && i < n; i++) {
    Head head;

    at = take_row (self, &head, at);
    ok = head.fid == 0 ? yzt_prepared_add (prepared, self->stage->table, self->values, error) : change_row (self, head.fid, error);
    if (self->normalised->len > 0)
      g_ptr_array_set_size (self->normalised, 0);
  }
  return ok && yzt_connection_exec (prepared->connection, "COMMIT", error);
}

/* NULL at the end, or when it is not wanted any more. */
static GByteArray *
take_batch (YztStage *self)
{
  GByteArray *batch = NULL;

  g_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->waiting) && !self->is_complete && !self->is_cancelled)
    g_cond_wait (&self->cond, &self->mutex);
  if (!self->is_cancelled)
    batch = g_queue_pop_head (&self->waiting);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return batch;
}

static gpointer
prepare_thread (gpointer data)
{
  YztStage *self = data;
  g_autofree YztValue *cells = g_new0 (YztValue, yzt_kind_get_n_fields (self->kind) + 1);
  g_autofree YztValue *values = g_new0 (YztValue, self->table->n_columns);
  g_autofree YztValue *before = g_new0 (YztValue, self->table->n_columns);
  g_autoptr(GPtrArray) normalised = g_ptr_array_new_with_free_func (g_free);
  Reading reading = { self, cells, values, before, normalised, { 0 } };
  GError *error = NULL;
  GByteArray *batch;
  gboolean ok = TRUE;

  while (ok && (batch = take_batch (self)) != NULL) {
    ok = prepare_batch (&reading, batch, &error);
    g_byte_array_unref (batch);
  }
  g_mutex_lock (&self->mutex);
  ok = ok && !self->is_cancelled;
  g_mutex_unlock (&self->mutex);
  if (ok)
    yzt_prepared_finish (self->prepared, &error);
  g_mutex_lock (&self->mutex);
  self->error = error;
  self->has_failed = error != NULL;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* --- life --- */

static gboolean
find_origins (YztStage *self, GError **error)
{
  self->origins = g_new0 (Origin, self->table->n_columns);
  self->origins[self->table->fid].source = FROM_FID;
  if (self->table->geom >= 0 && yzt_kind_get_geometry (self->kind) != YZT_KIND_GEOMETRY_NONE)
    self->origins[self->table->geom].source = FROM_GEOM;
  if (yzt_kind_get_owner (self->kind) != NULL) {
    int owner = yzt_prepared_table_find_column (self->table, "owner_fid");

    if (owner >= 0)
      self->origins[owner].source = FROM_OWNER;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (self->kind); i++) {
    const char *name = yzt_field_get_name (yzt_kind_get_field (self->kind, i));
    int column = yzt_prepared_table_find_column (self->table, name);

    if (column < 0) {
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("The kind “%s” has no field “%s”; check its kind file."),
                   yzt_kind_get_id (self->kind), name);
      return FALSE;
    }
    self->origins[column] = (Origin) { FROM_FIELD, i };
  }
  return TRUE;
}

/* Rows that are there can be changed when their table can change places with another. */
static gboolean
look_at_table (YztStage *self, GError **error)
{
  YztConnection *connection = self->prepared->connection;
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM main.\"%s\" WHERE fid = ?1", self->table->name);

  if (!yzt_connection_get_int (connection, &self->entry, error, "SELECT coalesce(max(entry), 0) FROM main.journal", "")
      || !yzt_prepared_may_swap (self->prepared, self->table, YZT_TRIGGER_INSERT | YZT_TRIGGER_UPDATE, &self->can_change, error))
    return FALSE;
  /* As long as only new ones come, nobody is asked about changes. */
  self->table->events = YZT_TRIGGER_INSERT;
  return sqlite3_prepare_v3 (connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->present, NULL) == SQLITE_OK || yzt_connection_fail (connection, error);
}

YztStage *
yzt_stage_new (YztStore *store, YztKind *kind, GError **error)
{
  g_autoptr(YztStage) self = NULL;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, NULL);
  if (!yzt_kept_allow_insert (&(YztActInfo) { .nature = YZT_ACT_BULK }, kind, error))
    return NULL;
  self = g_new0 (YztStage, 1);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->waiting);
  self->store = g_object_ref (store);
  self->kind = yzt_kind_ref (kind);
  self->created_at = yzt_kind_get_field_index (kind, "created_at");
  self->updated_at = yzt_kind_get_field_index (kind, "updated_at");
  self->now_text = yzt_time_format_utc (yzt_clock_now_ms (yzt_store_get_clock (store)));
  self->filling = g_byte_array_sized_new (BATCH_BYTES + 4096);
  self->prepared = yzt_prepared_new (store, TRUE, error);
  if (self->prepared == NULL
      || (self->table = yzt_prepared_get_table (self->prepared, yzt_kind_get_table (kind), error)) == NULL
      || !find_origins (self, error) || !look_at_table (self, error))
    return NULL;
  self->thread = g_thread_new ("yzt-stage", prepare_thread, self);
  return g_steal_pointer (&self);
}

void
yzt_stage_free (YztStage *stage)
{
  if (stage == NULL)
    return;
  g_mutex_lock (&stage->mutex);
  stage->is_cancelled = TRUE;
  g_cond_broadcast (&stage->cond);
  g_mutex_unlock (&stage->mutex);
  g_clear_pointer (&stage->thread, g_thread_join);
  sqlite3_finalize (stage->present);
  yzt_prepared_free (stage->prepared);
  g_queue_clear_full (&stage->waiting, (GDestroyNotify) g_byte_array_unref);
  g_byte_array_unref (stage->filling);
  g_clear_error (&stage->error);
  g_mutex_clear (&stage->mutex);
  g_cond_clear (&stage->cond);
  yzt_kind_unref (stage->kind);
  g_object_unref (stage->store);
  g_free (stage->origins);
  g_free (stage->now_text);
  g_free (stage);
}

/* --- filling --- */

/* With the lock. */
static gboolean
propagate_failure (YztStage *self, GError **error)
{
  if (!self->has_failed)
    return TRUE;
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

static gboolean
hand_over (YztStage *self, GError **error)
{
  GByteArray *batch = self->filling;
  gboolean ok;

  g_byte_array_append (batch, (const guint8 *) &self->n_filling, sizeof self->n_filling);
  self->n_filling = 0;
  self->filling = g_byte_array_sized_new (BATCH_BYTES + 4096);
  g_mutex_lock (&self->mutex);
  while (g_queue_get_length (&self->waiting) >= MAX_WAITING && !self->has_failed)
    g_cond_wait (&self->cond, &self->mutex);
  g_queue_push_tail (&self->waiting, batch);
  ok = propagate_failure (self, error);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return ok;
}

gboolean
yzt_stage_can_change (const YztStage *stage)
{
  g_return_val_if_fail (stage != NULL, FALSE);
  return stage->can_change;
}

gboolean
yzt_stage_change (YztStage *stage, const YztRow *present, const YztRow *row, GError **error)
{
  gboolean differs;

  g_return_val_if_fail (stage != NULL && stage->can_change && present != NULL && row != NULL && row->kind == stage->kind && row->fid != 0, FALSE);
  differs = !is_at (present, row) || present->owner_fid != row->owner_fid;
  for (guint i = 0; i < yzt_kind_get_n_fields (stage->kind) && !differs; i++)
    differs = (int) i != stage->updated_at && !is_kept (present, row, i);
  if (!differs)
    return TRUE;
  put_row (stage->filling, present, row);
  stage->n_changed++;
  stage->n_filling++;
  return stage->filling->len < BATCH_BYTES || hand_over (stage, error);
}

gboolean
yzt_stage_add (YztStage *stage, const YztRow *row, GError **error)
{
  g_return_val_if_fail (stage != NULL && row != NULL && row->kind == stage->kind && row->fid == 0, FALSE);
  put_row (stage->filling, NULL, row);
  stage->n_rows++;
  stage->n_filling++;
  return stage->filling->len < BATCH_BYTES || hand_over (stage, error);
}

guint
yzt_stage_get_n (const YztStage *stage)
{
  g_return_val_if_fail (stage != NULL, 0);
  return stage->n_rows;
}

/* --- committing --- */

typedef struct {
  YztStage *stage;
  const YztActInfo *info;
  YztActFunc func;
  gpointer user_data;
} Commit;

static gboolean
apply (YztAct *act, gpointer user_data, GError **error)
{
  Commit *commit = user_data;

  return yzt_prepared_apply (commit->stage->prepared, act, error)
         && (commit->func == NULL || commit->func (act, commit->user_data, error));
}

/* On the writer thread, as every act; but on the connection that has the rows. */
static YztActResult *
commit_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  Commit *commit = data;

  return yzt_act_run (store, commit->stage->prepared->connection, commit->info, 0, apply, commit, error);
}

/* Another bulk act may have changed as many rows meanwhile as cannot be looked at again under the lock. */
static YztActResult *
run_commit (Commit *commit, GError **error)
{
  YztPrepared *prepared = commit->stage->prepared;

  for (guint i = 1; TRUE; i++) {
    GError *local_error = NULL;
    YztActResult *result = yzt_store_run_job (commit->stage->store, commit_job, commit, TRUE, &local_error);

    /* What a row was that is changed, the one who changes it has seen. */
    if (result != NULL || !prepared->is_stale || commit->stage->n_changed > 0 || i == MAX_TRIES) {
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      return result;
    }
    g_error_free (local_error);
    if (!yzt_prepared_send_again (prepared, error))
      return NULL;
  }
}

YztActResult *
yzt_stage_commit (YztStage *stage, const YztActInfo *info, YztActFunc func, gpointer user_data, GError **error)
{
  Commit commit = { stage, info, func, user_data };
  YztActResult *result = NULL;
  gboolean ok;

  g_return_val_if_fail (stage != NULL && stage->thread != NULL && info != NULL && info->label != NULL, NULL);
  if (!yzt_store_check_info (info, error) || (stage->n_filling > 0 && !hand_over (stage, error)))
    return NULL;
  g_mutex_lock (&stage->mutex);
  stage->is_complete = TRUE;
  g_cond_broadcast (&stage->cond);
  g_mutex_unlock (&stage->mutex);
  g_clear_pointer (&stage->thread, g_thread_join);
  g_mutex_lock (&stage->mutex);
  ok = propagate_failure (stage, error);
  g_mutex_unlock (&stage->mutex);
  if (ok && yzt_prepared_send_ahead (stage->prepared, error))
    result = run_commit (&commit, error);
  if (result != NULL)
    yzt_prepared_checkpoint (stage->prepared);
  return result;
}
