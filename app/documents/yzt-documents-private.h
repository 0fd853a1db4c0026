/* yzt-documents-private.h: the parts of reading a plan: front matter, Markdown, plain text
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-documents.h"
G_BEGIN_DECLS

/** More headings than this in one plan is no plan. */
#define YZT_PLAN_MAX_SECTIONS 20000

/** Takes "---" … "---" from the beginning of @text into @meta (key → value, lists joined with ";"). Returns where the body begins. */
const char *yzt_plan_front_matter (const char *text, GHashTable *meta);

/** One heading with its own text, as found; levels as in the file. */
typedef struct {
  guint level;      /* 1…; 0: text before the first heading */
  char *heading;
  GString *text;
} YztPlanPart;
GArray *yzt_plan_parts_new (void); /* (element-type YztPlanPart), clear func set */
YztPlanPart *yzt_plan_parts_add (GArray *parts, guint level, const char *heading);

/** FALSE when md4c refuses or there are too many headings. */
gboolean yzt_plan_read_markdown (const char *text, gsize length, GArray *parts);
void yzt_plan_read_plain (const char *text, GArray *parts);
/** TRUE when plain text is written as Markdown: a heading line with "#". */
gboolean yzt_plan_looks_like_markdown (const char *text);
G_END_DECLS
