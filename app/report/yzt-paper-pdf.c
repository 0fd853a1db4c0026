/* yzt-paper-pdf.c: a paper as pages of a PDF with text that can be selected
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MM_PT (72.0 / 25.4)
#define MAX_COLUMNS 16
#define CELL_GAP_PT 6.0

typedef struct {
  const YztPaper *paper;
  cairo_t *cr;
  double width, height, left, right, top, bottom; /* points */
  double title_pt, status_pt, heading_pt, text_pt, small_pt, line_spacing;
  char *font;
  double shares[MAX_COLUMNS];
  guint n_shares;
  double y;
  guint page;
  int bookmark; /* the last one */
} Pages;

static double
read_number (GKeyFile *file, const char *group, const char *key, double fallback)
{
  g_autoptr (GError) error = NULL;
  double value = g_key_file_get_double (file, group, key, &error);
  return error == NULL && value > 0 && value < 2000 ? value : fallback;
}

static gboolean
read_layout (Pages *self, GError **error)
{
  g_autoptr (GKeyFile) file = yzt_paper_load_layout (error);
  if (file == NULL) {
    return FALSE;
  }
  self->width = read_number (file, "Page", "Width", 210) * MM_PT;
  self->height = read_number (file, "Page", "Height", 297) * MM_PT;
  self->left = read_number (file, "Page", "Left", 26) * MM_PT;
  self->right = read_number (file, "Page", "Right", 26) * MM_PT;
  self->top = read_number (file, "Page", "Top", 30) * MM_PT;
  self->bottom = read_number (file, "Page", "Bottom", 28) * MM_PT;
  self->title_pt = read_number (file, "Type", "Title", 18);
  self->status_pt = read_number (file, "Type", "Status", 26);
  self->heading_pt = read_number (file, "Type", "Heading", 13);
  self->text_pt = read_number (file, "Type", "Text", 11);
  self->small_pt = read_number (file, "Type", "Small", 8.5);
  self->line_spacing = read_number (file, "Type", "LineSpacing", 1.35);
  self->font = g_key_file_get_string (file, "Type", "Font", NULL);
  const char *columns = self->paper->columns;
  g_auto (GStrv) shares = columns != NULL ? g_strsplit (columns, ";", -1) : g_key_file_get_string_list (file, "Table", "Columns", NULL, NULL);
  for (guint i = 0; shares != NULL && shares[i] != NULL && i < MAX_COLUMNS; i++) {
    self->shares[self->n_shares++] = MAX (1, g_ascii_strtod (shares[i], NULL));
  }
  return TRUE;
}

static double
text_width (const Pages *self)
{
  return MAX (72, self->width - self->left - self->right);
}

static PangoLayout *
make_layout (const Pages *self, const char *text, double size_pt, gboolean bold, double width_pt)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *font = pango_font_description_new ();
  g_autofree char *clean = yzt_paper_clean (text);
  pango_font_description_set_family (font, self->font != NULL ? self->font : "Noto Sans CJK SC");
  pango_font_description_set_absolute_size (font, size_pt * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_context_set_language (pango_layout_get_context (layout), pango_language_from_string ("zh-cn"));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width_pt * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, (float) self->line_spacing);
  pango_layout_set_text (layout, clean, -1);
  pango_font_description_free (font);
  return layout;
}

static void
draw_foot (Pages *self)
{
  g_autofree char *number = g_strdup_printf ("%s%s%u", self->paper->foot, *self->paper->foot != '\0' ? "  ·  " : "", self->page);
  g_autoptr (PangoLayout) layout = make_layout (self, number, self->small_pt, FALSE, text_width (self));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_move_to (self->cr, self->left, self->height - self->bottom + 14);
  pango_cairo_show_layout (self->cr, layout);
}

static void
draw_status (Pages *self)
{
  if (*self->paper->status != '\0') {
    g_autoptr (PangoLayout) layout = make_layout (self, self->paper->status, self->status_pt, TRUE, text_width (self));
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    cairo_move_to (self->cr, self->left, self->top * 0.35);
    pango_cairo_show_layout (self->cr, layout);
  }
}

static void
begin_page (Pages *self)
{
  if (self->page > 0) {
    draw_foot (self);
    cairo_show_page (self->cr);
  }
  self->page++;
  self->y = self->top;
  draw_status (self);
}

static double
room_left (const Pages *self)
{
  return self->height - self->bottom - self->y;
}

/* Line by line, so that a long paragraph goes over to the next page. */
static void
flow (Pages *self, const char *text, double size_pt, gboolean bold, PangoAlignment alignment, double after_pt)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, size_pt, bold, text_width (self));
  pango_layout_set_alignment (layout, alignment);
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  do {
    PangoRectangle ink, logical;
    pango_layout_iter_get_line_extents (iter, &ink, &logical);
    double height = (double) logical.height / PANGO_SCALE, base = (double) (pango_layout_iter_get_baseline (iter) - logical.y) / PANGO_SCALE;
    if (height > room_left (self)) {
      begin_page (self);
    }
    cairo_move_to (self->cr, self->left + (double) logical.x / PANGO_SCALE, self->y + base);
    pango_cairo_show_layout_line (self->cr, pango_layout_iter_get_line_readonly (iter));
    self->y += height;
  } while (pango_layout_iter_next_line (iter));
  self->y += after_pt;
}

