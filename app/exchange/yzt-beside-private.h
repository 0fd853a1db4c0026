/* yzt-beside-private.h: files written beside their place and put there when they are whole
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-exchange.h"
G_BEGIN_DECLS

/** YztBeside: a folder of its own beside @path, for one file of its name and whatever else a format puts with it. */
typedef struct {
  char *folder;
  char *path;    /* where to write */
  char *target;
} YztBeside;
gboolean yzt_beside_begin (YztBeside *self, const char *path, GError **error);
/** Moves all files to where they belong, over older ones. */
gboolean yzt_beside_commit (YztBeside *self, GError **error);
/** Removes what was not moved. */
void yzt_beside_end (YztBeside *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztBeside, yzt_beside_end)
/** YZT_EXCHANGE_ERROR_WRITE: “name” cannot be written … */
void yzt_beside_set_error (GError **error, const char *path);
G_END_DECLS
