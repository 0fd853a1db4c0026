/* yzt-intake-bar.c: above the map while a first word is taken in: one line, what is recognised in it as fields to mend, and where it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-intake-bar.h"
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
#include "yzt-intake-chips.h"
#include "yzt-search-result.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_PLACES 3
#define NAME_CHARS 16
#define MOST_TOWNS 2
#define LOOK_AFTER_MS 160
#define SURE 0.75 /* from here on the best match is taken without a hand */

typedef enum { PLACED_NOT, PLACED_BY_MATCH, PLACED_BY_HAND } Placed;

struct _YztIntakeBar {
  GtkBox parent_instance;
  YztMapView *map; /* not owned: it lives longer */
  YztSession *session;
  GtkWidget *line, *take, *problem, *places, *where;
  YztIntakeChips *chips;
  char *title;       /* of the incident, by the line */
  char *looked_for;  /* words of the place that were looked for last */
  GCancellable *looking;
  guint look_timer;
  Placed placed;
  YztPosition position;
  gboolean busy, warned, ours; /* ours: the tool of the map was set here */
};
G_DEFINE_FINAL_TYPE (YztIntakeBar, yzt_intake_bar, GTK_TYPE_BOX)

enum { TAKEN_IN, CLOSED, SIGN_IN_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (YztIntakeBar *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

/* --- where it is --- */

static void
show_where (YztIntakeBar *self, const char *name)
{
  g_autofree char *position = self->placed != PLACED_NOT ? yzt_ui_position_text (self->position) : NULL;
  g_autofree char *words = position == NULL ? g_strdup (_("Not placed yet: click the map, or take it in without a place"))
      : name != NULL                        ? g_strdup_printf (_("At %s · %s"), name, position)
                                            : g_strdup_printf (_("At a point of the map · %s"), position);
  gtk_label_set_text (GTK_LABEL (self->where), words);
  (position == NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->where, "not-placed");
  yzt_map_view_set_mark (self->map, position != NULL ? &self->position : NULL);
}

static void
bring_into_view (YztIntakeBar *self)
{
  double x, y;
  if (!yzt_map_view_position_to_widget (self->map, self->position, &x, &y)) {
    yzt_map_view_go_to (self->map, self->position, 0, TRUE);
  }
}

static void
place_at (YztIntakeBar *self, YztPosition position, Placed how, const char *name)
{
  self->placed = how;
  self->position = position;
  show_where (self, name);
  bring_into_view (self);
}

static void
unplace (YztIntakeBar *self)
{
  self->placed = PLACED_NOT;
  show_where (self, NULL);
}

static void
on_match (GtkToggleButton *button, YztIntakeBar *self)
{
  const YztPosition *at = g_object_get_data (G_OBJECT (button), "at");
  if (gtk_toggle_button_get_active (button)) {
    yzt_watchdog_action ("intake-place");
    place_at (self, *at, PLACED_BY_HAND, g_object_get_data (G_OBJECT (button), "name"));
    gtk_widget_grab_focus (self->line);
  }
}

static GtkWidget *
add_match (YztIntakeBar *self, const char *name, const char *why, YztPosition at)
{
  GtkWidget *button = gtk_toggle_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *first = gtk_widget_get_first_child (self->places);
  GtkWidget *label = yzt_ui_label (name, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (g_utf8_strlen (name, -1) * 2, NAME_CHARS));
  gtk_box_append (GTK_BOX (box), label);
  if (why != NULL && *why != '\0') {
    GtkWidget *reason = yzt_ui_label (why, "second-line");
    gtk_label_set_ellipsize (GTK_LABEL (reason), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (box), reason);
  }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "intake-place");
  if (first != NULL) {
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  }
  g_object_set_data_full (G_OBJECT (button), "at", g_memdup2 (&at, sizeof at), g_free);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_autofree char *tip = why != NULL && *why != '\0' ? g_strdup_printf ("%s · %s", name, why) : g_strdup (name);
  yzt_ui_set_tip (button, tip);
  g_signal_connect (button, "toggled", G_CALLBACK (on_match), self);
  gtk_box_append (GTK_BOX (self->places), button);
  return button;
}

static gboolean
is_listed (YztIntakeBar *self, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->places); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (g_str_equal (g_object_get_data (G_OBJECT (child), "name"), name)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Towns of the base map that the words name: "高要金利镇化工厂" holds 金利镇. */
static void
add_towns (YztIntakeBar *self, const char *words)
{
  g_autoptr (GRegex) regex = g_regex_new ("(?=([\\p{Han}]{1,4}(?:镇|乡|街道|县|市|区|村)))", G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  YztPosition from;
  guint n = 0;
  yzt_map_view_get_view (self->map, &from, NULL);
  for (g_regex_match (regex, words, 0, &match); g_match_info_matches (match) && n < MOST_TOWNS; g_match_info_next (match, NULL)) {
    g_autofree char *town = g_match_info_fetch (match, 1);
    g_autoptr (GPtrArray) found = yzt_search_now (self->session, yzt_map_view_get_base_map (self->map), from, town, 1);
    for (guint i = 0; i < found->len && n < MOST_TOWNS; i++) {
      YztSearchResult *result = found->pdata[i];
      YztPosition at;
      if (yzt_search_result_get_group (result) == YZT_SEARCH_PLACE && g_str_equal (yzt_search_result_get_title (result), town)
          && yzt_search_result_get_position (result, &at) && !is_listed (self, town)) {
        add_match (self, town, _("place of the base map"), at);
        n++;
      }
    }
  }
}

static void
on_places_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztIntakeBar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) places = yzt_session_find_places_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  yzt_watchdog_background ("intake-places");
  yzt_ui_clear_children (self->places);
  for (guint i = 0; places != NULL && i < places->len && i < MOST_PLACES; i++) {
    const YztPlaceMatch *match = &g_array_index (places, YztPlaceMatch, i);
    GtkWidget *button = add_match (self, match->name, match->why, match->position);
    if (i == 0 && match->confidence >= SURE && self->placed != PLACED_BY_HAND) {
      g_signal_handlers_block_by_func (button, on_match, self);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
      g_signal_handlers_unblock_by_func (button, on_match, self);
      place_at (self, match->position, PLACED_BY_MATCH, match->name);
    }
  }
  if (self->looked_for != NULL) {
    add_towns (self, self->looked_for);
  }
  gtk_widget_set_visible (self->places, gtk_widget_get_first_child (self->places) != NULL);
}

static void
stop_looking (YztIntakeBar *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->look_timer, g_source_remove);
}

