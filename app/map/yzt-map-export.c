/* yzt-map-export.c: what is seen as a sheet: PNG, PDF or SVG, or as a GeoTIFF, written on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-export.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include "yzt-geotiff.h"
#include "yzt-lettering.h"
#include "yzt-map-sheet-private.h"
#include "yzt-task.h"
#include "yzt-template.h"
#include "yzt-view-code.h"
#include "yzt-map-view-private.h"
#include <math.h>

#define PX_PER_MM (96 / 25.4)
#define PAPER_DPI 200.0 /* of pictures of the ground in PDF and SVG */
#define PT_PER_PX 0.75
#define MAX_PIXELS 120e6 /* half a gigabyte */
#define PNG_HEAD_BYTES 33 /* signature and IHDR: the resolution comes after them */

G_DEFINE_QUARK (yzt-map-export-error-quark, yzt_map_export_error)

typedef enum { FORMAT_PNG, FORMAT_PDF, FORMAT_SVG, FORMAT_TIFF } Format;

typedef struct {
  YztMapSheet *sheet;
  char *path;
  Format format;
  double dpi;
  char *problem; /* of the planner's template; NULL: none */
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->sheet, yzt_map_sheet_free);
  g_free (job->path);
  g_free (job->problem);
  g_free (job);
}

static gboolean
format_of (const char *path, Format *format)
{
  static const struct {
    const char *ending;
    Format format;
  } endings[] = { { ".png", FORMAT_PNG }, { ".pdf", FORMAT_PDF }, { ".svg", FORMAT_SVG }, { ".tif", FORMAT_TIFF }, { ".tiff", FORMAT_TIFF } };
  g_autofree char *small = g_ascii_strdown (path, -1);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_suffix (small, endings[i].ending)) {
      *format = endings[i].format;
      return TRUE;
    }
  }
  return FALSE;
}

/* --- writing --- */

typedef struct {
  GOutputStream *stream;
  GCancellable *cancellable;
  GError *error;
  guint64 n_written;
  double dpi; /* 0 when no PNG is written */
} Sink;

static guint32
crc_of (const guint8 *bytes, gsize n)
{
  guint32 crc = 0xffffffff;
  for (gsize i = 0; i < n; i++) {
    crc ^= bytes[i];
    for (guint bit = 0; bit < 8; bit++) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
    }
  }
  return ~crc;
}

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

/* The chunk pHYs: dots per metre, so that the sheet prints in its size. */
static gboolean
write_resolution (Sink *sink)
{
  guint8 chunk[21] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
  guint32 per_metre = (guint32) lround (sink->dpi / 0.0254);
  put_u32 (chunk + 8, per_metre);
  put_u32 (chunk + 12, per_metre);
  chunk[16] = 1;
  put_u32 (chunk + 17, crc_of (chunk + 4, 13));
  return g_output_stream_write_all (sink->stream, chunk, sizeof chunk, NULL, sink->cancellable, &sink->error);
}

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;
  gsize before = 0;
  if (sink->error != NULL) {
    return CAIRO_STATUS_WRITE_ERROR;
  }
  if (sink->dpi > 0 && sink->n_written <= PNG_HEAD_BYTES && sink->n_written + length >= PNG_HEAD_BYTES) {
    before = PNG_HEAD_BYTES - (gsize) sink->n_written;
    if (!g_output_stream_write_all (sink->stream, data, before, NULL, sink->cancellable, &sink->error)
        || !write_resolution (sink)) {
      return CAIRO_STATUS_WRITE_ERROR;
    }
    sink->dpi = 0;
  }
  sink->n_written += length;
  return g_output_stream_write_all (sink->stream, data + before, length - before, NULL, sink->cancellable, &sink->error)
             ? CAIRO_STATUS_SUCCESS
             : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *
surface_new (const Job *job, Sink *sink, double *scale)
{
  double width_pt = job->sheet->width * PT_PER_PX, height_pt = job->sheet->height * PT_PER_PX;
  switch (job->format) {
  case FORMAT_PDF:
    *scale = PT_PER_PX;
    return cairo_pdf_surface_create_for_stream (write_bytes, sink, width_pt, height_pt);
  case FORMAT_SVG:
    *scale = PT_PER_PX;
    return cairo_svg_surface_create_for_stream (write_bytes, sink, width_pt, height_pt);
  case FORMAT_PNG:
  default:
    *scale = job->dpi / 96;
    sink->dpi = job->dpi;
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (job->sheet->width * *scale),
                                       (int) ceil (job->sheet->height * *scale));
  }
}

/* A sheet with a title is a paper; a picture for another paper has none. */
static void
dress (Job *job)
{
  g_autoptr (YztTemplates) templates = job->sheet->bare || *job->sheet->title == '\0' ? NULL : yzt_templates_load (NULL);
  if (templates != NULL) {
    job->sheet->header = yzt_templates_get (templates, "map-sheet", "Header", NULL);
    job->sheet->seal = yzt_templates_get (templates, "map-sheet", "Seal", NULL);
    job->problem = g_strdup (yzt_templates_get_problem (templates));
  }
}

