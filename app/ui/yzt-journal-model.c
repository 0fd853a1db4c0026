/* yzt-journal-model.c: the diary as a list that knows every entry's number and time and reads the words page by page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-journal-model.h"

#define PAGE_ROWS 128
#define ROWS_ABOVE 32   /* of a page, before the row that was asked for: one scrolls both ways */
#define KEPT_ROWS 2048

struct _YztJournalRow {
  GObject parent_instance;
  GHashTable *living;      /* of the model; a row takes itself out */
  gint64 number, at_ms;
  YztJournalEntry entry;
  gboolean known, fresh;   /* has words; they are of the newest reading */
};
G_DEFINE_FINAL_TYPE (YztJournalRow, yzt_journal_row, G_TYPE_OBJECT)

struct _YztJournalModel {
  GObject parent_instance;
  YztSession *session;     /* NULL once stopped */
  GArray *marks;           /* YztJournalMark, newest first */
  GHashTable *living;      /* number → YztJournalRow, not owned */
  GQueue kept;             /* YztJournalRow, owned, the last that were read */
  GQueue wanted;           /* YztJournalRow, owned, without words yet; the last asked for first */
  char *text, *author;
  GCancellable *listing;   /* the listing under way */
  GCancellable *reading;   /* the page under way */
  gboolean listed;
};
static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YztJournalModel, yzt_journal_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum { CHANGED, N_ROW_SIGNALS };
static guint row_signals[N_ROW_SIGNALS];
enum { LISTED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- rows --- */

static void
yzt_journal_row_finalize (GObject *object)
{
  YztJournalRow *self = YZT_JOURNAL_ROW (object);
  if (self->living != NULL) {
    g_hash_table_remove (self->living, &self->number);
    g_hash_table_unref (self->living);
  }
  yzt_journal_entry_clear (&self->entry);
  G_OBJECT_CLASS (yzt_journal_row_parent_class)->finalize (object);
}

static void
yzt_journal_row_class_init (YztJournalRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_journal_row_finalize;
  row_signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_JOURNAL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_journal_row_init (YztJournalRow *self)
{
}

gint64
yzt_journal_row_get_number (YztJournalRow *self)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_ROW (self), 0);
  return self->number;
}

gint64
yzt_journal_row_get_at_ms (YztJournalRow *self)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_ROW (self), 0);
  return self->at_ms;
}

const YztJournalEntry *
yzt_journal_row_get_entry (YztJournalRow *self)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_ROW (self), NULL);
  return self->known ? &self->entry : NULL;
}

static YztJournalRow *
ref_row (YztJournalModel *self, const YztJournalMark *mark)
{
  YztJournalRow *row = g_hash_table_lookup (self->living, &mark->entry);
  if (row != NULL) {
    return g_object_ref (row);
  }
  row = g_object_new (YZT_TYPE_JOURNAL_ROW, NULL);
  row->living = g_hash_table_ref (self->living);
  row->number = mark->entry;
  row->at_ms = mark->at_ms;
  g_hash_table_insert (self->living, &row->number, row);
  return row;
}

/* --- reading pages --- */

static void read_next_page (YztJournalModel *self);

static void
take_entry (YztJournalModel *self, const YztJournalEntry *entry)
{
  g_autoptr (YztJournalRow) row = ref_row (self, &(YztJournalMark) { entry->entry, entry->at_ms });
  yzt_journal_entry_clear (&row->entry);
  row->entry = *entry;
  row->entry.author = g_strdup (entry->author);
  row->entry.label = g_strdup (entry->label);
  row->entry.window = g_strdup (entry->window);
  row->known = row->fresh = TRUE;
  g_queue_push_head (&self->kept, g_object_ref (row));
  g_signal_emit (row, row_signals[CHANGED], 0);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztJournalModel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) entries = yzt_session_read_journal_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  g_clear_object (&self->reading);
  if (entries == NULL) {
    g_signal_emit (self, signals[FAILED], 0, error->message);
    return;
  }
  for (guint i = 0; i < entries->len; i++) {
    take_entry (self, &g_array_index (entries, YztJournalEntry, i));
  }
  while (self->kept.length > KEPT_ROWS) {
    g_object_unref (g_queue_pop_tail (&self->kept));
  }
  read_next_page (self);
}

