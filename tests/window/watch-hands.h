/* watch-hands.h: what the tests of a watch do again and again: an incident, its menu of acts, the dialogs of acts, its log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "window-fixture.h"
#include "yzt-act-dialog.h"
G_BEGIN_DECLS
GtkWindow *watch_window (Fixture *fixture);
/** Selects the first incident and waits for its panel. */
void watch_select (Fixture *fixture);
/** As the panel has read it last. */
YztIncidentRecord *watch_record (Fixture *fixture);
/** A field of the incident has this value; @value NULL: any. */
gboolean watch_has (Fixture *fixture, const char *field, const char *value);
/** A, and down the menu to the entry: the dialog that asks for it. */
GtkWindow *watch_choose (Fixture *fixture, const char *label);
/** Brings a part of the panel into sight. */
void watch_part (Fixture *fixture, const char *name);
/** Clicks a button of the panel by its label, when it is there: the dialog that asks for it. */
GtkWindow *watch_click (Fixture *fixture, const char *label);
GtkWindow *watch_wait_dialog (void);
/** Tab until the row of this title has the focus; NULL: the text of several lines. */
void watch_tab_to (GtkWindow *dialog, const char *title);
/** Ctrl+Enter, and the dialog is gone. */
void watch_accept (GtkWindow *dialog);
void watch_sign_in (Fixture *fixture, const char *name);
/** The lines of the selected incident's log are of these kinds, in this order; NULL-ended. */
void watch_assert_log (Fixture *fixture, const char *const *kinds);
G_END_DECLS
