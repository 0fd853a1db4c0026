/* yzt-table-panel.c: a kind of things as a table, below the map: sorted, filtered, summed, edited in place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-table-panel.h"
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-table-paste.h"
#include "yzt-table-private.h"
#include "yzt-table-set.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

G_DEFINE_FINAL_TYPE (YztTablePanel, yzt_table_panel, GTK_TYPE_WIDGET)

enum { SAID, N_SIGNALS };
static guint signals[N_SIGNALS];

void
yzt_table_panel_say (YztTablePanel *self, const char *sentence, gboolean with_undo)
{
  g_signal_emit (self, signals[SAID], 0, sentence, with_undo);
}

/* --- counts and sums --- */

static void
show_count (YztTablePanel *self)
{
  if (self->sheet == NULL) {
    return;
  }
  guint all = yzt_sheet_get_n_all (self->sheet), shown = g_list_model_get_n_items (G_LIST_MODEL (self->sheet));
  guint selected = yzt_selection_get_n_of_kind (yzt_selection_of (self->session), (guint) self->kind);
  g_autofree char *n_all = yzt_text_group_number (all, 0), *n_shown = yzt_text_group_number (shown, 0);
  g_autofree char *rows = shown == all ? g_strdup_printf (ngettext ("%s row", "%s rows", all), n_all)
                                       : g_strdup_printf (_("%s of %s rows"), n_shown, n_all);
  g_autofree char *text = selected > 1 ? g_strdup_printf (_("%s · %u selected"), rows, selected) : g_strdup (rows);
  gtk_label_set_text (self->count, text);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), yzt_sheet_is_busy (self->sheet));
}

static char *
sum_text (YztTablePanel *self, guint column)
{
  GArray *sums = yzt_sheet_get_sums (self->sheet, column);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; sums != NULL && i < sums->len; i++) {
    const YztSheetSum *sum = &g_array_index (sums, YztSheetSum, i);
    gboolean whole = sum->sum == (double) (gint64) sum->sum;
    g_autofree char *number = yzt_text_group_number (sum->sum, whole ? 0 : 2);
    g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " + " : "", number, *sum->unit != '\0' ? " " : "", sum->unit);
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
show_sums (YztTablePanel *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < yzt_sheet_get_n_columns (self->sheet); i++) {
    g_autofree char *sum = sum_text (self, i);
    if (sum != NULL) {
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "   ·   " : "", yzt_sheet_get_label (self->sheet, i), sum);
    }
  }
  g_autofree char *whole = g_strdup_printf (_("Sum: %s"), text->str);
  gtk_label_set_text (self->sums, whole);
  yzt_ui_set_tip (GTK_WIDGET (self->sums), whole);
  gtk_widget_set_visible (GTK_WIDGET (self->sums), text->len > 0);
}

/* --- sorting by headers --- */

static void
on_sorter_changed (YztTablePanel *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  if (self->sheet == NULL || self->filling || sorter == NULL) {
    return;
  }
  yzt_watchdog_action ("table-sort");
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL), b = g_object_new (G_TYPE_OBJECT, NULL);
  self->probed = -1;
  GtkOrdering order = gtk_sorter_compare (sorter, a, b);
  yzt_sheet_sort (self->sheet, self->probed, order == GTK_ORDERING_LARGER);
}

/* --- filters --- */

/* The column that the filter's entry stands for: the first choice is any. */
static int
filter_column (YztTablePanel *self)
{
  guint chosen = gtk_drop_down_get_selected (self->filter_column);
  return chosen == GTK_INVALID_LIST_POSITION ? -1 : (int) chosen - 1;
}

static void
show_filters (YztTablePanel *self)
{
  gboolean any = gtk_widget_get_visible (GTK_WIDGET (self->only));
  for (int i = -1; i < (int) yzt_sheet_get_n_columns (self->sheet) && !any; i++) {
    any = yzt_sheet_get_filter (self->sheet, i) != NULL;
  }
  gtk_widget_set_visible (self->clear, any);
  yzt_table_columns_mark_filters (self);
}

