/* yzt-command-zone.c: the card of the danger zone: what leaks, how much, the wind, who is threatened
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-zone.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-area-at.h"
#include "yzt-face-list.h"
#include "yzt-still-text.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-wind-dial.h"

#define WIND_MAX_M_S 100 /* as the kind danger-zone says */

struct _YztCommandZone {
  GtkWidget parent_instance;
  YztCommand *command;
  GtkWidget *substance, *spill, *container, *hour, *dial, *speed, *wind, *problem, *figures, *scroller, *changes, *went, *save, *method, *by_hand, *by_table, *border, *fed, *fed_words, *take;
  YztFaceList *list;
  gboolean filling;
  guint rest_timer;
};
G_DEFINE_FINAL_TYPE (YztCommandZone, yzt_command_zone, GTK_TYPE_WIDGET)

enum { THING_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is asked --- */

static const YztErgSubstance *
substance_of (YztCommandZone *self)
{
  const YztErg *erg = yzt_command_get_erg (self->command);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->substance));
  return erg != NULL && *text != '\0' ? yzt_erg_find (erg, text, NULL) : NULL;
}

static const char *
chosen_container (YztCommandZone *self)
{
  const YztErgSubstance *substance = substance_of (self);
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->container));
  const YztErg *erg = yzt_command_get_erg (self->command);
  return substance != NULL && substance->by_container && i > 0 && i <= yzt_erg_get_n_containers (erg, substance) ? yzt_erg_get_container_id (erg, substance, i - 1) : NULL;
}

static void
fill_containers (YztCommandZone *self, const char *chosen)
{
  const YztErg *erg = yzt_command_get_erg (self->command);
  const YztErgSubstance *substance = substance_of (self);
  const char *language = yzt_session_get_language (yzt_command_get_session (self->command));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gboolean wanted = substance != NULL && substance->by_container && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->spill)) == YZT_ERG_LARGE;
  guint select = 0;
  gtk_string_list_append (names, _("Leaks from…"));
  for (guint i = 0; wanted && i < yzt_erg_get_n_containers (erg, substance); i++) {
    gtk_string_list_append (names, yzt_erg_get_container (erg, substance, i, language));
    select = g_strcmp0 (chosen, yzt_erg_get_container_id (erg, substance, i)) == 0 ? i + 1 : select;
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->container), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->container), select);
  gtk_widget_set_visible (self->container, wanted);
}

/* NaN: nothing is typed, or no speed; which is told from each other by @wrong_out (may be NULL). */
static double
typed_speed (YztCommandZone *self, gboolean *wrong_out)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->speed));
  double speed = NAN;
  gboolean good = yzt_text_number (text, &speed) && speed >= 0 && speed <= WIND_MAX_M_S;
  if (wrong_out != NULL) {
    *wrong_out = *text != '\0' && !good;
  }
  return good ? speed : NAN;
}

/* @wind: the wind was touched now, by this hand. */
static void
ask (YztCommandZone *self, gboolean wind)
{
  if (self->filling) {
    return;
  }
  yzt_watchdog_action ("danger-zone");
  const YztZoneAsk *before = yzt_command_get_ask (self->command);
  g_autofree char *container = g_strdup (chosen_container (self)), *source = g_strdup (wind ? _("typed") : before->wind_source);
  YztZoneAsk next = { .substance = (char *) gtk_editable_get_text (GTK_EDITABLE (self->substance)), .spill = (YztErgSpill) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->spill)),
                      .container = container, .hour = (int) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->hour)) - 1, .wind_from_deg = yzt_wind_dial_get (YZT_WIND_DIAL (self->dial)),
                      .wind_m_s = typed_speed (self, NULL), .wind_source = source,
                      .wind_ms = wind ? yzt_clock_now_ms (yzt_session_get_clock (yzt_command_get_session (self->command))) : before->wind_ms };
  yzt_command_set_ask (self->command, &next);
}

static void
on_substance (YztCommandZone *self)
{
  if (!self->filling) {
    self->filling = TRUE;
    fill_containers (self, NULL);
    self->filling = FALSE;
  }
  ask (self, FALSE);
}

static void
on_choice (YztCommandZone *self)
{
  ask (self, FALSE);
}

static void
on_wind (YztCommandZone *self)
{
  ask (self, TRUE);
}

static void
on_turned (YztWindDial *dial, double from_deg, YztCommandZone *self)
{
  ask (self, TRUE);
}

/* --- what is inside --- */

