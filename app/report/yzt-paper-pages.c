/* yzt-paper-pages.c: a paper laid out on pages: flowing text, tables that go over pages, head, foot, bookmarks
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-lettering.h"

#define MM_PT (72.0 / 25.4)
#define PAD_X_PT 4.0
#define PAD_Y_PT 2.5
#define TABLE_SPACING 1.12f
/* A paper that is to be one page is set smaller, down to this. */
#define SMALLEST 0.7
#define SHRINK 0.03

struct _YztPages {
  const YztPaper *paper;
  PangoContext *context;
  char *font;
  double width, height, left, right, top, bottom; /* points */
  double pad_y;        /* of a cell of a table */
  double full_left, full_right; /* the margins as they are set */
  double title_pt, status_pt, heading_pt, text_pt, table_pt, small_pt, line_spacing;
  char *columns;       /* of the table at the end */
  guint n;             /* of pages */
  double scale;        /* of type and margins */
  const YztPageSink *sink; /* NULL: only counted */
  cairo_t *cr;
  double y;
  guint page;
};

static void
read_layout (YztPages *self, const YztTemplates *templates)
{
  self->width = yzt_templates_get_number (templates, "Page", "Width", 210) * MM_PT;
  self->height = yzt_templates_get_number (templates, "Page", "Height", 297) * MM_PT;
  self->full_left = yzt_templates_get_number (templates, "Page", "Left", 26) * MM_PT;
  self->full_right = yzt_templates_get_number (templates, "Page", "Right", 26) * MM_PT;
  self->top = yzt_templates_get_number (templates, "Page", "Top", 30) * MM_PT;
  self->bottom = yzt_templates_get_number (templates, "Page", "Bottom", 28) * MM_PT;
  self->title_pt = yzt_templates_get_number (templates, "Type", "Title", 18);
  self->status_pt = yzt_templates_get_number (templates, "Type", "Status", 26);
  self->heading_pt = yzt_templates_get_number (templates, "Type", "Heading", 13);
  self->text_pt = yzt_templates_get_number (templates, "Type", "Text", 11);
  self->small_pt = yzt_templates_get_number (templates, "Type", "Small", 8.5);
  self->table_pt = yzt_templates_get_number (templates, "Type", "Table", self->small_pt);
  self->line_spacing = yzt_templates_get_number (templates, "Type", "LineSpacing", 1.35);
  self->font = yzt_templates_get_word (templates, "Type", "Font");
  self->columns = self->paper->columns != NULL ? g_strdup (self->paper->columns) : yzt_templates_get_word (templates, "Table", "Columns");
}

static double
text_width (const YztPages *self)
{
  return MAX (72, self->width - self->left - self->right);
}

static PangoLayout *
make_layout (const YztPages *self, const char *text, double size_pt, gboolean bold, double width_pt)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_new ();
  g_autofree char *clean = yzt_paper_clean (text);
  pango_font_description_set_family (font, self->font != NULL && *self->font != '\0' ? self->font : "Noto Sans CJK SC");
  pango_font_description_set_absolute_size (font, size_pt * self->scale * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (MAX (width_pt, 8) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, (float) self->line_spacing);
  yzt_lettering_set_words (layout, clean);
  pango_font_description_free (font);
  return layout;
}

static void
show (const YztPages *self, PangoLayout *layout, double x, double y)
{
  if (self->cr != NULL) {
    cairo_set_source_rgb (self->cr, 0, 0, 0);
    cairo_move_to (self->cr, x, y);
    yzt_lettering_show_layout (self->cr, layout);
  }
}

static void
rule (const YztPages *self, double y, double thickness)
{
  if (self->cr != NULL) {
    cairo_set_source_rgb (self->cr, 0, 0, 0);
    cairo_set_line_width (self->cr, thickness);
    cairo_move_to (self->cr, self->left, y);
    cairo_line_to (self->cr, self->left + text_width (self), y);
    cairo_stroke (self->cr);
  }
}

/* --- pages --- */

static double
page_bottom (const YztPages *self)
{
  return self->height - self->bottom * self->scale;
}

static void
draw_foot (const YztPages *self)
{
  g_autofree char *number = g_strdup_printf ("%s%s%u / %u", self->paper->foot, *self->paper->foot != '\0' ? "  ·  " : "", self->page, self->n);
  g_autoptr (PangoLayout) layout = make_layout (self, number, self->small_pt, FALSE, text_width (self));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  rule (self, page_bottom (self) + 9, 0.4);
  show (self, layout, self->left, page_bottom (self) + 14);
}

