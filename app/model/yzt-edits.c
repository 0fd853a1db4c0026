/* yzt-edits.c: an act to be: changes of cells, new rows, moves, shapes and deletions, written together or not at all
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-edits.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-dispatch.h"
#include "yzt-drawing.h"
#include "yzt-incident-act.h"
#include "yzt-incident-edit.h"
#include "yzt-kind-draft.h"
#include "yzt-store-blobs.h"
#include "yzt-store-bulk.h"

/* A millimetre. */
#define SAME_PLACE_DEG 1e-8

typedef struct {
  guint field;
  gboolean has_seen;
  YztCell seen, value;
} CellEdit;

typedef struct {
  YztKind *kind;
  gint64 fid;
  GArray *cells; /* CellEdit */
  gboolean moves, has_seen_place, deletes, is_logged; /* is_logged: an incident with a log of its own */
  gboolean is_drawn;                  /* for an incident, in whose log it stands */
  YztPosition seen_place, to;
  GBytes *geometry, *seen_geometry;
} RowEdit;

struct _YztEdits {
  char *label;
  GPtrArray *rows;     /* RowEdit *, in the order of their first mention */
  GHashTable *by_row;  /* RowEdit * → itself */
  GPtrArray *inserted; /* YztRow * */
  GPtrArray *blobs;    /* Blob * */
  char *kind_text;     /* of a kind to be made or changed; NULL: none */
  const char *language, *author;
  YztStore *store;     /* while it is written */
  gboolean logs;       /* something is drawn for an incident */
  gint64 noted;        /* incident in whose log @note stands; 0: none */
  char *note_kind, *note;
  YztDrawingTally *tally; /* of many drawings, which are told in one line; NULL: each has its own */
};

typedef struct {
  char *sha256, *media_type;
  GBytes *bytes;
} Blob;

static void
blob_free (gpointer data)
{
  Blob *blob = data;
  g_free (blob->sha256);
  g_free (blob->media_type);
  g_bytes_unref (blob->bytes);
  g_free (blob);
}

static void
cell_edit_clear (gpointer data)
{
  CellEdit *edit = data;
  yzt_cell_clear (&edit->seen);
  yzt_cell_clear (&edit->value);
}

static void
row_edit_free (gpointer data)
{
  RowEdit *edit = data;
  yzt_kind_unref (edit->kind);
  g_array_unref (edit->cells);
  g_clear_pointer (&edit->geometry, g_bytes_unref);
  g_clear_pointer (&edit->seen_geometry, g_bytes_unref);
  g_free (edit);
}

static guint
row_edit_hash (gconstpointer data)
{
  const RowEdit *edit = data;
  return g_int64_hash (&edit->fid) ^ g_direct_hash (edit->kind);
}

static gboolean
row_edit_equal (gconstpointer a, gconstpointer b)
{
  const RowEdit *x = a, *y = b;
  return x->fid == y->fid && x->kind == y->kind;
}

YztEdits *
yzt_edits_new (const char *label)
{
  g_return_val_if_fail (label != NULL, NULL);
  YztEdits *edits = g_new0 (YztEdits, 1);
  edits->label = g_strdup (label);
  edits->rows = g_ptr_array_new_with_free_func (row_edit_free);
  edits->by_row = g_hash_table_new (row_edit_hash, row_edit_equal);
  edits->inserted = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  edits->blobs = g_ptr_array_new_with_free_func (blob_free);
  return edits;
}

void
yzt_edits_free (YztEdits *edits)
{
  if (edits != NULL) {
    g_free (edits->label);
    g_free (edits->kind_text);
    g_free (edits->note_kind);
    g_free (edits->note);
    g_hash_table_unref (edits->by_row);
    g_ptr_array_unref (edits->rows);
    g_ptr_array_unref (edits->inserted);
    g_ptr_array_unref (edits->blobs);
    g_free (edits);
  }
}

