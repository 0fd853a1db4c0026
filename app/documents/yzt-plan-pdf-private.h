/* yzt-plan-pdf-private.h: a PDF opened, for its text and for its pages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <poppler.h>
#include "yzt-documents-private.h"
G_BEGIN_DECLS
/** NULL with the sentence for what is damaged, locked or has too many pages. */
PopplerDocument *yzt_plan_open_pdf (GBytes *bytes, const char *origin, GError **error);
G_END_DECLS
