/* yzt-table-doors.c: files that point elsewhere are not followed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GDAL fetches what some files name: reference systems of GeoJSON by address, tables that a MapInfo table is made of, geocoding functions in
 * views of GeoPackages. A list that somebody sent must not make the command room call anybody.
 */
#include <cpl_conv.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <glib/gi18n-lib.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange-private.h"
#include "yzt-recognise-private.h"
#include "yzt-table-private.h"

#define LOOKED_AT_BYTES ((gsize) 256 * 1024)

static CPLHTTPResult *
refuse_fetch (const char *url, CSLConstList options, GDALProgressFunc progress, void *progress_data, CPLHTTPFetchWriteFunc write, void *write_data,
              void *user_data)
{
  CPLHTTPResult *result = CPLCalloc (1, sizeof (CPLHTTPResult));

  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup ("the network is closed to imports");
  g_debug ("refused to fetch %s", url);
  return result;
}

void
yzt_gdal_close_doors (void)
{
  CPLHTTPSetFetchCallback (refuse_fetch, NULL);
  OSRSetPROJEnableNetwork (FALSE);
  /* What does not go by the function above, /vsicurl/ and its like, finds nobody. */
  CPLSetConfigOption ("GDAL_HTTP_PROXY", "http://127.0.0.1:9");
  CPLSetConfigOption ("GDAL_HTTP_CONNECTTIMEOUT", "1");
  CPLSetConfigOption ("GDAL_HTTP_MAX_RETRY", "0");
}

static gboolean
says_elsewhere (const char *shown, const char *what, GError **error)
{
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
               _("“%s” is refused, for it points to %s; ask for a file that holds the data itself."), shown, what);
  return FALSE;
}

/* A MapInfo table names its data by its own name; views and seamless tables name others. */
static gboolean
check_mapinfo (const char *text, const char *shown, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (strstr (lower, "create view") != NULL || strstr (lower, "open table") != NULL || strstr (lower, "\"\\isseamless\" = \"true\"") != NULL ||
      strstr (lower, "type linked") != NULL || strstr (lower, "type odbc") != NULL || strstr (lower, "type wms") != NULL) {
    return says_elsewhere (shown, _("other tables"), error);
  }
  return TRUE;
}

static gboolean
check_json (const char *text, const char *shown, GError **error)
{
  static GRegex *link = NULL;
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    link = g_regex_new ("\"crs\"\\s*:\\s*\\{[^}]{0,200}\"type\"\\s*:\\s*\"(?:link|url)\"", G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, NULL);
    g_once_init_leave (&once, 1);
  }
  if (g_regex_match (link, text, 0, NULL)) {
    return says_elsewhere (shown, _("an address for its reference system"), error);
  }
  return TRUE;
}

/* The beginning of a file as text, whatever is in it. */
static char *
read_beginning (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree char *bytes = g_malloc0 (LOOKED_AT_BYTES + 1);
  gsize n = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, LOOKED_AT_BYTES, &n, NULL, NULL)) {
    return g_strdup ("");
  }
  for (gsize i = 0; i < n; i++) {
    bytes[i] = bytes[i] == '\0' ? ' ' : bytes[i];
  }
  return g_utf8_make_valid (bytes, (gssize) n);
}

gboolean
yzt_table_check_doors (const char *path, const char *ending, const char *shown, GError **error)
{
  static const char *const packed[] = { "xlsx", "xlsm", "ods", "kmz", NULL };
  gboolean json = g_str_equal (ending, "json") || g_str_has_prefix (ending, "geojson");
  g_autofree char *text = NULL;

  if (g_str_equal (ending, "tab") || g_str_equal (ending, "mif")) {
    text = read_beginning (path);
    return check_mapinfo (text, shown, error);
  }
  if (json) {
    text = read_beginning (path);
    return check_json (text, shown, error);
  }
  if (g_strv_contains (packed, ending)) {
    return yzt_table_check_packed (path, shown, error);
  }
  text = read_beginning (path);
  if ((g_str_equal (ending, "kml") || g_str_equal (ending, "gpx")) && !yzt_table_check_definitions (text, strlen (text), shown, error)) {
    return FALSE;
  }
  if (strstr (text, "<OGRVRTDataSource") != NULL || strstr (text, "<VRTDataset") != NULL || strstr (text, "<OGRWFSDataSource") != NULL) {
    return says_elsewhere (shown, _("other files, as VRT does"), error);
  }
  return TRUE;
}