static void
show_thing (YztReachRow *row, guint position, gpointer user_data)
{
  YztCommandZone *self = user_data;
  const YztThreat *threat = yzt_command_get_threat (self->command);
  const char *name, *phone;
  if (position >= threat->things->len || !yzt_command_get_threatened (self->command, position, &name, &phone)) {
    return;
  }
  const YztThreatened *one = &g_array_index (threat->things, YztThreatened, position);
  YztSession *session = yzt_command_get_session (self->command);
  const GArray *came = yzt_command_get_came (self->command, NULL);
  gboolean fresh = FALSE;
  for (guint i = 0; i < came->len && !fresh; i++) {
    fresh = g_array_index (came, guint, i) == position;
  }
  g_autofree char *people = isnan (one->people) ? g_strdup ("—") : yzt_text_group_number (one->people, 0), *distance = yzt_text_distance (one->distance_m);
  g_autofree char *figure = isnan (one->people) ? g_strdup ("—") : g_strdup_printf (_("%s people"), people);
  g_autofree char *second = g_strdup_printf ("%s%s%s%s", fresh ? _("new · ") : "", phone, *phone != '\0' ? " · " : "", yzt_ui_kind_label (session, (int) one->kind));
  yzt_reach_row_set_symbol (row, yzt_ui_kind (session, (int) one->kind), one->level, G_MAXUINT16);
  yzt_reach_row_set_texts (row, *name != '\0' ? name : _("Without a name"), second, figure, distance);
  g_autofree char *spoken = g_strjoin (", ", name, second, figure, distance, NULL);
  yzt_reach_row_set_spoken (row, spoken);
}

static void
on_activated (GtkListView *view, guint position, YztCommandZone *self)
{
  const YztThreat *threat = yzt_command_get_threat (self->command);
  if (position < threat->things->len) {
    const YztThreatened *one = &g_array_index (threat->things, YztThreatened, position);
    g_signal_emit (self, signals[THING_ACTIVATED], 0, (int) one->kind, one->fid);
  }
}

static void
show_changes (YztCommandZone *self)
{
  guint n_went = 0, n_came = yzt_command_get_came (self->command, &n_went)->len, n_unsaid = yzt_command_get_threat (self->command)->n_unsaid;
  g_autofree char *came = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "newly inside: %u", "newly inside: %u", n_came), n_came);
  g_autofree char *went = g_strdup_printf (_("no longer inside: %u"), n_went), *unsaid = g_strdup_printf (_("people not known: %u"), n_unsaid);
  g_autofree char *words = n_unsaid > 0 ? g_strjoin (" · ", came, went, unsaid, NULL) : g_strjoin (" · ", came, went, NULL);
  yzt_still_text_set (YZT_STILL_TEXT (self->changes), words);
}

/* --- the wind that stations tell --- */

static char *
turn_words (YztCommandZone *self)
{
  YztWindTurn turn;
  if (!yzt_command_judge_fed_wind (self->command, &turn)) {
    return g_strdup ("");
  }
  /* Translators: what the danger zone in force would be with the newer wind. */
  return g_strdup_printf (_("The wind has turned: %u would be newly inside, %u no longer inside."), turn.n_came, turn.n_went);
}

static void
show_fed (YztCommandZone *self)
{
  const YztWind *fed = yzt_command_get_fed_wind (self->command);
  const YztZoneAsk *now = yzt_command_get_ask (self->command);
  gboolean offered = fed != NULL && now->wind_ms != fed->seen->observed_ms && yzt_command_get_area (self->command) == NULL;
  gtk_widget_set_visible (self->fed, offered);
  if (!offered) {
    return;
  }
  YztSession *session = yzt_command_get_session (self->command);
  g_autofree char *source = yzt_wind_source (fed), *age = yzt_ui_time_with_age (session, fed->seen->observed_ms), *turn = turn_words (self);
  g_autofree char *speed = isnan (fed->seen->m_s) ? g_strdup (_("speed not known")) : g_strdup_printf ("%.1f m/s", fed->seen->m_s);
  g_autofree char *from = isnan (fed->seen->from_deg) ? g_strdup (_("no direction")) : g_strdup_printf ("%s %.0f°", yzt_text_bearing_word (fed->seen->from_deg), fed->seen->from_deg);
  g_autofree char *words = g_strdup_printf ("%s · %s, %s · %s%s%s%s", source, from, speed, age, fed->stale ? _(" · old, look before you take it") : "", *turn != '\0' ? "\n" : "", turn);
  gtk_label_set_text (GTK_LABEL (self->fed_words), words);
  (*turn != '\0' ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->fed_words, "row-title");
  (*turn != '\0' ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->take, "suggested-action");
}

