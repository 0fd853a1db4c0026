/* yzt-supply.h: everything that can be sent, as the file says it at one moment: lots of stock, people, vehicles, with what orders hold of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Immutable once read, reference counted, any thread. Numbers are those of the rows: available = booked − reserved, 0 when expired or not fit. */
#pragma once
#include "yzt-dispatch.h"
G_BEGIN_DECLS

typedef struct {
  gboolean is_team;
  gint64 fid;
  const char *kind, *name, *type;  /* type: the trade of a team, "" for others */
  gboolean has_place;
  YztPosition at;
  gboolean ready;                  /* a team that is not under maintenance */
  guint on_duty, total, part_time; /* people: now, on the roll, of these part-time */
  guint out;                       /* held by open orders */
  double turnout_min;              /* NaN: not said */
  const char *phone;               /* the duty telephone, else the other; "" */
  guint first_vehicle, n_vehicles; /* in vehicles */
} YztSupplyBase;
guint yzt_supply_base_free (const YztSupplyBase *base); /* people on duty that nobody has ordered */
typedef struct {
  gint64 fid;
  guint base;                      /* index in bases */
  const char *item, *spec, *unit;
  double booked, reserved, expired, available, minimum;
} YztSupplyLot;
typedef struct {
  gint64 fid;
  guint base;
  const char *name, *type;
  gboolean fit;
  const char *order;               /* code of the order that has it, NULL: free */
} YztSupplyVehicle;

typedef struct {
  volatile int ref_count;
  char *today;
  GArray *bases;                   /* YztSupplyBase: teams and depots */
  GArray *lots;                    /* YztSupplyLot */
  GArray *vehicles;                /* YztSupplyVehicle, by base */
  GPtrArray *dispatches;           /* YztDispatch of all incidents */
  GHashTable *lots_by_item;        /* folded item → GArray of guint */
  GHashTable *base_by_fid[2];      /* gint64 → index + 1: depots, teams */
  GStringChunk *strings;
} YztSupply;
/** [worker] @today "2026-11-22": what expired before it is not available. */
YztSupply *yzt_supply_read (YztStore *store, const char *today, GError **error);
YztSupply *yzt_supply_ref (YztSupply *supply);
void yzt_supply_unref (YztSupply *supply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSupply, yzt_supply_unref)
/** -1: not there. */
int yzt_supply_find_base (const YztSupply *supply, gboolean team, gint64 fid);
/** The name of an incident, (transfer none); NULL: not known. */
typedef const char *(*YztSupplyNameFunc) (gint64 incident_fid, gpointer user_data);
/** What open orders of other incidents than @incident_fid hold and is not free for it, one order a line, at most @most lines and how many more there are:
 * "消防支队: 12 人 · 2 车 → 液氨泄漏". "" when there is nothing. Free. */
char *yzt_supply_held_elsewhere (const YztSupply *supply, gint64 incident_fid, guint most, YztSupplyNameFunc name_of, gpointer user_data);
/** Kinds whose rows it is made of: a change of one of them makes it old. */
gboolean yzt_supply_is_made_of (const char *kind_id);
G_END_DECLS
