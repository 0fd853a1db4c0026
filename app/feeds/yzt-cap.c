/* yzt-cap.c: one CAP 1.0 / 1.1 / 1.2 message as an alert
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-cap-private.h"
#include "yzt-feed-content-private.h"

#define MAX_REFERENCES 1000

static char *
required_line (const xmlNode *parent, const char *name, const char *origin, GError **error)
{
  g_autofree char *text = yzt_feed_xml_child_line (parent, name, YZT_FEED_MAX_LINE);

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
    yzt_feed_cut (shown, 60);
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
    yzt_feed_cut (text, 60);
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
  yzt_feed_cut (text, 60);
  g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
               _("“%s” has the message type “%s”, which CAP does not know (Alert, Update, Cancel, Ack or Error)."), origin, text);
  return FALSE;
}

/* Times of CAP carry their zone. One that does not is the clock on somebody's wall, most likely ours; that is told. */
static gboolean
parse_time (const char *text, const char *origin, YztAlert *alert, gint64 *utc_ms_out)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local (), elsewhere = g_time_zone_new_identifier ("+11:11");
  gint64 other_ms;

  if (!yzt_time_parse (text, here, utc_ms_out)) {
    return FALSE;
  }
  if (*alert->remark == '\0' && yzt_time_parse (text, elsewhere, &other_ms) && other_ms != *utc_ms_out) {
    yzt_feed_put (&alert->remark, g_strdup_printf (_("“%s” gives times without a zone; they were read as the clock of this machine shows them."), origin));
  }
  return TRUE;
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
  if (strlen (identifier) > YZT_FEED_MAX_WORD || strlen (sender) > YZT_FEED_MAX_WORD) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP, _("“%s” has an identifier or sender longer than %d bytes; it was not read."),
                 origin, YZT_FEED_MAX_WORD);
    return FALSE;
  }
  if (!parse_time (sent, origin, alert, &alert->sent_ms)) {
    yzt_feed_cut (sent, 60);
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
  g_autofree char *text = yzt_feed_xml_child_line (root, "references", YZT_FEED_MAX_TEXT);
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
    while (wanted[i].language != NULL && (info = yzt_feed_xml_child (root, "info", info)) != NULL) {
      g_autofree char *has = yzt_feed_xml_child_line (info, "language", YZT_FEED_MAX_WORD);
      if (language_fits (*has ? has : "en-US", wanted[i].language, wanted[i].whole)) {
        return info;
      }
    }
  }
  return yzt_feed_xml_child (root, "info", NULL);
}

/* Colours are no element of CAP: each country has a parameter of its own, and Chinese headlines name it. */
static const char *
find_colour (const xmlNode *info, const char *headline)
{
  static const char *const names[] = {
    "预警级别", "预警等级", "预警颜色", "awareness_level", "colour", "color", "alertlevel", "level", "hsas", NULL,
  };
  static const char *const headline_words[] = { "红色", "橙色", "黄色", "蓝色", NULL };

  for (const xmlNode *node = yzt_feed_xml_child (info, "parameter", NULL); node != NULL; node = yzt_feed_xml_child (info, "parameter", node)) {
    g_autofree char *name = yzt_feed_xml_child_line (node, "valueName", YZT_FEED_MAX_WORD);
    g_autofree char *key = g_utf8_strdown (name, -1);
    g_autofree char *value = yzt_feed_xml_child_line (node, "value", YZT_FEED_MAX_WORD);
    if (g_strv_contains (names, key) && *yzt_feed_find_colour (value) != '\0') {
      return yzt_feed_find_colour (value);
    }
  }
  for (guint i = 0; headline_words[i] != NULL; i++) {
    if (strstr (headline, headline_words[i]) != NULL) {
      return yzt_feed_find_colour (headline_words[i]);
    }
  }
  return "";
}

static gint64
child_time (const xmlNode *info, const char *name, const char *origin, YztAlert *alert)
{
  g_autofree char *text = yzt_feed_xml_child_line (info, name, YZT_FEED_MAX_WORD);
  gint64 utc_ms = 0;

  return *text != '\0' && parse_time (text, origin, alert, &utc_ms) ? utc_ms : 0;
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
      yzt_feed_put (words[i].field, yzt_feed_xml_child_line (info, words[i].name, YZT_FEED_MAX_WORD));
      continue;
    }
    g_autofree char *text = required_line (info, words[i].name, origin, error);
    if (text == NULL) {
      return FALSE;
    }
    yzt_feed_cut (text, YZT_FEED_MAX_WORD);
    yzt_feed_put (words[i].field, g_steal_pointer (&text));
  }
  if (g_ascii_strcasecmp (alert->certainty, "Very Likely") == 0) {
    yzt_feed_put (&alert->certainty, g_strdup ("Likely"));
  }
  return TRUE;
}

static gboolean
read_info (const xmlNode *info, const char *origin, const char *version, YztAlert *alert, GError **error)
{
  if (!read_required_info (info, origin, version, alert, error)) {
    return FALSE;
  }
  yzt_feed_put (&alert->headline, yzt_feed_xml_child_line (info, "headline", YZT_FEED_MAX_LINE));
  yzt_feed_put (&alert->description, yzt_feed_xml_child_text (info, "description", YZT_FEED_MAX_TEXT));
  yzt_feed_put (&alert->instruction, yzt_feed_xml_child_text (info, "instruction", YZT_FEED_MAX_TEXT));
  yzt_feed_put (&alert->sender_name, yzt_feed_xml_child_line (info, "senderName", YZT_FEED_MAX_WORD));
  yzt_feed_put (&alert->web, yzt_feed_xml_child_line (info, "web", YZT_FEED_MAX_LINE));
  yzt_feed_put (&alert->contact, yzt_feed_xml_child_line (info, "contact", YZT_FEED_MAX_LINE));
  yzt_feed_put (&alert->colour, g_strdup (find_colour (info, alert->headline)));
  alert->effective_ms = child_time (info, "effective", origin, alert);
  alert->onset_ms = child_time (info, "onset", origin, alert);
  alert->expires_ms = child_time (info, "expires", origin, alert);
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
  g_autoptr (xmlDoc) doc = yzt_feed_xml_parse (bytes, length, origin, error);

  if (doc == NULL) {
    return NULL;
  }
  alert = yzt_alert_new ();
  return read_alert (xmlDocGetRootElement (doc), origin, language, alert, error) ? g_steal_pointer (&alert) : NULL;
}
