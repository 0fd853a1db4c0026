/* yzt-totals.c: what the map holds of each item: booked, reserved, expired, available, with the places that have it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-task.h"
#include "yzt-totals.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *name, *area, *prefecture;
  gboolean has_position;
  YztPosition at;
} Owner;

typedef struct {
  YztTotals *totals;
  GHashTable *by_item;  /* "item\001unit" → YztTotal */
  GHashTable *owners;   /* fid → Owner */
  GHashTable *areas, *prefectures; /* char *, sets */
  const YztTotalsQuery *query;
  guint owner_index;
  const char *owner_kind;
  int quantity, reserved, unit, expiry, state;
  GCancellable *cancellable;
} Reading;

static void
place_clear (gpointer data)
{
  YztTotalPlace *place = data;
  g_free (place->kind);
  g_free (place->name);
  g_free (place->area);
  g_free (place->prefecture);
}

static void
total_free (gpointer data)
{
  YztTotal *total = data;
  g_free (total->item);
  g_free (total->unit);
  g_array_unref (total->places);
  g_free (total);
}

void
yzt_totals_free (YztTotals *totals)
{
  if (totals != NULL) {
    g_ptr_array_unref (totals->totals);
    g_ptr_array_unref (totals->areas);
    g_ptr_array_unref (totals->prefectures);
    g_free (totals);
  }
}

static void
owner_free (gpointer data)
{
  Owner *owner = data;
  g_free (owner->name);
  g_free (owner->area);
  g_free (owner->prefecture);
  g_free (owner);
}

static int
compare_things (gconstpointer a, gconstpointer b)
{
  const YztThing *x = a, *y = b;
  return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : x->fid < y->fid ? -1 : x->fid > y->fid;
}

static gboolean
is_meant (const Reading *reading, gint64 fid)
{
  YztThing thing = { reading->owner_index, fid };
  return reading->query->only == NULL || bsearch (&thing, reading->query->only, reading->query->n_only, sizeof thing, compare_things) != NULL;
}

static gboolean
read_owner (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  if (!is_meant (reading, row->fid)) {
    return !g_cancellable_is_cancelled (reading->cancellable);
  }
  const char *name = yzt_row_get_text (row, "name");
  const char *area = yzt_kind_get_field_index (row->kind, "county") >= 0 ? yzt_row_get_text (row, "county") : NULL;
  Owner *owner = g_new0 (Owner, 1);
  gint64 *key = g_new (gint64, 1);
  *key = row->fid;
  owner->name = g_strdup (name != NULL ? name : "");
  owner->area = g_strdup (area != NULL ? area : "");
  owner->has_position = row->has_position;
  owner->at = (YztPosition) { row->lon, row->lat };
  g_hash_table_insert (reading->owners, key, owner);
  return !g_cancellable_is_cancelled (reading->cancellable);
}

static const char *
text_of (const YztRow *row, int field)
{
  return field >= 0 && row->cells[field].type == YZT_CELL_TEXT ? row->cells[field].v.text : "";
}

static double
number_of (const YztRow *row, int field)
{
  const YztCell *cell = field >= 0 ? &row->cells[field] : NULL;
  return cell == NULL ? 0 : cell->type == YZT_CELL_NUMBER ? cell->v.number : cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : 0;
}

static YztTotal *
total_of (Reading *reading, const char *item, const char *unit)
{
  g_autofree char *key = g_strdup_printf ("%s\001%s", item, unit);
  YztTotal *total = g_hash_table_lookup (reading->by_item, key);
  if (total == NULL) {
    total = g_new0 (YztTotal, 1);
    total->item = g_strdup (item);
    total->unit = g_strdup (unit);
    total->places = g_array_new (FALSE, TRUE, sizeof (YztTotalPlace));
    g_array_set_clear_func (total->places, place_clear);
    g_ptr_array_add (reading->totals->totals, total);
    g_hash_table_insert (reading->by_item, g_steal_pointer (&key), total);
  }
  return total;
}

