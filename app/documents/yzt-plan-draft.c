/* yzt-plan-draft.c: paragraphs of a document before they are a plan
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-documents-private.h"
#include <string.h>

#define MAX_HEADING_BYTES 600 /* a “heading” of more is a paragraph in the wrong style */
#define MAX_LEVEL 10
#define COVER_LINES 25
#define MAX_NAME_CHARS 40

typedef struct {
  guint level;
  gsize at; /* in the text */
} Line;

struct _YztPlanDraft {
  GString *text; /* the paragraphs, each closed by a zero byte */
  GArray *lines; /* Line */
  guint n_headings;
  gboolean has_title; /* a paragraph of level 1 */
};

YztPlanDraft *
yzt_plan_draft_new (void)
{
  YztPlanDraft *self = g_new0 (YztPlanDraft, 1);
  self->text = g_string_new (NULL);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  return self;
}

void
yzt_plan_draft_free (YztPlanDraft *self)
{
  if (self != NULL) {
    g_string_free (self->text, TRUE);
    g_array_unref (self->lines);
    g_free (self);
  }
}

/* Blanks of both widths, and the one that does not break. */
static gboolean
is_blank (gunichar character)
{
  return g_unichar_isspace (character) || character == 0x3000 || character == 0xA0 || character == 0xFEFF || character == 0x200B;
}

static gboolean
is_han (gunichar character)
{
  return (character >= 0x3400 && character <= 0x9FFF) || (character >= 0x3001 && character <= 0x3011 && character != 0x3000) || (character >= 0xFF01 && character <= 0xFF20);
}

/* "应 急 预 案" of covers and of poor PDFs is 应急预案: nobody would find it. In place; lines whose words stand apart stay. */
void
yzt_plan_close_up (char *text)
{
  guint apart = 0, together = 0;
  gunichar before = 0;
  gboolean blank = FALSE;
  g_return_if_fail (text != NULL);
  if (strchr (text, ' ') == NULL && strstr (text, "\u3000") == NULL && strstr (text, "\u00A0") == NULL) {
    return;
  }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar here = g_utf8_get_char (p);
    if (here != '\t' && is_blank (here)) {
      blank = TRUE;
      continue;
    }
    apart += is_han (before) && is_han (here) && blank ? 1 : 0;
    together += is_han (before) && is_han (here) && !blank ? 1 : 0;
    before = here;
    blank = FALSE;
  }
  if (apart < 3 || apart < 4 * together) {
    return;
  }
  char *to = text;
  before = 0;
  for (const char *p = text; *p != '\0';) {
    const char *next = p;
    while (*next != '\0' && *next != '\t' && is_blank (g_utf8_get_char (next))) {
      next = g_utf8_next_char (next);
    }
    if (next > p && is_han (before) && *next != '\0' && is_han (g_utf8_get_char (next))) {
      p = next;
      continue;
    }
    next = g_utf8_next_char (p);
    before = g_utf8_get_char (p);
    memmove (to, p, (gsize) (next - p));
    to += next - p;
    p = next;
  }
  *to = '\0';
}

gboolean
yzt_plan_draft_add_row (YztPlanDraft *self, const char *cells)
{
  g_return_val_if_fail (self != NULL && cells != NULL, FALSE);
  if (cells[strspn (cells, "\t ")] == '\0') {
    return TRUE;
  }
  gsize length = strlen (cells) + 1;
  if (self->text->len + length > YZT_PLAN_MAX_TEXT_BYTES) {
    return FALSE;
  }
  Line line = { 0, self->text->len };
  g_string_append_len (self->text, cells, (gssize) length);
  g_array_append_val (self->lines, line);
  return TRUE;
}

gboolean
yzt_plan_draft_add (YztPlanDraft *self, guint level, const char *text)
{
  g_return_val_if_fail (self != NULL && text != NULL, FALSE);
  const char *from = text;
  while (*from != '\0' && is_blank (g_utf8_get_char (from))) {
    from = g_utf8_next_char (from);
  }
  const char *to = from + strlen (from);
  while (to > from && is_blank (g_utf8_get_char (g_utf8_prev_char (to)))) {
    to = g_utf8_prev_char (to);
  }
  if (to == from) {
    return TRUE;
  }
  if (self->text->len + (gsize) (to - from) > YZT_PLAN_MAX_TEXT_BYTES) {
    return FALSE;
  }
  Line line = { to - from <= MAX_HEADING_BYTES ? MIN (level, MAX_LEVEL) : 0, self->text->len };
  self->n_headings += line.level > 1 ? 1 : 0;
  self->has_title = self->has_title || line.level == 1;
  g_autofree char *closed_up = g_strndup (from, (gsize) (to - from));
  yzt_plan_close_up (closed_up);
  g_string_append_len (self->text, closed_up, (gssize) strlen (closed_up) + 1);
  g_array_append_val (self->lines, line);
  return TRUE;
}

