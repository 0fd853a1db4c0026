/* fuzz-cap.c: CAP alerts as feeds bring them
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

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const languages[] = { "zh", "en" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autoptr(GError) error = NULL;
    YztAlert *alert = yzt_cap_parse ((const char *) data, size, "fuzz.xml", languages[i], &error);

    if (alert == NULL)
      fuzz_check_error (error);
    else
      yzt_alert_free (alert);
  }
  return 0;
}