void
yzt_edits_set_note (YztEdits *edits, gint64 incident_fid, const char *entry_kind, const char *what)
{
  g_return_if_fail (edits != NULL && incident_fid > 0 && entry_kind != NULL && what != NULL && edits->noted == 0);
  edits->noted = incident_fid;
  edits->note_kind = g_strdup (entry_kind);
  edits->note = g_strdup (what);
}

static RowEdit *
row_edit_of (YztEdits *edits, YztKind *kind, gint64 fid)
{
  RowEdit wanted = { .kind = kind, .fid = fid };
  RowEdit *edit = g_hash_table_lookup (edits->by_row, &wanted);
  if (edit == NULL) {
    edit = g_new0 (RowEdit, 1);
    edit->kind = yzt_kind_ref (kind);
    edit->fid = fid;
    edit->cells = g_array_new (FALSE, TRUE, sizeof (CellEdit));
    g_array_set_clear_func (edit->cells, cell_edit_clear);
    g_ptr_array_add (edits->rows, edit);
    g_hash_table_add (edits->by_row, edit);
  }
  return edit;
}

void
yzt_edits_set_cell (YztEdits *edits, YztKind *kind, gint64 fid, guint field, const YztCell *seen, const YztCell *value)
{
  g_return_if_fail (edits != NULL && kind != NULL && value != NULL);
  g_return_if_fail (fid > 0 && field < yzt_kind_get_n_fields (kind));
  RowEdit *row = row_edit_of (edits, kind, fid);
  for (guint i = 0; i < row->cells->len; i++) {
    CellEdit *old = &g_array_index (row->cells, CellEdit, i);
    if (old->field == field) {
      yzt_cell_clear (&old->value);
      yzt_cell_copy (&old->value, value);
      return;
    }
  }
  CellEdit edit = { .field = field, .has_seen = seen != NULL };
  if (seen != NULL) {
    yzt_cell_copy (&edit.seen, seen);
  }
  yzt_cell_copy (&edit.value, value);
  g_array_append_val (row->cells, edit);
}

void
yzt_edits_move (YztEdits *edits, YztKind *kind, gint64 fid, const YztPosition *seen, YztPosition to)
{
  g_return_if_fail (edits != NULL && kind != NULL && fid > 0);
  g_return_if_fail (yzt_position_is_valid (to));
  RowEdit *row = row_edit_of (edits, kind, fid);
  row->moves = TRUE;
  row->has_seen_place = seen != NULL;
  row->seen_place = seen != NULL ? *seen : to;
  row->to = to;
}

void
yzt_edits_set_geometry (YztEdits *edits, YztKind *kind, gint64 fid, GBytes *seen, GBytes *geometry)
{
  g_return_if_fail (edits != NULL && kind != NULL && fid > 0 && geometry != NULL);
  RowEdit *row = row_edit_of (edits, kind, fid);
  g_clear_pointer (&row->geometry, g_bytes_unref);
  row->geometry = g_bytes_ref (geometry);
  g_clear_pointer (&row->seen_geometry, g_bytes_unref);
  row->seen_geometry = seen != NULL ? g_bytes_ref (seen) : NULL;
}

gint64
yzt_edits_insert (YztEdits *edits, const YztRow *row)
{
  g_return_val_if_fail (edits != NULL && row != NULL, 0);
  g_return_val_if_fail (row->fid == 0 && row->owner_fid >= -(gint64) edits->inserted->len, 0);
  g_ptr_array_add (edits->inserted, yzt_row_copy (row));
  return edits->inserted->len;
}

void
yzt_edits_delete (YztEdits *edits, YztKind *kind, gint64 fid)
{
  g_return_if_fail (edits != NULL && kind != NULL && fid > 0);
  row_edit_of (edits, kind, fid)->deletes = TRUE;
}

void
yzt_edits_put_kind (YztEdits *edits, const char *text)
{
  g_return_if_fail (edits != NULL && text != NULL);
  g_free (edits->kind_text);
  edits->kind_text = g_strdup (text);
}

