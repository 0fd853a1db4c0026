/* yzt-plan-markdown.c: Markdown (md4c) as headings with plain text
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <md4c.h>
#include <string.h>

#include "yzt-documents-private.h"

#define MAX_LIST_DEPTH 16

typedef struct {
  gboolean ordered;
  guint number;
} List;

typedef struct {
  GArray *parts;
  GString *heading;    /* not NULL inside a heading */
  guint heading_level;
  List lists[MAX_LIST_DEPTH];
  guint list_depth;
  guint cell;          /* of the table row, 0 = first */
  gboolean in_table;
  gboolean item_began; /* the mark stands; the item's first paragraph goes on its line */
} Writer;

static GString *
target (Writer *self)
{
  if (self->heading != NULL) {
    return self->heading;
  }
  if (self->parts->len == 0) {
    yzt_plan_parts_add (self->parts, 0, "");
  }
  return g_array_index (self->parts, YztPlanPart, self->parts->len - 1).text;
}

static void
begin_line (Writer *self)
{
  GString *text = target (self);

  if (text->len > 0 && text->str[text->len - 1] != '\n') {
    g_string_append_c (text, '\n');
  }
}

static void
begin_item (Writer *self)
{
  List *list = self->list_depth > 0 ? &self->lists[MIN (self->list_depth, MAX_LIST_DEPTH) - 1] : NULL;
  GString *text;

  begin_line (self);
  text = target (self);
  for (guint i = 1; i < MIN (self->list_depth, MAX_LIST_DEPTH); i++) {
    g_string_append (text, "  ");
  }
  if (list != NULL && list->ordered) {
    g_string_append_printf (text, "%u. ", list->number++);
  } else {
    g_string_append (text, "· ");
  }
  self->item_began = TRUE;
}

static void
begin_list (Writer *self, gboolean ordered, guint start)
{
  if (self->list_depth < MAX_LIST_DEPTH) {
    self->lists[self->list_depth] = (List) { ordered, start };
  }
  self->list_depth++;
}

static int
enter_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Writer *self = user_data;

  switch (type) {
  case MD_BLOCK_H:
    self->heading = g_string_new (NULL);
    self->heading_level = ((MD_BLOCK_H_DETAIL *) detail)->level;
    break;
  case MD_BLOCK_UL:
    begin_list (self, FALSE, 0);
    break;
  case MD_BLOCK_OL:
    begin_list (self, TRUE, ((MD_BLOCK_OL_DETAIL *) detail)->start);
    break;
  case MD_BLOCK_LI:
    begin_item (self);
    break;
  case MD_BLOCK_P:
  case MD_BLOCK_CODE:
    if (!self->item_began) {
      begin_line (self);
    }
    self->item_began = FALSE;
    break;
  case MD_BLOCK_TABLE:
    self->in_table = TRUE;
    break;
  case MD_BLOCK_TR:
    begin_line (self);
    self->cell = 0;
    break;
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
    if (self->cell++ > 0) {
      g_string_append_c (target (self), '\t');
    }
    break;
  case MD_BLOCK_DOC:
  case MD_BLOCK_QUOTE:
  case MD_BLOCK_HR:
  case MD_BLOCK_HTML:
  case MD_BLOCK_THEAD:
  case MD_BLOCK_TBODY:
  default:
    break;
  }
  return 0;
}

static int
end_heading (Writer *self)
{
  g_autofree char *heading = g_strstrip (g_string_free (g_steal_pointer (&self->heading), FALSE));

  if (self->parts->len >= YZT_PLAN_MAX_SECTIONS) {
    return -1; /* md4c lets only negative answers through every level */
  }
  yzt_plan_parts_add (self->parts, self->heading_level, heading);
  return 0;
}

static int
leave_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Writer *self = user_data;

  switch (type) {
  case MD_BLOCK_H:
    return end_heading (self);
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    self->list_depth--;
    begin_line (self);
    break;
  case MD_BLOCK_LI:
    self->item_began = FALSE;
    begin_line (self);
    break;
  case MD_BLOCK_P:
  case MD_BLOCK_CODE:
  case MD_BLOCK_TR:
    begin_line (self);
    break;
  case MD_BLOCK_TABLE:
    self->in_table = FALSE;
    break;
  case MD_BLOCK_DOC:
  case MD_BLOCK_QUOTE:
  case MD_BLOCK_HR:
  case MD_BLOCK_HTML:
  case MD_BLOCK_THEAD:
  case MD_BLOCK_TBODY:
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
  default:
    break;
  }
  return 0;
}

