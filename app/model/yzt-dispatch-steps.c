/* yzt-dispatch-steps.c: what becomes of an order: answered, under way, arrived, released, refused, withdrawn; counts corrected
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-dispatch-private.h"
#include "yzt-incident-act.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define ALMOST_NOTHING 1e-9

typedef struct {
  const YztDispatchDesk *desk;
  YztKind *order_kind, *line_kind, *stock_kind;
  gint64 order_fid;
  YztDispatchState step;
  const char *who, *reason;
  gint64 at_ms;
  gboolean all;
  guint people;
  const YztDispatchBack *backs;
  guint n_backs;
} Stepping;

static gboolean
stepping_init (Stepping *self, const YztDispatchDesk *desk, gint64 order_fid, GError **error)
{
  *self = (Stepping) { .desk = desk, .order_fid = order_fid };
  self->order_kind = yzt_dispatch_kind (desk, "dispatch", error);
  self->line_kind = self->order_kind != NULL ? yzt_dispatch_kind (desk, "dispatch-line", error) : NULL;
  self->stock_kind = self->line_kind != NULL ? yzt_dispatch_kind (desk, "stock-line", error) : NULL;
  return self->stock_kind != NULL;
}

static const char *
field_of_time (YztDispatchState state)
{
  static const char *const fields[] = { "ordered_utc", "acknowledged_utc", "under_way_utc", "arrived_utc", "released_utc", "refused_utc", "withdrawn_utc" };
  return fields[state];
}

static char *
state_words (const Stepping *self, YztDispatchState state)
{
  const YztField *field = yzt_kind_find_field (self->order_kind, "state");
  return g_strdup (yzt_field_get_value_label (field, yzt_dispatch_state_code (state), self->desk->language));
}

/* --- what comes back, or does not --- */

/* @consumed of the line is gone for good, @returned is on its shelf again. A shelf that was deleted meanwhile can take nothing back. */
static gboolean
settle_line (Stepping *self, YztAct *act, YztRow *line, double consumed, double returned, GError **error)
{
  g_autofree char *kind = NULL;
  gint64 fid = 0;
  g_autoptr (GError) gone = NULL;
  const char *name = yzt_dispatch_text (line, "name");
  double held = yzt_dispatch_number (line, "quantity") - yzt_dispatch_number (line, "consumed") - yzt_dispatch_number (line, "returned");
  if (!(consumed >= 0) || !(returned >= 0) || consumed + returned > held + ALMOST_NOTHING) {
    g_autofree char *number = yzt_text_group_number (held, 2);
    return yzt_dispatch_refuse (error, _("Of %s %s are out by this order; consumed and returned cannot be more than that together, nor below 0."), name, number);
  }
  yzt_dispatch_put_number (line, "consumed", yzt_dispatch_number (line, "consumed") + consumed);
  yzt_dispatch_put_number (line, "returned", yzt_dispatch_number (line, "returned") + returned);
  if (!yzt_act_update (act, line, error)) {
    return FALSE;
  }
  if (!yzt_dispatch_link (line, "taken_from", &kind, &fid) || !g_str_equal (kind, yzt_kind_get_id (self->stock_kind)) || !(consumed + returned > 0)) {
    return TRUE;
  }
  g_autoptr (YztRow) stock = yzt_act_get_row (act, self->stock_kind, fid, &gone);
  if (stock == NULL && g_error_matches (gone, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
    return returned > 0 && self->step == YZT_DISPATCH_RELEASED
      ? yzt_dispatch_refuse (error, _("The depot of %s was deleted meanwhile: nothing can be returned to it; enter it as consumed, or take the deletion back first."), name) : TRUE;
  }
  if (stock == NULL) {
    g_propagate_error (error, g_steal_pointer (&gone));
    return FALSE;
  }
  yzt_dispatch_put_number (stock, "reserved", MAX (yzt_dispatch_number (stock, "reserved") - consumed - returned, 0));
  yzt_dispatch_put_number (stock, "quantity", MAX (yzt_dispatch_number (stock, "quantity") - consumed, 0));
  return yzt_act_update (act, stock, error);
}

static GPtrArray *
lines_of (Stepping *self, YztAct *act, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_autofree char *link = g_strdup_printf ("dispatch/%" G_GINT64_FORMAT, self->order_fid);
  return yzt_act_read_rows (act, self->line_kind, "dispatch", link, yzt_dispatch_collect, lines, error) ? g_steal_pointer (&lines) : NULL;
}

static double
held_of (const YztRow *line)
{
  return yzt_dispatch_number (line, "quantity") - yzt_dispatch_number (line, "consumed") - yzt_dispatch_number (line, "returned");
}

static gboolean
give_all_back (Stepping *self, YztAct *act, YztRow *order, GError **error)
{
  g_autoptr (GPtrArray) lines = lines_of (self, act, error);
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    if (!settle_line (self, act, lines->pdata[i], 0, held_of (lines->pdata[i]), error)) {
      return FALSE;
    }
  }
  yzt_dispatch_put_integer (order, "people_released", (gint64) yzt_dispatch_number (order, "people"));
  return lines != NULL;
}

