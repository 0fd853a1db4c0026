/* yzt-import-advice.c: what an import says when the file does not tell enough, for the one who can answer it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-advice.h"
#include <glib/gi18n-lib.h>

char *
yzt_advise_unsure_column (gboolean in_window, const char *header, const char *label, const char *name, int percent)
{
  if (in_window) {
    return g_strdup_printf (_("The column “%s” may be “%s” (%d%% sure) and was left out; choose it under “Columns recognised”."), header, label, percent);
  }
  return g_strdup_printf (_("The column “%s” may be “%s” (%d%% sure) and was left out; use it with --map %s=COLUMN."), header, label, percent, name);
}

char *
yzt_advise_missing_field (gboolean in_window, const char *file, const char *label, const char *kind, const char *name, const char *columns)
{
  if (in_window) {
    return g_strdup_printf (_("“%s” has no column for “%s”, which every row of the kind “%s” needs; choose it under “Columns recognised”."), file, label, kind);
  }
  return g_strdup_printf (_("“%s” has no column for “%s”, which every row of the kind “%s” needs; name it with --map %s=COLUMN (its columns are: %s)."), file, label,
                          kind, name, columns);
}

char *
yzt_advise_missing_place (gboolean in_window, const char *file, const char *columns)
{
  if (in_window) {
    return g_strdup_printf (_("“%s” has no columns for longitude and latitude, so nothing can be put on the map; choose them under “Columns recognised”, or take the rows without a place by the rule below."),
                            file);
  }
  return g_strdup_printf (_("“%s” has no columns for longitude and latitude, so nothing can be put on the map; name them with --map lon=COLUMN --map lat=COLUMN, or take the rows without a place with --without-place (its columns are: %s)."),
                          file, columns);
}

char *
yzt_advise_missing_owner (gboolean in_window, const char *file, const char *columns)
{
  if (in_window) {
    return g_strdup_printf (_("“%s” does not say whose rows these are; choose the column with the owner's code under “Columns recognised”."), file);
  }
  return g_strdup_printf (_("“%s” does not say whose rows these are; name the column with the owner's code with --map owner_code=COLUMN (its columns are: %s)."), file,
                          columns);
}

static char *
advise_known_system (gboolean in_window, const char *file, const YztProposal *proposal)
{
  if (in_window) {
    return g_strdup_printf (_("The coordinates of “%s” are metres, probably of %s (EPSG:%d): %s Say so under “Reference system”, or give the code of another one."), file,
                            proposal->projection, proposal->epsg, proposal->projection_evidence);
  }
  return g_strdup_printf (_("The coordinates of “%s” are metres, probably of %s (EPSG:%d): %s Say so with --epsg %d, or give the code of another system."), file,
                          proposal->projection, proposal->epsg, proposal->projection_evidence, proposal->epsg);
}

char *
yzt_advise_system (gboolean in_window, const char *file, const YztProposal *proposal)
{
  if (proposal->epsg > 0) {
    return advise_known_system (in_window, file, proposal);
  }
  if (in_window) {
    return g_strdup_printf (_("The coordinates of “%s” are metres of a projection that the file does not name; give its code under “Reference system”, such as 4526 for CGCS2000 in the 3 degree zone 38."),
                            file);
  }
  return g_strdup_printf (_("The coordinates of “%s” are metres of a projection that the file does not name; give its code with --epsg, such as 4526 for CGCS2000 in the 3 degree zone 38."),
                          file);
}

char *
yzt_advise_datum (gboolean in_window, const YztProposal *proposal)
{
  int percent = (int) (proposal->datum_confidence * 100.0);
  if (in_window) {
    return g_strdup_printf (_("Positions were taken as WGS 84, but they may be %s (%d%% sure): %s Say so under “Coordinates are in”."), yzt_datum_label (proposal->datum),
                            percent, proposal->datum_evidence);
  }
  return g_strdup_printf (_("Positions were taken as WGS 84, but they may be %s (%d%% sure): %s Say so with --datum %s."), yzt_datum_label (proposal->datum), percent,
                          proposal->datum_evidence, yzt_datum_id (proposal->datum));
}

char *
yzt_advise_swapped (gboolean in_window, const char *lon_column, const char *lat_column)
{
  if (in_window) {
    return g_strdup (_("Latitude and longitude seem to be swapped in the whole file; put them right by the rule below, or choose them under “Columns recognised”."));
  }
  return g_strdup_printf (_("Latitude and longitude seem to be swapped in the whole file; import it with --map lon=%s --map lat=%s."), lon_column, lat_column);
}
