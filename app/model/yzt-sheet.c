/* yzt-sheet.c: every row of one kind as a table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-sheet.h"
#include <string.h>
#include "yzt-sheet-work.h"

/* --- a slot --- */

struct _YztSheetSlot {
  GObject parent_instance;
  YztSheet *sheet; /* NULL when that is gone */
  guint position;
};
G_DEFINE_FINAL_TYPE (YztSheetSlot, yzt_sheet_slot, G_TYPE_OBJECT)

struct _YztSheet {
  GObject parent_instance;
  YztSheetShape *shape;
  const char *language;
  GTimeZone *zone;
  YztSheetWork *work;  /* NULL once closed */
  char *owner_id;      /* kind whose names stand in the owner's column, or NULL */
  char *owner_label;

  GPtrArray *blocks;   /* as far as they were told */
  guint n_rows;        /* dead ones too */
  guint n_dead;
  guint n_sorted;      /* these stand by number */
  GHashTable *late;    /* number → row + 1, of those after them */
  YztOrder *order;     /* NULL: each row in its own place */
  guint32 *places;     /* of each row + 1 among @order; NULL: not asked since */
  guint n_shown;
  GHashTable *slots;   /* position + 1 → YztSheetSlot, weak */
  YztSheetSums *sums;

  GPtrArray *filters;  /* YztSheetFilter */
  GArray *only;        /* gint64 sorted, NULL: all */
  int sort_column;
  gboolean descending, loaded;
  guint n_jobs;
};

