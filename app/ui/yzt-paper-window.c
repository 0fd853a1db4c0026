/* yzt-paper-window.c: a paper before it goes out: its pages as they will be, saved as PDF or DOCX, printed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-paper-window.h"
#include <glib/gi18n-lib.h>
#include "yzt-file-choosers.h"
#include "yzt-ledger.h"
#include "yzt-paper-save.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define PX_PER_PT 1.2
/* More pages nobody looks through here; file and printer have them all. */
#define MOST_PAGES 20

struct _YztPaperWindow {
  AdwWindow parent_instance;
  YztSession *session;
  GCancellable *cancellable;
  char *type, *what, *day, *name; /* day NULL: the 24 hours until now, or today */
  gint64 fid;
  guint n_shown;
  GtkWidget *sheets, *said, *spinner, *days, *day_label;
};
G_DEFINE_FINAL_TYPE (YztPaperWindow, yzt_paper_window, ADW_TYPE_WINDOW)

static YztPaperAsk
ask_of (YztPaperWindow *self)
{
  return (YztPaperAsk) { .type = self->type, .fid = self->fid, .what = self->what, .day = self->day };
}

static void
tell (YztPaperWindow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->said), sentence);
  gtk_widget_set_visible (self->said, *sentence != '\0');
}

static void
on_said (const char *sentence, gpointer owner)
{
  if (YZT_PAPER_WINDOW (owner)->session != NULL) {
    tell (owner, sentence);
  }
}

/* --- pictures of the pages, drawn on a worker --- */

static GdkTexture *
picture_of (cairo_surface_t *page, double width_pt, double height_pt)
{
  int width = (int) (width_pt * PX_PER_PT), height = (int) (height_pt * PX_PER_PT), stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, width);
  guchar *pixels = g_malloc0 ((gsize) stride * (gsize) height);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, width, height, stride);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, PX_PER_PT, PX_PER_PT);
  cairo_set_source_surface (cr, page, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, (gsize) stride * (gsize) height);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
}

static void
draw_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const YztPaperPages *pages = task_data;
  GPtrArray *pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < pages->pages->len && i < MOST_PAGES && !g_cancellable_is_cancelled (cancellable); i++) {
    g_ptr_array_add (pictures, picture_of (pages->pages->pdata[i], pages->width_pt, pages->height_pt));
  }
  g_task_return_pointer (task, pictures, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (source);
  g_autoptr (GPtrArray) pictures = g_task_propagate_pointer (G_TASK (result), NULL);
  YztPaperPages *pages = g_task_get_task_data (G_TASK (result));
  yzt_watchdog_background ("paper-pages");
  if (pictures == NULL || self->session == NULL) {
    return;
  }
  g_clear_object (&self->cancellable);
  yzt_ui_clear_children (self->sheets);
  for (guint i = 0; i < pictures->len; i++) {
    GtkWidget *picture = gtk_picture_new_for_paintable (pictures->pdata[i]);
    g_autofree char *words = g_strdup_printf (_("Page %u of %u"), i + 1, pages->pages->len);
    gtk_picture_set_can_shrink (GTK_PICTURE (picture), FALSE);
    gtk_picture_set_alternative_text (GTK_PICTURE (picture), words);
    gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (picture, "paper-sheet");
    gtk_box_append (GTK_BOX (self->sheets), picture);
  }
  if (pages->pages->len > MOST_PAGES) {
    g_autofree char *more = g_strdup_printf (_("Pages from %u to %u stand in the file and on the print."), MOST_PAGES + 1, pages->pages->len);
    gtk_box_append (GTK_BOX (self->sheets), yzt_ui_label (more, "second-line"));
  }
  self->n_shown = pages->pages->len;
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
}

