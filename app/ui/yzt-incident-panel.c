/* yzt-incident-panel.c: an incident beside the map: its parts, read on a worker, ticking while in sight
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-command-asking.h"
#include "yzt-incident-asking.h"
#include "yzt-incident-panel-private.h"
#include "yzt-show-in-turn.h"
#include "yzt-watchdog.h"

G_DEFINE_FINAL_TYPE (YztIncidentPanel, yzt_incident_panel, GTK_TYPE_BOX)

enum { LOG_WANTED, REPORTS_WANTED, PLACE_WANTED, DATA_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  const char *name, *title;
  void (*fill) (YztIncidentPanel *self, GtkBox *box);
} parts[YZT_PANEL_N_PARTS] = {
  [YZT_PANEL_NOW] = { "now", N_("Handling"), yzt_panel_fill_now },
  [YZT_PANEL_WORK] = { "work", N_("Tasks"), yzt_panel_fill_work },
  [YZT_PANEL_PAPERS] = { "papers", N_("Reports"), yzt_panel_fill_papers },
  [YZT_PANEL_DATA] = { "data", N_("Dossier"), NULL },
};

/* --- small widgets that the parts share --- */

GtkWidget *
yzt_panel_card (GtkBox *box, const char *heading, GtkWidget *right)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = yzt_ui_label (heading, "heading");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  if (right != NULL) {
    gtk_box_append (GTK_BOX (head), right);
  }
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (box, card);
  return card;
}

GtkWidget *
yzt_panel_button (const char *label, const char *act)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "incident.do");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", act);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "panel-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

GtkWidget *
yzt_panel_row (const char *title, const char *second, GtkWidget *right)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *name = yzt_ui_label (title, "row-title");
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (name), 3);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  if (second != NULL && *second != '\0') {
    GtkWidget *line = yzt_ui_label (second, "second-line number");
    gtk_label_set_wrap (GTK_LABEL (line), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (line), PANGO_WRAP_WORD_CHAR);
    gtk_box_append (GTK_BOX (words), line);
  }
  gtk_box_append (GTK_BOX (row), words);
  if (right != NULL) {
    gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (row), right);
  }
  return row;
}

const char *
yzt_panel_text (const YztRow *row, const char *field)
{
  const char *text = yzt_row_get_text (row, field);
  return text != NULL ? text : "";
}

const char *
yzt_panel_value (YztIncidentPanel *self, const YztRow *row, const char *field)
{
  const char *value = yzt_row_get_text (row, field);
  const YztField *of = yzt_kind_find_field (row->kind, field);
  return value != NULL && of != NULL ? yzt_field_get_value_label (of, value, yzt_session_get_language (self->session)) : "";
}

char *
yzt_panel_time (YztIncidentPanel *self, const YztRow *row, const char *field)
{
  gint64 at_ms = 0;
  const char *text = yzt_row_get_text (row, field);
  if (text == NULL || !yzt_time_parse (text, NULL, &at_ms)) {
    return g_strdup ("");
  }
  return yzt_time_format_clock (at_ms, yzt_clock_now_ms (yzt_session_get_clock (self->session)), yzt_session_get_time_zone (self->session));
}

/* --- acts --- */

static const YztIncidentNext *
find_next (YztIncidentPanel *self, const char *id, const char *value)
{
  for (guint i = 0; self->record != NULL && i < self->record->next->len; i++) {
    const YztIncidentNext *next = &g_array_index (self->record->next, YztIncidentNext, i);
    if (g_str_equal (next->id, id) && (value == NULL || g_strcmp0 (next->value, value) == 0)) {
      return next;
    }
  }
  return NULL;
}

/* "task-done:12" → act, key of its number, the number; the key is what the act calls it. */
static const struct {
  const char *id, *key;
} about[] = { { "task-done", "task" }, { "public-draft", "public" }, { "public-approve", "public" }, { "public-release", "public" }, { "report-received", "sending" },
              { "report-return", "report" }, { "report-drop", "report" } };

