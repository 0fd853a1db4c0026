/* yzt-table-packed.c: what stands in a packed file (XLSX, ODS, KMZ) before anybody unpacks it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of two megabytes may unpack to gigabytes, and XML may define what it is made of: words that multiply, other files,
 * addresses. No programme writes lists so.
 */
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-exchange-private.h"
#include "yzt-recognise-private.h"
#include "yzt-table-private.h"

/* A definition stands before the first element or nowhere. */
#define LINK_BYTES ((gsize) 256 * 1024)
#define PROLOG_BYTES ((gsize) 64 * 1024)

/* TRUE when @bytes, in UTF-8 or UTF-16, begin with a definition of document types. */
static gboolean
defines_a_type (const char *bytes, gsize n)
{
  g_autoptr (GString) text = g_string_sized_new (n);

  for (gsize i = 0; i < n; i++) {
    if (bytes[i] != '\0') {
      g_string_append_c (text, bytes[i]);
    }
  }
  return strstr (text->str, "<!DOCTYPE") != NULL || strstr (text->str, "<!ENTITY") != NULL;
}

gboolean
yzt_table_check_definitions (const char *bytes, gsize n, const char *shown, GError **error)
{
  if (!defines_a_type (bytes, MIN (n, PROLOG_BYTES))) {
    return TRUE;
  }
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
               _("“%s” is refused, for its XML defines types or entities of its own, which no list needs; open and save it with a spreadsheet programme."), shown);
  return FALSE;
}

static gboolean
check_part (const char *name, const char *shown, GError **error)
{
  g_autofree char *bytes = g_malloc (PROLOG_BYTES);
  VSILFILE *file = VSIFOpenL (name, "rb");
  gsize n;

  if (file == NULL) {
    return TRUE;
  }
  n = VSIFReadL (bytes, 1, PROLOG_BYTES, file);
  VSIFCloseL (file);
  return yzt_table_check_definitions (bytes, n, shown, error);
}

gboolean
yzt_table_check_packed (const char *path, const char *shown, GError **error)
{
  g_autofree char *folder = g_strdup_printf ("/vsizip/{%s}", path);
  const VSIDIREntry *part;
  VSIDIR *parts;
  guint64 size = 0;
  gboolean ok = TRUE;

  yzt_gdal_quiet_begin ();
  parts = VSIOpenDir (folder, -1, NULL);
  /* What is no archive is told by the driver. */
  while (ok && parts != NULL && (part = VSIGetNextDirEntry (parts)) != NULL) {
    g_autofree char *name = g_build_filename (folder, part->pszName, NULL);

    size += part->nSize;
    if (size > YZT_TABLE_MAX_BYTES) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” unpacks to more than 512 MiB; split it."), shown);
      ok = FALSE;
    } else if (!VSI_ISDIR (part->nMode)) {
      ok = check_part (name, shown, error);
    }
  }
  if (parts != NULL) {
    VSICloseDir (parts);
  }
  yzt_gdal_quiet_end ();
  return ok;
}

char *
yzt_table_packed_kml (const char *path)
{
  g_autofree char *folder = g_strdup_printf ("/vsizip/{%s}", path);
  const VSIDIREntry *part;
  VSIDIR *parts;
  char *found = NULL;
  guint n = 0;

  yzt_gdal_quiet_begin ();
  parts = VSIOpenDir (folder, -1, NULL);
  while (parts != NULL && (part = VSIGetNextDirEntry (parts)) != NULL) {
    g_autofree char *lower = g_ascii_strdown (part->pszName, -1);
    if (g_str_has_suffix (lower, ".kml") && n++ == 0) {
      found = g_build_filename (folder, part->pszName, NULL);
    }
  }
  if (parts != NULL) {
    VSICloseDir (parts);
  }
  yzt_gdal_quiet_end ();
  if (n != 1) {
    g_clear_pointer (&found, g_free);
  }
  return found;
}

gboolean
yzt_table_points_on (const char *path, const char *ending)
{
  g_autofree char *inner = g_str_equal (ending, "kmz") ? yzt_table_packed_kml (path) : g_strdup (path);
  g_autofree char *bytes = g_malloc0 (LINK_BYTES + 1);
  VSILFILE *file = inner != NULL ? VSIFOpenL (inner, "rb") : NULL;
  gsize n = file != NULL ? VSIFReadL (bytes, 1, LINK_BYTES, file) : 0;

  if (file != NULL) {
    VSIFCloseL (file);
  }
  return g_strstr_len (bytes, (gssize) n, "<NetworkLink>") != NULL || g_strstr_len (bytes, (gssize) n, "<NetworkLink ") != NULL;
}
