/* yzt-order-print.c: the sheet of an order (调拨单), made from it and sent to the printer or a PDF
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-order-print.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-order-sheet.h"
#include "yzt-task.h"
#include "yzt-print.h"
#include "yzt-template.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  char *number, *foot, *language, *header, *seal, *parts, *problem, *export_path;
  YztPaperSaidFunc func;
  GPtrArray *facts, *columns, *cells, *signers; /* char *, NULL at the end */
  cairo_surface_t *scene; /* NULL: none */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_free (job->number);
  g_free (job->foot);
  g_free (job->language);
  g_free (job->header);
  g_free (job->seal);
  g_free (job->parts);
  g_free (job->problem);
  g_free (job->export_path);
  g_ptr_array_unref (job->facts);
  g_ptr_array_unref (job->columns);
  g_ptr_array_unref (job->cells);
  g_ptr_array_unref (job->signers);
  g_clear_pointer (&job->scene, cairo_surface_destroy);
  g_free (job);
}

static void
add (GPtrArray *list, const char *text)
{
  g_ptr_array_add (list, g_strdup (text != NULL ? text : ""));
}

static void
add_fact (Job *job, const char *name, const char *value)
{
  if (value != NULL && *value != '\0') {
    add (job->facts, name);
    add (job->facts, value);
  }
}

static void
add_lines (Job *job, const YztDispatch *order)
{
  const char *columns[] = { _("Item"), _("Specification"), _("Sent out"), _("Consumed"), _("Returned") };
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    add (job->columns, columns[i]);
  }
  if (order->people > 0) {
    g_autofree char *people = g_strdup_printf ("%u", order->people), *back = g_strdup_printf ("%u", order->people_released);
    const char *cells[] = { _("People"), "", people, "", back };
    for (guint k = 0; k < G_N_ELEMENTS (cells); k++) {
      add (job->cells, cells[k]);
    }
  }
  for (guint i = 0; i < order->lines->len; i++) {
    const YztDispatchLine *line = &g_array_index (order->lines, YztDispatchLine, i);
    g_autofree char *sent = yzt_text_group_number (line->quantity, 2), *gone = yzt_text_group_number (line->consumed, 2), *back = yzt_text_group_number (line->returned, 2);
    g_autofree char *with_unit = g_strdup_printf ("%s %s", sent, line->unit);
    const char *cells[] = { line->name, line->spec, with_unit, gone, back };
    for (guint k = 0; k < G_N_ELEMENTS (cells); k++) {
      add (job->cells, cells[k]);
    }
  }
}

static Job *
job_new (YztCommand *command, const YztDispatch *order)
{
  YztSession *session = yzt_command_get_session (command);
  GTimeZone *zone = yzt_session_get_time_zone (session);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  const YztRow *row = yzt_command_get_row (command);
  Job *job = g_new0 (Job, 1);
  GPtrArray **lists[] = { &job->facts, &job->columns, &job->cells, &job->signers };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    *lists[i] = g_ptr_array_new_with_free_func (g_free);
  }
  g_autofree char *ordered = yzt_time_format_clock (order->times_ms[YZT_DISPATCH_ORDERED], 0, zone), *printed = yzt_time_format_clock (now_ms, 0, zone);
  g_autofree char *distance = isnan (order->distance_m) ? NULL : yzt_text_distance (order->distance_m);
  g_autofree char *straight = distance != NULL ? g_strdup_printf (_("%s in a straight line"), distance) : NULL;
  g_autofree char *eta = order->eta_ms > 0 ? yzt_time_format_clock (order->eta_ms, now_ms, zone) : NULL;
  job->language = g_strdup (yzt_session_get_language (session));
  job->number = g_strdup (order->code);
  add_fact (job, _("Incident"), row != NULL ? yzt_row_get_text (row, "name") : NULL);
  add_fact (job, _("Place"), row != NULL ? yzt_row_get_text (row, "address") : NULL);
  add_fact (job, _("From"), order->base_name);
  add_fact (job, _("Distance"), straight);
  add_fact (job, _("Ordered"), ordered);
  add_fact (job, _("Ordered by"), order->ordered_by);
  add_fact (job, _("Expected"), eta);
  add_fact (job, _("Answered by"), order->answered_by);
  add_fact (job, _("Reason"), *order->reason != '\0' ? order->reason : order->why);
  add_lines (job, order);
  add (job->signers, _("Ordered by"));
  add (job->signers, _("Handed out by"));
  add (job->signers, _("Received by"));
  job->foot = g_strdup_printf (_("%s · printed %s"), yzt_session_get_title (session), printed);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_ptr_array_add (*lists[i], NULL);
  }
  return job;
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int number, Job *job)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double scale = MIN (gtk_print_context_get_width (context) / YZT_ORDER_SHEET_WIDTH_PT, gtk_print_context_get_height (context) / YZT_ORDER_SHEET_HEIGHT_PT);
  const YztOrderSheet sheet = { _("Order Sheet"), job->number, (const char *const *) job->facts->pdata, (const char *const *) job->columns->pdata,
                                (const char *const *) job->cells->pdata, (const char *const *) job->signers->pdata, job->foot,
                                job->header, job->seal, job->parts, job->scene };
  cairo_scale (cr, scale, scale);
  yzt_order_sheet_paint (&sheet, cr, job->language);
}