/* In the outline of the PDF, where readers jump from. */
static void
add_bookmark (Pages *self, int parent, const char *name)
{
  g_autofree char *clean = yzt_paper_clean (name), *where = g_strdup_printf ("page=%u pos=[%d %d]", MAX (self->page, 1), (int) self->left, (int) self->y);
  self->bookmark = cairo_pdf_surface_add_outline (cairo_get_target (self->cr), parent, clean, where, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

static void
flow_text (Pages *self)
{
  g_auto (GStrv) lines = g_strsplit (self->paper->text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean heading = g_str_has_prefix (lines[i], "# ");
    if (heading) {
      if (self->heading_pt * 4 > room_left (self)) {
        begin_page (self); /* a heading stays with what it is above */
      }
      add_bookmark (self, CAIRO_PDF_OUTLINE_ROOT, lines[i] + 2);
    }
    if (*lines[i] != '\0') {
      flow (self, heading ? lines[i] + 2 : lines[i], heading ? self->heading_pt : self->text_pt, heading, PANGO_ALIGN_LEFT, heading ? 2 : 4);
    }
  }
}

/* --- a table --- */

static double
share_of (const Pages *self, guint column, guint n)
{
  double sum = 0;
  if (n != self->n_shares) {
    return 1.0 / n;
  }
  for (guint i = 0; i < n; i++) {
    sum += self->shares[i];
  }
  return self->shares[column] / sum;
}

static void
draw_row (Pages *self, const GStrv cells, gboolean head)
{
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = MIN (g_strv_length (cells), MAX_COLUMNS);
  double height = 0, x = self->left;
  for (guint i = 0; i < n; i++) {
    PangoLayout *layout = make_layout (self, cells[i], self->small_pt, head, text_width (self) * share_of (self, i, n) - CELL_GAP_PT);
    int h;
    pango_layout_get_size (layout, NULL, &h);
    height = MAX (height, (double) h / PANGO_SCALE);
    g_ptr_array_add (layouts, layout);
  }
  /* A row that is longer than a page is cut at its end: the log itself has all of it. */
  if (height + 6 > room_left (self) && self->y > self->top + 40) {
    begin_page (self);
    if (!head) {
      draw_row (self, self->paper->table->pdata[0], TRUE);
    }
  }
  for (guint i = 0; i < n; i++) {
    cairo_move_to (self->cr, x, self->y);
    pango_cairo_show_layout (self->cr, layouts->pdata[i]);
    x += text_width (self) * share_of (self, i, n);
  }
  self->y += height + 3;
  cairo_set_line_width (self->cr, head ? 0.8 : 0.3);
  cairo_move_to (self->cr, self->left, self->y);
  cairo_line_to (self->cr, self->left + text_width (self), self->y);
  cairo_stroke (self->cr);
  self->y += 3;
}

static void
draw_all (Pages *self)
{
  const YztPaper *paper = self->paper;
  begin_page (self);
  if (paper->header != NULL) {
    flow (self, paper->header, self->small_pt, FALSE, PANGO_ALIGN_LEFT, 6);
  }
  flow (self, paper->title, self->title_pt, TRUE, PANGO_ALIGN_CENTER, 10);
  for (guint i = 0; i < paper->facts->len; i++) {
    flow (self, paper->facts->pdata[i], self->small_pt, FALSE, PANGO_ALIGN_LEFT, 1);
  }
  self->y += 8;
  flow_text (self);
  if (paper->table != NULL && paper->table->len > 0 && *paper->text != '\0') {
    add_bookmark (self, CAIRO_PDF_OUTLINE_ROOT, _("Table"));
  }
  for (guint i = 0; paper->table != NULL && i < paper->table->len; i++) {
    draw_row (self, paper->table->pdata[i], i == 0);
  }
  if (paper->seal != NULL) {
    self->y += 24;
    flow (self, paper->seal, self->text_pt, FALSE, PANGO_ALIGN_RIGHT, 0);
  }
  draw_foot (self);
  cairo_show_page (self->cr);
}

gboolean
yzt_paper_write_pdf (const YztPaper *paper, const char *path, GError **error)
{
  g_return_val_if_fail (paper != NULL && path != NULL, FALSE);
  Pages self = { .paper = paper };
  if (!read_layout (&self, error)) {
    g_free (self.font);
    return FALSE;
  }
  g_autofree char *beside = g_strconcat (path, ".part", NULL);
  cairo_surface_t *surface = cairo_pdf_surface_create (beside, self.width, self.height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, paper->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Yizhangtu");
  self.cr = cairo_create (surface);
  draw_all (&self);
  cairo_destroy (self.cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  g_free (self.font);
  if (status != CAIRO_STATUS_SUCCESS || g_rename (beside, path) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” could not be written: %s"), path, cairo_status_to_string (status));
    g_unlink (beside);
    return FALSE;
  }
  return TRUE;
}
