/* yzt-command.c: command of one incident: reading it and giving orders, on workers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-dispatch-private.h"
#include "yzt-task.h"

#define REACH_START_M 20000.0

G_DEFINE_FINAL_TYPE (YztCommand, yzt_command, G_TYPE_OBJECT)

enum { CHANGED, LOADED, SAID, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- reading --- */

typedef struct {
  YztStore *store;
  YztGeneration *generation;
  const YztCommandRules *rules;
  gint64 incident;
  char *today;
  YztRow *row, *zone;
  GPtrArray *needs;
  YztSupply *supply;
  YztTeamCover *cover;
  YztWindRules wind_rules;
  gint64 now_ms;
  YztWind *wind;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;
  g_object_unref (reading->store);
  yzt_generation_unref (reading->generation);
  g_free (reading->today);
  g_clear_pointer (&reading->row, yzt_row_free);
  g_clear_pointer (&reading->zone, yzt_row_free);
  g_clear_pointer (&reading->wind, yzt_wind_free);
  g_clear_pointer (&reading->needs, g_ptr_array_unref);
  g_clear_pointer (&reading->supply, yzt_supply_unref);
  g_clear_pointer (&reading->cover, yzt_team_cover_free);
  g_free (reading);
}

/* The last zone of this incident that nobody has ended. */
static gboolean
find_zone (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, reading->incident);
  if (g_str_equal (yzt_dispatch_text (row, "incident"), link) && *yzt_dispatch_text (row, "until_utc") == '\0') {
    g_clear_pointer (&reading->zone, yzt_row_free);
    reading->zone = yzt_row_copy (row);
  }
  return TRUE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  YztKindSet *kinds = yzt_store_get_kinds (reading->store);
  YztKind *incident = yzt_kind_set_find (kinds, "incident"), *need = yzt_kind_set_find (kinds, "incident-need"), *zone = yzt_kind_set_find (kinds, "danger-zone");
  GError *error = NULL;
  reading->needs = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  reading->row = incident != NULL ? yzt_store_get_row (reading->store, incident, reading->incident, &error) : NULL;
  if (error == NULL && need != NULL) {
    yzt_store_read_children (reading->store, need, reading->incident, yzt_dispatch_collect, reading->needs, &error);
  }
  if (error == NULL && zone != NULL) {
    yzt_store_read_rows (reading->store, zone, find_zone, reading, &error);
  }
  if (error == NULL && reading->row->has_position) {
    reading->wind = yzt_wind_find (reading->store, (YztPosition) { reading->row->lon, reading->row->lat }, &reading->wind_rules, reading->now_ms, &error);
  }
  if (error == NULL) {
    reading->supply = yzt_supply_read (reading->store, reading->today, &error);
  }
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  reading->cover = yzt_team_cover_new (reading->generation, reading->supply, reading->rules);
  g_task_return_boolean (task, TRUE);
}

static void start_reading (YztCommand *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztCommand *self = YZT_COMMAND (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  self->loading = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error) || reading->incident != self->incident || self->session == NULL) {
    if (self->session != NULL && self->incident != 0 && (reading->incident != self->incident || self->stale)) {
      start_reading (self);
    }
    return;
  }
  g_clear_pointer (&self->needs, yzt_needs_free);
  g_clear_pointer (&self->supply, yzt_supply_unref);
  g_clear_pointer (&self->cover, yzt_team_cover_free);
  gboolean first = self->row == NULL;
  g_clear_pointer (&self->row, yzt_row_free);
  g_clear_pointer (&self->need_rows, g_ptr_array_unref);
  self->supply = g_steal_pointer (&reading->supply);
  self->cover = g_steal_pointer (&reading->cover);
  self->need_rows = g_steal_pointer (&reading->needs);
  self->row = g_steal_pointer (&reading->row);
  g_clear_pointer (&self->fed, yzt_wind_free);
  self->fed = g_steal_pointer (&reading->wind);
  self->needs = yzt_needs_new (self->supply, self->rules, self->incident, (YztPosition) { self->row->lon, self->row->lat }, self->need_rows);
  if (first) {
    yzt_command_take_zone_row (self, reading->zone);
  }
  yzt_command_lay_zone (self);
  g_signal_emit (self, signals[LOADED], 0);
  if (self->stale) {
    start_reading (self);
  }
}

