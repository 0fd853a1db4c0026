/* yzt-dispatch.c: an order is given: what it takes is looked at and taken in one transaction
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-dispatch-private.h"
#include "yzt-incident-act.h"
#include <glib/gi18n-lib.h>
#include <math.h>

/* --- cells --- */

double
yzt_dispatch_number (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get (row, field) : NULL;
  return cell == NULL ? 0 : cell->type == YZT_CELL_NUMBER ? cell->v.number : cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : 0;
}

const char *
yzt_dispatch_text (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

void
yzt_dispatch_put_number (YztRow *row, const char *field, double value)
{
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = value };
  yzt_row_set (row, field, &cell);
}

void
yzt_dispatch_put_integer (YztRow *row, const char *field, gint64 value)
{
  YztCell cell = { .type = YZT_CELL_INTEGER, .v.integer = value };
  yzt_row_set (row, field, &cell);
}

void
yzt_dispatch_put_time (YztRow *row, const char *field, gint64 utc_ms)
{
  g_autofree char *text = yzt_time_format_utc (utc_ms / 1000 * 1000);
  yzt_row_set_text (row, field, text);
}

gboolean
yzt_dispatch_link (const YztRow *row, const char *field, char **kind_out, gint64 *fid_out)
{
  g_autoptr (GArray) links = yzt_links_from_text (yzt_dispatch_text (row, field));
  if (links->len == 0) {
    return FALSE;
  }
  *kind_out = g_strdup (g_array_index (links, YztLink, 0).kind);
  *fid_out = g_array_index (links, YztLink, 0).fid;
  return TRUE;
}

gboolean
yzt_dispatch_refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, sentence);
  return FALSE;
}

gboolean
yzt_dispatch_collect (const YztRow *row, gpointer rows)
{
  g_ptr_array_add (rows, yzt_row_copy (row));
  return TRUE;
}

YztKind *
yzt_dispatch_kind (const YztDispatchDesk *desk, const char *id, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), id);
  if (kind == NULL) {
    yzt_dispatch_refuse (error, _("This map has no kind “%s”; add the kind to the map first."), id);
  }
  return kind;
}

char *
yzt_dispatch_today (const YztDispatchDesk *desk)
{
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (desk->store);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yzt_clock_now_ms (desk->clock) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  return g_date_time_format (local, "%Y-%m-%d");
}

gboolean
yzt_dispatch_spent (const YztRow *stock, const char *today)
{
  const char *expiry = yzt_dispatch_text (stock, "expiry"), *state = yzt_dispatch_text (stock, "state");
  return (*expiry != '\0' && g_strcmp0 (expiry, today) < 0) || g_str_equal (state, "scrap") || g_str_equal (state, "repair");
}

/* --- states --- */

static const char *const codes[] = { "ordered", "acknowledged", "under-way", "arrived", "released", "refused", "withdrawn" };

YztDispatchState
yzt_dispatch_state_of (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (g_strcmp0 (code, codes[i]) == 0) {
      return (YztDispatchState) i;
    }
  }
  return YZT_DISPATCH_ORDERED;
}

const char *
yzt_dispatch_state_code (YztDispatchState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (codes), NULL);
  return codes[state];
}

gboolean
yzt_dispatch_state_is_open (YztDispatchState state)
{
  return state <= YZT_DISPATCH_ARRIVED;
}

/* --- an order --- */

typedef struct {
  const YztDispatchDesk *desk;
  const YztDispatchOrder *order;
  YztKind *order_kind, *line_kind, *stock_kind, *vehicle_kind, *incident_kind, *base_kind;
  char *today;
  gint64 fid;
  YztRow *row;
  GPtrArray *lines;   /* YztRow *: of the order */
  GString *words;     /* what is sent */
} Ordering;

