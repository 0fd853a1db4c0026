/* yzt-rules-intake-figures.c: numbers in digits and words, and the people they count
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules-incident-private.h"
#include <string.h>

/* So many other characters may stand between a number with its 人 and what happened to them. */
#define MAX_GAP 8
#define MAX_NUMBER 12

/* --- numbers --- */

static int
chinese_digit (gunichar c)
{
  static const char digits[] = "零一二三四五六七八九";
  const char *at = g_utf8_strchr (digits, -1, c == 0x3007 ? 0x96f6 : c);
  if (at != NULL) {
    return (int) g_utf8_pointer_to_offset (digits, at);
  }
  return c == 0x4e24 || c == 0x4fe9 ? 2 : (c == 0x4ee8 ? 3 : -1); /* 两 俩 仨 */
}

static double
chinese_unit (gunichar c)
{
  switch (c) {
  case 0x5341: return 10;    /* 十 */
  case 0x767e: return 100;   /* 百 */
  case 0x5343: return 1000;  /* 千 */
  case 0x4e07: return 10000; /* 万 */
  default: return 0;
  }
}

/* 十二, 一百零五, 两千三百, 三万: what is read so far in @section, 万 closes it. */
static guint
chinese_number_at (const YztIntakeLine *line, guint at, double *value_out)
{
  double total = 0, section = 0, digit = -1;
  guint i = at;
  for (; i < line->n && i - at < MAX_NUMBER; i++) {
    int d = chinese_digit (line->c[i]);
    double unit = chinese_unit (line->c[i]);
    if (d >= 0) {
      /* 一二三 as digits one after the other is no count of people but a number read aloud: taken as it is. */
      digit = digit > 0 && d >= 0 ? digit * 10 + d : d;
    } else if (unit >= 10000) {
      total += (section + MAX (digit, section > 0 ? 0 : 1)) * unit;
      section = 0;
      digit = -1;
    } else if (unit > 0) {
      section += (digit > 0 ? digit : 1) * unit;
      digit = -1;
    } else {
      break;
    }
  }
  *value_out = total + section + MAX (digit, 0);
  return i - at;
}

static guint
digits_at (const YztIntakeLine *line, guint at, double *value_out)
{
  double value = 0, scale = 0;
  guint i = at;
  for (; i < line->n && i - at < MAX_NUMBER; i++) {
    gunichar c = line->c[i];
    gboolean digit_follows = i + 1 < line->n && line->c[i + 1] >= '0' && line->c[i + 1] <= '9';
    if (c >= '0' && c <= '9') {
      value = scale > 0 ? value + (c - '0') * scale : value * 10 + (c - '0');
      scale /= 10;
    } else if (c == '.' && scale <= 0 && digit_follows && i > at) {
      scale = 0.1;
    } else if (c == ',' && digit_follows && i > at && i + 3 < line->n && g_unichar_isdigit (line->c[i + 3])) {
      continue;
    } else {
      break;
    }
  }
  *value_out = value;
  return i - at;
}

static guint
english_number_at (const YztIntakeLine *line, guint at, double *value_out)
{
  static const char *const words[] = { "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve" };
  for (guint w = 0; w < G_N_ELEMENTS (words); w++) {
    guint length = (guint) strlen (words[w]);
    gboolean same = at + length <= line->n && (at == 0 || !g_unichar_isalnum (line->c[at - 1]))
                    && (at + length == line->n || !g_unichar_isalpha (line->c[at + length]));
    for (guint i = 0; same && i < length; i++) {
      same = line->c[at + i] == (gunichar) words[w][i];
    }
    if (same) {
      *value_out = w;
      return length;
    }
  }
  return 0;
}

guint
yzt_intake_number_at (const YztIntakeLine *line, guint at, double *value_out, gboolean *about_out)
{
  guint length = digits_at (line, at, value_out);
  if (length == 0) {
    length = chinese_number_at (line, at, value_out);
  } else if (at + length < line->n && line->c[at + length] == 0x4e07) { /* 1.2万 */
    *value_out *= 10000;
    length++;
  }
  if (length == 0) {
    length = english_number_at (line, at, value_out);
  }
  guint more = length > 0 ? yzt_intake_word_at (line, at + length, "about-after", NULL) : 0;
  *about_out = more > 0;
  return length + more;
}