static void
draw_status (const YztPages *self)
{
  if (*self->paper->status != '\0') {
    g_autoptr (PangoLayout) layout = make_layout (self, self->paper->status, self->status_pt, TRUE, text_width (self));
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    show (self, layout, self->left, self->top * self->scale * 0.35);
  }
}

static void
end_page (YztPages *self)
{
  if (self->sink != NULL) {
    draw_foot (self);
    self->sink->end (self->page, self->sink->data);
    self->cr = NULL;
  }
}

static void
begin_page (YztPages *self)
{
  if (self->page > 0) {
    end_page (self);
  }
  self->page++;
  self->y = self->top * self->scale;
  if (self->sink != NULL) {
    self->cr = self->sink->begin (self->page, self->sink->data);
    draw_status (self);
  }
}

static double
room_left (const YztPages *self)
{
  return page_bottom (self) - self->y;
}

/* In the outline of the PDF, where readers jump from. */
static void
add_bookmark (const YztPages *self, guint depth, const char *name)
{
  if (self->sink != NULL && self->sink->bookmark != NULL) {
    g_autofree char *clean = yzt_paper_clean (name);
    self->sink->bookmark (MAX (self->page, 1), self->left, self->y, depth, g_strdelimit (clean, "\n\t", ' '), self->sink->data);
  }
}

/* Line by line, so that a long paragraph goes over to the next page. */
static void
flow (YztPages *self, const char *text, double size_pt, gboolean bold, PangoAlignment alignment, double after_pt)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, size_pt, bold, text_width (self));
  pango_layout_set_alignment (layout, alignment);
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents (iter, NULL, &logical);
    double height = (double) logical.height / PANGO_SCALE, base = (double) (pango_layout_iter_get_baseline (iter) - logical.y) / PANGO_SCALE;
    if (height > room_left (self)) {
      begin_page (self);
    }
    if (self->cr != NULL) {
      cairo_set_source_rgb (self->cr, 0, 0, 0);
      cairo_move_to (self->cr, self->left + (double) logical.x / PANGO_SCALE, self->y + base);
      yzt_lettering_show_line (self->cr, pango_layout_iter_get_line_readonly (iter));
    }
    self->y += height;
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  self->y += after_pt * self->scale;
}

/* --- a table --- */

typedef struct {
  PangoLayout *layout;
  PangoLayoutIter *iter; /* the line that comes next */
  double x, width;       /* of the cell */
  gboolean done;
} Cell;

typedef struct {
  Cell cells[YZT_PAPER_MAX_COLUMNS];
  guint n;
  double height; /* of the tallest */
} Row;

static void
row_clear (Row *row)
{
  for (guint i = 0; i < row->n; i++) {
    pango_layout_iter_free (row->cells[i].iter);
    g_object_unref (row->cells[i].layout);
  }
}

static void
row_init (const YztPages *self, Row *row, const GStrv texts, const YztPaperColumns *columns, gboolean head)
{
  double x = self->left;
  *row = (Row) { .n = MIN (g_strv_length (texts), columns->n) };
  for (guint i = 0; i < row->n; i++) {
    Cell *cell = &row->cells[i];
    int height;
    cell->x = x;
    cell->width = text_width (self) * columns->share[i];
    cell->layout = make_layout (self, texts[i], self->table_pt, head, cell->width - 2 * PAD_X_PT);
    pango_layout_set_line_spacing (cell->layout, TABLE_SPACING);
    pango_layout_set_alignment (cell->layout, columns->align[i] == 'r' ? PANGO_ALIGN_RIGHT : columns->align[i] == 'c' ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    cell->iter = pango_layout_get_iter (cell->layout);
    pango_layout_get_size (cell->layout, NULL, &height);
    row->height = MAX (row->height, (double) height / PANGO_SCALE);
    x += cell->width;
  }
}

/* The room that a word of a head needs in one line: a short Chinese head is one word. */
static double
head_width (const YztPages *self, const char *text)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, self->table_pt, TRUE, 0);
  int width;
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  pango_layout_set_width (layout, g_utf8_strlen (text, -1) <= 5 ? -1 : 0);
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE + 2 * PAD_X_PT + 0.5;
}