static YztTotalPlace *
place_of (Reading *reading, YztTotal *total, gint64 fid)
{
  /* Lines of one owner mostly follow each other. */
  for (guint i = total->places->len; i > 0; i--) {
    YztTotalPlace *place = &g_array_index (total->places, YztTotalPlace, i - 1);
    if (place->fid == fid && g_str_equal (place->kind, reading->owner_kind)) {
      return place;
    }
  }
  const Owner *owner = g_hash_table_lookup (reading->owners, &fid);
  const char *area = owner != NULL ? owner->area : "", *prefecture = owner != NULL && owner->prefecture != NULL ? owner->prefecture : "";
  YztTotalPlace place = { .kind = g_strdup (reading->owner_kind), .fid = fid, .name = g_strdup (owner != NULL ? owner->name : ""),
                          .area = g_strdup (area), .prefecture = g_strdup (prefecture) };
  if (*area != '\0') {
    g_hash_table_add (reading->areas, g_strdup (area));
  }
  if (*prefecture != '\0') {
    g_hash_table_add (reading->prefectures, g_strdup (prefecture));
  }
  g_array_append_val (total->places, place);
  return &g_array_index (total->places, YztTotalPlace, total->places->len - 1);
}

static gboolean
read_line (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  const char *item = yzt_row_get_text (row, "name"), *expiry = text_of (row, reading->expiry), *state = text_of (row, reading->state);
  if (item == NULL || !is_meant (reading, row->owner_fid)) {
    return !g_cancellable_is_cancelled (reading->cancellable);
  }
  YztTotal *total = total_of (reading, item, text_of (row, reading->unit));
  YztTotalPlace *place = place_of (reading, total, row->owner_fid);
  double booked = number_of (row, reading->quantity), reserved = number_of (row, reading->reserved);
  gboolean spent = (*expiry != '\0' && strcmp (expiry, reading->query->today) < 0) || g_str_equal (state, "scrap") || g_str_equal (state, "repair");
  double available = spent ? 0 : MAX (booked - reserved, 0);
  total->n_lines++;
  total->booked += booked;
  total->reserved += reserved;
  total->expired += spent ? booked : 0;
  total->available += available;
  place->quantity += booked;
  place->available += available;
  return !g_cancellable_is_cancelled (reading->cancellable);
}

/* --- in order --- */

static int
compare_totals (gconstpointer a, gconstpointer b)
{
  const YztTotal *x = *(YztTotal *const *) a, *y = *(YztTotal *const *) b;
  int order = g_utf8_collate (x->item, y->item);
  return order != 0 ? order : strcmp (x->unit, y->unit);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const YztTotalPlace *x = a, *y = b;
  return x->available != y->available ? (x->available < y->available ? 1 : -1) : x->fid < y->fid ? -1 : x->fid > y->fid;
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(char *const *) a, *(char *const *) b);
}

static void
list_areas (GHashTable *areas, GPtrArray *list)
{
  GHashTableIter iter;
  gpointer area;
  g_hash_table_iter_init (&iter, areas);
  while (g_hash_table_iter_next (&iter, &area, NULL)) {
    g_ptr_array_add (list, g_strdup (area));
  }
  g_ptr_array_sort (list, compare_areas);
}

static void
put_in_order (Reading *reading)
{
  g_ptr_array_sort (reading->totals->totals, compare_totals);
  for (guint i = 0; i < reading->totals->totals->len; i++) {
    g_array_sort (((YztTotal *) reading->totals->totals->pdata[i])->places, compare_places);
  }
  list_areas (reading->areas, reading->totals->areas);
  list_areas (reading->prefectures, reading->totals->prefectures);
}

/* All owners of a kind are placed in one go. */
static void
place_owners (Reading *reading)
{
  guint n_all = g_hash_table_size (reading->owners), n = 0;
  g_autofree YztPosition *places = g_new (YztPosition, n_all + 1);
  g_autofree Owner **placed = g_new (Owner *, n_all + 1);
  g_autofree char **names = g_new0 (char *, n_all + 1);
  GHashTableIter iter;
  gpointer owner;
  g_hash_table_iter_init (&iter, reading->owners);
  while (g_hash_table_iter_next (&iter, NULL, &owner)) {
    if (((Owner *) owner)->has_position) {
      places[n] = ((Owner *) owner)->at;
      placed[n++] = owner;
    }
  }
  if (n > 0) {
    reading->query->areas (places, n, names);
  }
  for (guint i = 0; i < n; i++) {
    placed[i]->prefecture = names[i];
  }
}

