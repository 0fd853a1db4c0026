/* yzt-job-progress.c: how far a long work on a worker is, and the line that shows it with an estimate and Cancel
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-job-progress.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ui.h"

#define LOOK_MS 100
#define PATIENCE_US 500000

struct _YztJobProgress {
  gatomicrefcount references;
  GMutex lock;
  guint step;
  double fraction;
};

YztJobProgress *
yzt_job_progress_new (void)
{
  YztJobProgress *progress = g_new0 (YztJobProgress, 1);
  g_atomic_ref_count_init (&progress->references);
  g_mutex_init (&progress->lock);
  progress->fraction = -1;
  return progress;
}

YztJobProgress *
yzt_job_progress_ref (YztJobProgress *progress)
{
  g_atomic_ref_count_inc (&progress->references);
  return progress;
}

void
yzt_job_progress_unref (YztJobProgress *progress)
{
  if (g_atomic_ref_count_dec (&progress->references)) {
    g_mutex_clear (&progress->lock);
    g_free (progress);
  }
}

void
yzt_job_progress_set (YztJobProgress *progress, guint step, double fraction)
{
  g_mutex_lock (&progress->lock);
  progress->step = step;
  progress->fraction = MIN (fraction, 1);
  g_mutex_unlock (&progress->lock);
}

double
yzt_job_progress_get (YztJobProgress *progress, guint *step_out)
{
  g_mutex_lock (&progress->lock);
  double fraction = progress->fraction;
  if (step_out != NULL) {
    *step_out = progress->step;
  }
  g_mutex_unlock (&progress->lock);
  return fraction;
}

/* --- the line --- */

struct _YztProgressLine {
  GtkWidget parent_instance;
  GtkLabel *words;
  GtkProgressBar *bar;
  YztJobProgress *progress;
  GCancellable *cancellable;
  char *what;
  guint timer, step;
  gint64 started_us, step_started_us;
};
G_DEFINE_FINAL_TYPE (YztProgressLine, yzt_progress_line, GTK_TYPE_WIDGET)

static char *
left_text (double seconds)
{
  if (seconds < 60) {
    guint whole = (guint) MAX (ceil (seconds), 1);
    return g_strdup_printf (ngettext ("about %u s left", "about %u s left", whole), whole);
  }
  guint minutes = (guint) ceil (seconds / 60);
  return g_strdup_printf (ngettext ("about %u min left", "about %u min left", minutes), minutes);
}

static gboolean
look (gpointer user_data)
{
  YztProgressLine *self = user_data;
  guint step = 0;
  double fraction = yzt_job_progress_get (self->progress, &step);
  gint64 now_us = g_get_monotonic_time ();
  if (step != self->step) {
    self->step = step;
    self->step_started_us = now_us;
  }
  gtk_widget_set_visible (GTK_WIDGET (self), now_us - self->started_us > PATIENCE_US);
  double passed_s = (double) (now_us - self->step_started_us) / 1e6;
  /* A guess from the first blink of an eye would only mislead. */
  g_autofree char *left = fraction > 0.02 && passed_s > 1 ? left_text (passed_s * (1 - fraction) / fraction) : NULL;
  g_autofree char *text = left != NULL ? g_strdup_printf ("%s · %s", self->what, left) : g_strdup (self->what);
  gtk_label_set_text (self->words, text);
  if (fraction < 0) {
    gtk_progress_bar_pulse (self->bar);
  } else {
    gtk_progress_bar_set_fraction (self->bar, fraction);
  }
  return G_SOURCE_CONTINUE;
}

static void
on_cancel (YztProgressLine *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
yzt_progress_line_stop (YztProgressLine *self)
{
  g_return_if_fail (YZT_IS_PROGRESS_LINE (self));
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->progress, yzt_job_progress_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->what, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
yzt_progress_line_start (YztProgressLine *self, const char *words, YztJobProgress *progress, GCancellable *cancellable)
{
  g_return_if_fail (YZT_IS_PROGRESS_LINE (self));
  g_return_if_fail (progress != NULL);
  yzt_progress_line_stop (self);
  self->progress = yzt_job_progress_ref (progress);
  g_set_object (&self->cancellable, cancellable);
  self->what = g_strdup (words);
  self->step = 0;
  self->started_us = self->step_started_us = g_get_monotonic_time ();
  self->timer = g_timeout_add (LOOK_MS, look, self);
}

static void
yzt_progress_line_dispose (GObject *object)
{
  GtkWidget *child;
  YztProgressLine *self = YZT_PROGRESS_LINE (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->progress, yzt_job_progress_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->what, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL) {
    gtk_widget_unparent (child);
  }
  G_OBJECT_CLASS (yzt_progress_line_parent_class)->dispose (object);
}

static void
yzt_progress_line_class_init (YztProgressLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_progress_line_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
yzt_progress_line_init (YztProgressLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));
  self->words = GTK_LABEL (yzt_ui_label (NULL, "number"));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_add_css_class (box, "progress-line");
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (self->words, 34);
  gtk_widget_set_hexpand (GTK_WIDGET (self->bar), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->bar), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (on_cancel), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->words));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