enum { SLOT_CHANGED, N_SLOT_SIGNALS };
static guint slot_signals[N_SLOT_SIGNALS];
enum { ARRANGED, SUMMED, PROGRESS, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
yzt_sheet_slot_finalize (GObject *object)
{
  YztSheetSlot *self = YZT_SHEET_SLOT (object);
  if (self->sheet != NULL) {
    g_hash_table_remove (self->sheet->slots, GUINT_TO_POINTER (self->position + 1));
  }
  G_OBJECT_CLASS (yzt_sheet_slot_parent_class)->finalize (object);
}

static void
yzt_sheet_slot_class_init (YztSheetSlotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_sheet_slot_finalize;
  slot_signals[SLOT_CHANGED] = g_signal_new ("changed", YZT_TYPE_SHEET_SLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_sheet_slot_init (YztSheetSlot *self)
{
}

guint
yzt_sheet_slot_get_position (YztSheetSlot *self)
{
  g_return_val_if_fail (YZT_IS_SHEET_SLOT (self), 0);
  return self->position;
}

/* --- the list model --- */

static GType
get_item_type (GListModel *model)
{
  return YZT_TYPE_SHEET_SLOT;
}

static guint
get_n_items (GListModel *model)
{
  return YZT_SHEET (model)->n_shown;
}

static gpointer
get_item (GListModel *model, guint position)
{
  YztSheet *self = YZT_SHEET (model);
  if (position >= self->n_shown) {
    return NULL;
  }
  YztSheetSlot *slot = g_hash_table_lookup (self->slots, GUINT_TO_POINTER (position + 1));
  if (slot != NULL) {
    return g_object_ref (slot);
  }
  slot = g_object_new (YZT_TYPE_SHEET_SLOT, NULL);
  slot->sheet = self;
  slot->position = position;
  g_hash_table_insert (self->slots, GUINT_TO_POINTER (position + 1), slot);
  return slot;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (YztSheet, yzt_sheet, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- what is shown has changed --- */

/* Who listens may make slots and let slots go. */
static void
tell_slots (YztSheet *self)
{
  g_autoptr (GPtrArray) slots = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer slot;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot)) {
    g_ptr_array_add (slots, g_object_ref (slot));
  }
  for (guint i = 0; i < slots->len; i++) {
    g_signal_emit (slots->pdata[i], slot_signals[SLOT_CHANGED], 0);
  }
}

/* Takes @order. */
static void
show_order (YztSheet *self, YztOrder *order, guint n_shown, gboolean told_slots)
{
  guint before = self->n_shown;
  yzt_order_unref (self->order);
  self->order = order;
  g_clear_pointer (&self->places, g_free);
  self->n_shown = n_shown;
  if (n_shown < before) {
    g_list_model_items_changed (G_LIST_MODEL (self), n_shown, before - n_shown, 0);
  } else if (n_shown > before) {
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n_shown - before);
  }
  if (told_slots) {
    tell_slots (self);
  }
  g_signal_emit (self, signals[ARRANGED], 0);
}

static guint32
row_at (YztSheet *self, guint position)
{
  return self->order != NULL ? self->order->rows[position] : position;
}

static gboolean
is_dead (YztSheet *self, guint32 row)
{
  const YztBlock *block = yzt_blocks_of (self->blocks, row);
  return block->dead != NULL && block->dead[row & (YZT_BLOCK_ROWS - 1)];
}

/* --- news of the worker --- */

static void
put_blocks (YztSheet *self, YztSheetNews *news)
{
  if (news->reset) {
    g_ptr_array_set_size (self->blocks, 0);
    g_hash_table_remove_all (self->late);
    self->n_dead = 0;
  }
  for (guint i = 0; i < news->blocks->len; i++) {
    YztBlock *block = yzt_block_ref (news->blocks->pdata[i]);
    guint place = news->places != NULL ? g_array_index (news->places, guint, i) : self->blocks->len;
    if (place < self->blocks->len) {
      YztBlock *old = self->blocks->pdata[place];
      self->n_dead -= old->n_dead;
      yzt_block_unref (old);
      self->blocks->pdata[place] = block;
    } else {
      g_ptr_array_add (self->blocks, block);
    }
    self->n_dead += block->n_dead;
  }
  self->n_rows = news->n_rows;
}

/* Rows that were there keep their places, those that are gone close up, new ones come last. */
static void
show_patch (YztSheet *self, YztSheetNews *news)
{
  guint n_added = news->added->len;
  for (guint i = 0; i < n_added; i++) {
    guint32 row = g_array_index (news->added, guint32, i);
    gint64 fid = yzt_blocks_of (self->blocks, row)->fids[row & (YZT_BLOCK_ROWS - 1)];
    if (row >= self->n_sorted) {
      g_hash_table_insert (self->late, g_memdup2 (&fid, sizeof fid), GUINT_TO_POINTER (row + 1));
    }
  }
  if (self->order == NULL && self->n_dead == 0 && !news->removed) {
    show_order (self, NULL, self->n_rows, TRUE);
    return;
  }
  guint n_old = self->order != NULL ? self->order->n : self->n_shown, n = 0;
  YztOrder *order = yzt_order_new (n_old + n_added);
  for (guint i = 0; i < n_old; i++) {
    guint32 row = row_at (self, i);
    if (!is_dead (self, row)) {
      order->rows[n++] = row;
    }
  }
  for (guint i = 0; i < n_added; i++) {
    order->rows[n++] = g_array_index (news->added, guint32, i);
  }
  order->n = n;
  show_order (self, order, n, TRUE);
}

static void
on_news (YztSheetNews *news, gpointer user_data)
{
  YztSheet *self = user_data;
  g_object_ref (self);
  if (news->blocks != NULL) {
    put_blocks (self, news);
    if (news->added != NULL) {
      show_patch (self, news);
      yzt_sheet_work_sum (self->work, self->order);
      self->n_jobs++;
    } else {
      self->n_sorted = self->n_rows;
      show_order (self, NULL, self->n_rows, news->reset);
    }
  }
  if (news->loaded) {
    gboolean plain = self->filters->len == 0 && self->only == NULL && self->sort_column < 0;
    gboolean first = !self->loaded;
    self->loaded = TRUE;
    if (plain || !first) {
      yzt_sheet_work_arrange (self->work, self->filters, self->only, self->sort_column, self->descending);
      self->n_jobs++;
    }
  }
  if (news->arranged) {
    show_order (self, news->order != NULL ? yzt_order_ref (news->order) : NULL, news->order != NULL ? news->order->n : self->n_rows, TRUE);
  }
  if (news->sums != NULL) {
    yzt_sheet_sums_free (self->sums);
    self->sums = g_steal_pointer (&news->sums);
    g_signal_emit (self, signals[SUMMED], 0);
  }
  if (news->problem != NULL) {
    g_signal_emit (self, signals[FAILED], 0, news->problem);
  }
  if (news->done) {
    self->n_jobs--;
  }
  if (news->done || news->blocks != NULL) {
    g_signal_emit (self, signals[PROGRESS], 0);
  }
  g_object_unref (self);
}

static void
arrange (YztSheet *self)
{
  if (self->work != NULL) {
    self->n_jobs++;
    yzt_sheet_work_arrange (self->work, self->filters, self->only, self->sort_column, self->descending);
    g_signal_emit (self, signals[PROGRESS], 0);
  }
}

void
yzt_sheet_take_touches (YztSheet *self, const YztActResult *result)
{
  g_return_if_fail (YZT_IS_SHEET (self));
  g_return_if_fail (result != NULL);
  const char *id = yzt_kind_get_id (self->shape->kind);
  g_autoptr (GArray) mine = g_array_new (FALSE, FALSE, sizeof (YztTouch));
  gboolean owners = FALSE;
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    owners |= g_strcmp0 (touch->kind, self->owner_id) == 0;
    if (g_str_equal (touch->kind, id)) {
      g_array_append_vals (mine, touch, 1);
    }
  }
  if (self->work == NULL || (mine->len == 0 && !owners)) {
    return;
  }
  self->n_jobs++;
  if (owners) {
    yzt_sheet_work_load (self->work, FALSE); /* a name may stand in any row */
  } else {
    yzt_sheet_work_patch (self->work, mine);
  }
  g_signal_emit (self, signals[PROGRESS], 0);
}

/* --- columns --- */

YztKind *
yzt_sheet_get_kind (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), NULL);
  return self->shape->kind;
}

