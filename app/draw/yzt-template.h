/* yzt-template.h: what a planner sets for papers and map sheets without a compiler: page, type, head, seal line, order of parts
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * data/report/paper.ini, or the planner's own of that name in the user's folder: [Template] holds for all papers, [Template TYPE] for one. A mistake in the planner's own is one
 * sentence, and ours counts. Any thread; reads files. */
#pragma once
#include "yzt-base.h"
G_BEGIN_DECLS
typedef struct _YztTemplates YztTemplates;
/** NULL only when ours is missing. */
YztTemplates *yzt_templates_load (GError **error);
/** Ours, or (for tests) what a text says; @problem_out: a sentence that names group and key, NULL when there is no mistake; free. */
YztTemplates *yzt_templates_parse (const char *text, char **problem_out);
void yzt_templates_free (YztTemplates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTemplates, yzt_templates_free)
/** Why the planner's own does not count; NULL when it does, or when there is none. (transfer none) */
const char *yzt_templates_get_problem (const YztTemplates *self);
/** Of the type of paper, else of all; NULL when neither says it. @own_out (may be NULL): the type's own. Free. */
char *yzt_templates_get (const YztTemplates *self, const char *type, const char *key, gboolean *own_out);
/** Of [Page] or [Type]. */
double yzt_templates_get_number (const YztTemplates *self, const char *group, const char *key, double fallback);
char *yzt_templates_get_word (const YztTemplates *self, const char *group, const char *key);

/** A file of data/report, the user's own before ours where it holds @mark (NULL: any text). @problem_out (may be NULL): why the user's own does not count. Free. */
char *yzt_template_load_part (const char *name, const char *mark, char **problem_out, GError **error);
/** The planner's folder, made when it is missing, with a copy of ours to begin with when it has none. Path; free. */
char *yzt_template_folder (GError **error);
G_END_DECLS
