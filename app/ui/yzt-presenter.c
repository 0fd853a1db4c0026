/* yzt-presenter.c: the speaker's window: notes, what comes next, the clock, and the scenes in their order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-presenter.h"
#include <glib/gi18n-lib.h>
#include "yzt-briefing-words.h"
#include "yzt-scene-list.h"
#include "yzt-ui.h"

struct _YztPresenter {
  AdwWindow parent_instance;
  YztBriefing *briefing;
  YztBriefingShow *show;    /* weak; NULL: scenes are made ready */
  AdwToastOverlay *toasts;
  GtkLabel *clock, *elapsed, *counter, *title, *said, *notice, *next, *next_said;
  GtkTextView *notes;
  AdwPreferencesGroup *group;
  GtkEditable *audience, *name, *captions;
  GtkMenuButton *figures;
  GtkLabel *figures_label;
  GtkWidget *figure_list;   /* of the popover */
  gint64 shown_fid;         /* whose words stand in the fields */
  gboolean filling, is_live;
};
G_DEFINE_FINAL_TYPE (YztPresenter, yzt_presenter, ADW_TYPE_WINDOW)

static guint start_signal;

void
yzt_presenter_say (YztPresenter *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_PRESENTER (self) && sentence != NULL);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- writing what was typed --- */

static void
write_field (YztPresenter *self, const char *field, const char *text, const char *before)
{
  int index = yzt_briefing_find (self->briefing, self->shown_fid);
  if (!self->filling && index >= 0 && g_strcmp0 (text, before) != 0) {
    yzt_briefing_set_async (self->briefing, (guint) index, field, text, NULL, NULL);
  }
}

static const YztBriefingScene *
shown_scene (YztPresenter *self)
{
  int index = yzt_briefing_find (self->briefing, self->shown_fid);
  return index >= 0 ? yzt_briefing_get (self->briefing, (guint) index) : NULL;
}

void
yzt_presenter_write_notes (YztPresenter *self)
{
  g_return_if_fail (YZT_IS_PRESENTER (self));
  const YztBriefingScene *scene = self->briefing != NULL ? shown_scene (self) : NULL; /* the focus leaves a window that is already going, too */
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (scene != NULL) {
    write_field (self, "notes", text, scene->notes);
  }
}

static void
on_name (YztPresenter *self)
{
  const YztBriefingScene *scene = shown_scene (self);
  if (scene != NULL && *gtk_editable_get_text (self->name) != '\0') {
    write_field (self, "name", gtk_editable_get_text (self->name), scene->name);
  }
}

static void
on_captions (YztPresenter *self)
{
  const YztBriefingScene *scene = shown_scene (self);
  if (scene != NULL) {
    write_field (self, "captions", gtk_editable_get_text (self->captions), scene->captions);
  }
}

static void
on_audience (YztPresenter *self)
{
  const char *text = gtk_editable_get_text (self->audience);
  if (!self->filling && yzt_briefing_get_fid (self->briefing) != 0 && g_strcmp0 (text, yzt_briefing_get_audience (self->briefing)) != 0) {
    yzt_briefing_set_own_async (self->briefing, "audience", text, NULL, NULL);
  }
}

/* --- choosing figures --- */

static void
on_figure_toggled (GtkCheckButton *button, YztPresenter *self)
{
  const YztBriefingScene *scene = shown_scene (self);
  const char *id = g_object_get_data (G_OBJECT (button), "id");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean on = gtk_check_button_get_active (button);
  if (self->filling || scene == NULL) {
    return;
  }
  for (guint i = 0; scene->figures[i] != NULL; i++) {
    if (!g_str_equal (scene->figures[i], id)) {
      g_strv_builder_add (builder, scene->figures[i]);
    }
  }
  if (on && g_strv_length (scene->figures) >= YZT_BRIEFING_FIGURES_MAX) {
    self->filling = TRUE;
    gtk_check_button_set_active (button, FALSE);
    self->filling = FALSE;
    yzt_presenter_say (self, _("A scene has seven figures at most: take one away first."));
    return;
  }
  if (on) {
    g_strv_builder_add (builder, id);
  }
  g_auto (GStrv) ids = g_strv_builder_end (builder);
  g_autofree char *text = g_strjoinv (";", ids), *before = g_strjoinv (";", scene->figures);
  write_field (self, "figures", text, before);
}