/* No word of a head is broken: its column takes what it lacks from those that have more than their heads need. */
static void
fit_heads (const YztPages *self, YztPaperColumns *columns, const GStrv head)
{
  double need[YZT_PAPER_MAX_COLUMNS], lacking = 0, spare = 0;
  guint n = MIN (g_strv_length (head), columns->n);
  for (guint i = 0; i < n; i++) {
    need[i] = head_width (self, head[i]) / text_width (self);
    lacking += MAX (need[i] - columns->share[i], 0);
    spare += MAX (columns->share[i] - need[i], 0);
  }
  if (lacking <= 0 || lacking >= spare) {
    return;
  }
  for (guint i = 0; i < n; i++) {
    columns->share[i] = columns->share[i] < need[i] ? need[i] : columns->share[i] - (columns->share[i] - need[i]) * lacking / spare;
  }
}

static double
draw_cell (const YztPages *self, Cell *cell, double room)
{
  double y = 0;
  while (!cell->done) {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents (cell->iter, NULL, &logical);
    double height = (double) logical.height / PANGO_SCALE, base = (double) (pango_layout_iter_get_baseline (cell->iter) - logical.y) / PANGO_SCALE;
    if (y > 0 && y + height > room) {
      break;
    }
    if (self->cr != NULL) {
      cairo_set_source_rgb (self->cr, 0, 0, 0);
      cairo_move_to (self->cr, cell->x + PAD_X_PT + (double) logical.x / PANGO_SCALE, self->y + self->pad_y + y + base);
      yzt_lettering_show_line (self->cr, pango_layout_iter_get_line_readonly (cell->iter));
    }
    y += height;
    cell->done = !pango_layout_iter_next_line (cell->iter);
  }
  return y;
}

/* As much of it as there is room for; FALSE when something is left. */
static gboolean
draw_slice (YztPages *self, Row *row, gboolean head)
{
  double tall = 0, room = MAX (room_left (self) - 2 * self->pad_y, 0);
  gboolean whole = TRUE;
  if (head && self->cr != NULL) {
    cairo_set_source_rgb (self->cr, 0.92, 0.92, 0.92);
    cairo_rectangle (self->cr, self->left, self->y, text_width (self), row->height + 2 * self->pad_y);
    cairo_fill (self->cr);
  }
  for (guint i = 0; i < row->n; i++) {
    double cell = draw_cell (self, &row->cells[i], room);
    tall = MAX (tall, cell);
    whole = whole && row->cells[i].done;
  }
  tall += 2 * self->pad_y;
  for (guint i = 0; i < row->n && self->cr != NULL; i++) {
    cairo_rectangle (self->cr, row->cells[i].x, self->y, row->cells[i].width, tall);
    cairo_set_source_rgb (self->cr, 0.45, 0.45, 0.45);
    cairo_set_line_width (self->cr, 0.4);
    cairo_stroke (self->cr);
  }
  self->y += tall;
  return whole;
}

/* A row that does not fit goes to the next page as it is, one that fits no page goes over several; the head stands on each of them. */
static void
draw_row (YztPages *self, const GStrv texts, const GStrv head, const YztPaperColumns *columns)
{
  Row row;
  row_init (self, &row, texts, columns, texts == head);
  double need = row.height + 2 * self->pad_y, page = page_bottom (self) - self->top * self->scale;
  gboolean breaks = need > room_left (self) && (need < page * 0.5 || room_left (self) < 40);
  do {
    if (breaks) {
      begin_page (self);
      if (head != NULL && head != texts) {
        draw_row (self, head, head, columns);
      }
    }
    breaks = TRUE;
  } while (!draw_slice (self, &row, texts == head));
  row_clear (&row);
}

/* The rows from @at on; returns the first line that is none. */
static guint
flow_table (YztPages *self, GStrv lines, guint at)
{
  YztPaperColumns columns;
  g_auto (GStrv) head = yzt_paper_line_cells (lines[at], &columns);
  gboolean has_head = g_strv_length (head) > 0;
  self->y += 2;
  if (has_head) {
    fit_heads (self, &columns, head);
    if (room_left (self) < 4 * self->table_pt) {
      begin_page (self);
    }
    draw_row (self, head, head, &columns);
  }
  for (at++; lines[at] != NULL && *lines[at] == YZT_PAPER_ROW_MARK; at++) {
    g_auto (GStrv) cells = yzt_paper_line_cells (lines[at], NULL);
    draw_row (self, cells, has_head ? head : NULL, &columns);
  }
  self->y += 6 * self->scale;
  return at;
}