const char *
yzt_sheet_get_language (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), NULL);
  return self->language;
}

GTimeZone *
yzt_sheet_get_zone (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), NULL);
  return self->zone;
}

guint
yzt_sheet_get_n_columns (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), 0);
  return self->shape->n_columns;
}

const YztField *
yzt_sheet_get_field (YztSheet *self, guint column)
{
  g_return_val_if_fail (YZT_IS_SHEET (self) && column < self->shape->n_columns, NULL);
  return self->shape->columns[column].field;
}

gboolean
yzt_sheet_is_editable (YztSheet *self, guint column)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), FALSE);
  if (column >= self->shape->n_fields) {
    return FALSE;
  }
  const char *name = yzt_field_get_name (self->shape->columns[column].field);
  return !g_str_equal (name, "created_at") && !g_str_equal (name, "updated_at");
}

const char *
yzt_sheet_get_label (YztSheet *self, guint column)
{
  g_return_val_if_fail (YZT_IS_SHEET (self) && column < self->shape->n_columns, NULL);
  const YztField *field = self->shape->columns[column].field;
  return field != NULL ? yzt_field_get_label (field, self->language) : self->owner_label;
}

int
yzt_sheet_find_column (YztSheet *self, const char *field)
{
  g_return_val_if_fail (YZT_IS_SHEET (self) && field != NULL, -1);
  for (guint i = 0; i < self->shape->n_columns; i++) {
    const YztField *there = self->shape->columns[i].field;
    if (there != NULL && g_str_equal (yzt_field_get_name (there), field)) {
      return (int) i;
    }
  }
  return -1;
}

/* --- rows --- */

gint64
yzt_sheet_get_fid (YztSheet *self, guint position)
{
  g_return_val_if_fail (YZT_IS_SHEET (self) && position < self->n_shown, 0);
  guint32 row = row_at (self, position);
  return yzt_blocks_of (self->blocks, row)->fids[row & (YZT_BLOCK_ROWS - 1)];
}

/* Where each row stands, made when it is first asked for. */
static void
make_places (YztSheet *self)
{
  self->places = g_new0 (guint32, self->n_rows + 1);
  for (guint i = 0; i < self->order->n; i++) {
    self->places[self->order->rows[i]] = i + 1;
  }
}

