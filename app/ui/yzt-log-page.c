/* yzt-log-page.c: the log of an incident beside the map: one line and Enter, corrections that point to a line, search, print, export
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-log-page.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-file-choosers.h"
#include "yzt-history-words.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
#include "yzt-log-papers.h"
#include "yzt-log-row.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define LONGEST_PARTY 24

/* --- one line as an item --- */

#define YZT_TYPE_LOG_ITEM (yzt_log_item_get_type ())
G_DECLARE_FINAL_TYPE (YztLogItem, yzt_log_item, YZT, LOG_ITEM, GObject)
struct _YztLogItem {
  GObject parent_instance;
  GArray *batch; /* keeps the line */
  YztLogLine *line;
};
G_DEFINE_FINAL_TYPE (YztLogItem, yzt_log_item, G_TYPE_OBJECT)

static void
yzt_log_item_finalize (GObject *object)
{
  g_array_unref (YZT_LOG_ITEM (object)->batch);
  G_OBJECT_CLASS (yzt_log_item_parent_class)->finalize (object);
}

static void
yzt_log_item_class_init (YztLogItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_log_item_finalize;
}

static void
yzt_log_item_init (YztLogItem *self)
{
}

/* --- the page --- */

struct _YztLogPage {
  GtkBox parent_instance;
  YztSession *session;
  gint64 fid;
  char *title;
  GPtrArray *items;    /* YztLogItem, all, by number */
  GListStore *shown;
  GtkSingleSelection *selection;
  GCancellable *cancellable;
  gboolean busy;       /* a line is being written */
  gboolean again, follow; /* follow: the last line is brought into sight */
  guint scrolls;       /* so many frames still bring the end into sight */
  gint64 correcting;   /* number of the line, 0 none */
  GtkWidget *heading, *count, *search, *list, *empty, *from, *to, *line, *correction, *correction_words, *composer, *scroller;
};
G_DEFINE_FINAL_TYPE (YztLogPage, yzt_log_page, GTK_TYPE_BOX)

enum { SAID, PLACE_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
yzt_log_split_line (const char *line, char **from_out, char **to_out, char **what_out)
{
  g_return_if_fail (line != NULL && from_out != NULL && to_out != NULL && what_out != NULL);
  static const char *const arrows[] = { "→", "->", "－>" };
  *from_out = *to_out = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (arrows) && *from_out == NULL; i++) {
    const char *arrow = strstr (line, arrows[i]);
    const char *rest = arrow != NULL ? arrow + strlen (arrows[i]) : NULL;
    const char *wide = rest != NULL ? strstr (rest, "：") : NULL, *narrow = rest != NULL ? strchr (rest, ':') : NULL;
    const char *colon = wide != NULL && (narrow == NULL || wide < narrow) ? wide : narrow;
    if (colon != NULL && g_utf8_strlen (line, arrow - line) <= LONGEST_PARTY && g_utf8_strlen (rest, colon - rest) <= LONGEST_PARTY) {
      *from_out = g_strstrip (g_strndup (line, (gsize) (arrow - line)));
      *to_out = g_strstrip (g_strndup (rest, (gsize) (colon - rest)));
      *what_out = g_strstrip (g_strdup (colon + (colon == wide ? strlen ("：") : 1)));
    }
  }
  if (*from_out == NULL) {
    *from_out = g_strdup ("");
    *to_out = g_strdup ("");
    *what_out = g_strstrip (g_strdup (line));
  }
}

static char *
parties_of (const YztLogLine *line)
{
  if (*line->from != '\0' && *line->to != '\0') {
    return g_strdup_printf ("%s → %s", line->from, line->to);
  }
  return *line->to != '\0' ? g_strdup_printf ("→ %s", line->to) : g_strdup (*line->from != '\0' ? line->from : line->actor);
}

static char *
note_of (YztLogPage *self, const YztLogLine *line)
{
  g_autoptr (GString) note = g_string_new (line->exercise ? _("Exercise") : "");
  if (line->corrects > 0) {
    g_string_append_printf (note, "%s", note->len > 0 ? " · " : "");
    g_string_append_printf (note, _("corrects line %ld"), (long) line->corrects);
  }
  if (line->corrected_by > 0) {
    g_string_append_printf (note, "%s", note->len > 0 ? " · " : "");
    g_string_append_printf (note, _("corrected by line %ld"), (long) line->corrected_by);
  }
  if (*line->place != '\0' || line->has_position) {
    g_string_append_printf (note, "%s◎ %s", note->len > 0 ? " · " : "", *line->place != '\0' ? line->place : _("a place on the map"));
  }
  return g_string_free (g_steal_pointer (&note), FALSE);
}