static void
flow_heading (YztPages *self, const char *heading)
{
  self->y += 5 * self->scale;
  if (self->heading_pt * 4.5 > room_left (self)) {
    begin_page (self); /* a heading stays with what it is above */
  }
  add_bookmark (self, 1, heading);
  flow (self, heading, self->heading_pt, TRUE, PANGO_ALIGN_LEFT, 2);
}

static void
flow_text (YztPages *self)
{
  g_auto (GStrv) lines = g_strsplit (self->paper->text, "\n", -1);
  for (guint i = 0; lines[i] != NULL;) {
    if (*lines[i] == YZT_PAPER_HEAD_MARK) {
      i = flow_table (self, lines, i);
      continue;
    }
    if (g_str_has_prefix (lines[i], "# ")) {
      flow_heading (self, lines[i] + 2);
    } else if (*lines[i] != '\0') {
      flow (self, lines[i], self->text_pt, FALSE, PANGO_ALIGN_LEFT, 4);
    }
    i++;
  }
}

static void
flow_last_table (YztPages *self)
{
  const GPtrArray *table = self->paper->table;
  YztPaperColumns columns;
  if (table == NULL || table->len == 0) {
    return;
  }
  yzt_paper_columns_read (&columns, self->columns, g_strv_length (table->pdata[0]));
  fit_heads (self, &columns, table->pdata[0]);
  if (*self->paper->text != '\0') {
    add_bookmark (self, 1, _("Table"));
    self->y += 4;
  }
  for (guint i = 0; i < table->len; i++) {
    draw_row (self, table->pdata[i], table->pdata[0], &columns);
  }
}

static void
flow_all (YztPages *self)
{
  const YztPaper *paper = self->paper;
  self->page = 0;
  self->left = self->full_left * self->scale;
  self->right = self->full_right * self->scale;
  self->pad_y = PAD_Y_PT * self->scale;
  begin_page (self);
  if (paper->header != NULL) {
    flow (self, paper->header, self->text_pt, TRUE, PANGO_ALIGN_CENTER, 4);
    rule (self, self->y, 0.8);
    self->y += 10 * self->scale;
  }
  add_bookmark (self, 0, paper->title);
  flow (self, paper->title, self->title_pt, TRUE, PANGO_ALIGN_CENTER, 8);
  for (guint i = 0; i < paper->facts->len; i++) {
    flow (self, paper->facts->pdata[i], self->small_pt, FALSE, PANGO_ALIGN_LEFT, 1);
  }
  if (paper->facts->len > 0) {
    self->y += 3;
    rule (self, self->y, 0.8);
  }
  self->y += 8 * self->scale;
  flow_text (self);
  flow_last_table (self);
  if (paper->seal != NULL) {
    self->y += 24 * self->scale;
    flow (self, paper->seal, self->text_pt, FALSE, PANGO_ALIGN_RIGHT, 0);
  }
  end_page (self);
}

/* --- public --- */

YztPages *
yzt_pages_new (const YztPaper *dressed, const YztTemplates *templates)
{
  g_return_val_if_fail (dressed != NULL && templates != NULL, NULL);
  YztPages *self = g_new0 (YztPages, 1);
  yzt_lettering_begin ();
  self->paper = dressed;
  self->context = yzt_lettering_context_new (NULL);
  pango_context_set_language (self->context, pango_language_from_string ("zh-cn"));
  read_layout (self, templates);
  self->scale = 1;
  flow_all (self);
  while (dressed->one_page && self->page > 1 && self->scale - SHRINK >= SMALLEST) {
    self->scale -= SHRINK;
    flow_all (self);
  }
  self->n = self->page;
  return self;
}

void
yzt_pages_free (YztPages *self)
{
  if (self != NULL) {
    g_object_unref (self->context);
    yzt_lettering_end ();
    g_free (self->font);
    g_free (self->columns);
    g_free (self);
  }
}

guint
yzt_pages_get_n (const YztPages *self)
{
  return self->n;
}

void
yzt_pages_get_size (const YztPages *self, double *width_pt, double *height_pt)
{
  *width_pt = self->width;
  *height_pt = self->height;
}

void
yzt_pages_draw (YztPages *self, const YztPageSink *sink)
{
  g_return_if_fail (self != NULL && sink != NULL);
  self->sink = sink;
  flow_all (self);
  self->sink = NULL;
  self->cr = NULL;
}