gboolean
yzt_plan_draft_is_empty (const YztPlanDraft *self)
{
  return self->lines->len == 0;
}

/* --- the name --- */

static const char *
line_text (const YztPlanDraft *self, guint i)
{
  return self->text->str + g_array_index (self->lines, Line, i).at;
}

static gboolean
ends_like_a_name (const char *text)
{
  static const char *const endings[] = { "预案", "方案", "处置卡", "预案（试行）", "预案(试行)", " Plan", " plan", NULL };
  for (guint i = 0; endings[i] != NULL; i++) {
    if (g_str_has_suffix (text, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

/* The name of the plan among the lines on its cover, often below number and date and broken in two: the line with the name's end,
 * @first_out where it begins. FALSE when no line is like one. */
static gboolean
find_name (const YztPlanDraft *self, guint *first_out, guint *last_out)
{
  for (guint i = 0; i < MIN (self->lines->len, COVER_LINES); i++) {
    const char *text = line_text (self, i);
    if (g_array_index (self->lines, Line, i).level > 0 || g_utf8_strlen (text, -1) > MAX_NAME_CHARS || !ends_like_a_name (text)) {
      continue;
    }
    const char *before = i > 0 ? line_text (self, i - 1) : "";
    gboolean broken = g_utf8_strlen (text, -1) <= 12 && *before != '\0' && g_utf8_strlen (before, -1) <= MAX_NAME_CHARS / 2 && strstr (before, "号") == NULL
                      && strstr (before, "日") == NULL && strstr (before, "：") == NULL && !ends_like_a_name (before);
    *first_out = broken && g_array_index (self->lines, Line, i - 1).level == 0 ? i - 1 : i;
    *last_out = i;
    return TRUE;
  }
  return FALSE;
}

/* --- into parts --- */

static void
append_to_last (GArray *parts, const char *text)
{
  YztPlanPart *part = parts->len > 0 ? &g_array_index (parts, YztPlanPart, parts->len - 1) : yzt_plan_parts_add (parts, 0, "");
  g_string_append_printf (part->text, "%s%s", part->text->len > 0 ? "\n" : "", text);
}

/* Levels begin at 1 with the name, at 2 with the chapters. */
static void
to_parts_by_style (YztPlanDraft *self, const char *name, guint name_first, guint name_last, GArray *parts)
{
  if (name != NULL) {
    yzt_plan_parts_add (parts, 1, name);
  }
  for (guint i = 0; i < self->lines->len; i++) {
    guint level = g_array_index (self->lines, Line, i).level;
    if (name != NULL && i >= name_first && i <= name_last) {
      continue;
    }
    if (level > 0 && parts->len < YZT_PLAN_MAX_SECTIONS) {
      yzt_plan_parts_add (parts, level, line_text (self, i));
    } else {
      append_to_last (parts, line_text (self, i));
    }
  }
}

void
yzt_plan_draft_to_parts (YztPlanDraft *self, GArray *parts)
{
  g_return_if_fail (self != NULL && parts != NULL);
  guint first = 0, last = 0;
  g_autofree char *name = NULL;
  if (!self->has_title && find_name (self, &first, &last)) {
    name = first < last ? g_strconcat (line_text (self, first), line_text (self, last), NULL) : g_strdup (line_text (self, last));
  }
  if (self->n_headings >= 2) {
    to_parts_by_style (self, name, first, last, parts);
    return;
  }
  g_autoptr (GString) plain = g_string_new (name);
  g_string_append_c (plain, '\n');
  for (guint i = 0; i < self->lines->len; i++) {
    if (name == NULL || i < first || i > last) {
      g_string_append_printf (plain, "%s\n", line_text (self, i));
    }
  }
  yzt_plan_read_plain (plain->str, parts);
}
