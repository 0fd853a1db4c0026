/* yzt-rules-incident-private.h: tables of rules as the files of incidents read them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-rules-incident.h"
G_BEGIN_DECLS

/** A word of the intake table, cut at "+" into what must all stand in the line. */
typedef struct {
  const char *part, *value; /* owned by the table */
  GPtrArray *needles;       /* gunichar *, folded, 0-ended */
  guint length;             /* characters of all needles */
} YztIntakeWord;

struct _YztIncidentRules {
  GPtrArray *tables[YZT_INCIDENT_N_TABLES]; /* GStrv rows */
  GArray *words;                            /* YztIntakeWord, longest first */
};

/** Column @i of a row, "" when the row has fewer. */
const char *yzt_rule_cell (const GStrv row, guint i);
/** Columns @zh and @zh + 1 are the Chinese and the English. */
const char *yzt_rule_text (const GStrv row, guint zh, const char *language);
gboolean yzt_rule_list_has (const char *list, const char *word); /* parted by ";" */
/** Does a row for @level (and near misses) hold for an incident of @actual (0: no grade yet)? */
gboolean yzt_rule_level_holds (const char *level, const char *near_miss, int actual, gboolean is_near_miss);

/* --- intake --- */

/** The line as folded characters (full width to half, lower case) with the byte where each begins. */
typedef struct {
  const YztIncidentRules *rules;
  const char *text;
  guint n;
  gunichar *c;    /* n + 1, 0-ended */
  guint *byte;    /* n + 1 */
  guint8 *taken;  /* by a chip */
  YztIntake *out;
  gint64 now_ms;
  GTimeZone *zone;
} YztIntakeLine;

/** Is @needle at @at, as a whole word when it is English? Gives its length, or 0. */
guint yzt_intake_at (const YztIntakeLine *line, guint at, const gunichar *needle);
/** The longest word of @part that begins at @at; its length, or 0. */
guint yzt_intake_word_at (const YztIntakeLine *line, guint at, const char *part, const char **value_out);
/** The longest word of @part that ends before @end; its length, or 0. */
guint yzt_intake_word_before (const YztIntakeLine *line, guint end, const char *part);
/** The number that begins at @at: digits, thousands, 万, Chinese numerals, English words up to twelve. Its length, or 0. @value −1: "several". */
guint yzt_intake_number_at (const YztIntakeLine *line, guint at, double *value_out, gboolean *about_out);
void yzt_intake_add (YztIntakeLine *line, guint part, guint from, guint to, const char *value, gboolean about);
gboolean yzt_intake_is_free (const YztIntakeLine *line, guint from, guint to);
void yzt_intake_find_time (YztIntakeLine *line);
void yzt_intake_find_figures (YztIntakeLine *line);
void yzt_intake_find_place (YztIntakeLine *line);
G_END_DECLS
