/* yzt-feed-xml.c: XML of a stranger: parsed without network, DTD or end, and read by local names
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-xml-private.h"

G_DEFINE_QUARK (yzt-feeds-error-quark, yzt_feeds_error)

typedef struct {
  gboolean saw_dtd;
} Guard;

static void
on_internal_subset (void *user_data, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlParserCtxt *context = user_data;
  Guard *guard = context->_private;

  /* A DTD is how entity bombs and reads of local files come in; no alert needs one. */
  guard->saw_dtd = TRUE;
  context->wellFormed = 0;
  context->disableSAX = 1;
  xmlStopParser (context);
}

/* The context keeps its last error; nothing belongs on the terminal. */
static void
on_xml_error (void *user_data, xmlError *error)
{
}

static gpointer
init_parser (gpointer unused)
{
  xmlInitParser ();
  return NULL;
}

static gboolean
check_length (gsize length, const char *origin, GError **error)
{
  if (length > 0 && length <= YZT_FEED_MAX_BYTES) {
    return TRUE;
  }
  g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ,
               length == 0 ? _("“%s” is empty; ask the sender for it again.")
                           : _("“%s” is larger than 16 MiB, which no alert is; it was not read."), origin);
  return FALSE;
}

static xmlDoc *
parse_with_guard (xmlParserCtxt *context, Guard *guard)
{
  xmlStructuredErrorFunc report_before = xmlStructuredError;
  void *report_data_before = xmlStructuredErrorContext;
  xmlDoc *doc;

  context->_private = guard;
  context->sax->internalSubset = on_internal_subset;
  xmlCtxtUseOptions (context, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  /* Decoders report past the context, to this thread's handler. */
  xmlSetStructuredErrorFunc (NULL, on_xml_error);
  xmlParseDocument (context);
  xmlSetStructuredErrorFunc (report_data_before, report_before);
  doc = context->myDoc;
  context->myDoc = NULL;
  return doc;
}

xmlDoc *
yzt_feed_xml_parse (const char *bytes, gsize length, const char *origin, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  Guard guard = { FALSE };
  xmlParserCtxt *context;
  g_autoptr (xmlDoc) doc = NULL;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (origin != NULL, NULL);

  if (!check_length (length, origin, error)) {
    return NULL;
  }
  g_once (&once, init_parser, NULL);
  context = xmlCreateMemoryParserCtxt (bytes, (int) length);
  if (context == NULL) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_XML, _("“%s” cannot be read as XML; ask the sender for it again."), origin);
    return NULL;
  }
  doc = parse_with_guard (context, &guard);
  if (!context->wellFormed || doc == NULL || xmlDocGetRootElement (doc) == NULL) {
    if (guard.saw_dtd) {
      g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_DTD,
                   _("“%s” carries a document type definition (DTD), which an alert may not have; it was not read."), origin);
    } else {
      g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_XML,
                   _("“%s” is not well-formed XML (line %d): it may be cut off; ask the sender for it again."), origin,
                   context->lastError.line);
    }
    g_clear_pointer (&doc, xmlFreeDoc);
  }
  xmlFreeParserCtxt (context);
  return g_steal_pointer (&doc);
}

/* --- reading --- */

const xmlNode *
yzt_feed_xml_child_ns (const xmlNode *parent, const char *name, const char *ns_end, const xmlNode *after)
{
  for (const xmlNode *node = after ? after->next : parent->children; node != NULL; node = node->next) {
    if (node->type == XML_ELEMENT_NODE && g_str_equal ((const char *) node->name, name)
        && (ns_end == NULL || (node->ns != NULL && node->ns->href != NULL && g_str_has_suffix ((const char *) node->ns->href, ns_end)))) {
      return node;
    }
  }
  return NULL;
}

const xmlNode *
yzt_feed_xml_child (const xmlNode *parent, const char *name, const xmlNode *after)
{
  return yzt_feed_xml_child_ns (parent, name, NULL, after);
}

void
yzt_feed_cut (char *text, gsize max_bytes)
{
  if (strlen (text) > max_bytes) {
    char *end = g_utf8_find_prev_char (text, text + max_bytes + 1);
    *(end ? end : text) = '\0';
  }
}

static char *
take_text (xmlChar *content, gsize max_bytes)
{
  char *text = g_utf8_make_valid (content ? (const char *) content : "", -1);

  xmlFree (content);
  g_strstrip (text);
  yzt_feed_cut (text, max_bytes);
  return text;
}

char *
yzt_feed_xml_text (const xmlNode *node, gsize max_bytes)
{
  return node ? take_text (xmlNodeGetContent ((xmlNode *) node), max_bytes) : g_strdup ("");
}

char *
yzt_feed_xml_child_text (const xmlNode *parent, const char *name, gsize max_bytes)
{
  return yzt_feed_xml_text (yzt_feed_xml_child (parent, name, NULL), max_bytes);
}

char *
yzt_feed_one_line (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0') {
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[i]);
    }
  }
  return g_string_free (line, FALSE);
}

char *
yzt_feed_xml_child_line (const xmlNode *parent, const char *name, gsize max_bytes)
{
  g_autofree char *text = yzt_feed_xml_child_text (parent, name, max_bytes);

  return yzt_feed_one_line (text);
}

char *
yzt_feed_xml_attribute (const xmlNode *node, const char *name, gsize max_bytes)
{
  return take_text (xmlGetNoNsProp ((xmlNode *) node, (const xmlChar *) name), max_bytes);
}