static void
start_reading (YztCommand *self)
{
  YztStore *store = yzt_session_get_store (self->session);
  if (self->incident == 0 || store == NULL || self->rules == NULL) {
    return;
  }
  if (self->loading) {
    self->stale = TRUE;
    return;
  }
  self->loading = TRUE;
  self->stale = FALSE;
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_read, NULL);
  const YztDispatchDesk desk = { .store = store, .clock = yzt_session_get_clock (self->session) };
  reading->store = g_object_ref (store);
  reading->generation = yzt_generation_ref (yzt_scene_get_generation (yzt_session_get_scene (self->session)));
  reading->rules = self->rules;
  reading->incident = self->incident;
  reading->today = yzt_dispatch_today (&desk);
  reading->wind_rules = self->wind_rules;
  reading->now_ms = yzt_clock_now_ms (desk.clock);
  g_task_set_task_data (task, reading, reading_free);
  g_task_set_check_cancellable (task, FALSE);
  yzt_task_run_in_thread (task, read_in_thread);
}

static void
on_rows_changed (YztCommand *self, YztActResult *result, gboolean from_outside, YztSession *session)
{
  static const char *const more[] = { "incident", "incident-need", "hazard-source", "danger-zone", "weather-observation", NULL };
  for (guint i = 0; i < result->touches->len && self->incident != 0; i++) {
    const char *kind = g_array_index (result->touches, YztTouch, i).kind;
    if (yzt_supply_is_made_of (kind) || g_strv_contains (more, kind)) {
      start_reading (self);
      return;
    }
    YztKind *known = yzt_kind_set_find (yzt_session_get_kinds (session), kind); /* a touch may name the table */
    if (known != NULL && (yzt_supply_is_made_of (yzt_kind_get_id (known)) || g_strv_contains (more, yzt_kind_get_id (known)))) {
      start_reading (self);
      return;
    }
  }
}

void
yzt_command_set_incident (YztCommand *self, gint64 fid)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  if (self->incident == fid) {
    return;
  }
  self->incident = fid;
  g_clear_pointer (&self->needs, yzt_needs_free);
  g_clear_pointer (&self->row, yzt_row_free);
  g_clear_pointer (&self->fed, yzt_wind_free);
  yzt_command_take_zone_row (self, NULL);
  yzt_command_lay_zone (self);
  start_reading (self);
  g_signal_emit (self, signals[LOADED], 0);
}

gint64
yzt_command_get_incident (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), 0);
  return self->incident;
}

const YztRow *
yzt_command_get_row (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->row;
}

YztSession *
yzt_command_get_session (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->session;
}

void
yzt_command_set_reach (YztCommand *self, const YztReach *reach)
{
  g_return_if_fail (YZT_IS_COMMAND (self) && reach != NULL);
  self->reach = *reach;
  g_signal_emit (self, signals[CHANGED], 0);
}

const YztReach *
yzt_command_get_reach (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return &self->reach;
}

YztNeeds *
yzt_command_get_needs (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->needs;
}

YztTeamCover *
yzt_command_get_cover (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->cover;
}

YztSupply *
yzt_command_get_supply (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->supply;
}

const YztCommandRules *
yzt_command_get_rules (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->rules;
}

/* --- writing --- */

typedef enum { JOB_ORDER, JOB_STEP, JOB_RELEASE, JOB_COUNT } Job;
typedef struct {
  gint64 base_fid;
  char *base_kind, *why;
  guint people;
  gint64 eta_ms;
  GArray *vehicles;  /* gint64 */
  GArray *items;     /* YztDispatchItem */
} Order;
typedef struct {
  Job job;
  YztStore *store;
  char *author, *language, *who, *reason;
  const YztClock *clock;
  gint64 incident, fid;
  YztDispatchState step;
  guint people;
  double counted;
  gboolean all;
  GArray *backs;     /* YztDispatchBack */
  GPtrArray *orders; /* Order * */
  GPtrArray *results;/* YztActResult * */
  char *refusal;     /* of one of several */
} Writing;

static void
order_free (gpointer data)
{
  Order *order = data;
  g_free (order->base_kind);
  g_free (order->why);
  g_array_unref (order->vehicles);
  g_array_unref (order->items);
  g_free (order);
}

static Order *
order_new (const char *base_kind, gint64 base_fid, const char *why)
{
  Order *order = g_new0 (Order, 1);
  order->base_kind = g_strdup (base_kind);
  order->base_fid = base_fid;
  order->why = g_strdup (why);
  order->vehicles = g_array_new (FALSE, FALSE, sizeof (gint64));
  order->items = g_array_new (FALSE, FALSE, sizeof (YztDispatchItem));
  return order;
}

static void
writing_free (gpointer data)
{
  Writing *writing = data;
  g_clear_object (&writing->store);
  g_free (writing->author);
  g_free (writing->language);
  g_free (writing->who);
  g_free (writing->reason);
  g_free (writing->refusal);
  g_clear_pointer (&writing->backs, g_array_unref);
  g_ptr_array_unref (writing->orders);
  g_ptr_array_unref (writing->results);
  g_free (writing);
}