/* People of the team that open orders hold, as the transaction sees it. */
static gboolean
count_people_out (Ordering *self, YztAct *act, gint64 *out, GError **error)
{
  g_autofree char *link = g_strdup_printf ("%s/%" G_GINT64_FORMAT, self->order->base_kind, self->order->base_fid);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  *out = 0;
  if (!yzt_act_read_rows (act, self->order_kind, "base", link, yzt_dispatch_collect, rows, error)) {
    return FALSE;
  }
  for (guint i = 0; i < rows->len; i++) {
    if (yzt_dispatch_state_is_open (yzt_dispatch_state_of (yzt_dispatch_text (rows->pdata[i], "state")))) {
      *out += (gint64) (yzt_dispatch_number (rows->pdata[i], "people") - yzt_dispatch_number (rows->pdata[i], "people_released"));
    }
  }
  return TRUE;
}

static gboolean
take_people (Ordering *self, YztAct *act, const YztRow *base, GError **error)
{
  gint64 out = 0;
  if (self->order->people == 0) {
    return TRUE;
  }
  if (yzt_kind_get_field_index (base->kind, "on_duty") < 0) {
    return yzt_dispatch_refuse (error, _("%s has no people to send; order material of it, or choose a team."), yzt_dispatch_text (base, "name"));
  }
  gboolean said = yzt_row_get (base, "on_duty") != NULL && yzt_row_get (base, "on_duty")->type != YZT_CELL_NULL;
  gint64 there = (gint64) yzt_dispatch_number (base, said ? "on_duty" : "total");
  if (!count_people_out (self, act, &out, error)) {
    return FALSE;
  }
  if (there <= 0) {
    return yzt_dispatch_refuse (error, _("%s has nobody on duty; correct its people on duty, or choose another team."), yzt_dispatch_text (base, "name"));
  }
  if (out + (gint64) self->order->people > there) {
    return yzt_dispatch_refuse (error, _("%s has %ld people on duty and %ld of them are out: %ld can be sent, not %u."), yzt_dispatch_text (base, "name"), (long) there,
                                (long) out, (long) MAX (there - out, 0), self->order->people);
  }
  g_string_append_printf (self->words, g_dngettext (GETTEXT_PACKAGE, "%u person", "%u people", self->order->people), self->order->people);
  return TRUE;
}

static YztRow *
add_line (Ordering *self, const char *name, const char *kind, gint64 fid, const char *unit, double quantity)
{
  g_autofree char *link = g_strdup_printf ("%s/%" G_GINT64_FORMAT, kind, fid);
  YztRow *line = yzt_row_new (self->line_kind);
  yzt_row_set_text (line, "name", name);
  yzt_row_set_text (line, "taken_from", link);
  yzt_row_set_text (line, "unit", unit);
  yzt_dispatch_put_number (line, "quantity", quantity);
  yzt_dispatch_put_number (line, "consumed", 0);
  yzt_dispatch_put_number (line, "returned", 0);
  g_ptr_array_add (self->lines, line);
  return line;
}

/* Is the vehicle in a line of an open order of which it has not come back? */
static gboolean
find_order_of (Ordering *self, YztAct *act, gint64 vehicle, char **code_out, GError **error)
{
  g_autofree char *link = g_strdup_printf ("vehicle/%" G_GINT64_FORMAT, vehicle);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  *code_out = NULL;
  if (!yzt_act_read_rows (act, self->line_kind, "taken_from", link, yzt_dispatch_collect, lines, error)) {
    return FALSE;
  }
  for (guint i = 0; i < lines->len && *code_out == NULL; i++) {
    const YztRow *line = lines->pdata[i];
    g_autofree char *kind = NULL;
    gint64 fid = 0;
    g_autoptr (YztRow) order = yzt_dispatch_link (line, "dispatch", &kind, &fid) ? yzt_act_get_row (act, self->order_kind, fid, NULL) : NULL;
    if (order != NULL && yzt_dispatch_state_is_open (yzt_dispatch_state_of (yzt_dispatch_text (order, "state"))) && yzt_dispatch_number (line, "returned") < 1) {
      *code_out = g_strdup (yzt_dispatch_text (order, "code"));
    }
  }
  return TRUE;
}

