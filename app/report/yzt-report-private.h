/* yzt-report-private.h: what the files of papers share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-report.h"
G_BEGIN_DECLS
/** A file of data/report, the user's own ("report") before ours. Free. */
char *yzt_paper_load (const char *name, GError **error);
/** paper.ini, checked: every mistake in it is a sentence that names group and key. */
GKeyFile *yzt_paper_load_layout (GError **error);
/** A copy with the head, the seal line and the order of sections of its template; NULL + error when the file has a mistake. */
YztPaper *yzt_paper_dress (const YztPaper *paper, GError **error);
/** "2026-11-22 12:41" in @zone, "—" for 0. Free. */
char *yzt_paper_time (gint64 utc_ms, GTimeZone *zone);
/** Control characters that no format takes become blanks; line ends stay. Free. */
char *yzt_paper_clean (const char *text);
G_END_DECLS