static void show_figures (YztPresenter *self, const YztBriefingScene *scene);

/* When it is opened first: there are many. */
static void
fill_figure_list (YztPresenter *self)
{
  if (gtk_widget_get_first_child (self->figure_list) != NULL) {
    return;
  }
  const YztFigureBook *book = yzt_figure_book (NULL);
  const char *section = "", *language = yzt_session_get_language (yzt_briefing_get_session (self->briefing));
  for (guint i = 0; book != NULL && i < yzt_figure_book_get_n (book); i++) {
    const YztFigureSpec *spec = yzt_figure_book_get (book, i);
    if (!g_str_equal (section, yzt_figure_spec_get_section (spec, language))) {
      section = yzt_figure_spec_get_section (spec, language);
      gtk_box_append (GTK_BOX (self->figure_list), yzt_ui_label (section, "heading"));
    }
    GtkWidget *button = gtk_check_button_new_with_label (yzt_figure_spec_get_title (spec, language));
    g_object_set_data (G_OBJECT (button), "id", (gpointer) yzt_figure_spec_get_id (spec));
    g_signal_connect (button, "toggled", G_CALLBACK (on_figure_toggled), self);
    gtk_box_append (GTK_BOX (self->figure_list), button);
  }
  self->filling = TRUE;
  show_figures (self, shown_scene (self));
  self->filling = FALSE;
}

static void
show_figures (YztPresenter *self, const YztBriefingScene *scene)
{
  const char *language = yzt_session_get_language (yzt_briefing_get_session (self->briefing));
  const YztFigureBook *book = yzt_figure_book (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; book != NULL && scene != NULL && scene->figures[i] != NULL; i++) {
    const YztFigureSpec *spec = yzt_figure_book_find (book, scene->figures[i]);
    g_string_append_printf (names, "%s%s", i > 0 ? " · " : "", spec != NULL ? yzt_figure_spec_get_title (spec, language) : scene->figures[i]);
  }
  gtk_label_set_text (self->figures_label, names->len > 0 ? names->str : _("none"));
  for (GtkWidget *child = gtk_widget_get_first_child (self->figure_list); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    const char *id = g_object_get_data (G_OBJECT (child), "id");
    if (id != NULL) {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (child), scene != NULL && g_strv_contains ((const char *const *) scene->figures, id));
    }
  }
}

/* --- filling --- */

static void
set_entry (GtkEditable *entry, const char *text)
{
  /* What is being typed is not taken from under the fingers. */
  if (g_strcmp0 (gtk_editable_get_text (entry), text) != 0) {
    gtk_editable_set_text (entry, text);
  }
}

/* The title on one label, all that is said below it on the other. */
static void
set_words (const YztStageContent *content, GtkLabel *title, GtkLabel *said)
{
  g_autofree char *words = yzt_stage_content_words (content);
  const char *rest = strchr (words, '\n');
  gtk_label_set_text (title, content->title);
  gtk_label_set_text (said, rest != NULL ? rest + 1 : "");
}

static void
show_next (YztPresenter *self, guint index)
{
  if (index >= yzt_briefing_get_n (self->briefing)) {
    gtk_label_set_text (self->next, _("The end"));
    gtk_label_set_text (self->next_said, "");
    return;
  }
  g_autoptr (YztStageContent) content = yzt_briefing_content (self->briefing, index, yzt_briefing_get_facts (self->briefing, index), NULL);
  set_words (content, self->next, self->next_said);
}

