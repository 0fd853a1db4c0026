/* yzt-briefing-scene.c: a scene and its row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include "yzt-briefing-private.h"

YztBriefingScene *
yzt_briefing_scene_new (void)
{
  YztBriefingScene *scene = g_new0 (YztBriefingScene, 1);
  scene->name = g_strdup ("");
  scene->captions = g_strdup ("");
  scene->notes = g_strdup ("");
  scene->figures = g_new0 (char *, 1);
  return scene;
}

void
yzt_briefing_scene_free (YztBriefingScene *scene)
{
  if (scene != NULL) {
    g_free (scene->name);
    g_free (scene->captions);
    g_free (scene->notes);
    g_strfreev (scene->figures);
    g_strfreev (scene->layers);
    g_free (scene);
  }
}

static char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_row_get_text (row, field);
  return g_strdup (text != NULL ? text : "");
}

/* @n numbers parted by blanks; FALSE when there are others. */
static gboolean
numbers_of (const YztRow *row, const char *field, double *numbers, guint n)
{
  g_autofree char *text = text_of (row, field);
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (text), " ,;", -1);
  for (guint i = 0; i < n; i++) {
    if (g_strv_length (words) != n || !yzt_text_number (words[i], &numbers[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Ids parted by ; without blanks and empty ones. */
static GStrv
ids_of (const YztRow *row, const char *field, guint most)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = text_of (row, field);
  g_auto (GStrv) words = g_strsplit_set (text, "; ,\n", -1);
  guint n = 0;
  for (guint i = 0; words[i] != NULL && n < most; i++) {
    if (*words[i] != '\0') {
      g_strv_builder_add (builder, words[i]);
      n++;
    }
  }
  return g_strv_builder_end (builder);
}

YztBriefingScene *
yzt_briefing_scene_from_row (const YztRow *row)
{
  YztBriefingScene *scene = g_new0 (YztBriefingScene, 1);
  g_autoptr (GArray) links = yzt_links_from_text (yzt_row_get_text (row, "incident"));
  const YztCell *ring = yzt_row_get (row, "ring_m");
  double box[4], at[2];
  scene->fid = row->fid;
  scene->name = text_of (row, "name");
  scene->captions = text_of (row, "captions");
  scene->notes = text_of (row, "notes");
  scene->incident_fid = links->len > 0 ? g_array_index (links, YztLink, 0).fid : 0;
  scene->figures = ids_of (row, "figures", YZT_BRIEFING_FIGURES_MAX);
  scene->layers = ids_of (row, "layers", 200);
  if (scene->layers[0] == NULL) {
    g_clear_pointer (&scene->layers, g_strfreev);
  }
  scene->has_extent = numbers_of (row, "extent", box, 4) && yzt_position_is_valid ((YztPosition) { box[0], box[1] }) && yzt_position_is_valid ((YztPosition) { box[2], box[3] })
                   && box[3] > box[1];
  scene->extent = (YztBox) { box[0], box[1], box[2], box[3] };
  scene->ring_m = ring != NULL && ring->type == YZT_CELL_NUMBER && ring->v.number > 0 ? ring->v.number : 0;
  scene->has_ring_at = numbers_of (row, "ring_at", at, 2) && yzt_position_is_valid ((YztPosition) { at[0], at[1] });
  scene->ring_at = (YztPosition) { at[0], at[1] };
  return scene;
}

static char *
degrees (const double *numbers, guint n)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", g_ascii_formatd (number, sizeof number, "%.6f", numbers[i]));
  }
  return g_string_free (text, FALSE);
}

static void
put (YztRow *row, const char *field, const char *text)
{
  if (yzt_kind_get_field_index (row->kind, field) >= 0) {
    yzt_row_set_text (row, field, text != NULL && *text != '\0' ? text : NULL);
  }
}

void
yzt_briefing_scene_to_row (const YztBriefingScene *scene, YztRow *row)
{
  const double box[] = { scene->extent.west, scene->extent.south, scene->extent.east, scene->extent.north }, at[] = { scene->ring_at.lon, scene->ring_at.lat };
  g_autofree char *link = scene->incident_fid > 0 ? g_strdup_printf ("incident/%" G_GINT64_FORMAT, scene->incident_fid) : NULL;
  g_autofree char *figures = g_strjoinv (";", scene->figures), *layers = scene->layers != NULL ? g_strjoinv (";", scene->layers) : NULL;
  g_autofree char *extent = scene->has_extent ? degrees (box, 4) : NULL, *ring_at = scene->has_ring_at ? degrees (at, 2) : NULL;
  YztCell ring = { .type = scene->ring_m > 0 ? YZT_CELL_NUMBER : YZT_CELL_NULL, .v.number = scene->ring_m };
  put (row, "name", scene->name);
  put (row, "captions", scene->captions);
  put (row, "notes", scene->notes);
  put (row, "incident", link);
  put (row, "figures", figures);
  put (row, "layers", layers);
  put (row, "extent", extent);
  put (row, "ring_at", ring_at);
  yzt_row_set (row, "ring_m", &ring);
}
