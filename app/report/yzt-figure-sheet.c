/* yzt-figure-sheet.c: a figure on pages of paper: number, chart, table, how it was counted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figure-chart.h"
#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-lettering.h"

#define MARGIN_PT 48.0
#define FOOT_PT 24.0
#define CHART_PT 250.0
#define PICTURE_WIDTH_PX 960.0
#define PICTURE_HEIGHT_PX 540.0
#define PICTURE_DPI 192.0
#define FACE "Noto Sans CJK SC"

typedef enum { TITLE, NUMBER, CHART, HEADS, ROW, SENTENCE } BlockType;
/* One thing below the other; what does not fit any more begins the next page. */
typedef struct {
  BlockType type;
  guint row;          /* of the table */
  const char *text;   /* borrowed */
  double height, y;
  guint page;
} Block;

struct _YztFigureSheet {
  YztFigureAnswer *answer;
  YztChart *chart;
  char *foot, *language, *number;
  GPtrArray *table;
  GStrv sentences;
  double *widths;     /* of the table's columns */
  GArray *blocks;
  guint n_pages;
  PangoContext *context; /* NULL: not laid out */
};

/* --- words --- */

static PangoLayout *
words_new (const YztFigureSheet *self, const char *text, double size_pt, gboolean bold, double width_pt)
{
  g_autoptr (PangoFontDescription) face = pango_font_description_from_string (FACE);
  PangoLayout *words = pango_layout_new (self->context);
  pango_font_description_set_absolute_size (face, size_pt * PANGO_SCALE);
  pango_font_description_set_weight (face, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (words, face);
  pango_layout_set_width (words, width_pt > 0 ? (int) (width_pt * PANGO_SCALE) : -1);
  pango_layout_set_wrap (words, PANGO_WRAP_WORD_CHAR);
  yzt_lettering_set_words (words, text);
  return words;
}

static void
measure (PangoLayout *words, double *width, double *height)
{
  PangoRectangle logical;
  pango_layout_get_extents (words, NULL, &logical);
  if (width != NULL) {
    *width = logical.width / (double) PANGO_SCALE;
  }
  if (height != NULL) {
    *height = logical.height / (double) PANGO_SCALE;
  }
}

static double
height_of (const YztFigureSheet *self, const char *text, double size_pt, gboolean bold, double width_pt)
{
  g_autoptr (PangoLayout) words = words_new (self, text, size_pt, bold, width_pt);
  double height;
  measure (words, NULL, &height);
  return height;
}

/* --- layout --- */

#define ROW_SIZE_PT 9.0
#define CELL_PAD_PT 5.0
#define ROOM_PT (YZT_FIGURE_SHEET_WIDTH_PT - 2 * MARGIN_PT)

static guint
count_cells (const YztFigureSheet *self)
{
  return g_strv_length (self->table->pdata[0]);
}

/* Heads and the whole. */
static gboolean
is_bold (const YztFigureSheet *self, guint row)
{
  return row == 0 || row + 1 == self->table->len;
}

/* As wide as the widest of each column wants; what is too much is taken from the widest. */
static void
find_widths (YztFigureSheet *self)
{
  guint n = count_cells (self);
  double sum = 0;
  self->widths = g_new0 (double, n);
  for (guint r = 0; r < self->table->len; r++) {
    GStrv row = self->table->pdata[r];
    for (guint k = 0; k < n; k++) {
      g_autoptr (PangoLayout) words = words_new (self, row[k], ROW_SIZE_PT, is_bold (self, r), 0);
      double width;
      measure (words, &width, NULL);
      self->widths[k] = MAX (self->widths[k], width + 2 * CELL_PAD_PT);
    }
  }
  for (guint k = 0; k < n; k++) {
    sum += self->widths[k];
  }
  while (sum > ROOM_PT + 0.5) {
    guint widest = 0;
    for (guint k = 1; k < n; k++) {
      widest = self->widths[k] > self->widths[widest] ? k : widest;
    }
    double less = MIN (sum - ROOM_PT, MAX (self->widths[widest] * 0.1, 1));
    self->widths[widest] -= less;
    sum -= less;
  }
  self->widths[0] += MAX (0, ROOM_PT - sum);
}

static double
row_height (const YztFigureSheet *self, guint r)
{
  GStrv row = self->table->pdata[r];
  double height = 0;
  for (guint k = 0; row[k] != NULL; k++) {
    height = MAX (height, height_of (self, row[k], ROW_SIZE_PT, is_bold (self, r), self->widths[k] - 2 * CELL_PAD_PT));
  }
  return height + 5;
}

static void
add_block (YztFigureSheet *self, BlockType type, guint row, const char *text, double height, double *y)
{
  double bottom = YZT_FIGURE_SHEET_HEIGHT_PT - MARGIN_PT - FOOT_PT;
  if (*y + height > bottom && *y > MARGIN_PT) {
    self->n_pages++;
    *y = MARGIN_PT;
    if (type == ROW) { /* a page begins with the heads */
      add_block (self, HEADS, 0, NULL, row_height (self, 0), y);
    }
  }
  Block block = { type, row, text, height, *y, self->n_pages - 1 };
  g_array_append_val (self->blocks, block);
  *y += height;
}

static void
lay_out (YztFigureSheet *self)
{
  double y = MARGIN_PT;
  if (self->context != NULL) {
    return;
  }
  self->context = yzt_lettering_context_new (NULL);
  pango_context_set_language (self->context, pango_language_from_string (self->language != NULL && g_str_has_prefix (self->language, "zh") ? "zh-cn" : "en"));
  pango_context_set_round_glyph_positions (self->context, FALSE);
  find_widths (self);
  self->n_pages = 1;
  add_block (self, TITLE, 0, self->answer->title, height_of (self, self->answer->title, 18, TRUE, ROOM_PT) + 4, &y);
  add_block (self, NUMBER, 0, self->number, height_of (self, self->number, 26, TRUE, ROOM_PT) + 8, &y);
  if (self->chart != NULL) {
    add_block (self, CHART, 0, NULL, CHART_PT + 14, &y);
  }
  add_block (self, HEADS, 0, NULL, row_height (self, 0), &y);
  for (guint r = 1; r < self->table->len; r++) {
    add_block (self, ROW, r, NULL, row_height (self, r), &y);
  }
  y += 10;
  for (guint i = 0; self->sentences[i] != NULL; i++) {
    add_block (self, SENTENCE, 0, self->sentences[i], height_of (self, self->sentences[i], 9.5, FALSE, ROOM_PT) + 3, &y);
  }
}

/* Fonts are of the thread that laid it out. */
static void
forget_layout (YztFigureSheet *self)
{
  g_array_set_size (self->blocks, 0);
  g_clear_pointer (&self->widths, g_free);
  g_clear_object (&self->context);
}

static char *
number_words (const YztFigureAnswer *answer)
{
  g_autofree char *change = isnan (answer->all.before) ? g_strdup ("") : yzt_figure_change_words (&answer->all);
  g_autofree char *beside = *answer->beside != '\0' ? g_strdup_printf (" · %s", answer->beside) : g_strdup ("");
  return g_strdup_printf ("%s %s%s%s%s", answer->text, answer->problem == NULL ? answer->unit_beside : "", beside, *change != '\0' ? "   " : "", change);
}

YztFigureSheet *
yzt_figure_sheet_new (const YztFigureAnswer *answer, const YztChart *chart, const char *foot, const char *language, gint64 now_ms)
{
  g_return_val_if_fail (answer != NULL, NULL);
  YztFigureSheet *self = g_new0 (YztFigureSheet, 1);
  g_autofree char *words = yzt_figure_explain (answer, now_ms);
  self->answer = yzt_figure_answer_ref ((YztFigureAnswer *) answer);
  self->chart = chart != NULL ? yzt_chart_ref ((YztChart *) chart) : NULL;
  self->foot = g_strdup (foot != NULL ? foot : "");
  self->language = g_strdup (language);
  self->number = number_words (answer);
  self->table = yzt_figure_table_new (answer, FALSE);
  self->sentences = g_strsplit (words, "\n", -1);
  self->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  return self;
}

void
yzt_figure_sheet_free (YztFigureSheet *self)
{
  if (self != NULL) {
    yzt_figure_answer_unref (self->answer);
    g_clear_pointer (&self->chart, yzt_chart_unref);
    g_free (self->foot);
    g_free (self->language);
    g_free (self->number);
    g_ptr_array_unref (self->table);
    g_strfreev (self->sentences);
    forget_layout (self);
    g_array_unref (self->blocks);
    g_free (self);
  }
}

guint
yzt_figure_sheet_get_n_pages (YztFigureSheet *self)
{
  lay_out (self);
  return self->n_pages;
}

/* --- painting --- */

static void
put (const YztFigureSheet *self, cairo_t *cr, const char *text, double size_pt, gboolean bold, double x, double y, double width_pt, PangoAlignment alignment)
{
  g_autoptr (PangoLayout) words = words_new (self, text, size_pt, bold, width_pt);
  pango_layout_set_alignment (words, alignment);
  cairo_move_to (cr, x, y);
  yzt_lettering_show_layout (cr, words);
}

/* The first and the last column are words, all others numbers. */
static void
paint_row (const YztFigureSheet *self, cairo_t *cr, const Block *block)
{
  GStrv row = self->table->pdata[block->row];
  gboolean bold = is_bold (self, block->row);
  guint n = count_cells (self);
  double x = MARGIN_PT;
  for (guint k = 0; k < n; k++) {
    put (self, cr, row[k], ROW_SIZE_PT, bold, x + CELL_PAD_PT, block->y + 2.5, self->widths[k] - 2 * CELL_PAD_PT, k > 0 && k + 1 < n ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    x += self->widths[k];
  }
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0.7, 0.7, 0.7);
  cairo_set_line_width (cr, block->row == 0 ? 0.8 : 0.4);
  cairo_move_to (cr, MARGIN_PT, block->y + block->height);
  cairo_rel_line_to (cr, ROOM_PT, 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
paint_chart (const YztFigureSheet *self, cairo_t *cr, const Block *block)
{
  YztChartLook look;
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, self->language);
  look.type_px = 9;
  look.is_bare = TRUE;
  cairo_save (cr);
  cairo_translate (cr, MARGIN_PT, block->y);
  yzt_chart_paint (self->chart, cr, ROOM_PT, CHART_PT, &look);
  cairo_restore (cr);
}

void
yzt_figure_sheet_paint (YztFigureSheet *self, cairo_t *cr, guint page)
{
  lay_out (self);
  g_return_if_fail (page < self->n_pages);
  g_autofree char *number = g_strdup_printf ("%u / %u", page + 1, self->n_pages);
  double foot_y = YZT_FIGURE_SHEET_HEIGHT_PT - MARGIN_PT - FOOT_PT + 8;
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < self->blocks->len; i++) {
    const Block *block = &g_array_index (self->blocks, Block, i);
    if (block->page != page) {
      continue;
    }
    if (block->type == CHART) {
      paint_chart (self, cr, block);
    } else if (block->type == HEADS || block->type == ROW) {
      paint_row (self, cr, block);
    } else {
      put (self, cr, block->text, block->type == TITLE ? 18 : block->type == NUMBER ? 26 : 9.5, block->type != SENTENCE, MARGIN_PT, block->y, ROOM_PT, PANGO_ALIGN_LEFT);
    }
    cairo_set_source_rgb (cr, 0, 0, 0);
  }
  put (self, cr, self->foot, 8, FALSE, MARGIN_PT, foot_y, ROOM_PT - 60, PANGO_ALIGN_LEFT);
  put (self, cr, number, 8, FALSE, MARGIN_PT + ROOM_PT - 60, foot_y, 60, PANGO_ALIGN_RIGHT);
}

/* --- files --- */

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
paint_pdf (YztFigureSheet *self, GByteArray *bytes)
{
  forget_layout (self);
  yzt_lettering_begin ();
  lay_out (self);
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, YZT_FIGURE_SHEET_WIDTH_PT, YZT_FIGURE_SHEET_HEIGHT_PT);
  cairo_t *cr = cairo_create (surface);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->answer->title);
  for (guint page = 0; page < self->n_pages; page++) {
    yzt_figure_sheet_paint (self, cr, page);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  forget_layout (self);
  yzt_lettering_end ();
}