/* @fid of the call list; 0: somebody else. */
static void
ask_call (YztIncidentPanel *self, GtkWindow *window, gint64 fid)
{
  GPtrArray *rows = yzt_incident_record_rows (self->record, "incident-contact");
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (row->fid == fid) {
      yzt_command_ask_call (window, self->session, self->record->row->fid, fid, yzt_panel_text (row, "name"), yzt_panel_text (row, "phone"), NULL, NULL);
      return;
    }
  }
  yzt_command_ask_call (window, self->session, self->record->row->fid, 0, NULL, NULL, NULL, NULL);
}

void
yzt_incident_panel_do (YztIncidentPanel *self, const char *act)
{
  g_return_if_fail (YZT_IS_INCIDENT_PANEL (self));
  g_return_if_fail (act != NULL);
  if (self->record == NULL) {
    return;
  }
  g_auto (GStrv) words = g_strsplit (act, ":", 2);
  const char *value = words[1] != NULL ? words[1] : "";
  const char *fixed[] = { NULL, NULL, NULL };
  for (guint i = 0; i < G_N_ELEMENTS (about) && *value != '\0'; i++) {
    if (g_str_equal (about[i].id, words[0])) {
      fixed[0] = about[i].key;
      fixed[1] = value;
    }
  }
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  if (g_str_equal (words[0], "call")) {
    ask_call (self, window, g_ascii_strtoll (value, NULL, 10));
    return;
  }
  if (g_str_equal (words[0], "log") || g_str_equal (words[0], "correct")) {
    gtk_widget_grab_focus (self->log_line);
  } else if (g_str_equal (words[0], "log-all")) {
    g_signal_emit (self, signals[LOG_WANTED], 0);
  } else if (g_str_equal (words[0], "place")) {
    g_signal_emit (self, signals[PLACE_WANTED], 0);
  } else if (g_str_equal (words[0], "report-draft")) {
    g_signal_emit (self, signals[REPORTS_WANTED], 0, (gint64) -1);
  } else if (g_str_equal (words[0], "report")) {
    g_signal_emit (self, signals[REPORTS_WANTED], 0, g_ascii_strtoll (value, NULL, 10));
  } else {
    const YztIncidentNext *next = find_next (self, words[0], g_str_equal (words[0], "state") ? value : NULL);
    yzt_incident_ask (window, self->session, self->record, words[0], fixed[0] == NULL ? value : NULL, next != NULL ? next->needs : 0,
                      next != NULL ? next->label : NULL, fixed[0] != NULL ? fixed : NULL);
  }
}

static void
action_do (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_incident_panel_do (YZT_INCIDENT_PANEL (widget), g_variant_get_string (parameter, NULL));
}

/* What can be done next: the states in a section of their own. */
static void
fill_acts (YztIncidentPanel *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), acts = g_menu_new (), states = g_menu_new ();
  for (guint i = 0; i < self->record->next->len; i++) {
    const YztIncidentNext *next = &g_array_index (self->record->next, YztIncidentNext, i);
    gboolean state = g_str_equal (next->id, "state");
    const char *own = state ? NULL : yzt_incident_asking_label (next->id);
    g_autofree char *target = *next->value != '\0' ? g_strdup_printf ("%s:%s", next->id, next->value) : g_strdup (next->id);
    g_autoptr (GMenuItem) item = g_menu_item_new (own != NULL ? own : next->label, NULL);
    g_menu_item_set_action_and_target (item, "incident.do", "s", target);
    g_menu_append_item (state ? states : acts, item);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  g_menu_append_section (menu, _("State"), G_MENU_MODEL (states));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->acts), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (self->acts);
}

gboolean
yzt_incident_panel_open_acts (YztIncidentPanel *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT_PANEL (self), FALSE);
  if (self->record == NULL || !gtk_widget_get_mapped (self->acts)) {
    return FALSE;
  }
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->acts));
  return TRUE;
}

