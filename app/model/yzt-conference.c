/* yzt-conference.c: the link of a conference, out of the room's own template; only of schemes that the room allows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_URI_BYTES 2000

/* Never allowed, whatever is configured: they run or read something here. */
static const char *const never[] = { "file", "javascript", "data", "vbscript", "about", "resource", "blob", "mailto", "admin", "smb", "ftp", "sftp", "ssh", "trash", "recent", NULL };
static const char *const always[] = { "https", "http", NULL };

static char *
fill_in (const char *template, const char *code, const char *name, gint64 fid)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, fid);
  const char *const parts[][2] = { { "{code}", *code != '\0' ? code : number }, { "{name}", name }, { "{fid}", number } };
  g_autoptr (GString) uri = g_string_new (template);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *escaped = g_uri_escape_string (parts[i][1], NULL, FALSE);
    g_string_replace (uri, parts[i][0], escaped, 0);
  }
  return g_string_free (g_steal_pointer (&uri), FALSE);
}

char *
yzt_conference_uri (const char *template, const char *const *schemes, const char *code, const char *name, gint64 fid, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (template != NULL ? template : ""));
  if (*trimmed == '\0') {
    yzt_deed_refuse (error, _("No meeting system is set; enter its link in the preferences, for example https://meet.example.cn/{code}."));
    return NULL;
  }
  g_autofree char *text = fill_in (trimmed, code != NULL ? code : "", name != NULL ? name : "", fid);
  g_autoptr (GUri) uri = strlen (text) <= MAX_URI_BYTES ? g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL) : NULL;
  if (uri == NULL) {
    yzt_deed_refuse (error, _("“%s” is no link; it begins for example with https://."), trimmed);
    return NULL;
  }
  const char *scheme = g_uri_get_scheme (uri), *host = g_uri_get_host (uri);
  gboolean web = g_strv_contains (always, scheme);
  if (g_strv_contains (never, scheme) || (!web && (schemes == NULL || !g_strv_contains (schemes, scheme)))) {
    yzt_deed_refuse (error, _("A meeting link that begins with “%s:” is not opened: allowed are https, http and what the preferences list."), scheme);
    return NULL;
  }
  if (web && (host == NULL || *host == '\0')) {
    yzt_deed_refuse (error, _("The meeting link “%s” names no server."), trimmed);
    return NULL;
  }
  return g_uri_to_string (uri);
}
