/* yzt-figures-window.c: the figures of the map: their list, one of them in full, live
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figures-window.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-figure-out.h"
#include "yzt-file-choosers.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define LEAST_GAP_MS 1000 /* between two askings of the figure that is shown */
#define LIST_GAP_MS 6000  /* and of the numbers in the list */

struct _YztFiguresWindow {
  AdwWindow parent_instance;
  YztSession *session;
  YztRing *ring;
  GtkWidget *search, *list, *bar, *page, *note;
  GHashTable *numbers;       /* id → GtkLabel in the list */
  const YztFigureSpec *spec; /* the one that is shown */
  YztFigureAnswer *answer;   /* NULL while it is asked for the first time */
  GCancellable *cancellable, *listing;
  gint64 asked_us, listed_us;
  guint asking;              /* questions under way, cancelled ones among them */
  gboolean stale;            /* the map has changed meanwhile */
  guint again, list_again;   /* timers */
  char *wanted;              /* key of the line whose records are being read; "" the whole; NULL none */
};
G_DEFINE_FINAL_TYPE (YztFiguresWindow, yzt_figures_window, ADW_TYPE_WINDOW)

enum { SHOW_ROWS, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (YztFiguresWindow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->note), sentence);
}

static gint64
now_ms (YztFiguresWindow *self)
{
  return yzt_clock_now_ms (yzt_session_get_clock (self->session));
}

/* --- asking --- */

/* Where and of what: the ring that lies there, the incident that is selected. */
static void
fill_scope (YztFiguresWindow *self, YztFigureAsk *ask)
{
  int kind;
  gint64 fid;
  yzt_figure_ask_init (ask, yzt_session_get_language (self->session), yzt_session_get_time_zone (self->session), now_ms (self));
  ask->counts_only = TRUE;
  if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
    ask->ring_m = yzt_ring_get_radius (self->ring);
    ask->ring_at = yzt_ring_get_center (self->ring);
  }
  if (yzt_session_get_selected (self->session, &kind, &fid) && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident")) {
    ask->incident_fid = fid;
  }
}

static void
show_answer (YztFiguresWindow *self)
{
  if (self->answer != NULL) {
    yzt_figure_page_show (YZT_FIGURE_PAGE (self->page), self->answer, yzt_figure_bar_get_shape (YZT_FIGURE_BAR (self->bar)),
                          yzt_figure_bar_get_before (YZT_FIGURE_BAR (self->bar)), yzt_session_get_language (self->session), now_ms (self));
  }
}

/* The one answer, NULL after having said why there is none. (transfer full) */
static YztFigureAnswer *
take_answer (YztFiguresWindow *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = yzt_session_figures_finish (result, &error);
  if (self->session == NULL) {
    return NULL;
  }
  if (answers == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    say (self, yzt_ui_error_text (error));
  }
  return answers != NULL && answers->len == 1 ? yzt_figure_answer_ref (answers->pdata[0]) : NULL;
}

static void on_rows_changed (YztFiguresWindow *self);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFiguresWindow) self = user_data;
  g_autoptr (YztFigureAnswer) answer = take_answer (self, result);
  self->asking--;
  if (self->asking == 0 && self->stale && self->session != NULL) {
    self->stale = FALSE;
    on_rows_changed (self);
  }
  if (answer == NULL || self->spec == NULL || !g_str_equal (answer->id, yzt_figure_spec_get_id (self->spec))) {
    return;
  }
  yzt_watchdog_background ("figure-answered");
  g_clear_pointer (&self->answer, yzt_figure_answer_unref);
  self->answer = g_steal_pointer (&answer);
  yzt_figure_bar_tell_days (YZT_FIGURE_BAR (self->bar), self->answer->from, self->answer->to);
  show_answer (self);
}

/* With the records behind it, for @callback alone, or to be shown. */
static void
ask_for (YztFiguresWindow *self, gboolean with_fids, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  YztFigureAsk what;
  const char *const ids[] = { yzt_figure_spec_get_id (self->spec), NULL };
  fill_scope (self, &what);
  yzt_figure_bar_fill (YZT_FIGURE_BAR (self->bar), &what);
  what.counts_only = !with_fids;
  yzt_session_figures_async (self->session, ids, &what, cancellable, callback, g_object_ref (self));
}

static gboolean
can_ask (YztFiguresWindow *self)
{
  return self->spec != NULL && self->session != NULL && yzt_session_get_store (self->session) != NULL;
}

static void
ask (YztFiguresWindow *self)
{
  if (can_ask (self)) {
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    self->cancellable = g_cancellable_new ();
    self->asked_us = g_get_monotonic_time ();
    self->asking++;
    ask_for (self, FALSE, self->cancellable, on_answered);
  }
}