/* --- across the border of the jurisdiction --- */

typedef struct {
  YztGeometry *area;
  char *jurisdiction;
} Border;

static void
border_free (gpointer data)
{
  Border *border = data;
  yzt_geometry_unref (border->area);
  g_free (border->jurisdiction);
  g_free (border);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Border *border = data;
  g_task_return_pointer (task, yzt_area_beyond (border->area, border->jurisdiction, NULL), g_free);
}

static void
on_border (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztCommandZone *self = YZT_COMMAND_ZONE (source);
  g_autofree char *names = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->border != NULL && self->command != NULL) {
    gboolean across = names != NULL && *names != '\0';
    g_autofree char *words = across ? g_strdup_printf (_("The zone reaches across the border into %s: this map's records end there; tell their duty rooms and ask who is threatened."), names) : g_strdup ("");
    gtk_label_set_text (GTK_LABEL (self->border), words);
    gtk_widget_set_visible (self->border, across);
  }
}

static void
look_across (YztCommandZone *self)
{
  YztZone zone;
  if (yzt_command_get_zone (self->command, &zone, NULL)) {
    YztGeometry *drawn = yzt_command_get_area (self->command);
    g_autoptr (GTask) task = g_task_new (self, NULL, on_border, NULL);
    Border *border = g_new0 (Border, 1);
    border->area = drawn != NULL ? yzt_geometry_ref (drawn) : yzt_zone_to_geometry (&zone);
    border->jurisdiction = g_strdup (yzt_session_get_jurisdiction (yzt_command_get_session (self->command)));
    g_task_set_task_data (task, border, border_free);
    yzt_task_run_in_thread (task, look_in_thread);
  } else {
    gtk_widget_set_visible (self->border, FALSE);
  }
}

/* --- what is read, not watched: said when the wind rests; on the map the method follows at once --- */

#define REST_MS 300

static void
show_words (YztCommandZone *self)
{
  gboolean there = yzt_command_get_zone (self->command, NULL, NULL);
  guint n_went = 0;
  yzt_command_get_came (self->command, &n_went);
  g_autofree char *method = there ? g_strdup_printf ("%s\n%s", yzt_command_get_method (self->command), yzt_command_get_limits (self->command)) : g_strdup ("");
  g_autofree char *names = n_went > 0 ? yzt_command_get_went_words (self->command) : NULL, *went = names != NULL ? g_strdup_printf (_("No longer inside: %s"), names) : g_strdup ("");
  gtk_label_set_text (GTK_LABEL (self->method), method);
  gtk_widget_set_visible (self->method, there);
  gtk_label_set_text (GTK_LABEL (self->went), went);
  gtk_widget_set_visible (self->went, n_went > 0);
}

