/* yzt-order-sheet.h: an order on paper (调拨单): one page, drawn with Cairo, for the printer and as PDF
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread. */
#pragma once
#include <gio/gio.h>
#include <cairo.h>
G_BEGIN_DECLS
#define YZT_ORDER_SHEET_WIDTH_PT 595.0
#define YZT_ORDER_SHEET_HEIGHT_PT 842.0
typedef struct {
  const char *title;           /* "调拨单" */
  const char *number;          /* of the order, right above */
  const char *const *facts;    /* pairs of name and value, ended by NULL */
  const char *const *columns;  /* heads of the table, ended by NULL */
  const char *const *cells;    /* row by row, ended by NULL */
  const char *const *signers;  /* fields to sign at the foot, ended by NULL */
  const char *foot;            /* where it comes from: map, time, head of the chain */
  cairo_surface_t *scene;      /* a picture of the scene with what is drawn on it, below the table as far as there is room; may be NULL */
} YztOrderSheet;
/** Onto a page of the size above; rows that do not fit are told by a last line. @language of the text, for the face. */
void yzt_order_sheet_paint (const YztOrderSheet *sheet, cairo_t *cr, const char *language);
/** FALSE with a sentence when it cannot be written. */
gboolean yzt_order_sheet_write_pdf (const YztOrderSheet *sheet, const char *path, const char *language, GError **error);
G_END_DECLS