static gboolean
on_again (gpointer user_data)
{
  YztFiguresWindow *self = user_data;
  self->again = 0;
  self->stale = self->asking > 0; /* one that takes long is not begun again and again */
  if (!self->stale) {
    ask (self);
  }
  return G_SOURCE_REMOVE;
}

/* --- the numbers of the list --- */

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFiguresWindow) self = user_data;
  g_autoptr (GPtrArray) answers = yzt_session_figures_finish (result, NULL);
  yzt_watchdog_background ("figures-listed");
  for (guint i = 0; self->session != NULL && answers != NULL && i < answers->len; i++) {
    const YztFigureAnswer *answer = answers->pdata[i];
    GtkLabel *label = g_hash_table_lookup (self->numbers, answer->id);
    if (label != NULL) {
      g_autofree char *text = g_strdup_printf ("%s%s", answer->text, answer->is_short ? " ▼" : "");
      gtk_label_set_text (label, text);
    }
  }
}

static gboolean
on_list_again (gpointer user_data)
{
  YztFiguresWindow *self = user_data;
  const YztFigureBook *book = yzt_figure_book (NULL);
  YztFigureAsk what;
  self->list_again = 0;
  if (book == NULL || self->session == NULL || yzt_session_get_store (self->session) == NULL) {
    return G_SOURCE_REMOVE;
  }
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  for (guint i = 0; i < yzt_figure_book_get_n (book); i++) {
    g_ptr_array_add (ids, (gpointer) yzt_figure_spec_get_id (yzt_figure_book_get (book, i)));
  }
  g_ptr_array_add (ids, NULL);
  fill_scope (self, &what);
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  self->listed_us = g_get_monotonic_time ();
  yzt_session_figures_async (self->session, (const char *const *) ids->pdata, &what, self->listing, on_listed, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static guint
left_ms (gint64 since_us, guint gap_ms)
{
  gint64 gone_ms = (g_get_monotonic_time () - since_us) / 1000;
  return gone_ms >= gap_ms ? 0 : (guint) (gap_ms - gone_ms);
}

/* However often the map changes. */
static void
on_rows_changed (YztFiguresWindow *self)
{
  if (self->again == 0) {
    self->again = g_timeout_add (left_ms (self->asked_us, LEAST_GAP_MS), on_again, self);
  }
  if (self->list_again == 0) {
    self->list_again = g_timeout_add (left_ms (self->listed_us, LIST_GAP_MS), on_list_again, self);
  }
}

/* --- the records behind --- */

static void
on_records (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFiguresWindow) self = user_data;
  g_autoptr (YztFigureAnswer) answer = take_answer (self, result);
  g_autofree char *key = g_steal_pointer (&self->wanted);
  if (answer == NULL || key == NULL) {
    return;
  }
  const YztFigureLine *line = yzt_figure_answer_find (answer, *key != '\0' ? key + 1 : NULL);
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), answer->kind);
  if (line == NULL || kind < 0 || line->fids->len == 0) {
    say (self, _("There are no records behind this number."));
    return;
  }
  g_autofree char *number = yzt_text_group_number (line->fids->len, 0);
  g_autofree char *words = *key != '\0' ? g_strdup_printf ("%s · %s: %s", answer->title, line->label, number) : g_strdup_printf ("%s: %s", answer->title, number);
  g_signal_emit (self, signals[SHOW_ROWS], 0, (guint) kind, line->fids, words);
}

/* @key NULL: of the whole; a line's key may be empty: where nobody said by what it is parted. */
static void
on_records_wanted (YztFiguresWindow *self, const char *key)
{
  yzt_watchdog_action ("figure-records");
  g_free (self->wanted);
  self->wanted = key != NULL ? g_strconcat ("=", key, NULL) : g_strdup ("");
  if (can_ask (self)) {
    ask_for (self, TRUE, NULL, on_records);
  }
}

/* --- files, paper, clipboard --- */

static YztFigureSheet *
sheet_new (YztFiguresWindow *self)
{
  g_autofree char *clock = yzt_time_format_clock (now_ms (self), 0, yzt_session_get_time_zone (self->session));
  g_autofree char *foot = g_strdup_printf (_("%s · as of %s"), yzt_session_get_title (self->session), clock);
  return self->answer != NULL ? yzt_figure_sheet_new (self->answer, yzt_figure_page_get_chart (YZT_FIGURE_PAGE (self->page)), foot, yzt_session_get_language (self->session), now_ms (self)) : NULL;
}

