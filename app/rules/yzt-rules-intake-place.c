/* yzt-rules-intake-place.c: the words that name the place: what is left where a place stands
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules-incident-private.h"

static gboolean
is_separator (gunichar c)
{
  return g_utf8_strchr ("，。；：！？、（）“”‘’,;:!?()[]【】《》\"\n\t", -1, c) != NULL;
}

static gboolean
is_han (gunichar c)
{
  return c >= 0x3400 && c < 0xfb00;
}

/* Blanks part Chinese words from others, English words belong together over them. */
static gboolean
ends_run (const YztIntakeLine *line, guint at)
{
  gunichar c = line->c[at];
  if (line->taken[at] || is_separator (c)) {
    return TRUE;
  }
  if (c == '.' && (at + 1 >= line->n || line->c[at + 1] == ' ')) {
    return TRUE;
  }
  return c == ' ' && ((at > 0 && is_han (line->c[at - 1])) || (at + 1 < line->n && is_han (line->c[at + 1])));
}

typedef struct {
  guint from, to;
  int score;
} Run;

static void
trim (const YztIntakeLine *line, Run *run)
{
  while (run->from < run->to && line->c[run->from] == ' ') {
    run->from++;
  }
  while (run->to > run->from && line->c[run->to - 1] == ' ') {
    run->to--;
  }
}

/* "3车追尾", "5辆消防车": how many vehicles, and no place. */
static gboolean
counts_vehicles (const YztIntakeLine *line, guint at)
{
  guint i = at;
  while (i < line->n && line->c[i] >= '0' && line->c[i] <= '9') {
    i++;
  }
  return i > at && i < line->n && (line->c[i] == 0x8f66 || line->c[i] == 0x8f86); /* 车 辆 */
}

/* Who says so, before the place; what happened, behind it. */
static void
strip_words (const YztIntakeLine *line, Run *run)
{
  for (guint i = run->from; i < run->to; i++) {
    guint length = yzt_intake_word_at (line, i, "before-place", NULL);
    if (length > 0 && i + length <= run->to) {
      run->from = i + length;
      i += length - 1;
    }
  }
  trim (line, run);
  for (guint i = run->from; i < run->to; i++) {
    if (yzt_intake_word_at (line, i, "after-place", NULL) > 0 || counts_vehicles (line, i)) {
      run->to = i;
    }
  }
  trim (line, run);
  /* "Huaiji at" 23:10 */
  guint at = yzt_intake_word_before (line, run->to, "place-at");
  if (at > 0 && at + 1 < run->to - run->from && line->c[run->to - at - 1] == ' ') {
    run->to -= at + 1;
  }
}

/* A place of its own at which something is (English): behind "at", "near". */
static void
start_behind_at (const YztIntakeLine *line, Run *run)
{
  for (guint i = run->from; i < run->to; i++) {
    guint length = yzt_intake_word_at (line, i, "place-at", NULL);
    if (length > 0 && i + length < run->to && line->c[i + length] == ' ') {
      static const gunichar article[] = { 't', 'h', 'e', 0 };
      guint the = yzt_intake_at (line, i + length + 1, article);
      run->from = MIN (i + length + 1 + the, run->to);
      run->score += 30;
      return;
    }
  }
}

static void
judge (const YztIntakeLine *line, Run *run)
{
  gboolean people = FALSE;
  int without_suffix = run->score;
  if (yzt_intake_word_at (line, run->from, "not-place", NULL) > 0) {
    run->score -= 40;
  }
  for (guint i = run->from; i < run->to; i++) {
    guint length = yzt_intake_word_at (line, i, "place-suffix", NULL);
    if (length > 0) {
      run->score += 10;
      i += length - 1;
    }
    people = people || yzt_intake_word_at (line, i, "figure", NULL) > 0 || yzt_intake_word_at (line, i, "unknown", NULL) > 0;
  }
  /* "多人受伤", "被困人数不详" */
  if (people && run->score <= without_suffix) {
    run->score -= 40;
  }
  run->score += (int) MIN (run->to - run->from, 12);
}

void
yzt_intake_find_place (YztIntakeLine *line)
{
  Run best = { .score = 3 };
  guint order = 0;
  for (guint at = 0; at < line->n; at++) {
    if (ends_run (line, at)) {
      continue;
    }
    guint end = at;
    while (end < line->n && !ends_run (line, end)) {
      end++;
    }
    Run run = { at, end, 0 };
    start_behind_at (line, &run);
    strip_words (line, &run);
    at = end;
    if (run.to < run.from + (run.score > 0 ? 1 : 2)) {
      continue;
    }
    judge (line, &run);
    run.score -= (int) order * 4;
    order++;
    if (run.score > best.score) {
      best = run;
    }
  }
  if (best.to > best.from) {
    guint from = line->byte[best.from], to = line->byte[best.to];
    g_free (line->out->place);
    line->out->place = g_strndup (line->text + from, to - from);
    yzt_intake_add (line, YZT_INTAKE_PLACE, best.from, best.to, line->out->place, FALSE);
  }
}