static gboolean
on_rest (gpointer data)
{
  YztCommandZone *self = data;
  self->rest_timer = 0;
  show_words (self);
  look_across (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (YztCommandZone *self)
{
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  self->rest_timer = g_timeout_add (REST_MS, on_rest, self);
}

static void
show (YztCommandZone *self)
{
  const char *problem = NULL;
  YztZone zone;
  gboolean there = yzt_command_get_zone (self->command, &zone, &problem);
  const YztThreat *threat = yzt_command_get_threat (self->command);
  g_autofree char *people = yzt_text_group_number (threat->people, 0);
  g_autofree char *places = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u place threatened", "%u places threatened", threat->things->len), threat->things->len);
  g_autofree char *figures = g_strdup_printf (_("%s · %s people"), places, people);
  const YztZoneAsk *now = yzt_command_get_ask (self->command);
  YztSession *session = yzt_command_get_session (self->command);
  g_autofree char *age = now->wind_ms > 0 ? yzt_ui_time_with_age (session, now->wind_ms) : NULL;
  g_autofree char *wind = age != NULL && now->wind_source != NULL ? g_strdup_printf ("%s · %s", now->wind_source, age) : g_strdup (_("Wind not told yet"));
  gboolean by_hand = yzt_command_get_area (self->command) != NULL, wrong = FALSE;
  typed_speed (self, &wrong);
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
  yzt_still_text_set (YZT_STILL_TEXT (self->figures), there ? figures : "");
  gtk_widget_set_visible (self->figures, there);
  gtk_widget_set_visible (self->changes, there);
  gtk_label_set_text (GTK_LABEL (self->wind), wrong ? _("This is no wind speed: metres per second, 0 to 100. It counts as not known.") : wind);
  (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->speed, "error");
  gtk_widget_set_visible (self->scroller, threat->things->len > 0);
  gtk_widget_set_sensitive (self->save, there && !yzt_session_is_read_only (session));
  gtk_widget_set_visible (self->by_table, by_hand);
  gtk_widget_set_sensitive (self->substance, !by_hand);
  gtk_widget_set_sensitive (self->spill, !by_hand);
  show_changes (self);
  show_fed (self);
  wait_for_rest (self);
  yzt_face_list_update (self->list, threat->things->len);
}

/* What stands in the fields is what the command asks: after another incident was chosen, or its zone was read. */
static void
on_loaded (YztCommandZone *self)
{
  const YztZoneAsk *now = yzt_command_get_ask (self->command);
  g_autofree char *speed = isnan (now->wind_m_s) ? g_strdup ("") : yzt_text_format_number (now->wind_m_s);
  self->filling = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->substance)), now->substance != NULL ? now->substance : "") != 0) {
    gtk_editable_set_text (GTK_EDITABLE (self->substance), now->substance != NULL ? now->substance : "");
  }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->spill), now->spill);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->hour), (guint) (now->hour + 1));
  fill_containers (self, now->container);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->speed)), speed) != 0 && !gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->speed))))) {
    gtk_editable_set_text (GTK_EDITABLE (self->speed), speed);
  }
  yzt_wind_dial_set (YZT_WIND_DIAL (self->dial), now->wind_from_deg);
  self->filling = FALSE;
  show (self);
  show_words (self);
}

static void
on_save (YztCommandZone *self)
{
  yzt_watchdog_action ("zone-in-force");
  yzt_command_save_zone_async (self->command, NULL, NULL);
}

static void
on_take (YztCommandZone *self)
{
  yzt_watchdog_action ("fed-wind");
  yzt_command_take_fed_wind (self->command);
  on_loaded (self); /* the dial and the speed show it */
}

static void
on_by_table (YztCommandZone *self)
{
  yzt_command_set_area (self->command, NULL);
}

/* --- class --- */

static void
yzt_command_zone_dispose (GObject *object)
{
  YztCommandZone *self = YZT_COMMAND_ZONE (object);
  GtkWidget *child;
  g_clear_object (&self->list);
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  if (self->command != NULL) {
    g_signal_handlers_disconnect_by_data (self->command, self);
  }
  g_clear_object (&self->command);
  self->border = NULL; /* an answer may still be under way */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL) {
    gtk_widget_unparent (child);
  }
  G_OBJECT_CLASS (yzt_command_zone_parent_class)->dispose (object);
}

static void
yzt_command_zone_class_init (YztCommandZoneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_command_zone_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_COMMAND_ZONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
}

static GtkWidget *
wrapping (const char *classes)
{
  GtkWidget *label = yzt_ui_label ("", classes);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  return label;
}

static GtkWidget *
chooser (const char *const *names, const char *accessible)
{
  GtkWidget *drop = gtk_drop_down_new_from_strings (names);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  return drop;
}

static GtkWidget *
new_head (YztCommandZone *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = yzt_ui_label (_("Danger zone"), "heading");
  gtk_widget_set_hexpand (title, TRUE);
  self->by_hand = gtk_button_new_with_label (_("Draw…"));
  self->by_table = gtk_button_new_with_label (_("By the table"));
  gtk_widget_set_tooltip_text (self->by_hand, _("Draw the danger zone on the map by hand"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->by_hand), "win.draw-danger-zone");
  g_signal_connect_swapped (self->by_table, "clicked", G_CALLBACK (on_by_table), self);
  gtk_widget_add_css_class (self->by_hand, "small-button");
  gtk_widget_add_css_class (self->by_table, "small-button");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->by_table);
  gtk_box_append (GTK_BOX (head), self->by_hand);
  return head;
}

