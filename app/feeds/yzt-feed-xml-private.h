/* yzt-feed-xml-private.h: XML of a stranger: parsed without network, DTD or end, and read by local names
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <libxml/tree.h>

#include "yzt-feeds.h"
G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/** @origin names the file or address in sentences. Errors: YZT_FEEDS_ERROR_READ (empty, too large), _DTD, _XML. */
xmlDoc *yzt_feed_xml_parse (const char *bytes, gsize length, const char *origin, GError **error);

/** First child element of that local name after @after (NULL: from the beginning); NULL when none. */
const xmlNode *yzt_feed_xml_child (const xmlNode *parent, const char *name, const xmlNode *after);
/** The same, of the namespace that ends with @ns_end ("georss", "cap:1.2" …); NULL any. */
const xmlNode *yzt_feed_xml_child_ns (const xmlNode *parent, const char *name, const char *ns_end, const xmlNode *after);
/** Text without blanks around, valid UTF-8, at most @max_bytes; "" when absent. Free. */
char *yzt_feed_xml_text (const xmlNode *node, gsize max_bytes);
char *yzt_feed_xml_child_text (const xmlNode *parent, const char *name, gsize max_bytes);
/** The same as one line: a headline may be broken anywhere in the file. */
char *yzt_feed_xml_child_line (const xmlNode *parent, const char *name, gsize max_bytes);
/** An attribute, at most @max_bytes; "" when absent. Free. */
char *yzt_feed_xml_attribute (const xmlNode *node, const char *name, gsize max_bytes);

/** Cuts behind the last whole character before @max_bytes, so that the text stays UTF-8. */
void yzt_feed_cut (char *text, gsize max_bytes);
/** All white space between words becomes one blank. Free. */
char *yzt_feed_one_line (const char *text);
G_END_DECLS
