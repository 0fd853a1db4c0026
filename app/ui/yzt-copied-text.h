/* yzt-copied-text.h: text put into the clipboard so that every program takes it, however long it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gdk/gdk.h>
G_BEGIN_DECLS

/* GDK hands over what it is given as it is given: a text written at once becomes one property of X11, which others refuse above some 400 KB;
 * written in pieces it goes incrementally (ICCCM 2.7.2). No piece is longer than this, in bytes. */
#define YZT_COPIED_TEXT_PIECE 65536

#define YZT_TYPE_COPIED_TEXT (yzt_copied_text_get_type ())
G_DECLARE_FINAL_TYPE (YztCopiedText, yzt_copied_text, YZT, COPIED_TEXT, GdkContentProvider)

/* @text: UTF-8; copied. (transfer full) */
GdkContentProvider *yzt_copied_text_new (const char *text);
/* In place of gdk_clipboard_set_text (), for text that may be long. Main thread. */
void yzt_copied_text_set (GdkClipboard *clipboard, const char *text);
G_END_DECLS
