/* yzt-totals-window.c: what the map holds of each item, by area, with the places that have it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-totals-window.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-base-map.h"
#include "yzt-totals.h"
#include "yzt-ui.h"

#define MOST_ITEMS 300
#define MOST_PLACES 200
#define REST_MS 250 /* a ring that is dragged, a selection that grows: added up when it rests */

typedef enum { SCOPE_ALL, SCOPE_SELECTED, SCOPE_RING, N_SCOPES } Scope;

struct _YztTotalsWindow {
  AdwWindow parent_instance;
  YztSession *session;
  YztRing *ring;        /* NULL: none */
  YztTotals *totals;    /* NULL while it is read */
  Scope read_scope;     /* what @totals are of */
  GPtrArray *areas;     /* char *, prefectures, then counties of the whole map: what @area offers behind the scopes */
  guint rest_timer;
  gboolean filling;
  GArray *shown;        /* guint, of the totals: what stands in @items */
  GArray *places;       /* guint, of the places of the chosen one */
  GtkWidget *search, *area, *items, *sites, *sums, *note, *all;
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztTotalsWindow, yzt_totals_window, ADW_TYPE_WINDOW)

static guint
chosen (YztTotalsWindow *self)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->area));
  return i == GTK_INVALID_LIST_POSITION ? 0 : i;
}

static Scope
chosen_scope (YztTotalsWindow *self)
{
  return chosen (self) < N_SCOPES ? (Scope) chosen (self) : SCOPE_ALL;
}

static const char *
chosen_area (YztTotalsWindow *self)
{
  guint i = chosen (self);
  return i >= N_SCOPES && i - N_SCOPES < self->areas->len ? self->areas->pdata[i - N_SCOPES] : NULL;
}

static char *
amount (double number, const char *unit)
{
  g_autofree char *figure = yzt_text_group_number (number, 2);
  return *unit != '\0' ? g_strdup_printf ("%s %s", figure, unit) : g_steal_pointer (&figure);
}

static GtkWidget *
new_row (const char *title, const char *second, const char *figure)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *name = yzt_ui_label (title, "row-title"), *number = yzt_ui_label (figure, "number");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), yzt_ui_label (second, "second-line number"));
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), number);
  gtk_widget_add_css_class (row, "totals-row");
  return row;
}

/* --- places of the chosen item --- */

static const YztTotal *
chosen_total (YztTotalsWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->items));
  int i = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  return i >= 0 && i < (int) self->shown->len ? self->totals->totals->pdata[g_array_index (self->shown, guint, i)] : NULL;
}

static char *
scope_label (YztTotalsWindow *self, Scope scope)
{
  if (scope == SCOPE_SELECTED) {
    g_autofree char *n = yzt_text_group_number (yzt_selection_get_n (yzt_selection_of (self->session)), 0);
    return g_strdup_printf (_("What is selected (%s)"), n);
  }
  if (scope == SCOPE_RING && self->ring != NULL && yzt_ring_is_active (self->ring)) {
    g_autofree char *radius = yzt_text_distance (yzt_ring_get_radius (self->ring));
    return g_strdup_printf (_("Within the ring of %s"), radius);
  }
  return g_strdup (scope == SCOPE_RING ? _("Within the ring (none is drawn: R)") : _("The whole map"));
}

static void
show_sums (YztTotalsWindow *self, const YztTotal *total)
{
  g_autofree char *booked = amount (total->booked, total->unit), *reserved = amount (total->reserved, total->unit);
  g_autofree char *expired = amount (total->expired, total->unit), *available = amount (total->available, total->unit);
  g_autofree char *label = scope_label (self, self->read_scope);
  /* Translators: "The whole map", then four quantities with their units */
  g_autofree char *words = g_strdup_printf (_("%s: booked %s · reserved %s · expired or broken %s · available %s"), label, booked, reserved, expired, available);
  gtk_label_set_text (GTK_LABEL (self->sums), words);
}

static void
on_item (YztTotalsWindow *self)
{
  const YztTotal *total = self->totals != NULL ? chosen_total (self) : NULL;
  const char *area = chosen_area (self);
  yzt_ui_clear_children (self->sites);
  g_array_set_size (self->places, 0);
  gtk_widget_set_sensitive (self->all, total != NULL);
  if (total == NULL) {
    gtk_label_set_text (GTK_LABEL (self->sums), "");
    return;
  }
  show_sums (self, total);
  for (guint i = 0; i < total->places->len && self->places->len < MOST_PLACES; i++) {
    const YztTotalPlace *place = &g_array_index (total->places, YztTotalPlace, i);
    if (!yzt_total_place_is_in (place, area)) {
      continue;
    }
    g_autofree char *available = amount (place->available, total->unit), *booked = amount (place->quantity, total->unit);
    g_autofree char *second = g_strdup_printf (_("%s · booked %s"), *place->area != '\0' ? place->area : _("no county said"), booked);
    gtk_list_box_append (GTK_LIST_BOX (self->sites), new_row (*place->name != '\0' ? place->name : _("Without a name"), second, available));
    g_array_append_val (self->places, i);
  }
}