static GtkWidget *
new_wind (YztCommandZone *self)
{
  const char *const hours[] = { _("Day or night by the sun"), _("Day"), _("Night"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->dial = yzt_wind_dial_new ();
  self->speed = gtk_entry_new ();
  self->wind = wrapping ("second-line");
  self->hour = chooser (hours, _("Hour"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->speed), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->speed), 5);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->speed), "m/s");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->speed), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Wind speed in metres per second"), -1);
  gtk_box_append (GTK_BOX (row), self->speed);
  gtk_box_append (GTK_BOX (row), yzt_ui_label (_("m/s"), NULL));
  gtk_box_append (GTK_BOX (right), row);
  gtk_box_append (GTK_BOX (right), self->wind);
  gtk_box_append (GTK_BOX (right), self->hour);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->dial);
  gtk_box_append (GTK_BOX (box), right);
  g_signal_connect (self->dial, "turned", G_CALLBACK (on_turned), self);
  g_signal_connect_swapped (self->speed, "changed", G_CALLBACK (on_wind), self);
  g_signal_connect_swapped (self->hour, "notify::selected", G_CALLBACK (on_choice), self);
  return box;
}

static GtkWidget *
new_fed (YztCommandZone *self)
{
  self->fed = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->fed_words = wrapping ("second-line");
  self->take = gtk_button_new_with_label (_("Take It"));
  gtk_widget_set_tooltip_text (self->take, _("Turn the zone into the wind that this station told; it is not in force before you say so"));
  gtk_widget_add_css_class (self->take, "small-button");
  gtk_widget_set_valign (self->take, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->fed_words, TRUE);
  gtk_box_append (GTK_BOX (self->fed), self->fed_words);
  gtk_box_append (GTK_BOX (self->fed), self->take);
  gtk_widget_set_visible (self->fed, FALSE);
  g_signal_connect_swapped (self->take, "clicked", G_CALLBACK (on_take), self);
  return self->fed;
}

static void
build (YztCommandZone *self)
{
  const char *const spills[] = { _("Small spill (up to 208 l)"), _("Large spill (over 208 l)"), _("Tank in fire"), NULL }, *const none[] = { _("Leaks from…"), NULL };
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *view = gtk_list_view_new (NULL, NULL);
  self->substance = gtk_entry_new ();
  self->spill = chooser (spills, _("Spill"));
  self->container = chooser (none, _("Leaks from"));
  self->problem = wrapping ("field-problem");
  self->figures = yzt_still_text_new ("row-title number");
  self->changes = yzt_still_text_new ("second-line number");
  self->went = wrapping ("second-line");
  self->method = wrapping ("second-line");
  self->border = wrapping ("heading");
  gtk_widget_set_visible (self->border, FALSE);
  self->scroller = gtk_scrolled_window_new ();
  self->save = gtk_button_new_with_label (_("Put in Force"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->substance), _("Substance or UN number"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->substance), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Substance or UN number"), -1);
  gtk_widget_set_tooltip_text (self->save, _("The zone stands in the file from now; whoever is newly inside comes into the call list of the incident"));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_widget_set_hexpand (card, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), 132);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), view);
  gtk_widget_add_css_class (view, "panel-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Threatened"), -1);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  GtkWidget *const parts[] = { new_head (self), self->substance, self->spill, self->container, new_wind (self), new_fed (self), self->problem, self->figures, self->changes, self->went, self->border, self->scroller, self->save, self->method };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gtk_box_append (GTK_BOX (card), parts[i]);
  }
  gtk_widget_set_parent (card, GTK_WIDGET (self));
  self->list = yzt_face_list_new (GTK_LIST_VIEW (view), TRUE, 10, FALSE, show_thing, self);
  g_signal_connect_swapped (self->substance, "changed", G_CALLBACK (on_substance), self);
  g_signal_connect_swapped (self->spill, "notify::selected", G_CALLBACK (on_substance), self);
  g_signal_connect_swapped (self->container, "notify::selected", G_CALLBACK (on_choice), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (on_save), self);
  g_signal_connect (view, "activate", G_CALLBACK (on_activated), self);
}

static void
yzt_command_zone_init (YztCommandZone *self)
{
}

GtkWidget *
yzt_command_zone_new (YztCommand *command)
{
  g_return_val_if_fail (YZT_IS_COMMAND (command), NULL);
  YztCommandZone *self = g_object_new (YZT_TYPE_COMMAND_ZONE, NULL);
  self->command = g_object_ref (command);
  self->filling = TRUE;
  build (self);
  self->filling = FALSE;
  g_signal_connect_swapped (command, "changed", G_CALLBACK (show), self);
  g_signal_connect_swapped (command, "loaded", G_CALLBACK (on_loaded), self);
  on_loaded (self);
  return GTK_WIDGET (self);
}

GtkWidget *
yzt_command_zone_get_dial (YztCommandZone *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_ZONE (self), NULL);
  return self->dial;
}
