/* yzt-plan-odt.c: paragraphs and tables of an OpenDocument text (ISO/IEC 26300), with the levels of its headings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include "yzt-documents-private.h"

#define BLANKS_MAX 64

typedef struct {
  YztPlanDraft *draft;
  GString *text;  /* of the paragraph that is open */
  guint depth;    /* of paragraphs: a note or a frame stands inside another */
  guint level;
  GString *row;
  guint tables;
  guint n_cells;  /* begun in this row */
  gboolean cell_begun;
  gboolean enough;
} Reader;

static gboolean
is (xmlTextReaderPtr xml, const char *name)
{
  return g_strcmp0 ((const char *) xmlTextReaderConstName (xml), name) == 0;
}

static int
number (xmlTextReaderPtr xml, const char *attribute, int otherwise)
{
  xmlChar *value = xmlTextReaderGetAttribute (xml, (const xmlChar *) attribute);
  int found = value != NULL ? atoi ((const char *) value) : otherwise;
  xmlFree (value);
  return found;
}

static void
begin_paragraph (Reader *self, xmlTextReaderPtr xml, gboolean heading)
{
  if (xmlTextReaderIsEmptyElement (xml)) {
    return;
  }
  if (self->depth++ == 0) {
    xmlChar *style = xmlTextReaderGetAttribute (xml, (const xmlChar *) "text:style-name");
    g_string_truncate (self->text, 0);
    self->level = heading ? (guint) CLAMP (number (xml, "text:outline-level", 1), 1, 9) + 1 : 0;
    if (!heading && g_strcmp0 ((const char *) style, "Title") == 0) {
      self->level = 1;
    }
    xmlFree (style);
  }
}

static void
end_paragraph (Reader *self)
{
  if (self->depth == 0 || --self->depth > 0) {
    return;
  }
  if (self->tables > 0) {
    g_strdelimit (self->text->str, "\t\n", ' ');
    if (self->text->len > 0) {
      g_string_append_printf (self->row, "%s%s", self->cell_begun ? " " : "", self->text->str);
      self->cell_begun = TRUE;
    }
  } else {
    self->enough = self->enough || !yzt_plan_draft_add (self->draft, self->level, self->text->str);
  }
}

static void
begin_element (Reader *self, xmlTextReaderPtr xml)
{
  if (is (xml, "text:p") || is (xml, "text:h")) {
    begin_paragraph (self, xml, is (xml, "text:h"));
  } else if (is (xml, "text:tab")) {
    g_string_append_c (self->text, '\t');
  } else if (is (xml, "text:line-break")) {
    g_string_append_c (self->text, '\n');
  } else if (is (xml, "text:s")) {
    for (int i = CLAMP (number (xml, "text:c", 1), 1, BLANKS_MAX); i > 0; i--) {
      g_string_append_c (self->text, ' ');
    }
  } else if (is (xml, "table:table") && !xmlTextReaderIsEmptyElement (xml)) {
    self->tables++;
  } else if (is (xml, "table:table-cell") && self->tables == 1) {
    if (self->n_cells++ > 0) {
      g_string_append_c (self->row, '\t');
    }
    self->cell_begun = FALSE;
  }
}

static void
end_element (Reader *self, xmlTextReaderPtr xml)
{
  if (is (xml, "text:p") || is (xml, "text:h")) {
    end_paragraph (self);
  } else if (is (xml, "table:table") && self->tables > 0) {
    self->tables--;
  } else if (is (xml, "table:table-row") && self->tables == 1) {
    self->enough = self->enough || !yzt_plan_draft_add_row (self->draft, self->row->str);
    g_string_truncate (self->row, 0);
    self->n_cells = 0;
  }
}

/* Remarks in the margin, what was struck out, and the numbers of notes. */
static gboolean
is_to_skip (xmlTextReaderPtr xml)
{
  return is (xml, "office:annotation") || is (xml, "text:tracked-changes") || is (xml, "text:note-citation") || is (xml, "office:automatic-styles");
}

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
    } else if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) && self->depth > 0) {
      g_string_append (self->text, (const char *) xmlTextReaderConstValue (xml));
    }
    status = xmlTextReaderRead (xml);
  }
  return status == 0 || self->enough;
}

gboolean
yzt_plan_read_odt (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  g_autoptr (YztPackedPart) part = yzt_packed_part_open (bytes, "content.xml", origin, error);
  if (part == NULL) {
    return FALSE;
  }
  Reader reader = { .draft = draft, .text = g_string_new (NULL), .row = g_string_new (NULL) };
  xmlTextReaderPtr xml = xmlReaderForIO (yzt_packed_part_read, NULL, part, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  gboolean whole = xml != NULL && read_body (&reader, xml);
  if (xml != NULL) {
    xmlFreeTextReader (xml);
  }
  g_string_free (reader.text, TRUE);
  g_string_free (reader.row, TRUE);
  return yzt_packed_part_judge (part, whole, reader.enough, origin, error);
}