static gboolean
take_vehicles (Ordering *self, YztAct *act, GError **error)
{
  for (guint i = 0; i < self->order->n_vehicles; i++) {
    g_autoptr (YztRow) vehicle = yzt_act_get_row (act, self->vehicle_kind, self->order->vehicles[i], error);
    g_autofree char *code = NULL;
    if (vehicle == NULL || !find_order_of (self, act, vehicle->fid, &code, error)) {
      return FALSE;
    }
    const char *name = yzt_dispatch_text (vehicle, "name"), *state = yzt_dispatch_text (vehicle, "state");
    if (vehicle->owner_fid != self->order->base_fid || !g_str_equal (self->order->base_kind, "rescue-team")) {
      return yzt_dispatch_refuse (error, _("%s belongs to another team; order it of the team that has it."), name);
    }
    if (code != NULL) {
      return yzt_dispatch_refuse (error, _("%s is out by order %s; choose another vehicle, or release it there first."), name, code);
    }
    if (g_str_equal (state, "repair") || g_str_equal (state, "scrap")) {
      return yzt_dispatch_refuse (error, _("%s is not fit to go; choose another vehicle."), name);
    }
    for (guint k = 0; k < i; k++) {
      if (self->order->vehicles[k] == self->order->vehicles[i]) {
        return yzt_dispatch_refuse (error, _("%s stands in the order twice; take one of them out."), name);
      }
    }
    add_line (self, name, "vehicle", vehicle->fid, NULL, 1);
    g_string_append_printf (self->words, "%s%s", self->words->len > 0 ? _(", ") : "", name);
  }
  return TRUE;
}

static gboolean
take_item (Ordering *self, YztAct *act, const YztDispatchItem *item, GError **error)
{
  g_autoptr (YztRow) stock = yzt_act_get_row (act, self->stock_kind, item->stock_fid, error);
  if (stock == NULL) {
    return FALSE;
  }
  const char *name = yzt_dispatch_text (stock, "name"), *unit = yzt_dispatch_text (stock, "unit");
  double booked = yzt_dispatch_number (stock, "quantity"), reserved = yzt_dispatch_number (stock, "reserved"), left = MAX (booked - reserved, 0);
  g_autofree char *wanted_text = yzt_text_group_number (item->quantity, 2), *left_text = yzt_text_group_number (left, 2);
  if (stock->owner_fid != self->order->base_fid || !g_str_equal (self->order->base_kind, yzt_kind_get_owner (self->stock_kind))) {
    return yzt_dispatch_refuse (error, _("%s lies in another depot; order it of the depot that has it."), name);
  }
  if (!(item->quantity > 0) || !isfinite (item->quantity)) {
    return yzt_dispatch_refuse (error, _("Say how many of %s are to be sent: more than 0."), name);
  }
  if (yzt_dispatch_spent (stock, self->today)) {
    return yzt_dispatch_refuse (error, _("This lot of %s is expired or not in good condition; choose another."), name);
  }
  if (item->quantity > left) {
    return yzt_dispatch_refuse (error, _("Of %s only %s %s are left, not %s: others have reserved the rest; send fewer, or look where the next ones are."), name, left_text, unit,
                                wanted_text);
  }
  yzt_dispatch_put_number (stock, "reserved", reserved + item->quantity);
  YztRow *line = add_line (self, name, yzt_kind_get_id (self->stock_kind), stock->fid, unit, item->quantity);
  yzt_row_set_text (line, "spec", yzt_row_get_text (stock, "spec"));
  g_string_append_printf (self->words, "%s%s %s %s", self->words->len > 0 ? _(", ") : "", name, wanted_text, unit);
  return yzt_act_update (act, stock, error);
}

