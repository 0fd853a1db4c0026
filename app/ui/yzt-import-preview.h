/* yzt-import-preview.h: the first rows of a file that is imported, as they are read
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-recognise.h"
G_BEGIN_DECLS
/** Shows what @proposal read below @expander, made when it is opened; hides it when nothing was read. */
void yzt_import_preview_show (AdwExpanderRow *expander, const YztProposal *proposal);
G_END_DECLS
