/* yzt-filter-bar.c: what the map is narrowed to: part of a name, level, state, age, kinds; and a word that it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-filter-bar.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define DAY_MS ((gint64) 24 * 3600 * 1000)
#define N_LEVELS 5 /* 0: none */

typedef struct {
  const char *label; /* N_() */
  guint8 all, none;  /* YztItemFlags */
} StateChoice;
static const StateChoice states[] = {
  { N_("Any state"), 0, 0 },
  { N_("Open"), YZT_ITEM_OPEN, 0 },
  { N_("Not acknowledged"), YZT_ITEM_OPEN | YZT_ITEM_UNACKNOWLEDGED, 0 },
  { N_("Without exercises"), 0, YZT_ITEM_EXERCISE },
  { N_("Exercises only"), YZT_ITEM_EXERCISE, 0 },
  { N_("Lines and areas"), YZT_ITEM_AREA, 0 },
};

typedef struct {
  const char *label; /* N_() */
  int days;          /* negative: older than that, or never verified */
} AgeChoice;
static const AgeChoice ages[] = {
  { N_("Any age"), 0 },
  { N_("Verified in the last 30 days"), 30 },
  { N_("Verified in the last 180 days"), 180 },
  { N_("Not verified for 180 days"), -180 },
  { N_("Not verified for a year"), -365 },
};

struct _YztFilterBar {
  GtkWidget parent_instance;
  GtkWidget *box, *controls, *line, *chips, *kind_list;
  GtkSearchEntry *text;
  GtkToggleButton *levels[N_LEVELS];
  GtkDropDown *state, *age;
  GtkMenuButton *kinds;
  GtkLabel *count;
  YztMapView *map;       /* not owned; NULL until set */
  gboolean filling;      /* the controls are being set by us */
};
G_DEFINE_FINAL_TYPE (YztFilterBar, yzt_filter_bar, GTK_TYPE_WIDGET)

static YztSession *
session_of (YztFilterBar *self)
{
  YztSession *session = self->map != NULL ? yzt_map_view_get_session (self->map) : NULL;
  return session != NULL && yzt_session_get_state (session) == YZT_SESSION_READY ? session : NULL;
}

/* --- chips --- */

static void
add_chip (YztFilterBar *self, const char *text, GCallback remove)
{
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  g_autofree char *spoken = g_strdup_printf (_("Filter: %s. Take it away"), text);
  GtkWidget *label = yzt_ui_label (text, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_box_append (GTK_BOX (content), label);
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), content);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_tooltip_text (chip, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_swapped (chip, "clicked", remove, self);
  gtk_box_append (GTK_BOX (self->chips), chip);
}

static guint8
chosen_levels (YztFilterBar *self)
{
  guint8 levels = 0;
  for (guint i = 0; i < N_LEVELS; i++) {
    levels |= (guint8) (gtk_toggle_button_get_active (self->levels[i]) ? 1u << i : 0);
  }
  return levels == 0 ? 0x1f : levels; /* none pressed: all */
}

static void
drop_text (YztFilterBar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->text), "");
}

static void
drop_levels (YztFilterBar *self)
{
  for (guint i = 0; i < N_LEVELS; i++) {
    gtk_toggle_button_set_active (self->levels[i], FALSE);
  }
}

static void
drop_state (YztFilterBar *self)
{
  gtk_drop_down_set_selected (self->state, 0);
}

static void
drop_age (YztFilterBar *self)
{
  gtk_drop_down_set_selected (self->age, 0);
}

/* Those that somebody hid: a kind that its file hides is no filter. */
static gboolean
is_hidden_by_hand (YztSession *session, guint i)
{
  const YztKind *kind = yzt_kind_set_get (yzt_session_get_kinds (session), i);
  return yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE && yzt_kind_get_visible (kind)
         && (yzt_session_get_hidden_kinds (session) >> i & 1) != 0;
}

static void
drop_kinds (YztFilterBar *self)
{
  YztSession *session = session_of (self);
  for (guint i = 0; session != NULL && i < yzt_kind_set_get_n (yzt_session_get_kinds (session)); i++) {
    if (is_hidden_by_hand (session, i)) {
      yzt_session_set_kind_visible (session, i, TRUE);
    }
  }
}