static void
on_said (const char *sentence, gpointer window)
{
  YztFiguresWindow *self = window;
  if (self->session != NULL) {
    say (self, sentence);
  }
}

void
yzt_figures_window_save (YztFiguresWindow *self, const char *path)
{
  g_return_if_fail (YZT_IS_FIGURES_WINDOW (self) && path != NULL);
  YztFigureSheet *sheet = self->session != NULL ? sheet_new (self) : NULL;
  if (sheet != NULL) {
    yzt_figure_out_save (sheet, path, on_said, G_OBJECT (self));
  }
}

void
yzt_figures_window_print (YztFiguresWindow *self, const char *export_path)
{
  g_return_if_fail (YZT_IS_FIGURES_WINDOW (self));
  YztFigureSheet *sheet = self->session != NULL ? sheet_new (self) : NULL;
  if (sheet != NULL) {
    yzt_figure_out_print (GTK_WINDOW (self), sheet, self->answer->title, export_path);
  }
}

static void
on_file (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && YZT_FIGURES_WINDOW (user_data)->session != NULL) {
    yzt_figures_window_save (user_data, path);
  }
}

static void
action_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztFiguresWindow *self = YZT_FIGURES_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->answer != NULL) {
    g_autofree char *safe = g_strdelimit (g_strdup (self->answer->title), "/\\:*?\"<>|\n", '_'), *proposed = g_strdup_printf ("%s.%s", safe, g_variant_get_string (parameter, NULL));
    yzt_choose_file_to_write (GTK_WINDOW (self), _("Save the Figure"), proposed, on_file, self);
  }
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_figures_window_print (YZT_FIGURES_WINDOW (widget), NULL);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztFiguresWindow *self = YZT_FIGURES_WINDOW (widget);
  g_autofree char *text = yzt_figure_page_copy (YZT_FIGURE_PAGE (self->page));
  yzt_watchdog_action (name);
  if (text != NULL) {
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
    say (self, _("The table is in the clipboard; paste it into a spreadsheet."));
  }
}

static void
action_records (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztFiguresWindow *self = YZT_FIGURES_WINDOW (widget);
  on_records_wanted (self, yzt_figure_page_get_key (YZT_FIGURE_PAGE (self->page)));
}

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (YZT_FIGURES_WINDOW (widget)->search);
}

/* --- the list --- */

/* Its functions are asked once more while it goes. */
static void
let_go_of_list (YztFiguresWindow *self)
{
  if (self->list != NULL) {
    gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), NULL, NULL, NULL);
    gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), NULL, NULL, NULL);
    self->list = NULL;
  }
}

static const YztFigureSpec *
spec_of (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "spec") : NULL;
}

static void
on_figure (GtkListBox *list, GtkListBoxRow *row, YztFiguresWindow *self)
{
  const YztFigureSpec *spec = spec_of (row);
  if (spec == NULL || spec == self->spec) {
    return;
  }
  yzt_watchdog_action ("figure-chosen");
  self->spec = spec;
  say (self, "");
  yzt_figure_bar_set_spec (YZT_FIGURE_BAR (self->bar), spec, yzt_session_get_kinds (self->session), yzt_session_get_language (self->session));
  ask (self);
}

