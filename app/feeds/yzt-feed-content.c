/* yzt-feed-content.c: what any document of a feed holds, and the words that feeds share
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-xml-private.h"

const char *const YZT_FEED_SEVERITIES[] = { "Extreme", "Severe", "Moderate", "Minor", "Unknown", NULL };
const char *const YZT_FEED_CERTAINTIES[] = { "Observed", "Likely", "Possible", "Unlikely", "Unknown", NULL };
const char *const YZT_FEED_URGENCIES[] = { "Immediate", "Expected", "Future", "Past", "Unknown", NULL };

/* --- content --- */

YztFeedContent *
yzt_feed_content_new (const char *format)
{
  YztFeedContent *self = g_new0 (YztFeedContent, 1);

  self->format = g_strdup (format);
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_alert_free);
  self->observations = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_observation_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
yzt_feed_content_free (YztFeedContent *self)
{
  if (self == NULL) {
    return;
  }
  g_ptr_array_unref (self->alerts);
  g_ptr_array_unref (self->observations);
  g_ptr_array_unref (self->problems);
  g_free (self->format);
  g_free (self);
}

/* Without an identifier the same words at the same place are the same thing. */
static char *
identifier_of (const YztAlert *alert)
{
  g_autofree char *said = g_strdup_printf ("%s\n%s\n%s\n%.6f %.6f", alert->headline, alert->event, alert->web,
                                           alert->has_position ? alert->position.lon : 0.0, alert->has_position ? alert->position.lat : 0.0);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA1, said, -1);
}

void
yzt_feed_content_take (YztFeedContent *self, YztAlert *alert, const char *origin, guint number)
{
  if (*alert->headline == '\0' && *alert->event == '\0') {
    g_ptr_array_add (self->problems, g_strdup_printf (_("“%s”: item %u says neither a headline nor an event; it was left out."), origin, number));
    yzt_alert_free (alert);
    return;
  }
  if (*alert->status == '\0') {
    yzt_feed_put (&alert->status, g_strdup ("actual"));
  }
  if (*alert->source == '\0') {
    yzt_feed_put (&alert->source, g_strdup (origin));
  }
  if (*alert->identifier == '\0') {
    yzt_feed_put (&alert->identifier, identifier_of (alert));
  }
  if (*alert->event == '\0') {
    yzt_feed_put (&alert->event, g_strdup (alert->headline));
  }
  g_ptr_array_add (self->alerts, alert);
}

gboolean
yzt_feed_content_has_room (YztFeedContent *self, const char *origin)
{
  if (self->alerts->len + self->observations->len + self->problems->len < YZT_FEED_MAX_ITEMS) {
    return TRUE;
  }
  g_ptr_array_add (self->problems, g_strdup_printf (_("“%s” has more than %d items; the rest was left out."), origin, YZT_FEED_MAX_ITEMS));
  return FALSE;
}

/* --- words --- */

void
yzt_feed_put (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

const char *
yzt_feed_cap_word (const char *const *words, const char *text)
{
  for (guint i = 0; words[i] != NULL; i++) {
    if (g_ascii_strcasecmp (words[i], text) == 0) {
      return words[i];
    }
  }
  return "";
}

const char *
yzt_feed_find_colour (const char *text)
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

const char *
yzt_feed_find_status (const char *text)
{
  static const char *const statuses[] = { "actual", "exercise", "system", "test", "draft", NULL };
  static const struct {
    const char *word;
    const char *status;
  } words[] = { { "实际", "actual" }, { "演练", "exercise" }, { "演习", "exercise" }, { "测试", "test" }, { "草稿", "draft" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (text, words[i].word) != NULL) {
      return words[i].status;
    }
  }
  return yzt_feed_cap_word (statuses, text);
}

gboolean
yzt_feed_find_message (const char *text, YztAlertMessage *message_out)
{
  static const struct {
    const char *word;
    YztAlertMessage message;
  } words[] = {
    { "Alert", YZT_ALERT_NEW }, { "Update", YZT_ALERT_UPDATE }, { "Cancel", YZT_ALERT_CANCEL }, { "Ack", YZT_ALERT_ACK },
    { "Error", YZT_ALERT_ERROR }, { "首发", YZT_ALERT_NEW }, { "更新", YZT_ALERT_UPDATE }, { "变更", YZT_ALERT_UPDATE },
    { "升级", YZT_ALERT_UPDATE }, { "降级", YZT_ALERT_UPDATE }, { "解除", YZT_ALERT_CANCEL }, { "取消", YZT_ALERT_CANCEL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_ascii_strcasecmp (words[i].word, text) == 0) {
      *message_out = words[i].message;
      return TRUE;
    }
  }
  return FALSE;
}

/* The character that "amp", "#20013" … stand for; 0 when they stand for none. */
static gunichar
entity (const char *name, gsize length)
{
  static const struct {
    const char *name;
    gunichar character;
  } known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' }, { "deg", 0xb0 }, { "middot", 0xb7 } };
  gunichar character = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (strlen (known[i].name) == length && strncmp (known[i].name, name, length) == 0) {
      return known[i].character;
    }
  }
  if (length > 1 && *name == '#') {
    gboolean hex = name[1] == 'x' || name[1] == 'X';
    g_autofree char *digits = g_strndup (name + (hex ? 2 : 1), length - (hex ? 2 : 1));
    guint64 value;
    character = g_ascii_string_to_unsigned (digits, hex ? 16 : 10, 1, 0x10ffff, &value, NULL) ? (gunichar) value : 0;
  }
  return character != 0 && g_unichar_validate (character) && !g_unichar_iscntrl (character) ? character : 0;
}

