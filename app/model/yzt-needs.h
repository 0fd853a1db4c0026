/* yzt-needs.h: what an incident needs against what can be had: within reach, short, where the next ones are, who is proposed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made once from a supply and the incident's needs; then any radius is answered without the file, in the frame of a drag. Any thread, one at a time. */
#pragma once
#include "yzt-team-cover.h"
#include "yzt-rules-command.h"
G_BEGIN_DECLS

/** How far is within reach. */
typedef struct {
  gboolean by_time;
  double radius_m;   /* straight line, closed */
  double minutes;    /* estimated arrival, closed */
} YztReach;

typedef struct {
  guint base;        /* index in the supply's bases */
  double distance_m, minutes;
  double booked, reserved, expired, available;
} YztNeedSource;
typedef struct {
  gint64 fid;        /* of the need's row, 0 none */
  char *name, *unit;
  double quantity;
  YztNeedClass what;
  const char *vehicle_type; /* VEHICLE: NULL any */
  GArray *sources;   /* YztNeedSource, nearest first */
  double sent;       /* by open orders of this incident */
  char *problem;     /* NULL, or why nothing is counted: no depot has it, or only in another unit */
} YztNeed;
typedef struct {
  double need, sent, booked, reserved, expired, within; /* within: available in reach */
  double shortfall;  /* need − sent − within, at least 0 */
  guint n_places;    /* in reach, with some available */
  int next;          /* index of the nearest source out of reach that has some; −1 none */
} YztNeedFigures;

typedef struct _YztNeeds YztNeeds;
/** @needs (element-type YztRow) rows of incident-need. Borrows nothing: @supply and @rules are kept alive by reference and by the caller. */
YztNeeds *yzt_needs_new (YztSupply *supply, const YztCommandRules *rules, gint64 incident_fid, YztPosition at, GPtrArray *needs);
void yzt_needs_free (YztNeeds *needs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztNeeds, yzt_needs_free)
YztSupply *yzt_needs_get_supply (const YztNeeds *needs);
guint yzt_needs_get_n (const YztNeeds *needs);
const YztNeed *yzt_needs_get (const YztNeeds *needs, guint i);
YztPosition yzt_needs_get_place (const YztNeeds *needs);
void yzt_needs_figures (const YztNeeds *needs, guint i, const YztReach *reach, YztNeedFigures *figures_out);
/** "8 more at 四会 depot, 32 km"; NULL: nothing farther out. Free. */
char *yzt_needs_next_words (const YztNeeds *needs, guint i, const YztNeedFigures *figures);

/** People and vehicles within reach, teams counted with their place. */
typedef struct {
  guint on_duty, free, out, total, part_time, vehicles, vehicles_free, n_teams;
} YztReachPeople;
void yzt_needs_people (const YztNeeds *needs, const YztReach *reach, YztReachPeople *people_out);
/** How far and how long a base is; FALSE: it has no place. */
gboolean yzt_needs_way (const YztNeeds *needs, guint base, double *distance_m_out, double *minutes_out);
/** The formula of its arrival with its figures. Free. */
char *yzt_needs_formula (const YztNeeds *needs, guint base, const char *language);

/* --- proposals --- */
typedef enum { YZT_PROPOSE_FASTEST, YZT_PROPOSE_KEEP_COVER, YZT_PROPOSE_FEWEST, YZT_N_PROPOSALS } YztProposalWay;
typedef struct {
  guint need, base;
  int lot, vehicle;  /* indexes in the supply; −1: people */
  double quantity;
} YztNeedPick;
typedef struct {
  YztProposalWay way;
  GArray *picks;     /* YztNeedPick, by base */
  guint n_bases;
  double minutes;    /* until the last one is there */
  double missing;    /* of all needs in sum, that nobody has */
  guint n_uncovered; /* things that lose their cover */
  guint n_below_minimum; /* lots that fall below their minimum */
  char *reason;      /* in words */
} YztNeedsProposal;
void yzt_needs_proposal_free (YztNeedsProposal *proposal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztNeedsProposal, yzt_needs_proposal_free)
/** What meets needs that are not met by what is sent already; @only ≥ 0: that need alone. Nothing is taken beyond what is available; beyond @reach when within it is not enough. */
YztNeedsProposal *yzt_needs_propose (const YztNeeds *needs, YztProposalWay way, const YztReach *reach, const YztTeamCover *cover, int only);
G_END_DECLS