gboolean
yzt_figures_window_show (YztFiguresWindow *self, const char *id)
{
  g_return_val_if_fail (YZT_IS_FIGURES_WINDOW (self), FALSE);
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++) {
    if (g_strcmp0 (yzt_figure_spec_get_id (spec_of (row)), id) == 0) {
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
matches_search (GtkListBoxRow *row, gpointer user_data)
{
  YztFiguresWindow *self = user_data;
  const char *language = yzt_session_get_language (self->session);
  g_autofree char *wanted = yzt_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_autofree char *all = g_strdup_printf ("%s %s", yzt_figure_spec_get_title (spec_of (row), language), yzt_figure_spec_get_section (spec_of (row), language));
  g_autofree char *folded = yzt_text_fold (all);
  return strstr (folded, wanted) != NULL;
}

static void
on_search (YztFiguresWindow *self)
{
  yzt_watchdog_action ("figures-search");
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

/* Enter: the first that is found. */
static void
on_search_done (YztFiguresWindow *self)
{
  GtkListBoxRow *row;
  on_search (self); /* who types fast is not answered from the list of before */
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++) {
    if (gtk_widget_get_child_visible (GTK_WIDGET (row))) {
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
      gtk_widget_grab_focus (GTK_WIDGET (row));
      return;
    }
  }
}

static void
on_search_stopped (YztFiguresWindow *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0') {
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  } else {
    gtk_window_close (GTK_WINDOW (self));
  }
}

static void
add_section (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  YztFiguresWindow *self = user_data;
  const char *language = yzt_session_get_language (self->session);
  const char *section = yzt_figure_spec_get_section (spec_of (row), language), *above = before != NULL ? yzt_figure_spec_get_section (spec_of (before), language) : NULL;
  gtk_list_box_row_set_header (row, g_strcmp0 (section, above) != 0 ? yzt_ui_label (section, "heading form-group totals-row") : NULL);
}

static void
fill_list (YztFiguresWindow *self, const YztFigureBook *book)
{
  for (guint i = 0; i < yzt_figure_book_get_n (book); i++) {
    const YztFigureSpec *spec = yzt_figure_book_get (book, i);
    GtkWidget *item = gtk_list_box_row_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
    GtkWidget *name = yzt_ui_label (yzt_figure_spec_get_title (spec, yzt_session_get_language (self->session)), NULL), *number = yzt_ui_label ("", "number second-line");
    gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand (name, TRUE);
    gtk_widget_set_margin_end (number, 8); /* the scrollbar's */
    gtk_box_append (GTK_BOX (row), name);
    gtk_box_append (GTK_BOX (row), number);
    gtk_widget_add_css_class (row, "totals-row");
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item), row);
    g_object_set_data (G_OBJECT (item), "spec", (gpointer) spec);
    g_hash_table_insert (self->numbers, (gpointer) yzt_figure_spec_get_id (spec), number);
    gtk_list_box_append (GTK_LIST_BOX (self->list), item);
  }
}

/* --- keys: Tab leaves a list whole, F6 goes from part to part --- */

static gboolean
go_to_list (GtkWidget *list)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list));
  if (row != NULL && !gtk_widget_get_child_visible (GTK_WIDGET (row))) {
    row = NULL; /* what is shown is not among what is searched for */
  }
  for (int i = 0; row == NULL && (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)) != NULL; i++) {
    row = gtk_widget_get_child_visible (GTK_WIDGET (row)) ? row : NULL;
  }
  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
go_to (YztFiguresWindow *self, guint part)
{
  YztFigurePage *page = YZT_FIGURE_PAGE (self->page);
  GtkWidget *view = GTK_WIDGET (yzt_figure_page_get_view (page));
  return part == 0 ? go_to_list (self->list) : part == 1 ? gtk_widget_get_visible (view) && gtk_widget_grab_focus (view) : go_to_list (yzt_figure_page_get_table (page));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, YztFiguresWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self)), *table = yzt_figure_page_get_table (YZT_FIGURE_PAGE (self->page));
  gboolean plain = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0, in_list = focus != NULL && gtk_widget_is_ancestor (focus, self->list);
  gboolean in_table = focus != NULL && gtk_widget_is_ancestor (focus, table), back = key == GDK_KEY_ISO_Left_Tab;
  if (key == GDK_KEY_F6 && plain) {
    guint part = in_list ? 1 : in_table ? 0 : focus == GTK_WIDGET (yzt_figure_page_get_view (YZT_FIGURE_PAGE (self->page))) ? 2 : 0;
    return go_to (self, part) || go_to (self, (part + 1) % 3);
  }
  if (!plain || (key != GDK_KEY_Tab && !back)) {
    return key == GDK_KEY_Down && focus != NULL && gtk_widget_is_ancestor (focus, self->search) && go_to_list (self->list);
  }
  return in_list  ? (back ? gtk_widget_grab_focus (self->search) : gtk_widget_child_focus (self->bar, GTK_DIR_TAB_FORWARD))
       : in_table ? (back ? go_to (self, 1) : gtk_widget_grab_focus (self->search))
                  : FALSE;
}

/* --- class --- */

static void
yzt_figures_window_dispose (GObject *object)
{
  YztFiguresWindow *self = YZT_FIGURES_WINDOW (object);
  let_go_of_list (self);
  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->listing);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_handle_id (&self->list_again, g_source_remove);
  g_clear_object (&self->ring);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_figures_window_parent_class)->dispose (object);
}

static void
yzt_figures_window_finalize (GObject *object)
{
  YztFiguresWindow *self = YZT_FIGURES_WINDOW (object);
  g_clear_pointer (&self->answer, yzt_figure_answer_unref);
  g_hash_table_unref (self->numbers);
  g_free (self->wanted);
  G_OBJECT_CLASS (yzt_figures_window_parent_class)->finalize (object);
}

