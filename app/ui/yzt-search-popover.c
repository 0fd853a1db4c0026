/* yzt-search-popover.c: what the search box finds, under it: coordinates, names by kind, plans
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-search-popover.h"
#include <glib/gi18n-lib.h>
#include "yzt-find-code.h"
#include "yzt-hover.h"
#include "yzt-plan-chips.h"
#include "yzt-plan-library.h"
#include "yzt-plan-structure.h"
#include "yzt-popover-presses.h"
#include "yzt-symbol.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_NAMES 24
#define MOST_PLANS 6

struct _YztSearchPopover {
  GtkPopover parent_instance;
  GtkBox *chips;             /* filters of plans that were typed */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkLabel *nothing;
  GtkSearchEntry *entry; /* not owned: the parent */
  YztMapView *map;       /* not owned */
  YztSession *session;
  YztPlanLibrary *library;   /* of the session, which keeps it; NULL: none */
  GCancellable *cancellable; /* of the plan search under way */
  GPtrArray *results;        /* YztSearchResult, one per row */
  gboolean previewing;
};
G_DEFINE_FINAL_TYPE (YztSearchPopover, yzt_search_popover, GTK_TYPE_POPOVER)

enum { PREVIEWED, COMMITTED, LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- rows --- */

static GtkWidget *
new_symbol (YztSearchPopover *self, YztSearchResult *result)
{
  if (yzt_search_result_get_group (result) == YZT_SEARCH_FEATURE) {
    GtkWidget *symbol = yzt_symbol_new ();
    yzt_symbol_set (YZT_SYMBOL (symbol), yzt_ui_kind (self->session, yzt_search_result_get_kind (result)),
                    yzt_search_result_get_level (result), yzt_search_result_get_variant (result));
    return symbol;
  }
  gboolean plan = yzt_search_result_get_group (result) == YZT_SEARCH_PLAN;
  return gtk_image_new_from_icon_name (plan ? "x-office-document-symbolic" : "mark-location-symbolic");
}

static void
add_row (YztSearchPopover *self, YztSearchResult *result)
{
  const char *subtitle = yzt_search_result_get_subtitle (result);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *title = yzt_ui_label (yzt_search_result_get_title (result), NULL);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), title);
  if (subtitle != NULL && *subtitle != '\0') {
    GtkWidget *second = yzt_ui_label (subtitle, "second-line");
    gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (words), second);
  }
  if (yzt_search_result_get_snippet (result) != NULL) {
    GtkWidget *snippet = yzt_ui_label ("", "search-snippet");
    gtk_label_set_markup (GTK_LABEL (snippet), yzt_search_result_get_snippet (result));
    gtk_label_set_ellipsize (GTK_LABEL (snippet), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (words), snippet);
  }
  gtk_box_append (GTK_BOX (row), new_symbol (self, result));
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_add_css_class (row, "search-row");
  gtk_list_box_append (self->list, row);
  yzt_hover_bind_row (row, self->session, yzt_search_result_get_kind (result), yzt_search_result_get_fid (result));
  g_autofree char *spoken = g_strjoin (", ", yzt_search_result_get_heading (result), yzt_search_result_get_title (result), subtitle, NULL);
  yzt_ui_name_row (row, spoken);
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  YztSearchPopover *self = user_data;
  YztSearchResult *result = self->results->pdata[gtk_list_box_row_get_index (row)];
  YztSearchResult *last = before != NULL ? self->results->pdata[gtk_list_box_row_get_index (before)] : NULL;
  const char *heading = yzt_search_result_get_heading (result);
  gboolean first = last == NULL || !g_str_equal (yzt_search_result_get_heading (last), heading);
  gtk_list_box_row_set_header (row, first ? yzt_ui_label (heading, "search-heading") : NULL);
}

static void
show_results (YztSearchPopover *self)
{
  if (self->results->len == 0) {
    const char *why = yzt_search_explain (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
    gtk_label_set_text (self->nothing, why != NULL ? why : _("Nothing found. Try part of a name, a coordinate such as 112.55, 23.02, words of a plan, or a filter of plans such as 级别:市."));
  }
  gtk_stack_set_visible_child_name (self->stack, self->results->len > 0 ? "results" : "nothing");
}

static void
clear (YztSearchPopover *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  yzt_ui_clear_children (GTK_WIDGET (self->list));
  g_ptr_array_set_size (self->results, 0);
}

/* --- searching --- */

static void
on_plans (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztSearchPopover) self = user_data;
  g_autoptr (YztPlanFindings) findings = yzt_plan_library_search_finish (YZT_PLAN_LIBRARY (source), result, NULL);
  if (findings == NULL || self->session == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable) {
    return;
  }
  for (guint i = 0; i < findings->finds->len; i++) {
    YztSearchResult *found = yzt_search_result_new_plan (&g_array_index (findings->finds, YztPlanFind, i), (const char *const *) findings->words);
    g_ptr_array_add (self->results, found);
    add_row (self, found);
  }
  show_results (self);
}

