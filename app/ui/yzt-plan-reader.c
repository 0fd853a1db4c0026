/* yzt-plan-reader.c: a window to read one plan: outline, sections, find in the text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-reader.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

#define TYPE_PX 17
#define TYPE_MIN_PX 13
#define TYPE_MAX_PX 40

struct _YztPlanReader {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkSearchBar *search_bar;
  GtkSearchEntry *find;
  GtkLabel *matches;
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkListBox *outline;
  GtkTextView *view;
  GtkCssProvider *type_size;
  YztPlan *plan;
  GCancellable *cancellable;
  GPtrArray *marks;  /* GtkTextMark *, not owned: start of each section */
  GArray *hits;      /* int: offsets of the matches */
  guint hit;         /* the one that is shown */
  guint hit_chars;
  guint type_px;
  guint wanted;      /* the section it was opened at */
};
G_DEFINE_FINAL_TYPE (YztPlanReader, yzt_plan_reader, ADW_TYPE_WINDOW)

/* --- text --- */

static void
make_tags (GtkTextBuffer *buffer)
{
  gtk_text_buffer_create_tag (buffer, "heading-1", "scale", 1.45, "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 22, NULL);
  gtk_text_buffer_create_tag (buffer, "heading-2", "scale", 1.2, "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 16, NULL);
  gtk_text_buffer_create_tag (buffer, "heading-3", "scale", 1.05, "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 10, NULL);
  gtk_text_buffer_create_tag (buffer, "match", "background", "#f5c211", "foreground", "#241f31", NULL);
  gtk_text_buffer_create_tag (buffer, "current", "background", "#ff7800", "foreground", "#241f31", NULL);
}

static void
add_section (YztPlanReader *self, GtkTextBuffer *buffer, const YztPlanSection *section)
{
  static const char *const tags[] = { "heading-1", "heading-1", "heading-2", "heading-3" };
  GtkTextIter end;
  gtk_text_buffer_get_end_iter (buffer, &end);
  g_ptr_array_add (self->marks, gtk_text_buffer_create_mark (buffer, NULL, &end, TRUE));
  if (section->heading != NULL && *section->heading != '\0') {
    gtk_text_buffer_insert_with_tags_by_name (buffer, &end, section->heading, -1, tags[MIN (section->depth, 3)], NULL);
    gtk_text_buffer_insert (buffer, &end, "\n", 1);
  }
  if (section->text != NULL && *section->text != '\0') {
    gtk_text_buffer_insert (buffer, &end, section->text, -1);
    gtk_text_buffer_insert (buffer, &end, g_str_has_suffix (section->text, "\n") ? "" : "\n", -1);
  }
  GtkWidget *row = yzt_ui_label (section->heading != NULL && *section->heading != '\0' ? section->heading : _("Preface"), NULL);
  gtk_label_set_ellipsize (GTK_LABEL (row), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (row, section->heading);
  gtk_widget_set_margin_start (row, section->depth > 1 ? (int) MIN (section->depth - 1, 4) * 14 : 0);
  gtk_widget_add_css_class (row, section->depth <= 1 ? "outline-chapter" : "outline-section");
  gtk_list_box_append (self->outline, row);
}

static void
show_in_outline (YztPlanReader *self, GtkWidget *row)
{
  double y = 0;
  double height = gtk_widget_get_height (row);
  if (gtk_widget_translate_coordinates (row, GTK_WIDGET (self->outline), 0, 0, NULL, &y)) {
    gtk_adjustment_clamp_page (gtk_list_box_get_adjustment (self->outline), y - height, y + 2 * height);
  }
}

static void
go_to_section (YztPlanReader *self, guint index)
{
  if (index < self->marks->len) {
    gtk_text_view_scroll_to_mark (self->view, self->marks->pdata[index], 0, TRUE, 0, 0);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->outline, (int) index);
    gtk_list_box_select_row (self->outline, row);
    show_in_outline (self, GTK_WIDGET (row));
  }
}

static guint
wanted_section (YztPlanReader *self, GArray *sections)
{
  const char *path = yzt_plan_get_section (self->plan);
  for (guint i = 0; i < sections->len && *path != '\0'; i++) {
    if (g_strcmp0 (g_array_index (sections, YztPlanSection, i).path, path) == 0) {
      return i;
    }
  }
  return MIN (yzt_plan_get_section_index (self->plan), sections->len - 1);
}

static gboolean
on_measured (gpointer user_data)
{
  YztPlanReader *self = user_data;
  go_to_section (self, self->wanted);
  return G_SOURCE_REMOVE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) sections = yzt_session_load_plan_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    return;
  }
  if (sections == NULL || sections->len == 0) {
    adw_status_page_set_description (self->failed, error != NULL ? yzt_ui_error_text (error)
                                                                 : _("No text of it is kept in this map; import it again."));
    gtk_stack_set_visible_child_name (self->stack, "failed");
    return;
  }
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  for (guint i = 0; i < sections->len; i++) {
    add_section (self, buffer, &g_array_index (sections, YztPlanSection, i));
  }
  gtk_stack_set_visible_child_name (self->stack, "text");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  self->wanted = wanted_section (self, sections);
  /* After the text view has measured its lines (its own idle has a higher priority): before that it does not know where they are. */
  g_idle_add_full (G_PRIORITY_LOW, on_measured, g_object_ref (self), g_object_unref);
}

static void
on_outline_activated (GtkListBox *outline, GtkListBoxRow *row, YztPlanReader *self)
{
  go_to_section (self, (guint) gtk_list_box_row_get_index (row));
}

/* --- find --- */

static void
show_hit (YztPlanReader *self)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "current", &start, &end);
  if (self->hits->len == 0) {
    gtk_label_set_text (self->matches, *gtk_editable_get_text (GTK_EDITABLE (self->find)) != '\0' ? _("not found") : "");
    return;
  }
  int offset = g_array_index (self->hits, int, self->hit);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, offset);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, offset + (int) self->hit_chars);
  gtk_text_buffer_apply_tag_by_name (buffer, "current", &start, &end);
  gtk_text_view_scroll_to_iter (self->view, &start, 0.1, TRUE, 0, 0.3);
  g_autofree char *text = g_strdup_printf (_("%u of %u"), self->hit + 1, self->hits->len);
  gtk_label_set_text (self->matches, text);
}

