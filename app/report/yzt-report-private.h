/* yzt-report-private.h: what the files of papers share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-report.h"
G_BEGIN_DECLS
/** A file of data/report, the user's own ("report") before ours. Free. */
char *yzt_paper_load (const char *name, GError **error);
/** Control characters that no format takes become blanks; line ends stay. Free. */
char *yzt_paper_clean (const char *text);
G_END_DECLS