/* --- the log's line --- */

static void
on_line_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztIncidentPanel) self = user_data;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL);
  self->writing_line = FALSE;
  if (act != NULL) {
    gtk_editable_set_text (GTK_EDITABLE (self->log_line), "");
  }
}

static void
on_log_line (YztIncidentPanel *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->log_line))));
  if (*text == '\0' || self->record == NULL || self->writing_line) {
    return;
  }
  yzt_watchdog_action ("log-line");
  YztIncidentAct *act = yzt_incident_act_new ("log", self->fid);
  yzt_incident_act_set (act, "text", text);
  self->writing_line = TRUE;
  yzt_session_incident_act_async (self->session, act, on_line_written, g_object_ref (self));
}

/* --- filling --- */

static YztPanelPart
part_in_sight (YztIncidentPanel *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->parts);
  for (guint i = 0; name != NULL && i < YZT_PANEL_N_PARTS; i++) {
    if (g_str_equal (parts[i].name, name)) {
      return i;
    }
  }
  return YZT_PANEL_NOW;
}

static void
end_change (YztIncidentPanel *self)
{
  if (self->change_tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->change_tick);
    self->change_tick = 0;
  }
  g_clear_object (&self->fresh);
  self->last_new = NULL;
}

/* The next card in the place of an old one. */
static gboolean
on_change (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztIncidentPanel *self = YZT_INCIDENT_PANEL (widget);
  GtkBox *box = self->boxes[self->changing];
  GtkWidget *next = gtk_widget_get_first_child (GTK_WIDGET (self->fresh));
  yzt_watchdog_background ("incident-card");
  GtkWidget *old = self->last_new != NULL ? gtk_widget_get_next_sibling (self->last_new) : gtk_widget_get_first_child (GTK_WIDGET (box));
  if (self->n_old > 0 && old != NULL) {
    gtk_box_remove (box, old);
    self->n_old--;
  }
  if (next != NULL) {
    g_autoptr (GtkWidget) card = g_object_ref (next);
    gtk_box_remove (self->fresh, card);
    gtk_box_insert_child_after (box, card, self->last_new);
    self->last_new = card;
  }
  if (self->n_old > 0 || gtk_widget_get_first_child (GTK_WIDGET (self->fresh)) != NULL) {
    return G_SOURCE_CONTINUE;
  }
  self->change_tick = 0;
  end_change (self);
  return G_SOURCE_REMOVE;
}

static void
begin_change (YztIncidentPanel *self, YztPanelPart part)
{
  end_change (self);
  self->fresh = g_object_ref_sink (GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0)));
  self->changing = part;
  self->n_old = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->boxes[part])); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    self->n_old++;
  }
  parts[part].fill (self, self->fresh);
  self->change_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_change, NULL, NULL);
}

static void
show_part (YztIncidentPanel *self)
{
  YztPanelPart part = part_in_sight (self);
  if (part == YZT_PANEL_DATA) {
    g_signal_emit (self, signals[DATA_WANTED], 0);
  }
  if (self->record != NULL && self->stale[part] && parts[part].fill != NULL) {
    yzt_watchdog_action ("incident-part");
    self->stale[part] = FALSE;
    if (part == YZT_PANEL_NOW) {
      g_array_set_size (self->ticking, 0);
      self->since = self->next = self->next_caption = NULL;
    }
    begin_change (self, part);
  }
}

static char *
line_in_words (YztIncidentPanel *self, const YztRow *line)
{
  const char *from = yzt_panel_text (line, "sender"), *to = yzt_panel_text (line, "receiver"), *what = yzt_panel_text (line, "name");
  if (*from == '\0' && *to == '\0') {
    return g_strdup (what);
  }
  return *to == '\0' ? g_strdup_printf (_("%s: %s"), from, what) : g_strdup_printf (_("%s → %s: %s"), from, to, what);
}

