/* fuzz-feed.c: indexes and JSON as services bring them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fuzz.h"
#include "yzt-feeds.h"
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
  }
  return 0;
}
