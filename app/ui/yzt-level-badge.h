/* yzt-level-badge.h: a level as a coloured word: "Ⅲ Major", never the colour alone
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_LEVEL_BADGE (yzt_level_badge_get_type ())
G_DECLARE_FINAL_TYPE (YztLevelBadge, yzt_level_badge, YZT, LEVEL_BADGE, GtkWidget)
/** @level 0 or a blank @word hides the badge. */
void yzt_level_badge_set (YztLevelBadge *self, int level, const char *word);
G_END_DECLS
