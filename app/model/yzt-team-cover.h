/* yzt-team-cover.h: which things a suitable team reaches, and which would lose that when a team goes
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Immutable, any thread. Distances on the ellipsoid, rims closed. A team counts while it is ready and somebody of it is free. */
#pragma once
#include "yzt-rules-command.h"
#include "yzt-supply.h"
G_BEGIN_DECLS
typedef struct {
  guint kind;
  gint64 fid;
  YztPosition at;
  guint8 level;
  double reach_m;      /* by the rule */
  int nearest;         /* base index of the nearest suitable team, −1 none at all */
  double distance_m;   /* of it */
  guint n_covering;    /* suitable teams within reach */
  int sole;            /* the only one of them, −1 */
  const char *name;    /* lives as long as the cover */
} YztTeamCoverThing;
typedef struct _YztTeamCover YztTeamCover;
/** [worker] Over the things of @generation that the rules name. */
YztTeamCover *yzt_team_cover_new (YztGeneration *generation, YztSupply *supply, const YztCommandRules *rules);
void yzt_team_cover_free (YztTeamCover *cover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTeamCover, yzt_team_cover_free)
guint yzt_team_cover_get_n (const YztTeamCover *cover);
const YztTeamCoverThing *yzt_team_cover_get (const YztTeamCover *cover, guint i);
guint yzt_team_cover_get_n_uncovered (const YztTeamCover *cover);
/** What nobody covers any more once all free people of @teams (base indexes) are gone; appended to @things (guint, indexes). */
void yzt_team_cover_lost (const YztTeamCover *cover, const guint *teams, guint n_teams, GArray *things);
G_END_DECLS