/* Before all else, where somebody typed a whole code. */
static void
on_codes (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztSearchPopover) self = user_data;
  g_autoptr (GArray) found = yzt_session_find_code_finish (result, NULL);
  if (found == NULL || found->len == 0 || (gpointer) self->session != (gpointer) source || g_task_get_cancellable (G_TASK (result)) != self->cancellable) {
    return;
  }
  g_autoptr (GPtrArray) others = g_ptr_array_copy (self->results, (GCopyFunc) g_object_ref, NULL);
  g_ptr_array_set_free_func (others, g_object_unref);
  g_ptr_array_set_size (self->results, 0);
  yzt_ui_clear_children (GTK_WIDGET (self->list));
  for (guint i = 0; i < found->len; i++) {
    const YztCodeFind *find = &g_array_index (found, YztCodeFind, i);
    g_ptr_array_add (self->results, yzt_search_result_new_code (self->session, find->kind, find->fid, find->name, find->code, find->of));
    add_row (self, self->results->pdata[i]);
  }
  for (guint i = 0; i < others->len; i++) {
    g_ptr_array_add (self->results, g_object_ref (others->pdata[i]));
    add_row (self, others->pdata[i]);
  }
  show_results (self);
}

/* “响应分级:泄漏” asks for the word in that section (yzt-plan-index.h), “级别:市” for plans of that level (yzt-plan-ask.h). */
static void
search_plans (YztSearchPopover *self, const YztPlanAsk *ask)
{
  g_autofree char *today = yzt_plan_today (self->session);
  const YztPlanQuery query = { .near_adcode = yzt_session_get_jurisdiction (self->session), .limit = MOST_PLANS,
                               .is_section = yzt_plan_topic_is_section };
  self->cancellable = g_cancellable_new ();
  yzt_plan_library_ask_async (yzt_plan_library_of (self->session), ask, &query, today, self->cancellable, on_plans, g_object_ref (self));
}

static void
on_search_changed (YztSearchPopover *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  clear (self);
  if (*text == '\0' || self->session == NULL) {
    gtk_popover_popdown (GTK_POPOVER (self));
    return;
  }
  yzt_watchdog_action ("search");
  YztPosition middle;
  yzt_map_view_get_view (self->map, &middle, NULL);
  g_autoptr (YztPlanAsk) ask = yzt_plan_ask_parse (text, yzt_session_get_kinds (self->session), yzt_session_get_language (self->session));
  yzt_plan_chips_fill (self->chips, ask, GTK_EDITABLE (self->entry), FALSE);
  /* Who filters plans does not look for names. */
  g_autoptr (GPtrArray) found = ask->typed->len == 0 ? yzt_search_now (self->session, yzt_map_view_get_base_map (self->map), middle, text, MOST_NAMES) : NULL;
  for (guint i = 0; found != NULL && i < found->len; i++) {
    g_ptr_array_add (self->results, g_object_ref (found->pdata[i]));
    add_row (self, found->pdata[i]);
  }
  search_plans (self, ask);
  if (ask->typed->len == 0 && yzt_session_get_store (self->session) != NULL) {
    yzt_session_find_code_async (self->session, text, self->cancellable, on_codes, g_object_ref (self));
  }
  show_results (self);
  gtk_popover_popup (GTK_POPOVER (self));
}

/* --- choosing --- */

static void
commit (YztSearchPopover *self, guint index)
{
  if (index >= self->results->len) {
    return;
  }
  g_autoptr (YztSearchResult) result = g_object_ref (self->results->pdata[index]);
  self->previewing = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[COMMITTED], 0, result);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, YztSearchPopover *self)
{
  commit (self, (guint) gtk_list_box_row_get_index (row));
}

static void
on_activate (YztSearchPopover *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  commit (self, row != NULL ? (guint) gtk_list_box_row_get_index (row) : 0);
}

