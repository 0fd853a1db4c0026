/* yzt-cap.c: one CAP 1.0 / 1.1 / 1.2 message as an alert
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-cap-private.h"

/* A name of a sender, an identifier, an event: more is an attack or a mistake, and a cell ends at 64 KiB. */
#define MAX_WORD_BYTES 1024
#define MAX_LINE_BYTES 4096
#define MAX_TEXT_BYTES (60 * 1024)
#define MAX_REFERENCES 1000

G_DEFINE_QUARK (yzt-feeds-error-quark, yzt_feeds_error)

/* --- XML --- */

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

static xmlDoc *
parse_xml (const char *bytes, gsize length, const char *origin, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  Guard guard = { FALSE };
  xmlStructuredErrorFunc report_before = xmlStructuredError;
  void *report_data_before = xmlStructuredErrorContext;
  xmlParserCtxt *context;
  xmlDoc *doc;

  g_once (&once, init_parser, NULL);
  context = xmlCreateMemoryParserCtxt (bytes, (int) length);
  if (context == NULL) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_XML, _("“%s” cannot be read as XML; ask the sender for it again."), origin);
    return NULL;
  }
  context->_private = &guard;
  context->sax->internalSubset = on_internal_subset;
  xmlCtxtUseOptions (context, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  /* Decoders report past the context, to this thread's handler. */
  xmlSetStructuredErrorFunc (NULL, on_xml_error);
  xmlParseDocument (context);
  xmlSetStructuredErrorFunc (report_data_before, report_before);
  doc = context->myDoc;
  context->myDoc = NULL;
  if (!context->wellFormed || doc == NULL) {
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
  return doc;
}

const xmlNode *
yzt_cap_child (const xmlNode *parent, const char *name, const xmlNode *after)
{
  for (const xmlNode *node = after ? after->next : parent->children; node != NULL; node = node->next) {
    if (node->type == XML_ELEMENT_NODE && g_str_equal ((const char *) node->name, name)) {
      return node;
    }
  }
  return NULL;
}

/* The last whole character before @max_bytes, so that the text stays UTF-8. */
static void
cut_at (char *text, gsize max_bytes)
{
  if (strlen (text) > max_bytes) {
    char *end = g_utf8_find_prev_char (text, text + max_bytes + 1);
    *(end ? end : text) = '\0';
  }
}

static char *
node_text (const xmlNode *node, gsize max_bytes)
{
  xmlChar *content = xmlNodeGetContent ((xmlNode *) node);
  char *text = g_utf8_make_valid (content ? (const char *) content : "", -1);

  xmlFree (content);
  g_strstrip (text);
  cut_at (text, max_bytes);
  return text;
}

char *
yzt_cap_child_text (const xmlNode *parent, const char *name, gsize max_bytes)
{
  const xmlNode *node = yzt_cap_child (parent, name, NULL);

  return node ? node_text (node, max_bytes) : g_strdup ("");
}

/* A line of a headline may be broken anywhere in the file. */
static char *
child_line (const xmlNode *parent, const char *name, gsize max_bytes)
{
  g_autofree char *text = yzt_cap_child_text (parent, name, max_bytes);
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0') {
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[i]);
    }
  }
  return g_string_free (line, FALSE);
}

static char *
required_line (const xmlNode *parent, const char *name, const char *origin, GError **error)
{
  g_autofree char *text = child_line (parent, name, MAX_LINE_BYTES);

  if (*text == '\0') {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
                 _("“%s” is not a complete CAP alert: “%s” is missing; ask the sender for it again."), origin, name);
    return NULL;
  }
  return g_steal_pointer (&text);
}

/* --- the alert element --- */

static const char *
cap_version (const xmlNode *root)
{
  static const struct {
    const char *uri;
    const char *version;
  } known[] = {
    { "urn:oasis:names:tc:emergency:cap:1.2", "1.2" },
    { "urn:oasis:names:tc:emergency:cap:1.1", "1.1" },
    { "http://www.incident.com/cap/1.0", "1.0" },
    { "urn:oasis:names:tc:emergency:cap:1.0", "1.0" },
  };

  for (gsize i = 0; root->ns != NULL && root->ns->href != NULL && i < G_N_ELEMENTS (known); i++) {
    if (g_str_equal ((const char *) root->ns->href, known[i].uri)) {
      return known[i].version;
    }
  }
  return NULL;
}

static const char *
check_root (const xmlNode *root, const char *origin, GError **error)
{
  const char *name = root ? (const char *) root->name : "";
  const char *version = root ? cap_version (root) : NULL;

  if (g_str_equal (name, "feed") || g_str_equal (name, "rss")) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
                 _("“%s” is an index of alerts (%s), not an alert; give the files it points to."), origin,
                 g_str_equal (name, "feed") ? "Atom" : "RSS");
    return NULL;
  }
  if (!g_str_equal (name, "alert")) {
    g_autofree char *shown = g_utf8_make_valid (name, -1);
    cut_at (shown, 60);
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP, _("“%s” is not a CAP alert: its outermost element is “%s”."), origin, shown);
    return NULL;
  }
  if (version == NULL) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
                 _("“%s” is not a CAP 1.0, 1.1 or 1.2 alert: its namespace is missing or another one."), origin);
  }
  return version;
}