static guint
count_hidden (YztFilterBar *self)
{
  YztSession *session = session_of (self);
  guint n = 0;
  for (guint i = 0; session != NULL && i < yzt_kind_set_get_n (yzt_session_get_kinds (session)); i++) {
    n += is_hidden_by_hand (session, i);
  }
  return n;
}

static char *
tell_levels (guint8 levels)
{
  g_autoptr (GString) text = g_string_new (_("Level"));
  for (int level = 1; level <= N_LEVELS; level++) {
    if ((levels >> level % N_LEVELS & 1) != 0) {
      g_string_append_printf (text, " %s", level % N_LEVELS == 0 ? _("none") : yzt_level_numeral (level));
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_chips (YztFilterBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  guint hidden = count_hidden (self);
  yzt_ui_clear_children (self->chips);
  if (*text != '\0') {
    g_autofree char *words = g_strdup_printf (_("Name with “%s”"), text);
    add_chip (self, words, G_CALLBACK (drop_text));
  }
  if (chosen_levels (self) != 0x1f) {
    g_autofree char *words = tell_levels (chosen_levels (self));
    add_chip (self, words, G_CALLBACK (drop_levels));
  }
  if (gtk_drop_down_get_selected (self->state) > 0) {
    add_chip (self, _(states[gtk_drop_down_get_selected (self->state)].label), G_CALLBACK (drop_state));
  }
  if (gtk_drop_down_get_selected (self->age) > 0) {
    add_chip (self, _(ages[gtk_drop_down_get_selected (self->age)].label), G_CALLBACK (drop_age));
  }
  if (hidden > 0) {
    g_autofree char *words = g_strdup_printf (ngettext ("%u kind hidden", "%u kinds hidden", hidden), hidden);
    add_chip (self, words, G_CALLBACK (drop_kinds));
  }
}

static void
show_count (YztFilterBar *self)
{
  guint shown = 0, total = 0;
  YztSession *session = session_of (self);
  gboolean filtering = yzt_filter_bar_is_filtering (self);
  gtk_widget_set_visible (self->line, filtering);
  gtk_widget_set_visible (GTK_WIDGET (self), session != NULL && (filtering || gtk_widget_get_visible (self->controls)));
  if (self->map == NULL || !filtering) {
    return;
  }
  yzt_map_view_count (self->map, &shown, &total);
  g_autofree char *few = yzt_text_group_number (shown, 0), *all = yzt_text_group_number (total, 0);
  /* Translators: how many features a filter leaves on the map, of how many. */
  g_autofree char *words = g_strdup_printf (_("%s of %s shown"), few, all);
  gtk_label_set_text (self->count, words);
  show_chips (self);
}

/* --- the sieve --- */

static void
apply (YztFilterBar *self)
{
  YztSession *session = session_of (self);
  if (self->filling || session == NULL) {
    return;
  }
  yzt_watchdog_action ("filter");
  const StateChoice *state = &states[MIN (gtk_drop_down_get_selected (self->state), G_N_ELEMENTS (states) - 1)];
  int days = ages[MIN (gtk_drop_down_get_selected (self->age), G_N_ELEMENTS (ages) - 1)].days;
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  YztSceneSieve sieve = YZT_SCENE_SIEVE_ALL;
  sieve.levels = chosen_levels (self);
  sieve.flags_all = state->all;
  sieve.flags_none = state->none;
  sieve.text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  if (days > 0) {
    sieve.verified_since_ms = now_ms - days * DAY_MS;
  } else if (days < 0) {
    sieve.verified_before_ms = now_ms + days * DAY_MS;
  }
  yzt_map_view_set_sieve (self->map, &sieve);
  show_count (self);
}

gboolean
yzt_filter_bar_is_filtering (YztFilterBar *self)
{
  g_return_val_if_fail (YZT_IS_FILTER_BAR (self), FALSE);
  return self->map != NULL && session_of (self) != NULL
         && (!yzt_scene_sieve_passes_all (yzt_map_view_get_sieve (self->map)) || count_hidden (self) > 0);
}

gboolean
yzt_filter_bar_clear (YztFilterBar *self)
{
  g_return_val_if_fail (YZT_IS_FILTER_BAR (self), FALSE);
  if (!yzt_filter_bar_is_filtering (self)) {
    return FALSE;
  }
  self->filling = TRUE; /* one sieve for all of them */
  drop_text (self);
  drop_levels (self);
  drop_state (self);
  drop_age (self);
  self->filling = FALSE;
  drop_kinds (self);
  apply (self);
  return TRUE;
}

/* --- kinds --- */

static void
on_kind_toggled (GtkCheckButton *check, YztFilterBar *self)
{
  YztSession *session = session_of (self);
  if (session != NULL && !self->filling) {
    yzt_session_set_kind_visible (session, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "kind")), gtk_check_button_get_active (check));
  }
}

static void
on_no_kinds (YztFilterBar *self)
{
  YztSession *session = session_of (self);
  for (guint i = 0; session != NULL && i < yzt_kind_set_get_n (yzt_session_get_kinds (session)); i++) {
    yzt_session_set_kind_visible (session, i, FALSE);
  }
}

/* Made when the session comes, set when it changes. */
static void
show_kinds (YztFilterBar *self)
{
  YztSession *session = session_of (self);
  self->filling = TRUE;
  for (GtkWidget *check = gtk_widget_get_first_child (self->kind_list); check != NULL && session != NULL; check = gtk_widget_get_next_sibling (check)) {
    guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "kind"));
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), (yzt_session_get_hidden_kinds (session) >> kind & 1) == 0);
  }
  self->filling = FALSE;
}

