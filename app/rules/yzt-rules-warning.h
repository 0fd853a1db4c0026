/* yzt-rules-warning.h: what a warning is crossed with, and whom it calls how soon, as data/rules/warning.tsv says
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Immutable after parsing; any thread. Strings are owned by the rules. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct {
  const char *kind;
  gboolean open_only;
} YztWarningCrossRule;
typedef struct {
  guint first_min, again_min; /* > 0 */
  guint calls;                /* without an answer, before the next level is called; >= 1 */
  guint action_min;
  const char *basis;
} YztWarningClock;
typedef enum { YZT_WARNING_BY_CONTACTS, YZT_WARNING_BY_FIELD, YZT_WARNING_BY_UNIT } YztWarningHow;
typedef struct {
  const char *kind; /* "*" any */
  guint step;       /* 1 to YZT_WARNING_STEPS */
  YztWarningHow how;
  const char *name, *phone; /* fields of the thing; for a unit @name is its level */
  const char *post;
} YztWarningPerson;
#define YZT_WARNING_STEPS 9

typedef struct _YztWarningRules YztWarningRules;
/** Lines that are no rule are left out, each with a sentence in @problems (char *, may be NULL). @language of posts and basis. */
YztWarningRules *yzt_warning_rules_parse (const char *text, const char *language, GPtrArray *problems);
void yzt_warning_rules_free (YztWarningRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztWarningRules, yzt_warning_rules_free)
/** (element-type YztWarningCrossRule) (transfer container) Each kind once, in the order of the table, for a warning of this event. */
GPtrArray *yzt_warning_rules_cross (const YztWarningRules *self, const char *event);
/** Whether changes of @kind can change what lies inside any warning. */
gboolean yzt_warning_rules_name_kind (const YztWarningRules *self, const char *kind);
/** @level 1 red … 4 blue, 0 unknown. NULL: no rule fits, nobody is called. */
const YztWarningClock *yzt_warning_rules_clock (const YztWarningRules *self, const char *event, int level);
/** (element-type YztWarningPerson) (transfer container) Those of @step for a thing of @kind, in the order of the table. */
GPtrArray *yzt_warning_rules_persons (const YztWarningRules *self, const char *kind, guint step);
G_END_DECLS
