/* yzt-needs-private.h: what the files of needs share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-needs.h"
G_BEGIN_DECLS
typedef struct {
  double distance_m, minutes; /* NaN: the base has no place */
} YztWay;
/* Teams that are no farther than this, all together. */
typedef struct {
  double reach; /* metres, or minutes */
  YztReachPeople people;
} YztPeopleWithin;
struct _YztNeeds {
  YztSupply *supply;
  const YztCommandRules *rules;
  YztPosition at;
  GArray *needs; /* YztNeed */
  GArray *ways;  /* YztWay, one a base */
  GArray *people[2]; /* YztPeopleWithin, by distance and by time: a frame of a drag does not look at every team */
};
gboolean yzt_needs_is_within (const YztReach *reach, double distance_m, double minutes);
/** (element-type guint) Lots that go by the need's name, in whatever unit. */
GArray *yzt_needs_lots (const YztNeeds *needs, const YztNeed *need);
G_END_DECLS
