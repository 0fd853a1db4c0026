/* yzt-figure-count-private.h: a count of rows while it goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-figure-private.h"
G_BEGIN_DECLS
typedef struct {
  double sum, per, also;
  guint n, n_share, n_unknown;
} YztFigureTally;
typedef struct {
  char *key;
  YztFigureTally now, before, to_date; /* of a whole year's line: only up to the day and month it is today */
  GArray *fids;          /* empty when only counts are asked for */
  GHashTable *splits;    /* char * → YztFigureTally; NULL: not parted once more */
} YztFigureGroup;

typedef struct {
  YztFigureDesk *desk;
  YztFigureAnswer *answer;
  const YztFigureSpec *spec;
  YztKind *kind, *owner;
  GPtrArray *fields;     /* char *, NULL at the end */
  int sum, n_sum, per, n_per, also, minutes, time, status, by, updated, share, split; /* first cells, −1 none */
  const char *by_name;   /* as parted, or NULL */
  const YztField *by_bounds; /* a number by whose levels it is parted, or NULL */
  const char *split_name; /* as parted once more, or NULL */
  YztFigurePeriod period;
  YztFigureDays days;
  gboolean has_days, is_day, by_time, with_year;
  YztFigureAxis now, before;
  const YztGeometry *area;
  double ring_m;
  GPtrArray *groups;     /* YztFigureGroup, in the order met; of a time: one for each part */
  GHashTable *by_key;
  YztFigureGroup all;
  char *first, *newest;  /* earliest time of any record that counts; newest change */
  guint n_status, n_no_time, n_no_place, n_outside;
} YztFigureCounting;
/** Adds @from to @to. */
void yzt_figure_tally_add (YztFigureTally *to, const YztFigureTally *from);
/** The field by which a row, or what it belongs to, says its county; NULL. */
const char *yzt_figure_county_field (const YztFigureCounting *counting);
/** The field by which it is parted, of the kind or of what its rows belong to; NULL: none, or by time. */
const YztField *yzt_figure_by_field (const YztFigureCounting *counting);
/** Lines, sums, comparison, formula and what was left out, from what was counted. */
void yzt_figure_tell_count (YztFigureCounting *counting, YztFigureAnswer *answer);
G_END_DECLS