static void
make_kinds (YztFilterBar *self)
{
  YztSession *session = session_of (self);
  YztKindSet *kinds = session != NULL ? yzt_session_get_kinds (session) : NULL;
  yzt_ui_clear_children (self->kind_list);
  for (guint i = 0; kinds != NULL && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
      GtkWidget *check = gtk_check_button_new_with_label (yzt_kind_get_label (kind, yzt_session_get_language (session)));
      g_object_set_data (G_OBJECT (check), "kind", GUINT_TO_POINTER (i));
      g_signal_connect (check, "toggled", G_CALLBACK (on_kind_toggled), self);
      gtk_box_append (GTK_BOX (self->kind_list), check);
    }
  }
  show_kinds (self);
}

/* --- the map --- */

/* Another map begins with everything shown. */
static void
on_session_changed (YztFilterBar *self)
{
  self->filling = TRUE;
  drop_text (self);
  drop_levels (self);
  drop_state (self);
  drop_age (self);
  self->filling = FALSE;
  yzt_map_view_set_sieve (self->map, NULL);
  make_kinds (self);
  show_count (self);
}

static void
on_shown_changed (YztFilterBar *self)
{
  show_kinds (self);
  show_count (self);
}

void
yzt_filter_bar_set_map (YztFilterBar *self, YztMapView *map)
{
  g_return_if_fail (YZT_IS_FILTER_BAR (self) && YZT_IS_MAP_VIEW (map) && self->map == NULL);
  self->map = map;
  g_signal_connect_object (map, "session-changed", G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (map, "shown-changed", G_CALLBACK (on_shown_changed), self, G_CONNECT_SWAPPED);
  on_session_changed (self);
}

void
yzt_filter_bar_set_open (YztFilterBar *self, gboolean open)
{
  g_return_if_fail (YZT_IS_FILTER_BAR (self));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean inside = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  gtk_widget_set_visible (self->controls, open);
  show_count (self);
  if (open) {
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
  } else if (inside) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
}

gboolean
yzt_filter_bar_is_open (YztFilterBar *self)
{
  g_return_val_if_fail (YZT_IS_FILTER_BAR (self), FALSE);
  return gtk_widget_get_visible (self->controls);
}

/* --- class --- */

static void
yzt_filter_bar_dispose (GObject *object)
{
  YztFilterBar *self = YZT_FILTER_BAR (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_filter_bar_parent_class)->dispose (object);
}

static void
yzt_filter_bar_class_init (YztFilterBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_filter_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkDropDown *
new_choice (YztFilterBar *self, const char *name, const char *const *labels, gsize stride, guint n)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  for (guint i = 0; i < n; i++) {
    gtk_string_list_append (words, _(*(const char *const *) (gconstpointer) ((const char *) (gconstpointer) labels + i * stride)));
  }
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&words)), NULL);
  gtk_widget_set_tooltip_text (choice, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (apply), self);
  return GTK_DROP_DOWN (choice);
}

