/* yzt-plan-html.c: headings, paragraphs and tables of a web page
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <libxml/HTMLparser.h>
#include <string.h>
#include "yzt-documents-private.h"

#define DEPTH_MAX 250

typedef struct {
  YztPlanDraft *draft;
  GString *text;  /* of the block that is open */
  guint level;
  guint rows;     /* how many table rows we are in: inside, blocks only part words */
  gboolean enough;
} Reader;

static void
flush (Reader *self)
{
  self->enough = self->enough || !yzt_plan_draft_add (self->draft, self->level, self->text->str);
  g_string_truncate (self->text, 0);
}

static gboolean
is_one_of (xmlNodePtr node, const char *const *names)
{
  return g_strv_contains (names, (const char *) node->name);
}

/* Blanks in the source part words and nothing else; between Chinese characters not even that. */
static void
append_text (GString *text, const char *from)
{
  gboolean blank = FALSE;
  for (const char *at = from; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_ascii_isspace (*at)) {
      blank = TRUE;
      continue;
    }
    gboolean parts_words = (guchar) *at < 0x80 || (text->len > 0 && (guchar) text->str[text->len - 1] < 0x80);
    if (blank && text->len > 0 && parts_words && text->str[text->len - 1] != '\n' && text->str[text->len - 1] != '\t') {
      g_string_append_c (text, ' ');
    }
    blank = FALSE;
    g_string_append_len (text, at, g_utf8_next_char (at) - at);
  }
}

static void walk (Reader *self, xmlNodePtr first, guint depth);

static void
walk_row (Reader *self, xmlNodePtr row, guint depth)
{
  static const char *const cells[] = { "td", "th", NULL };
  guint n_cells = 0;
  flush (self);
  self->rows++;
  for (xmlNodePtr cell = row->children; cell != NULL; cell = cell->next) {
    if (cell->type == XML_ELEMENT_NODE && is_one_of (cell, cells)) {
      if (n_cells++ > 0) {
        g_string_append_c (self->text, '\t');
      }
      walk (self, cell->children, depth + 1);
    }
  }
  self->rows--;
  self->enough = self->enough || !yzt_plan_draft_add_row (self->draft, self->text->str);
  g_string_truncate (self->text, 0);
}

static void
walk_block (Reader *self, xmlNodePtr node, guint depth)
{
  const char *name = (const char *) node->name;
  gboolean heading = name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0';
  guint before = self->level;
  if (self->rows == 0) {
    flush (self);
    self->level = heading ? (guint) (name[1] - '0') : before;
  }
  walk (self, node->children, depth + 1);
  if (self->rows == 0) {
    flush (self);
    self->level = before;
  }
}

static void
walk_element (Reader *self, xmlNodePtr node, guint depth)
{
  static const char *const skipped[] = { "script", "style", "head", "nav", "footer", "select", "button", "noscript", "template", NULL };
  static const char *const blocks[] = { "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article", "header", "blockquote",
                                        "pre", "dt", "dd", "caption", "center", NULL };
  if (is_one_of (node, skipped)) {
    return;
  }
  if (g_str_equal ((const char *) node->name, "br")) {
    g_string_append_c (self->text, self->rows > 0 || self->level > 0 ? ' ' : '\n');
  } else if (g_str_equal ((const char *) node->name, "tr")) {
    walk_row (self, node, depth);
  } else if (is_one_of (node, blocks)) {
    walk_block (self, node, depth);
  } else {
    walk (self, node->children, depth + 1);
  }
}

static void
walk (Reader *self, xmlNodePtr first, guint depth)
{
  for (xmlNodePtr node = first; node != NULL && depth < DEPTH_MAX && !self->enough; node = node->next) {
    if (node->type == XML_TEXT_NODE && node->content != NULL) {
      append_text (self->text, (const char *) node->content);
    } else if (node->type == XML_ELEMENT_NODE) {
      walk_element (self, node, depth);
    }
  }
}

gboolean
yzt_plan_read_html (const char *text, gsize length, const char *origin, YztPlanDraft *draft, GError **error)
{
  Reader reader = { .draft = draft, .text = g_string_new (NULL) };
  htmlDocPtr document = htmlReadMemory (text, (int) length, NULL, "UTF-8", HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER);
  xmlNodePtr root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root != NULL) {
    walk (&reader, root->children, 0);
    flush (&reader);
  }
  if (document != NULL) {
    xmlFreeDoc (document);
  }
  g_string_free (reader.text, TRUE);
  if (reader.enough) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” unfolds to more text than a plan can have; split it into several plans."), origin);
    return FALSE;
  }
  return TRUE;
}
