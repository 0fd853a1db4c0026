/* yzt-command.h: command of one incident: its danger zone, its needs against what can be had, its orders; kept current for a panel
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Reading and writing run on workers; zone, reach and their figures are answered at once, in the frame of a drag. */
#pragma once
#include "yzt-danger.h"
#include "yzt-needs.h"
#include "yzt-wind.h"
G_BEGIN_DECLS
#define YZT_TYPE_COMMAND (yzt_command_get_type ())
/**
 * Signals:
 *   "changed" (): zone, reach or what is threatened changed.
 *   "loaded" (): supply, needs and orders were read anew.
 *   "said" (const char *sentence): a person should read it.
 */
G_DECLARE_FINAL_TYPE (YztCommand, yzt_command, YZT, COMMAND, GObject)
YztCommand *yzt_command_new (YztSession *session);
YztSession *yzt_command_get_session (YztCommand *self);
/** 0: none. */
void yzt_command_set_incident (YztCommand *self, gint64 fid);
gint64 yzt_command_get_incident (YztCommand *self);
/** %NULL until it is read; until the next "loaded". (transfer none) */
const YztRow *yzt_command_get_row (YztCommand *self);

/* --- needs, reach, orders --- */
void yzt_command_set_reach (YztCommand *self, const YztReach *reach);
const YztReach *yzt_command_get_reach (YztCommand *self);
/** All three (transfer none) and %NULL until they are read. */
YztNeeds *yzt_command_get_needs (YztCommand *self);
YztTeamCover *yzt_command_get_cover (YztCommand *self);
YztSupply *yzt_command_get_supply (YztCommand *self);
const YztCommandRules *yzt_command_get_rules (YztCommand *self);
/** (transfer full) Orders to give for @proposal, one a base: each is an act of its own. Told by "said" when one is refused; the others are given. */
void yzt_command_send_async (YztCommand *self, const YztNeedsProposal *proposal, GAsyncReadyCallback callback, gpointer user_data);
/** One order that a person put together. */
void yzt_command_order_async (YztCommand *self, const YztDispatchOrder *order, GAsyncReadyCallback callback, gpointer user_data);
void yzt_command_step_async (YztCommand *self, gint64 order_fid, YztDispatchState step, const char *who, const char *reason, GAsyncReadyCallback callback, gpointer user_data);
/** @backs NULL: all that is left goes back. */
void yzt_command_release_async (YztCommand *self, gint64 order_fid, guint people, const YztDispatchBack *backs, guint n_backs, GAsyncReadyCallback callback, gpointer user_data);
void yzt_command_correct_count_async (YztCommand *self, gint64 stock_fid, double counted, const char *keeper, GAsyncReadyCallback callback, gpointer user_data);
/** How many were written; −1 with @error when none was. */
int yzt_command_write_finish (YztCommand *self, GAsyncResult *result, GError **error);

/* --- the danger zone --- */
typedef struct {
  char *substance;       /* as typed */
  YztErgSpill spill;
  char *container;       /* id, NULL: not said */
  int hour;              /* −1 by the sun, 0 day, 1 night */
  double wind_from_deg, wind_m_s; /* NaN: not known */
  char *wind_source;     /* "typed", or who told it */
  gint64 wind_ms;        /* when it blew so; 0 not said */
} YztZoneAsk;
const YztZoneAsk *yzt_command_get_ask (YztCommand *self);
/** Copies. */
void yzt_command_set_ask (YztCommand *self, const YztZoneAsk *ask);
/** The wind that weather stations told last near the incident; %NULL: none. (transfer none) until the next "loaded". */
const YztWind *yzt_command_get_fed_wind (YztCommand *self);
typedef struct {
  guint n_came, n_went;  /* inside when it is taken, against the zone in force */
  double turn_deg;       /* against the wind of the zone; NaN: one of them is not known */
} YztWindTurn;
/** TRUE: a zone is in force, the fed wind is fresh, newer than that of the zone, and the zone would be another one. Nothing is changed yet. */
gboolean yzt_command_judge_fed_wind (YztCommand *self, YztWindTurn *turn_out);
/** The fed wind is that of the ask; the zone is laid with it. Nothing when there is none. A stale one, too: a person asked for it. */
void yzt_command_take_fed_wind (YztCommand *self);
/** An area drawn by hand counts instead; %NULL: the guidebook again. (transfer none) */
void yzt_command_set_area (YztCommand *self, YztGeometry *area);
YztGeometry *yzt_command_get_area (YztCommand *self);
/** FALSE: there is none, and why is in @problem_out (owned by @self, may be NULL: nobody asked for one). */
gboolean yzt_command_get_zone (YztCommand *self, YztZone *zone_out, const char **problem_out);
/** Method and source, and limits, in words; "" without a zone. */
const char *yzt_command_get_method (YztCommand *self);
const char *yzt_command_get_limits (YztCommand *self);
gboolean yzt_command_is_night (YztCommand *self);
const YztErg *yzt_command_get_erg (YztCommand *self);
/** What is inside now, and what was when the zone was last put in force (empty before). (transfer none) */
const YztThreat *yzt_command_get_threat (YztCommand *self);
/** Positions in get_threat: newly inside since the zone in force. @n_went_out: no longer inside. */
const GArray *yzt_command_get_came (YztCommand *self, guint *n_went_out);
/** Names of what is no longer inside, "A, B"; free. */
char *yzt_command_get_went_words (YztCommand *self);
/** Name and telephone of something threatened; the telephone is "" until it is read, or when it has none. FALSE: it is gone. */
gboolean yzt_command_get_threatened (YztCommand *self, guint i, const char **name_out, const char **phone_out);
/** One act that can be taken back: the zone stands in the file from now, the one before until now, and whoever is newly inside is in the incident's call list. */
void yzt_command_save_zone_async (YztCommand *self, GAsyncReadyCallback callback, gpointer user_data);
G_END_DECLS
