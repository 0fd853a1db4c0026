/* yzt-ledger-private.h: what the files of the ledger share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-ledger.h"
#include "yzt-rules.h"

struct _YztLedger {
  gatomicrefcount refs;
  GArray *sources;      /* YztLedgerSource, by fid */
  GHashTable *by_fid;   /* gint64 → index + 1 */
  YztDueRules *due;     /* owns the words of the bases */
};

/** (element-type YztLedgerSource), clear func set. */
GArray *yzt_ledger_sources_new (void);
/** Not closed, and its deadline has passed. */
gboolean yzt_ledger_danger_is_overdue (const YztRow *danger, const char *today);
/** Neither closed nor struck off. */
gboolean yzt_ledger_source_is_open (const YztRow *source);
/** A file of data/rules, or the user's own of that name; free. */
char *yzt_ledger_read_table (const char *name, GError **error);
/** How far each may reach others, by hazard-domino.tsv, and whom. @classes: for each source the symbols of its chemicals' classes. */
void yzt_ledger_find_reaches (YztLedger *self, GPtrArray *const *classes, const char *table);
