/* yzt-rules-intake-time.c: when it happened, as people say it: 12:40, 昨晚十点半, 3 pm, 10分钟前
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules-incident-private.h"
#include <string.h>

#define GRACE_MS ((gint64) 2 * 60000)
#define DAY_MS ((gint64) 24 * 3600000)

typedef struct {
  guint from, to;
  int year, month, day;    /* 0: not said */
  int days_ago;            /* −1: not said */
  int hour, minute;
  gboolean afternoon, morning;
} Said;

static gboolean
is_digit (const YztIntakeLine *line, guint at)
{
  return at < line->n && line->c[at] >= '0' && line->c[at] <= '9';
}

/* Up to @most digits, none more following; their number, or 0. */
static guint
plain_at (const YztIntakeLine *line, guint at, guint most, int *value_out)
{
  guint n = 0;
  *value_out = 0;
  while (is_digit (line, at + n) && n <= most) {
    *value_out = *value_out * 10 + (int) (line->c[at + n] - '0');
    n++;
  }
  return n <= most ? n : 0;
}

static guint
number_at (const YztIntakeLine *line, guint at, int *value_out)
{
  double value = 0;
  gboolean about = FALSE;
  guint length = plain_at (line, at, 2, value_out);
  if (length > 0 || is_digit (line, at)) {
    return length;
  }
  length = yzt_intake_number_at (line, at, &value, &about);
  *value_out = (int) MIN (value, 10000);
  return about ? 0 : length;
}

static gboolean
has (const YztIntakeLine *line, guint at, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text), at++) {
    if (at >= line->n || line->c[at] != g_utf8_get_char (text)) {
      return FALSE;
    }
  }
  return TRUE;
}

static guint
skip_blank (const YztIntakeLine *line, guint at)
{
  while (at < line->n && line->c[at] == ' ') {
    at++;
  }
  return at;
}

/* --- the time of day --- */

static guint
minutes_behind (const YztIntakeLine *line, guint at, Said *said)
{
  int minute = 0;
  if (has (line, at, "半")) {
    said->minute = 30;
    return at + 1;
  }
  if (has (line, at, "一刻") || has (line, at, "三刻")) {
    said->minute = has (line, at, "一刻") ? 15 : 45;
    return at + 2;
  }
  if (has (line, at, "整") || has (line, at, "许")) {
    return at + 1;
  }
  guint length = number_at (line, at, &minute);
  if (length > 0 && minute < 60 && has (line, at + length, "分")) {
    said->minute = minute;
    return at + length + 1;
  }
  /* 14时05 without 分, but not 14时3人. */
  if (length == 2 && is_digit (line, at) && minute < 60 && !has (line, at + 2, "人") && !has (line, at + 2, "名")) {
    said->minute = minute;
    return at + 2;
  }
  return at;
}

static guint
half_day_behind (const YztIntakeLine *line, guint at, Said *said)
{
  guint word = skip_blank (line, at);
  gboolean pm = has (line, word, "pm") || has (line, word, "p.m."), am = has (line, word, "am") || has (line, word, "a.m.");
  guint length = has (line, word, "pm") || has (line, word, "am") ? 2 : 4;
  if ((pm || am) && !(word + length < line->n && g_unichar_isalpha (line->c[word + length]))) {
    said->afternoon = pm;
    said->morning = am;
    return word + length;
  }
  return at;
}

