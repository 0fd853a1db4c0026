/* yzt-plan-packed.c: one part of a packed document, unfolded within bounds
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include "yzt-documents-private.h"

#define MAX_PARTS 20000 /* a document with more is made to harm */

struct _YztPackedPart {
  struct archive *archive;
  GBytes *bytes;
  gsize left;
  gboolean too_large;
};

void
yzt_packed_part_free (YztPackedPart *self)
{
  if (self != NULL) {
    archive_read_free (self->archive);
    g_bytes_unref (self->bytes);
    g_free (self);
  }
}

static gboolean
refuse (const char *origin, GError **error)
{
  g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
               _("“%s” is damaged or locked with a password; open it in an office program, save it anew without a password, and import that."), origin);
  return FALSE;
}

YztPackedPart *
yzt_packed_part_open (GBytes *bytes, const char *name, const char *origin, GError **error)
{
  g_autoptr (YztPackedPart) self = g_new0 (YztPackedPart, 1);
  struct archive_entry *entry;
  self->archive = archive_read_new ();
  self->bytes = g_bytes_ref (bytes);
  self->left = YZT_PLAN_MAX_TEXT_BYTES;
  archive_read_support_format_zip (self->archive);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  if (archive_read_open_memory (self->archive, data, length) != ARCHIVE_OK) {
    refuse (origin, error);
    return NULL;
  }
  for (guint i = 0; i < MAX_PARTS; i++) {
    int status = archive_read_next_header (self->archive, &entry);
    if (status == ARCHIVE_EOF) {
      return NULL;
    }
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      break;
    }
    const char *found = archive_entry_pathname (entry);
    if (g_strcmp0 (found, name) == 0) {
      if (archive_entry_is_encrypted (entry)) {
        break;
      }
      return g_steal_pointer (&self);
    }
  }
  refuse (origin, error);
  return NULL;
}

int
yzt_packed_part_read (gpointer pointer, char *buffer, int size)
{
  YztPackedPart *self = pointer;
  la_ssize_t got = archive_read_data (self->archive, buffer, (gsize) size);
  if (got < 0) {
    return -1;
  }
  if ((gsize) got > self->left) {
    self->too_large = TRUE;
    return -1;
  }
  self->left -= (gsize) got;
  return (int) got;
}

gboolean
yzt_packed_part_judge (const YztPackedPart *self, gboolean whole, gboolean enough, const char *origin, GError **error)
{
  if (enough || self->too_large) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” unfolds to more text than a plan can have; split it into several plans."), origin);
    return FALSE;
  }
  return whole || refuse (origin, error);
}
