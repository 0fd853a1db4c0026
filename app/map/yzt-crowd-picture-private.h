/* yzt-crowd-picture-private.h: what is too much for one frame, painted on a worker and shown as one picture
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. The picture reaches beyond the widget, so that dragging the map needs no new one for a while; until the next one is there the last one
 * is shifted and scaled. One picture is painted at a time, and the latest wish is the next one. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-draw-theme.h"
#include "yzt-map-frame-private.h"
#include "yzt-scene.h"
G_BEGIN_DECLS

/** What the picture is to show; equal wishes give equal pictures. */
typedef struct {
  YztMapFrame frame;        /* of the widget */
  YztGeneration *generation;
  YztSceneFilter shapes;    /* kinds whose lines and areas are drawn; 0: none */
  YztSceneFilter points;    /* kinds whose every feature is a dot; 0: none */
  const YztDrawTheme *theme;
  int scale;                /* device pixels per logical one */
  double magnify;
} YztCrowdWish;

typedef struct _YztCrowdPicture YztCrowdPicture;
/** @widget is drawn again when a picture is ready. */
YztCrowdPicture *yzt_crowd_picture_new (GtkWidget *widget);
void yzt_crowd_picture_free (YztCrowdPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztCrowdPicture, yzt_crowd_picture_free)
/** Has a picture painted unless the one that is there will do. */
void yzt_crowd_picture_wish (YztCrowdPicture *picture, const YztCrowdWish *wish);
/** The last picture where it belongs; nothing when there is none yet. */
void yzt_crowd_picture_paint (YztCrowdPicture *picture, cairo_t *cr, const YztMapFrame *frame);
/** TRUE when there is a picture to paint, of now or of before. */
gboolean yzt_crowd_picture_has_any (YztCrowdPicture *picture);
/** Another one for each picture that was finished. */
guint yzt_crowd_picture_get_number (YztCrowdPicture *picture);
/** Forgets the picture: nothing of the kind is wished. */
void yzt_crowd_picture_drop (YztCrowdPicture *picture);
/** TRUE when the picture shows what was wished last. For tests and the bench. */
gboolean yzt_crowd_picture_is_ready (YztCrowdPicture *picture);

/** Any thread: every feature of @filter in sight as a dot on @surface (ARGB32), the worse level above. Returns how many there are. */
guint yzt_crowd_paint_dots (cairo_surface_t *surface, const YztMapFrame *frame, int scale, double radius_px, YztGeneration *generation, YztSceneFilter filter);
G_END_DECLS