static gboolean
draw (Job *job, Sink *sink)
{
  double scale;
  dress (job);
  yzt_lettering_begin ();
  cairo_surface_t *surface = surface_new (job, sink, &scale);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  yzt_map_sheet_paint (job->sheet, cr);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && job->format == FORMAT_PNG) {
    status = cairo_surface_write_to_png_stream (surface, write_bytes, sink);
  }
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS) {
    status = cairo_surface_status (surface);
  }
  cairo_surface_destroy (surface);
  yzt_lettering_end ();
  if (status != CAIRO_STATUS_SUCCESS && sink->error == NULL) {
    g_set_error (&sink->error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_DRAW,
                 _ ("The map could not be drawn (%s); choose a smaller sheet or a lower resolution."), cairo_status_to_string (status));
  }
  return sink->error == NULL;
}

/* The map alone, without margins: what stands round it has no place on the earth. Its words are in the tags of the file. */
static gboolean
write_tiff (const Job *job, GCancellable *cancellable, GError **error)
{
  double scale = job->dpi / 96, x0, y0, world_px;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) floor (floor (job->sheet->width) * scale),
                                                         (int) floor (floor (job->sheet->height) * scale));
  yzt_lettering_begin ();
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  yzt_map_sheet_paint (job->sheet, cr);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  yzt_lettering_end ();
  yzt_map_sheet_get_window (job->sheet, &x0, &y0, &world_px);
  YztGeotiffWords words = { job->sheet->title, job->sheet->footer, job->sheet->sources };
  gboolean written = FALSE;
  if (status == CAIRO_STATUS_SUCCESS) {
    written = yzt_geotiff_write (surface, job->path, x0, y0, 1 / (world_px * scale), &words, cancellable, error);
  } else {
    g_set_error (error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_DRAW,
                 _ ("The map could not be drawn (%s); choose a smaller sheet or a lower resolution."), cairo_status_to_string (status));
  }
  cairo_surface_destroy (surface);
  return written;
}

/* What the system says of a file, as a sentence that tells what to do. Takes @error. */
static void
return_error (GTask *task, const char *path, GError *error)
{
  g_autofree char *name = g_path_get_basename (path);
  if (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED) {
    g_task_return_new_error (task, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_WRITE, _ ("“%s” could not be written (%s); choose another folder."), name, error->message);
    g_error_free (error);
  } else {
    g_task_return_error (task, error);
  }
}

static void
run_job (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  if (job->format == FORMAT_TIFF) {
    if (write_tiff (job, cancellable, &error)) {
      g_task_return_boolean (task, TRUE);
    } else {
      g_task_return_error (task, error);
    }
    return;
  }
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, &error);
  if (stream == NULL) {
    return_error (task, job->path, error);
    return;
  }
  Sink sink = { .stream = G_OUTPUT_STREAM (stream), .cancellable = cancellable };
  if (!draw (job, &sink) || g_cancellable_set_error_if_cancelled (cancellable, &sink.error)) {
    /* A stream that is closed when cancelled leaves the old file as it was. */
    g_autoptr (GCancellable) stop = g_cancellable_new ();
    g_cancellable_cancel (stop);
    g_output_stream_close (sink.stream, stop, NULL);
    return_error (task, job->path, sink.error);
    return;
  }
  if (!g_output_stream_close (sink.stream, cancellable, &error)) {
    return_error (task, job->path, error);
    return;
  }
  g_task_return_boolean (task, TRUE);
}

/* --- what is seen --- */

static char *
footer_of (YztMapView *self)
{
  if (self->session == NULL) {
    return g_strdup ("");
  }
  const YztClock *clock = yzt_session_get_clock (self->session);
  gint64 now_ms = clock->now_ms (clock);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  g_autofree char *when = g_date_time_format (local, "%Y-%m-%d %H:%M");
  const char *author = yzt_session_get_author (self->session);
  return *author != '\0' ? g_strdup_printf ("%s · %s · WGS 84", when, author) : g_strdup_printf ("%s · WGS 84", when);
}