typedef struct {
  const guchar *at;
  gsize left;
} Reading;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Reading *reading = closure;
  if (length > reading->left) {
    return CAIRO_STATUS_READ_ERROR;
  }
  memcpy (data, reading->at, length);
  reading->at += length;
  reading->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

#define SCENE_QUALITY "92"

/* With the picture packed as it stands on paper: else each page would pack it anew, for a third of a second on the thread of the window. */
static void
picture_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  gsize length;
  Reading reading = { g_bytes_get_data (data, &length), 0 };
  g_autofree char *jpeg = NULL;
  g_autoptr (GdkPixbuf) pixels = NULL;
  reading.left = length;
  cairo_surface_t *picture = cairo_image_surface_create_from_png_stream (read_bytes, &reading);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS) {
    pixels = gdk_pixbuf_get_from_surface (picture, 0, 0, cairo_image_surface_get_width (picture), cairo_image_surface_get_height (picture));
  }
  if (pixels != NULL && gdk_pixbuf_save_to_buffer (pixels, &jpeg, &length, "jpeg", NULL, "quality", SCENE_QUALITY, NULL)) {
    guchar *bytes = g_memdup2 (jpeg, length);
    cairo_surface_set_mime_data (picture, CAIRO_MIME_TYPE_JPEG, bytes, length, g_free, bytes);
    g_task_return_pointer (task, picture, (GDestroyNotify) cairo_surface_destroy);
    return;
  }
  cairo_surface_destroy (picture);
  g_task_return_pointer (task, NULL, NULL);
}

static void
on_picture (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_task_return_pointer (task, g_task_propagate_pointer (G_TASK (result), NULL), (GDestroyNotify) cairo_surface_destroy);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *png = yzt_map_view_export_bytes_finish (YZT_MAP_VIEW (source), result, &error);
  if (png == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_autoptr (GTask) packing = g_task_new (NULL, NULL, on_picture, g_steal_pointer (&task));
  g_task_set_task_data (packing, png, (GDestroyNotify) g_bytes_unref);
  yzt_task_run_in_thread (packing, picture_in_thread);
}

#define SCENE_WIDTH_MM 172.0
#define SCENE_HEIGHT_MM 108.0
#define SCENE_DPI 200.0
#define SCENE_DENOMINATOR 25000.0 /* four kilometres from side to side */

void
yzt_order_picture_async (YztMapView *map, YztPosition at, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (map));
  const YztMapExportOptions options = { .width_mm = SCENE_WIDTH_MM, .height_mm = SCENE_HEIGHT_MM, .dpi = SCENE_DPI, .title = "", .symbol_set = YZT_SYMBOL_SET_NATIONAL,
                                        .scale_denominator = SCENE_DENOMINATOR, .around = &at };
  GTask *task = g_task_new (map, NULL, callback, user_data);
  yzt_map_view_export_bytes_async (map, "png", &options, NULL, on_exported, task);
}

cairo_surface_t *
yzt_order_picture_finish (YztMapView *map, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, map), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The planner's head, seal line and order of parts. */
static void
dress_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (YztTemplates) templates = yzt_templates_load (NULL);
  if (templates != NULL) {
    job->header = yzt_templates_get (templates, "order", "Header", NULL);
    job->seal = yzt_templates_get (templates, "order", "Seal", NULL);
    gboolean own;
    g_autofree char *parts = yzt_templates_get (templates, "order", "Sections", &own), *stranger = own ? yzt_order_sheet_find_stranger (parts) : NULL;
    job->parts = own ? g_steal_pointer (&parts) : NULL; /* the headings of all papers are none of its parts */
    job->problem = stranger != NULL ? g_strdup_printf (_("paper.ini, [Template order] Sections: there is no part “%s”; it has facts, items and scene."), stranger)
                                    : g_strdup (yzt_templates_get_problem (templates));
  }
  g_task_return_boolean (task, TRUE);
}

static void
on_dressed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  GtkWindow *parent = GTK_WINDOW (source);
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  yzt_watchdog_background ("order-printed");
  if (job->problem != NULL && job->func != NULL) {
    job->func (job->problem, parent);
  }
  g_object_set_data_full (G_OBJECT (operation), "yzt-job", job, job_free);
  gtk_print_operation_set_n_pages (operation, 1);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), job);
  yzt_print_run (gtk_widget_get_mapped (GTK_WIDGET (parent)) ? parent : NULL, job->number, operation, job->export_path);
}

void
yzt_order_print (GtkWindow *parent, YztCommand *command, gint64 order_fid, cairo_surface_t *scene, YztPaperSaidFunc func, const char *export_path)
{
  g_return_if_fail (YZT_IS_COMMAND (command));
  YztSupply *supply = yzt_command_get_supply (command);
  const YztDispatch *order = NULL;
  for (guint i = 0; supply != NULL && i < supply->dispatches->len && order == NULL; i++) {
    const YztDispatch *one = supply->dispatches->pdata[i];
    order = one->fid == order_fid ? one : NULL;
  }
  if (order == NULL) {
    return;
  }
  Job *job = job_new (command, order);
  job->scene = scene != NULL ? cairo_surface_reference (scene) : NULL;
  job->func = func;
  job->export_path = g_strdup (export_path);
  g_autoptr (GTask) task = g_task_new (parent, NULL, on_dressed, job);
  g_task_set_task_data (task, job, NULL); /* the print operation has it in the end */
  yzt_task_run_in_thread (task, dress_in_thread);
}
