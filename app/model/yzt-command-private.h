/* yzt-command-private.h: what the files of command share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-command.h"
G_BEGIN_DECLS
struct _YztCommand {
  GObject parent_instance;
  YztSession *session;
  gint64 incident;
  YztRow *row;
  GPtrArray *need_rows;
  YztSupply *supply;
  YztNeeds *needs;
  YztTeamCover *cover;
  YztCommandRules *rules;
  YztReach reach;
  gboolean loading, stale;
  GCancellable *cancellable;

  YztWindRules wind_rules;
  YztWind *fed;               /* %NULL none */
  YztErg *erg;
  YztDangerKinds *kinds;
  YztKindSet *kinds_of;       /* the set that @kinds was made for */
  YztZoneAsk ask;
  YztGeometry *area;
  gboolean has_zone;
  YztZone zone;
  char *problem, *method, *limits;
  YztThreat *threat, *in_force;
  gint64 zone_fid;            /* of the row in force; 0 none */
  GPtrArray *in_force_labels; /* names, beside in_force->things */
  GArray *came, *went;
  GHashTable *phones;         /* fid * 64 + kind → char * */
  guint phone_timer;
};
/** A table of data/command, free. */
char *yzt_command_load_table (const char *name, GError **error);
/** Lays the zone of @ask anew and counts what is inside. */
void yzt_command_lay_zone (YztCommand *self);
/** Out of the row of kind danger-zone that is in force. */
void yzt_command_take_zone_row (YztCommand *self, const YztRow *row);
void yzt_command_zone_init (YztCommand *self);
void yzt_command_zone_dispose (YztCommand *self);
G_END_DECLS
