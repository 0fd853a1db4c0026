/* yzt-preview-dialog.h: before many rows are changed: old → new, what is wrong in words, and only then the act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
G_BEGIN_DECLS
#define YZT_TYPE_PREVIEW_DIALOG (yzt_preview_dialog_get_type ())
/** Signal "accepted" (). */
G_DECLARE_FINAL_TYPE (YztPreviewDialog, yzt_preview_dialog, YZT, PREVIEW_DIALOG, AdwWindow)
YztPreviewDialog *yzt_preview_dialog_new (GtkWindow *parent, const char *title);
/** What stands above the preview: the controls that say what is to be done. May be NULL. */
void yzt_preview_dialog_set_controls (YztPreviewDialog *self, GtkWidget *controls);
/** Forgets all lines. */
void yzt_preview_dialog_clear (YztPreviewDialog *self);
/** One sentence that tells the whole. */
void yzt_preview_dialog_set_summary (YztPreviewDialog *self, const char *sentence);
/** @where "城东库 · Telephone"; @old, @new in words, NULL: none. */
void yzt_preview_dialog_add_change (YztPreviewDialog *self, const char *where, const char *old, const char *now);
void yzt_preview_dialog_add_problem (YztPreviewDialog *self, const char *sentence);
/** Says that more lines follow than are shown. */
void yzt_preview_dialog_add_note (YztPreviewDialog *self, const char *sentence);
/** @label NULL: nothing can be accepted. */
void yzt_preview_dialog_set_accept (YztPreviewDialog *self, const char *label);
G_END_DECLS