/* A time of day that begins at @at; where it ends, or 0. */
static guint
clock_at (const YztIntakeLine *line, guint at, Said *said)
{
  if (at > 0 && is_digit (line, at) && (is_digit (line, at - 1) || line->c[at - 1] == '.')) {
    return 0;
  }
  int hour = 0, minute = 0;
  guint length = number_at (line, at, &hour), end = at + length;
  if (length > 0 && hour <= 24 && is_digit (line, at) && (has (line, end, ":") || has (line, end, "："))) {
    guint n = plain_at (line, end + 1, 2, &minute), seconds;
    int second;
    if (n == 2 && minute < 60) {
      end += 3;
      seconds = has (line, end, ":") ? plain_at (line, end + 1, 2, &second) : 0;
      end += seconds > 0 ? seconds + 1 : 0;
      said->hour = hour;
      said->minute = minute;
      return half_day_behind (line, end, said);
    }
    return 0;
  }
  if (length > 0 && hour <= 24 && (has (line, end, "时") || has (line, end, "點") || has (line, end, "点")) && !has (line, end + 1, "间")) {
    said->hour = hour;
    said->minute = 0;
    return minutes_behind (line, has (line, end + 1, "钟") ? end + 2 : end + 1, said);
  }
  /* 2310 and 23.10 open the line, as they are written on the pad */
  if (skip_blank (line, 0) == at && is_digit (line, at)) {
    guint dot = has (line, at + 2, ".") ? 1 : 0, n = plain_at (line, at, dot > 0 ? 2 : 4, &hour), m = dot > 0 ? plain_at (line, at + 3, 2, &minute) : 0;
    gboolean four = dot == 0 && n == 4, dotted = n == 2 && m == 2;
    minute = four ? hour % 100 : minute;
    hour = four ? hour / 100 : hour;
    end = at + 4 + dot;
    if ((four || dotted) && hour < 24 && minute < 60 && (has (line, end, " ") || has (line, end, ",") || has (line, end, "，"))) {
      said->hour = hour;
      said->minute = minute;
      return end;
    }
    length = number_at (line, at, &hour);
    end = at + length;
  }
  said->hour = hour;
  said->minute = 0;
  if (length > 0 && hour >= 1 && hour <= 12) {
    guint behind = half_day_behind (line, end, said);
    return behind > end ? behind : 0;
  }
  return 0;
}

/* --- what stands before it: the half of the day, the day --- */

static guint
take_word_before (const YztIntakeLine *line, guint at, const char *const *words, guint n_words, guint *which_out)
{
  for (guint i = 0; i < n_words; i++) {
    guint length = (guint) g_utf8_strlen (words[i], -1);
    if (at >= length && has (line, at - length, words[i])) {
      *which_out = i;
      return length;
    }
  }
  return 0;
}

static guint
blank_before (const YztIntakeLine *line, guint at)
{
  while (at > 0 && line->c[at - 1] == ' ') {
    at--;
  }
  return at;
}

static void
look_before (const YztIntakeLine *line, Said *said)
{
  static const char *const halves[] = { "下午", "晚上", "傍晚", "夜间", "深夜", "中午", "凌晨", "清晨", "早上", "早晨", "上午", "晚", "早", "晨" };
  static const char *const days[] = { "昨天", "昨日", "yesterday at", "yesterday", "前天", "前日", "今天", "今日", "today at", "today", "昨", "今" };
  static const int ago[] = { 1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 1, 0 };
  guint which = 0, at = blank_before (line, said->from);
  guint length = take_word_before (line, at, halves, G_N_ELEMENTS (halves), &which);
  if (length > 0) {
    said->afternoon = which <= 5 || which == 11;
    said->morning = !said->afternoon;
    said->from = at - length;
  }
  at = blank_before (line, said->from);
  length = take_word_before (line, at, days, G_N_ELEMENTS (days), &which);
  if (length > 0) {
    said->days_ago = ago[which];
    said->from = at - length;
  }
}

/* "23:10 yesterday" */
static void
look_behind (const YztIntakeLine *line, Said *said)
{
  guint at = skip_blank (line, said->to);
  if (said->days_ago < 0 && (has (line, at, "yesterday") || has (line, at, "today"))) {
    said->days_ago = has (line, at, "yesterday") ? 1 : 0;
    said->to = at + (has (line, at, "yesterday") ? 9 : 5);
  }
}

