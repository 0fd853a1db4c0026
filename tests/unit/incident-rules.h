/* incident-rules.h: the tables of data/rules about incidents, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base.h"
#include "yzt-rules-incident.h"

static inline YztIncidentRules *
load_rules (void)
{
  char *texts[YZT_INCIDENT_N_TABLES];
  for (guint i = 0; i < YZT_INCIDENT_N_TABLES; i++) {
    g_autofree char *file = g_strdup_printf ("%s.tsv", yzt_incident_table_names[i]);
    g_autofree char *path = g_build_filename (yzt_data_dir (), "rules", file, NULL);
    g_autoptr (GError) error = NULL;
    g_file_get_contents (path, &texts[i], NULL, &error);
    g_assert_no_error (error);
  }
  YztIncidentRules *parsed = yzt_incident_rules_parse ((const char *const *) texts);
  for (guint i = 0; i < YZT_INCIDENT_N_TABLES; i++) {
    g_free (texts[i]);
  }
  return parsed;
}
