/* yzt-rules-command.h: small tables of command that are data: how long a way takes, what words of a need mean, what covers a thing
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure. Any thread. Tables: data/command/{arrival,need-words,cover}.tsv. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
typedef struct _YztCommandRules YztCommandRules;
/** Lines that are no rows are left out. */
YztCommandRules *yzt_command_rules_parse (const char *arrival, const char *need_words, const char *cover);
void yzt_command_rules_free (YztCommandRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztCommandRules, yzt_command_rules_free)

typedef struct {
  char *class, *label_en, *label_zh;
  double km_h, winding, turnout_min;
} YztArrivalClass;
/** By class of vehicle; the row "other", else fixed figures, when there is none. */
const YztArrivalClass *yzt_command_rules_arrival (const YztCommandRules *rules, const char *class);
/** turn-out + straight line × winding ÷ speed; @turnout_min NaN: the class's. */
double yzt_arrival_minutes (const YztArrivalClass *class, double distance_m, double turnout_min);
/** The formula with its figures: "5 min + 13.2 km × 1.3 ÷ 60 km/h = 22 min (fire engine)". Free. */
char *yzt_arrival_formula (const YztArrivalClass *class, double distance_m, double turnout_min, const char *language);

typedef enum { YZT_NEED_MATERIAL, YZT_NEED_PEOPLE, YZT_NEED_VEHICLE } YztNeedClass;
/** What a need asks for, by its name and unit; @type_out (may be NULL): class of vehicle, NULL any. */
YztNeedClass yzt_command_rules_need (const YztCommandRules *rules, const char *name, const char *unit, const char **type_out);

typedef struct {
  char *kind, *type, **teams;
  double reach_m;
} YztCoverRule;
/** %NULL: nothing has to cover it. */
const YztCoverRule *yzt_command_rules_cover (const YztCommandRules *rules, const char *kind, const char *type);
gboolean yzt_cover_rule_counts (const YztCoverRule *rule, const char *team_type);
G_END_DECLS
