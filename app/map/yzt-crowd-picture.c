/* yzt-crowd-picture.c: what is too much for one frame, painted on a worker and shown as one picture
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-crowd-picture-private.h"
#include <math.h>
#include "yzt-shape-painter-private.h"
#include "yzt-task.h"

#define REACH 1.5      /* of the widget, so that it may be dragged a quarter of itself … */
#define REACH_LEAST 1.1
#define PIXELS_MOST 12e6 /* … unless the picture would be larger than this, as on a wall */
#define IN_TIME 0.6    /* the next one is begun before the edge of the last one is seen */
#define DOT_RADIUS_PX 1.6
#define DOT_GROWTH 0.18 /* a zoom */
#define DOT_MOST_PX 3.6

/* One that is wished, being painted, or ready; its frame is larger than the widget's. */
typedef struct {
  YztCrowdWish wish;
  cairo_surface_t *surface;
} Picture;

struct _YztCrowdPicture {
  GtkWidget *widget;
  Picture *ready, *next; /* next: to be painted as soon as the one under way is done */
  Picture *last_wish;    /* of what was asked for last; never painted */
  GCancellable *under_way;
  guint number;          /* of the one that is ready */
};

static void
picture_free (Picture *picture)
{
  g_clear_pointer (&picture->wish.generation, yzt_generation_unref);
  g_clear_pointer (&picture->surface, cairo_surface_destroy);
  g_free (picture);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

static Picture *
picture_new (const YztCrowdWish *wish)
{
  Picture *picture = g_new0 (Picture, 1);
  picture->wish = *wish;
  picture->wish.generation = yzt_generation_ref (wish->generation);
  double pixels = (double) MAX (wish->frame.width, 1) * MAX (wish->frame.height, 1) * wish->scale * wish->scale;
  double reach = CLAMP (sqrt (PIXELS_MOST / pixels), REACH_LEAST, REACH);
  picture->wish.frame.width = (int) (wish->frame.width * reach) / 2 * 2 + wish->frame.width % 2; /* middles fall together */
  picture->wish.frame.height = (int) (wish->frame.height * reach) / 2 * 2 + wish->frame.height % 2;
  return picture;
}

/* The same things look the same in both, wherever they lie. */
static gboolean
same_look (const YztCrowdWish *a, const YztCrowdWish *b)
{
  return a->generation == b->generation && a->shapes.kinds == b->shapes.kinds && a->points.kinds == b->points.kinds && a->theme == b->theme
         && a->scale == b->scale && fabs (a->magnify - b->magnify) < 1e-9;
}

/* The picture covers all that the widget shows, at its zoom, and the widget has used no more than @share of what it may be dragged. */
static gboolean
covers (const Picture *picture, const YztMapFrame *frame, double share)
{
  const YztMapFrame *have = &picture->wish.frame;
  double dx = fabs (frame->center_x - have->center_x) * frame->world_px, dy = fabs (frame->center_y - have->center_y) * frame->world_px;
  return fabs (have->zoom - frame->zoom) < 1e-9 && dx <= share * (have->width - frame->width) / 2 && dy <= share * (have->height - frame->height) / 2;
}

/* --- worker --- */

static double
dot_radius_px (const YztCrowdWish *wish)
{
  return CLAMP (DOT_RADIUS_PX + DOT_GROWTH * (wish->frame.zoom - 6), DOT_RADIUS_PX, DOT_MOST_PX) * wish->magnify;
}

static void
paint_picture (Picture *picture)
{
  const YztCrowdWish *wish = &picture->wish;
  picture->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, wish->frame.width * wish->scale, wish->frame.height * wish->scale);
  if (wish->shapes.kinds != 0) {
    g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
    YztShapePainter painter;
    cairo_t *cr = cairo_create (picture->surface);
    cairo_scale (cr, wish->scale, wish->scale);
    yzt_shape_painter_init (&painter);
    yzt_shape_painter_list (&wish->frame, wish->generation, wish->shapes, G_MAXUINT, G_MAXUINT, indices);
    yzt_shape_painter_paint (&painter, cr, &wish->frame, wish->generation, indices, wish->theme);
    yzt_shape_painter_clear (&painter);
    cairo_destroy (cr);
  }
  if (wish->points.kinds != 0) {
    yzt_crowd_paint_dots (picture->surface, &wish->frame, wish->scale, dot_radius_px (wish), wish->generation, wish->points);
  }
  cairo_surface_set_device_scale (picture->surface, wish->scale, wish->scale);
}

