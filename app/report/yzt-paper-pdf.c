/* yzt-paper-pdf.c: the pages of a paper as a PDF with text that can be selected, or recorded for a printer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "yzt-report-private.h"

#define MAX_DEPTH 4

typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  int bookmarks[MAX_DEPTH]; /* the last one of each depth */
} Sink;

static cairo_t *
begin_page (guint page, gpointer data)
{
  return ((Sink *) data)->cr;
}

static void
end_page (guint page, gpointer data)
{
  cairo_show_page (((Sink *) data)->cr);
}

static void
add_bookmark (guint page, double x, double y, guint depth, const char *name, gpointer data)
{
  Sink *sink = data;
  g_autofree char *where = g_strdup_printf ("page=%u pos=[%d %d]", page, (int) x, (int) y);
  depth = MIN (depth, MAX_DEPTH - 1);
  int parent = depth > 0 ? sink->bookmarks[depth - 1] : CAIRO_PDF_OUTLINE_ROOT;
  sink->bookmarks[depth] = cairo_pdf_surface_add_outline (sink->surface, parent, name, where, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* Dressed and laid out; @dressed_out outlives what is returned. */
static YztPages *
lay_out (const YztPaper *paper, YztPaper **dressed_out, GError **error)
{
  g_autoptr (YztTemplates) templates = yzt_templates_load (error);
  if (templates == NULL) {
    return NULL;
  }
  *dressed_out = yzt_paper_dress (paper, templates, NULL);
  return yzt_pages_new (*dressed_out, templates);
}

guint
yzt_paper_count_pages (const YztPaper *paper)
{
  g_return_val_if_fail (paper != NULL, 0);
  g_autoptr (YztPaper) dressed = NULL;
  g_autoptr (YztPages) pages = lay_out (paper, &dressed, NULL);
  return pages != NULL ? yzt_pages_get_n (pages) : 0;
}

gboolean
yzt_paper_write_pdf (const YztPaper *paper, const char *path, GError **error)
{
  g_return_val_if_fail (paper != NULL && path != NULL, FALSE);
  g_autoptr (YztPaper) dressed = NULL;
  g_autoptr (YztPages) pages = lay_out (paper, &dressed, error);
  double width, height;
  if (pages == NULL) {
    return FALSE;
  }
  /* Beside and renamed: no half document is left. */
  g_autofree char *beside = g_strconcat (path, ".part", NULL);
  yzt_pages_get_size (pages, &width, &height);
  Sink sink = { .surface = cairo_pdf_surface_create (beside, width, height) };
  cairo_pdf_surface_set_metadata (sink.surface, CAIRO_PDF_METADATA_TITLE, paper->title);
  cairo_pdf_surface_set_metadata (sink.surface, CAIRO_PDF_METADATA_CREATOR, "Yizhangtu");
  sink.cr = cairo_create (sink.surface);
  yzt_pages_draw (pages, &(YztPageSink) { begin_page, end_page, add_bookmark, &sink });
  cairo_destroy (sink.cr);
  cairo_surface_finish (sink.surface);
  cairo_status_t status = cairo_surface_status (sink.surface);
  cairo_surface_destroy (sink.surface);
  if (status != CAIRO_STATUS_SUCCESS || g_rename (beside, path) != 0) {
    g_autofree char *name = yzt_text_shorten (path, 300);
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” could not be written; choose a folder that you may write to, with room left, and look whether the file is open elsewhere."), name);
    g_unlink (beside);
    return FALSE;
  }
  return TRUE;
}

/* --- recorded --- */

typedef struct {
  GPtrArray *surfaces;
  cairo_t *cr;
  double width, height;
} Recorder;

static cairo_t *
begin_recording (guint page, gpointer data)
{
  Recorder *recorder = data;
  const cairo_rectangle_t extents = { 0, 0, recorder->width, recorder->height };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  g_ptr_array_add (recorder->surfaces, surface);
  recorder->cr = cairo_create (surface);
  return recorder->cr;
}

static void
end_recording (guint page, gpointer data)
{
  g_clear_pointer (&((Recorder *) data)->cr, cairo_destroy);
}

GPtrArray *
yzt_paper_record (const YztPaper *paper, double *width_pt_out, double *height_pt_out, GError **error)
{
  g_return_val_if_fail (paper != NULL && width_pt_out != NULL && height_pt_out != NULL, NULL);
  g_autoptr (YztPaper) dressed = NULL;
  g_autoptr (YztPages) pages = lay_out (paper, &dressed, error);
  if (pages == NULL) {
    return NULL;
  }
  Recorder recorder = { .surfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy) };
  yzt_pages_get_size (pages, &recorder.width, &recorder.height);
  yzt_pages_draw (pages, &(YztPageSink) { begin_recording, end_recording, NULL, &recorder });
  *width_pt_out = recorder.width;
  *height_pt_out = recorder.height;
  return recorder.surfaces;
}
