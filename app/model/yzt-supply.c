/* yzt-supply.c: everything that can be sent, as the file says it at one moment
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-supply.h"
#include <math.h>
#include "yzt-dispatch-private.h"

guint
yzt_supply_base_free (const YztSupplyBase *base)
{
  return base->ready && base->on_duty > base->out ? base->on_duty - base->out : 0;
}

YztSupply *
yzt_supply_ref (YztSupply *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
yzt_supply_unref (YztSupply *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count)) {
    return;
  }
  g_free (self->today);
  g_array_unref (self->bases);
  g_array_unref (self->lots);
  g_array_unref (self->vehicles);
  g_clear_pointer (&self->dispatches, g_ptr_array_unref);
  g_hash_table_unref (self->lots_by_item);
  g_hash_table_unref (self->base_by_fid[0]);
  g_hash_table_unref (self->base_by_fid[1]);
  g_string_chunk_free (self->strings);
  g_free (self);
}

gboolean
yzt_supply_is_made_of (const char *kind_id)
{
  static const char *const kinds[] = { "stock-line", "depot", "rescue-team", "vehicle", "dispatch", "dispatch-line", NULL };
  return g_strv_contains (kinds, kind_id);
}

static const char *
keep (YztSupply *self, const char *text)
{
  return g_string_chunk_insert_const (self->strings, text != NULL ? text : "");
}

static gint64 *
key_of (gint64 fid)
{
  gint64 *key = g_new (gint64, 1);
  *key = fid;
  return key;
}

int
yzt_supply_find_base (const YztSupply *self, gboolean team, gint64 fid)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->base_by_fid[team ? 1 : 0], &fid)) - 1;
}

typedef struct {
  YztSupply *supply;
  gboolean team;
  const char *kind;
} Reading;

static gboolean
read_base (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztSupply *self = reading->supply;
  const char *phone = yzt_dispatch_text (row, "duty_phone"), *state = yzt_dispatch_text (row, "state");
  YztSupplyBase base = { .is_team = reading->team, .fid = row->fid, .kind = keep (self, reading->kind), .name = keep (self, yzt_dispatch_text (row, "name")),
                         .type = keep (self, reading->team ? yzt_dispatch_text (row, "type") : ""), .has_place = row->has_position, .at = { row->lon, row->lat },
                         .ready = !g_str_equal (state, "maintenance"), .turnout_min = NAN,
                         .phone = keep (self, *phone != '\0' ? phone : yzt_dispatch_text (row, "phone")) };
  if (reading->team) {
    const YztCell *turnout = yzt_kind_get_field_index (row->kind, "turnout_min") >= 0 ? yzt_row_get (row, "turnout_min") : NULL, *duty = yzt_row_get (row, "on_duty");
    base.total = (guint) MAX (yzt_dispatch_number (row, "total"), 0);
    base.on_duty = duty != NULL && duty->type != YZT_CELL_NULL ? (guint) MAX (yzt_dispatch_number (row, "on_duty"), 0) : base.total;
    base.part_time = (guint) MAX (yzt_dispatch_number (row, "part_time"), 0);
    base.turnout_min = turnout != NULL && turnout->type != YZT_CELL_NULL ? yzt_dispatch_number (row, "turnout_min") : NAN;
  }
  g_array_append_val (self->bases, base);
  g_hash_table_insert (self->base_by_fid[reading->team ? 1 : 0], key_of (row->fid), GINT_TO_POINTER ((int) self->bases->len));
  return TRUE;
}

static void
index_lot (YztSupply *self, const char *item)
{
  g_autofree char *folded = yzt_text_fold (item);
  GArray *lots = g_hash_table_lookup (self->lots_by_item, folded);
  guint index = self->lots->len - 1;
  if (lots == NULL) {
    lots = g_array_new (FALSE, FALSE, sizeof (guint));
    g_hash_table_insert (self->lots_by_item, g_steal_pointer (&folded), lots);
  }
  g_array_append_val (lots, index);
}

static gboolean
read_lot (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztSupply *self = reading->supply;
  int base = yzt_supply_find_base (self, FALSE, row->owner_fid);
  const char *name = yzt_dispatch_text (row, "name");
  if (base < 0 || *name == '\0') {
    return TRUE;
  }
  double booked = yzt_dispatch_number (row, "quantity"), reserved = yzt_dispatch_number (row, "reserved");
  gboolean spent = yzt_dispatch_spent (row, self->today);
  YztSupplyLot lot = { .fid = row->fid, .base = (guint) base, .item = keep (self, name), .spec = keep (self, yzt_dispatch_text (row, "spec")),
                       .unit = keep (self, yzt_dispatch_text (row, "unit")), .booked = booked, .reserved = reserved, .expired = spent ? booked : 0,
                       .available = spent ? 0 : MAX (booked - reserved, 0), .minimum = yzt_dispatch_number (row, "minimum") };
  g_array_append_val (self->lots, lot);
  index_lot (self, name);
  return TRUE;
}

static gboolean
read_vehicle (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztSupply *self = reading->supply;
  int base = yzt_supply_find_base (self, TRUE, row->owner_fid);
  const char *state = yzt_dispatch_text (row, "state"), *type = yzt_dispatch_text (row, "type");
  if (base >= 0) {
    YztSupplyVehicle vehicle = { .fid = row->fid, .base = (guint) base, .name = keep (self, yzt_dispatch_text (row, "name")), .type = keep (self, *type != '\0' ? type : "other"),
                                 .fit = !g_str_equal (state, "repair") && !g_str_equal (state, "scrap") };
    g_array_append_val (self->vehicles, vehicle);
  }
  return TRUE;
}

static int
compare_vehicles (gconstpointer a, gconstpointer b)
{
  const YztSupplyVehicle *x = a, *y = b;
  return x->base != y->base ? (x->base < y->base ? -1 : 1) : x->fid < y->fid ? -1 : x->fid > y->fid;
}

/* People and vehicles that open orders hold. */
static void
count_orders (YztSupply *self)
{
  g_autoptr (GHashTable) vehicles = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < self->vehicles->len; i++) {
    YztSupplyVehicle *vehicle = &g_array_index (self->vehicles, YztSupplyVehicle, i);
    YztSupplyBase *base = &g_array_index (self->bases, YztSupplyBase, vehicle->base);
    base->first_vehicle = base->n_vehicles == 0 ? i : base->first_vehicle;
    base->n_vehicles++;
    g_hash_table_insert (vehicles, &vehicle->fid, vehicle);
  }
  for (guint i = 0; i < self->dispatches->len; i++) {
    const YztDispatch *order = self->dispatches->pdata[i];
    if (!yzt_dispatch_state_is_open (order->state)) {
      continue;
    }
    int base = g_str_equal (order->base_kind, "rescue-team") ? yzt_supply_find_base (self, TRUE, order->base_fid) : -1;
    if (base >= 0) {
      g_array_index (self->bases, YztSupplyBase, base).out += order->people - MIN (order->people_released, order->people);
    }
    for (guint k = 0; k < order->lines->len; k++) {
      const YztDispatchLine *line = &g_array_index (order->lines, YztDispatchLine, k);
      YztSupplyVehicle *vehicle = g_str_equal (line->taken_from_kind, "vehicle") && line->returned < 1 ? g_hash_table_lookup (vehicles, &line->taken_from_fid) : NULL;
      if (vehicle != NULL) {
        vehicle->order = keep (self, order->code);
      }
    }
  }
}