/* --- the list --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, YztLogPage *self)
{
  gtk_list_item_set_child (item, yzt_log_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, YztLogPage *self)
{
  const YztLogLine *line = YZT_LOG_ITEM (gtk_list_item_get_item (list_item))->line;
  guint position = gtk_list_item_get_position (list_item);
  if (self->session == NULL) {
    return;
  }
  g_autoptr (YztLogItem) before = position > 0 ? g_list_model_get_item (G_LIST_MODEL (self->shown), position - 1) : NULL;
  g_autofree char *day = yzt_history_day (self->session, line->at_ms), *clock = yzt_history_clock (self->session, line->at_ms);
  g_autofree char *day_before = before != NULL ? yzt_history_day (self->session, before->line->at_ms) : NULL;
  g_autofree char *number = g_strdup_printf ("%ld", (long) line->number), *parties = parties_of (line), *note = note_of (self, line);
  YztLogWords words = { g_strcmp0 (day, day_before) != 0 ? day : NULL, number, clock, parties, line->what, note, line->author, line->corrected_by > 0 };
  yzt_log_row_set (YZT_LOG_ROW (gtk_list_item_get_child (list_item)), &words);
}

static gboolean
passes (const YztLogItem *item, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0' && strstr (item->line->folded, words[i]) == NULL) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
show_count (YztLogPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autofree char *words = n == self->items->len ? g_strdup_printf (ngettext ("%u line", "%u lines", n), n)
                                                 : g_strdup_printf (_("%u of %u lines"), n, self->items->len);
  gtk_label_set_text (GTK_LABEL (self->count), words);
  gtk_label_set_text (GTK_LABEL (self->empty), self->items->len == 0 ? _("Nothing written yet: every act writes its own line, others are typed below.")
                                                                      : _("No line holds these words."));
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (self->scroller, n > 0);
}

static gboolean
on_scroll (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  YztLogPage *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  if (n > 0) {
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", n - 1);
  }
  return --self->scrolls > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* A list that has no size yet goes nowhere, one that just got its rows does not know how high they are: in the next frames. */
static void
scroll_to_end (YztLogPage *self)
{
  if (self->scrolls == 0) {
    gtk_widget_add_tick_callback (self->list, on_scroll, self, NULL);
  }
  self->scrolls = 2;
}

/* All that pass, or only those from @from on, added below. */
static void
list_lines (YztLogPage *self, guint from)
{
  g_autofree char *folded = yzt_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  g_autoptr (GPtrArray) passing = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  for (guint i = from; i < self->items->len; i++) {
    if (passes (self->items->pdata[i], (const char *const *) words)) {
      g_ptr_array_add (passing, self->items->pdata[i]);
    }
  }
  g_list_store_splice (self->shown, from == 0 ? 0 : n, from == 0 ? n : 0, passing->pdata, passing->len);
  show_count (self);
  if (self->follow) {
    scroll_to_end (self);
  }
}

static void
on_search_changed (YztLogPage *self)
{
  yzt_watchdog_action ("log-search");
  self->follow = *gtk_editable_get_text (GTK_EDITABLE (self->search)) == '\0';
  list_lines (self, 0);
}

/* The search box keeps Esc to itself: an empty one hands it on. */
static void
on_stop_search (YztLogPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0') {
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  } else {
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
  }
}

/* --- reading --- */

static void read_more (YztLogPage *self);

/* An older line that is corrected now is drawn anew. */
static void
mark_corrected (YztLogPage *self, const YztLogLine *by)
{
  guint position = 0;
  for (guint i = 0; i < self->items->len; i++) {
    YztLogItem *item = self->items->pdata[i];
    if (item->line->number == by->corrects && item->line->incident_fid == by->incident_fid) {
      item->line->corrected_by = by->number;
      if (g_list_store_find (self->shown, item, &position)) {
        g_list_model_items_changed (G_LIST_MODEL (self->shown), position, 1, 1);
      }
    }
  }
}