/* --- steps --- */

static gboolean
may_step (Stepping *self, const YztRow *order, GError **error)
{
  YztDispatchState now = yzt_dispatch_state_of (yzt_dispatch_text (order, "state"));
  const char *code = yzt_dispatch_text (order, "code");
  g_autofree char *words = state_words (self, now), *wanted = state_words (self, self->step);
  gboolean forward = self->step <= YZT_DISPATCH_ARRIVED && self->step > now && now < YZT_DISPATCH_ARRIVED;
  gboolean refused = self->step == YZT_DISPATCH_REFUSED && now <= YZT_DISPATCH_ACKNOWLEDGED;
  gboolean withdrawn = self->step == YZT_DISPATCH_WITHDRAWN && now <= YZT_DISPATCH_UNDER_WAY;
  gboolean released = self->step == YZT_DISPATCH_RELEASED && yzt_dispatch_state_is_open (now);
  if (!forward && !refused && !withdrawn && !released) {
    return yzt_dispatch_refuse (error, _("Order %s is %s: it cannot become %s."), code, words, wanted);
  }
  if ((refused || withdrawn) && (self->reason == NULL || *self->reason == '\0')) {
    return yzt_dispatch_refuse (error, _("Say why order %s is %s."), code, wanted);
  }
  return TRUE;
}

static gboolean
step_act (YztAct *act, gpointer user_data, GError **error)
{
  Stepping *self = user_data;
  g_autoptr (YztRow) order = yzt_act_get_row (act, self->order_kind, self->order_fid, error);
  if (order == NULL || !may_step (self, order, error)) {
    return FALSE;
  }
  gboolean ends = self->step == YZT_DISPATCH_REFUSED || self->step == YZT_DISPATCH_WITHDRAWN;
  if (ends && !give_all_back (self, act, order, error)) {
    return FALSE;
  }
  yzt_row_set_text (order, "state", yzt_dispatch_state_code (self->step));
  yzt_dispatch_put_time (order, field_of_time (self->step), self->at_ms);
  if (self->who != NULL && *self->who != '\0') {
    yzt_row_set_text (order, "answered_by", self->who);
  }
  if (ends) {
    yzt_row_set_text (order, "reason", self->reason);
  }
  return yzt_act_update (act, order, error);
}

/* Writes with the order's own words in the label, told before the transaction and looked at again inside it. */
static YztActResult *
write_step (Stepping *self, const char *what, YztActFunc func, GError **error)
{
  g_autoptr (YztRow) order = yzt_store_get_row (self->desk->store, self->order_kind, self->order_fid, error);
  if (order == NULL) {
    return NULL;
  }
  g_autofree char *label = g_strdup_printf (_("Order %s (%s): %s"), yzt_dispatch_text (order, "code"), yzt_dispatch_text (order, "name"), what);
  const YztActInfo info = { .author = self->desk->author, .window = self->desk->window, .label = label, .incident = order->owner_fid, .nature = YZT_ACT_ORDER };
  return yzt_incident_write_logged (self->desk->store, &info, "order", func, self, error);
}

