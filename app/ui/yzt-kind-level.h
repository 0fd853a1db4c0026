/* yzt-kind-level.h: what tells the level of a kind of one's own: the order of a choice, or a number with its bounds
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-kind-draft.h"
G_BEGIN_DECLS
#define YZT_TYPE_KIND_LEVEL (yzt_kind_level_get_type ())
G_DECLARE_FINAL_TYPE (YztKindLevel, yzt_kind_level, YZT, KIND_LEVEL, GtkBox)

/** A field that can tell the level. */
typedef struct {
  gpointer field;          /* names it; only compared */
  const char *label, *unit;
  gboolean number;         /* else a choice */
} YztLevelChoice;
GtkWidget *yzt_kind_level_new (void);
/** What there is to choose from now; what was chosen stays chosen while it is among it. */
void yzt_kind_level_offer (YztKindLevel *self, const YztLevelChoice *choices, guint n_choices);
/** %NULL: no level. */
void yzt_kind_level_choose (YztKindLevel *self, gpointer field);
gpointer yzt_kind_level_get_field (YztKindLevel *self);
/** The bounds of a number: from @draft into the entries, and back as they are written. */
void yzt_kind_level_show (YztKindLevel *self, const YztKindDraft *draft);
void yzt_kind_level_read (YztKindLevel *self, YztKindDraft *draft);
G_END_DECLS