static void
on_pages (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (source);
  g_autoptr (GError) error = NULL;
  YztPaperPages *pages = yzt_paper_pages_finish (result, &error);
  yzt_watchdog_background ("paper-recorded");
  if (pages == NULL && (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)) {
    return;
  }
  if (pages == NULL) {
    g_clear_object (&self->cancellable);
    gtk_spinner_stop (GTK_SPINNER (self->spinner));
    gtk_widget_set_visible (self->spinner, FALSE);
    yzt_ui_clear_children (self->sheets);
    tell (self, yzt_ui_error_text (error));
    return;
  }
  tell (self, pages->problem != NULL ? pages->problem : "");
  gtk_window_set_title (GTK_WINDOW (self), pages->title);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_drawn, NULL);
  g_task_set_task_data (task, pages, (GDestroyNotify) yzt_paper_pages_free);
  yzt_task_run_in_thread (task, draw_in_thread);
}

static void
read_paper (YztPaperWindow *self)
{
  const YztPaperAsk ask = ask_of (self);
  if (yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->n_shown = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  gtk_label_set_text (GTK_LABEL (self->day_label), self->day != NULL ? self->day : _("Last 24 hours"));
  yzt_paper_pages_async (self->session, &ask, self->cancellable, on_pages, G_OBJECT (self));
}

/* --- what becomes of it --- */

void
yzt_paper_window_save (YztPaperWindow *self, const char *path)
{
  g_return_if_fail (YZT_IS_PAPER_WINDOW (self) && path != NULL);
  const YztPaperAsk ask = ask_of (self);
  if (self->session != NULL) {
    yzt_paper_save (self->session, &ask, path, on_said, G_OBJECT (self));
  }
}

static void
on_file (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_paper_window_save (user_data, path);
  }
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (widget);
  g_autofree char *safe = g_strdelimit (g_strdup (self->name), "/\\:*?\"<>|\n", '_'), *shortened = yzt_text_shorten (safe, 120);
  g_autofree char *file = g_strdup_printf ("%s%s%s.%s", shortened, self->day != NULL ? "-" : "", self->day != NULL ? self->day : "", g_variant_get_string (parameter, NULL));
  yzt_watchdog_action (name);
  yzt_choose_file_to_write (GTK_WINDOW (self), _("Save the Paper"), file, on_file, self);
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (widget);
  const YztPaperAsk ask = ask_of (self);
  yzt_watchdog_action (name);
  yzt_paper_print (GTK_WINDOW (self), self->session, &ask, NULL, on_said, G_OBJECT (self));
}

/* To the day before or after; the day after today is the last 24 hours again. */
static void
action_day (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (widget);
  gint64 at_ms = yzt_clock_now_ms (yzt_session_get_clock (self->session));
  g_autofree char *today = yzt_session_get_today (self->session), *noon = g_strdup_printf ("%s 12:00", self->day != NULL ? self->day : today);
  yzt_watchdog_action (name);
  if (!g_str_equal (self->type, "daily") || (self->day == NULL && g_variant_get_int32 (parameter) > 0)) {
    return;
  }
  yzt_time_parse (noon, NULL, &at_ms);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) other = g_date_time_add_days (utc, g_variant_get_int32 (parameter));
  g_free (self->day);
  self->day = g_date_time_format (other, "%Y-%m-%d");
  if (g_strcmp0 (self->day, today) > 0) {
    g_clear_pointer (&self->day, g_free);
  }
  read_paper (self);
}

guint
yzt_paper_window_get_n_pages (YztPaperWindow *self)
{
  g_return_val_if_fail (YZT_IS_PAPER_WINDOW (self), 0);
  return self->n_shown;
}

const char *
yzt_paper_window_get_said (YztPaperWindow *self)
{
  g_return_val_if_fail (YZT_IS_PAPER_WINDOW (self), "");
  return gtk_label_get_text (GTK_LABEL (self->said));
}

/* --- class --- */

static void
yzt_paper_window_dispose (GObject *object)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_paper_window_parent_class)->dispose (object);
}