/* The map goes there; the window stays. */
static void
on_site (GtkListBox *list, GtkListBoxRow *row, YztTotalsWindow *self)
{
  const YztTotal *total = chosen_total (self);
  guint i = (guint) gtk_list_box_row_get_index (row);
  if (total == NULL || i >= self->places->len) {
    return;
  }
  const YztTotalPlace *place = &g_array_index (total->places, YztTotalPlace, g_array_index (self->places, guint, i));
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), place->kind);
  if (kind >= 0) {
    yzt_session_select (self->session, kind, place->fid);
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.show-selected", NULL);
  }
}

static void
on_all (YztTotalsWindow *self)
{
  const YztTotal *total = chosen_total (self);
  g_autoptr (GArray) things = g_array_new (FALSE, FALSE, sizeof (YztThing));
  for (guint i = 0; total != NULL && i < self->places->len; i++) {
    const YztTotalPlace *place = &g_array_index (total->places, YztTotalPlace, g_array_index (self->places, guint, i));
    int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), place->kind);
    YztThing thing = { (guint) MAX (kind, 0), place->fid };
    if (kind >= 0) {
      g_array_append_val (things, thing);
    }
  }
  yzt_selection_set (yzt_selection_of (self->session), (const YztThing *) (gconstpointer) things->data, things->len);
}

/* --- items --- */

static gboolean
is_wanted (const YztTotal *total, const char *folded)
{
  g_autofree char *item = *folded != '\0' ? yzt_text_fold (total->item) : NULL;
  return item == NULL || strstr (item, folded) != NULL;
}

static void
show_items (YztTotalsWindow *self)
{
  g_autofree char *typed = yzt_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search))), *folded = g_strstrip (g_steal_pointer (&typed));
  const char *area = chosen_area (self);
  guint n_more = 0;
  yzt_ui_clear_children (self->items);
  g_array_set_size (self->shown, 0);
  for (guint i = 0; self->totals != NULL && i < self->totals->totals->len; i++) {
    const YztTotal *total = self->totals->totals->pdata[i];
    double quantity = 0, available = 0;
    guint n_places = 0;
    if (!is_wanted (total, folded) || !yzt_total_sum (total, area, &quantity, &available, &n_places)) {
      continue;
    }
    if (self->shown->len >= MOST_ITEMS) {
      n_more++;
      continue;
    }
    g_autofree char *figure = amount (available, total->unit), *booked = amount (quantity, total->unit);
    g_autofree char *second = g_strdup_printf (ngettext ("booked %s · in %u place", "booked %s · in %u places", n_places), booked, n_places);
    gtk_list_box_append (GTK_LIST_BOX (self->items), new_row (total->item, second, figure));
    g_array_append_val (self->shown, i);
  }
  g_autofree char *more = n_more > 0 ? g_strdup_printf (ngettext ("%u more item; write a part of its name", "%u more items; write a part of the name", n_more), n_more)
                        : self->totals == NULL ? g_strdup (_("Adding up…"))
                        : self->shown->len == 0 ? g_strdup (_("Nothing of that name is booked here.")) : NULL;
  gtk_label_set_text (GTK_LABEL (self->note), more != NULL ? more : "");
  gtk_widget_set_visible (self->note, more != NULL);
  gtk_list_box_select_row (GTK_LIST_BOX (self->items), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->items), 0));
  on_item (self);
}

/* --- of what --- */

static void
fill_areas (YztTotalsWindow *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint before = chosen (self);
  g_autofree char *area = g_strdup (chosen_area (self));
  for (Scope scope = SCOPE_ALL; scope < N_SCOPES; scope++) {
    g_autofree char *label = scope_label (self, scope);
    gtk_string_list_append (labels, label);
  }
  if (self->totals != NULL && self->read_scope == SCOPE_ALL) {
    g_ptr_array_set_size (self->areas, 0);
    g_ptr_array_extend (self->areas, self->totals->prefectures, (GCopyFunc) (void (*) (void)) g_strdup, NULL);
    g_ptr_array_extend (self->areas, self->totals->areas, (GCopyFunc) (void (*) (void)) g_strdup, NULL);
  }
  for (guint i = 0; i < self->areas->len; i++) {
    gtk_string_list_append (labels, self->areas->pdata[i]);
    before = g_strcmp0 (self->areas->pdata[i], area) == 0 ? N_SCOPES + i : before;
  }
  self->filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->area), G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->area), MIN (before, N_SCOPES + self->areas->len - 1));
  self->filling = FALSE;
}