static gboolean
on_look (gpointer user_data)
{
  YztIntakeBar *self = user_data;
  g_autofree char *words = yzt_intake_chips_get_place (self->chips);
  self->look_timer = 0;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_free (self->looked_for);
  self->looked_for = g_steal_pointer (&words);
  if (self->placed == PLACED_BY_MATCH) {
    unplace (self); /* it was of other words */
  }
  if (*self->looked_for == '\0') {
    yzt_ui_clear_children (self->places);
    return G_SOURCE_REMOVE;
  }
  self->looking = g_cancellable_new ();
  yzt_session_find_places_async (self->session, self->looked_for, MOST_PLACES, self->looking, on_places_found, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
look_soon (YztIntakeBar *self)
{
  g_autofree char *words = yzt_intake_chips_get_place (self->chips);
  if (self->session != NULL && g_strcmp0 (words, self->looked_for) != 0 && self->look_timer == 0) {
    self->look_timer = g_timeout_add (LOOK_AFTER_MS, on_look, self);
  }
}

static void
on_map_placed (YztMapView *map, double lon, double lat, YztIntakeBar *self)
{
  if (yzt_intake_bar_is_open (self)) {
    yzt_watchdog_action ("intake-click");
    for (GtkWidget *child = gtk_widget_get_first_child (self->places); child != NULL; child = gtk_widget_get_next_sibling (child)) {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), FALSE);
    }
    place_at (self, (YztPosition) { lon, lat }, PLACED_BY_HAND, NULL);
    gtk_widget_grab_focus (self->line);
    gtk_editable_set_position (GTK_EDITABLE (self->line), -1);
  }
}

/* --- the line --- */

static void
on_line_changed (YztIntakeBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->line));
  if (self->session == NULL) {
    return;
  }
  yzt_watchdog_action ("intake-key");
  g_autoptr (YztIntake) intake = yzt_intake_parse (yzt_incident_rules (), text, yzt_clock_now_ms (yzt_session_get_clock (self->session)),
                                                   yzt_session_get_time_zone (self->session), yzt_session_get_language (self->session));
  g_free (self->title);
  self->title = g_strdup (intake->title);
  yzt_intake_chips_show (self->chips, intake);
  gtk_widget_set_sensitive (self->take, *text != '\0' && !self->busy);
  self->warned = FALSE;
  tell (self, NULL);
  look_soon (self);
}

static void
forget (YztIntakeBar *self)
{
  stop_looking (self);
  g_clear_pointer (&self->looked_for, g_free);
  g_clear_pointer (&self->title, g_free);
  self->placed = PLACED_NOT;
  self->warned = FALSE;
  yzt_ui_clear_children (self->places);
  yzt_intake_chips_set_session (self->chips, self->session);
  gtk_editable_set_text (GTK_EDITABLE (self->line), "");
  tell (self, NULL);
}