static void
take_lines (YztLogPage *self, GArray *lines)
{
  guint from = self->items->len;
  for (guint i = 0; i < lines->len; i++) {
    YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    YztLogItem *item = g_object_new (YZT_TYPE_LOG_ITEM, NULL);
    item->batch = g_array_ref (lines);
    item->line = line;
    g_ptr_array_add (self->items, item);
    if (line->corrects > 0 && from > 0) {
      mark_corrected (self, line);
    }
  }
  list_lines (self, from);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztLogPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) lines = yzt_session_read_log_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session != YZT_SESSION (source)) {
    return;
  }
  g_clear_object (&self->cancellable);
  if (lines == NULL) {
    g_signal_emit (self, signals[SAID], 0, yzt_ui_error_text (error));
    return;
  }
  yzt_watchdog_background ("log-lines");
  take_lines (self, lines);
  if (self->again) {
    read_more (self);
  }
}

/* Numbers run in each incident for itself: the log of all is read whole. */
static void
read_more (YztLogPage *self)
{
  self->again = self->cancellable != NULL;
  if (self->again || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  if (self->fid == 0) {
    g_ptr_array_set_size (self->items, 0);
  }
  gint64 after = self->items->len > 0 ? YZT_LOG_ITEM (self->items->pdata[self->items->len - 1])->line->number : 0;
  self->cancellable = g_cancellable_new ();
  yzt_session_read_log_async (self->session, self->fid, after, NULL, self->cancellable, on_read, g_object_ref (self));
}

static void
on_rows_changed (YztLogPage *self, YztActResult *result)
{
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    if (g_str_equal (g_array_index (result->touches, YztTouch, i).kind, "log-entry")) {
      self->follow = *gtk_editable_get_text (GTK_EDITABLE (self->search)) == '\0';
      read_more (self);
      return;
    }
  }
}

/* --- writing --- */

static void
set_correcting (YztLogPage *self, const YztLogLine *line)
{
  self->correcting = line != NULL ? line->number : 0;
  gtk_widget_set_visible (self->correction, line != NULL);
  if (line != NULL) {
    g_autofree char *words = g_strdup_printf (_("Corrects line %ld: %s"), (long) line->number, line->what);
    gtk_label_set_text (GTK_LABEL (self->correction_words), words);
    gtk_editable_set_text (GTK_EDITABLE (self->line), line->what);
    gtk_editable_set_text (GTK_EDITABLE (self->from), line->from);
    gtk_editable_set_text (GTK_EDITABLE (self->to), line->to);
    gtk_widget_grab_focus (self->line);
  }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztLogPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  self->busy = FALSE;
  if (act != NULL && self->session == YZT_SESSION (source)) {
    set_correcting (self, NULL);
    gtk_editable_set_text (GTK_EDITABLE (self->line), "");
  }
}

static void
on_line (YztLogPage *self)
{
  g_autofree char *from = NULL, *to = NULL, *what = NULL;
  yzt_log_split_line (gtk_editable_get_text (GTK_EDITABLE (self->line)), &from, &to, &what);
  if (*what == '\0' || self->session == NULL || self->fid == 0 || self->busy) {
    return;
  }
  yzt_watchdog_action ("log-line");
  YztIncidentAct *act = yzt_incident_act_new (self->correcting > 0 ? "correct" : "log", self->fid);
  yzt_incident_act_set (act, "text", what);
  if (self->correcting > 0) {
    yzt_incident_act_set_integer (act, "line", self->correcting);
  } else {
    yzt_incident_act_set (act, "from", *from != '\0' ? from : gtk_editable_get_text (GTK_EDITABLE (self->from)));
    yzt_incident_act_set (act, "to", *to != '\0' ? to : gtk_editable_get_text (GTK_EDITABLE (self->to)));
  }
  self->busy = TRUE; /* the entries keep the focus: what is refused is still there */
  yzt_session_incident_act_async (self->session, act, on_written, g_object_ref (self));
}

static void
on_activate (GtkListView *list, guint position, YztLogPage *self)
{
  g_autoptr (YztLogItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  if (item != NULL && self->fid != 0 && !yzt_session_is_read_only (self->session)) {
    set_correcting (self, item->line);
  } else if (item != NULL && item->line->has_position) {
    g_signal_emit (self, signals[PLACE_ACTIVATED], 0, item->line->position.lon, item->line->position.lat);
  }
}

static void
action_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztLogPage *self = YZT_LOG_PAGE (widget);
  YztLogItem *item = gtk_single_selection_get_selected_item (self->selection);
  if (item != NULL && item->line->has_position) {
    g_signal_emit (self, signals[PLACE_ACTIVATED], 0, item->line->position.lon, item->line->position.lat);
  }
}