/* What stands for the tag: a line's end for those that end one. @end: behind its '>'. */
static const char *
skip_tag (const char *at, GString *plain)
{
  static const char *const ending[] = { "br", "/p", "/div", "/li", "/tr", "/h1", "/h2", "/h3" };
  const char *end = strchr (at, '>');

  if (end == NULL || end - at > YZT_FEED_MAX_LINE || !(g_ascii_isalpha (at[1]) || at[1] == '/' || at[1] == '!')) {
    g_string_append_c (plain, '<');
    return at + 1;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (ending); i++) {
    gsize length = strlen (ending[i]);
    if (g_ascii_strncasecmp (at + 1, ending[i], length) == 0 && !g_ascii_isalnum (at[1 + length])) {
      g_string_append_c (plain, '\n');
      break;
    }
  }
  return end + 1;
}

char *
yzt_feed_plain_text (const char *text)
{
  GString *plain = g_string_new (NULL);
  char *result;

  for (const char *at = text; *at != '\0';) {
    const char *end = *at == '&' ? strchr (at, ';') : NULL;
    gunichar character = end != NULL && end - at < 12 ? entity (at + 1, (gsize) (end - at - 1)) : 0;
    if (character != 0) {
      g_string_append_unichar (plain, character);
      at = end + 1;
    } else if (*at == '<') {
      at = skip_tag (at, plain);
    } else {
      const char *next = g_utf8_next_char (at);
      if (!g_unichar_iscntrl (g_utf8_get_char (at)) || *at == '\n' || *at == '\t') {
        g_string_append_len (plain, at, next - at);
      }
      at = next;
    }
  }
  result = g_strstrip (g_string_free (plain, FALSE));
  yzt_feed_cut (result, YZT_FEED_MAX_TEXT);
  return result;
}

/* --- times --- */

static const char *const MONTHS[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };

static gboolean
to_utc (GTimeZone *zone, int year, int month, int day, int hour, int minute, int second, gint64 *utc_ms_out)
{
  g_autoptr (GTimeZone) utc = zone == NULL ? g_time_zone_new_utc () : NULL;
  g_autoptr (GDateTime) moment = g_date_time_new (zone != NULL ? zone : utc, year, month, day, hour, minute, second);

  if (moment == NULL) {
    return FALSE;
  }
  *utc_ms_out = g_date_time_to_unix (moment) * 1000;
  return TRUE;
}

/* "GMT", "+0800", "EST" … of RFC 822; another name counts as UTC, as RFC 2822 says. */
static GTimeZone *
mail_zone (const char *name)
{
  static const struct {
    const char *name;
    const char *offset;
  } known[] = { { "EST", "-05:00" }, { "EDT", "-04:00" }, { "CST", "-06:00" }, { "CDT", "-05:00" },
                { "MST", "-07:00" }, { "MDT", "-06:00" }, { "PST", "-08:00" }, { "PDT", "-07:00" } };
  g_autofree char *offset = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_str_equal (known[i].name, name)) {
      return g_time_zone_new_identifier (known[i].offset);
    }
  }
  if ((*name == '+' || *name == '-') && strlen (name) == 5) {
    offset = g_strdup_printf ("%.3s:%s", name, name + 3);
  }
  return offset != NULL ? g_time_zone_new_identifier (offset) : NULL;
}