static void
close_bar (YztIntakeBar *self)
{
  gboolean inside = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  yzt_map_view_set_mark (self->map, NULL);
  if (self->ours && yzt_map_view_get_tool (self->map) == YZT_MAP_TOOL_PLACE) {
    yzt_map_view_set_tool (self->map, YZT_MAP_TOOL_SELECT);
  }
  self->ours = FALSE;
  forget (self);
  if (inside && gtk_widget_get_mapped (GTK_WIDGET (self->map))) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
  g_signal_emit (self, signals[CLOSED], 0);
}

/* --- taking in --- */

static void
on_taken_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztIntakeBar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  self->busy = FALSE;
  if (self->session != YZT_SESSION (source)) {
    return;
  }
  if (act == NULL) {
    gtk_widget_set_sensitive (self->take, TRUE);
    tell (self, yzt_ui_error_text (error));
    return;
  }
  gboolean placed = self->placed != PLACED_NOT;
  gint64 fid = yzt_act_result_first_fid (act, yzt_kind_set_find (yzt_session_get_kinds (self->session), "incident"));
  close_bar (self);
  g_signal_emit (self, signals[TAKEN_IN], 0, fid, placed);
}

/* FALSE: one of the fields cannot be understood, and it is said which. */
static gboolean
fill_act (YztIntakeBar *self, YztIncidentAct *act)
{
  for (guint i = 0; yzt_intake_chip_fields[i] != NULL; i++) {
    g_autofree char *problem = NULL;
    g_autofree char *value = yzt_intake_chips_get_value (self->chips, yzt_intake_chip_fields[i], &problem);
    if (value == NULL) {
      tell (self, problem);
      return FALSE;
    }
    yzt_incident_act_set (act, yzt_intake_chip_fields[i], value);
  }
  yzt_incident_act_set (act, "text", gtk_editable_get_text (GTK_EDITABLE (self->line)));
  yzt_incident_act_set (act, "name", self->title);
  yzt_incident_act_set (act, "channel", "phone");
  yzt_incident_act_set (act, "as-given", "1"); /* what a hand has taken out of the line stays out */
  if (self->placed != PLACED_NOT) {
    yzt_incident_act_set_position (act, self->position);
  }
  return TRUE;
}

static void
take_in (YztIntakeBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->line));
  yzt_watchdog_action ("take-in");
  if (self->busy || self->session == NULL) {
    return;
  }
  if (*text == '\0') {
    tell (self, _("Type what was said first: when, where, what, how many hurt."));
    return;
  }
  if (*yzt_session_get_author (self->session) == '\0') {
    g_signal_emit (self, signals[SIGN_IN_WANTED], 0);
    return;
  }
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new ("take-in", 0);
  if (fill_act (self, act)) {
    self->busy = TRUE;
    gtk_widget_set_sensitive (self->take, FALSE);
    yzt_session_incident_act_async (self->session, g_steal_pointer (&act), on_taken_in, g_object_ref (self));
  }
}