static void
on_filter (YztTablePanel *self)
{
  g_autoptr (GError) error = NULL;
  if (self->sheet == NULL || self->filling) {
    return;
  }
  yzt_watchdog_action ("table-filter");
  gboolean good = yzt_sheet_set_filter (self->sheet, filter_column (self), gtk_editable_get_text (GTK_EDITABLE (self->filter)), &error);
  gtk_label_set_text (self->problem, good ? "" : error->message);
  (good ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (self->filter), "error");
  show_filters (self);
}

static void
on_filter_column (YztTablePanel *self)
{
  if (self->sheet != NULL && !self->filling) {
    const char *text = yzt_sheet_get_filter (self->sheet, filter_column (self));
    self->filling = TRUE;
    gtk_editable_set_text (GTK_EDITABLE (self->filter), text != NULL ? text : "");
    self->filling = FALSE;
    gtk_label_set_text (self->problem, "");
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter), "error");
  }
}

static void
fill_filter_columns (YztTablePanel *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  gtk_string_list_append (labels, _("Any column"));
  for (guint i = 0; i < yzt_sheet_get_n_columns (self->sheet); i++) {
    gtk_string_list_append (labels, yzt_sheet_get_label (self->sheet, i));
  }
  gtk_drop_down_set_model (self->filter_column, G_LIST_MODEL (labels));
  gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
}

static void
clear_filters (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztTablePanel *self = YZT_TABLE_PANEL (widget);
  yzt_watchdog_action (name);
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->set_only), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->only), FALSE);
  self->filling = FALSE;
  gtk_label_set_text (self->problem, "");
  gtk_widget_remove_css_class (GTK_WIDGET (self->filter), "error");
  if (self->sheet != NULL) {
    yzt_sheet_clear_filters (self->sheet);
    show_filters (self);
  }
}

static void
on_only_selected (YztTablePanel *self)
{
  if (self->sheet == NULL || self->filling) {
    return;
  }
  if (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->set_only))) {
    yzt_sheet_set_only (self->sheet, NULL, 0);
    return;
  }
  guint n = 0;
  const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n);
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n; i++) {
    if ((int) things[i].kind == self->kind) {
      g_array_append_val (fids, things[i].fid);
    }
  }
  yzt_sheet_set_only (self->sheet, (const gint64 *) (gpointer) fids->data, fids->len);
  show_filters (self);
}

/* --- showing a kind --- */

static void
let_go (YztTablePanel *self)
{
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_pointer (&self->context, gtk_widget_unparent);
  gtk_column_view_set_model (self->view, NULL);
  yzt_table_columns_clear (self);
  if (self->growing != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->growing);
    self->growing = 0;
  }
  g_clear_object (&self->selection);
  self->cursor = (YztTableCursor) { NULL, GTK_INVALID_LIST_POSITION, 0, NULL };
  if (self->sheet != NULL) {
    g_signal_handlers_disconnect_by_data (self->sheet, self);
    yzt_sheet_close (self->sheet);
    g_clear_object (&self->sheet);
  }
}

static void
on_arranged (YztTablePanel *self)
{
  show_count (self);
  yzt_table_cursor_update (self);
}

/* Some columns, then some rows more a frame, until there are as many as the view ever makes: all at once would hold the window still. The first frame
 * has enough to do with the panel itself. */
static gboolean
grow (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztTablePanel *self = YZT_TABLE_PANEL (widget);
  if (gdk_frame_clock_get_frame_counter (clock) <= self->opened_at) {
    return G_SOURCE_CONTINUE;
  }
  yzt_watchdog_action ("table-rows");
  if (self->selection != NULL && (yzt_table_columns_grow (self) || yzt_table_selection_grow (self->selection))) {
    return G_SOURCE_CONTINUE;
  }
  self->growing = 0;
  yzt_table_cursor_settle (self);
  return G_SOURCE_REMOVE;
}

