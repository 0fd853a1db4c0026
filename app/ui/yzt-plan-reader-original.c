/* yzt-plan-reader-original.c: the original of the plan that is read: its pages at the place of the text, outside, saved, printed, copied
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-file-choosers.h"
#include "yzt-open-outside.h"
#include "yzt-plan-print.h"
#include "yzt-plan-reader-private.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

gboolean
yzt_plan_reader_shows_pages (YztPlanReader *self)
{
  return self->original != NULL && self->original->pages != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "original") == 0;
}

/* --- notes at the margins --- */

static const char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

static void
on_notes (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  g_autoptr (YztFeature) feature = yzt_session_load_feature_finish (YZT_SESSION (source), result, NULL);
  if (feature == NULL || self->session == NULL || feature->row->fid != self->fid || self->original == NULL || self->original->pages == NULL) {
    return;
  }
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) notes = g_array_new (FALSE, TRUE, sizeof (YztPlanSheetNote));
  for (guint i = 0; i < feature->children->len; i++) {
    const YztRow *row = feature->children->pdata[i];
    const YztCell *page = g_str_equal (yzt_kind_get_id (row->kind), "plan-note") ? yzt_row_get (row, "page") : NULL;
    if (page == NULL || page->type != YZT_CELL_INTEGER || page->v.integer < 1) {
      continue;
    }
    char *text = g_strdup_printf ("%s\n— %s", text_of (row, "name"), text_of (row, "person"));
    YztPlanSheetNote note = { (guint) MIN (page->v.integer - 1, G_MAXUINT32), (char *) text_of (row, "quote"), text };
    g_ptr_array_add (texts, text);
    g_array_append_val (notes, note);
  }
  yzt_plan_sheets_set_notes (self->sheets, (const YztPlanSheetNote *) (const void *) notes->data, notes->len);
}

void
yzt_plan_reader_load_notes (YztPlanReader *self)
{
  int kind = self->session != NULL ? yzt_kind_set_index (yzt_session_get_kinds (self->session), "plan") : -1;
  if (kind >= 0 && self->fid > 0 && self->original != NULL && self->original->pages != NULL) {
    yzt_session_load_feature_async (self->session, (guint) kind, self->fid, self->cancellable, on_notes, g_object_ref (self));
  }
}

/* --- the page of a place in the text --- */

typedef struct {
  YztPlanReader *self;
  char *passage;
  guint expected, load;
} Seeking;

static void
on_page_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Seeking *seeking = user_data;
  g_autoptr (YztPlanReader) self = seeking->self;
  int page = yzt_plan_pages_find_finish (YZT_PLAN_PAGES (source), result, NULL);
  if (page > -2 && seeking->load == self->n_loads) {
    yzt_plan_sheets_go_to (self->sheets, page >= 0 ? (guint) page : seeking->expected, page >= 0 ? seeking->passage : NULL);
  }
  g_free (seeking->passage);
  g_free (seeking);
}

void
yzt_plan_reader_show_page_of (YztPlanReader *self, guint section, guint from)
{
  guint64 before = from;
  guint n = yzt_plan_pages_get_n (self->original->pages);
  if (self->copy == NULL || section >= self->copy->sections->len || n == 0) {
    return;
  }
  for (guint i = 0; i < section; i++) {
    before += g_array_index (self->copy->sections, YztPlanShown, i).chars;
  }
  Seeking *seeking = g_new0 (Seeking, 1);
  seeking->self = g_object_ref (self);
  seeking->passage = yzt_plan_reader_passage (self, section, from);
  seeking->expected = MIN ((guint) (before * n / MAX (self->copy->chars, 1)), n - 1);
  seeking->load = self->n_loads;
  yzt_plan_pages_find_async (self->original->pages, seeking->passage, seeking->expected, self->cancellable, on_page_found, seeking);
}

static void
show_where_one_stands (YztPlanReader *self)
{
  if (self->hits != NULL && self->hits->len > 0) {
    const YztPlanPassage *hit = &g_array_index (self->hits, YztPlanPassage, self->hit);
    yzt_plan_reader_show_page_of (self, hit->section, hit->from);
  } else {
    yzt_plan_reader_show_page_of (self, yzt_plan_scroll_get_section (self->scroll), 0);
  }
}

static void
show_no_pages (YztPlanReader *self)
{
  gboolean kept = self->original->media_type != NULL;
  adw_status_page_set_description (self->no_pages, self->original->sentence != NULL ? self->original->sentence
                                                                                    : _("Only a PDF has pages that can be drawn here. Its text is beside this."));
  gtk_widget_set_visible (self->open_outside, kept);
  gtk_stack_set_visible_child_name (self->original_stack, "none");
}

static void
on_original (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  YztPlanOriginal *original = yzt_plan_open_original_finish (YZT_SESSION (source), result, NULL);
  if (original == NULL || self->session == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable) {
    yzt_plan_original_free (original);
    return;
  }
  yzt_watchdog_action ("original-opened");
  g_clear_pointer (&self->original, yzt_plan_original_free);
  self->original = original;
  if (original->pages == NULL) {
    show_no_pages (self);
    return;
  }
  yzt_plan_sheets_set_pages (self->sheets, original->pages);
  yzt_plan_sheets_set_words (self->sheets, self->words);
  gtk_stack_set_visible_child_name (self->original_stack, "pages");
  yzt_plan_reader_load_notes (self);
  show_where_one_stands (self);
}

