/* yzt-plan-plain.c: plain text as headings by the numbering that Chinese plans use (plans.md §6)
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-documents-private.h"

#define MAX_HEADING_CHARS 40
#define MAX_STACK 16

/* Ways of numbering. Which is a chapter is seen from the order in which they appear, not fixed: "一、" stands for chapters
 * in one plan and below "第一章" in the next. */
typedef enum {
  NUMBERING_NONE,
  NUMBERING_CHAPTER,  /* 第一章 */
  NUMBERING_SECTION,  /* 第一节 */
  NUMBERING_ARTICLE,  /* 第一条 */
  NUMBERING_HAN,      /* 一、 */
  NUMBERING_HAN_PAREN, /* （一） */
  NUMBERING_ANNEX,    /* 附件1 */
  NUMBERING_NAME,     /* 应急保障, by data/plans/headings.tsv */
  NUMBERING_DECIMAL,  /* 1, then NUMBERING_DECIMAL + 1 for 1.1 … */
} Numbering;

static const char HAN_DIGITS[] = "一二三四五六七八九十百零〇";

static const char *
skip_han_digits (const char *at)
{
  while (*at != '\0') {
    const char *next = g_utf8_next_char (at);
    g_autofree char *one = g_strndup (at, (gsize) (next - at));
    if (strstr (HAN_DIGITS, one) == NULL) {
      break;
    }
    at = next;
  }
  return at;
}

static gboolean
follows (const char *at, const char *const *marks, gsize *which_out)
{
  for (gsize i = 0; marks[i] != NULL; i++) {
    if (g_str_has_prefix (at, marks[i])) {
      *which_out = i;
      return TRUE;
    }
  }
  return FALSE;
}

static Numbering
decimal_numbering (const char *line)
{
  const char *at = line;
  guint dots = 0;

  while (TRUE) {
    const char *start = at;
    while (g_ascii_isdigit (*at)) {
      at++;
    }
    if (at == start || at - start > 3) {
      return NUMBERING_NONE;
    }
    if (*at != '.' || !g_ascii_isdigit (at[1]) || dots == 3) {
      break;
    }
    dots++;
    at++;
  }
  if (*at == '.') {
    at++;
  }
  /* "1 总则" needs its blank, "1.1适用范围" does not: "3人" is no heading, "1.5吨" is short but rare. "6.应急保障" is one by its name. */
  if (dots == 0 && !g_ascii_isspace (*at) && !g_str_has_prefix (at, "\u3000")) {
    return yzt_plan_is_chapter_name (line) ? NUMBERING_DECIMAL : NUMBERING_NONE;
  }
  return NUMBERING_DECIMAL + dots;
}

static Numbering
numbering_of (const char *line)
{
  static const char *const classes[] = { "章", "节", "条", NULL };
  const char *after;
  gsize which = 0;

  if (g_str_has_prefix (line, "第")) {
    const char *digits = line + strlen ("第");
    after = skip_han_digits (digits);
    return after > digits && follows (after, classes, &which) ? NUMBERING_CHAPTER + which : NUMBERING_NONE;
  }
  if (g_str_has_prefix (line, "（") || g_str_has_prefix (line, "(")) {
    static const char *const closes[] = { "）", ")", NULL };
    const char *digits = g_utf8_next_char (line);
    after = skip_han_digits (digits);
    return after > digits && follows (after, closes, &which) ? NUMBERING_HAN_PAREN : NUMBERING_NONE;
  }
  if (g_str_has_prefix (line, "附件") || g_str_has_prefix (line, "附录")) {
    return NUMBERING_ANNEX;
  }
  after = skip_han_digits (line);
  if (after > line) {
    return g_str_has_prefix (after, "、") ? NUMBERING_HAN : NUMBERING_NONE;
  }
  Numbering decimal = decimal_numbering (line);
  return decimal == NUMBERING_NONE && yzt_plan_is_chapter_name (line) ? NUMBERING_NAME : decimal;
}

/* A heading is short and is no sentence. */
static gboolean
is_short (const char *line)
{
  static const char *const sentence_marks[] = { "。", "；", "：", ";", NULL };

  if (g_utf8_strlen (line, -1) > MAX_HEADING_CHARS) {
    return FALSE;
  }
  for (gsize i = 0; sentence_marks[i] != NULL; i++) {
    if (strstr (line, sentence_marks[i]) != NULL) {
      return FALSE;
    }
  }
  return TRUE;
}

/* "1.1 适用范围 ........ 3" of a table of contents */
static gboolean
is_contents_line (const char *line)
{
  gsize length = strlen (line);
  gsize digits = length;

  while (digits > 0 && g_ascii_isdigit (line[digits - 1])) {
    digits--;
  }
  return digits < length && (strstr (line, "....") != NULL || strstr (line, "……") != NULL || strstr (line, "····") != NULL);
}

typedef struct {
  Numbering stack[MAX_STACK];
  guint depth;
} Outline;

static guint
level_of (Outline *outline, Numbering numbering)
{
  if (numbering == NUMBERING_ANNEX) {
    outline->depth = 0;
  }
  for (guint i = 0; i < outline->depth; i++) {
    if (outline->stack[i] == numbering) {
      outline->depth = i + 1;
      return outline->depth;
    }
  }
  /* 3 after 2.4 without a 2 before: one level up, not one down. */
  while (numbering >= NUMBERING_DECIMAL && outline->depth > 0 && outline->stack[outline->depth - 1] > numbering) {
    outline->depth--;
  }
  if (outline->depth < MAX_STACK) {
    outline->stack[outline->depth++] = numbering;
  }
  return outline->depth;
}

static void
append_line (GArray *parts, const char *line)
{
  YztPlanPart *part = parts->len > 0 ? &g_array_index (parts, YztPlanPart, parts->len - 1) : yzt_plan_parts_add (parts, 0, "");

  g_string_append_printf (part->text, "%s%s", part->text->len > 0 ? "\n" : "", line);
}

/* Blanks of both widths round a line. */
static char *
strip_line (const char *line)
{
  char *text = g_strstrip (g_strdup (line));

  while (g_str_has_prefix (text, "\u3000")) {
    memmove (text, text + strlen ("\u3000"), strlen (text) - strlen ("\u3000") + 1);
    g_strchug (text);
  }
  yzt_plan_close_up (text);
  return text;
}

void
yzt_plan_read_plain (const char *text, GArray *parts)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Outline outline = { { NUMBERING_NONE }, 0 };
  gboolean titled = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *line = strip_line (lines[i]);
    Numbering numbering;
    if (*line == '\0' || is_contents_line (line)) {
      continue;
    }
    numbering = is_short (line) && parts->len < YZT_PLAN_MAX_SECTIONS ? numbering_of (line) : NUMBERING_NONE;
    if (!titled && parts->len == 0 && numbering == NUMBERING_NONE && is_short (line)) {
      /* The first line of a plan is its name. */
      yzt_plan_parts_add (parts, 1, line);
      outline.stack[0] = NUMBERING_NONE;
      outline.depth = 1;
      titled = TRUE;
    } else if (numbering != NUMBERING_NONE) {
      guint level;
      if (numbering == NUMBERING_ANNEX && titled) {
        outline.depth = 1;
        outline.stack[outline.depth++] = NUMBERING_ANNEX;
        level = outline.depth;
      } else {
        level = level_of (&outline, numbering);
      }
      yzt_plan_parts_add (parts, level, line);
    } else {
      append_line (parts, line);
    }
  }
}