/* Arrow keys walk the rows while the text keeps the focus. */
static void
walk (YztSearchPopover *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + step : (step > 0 ? 0 : (int) self->results->len - 1);
  row = gtk_list_box_get_row_at_index (self->list, CLAMP (index, 0, (int) self->results->len - 1));
  if (row == NULL) {
    return;
  }
  gtk_list_box_select_row (self->list, row);
  double y = 0;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  if (gtk_widget_translate_coordinates (GTK_WIDGET (row), GTK_WIDGET (self->list), 0, 0, NULL, &y)) {
    gtk_adjustment_clamp_page (adjustment, y, y + gtk_widget_get_height (GTK_WIDGET (row)));
  }
  self->previewing = TRUE;
  g_signal_emit (self, signals[PREVIEWED], 0, self->results->pdata[gtk_list_box_row_get_index (row)]);
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztSearchPopover *self)
{
  gboolean down = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down;
  gboolean up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up;
  if ((!down && !up) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0) {
    return GDK_EVENT_PROPAGATE;
  }
  if (self->results->len > 0) {
    walk (self, down ? 1 : -1);
  }
  return GDK_EVENT_STOP; /* with nothing found too: else the focus falls on the alarm below, and Return acknowledges it unseen */
}

gboolean
yzt_search_popover_leave (YztSearchPopover *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_POPOVER (self), FALSE);
  gboolean under_way = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';
  gboolean previewing = self->previewing;
  self->previewing = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_popover_popdown (GTK_POPOVER (self));
  if (previewing) {
    g_signal_emit (self, signals[LEFT], 0);
  }
  return under_way;
}

/* --- life --- */

static void
on_focus_out (YztSearchPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* More can be found now than when it was asked: asked again, unless somebody walks the rows already. */
static void
on_more_indexed (YztSearchPopover *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)) && gtk_list_box_get_selected_row (self->list) == NULL) {
    on_search_changed (self);
  }
}

void
yzt_search_popover_set_session (YztSearchPopover *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_SEARCH_POPOVER (self));
  clear (self);
  if (self->library != NULL) {
    g_signal_handlers_disconnect_by_data (self->library, self);
  }
  g_set_object (&self->session, session);
  /* From here on its index is kept current, so that the first word is found too. */
  self->library = session != NULL && yzt_session_get_state (session) == YZT_SESSION_READY ? yzt_plan_library_of (session) : NULL;
  if (self->library != NULL) {
    g_signal_connect_object (self->library, "changed", G_CALLBACK (on_more_indexed), self, G_CONNECT_SWAPPED);
  }
}

static void
yzt_search_popover_dispose (GObject *object)
{
  YztSearchPopover *self = YZT_SEARCH_POPOVER (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_SEARCH_POPOVER);
  G_OBJECT_CLASS (yzt_search_popover_parent_class)->dispose (object);
}

static void
yzt_search_popover_finalize (GObject *object)
{
  g_clear_pointer (&YZT_SEARCH_POPOVER (object)->results, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_search_popover_parent_class)->finalize (object);
}

static void
yzt_search_popover_class_init (YztSearchPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_search_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_search_popover_finalize;
  signals[PREVIEWED] = g_signal_new ("previewed", YZT_TYPE_SEARCH_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, YZT_TYPE_SEARCH_RESULT);
  signals[COMMITTED] = g_signal_new ("committed", YZT_TYPE_SEARCH_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, YZT_TYPE_SEARCH_RESULT);
  signals[LEFT] = g_signal_new ("left", YZT_TYPE_SEARCH_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-search-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, YztSearchPopover, chips);
  gtk_widget_class_bind_template_child (widget_class, YztSearchPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, YztSearchPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztSearchPopover, list);
  gtk_widget_class_bind_template_child (widget_class, YztSearchPopover, nothing);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
yzt_search_popover_init (YztSearchPopover *self)
{
  self->results = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, set_header, self, NULL);
  yzt_popover_take_presses (GTK_POPOVER (self));
}

YztSearchPopover *
yzt_search_popover_new (GtkSearchEntry *entry, YztMapView *map)
{
  g_return_val_if_fail (GTK_IS_SEARCH_ENTRY (entry), NULL);
  g_return_val_if_fail (YZT_IS_MAP_VIEW (map), NULL);
  YztSearchPopover *self = g_object_new (YZT_TYPE_SEARCH_POPOVER, NULL);
  self->entry = entry;
  self->map = map;
  gtk_widget_set_parent (GTK_WIDGET (self), GTK_WIDGET (entry));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  /* The entry outlives its popover by a moment when the window closes, and the focus leaves it just then. */
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, (GConnectFlags) 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_focus_out), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (on_search_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  return self;
}