static void read_again (YztTotalsWindow *self);

/* A reading under way, and what it is of. */
typedef struct {
  YztTotalsWindow *window;
  Scope scope;
} Reading;

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (YztTotalsWindow) self = reading->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztTotals) totals = yzt_session_read_totals_finish (result, &error);
  if (self->session == NULL) {
    return; /* closed */
  }
  if (totals == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      gtk_label_set_text (GTK_LABEL (self->note), yzt_ui_error_text (error));
    }
    return;
  }
  gboolean first = self->totals == NULL;
  g_clear_pointer (&self->totals, yzt_totals_free);
  self->totals = g_steal_pointer (&totals);
  self->read_scope = reading->scope;
  fill_areas (self);
  if (first && chosen_scope (self) != SCOPE_ALL) {
    read_again (self); /* the first time all is read, for the names of the areas */
  } else {
    show_items (self);
  }
}

/* In the worker: by the outlines of the base map. */
static void
tell_prefectures (const YztPosition *places, guint n, char **areas_out)
{
  g_autofree char *base = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  if (g_file_test (base, G_FILE_TEST_EXISTS)) {
    yzt_base_map_prefectures_at (base, places, n, areas_out);
  }
}

static int
compare_things (gconstpointer a, gconstpointer b)
{
  const YztThing *x = a, *y = b;
  return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : x->fid < y->fid ? -1 : x->fid > y->fid;
}

/* Whatever the layers and filters hide: what is there is there. */
static void
list_ring (YztTotalsWindow *self, GArray *things)
{
  if (self->ring == NULL || !yzt_ring_is_active (self->ring)) {
    return;
  }
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (self->session));
  g_autoptr (YztNearResult) near = yzt_near_result_new ();
  yzt_generation_near (generation, yzt_ring_get_center (self->ring), yzt_ring_get_radius (self->ring), YZT_SCENE_FILTER_ALL, 0, near);
  const YztHit *hits = yzt_near_result_get_hits (near);
  for (guint i = 0; i < yzt_near_result_get_n_hits (near); i++) {
    YztItem item;
    if (yzt_generation_get_item (generation, hits[i].index, &item)) {
      YztThing thing = { item.kind, item.fid };
      g_array_append_val (things, thing);
    }
  }
  g_array_sort (things, compare_things);
}

static void
read_again (YztTotalsWindow *self)
{
  if (self->session == NULL) {
    return; /* closed */
  }
  g_autoptr (GArray) things = g_array_new (TRUE, FALSE, sizeof (YztThing));
  Scope scope = self->totals == NULL ? SCOPE_ALL : chosen_scope (self);
  YztTotalsQuery query = { .areas = tell_prefectures };
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (scope == SCOPE_SELECTED) {
    query.only = yzt_selection_get (yzt_selection_of (self->session), &query.n_only);
  } else if (scope == SCOPE_RING) {
    list_ring (self, things);
    query.only = (const YztThing *) (gconstpointer) things->data;
    query.n_only = things->len;
  }
  Reading *reading = g_new0 (Reading, 1);
  *reading = (Reading) { g_object_ref (self), scope };
  yzt_session_read_totals_async (self->session, &query, self->cancellable, on_read, reading);
}

static void
on_area (YztTotalsWindow *self)
{
  if (self->filling || self->session == NULL) {
    return;
  }
  if (self->totals != NULL && (chosen_scope (self) != self->read_scope || self->read_scope != SCOPE_ALL)) {
    read_again (self);
  } else {
    show_items (self);
  }
}

static gboolean
on_rested (gpointer user_data)
{
  YztTotalsWindow *self = user_data;
  self->rest_timer = 0;
  fill_areas (self);
  if (chosen_scope (self) != SCOPE_ALL) {
    read_again (self);
  }
  return G_SOURCE_REMOVE;
}

static void
on_scope_changed (YztTotalsWindow *self)
{
  if (self->session == NULL) {
    return; /* closed */
  }
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  self->rest_timer = g_timeout_add (REST_MS, on_rested, self);
}

/* --- class --- */

static void
yzt_totals_window_dispose (GObject *object)
{
  YztTotalsWindow *self = YZT_TOTALS_WINDOW (object);
  if (self->items != NULL) { /* a list that goes tells that nothing is selected any more */
    g_signal_handlers_disconnect_by_data (self->items, self);
    g_signal_handlers_disconnect_by_data (self->search, self);
    g_signal_handlers_disconnect_by_data (self->area, self);
    self->items = NULL;
  }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  g_clear_object (&self->ring);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_totals_window_parent_class)->dispose (object);
}