static gboolean
read_status (const xmlNode *root, const char *origin, YztAlert *alert, GError **error)
{
  static const char *const statuses[] = { "actual", "exercise", "system", "test", "draft", NULL };
  g_autofree char *text = required_line (root, "status", origin, error);
  g_autofree char *status = text ? g_ascii_strdown (text, -1) : NULL;

  if (status == NULL) {
    return FALSE;
  }
  if (!g_strv_contains (statuses, status)) {
    cut_at (text, 60);
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
                 _("“%s” has the status “%s”, which CAP does not know (Actual, Exercise, System, Test or Draft)."), origin, text);
    return FALSE;
  }
  g_free (alert->status);
  alert->status = g_steal_pointer (&status);
  return TRUE;
}

static gboolean
read_message_type (const xmlNode *root, const char *origin, YztAlert *alert, GError **error)
{
  static const struct {
    const char *name;
    YztAlertMessage message;
  } known[] = {
    { "Alert", YZT_ALERT_NEW }, { "Update", YZT_ALERT_UPDATE }, { "Cancel", YZT_ALERT_CANCEL },
    { "Ack", YZT_ALERT_ACK },   { "Error", YZT_ALERT_ERROR },
  };
  g_autofree char *text = required_line (root, "msgType", origin, error);

  if (text == NULL) {
    return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_ascii_strcasecmp (text, known[i].name) == 0) {
      alert->message = known[i].message;
      return TRUE;
    }
  }
  cut_at (text, 60);
  g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
               _("“%s” has the message type “%s”, which CAP does not know (Alert, Update, Cancel, Ack or Error)."), origin, text);
  return FALSE;
}

static gboolean
read_identity (const xmlNode *root, const char *origin, YztAlert *alert, GError **error)
{
  g_autofree char *identifier = required_line (root, "identifier", origin, error);
  g_autofree char *sender = identifier ? required_line (root, "sender", origin, error) : NULL;
  g_autofree char *sent = sender ? required_line (root, "sent", origin, error) : NULL;

  if (sent == NULL) {
    return FALSE;
  }
  if (strlen (identifier) > MAX_WORD_BYTES || strlen (sender) > MAX_WORD_BYTES) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP, _("“%s” has an identifier or sender longer than %d bytes; it was not read."),
                 origin, MAX_WORD_BYTES);
    return FALSE;
  }
  if (!yzt_time_parse (sent, NULL, &alert->sent_ms)) {
    cut_at (sent, 60);
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
                 _("“%s” has the sent time “%s”, which is no time such as 2026-01-01T08:00:00+08:00."), origin, sent);
    return FALSE;
  }
  g_free (alert->identifier);
  alert->identifier = g_steal_pointer (&identifier);
  g_free (alert->source);
  alert->source = g_steal_pointer (&sender);
  return TRUE;
}

static void
read_references (const xmlNode *root, YztAlert *alert)
{
  g_autofree char *text = child_line (root, "references", MAX_TEXT_BYTES);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL && alert->references->len < MAX_REFERENCES; i++) {
    /* "sender,identifier,sent"; anything else names nothing. */
    const char *first = strchr (words[i], ',');
    if (first != NULL && strchr (first + 1, ',') != NULL) {
      g_ptr_array_add (alert->references, g_strdup (words[i]));
    }
  }
}

/* --- the info block --- */

static gboolean
language_fits (const char *language, const char *wanted, gboolean whole)
{
  g_autofree char *have = g_strdelimit (g_ascii_strdown (language, -1), "_", '-');
  g_autofree char *want = g_strdelimit (g_ascii_strdown (wanted, -1), "_", '-');

  if (!whole) {
    have[strcspn (have, "-")] = '\0';
    want[strcspn (want, "-.@")] = '\0';
  }
  return g_str_equal (have, want);
}

static const xmlNode *
choose_info (const xmlNode *root, const char *language)
{
  const struct {
    const char *language;
    gboolean whole;
  } wanted[] = { { language, TRUE }, { language, FALSE }, { "zh", FALSE }, { "en", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++) {
    const xmlNode *info = NULL;
    while (wanted[i].language != NULL && (info = yzt_cap_child (root, "info", info)) != NULL) {
      g_autofree char *has = child_line (info, "language", MAX_WORD_BYTES);
      if (language_fits (*has ? has : "en-US", wanted[i].language, wanted[i].whole)) {
        return info;
      }
    }
  }
  return yzt_cap_child (root, "info", NULL);
}

static const char *
colour_in (const char *text)
{
  static const struct {
    const char *word;
    const char *colour;
  } words[] = {
    { "红", "red" }, { "橙", "orange" }, { "黄", "yellow" }, { "蓝", "blue" },
    { "red", "red" }, { "orange", "orange" }, { "yellow", "yellow" }, { "blue", "blue" },
  };
  g_autofree char *lower = g_utf8_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (lower, words[i].word) != NULL) {
      return words[i].colour;
    }
  }
  return "";
}

