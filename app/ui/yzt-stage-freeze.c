/* yzt-stage-freeze.c: a scene as it stands, as PNG and PDF: both of the moment they were asked for, drawn on workers while the talk goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-briefing-words.h"
#include "yzt-lettering.h"
#include "yzt-map-export.h"
#include "yzt-stage-view.h"

#define PX_PER_MM (96 / 25.4)

typedef struct {
  GBytes *png, *pdf;
  GError *error;      /* the first */
  guint waiting;      /* for so many of them */
} Frozen;

static void
frozen_free (Frozen *frozen)
{
  g_clear_pointer (&frozen->png, g_bytes_unref);
  g_clear_pointer (&frozen->pdf, g_bytes_unref);
  g_clear_error (&frozen->error);
  g_free (frozen);
}

/* --- what stands above the map, laid out on the worker anew for fonts of its own --- */

static void
paint_over (cairo_t *cr, double width, double height, gpointer content)
{
  PangoContext *context = yzt_lettering_context_new (cr);
  g_autoptr (GArray) items = yzt_stage_lay_out (context, content, width, height);
  yzt_stage_paint (items, cr);
  g_object_unref (context); /* the layouts keep it */
}

static YztStageContent *
content_of (YztStageView *self)
{
  YztBriefing *briefing = yzt_stage_view_get_briefing (self);
  YztSession *session = yzt_briefing_get_session (briefing);
  guint index = yzt_briefing_get_index (briefing);
  const char *sources = yzt_map_view_get_attribution (yzt_stage_view_get_map (self)), *author = yzt_session_get_author (session);
  YztStageContent *content = yzt_briefing_content (briefing, index, yzt_briefing_get_facts (briefing, index), sources);
  /* On paper the day stands with the time, and who spoke. */
  g_autofree char *when = yzt_time_format_local (yzt_clock_now_ms (yzt_session_get_clock (session)), yzt_session_get_time_zone (session), "%Y-%m-%d %H:%M:%S");
  g_autofree char *footer = g_steal_pointer (&content->footer);
  content->footer = g_strdup_printf ("%s%s%s · %s", when, *author != '\0' ? " · " : "", author, footer != NULL ? footer : "");
  return content;
}

/* --- drawing --- */

static void
take (GTask *task, GBytes **at, GAsyncResult *result)
{
  Frozen *frozen = g_task_get_task_data (task);
  YztMapView *map = yzt_stage_view_get_map (g_task_get_source_object (task));
  *at = yzt_map_view_export_bytes_finish (map, result, frozen->error == NULL ? &frozen->error : NULL);
  if (--frozen->waiting > 0) {
    return;
  }
  if (frozen->error != NULL) {
    g_task_return_error (task, g_steal_pointer (&frozen->error));
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static void
on_png (GObject *map, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  take (task, &((Frozen *) g_task_get_task_data (task))->png, result);
}

static void
on_pdf (GObject *map, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  take (task, &((Frozen *) g_task_get_task_data (task))->pdf, result);
}

static void
draw (GTask *task, const char *format, GAsyncReadyCallback callback)
{
  YztStageView *self = g_task_get_source_object (task);
  int width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 640), height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 360);
  YztMapExportOptions options = { .width_mm = width / PX_PER_MM, .height_mm = height / PX_PER_MM, .dpi = 96, .symbol_set = YZT_SYMBOL_SET_OURS,
                                  .wall = yzt_stage_get_scale (width, height), .over = paint_over, .over_data = content_of (self),
                                  .over_destroy = (GDestroyNotify) yzt_stage_content_free };
  ((Frozen *) g_task_get_task_data (task))->waiting++;
  yzt_map_view_export_bytes_async (yzt_stage_view_get_map (self), format, &options, g_task_get_cancellable (task), callback, g_object_ref (task));
}

void
yzt_stage_view_freeze_async (YztStageView *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_STAGE_VIEW (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, g_new0 (Frozen, 1), (GDestroyNotify) frozen_free);
  /* Both now: the next scene may be on before the first is drawn. */
  draw (task, "png", on_png);
  draw (task, "pdf", on_pdf);
}

gboolean
yzt_stage_view_freeze_finish (YztStageView *self, GAsyncResult *result, GBytes **png_out, GBytes **pdf_out, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  Frozen *frozen = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    return FALSE;
  }
  *png_out = g_steal_pointer (&frozen->png);
  *pdf_out = g_steal_pointer (&frozen->pdf);
  return TRUE;
}