static gboolean
next_code (Ordering *self, YztAct *act, char **code_out, GError **error)
{
  g_auto (GStrv) day = g_strsplit (self->today, "-", -1);
  g_autofree char *compact = g_strjoinv ("", day);
  for (guint n = 1; n < 100000; n++) {
    g_autofree char *code = g_strdup_printf ("DP-%s-%03u", compact, n);
    g_autoptr (GError) local = NULL;
    if (yzt_act_find_row (act, self->order_kind, "code", code, &local) == 0) {
      *code_out = g_steal_pointer (&code);
      return local == NULL || (g_propagate_error (error, g_steal_pointer (&local)), FALSE);
    }
  }
  return yzt_dispatch_refuse (error, _("There is no number left for an order of this day."));
}

static void
fill_order (Ordering *self, const YztRow *base, const YztRow *incident, const char *code)
{
  YztRow *row = self->row;
  const char *base_name = yzt_dispatch_text (base, "name");
  g_autofree char *link = g_strdup_printf ("%s/%" G_GINT64_FORMAT, self->order->base_kind, base->fid), *name = g_strdup_printf ("%s: %s", base_name, self->words->str);
  row->owner_fid = incident->fid;
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "code", code);
  yzt_row_set_text (row, "state", "ordered");
  yzt_row_set_text (row, "base", link);
  yzt_row_set_text (row, "base_name", base_name);
  yzt_row_set_text (row, "ordered_by", self->desk->author);
  yzt_row_set_text (row, "why", self->order->why);
  yzt_dispatch_put_integer (row, "people", self->order->people);
  yzt_dispatch_put_integer (row, "people_released", 0);
  yzt_dispatch_put_time (row, "ordered_utc", yzt_clock_now_ms (self->desk->clock));
  if (self->order->eta_ms > 0) {
    yzt_dispatch_put_time (row, "eta_utc", self->order->eta_ms);
  }
  if (base->has_position) {
    yzt_dispatch_put_number (row, "from_lon", base->lon);
    yzt_dispatch_put_number (row, "from_lat", base->lat);
  }
  if (base->has_position && incident->has_position) {
    double metres = yzt_geo_distance_m ((YztPosition) { base->lon, base->lat }, (YztPosition) { incident->lon, incident->lat }, NULL);
    yzt_dispatch_put_number (row, "distance_m", round (metres));
  }
}