static YztMapSheet *
sheet_new (YztMapView *self, const YztMapExportOptions *options)
{
  YztMapSheet *sheet = g_new0 (YztMapSheet, 1);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  const char *title = options->title != NULL ? options->title : ready ? yzt_session_get_title (self->session) : "";
  sheet->width = options->width_mm * PX_PER_MM;
  sheet->height = options->height_mm * PX_PER_MM;
  sheet->title = g_strdup (title != NULL ? title : "");
  sheet->footer = footer_of (self);
  sheet->sources = g_strdup (yzt_map_view_get_attribution (self));
  sheet->language = g_strdup (ready ? yzt_session_get_language (self->session) : "en");
  sheet->legend = options->legend;
  sheet->graticule = options->graticule;
  sheet->symbol_set = options->symbol_set;
  sheet->wall = options->wall;
  sheet->bare = options->wall > 0;
  sheet->head_px = options->over != NULL ? self->head_px : 0;
  sheet->foot_px = options->over != NULL ? self->foot_px : 0;
  sheet->denominator = options->scale_denominator;
  sheet->over = options->over;
  sheet->over_data = options->over_data;
  sheet->over_destroy = options->over_destroy;
  sheet->generation = generation != NULL ? yzt_generation_ref (generation) : NULL;
  sheet->filter = yzt_scene_layer_get_filter (self->scene_layer);
  sheet->grounds = yzt_map_view_make_stack (self);
  sheet->areas = yzt_area_set_new ();
  if (ready) {
    yzt_area_set_load (sheet->areas, yzt_session_get_incidents (self->session));
  }
  if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
    sheet->ring_center = yzt_ring_get_center (self->ring);
    sheet->ring_radius_m = yzt_ring_get_radius (self->ring);
  }
  sheet->center_x = frame.center_x;
  sheet->center_y = frame.center_y;
  if (options->around != NULL) {
    yzt_mercator_from_position (*options->around, &sheet->center_x, &sheet->center_y);
  }
  sheet->seen_width = MAX (frame.width, 1) / frame.world_px;
  sheet->seen_height = MAX (frame.height, 1) / frame.world_px;
  sheet->view_code = options->view_code ? yzt_view_code_format (yzt_mercator_to_position (frame.center_x, CLAMP (frame.center_y, 0, 1)), frame.zoom) : NULL;
  return sheet;
}

static gboolean
check_options (const char *path, const YztMapExportOptions *options, Format *format, GError **error)
{
  if (!format_of (path, format)) {
    g_set_error_literal (error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_FORMAT,
                         _ ("A map is saved as a PNG, PDF, SVG or TIFF file; end the file's name with one of them."));
    return FALSE;
  }
  if (options->scale_denominator != 0 && !(options->scale_denominator >= YZT_MAP_EXPORT_MIN_SCALE && options->scale_denominator <= YZT_MAP_EXPORT_MAX_SCALE)) {
    g_set_error_literal (error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_SIZE, _ ("A sheet has a scale from 1:500 to 1:50 000 000; choose one of the list."));
    return FALSE;
  }
  double pixels = *format == FORMAT_PNG || *format == FORMAT_TIFF ? options->width_mm * options->height_mm * pow (options->dpi / 25.4, 2) : 0;
  if (!(options->width_mm >= YZT_MAP_EXPORT_MIN_MM && options->width_mm <= YZT_MAP_EXPORT_MAX_MM
        && options->height_mm >= YZT_MAP_EXPORT_MIN_MM && options->height_mm <= YZT_MAP_EXPORT_MAX_MM
        && options->dpi >= YZT_MAP_EXPORT_MIN_DPI && options->dpi <= YZT_MAP_EXPORT_MAX_DPI && pixels <= MAX_PIXELS)) {
    g_set_error_literal (error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_SIZE,
                         _ ("The sheet is too small or too large; choose 60 to 1200 millimetres a side and a lower resolution."));
    return FALSE;
  }
  return TRUE;
}

void
yzt_map_view_export_async (YztMapView *self, const char *path, const YztMapExportOptions *options,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && path != NULL && options != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  Format format;
  g_task_set_source_tag (task, yzt_map_view_export_async);
  if (!check_options (path, options, &format, &error)) {
    if (options->over_destroy != NULL) {
      options->over_destroy (options->over_data);
    }
    g_task_return_error (task, error);
    return;
  }
  Job *job = g_new0 (Job, 1);
  job->sheet = sheet_new (self, options);
  job->sheet->bare |= format == FORMAT_TIFF;
  job->sheet->px_per_unit = (format == FORMAT_PDF || format == FORMAT_SVG ? PAPER_DPI : options->dpi) / 96;
  job->path = g_strdup (path);
  job->format = format;
  job->dpi = options->dpi;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  yzt_task_run_in_thread (task, run_job);
}

gboolean
yzt_map_view_export_finish (YztMapView *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
yzt_map_view_export_get_problem (GAsyncResult *result)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  return job != NULL ? job->problem : NULL;
}

/* --- into memory --- */

static void
run_bytes_job (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  Sink sink = { .stream = stream, .cancellable = cancellable };
  if (!draw (task_data, &sink) || g_cancellable_set_error_if_cancelled (cancellable, &sink.error) || !g_output_stream_close (stream, NULL, &sink.error)) {
    g_task_return_error (task, sink.error);
    return;
  }
  g_task_return_pointer (task, g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream)), (GDestroyNotify) g_bytes_unref);
}

void
yzt_map_view_export_bytes_async (YztMapView *self, const char *format, const YztMapExportOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && format != NULL && options != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  g_task_set_source_tag (task, yzt_map_view_export_bytes_async);
  job->sheet = sheet_new (self, options);
  job->format = g_str_equal (format, "pdf") ? FORMAT_PDF : FORMAT_PNG;
  job->sheet->px_per_unit = (job->format == FORMAT_PDF ? PAPER_DPI : options->dpi) / 96;
  job->dpi = options->dpi;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  yzt_task_run_in_thread (task, run_bytes_job);
}

GBytes *
yzt_map_view_export_bytes_finish (YztMapView *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