gboolean
yzt_sheet_find (YztSheet *self, gint64 fid, guint *position_out)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), FALSE);
  guint32 row = 0;
  guint late = GPOINTER_TO_UINT (g_hash_table_lookup (self->late, &fid));
  if (late > 0) {
    row = late - 1;
  } else if (!yzt_blocks_find (self->blocks, self->n_sorted, fid, &row)) {
    return FALSE;
  }
  if (self->order == NULL) {
    *position_out = row;
    return row < self->n_shown;
  }
  if (self->places == NULL) {
    make_places (self);
  }
  *position_out = self->places[row] - 1;
  return self->places[row] > 0;
}

YztCell
yzt_sheet_get_cell (YztSheet *self, guint position, guint column)
{
  YztCell nothing = { .type = YZT_CELL_NULL };
  g_return_val_if_fail (YZT_IS_SHEET (self) && position < self->n_shown && column < self->shape->n_columns, nothing);
  guint32 row = row_at (self, position);
  return yzt_block_get (yzt_blocks_of (self->blocks, row), row & (YZT_BLOCK_ROWS - 1), column);
}

/* The header names the unit once for all rows. Takes @words. */
static char *
without_unit (char *words, const char *unit)
{
  if (unit != NULL && *unit != '\0' && g_str_has_suffix (words, unit)) {
    char *end = words + strlen (words) - strlen (unit);
    *end = '\0';
    while (end > words && !g_ascii_isdigit (*g_utf8_find_prev_char (words, end))) {
      end = g_utf8_find_prev_char (words, end);
      *end = '\0';
    }
  }
  return words;
}

static char *
format (YztSheet *self, guint position, guint column, gboolean plain)
{
  YztCell cell = yzt_sheet_get_cell (self, position, column);
  const YztField *field = self->shape->columns[column].field;
  if (field == NULL || (cell.type == YZT_CELL_TEXT && self->shape->columns[column].type != YZT_COLUMN_TEXT)) {
    return g_strdup (cell.type == YZT_CELL_TEXT ? cell.v.text : "");
  }
  if (column >= self->shape->n_fields && cell.type == YZT_CELL_NUMBER) {
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup (g_ascii_formatd (digits, sizeof digits, plain ? "%.7f" : "%.5f", cell.v.number));
  }
  if (plain) {
    return yzt_field_format_plain (field, &cell);
  }
  char *words = yzt_field_format (field, &cell, self->language, self->zone);
  return cell.type == YZT_CELL_TEXT ? words : without_unit (words, yzt_field_get_unit (field, self->language));
}

char *
yzt_sheet_format (YztSheet *self, guint position, guint column)
{
  return format (self, position, column, FALSE);
}

char *
yzt_sheet_format_plain (YztSheet *self, guint position, guint column)
{
  return format (self, position, column, TRUE);
}

guint
yzt_sheet_get_n_all (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), 0);
  return self->n_rows - self->n_dead;
}

gboolean
yzt_sheet_is_loaded (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), FALSE);
  return self->loaded;
}

gboolean
yzt_sheet_is_busy (YztSheet *self)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), FALSE);
  return self->n_jobs > 0;
}

/* --- sorting, filtering, sums --- */

void
yzt_sheet_sort (YztSheet *self, int column, gboolean descending)
{
  g_return_if_fail (YZT_IS_SHEET (self));
  g_return_if_fail (column < (int) self->shape->n_columns);
  self->sort_column = column;
  self->descending = descending;
  arrange (self);
}

int
yzt_sheet_get_sort (YztSheet *self, gboolean *descending_out)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), -1);
  *descending_out = self->descending;
  return self->sort_column;
}

static int
find_filter (YztSheet *self, int column)
{
  for (guint i = 0; i < self->filters->len; i++) {
    if (yzt_sheet_filter_get_column (self->filters->pdata[i]) == column) {
      return (int) i;
    }
  }
  return -1;
}

