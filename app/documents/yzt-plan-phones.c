/* yzt-plan-phones.c: telephone numbers in what people write, and whose they are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-structure-private.h"

#include <string.h>

#define MAX_NAME_CHARS 24

void
yzt_plan_phone_clear (YztPlanPhone *phone)
{
  g_clear_pointer (&phone->number, g_free);
}

/* Area code and number, mobile, 400/800, the short numbers that everybody knows; nothing that goes on to either side. English forms with + or (0). */
static const char pattern[] =
  "(?<![0-9.\\-A-Za-z])(?:"
  "(?:\\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}"
  "|(?:\\(0[0-9]{2,3}\\)|（0[0-9]{2,3}）|0[0-9]{2,3})[- —－]?[2-9][0-9]{2,3}[- ]?[0-9]{4}(?:(?:转|-|－)[0-9]{1,5})?"
  "|[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}"
  "|\\(?[2-9][0-9]{2}\\)?[-. ][0-9]{3}[-. ][0-9]{4}"
  "|\\+[1-9][0-9]{0,2}(?:[- ]?\\(?[0-9]{1,4}\\)?){2,5}"
  "|(?<=电话|拨打|号码|话：|话:|热线|[、，,/ （(])(?:110|119|120|122|12119|12122|12345|12350|12369|12395|12379)(?=[^0-9]|$)"
  "|(?<=电话|话：|话:|传真：|传真:|话为|机：|机:)\\s?[2-9][0-9]{6,7}"
  ")(?![0-9])";

static GRegex *
get_regex (void)
{
  static gsize regex = 0;
  if (g_once_init_enter (&regex)) {
    g_once_init_leave (&regex, (gsize) yzt_plan_regex (pattern));
  }
  return (GRegex *) regex;
}

static char *
dialled (const char *found)
{
  GString *number = g_string_new (NULL);
  for (const char *p = found; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (g_ascii_isdigit (*p) || (c == '+' && number->len == 0)) {
      g_string_append_c (number, *p);
    } else if (number->len > 0 && number->str[number->len - 1] != '-' && (c == '-' || c == 0x2014 || c == 0xFF0D || c == ' ' || c == ')' || c == 0xFF09 || c == '.')) {
      g_string_append_c (number, '-');
    } else if (c == 0x8F6C) { /* 转 */
      g_string_append_c (number, '-');
    }
  }
  return g_string_free (number, FALSE);
}

/* "2021-08-18" has the shape of some number, too. */
static gboolean
is_date (const char *found)
{
  return g_regex_match_simple ("^(19|20)[0-9]{2}[-. ](0?[1-9]|1[0-2])[-. ]", found, 0, 0);
}

/* Could there be a number at all? Each has seven figures in one line, or a + before it, or is one of the short ones; most sections have none, and looking so
 * takes a tenth of what the pattern takes. */
static gboolean
may_have_phone (const char *text)
{
  guint in_line = 0;
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\n') {
      in_line = 0;
      continue;
    }
    if (!g_ascii_isdigit (*p)) {
      continue;
    }
    gboolean begins = p == text || !g_ascii_isdigit (p[-1]);
    if (++in_line >= 7 || (begins && p > text && p[-1] == '+') || (begins && *p == '1' && (p[1] == '1' || p[1] == '2') && g_ascii_isdigit (p[2]))) {
      return TRUE;
    }
  }
  return FALSE;
}

GArray *
yzt_plan_find_phones (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  GArray *phones = g_array_new (FALSE, TRUE, sizeof (YztPlanPhone));
  g_autoptr (GMatchInfo) match = NULL;
  const char *at = text;
  guint chars = 0;
  g_array_set_clear_func (phones, (GDestroyNotify) yzt_plan_phone_clear);
  if (!may_have_phone (text) || !g_utf8_validate (text, -1, NULL)) {
    return phones;
  }
  g_regex_match (get_regex (), text, 0, &match);
  while (match != NULL && g_match_info_matches (match)) {
    int from = 0, to = 0;
    g_autofree char *found = g_match_info_fetch (match, 0);
    g_match_info_fetch_pos (match, 0, &from, &to);
    if (!is_date (found)) {
      chars += (guint) g_utf8_pointer_to_offset (at, text + from);
      guint end = chars + (guint) g_utf8_pointer_to_offset (text + from, text + to);
      YztPlanPhone phone = { chars, end, dialled (found) };
      g_array_append_val (phones, phone);
      at = text + to;
      chars = end;
    }
    g_match_info_next (match, NULL);
  }
  return phones;
}

/* --- whose they are --- */

/* The end of what stands before the number, without "值班电话：". */
static char *
name_before (const char *before)
{
  g_autoptr (GRegex) tail = g_regex_new ("(?:(?:二十四小时|24小时|昼夜|夜间)?(?:应急|值班|联系|办公|报警|固定|救援|咨询|报告)*(?:值守)?(?:电话|热线|手机|号码|座机|方式|传真)(?:号码)?(?:为|是)?|tel|phone|mobile|拨打|呼叫)?\\s*[:：（(,，]*\\s*$",
                                         G_REGEX_CASELESS, 0, NULL);
  g_autofree char *cut = g_regex_replace (tail, before, -1, 0, "", 0, NULL);
  for (gsize n = strlen (cut); n > 0; n = strlen (cut)) { /* "应急管理局，值班电话" */
    char *last = g_utf8_prev_char (cut + n);
    if (g_utf8_strchr ("，。；：、,;:（( \t|/", -1, g_utf8_get_char (last)) == NULL) {
      break;
    }
    *last = '\0';
  }
  const char *from = cut;
  for (const char *p = cut; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_utf8_strchr ("，。；：、,;:（）()《》\t|/", -1, g_utf8_get_char (p)) != NULL) {
      from = g_utf8_next_char (p);
    }
  }
  char *name = g_strstrip (g_strdup (from));
  if (g_utf8_strlen (name, -1) > MAX_NAME_CHARS || g_regex_match_simple ("[0-9]{3}|^(和|或|并|及|的|由|向|通知|立即)", name, 0, 0)) {
    *name = '\0';
  }
  return name;
}

void
yzt_plan_contacts_read (const char *line, guint section, GArray *contacts)
{
  g_autoptr (GArray) phones = yzt_plan_find_phones (line);
  for (guint i = 0; i < phones->len; i++) {
    YztPlanPhone *phone = &g_array_index (phones, YztPlanPhone, i);
    g_autofree char *before = g_strndup (line, (gsize) (g_utf8_offset_to_pointer (line, phone->from) - line));
    g_autofree char *name = name_before (before);
    if (strlen (phone->number) < 7 || *name == '\0') {
      continue; /* 119 and its like everybody knows; a number of nobody is no contact */
    }
    YztPlanContact contact = { g_steal_pointer (&name), g_strdup (""), g_strdup (""), g_strdup (phone->number), section, g_strdup (line) };
    g_array_append_val (contacts, contact);
  }
}
