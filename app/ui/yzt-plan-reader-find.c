/* yzt-plan-reader-find.c: hits in the plan that is read, from one to the next, in its text and on its pages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-plan-reader-private.h"
#include "yzt-watchdog.h"

#define PASSAGE_CHARS 24

static void
show_count (YztPlanReader *self)
{
  guint n = self->hits != NULL ? self->hits->len : 0;
  gboolean asked = self->words != NULL && *self->words != '\0';
  g_autofree char *text = n > 0 ? g_strdup_printf (_("%u of %u"), self->hit + 1, n) : NULL;
  gtk_label_set_text (self->matches, text != NULL ? text : asked ? _("not found") : "");
}

char *
yzt_plan_reader_passage (YztPlanReader *self, guint section, guint from)
{
  const YztPlanShown *shown = &g_array_index (self->copy->sections, YztPlanShown, section);
  guint to = MIN (from + PASSAGE_CHARS, shown->chars);
  /* A heading may stand alone on its line, and again in the table of contents: with what follows it, it is one. */
  return from < to ? g_utf8_substring (shown->shown, from, to) : g_strdup ("");
}

static void
show_hit (YztPlanReader *self)
{
  show_count (self);
  if (self->hits == NULL || self->hits->len == 0) {
    return;
  }
  const YztPlanPassage *hit = &g_array_index (self->hits, YztPlanPassage, self->hit);
  yzt_plan_scroll_go_to (self->scroll, hit->section, hit->from, hit->to);
  if (yzt_plan_reader_shows_pages (self)) {
    yzt_plan_reader_show_page_of (self, hit->section, hit->from);
  }
}

void
yzt_plan_reader_mark (YztPlanReader *self, const char *words, guint section)
{
  g_autofree char *wanted = g_strdup (words != NULL ? words : "");
  g_free (self->words);
  self->words = g_steal_pointer (&wanted);
  g_clear_pointer (&self->hits, g_array_unref);
  self->hit = 0;
  if (self->copy == NULL) {
    return;
  }
  self->hits = yzt_plan_copy_find (self->copy, self->words);
  yzt_plan_scroll_set_hits (self->scroll, g_array_ref (self->hits));
  yzt_plan_sheets_set_words (self->sheets, self->words);
  while (self->hit + 1 < self->hits->len && g_array_index (self->hits, YztPlanPassage, self->hit).section < section) {
    self->hit++;
  }
  show_count (self);
}

void
yzt_plan_reader_on_find_changed (YztPlanReader *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find));
  if (g_strcmp0 (text, self->words) == 0) {
    return;
  }
  yzt_watchdog_action ("find-in-plan");
  yzt_plan_reader_mark (self, text, yzt_plan_scroll_get_section (self->scroll));
  show_hit (self);
}

void
yzt_plan_reader_step (YztPlanReader *self, int direction)
{
  if (self->hits == NULL || self->hits->len == 0) {
    show_count (self);
    return;
  }
  yzt_watchdog_action ("next-hit");
  guint n = self->hits->len;
  self->hit = direction > 0 ? (self->hit + 1) % n : (self->hit + n - 1) % n;
  show_hit (self);
}

static void
next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_plan_reader_step (YZT_PLAN_READER (widget), 1);
}

static void
previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_plan_reader_step (YZT_PLAN_READER (widget), -1);
}

static void
open_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_select_region (GTK_EDITABLE (self->find), 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->find));
}

gboolean
yzt_plan_reader_leave (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), FALSE);
  if (!gtk_search_bar_get_search_mode (self->search_bar)) {
    return FALSE;
  }
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}

void
yzt_plan_reader_find_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "reader.find", NULL, open_find);
  gtk_widget_class_install_action (widget_class, "reader.next", NULL, next);
  gtk_widget_class_install_action (widget_class, "reader.previous", NULL, previous);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "reader.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F3, 0, "reader.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F3, GDK_SHIFT_MASK, "reader.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "reader.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "reader.previous", NULL);
}
