/* yzt-act-dialog.h: one act of the watch, asked for in one small dialog: who, when, what, why
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Rows are added after it is made; Enter in a line, or Ctrl+Enter anywhere, says yes; Esc says no and nothing has happened.
 * The dialog stays until yzt_act_dialog_finish, so that what was typed is never lost to a refusal. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_ACT_DIALOG (yzt_act_dialog_get_type ())
/** Signal "accepted" (): every row that must be filled is; ask for the values and write. */
G_DECLARE_FINAL_TYPE (YztActDialog, yzt_act_dialog, YZT, ACT_DIALOG, AdwWindow)
/** @explanation is one sentence, may be NULL. @confirm is the word on the button. */
YztActDialog *yzt_act_dialog_new (GtkWindow *parent, YztSession *session, const char *title, const char *explanation, const char *confirm);
/** A line of text. @text may be NULL. */
void yzt_act_dialog_add_line (YztActDialog *self, const char *name, const char *label, const char *text, gboolean required);
/** Several lines of text. */
void yzt_act_dialog_add_text (YztActDialog *self, const char *name, const char *label, const char *text, gboolean required);
/** One of several; @codes and @labels end with NULL and are copied. @chosen NULL: the first. */
void yzt_act_dialog_add_choice (YztActDialog *self, const char *name, const char *label, const char *const *codes, const char *const *labels,
                                const char *chosen);
/** A time in the map's zone; @at_ms 0: empty, and may stay so. */
void yzt_act_dialog_add_time (YztActDialog *self, const char *name, const char *label, gint64 at_ms);
/** A whole number, empty allowed: not known. @value -1: not known. */
void yzt_act_dialog_add_number (YztActDialog *self, const char *name, const char *label, gint64 value);
/** Yes or no. */
void yzt_act_dialog_add_switch (YztActDialog *self, const char *name, const char *label, gboolean on);
/** Anything else, above the rows. */
void yzt_act_dialog_add_widget (YztActDialog *self, GtkWidget *widget);

/** Puts what stands in every row into @values by the rows' names (char * → char *), times as ISO 8601 UTC, what is empty not at all. FALSE: something is
 * not understood, and the dialog says what. */
gboolean yzt_act_dialog_collect (YztActDialog *self, GHashTable *values);
/** What stands in a row, trimmed; of a choice its code. Free. */
char *yzt_act_dialog_get_text (YztActDialog *self, const char *name);
/** While it is being written nothing can be pressed twice. */
void yzt_act_dialog_set_busy (YztActDialog *self, gboolean busy);
/** The sentence below the rows; the dialog stays. */
void yzt_act_dialog_tell (YztActDialog *self, const char *sentence);
/** The sentence that stands there, "" none. For tests. */
const char *yzt_act_dialog_get_problem (YztActDialog *self);
/** The act is done (@error NULL: the dialog closes) or refused (it says why and stays). */
void yzt_act_dialog_finish (YztActDialog *self, const GError *error);
/** A GAsyncReadyCallback of a write of a session (yzt_session_write_finish) that the dialog asked for: @dialog (transfer full) is told how it went. */
void yzt_act_dialog_on_written (GObject *session, GAsyncResult *result, gpointer dialog);
G_END_DECLS