static void
on_drop_correction (YztLogPage *self)
{
  set_correcting (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->line), "");
  gtk_widget_grab_focus (self->line);
}

/* --- print and export --- */

static void
on_said (const char *sentence, gpointer owner)
{
  g_signal_emit (owner, signals[SAID], 0, sentence);
}

static void
print_log (YztLogPage *self)
{
  if (self->session != NULL) {
    yzt_log_print (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->session, self->fid, gtk_editable_get_text (GTK_EDITABLE (self->search)), on_said,
                   G_OBJECT (self));
  }
}

void
yzt_log_page_export (YztLogPage *self, const char *path)
{
  g_return_if_fail (YZT_IS_LOG_PAGE (self));
  g_return_if_fail (path != NULL);
  if (self->session != NULL) {
    yzt_log_write (self->session, self->fid, self->title, gtk_editable_get_text (GTK_EDITABLE (self->search)), path, on_said, G_OBJECT (self));
  }
}

static void
on_file_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_log_page_export (YZT_LOG_PAGE (user_data), path);
  }
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  print_log (YZT_LOG_PAGE (widget));
}

static void
action_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztLogPage *self = YZT_LOG_PAGE (widget);
  g_autofree char *file = g_strdup_printf ("%s.%s", _("Log"), g_variant_get_string (parameter, NULL));
  yzt_watchdog_action (name);
  yzt_choose_file_to_write (GTK_WINDOW (gtk_widget_get_root (widget)), _("Export the Log"), file, on_file_chosen, self);
}

/* --- public --- */

static void
let_go (YztLogPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->title, g_free);
}

void
yzt_log_page_show (YztLogPage *self, YztSession *session, gint64 fid, const char *title)
{
  g_return_if_fail (YZT_IS_LOG_PAGE (self));
  if (session == self->session && fid == self->fid) {
    return;
  }
  let_go (self);
  g_ptr_array_set_size (self->items, 0);
  g_list_store_remove_all (self->shown);
  set_correcting (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_editable_set_text (GTK_EDITABLE (self->line), "");
  self->fid = fid;
  self->follow = TRUE;
  self->title = g_strdup (title);
  gtk_label_set_text (GTK_LABEL (self->heading), title != NULL ? title : "");
  if (session != NULL) {
    self->session = g_object_ref (session);
    gtk_widget_set_visible (self->composer, fid != 0 && !yzt_session_is_read_only (session));
    g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
    read_more (self);
  }
  show_count (self);
}

gint64
yzt_log_page_get_incident (YztLogPage *self)
{
  g_return_val_if_fail (YZT_IS_LOG_PAGE (self), 0);
  return self->fid;
}

void
yzt_log_page_focus (YztLogPage *self, gboolean search)
{
  g_return_if_fail (YZT_IS_LOG_PAGE (self));
  gtk_widget_grab_focus (search || !gtk_widget_get_visible (self->composer) ? self->search : self->line);
}

gboolean
yzt_log_page_leave (YztLogPage *self)
{
  g_return_val_if_fail (YZT_IS_LOG_PAGE (self), FALSE);
  if (self->correcting > 0) {
    on_drop_correction (self);
    return TRUE;
  }
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0') {
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
    return TRUE;
  }
  return FALSE;
}