static int
on_span (MD_SPANTYPE type, void *detail, void *user_data)
{
  return 0; /* the text of links and emphasis is enough; where a link leads is never followed */
}

/* --- text --- */

static void
append_entity (GString *text, const char *entity, gsize length)
{
  static const struct {
    const char *name;
    const char *character;
  } known[] = {
    { "&amp;", "&" },   { "&lt;", "<" },      { "&gt;", ">" },     { "&quot;", "\"" },  { "&nbsp;", " " },
    { "&ensp;", " " },  { "&emsp;", "\u3000" }, { "&middot;", "·" }, { "&times;", "×" },  { "&deg;", "°" },
    { "&le;", "≤" },    { "&ge;", "≥" },      { "&mdash;", "—" },  { "&hellip;", "…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (strlen (known[i].name) == length && strncmp (known[i].name, entity, length) == 0) {
      g_string_append (text, known[i].character);
      return;
    }
  }
  if (length > 3 && entity[1] == '#') {
    gboolean hex = entity[2] == 'x' || entity[2] == 'X';
    guint64 code = g_ascii_strtoull (entity + (hex ? 3 : 2), NULL, hex ? 16 : 10);
    if (code >= 0x20 && code <= 0x10FFFF && g_unichar_validate ((gunichar) code)) {
      g_string_append_unichar (text, (gunichar) code);
      return;
    }
  }
  g_string_append_len (text, entity, (gssize) length);
}

/* A line broken inside Chinese text goes on without a blank. */
static void
append_soft_break (GString *text)
{
  const char *last = text->len > 0 ? g_utf8_find_prev_char (text->str, text->str + text->len) : NULL;

  if (last == NULL || g_utf8_get_char (last) < 0x2E80) {
    g_string_append_c (text, ' ');
  }
}

static int
on_text (MD_TEXTTYPE type, const MD_CHAR *characters, MD_SIZE size, void *user_data)
{
  Writer *self = user_data;
  GString *text = target (self);

  switch (type) {
  case MD_TEXT_NULLCHAR:
    g_string_append (text, "\uFFFD");
    break;
  case MD_TEXT_BR:
    g_string_append_c (text, self->in_table || self->heading ? ' ' : '\n');
    break;
  case MD_TEXT_SOFTBR:
    append_soft_break (text);
    break;
  case MD_TEXT_ENTITY:
    append_entity (text, characters, size);
    break;
  case MD_TEXT_HTML:
    if (size >= 3 && g_ascii_strncasecmp (characters, "<br", 3) == 0) {
      g_string_append_c (text, self->in_table || self->heading ? ' ' : '\n');
    }
    break;
  case MD_TEXT_NORMAL:
  case MD_TEXT_CODE:
  case MD_TEXT_LATEXMATH:
  default:
    g_string_append_len (text, characters, (gssize) size);
    break;
  }
  return 0;
}

gboolean
yzt_plan_read_markdown (const char *text, gsize length, GArray *parts)
{
  Writer writer = { .parts = parts };
  MD_PARSER parser = {
    .abi_version = 0,
    .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEATXHEADERS | MD_FLAG_NOINDENTEDCODEBLOCKS,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = on_span,
    .leave_span = on_span,
    .text = on_text,
  };
  gboolean ok = md_parse (text, (MD_SIZE) length, &parser, &writer) == 0;

  if (writer.heading != NULL) {
    g_string_free (writer.heading, TRUE);
  }
  return ok;
}

gboolean
yzt_plan_looks_like_markdown (const char *text)
{
  const char *line = text;

  while (line != NULL && *line != '\0') {
    gsize marks = strspn (line, "#");
    if (marks >= 1 && marks <= 6 && (line[marks] == ' ' || line[marks] == '\t')) {
      return TRUE;
    }
    line = strchr (line, '\n');
    line = line ? line + 1 : NULL;
  }
  return FALSE;
}
