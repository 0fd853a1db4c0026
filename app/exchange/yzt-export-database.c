/* yzt-export-database.c: rows of a kind as a new table of a PostGIS data base
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The connection may hold a password: it stands in no sentence and no log, only the name of the data base does.
 */
#include <cpl_error.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-export-private.h"

static void
fail (GError **error, YztExchangeError code, const char *connection, const char *sentence)
{
  g_autofree char *shown = yzt_import_source_name (connection);

  g_set_error (error, YZT_EXCHANGE_ERROR, code, sentence, shown);
}

void
yzt_database_set_error (GError **error, const char *connection)
{
  fail (error, YZT_EXCHANGE_ERROR_WRITE, connection,
        _("The data base “%s” did not take the table, and nothing of it is left there; ask for the right to create tables, or whether it is still running."));
}

static gboolean
has_postgis (GDALDatasetH dataset)
{
  OGRLayerH answer = GDALDatasetExecuteSQL (dataset, "SELECT 1 FROM pg_extension WHERE extname = 'postgis'", NULL, NULL);
  gboolean has = answer != NULL && OGR_L_GetFeatureCount (answer, TRUE) > 0;

  if (answer != NULL) {
    GDALDatasetReleaseResultSet (dataset, answer);
  }
  return has;
}

static gboolean
check_target (const YztExport *self, GDALDatasetH dataset, const char *connection, GError **error)
{
  g_autofree char *table = yzt_export_layer_name (self);

  if (yzt_kind_get_geometry (self->kind) != YZT_KIND_GEOMETRY_NONE && !has_postgis (dataset)) {
    fail (error, YZT_EXCHANGE_ERROR_FORMAT, connection,
          _("The data base “%s” has no PostGIS, so it cannot hold places; ask its keeper for CREATE EXTENSION postgis."));
    return FALSE;
  }
  if (GDALDatasetGetLayerByName (dataset, table) != NULL) {
    g_autofree char *shown = yzt_import_source_name (connection);
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE,
                 _("The data base “%s” has a table “%s” already, which is left as it is; rename or remove it there first."), shown, table);
    return FALSE;
  }
  return TRUE;
}

GDALDatasetH
yzt_database_open (const YztExport *self, const char *connection, GError **error)
{
  static const char *const drivers[] = { "PostgreSQL", NULL };
  GDALDatasetH dataset = GDALOpenEx (connection, GDAL_OF_VECTOR | GDAL_OF_UPDATE, drivers, NULL, NULL);

  if (dataset == NULL) {
    fail (error, YZT_EXCHANGE_ERROR_WRITE, connection, _("The data base “%s” cannot be opened; check the connection, the name and the password."));
    return NULL;
  }
  if (!check_target (self, dataset, connection, error)) {
    GDALClose (dataset);
    return NULL;
  }
  return dataset;
}