gboolean
yzt_sheet_set_filter (YztSheet *self, int column, const char *text, GError **error)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), FALSE);
  g_return_val_if_fail (column < (int) self->shape->n_columns, FALSE);
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  int there = find_filter (self, column);
  if (*stripped == '\0') {
    if (there >= 0) {
      g_ptr_array_remove_index (self->filters, (guint) there);
      arrange (self);
    }
    return TRUE;
  }
  YztSheetFilter *filter = yzt_sheet_filter_new (self->shape, column, stripped, self->zone, error);
  if (filter == NULL) {
    return FALSE;
  }
  if (there >= 0) {
    g_ptr_array_remove_index (self->filters, (guint) there);
  }
  g_ptr_array_add (self->filters, filter);
  arrange (self);
  return TRUE;
}

const char *
yzt_sheet_get_filter (YztSheet *self, int column)
{
  g_return_val_if_fail (YZT_IS_SHEET (self), NULL);
  int there = find_filter (self, column);
  return there >= 0 ? yzt_sheet_filter_get_text (self->filters->pdata[there]) : NULL;
}

void
yzt_sheet_clear_filters (YztSheet *self)
{
  g_return_if_fail (YZT_IS_SHEET (self));
  g_ptr_array_set_size (self->filters, 0);
  g_clear_pointer (&self->only, g_array_unref);
  arrange (self);
}

void
yzt_sheet_set_only (YztSheet *self, const gint64 *fids, guint n)
{
  g_return_if_fail (YZT_IS_SHEET (self));
  g_clear_pointer (&self->only, g_array_unref);
  if (fids != NULL) {
    self->only = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
    g_array_append_vals (self->only, fids, n);
  }
  arrange (self);
}

GArray *
yzt_sheet_get_sums (YztSheet *self, guint column)
{
  g_return_val_if_fail (YZT_IS_SHEET (self) && column < self->shape->n_columns, NULL);
  return self->sums != NULL ? self->sums->columns[column] : NULL;
}

/* --- GObject --- */

void
yzt_sheet_close (YztSheet *self)
{
  g_return_if_fail (YZT_IS_SHEET (self));
  g_clear_pointer (&self->work, yzt_sheet_work_close);
}

static void
yzt_sheet_finalize (GObject *object)
{
  YztSheet *self = YZT_SHEET (object);
  GHashTableIter iter;
  gpointer slot;
  yzt_sheet_close (self);
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot)) {
    YZT_SHEET_SLOT (slot)->sheet = NULL;
  }
  g_hash_table_unref (self->slots);
  g_hash_table_unref (self->late);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->filters);
  g_clear_pointer (&self->only, g_array_unref);
  yzt_order_unref (self->order);
  g_free (self->places);
  yzt_sheet_sums_free (self->sums);
  yzt_sheet_shape_unref (self->shape);
  g_time_zone_unref (self->zone);
  g_free (self->owner_id);
  g_free (self->owner_label);
  G_OBJECT_CLASS (yzt_sheet_parent_class)->finalize (object);
}

static void
yzt_sheet_class_init (YztSheetClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = yzt_sheet_finalize;
  signals[ARRANGED] = g_signal_new ("arranged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SUMMED] = g_signal_new ("summed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_sheet_init (YztSheet *self)
{
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_block_unref);
  self->filters = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_sheet_filter_unref);
  self->late = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->slots = g_hash_table_new (NULL, NULL);
  self->sort_column = -1;
}

YztSheet *
yzt_sheet_new (YztStore *store, YztKind *kind, const char *language, GTimeZone *zone)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL && zone != NULL, NULL);
  YztSheet *self = g_object_new (YZT_TYPE_SHEET, NULL);
  self->shape = yzt_sheet_shape_new (kind);
  self->language = language;
  self->zone = g_time_zone_ref (zone);
  if (self->shape->owner >= 0) {
    self->owner_id = g_strdup (yzt_kind_get_owner (kind));
    YztKind *owner = yzt_kind_set_find (yzt_store_get_kinds (store), self->owner_id);
    self->owner_label = g_strdup (owner != NULL ? yzt_kind_get_label (owner, language) : self->owner_id);
  }
  self->work = yzt_sheet_work_new (store, self->shape, language, on_news, self);
  self->n_jobs = 1;
  yzt_sheet_work_load (self->work, TRUE);
  return self;
}
