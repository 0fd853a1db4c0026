/* yzt-briefing.h: a briefing: numbered scenes of the live map, kept in the map file; where it stands, and what each scene's figures say now
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; reading and writing run on workers. Scenes are rows of briefing-scene; the number of a scene is its place. A scene whose incident or layer is gone is shown
 * without it and says so. While a scene is on, its figures are asked again whenever the map changes. */
#pragma once
#include "yzt-figure.h"
G_BEGIN_DECLS

#define YZT_BRIEFING_FIGURES_MAX 7
#define YZT_BRIEFING_AUTO_S 20

/** One scene as it is kept. */
typedef struct {
  gint64 fid;            /* 0: not kept yet */
  char *name, *captions, *notes; /* "" none */
  gint64 incident_fid;   /* 0 none */
  GStrv figures;         /* ids, at most YZT_BRIEFING_FIGURES_MAX */
  GStrv layers;          /* ids of the kinds shown; NULL: as the map shows them */
  gboolean has_extent;
  YztBox extent;
  double ring_m;         /* 0 no ring */
  gboolean has_ring_at;  /* else round the incident */
  YztPosition ring_at;
} YztBriefingScene;
YztBriefingScene *yzt_briefing_scene_new (void);
void yzt_briefing_scene_free (YztBriefingScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztBriefingScene, yzt_briefing_scene_free)

/** What is known of a scene's things at one moment; immutable. */
typedef struct {
  YztRow *incident;      /* NULL: it has none, or it is gone */
  gboolean incident_gone;
  GPtrArray *answers;    /* YztFigureAnswer, in the order of its figures */
  gint64 as_of_ms;
  gint64 entry;          /* newest of the journal */
} YztBriefingFacts;

#define YZT_TYPE_BRIEFING (yzt_briefing_get_type ())
/**
 * Signals:
 *   "listed" (): scenes were read, or read again.
 *   "stepped" (): another scene is on.
 *   "answered" (guint index): that scene's facts are there, or newer.
 *   "said" (const char *sentence): a person should read it.
 */
G_DECLARE_FINAL_TYPE (YztBriefing, yzt_briefing, YZT, BRIEFING, GObject)
/** Reads the first briefing of the map at once. */
YztBriefing *yzt_briefing_new (YztSession *session);
YztSession *yzt_briefing_get_session (YztBriefing *self);
/** FALSE until it was read. */
gboolean yzt_briefing_is_listed (YztBriefing *self);
gint64 yzt_briefing_get_fid (YztBriefing *self);          /* 0: the map has none */
const char *yzt_briefing_get_name (YztBriefing *self);
const char *yzt_briefing_get_audience (YztBriefing *self);
guint yzt_briefing_get_auto_s (YztBriefing *self);
guint yzt_briefing_get_n (YztBriefing *self);
/** (transfer none), until the next "listed". */
const YztBriefingScene *yzt_briefing_get (YztBriefing *self, guint index);
/** Place of the scene with that number in the map; -1: it is gone. */
int yzt_briefing_find (YztBriefing *self, gint64 fid);
guint yzt_briefing_get_index (YztBriefing *self);
/** Beyond the ends: the first or last one. TRUE when another scene is on now. */
gboolean yzt_briefing_step_to (YztBriefing *self, int index);
/** NULL until they are read. (transfer none), until the next "answered" of it. */
const YztBriefingFacts *yzt_briefing_get_facts (YztBriefing *self, guint index);
/** Whether facts are being asked: as long as somebody shows them, who says FALSE once for each TRUE. */
void yzt_briefing_set_live (YztBriefing *self, gboolean live);

/* --- changes: each one act that can be taken back; callback may be NULL, finish with yzt_session_write_finish of the session --- */
/** As the last one; a map without a briefing is given one. @scene is copied. */
void yzt_briefing_add_async (YztBriefing *self, const YztBriefingScene *scene, GAsyncReadyCallback callback, gpointer user_data);
void yzt_briefing_move_async (YztBriefing *self, guint from, guint to, GAsyncReadyCallback callback, gpointer user_data);
void yzt_briefing_remove_async (YztBriefing *self, guint index, GAsyncReadyCallback callback, gpointer user_data);
/** One cell of a scene: "name", "captions", "notes", "figures", "number"… */
void yzt_briefing_set_async (YztBriefing *self, guint index, const char *field, const char *text, GAsyncReadyCallback callback, gpointer user_data);
/** One cell of the briefing itself: "name", "audience". */
void yzt_briefing_set_own_async (YztBriefing *self, const char *field, const char *text, GAsyncReadyCallback callback, gpointer user_data);

/* --- what was shown: an act of its own that is never taken back --- */
typedef struct {
  gint64 scene_fid;      /* 0: the scenes went round by themselves */
  gint64 incident_fid;   /* 0 none */
  gint64 at_ms, until_ms; /* until: 0 it stands still, or is of a moment */
  gint64 entry;          /* of the journal then; 0: its figures were not there yet */
  char *title, *figures, *sources;
  GBytes *png, *pdf;     /* NULL: not kept as it was */
  char *png_name, *pdf_name;
} YztBriefingShown;
YztBriefingShown *yzt_briefing_shown_new (void);
void yzt_briefing_shown_free (YztBriefingShown *shown);
/** All of @shown (element-type YztBriefingShown, transfer full) as one entry of the journal. */
void yzt_briefing_record_async (YztBriefing *self, GPtrArray *shown, GAsyncReadyCallback callback, gpointer user_data);
G_END_DECLS
