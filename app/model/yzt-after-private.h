/* yzt-after-private.h: what the files of closing, assessment and cases share: tables of data/rules and conditions on rows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-after.h"
#include "yzt-incident-private.h"
G_BEGIN_DECLS
/** (element-type GStrv) rows of data/rules/NAME.tsv, the user's own before ours; read once, never freed; those with fewer than @n_cells are left out. Any thread. */
const GPtrArray *yzt_after_table (const char *name, guint n_cells);
/** Columns @zh and @zh + 1 are the Chinese and the English. */
const char *yzt_after_text (char *const *cells, guint zh, const char *language);
/** "field=a|b & field!=c & left>0", "-" any: see data/rules/close.tsv. What the kind lacks counts as empty. */
gboolean yzt_after_meets (const YztRow *row, const char *condition);
/** The incident itself, or its rows of @kind_id. (transfer container) */
GPtrArray *yzt_after_rows (YztIncidentRecord *record, const char *kind_id);
/** First link of a cell as "kind/fid"; %NULL none. Free. */
char *yzt_after_link (const YztRow *row, const char *field);
YztAssessment *yzt_assessment_of_record (YztStore *store, YztIncidentRecord *record, const char *language, GError **error);
/** Warnings in force there and then, in words: "大风蓝色预警; 暴雨黄色预警"; "" none. Free. */
char *yzt_after_weather (YztStore *store, gboolean has_position, YztPosition at, gint64 at_ms);
G_END_DECLS