/* Down from the line: the places that are proposed. */
static gboolean
on_line_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztIntakeBar *self)
{
  GtkWidget *first = gtk_widget_get_first_child (self->places);
  if (keyval == GDK_KEY_Down && first != NULL && gtk_widget_get_visible (self->places)) {
    gtk_widget_grab_focus (first);
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

/* --- public --- */

gboolean
yzt_intake_bar_is_open (YztIntakeBar *self)
{
  g_return_val_if_fail (YZT_IS_INTAKE_BAR (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

void
yzt_intake_bar_open (YztIntakeBar *self)
{
  g_return_if_fail (YZT_IS_INTAKE_BAR (self));
  if (self->session == NULL) {
    return;
  }
  if (!yzt_intake_bar_is_open (self)) {
    yzt_intake_chips_set_session (self->chips, self->session);
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
    gtk_widget_set_sensitive (self->take, FALSE);
    show_where (self, NULL);
  }
  if (yzt_map_view_get_tool (self->map) != YZT_MAP_TOOL_PLACE) {
    yzt_map_view_set_tool (self->map, YZT_MAP_TOOL_PLACE);
    self->ours = TRUE;
  }
  gtk_widget_grab_focus (self->line);
}

gboolean
yzt_intake_bar_leave (YztIntakeBar *self)
{
  g_return_val_if_fail (YZT_IS_INTAKE_BAR (self), FALSE);
  if (!yzt_intake_bar_is_open (self)) {
    return FALSE;
  }
  if (*gtk_editable_get_text (GTK_EDITABLE (self->line)) != '\0' && !self->warned) {
    self->warned = TRUE;
    tell (self, _("Not taken in yet: Enter takes it in, Esc once more throws it away."));
    return TRUE;
  }
  close_bar (self);
  return TRUE;
}

void
yzt_intake_bar_set_session (YztIntakeBar *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_INTAKE_BAR (self));
  if (yzt_intake_bar_is_open (self)) {
    close_bar (self);
  }
  stop_looking (self);
  g_set_object (&self->session, session); /* its fields are made when it is opened */
}

GtkWidget *
yzt_intake_bar_get_line (YztIntakeBar *self)
{
  g_return_val_if_fail (YZT_IS_INTAKE_BAR (self), NULL);
  return self->line;
}

char *
yzt_intake_bar_get_value (YztIntakeBar *self, const char *field)
{
  g_return_val_if_fail (YZT_IS_INTAKE_BAR (self), NULL);
  g_autofree char *problem = NULL;
  char *value = yzt_intake_chips_get_value (self->chips, field, &problem);
  return value != NULL ? value : g_strdup ("");
}

gboolean
yzt_intake_bar_get_position (YztIntakeBar *self, YztPosition *position_out)
{
  g_return_val_if_fail (YZT_IS_INTAKE_BAR (self), FALSE);
  *position_out = self->position;
  return self->placed != PLACED_NOT;
}

/* --- class --- */

static void
yzt_intake_bar_dispose (GObject *object)
{
  YztIntakeBar *self = YZT_INTAKE_BAR (object);
  stop_looking (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_intake_bar_parent_class)->dispose (object);
}

static void
yzt_intake_bar_finalize (GObject *object)
{
  g_free (YZT_INTAKE_BAR (object)->title);
  g_free (YZT_INTAKE_BAR (object)->looked_for);
  G_OBJECT_CLASS (yzt_intake_bar_parent_class)->finalize (object);
}

static void
yzt_intake_bar_class_init (YztIntakeBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_intake_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_intake_bar_finalize;
  signals[TAKEN_IN] = g_signal_new ("taken-in", YZT_TYPE_INTAKE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_BOOLEAN);
  signals[CLOSED] = g_signal_new ("closed", YZT_TYPE_INTAKE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGN_IN_WANTED] = g_signal_new ("sign-in-wanted", YZT_TYPE_INTAKE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_take_button (void)
{
  GtkWidget *button = gtk_button_new (), *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_box_append (GTK_BOX (words), gtk_label_new (_("Take In")));
  gtk_box_append (GTK_BOX (words), yzt_ui_label (C_ ("key", "Enter"), "key-hint"));
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_tooltip_text (button, _("The incident is in the map, the clocks run from now on (Enter)"));
  return button;
}

static void
add_head (YztIntakeBar *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *shut = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkEventController *keys = gtk_event_controller_key_new ();
  self->line = gtk_entry_new ();
  self->take = new_take_button ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->line), _("What was said, in one line: 12:40, where, what, how many hurt"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_LABEL, _("First word of an incident"), -1);
  gtk_widget_set_hexpand (self->line, TRUE);
  gtk_widget_add_css_class (self->line, "intake-line");
  gtk_widget_add_css_class (shut, "flat");
  gtk_widget_set_tooltip_text (shut, _("Put away without taking in (Esc)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (shut), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Put away without taking in (Esc)"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_line_key), self);
  gtk_widget_add_controller (self->line, keys);
  g_signal_connect_swapped (self->line, "changed", G_CALLBACK (on_line_changed), self);
  g_signal_connect_swapped (self->line, "activate", G_CALLBACK (take_in), self);
  g_signal_connect_swapped (self->take, "clicked", G_CALLBACK (take_in), self);
  g_signal_connect_swapped (shut, "clicked", G_CALLBACK (close_bar), self);
  gtk_box_append (GTK_BOX (head), self->line);
  gtk_box_append (GTK_BOX (head), self->take);
  gtk_box_append (GTK_BOX (head), shut);
  gtk_box_append (GTK_BOX (self), head);
}

static void
yzt_intake_bar_init (YztIntakeBar *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "intake-bar");
  add_head (self);
  self->chips = YZT_INTAKE_CHIPS (yzt_intake_chips_new ());
  g_signal_connect_swapped (self->chips, "place-changed", G_CALLBACK (look_soon), self);
  g_signal_connect_swapped (self->chips, "activated", G_CALLBACK (take_in), self);
  self->places = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->where = yzt_ui_label ("", "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (self->where), PANGO_ELLIPSIZE_END);
  self->problem = yzt_ui_label ("", "field-problem");
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_visible (self->places, FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->chips));
  gtk_box_append (GTK_BOX (self), self->places);
  gtk_box_append (GTK_BOX (self), self->where);
  gtk_box_append (GTK_BOX (self), self->problem);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
yzt_intake_bar_new (YztMapView *map)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (map), NULL);
  YztIntakeBar *self = g_object_new (YZT_TYPE_INTAKE_BAR, NULL);
  self->map = map;
  g_signal_connect_object (map, "placed", G_CALLBACK (on_map_placed), self, 0);
  return GTK_WIDGET (self);
}
