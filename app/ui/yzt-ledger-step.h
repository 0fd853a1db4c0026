/* yzt-ledger-step.h: asks for the next step of a hazard source's papers: when, and who
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "yzt-ledger.h"
G_BEGIN_DECLS
/** A small dialog over @parent; one act when it is accepted. @source is only read now. Its papers are complete: nothing. */
void yzt_ledger_ask_step (GtkWindow *parent, YztSession *session, YztLedger *ledger, guint index);
G_END_DECLS
