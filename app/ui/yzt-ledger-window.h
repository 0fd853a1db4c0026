/* yzt-ledger-window.h: the ledger of hazard sources: groups, figures, the records behind each
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Read again by itself when the map changes. Enter on a record goes there on the map; the window stays. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_LEDGER_WINDOW (yzt_ledger_window_get_type ())
G_DECLARE_FINAL_TYPE (YztLedgerWindow, yzt_ledger_window, YZT, LEDGER_WINDOW, AdwWindow)
GtkWindow *yzt_ledger_window_new (GtkWindow *parent, YztSession *session);
G_END_DECLS
