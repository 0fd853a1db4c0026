/* yzt-map-legend.h: what the marks of hazard sources on the map mean: the shade of what is missing, the lines of what is selected
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A card on the map that is there as long as one of them is. Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-ledger.h"
G_BEGIN_DECLS
#define YZT_TYPE_MAP_LEGEND (yzt_map_legend_get_type ())
/** Signal "closed" (gboolean shade): the shade, or else the legend of the lines, is not wanted any more. */
G_DECLARE_FINAL_TYPE (YztMapLegend, yzt_map_legend, YZT, MAP_LEGEND, GtkBox)
GtkWidget *yzt_map_legend_new (void);
/** @lacks: YztLedgerLack that the map is shaded by, 0: no shade; @n_lacking of @n sources lack one of them. */
void yzt_map_legend_set_shade (YztMapLegend *self, guint lacks, guint n_lacking, guint n);

typedef struct {
  guint teams, cameras, domino; /* lines of each */
  char *plans;                  /* names of its plans; NULL: none */
} YztMapLegendLines;
/** NULL: there are no lines. */
void yzt_map_legend_set_lines (YztMapLegend *self, const YztMapLegendLines *lines);
G_END_DECLS