static void
yzt_figures_window_class_init (YztFiguresWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_figures_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_figures_window_finalize;
  signals[SHOW_ROWS] = g_signal_new ("show-rows", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_ARRAY, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "figures.export", "s", action_export);
  gtk_widget_class_install_action (widget_class, "figures.print", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "figures.copy", NULL, action_copy);
  gtk_widget_class_install_action (widget_class, "figures.records", NULL, action_records);
  gtk_widget_class_install_action (widget_class, "figures.search", NULL, action_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "figures.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "figures.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "figures.records", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "figures.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "figures.export", "s", "pdf");
}

static GtkWidget *
new_header (YztFiguresWindow *self)
{
  GtkWidget *header = adw_header_bar_new (), *button = gtk_menu_button_new ();
  const char *const labels[] = { _("Pages (PDF)…"), _("Picture (PNG)…"), _("Drawing (SVG)…"), _("Table (CSV)…") };
  static const char *const endings[] = { "pdf", "png", "svg", "csv" };
  g_autoptr (GMenu) menu = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *action = g_strdup_printf ("figures.export::%s", endings[i]);
    g_menu_append (menu, labels[i], action);
  }
  g_menu_append (menu, _("Copy the Table"), "figures.copy");
  g_menu_append (menu, _("Print…"), "figures.print");
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Save As"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (button);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), button);
  return header;
}

static GtkWidget *
new_left (YztFiguresWindow *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->search = gtk_search_entry_new ();
  self->list = gtk_list_box_new ();
  g_object_set (self->search, "placeholder-text", _("Search figures"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search figures"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Figures"), -1);
  GtkWidget *scroller = yzt_ui_scroller (self->list);
  gtk_widget_add_css_class (scroller, "text-frame");
  gtk_widget_set_size_request (left, 270, -1);
  gtk_box_append (GTK_BOX (left), self->search);
  gtk_box_append (GTK_BOX (left), scroller);
  return left;
}

static void
yzt_figures_window_init (YztFiguresWindow *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->bar = yzt_figure_bar_new ();
  self->page = yzt_figure_page_new ();
  self->note = yzt_ui_label ("", "second-line");
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_set_vexpand (self->page, TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_box_append (GTK_BOX (right), self->bar);
  gtk_box_append (GTK_BOX (right), self->page);
  gtk_box_append (GTK_BOX (right), self->note);
  gtk_box_append (GTK_BOX (body), new_left (self));
  gtk_box_append (GTK_BOX (body), right);
  gtk_widget_add_css_class (body, "panel-body");
  yzt_ui_catch_keys (GTK_WIDGET (self), G_CALLBACK (on_key));
  yzt_ui_fill_window (ADW_WINDOW (self), new_header (self), body);
  gtk_window_set_default_size (GTK_WINDOW (self), 1200, 760);
}

static void
on_bar (YztFiguresWindow *self, gboolean asks)
{
  if (asks) {
    ask (self);
  } else {
    show_answer (self);
  }
}

GtkWindow *
yzt_figures_window_new (GtkWindow *parent, YztSession *session, YztRing *ring)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_autoptr (GError) error = NULL;
  YztFiguresWindow *self = g_object_new (YZT_TYPE_FIGURES_WINDOW, "transient-for", parent, "title", _("Figures of the Map"), NULL);
  const YztFigureBook *book = yzt_figure_book (&error);
  self->session = g_object_ref (session);
  g_set_object (&self->ring, ring);
  if (book == NULL) {
    say (self, error->message);
    return GTK_WINDOW (self);
  }
  fill_list (self, book);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), add_section, self, NULL);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), matches_search, self, NULL);
  g_signal_connect (self->list, "row-selected", G_CALLBACK (on_figure), self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_search_done), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_search_stopped), self);
  g_signal_connect_swapped (self->bar, "changed", G_CALLBACK (on_bar), self);
  g_signal_connect_swapped (self->page, "records-wanted", G_CALLBACK (on_records_wanted), self);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  if (ring != NULL) {
    g_signal_connect_object (ring, "changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  }
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));
  self->list_again = g_timeout_add (LEAST_GAP_MS / 4, on_list_again, self);
  go_to_list (self->list);
  if (yzt_figure_book_get_problem (book) != NULL) {
    say (self, yzt_figure_book_get_problem (book));
  }
  return GTK_WINDOW (self);
}

YztFigureBar *
yzt_figures_window_get_bar (YztFiguresWindow *self)
{
  return YZT_FIGURE_BAR (self->bar);
}

YztFigurePage *
yzt_figures_window_get_page (YztFiguresWindow *self)
{
  return YZT_FIGURE_PAGE (self->page);
}

YztFigureAnswer *
yzt_figures_window_get_answer (YztFiguresWindow *self)
{
  return self->answer;
}
