/* yzt-recognise-cells.c: what the cells of a column look like: telephones, people, places, coordinates…
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

/* China with its seas, generously. */
#define WEST 73.0
#define EAST 136.0
#define SOUTH 3.0
#define NORTH 54.0

gboolean
yzt_recognise_is_in_china (YztPosition at)
{
  return at.lon >= WEST && at.lon <= EAST && at.lat >= SOUTH && at.lat <= NORTH;
}

static gboolean
ends_with_one_of (const char *text, const char *const *endings)
{
  for (; *endings != NULL; endings++) {
    if (g_str_has_suffix (text, *endings)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
has_one_of (const char *text, const char *const *parts)
{
  for (; *parts != NULL; parts++) {
    if (strstr (text, *parts) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

static guint
count_han (const char *text, guint *others_out)
{
  guint n = 0;

  *others_out = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    if (c >= 0x3400 && c <= 0x9fff) {
      n++;
    } else {
      (*others_out)++;
    }
  }
  return n;
}

/* 2015/8/21, 31-03-2016: digits and marks, but no telephone. */
static gboolean
is_like_date (const char *text)
{
  guint n_parts = 1, n_digits = 0;

  for (; g_ascii_isdigit (*text) || *text == '-' || *text == '/' || *text == '.'; text++) {
    gboolean mark = !g_ascii_isdigit (*text);
    if (mark && (n_digits == 0 || n_digits > 4)) {
      return FALSE;
    }
    n_parts += mark ? 1 : 0;
    n_digits = mark ? 0 : n_digits + 1;
  }
  return n_parts == 3 && n_digits >= 1 && n_digits <= 4 && (*text == '\0' || *text == ' ' || *text == 'T');
}

/* One or several numbers of 7 to 13 digits (with area code), as 0758-2222222转8001, 138 0000 1234, +86…, 010-12345678/87654321, with stars for hidden digits. */
static gboolean
is_phone (const char *text)
{
  guint n_digits = 0, n_other = 0, n_han = 0;
  const char *p = text;

  if (is_like_date (text)) {
    return FALSE;
  }
  for (; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (g_ascii_isdigit ((char) MIN (c, 127)) || c == '*') {
      n_digits++;
    } else if (c >= 0x4e00 && c <= 0x9fff) {
      n_han++;
    } else if (c > 127 || strchr (" -+()/,;、.转ext", (int) c) == NULL) {
      n_other += c == 0x3001 || c == 0xff0c || c == 0xff08 || c == 0xff09 || c == 0xff0d || c == 0x2014 || c == 0x2013 || c == 0x00a0 ? 0 : 1;
    }
  }
  if (n_digits < 7 || n_digits > 60 || n_other > 0 || n_han > 12 || n_han * 2 > n_digits) {
    return FALSE;
  }
  /* A bare number must begin as telephones do: 1xxxxxxxxxx, 0xx…, or have seven or eight digits or marks between them. */
  for (p = text; g_ascii_isdigit (*p); p++) {
  }
  if (*p == '\0') {
    gsize length = (gsize) (p - text);
    return (length == 11 && text[0] == '1' && text[1] >= '3') || (length >= 10 && length <= 12 && text[0] == '0') ||
           ((length == 7 || length == 8) && text[0] >= '2') || (length == 10 && (g_str_has_prefix (text, "400") || g_str_has_prefix (text, "800"))) ||
           (length == 13 && g_str_has_prefix (text, "86"));
  }
  return *p != '.';
}

/* Nothing else looks so: a mobile number, or one with the area code. */
static gboolean
is_surely_phone (const char *text)
{
  gsize n = strspn (text, "0123456789");

  return (n == 11 && text[0] == '1' && text[1] >= '3') || (text[0] == '0' && (n >= 10 || ((n == 3 || n == 4) && text[n] == '-'))) || g_str_has_prefix (text, "+86");
}

static gboolean
is_organisation (const char *text)
{
  static const char *const endings[] = { "公司", "厂", "医院", "学校", "中学", "小学", "幼儿园", "大学", "学院", "卫生院", "中心", "局", "委员会", "委", "站", "库", "场", "所",
                                         "店", "社", "队", "大队", "支队", "中队", "园", "馆", "广场", "公园", "集团", "分公司", "工程", "矿", "基地", "服务部", "经营部", "门诊部", "室",
                                         "村委会", "居委会", "办事处", "政府", "部", "处", "宿舍", "酒店", "宾馆", "水库", "隧道", "桥", "大桥", "码头", "市场", "商场", "超市", "加油站", "药房", "大药房",
                                         "診所", "醫院", "國小", "國中", "高中", "學校", "學院", "大學", "廠", "藥局", "衛生所", "Hospital", "School", "Station", "Plant", "Center",
                                         "Centre", "Warehouse", "Shelter", "Clinic", "Church", "University", "College", "Co.", "Ltd", "Ltd.", "Inc.", "Depot", "Company", NULL };
  gsize length = strlen (text);
  g_autofree char *bare = NULL;
  const char *bracket = strstr (text, "（");

  if (length < 4 || length > 200) {
    return FALSE;
  }
  bracket = bracket != NULL ? bracket : strchr (text, '(');
  bare = bracket != NULL && bracket > text ? g_strndup (text, (gsize) (bracket - text)) : g_strdup (text);
  return ends_with_one_of (g_strstrip (bare), endings) || ends_with_one_of (text, endings);
}

static gboolean
is_person (const char *text)
{
  static const char SURNAMES[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛"
                                 "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温邢欧庄伍黎冼招植岑甘卓蓝张陳黃劉楊吳許鄭謝賴盧葉蘇呂簡曾游詹施沈余";
  guint others;
  guint n = count_han (text, &others);

  if (n < 2 || n > 4 || others > 0) {
    return FALSE;
  }
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  return strstr (SURNAMES, first) != NULL;
}

static gboolean
is_address (const char *text)
{
  static const char *const marks[] = { "路", "街", "巷", "号", "號", "村", "大道", "镇", "鎮", "乡", "鄉", "弄", "栋", "段", "组", "屯", "国道", "省道", "县道", "社区", "区", NULL };
  static const char *const western[] = { " St", " Ave", " Road", " Rd", " Blvd", " Street", " Drive", " Dr", " Lane", " Hwy", " Way", NULL };
  guint others;
  guint n_han = count_han (text, &others);

  if (n_han == 0) {
    return g_ascii_isdigit (text[0]) && has_one_of (text, western);
  }
  return n_han >= 5 && has_one_of (text, marks) && (strstr (text, "号") != NULL || strstr (text, "號") != NULL || has_one_of (text, (const char *const[]) { "省", "市", "县", "镇", "路", "村", "街", "縣", NULL })) &&
         !g_str_has_suffix (text, "公司") && !g_str_has_suffix (text, "医院") && !g_str_has_suffix (text, "学校");
}

static gboolean
is_county (const char *text)
{
  static const char *const endings[] = { "区", "县", "市", "旗", "區", "縣", NULL };
  guint others;
  guint n = count_han (text, &others);

  return n >= 2 && n <= 12 && others == 0 && ends_with_one_of (text, endings) && strstr (text, "路") == NULL && !g_str_has_suffix (text, "小区");
}

static gboolean
is_town (const char *text)
{
  static const char *const endings[] = { "镇", "乡", "街道", "街", "街道办事处", "街道办", "镇政府", "鎮", "鄉", "苏木", "农场", "林场", "开发区", "园区", NULL };
  guint others;
  guint n = count_han (text, &others);

  return n >= 2 && n <= 12 && others == 0 && ends_with_one_of (text, endings);
}

/* GB 32100: 18 characters, the last checks the others. */
static gboolean
is_credit_code (const char *text)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
  int sum = 0;

  if (strlen (text) != 18) {
    return FALSE;
  }
  for (int i = 0; i < 17; i++) {
    const char *at = strchr (alphabet, g_ascii_toupper (text[i]));
    if (at == NULL) {
      return FALSE;
    }
    sum += (int) (at - alphabet) * weights[i];
  }
  return g_ascii_toupper (text[17]) == alphabet[(31 - sum % 31) % 31];
}

static gboolean
is_code (const char *text)
{
  guint n_digits = 0;
  gsize length = strlen (text);

  for (const char *p = text; *p != '\0'; p++) {
    n_digits += g_ascii_isdigit (*p) ? 1 : 0;
    if (!g_ascii_isalnum (*p) && strchr ("-_./#", *p) == NULL) {
      return FALSE;
    }
  }
  return length >= 2 && length <= 40 && n_digits > 0 && strchr (text, '.') == NULL;
}

static gboolean
is_date (const char *text)
{
  int year = 0, month = 0, day = 0, used = 0;
  gboolean eight = strlen (text) == 8;

  for (int i = 0; i < 8 && eight; i++) {
    eight = g_ascii_isdigit (text[i]);
  }
  if (eight) {
    int number = atoi (text);
    year = number / 10000;
    month = number / 100 % 100;
    day = number % 100;
  } else if (!(sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 || sscanf (text, "%4d/%2d/%2d%n", &year, &month, &day, &used) == 3 ||
               sscanf (text, "%4d.%2d.%2d%n", &year, &month, &day, &used) == 3 || sscanf (text, "%4d年%2d月%2d日%n", &year, &month, &day, &used) == 3)) {
    return FALSE;
  }
  return year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static gboolean
is_wkt (const char *text)
{
  static const char *const words[] = { "POINT", "POLYGON", "MULTIPOLYGON", "LINESTRING", "MULTILINESTRING", "MULTIPOINT", "SRID=", NULL };

  for (gsize i = 0; words[i] != NULL; i++) {
    if (g_ascii_strncasecmp (text, words[i], strlen (words[i])) == 0 && strchr (text, '(') != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

static guint
count_decimals (const char *text)
{
  const char *point = strchr (text, '.');
  guint n = 0;

  for (const char *p = point; p != NULL && g_ascii_isdigit (p[1]); p++) {
    n++;
  }
  return n;
}

static void
look_at_packed (YztContent *self, double number, guint decimals)
{
  gboolean whole = fabs (number) >= 30000.0;
  double degrees;

  /* 112.2754 is packed only when there is a fraction to be minutes and seconds. */
  if ((whole || decimals == 4 || (decimals >= 5 && decimals <= 8)) && yzt_angle_unpack (number, whole, &degrees)) {
    self->n_packed_lon += degrees >= WEST && degrees <= EAST ? 1 : 0;
    self->n_packed_lat += degrees >= SOUTH && degrees <= NORTH ? 1 : 0;
    self->minutes |= G_GUINT64_CONSTANT (1) << ((int) floor (fabs (degrees) * 60.0 + 1e-6) % 60);
  }
}

static void
look_at_number (YztContent *self, const char *text, double number)
{
  guint decimals = count_decimals (text);
  double rest = fmod (number, 1e6);
  double zone = floor (number / 1e6);

  self->minimum = self->n_number == 0 ? number : fmin (self->minimum, number);
  self->maximum = self->n_number == 0 ? number : fmax (self->maximum, number);
  self->n_number++;
  self->n_integer += number == floor (number) ? 1 : 0;
  self->decimals = MAX (self->decimals, decimals);
  self->n_lon += number >= WEST && number <= EAST && decimals >= 1 ? 1 : 0;
  self->n_lat += number >= SOUTH && number <= NORTH && decimals >= 1 ? 1 : 0;
  self->n_far_lon += fabs (number) <= 180.0 && decimals >= 1 ? 1 : 0;
  self->n_far_lat += fabs (number) <= 90.0 && decimals >= 1 ? 1 : 0;
  self->n_northing += number >= 1.9e6 && number <= 6.1e6 ? 1 : 0;
  self->n_easting += number >= 1e5 && number < 1e6 ? 1 : 0;
  self->n_zoned += ((zone >= 13 && zone <= 23) || (zone >= 25 && zone <= 45)) && rest >= 1e5 && rest < 1e6 ? 1 : 0;
  look_at_packed (self, number, decimals);
}

/* "24,00" is no place: two fractions, or a mark of degrees or of a side. */
static gboolean
is_marked_pair (const char *text)
{
  static const char *const marks[] = { "°", "º", "度", "N", "E", "n", "e", "纬", "經", "经", "緯", NULL };
  const char *point = strchr (text, '.');

  return (point != NULL && strchr (point + 1, '.') != NULL) || has_one_of (text, marks);
}

static void
look_at_words (YztContent *self, const char *text)
{
  YztPosition position;
  YztDatum datum;
  gboolean swapped = FALSE;
  double degrees;
  gboolean marked = strpbrk (text, "0123456789") != NULL;

  if (marked && is_marked_pair (text) && yzt_coordinate_parse (text, &position, &datum, &swapped)) {
    self->n_pair++;
    self->n_pair_swapped += swapped ? 1 : 0;
  } else if (marked && yzt_angle_parse (text, &degrees, NULL)) {
    self->n_angle++;
    self->n_lon += degrees >= WEST && degrees <= EAST ? 1 : 0;
    self->n_lat += degrees >= SOUTH && degrees <= NORTH ? 1 : 0;
    self->n_far_lon++;
    self->n_far_lat += fabs (degrees) <= 90.0 ? 1 : 0;
  }
  self->n_wkt += is_wkt (text) ? 1 : 0;
  self->n_organisation += is_organisation (text) ? 1 : 0;
  self->n_person += is_person (text) ? 1 : 0;
  self->n_address += is_address (text) ? 1 : 0;
  self->n_county += is_county (text) ? 1 : 0;
  self->n_town += is_town (text) ? 1 : 0;
  self->n_url += strstr (text, "://") != NULL ? 1 : 0;
}

void
yzt_content_look (YztContent *self, GPtrArray *sample, guint column)
{
  g_autoptr (GHashTable) distinct = g_hash_table_new (g_str_hash, g_str_equal);
  double last = NAN;
  guint n_steps = 0;

  *self = (YztContent) { 0 };
  for (guint i = 0; i < sample->len; i++) {
    char **cells = g_ptr_array_index (sample, i);
    const char *text = cells[column];
    double number;
    self->n_rows++;
    while (g_ascii_isspace (*text)) {
      text++;
    }
    if (*text == '\0' || strlen (text) > 4000) {
      self->n_filled += *text != '\0' ? 1 : 0;
      continue;
    }
    self->n_filled++;
    g_hash_table_add (distinct, (gpointer) text);
    if (yzt_text_number (text, &number)) {
      n_steps += number == last + 1.0 ? 1 : 0;
      last = number;
      look_at_number (self, text, number);
    } else {
      look_at_words (self, text);
    }
    if (is_phone (text)) {
      self->n_phone++;
      self->n_sure_phone += is_surely_phone (text) ? 1 : 0;
    }
    self->n_credit_code += is_credit_code (text) ? 1 : 0;
    self->n_code += is_code (text) ? 1 : 0;
    self->n_date += is_date (text) ? 1 : 0;
  }
  self->n_distinct = g_hash_table_size (distinct);
  self->serial = self->n_integer == self->n_filled && self->n_filled >= 3 && n_steps * 10 >= (self->n_filled - 1) * 8 && self->minimum <= 2.0;
}

double
yzt_content_share (const YztContent *content, YztContentClass class)
{
  guint n = 0;

  switch (class) {
  case YZT_CONTENT_ORGANISATION:
    n = content->n_organisation;
    break;
  case YZT_CONTENT_PERSON:
    n = content->n_person;
    break;
  case YZT_CONTENT_PHONE:
    n = content->n_phone;
    break;
  case YZT_CONTENT_ADDRESS:
    n = content->n_address;
    break;
  case YZT_CONTENT_COUNTY:
    n = content->n_county;
    break;
  case YZT_CONTENT_TOWN:
    n = content->n_town;
    break;
  case YZT_CONTENT_CREDIT_CODE:
    n = content->n_credit_code;
    break;
  case YZT_CONTENT_CODE:
    n = content->n_code;
    break;
  case YZT_CONTENT_DATE:
    n = content->n_date;
    break;
  case YZT_CONTENT_URL:
    n = content->n_url;
    break;
  case YZT_CONTENT_ANY:
  default:
    return -1.0;
  }
  return content->n_filled < 3 ? -1.0 : (double) n / content->n_filled;
}
