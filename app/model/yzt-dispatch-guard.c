/* yzt-dispatch-guard.c: no edit, and no taking back of one, leaves less in the books than open orders have reserved
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-dispatch-private.h"
#include <glib/gi18n-lib.h>

#define ALMOST_NOTHING 1e-9

typedef struct {
  YztAct *act;
  YztKind *orders, *lines, *stock;
} Guard;

static gboolean
check_line (const Guard *self, const YztRow *order, const YztRow *line, GError **error)
{
  g_autofree char *kind = NULL;
  gint64 fid = 0;
  double held = yzt_dispatch_number (line, "quantity") - yzt_dispatch_number (line, "consumed") - yzt_dispatch_number (line, "returned");
  if (held <= ALMOST_NOTHING || !yzt_dispatch_link (line, "taken_from", &kind, &fid) || !g_str_equal (kind, yzt_kind_get_id (self->stock))) {
    return TRUE;
  }
  g_autoptr (YztRow) row = yzt_act_get_row (self->act, self->stock, fid, NULL); /* a shelf may be deleted: what is out can still be consumed */
  double booked = row != NULL ? yzt_dispatch_number (row, "quantity") : 0, reserved = row != NULL ? yzt_dispatch_number (row, "reserved") : 0;
  if (row == NULL || (booked >= reserved - ALMOST_NOTHING && reserved >= held - ALMOST_NOTHING)) {
    return TRUE;
  }
  g_autofree char *has = yzt_text_group_number (booked, 2), *out = yzt_text_group_number (held, 2);
  return yzt_dispatch_refuse (error, _("%s: %s in the books would be less than what is reserved; order %s (%s) has %s of it. Release or withdraw that order first."), yzt_dispatch_text (row, "name"), has,
                              yzt_dispatch_text (order, "code"), yzt_dispatch_text (order, "base_name"), out);
}

gboolean
yzt_dispatch_check_stock (YztAct *act, YztStore *store, GError **error)
{
  static const char *const open[] = { "ordered", "acknowledged", "under-way", "arrived" };
  YztKindSet *kinds = yzt_store_get_kinds (store);
  const Guard guard = { act, yzt_kind_set_find (kinds, "dispatch"), yzt_kind_set_find (kinds, "dispatch-line"), yzt_kind_set_find (kinds, "stock-line") };
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  if (guard.orders == NULL || guard.lines == NULL || guard.stock == NULL) {
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (open); i++) {
    if (!yzt_act_read_rows (act, guard.orders, "state", open[i], yzt_dispatch_collect, orders, error)) {
      return FALSE;
    }
  }
  for (guint i = 0; i < orders->len; i++) {
    const YztRow *order = orders->pdata[i];
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
    g_autofree char *link = g_strdup_printf ("dispatch/%" G_GINT64_FORMAT, order->fid);
    if (!yzt_act_read_rows (act, guard.lines, "dispatch", link, yzt_dispatch_collect, lines, error)) {
      return FALSE;
    }
    for (guint k = 0; k < lines->len; k++) {
      if (!check_line (&guard, order, lines->pdata[k], error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}