static void
yzt_paper_window_finalize (GObject *object)
{
  YztPaperWindow *self = YZT_PAPER_WINDOW (object);
  g_free (self->type);
  g_free (self->what);
  g_free (self->day);
  g_free (self->name);
  G_OBJECT_CLASS (yzt_paper_window_parent_class)->finalize (object);
}

static void
yzt_paper_window_class_init (YztPaperWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_paper_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_paper_window_finalize;
  gtk_widget_class_install_action (widget_class, "paper.save", "s", action_save);
  gtk_widget_class_install_action (widget_class, "paper.print", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "paper.day", "i", action_day);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "paper.save", "s", "pdf");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "paper.save", "s", "docx");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "paper.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "paper.day", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "paper.day", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_button (const char *label, const char *tip, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (target != NULL) {
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  }
  return button;
}

static GtkWidget *
new_day_button (const char *icon, const char *tip, int step)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "paper.day");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", step);
  return button;
}

static void
yzt_paper_window_init (YztPaperWindow *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *header = adw_header_bar_new (), *scroller = gtk_scrolled_window_new ();
  GtkWidget *print = new_button (_("Print…"), _("Print with the desktop's dialog (Ctrl+P)"), "paper.print", NULL);
  GtkWidget *docx = new_button (_("DOCX…"), _("Save as a Word document, to be edited further (Ctrl+Shift+S)"), "paper.save", "docx");
  GtkWidget *pdf = new_button (_("PDF…"), _("Save as PDF (Ctrl+S)"), "paper.save", "pdf");
  self->days = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->day_label = gtk_label_new ("");
  self->spinner = gtk_spinner_new ();
  self->sheets = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  self->said = yzt_ui_label ("", "second-line");
  gtk_label_set_wrap (GTK_LABEL (self->said), TRUE);
  gtk_widget_set_visible (self->said, FALSE);
  gtk_widget_set_margin_start (self->said, 14);
  gtk_widget_set_margin_end (self->said, 14);
  gtk_widget_set_margin_top (self->said, 6);
  gtk_widget_set_margin_bottom (self->said, 6);
  gtk_widget_add_css_class (pdf, "suggested-action");
  gtk_box_append (GTK_BOX (self->days), new_day_button ("go-previous-symbolic", _("The day before (Alt+Left)"), -1));
  gtk_box_append (GTK_BOX (self->days), self->day_label);
  gtk_box_append (GTK_BOX (self->days), new_day_button ("go-next-symbolic", _("The day after (Alt+Right)"), 1));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), print);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->days);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->spinner);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), pdf);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), docx);
  gtk_widget_set_margin_top (self->sheets, 14);
  gtk_widget_set_margin_bottom (self->sheets, 14);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->sheets);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "reader-pages");
  gtk_box_append (GTK_BOX (outer), header);
  gtk_box_append (GTK_BOX (outer), self->said);
  gtk_box_append (GTK_BOX (outer), scroller);
  adw_window_set_content (ADW_WINDOW (self), outer);
  gtk_window_set_default_size (GTK_WINDOW (self), 800, 720);
}

GtkWindow *
yzt_paper_window_new (GtkWindow *parent, YztSession *session, const YztPaperAsk *ask, const char *name)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && ask != NULL && name != NULL, NULL);
  YztPaperWindow *self = g_object_new (YZT_TYPE_PAPER_WINDOW, "transient-for", parent, "title", name, NULL);
  self->session = g_object_ref (session);
  self->type = g_strdup (ask->type);
  self->what = g_strdup (ask->what);
  self->day = g_strdup (ask->day);
  self->fid = ask->fid;
  self->name = g_strdup (name);
  gtk_widget_set_visible (self->days, g_str_equal (ask->type, "daily"));
  yzt_ui_close_with (GTK_WINDOW (self), session);
  read_paper (self);
  return GTK_WINDOW (self);
}