GPtrArray *
yzt_figure_sheet_record (YztFigureSheet *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  const cairo_rectangle_t extents = { 0, 0, YZT_FIGURE_SHEET_WIDTH_PT, YZT_FIGURE_SHEET_HEIGHT_PT };
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  forget_layout (self);
  yzt_lettering_begin ();
  lay_out (self);
  for (guint page = 0; page < self->n_pages; page++) {
    cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
    cairo_t *cr = cairo_create (surface);
    yzt_figure_sheet_paint (self, cr, page);
    cairo_destroy (cr);
    g_ptr_array_add (pages, surface);
  }
  forget_layout (self);
  yzt_lettering_end ();
  return pages;
}

gboolean
yzt_figure_sheet_save (YztFigureSheet *self, const char *path, GError **error)
{
  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  g_autofree char *lower = g_ascii_strdown (path, -1), *shown = g_filename_display_basename (path);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) why = NULL;
  YztChartLook look;
  gboolean pdf = g_str_has_suffix (lower, ".pdf");
  if (!pdf && !g_str_has_suffix (lower, ".csv")) {
    yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, self->language);
    if (self->chart == NULL) {
      g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE, _("“%s” is one number and has no picture; save it as .pdf or .csv, or part it by month or county."), self->answer->title);
      return FALSE;
    }
    return yzt_chart_save (self->chart, path, PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX, PICTURE_DPI, &look, error);
  }
  if (pdf) {
    paint_pdf (self, bytes);
  } else {
    g_autofree char *csv = yzt_figure_table_to_text (self->answer, ',', NULL);
    g_byte_array_append (bytes, (const guint8 *) csv, (guint) strlen (csv));
  }
  if (!g_file_set_contents_full (path, (const char *) bytes->data, bytes->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &why)) {
    g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE, _("“%s” could not be written (%s); choose another folder."), shown, why->message);
    return FALSE;
  }
  return TRUE;
}