static gboolean
order_act (YztAct *act, gpointer user_data, GError **error)
{
  Ordering *self = user_data;
  g_autofree char *code = NULL;
  /* A transaction may be run anew. */
  g_string_truncate (self->words, 0);
  g_ptr_array_set_size (self->lines, 0);
  g_clear_pointer (&self->row, yzt_row_free);
  g_autoptr (YztRow) base = yzt_act_get_row (act, self->base_kind, self->order->base_fid, error);
  g_autoptr (YztRow) incident = base != NULL ? yzt_act_get_row (act, self->incident_kind, self->order->incident_fid, error) : NULL;
  if (incident == NULL || !take_people (self, act, base, error) || !take_vehicles (self, act, error)) {
    return FALSE;
  }
  const char *state = yzt_dispatch_text (incident, "state");
  if (g_str_equal (state, "closed") || g_str_equal (state, "cancelled")) {
    return yzt_dispatch_refuse (error, _("%s is closed; open it again before something is sent there."), yzt_dispatch_text (incident, "name"));
  }
  for (guint i = 0; i < self->order->n_items; i++) {
    if (!take_item (self, act, &self->order->items[i], error)) {
      return FALSE;
    }
  }
  if (self->words->len == 0) {
    return yzt_dispatch_refuse (error, _("Nothing is ordered of %s: say how many people, which vehicles or what material."), yzt_dispatch_text (base, "name"));
  }
  if (!next_code (self, act, &code, error)) {
    return FALSE;
  }
  self->row = yzt_row_new (self->order_kind);
  fill_order (self, base, incident, code);
  if (!yzt_act_insert (act, self->row, error)) {
    return FALSE;
  }
  self->fid = self->row->fid;
  g_autofree char *link = g_strdup_printf ("dispatch/%" G_GINT64_FORMAT, self->fid);
  for (guint i = 0; i < self->lines->len; i++) {
    YztRow *line = self->lines->pdata[i];
    line->owner_fid = incident->fid;
    yzt_row_set_text (line, "dispatch", link);
    if (!yzt_act_insert (act, line, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static char *
label_of (const Ordering *self)
{
  g_autoptr (YztRow) base = yzt_store_get_row (self->desk->store, self->base_kind, self->order->base_fid, NULL);
  g_autoptr (GString) what = g_string_new (NULL);
  if (self->order->people > 0) {
    g_string_append_printf (what, g_dngettext (GETTEXT_PACKAGE, "%u person", "%u people", self->order->people), self->order->people);
  }
  for (guint i = 0; i < self->order->n_vehicles; i++) {
    g_autoptr (YztRow) vehicle = yzt_store_get_row (self->desk->store, self->vehicle_kind, self->order->vehicles[i], NULL);
    g_string_append_printf (what, "%s%s", what->len > 0 ? _(", ") : "", vehicle != NULL ? yzt_dispatch_text (vehicle, "name") : "?");
  }
  for (guint i = 0; i < self->order->n_items; i++) {
    g_autoptr (YztRow) stock = yzt_store_get_row (self->desk->store, self->stock_kind, self->order->items[i].stock_fid, NULL);
    g_autofree char *number = yzt_text_group_number (self->order->items[i].quantity, 2);
    g_string_append_printf (what, "%s%s %s %s", what->len > 0 ? _(", ") : "", stock != NULL ? yzt_dispatch_text (stock, "name") : "?", number,
                            stock != NULL ? yzt_dispatch_text (stock, "unit") : "");
  }
  return g_strdup_printf (_("Order of %s: %s"), base != NULL ? yzt_dispatch_text (base, "name") : "?", what->str);
}

YztActResult *
yzt_dispatch_order (const YztDispatchDesk *desk, const YztDispatchOrder *order, gint64 *fid_out, GError **error)
{
  g_return_val_if_fail (desk != NULL && order != NULL && order->base_kind != NULL, NULL);
  Ordering self = { .desk = desk, .order = order };
  YztActResult *result = NULL;
  self.order_kind = yzt_dispatch_kind (desk, "dispatch", error);
  self.line_kind = self.order_kind != NULL ? yzt_dispatch_kind (desk, "dispatch-line", error) : NULL;
  self.stock_kind = self.line_kind != NULL ? yzt_dispatch_kind (desk, "stock-line", error) : NULL;
  self.vehicle_kind = self.stock_kind != NULL ? yzt_dispatch_kind (desk, "vehicle", error) : NULL;
  self.incident_kind = self.vehicle_kind != NULL ? yzt_dispatch_kind (desk, "incident", error) : NULL;
  self.base_kind = self.incident_kind != NULL ? yzt_dispatch_kind (desk, order->base_kind, error) : NULL;
  if (self.base_kind == NULL) {
    return NULL;
  }
  self.today = yzt_dispatch_today (desk);
  self.lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  self.words = g_string_new (NULL);
  g_autofree char *label = label_of (&self);
  const YztActInfo info = { .author = desk->author, .window = desk->window, .label = label, .incident = order->incident_fid, .nature = YZT_ACT_ORDER };
  result = yzt_incident_write_logged (desk->store, &info, "order", order_act, &self, error);
  if (result != NULL && fid_out != NULL) {
    *fid_out = self.fid;
  }
  g_free (self.today);
  g_ptr_array_unref (self.lines);
  g_string_free (self.words, TRUE);
  g_clear_pointer (&self.row, yzt_row_free);
  return result;
}