void
yzt_edits_put_blob (YztEdits *edits, const char *sha256, const char *media_type, GBytes *bytes)
{
  g_return_if_fail (edits != NULL && sha256 != NULL && bytes != NULL);
  for (guint i = 0; i < edits->blobs->len; i++) {
    if (g_str_equal (((Blob *) edits->blobs->pdata[i])->sha256, sha256)) {
      return;
    }
  }
  Blob *blob = g_new0 (Blob, 1);
  blob->sha256 = g_strdup (sha256);
  blob->media_type = g_strdup (media_type);
  blob->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (edits->blobs, blob);
}

guint
yzt_edits_get_n_rows (const YztEdits *edits)
{
  g_return_val_if_fail (edits != NULL, 0);
  return edits->rows->len + edits->inserted->len;
}

/* --- writing, on the writer thread --- */

static char *
name_of_row (const YztRow *row, const char *language)
{
  const char *name = yzt_row_get_text (row, "name");
  return name != NULL ? g_strdup (name) : g_strdup_printf ("%s %ld", yzt_kind_get_label (row->kind, language), (long) row->fid);
}

static char *
cell_in_words (const YztField *field, const YztCell *cell, const char *language)
{
  char *text = yzt_field_format (field, cell, language, NULL);
  if (*text == '\0') {
    g_free (text);
    return g_strdup (_("nothing"));
  }
  return text;
}

static gboolean
tell_conflict (const CellEdit *edit, const YztRow *row, const char *language, GError **error)
{
  const YztField *field = yzt_kind_get_field (row->kind, edit->field);
  g_autofree char *name = name_of_row (row, language);
  g_autofree char *now = cell_in_words (field, &row->cells[edit->field], language);
  g_autofree char *seen = cell_in_words (field, &edit->seen, language);
  g_autofree char *mine = cell_in_words (field, &edit->value, language);
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               /* Translators: name of the row, field, value now, value as it was, value that was to be written */
               _("%s, %s: somebody else wrote “%s” where you saw “%s” and wrote “%s”; nothing was saved, look at both and save again."), name,
               yzt_field_get_label (field, language), now, seen, mine);
  return FALSE;
}

static gboolean
put_cells (const RowEdit *edit, YztRow *row, const char *language, GError **error)
{
  for (guint i = 0; i < edit->cells->len; i++) {
    const CellEdit *cell = &g_array_index (edit->cells, CellEdit, i);
    const YztField *field = yzt_kind_get_field (row->kind, cell->field);
    g_autoptr (GError) problem = NULL;
    if (cell->has_seen && !yzt_cell_equal (&cell->seen, &row->cells[cell->field]) && !yzt_cell_equal (&cell->value, &row->cells[cell->field])) {
      return tell_conflict (cell, row, language, error);
    }
    if (!yzt_field_check (field, &cell->value, &problem)) {
      g_autofree char *name = name_of_row (row, language);
      g_set_error (error, problem->domain, problem->code, "%s, %s: %s", name, yzt_field_get_label (field, language), problem->message);
      return FALSE;
    }
    yzt_cell_clear (&row->cells[cell->field]);
    yzt_cell_copy (&row->cells[cell->field], &cell->value);
  }
  return TRUE;
}

static gboolean
is_at (const YztRow *row, YztPosition place)
{
  return fabs (row->lon - place.lon) < SAME_PLACE_DEG && fabs (row->lat - place.lat) < SAME_PLACE_DEG;
}

static gboolean
put_place (const RowEdit *edit, YztRow *row, const char *language, GError **error)
{
  if (edit->has_seen_place && row->has_position && !is_at (row, edit->seen_place) && !is_at (row, edit->to)) {
    g_autofree char *name = name_of_row (row, language), *there = yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 5);
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                 /* Translators: name of the row, coordinate */
                 _("%s: somebody else moved it to %s meanwhile; nothing was saved, look at both places and save again."), name, there);
    return FALSE;
  }
  row->has_position = TRUE;
  row->lon = edit->to.lon;
  row->lat = edit->to.lat;
  return TRUE;
}

