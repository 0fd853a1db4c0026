/* yzt-plan-print.c: a plan on paper: its original pages where it has them, else its text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-print.h"
#include <string.h>
#include "yzt-print.h"
#include "yzt-ui.h"

#define PRINT_DPI 200.0
#define MARGIN_PT 54.0
#define FOOT_PT 24.0
#define TYPE_PT 11.0
#define LINES_A_STEP 60

typedef struct {
  guint line;    /* of the text */
  guint row;     /* of that line, where a page begins inside it */
} Place;

typedef struct {
  char *title;
  YztPlanPages *pages;
  GStrv lines;           /* of the text; headings begin with \1 */
  GArray *begins;        /* Place: where each page begins */
  Place next;            /* as far as paginated */
  double used_pt;        /* of the page that is being filled */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_free (job->title);
  g_clear_object (&job->pages);
  g_strfreev (job->lines);
  g_array_unref (job->begins);
  g_free (job);
}

static GStrv
read_lines (const YztPlanCopy *copy)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < copy->sections->len; i++) {
    const YztPlanShown *section = &g_array_index (copy->sections, YztPlanShown, i);
    g_string_append (text, section->heading_chars > 0 ? "\1" : "");
    g_string_append (text, section->shown);
  }
  return g_strsplit (text->str, "\n", -1);
}

static PangoLayout *
set_line (GtkPrintContext *context, const char *line)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) face = pango_font_description_from_string ("Noto Sans CJK SC");
  gboolean heading = *line == '\1';
  pango_context_set_language (pango_layout_get_context (layout), pango_language_from_string ("zh-cn"));
  pango_font_description_set_size (face, (int) ((heading ? TYPE_PT + 2 : TYPE_PT) * PANGO_SCALE));
  pango_font_description_set_weight (face, heading ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, face);
  pango_layout_set_width (layout, (int) ((gtk_print_context_get_width (context) - 2 * MARGIN_PT) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, heading ? line + 1 : line, -1);
  return layout;
}

static double
row_height_pt (PangoLayoutLine *row)
{
  PangoRectangle logical;
  pango_layout_line_get_extents (row, NULL, &logical);
  return MAX (logical.height / (double) PANGO_SCALE, TYPE_PT * 1.2) * 1.15;
}

/* One line of the text over as many pages as it takes. */
static void
paginate_line (Job *job, GtkPrintContext *context)
{
  double room_pt = gtk_print_context_get_height (context) - 2 * MARGIN_PT - FOOT_PT;
  g_autoptr (PangoLayout) layout = set_line (context, job->lines[job->next.line]);
  for (job->next.row = 0; job->next.row < (guint) pango_layout_get_line_count (layout); job->next.row++) {
    double height_pt = row_height_pt (pango_layout_get_line_readonly (layout, (int) job->next.row));
    if (job->begins->len == 0 || job->used_pt + height_pt > room_pt) {
      g_array_append_val (job->begins, job->next);
      job->used_pt = 0;
    }
    job->used_pt += height_pt;
  }
  job->used_pt += 3;
  job->next.line++;
}

static gboolean
on_paginate (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  if (job->pages != NULL) {
    gtk_print_operation_set_n_pages (operation, (int) yzt_plan_pages_get_n (job->pages));
    return TRUE;
  }
  for (guint i = 0; i < LINES_A_STEP && job->lines[job->next.line] != NULL; i++) {
    paginate_line (job, context);
  }
  if (job->lines[job->next.line] != NULL) {
    return FALSE;
  }
  gtk_print_operation_set_n_pages (operation, MAX (1, (int) job->begins->len));
  return TRUE;
}

static void
draw_text (GtkPrintContext *context, Job *job, guint page)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  Place end = page + 1 < job->begins->len ? g_array_index (job->begins, Place, page + 1) : (Place) { G_MAXUINT, 0 };
  Place at = page < job->begins->len ? g_array_index (job->begins, Place, page) : (Place) { 0, 0 };
  double y = MARGIN_PT;
  for (; job->lines[at.line] != NULL && at.line <= end.line; at.line++, at.row = 0) {
    g_autoptr (PangoLayout) layout = set_line (context, job->lines[at.line]);
    for (; at.row < (guint) pango_layout_get_line_count (layout) && (at.line < end.line || at.row < end.row); at.row++) {
      PangoLayoutLine *row = pango_layout_get_line_readonly (layout, (int) at.row);
      y += row_height_pt (row);
      cairo_move_to (cr, MARGIN_PT, y - 3);
      pango_cairo_show_layout_line (cr, row);
    }
    y += 3;
  }
}

static void
draw_foot (GtkPrintContext *context, Job *job, guint page, guint n)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autofree char *text = g_strdup_printf ("%s · %u / %u", job->title, page + 1, n);
  g_autoptr (PangoLayout) layout = set_line (context, text);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_height (layout, 0);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  cairo_move_to (cr, MARGIN_PT, gtk_print_context_get_height (context) - MARGIN_PT);
  pango_cairo_show_layout (cr, layout);
}

typedef struct {
  GtkPrintOperation *operation;
  GtkPrintContext *context;
} Drawing;

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Drawing *drawing = user_data;
  g_autoptr (YztPlanPage) page = yzt_plan_pages_draw_finish (YZT_PLAN_PAGES (source), result, NULL);
  if (page != NULL) {
    cairo_t *cr = gtk_print_context_get_cairo_context (drawing->context);
    double scale = MIN (gtk_print_context_get_width (drawing->context) / page->width, gtk_print_context_get_height (drawing->context) / page->height);
    cairo_surface_t *picture = cairo_image_surface_create_for_data ((guchar *) g_bytes_get_data (page->pixels, NULL), CAIRO_FORMAT_ARGB32, (int) page->width,
                                                                    (int) page->height, (int) page->stride);
    cairo_scale (cr, scale, scale);
    cairo_set_source_surface (cr, picture, 0, 0);
    cairo_paint (cr);
    cairo_surface_finish (picture);
    cairo_surface_destroy (picture);
  }
  gtk_print_operation_draw_page_finish (drawing->operation);
  g_object_unref (drawing->operation);
  g_object_unref (drawing->context);
  g_free (drawing);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int number, Job *job)
{
  if (job->pages == NULL) {
    draw_text (context, job, (guint) number);
    draw_foot (context, job, (guint) number, MAX (1, job->begins->len));
    return;
  }
  Drawing *drawing = g_new0 (Drawing, 1);
  drawing->operation = g_object_ref (operation);
  drawing->context = g_object_ref (context);
  gtk_print_operation_set_defer_drawing (operation);
  yzt_plan_pages_draw_async (job->pages, (guint) number, PRINT_DPI / 72, NULL, on_drawn, drawing);
}

static void
run (GtkWindow *parent, Job *job, const char *export_path)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  job->begins = g_array_new (FALSE, FALSE, sizeof (Place));
  g_object_set_data_full (G_OBJECT (operation), "yzt-job", job, job_free);
  g_signal_connect (operation, "paginate", G_CALLBACK (on_paginate), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), job);
  yzt_print_run (parent, job->title, operation, export_path);
}

void
yzt_plan_print (GtkWindow *parent, const char *title, const YztPlanCopy *copy, YztPlanPages *pages, const char *export_path)
{
  g_return_if_fail (title != NULL && copy != NULL);
  Job *job = g_new0 (Job, 1);
  job->title = g_strdup (title);
  job->pages = pages != NULL ? g_object_ref (pages) : NULL;
  job->lines = pages == NULL ? read_lines (copy) : g_strsplit ("", "\n", -1);
  run (parent, job, export_path);
}
