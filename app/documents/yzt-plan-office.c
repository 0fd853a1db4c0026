/* yzt-plan-office.c: paragraphs and tables of Word (ECMA-376) and OpenDocument (ISO/IEC 26300) texts: one reader, the names of their elements in a table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>
#include "yzt-documents-private.h"

#define BODY_LEVEL 9 /* w:outlineLvl of text */
#define STYLES_DEEP 12
#define OPEN_PARAGRAPHS_MAX 64
#define BLANKS_MAX 64
#define REPEATED_CELLS_MAX 64

/* What an element is to us. */
typedef enum {
  NODE_OTHER,
  NODE_PARAGRAPH,
  NODE_HEADING,   /* a paragraph that says its level itself */
  NODE_STYLE,     /* in a paragraph: the name of its style */
  NODE_OUTLINE,   /* in a paragraph: its level */
  NODE_TEXT,      /* what may hold characters, where not every element does */
  NODE_TAB,
  NODE_BREAK,
  NODE_BLANKS,
  NODE_TABLE,
  NODE_ROW,
  NODE_CELL,
  NODE_SKIP,      /* struck out, in the margin, or for old programmes only */
} Node;

typedef struct {
  const char *name; /* with its usual prefix */
  Node node;
} NodeName;

typedef struct {
  const char *part;
  const NodeName *names;
  gboolean text_elements; /* characters count only within NODE_TEXT */
  gboolean inner_apart;   /* a paragraph within another (a text box) stands for itself, else it goes on in the outer one */
} Dialect;

static const NodeName word_names[] = { { "w:p", NODE_PARAGRAPH },    { "w:pStyle", NODE_STYLE }, { "w:outlineLvl", NODE_OUTLINE }, { "w:t", NODE_TEXT },
                                       { "w:tab", NODE_TAB },        { "w:br", NODE_BREAK },     { "w:cr", NODE_BREAK },           { "w:tbl", NODE_TABLE },
                                       { "w:tr", NODE_ROW },         { "w:tc", NODE_CELL },      { "w:del", NODE_SKIP },           { "mc:Fallback", NODE_SKIP },
                                       { "w:tabs", NODE_SKIP },      { "w:moveFrom", NODE_SKIP }, { NULL, NODE_OTHER } };
static const NodeName open_names[] = { { "text:p", NODE_PARAGRAPH }, { "text:h", NODE_HEADING }, { "text:tab", NODE_TAB },          { "text:line-break", NODE_BREAK },
                                       { "text:s", NODE_BLANKS },    { "table:table", NODE_TABLE }, { "table:table-row", NODE_ROW }, { "table:table-cell", NODE_CELL },
                                       { "office:annotation", NODE_SKIP }, { "text:tracked-changes", NODE_SKIP }, { "text:note-citation", NODE_SKIP },
                                       { "office:automatic-styles", NODE_SKIP }, { NULL, NODE_OTHER } };
static const Dialect word = { "word/document.xml", word_names, TRUE, TRUE }, open_text = { "content.xml", open_names, FALSE, FALSE };

typedef struct {
  char *parent;
  int level; /* of the draft; -1: as the parent */
} Style;

typedef struct {
  GString *text;
  guint level;
} Paragraph;

typedef struct {
  const Dialect *dialect;
  YztPlanDraft *draft;
  GHashTable *styles;    /* of Word: id → Style */
  GPtrArray *paragraphs; /* open ones */
  guint inner;           /* paragraphs within the open one that go on in it */
  GString *row;          /* of the outermost table */
  guint tables;          /* how deep */
  guint n_cells;         /* begun in this row */
  gboolean cell_begun;
  gboolean enough;
} Reader;

static void
style_free (Style *style)
{
  g_free (style->parent);
  g_free (style);
}

static void
paragraph_free (Paragraph *paragraph)
{
  g_string_free (paragraph->text, TRUE);
  g_free (paragraph);
}

/* Programmes may choose their prefixes: the name behind it counts. */
static const char *
local_name (const char *name)
{
  const char *colon = strchr (name, ':');
  return colon != NULL ? colon + 1 : name;
}

static gboolean
is (xmlTextReaderPtr xml, const char *name)
{
  return g_strcmp0 ((const char *) xmlTextReaderConstLocalName (xml), name) == 0;
}

/* "text:p" and "draw:p" are not the same in OpenDocument, whose prefixes are always these. */
static Node
node_of (const Dialect *dialect, xmlTextReaderPtr xml)
{
  const char *name = (const char *) xmlTextReaderConstName (xml);
  for (const NodeName *one = dialect->names; name != NULL && one->name != NULL; one++) {
    if (dialect->text_elements ? g_str_equal (local_name (one->name), local_name (name)) : g_str_equal (one->name, name)) {
      return one->node;
    }
  }
  return NODE_OTHER;
}

/* The attribute of any namespace. */
static char *
attribute (xmlTextReaderPtr xml, const char *name)
{
  char *found = NULL;
  while (found == NULL && xmlTextReaderMoveToNextAttribute (xml) == 1) {
    if (is (xml, name)) {
      found = g_strdup ((const char *) xmlTextReaderConstValue (xml));
    }
  }
  xmlTextReaderMoveToElement (xml);
  return found;
}