/* The row asked for last is the one that is looked at. Rows that nobody but the queue holds have left the screen. */
static YztJournalRow *
take_wanted (YztJournalModel *self)
{
  while (self->wanted.length > 0) {
    g_autoptr (YztJournalRow) row = g_queue_pop_head (&self->wanted);
    if (!row->fresh && G_OBJECT (row)->ref_count > 1) {
      return g_steal_pointer (&row);
    }
  }
  return NULL;
}

static void
read_next_page (YztJournalModel *self)
{
  guint position = 0;
  if (self->reading != NULL || self->session == NULL) {
    return;
  }
  g_autoptr (YztJournalRow) row = take_wanted (self);
  if (row == NULL) {
    return;
  }
  if (!yzt_journal_model_find (self, row->number, &position)) {
    read_next_page (self);
    return;
  }
  guint first = position - MIN (position, ROWS_ABOVE);
  YztJournalFilter filter = { .text = self->text, .author = self->author, .limit = PAGE_ROWS,
                              .before_entry = g_array_index (self->marks, YztJournalMark, first).entry + 1 };
  self->reading = g_cancellable_new ();
  yzt_session_read_journal_async (self->session, &filter, self->reading, on_page, g_object_ref (self));
}

static void
want_row (YztJournalModel *self, YztJournalRow *row)
{
  g_queue_push_head (&self->wanted, g_object_ref (row));
}

/* --- the list --- */

static GType
yzt_journal_model_get_item_type (GListModel *list)
{
  return YZT_TYPE_JOURNAL_ROW;
}

static guint
yzt_journal_model_get_n_items (GListModel *list)
{
  return YZT_JOURNAL_MODEL (list)->marks->len;
}

static gpointer
yzt_journal_model_get_item (GListModel *list, guint position)
{
  YztJournalModel *self = YZT_JOURNAL_MODEL (list);
  if (position >= self->marks->len) {
    return NULL;
  }
  YztJournalRow *row = ref_row (self, &g_array_index (self->marks, YztJournalMark, position));
  if (!row->fresh) {
    want_row (self, row);
    read_next_page (self);
  }
  return row;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = yzt_journal_model_get_item_type;
  iface->get_n_items = yzt_journal_model_get_n_items;
  iface->get_item = yzt_journal_model_get_item;
}

gboolean
yzt_journal_model_find (YztJournalModel *self, gint64 number, guint *position_out)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_MODEL (self), FALSE);
  guint low = 0, high = self->marks->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    gint64 entry = g_array_index (self->marks, YztJournalMark, middle).entry;
    if (entry == number) {
      *position_out = middle;
      return TRUE;
    }
    if (entry > number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return FALSE;
}

static int
day_of (YztJournalModel *self, guint position)
{
  gint64 at_ms = g_array_index (self->marks, YztJournalMark, position).at_ms;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  return g_date_time_get_year (local) * 1000 + g_date_time_get_day_of_year (local);
}

gboolean
yzt_journal_model_starts_day (YztJournalModel *self, guint position)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_MODEL (self), FALSE);
  if (self->session == NULL || position >= self->marks->len) {
    return FALSE;
  }
  return position == 0 || day_of (self, position) != day_of (self, position - 1);
}

gboolean
yzt_journal_model_is_listed (YztJournalModel *self)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_MODEL (self), FALSE);
  return self->listed;
}

/* --- listing --- */

