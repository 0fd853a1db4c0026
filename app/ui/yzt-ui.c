/* yzt-ui.c: what every panel of the window shares: resources, language, settings, small words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-ui.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui-resources.h"

/* --- tooltips --- */

#define TIP_CELLS 60

static GtkLabel *
find_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)) {
    return GTK_LABEL (widget);
  }
  GtkLabel *label = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL; child = gtk_widget_get_next_sibling (child)) {
    label = find_label (child);
  }
  return label;
}

/* GTK 4.8 lets a tooltip be as many average letters wide as its text has characters: Chinese, twice as wide, was broken after three or four of them. */
static gboolean
fit_tooltip (gpointer native)
{
  for (GtkWidget *child = gtk_widget_get_first_child (native); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkLabel *label = g_str_equal (G_OBJECT_TYPE_NAME (child), "GtkTooltipWindow") ? find_label (child) : NULL;
    if (label != NULL) {
      gtk_label_set_max_width_chars (label, (int) MIN (yzt_text_count_cells (gtk_label_get_text (label)) + 2, TIP_CELLS));
    }
  }
  g_object_set_data (native, "yzt-tip-fits", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_tooltip_asked (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GtkNative *native = gtk_widget_get_native (g_value_get_object (&values[0]));
  if (native != NULL && g_object_get_data (G_OBJECT (native), "yzt-tip-fits") == NULL) {
    g_object_set_data (G_OBJECT (native), "yzt-tip-fits", native);
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_tooltip, g_object_ref (native), g_object_unref); /* before it is drawn */
  }
  return TRUE;
}

/* --- the programme --- */

void
yzt_ui_init (void)
{
  static gboolean done;
  if (done) {
    return;
  }
  done = TRUE;
  g_resources_register (yzt_ui_get_resource ());
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* its signals are there from now on */
  g_signal_add_emission_hook (g_signal_lookup ("query-tooltip", GTK_TYPE_WIDGET), 0, on_tooltip_asked, NULL, NULL);
}

const char *
yzt_ui_language (void)
{
  const char *const *names = g_get_language_names_with_category ("LC_MESSAGES");
  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_has_prefix (names[i], "zh")) {
      return "zh_CN";
    }
    if (g_str_has_prefix (names[i], "en") || g_str_equal (names[i], "C")) {
      return "en";
    }
  }
  return "en";
}

GSettings *
yzt_ui_settings (void)
{
  static GSettings *settings;
  if (settings == NULL) {
    GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
    g_autoptr (GSettingsSchema) schema = source == NULL ? NULL
        : g_settings_schema_source_lookup (source, YZT_APP_ID, TRUE);
    if (schema != NULL) {
      settings = g_settings_new_full (schema, NULL, NULL);
    }
  }
  return settings;
}

const char *
yzt_level_css_class (int level)
{
  static const char *const classes[] = { NULL, "level-1", "level-2", "level-3", "level-4" };
  return level >= 1 && level <= 4 ? classes[level] : NULL;
}

void
yzt_level_style (GtkWidget *widget, int level)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  for (int i = 1; i <= 4; i++) {
    if (i != level) {
      gtk_widget_remove_css_class (widget, yzt_level_css_class (i));
    }
  }
  if (yzt_level_css_class (level) != NULL) {
    gtk_widget_add_css_class (widget, yzt_level_css_class (level));
  }
}

char *
yzt_ui_time_with_age (YztSession *session, gint64 utc_ms)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  g_autofree char *clock = yzt_time_format_clock (utc_ms, now_ms, yzt_session_get_time_zone (session));
  g_autofree char *age = yzt_time_format_age (utc_ms, now_ms);
  /* Translators: a time and how long ago that was: "12:41, 22 min ago" */
  return g_strdup_printf (_("%s, %s"), clock, age);
}

char *
yzt_ui_position_text (YztPosition position)
{
  g_autofree char *coordinate = yzt_coordinate_format (position, 5);
  return g_strdup_printf ("%s · %s", coordinate, yzt_datum_label (YZT_DATUM_WGS84));
}

YztKind *
yzt_ui_kind (YztSession *session, int index)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztKindSet *kinds = yzt_session_get_kinds (session);
  if (kinds == NULL || index < 0 || (guint) index >= yzt_kind_set_get_n (kinds)) {
    return NULL;
  }
  return yzt_kind_set_get (kinds, (guint) index);
}

const char *
yzt_ui_kind_label (YztSession *session, int kind)
{
  YztKind *found = yzt_ui_kind (session, kind);
  return found != NULL ? yzt_kind_get_label (found, yzt_session_get_language (session)) : "";
}

const char *
yzt_ui_error_text (const GError *error)
{
  if (error == NULL) {
    return "";
  }
  if (g_str_has_prefix (g_quark_to_string (error->domain), "yzt-")) {
    return error->message;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    return _("The file is not there any more; choose another one.");
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)) {
    return _("This account may not read or write there; choose another folder.");
  }
  return error->message;
}

