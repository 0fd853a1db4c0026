/* yzt-figure.h: figures: what is counted of the map's records, each with its number, the records behind it, its formula in words and what was left out
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A figure is data: a group of data/figures/NAME.figures (those of the user's folder "figures" go before ours), format in data/figures/README.md. It is worked out anew from the records
 * each time it is asked; nothing is stored, and what another room already counts (ledger, needs, plans, clocks) is asked there. Exercises, tests and drafts never count.
 * Functions marked [worker] block. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

typedef enum { YZT_FIGURE_ERROR_BOOK, YZT_FIGURE_ERROR_UNKNOWN, YZT_FIGURE_ERROR_ASK } YztFigureError;
#define YZT_FIGURE_ERROR (yzt_figure_error_quark ())
GQuark yzt_figure_error_quark (void);

/* --- the catalogue --- */

/** One figure as the files describe it; immutable, any thread. */
typedef struct _YztFigureSpec YztFigureSpec;
const char *yzt_figure_spec_get_id (const YztFigureSpec *spec);
const char *yzt_figure_spec_get_title (const YztFigureSpec *spec, const char *language);
const char *yzt_figure_spec_get_unit (const YztFigureSpec *spec, const char *language); /* "" when none */
/** Of the keys "Unit" or "Also.Unit": the word beside a one ("Unit.One=incident") or beside any other number. "" when none. */
const char *yzt_figure_spec_get_unit_of (const YztFigureSpec *spec, const char *key, gboolean is_one, const char *language);
const char *yzt_figure_spec_get_section (const YztFigureSpec *spec, const char *language);
gboolean yzt_figure_spec_wants_ring (const YztFigureSpec *spec);     /* it has no number without a ring */
gboolean yzt_figure_spec_wants_incident (const YztFigureSpec *spec); /* nor without an incident */
gboolean yzt_figure_spec_has_period (const YztFigureSpec *spec);     /* it counts what happened in a time, and can be set beside the year before */
const char *yzt_figure_spec_get_period (const YztFigureSpec *spec);  /* "year", "12-months" …, as the file says; "all" none */
const char *yzt_figure_spec_get_by (const YztFigureSpec *spec);      /* as YztFigureAsk.by; "" not parted */
gboolean yzt_figure_spec_is_compared (const YztFigureSpec *spec);    /* with the year before, without being asked */

gboolean yzt_figure_spec_adds_up (const YztFigureSpec *spec);        /* its lines together are the whole: no share, no mean */

/** By what a figure can be parted. */
typedef struct {
  char *id;    /* as YztFigureAsk.by */
  char *label;
  gboolean is_time; /* a time parts the first time only: YztFigureAsk.split is a field or the county */
} YztFigureParting;
/** In a map of @kinds: times first, then the county, then every field with values of its own; empty when another part of the programme counts it. (element-type YztFigureParting) */
GPtrArray *yzt_figure_spec_list_partings (const YztFigureSpec *spec, YztKindSet *kinds, const char *language);

typedef struct _YztFigureBook YztFigureBook;
/** What a text of the format says; @origin names it in errors, which say group and key. */
YztFigureBook *yzt_figure_book_parse (const char *text, const char *origin, GError **error);
void yzt_figure_book_free (YztFigureBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFigureBook, yzt_figure_book_free)
/** All files, read once and kept; a file of the user that cannot be read is left out, see yzt_figure_book_get_problem(). NULL + error when ours is missing. Any thread. */
const YztFigureBook *yzt_figure_book (GError **error);
/** Why a file of the user was left out, in a sentence; NULL when none was. */
const char *yzt_figure_book_get_problem (const YztFigureBook *book);
guint yzt_figure_book_get_n (const YztFigureBook *book);
const YztFigureSpec *yzt_figure_book_get (const YztFigureBook *book, guint i); /* in the order of the files */
const YztFigureSpec *yzt_figure_book_find (const YztFigureBook *book, const char *id); /* NULL when unknown */

/* --- asking --- */

/** Of what, where and when. Texts are borrowed. Begin with yzt_figure_ask_init(). */
typedef struct {
  const char *language;  /* of labels */
  GTimeZone *zone;       /* the map's; NULL: UTC */
  gint64 now_ms;
  const char *from, *to; /* days "YYYY-MM-DD", both included; NULL: the figure's own period */
  const char *period;    /* another period than its own, "today", "month", "year", "12-months", "last-year" or "all"; NULL; @from and @to go before it */
  const char *by;        /* "month", "year", "day" or a field ("county"; "owner.county" of what belongs to something); NULL: as the figure says; "": not parted */
  const char *split;     /* a field by which each line is parted once more; NULL: not */
  gboolean counts_only;  /* without the numbers of the records behind: each line's @n tells how many there are */
  gboolean compare;      /* with the same days of the year before; a figure that says so is compared anyway */
  gint64 incident_fid;   /* 0: none */
  double ring_m;         /* 0: no ring; rim included, a line or an area counts by its label point */
  YztPosition ring_at;
  YztGeometry *area;     /* NULL: none; only what lies in it */
  const char *county;    /* NULL: everywhere */
} YztFigureAsk;
void yzt_figure_ask_init (YztFigureAsk *ask, const char *language, GTimeZone *zone, gint64 now_ms);

