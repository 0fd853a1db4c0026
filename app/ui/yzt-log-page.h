/* yzt-log-page.h: the log of an incident beside the map: one line and Enter, corrections that point to a line, search, print, export
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Read on a worker, then only what is new; thousands of lines. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_LOG_PAGE (yzt_log_page_get_type ())
/** Signals: "said" (const char *sentence); "place-activated" (double lon, double lat): a line names a place. */
G_DECLARE_FINAL_TYPE (YztLogPage, yzt_log_page, YZT, LOG_PAGE, GtkBox)
GtkWidget *yzt_log_page_new (void);
/** @fid 0: the lines of all incidents; @session NULL: nothing. @title: of the incident. */
void yzt_log_page_show (YztLogPage *self, YztSession *session, gint64 fid, const char *title);
gint64 yzt_log_page_get_incident (YztLogPage *self);
/** The focus into the line, or with @search into the search. */
void yzt_log_page_focus (YztLogPage *self, gboolean search);
/** Esc: a correction that was begun, then a search; FALSE when there was neither. */
gboolean yzt_log_page_leave (YztLogPage *self);
/** How many lines are listed. For tests. */
guint yzt_log_page_get_n_shown (YztLogPage *self);
/** Writes what is listed by the ending of @path, as yzt_log_write. */
void yzt_log_page_export (YztLogPage *self, const char *path);
/** "市消防 → 指挥中心：已到场" is from whom, to whom, what; else only what. Free all. */
void yzt_log_split_line (const char *line, char **from_out, char **to_out, char **what_out);
G_END_DECLS