/* The longest number that ends before @end; its length, or 0. */
static guint
number_before (const YztIntakeLine *line, guint end, double *value_out, gboolean *about_out)
{
  guint from = end > MAX_NUMBER + 2 ? end - MAX_NUMBER - 2 : 0;
  for (guint s = from; s < end; s++) {
    gboolean cuts = s > 0 && g_unichar_isdigit (line->c[s]) && g_unichar_isdigit (line->c[s - 1]);
    if (!cuts && yzt_intake_number_at (line, s, value_out, about_out) == end - s && yzt_intake_is_free (line, s, end)) {
      return end - s;
    }
  }
  return 0;
}

/* --- people --- */

static gboolean
is_stop (gunichar c)
{
  return g_utf8_strchr ("，。；,;.!?！？、（）()", -1, c) != NULL;
}

typedef struct {
  guint from, to;   /* number with what it counts */
  double value;
  gboolean about, counts_people;
} Count;

/* 人, 名工人, people …, and what may follow (被, 均, have been), but not into @limit; gives how far it reaches. */
static guint
skip_people (const YztIntakeLine *line, guint at, guint limit, gboolean *people_out)
{
  for (guint rounds = 0; rounds < 6 && at < limit; rounds++) {
    guint length = line->c[at] == ' ' ? 1 : yzt_intake_word_at (line, at, "person", NULL);
    if (length > 0 && line->c[at] != ' ') {
      *people_out = TRUE;
    }
    if (length == 0) {
      length = yzt_intake_word_at (line, at, "joint", NULL);
    }
    if (length == 0 || at + length > limit) {
      break;
    }
    at += length;
  }
  return at;
}

/* The count that begins at @at and ends before @limit. */
static gboolean
count_at (const YztIntakeLine *line, guint at, guint limit, Count *count)
{
  *count = (Count) { .from = at };
  gboolean cuts = at > 0 && g_unichar_isalnum (line->c[at]) && line->c[at] < 128 && g_unichar_isalnum (line->c[at - 1]) && line->c[at - 1] < 128;
  guint length = cuts ? 0 : yzt_intake_number_at (line, at, &count->value, &count->about);
  if (length == 0 || !yzt_intake_is_free (line, at, at + length)) {
    return FALSE;
  }
  count->to = skip_people (line, at + length, limit, &count->counts_people);
  while (count->to > at && line->c[count->to - 1] == ' ') {
    count->to--;
  }
  guint before = at;
  while (before > 0 && line->c[before - 1] == ' ') {
    before--;
  }
  guint about = yzt_intake_word_before (line, before, "about-before");
  if (about > 0) {
    count->about = TRUE;
    count->from = before - about;
  }
  return TRUE;
}

/* Before the word: "3人", "两名工人被", "12 people were "; @gap characters may stand between. */
static gboolean
count_before (const YztIntakeLine *line, guint word, guint gap, Count *count)
{
  guint begin = word > 28 ? word - 28 : 0;
  for (guint s = word; s > begin; s--) {
    if (is_stop (line->c[s - 1])) {
      return FALSE;
    }
    double value;
    gboolean about;
    guint end = s - 1;
    /* The longest number that ends at or before here. */
    guint length = end + 1 <= word ? number_before (line, end + 1, &value, &about) : 0;
    if (length > 0 && count_at (line, end + 1 - length, word, count)) {
      guint reach = count->to;
      while (reach < word && line->c[reach] == ' ') {
        reach++;
      }
      return reach <= word && (word - reach == 0 || (count->counts_people && word - reach <= gap));
    }
  }
  return FALSE;
}

/* "中毒 1死2伤" ends on a word: each number belongs to the word behind it; "死2伤3" ends on a number. @count is the first number. */
static gboolean
belongs_behind (const YztIntakeLine *line, Count count)
{
  for (;;) {
    guint at = count.to;
    while (at < line->n && line->c[at] == ' ') {
      at++;
    }
    guint word = yzt_intake_word_at (line, at, "figure", NULL);
    if (word == 0) {
      return FALSE;
    }
    at += word;
    if (!count_at (line, at, line->n, &count)) {
      return TRUE;
    }
  }
}