/* @row is what the map has. */
static gboolean
change_row (const RowEdit *edit, YztRow *row, const char *language, GError **error)
{
  if (!put_cells (edit, row, language, error) || (edit->moves && !put_place (edit, row, language, error))) {
    return FALSE;
  }
  if (edit->seen_geometry != NULL && (row->geometry == NULL || !g_bytes_equal (edit->seen_geometry, row->geometry))) {
    g_autofree char *name = name_of_row (row, language);
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                 _("%s: somebody else gave it another outline meanwhile; nothing was saved, look at theirs and draw again."), name);
    return FALSE;
  }
  if (edit->geometry != NULL) {
    g_clear_pointer (&row->geometry, g_bytes_unref);
    row->geometry = g_bytes_ref (edit->geometry);
  }
  return TRUE;
}

static gboolean
write_row (YztAct *act, const YztEdits *edits, const RowEdit *edit, GError **error)
{
  const char *language = edits->language;
  if (edit->deletes && !edit->is_drawn) {
    return yzt_act_delete (act, edit->kind, edit->fid, error);
  }
  g_autoptr (YztRow) row = yzt_act_get_row (act, edit->kind, edit->fid, error);
  g_autoptr (YztRow) before = row != NULL && (edit->is_logged || edit->is_drawn) ? yzt_row_copy (row) : NULL;
  if (edit->is_drawn) {
    return row != NULL && (edit->deletes ? yzt_act_delete (act, edit->kind, edit->fid, error) : change_row (edit, row, language, error) && yzt_act_update (act, row, error))
           && yzt_drawing_tell (edits->tally, act, edits->store, before, edit->deletes ? NULL : row, language, error);
  }
  return row != NULL && change_row (edit, row, language, error) && yzt_act_update (act, row, error)
         && (before == NULL || yzt_incident_note_edit (act, edits->store, before, row, edits->author, language, error));
}

/* Who was inserted a moment ago has its number now. */
static void
settle_owner (YztEdits *edits, YztRow *row)
{
  const YztRow *owner = row->owner_fid < 0 ? edits->inserted->pdata[-row->owner_fid - 1] : NULL;
  if (owner == NULL) {
    return;
  }
  const YztField *field = yzt_kind_get_owner (row->kind) == NULL ? yzt_kind_get_inside_field (row->kind) : NULL;
  row->owner_fid = field == NULL ? owner->fid : 0;
  if (field != NULL) {
    g_autofree char *link = g_strdup_printf ("%s/%ld", yzt_kind_get_id (owner->kind), (long) owner->fid);
    yzt_row_set_text (row, yzt_field_get_name (field), link);
  }
}