guint
yzt_log_page_get_n_shown (YztLogPage *self)
{
  g_return_val_if_fail (YZT_IS_LOG_PAGE (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

/* --- class --- */

static void
yzt_log_page_dispose (GObject *object)
{
  let_go (YZT_LOG_PAGE (object));
  G_OBJECT_CLASS (yzt_log_page_parent_class)->dispose (object);
}

static void
yzt_log_page_finalize (GObject *object)
{
  YztLogPage *self = YZT_LOG_PAGE (object);
  g_ptr_array_unref (self->items);
  g_object_unref (self->shown);
  G_OBJECT_CLASS (yzt_log_page_parent_class)->finalize (object);
}

static void
yzt_log_page_class_init (YztLogPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_log_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_log_page_finalize;
  signals[SAID] = g_signal_new ("said", YZT_TYPE_LOG_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PLACE_ACTIVATED] = g_signal_new ("place-activated", YZT_TYPE_LOG_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_install_action (widget_class, "log.print", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "log.export", "s", action_export);
  gtk_widget_class_install_action (widget_class, "log.place", NULL, action_place);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "log.place", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "log.print", NULL); /* before the map's sheet while one is in the log */
}

static GtkWidget *
new_menu_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new (), export = g_menu_new ();
  static const char *const endings[] = { "xlsx", "csv", "pdf", "docx" };
  const char *const labels[] = { _("Export as XLSX…"), _("Export as CSV…"), _("Export as PDF…"), _("Export as DOCX…") };
  g_menu_append (menu, _("Print…"), "log.print");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (labels[i], NULL);
    g_menu_item_set_action_and_target (item, "log.export", "s", endings[i]);
    g_menu_append_item (export, item);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (export));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (button);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, _("Print (Ctrl+P), export"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Print (Ctrl+P), export"), -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
add_head (YztLogPage *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->heading = yzt_ui_label ("", "reader-title");
  self->count = yzt_ui_label ("", "second-line number");
  self->search = gtk_search_entry_new ();
  gtk_label_set_ellipsize (GTK_LABEL (self->heading), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  g_object_set (self->search, "placeholder-text", _("Search the log"), "search-delay", 80, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search the log"), -1);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 12);
  gtk_widget_set_valign (self->search, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_stop_search), self);
  gtk_box_append (GTK_BOX (words), self->heading);
  gtk_box_append (GTK_BOX (words), self->count);
  gtk_box_append (GTK_BOX (head), words);
  gtk_box_append (GTK_BOX (head), self->search);
  gtk_box_append (GTK_BOX (head), new_menu_button ());
  gtk_widget_add_css_class (head, "log-head");
  gtk_box_append (GTK_BOX (self), head);
}

static void
add_list (YztLogPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  self->shown = g_list_store_new (YZT_TYPE_LOG_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  self->scroller = gtk_scrolled_window_new ();
  self->empty = yzt_ui_label ("", "panel-empty");
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_widget_set_vexpand (self->empty, TRUE);
  gtk_label_set_yalign (GTK_LABEL (self->empty), 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_add_css_class (self->list, "log-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Log"), -1);
  g_signal_connect (self->list, "activate", G_CALLBACK (on_activate), self);
  gtk_box_append (GTK_BOX (self), self->scroller);
  gtk_box_append (GTK_BOX (self), self->empty);
}

static GtkWidget *
new_entry (YztLogPage *self, const char *placeholder, int chars)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, placeholder, -1);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), chars);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_line), self);
  return entry;
}

static void
add_composer (YztLogPage *self)
{
  GtkWidget *parties = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *drop = gtk_button_new_from_icon_name ("window-close-symbolic");
  self->composer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->correction = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->correction_words = yzt_ui_label ("", "row-title");
  gtk_label_set_ellipsize (GTK_LABEL (self->correction_words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->correction_words, TRUE);
  gtk_widget_add_css_class (drop, "flat");
  gtk_widget_set_tooltip_text (drop, _("Write a new line instead (Esc)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Write a new line instead (Esc)"), -1);
  g_signal_connect_swapped (drop, "clicked", G_CALLBACK (on_drop_correction), self);
  gtk_box_append (GTK_BOX (self->correction), self->correction_words);
  gtk_box_append (GTK_BOX (self->correction), drop);
  gtk_widget_set_visible (self->correction, FALSE);
  self->from = new_entry (self, _("From whom"), 8);
  self->to = new_entry (self, _("To whom"), 8);
  self->line = new_entry (self, _("One line, Enter keeps it. Enter on a line above corrects it"), 10);
  gtk_widget_set_hexpand (self->from, TRUE);
  gtk_widget_set_hexpand (self->to, TRUE);
  gtk_box_append (GTK_BOX (parties), self->from);
  gtk_box_append (GTK_BOX (parties), gtk_label_new ("→"));
  gtk_box_append (GTK_BOX (parties), self->to);
  gtk_box_append (GTK_BOX (self->composer), self->correction);
  gtk_box_append (GTK_BOX (self->composer), parties);
  gtk_box_append (GTK_BOX (self->composer), self->line);
  gtk_widget_add_css_class (self->composer, "log-composer");
  gtk_box_append (GTK_BOX (self), self->composer);
}

static void
yzt_log_page_init (YztLogPage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  add_head (self);
  add_list (self);
  add_composer (self);
}

GtkWidget *
yzt_log_page_new (void)
{
  return g_object_new (YZT_TYPE_LOG_PAGE, NULL);
}
