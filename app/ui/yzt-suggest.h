/* yzt-suggest.h: proposals under an entry while one types; any other words may stand there, too
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Down and Up walk them, Enter or a click takes one, Esc puts them away; without a step into them Enter stays the entry's. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
typedef struct {
  char *text, *second; /* @second: a smaller line below, or beside it in the entry's row; NULL: none */
  char *extra;         /* for who takes it; may be NULL */
} YztSuggestion;
YztSuggestion *yzt_suggestion_new (const char *text, const char *second, const char *extra);
void yzt_suggestion_free (YztSuggestion *suggestion);

#define YZT_TYPE_SUGGEST (yzt_suggest_get_type ())
/** Signals: "asked" (const char *typed): something was typed, or Down pressed; answered by yzt_suggest_show, now or later.
 * "taken" (YztSuggestion *): its text stands in the entry already. */
G_DECLARE_FINAL_TYPE (YztSuggest, yzt_suggest, YZT, SUGGEST, GObject)
/** (transfer none) Lives as long as the entry. */
YztSuggest *yzt_suggest_attach (GtkEntry *entry);
/** (element-type YztSuggestion) Copied into rows; empty, or only what is typed already: nothing is shown. Not shown while the keyboard is elsewhere. */
void yzt_suggest_show (YztSuggest *self, GPtrArray *suggestions);
/** Enter would take a proposal; @focus: the widget with the keyboard. */
gboolean yzt_suggest_is_choosing (GtkWidget *focus);
G_END_DECLS
