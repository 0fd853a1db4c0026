/* yzt-catalogue.h: names of materials and their units, for who writes lines of stock
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. From data/materials.tsv (read once) and from what the map has in stock already. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
/** The usual unit of @item; NULL when the catalogue does not know it. */
const char *yzt_catalogue_get_unit (const char *item);
/** (transfer full) Offers names that hold what was typed. */
/** Proposes names of materials with their units while something is typed. */
void yzt_catalogue_attach (GtkEntry *entry);
G_END_DECLS