static void
show_log (YztIncidentPanel *self)
{
  GPtrArray *lines = yzt_incident_record_rows (self->record, "log-entry");
  g_autofree char *count = g_strdup_printf (ngettext ("%u line", "%u lines", lines->len), lines->len);
  gtk_label_set_text (GTK_LABEL (self->log_count), count);
  yzt_ui_clear_children (self->log_lines);
  for (guint i = lines->len > 3 ? lines->len - 3 : 0; i < lines->len; i++) {
    GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
    g_autofree char *time = yzt_panel_time (self, lines->pdata[i], "at_utc"), *words = line_in_words (self, lines->pdata[i]);
    GtkWidget *label = yzt_ui_label (words, NULL), *clock = yzt_ui_label (time, "second-line number");
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
    gtk_label_set_width_chars (GTK_LABEL (clock), 5);
    gtk_widget_set_valign (clock, GTK_ALIGN_BASELINE);
    gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
    yzt_ui_set_tip (label, words);
    gtk_box_append (GTK_BOX (row), clock);
    gtk_box_append (GTK_BOX (row), label);
    gtk_box_append (GTK_BOX (self->log_lines), row);
  }
}

static void
show_head (YztIncidentPanel *self)
{
  gboolean writing = !yzt_session_is_read_only (self->session);
  gtk_label_set_text (GTK_LABEL (self->banner), self->record->status);
  gtk_widget_set_visible (self->banner, *self->record->status != '\0');
  gtk_widget_set_visible (self->unplaced, !self->record->row->has_position);
  gtk_widget_set_visible (self->acknowledge, writing && self->record->open && !self->record->acknowledged);
  gtk_widget_set_visible (self->acts, writing && self->record->next->len > 0);
  gtk_widget_set_visible (self->log_line, writing);
  fill_acts (self);
}

static void
on_tick (YztIncidentPanel *self)
{
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (self->session));
  if (part_in_sight (self) == YZT_PANEL_NOW) {
    yzt_watchdog_background ("incident-clocks");
    yzt_panel_tick_now (self, now_ms);
  }
}

static gboolean
on_ticker (gpointer user_data)
{
  YztIncidentPanel *self = user_data;
  if (self->record != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    on_tick (self);
  }
  return G_SOURCE_CONTINUE;
}

/* --- reading --- */

static void read_again (YztIncidentPanel *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztIncidentPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_session_read_incident_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session != YZT_SESSION (source)) {
    return;
  }
  g_clear_object (&self->cancellable);
  if (record != NULL && record->row->fid == self->fid) {
    yzt_watchdog_background ("incident-read");
    g_clear_pointer (&self->record, yzt_incident_record_free_aside);
    self->record = g_steal_pointer (&record);
    for (guint i = 0; i < YZT_PANEL_N_PARTS; i++) {
      self->stale[i] = TRUE;
    }
    show_head (self);
    show_log (self);
    show_part (self);
    on_tick (self);
    yzt_show_in_turn (GTK_WIDGET (self->parts));
  }
  if (self->again) {
    read_again (self);
  }
}

static void
read_again (YztIncidentPanel *self)
{
  self->again = self->cancellable != NULL; /* one is under way: once more after it */
  if (!self->again && self->fid > 0 && yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    self->cancellable = g_cancellable_new ();
    yzt_session_read_incident_async (self->session, self->fid, self->cancellable, on_read, g_object_ref (self));
  }
}

/* Only what may be of this incident: kinds that belong to incidents carry no owner in what an act touched. */
static void
on_rows_changed (YztIncidentPanel *self, YztActResult *result)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    const YztKind *kind = yzt_kind_set_find (kinds, touch->kind);
    gboolean self_touched = g_str_equal (touch->kind, "incident") && touch->fid_from <= self->fid && self->fid <= touch->fid_to;
    if (self_touched || (kind != NULL && g_strcmp0 (yzt_kind_get_owner (kind), "incident") == 0)) {
      read_again (self);
      return;
    }
  }
}

