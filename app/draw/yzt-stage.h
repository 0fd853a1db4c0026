/* yzt-stage.h: a scene of a briefing as one sees it above the map: title, line, clock, figures; for the wall and for paper alike
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sizes are those of look.md at 1920x1080 (46 / 26 / 84 px) and grow with the wall. Colours are those of the dark wall. Any thread, one at a time. */
#pragma once
#include <pango/pangocairo.h>
#include "yzt-draw-theme.h"
G_BEGIN_DECLS

#define YZT_STAGE_FIGURES_MAX 7
typedef struct {
  char *title, *text, *unit, *beside; /* beside: "" none */
  gboolean is_short, is_unknown;
} YztStageFigure;
typedef struct {
  int level;              /* 1 to 4: colour of the badge; 0: a badge without a level's colour */
  char *badge;            /* "" none */
  char *title, *line, *clock, *counter, *footer;
  char *notice;           /* said to whoever speaks: "the incident of this scene is gone"; "" none */
  GArray *figures;        /* YztStageFigure, clear func set */
} YztStageContent;
YztStageContent *yzt_stage_content_new (void);
void yzt_stage_content_free (YztStageContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztStageContent, yzt_stage_content_free)
void yzt_stage_content_add (YztStageContent *content, const char *title, const char *text, const char *unit, const char *beside, gboolean is_short, gboolean is_unknown);
/** Everything it says, for a screen reader and for the journal. Free. */
char *yzt_stage_content_words (const YztStageContent *content);

typedef enum { YZT_STAGE_TEXT, YZT_STAGE_BOX, YZT_STAGE_SHADE } YztStageItemType;
typedef struct {
  YztStageItemType type;
  double x, y, width, height; /* TEXT: where its layout begins */
  double radius;              /* BOX */
  YztDrawColor color;         /* SHADE: at its top … */
  YztDrawColor end;           /* … and at its bottom */
  PangoLayout *layout;        /* TEXT; owned */
} YztStageItem;
/** What stands where on a wall of this size: (element-type YztStageItem), bottom first, clear func set. */
GArray *yzt_stage_lay_out (PangoContext *context, const YztStageContent *content, double width, double height);
void yzt_stage_paint (const GArray *items, cairo_t *cr);
/** How many times larger than at 1920x1080 things are. */
double yzt_stage_get_scale (double width, double height);
/** Where figure @i of so many stands: column and height of its words. */
void yzt_stage_get_figure (double width, double height, guint n_figures, guint i, double *x, double *y, double *figure_width, double *figure_height);
/** How high the words themselves reach, without the shade round them. */
void yzt_stage_get_words (double width, double height, double *head, double *foot);
/** How much of the height the words take at the top and at the bottom: the extent of a scene lies between. */
void yzt_stage_get_room (double width, double height, double *top_out, double *bottom_out);
G_END_DECLS