static void
show_words (YztPresenter *self)
{
  guint index = yzt_briefing_get_index (self->briefing), n = yzt_briefing_get_n (self->briefing);
  const YztBriefingFacts *facts = yzt_briefing_get_facts (self->briefing, index);
  g_autoptr (YztStageContent) content = yzt_briefing_content (self->briefing, index, facts, NULL);
  g_autofree char *notice = index < n ? yzt_briefing_notice (self->briefing, index, facts) : g_strdup ("");
  set_words (content, self->title, self->said);
  gtk_label_set_text (self->counter, content->counter != NULL ? content->counter : "");
  gtk_label_set_text (self->notice, notice);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), *notice != '\0');
  show_next (self, index + 1);
}

static void
show_scene (YztPresenter *self)
{
  guint index = yzt_briefing_get_index (self->briefing), n = yzt_briefing_get_n (self->briefing);
  const YztBriefingScene *scene = index < n ? yzt_briefing_get (self->briefing, index) : NULL;
  gboolean another = scene == NULL || scene->fid != self->shown_fid;
  self->filling = TRUE;
  self->shown_fid = scene != NULL ? scene->fid : 0;
  set_entry (self->audience, yzt_briefing_get_audience (self->briefing));
  set_entry (self->name, scene != NULL ? scene->name : "");
  set_entry (self->captions, scene != NULL ? scene->captions : "");
  if (another || !gtk_widget_has_focus (GTK_WIDGET (self->notes))) {
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes), scene != NULL ? scene->notes : "", -1);
  }
  show_figures (self, scene);
  yzt_ui_rest (GTK_WIDGET (self->group), scene == NULL);
  self->filling = FALSE;
  show_words (self);
}

/* The scene goes: what was typed of it is kept first. */
static void
on_stepped (YztPresenter *self)
{
  yzt_presenter_write_notes (self);
  show_scene (self);
}

static void
on_answered (YztBriefing *briefing, guint index, YztPresenter *self)
{
  show_words (self);
}

void
yzt_presenter_tick (YztPresenter *self)
{
  g_return_if_fail (YZT_IS_PRESENTER (self));
  YztSession *session = yzt_briefing_get_session (self->briefing);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  g_autofree char *clock = yzt_briefing_clock (session, now_ms, TRUE);
  gtk_label_set_text (self->clock, clock);
  if (self->show != NULL) {
    gint64 seconds = (now_ms - yzt_briefing_show_get_started_ms (self->show)) / 1000;
    g_autofree char *elapsed = g_strdup_printf (_("speaking for %d:%02d"), (int) (seconds / 60), (int) (seconds % 60));
    gtk_label_set_text (self->elapsed, elapsed);
  }
}

/* --- keys and buttons --- */

static gboolean
is_typing (YztPresenter *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus));
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztPresenter *self)
{
  gboolean paging = keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_Page_Up || keyval == GDK_KEY_F5;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean on_control = focus != NULL && (GTK_IS_BUTTON (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL) && (keyval == GDK_KEY_space || keyval == GDK_KEY_Escape);
  if (self->show == NULL) {
    if (keyval == GDK_KEY_F5) {
      g_signal_emit (self, start_signal, 0);
      return TRUE;
    }
    if (keyval == GDK_KEY_Escape && !on_control) {
      gtk_window_close (GTK_WINDOW (self));
      return TRUE;
    }
    return FALSE;
  }
  /* A remote presenter or a foot switch goes on even while a note is typed. */
  if ((is_typing (self) && !paging) || on_control || (state & GDK_CONTROL_MASK) != 0) {
    return FALSE;
  }
  return yzt_briefing_show_key (self->show, keyval, state);
}

static void
on_previous (YztPresenter *self)
{
  yzt_briefing_step_to (self->briefing, (int) yzt_briefing_get_index (self->briefing) - 1);
}

static void
on_next (YztPresenter *self)
{
  yzt_briefing_step_to (self->briefing, (int) yzt_briefing_get_index (self->briefing) + 1);
}

static void
on_keep (YztPresenter *self)
{
  if (self->show != NULL) {
    yzt_briefing_show_freeze (self->show);
  }
}

static void
on_start (YztPresenter *self)
{
  if (self->show != NULL) {
    yzt_briefing_show_end (self->show);
  } else {
    g_signal_emit (self, start_signal, 0);
  }
}

/* --- building --- */

static GtkWidget *
button_new (YztPresenter *self, const char *label, const char *tip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  yzt_ui_set_tip (button, tip);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
wrapped (GtkLabel **at, const char *classes)
{
  GtkWidget *label = yzt_ui_label ("", classes);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  *at = GTK_LABEL (label);
  return label;
}

static GtkWidget *
entry_row_new (YztPresenter *self, const char *title, GCallback callback, GtkEditable **at)
{
  GtkWidget *row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", callback, self);
  *at = GTK_EDITABLE (row);
  return row;
}

static GtkWidget *
figures_row_new (YztPresenter *self)
{
  GtkWidget *row = adw_action_row_new (), *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();
  self->figure_list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->figure_list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  self->figures = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->figures, _("Choose"));
  gtk_menu_button_set_popover (self->figures, popover);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (fill_figure_list), self);
  gtk_widget_set_valign (GTK_WIDGET (self->figures), GTK_ALIGN_CENTER);
  yzt_ui_tame_arrow (GTK_WIDGET (self->figures));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->figures), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose the figures of this scene, seven at most"), -1);
  self->figures_label = GTK_LABEL (yzt_ui_label ("", "dim-label"));
  gtk_label_set_ellipsize (self->figures_label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->figures_label, 34);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Figures"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->figures_label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->figures));
  return row;
}

