/* yzt-order-sheet.h: an order on paper (调拨单): one page, drawn with Cairo
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
  const char *header;          /* above the title, such as the authority; NULL: none */
  const char *seal;            /* above the fields to sign; NULL: none */
  const char *parts;           /* "facts;items;scene" in the order in which they stand, what is not named follows; NULL: so */
  cairo_surface_t *scene;      /* a picture of the scene with what is drawn on it, below the table as far as there is room; may be NULL */
} YztOrderSheet;
/** NULL when each of @parts is one; else the first that is not; free. */
char *yzt_order_sheet_find_stranger (const char *parts);
/** Onto a page of the size above; rows that do not fit are told by a last line. @language of the text, for the face. */
void yzt_order_sheet_paint (const YztOrderSheet *sheet, cairo_t *cr, const char *language);
G_END_DECLS