/* "Sun, 29 Dec 2019 12:00:00 GMT"; the day's name and the seconds may be missing. */
static gboolean
parse_mail_time (const char *text, gint64 *utc_ms_out)
{
  g_autoptr (GRegex) regex = g_regex_new ("^(?:[A-Za-z]+,?\\s+)?(\\d{1,2})\\s+([A-Za-z]{3})[a-z]*\\s+(\\d{4})\\s+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s+(\\S+))?",
                                          0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  int month = 0;

  if (!g_regex_match (regex, text, 0, &match)) {
    return FALSE;
  }
  parts = g_match_info_fetch_all (match);
  name = g_ascii_strdown (parts[2], 3);
  while (month < 12 && !g_str_equal (MONTHS[month], name)) {
    month++;
  }
  zone = g_strv_length (parts) > 7 ? mail_zone (parts[7]) : NULL;
  return month < 12
         && to_utc (zone, atoi (parts[3]), month + 1, atoi (parts[1]), atoi (parts[4]), atoi (parts[5]),
                    g_strv_length (parts) > 6 ? atoi (parts[6]) : 0, utc_ms_out);
}

/* "21/09/2018 6:30:00 AM" */
static gboolean
parse_day_first (const char *text, GTimeZone *zone, gint64 *utc_ms_out)
{
  g_autoptr (GRegex) regex = g_regex_new ("^(\\d{1,2})/(\\d{1,2})/(\\d{4})\\s+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?\\s*([AaPp][Mm])?$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_auto (GStrv) parts = NULL;
  guint n;
  int hour;

  if (!g_regex_match (regex, text, 0, &match)) {
    return FALSE;
  }
  parts = g_match_info_fetch_all (match);
  n = g_strv_length (parts);
  hour = atoi (parts[4]);
  if (n > 7 && *parts[7] != '\0') {
    hour = hour % 12 + (g_ascii_tolower (*parts[7]) == 'p' ? 12 : 0);
  }
  return to_utc (zone, atoi (parts[3]), atoi (parts[2]), atoi (parts[1]), hour, atoi (parts[5]), n > 6 ? atoi (parts[6]) : 0, utc_ms_out);
}

/* Seconds since 1970 have ten digits for another two hundred years, milliseconds thirteen. */
static gboolean
parse_epoch (const char *text, gint64 *utc_ms_out)
{
  gsize length = strlen (text);
  gint64 value;

  if ((length != 10 && length != 13) || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 / 1000, &value, NULL)) {
    return FALSE;
  }
  *utc_ms_out = length == 10 ? value * 1000 : value;
  return TRUE;
}

gboolean
yzt_feed_time_parse (const char *text, GTimeZone *zone, gboolean day_first, gint64 *utc_ms_out)
{
  if (*text == '\0' || strlen (text) > 64) {
    return FALSE;
  }
  return parse_epoch (text, utc_ms_out) || yzt_time_parse (text, zone, utc_ms_out) || parse_mail_time (text, utc_ms_out)
         || (day_first && parse_day_first (text, zone, utc_ms_out));
}

/* --- any document --- */

static YztFeedContent *
parse_xml (const char *bytes, gsize length, const char *origin, const char *language, GError **error)
{
  g_autoptr (xmlDoc) doc = yzt_feed_xml_parse (bytes, length, origin, error);
  const xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  g_autoptr (YztFeedContent) content = NULL;
  YztAlert *alert;

  if (root == NULL) {
    return NULL;
  }
  if (!g_str_equal ((const char *) root->name, "alert")) {
    return yzt_feed_index_parse (root, origin, error);
  }
  alert = yzt_cap_parse (bytes, length, origin, language, error);
  if (alert == NULL) {
    return NULL;
  }
  content = yzt_feed_content_new ("CAP");
  g_ptr_array_add (content->alerts, alert);
  if (*alert->remark != '\0') {
    g_ptr_array_add (content->problems, g_strdup (alert->remark));
  }
  return g_steal_pointer (&content);
}

YztFeedContent *
yzt_feed_parse (const char *bytes, gsize length, const char *origin, GPtrArray *mappings, const char *language, GError **error)
{
  gsize at = 0;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (origin != NULL, NULL);

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0) {
    at = 3;
  }
  while (at < length && g_ascii_isspace (bytes[at])) {
    at++;
  }
  if (at < length && (bytes[at] == '{' || bytes[at] == '[')) {
    return yzt_feed_json_parse (bytes + at, length - at, origin, mappings, error);
  }
  return parse_xml (bytes, length, origin, language, error);
}