/* What is found is read from its top; and a view that stood among the rows that go would make all its widgets anew at once. */
static void
on_shrinking (YztTablePanel *self)
{
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view)), 0);
}

static void
on_rows (YztTablePanel *self)
{
  if (self->growing == 0 && self->selection != NULL && yzt_table_selection_wants_more (self->selection)) {
    self->growing = gtk_widget_add_tick_callback (GTK_WIDGET (self), grow, NULL, NULL);
  }
}

static void
on_failed (YztTablePanel *self, const char *sentence)
{
  gtk_label_set_text (self->problem, sentence);
}

static void
open_kind (YztTablePanel *self, guint kind)
{
  YztKind *shown = yzt_kind_set_get (yzt_session_get_kinds (self->session), kind);
  let_go (self);
  self->kind = (int) kind;
  self->filling = TRUE;
  self->sheet = yzt_sheet_new (yzt_session_get_store (self->session), shown, yzt_session_get_language (self->session),
                               yzt_session_get_time_zone (self->session));
  self->cursor = (YztTableCursor) { self->sheet, GTK_INVALID_LIST_POSITION, 0, yzt_link_names_of (self->session) };
  g_signal_connect_swapped (self->sheet, "arranged", G_CALLBACK (on_arranged), self);
  g_signal_connect_swapped (self->sheet, "progress", G_CALLBACK (show_count), self);
  g_signal_connect_swapped (self->sheet, "summed", G_CALLBACK (show_sums), self);
  g_signal_connect_swapped (self->sheet, "failed", G_CALLBACK (on_failed), self);
  self->selection = yzt_table_selection_new (self->sheet, self->session, kind);
  g_signal_connect_swapped (self->sheet, "items-changed", G_CALLBACK (on_rows), self);
  g_signal_connect_swapped (self->selection, "shrinking", G_CALLBACK (on_shrinking), self);
  yzt_table_columns_make (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  self->opened_at = clock != NULL ? gdk_frame_clock_get_frame_counter (clock) + 1 : 0;
  self->growing = gtk_widget_add_tick_callback (GTK_WIDGET (self), grow, NULL, NULL);
  fill_filter_columns (self);
  gtk_drop_down_set_selected (self->kinds, kind);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->set_only), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->only), FALSE);
  gtk_widget_set_visible (self->clear, FALSE);
  gtk_label_set_text (self->problem, "");
  gtk_label_set_text (self->sums, "");
  self->filling = FALSE;
  show_count (self);
}

static void
on_kind_chosen (YztTablePanel *self)
{
  guint kind = gtk_drop_down_get_selected (self->kinds);
  if (self->session != NULL && !self->filling && kind != GTK_INVALID_LIST_POSITION && (int) kind != self->kind) {
    yzt_watchdog_action ("table-kind");
    open_kind (self, kind);
    yzt_table_panel_focus (self); /* what was chosen is what the keys go on in */
  }
}

void
yzt_table_panel_show_kind (YztTablePanel *self, int kind)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (self));
  gint64 fid = 0;
  if (self->session == NULL) {
    return;
  }
  if (kind < 0 && !yzt_session_get_selected (self->session, &kind, &fid)) {
    kind = MAX (self->kind, 0);
  }
  if (self->sheet == NULL || kind != self->kind) {
    open_kind (self, (guint) kind);
  }
}

void
yzt_table_panel_show_only (YztTablePanel *self, guint kind, const gint64 *fids, guint n, const char *words)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (self));
  g_return_if_fail (words != NULL);
  yzt_table_panel_show_kind (self, (int) kind);
  if (self->sheet != NULL) {
    static const gint64 none = 0;
    gtk_label_set_text (self->only, words);
    gtk_widget_set_visible (GTK_WIDGET (self->only), TRUE);
    yzt_sheet_set_only (self->sheet, fids != NULL ? fids : &none, n);
    show_filters (self);
  }
}

