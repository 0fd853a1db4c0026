/* yzt-danger.h: what lies in a danger zone, from the scene: by name, people, grade; what came in and went out when wind or zone changed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No file: answers in the frame in which the wind is turned. A zone is that of the Emergency Response Guidebook (yzt-zone.h) or an area drawn by hand. Any thread. */
#pragma once
#include "yzt-rules-erg.h"
#include "yzt-session.h"
#include "yzt-zone.h"
G_BEGIN_DECLS

/** Kinds that are counted, with the field of their people. */
typedef struct _YztDangerKinds YztDangerKinds;
/** Text of data/command/threatened.tsv against the kinds of a map. */
YztDangerKinds *yzt_danger_kinds_parse (const char *text, YztKindSet *kinds);
void yzt_danger_kinds_free (YztDangerKinds *kinds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztDangerKinds, yzt_danger_kinds_free)
YztSceneFilter yzt_danger_kinds_filter (const YztDangerKinds *kinds);

typedef struct {
  guint kind, index;     /* index in the generation */
  gint64 fid;
  guint8 level;
  double distance_m;     /* from the spill, or the area's label point */
  double bearing_deg;
  double people;         /* NaN: not said */
} YztThreatened;
typedef struct {
  GArray *things;        /* YztThreatened, nearest first */
  guint n_unsaid;        /* of them without a number of people */
  double people;
} YztThreat;
YztThreat *yzt_threat_new (void);
void yzt_threat_free (YztThreat *threat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztThreat, yzt_threat_free)
/** Fills @threat anew; @area, when not NULL, counts instead of @zone (distances from @zone's spill). */
void yzt_threat_find (YztThreat *threat, const YztGeneration *generation, const YztDangerKinds *kinds, const YztZone *zone, const YztGeometry *area);
/** What is in @now and not in @before, appended to @came (guint: positions in @now), and the other way round. */
void yzt_threat_compare (const YztThreat *before, const YztThreat *now, GArray *came, GArray *went);

/** Tables of data/command, read once. [worker or main: small files] NULL + error when one is missing. */
YztErg *yzt_load_erg (GError **error);
struct _YztCommandRules *yzt_load_command_rules (GError **error);
YztDangerKinds *yzt_load_danger_kinds (YztKindSet *kinds, GError **error);
G_END_DECLS