static gboolean
read_kind (YztSupply *self, YztStore *store, const char *id, gboolean team, YztRowFunc func, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), id);
  Reading reading = { self, team, id };
  return kind == NULL || yzt_store_read_rows (store, kind, func, &reading, error);
}

YztSupply *
yzt_supply_read (YztStore *store, const char *today, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  g_autoptr (YztSupply) self = g_new0 (YztSupply, 1);
  self->ref_count = 1;
  self->today = g_strdup (today);
  self->bases = g_array_new (FALSE, TRUE, sizeof (YztSupplyBase));
  self->lots = g_array_new (FALSE, TRUE, sizeof (YztSupplyLot));
  self->vehicles = g_array_new (FALSE, TRUE, sizeof (YztSupplyVehicle));
  self->lots_by_item = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->base_by_fid[0] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->base_by_fid[1] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->strings = g_string_chunk_new (64 * 1024);
  if (!read_kind (self, store, "depot", FALSE, read_base, error) || !read_kind (self, store, "rescue-team", TRUE, read_base, error)
      || !read_kind (self, store, "stock-line", FALSE, read_lot, error) || !read_kind (self, store, "vehicle", TRUE, read_vehicle, error)
      || (self->dispatches = yzt_dispatch_read (store, 0, error)) == NULL) {
    return NULL;
  }
  g_array_sort (self->vehicles, compare_vehicles);
  count_orders (self);
  return g_steal_pointer (&self);
}

char *
yzt_supply_held_elsewhere (const YztSupply *supply, gint64 incident_fid, guint most, YztSupplyNameFunc name_of, gpointer user_data)
{
  g_return_val_if_fail (supply != NULL && name_of != NULL, NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  guint n = 0;
  for (guint i = 0; i < supply->dispatches->len; i++) {
    const YztDispatch *order = supply->dispatches->pdata[i];
    if (order->incident_fid == incident_fid || !yzt_dispatch_state_is_open (order->state)) {
      continue;
    }
    if (n++ < most) {
      g_autofree char *what = yzt_dispatch_words (order);
      const char *name = name_of (order->incident_fid, user_data);
      g_string_append_printf (words, "%s%s: %s → %s", words->len > 0 ? "\n" : "", order->base_name, what, name != NULL ? name : order->code);
    }
  }
  if (n > most) {
    g_string_append_c (words, '\n');
    g_string_append_printf (words, ngettext ("and %u more order", "and %u more orders", n - most), n - most);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}
