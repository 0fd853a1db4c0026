/* yzt-fetched.c: what a fetch brought home, and the errors of the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-net.h"

G_DEFINE_QUARK (yzt-net-error, yzt_net_error)

void
yzt_fetched_free (YztFetched *fetched)
{
  if (fetched == NULL) {
    return;
  }
  g_clear_pointer (&fetched->bytes, g_bytes_unref);
  g_free (fetched->media_type);
  g_free (fetched->etag);
  g_free (fetched->last_modified);
  g_free (fetched);
}
