/* yzt-map-ledger.h: what the ledger of hazard sources shows on the map by itself: what each lacks, and hidden dangers that are overdue
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Told by form and words and never by colour: in the text colour, hatched where something is missing, the denser the more; a thin ring where nothing is. Where sources stand too close
 * for that on the screen they are counted: "12/20". Main thread. */
#pragma once
#include "yzt-map-view.h"
G_BEGIN_DECLS

#define YZT_LEDGER_PICTURE_MOST_MARKS 8
typedef struct {
  YztPosition at;
  guint lacks;   /* bits, by mark */
  guint overdue; /* hidden dangers */
} YztLedgerSpot;

typedef struct _YztLedgerPicture YztLedgerPicture;
YztLedgerPicture *yzt_ledger_picture_new (void);
void yzt_ledger_picture_free (YztLedgerPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztLedgerPicture, yzt_ledger_picture_free)
void yzt_ledger_picture_add (YztLedgerPicture *picture, const YztLedgerSpot *spot);
/** Shades by the lacks in @mask; 0: no shade, which is so at first. @marks: a letter or two for each bit, copied; at most YZT_LEDGER_PICTURE_MOST_MARKS. */
void yzt_ledger_picture_set_shade (YztLedgerPicture *picture, guint mask, const char *const *marks, guint n_marks);
/** The word before the number of overdue dangers; NULL, as at first: they are not shown. */
void yzt_ledger_picture_set_overdue (YztLedgerPicture *picture, const char *word);
/** How many spots are shaded as lacking something, and how many dangers are told overdue. */
guint yzt_ledger_picture_count_lacking (const YztLedgerPicture *picture);
guint yzt_ledger_picture_count_overdue (const YztLedgerPicture *picture);
/** The hatched disc of the shade, for a legend; @density: how many things are missing, 0: the thin ring of those that lack nothing. */
void yzt_ledger_picture_paint_disc (cairo_t *cr, double x, double y, double radius_px, guint density, double share, gboolean dark);

/** Takes @picture; %NULL: nothing. */
void yzt_map_view_set_ledger (YztMapView *self, YztLedgerPicture *picture);
/** (transfer none) %NULL: none. */
const YztLedgerPicture *yzt_map_view_get_ledger (YztMapView *self);
G_END_DECLS