/* "14:05接报": when it was told, not when it happened. */
static gboolean
tells_report (const YztIntakeLine *line, guint at)
{
  static const char *const words[] = { "接报", "接警", "接到", "来电", "报警", "报告" };
  at = skip_blank (line, at);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (has (line, at, words[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

/* A date that ends just before the time: 2026-11-22, 2026年11月22日, 11月22日, 22日. */
static gboolean
date_at (const YztIntakeLine *line, guint at, guint end, Said *said)
{
  int a = 0, b = 0, c = 0;
  guint n = plain_at (line, at, 4, &a), i = at + n;
  if (n == 0 || (at > 0 && is_digit (line, at - 1))) {
    return FALSE;
  }
  gboolean chinese = has (line, i, "年"), other = n == 4 && (has (line, i, "-") || has (line, i, "/") || has (line, i, "."));
  if (n == 4 && (chinese || other)) {
    guint m = plain_at (line, i + 1, 2, &b);
    i += 1 + m;
    guint d = m > 0 && (has (line, i, chinese ? "月" : "-") || (other && (has (line, i, "/") || has (line, i, ".")))) ? plain_at (line, i + 1, 2, &c) : 0;
    i += 1 + d + (d > 0 && (has (line, i + 1 + d, "日") || has (line, i + 1 + d, "号")) ? 1 : 0);
    *said = d > 0 && i <= end ? (Said) { said->from, said->to, a, b, c, -1, said->hour, said->minute, said->afternoon, said->morning } : *said;
    return d > 0 && i <= end;
  }
  if (n <= 2 && has (line, i, "月")) {
    guint d = plain_at (line, i + 1, 2, &b);
    i += 1 + d;
    gboolean fits = d > 0 && (has (line, i, "日") || has (line, i, "号")) && i + 1 <= end;
    said->month = fits ? a : said->month;
    said->day = fits ? b : said->day;
    return fits;
  }
  /* 11/22, and 22/11 where it can be nothing else */
  if (n <= 2 && has (line, i, "/")) {
    guint d = plain_at (line, i + 1, 2, &b);
    gboolean fits = d > 0 && i + 1 + d <= end && MIN (a, b) >= 1 && MIN (a, b) <= 12 && MAX (a, b) <= 31;
    said->month = fits ? (a <= 12 ? a : b) : said->month;
    said->day = fits ? (a <= 12 ? b : a) : said->day;
    return fits;
  }
  gboolean fits = n <= 2 && (has (line, i, "日") || has (line, i, "号")) && i + 1 <= end;
  said->day = fits ? a : said->day;
  return fits;
}

static gboolean
is_gap (const YztIntakeLine *line, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    if (line->c[i] != ' ' && line->c[i] != 't' && line->c[i] != ',' && line->c[i] != 0xff0c) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
look_for_date (const YztIntakeLine *line, Said *said)
{
  guint begin = said->from > 14 ? said->from - 14 : 0;
  for (guint at = begin; at < said->from; at++) {
    Said tried = *said;
    if (date_at (line, at, said->from, &tried)) {
      guint end = at;
      while (end < said->from && (g_unichar_isdigit (line->c[end]) || has (line, end, "年") || has (line, end, "月") || has (line, end, "日") || has (line, end, "号")
                                  || has (line, end, "-") || has (line, end, "/") || has (line, end, "."))) {
        end++;
      }
      if (is_gap (line, end, said->from)) {
        *said = tried;
        said->from = at;
        return;
      }
    }
  }
}

/* --- into a moment --- */

static gint64
moment (const YztIntakeLine *line, int year, int month, int day, const Said *said)
{
  g_autoptr (GDateTime) time = g_date_time_new (line->zone, year, month, day, said->hour, said->minute, 0);
  return time != NULL ? g_date_time_to_unix (time) * 1000 : 0;
}

/* The latest moment that is not after now, of those that were said. */
static gint64
latest (const YztIntakeLine *line, const Said *said)
{
  g_autoptr (GDateTime) now_utc = g_date_time_new_from_unix_utc (line->now_ms / 1000);
  g_autoptr (GDateTime) now = now_utc != NULL ? g_date_time_to_timezone (now_utc, line->zone) : NULL;
  if (now == NULL) {
    return 0;
  }
  if (said->year > 0) {
    return moment (line, said->year, said->month, said->day, said);
  }
  for (int back = 0; back < 400; back++) {
    g_autoptr (GDateTime) day = g_date_time_add_days (now, -back);
    int year, month, date;
    g_date_time_get_ymd (day, &year, &month, &date);
    if ((said->days_ago >= 0 && back != said->days_ago) || (said->day > 0 && date != said->day) || (said->month > 0 && month != said->month)) {
      continue;
    }
    gint64 ms = moment (line, year, month, date, said);
    if (ms != 0 && (ms <= line->now_ms + GRACE_MS || said->days_ago >= 0)) {
      return ms;
    }
  }
  return 0;
}

static void
put_time (YztIntakeLine *line, guint from, guint to, gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  line->out->occurred_ms = ms;
  yzt_intake_add (line, YZT_INTAKE_TIME, from, to, text, FALSE);
}

/* 10分钟前, 半小时前, 2小时前, 20 min ago, 刚才. */
static gboolean
ago_at (YztIntakeLine *line, guint at)
{
  static const struct {
    const char *words;
    gint64 ms;
  } units[] = { { "分钟前", 60000 }, { "分钟之前", 60000 }, { "小时前", 3600000 }, { "个小时前", 3600000 }, { "minutes ago", 60000 }, { "min ago", 60000 }, { "hours ago", 3600000 },
                { "hour ago", 3600000 } };
  if (has (line, at, "半小时前") || has (line, at, "半个小时前")) {
    put_time (line, at, at + (has (line, at, "半小时前") ? 4 : 5), line->now_ms - 30 * 60000);
    return TRUE;
  }
  if (has (line, at, "刚才") || has (line, at, "刚刚") || has (line, at, "just now")) {
    put_time (line, at, at + (has (line, at, "just now") ? 8 : 2), line->now_ms);
    return TRUE;
  }
  int value = 0;
  guint length = number_at (line, at, &value), unit = skip_blank (line, at + length);
  for (guint i = 0; length > 0 && i < G_N_ELEMENTS (units); i++) {
    if (has (line, unit, units[i].words)) {
      put_time (line, at, unit + (guint) g_utf8_strlen (units[i].words, -1), line->now_ms - value * units[i].ms);
      return TRUE;
    }
  }
  return FALSE;
}

/* The time that begins at @at and is not after now; 0: none. */
static gint64
time_at (const YztIntakeLine *line, guint at, Said *said)
{
  *said = (Said) { .from = at, .days_ago = -1 };
  said->to = clock_at (line, at, said);
  if (said->to == 0) {
    return 0;
  }
  look_before (line, said);
  look_for_date (line, said);
  look_behind (line, said);
  if (said->afternoon && said->hour < 12) {
    said->hour += 12;
  } else if ((said->morning && said->hour == 12) || said->hour == 24) {
    said->hour = 0;
  }
  return latest (line, said);
}

void
yzt_intake_find_time (YztIntakeLine *line)
{
  Said told = { .to = 0 };
  gint64 told_ms = 0;
  for (guint at = 0; at < line->n; at++) {
    if (ago_at (line, at)) {
      return;
    }
    Said said;
    gint64 ms = time_at (line, at, &said);
    if (ms != 0 && told_ms == 0 && tells_report (line, said.to)) {
      told = said;
      told_ms = ms;
      memset (line->taken + said.from, 1, said.to - said.from);
      at = said.to - 1;
    } else if (ms != 0) {
      put_time (line, said.from, said.to, ms);
      return;
    }
  }
  /* No other is said. */
  if (told_ms != 0) {
    put_time (line, told.from, told.to, told_ms);
  }
}
