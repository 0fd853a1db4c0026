/* yzt-alert.c: one alert of a feed as a value
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-alert.h"

/* Every string of an alert, so that new and free cannot disagree. */
#define ALERT_STRINGS(alert) \
  { \
    &(alert)->source, &(alert)->identifier, &(alert)->status, &(alert)->category, &(alert)->event, &(alert)->severity, \
    &(alert)->certainty, &(alert)->urgency, &(alert)->headline, &(alert)->description, &(alert)->instruction, \
    &(alert)->sender_name, &(alert)->area_text, &(alert)->web, &(alert)->contact, &(alert)->colour, \
    &(alert)->detail, &(alert)->become, &(alert)->circles, &(alert)->origin, \
    &(alert)->remark, \
  }

YztAlert *
yzt_alert_new (void)
{
  YztAlert *alert = g_new0 (YztAlert, 1);
  char **const strings[] = ALERT_STRINGS (alert);

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++) {
    *strings[i] = g_strdup ("");
  }
  alert->references = g_ptr_array_new_with_free_func (g_free);
  return alert;
}

void
yzt_alert_free (YztAlert *alert)
{
  if (alert == NULL) {
    return;
  }
  char **const strings[] = ALERT_STRINGS (alert);
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++) {
    g_free (*strings[i]);
  }
  g_ptr_array_unref (alert->references);
  g_clear_pointer (&alert->area, yzt_geometry_unref);
  g_free (alert);
}