static int
number (xmlTextReaderPtr xml, const char *name, int otherwise)
{
  g_autofree char *value = attribute (xml, name);
  return value != NULL ? atoi (value) : otherwise;
}

static xmlTextReaderPtr
open_xml (YztPackedPart *part)
{
  return xmlReaderForIO (yzt_packed_part_read, NULL, part, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* --- styles of Word --- */

static int
level_of_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  if (g_str_equal (lower, "title")) {
    return 1;
  }
  int level = g_str_has_prefix (lower, "heading ") ? atoi (lower + strlen ("heading ")) : 0;
  return level >= 1 && level <= BODY_LEVEL ? level + 1 : -1;
}

static int
level_of_outline (const char *value)
{
  int outline = value != NULL ? atoi (value) : BODY_LEVEL;
  return outline >= 0 && outline < BODY_LEVEL ? outline + 2 : 0;
}

static void
take_style_node (xmlTextReaderPtr xml, Style **style, GHashTable *styles)
{
  if (is (xml, "style")) {
    g_autofree char *id = attribute (xml, "styleId");
    *style = g_new0 (Style, 1);
    (*style)->level = -1;
    g_hash_table_replace (styles, g_strdup (id != NULL ? id : ""), *style);
  } else if (*style != NULL && (is (xml, "name") || is (xml, "basedOn") || is (xml, "outlineLvl"))) {
    g_autofree char *value = attribute (xml, "val");
    if (is (xml, "basedOn")) {
      g_free ((*style)->parent);
      (*style)->parent = g_steal_pointer (&value);
    } else if (is (xml, "outlineLvl")) {
      (*style)->level = (*style)->level > 0 ? (*style)->level : level_of_outline (value);
    } else if (value != NULL) {
      (*style)->level = level_of_name (value);
    }
  }
}

static GHashTable *
read_styles (GBytes *bytes, const char *origin)
{
  GHashTable *styles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) style_free);
  g_autoptr (YztPackedPart) part = yzt_packed_part_open (bytes, "word/styles.xml", origin, NULL);
  xmlTextReaderPtr xml = part != NULL ? open_xml (part) : NULL;
  Style *style = NULL;
  while (xml != NULL && xmlTextReaderRead (xml) == 1) {
    if (xmlTextReaderNodeType (xml) == XML_READER_TYPE_ELEMENT) {
      take_style_node (xml, &style, styles);
    }
  }
  if (xml != NULL) {
    xmlFreeTextReader (xml);
  }
  return styles;
}

static guint
level_of_style (Reader *self, const char *id)
{
  for (guint i = 0; i < STYLES_DEEP && id != NULL; i++) {
    const Style *style = g_hash_table_lookup (self->styles, id);
    if (style == NULL) {
      return 0;
    }
    if (style->level >= 0) {
      return (guint) style->level;
    }
    id = style->parent;
  }
  return 0;
}

/* --- paragraphs --- */

static Paragraph *
current (Reader *self)
{
  return self->paragraphs->len > 0 ? self->paragraphs->pdata[self->paragraphs->len - 1] : NULL;
}

static void
append (Reader *self, const char *text)
{
  Paragraph *paragraph = current (self);
  if (paragraph != NULL && text != NULL) {
    g_string_append (paragraph->text, text);
  }
}

static void
begin_paragraph (Reader *self, xmlTextReaderPtr xml, gboolean heading)
{
  if (xmlTextReaderIsEmptyElement (xml)) {
    return;
  }
  if (self->paragraphs->len > 0 && !self->dialect->inner_apart) {
    self->inner++;
    return;
  }
  if (self->paragraphs->len >= OPEN_PARAGRAPHS_MAX) {
    self->enough = TRUE;
    return;
  }
  Paragraph *paragraph = g_new0 (Paragraph, 1);
  g_autofree char *style = attribute (xml, "style-name");
  paragraph->text = g_string_new (NULL);
  paragraph->level = heading ? (guint) CLAMP (number (xml, "outline-level", 1), 1, 9) + 1 : g_strcmp0 (style, "Title") == 0 ? 1 : 0;
  g_ptr_array_add (self->paragraphs, paragraph);
}

static void
end_paragraph (Reader *self)
{
  Paragraph *paragraph = current (self);
  if (self->inner > 0) {
    self->inner--;
    return;
  }
  if (paragraph == NULL) {
    return;
  }
  if (self->tables > 0) {
    g_strdelimit (paragraph->text->str, "\t\n", ' ');
    if (paragraph->text->len > 0) {
      g_string_append_printf (self->row, "%s%s", self->cell_begun ? " " : "", paragraph->text->str);
      self->cell_begun = TRUE;
    }
  } else {
    if (paragraph->level > 0) {
      g_strdelimit (paragraph->text->str, "\t\n", ' ');
    }
    self->enough = self->enough || !yzt_plan_draft_add (self->draft, paragraph->level, paragraph->text->str);
  }
  g_ptr_array_set_size (self->paragraphs, (int) self->paragraphs->len - 1);
}

