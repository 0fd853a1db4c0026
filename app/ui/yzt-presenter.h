/* yzt-presenter.h: the speaker's window: notes, what comes next, the clock, and the scenes in their order; without a show, the place where scenes are made ready
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-briefing-show.h"
G_BEGIN_DECLS
#define YZT_TYPE_PRESENTER (yzt_presenter_get_type ())
/** Signal "start" (): the briefing shall be shown. */
G_DECLARE_FINAL_TYPE (YztPresenter, yzt_presenter, YZT, PRESENTER, AdwWindow)
/** @show NULL: nothing is shown; scenes are made ready. */
GtkWindow *yzt_presenter_new (YztBriefing *briefing, YztBriefingShow *show);
void yzt_presenter_say (YztPresenter *self, const char *sentence);
/** What was typed is kept: before the window goes away by itself. */
void yzt_presenter_write_notes (YztPresenter *self);
/** Twice a second. */
void yzt_presenter_tick (YztPresenter *self);
G_END_DECLS