static GtkWidget *
notes_new (YztPresenter *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view = gtk_text_view_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  self->notes = GTK_TEXT_VIEW (view);
  gtk_text_view_set_wrap_mode (self->notes, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->notes, FALSE);
  gtk_widget_add_css_class (view, "presenter-notes");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Notes for the speaker"), -1);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (yzt_presenter_write_notes), self);
  gtk_widget_add_controller (view, focus);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "card");
  return scrolled;
}

static GtkWidget *
left_new (YztPresenter *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = wrapped (&self->title, "title-1"), *clock = wrapped (&self->clock, "title-1 numeric");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), clock);
  gtk_box_append (GTK_BOX (left), head);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *counter = wrapped (&self->counter, "dim-label numeric"), *elapsed = wrapped (&self->elapsed, "dim-label numeric");
  gtk_widget_set_hexpand (counter, TRUE);
  gtk_box_append (GTK_BOX (second), counter);
  gtk_box_append (GTK_BOX (second), elapsed);
  gtk_box_append (GTK_BOX (left), second);
  gtk_box_append (GTK_BOX (left), wrapped (&self->notice, "presenter-notice"));
  gtk_box_append (GTK_BOX (left), wrapped (&self->said, "presenter-said"));
  gtk_box_append (GTK_BOX (left), yzt_ui_label (_("Notes"), "heading"));
  gtk_box_append (GTK_BOX (left), notes_new (self));
  gtk_box_append (GTK_BOX (left), yzt_ui_label (_("Next"), "heading"));
  gtk_box_append (GTK_BOX (left), wrapped (&self->next, "title-3"));
  gtk_box_append (GTK_BOX (left), wrapped (&self->next_said, "dim-label"));
  gtk_widget_set_hexpand (left, TRUE);
  return left;
}

static GtkWidget *
right_new (YztPresenter *self)
{
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14), *scrolled = gtk_scrolled_window_new ();
  AdwPreferencesGroup *whole = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_add (whole, entry_row_new (self, _("To whom"), G_CALLBACK (on_audience), &self->audience));
  adw_preferences_group_set_title (self->group, _("This scene"));
  adw_preferences_group_add (self->group, entry_row_new (self, _("Title"), G_CALLBACK (on_name), &self->name));
  adw_preferences_group_add (self->group, entry_row_new (self, _("Second line"), G_CALLBACK (on_captions), &self->captions));
  adw_preferences_group_add (self->group, figures_row_new (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), yzt_scene_list_new (self->briefing));
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_size_request (right, 400, -1);
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (whole));
  gtk_box_append (GTK_BOX (right), scrolled);
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->group));
  return right;
}