static void
take_level (Reader *self, xmlTextReaderPtr xml, gboolean by_style)
{
  g_autofree char *value = attribute (xml, "val");
  Paragraph *paragraph = current (self);
  if (paragraph != NULL && (by_style || paragraph->level != 1)) {
    paragraph->level = by_style ? level_of_style (self, value) : (guint) level_of_outline (value);
  }
}

static void
begin_cell (Reader *self)
{
  if (self->tables == 1) {
    if (self->n_cells++ > 0) {
      g_string_append_c (self->row, '\t');
    }
    self->cell_begun = FALSE;
  }
}

/* --- elements --- */

static void
begin_element (Reader *self, xmlTextReaderPtr xml, Node node)
{
  switch (node) {
  case NODE_PARAGRAPH: begin_paragraph (self, xml, FALSE); break;
  case NODE_HEADING: begin_paragraph (self, xml, TRUE); break;
  case NODE_STYLE: take_level (self, xml, TRUE); break;
  case NODE_OUTLINE: take_level (self, xml, FALSE); break;
  case NODE_TAB: append (self, "\t"); break;
  case NODE_BREAK: append (self, "\n"); break;
  case NODE_BLANKS:
    for (int i = CLAMP (number (xml, "c", 1), 1, BLANKS_MAX); i > 0; i--) {
      append (self, " ");
    }
    break;
  case NODE_TABLE: self->tables += xmlTextReaderIsEmptyElement (xml) ? 0 : 1; break;
  case NODE_CELL:
    for (int i = CLAMP (number (xml, "number-columns-repeated", 1), 1, REPEATED_CELLS_MAX); i > 0; i--) {
      begin_cell (self);
    }
    break;
  case NODE_ROW:
  case NODE_TEXT:
  case NODE_SKIP:
  case NODE_OTHER:
  default: break;
  }
}

static void
end_element (Reader *self, Node node)
{
  if (node == NODE_PARAGRAPH || node == NODE_HEADING) {
    end_paragraph (self);
  } else if (node == NODE_TABLE && self->tables > 0) {
    self->tables--;
  } else if (node == NODE_ROW && self->tables == 1) {
    self->enough = self->enough || !yzt_plan_draft_add_row (self->draft, self->row->str);
    g_string_truncate (self->row, 0);
    self->n_cells = 0;
  }
}

/* Blanks between elements are no text; within w:t they are. */
static void
take_characters (Reader *self, xmlTextReaderPtr xml, int type)
{
  if (!self->dialect->text_elements) {
    if (type != XML_READER_TYPE_WHITESPACE) {
      append (self, (const char *) xmlTextReaderConstValue (xml));
    }
    return;
  }
  xmlNodePtr parent = xmlTextReaderCurrentNode (xml) != NULL ? xmlTextReaderCurrentNode (xml)->parent : NULL;
  if (parent != NULL && g_strcmp0 ((const char *) parent->name, "t") == 0) {
    append (self, (const char *) xmlTextReaderConstValue (xml));
  }
}

/* FALSE when the document is damaged. */
static gboolean
read_body (Reader *self, xmlTextReaderPtr xml)
{
  int status = xmlTextReaderRead (xml);
  while (status == 1 && !self->enough) {
    int type = xmlTextReaderNodeType (xml);
    Node node = type == XML_READER_TYPE_ELEMENT || type == XML_READER_TYPE_END_ELEMENT ? node_of (self->dialect, xml) : NODE_OTHER;
    if (type == XML_READER_TYPE_ELEMENT && node == NODE_SKIP) {
      status = xmlTextReaderNext (xml);
      continue;
    }
    if (type == XML_READER_TYPE_ELEMENT) {
      begin_element (self, xml, node);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
      end_element (self, node);
    } else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE || type == XML_READER_TYPE_WHITESPACE) {
      take_characters (self, xml, type);
    }
    status = xmlTextReaderRead (xml);
  }
  return status == 0 || self->enough;
}

static gboolean
read_packed (const Dialect *dialect, GHashTable *styles, GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  g_autoptr (YztPackedPart) part = yzt_packed_part_open (bytes, dialect->part, origin, error);
  if (part == NULL) {
    return FALSE;
  }
  Reader reader = { .dialect = dialect, .draft = draft, .styles = styles, .row = g_string_new (NULL) };
  reader.paragraphs = g_ptr_array_new_with_free_func ((GDestroyNotify) paragraph_free);
  xmlTextReaderPtr xml = open_xml (part);
  gboolean whole = xml != NULL && read_body (&reader, xml);
  if (xml != NULL) {
    xmlFreeTextReader (xml);
  }
  g_ptr_array_unref (reader.paragraphs);
  g_string_free (reader.row, TRUE);
  return yzt_packed_part_judge (part, whole, reader.enough, origin, error);
}

gboolean
yzt_plan_read_docx (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  g_autoptr (GHashTable) styles = read_styles (bytes, origin);
  return read_packed (&word, styles, bytes, origin, draft, error);
}

gboolean
yzt_plan_read_odt (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  return read_packed (&open_text, NULL, bytes, origin, draft, error);
}
