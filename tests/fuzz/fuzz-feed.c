/* fuzz-feed.c: indexes and JSON as services bring them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fuzz.h"
#include "yzt-cover.h"
#include "yzt-feeds.h"
#include "yzt-geometry-parts.h"
#include <libxml/parser.h>

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  yzt_geo_init ();
  xmlInitParser ();
  return 0;
}

static gboolean
is_text (const char *text, gsize max_bytes)
{
  return strlen (text) <= max_bytes && g_utf8_validate (text, -1, NULL);
}

/* Whatever the area: without holes its corners lie inside it; circles are read as they were written. */
static void
check_area (const YztAlert *alert)
{
  g_autoptr (GArray) circles = yzt_circles_from_text (alert->circles);
  g_autofree char *again = yzt_circles_to_text ((const YztCircle *) (const void *) circles->data, circles->len);
  g_autoptr (YztCover) cover = yzt_cover_new (alert->area, (const YztCircle *) (const void *) circles->data, circles->len);

  gboolean holes = FALSE;

  g_assert_cmpstr (again, ==, alert->circles);
  for (guint r = 0; alert->area != NULL && r < yzt_geometry_get_n_rings (alert->area); r++)
    holes = holes || yzt_geometry_is_hole (alert->area, r);
  for (guint r = 0; alert->area != NULL && !holes && r < MIN (yzt_geometry_get_n_rings (alert->area), 20); r++) {
    guint n;
    const YztPosition *points = yzt_geometry_get_ring (alert->area, r, &n);
    for (guint i = 0; i < MIN (n, 50); i++)
      g_assert_true (yzt_cover_holds (cover, points[i]));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztFeedContent) content = yzt_feed_parse ((const char *) data, size, "fuzz", yzt_feed_mappings_get_own (), "zh", &error);

  if (content == NULL)
    fuzz_check_error (error);
  for (guint i = 0; content != NULL && i < content->alerts->len; i++) {
    const YztAlert *alert = g_ptr_array_index (content->alerts, i);

    g_assert_true (*alert->identifier != '\0' && *alert->source != '\0' && *alert->event != '\0');
    g_assert_true (is_text (alert->headline, 64 * 1024) && is_text (alert->description, 64 * 1024) && is_text (alert->area_text, 64 * 1024));
    g_assert_true (!alert->has_position || yzt_position_is_valid (alert->position));
    g_assert_true (is_text (alert->remark, 64 * 1024));
    check_area (alert);
  }
  return 0;
}