static Writing *
writing_new (Job job)
{
  Writing *writing = g_new0 (Writing, 1);
  writing->job = job;
  writing->orders = g_ptr_array_new_with_free_func (order_free);
  writing->results = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_act_result_free);
  return writing;
}

static void
take_result (Writing *writing, YztActResult *result, GError **local, GError **error)
{
  if (result != NULL) {
    g_ptr_array_add (writing->results, result);
  } else if (*error == NULL) {
    *error = g_steal_pointer (local);
  }
  g_clear_error (local);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  const YztDispatchDesk desk = { writing->store, writing->author, "window", writing->language, writing->clock };
  GError *error = NULL, *local = NULL;
  YztActResult *result = NULL;
  for (guint i = 0; i < writing->orders->len; i++) {
    const Order *one = writing->orders->pdata[i];
    const YztDispatchOrder order = { .incident_fid = writing->incident, .base_kind = one->base_kind, .base_fid = one->base_fid, .people = one->people,
                                     .vehicles = (const gint64 *) (const void *) one->vehicles->data, .n_vehicles = one->vehicles->len,
                                     .items = (const YztDispatchItem *) (const void *) one->items->data, .n_items = one->items->len, .why = one->why, .eta_ms = one->eta_ms };
    result = yzt_dispatch_order (&desk, &order, NULL, &local);
    take_result (writing, result, &local, &error);
  }
  if (writing->job == JOB_STEP) {
    result = yzt_dispatch_step (&desk, writing->fid, writing->step, writing->who, writing->reason, 0, &local);
    take_result (writing, result, &local, &error);
  } else if (writing->job == JOB_RELEASE) {
    result = writing->all ? yzt_dispatch_release_all (&desk, writing->fid, &local)
                          : yzt_dispatch_release (&desk, writing->fid, writing->people, (const YztDispatchBack *) (const void *) writing->backs->data, writing->backs->len, &local);
    take_result (writing, result, &local, &error);
  } else if (writing->job == JOB_COUNT) {
    result = yzt_dispatch_correct_count (&desk, writing->fid, writing->counted, writing->who, writing->incident, &local);
    take_result (writing, result, &local, &error);
  }
  if (writing->results->len == 0 && error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  writing->refusal = error != NULL ? g_strdup (error->message) : NULL;
  g_clear_error (&error);
  g_task_return_int (task, (gssize) writing->results->len);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztCommand *self = YZT_COMMAND (source);
  g_autoptr (GTask) outer = user_data;
  g_autoptr (GError) error = NULL;
  Writing *writing = g_task_get_task_data (G_TASK (result));
  gssize n = g_task_propagate_int (G_TASK (result), &error);
  const char *sentence = error != NULL ? error->message : writing->refusal;
  if (self->session != NULL && yzt_session_get_store (self->session) == writing->store) {
    yzt_session_take_results (self->session, writing->results);
  }
  if (sentence != NULL) {
    g_signal_emit (self, signals[SAID], 0, sentence);
  }
  if (error != NULL) {
    g_task_return_error (outer, g_steal_pointer (&error));
  } else {
    g_task_return_int (outer, n);
  }
}

/* Takes @writing. */
static void
start_writing (YztCommand *self, Writing *writing, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) outer = g_task_new (self, NULL, callback, user_data);
  const char *author = yzt_session_get_author (self->session), *sentence = NULL;
  if (yzt_session_is_read_only (self->session) || yzt_session_get_store (self->session) == NULL) {
    sentence = _("This map is open for reading only; save a copy to a place you may write to.");
  } else if (author == NULL || *author == '\0') {
    sentence = _("Sign in first: your name stands on every change.");
  }
  if (sentence != NULL) {
    g_signal_emit (self, signals[SAID], 0, sentence);
    g_task_return_new_error (outer, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, "%s", sentence);
    writing_free (writing);
    return;
  }
  writing->store = g_object_ref (yzt_session_get_store (self->session));
  writing->author = g_strdup (author);
  writing->language = g_strdup (yzt_session_get_language (self->session));
  writing->clock = yzt_session_get_clock (self->session);
  writing->incident = self->incident;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_written, g_steal_pointer (&outer));
  g_task_set_task_data (task, writing, writing_free);
  yzt_task_run_in_thread (task, write_in_thread);
}

static void
add_pick (YztCommand *self, Order *order, const YztNeedPick *pick)
{
  if (pick->lot >= 0) {
    YztDispatchItem item = { g_array_index (self->supply->lots, YztSupplyLot, pick->lot).fid, pick->quantity };
    g_array_append_val (order->items, item);
  } else if (pick->vehicle >= 0) {
    g_array_append_val (order->vehicles, g_array_index (self->supply->vehicles, YztSupplyVehicle, pick->vehicle).fid);
  } else {
    order->people += (guint) pick->quantity;
  }
}

