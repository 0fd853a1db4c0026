/* yzt-draw-gdal.c: GDAL in this room: started once, quiet, with its doors to the network closed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-draw-gdal-private.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#define BLOCK_CACHE_BYTES (64 * 1024 * 1024)

static CPLHTTPResult *
refuse_fetch (const char *url, CSLConstList options, GDALProgressFunc progress, void *progress_data, CPLHTTPFetchWriteFunc write, void *write_data,
              void *user_data)
{
  CPLHTTPResult *result = CPLCalloc (1, sizeof (CPLHTTPResult));
  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup ("the network is closed to base maps");
  return result;
}

void
yzt_draw_gdal_init (void)
{
  static gsize done = 0;
  if (g_once_init_enter (&done)) {
    GDALAllRegister ();
    GDALSetCacheMax64 (BLOCK_CACHE_BYTES);
    CPLHTTPSetFetchCallback (refuse_fetch, NULL);
    OSRSetPROJEnableNetwork (FALSE);
    /* What does not go by the function above, /vsicurl/ and its like, finds nobody. */
    CPLSetConfigOption ("GDAL_HTTP_PROXY", "http://127.0.0.1:9");
    CPLSetConfigOption ("GDAL_HTTP_CONNECTTIMEOUT", "1");
    CPLSetConfigOption ("GDAL_HTTP_MAX_RETRY", "0");
    g_once_init_leave (&done, 1);
  }
}

static void CPL_STDCALL
on_gdal_error (CPLErr level, CPLErrorNum number, const char *message)
{
  g_debug ("GDAL %d/%d: %s", (int) level, (int) number, message);
}

void
yzt_draw_gdal_hush (void)
{
  CPLPushErrorHandler (on_gdal_error);
}

void
yzt_draw_gdal_speak (void)
{
  CPLPopErrorHandler ();
}