static gboolean
write_blobs (YztAct *act, YztEdits *edits, GError **error)
{
  for (guint i = 0; i < edits->blobs->len; i++) {
    const Blob *blob = edits->blobs->pdata[i];
    if (!yzt_act_put_blob (act, blob->sha256, blob->media_type, blob->bytes, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_note (YztAct *act, YztEdits *edits, GError **error)
{
  YztLogNote note = { .entry_kind = edits->note_kind, .what = edits->note, .author = edits->author, .now_ms = yzt_clock_now_ms (yzt_store_get_clock (edits->store)) };
  return edits->noted == 0 || yzt_act_log (act, yzt_store_get_kinds (edits->store), edits->noted, &note, error);
}

static gboolean
write_act (YztAct *act, gpointer user_data, GError **error)
{
  YztEdits *edits = user_data;
  if (edits->kind_text != NULL) {
    g_autoptr (YztKind) kind = yzt_kind_draft_parse (edits->kind_text, error);
    if (kind == NULL || !yzt_act_put_kind (act, kind, error)) {
      return FALSE;
    }
  }
  if (!write_blobs (act, edits, error)) {
    return FALSE;
  }
  for (guint i = 0; i < edits->inserted->len; i++) {
    YztRow *row = edits->inserted->pdata[i];
    settle_owner (edits, row);
    if (!yzt_row_check (row, edits->language, error) || !yzt_act_insert (act, row, error)
        || (edits->logs && yzt_drawing_is_kind (row->kind) && !yzt_drawing_tell (edits->tally, act, edits->store, NULL, row, edits->language, error))) {
      return FALSE;
    }
  }
  gboolean stock = FALSE;
  for (guint i = 0; i < edits->rows->len; i++) {
    const RowEdit *edit = edits->rows->pdata[i];
    stock = stock || (!edit->deletes && g_str_equal (yzt_kind_get_id (edit->kind), "stock-line"));
    if (!write_row (act, edits, edit, error)) {
      return FALSE;
    }
  }
  return write_note (act, edits, error) && (edits->tally == NULL || yzt_drawing_tally_note (edits->tally, act, edits->store, error)) && (!stock || yzt_dispatch_check_stock (act, edits->store, error));
}

/* --- many rows: made ready beside the map --- */

/* The kind of all rows that are changed or new; NULL when there are several, or something else is to be done too. */
static YztKind *
find_only_kind (const YztEdits *edits)
{
  YztKind *kind = edits->rows->len > 0 ? ((const RowEdit *) edits->rows->pdata[0])->kind : ((const YztRow *) edits->inserted->pdata[0])->kind;
  gboolean is_only = edits->blobs->len == 0 && edits->kind_text == NULL;
  for (guint i = 0; i < edits->rows->len && is_only; i++) {
    const RowEdit *edit = edits->rows->pdata[i];
    is_only = !edit->deletes && edit->kind == kind;
  }
  for (guint i = 0; i < edits->inserted->len && is_only; i++) {
    const YztRow *row = edits->inserted->pdata[i];
    is_only = row->kind == kind && row->owner_fid >= 0;
  }
  return is_only ? kind : NULL;
}

static YztKind *
find_staged_kind (const YztEdits *edits)
{
  return edits->rows->len >= YZT_STAGE_MIN_CHANGES || edits->inserted->len >= YZT_STAGE_MIN_CHANGES ? find_only_kind (edits) : NULL;
}

/* Nothing but rows that go. */
static gboolean
only_deletes (const YztEdits *edits)
{
  gboolean only = edits->rows->len > 0 && edits->inserted->len + edits->blobs->len == 0 && edits->kind_text == NULL;
  for (guint i = 0; i < edits->rows->len && only; i++) {
    only = ((const RowEdit *) edits->rows->pdata[i])->deletes;
  }
  return only;
}

static YztActResult *
write_deletions (const YztEdits *edits, YztStore *store, const YztActInfo *info, GError **error)
{
  g_autofree YztStoreRow *rows = g_new (YztStoreRow, edits->rows->len);
  for (guint i = 0; i < edits->rows->len; i++) {
    const RowEdit *edit = edits->rows->pdata[i];
    rows[i] = (YztStoreRow) { edit->kind, edit->fid };
  }
  return yzt_store_delete_rows (store, info, rows, edits->rows->len, error);
}

/* Tells now and then how far it is. */
static gboolean
goes_on (const YztEdits *edits, guint done, GError **error)
{
  return done % 1024 != 0 || yzt_store_work_goes_on (YZT_WORK_LOOKED_AT * done / yzt_edits_get_n_rows (edits), error);
}

static gboolean
check_stock (YztAct *act, gpointer store, GError **error)
{
  return yzt_dispatch_check_stock (act, store, error);
}

static YztActResult *
write_staged (YztEdits *edits, YztStore *store, YztStage *stage, const YztActInfo *info, GError **error)
{
  for (guint i = 0; i < edits->rows->len; i++) {
    const RowEdit *edit = edits->rows->pdata[i];
    g_autoptr (YztRow) present = yzt_store_get_row (store, edit->kind, edit->fid, error);
    g_autoptr (YztRow) row = present != NULL ? yzt_row_copy (present) : NULL;
    if (row == NULL || !change_row (edit, row, edits->language, error) || !yzt_stage_change (stage, present, row, error) || !goes_on (edits, i + 1, error)) {
      return NULL;
    }
  }
  for (guint i = 0; i < edits->inserted->len; i++) {
    const YztRow *row = edits->inserted->pdata[i];
    if (!yzt_row_check (row, edits->language, error) || !yzt_stage_add (stage, row, error) || !goes_on (edits, edits->rows->len + i + 1, error)) {
      return NULL;
    }
  }
  gboolean stock = edits->rows->len > 0 && g_str_equal (yzt_kind_get_id (((const RowEdit *) edits->rows->pdata[0])->kind), "stock-line");
  return yzt_stage_commit (stage, info, stock ? check_stock : NULL, store, error);
}

/* What is done to an incident that is handled stands in its log and is never taken back. */
static gboolean
find_logged (YztEdits *edits, YztActInfo *info)
{
  gboolean found = FALSE;
  for (guint i = 0; i < edits->rows->len; i++) {
    RowEdit *edit = edits->rows->pdata[i];
    edit->is_logged = !edit->deletes && yzt_incident_has_log (edits->store, edit->kind, edit->fid);
    if (edit->is_logged) {
      info->nature = YZT_ACT_ORDER;
      info->incident = edit->fid;
      found = TRUE;
    }
  }
  return found;
}

/* What is drawn for an incident stands in its log and can be taken back. */
static gboolean
find_drawn (YztEdits *edits, YztActInfo *info)
{
  gint64 incident = 0;
  for (guint i = 0; i < edits->inserted->len; i++) {
    const YztRow *row = edits->inserted->pdata[i];
    incident = yzt_drawing_is_kind (row->kind) && yzt_drawing_incident (row) > 0 ? yzt_drawing_incident (row) : incident;
  }
  for (guint i = 0; i < edits->rows->len; i++) {
    RowEdit *edit = edits->rows->pdata[i];
    g_autoptr (YztRow) row = yzt_drawing_is_kind (edit->kind) ? yzt_store_get_row (edits->store, edit->kind, edit->fid, NULL) : NULL;
    gint64 of = row != NULL ? yzt_drawing_incident (row) : 0;
    edit->is_drawn = of > 0;
    incident = of > 0 ? of : incident;
  }
  info->incident = info->incident == 0 ? incident : info->incident;
  info->logs = edits->logs = incident > 0;
  return edits->logs;
}

YztActResult *
yzt_edits_write (YztEdits *edits, YztStore *store, const char *author, const char *window, const char *language, GError **error)
{
  g_return_val_if_fail (edits != NULL && YZT_IS_STORE (store), NULL);
  /* As many as a log tells in one line are an act in bulk in the journal, too. */
  YztActNature nature = yzt_edits_get_n_rows (edits) > YZT_DRAWING_MAX_LINES ? YZT_ACT_BULK : YZT_ACT_EDIT;
  YztActInfo info = { .author = author, .window = window, .label = edits->label, .nature = nature };
  edits->language = language;
  edits->author = author;
  edits->store = store;
  gboolean logged = find_logged (edits, &info);
  logged = find_drawn (edits, &info) || logged;
  g_autoptr (YztDrawingTally) tally = edits->logs && nature == YZT_ACT_BULK ? yzt_drawing_tally_new () : NULL;
  edits->tally = tally;
  if (edits->noted > 0) {
    info.incident = edits->noted;
    info.logs = logged = TRUE;
  }
  info.nature = tally != NULL || edits->noted > 0 ? YZT_ACT_EDIT : info.nature; /* only an edit may be taken back and leave its line */
  if (only_deletes (edits) && !edits->logs) {
    return write_deletions (edits, store, &info, error);
  }
  YztKind *staged = logged ? NULL : find_staged_kind (edits);
  if (staged != NULL) {
    g_autoptr (YztStage) stage = yzt_stage_new (store, staged, error);
    if (stage == NULL || edits->rows->len == 0 || yzt_stage_can_change (stage)) {
      return stage != NULL ? write_staged (edits, store, stage, &info, error) : NULL;
    }
  }
  return yzt_store_write (store, &info, write_act, edits, error);
}

gint64
yzt_act_result_first_fid (const YztActResult *result, YztKind *kind)
{
  g_return_val_if_fail (result != NULL && kind != NULL, 0);
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    if (g_str_equal (touch->kind, yzt_kind_get_id (kind))) {
      return touch->fid_from;
    }
  }
  return 0;
}