/* --- public --- */

static void
let_go (YztIncidentPanel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->ticker, g_source_remove);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->record, yzt_incident_record_free_aside);
  self->fid = 0;
  self->again = FALSE;
}

static void
show_nothing (YztIncidentPanel *self)
{
  end_change (self);
  for (guint i = 0; i < YZT_PANEL_DATA; i++) {
    yzt_ui_clear_children (GTK_WIDGET (self->boxes[i]));
  }
  g_array_set_size (self->ticking, 0);
  self->since = self->next = self->next_caption = NULL;
  yzt_hide_now (GTK_WIDGET (self->parts));
  gtk_widget_set_visible (self->banner, FALSE);
  gtk_widget_set_visible (self->unplaced, FALSE);
  gtk_widget_set_visible (self->acknowledge, FALSE);
  gtk_widget_set_visible (self->acts, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->log_line), "");
}

void
yzt_incident_panel_show (YztIncidentPanel *self, YztSession *session, gint64 fid)
{
  g_return_if_fail (YZT_IS_INCIDENT_PANEL (self));
  if (session == self->session && fid == self->fid) {
    return; /* it listens for itself */
  }
  let_go (self);
  show_nothing (self);
  if (session != NULL && fid > 0) {
    self->session = g_object_ref (session);
    self->fid = fid;
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->replay), "x", fid);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->replay), "win.replay");
    g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
    self->ticker = g_timeout_add_seconds (1, on_ticker, self);
    read_again (self);
  }
}

YztIncidentRecord *
yzt_incident_panel_get_record (YztIncidentPanel *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT_PANEL (self), NULL);
  return self->record;
}

GtkBox *
yzt_incident_panel_get_data_box (YztIncidentPanel *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT_PANEL (self), NULL);
  return self->boxes[YZT_PANEL_DATA];
}

gboolean
yzt_incident_panel_shows_data (YztIncidentPanel *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT_PANEL (self), FALSE);
  return part_in_sight (self) == YZT_PANEL_DATA;
}

GtkWidget *
yzt_incident_panel_get_log_line (YztIncidentPanel *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT_PANEL (self), NULL);
  return self->log_line;
}

void
yzt_incident_panel_set_part (YztIncidentPanel *self, const char *name)
{
  g_return_if_fail (YZT_IS_INCIDENT_PANEL (self));
  gtk_stack_set_visible_child_name (self->parts, name);
}

/* --- class --- */

static void
yzt_incident_panel_dispose (GObject *object)
{
  end_change (YZT_INCIDENT_PANEL (object));
  let_go (YZT_INCIDENT_PANEL (object));
  G_OBJECT_CLASS (yzt_incident_panel_parent_class)->dispose (object);
}

static void
yzt_incident_panel_finalize (GObject *object)
{
  g_array_unref (YZT_INCIDENT_PANEL (object)->ticking);
  G_OBJECT_CLASS (yzt_incident_panel_parent_class)->finalize (object);
}