static void
paint_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  if (!g_task_return_error_if_cancelled (task)) {
    paint_picture (data);
    g_task_return_boolean (task, TRUE);
  }
}

static void start (YztCrowdPicture *self);

static void
on_painted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  if (!g_task_propagate_boolean (task, NULL)) {
    return; /* the whole is gone */
  }
  YztCrowdPicture *self = user_data;
  g_clear_object (&self->under_way);
  g_clear_pointer (&self->ready, picture_free);
  self->ready = g_object_steal_data (G_OBJECT (task), "picture");
  self->number++;
  gtk_widget_queue_draw (self->widget);
  start (self);
}

static void
start (YztCrowdPicture *self)
{
  if (self->next == NULL || self->under_way != NULL) {
    return;
  }
  Picture *picture = g_steal_pointer (&self->next);
  self->under_way = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (NULL, self->under_way, on_painted, self);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, picture, NULL);
  g_object_set_data_full (G_OBJECT (task), "picture", picture, (GDestroyNotify) picture_free);
  yzt_task_run_in_thread (task, paint_on_worker);
}

/* --- public --- */

YztCrowdPicture *
yzt_crowd_picture_new (GtkWidget *widget)
{
  YztCrowdPicture *self = g_new0 (YztCrowdPicture, 1);
  self->widget = widget;
  return self;
}

void
yzt_crowd_picture_drop (YztCrowdPicture *self)
{
  g_clear_pointer (&self->ready, picture_free);
  g_clear_pointer (&self->next, picture_free);
  g_clear_pointer (&self->last_wish, picture_free);
}

void
yzt_crowd_picture_free (YztCrowdPicture *self)
{
  if (self->under_way != NULL) {
    g_cancellable_cancel (self->under_way); /* what comes of it finds nobody */
    g_clear_object (&self->under_way);
  }
  yzt_crowd_picture_drop (self);
  g_free (self);
}

void
yzt_crowd_picture_wish (YztCrowdPicture *self, const YztCrowdWish *wish)
{
  g_return_if_fail (self != NULL && wish->generation != NULL);
  if (self->last_wish != NULL && same_look (&self->last_wish->wish, wish) && covers (self->last_wish, &wish->frame, IN_TIME)) {
    return; /* it is there, or on its way */
  }
  g_clear_pointer (&self->last_wish, picture_free);
  g_clear_pointer (&self->next, picture_free);
  self->last_wish = picture_new (wish);
  self->next = picture_new (wish);
  start (self);
}

gboolean
yzt_crowd_picture_is_ready (YztCrowdPicture *self)
{
  return self->ready != NULL && self->last_wish != NULL && same_look (&self->ready->wish, &self->last_wish->wish)
         && yzt_map_frame_equal (&self->ready->wish.frame, &self->last_wish->wish.frame);
}

gboolean
yzt_crowd_picture_has_any (YztCrowdPicture *self)
{
  return self->ready != NULL;
}

guint
yzt_crowd_picture_get_number (YztCrowdPicture *self)
{
  return self->number;
}

void
yzt_crowd_picture_paint (YztCrowdPicture *self, cairo_t *cr, const YztMapFrame *frame)
{
  if (self->ready == NULL || self->last_wish == NULL) {
    return;
  }
  const YztMapFrame *have = &self->ready->wish.frame;
  double scale = frame->world_px / have->world_px;
  double center_x = yzt_map_frame_px (frame, yzt_map_frame_near_x (frame, have->center_x)), center_y = yzt_map_frame_py (frame, have->center_y);
  double x = center_x - have->width / 2.0 * scale, y = center_y - have->height / 2.0 * scale;
  cairo_save (cr);
  gboolean still = fabs (scale - 1) < 1e-9;
  if (still) {
    double device = self->ready->wish.scale;
    x = round (x * device) / device;
    y = round (y * device) / device;
  }
  cairo_rectangle (cr, MAX (x, 0), MAX (y, 0), MIN (x + have->width * scale, frame->width) - MAX (x, 0),
                   MIN (y + have->height * scale, frame->height) - MAX (y, 0));
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, self->ready->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_FAST); /* what is scaled is replaced in a moment */
  cairo_fill (cr);
  cairo_restore (cr);
}