/* Colours are no element of CAP: each country has a parameter of its own, and Chinese headlines name it. */
static const char *
find_colour (const xmlNode *info, const char *headline)
{
  static const char *const names[] = {
    "预警级别", "预警等级", "预警颜色", "awareness_level", "colour", "color", "alertlevel", "level", "hsas", NULL,
  };
  static const char *const headline_words[] = { "红色", "橙色", "黄色", "蓝色", NULL };

  for (const xmlNode *node = yzt_cap_child (info, "parameter", NULL); node != NULL; node = yzt_cap_child (info, "parameter", node)) {
    g_autofree char *name = child_line (node, "valueName", MAX_WORD_BYTES);
    g_autofree char *key = g_utf8_strdown (name, -1);
    g_autofree char *value = child_line (node, "value", MAX_WORD_BYTES);
    if (g_strv_contains (names, key) && *colour_in (value) != '\0') {
      return colour_in (value);
    }
  }
  for (guint i = 0; headline_words[i] != NULL; i++) {
    if (strstr (headline, headline_words[i]) != NULL) {
      return colour_in (headline_words[i]);
    }
  }
  return "";
}

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

static gint64
child_time (const xmlNode *info, const char *name)
{
  g_autofree char *text = child_line (info, name, MAX_WORD_BYTES);
  gint64 utc_ms = 0;

  return *text != '\0' && yzt_time_parse (text, NULL, &utc_ms) ? utc_ms : 0;
}

static gboolean
read_required_info (const xmlNode *info, const char *origin, const char *version, YztAlert *alert, GError **error)
{
  const struct {
    const char *name;
    char **field;
    gboolean since_1_1;
  } words[] = {
    { "category", &alert->category, TRUE }, { "event", &alert->event, FALSE },         { "urgency", &alert->urgency, FALSE },
    { "severity", &alert->severity, FALSE }, { "certainty", &alert->certainty, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (words[i].since_1_1 && g_str_equal (version, "1.0")) {
      take (words[i].field, child_line (info, words[i].name, MAX_WORD_BYTES));
      continue;
    }
    g_autofree char *text = required_line (info, words[i].name, origin, error);
    if (text == NULL) {
      return FALSE;
    }
    cut_at (text, MAX_WORD_BYTES);
    take (words[i].field, g_steal_pointer (&text));
  }
  if (g_ascii_strcasecmp (alert->certainty, "Very Likely") == 0) {
    take (&alert->certainty, g_strdup ("Likely"));
  }
  return TRUE;
}

static gboolean
read_info (const xmlNode *info, const char *origin, const char *version, YztAlert *alert, GError **error)
{
  if (!read_required_info (info, origin, version, alert, error)) {
    return FALSE;
  }
  take (&alert->headline, child_line (info, "headline", MAX_LINE_BYTES));
  take (&alert->description, yzt_cap_child_text (info, "description", MAX_TEXT_BYTES));
  take (&alert->instruction, yzt_cap_child_text (info, "instruction", MAX_TEXT_BYTES));
  take (&alert->sender_name, child_line (info, "senderName", MAX_WORD_BYTES));
  take (&alert->web, child_line (info, "web", MAX_LINE_BYTES));
  take (&alert->contact, child_line (info, "contact", MAX_LINE_BYTES));
  take (&alert->colour, g_strdup (find_colour (info, alert->headline)));
  alert->effective_ms = child_time (info, "effective");
  alert->onset_ms = child_time (info, "onset");
  alert->expires_ms = child_time (info, "expires");
  return yzt_cap_read_areas (info, origin, alert, error);
}

static gboolean
read_alert (const xmlNode *root, const char *origin, const char *language, YztAlert *alert, GError **error)
{
  const char *version = check_root (root, origin, error);
  const xmlNode *info;

  if (version == NULL || !read_identity (root, origin, alert, error) || !read_status (root, origin, alert, error) ||
      !read_message_type (root, origin, alert, error)) {
    return FALSE;
  }
  if (!g_str_equal (version, "1.0")) {
    g_autofree char *scope = required_line (root, "scope", origin, error);
    if (scope == NULL) {
      return FALSE;
    }
  }
  read_references (root, alert);
  info = choose_info (root, language);
  return info == NULL || read_info (info, origin, version, alert, error);
}

YztAlert *
yzt_cap_parse (const char *bytes, gsize length, const char *origin, const char *language, GError **error)
{
  g_autoptr (YztAlert) alert = NULL;
  xmlDoc *doc;
  gboolean ok;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (origin != NULL, NULL);

  if (length == 0 || length > YZT_FEED_MAX_BYTES) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ,
                 length == 0 ? _("“%s” is empty; ask the sender for it again.")
                             : _("“%s” is larger than 16 MiB, which no alert is; it was not read."), origin);
    return NULL;
  }
  doc = parse_xml (bytes, length, origin, error);
  if (doc == NULL) {
    return NULL;
  }
  alert = yzt_alert_new ();
  ok = read_alert (xmlDocGetRootElement (doc), origin, language, alert, error);
  xmlFreeDoc (doc);
  return ok ? g_steal_pointer (&alert) : NULL;
}