/** One line of a figure that is parted, or all of it. */
typedef struct {
  char *key;             /* "2026-11", "高要区", "fire"; "" what says none */
  char *label;           /* in words */
  double value;          /* NAN: not known */
  double before;         /* of the year before; NAN: not asked, or nothing is known of then */
  double change;         /* value − before; NAN */
  double percent;        /* of @before; NAN when that is 0 or not known: there is no percentage from zero */
  gboolean part;         /* the time is not over, or records do not reach over all of it: compared with the same days only */
  guint n;               /* records */
  guint n_before;
  GArray *fids;          /* gint64: records behind @value, in the order of their numbers; empty when only counts were asked for */
  int level;             /* 1 to 4 where the answer is parted by level; 0 */
  double *cells;         /* the value in each of the answer's splits; NULL without them */
} YztFigureLine;
#define YZT_FIGURE_MAX_SPLITS 6 /* as many as charts have patterns for */

typedef struct {
  const YztFigureSpec *spec;
  char *id, *title, *unit, *section;
  char *unit_beside;     /* @unit as it stands beside @text: "incident" beside "1" */
  char *unit_of_one;     /* and as it stands beside any 1 */
  char *text;            /* the number as the screen says it: "1 240", "0:37", "62 %", "—" when it is not known */
  char *beside;          /* said after the unit ("1 240 persons" beside a number of schools); "" none */
  YztFigureLine all;
  GArray *lines;         /* YztFigureLine; months and years in order of time, all others the greatest first */
  GPtrArray *splits;     /* char *: what each line is parted into once more, the greatest first, what is left over as one; NULL: not parted so */
  int split_levels[YZT_FIGURE_MAX_SPLITS]; /* 1 to 4 where a split is a level; 0 */
  char *kind;            /* id of the kind of the records behind; "" when they are of no one kind */
  char *formula;         /* in words: what was counted, where, when */
  GPtrArray *left_out;   /* char *: what was not counted and why, and what is not known */
  gint64 as_of_ms;       /* when it was worked out */
  gint64 newest_ms;      /* newest change of the records behind; 0 not known */
  char *from, *to;       /* the days counted; NULL: no period */
  char *before_from, *before_to;
  char *problem;         /* NULL, or the sentence why there is no number */
  gboolean is_short;     /* something is missing: told bold with ▼, never by a level's colour */
} YztFigureAnswer;
YztFigureAnswer *yzt_figure_answer_ref (YztFigureAnswer *answer);
void yzt_figure_answer_unref (YztFigureAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFigureAnswer, yzt_figure_answer_unref)
/** "62.5 %", "+3 (+50.0 %)", "+3 (—)"; free. */
char *yzt_figure_change_words (const YztFigureLine *line);
/** What must be said beside a line: only a part of its time, why there is no percentage, why nothing to compare with; "" when nothing. Free. */
char *yzt_figure_line_note (const YztFigureAnswer *answer, const YztFigureLine *line);
/** The line with this key, the whole for NULL; NULL when there is none. */
const YztFigureLine *yzt_figure_answer_find (const YztFigureAnswer *answer, const char *key);
/** Everything that explains it, one sentence a line: formula, period, records, left out, age. Free. */
char *yzt_figure_explain (const YztFigureAnswer *answer, gint64 now_ms);

/** [worker] Never NULL: what went wrong stands in the answer's problem. */
YztFigureAnswer *yzt_figure_answer (YztStore *store, const YztFigureSpec *spec, const YztFigureAsk *ask, GCancellable *cancellable);
/** [worker] Several at once: what they share (ledger, supply, plans) is read once. (element-type YztFigureAnswer), one for each spec. */
GPtrArray *yzt_figure_answer_many (YztStore *store, const YztFigureSpec *const *specs, guint n_specs, const YztFigureAsk *ask, GCancellable *cancellable);
/** Main thread. @ids NULL-terminated; an unknown id gets an answer with a problem. @ask is copied; its language, zone and clock are the session's. */
void yzt_session_figures_async (YztSession *session, const char *const *ids, const YztFigureAsk *ask, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *yzt_session_figures_finish (GAsyncResult *result, GError **error);
G_END_DECLS