/* The rows on screen may have been taken back meanwhile, and another may begin the day. */
static void
refresh_living (YztJournalModel *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer row;
  g_queue_clear_full (&self->kept, g_object_unref);
  g_hash_table_iter_init (&iter, self->living);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    g_ptr_array_add (rows, g_object_ref (row));
  }
  for (guint i = 0; i < rows->len; i++) {
    YztJournalRow *living = rows->pdata[i];
    living->fresh = FALSE;
    want_row (self, living);
    g_signal_emit (living, row_signals[CHANGED], 0);
  }
  g_clear_pointer (&rows, g_ptr_array_unref);
  read_next_page (self);
}

static void
set_marks (YztJournalModel *self, GArray *marks)
{
  g_autoptr (GArray) old = self->marks;
  guint same = 0, longest = MIN (old->len, marks->len);
  /* New entries come at the front; what stands below stays where it is, and with it the selection. */
  while (same < longest && g_array_index (old, YztJournalMark, old->len - 1 - same).entry
                               == g_array_index (marks, YztJournalMark, marks->len - 1 - same).entry) {
    same++;
  }
  self->marks = marks;
  if (old->len > same || marks->len > same) {
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len - same, marks->len - same);
  }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztJournalModel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) marks = yzt_session_list_journal_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  g_clear_object (&self->listing);
  self->listed = TRUE;
  if (marks == NULL) {
    g_signal_emit (self, signals[FAILED], 0, error->message);
    return;
  }
  set_marks (self, g_steal_pointer (&marks));
  refresh_living (self);
  g_signal_emit (self, signals[LISTED], 0);
}

/* The latest question wins. */
static void
list (YztJournalModel *self)
{
  YztJournalFilter filter = { .text = self->text, .author = self->author };
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  yzt_session_list_journal_async (self->session, &filter, self->listing, on_listed, g_object_ref (self));
}

gboolean
yzt_journal_model_set_filter (YztJournalModel *self, const char *text, const char *author)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_MODEL (self), FALSE);
  const char *wanted_text = text != NULL && *text != '\0' ? text : NULL;
  const char *wanted_author = author != NULL && *author != '\0' ? author : NULL;
  if (self->session == NULL || (g_strcmp0 (self->text, wanted_text) == 0 && g_strcmp0 (self->author, wanted_author) == 0)) {
    return FALSE;
  }
  g_free (self->text);
  g_free (self->author);
  self->text = g_strdup (wanted_text);
  self->author = g_strdup (wanted_author);
  list (self);
  return TRUE;
}

/* --- life --- */

void
yzt_journal_model_stop (YztJournalModel *self)
{
  g_return_if_fail (YZT_IS_JOURNAL_MODEL (self));
  if (self->session == NULL) {
    return;
  }
  g_cancellable_cancel (self->listing);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->listing);
  g_clear_object (&self->reading);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_queue_clear_full (&self->wanted, g_object_unref);
  set_marks (self, g_array_new (FALSE, FALSE, sizeof (YztJournalMark)));
}

static void
yzt_journal_model_dispose (GObject *object)
{
  YztJournalModel *self = YZT_JOURNAL_MODEL (object);
  yzt_journal_model_stop (self);
  g_queue_clear_full (&self->kept, g_object_unref);
  G_OBJECT_CLASS (yzt_journal_model_parent_class)->dispose (object);
}

static void
yzt_journal_model_finalize (GObject *object)
{
  YztJournalModel *self = YZT_JOURNAL_MODEL (object);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->living, g_hash_table_unref);
  g_free (self->text);
  g_free (self->author);
  G_OBJECT_CLASS (yzt_journal_model_parent_class)->finalize (object);
}

static void
yzt_journal_model_class_init (YztJournalModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_journal_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_journal_model_finalize;
  signals[LISTED] = g_signal_new ("listed", YZT_TYPE_JOURNAL_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", YZT_TYPE_JOURNAL_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_journal_model_init (YztJournalModel *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (YztJournalMark));
  self->living = g_hash_table_new (g_int64_hash, g_int64_equal);
}

YztJournalModel *
yzt_journal_model_new (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztJournalModel *self = g_object_new (YZT_TYPE_JOURNAL_MODEL, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (list), self);
  list (self);
  return self;
}