static gboolean
count_behind (const YztIntakeLine *line, guint at, guint gap, Count *count)
{
  for (guint i = at; i < line->n && i <= at + gap + 2; i++) {
    if (is_stop (line->c[i]) || (i > at && yzt_intake_word_at (line, i, "figure", NULL) > 0)) {
      return FALSE;
    }
    if (count_at (line, i, line->n, count)) {
      if (belongs_behind (line, *count)) {
        return FALSE;
      }
      guint skipped = i;
      gboolean people = FALSE;
      guint reach = skip_people (line, at, line->n, &people);
      gboolean close = skipped <= reach + 1 || yzt_intake_word_before (line, skipped, "about-before") > 0;
      return (close && gap == 0) || (gap > 0 && count->counts_people);
    }
  }
  return FALSE;
}

static int
figure_index (const char *name)
{
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    if (g_str_equal (yzt_figure_fields[f], name)) {
      return (int) f;
    }
  }
  return -1;
}

static void
put_figure (YztIntakeLine *line, int figure, double value, gboolean about, guint from, guint to)
{
  g_autofree char *text = g_strdup_printf ("%.0f", value);
  YztFigures *figures = &line->out->figures;
  figures->value[figure] = MAX (0, figures->value[figure]) + value;
  yzt_intake_add (line, YZT_INTAKE_FIGURE + (guint) figure, from, to, text, about);
}

/* "其中2人重伤", "其中重伤2人", and "受伤3人（重伤1人、轻伤2人）": an open bracket behind a count. */
static gboolean
says_among (const YztIntakeLine *line, guint at)
{
  for (guint i = at; i > 0 && line->c[i - 1] != ')' && line->c[i - 1] != 0x3002 && line->c[i - 1] != ';'; i--) {
    if (line->c[i - 1] == '(') {
      return i >= 2 && line->taken[i - 2];
    }
  }
  static const gunichar among[] = { 0x5176, 0x4e2d, 0 }, including[] = { 'i', 'n', 'c', 'l', 'u', 'd', 'i', 'n', 'g', 0 };
  while (at > 0 && line->c[at - 1] == ' ') {
    at--;
  }
  return (at >= 2 && yzt_intake_at (line, at - 2, among) == 2) || (at >= 9 && yzt_intake_at (line, at - 9, including) == 9);
}

static void
take_figure (YztIntakeLine *line, int figure, guint at, guint length)
{
  Count count;
  if (!count_before (line, at, 0, &count) && !count_behind (line, at + length, 0, &count) && !count_before (line, at, MAX_GAP, &count)
      && !count_behind (line, at + length, MAX_GAP, &count)) {
    /* "nobody was hurt" is a figure, too. */
    guint zero = yzt_intake_word_before (line, at, "zero");
    if (zero > 0 && yzt_intake_is_free (line, at - zero, at + length)) {
      put_figure (line, figure, 0, FALSE, at - zero, at + length);
    }
    return;
  }
  double *injured = &line->out->figures.value[YZT_FIGURE_INJURED];
  gboolean part = (figure == YZT_FIGURE_INJURED_SERIOUS || figure == YZT_FIGURE_INJURED_LIGHT) && says_among (line, MIN (count.from, at));
  if (part && *injured >= count.value) {
    *injured -= count.value;
  }
  guint from = count.from, to = count.to;
  /* The word itself belongs to the chip where it is nobody else's. */
  if (yzt_intake_is_free (line, MIN (from, at), MAX (to, at + length))) {
    from = MIN (from, at);
    to = MAX (to, at + length);
  }
  put_figure (line, figure, count.value, count.about, from, to);
}

static void
find_none (YztIntakeLine *line)
{
  for (guint i = 0; i < line->n; i++) {
    guint length = yzt_intake_word_at (line, i, "nobody", NULL);
    guint unknown = length == 0 ? yzt_intake_word_at (line, i, "unknown", NULL) : 0;
    if (length > 0) {
      put_figure (line, YZT_FIGURE_DEAD, 0, FALSE, i, i + length);
      put_figure (line, YZT_FIGURE_INJURED, 0, FALSE, i, i);
    }
    memset (line->taken + i, 1, MAX (length, unknown));
    i += MAX (length, unknown);
  }
}

void
yzt_intake_find_figures (YztIntakeLine *line)
{
  find_none (line);
  for (guint i = 0; i < line->n; i++) {
    const char *value = NULL;
    guint length = yzt_intake_word_at (line, i, "figure", &value);
    int figure = length > 0 ? figure_index (value) : -1;
    if (figure >= 0) {
      take_figure (line, figure, i, length);
      i += length - 1;
    }
  }
}