static gboolean
read_kind (Reading *reading, YztStore *store, YztKindSet *kinds, YztKind *kind, GError **error)
{
  const char *owner_id = yzt_kind_get_owner (kind);
  YztKind *owner = owner_id != NULL ? yzt_kind_set_find (kinds, owner_id) : NULL;
  reading->quantity = yzt_kind_get_field_index (kind, "quantity");
  if (owner == NULL || reading->quantity < 0 || yzt_kind_is_wanted (kind)) {
    return TRUE;
  }
  reading->owner_kind = owner_id;
  reading->owner_index = (guint) yzt_kind_set_index (kinds, owner_id);
  reading->reserved = yzt_kind_get_field_index (kind, "reserved");
  reading->unit = yzt_kind_get_field_index (kind, "unit");
  reading->expiry = yzt_kind_get_field_index (kind, "expiry");
  reading->state = yzt_kind_get_field_index (kind, "state");
  g_hash_table_remove_all (reading->owners);
  if (!yzt_store_read_rows (store, owner, read_owner, reading, error)) {
    return FALSE;
  }
  if (reading->query->areas != NULL) {
    place_owners (reading);
  }
  return yzt_store_read_rows (store, kind, read_line, reading, error);
}

YztTotals *
yzt_totals_read (YztStore *store, const YztTotalsQuery *query, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && query != NULL && query->today != NULL, NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr (YztTotals) totals = g_new0 (YztTotals, 1);
  g_autoptr (GHashTable) by_item = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, owner_free);
  g_autoptr (GHashTable) areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) prefectures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = { .totals = totals, .by_item = by_item, .owners = owners, .areas = areas, .prefectures = prefectures, .query = query,
                      .cancellable = cancellable };
  gboolean good = TRUE;
  totals->totals = g_ptr_array_new_with_free_func (total_free);
  totals->areas = g_ptr_array_new_with_free_func (g_free);
  totals->prefectures = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && good; i++) {
    good = read_kind (&reading, store, kinds, yzt_kind_set_get (kinds, i), error) && !g_cancellable_set_error_if_cancelled (cancellable, error);
  }
  put_in_order (&reading);
  return good ? g_steal_pointer (&totals) : NULL;
}

gboolean
yzt_total_place_is_in (const YztTotalPlace *place, const char *area)
{
  g_return_val_if_fail (place != NULL, FALSE);
  return area == NULL || g_str_equal (place->area, area) || g_str_equal (place->prefecture, area);
}

gboolean
yzt_total_sum (const YztTotal *total, const char *area, double *quantity_out, double *available_out, guint *n_places_out)
{
  g_return_val_if_fail (total != NULL && quantity_out != NULL && available_out != NULL && n_places_out != NULL, FALSE);
  *quantity_out = *available_out = 0;
  *n_places_out = 0;
  for (guint i = 0; i < total->places->len; i++) {
    const YztTotalPlace *place = &g_array_index (total->places, YztTotalPlace, i);
    if (yzt_total_place_is_in (place, area)) {
      *quantity_out += place->quantity;
      *available_out += place->available;
      (*n_places_out)++;
    }
  }
  return *n_places_out > 0;
}

/* --- for a window --- */

typedef struct {
  YztStore *store;
  char *today;
  YztThing *only;
  YztTotalsQuery query;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;
  g_object_unref (asking->store);
  g_free (asking->today);
  g_free (asking->only);
  g_free (asking);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asking *asking = data;
  GError *error = NULL;
  YztTotals *totals = yzt_totals_read (asking->store, &asking->query, cancellable, &error);
  if (totals == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, totals, (GDestroyNotify) yzt_totals_free);
  }
}

void
yzt_session_read_totals_async (YztSession *session, const YztTotalsQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL && query != NULL);
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yzt_clock_now_ms (yzt_session_get_clock (session)) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (session));
  Asking *asking = g_new0 (Asking, 1);
  asking->store = g_object_ref (yzt_session_get_store (session));
  asking->today = g_date_time_format (local, "%Y-%m-%d");
  asking->only = query->only != NULL ? g_new (YztThing, query->n_only + 1) : NULL;
  if (query->n_only > 0 && asking->only != NULL) {
    memcpy (asking->only, query->only, query->n_only * sizeof (YztThing));
  }
  asking->query = (YztTotalsQuery) { asking->today, asking->only, query->n_only, query->areas };
  g_task_set_task_data (task, asking, asking_free);
  yzt_task_run_in_thread (task, read_in_thread);
}

YztTotals *
yzt_session_read_totals_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