static GtkWidget *
new_levels (YztFilterBar *self)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (group, "linked");
  for (int level = 1; level <= N_LEVELS; level++) {
    const char *word = level == N_LEVELS ? _("none") : yzt_level_numeral (level);
    g_autofree char *spoken = level == N_LEVELS ? g_strdup (_("Show what has no level")) : g_strdup_printf (_("Show level %s"), word);
    GtkWidget *toggle = gtk_toggle_button_new_with_label (word);
    gtk_widget_set_tooltip_text (toggle, spoken);
    gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    g_signal_connect_swapped (toggle, "toggled", G_CALLBACK (apply), self);
    gtk_widget_add_css_class (toggle, "level-toggle");
    gtk_box_append (GTK_BOX (group), toggle);
    self->levels[level % N_LEVELS] = GTK_TOGGLE_BUTTON (toggle);
  }
  return group;
}

static GtkWidget *
new_kinds (YztFilterBar *self)
{
  GtkWidget *popover = gtk_popover_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *all = gtk_button_new_with_label (_("All")), *none = gtk_button_new_with_label (_("None"));
  g_signal_connect_swapped (all, "clicked", G_CALLBACK (drop_kinds), self);
  g_signal_connect_swapped (none, "clicked", G_CALLBACK (on_no_kinds), self);
  gtk_box_append (GTK_BOX (buttons), all);
  gtk_box_append (GTK_BOX (buttons), none);
  self->kind_list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_box_append (GTK_BOX (column), buttons);
  gtk_box_append (GTK_BOX (column), self->kind_list);
  gtk_popover_set_child (GTK_POPOVER (popover), column);
  self->kinds = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->kinds, _("Kinds"));
  gtk_menu_button_set_popover (self->kinds, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->kinds), _("Which kinds are shown"));
  return GTK_WIDGET (self->kinds);
}

static void
on_hide (YztFilterBar *self)
{
  yzt_filter_bar_set_open (self, FALSE);
}

static void
make_controls (YztFilterBar *self)
{
  /* Two rows: between the lists of a small screen there is no room for all of it in one. */
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->controls = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->text = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->text, "placeholder-text", _("Part of the name"), "search-delay", 60, NULL);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->text), 12);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->text), 36); /* no wider on a wall */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show only names with"), -1);
  g_signal_connect_swapped (self->text, "search-changed", G_CALLBACK (apply), self);
  g_signal_connect_swapped (self->text, "stop-search", G_CALLBACK (on_hide), self);
  self->state = new_choice (self, _("State"), &states[0].label, sizeof states[0], G_N_ELEMENTS (states));
  self->age = new_choice (self, _("Age of the knowledge"), &ages[0].label, sizeof ages[0], G_N_ELEMENTS (ages));
  GtkWidget *hide = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (hide, "flat");
  gtk_widget_set_tooltip_text (hide, _("Put the filter's controls away; the filter stays"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (hide), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Put the filter's controls away"), -1);
  g_signal_connect_swapped (hide, "clicked", G_CALLBACK (on_hide), self);
  gtk_box_append (GTK_BOX (first), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (first), new_levels (self));
  gtk_box_append (GTK_BOX (first), hide);
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->age));
  gtk_box_append (GTK_BOX (second), new_kinds (self));
  gtk_box_append (GTK_BOX (self->controls), first);
  gtk_box_append (GTK_BOX (self->controls), second);
  gtk_widget_set_visible (self->controls, FALSE);
}

static void
yzt_filter_bar_init (YztFilterBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "filter-bar");
  make_controls (self);
  gtk_box_append (GTK_BOX (self->box), self->controls);
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->count = GTK_LABEL (yzt_ui_label (NULL, "number"));
  gtk_label_set_ellipsize (self->count, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->count), TRUE);
  GtkWidget *clear = gtk_button_new_with_label (_("Show all"));
  gtk_widget_set_tooltip_text (clear, _("Take every filter away (X)"));
  gtk_widget_add_css_class (clear, "small-button");
  g_signal_connect_swapped (clear, "clicked", G_CALLBACK (yzt_filter_bar_clear), self);
  gtk_box_append (GTK_BOX (self->line), yzt_ui_label (_("Filtered"), "filter-word"));
  gtk_box_append (GTK_BOX (self->line), self->chips);
  gtk_box_append (GTK_BOX (self->line), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (self->line), clear);
  gtk_box_append (GTK_BOX (self->box), self->line);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
