/* yzt-figure-private.h: what the files of the figures share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-command.h"
#include "yzt-figure.h"
#include "yzt-ledger.h"
#include "yzt-plan-library.h"
#include "yzt-store-query.h"
G_BEGIN_DECLS

typedef enum {
  YZT_FIGURE_ALL, YZT_FIGURE_TODAY, YZT_FIGURE_24_HOURS, YZT_FIGURE_MONTH, YZT_FIGURE_YEAR, YZT_FIGURE_12_MONTHS, YZT_FIGURE_LAST_YEAR, YZT_FIGURE_N_PERIODS
} YztFigurePeriod;
typedef enum { YZT_FIGURE_ANYWHERE, YZT_FIGURE_IN_RING, YZT_FIGURE_IN_ZONE } YztFigureWithin;

struct _YztFigureSpec {
  char *id;
  GHashTable *keys;          /* as the file has them: "Title[zh_CN]" → text */
  char *kind;                /* NULL with @from_what */
  GArray *where, *share;     /* YztRowTest; @share NULL: none */
  GStrv sum, per;            /* NULL: rows are counted; no percentage */
  GStrv minutes;             /* two fields, or NULL */
  char *also, *time, *by;    /* or NULL */
  YztFigurePeriod period;
  gboolean compare, of_incident, is_short;
  YztFigureWithin within;
  char *from_what, *from_name; /* "ledger", "overdue"; or NULL */
};

/* --- days --- */

/** A stretch of days, and its parts when it is cut into months, years or days. */
typedef struct {
  GDate from, to;            /* both included */
  gboolean part;             /* @to is today, and the month or year goes on */
} YztFigureDays;
GDate yzt_figure_day_of (gint64 utc_ms, GTimeZone *zone);
char *yzt_figure_day_text (const GDate *day);
/** By its name in the files; −1 when there is none such. */
int yzt_figure_period_find (const char *name);
/** FALSE for YZT_FIGURE_ALL; the day it is in @today. */
gboolean yzt_figure_period (YztFigurePeriod period, const GDate *today, YztFigureDays *days_out);
/** The same days a year earlier: 29 February becomes the 28th. */
YztFigureDays yzt_figure_year_before (const YztFigureDays *days);

/** Where a row's time falls: bin i is [starts[i], starts[i + 1]). */
typedef struct {
  GPtrArray *starts;         /* char *, as the cells are written; one more than bins */
  GPtrArray *keys;           /* char *: "2026-11", "2026", "2026-11-22", or "" for the whole */
} YztFigureAxis;
/** @by "month", "year", "day", else one bin. @is_day: the field is a date of the wall, else a time of UTC. */
void yzt_figure_axis_init (YztFigureAxis *axis, const YztFigureDays *days, const char *by, gboolean is_day, GTimeZone *zone);
void yzt_figure_axis_clear (YztFigureAxis *axis);
int yzt_figure_axis_find (const YztFigureAxis *axis, const char *text); /* −1: in none */
gboolean yzt_figure_by_is_time (const char *by);

/* --- answering --- */

/** What several figures of one asking need, read when the first of them does. */
typedef struct {
  YztStore *store;
  const YztFigureAsk *ask;
  GCancellable *cancellable;
  char *today;
  YztLedger *ledger;
  YztCommandRules *rules;
  YztSupply *supply;
  GArray *coverage, *due;
  YztRow *incident;
  YztGeometry *zone;         /* the danger zone in force of the incident */
} YztFigureDesk;
YztFigureAnswer *yzt_figure_answer_new (const YztFigureSpec *spec, const YztFigureAsk *ask);
void yzt_figure_line_init (YztFigureLine *line, const char *key, const char *label);
YztFigureLine *yzt_figure_answer_add_line (YztFigureAnswer *answer, const char *key, const char *label);
/** Sets change and percent of @line from its value and @before. */
void yzt_figure_line_compare (YztFigureLine *line, double before);
void yzt_figure_answer_say (YztFigureAnswer *answer, const char *format, ...) G_GNUC_PRINTF (2, 3); /* one more of left_out */
/** What is counted of rows, of other parts. FALSE with @error: there is no number. */
gboolean yzt_figure_count_rows (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error);
gboolean yzt_figure_ask_others (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error);
/** The incident's row, its danger zone in force; NULL with @error. */
YztRow *yzt_figure_desk_incident (YztFigureDesk *desk, GError **error);
YztGeometry *yzt_figure_desk_zone (YztFigureDesk *desk, GError **error);
/** "Incident, state one of responding; confirmed" in words. */
void yzt_figure_words_of_tests (GString *words, YztKind *kind, YztKind *owner, const GArray *tests, const char *language);
G_END_DECLS
