/* yzt-symbol.h: a small widget that shows a kind's map symbol in lists and headings
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-kind.h"
G_BEGIN_DECLS
#define YZT_TYPE_SYMBOL (yzt_symbol_get_type ())
G_DECLARE_FINAL_TYPE (YztSymbol, yzt_symbol, YZT, SYMBOL, GtkWidget)
GtkWidget *yzt_symbol_new (void);
/** @kind NULL: nothing is drawn. @level 0 none, 1 worst … 4. @variant: index of the value of the kind's type, or G_MAXUINT16. */
void yzt_symbol_set (YztSymbol *self, YztKind *kind, int level, guint variant);
G_END_DECLS