static void
on_find_changed (YztPlanReader *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end, match_start, match_end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "match", &start, &end);
  g_array_set_size (self->hits, 0);
  self->hit = 0;
  self->hit_chars = (guint) g_utf8_strlen (text, -1);
  while (*text != '\0' && gtk_text_iter_forward_search (&start, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE | GTK_TEXT_SEARCH_TEXT_ONLY,
                                                        &match_start, &match_end, NULL)) {
    int offset = gtk_text_iter_get_offset (&match_start);
    gtk_text_buffer_apply_tag_by_name (buffer, "match", &match_start, &match_end);
    g_array_append_val (self->hits, offset);
    start = match_end;
  }
  show_hit (self);
}

static void
on_find_next (YztPlanReader *self)
{
  self->hit = self->hits->len > 0 ? (self->hit + 1) % self->hits->len : 0;
  show_hit (self);
}

static void
on_find_previous (YztPlanReader *self)
{
  self->hit = self->hits->len > 0 ? (self->hit + self->hits->len - 1) % self->hits->len : 0;
  show_hit (self);
}

static void
open_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->find));
}

/* The bar folds away with the focus in it; Esc would then be pressed into the void. */
static void
on_find_folded (YztPlanReader *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar)) {
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  }
}

/* --- type size --- */

static void
set_type_px (YztPlanReader *self, guint px)
{
  self->type_px = CLAMP (px, TYPE_MIN_PX, TYPE_MAX_PX);
  g_autofree char *css = g_strdup_printf ("textview.plan-text { font-size: %upx; }", self->type_px);
  gtk_css_provider_load_from_data (self->type_size, css, -1);
}

static void
larger (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_type_px (YZT_PLAN_READER (widget), YZT_PLAN_READER (widget)->type_px + 2);
}

static void
smaller (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_type_px (YZT_PLAN_READER (widget), YZT_PLAN_READER (widget)->type_px - 2);
}

/* --- life --- */

static void
yzt_plan_reader_dispose (GObject *object)
{
  YztPlanReader *self = YZT_PLAN_READER (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->plan);
  g_clear_object (&self->type_size);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_PLAN_READER);
  G_OBJECT_CLASS (yzt_plan_reader_parent_class)->dispose (object);
}

static void
yzt_plan_reader_finalize (GObject *object)
{
  YztPlanReader *self = YZT_PLAN_READER (object);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_clear_pointer (&self->hits, g_array_unref);
  G_OBJECT_CLASS (yzt_plan_reader_parent_class)->finalize (object);
}

static void
yzt_plan_reader_class_init (YztPlanReaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_reader_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_reader_finalize;
  gtk_widget_class_install_action (widget_class, "reader.find", NULL, open_find);
  gtk_widget_class_install_action (widget_class, "reader.larger", NULL, larger);
  gtk_widget_class_install_action (widget_class, "reader.smaller", NULL, smaller);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "reader.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "reader.larger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "reader.larger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "reader.smaller", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-plan-reader.ui");
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, title);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, search_bar);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, find);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, matches);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, stack);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, failed);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, outline);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, view);
  gtk_widget_class_bind_template_callback (widget_class, on_find_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_find_next);
  gtk_widget_class_bind_template_callback (widget_class, on_find_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_outline_activated);
}

static void
yzt_plan_reader_init (YztPlanReader *self)
{
  self->marks = g_ptr_array_new ();
  self->hits = g_array_new (FALSE, FALSE, sizeof (int));
  self->cancellable = g_cancellable_new ();
  self->type_size = gtk_css_provider_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_find_folded), self);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->find));
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self->view)), GTK_STYLE_PROVIDER (self->type_size),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  set_type_px (self, TYPE_PX);
  make_tags (gtk_text_view_get_buffer (self->view));
}

YztPlanReader *
yzt_plan_reader_new (GtkWindow *parent, YztSession *session, YztPlan *plan)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (YZT_IS_PLAN (plan), NULL);
  YztPlanReader *self = g_object_new (YZT_TYPE_PLAN_READER, "transient-for", parent, "title", yzt_plan_get_title (plan), NULL);
  const char *reason = yzt_plan_get_reason (plan);
  self->plan = g_object_ref (plan);
  adw_window_title_set_title (self->title, yzt_plan_get_title (plan));
  adw_window_title_set_subtitle (self->title, reason);
  yzt_session_load_plan_async (session, yzt_plan_get_fid (plan), self->cancellable, on_loaded, g_object_ref (self));
  return self;
}