static void
yzt_totals_window_finalize (GObject *object)
{
  YztTotalsWindow *self = YZT_TOTALS_WINDOW (object);
  g_clear_pointer (&self->totals, yzt_totals_free);
  g_array_unref (self->shown);
  g_array_unref (self->places);
  g_ptr_array_unref (self->areas);
  G_OBJECT_CLASS (yzt_totals_window_parent_class)->finalize (object);
}

static void
yzt_totals_window_class_init (YztTotalsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_totals_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_totals_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
in_scroller (GtkWidget *list)
{
  GtkWidget *scroller = yzt_ui_scroller (list);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "text-frame");
  return scroller;
}

static GtkWidget *
new_lists (YztTotalsWindow *self)
{
  GtkWidget *lists = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->items = gtk_list_box_new ();
  self->sites = gtk_list_box_new ();
  self->all = gtk_button_new_with_label (_("Mark All on the Map"));
  gtk_widget_set_halign (self->all, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (left), yzt_ui_label (_("Items, available"), "heading"));
  gtk_box_append (GTK_BOX (left), in_scroller (self->items));
  gtk_box_append (GTK_BOX (left), self->note);
  gtk_box_append (GTK_BOX (right), yzt_ui_label (_("Places, available"), "heading"));
  gtk_box_append (GTK_BOX (right), in_scroller (self->sites));
  gtk_box_append (GTK_BOX (right), self->all);
  gtk_box_set_homogeneous (GTK_BOX (lists), TRUE);
  gtk_box_append (GTK_BOX (lists), left);
  gtk_box_append (GTK_BOX (lists), right);
  g_signal_connect_swapped (self->items, "row-selected", G_CALLBACK (on_item), self);
  g_signal_connect (self->sites, "row-activated", G_CALLBACK (on_site), self);
  g_signal_connect_swapped (self->all, "clicked", G_CALLBACK (on_all), self);
  return lists;
}

static void
yzt_totals_window_init (YztTotalsWindow *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
  self->areas = g_ptr_array_new_with_free_func (g_free);
  self->search = gtk_search_entry_new ();
  self->area = gtk_drop_down_new (NULL, NULL);
  self->note = yzt_ui_label ("", "second-line");
  self->sums = yzt_ui_label ("", "number");
  gtk_label_set_wrap (GTK_LABEL (self->sums), TRUE);
  gtk_widget_set_hexpand (self->search, TRUE);
  g_object_set (self->search, "placeholder-text", _("Item, for example 冲锋舟"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Item"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->area), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Area"), -1);
  gtk_box_append (GTK_BOX (head), self->search);
  gtk_box_append (GTK_BOX (head), self->area);
  gtk_box_append (GTK_BOX (body), head);
  gtk_box_append (GTK_BOX (body), new_lists (self));
  gtk_box_append (GTK_BOX (body), self->sums);
  gtk_widget_add_css_class (body, "panel-body");
  yzt_ui_fill_window (ADW_WINDOW (self), adw_header_bar_new (), body);
  gtk_window_set_default_size (GTK_WINDOW (self), 760, 600);
}

/* With what a planner most likely asks about. */
static Scope
likely_scope (YztTotalsWindow *self)
{
  if (yzt_selection_get_n (yzt_selection_of (self->session)) > 1) {
    return SCOPE_SELECTED;
  }
  return self->ring != NULL && yzt_ring_is_active (self->ring) ? SCOPE_RING : SCOPE_ALL;
}

GtkWindow *
yzt_totals_window_new (GtkWindow *parent, YztSession *session, YztRing *ring)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztTotalsWindow *self = g_object_new (YZT_TYPE_TOTALS_WINDOW, "transient-for", parent, "title", _("What There Is"), NULL);
  self->session = g_object_ref (session);
  g_set_object (&self->ring, ring);
  fill_areas (self);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->area), likely_scope (self));
  show_items (self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (show_items), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_window_close), self); /* Esc */
  g_signal_connect_swapped (self->area, "notify::selected", G_CALLBACK (on_area), self);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yzt_selection_of (session), "changed", G_CALLBACK (on_scope_changed), self, G_CONNECT_SWAPPED);
  if (ring != NULL) {
    g_signal_connect_object (ring, "changed", G_CALLBACK (on_scope_changed), self, G_CONNECT_SWAPPED);
  }
  read_again (self);
  gtk_widget_grab_focus (self->search);
  return GTK_WINDOW (self);
}