void
yzt_command_send_async (YztCommand *self, const YztNeedsProposal *proposal, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_COMMAND (self) && proposal != NULL && self->needs != NULL);
  Writing *writing = writing_new (JOB_ORDER);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (self->session));
  Order *order = NULL;
  guint base = G_MAXUINT;
  for (guint i = 0; i < proposal->picks->len; i++) {
    const YztNeedPick *pick = &g_array_index (proposal->picks, YztNeedPick, i);
    const YztSupplyBase *from = &g_array_index (self->supply->bases, YztSupplyBase, pick->base);
    if (pick->base != base) {
      double distance_m, minutes;
      order = order_new (from->kind, from->fid, proposal->reason);
      order->eta_ms = yzt_needs_way (self->needs, pick->base, &distance_m, &minutes) ? now_ms + (gint64) (ceil (minutes) * 60000) : 0;
      g_ptr_array_add (writing->orders, order);
      base = pick->base;
    }
    add_pick (self, order, pick);
  }
  start_writing (self, writing, callback, user_data);
}

void
yzt_command_order_async (YztCommand *self, const YztDispatchOrder *order, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_COMMAND (self) && order != NULL);
  Writing *writing = writing_new (JOB_ORDER);
  Order *one = order_new (order->base_kind, order->base_fid, order->why);
  one->people = order->people;
  one->eta_ms = order->eta_ms;
  g_array_append_vals (one->vehicles, order->vehicles, order->n_vehicles);
  g_array_append_vals (one->items, order->items, order->n_items);
  g_ptr_array_add (writing->orders, one);
  start_writing (self, writing, callback, user_data);
}

void
yzt_command_step_async (YztCommand *self, gint64 order_fid, YztDispatchState step, const char *who, const char *reason, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  Writing *writing = writing_new (JOB_STEP);
  writing->fid = order_fid;
  writing->step = step;
  writing->who = g_strdup (who);
  writing->reason = g_strdup (reason);
  start_writing (self, writing, callback, user_data);
}

void
yzt_command_release_async (YztCommand *self, gint64 order_fid, guint people, const YztDispatchBack *backs, guint n_backs, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  Writing *writing = writing_new (JOB_RELEASE);
  writing->fid = order_fid;
  writing->people = people;
  writing->all = backs == NULL && people == 0;
  writing->backs = g_array_new (FALSE, FALSE, sizeof (YztDispatchBack));
  g_array_append_vals (writing->backs, backs, n_backs);
  start_writing (self, writing, callback, user_data);
}

void
yzt_command_correct_count_async (YztCommand *self, gint64 stock_fid, double counted, const char *keeper, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  Writing *writing = writing_new (JOB_COUNT);
  writing->fid = stock_fid;
  writing->counted = counted;
  writing->who = g_strdup (keeper);
  start_writing (self, writing, callback, user_data);
}

int
yzt_command_write_finish (YztCommand *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

/* --- class --- */

static void
yzt_command_dispose (GObject *object)
{
  YztCommand *self = YZT_COMMAND (object);
  g_cancellable_cancel (self->cancellable);
  yzt_command_zone_dispose (self);
  g_clear_pointer (&self->fed, yzt_wind_free);
  g_clear_pointer (&self->needs, yzt_needs_free);
  g_clear_pointer (&self->supply, yzt_supply_unref);
  g_clear_pointer (&self->cover, yzt_team_cover_free);
  g_clear_pointer (&self->row, yzt_row_free);
  g_clear_pointer (&self->need_rows, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_command_parent_class)->dispose (object);
}

static void
yzt_command_finalize (GObject *object)
{
  YztCommand *self = YZT_COMMAND (object);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rules, yzt_command_rules_free);
  g_clear_pointer (&self->erg, yzt_erg_free);
  G_OBJECT_CLASS (yzt_command_parent_class)->finalize (object);
}

static void
yzt_command_class_init (YztCommandClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_command_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_command_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_COMMAND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOADED] = g_signal_new ("loaded", YZT_TYPE_COMMAND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAID] = g_signal_new ("said", YZT_TYPE_COMMAND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_command_init (YztCommand *self)
{
  self->reach = (YztReach) { .radius_m = REACH_START_M, .minutes = 60 };
  self->cancellable = g_cancellable_new ();
  yzt_command_zone_init (self);
}

YztCommand *
yzt_command_new (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztCommand *self = g_object_new (YZT_TYPE_COMMAND, NULL);
  g_autoptr (GError) error = NULL;
  self->session = g_object_ref (session);
  self->rules = yzt_load_command_rules (&error);
  self->erg = error == NULL ? yzt_load_erg (&error) : NULL;
  yzt_load_wind_rules (&self->wind_rules, error == NULL ? &error : NULL);
  if (error != NULL) {
    g_warning ("%s", error->message);
  }
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  return self;
}
