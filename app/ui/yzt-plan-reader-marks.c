/* yzt-plan-reader-marks.c: telephone numbers and things of the map that a plan names: as lists of buttons, and where they stand in the text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-hover.h"
#include "yzt-plan-reader-private.h"
#include "yzt-ui.h"

#define MOST_ROWS 60

static void
say_copied (YztPlanReader *self, const char *number)
{
  g_autofree char *sentence = g_strdup_printf (_("Copied %s"), number);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), number);
  yzt_plan_reader_say (self, sentence);
}

static void
on_copy (GtkButton *button, YztPlanReader *self)
{
  say_copied (self, g_object_get_data (G_OBJECT (button), "number"));
}

static GtkWidget *
new_copy_button (YztPlanReader *self, const char *number)
{
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *tip = g_strdup_printf (_("Copy %s"), number);
  g_object_set_data_full (G_OBJECT (copy), "number", g_strdup (number), g_free);
  yzt_ui_set_tip (copy, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_add_css_class (copy, "flat");
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), self, 0);
  return copy;
}

/* The number as a button that calls by the desktop's own telephone, and one that copies it. */
static GtkWidget *
new_phone_row (YztPlanReader *self, const YztPlanMark *mark)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *uri = g_strdup_printf ("tel:%s", mark->text);
  GtkWidget *label = yzt_ui_label (mark->label, NULL);
  GtkWidget *call = gtk_link_button_new_with_label (uri, mark->text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_START);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_set_hexpand (label, TRUE);
  yzt_ui_set_tip (label, mark->label);
  g_autofree char *tip = g_strdup_printf (_("Call %s"), mark->text);
  yzt_ui_set_tip (call, tip);
  gtk_widget_add_css_class (call, "number");
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), call);
  gtk_box_append (GTK_BOX (row), new_copy_button (self, mark->text));
  return row;
}

static void
show_thing (YztPlanReader *self, const YztPlanMark *mark)
{
  g_signal_emit_by_name (self, "thing-activated", (int) mark->kind, mark->fid);
}

static void
on_thing (GtkButton *button, YztPlanReader *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "mark"));
  if (self->copy != NULL && index < self->copy->marks->len) {
    const YztPlanMark *mark = &g_array_index (self->copy->marks, YztPlanMark, index);
    yzt_plan_scroll_go_to (self->scroll, mark->section, mark->from, mark->to);
    show_thing (self, mark);
  }
}

static GtkWidget *
new_thing_row (YztPlanReader *self, guint index)
{
  const YztPlanMark *mark = &g_array_index (self->copy->marks, YztPlanMark, index);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = yzt_ui_label (mark->text, NULL), *kind = yzt_ui_label (yzt_ui_kind_label (self->session, (int) mark->kind), "second-line");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), kind);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  yzt_ui_set_tip (button, _("Show it on the map and in the text"));
  g_object_set_data (G_OBJECT (button), "mark", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_thing), self, 0);
  yzt_hover_bind_row (button, self->session, (int) mark->kind, mark->fid);
  return button;
}

static GtkWidget *
new_list (GtkWidget *box)
{
  GtkWidget *popover = gtk_popover_new (), *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_widget_set_size_request (scroller, 330, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  if (!gdk_display_is_composited (gdk_display_get_default ())) {
    gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  }
  return popover;
}

static void
add_more (GtkWidget *box, guint n)
{
  if (n > MOST_ROWS) {
    g_autofree char *text = g_strdup_printf (_("… and %u more in the text"), n - MOST_ROWS);
    gtk_box_append (GTK_BOX (box), yzt_ui_label (text, "second-line"));
  }
}

/* Each number and each thing once, in the order of the text. */
void
yzt_plan_reader_list_marks (YztPlanReader *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *phones = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *things = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  guint n_phones = 0, n_things = 0;
  for (guint i = 0; self->copy != NULL && i < self->copy->marks->len; i++) {
    const YztPlanMark *mark = &g_array_index (self->copy->marks, YztPlanMark, i);
    gboolean phone = mark->type == YZT_PLAN_MARK_PHONE;
    if (!g_hash_table_add (seen, g_strdup_printf ("%d %s", phone, mark->text))) {
      continue;
    }
    if (phone && n_phones++ < MOST_ROWS) {
      gtk_box_append (GTK_BOX (phones), new_phone_row (self, mark));
    } else if (!phone && n_things++ < MOST_ROWS) {
      gtk_box_append (GTK_BOX (things), new_thing_row (self, i));
    }
  }
  add_more (phones, n_phones);
  add_more (things, n_things);
  g_autofree char *phones_text = g_strdup_printf ("%u", n_phones), *things_text = g_strdup_printf ("%u", n_things);
  gtk_label_set_text (self->n_phones, phones_text);
  gtk_label_set_text (self->n_things, things_text);
  gtk_menu_button_set_popover (self->phones_button, new_list (phones));
  gtk_menu_button_set_popover (self->things_button, new_list (things));
  gtk_widget_set_visible (GTK_WIDGET (self->phones_button), n_phones > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->things_button), n_things > 0);
}

static void
on_popover_closed (GtkPopover *popover)
{
  gtk_widget_unparent (GTK_WIDGET (popover));
}

void
yzt_plan_reader_on_mark (YztPlanReader *self, guint index, double x, double y)
{
  const YztPlanMark *mark = &g_array_index (self->copy->marks, YztPlanMark, index);
  if (mark->type == YZT_PLAN_MARK_THING) {
    show_thing (self, mark);
    return;
  }
  GtkWidget *popover = gtk_popover_new ();
  GdkRectangle at = { (int) x, (int) y, 1, 1 };
  gtk_popover_set_child (GTK_POPOVER (popover), new_phone_row (self, mark));
  gtk_widget_set_parent (popover, GTK_WIDGET (self->scroll));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
  if (!gdk_display_is_composited (gdk_display_get_default ())) {
    gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  }
  g_signal_connect_after (popover, "closed", G_CALLBACK (on_popover_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
