/* yzt-doctor-private.h: what is wrong, or looks wrong, with a row of a foreign table
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-import-private.h"
G_BEGIN_DECLS

/** The same as yzt_field_parse_in_zone, which is asked first; besides: 22/11/2026 where only that can be meant, days of Excel (46348), numbers
 * followed by the unit of their field. @correction_out: a sentence when it had to be read in such a way, else %NULL. */
gboolean yzt_doctor_parse_cell (const YztField *field, const char *text, GTimeZone *zone, YztCell *cell_out, char **correction_out, GError **error);
G_END_DECLS
