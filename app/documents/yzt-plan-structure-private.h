/* yzt-plan-structure-private.h: what the files that read the structure of plans share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base.h"
#include "yzt-documents-private.h"
#include "yzt-plan-structure.h"
G_BEGIN_DECLS

/** Rows of data/plans/@name that have at least @n_columns cells (element-type GStrv). Without the file: none, and a warning. */
GPtrArray *yzt_plan_table_load (const char *name, guint n_columns);
/** Compiled for both cases of letters; NULL with a warning when it is none. */
GRegex *yzt_plan_regex (const char *pattern);
/** "Ⅲ级", "三级响应", "III级", "Level 3" anywhere in @text: 1…4; 0 none. @at_out: byte where it stands; may be NULL. */
int yzt_plan_level_in (const char *text, gsize *at_out);
/** Numbers as people write them: "8", "1,200", "八", "三十"; FALSE when it is none. */
gboolean yzt_plan_number (const char *text, double *value_out);
/** "30分钟", "1小时", "15 min": minutes from the first such duration in @text; NaN when there is none. */
double yzt_plan_minutes_in (const char *text);
/** (element-type char *) sentences of a line. */
GPtrArray *yzt_plan_sentences (const char *line);

/** One table of a section's text: rows of cells. */
typedef struct {
  GPtrArray *rows; /* GStrv; the first names the columns */
  int level;       /* of the heading above, 0 none */
  guint section;
  const char *caption; /* heading */
} YztPlanTable;
/** What a table gives is added to @structure. TRUE when it was one that is known: levels, telephones, materials, steps. */
gboolean yzt_plan_table_read (const YztPlanTable *table, YztPlanStructure *structure);
/** Needs that a line of text names. */
void yzt_plan_needs_read (const char *line, int level, guint section, GArray *needs);
void yzt_plan_contacts_read (const char *line, guint section, GArray *contacts);
/** A numbered line under measures: TRUE when it is a step. */
gboolean yzt_plan_step_read (const char *line, int level, guint section, GArray *steps);
void yzt_plan_levels_read (const char *line, const char *heading, guint section, GArray *levels);
G_END_DECLS