static void
yzt_incident_panel_class_init (YztIncidentPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_incident_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_incident_panel_finalize;
  signals[LOG_WANTED] = g_signal_new ("log-wanted", YZT_TYPE_INCIDENT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REPORTS_WANTED] = g_signal_new ("reports-wanted", YZT_TYPE_INCIDENT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[PLACE_WANTED] = g_signal_new ("place-wanted", YZT_TYPE_INCIDENT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DATA_WANTED] = g_signal_new ("data-wanted", YZT_TYPE_INCIDENT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "incident.do", "s", action_do);
}

static void
add_head (YztIncidentPanel *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *where = yzt_ui_label (_("Not on the map yet"), "row-title");
  self->banner = yzt_ui_label ("", "exercise-banner");
  gtk_label_set_xalign (GTK_LABEL (self->banner), 0.5F);
  self->unplaced = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_hexpand (where, TRUE);
  gtk_box_append (GTK_BOX (self->unplaced), where);
  gtk_box_append (GTK_BOX (self->unplaced), yzt_panel_button (_("Place… (P)"), "place"));
  gtk_widget_add_css_class (self->unplaced, "unplaced-note");
  self->acknowledge = gtk_button_new ();
  gtk_widget_set_halign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), gtk_label_new (_("Acknowledge")));
  gtk_button_set_child (GTK_BUTTON (self->acknowledge), words);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->acknowledge), "incident.do");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->acknowledge), "s", "acknowledge");
  gtk_widget_add_css_class (self->acknowledge, "alarm-button");
  self->acts = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->acts), _("What to Do Next"));
  gtk_widget_set_tooltip_text (self->acts, _("Verify, grade, respond, merge, hand over… (A)"));
  gtk_box_append (GTK_BOX (self), self->banner);
  gtk_box_append (GTK_BOX (self), self->unplaced);
  gtk_box_append (GTK_BOX (self), self->acknowledge);
  gtk_box_append (GTK_BOX (self), self->acts);
}

static void
add_parts (YztIncidentPanel *self)
{
  self->parts = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->parts, FALSE);
  gtk_stack_set_vhomogeneous (self->parts, FALSE);
  for (guint i = 0; i < YZT_PANEL_N_PARTS; i++) {
    GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
    self->boxes[i] = GTK_BOX (box);
    gtk_box_append (GTK_BOX (page), box);
    gtk_stack_add_titled (self->parts, page, parts[i].name, _(parts[i].title));
  }
  self->switcher = gtk_stack_switcher_new ();
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (self->switcher), self->parts);
  gtk_widget_add_css_class (self->switcher, "incident-switcher");
  g_object_bind_property (self->parts, "visible", self->switcher, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->parts, "notify::visible-child", G_CALLBACK (show_part), self);
  gtk_box_append (GTK_BOX (self), self->switcher);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->parts));
}

/* Below what is filled again and again: what is being typed in its line stays. */
static void
add_log (YztIncidentPanel *self)
{
  GtkBox *page = GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->boxes[YZT_PANEL_NOW])));
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->log_count = yzt_ui_label ("", "second-line number");
  gtk_box_append (GTK_BOX (right), self->log_count);
  self->replay = gtk_button_new_with_label (_("Replay…"));
  gtk_widget_add_css_class (self->replay, "flat");
  gtk_widget_add_css_class (self->replay, "panel-button");
  gtk_widget_set_tooltip_text (self->replay, _("The map on time: what stood and what was known, minute by minute"));
  gtk_box_append (GTK_BOX (right), self->replay);
  gtk_box_append (GTK_BOX (right), yzt_panel_button (_("All (J)"), "log-all"));
  GtkWidget *card = yzt_panel_card (page, _("Log"), right);
  self->log_lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->log_line = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->log_line), _("One line… Enter keeps it"));
  gtk_widget_set_tooltip_text (self->log_line, _("From → to: what was said (Ctrl+J)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->log_line), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Line of the log"), -1);
  g_signal_connect_swapped (self->log_line, "activate", G_CALLBACK (on_log_line), self);
  gtk_box_append (GTK_BOX (card), self->log_lines);
  gtk_box_append (GTK_BOX (card), self->log_line);
}

static void
yzt_incident_panel_init (YztIncidentPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 10);
  self->ticking = g_array_new (FALSE, FALSE, sizeof (YztPanelTicking));
  add_head (self);
  add_parts (self);
  add_log (self);
  show_nothing (self);
}

GtkWidget *
yzt_incident_panel_new (void)
{
  return g_object_new (YZT_TYPE_INCIDENT_PANEL, NULL);
}