YztActResult *
yzt_dispatch_step (const YztDispatchDesk *desk, gint64 order_fid, YztDispatchState step, const char *who, const char *reason, gint64 at_ms, GError **error)
{
  g_return_val_if_fail (desk != NULL, NULL);
  g_return_val_if_fail (step != YZT_DISPATCH_ORDERED && step != YZT_DISPATCH_RELEASED, NULL);
  Stepping self;
  if (!stepping_init (&self, desk, order_fid, error)) {
    return NULL;
  }
  self.step = step;
  self.who = who;
  self.reason = reason;
  self.at_ms = at_ms > 0 ? at_ms : yzt_clock_now_ms (desk->clock);
  g_autofree char *words = state_words (&self, step);
  g_autofree char *what = reason != NULL && *reason != '\0' ? g_strdup_printf ("%s — %s", words, reason) : g_strdup (words);
  return write_step (&self, what, step_act, error);
}

/* --- release --- */

static gboolean
settle_named (Stepping *self, YztAct *act, GPtrArray *lines, GError **error)
{
  for (guint i = 0; i < self->n_backs; i++) {
    YztRow *line = NULL;
    for (guint k = 0; k < lines->len && line == NULL; k++) {
      line = ((YztRow *) lines->pdata[k])->fid == self->backs[i].line_fid ? lines->pdata[k] : NULL;
    }
    if (line == NULL) {
      return yzt_dispatch_refuse (error, _("The line does not belong to this order; look at the order again."));
    }
    if (!settle_line (self, act, line, self->backs[i].consumed, self->backs[i].returned, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
release_act (YztAct *act, gpointer user_data, GError **error)
{
  Stepping *self = user_data;
  g_autoptr (YztRow) order = yzt_act_get_row (act, self->order_kind, self->order_fid, error);
  if (order == NULL || !may_step (self, order, error)) {
    return FALSE;
  }
  if (self->all) {
    if (!give_all_back (self, act, order, error)) {
      return FALSE;
    }
  } else {
    gint64 out = (gint64) (yzt_dispatch_number (order, "people") - yzt_dispatch_number (order, "people_released"));
    if ((gint64) self->people > out) {
      return yzt_dispatch_refuse (error, _("%ld people are out by order %s: %u cannot be released."), (long) out, yzt_dispatch_text (order, "code"), self->people);
    }
    if (self->people == 0 && self->n_backs == 0) {
      return yzt_dispatch_refuse (error, _("Say how many people go back, or what was consumed and what is returned."));
    }
    yzt_dispatch_put_integer (order, "people_released", (gint64) yzt_dispatch_number (order, "people_released") + self->people);
  }
  g_autoptr (GPtrArray) lines = lines_of (self, act, error);
  if (lines == NULL || (!self->all && !settle_named (self, act, lines, error))) {
    return FALSE;
  }
  gboolean over = yzt_dispatch_number (order, "people_released") >= yzt_dispatch_number (order, "people");
  for (guint i = 0; i < lines->len; i++) {
    over = over && held_of (lines->pdata[i]) <= ALMOST_NOTHING;
  }
  if (over) {
    yzt_row_set_text (order, "state", yzt_dispatch_state_code (YZT_DISPATCH_RELEASED));
    yzt_dispatch_put_time (order, "released_utc", self->at_ms);
  }
  return yzt_act_update (act, order, error);
}

static YztActResult *
release (const YztDispatchDesk *desk, gint64 order_fid, gboolean all, guint people, const YztDispatchBack *backs, guint n_backs, GError **error)
{
  Stepping self;
  if (!stepping_init (&self, desk, order_fid, error)) {
    return NULL;
  }
  self.step = YZT_DISPATCH_RELEASED;
  self.at_ms = yzt_clock_now_ms (desk->clock);
  self.all = all;
  self.people = people;
  self.backs = backs;
  self.n_backs = n_backs;
  g_autoptr (GString) what = g_string_new (all ? _("released") : _("partly released"));
  if (!all && people > 0) {
    g_string_append (what, ", ");
    g_string_append_printf (what, g_dngettext (GETTEXT_PACKAGE, "%u person back", "%u people back", people), people);
  }
  double consumed = 0, returned = 0;
  for (guint i = 0; i < n_backs; i++) {
    consumed += backs[i].consumed;
    returned += backs[i].returned;
  }
  if (consumed > 0 || returned > 0) {
    g_autofree char *gone = yzt_text_group_number (consumed, 2), *back = yzt_text_group_number (returned, 2);
    g_string_append (what, ", ");
    g_string_append_printf (what, _("%s consumed, %s returned"), gone, back);
  }
  return write_step (&self, what->str, release_act, error);
}

YztActResult *
yzt_dispatch_release (const YztDispatchDesk *desk, gint64 order_fid, guint people, const YztDispatchBack *backs, guint n_backs, GError **error)
{
  g_return_val_if_fail (desk != NULL, NULL);
  return release (desk, order_fid, FALSE, people, backs, n_backs, error);
}

YztActResult *
yzt_dispatch_release_all (const YztDispatchDesk *desk, gint64 order_fid, GError **error)
{
  g_return_val_if_fail (desk != NULL, NULL);
  return release (desk, order_fid, TRUE, 0, NULL, 0, error);
}

/* --- counts --- */

typedef struct {
  const YztDispatchDesk *desk;
  YztKind *stock_kind;
  gint64 stock_fid;
  double counted;
  const char *keeper;
  char *today;
} Counting;

static gboolean
count_act (YztAct *act, gpointer user_data, GError **error)
{
  Counting *self = user_data;
  g_autoptr (YztRow) stock = yzt_act_get_row (act, self->stock_kind, self->stock_fid, error);
  if (stock == NULL) {
    return FALSE;
  }
  double reserved = yzt_dispatch_number (stock, "reserved");
  if (self->counted < reserved) {
    g_autofree char *counted = yzt_text_group_number (self->counted, 2), *held = yzt_text_group_number (reserved, 2);
    return yzt_dispatch_refuse (error, _("Only %s of %s are there, and %s are reserved: withdraw or shorten an order first, then enter the count."), counted,
                                yzt_dispatch_text (stock, "name"), held);
  }
  yzt_dispatch_put_number (stock, "quantity", self->counted);
  yzt_row_set_text (stock, "verified_at", self->today);
  yzt_row_set_text (stock, "verified_by", self->keeper != NULL && *self->keeper != '\0' ? self->keeper : self->desk->author);
  yzt_row_set_text (stock, "verified_how", "phone");
  return yzt_act_update (act, stock, error);
}

YztActResult *
yzt_dispatch_correct_count (const YztDispatchDesk *desk, gint64 stock_fid, double counted, const char *keeper, gint64 incident_fid, GError **error)
{
  g_return_val_if_fail (desk != NULL, NULL);
  Counting self = { .desk = desk, .stock_fid = stock_fid, .counted = counted, .keeper = keeper };
  self.stock_kind = yzt_dispatch_kind (desk, "stock-line", error);
  g_autoptr (YztRow) stock = self.stock_kind != NULL ? yzt_store_get_row (desk->store, self.stock_kind, stock_fid, error) : NULL;
  if (stock == NULL) {
    return NULL;
  }
  if (!(counted >= 0) || !isfinite (counted)) {
    yzt_dispatch_refuse (error, _("A count is a number, 0 or more."));
    return NULL;
  }
  g_autofree char *before = yzt_text_group_number (yzt_dispatch_number (stock, "quantity"), 2), *after = yzt_text_group_number (counted, 2);
  g_autofree char *label = g_strdup_printf (_("Count corrected by telephone: %s %s → %s %s (%s)"), yzt_dispatch_text (stock, "name"), before, after,
                                            yzt_dispatch_text (stock, "unit"), keeper != NULL && *keeper != '\0' ? keeper : desk->author);
  const YztActInfo info = { .author = desk->author, .window = desk->window, .label = label, .incident = incident_fid, .nature = YZT_ACT_ORDER };
  self.today = yzt_dispatch_today (desk);
  YztActResult *result = yzt_incident_write_logged (desk->store, &info, "call", count_act, &self, error);
  g_free (self.today);
  return result;
}
