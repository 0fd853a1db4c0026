/* fuzz-coordinate.c: coordinates, angles, distances, numbers and times as people type them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fuzz.h"
#include "yzt-base.h"
#include "yzt-geo.h"
#include <math.h>

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  yzt_geo_init ();
  return 0;
}

static void
check_coordinate (const char *text)
{
  YztPosition position, again;
  YztDatum datum;
  gboolean swapped;
  g_autofree char *shown = NULL;

  if (!yzt_coordinate_parse (text, &position, &datum, &swapped))
    return;
  fuzz_assert (yzt_position_is_valid (position));
  shown = yzt_coordinate_format (position, 7);
  fuzz_assert (g_utf8_validate (shown, -1, NULL));
  /* What is shown can be typed again. */
  fuzz_assert (yzt_coordinate_parse (shown, &again, &datum, &swapped));
  fuzz_assert (fabs (again.lat - position.lat) < 1e-6 && fabs (again.lon - position.lon) < 1e-6);
}

static void
check_number (const char *text)
{
  double number, again;

  if (!yzt_text_number (text, &number))
    return;
  fuzz_assert (isfinite (number));
  {
    g_autofree char *written = yzt_text_format_number (number);
    g_autofree char *grouped = yzt_text_group_number (number, 3);

    fuzz_assert (yzt_text_number (written, &again) && again == number);
    fuzz_assert (g_utf8_validate (grouped, -1, NULL));
  }
}

static void
check_time (const char *text)
{
  gint64 at_ms, again_ms;

  if (!yzt_time_parse (text, NULL, &at_ms))
    return;
  {
    g_autofree char *written = yzt_time_format_utc (at_ms);

    fuzz_assert (yzt_time_parse (written, NULL, &again_ms) && again_ms == at_ms);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *valid = NULL;
  g_autofree char *key = NULL;
  double degrees, metres;
  int is_latitude;

  if (size > 4096)
    return 0;
  /* Callers give valid UTF-8 only. */
  valid = g_utf8_make_valid (text, -1);
  check_coordinate (valid);
  if (yzt_angle_parse (valid, &degrees, &is_latitude))
    fuzz_assert (isfinite (degrees) && fabs (degrees) <= 180);
  if (yzt_distance_parse (valid, &metres))
    fuzz_assert (metres > 0 && metres <= 20040000);
  check_number (valid);
  check_time (valid);
  key = yzt_text_header_key (valid);
  fuzz_assert (g_utf8_validate (key, -1, NULL));
  return 0;
}