void
yzt_ui_rest (GtkWidget *widget, gboolean resting)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = resting && root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget))) {
    gtk_root_set_focus (root, NULL);
  }
  gtk_widget_set_sensitive (widget, !resting);
}

void
yzt_ui_clear_children (GtkWidget *parent)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (parent)) != NULL) {
    if (GTK_IS_LIST_BOX (parent)) {
      gtk_list_box_remove (GTK_LIST_BOX (parent), child);
    } else if (GTK_IS_GRID (parent)) {
      gtk_grid_remove (GTK_GRID (parent), child);
    } else {
      gtk_box_remove (GTK_BOX (parent), child);
    }
  }
}

GtkWidget *
yzt_ui_label (const char *text, const char *classes)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (classes != NULL) {
    g_auto (GStrv) names = g_strsplit (classes, " ", -1);
    for (guint i = 0; names[i] != NULL; i++) {
      gtk_widget_add_css_class (label, names[i]);
    }
  }
  return label;
}

static void
on_shrinking_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer chars)
{
  GtkWidget *label = yzt_ui_label (NULL, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (chars));
  gtk_list_item_set_child (item, label);
}

static void
on_shrinking_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer chars)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

void
yzt_ui_let_shrink (GtkDropDown *drop_down, int chars)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_shrinking_setup), GINT_TO_POINTER (chars));
  g_signal_connect (factory, "bind", G_CALLBACK (on_shrinking_bind), GINT_TO_POINTER (chars));
  gtk_drop_down_set_list_factory (drop_down, gtk_drop_down_get_factory (drop_down));
  gtk_drop_down_set_factory (drop_down, factory);
}

static gboolean
on_tip_asked (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  const char *tip = g_object_get_data (G_OBJECT (widget), "yzt-tip");
  gtk_tooltip_set_text (tooltip, tip);
  return tip != NULL && *tip != '\0';
}

void
yzt_ui_set_tip (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (!gtk_widget_get_has_tooltip (widget)) {
    gtk_widget_set_has_tooltip (widget, TRUE);
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_tip_asked), NULL);
  }
  g_object_set_data_full (G_OBJECT (widget), "yzt-tip", g_strdup (text), g_free);
}

void
yzt_ui_name_row (GtkWidget *row, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (row));
  GtkWidget *item = gtk_widget_get_parent (row);
  if (item != NULL) {
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  }
}

void
yzt_ui_dispose_template (GtkWidget *widget, GType type)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  GtkWidget *child;
  gtk_widget_dispose_template (widget, type);
  if (GTK_IS_WINDOW (widget)) {
    return; /* what a window holds besides is its own, and it lets go of it itself: twice is a warning each */
  }
  while ((child = gtk_widget_get_first_child (widget)) != NULL) {
    gtk_widget_unparent (child);
  }
}

void
yzt_ui_tame_arrow (GtkWidget *menu_button)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (menu_button));
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu_button));
  if (popover != NULL && !gdk_display_is_composited (gtk_widget_get_display (menu_button))) {
    gtk_popover_set_has_arrow (popover, FALSE);
  }
}

static void
on_stop_search (GtkSearchEntry *search)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (search));
  if (*gtk_editable_get_text (GTK_EDITABLE (search)) != '\0') {
    gtk_editable_set_text (GTK_EDITABLE (search), "");
  } else if (GTK_IS_WINDOW (root)) {
    gtk_window_close (GTK_WINDOW (root));
  }
}

void
yzt_ui_let_escape (GtkSearchEntry *search)
{
  g_return_if_fail (GTK_IS_SEARCH_ENTRY (search));
  g_signal_connect (search, "stop-search", G_CALLBACK (on_stop_search), NULL);
}

void
yzt_ui_let_accept (GtkWidget *text_view, const char *action)
{
  g_return_if_fail (GTK_IS_TEXT_VIEW (text_view) && action != NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const guint enters[] = { GDK_KEY_Return, GDK_KEY_KP_Enter };
  for (guint i = 0; i < G_N_ELEMENTS (enters); i++) {
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (enters[i], GDK_CONTROL_MASK), gtk_named_action_new (action)));
  }
  gtk_widget_add_controller (text_view, keys); /* asked before the view's own */
}

GtkWidget *
yzt_ui_scroller (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

void
yzt_ui_fill_window (AdwWindow *window, GtkWidget *header, GtkWidget *body)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (outer), header);
  gtk_box_append (GTK_BOX (outer), body);
  adw_window_set_content (window, outer);
}

void
yzt_ui_catch_keys (GtkWidget *widget, GCallback on_key)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", on_key, widget);
  gtk_widget_add_controller (widget, keys);
}

static void
on_session_state (YztSession *session, GParamSpec *pspec, GtkWindow *window)
{
  if (yzt_session_get_state (session) == YZT_SESSION_CLOSED) {
    gtk_window_close (window);
  }
}

void
yzt_ui_close_with (GtkWindow *window, YztSession *session)
{
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_session_state), window, 0);
}
