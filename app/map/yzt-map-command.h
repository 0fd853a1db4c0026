/* yzt-map-command.h: what command draws on the map: the danger zone with its method beside it, lines of orders, cover
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-map-view.h"
#include "yzt-zone.h"
G_BEGIN_DECLS

typedef enum { YZT_COMMAND_LINE_ORDERED /* dotted */, YZT_COMMAND_LINE_UNDER_WAY /* dashed */, YZT_COMMAND_LINE_ARRIVED /* solid */ } YztCommandLineStyle;
typedef struct {
  YztPosition from, to;
  YztCommandLineStyle style;
  gboolean team;         /* in the teams' colour, else in the depots' */
} YztCommandLine;
typedef struct {
  YztPosition at;
  double share;          /* of its reach that the nearest suitable team is away: 0 beside it, 1 just in reach; > 1 or NaN: nothing suitable in reach, red */
} YztCommandShade;

typedef struct _YztCommandPicture YztCommandPicture;
YztCommandPicture *yzt_command_picture_new (void);
void yzt_command_picture_free (YztCommandPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztCommandPicture, yzt_command_picture_free)
/** @area, when not NULL, is drawn instead of the zone's own outline. @words: method, source and limits, beside it; copied. */
void yzt_command_picture_set_zone (YztCommandPicture *picture, const YztZone *zone, const YztGeometry *area, const char *words);
void yzt_command_picture_add_line (YztCommandPicture *picture, const YztCommandLine *line);
void yzt_command_picture_add_shade (YztCommandPicture *picture, const YztCommandShade *shade);
/** A line as the map draws it, in pixels: for a legend. */
void yzt_command_line_paint (cairo_t *cr, double x0, double y0, double x1, double y1, YztCommandLineStyle style, gboolean of_team, gboolean dark);
/** For tests. */
guint yzt_command_picture_get_n_lines (const YztCommandPicture *picture, YztCommandLineStyle style);
/** Takes @picture; %NULL: nothing. */
void yzt_map_view_set_command (YztMapView *self, YztCommandPicture *picture);
/** Lines of what the selected thing is related to, below those of command; takes @picture; %NULL: nothing. */
void yzt_map_view_set_relations (YztMapView *self, YztCommandPicture *picture);
/** (transfer none) %NULL: none. For tests. */
const YztCommandPicture *yzt_map_view_get_relations (YztMapView *self);
/** (transfer none) %NULL: nothing is drawn. For tests. */
const YztCommandPicture *yzt_map_view_get_command (YztMapView *self);
G_END_DECLS