void
yzt_table_panel_rest (YztTablePanel *self)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (self));
  let_go (self);
}

YztSheet *
yzt_table_panel_get_sheet (YztTablePanel *self)
{
  g_return_val_if_fail (YZT_IS_TABLE_PANEL (self), NULL);
  return self->sheet;
}

void
yzt_table_panel_focus (YztTablePanel *self)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (self));
  if (self->cursor.position == GTK_INVALID_LIST_POSITION) {
    self->cursor.position = 0;
    yzt_table_cursor_update (self);
  }
  yzt_table_cursor_focus (self);
}

static void
on_rows_changed (YztTablePanel *self, YztActResult *result)
{
  if (self->sheet != NULL) {
    yzt_sheet_take_touches (self->sheet, result);
  }
}

/* The row of what was selected elsewhere comes into sight. Where the cursor's row is among what is selected it stays: a paste begins there. */
static void
on_selected (YztTablePanel *self)
{
  int kind = -1;
  gint64 fid = 0;
  guint position = 0;
  gboolean stays = self->selection != NULL && self->cursor.position < g_list_model_get_n_items (G_LIST_MODEL (self->selection))
                && gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), self->cursor.position);
  if (self->sheet != NULL && !stays && yzt_session_get_selected (self->session, &kind, &fid) && kind == self->kind
      && yzt_sheet_find (self->sheet, fid, &position) && position != self->cursor.position) {
    yzt_table_panel_go_to (self, position, self->cursor.column);
  }
  show_count (self);
}

static void
fill_kinds (YztTablePanel *self)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    gtk_string_list_append (labels, yzt_kind_get_label (yzt_kind_set_get (kinds, i), yzt_session_get_language (self->session)));
  }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->kinds, G_LIST_MODEL (labels));
  self->filling = FALSE;
}

void
yzt_table_panel_set_session (YztTablePanel *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (self));
  let_go (self);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (yzt_selection_of (self->session), self);
  }
  g_set_object (&self->session, session);
  self->kind = -1;
  if (session != NULL) {
    g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
    g_signal_connect_swapped (yzt_selection_of (session), "changed", G_CALLBACK (on_selected), self);
    fill_kinds (self);
  }
}

/* --- actions --- */

static void
on_activate (YztTablePanel *self, guint position)
{
  self->cursor.position = position;
  yzt_table_edit_begin (self);
}

static void
act_on_table (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztTablePanel *self = YZT_TABLE_PANEL (widget);
  yzt_watchdog_action (name);
  if (self->sheet == NULL) {
    return;
  }
  if (g_str_equal (name, "table.edit")) {
    yzt_table_cursor_follow_focus (self);
    yzt_table_edit_begin (self);
  } else if (g_str_equal (name, "table.copy")) {
    yzt_table_copy (self);
  } else if (g_str_equal (name, "table.menu")) {
    yzt_table_cursor_show_menu (self);
  } else if (g_str_equal (name, "table.select-all")) {
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
  } else if (g_str_equal (name, "table.unsort")) {
    gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  } else if (g_str_equal (name, "table.filter")) {
    gtk_widget_grab_focus (GTK_WIDGET (self->filter));
  } else if (!yzt_table_may_write (self)) {
    return;
  } else if (g_str_equal (name, "table.set-values")) {
    yzt_table_cursor_follow_focus (self);
    yzt_table_set_values (self);
  } else if (g_str_equal (name, "table.paste")) {
    yzt_table_cursor_follow_focus (self);
    yzt_table_paste (self);
  } else {
    yzt_table_delete_rows (self);
  }
}

static void
show_columns (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztTablePanel *self = YZT_TABLE_PANEL (widget);
  yzt_watchdog_action (name);
  if (self->sheet != NULL) {
    GtkWidget *popover = yzt_table_columns_chooser (self);
    gtk_widget_set_parent (popover, GTK_WIDGET (self->menu_button));
    g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_unparent), NULL);
    gtk_popover_popup (GTK_POPOVER (popover));
  }
}

