/* yzt-ledger-entries.h: the entries of the ledger window's middle list: figures, what is missing, what is doubtful, what could set off what
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-ledger.h"
G_BEGIN_DECLS
/* An entry is a YztLedgerFigure, or one of these. */
#define YZT_LEDGER_ENTRY_ANY YZT_LEDGER_N_FIGURES /* lacks anything */
#define YZT_LEDGER_ENTRY_LACKS (YZT_LEDGER_ENTRY_ANY + 1)
#define YZT_LEDGER_ENTRY_DOUBTS (YZT_LEDGER_ENTRY_LACKS + YZT_LEDGER_N_LACKS)
#define YZT_LEDGER_ENTRY_DOMINO (YZT_LEDGER_ENTRY_DOUBTS + YZT_LEDGER_N_DOUBTS)
#define YZT_LEDGER_N_ENTRIES (YZT_LEDGER_ENTRY_DOMINO + 1)
/** In words of the screen. */
const char *yzt_ledger_entry_get_label (guint entry);
/** The heading above this entry; NULL without. */
const char *yzt_ledger_entry_get_section (guint entry);
/** Bits of YztLedgerLack that an entry is about; 0: it is about others. */
guint yzt_ledger_entry_get_lacks (guint entry);
/** How much @source adds to it. */
guint yzt_ledger_entry_count (const YztLedgerSource *source, guint entry);
/** What matters of a source for an entry, for the line below its name; a chain has lines of its own. Free. */
char *yzt_ledger_entry_words (const YztLedger *ledger, const YztLedgerSource *source, guint entry, const char *language);
G_END_DECLS
