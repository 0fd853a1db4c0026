/* yzt-rules-erg.h: how far a spill of a substance is dangerous, by the Emergency Response Guidebook, its tables being data
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure. Any thread. Tables: data/command/erg-*.tsv, which name their source. Distances in metres. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum { YZT_ERG_ERROR_UNKNOWN, YZT_ERG_ERROR_SEVERAL, YZT_ERG_ERROR_ASK } YztErgError;
#define YZT_ERG_ERROR (yzt_erg_error_quark ())
GQuark yzt_erg_error_quark (void);

typedef struct _YztErg YztErg;
/** Texts of the four tables; lines that are no rows are left out. */
YztErg *yzt_erg_parse (const char *table1, const char *table3, const char *guides, const char *names);
void yzt_erg_free (YztErg *erg);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztErg, yzt_erg_free)

typedef struct {
  char *un;       /* "1005" */
  char *guide;    /* "125", "117P" (may polymerise) */
  char **names_en;      /* the guidebook's, the first one is shown; never NULL, none for what is not of Table 1 */
  char *name;           /* as people here say it, NULL when no list says so */
  char **aliases;       /* never NULL */
  gboolean toxic;       /* of Table 1: toxic by inhalation; else only its guide speaks of it */
  gboolean inferred;    /* a figure of its row was restored, see the table */
  gboolean by_container;/* a large spill depends on what it leaks from, and on the wind's speed */
  double isolation_m[2], day_m[2], night_m[2]; /* of Table 1: small, large; large is NaN when by_container */
  gboolean day_more[2], night_more[2];         /* "11.0+": or farther */
  double guide_isolation_m, guide_downwind_m, guide_fire_m; /* of the guide's page; 0: it says none */
} YztErgSubstance;
guint yzt_erg_get_n (const YztErg *erg);
const YztErgSubstance *yzt_erg_get (const YztErg *erg, guint i); /* Table 1 in its order, then those of the guides */
/** What is shown of it: its name here, else the guidebook's. */
const char *yzt_erg_substance_label (const YztErgSubstance *substance, const char *language);
/** By UN number ("1005", "UN 1005"), name, alias, or a part of a name that only one has. UNKNOWN and SEVERAL say in words what to do. */
const YztErgSubstance *yzt_erg_find (const YztErg *erg, const char *text, GError **error);

typedef enum { YZT_ERG_SMALL, YZT_ERG_LARGE, YZT_ERG_FIRE /* a tank of it stands in fire */ } YztErgSpill;
/** Where a large spill of the gases of Table 3 comes from: index of its containers; the words are the table's. */
guint yzt_erg_get_n_containers (const YztErg *erg, const YztErgSubstance *substance);
const char *yzt_erg_get_container (const YztErg *erg, const YztErgSubstance *substance, guint i, const char *language);
const char *yzt_erg_get_container_id (const YztErg *erg, const YztErgSubstance *substance, guint i); /* "rail" … */

typedef struct {
  YztErgSpill spill;
  gboolean night;         /* between sunset and sunrise */
  const char *container;  /* id; NULL: not said */
  double wind_m_s;        /* NaN: not known; counts as low, which reaches farthest */
} YztErgAsk;
typedef struct {
  double isolation_m;     /* all round */
  double downwind_m;      /* 0: the isolation circle is all */
  gboolean more;          /* or farther ("11.0+") */
  gboolean all_round;     /* the second distance holds all round, too: fire */
  char *method;           /* "ERG 2024, Table 1: UN 1005 液氨, small spill, night" */
  char *limits;           /* what it does not say */
} YztErgDistances;
void yzt_erg_distances_clear (YztErgDistances *distances);
/** ASK: the table needs to know what it leaks from. */
gboolean yzt_erg_get_distances (const YztErg *erg, const YztErgSubstance *substance, const YztErgAsk *ask, const char *language, YztErgDistances *out, GError **error);
G_END_DECLS