static void
build (YztPresenter *self)
{
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 20), *header = adw_header_bar_new ();
  GtkWidget *start = button_new (self, self->show != NULL ? _("End") : _("Show on the Wall"), self->show != NULL ? _("End (Esc)") : _("Show on the Wall (F5)"), G_CALLBACK (on_start));
  gtk_widget_add_css_class (start, self->show != NULL ? "destructive-action" : "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), button_new (self, _("Previous"), _("Previous Scene (Left, Page Up)"), G_CALLBACK (on_previous)));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), button_new (self, _("Next"), _("Next Scene (Right, Page Down)"), G_CALLBACK (on_next)));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), start);
  if (self->show != NULL) {
    adw_header_bar_pack_end (ADW_HEADER_BAR (header), button_new (self, _("Keep as It Is"), _("Keep the Scene as It Stands Now: PNG, PDF, Journal (K)"), G_CALLBACK (on_keep)));
  }
  gtk_widget_set_margin_top (columns, 16);
  gtk_widget_set_margin_bottom (columns, 16);
  gtk_widget_set_margin_start (columns, 20);
  gtk_widget_set_margin_end (columns, 20);
  gtk_widget_set_vexpand (columns, TRUE);
  gtk_box_append (GTK_BOX (columns), left_new (self));
  gtk_box_append (GTK_BOX (columns), right_new (self));
  gtk_box_append (GTK_BOX (all), header);
  gtk_box_append (GTK_BOX (all), columns);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->toasts, all);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  /* Nothing ticks while scenes are made ready: a clock that stands would be believed. */
  gtk_widget_set_visible (GTK_WIDGET (self->clock), self->show != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->elapsed), self->show != NULL);
}

static void
yzt_presenter_dispose (GObject *object)
{
  YztPresenter *self = YZT_PRESENTER (object);
  if (self->briefing != NULL) {
    g_signal_handlers_disconnect_by_data (self->briefing, self);
    if (self->is_live) {
      yzt_briefing_set_live (self->briefing, FALSE);
    }
  }
  g_clear_weak_pointer (&self->show);
  g_clear_object (&self->briefing);
  G_OBJECT_CLASS (yzt_presenter_parent_class)->dispose (object);
}

static gboolean
yzt_presenter_close_request (GtkWindow *window)
{
  yzt_presenter_write_notes (YZT_PRESENTER (window));
  return GTK_WINDOW_CLASS (yzt_presenter_parent_class)->close_request (window);
}

static void
yzt_presenter_class_init (YztPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_presenter_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = yzt_presenter_close_request;
  start_signal = g_signal_new ("start", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_presenter_init (YztPresenter *self)
{
}

GtkWindow *
yzt_presenter_new (YztBriefing *briefing, YztBriefingShow *show)
{
  g_return_val_if_fail (YZT_IS_BRIEFING (briefing), NULL);
  YztPresenter *self = g_object_new (YZT_TYPE_PRESENTER, "default-width", 1180, "default-height", 760, NULL);
  g_autofree char *title = g_strdup_printf ("%s%s%s", show != NULL ? _("Speaker") : _("Scenes"), *yzt_briefing_get_name (briefing) != '\0' ? " · " : "", yzt_briefing_get_name (briefing));
  self->briefing = g_object_ref (briefing);
  g_set_weak_pointer (&self->show, show);
  gtk_window_set_title (GTK_WINDOW (self), title);
  build (self);
  yzt_ui_catch_keys (GTK_WIDGET (self), G_CALLBACK (on_key));
  g_signal_connect_swapped (briefing, "stepped", G_CALLBACK (on_stepped), self);
  g_signal_connect_swapped (briefing, "listed", G_CALLBACK (show_scene), self);
  g_signal_connect (briefing, "answered", G_CALLBACK (on_answered), self);
  if (show == NULL) {
    g_signal_connect_swapped (briefing, "said", G_CALLBACK (yzt_presenter_say), self);
    self->is_live = TRUE; /* the numbers stand here before the talk, too */
    yzt_briefing_set_live (briefing, TRUE);
  }
  show_scene (self);
  yzt_presenter_tick (self);
  return GTK_WINDOW (self);
}
