/* yzt-hazard-card.h: what a hazard source comes to while its form is filled in: S, β, α, R and grade, each number with its table row
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Writes nothing by itself: with its box ticked the result goes into the form's act, together with a record of what it was worked out from. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-edits.h"
G_BEGIN_DECLS
#define YZT_TYPE_HAZARD_CARD (yzt_hazard_card_get_type ())
G_DECLARE_FINAL_TYPE (YztHazardCard, yzt_hazard_card, YZT, HAZARD_CARD, GtkBox)
/** Whether things of this kind are judged so. */
gboolean yzt_hazard_card_is_for (const YztKind *kind);
/** Whether lines of this kind are its chemicals. */
gboolean yzt_hazard_card_takes (const YztKind *kind);
GtkWidget *yzt_hazard_card_new (YztSession *session);
/** @row: the source as the form says it now; @chemicals: YztRow. @touched: a hand changed what the grade follows from; the box is ticked then, once. */
void yzt_hazard_card_show (YztHazardCard *self, const YztRow *row, GPtrArray *chemicals, gboolean touched);
/** Puts S, R and the grade into @row, when they are known and the box is ticked; FALSE when it is not. */
gboolean yzt_hazard_card_put (YztHazardCard *self, YztRow *row);
/** The record of the grading; @owner_fid as in yzt_edits_insert. After a put that was TRUE. */
void yzt_hazard_card_put_record (YztHazardCard *self, YztEdits *edits, gint64 owner_fid);
/** (transfer full) Offers chemicals of table 1 by name, other name, first letters of the pinyin, English name and CAS number. */
GtkEntryCompletion *yzt_hazard_card_new_completion (YztSession *session);
G_END_DECLS
