/* yzt-doctor-private.h: what is wrong, or looks wrong, with a row of a foreign table
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-areas-private.h"
#include "yzt-import-private.h"
G_BEGIN_DECLS

/** The same as yzt_field_parse_in_zone, which is asked first; besides: 22/11/2026 where only that can be meant, days of Excel (46348), numbers
 * followed by the unit of their field. @correction_out: a sentence when it had to be read in such a way, else %NULL. */
gboolean yzt_doctor_parse_cell (const YztField *field, const char *text, GTimeZone *zone, const char *language, YztCell *cell_out, char **correction_out, GError **error);

/** Whether places fit what is said of them. */
typedef struct {
  YztAreas *areas;            /* NULL: nothing to compare with */
  const GPtrArray *ours;      /* YztArea * of the jurisdiction; NULL when the map names none that is known */
  char *jurisdiction;         /* code prefix, "" */
  int county, adcode;         /* columns; -1 none */
  int county_index, adcode_index; /* fields of the kind, -1 none */
} YztDoctor;
void yzt_doctor_init (YztDoctor *self, YztStore *store, const YztImportColumns *columns, guint n_columns);
void yzt_doctor_clear (YztDoctor *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztDoctor, yzt_doctor_clear)
/** The place of @row, which was just read; adds to the findings of @reader. FALSE when it must stay out. May put the position right. */
gboolean yzt_doctor_examine (YztDoctor *self, YztImportReader *reader, YztRow *row);
G_END_DECLS
