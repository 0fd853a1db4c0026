/* yzt-work.c: how far a long work of a thread is, and whether it is still wanted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"
#include "yzt-store-bulk.h"
#include <glib/gi18n-lib.h>

typedef struct {
  YztCareRun run;
  double last;
} Work;

static GPrivate of_thread = G_PRIVATE_INIT (g_free);

void
yzt_store_watch_work (const YztCareRun *run)
{
  Work *work = run != NULL ? g_new0 (Work, 1) : NULL;

  if (run != NULL)
    work->run = *run;
  g_private_replace (&of_thread, work);
}

/* What has to be done again does not make it fall. */
gboolean
yzt_store_work_goes_on (double fraction, GError **error)
{
  Work *work = g_private_get (&of_thread);

  if (work == NULL)
    return TRUE;
  work->last = MAX (work->last, MIN (fraction, 1));
  if (work->run.progress != NULL)
    work->run.progress (work->last, work->run.user_data);
  if (!g_cancellable_is_cancelled (work->run.cancellable))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("It was cancelled, and nothing was changed."));
  return FALSE;
}

#define LOOK_ROWS 1024

gboolean
yzt_prepared_count_row (YztPrepared *self, GError **error)
{
  self->n_seen++;
  return self->n_expected == 0 || self->n_seen % LOOK_ROWS != 0
         || yzt_store_work_goes_on (YZT_WORK_LOOKED_AT * (double) self->n_seen / (double) MAX (self->n_seen, self->n_expected), error);
}
