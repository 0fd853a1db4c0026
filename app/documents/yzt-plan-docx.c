/* yzt-plan-docx.c: paragraphs and tables of a Word document (ECMA-376), with the levels of its headings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>
#include "yzt-documents-private.h"

#define BODY_LEVEL 9 /* w:outlineLvl of text */
#define STYLES_DEEP 12
#define OPEN_PARAGRAPHS_MAX 64

typedef struct {
  char *parent;
  int level; /* of the draft; -1: as the parent */
} Style;

typedef struct {
  GString *text;
  guint level;
} Paragraph;

typedef struct {
  YztPlanDraft *draft;
  GHashTable *styles;    /* id → Style */
  GPtrArray *paragraphs; /* open ones: a text box stands in the middle of another paragraph */
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

static gboolean
is (xmlTextReaderPtr xml, const char *name)
{
  return g_strcmp0 ((const char *) xmlTextReaderConstLocalName (xml), name) == 0;
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

static xmlTextReaderPtr
open_xml (YztPackedPart *part)
{
  return xmlReaderForIO (yzt_packed_part_read, NULL, part, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* --- styles --- */

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
add (Reader *self, guint level, const char *text)
{
  self->enough = self->enough || !yzt_plan_draft_add (self->draft, level, text);
}

static void
end_paragraph (Reader *self)
{
  Paragraph *paragraph = current (self);
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
    add (self, paragraph->level, paragraph->text->str);
  }
  g_ptr_array_set_size (self->paragraphs, (int) self->paragraphs->len - 1);
}

static void
begin_paragraph (Reader *self, xmlTextReaderPtr xml)
{
  if (xmlTextReaderIsEmptyElement (xml)) {
    return;
  }
  if (self->paragraphs->len >= OPEN_PARAGRAPHS_MAX) {
    self->enough = TRUE;
    return;
  }
  Paragraph *paragraph = g_new0 (Paragraph, 1);
  paragraph->text = g_string_new (NULL);
  g_ptr_array_add (self->paragraphs, paragraph);
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
begin_element (Reader *self, xmlTextReaderPtr xml)
{
  if (is (xml, "p")) {
    begin_paragraph (self, xml);
  } else if (is (xml, "pStyle")) {
    take_level (self, xml, TRUE);
  } else if (is (xml, "outlineLvl")) {
    take_level (self, xml, FALSE);
  } else if (is (xml, "tab") && current (self) != NULL) {
    append (self, "\t");
  } else if (is (xml, "br") || is (xml, "cr")) {
    append (self, "\n");
  } else if (is (xml, "tbl") && !xmlTextReaderIsEmptyElement (xml)) {
    self->tables++;
  } else if (is (xml, "tc") && self->tables == 1) {
    if (self->n_cells++ > 0) {
      g_string_append_c (self->row, '\t');
    }
    self->cell_begun = FALSE;
  }
}

static void
end_element (Reader *self, xmlTextReaderPtr xml)
{
  if (is (xml, "p")) {
    end_paragraph (self);
  } else if (is (xml, "tbl") && self->tables > 0) {
    self->tables--;
  } else if (is (xml, "tr") && self->tables == 1) {
    self->enough = self->enough || !yzt_plan_draft_add_row (self->draft, self->row->str);
    g_string_truncate (self->row, 0);
    self->n_cells = 0;
  }
}

/* What was struck out, what stands there for old programmes only, and tab stops are no text. */
static gboolean
is_to_skip (xmlTextReaderPtr xml)
{
  return is (xml, "del") || is (xml, "Fallback") || is (xml, "tabs") || is (xml, "moveFrom");
}

/* FALSE when the document is damaged. */
static gboolean
read_body (Reader *self, xmlTextReaderPtr xml)
{
  int status = xmlTextReaderRead (xml);
  while (status == 1 && !self->enough) {
    int type = xmlTextReaderNodeType (xml);
    if (type == XML_READER_TYPE_ELEMENT && is_to_skip (xml)) {
      status = xmlTextReaderNext (xml);
      continue;
    }
    if (type == XML_READER_TYPE_ELEMENT) {
      begin_element (self, xml);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
      end_element (self, xml);
    } else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE || type == XML_READER_TYPE_WHITESPACE) {
      xmlNodePtr parent = xmlTextReaderCurrentNode (xml) != NULL ? xmlTextReaderCurrentNode (xml)->parent : NULL;
      if (parent != NULL && g_strcmp0 ((const char *) parent->name, "t") == 0) {
        append (self, (const char *) xmlTextReaderConstValue (xml));
      }
    }
    status = xmlTextReaderRead (xml);
  }
  return status == 0 || self->enough;
}

gboolean
yzt_plan_read_docx (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  g_autoptr (YztPackedPart) part = yzt_packed_part_open (bytes, "word/document.xml", origin, error);
  if (part == NULL) {
    return FALSE;
  }
  Reader reader = { .draft = draft, .styles = read_styles (bytes, origin), .row = g_string_new (NULL) };
  reader.paragraphs = g_ptr_array_new_with_free_func ((GDestroyNotify) paragraph_free);
  xmlTextReaderPtr xml = open_xml (part);
  gboolean whole = xml != NULL && read_body (&reader, xml);
  if (xml != NULL) {
    xmlFreeTextReader (xml);
  }
  g_hash_table_unref (reader.styles);
  g_ptr_array_unref (reader.paragraphs);
  g_string_free (reader.row, TRUE);
  return yzt_packed_part_judge (part, whole, reader.enough, origin, error);
}
