/* yzt-feature-cards.h: a feature's fields in words, as cards: knowledge, one card per group, one per child kind
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
/** Children shown of each kind; more are told as a number. */
#define YZT_FEATURE_CARDS_MOST_CHILDREN 200
void yzt_feature_cards_add (GtkBox *box, YztSession *session, const YztFeature *feature);
G_END_DECLS