static void
on_column_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztTablePanel *self = YZT_TABLE_PANEL (widget);
  const char *field = g_variant_get_string (parameter, NULL);
  int column = self->sheet != NULL ? yzt_sheet_find_column (self->sheet, field) : -1;
  yzt_watchdog_action (name);
  if (self->sheet != NULL && column < 0) {
    column = (int) yzt_kind_get_n_fields (yzt_sheet_get_kind (self->sheet)); /* the owner stands behind the fields */
  }
  if (column < 0) {
    return;
  }
  if (g_str_equal (name, "table.hide-column")) {
    if (self->columns->pdata[column] != NULL) {
      gtk_column_view_column_set_visible (self->columns->pdata[column], FALSE);
    }
  } else {
    gtk_drop_down_set_selected (self->filter_column, (guint) column + 1);
    gtk_widget_grab_focus (GTK_WIDGET (self->filter));
  }
}

/* --- class --- */

static void
yzt_table_panel_dispose (GObject *object)
{
  YztTablePanel *self = YZT_TABLE_PANEL (object);
  if (self->view != NULL) {
    yzt_table_panel_set_session (self, NULL);
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
  }
  yzt_ui_dispose_template (GTK_WIDGET (self), YZT_TYPE_TABLE_PANEL);
  self->view = NULL;
  G_OBJECT_CLASS (yzt_table_panel_parent_class)->dispose (object);
}

static void
yzt_table_panel_finalize (GObject *object)
{
  YztTablePanel *self = YZT_TABLE_PANEL (object);
  g_ptr_array_unref (self->columns);
  g_hash_table_unref (self->cells);
  g_hash_table_unref (self->shown);
  G_OBJECT_CLASS (yzt_table_panel_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    guint key;
    GdkModifierType modifiers;
  } actions[] = {
    { "table.edit", GDK_KEY_F2, 0 },
    { "table.copy", GDK_KEY_c, GDK_CONTROL_MASK },
    { "table.paste", GDK_KEY_v, GDK_CONTROL_MASK },
    { "table.set-values", GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "table.delete", GDK_KEY_Delete, 0 },
    { "table.select-all", GDK_KEY_a, GDK_CONTROL_MASK },
    { "table.filter", GDK_KEY_f, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "table.menu", GDK_KEY_F10, GDK_SHIFT_MASK },
    { "table.unsort", 0, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, act_on_table);
    if (actions[i].key != 0) {
      gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
  }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "table.menu", NULL);
  gtk_widget_class_install_action (widget_class, "table.clear-filters", NULL, clear_filters);
  gtk_widget_class_install_action (widget_class, "table.columns", NULL, show_columns);
  gtk_widget_class_install_action (widget_class, "table.filter-column", "s", on_column_action);
  gtk_widget_class_install_action (widget_class, "table.hide-column", "s", on_column_action);
}

static void
yzt_table_panel_class_init (YztTablePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_table_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_table_panel_finalize;
  signals[SAID] = g_signal_new ("said", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-table-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, kinds);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, filter_column);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, filter);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, clear);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, only);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, problem);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, count);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, set_only);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, set_values);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, menu_button);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, view);
  gtk_widget_class_bind_template_child (widget_class, YztTablePanel, sums);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_column);
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_only_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, yzt_table_panel_focus);
  install_actions (widget_class);
}

static void
free_column (gpointer column)
{
  g_clear_object (&column);
}

static void
yzt_table_panel_init (YztTablePanel *self)
{
  self->kind = -1;
  self->columns = g_ptr_array_new_with_free_func (free_column);
  self->cells = g_hash_table_new (NULL, NULL);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->cursor.position = GTK_INVALID_LIST_POSITION;
  gtk_widget_init_template (GTK_WIDGET (self));
  yzt_ui_let_shrink (self->kinds, 6);
  yzt_ui_let_shrink (self->filter_column, 5);
  yzt_table_cursor_attach (self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (on_sorter_changed), self);
}