void
yzt_plan_reader_need_original (YztPlanReader *self)
{
  if (self->original != NULL && self->original->pages != NULL) {
    show_where_one_stands (self);
  } else if (!self->asked_original && self->fid > 0) {
    self->asked_original = TRUE;
    gtk_stack_set_visible_child_name (self->original_stack, "loading");
    yzt_plan_open_original_async (self->session, self->fid, self->cancellable, on_original, g_object_ref (self));
  }
}

/* --- outside, saved --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = yzt_plan_save_original_finish (YZT_SESSION (source), result, &error);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
  g_autofree char *sentence = path != NULL ? g_strdup_printf (_("Saved as “%s”"), name) : NULL;
  yzt_plan_reader_say (self, path != NULL ? sentence : yzt_ui_error_text (error));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_open_outside_finish (result, &error) && gtk_widget_get_root (GTK_WIDGET (self)) != NULL) {
    g_autofree char *sentence = g_strdup_printf (_("No programme of this computer opened the file (%s); save it and open it there."), error->message);
    yzt_plan_reader_say (self, sentence);
  }
}

static void
on_saved_for_outside (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = yzt_plan_save_original_finish (YZT_SESSION (source), result, &error);
  if (path == NULL) {
    yzt_plan_reader_say (self, yzt_ui_error_text (error));
    return;
  }
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  yzt_open_outside_async (uri, on_opened, g_object_ref (self));
}

static void
on_place_chosen (GFile *file, gpointer user_data)
{
  YztPlanReader *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && self->session != NULL && self->fid > 0) {
    yzt_plan_save_original_async (self->session, self->fid, path, NULL, NULL, on_saved, g_object_ref (self));
  }
}

static void
action_open_outside (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  yzt_watchdog_action (name);
  if (self->fid > 0) {
    yzt_plan_save_original_async (self->session, self->fid, NULL, self->name, NULL, on_saved_for_outside, g_object_ref (self));
  }
}

static void
action_save_original (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  yzt_watchdog_action (name);
  yzt_plan_reader_need_original (self); /* whose kind names the ending */
  g_autofree char *proposed = g_strconcat (self->name, yzt_plan_media_ending (self->original != NULL ? self->original->media_type : NULL), NULL);
  g_strdelimit (proposed, "/\\", '_');
  yzt_choose_file_to_write (GTK_WINDOW (gtk_widget_get_root (widget)), _("Save the Original"), proposed, on_place_chosen, self);
}

/* --- copied, printed, larger --- */

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  yzt_watchdog_action (name);
  g_autofree char *text = yzt_plan_reader_shows_pages (self) ? yzt_plan_sheets_get_selected (self->sheets) : yzt_plan_scroll_get_selected (self->scroll);
  if (*text != '\0') {
    g_autofree char *sentence = g_strdup_printf (_("Copied %ld characters"), g_utf8_strlen (text, -1));
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
    yzt_plan_reader_say (self, sentence);
  }
}

static void
action_select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (yzt_plan_reader_shows_pages (YZT_PLAN_READER (widget))) {
    yzt_plan_sheets_select_page (YZT_PLAN_READER (widget)->sheets);
  }
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  yzt_watchdog_action (name);
  if (self->copy != NULL) {
    yzt_plan_print (GTK_WINDOW (gtk_widget_get_root (widget)), self->name, self->copy, yzt_plan_reader_shows_pages (self) ? self->original->pages : NULL, NULL);
  }
}

static void
action_card (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (YZT_PLAN_READER (widget)->fid > 0) {
    gtk_widget_activate_action (widget, "win.paper", "(sxs)", "plan-card", YZT_PLAN_READER (widget)->fid, "");
  }
}

static void
action_size (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  gboolean larger = g_str_equal (name, "reader.larger");
  if (yzt_plan_reader_shows_pages (self)) {
    yzt_plan_sheets_set_zoom (self->sheets, yzt_plan_sheets_get_zoom (self->sheets) * (larger ? 1.25 : 0.8));
  } else {
    guint px = yzt_plan_scroll_get_type_px (self->scroll);
    yzt_plan_scroll_set_type_px (self->scroll, larger ? px + 2 : px - 2);
  }
}

void
yzt_plan_reader_original_install (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc activate;
    guint key;
    GdkModifierType modifiers;
  } entries[] = { { "reader.open-outside", action_open_outside, 0, 0 },
                  { "reader.save-original", action_save_original, 0, 0 },
                  { "reader.copy", action_copy, GDK_KEY_c, GDK_CONTROL_MASK },
                  { "reader.select-all", action_select_all, GDK_KEY_a, GDK_CONTROL_MASK },
                  { "reader.card", action_card, 0, 0 },
                  { "reader.print", action_print, GDK_KEY_p, GDK_CONTROL_MASK },
                  { "reader.larger", action_size, GDK_KEY_plus, GDK_CONTROL_MASK },
                  { "reader.smaller", action_size, GDK_KEY_minus, GDK_CONTROL_MASK } };
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    gtk_widget_class_install_action (widget_class, entries[i].name, NULL, entries[i].activate);
    if (entries[i].key != 0) {
      gtk_widget_class_add_binding_action (widget_class, entries[i].key, entries[i].modifiers, entries[i].name, NULL);
    }
  }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "reader.larger", NULL);
}
