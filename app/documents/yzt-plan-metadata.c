/* yzt-plan-metadata.c: what the first pages of a plan say of it: title, body, number, dates, level, kind, area, what it is about
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-structure-private.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_CHARS 3000
#define HEAD_LINES 80
#define MAX_EVIDENCE 200
#define SURELY 0.97
#define DOUBTFUL 0.7

typedef struct {
  GArray *readings;
  char *head;          /* the first pages as lines */
  GStrv lines;
  guint n_lines;
  char *title;
  gboolean of_enterprise;
} Pages;

void
yzt_plan_reading_clear (YztPlanReading *reading)
{
  g_clear_pointer (&reading->field, g_free);
  g_clear_pointer (&reading->value, g_free);
  g_clear_pointer (&reading->evidence, g_free);
}

static const YztPlanReading *
known (const Pages *pages, const char *field)
{
  for (guint i = 0; i < pages->readings->len; i++) {
    const YztPlanReading *one = &g_array_index (pages->readings, YztPlanReading, i);
    if (g_str_equal (one->field, field)) {
      return one;
    }
  }
  return NULL;
}

/* The surest stays. */
static void
say (Pages *pages, const char *field, const char *value, double confidence, const char *evidence)
{
  g_autofree char *plain = g_strstrip (g_strdup (value));
  if (*plain == '\0' || !g_utf8_validate (plain, -1, NULL)) {
    return;
  }
  for (guint i = 0; i < pages->readings->len; i++) {
    YztPlanReading *one = &g_array_index (pages->readings, YztPlanReading, i);
    if (g_str_equal (one->field, field)) {
      if (one->confidence >= confidence) {
        return;
      }
      g_array_remove_index (pages->readings, i);
      break;
    }
  }
  YztPlanReading reading = { g_strdup (field), g_steal_pointer (&plain), confidence, yzt_text_shorten (evidence, MAX_EVIDENCE) };
  g_array_append_val (pages->readings, reading);
}

/* The first group that took part; NULL when @pattern is not in @text. */
static char *
take (const char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = yzt_plan_regex (pattern);
  g_autoptr (GMatchInfo) match = NULL;
  if (regex == NULL || !g_regex_match (regex, text, 0, &match)) {
    return NULL;
  }
  for (int i = 1; i < g_match_info_get_match_count (match); i++) {
    g_autofree char *group = g_match_info_fetch (match, i);
    if (group != NULL && *group != '\0') {
      return g_steal_pointer (&group);
    }
  }
  return g_match_info_fetch (match, 0);
}

static gboolean
has (const char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = yzt_plan_regex (pattern);
  return regex != NULL && g_regex_match (regex, text, 0, NULL);
}

/* --- dates --- */

#define DATE "(?:19|20)[0-9]{2}\\s*[年./-]\\s*(?:1[0-2]|0?[1-9])\\s*[月./-]\\s*(?:3[01]|[12][0-9]|0?[1-9])\\s*日?"
#define HAN_DATE "[二一][〇零○Ｏ0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
#define MONTHS "January|February|March|April|May|June|July|August|September|October|November|December"
#define ENGLISH_DATE "(?:" MONTHS ")\\s+[0-9]{1,2}(?:st|nd|rd|th)?,?\\s+(?:19|20)[0-9]{2}|[0-9]{1,2}(?:st|nd|rd|th)?\\s+(?:" MONTHS "),?\\s+(?:19|20)[0-9]{2}"
#define ANY_DATE "(?:" DATE "|" HAN_DATE "|" ENGLISH_DATE ")"

static int
han_small (const char *text)
{
  double value = 0;
  return yzt_plan_number (text, &value) ? (int) value : 0;
}

/* YYYY-MM-DD of a text that ANY_DATE has found; NULL when it is no day. */
static char *
iso_date (const char *text)
{
  int year = 0, month = 0, day = 0;
  g_autofree char *han_year = take (text, "^([一二][〇零○Ｏ0一二三四五六七八九]{3})年");
  if (han_year != NULL) {
    for (const char *p = han_year; *p != '\0'; p = g_utf8_next_char (p)) {
      const char *digits = "〇一二三四五六七八九", *at = g_utf8_strchr (digits, -1, g_utf8_get_char (p));
      year = year * 10 + (at != NULL ? (int) g_utf8_pointer_to_offset (digits, at) : 0);
    }
    g_autofree char *m = take (text, "年(.+)月"), *d = take (text, "月(.+)日");
    month = m != NULL ? han_small (m) : 0;
    day = d != NULL ? han_small (d) : 0;
  } else if (has (text, MONTHS)) {
    static const char *const names[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
    g_autofree char *m = take (text, "(" MONTHS ")"), *d = take (text, "\\b([0-9]{1,2})(?:st|nd|rd|th)?\\b"), *y = take (text, "((?:19|20)[0-9]{2})"), *lower = g_ascii_strdown (m, -1);
    for (int i = 0; i < 12; i++) {
      month = g_str_has_prefix (lower, names[i]) ? i + 1 : month;
    }
    day = d != NULL ? atoi (d) : 0;
    year = y != NULL ? atoi (y) : 0;
  } else {
    g_auto (GStrv) parts = g_regex_split_simple ("[^0-9]+", text, 0, 0);
    if (g_strv_length (parts) >= 3) {
      year = atoi (parts[0]);
      month = atoi (parts[1]);
      day = atoi (parts[2]);
    }
  }
  return g_date_valid_dmy ((GDateDay) CLAMP (day, 0, 255), (GDateMonth) CLAMP (month, 0, 13), (GDateYear) CLAMP (year, 0, 9999))
           ? g_strdup_printf ("%04d-%02d-%02d", year, month, day) : NULL;
}

static void
say_date (Pages *pages, const char *field, const char *pattern, double confidence)
{
  for (guint i = 0; i < pages->n_lines; i++) {
    g_autofree char *found = take (pages->lines[i], pattern), *date = found != NULL ? iso_date (found) : NULL;
    if (date != NULL) {
      say (pages, field, date, confidence, pages->lines[i]);
      return;
    }
  }
}

static void
read_dates (Pages *pages)
{
  say_date (pages, "issued", "(?:发布|印发|颁布|签发|发文|成文|公布|颁发|发行)(?:日期|时间)?\\s*[:：]?\\s*(" ANY_DATE ")", SURELY);
  say_date (pages, "issued", "(?:issued|date of issue|issue date|published|promulgated|adopted|approved|date)(?: on| date)?\\s*[:：]?\\s*(" ANY_DATE ")", 0.92);
  say_date (pages, "effective", "(?:实施|施行|生效)(?:日期|时间)?\\s*[:：]\\s*(" ANY_DATE ")", SURELY);
  say_date (pages, "effective", "自\\s*(" ANY_DATE ")\\s*(?:起|开始)", 0.95);
  say_date (pages, "effective", "effective(?: date| from| as of)?\\s*[:：]?\\s*(" ANY_DATE ")", 0.92);
  say_date (pages, "filed_on", "备案(?:日期|时间)\\s*[:：]?\\s*(" ANY_DATE ")", SURELY);
  say_date (pages, "reviewed", "(?:评审|论证)(?:日期|时间)\\s*[:：]?\\s*(" ANY_DATE ")", SURELY);
  /* A day alone on a line stands under the signature or on the cover. */
  say_date (pages, "issued", "^[\\s(（]*(" ANY_DATE ")\\s*(?:发布|印发|实施)?[)）]?\\s*$", 0.92);
  say_date (pages, "issued", "[(（]\\s*(" ANY_DATE ")[^()（）]{0,30}(?:发布|印发|通过|批准)", 0.9);
  say_date (pages, "issued", "(?:updated|revised|revision|last updated|version date)\\s*[:：]?\\s*(" ANY_DATE ")", DOUBTFUL);
}

/* --- number, version, filing --- */

#define NUMBER "[\\p{Han}（）()]{2,14}\\s*[〔\\[（(【﹝]\\s*(?:19|20)[0-9]{2}\\s*[〕\\]）)】﹞]\\s*(?:第)?\\s*[0-9]{1,4}\\s*[号號]"

static void
read_numbers (Pages *pages)
{
  for (guint i = 0; i < pages->n_lines; i++) {
    const char *line = pages->lines[i];
    g_autofree char *alone = take (line, "^\\s*(" NUMBER ")\\s*$"), *labelled = take (line, "(?:文\\s*号|发文字号|文件编号)\\s*[:：]?\\s*(" NUMBER "|[A-Za-z]{2,6}_?[0-9]{6,14})");
    g_autofree char *other = take (line, "(?:预案编号|文件编号|方案编号|版本编号|编号|document (?:no\\.?|number|id)|doc(?:ument)? ?id)\\s*[:：]\\s*([A-Za-z0-9][A-Za-z0-9/_.\\-]{3,40})");
    if (labelled != NULL || alone != NULL) {
      say (pages, "number", labelled != NULL ? labelled : alone, SURELY, line);
    } else if (other != NULL) {
      say (pages, "number", other, 0.92, line);
    } else if (!has (line, "依据|根据|按照|《|废止|通知|规定")) {
      g_autofree char *within = take (line, "(" NUMBER ")");
      if (within != NULL) {
        say (pages, "number", within, i < 12 ? 0.9 : 0.6, line);
      }
    }
    g_autofree char *version = take (line, "(?:版本号?|版次|version|revision|edition)\\s*(?:no\\.?|number)?\\s*[:：]?\\s*((?:V|v)?[0-9]+(?:\\.[0-9]+){0,2}|第[一二三四五六七八九十0-9]+版|[A-Z]/[0-9])(?![0-9])");
    if (version != NULL) {
      say (pages, "version", version, 0.95, line);
    }
    g_autofree char *filed = take (line, "备案(?:编号|号|登记编号)\\s*[:：]\\s*([A-Za-z0-9][A-Za-z0-9\\-〔〕\\[\\]]{3,40})");
    if (filed != NULL) {
      say (pages, "filed_no", filed, SURELY, line);
    }
    g_autofree char *signer = take (line, "(?:签发人|批准人|签署人|批准|签发)\\s*[:：]\\s*([\\p{Han}]{2,4})(?:$|[^\\p{Han}])");
    if (signer != NULL) {
      say (pages, "signed_by", signer, 0.95, line);
    }
  }
  g_autofree char *edition = take (pages->title, "[(（]((?:19|20)[0-9]{2}\\s*年?(?:版|修订|修订版|修订稿|修编)|试行|修订版|修订稿|暂行|第[一二三四五六七八九十0-9]+版)[)）]");
  if (edition != NULL) {
    say (pages, "version", edition, 0.95, pages->title);
  }
}

/* --- title --- */

static char *
cut_title (const char *text)
{
  g_autofree char *inner = take (text, "(?:印发|发布|转发|修订|公布|下发|制定).{0,12}《\\s*([^《》]{4,60}(?:预案|方案|处置卡)[^《》]{0,10})》");
  g_autofree char *bare = inner == NULL ? take (text, "关于(?:印发|发布|公布|修订)(?:修订后的)?[《]?([^《》]{4,60}?(?:预案|方案)(?:[(（][^()（）]{1,12}[)）])?)[》]?的(?:通知|公告)") : NULL;
  return inner != NULL ? g_steal_pointer (&inner) : bare != NULL ? g_steal_pointer (&bare) : NULL;
}

static void
read_title (Pages *pages, const YztPlanText *text, const char *file_name)
{
  static const char *const plan_name = "(?:预案|方案|处置卡|应急手册)(?:\\s*[(（][^()（）]{1,14}[)）])?\\s*$|\\bplans?\\b|\\bprocedures?\\b|\\bguide(?:lines?)?\\b|playbook|runbook|\\bprotocols?\\b|\\bpolicy\\b";
  g_autoptr (GRegex) number = yzt_plan_regex ("^(?:[0-9]+(?:\\.[0-9]+)*[.、]?|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|附件\\s*[0-9]*[:：]?)\\s*");
  g_autofree char *title = g_regex_replace (number, text->title, -1, 0, "", 0, NULL);
  const char *named = g_hash_table_lookup (text->meta, "name");
  named = named != NULL ? named : g_hash_table_lookup (text->meta, "title");
  g_autofree char *of_notice = cut_title (text->title);
  if (named != NULL && *named != '\0') {
    say (pages, "name", named, SURELY, named);
  } else if (of_notice != NULL) {
    say (pages, "name", of_notice, 0.95, text->title);
  } else if (*title != '\0' && has (title, plan_name) && !has (title, "^(附录|第.章)|目录")) {
    say (pages, "name", title, g_str_equal (title, text->title) ? 0.95 : 0.9, text->title);
  }
  for (guint i = 0; i < MIN (pages->n_lines, 40) && known (pages, "name") == NULL; i++) {
    g_autofree char *inner = cut_title (pages->lines[i]);
    if (inner != NULL) {
      say (pages, "name", inner, 0.93, pages->lines[i]);
    } else if (g_utf8_strlen (pages->lines[i], -1) <= 40 && has (pages->lines[i], "(?:预案|方案)(?:[(（][^()（）]{1,14}[)）])?$")
               && !has (pages->lines[i], "^[0-9一二三四五六七八九十（(]+[、.）)]|本预案|制定|依据|《|，|。|：")) {
      say (pages, "name", pages->lines[i], 0.92, pages->lines[i]);
    } else if (i < 25 && strlen (pages->lines[i]) <= 90 && !has (pages->lines[i], "[.;:]$|\\.\\s\\.|[|]|\\bthis\\b")
               && has (pages->lines[i], "(?:incident response|emergency|operations|evacuation|continuity|recovery|safety|crisis|disaster|contingency|hazard).{0,60}\\b(?:plan|playbook|procedures)\\b")) {
      say (pages, "name", pages->lines[i], 0.9, pages->lines[i]);
    }
  }
  if (*text->title != '\0' && !has (text->title, "^(?:contents|table of contents|overview|introduction|目录|目 *次)$")) {
    say (pages, "name", text->title, DOUBTFUL, text->title);
  }
  if (file_name != NULL && *file_name != '\0' && known (pages, "name") == NULL) {
    g_autofree char *stem = g_strndup (file_name, (gsize) (strrchr (file_name, '.') != NULL ? strrchr (file_name, '.') - file_name : (gssize) strlen (file_name)));
    say (pages, "name", stem, 0.6, file_name);
  }
  const YztPlanReading *name = known (pages, "name");
  pages->title = g_strdup (name != NULL ? name->value : "");
}

/* --- who --- */

#define FIRM "(?:有限责任公司|股份有限公司|有限公司|公司|集团|工厂|[\\p{Han}]厂|站|医院|学校|学院|大学|中学|小学|幼儿园|矿业|煤矿|矿|酒店|商场|项目部|车站|码头|油库|储配站|加油站|研究院|研究所|养老院|图书馆)"
/* The name of a firm stands before what the plan is about: "…矿山事故" is no mine. */
#define FIRM_NAME "^[\\p{Han}（）()A-Za-z0-9]{2,24}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|厂|医院|学校|学院|大学|中学|小学|幼儿园|矿业|[煤铅锌铁铜金锡锰石]矿(?!山|井|难)|加油站|储配站|" \
                  "油库|尾矿库|仓库|罐区|酒店|商场|项目部|码头|车站|研究院|养老院|图书馆)(?!安全|消防|事故|火灾应急)"
#define OFFICE "(?:人民政府办公室|人民政府办公厅|人民政府|政府办公室|应急管理局|应急管理厅|应急管理部|管理局|管理委员会|委员会|管委会|办公室|办公厅|指挥部|领导小组|[\\p{Han}]{1,8}局|[\\p{Han}]{1,6}厅|街道办事处|办事处|村民委员会)"

static void
read_body (Pages *pages)
{
  for (guint i = 0; i < pages->n_lines; i++) {
    const char *line = pages->lines[i];
    g_autofree char *labelled = take (line, "(?:编制单位|发布单位|印发单位|发布机构|编制部门|发文机关|制定单位|编写单位|单位名称|企业名称|颁布单位|责任单位|责任部门)\\s*[:：\\s]\\s*([^\\s:：，。；|]{2,40}?)(?=[\\s:：，。；|]|关\\s*键|主题|文\\s*号|成文|发布日期|公开|$)");
    g_autofree char *english = take (line, "(?:prepared by|issued by|issuing (?:body|authority)|published by|plan owner|owner|department)(?: the)?\\s*[:：]\\s*\\**\\s*([^|*:：]{3,80})");
    g_autofree char *notice = take (line, "^\\s*([\\p{Han}]{2,30}?)(?:关于)(?:印发|发布|公布|修订)");
    if (labelled != NULL) {
      say (pages, "issuing_body", labelled, has (labelled, "^[省市县区镇]\\p{Han}{1,5}$") ? 0.75 : SURELY, line); /* "县政府办" does not say whose */
    } else if (notice != NULL) {
      say (pages, "issuing_body", notice, 0.95, line);
    } else if (english != NULL) {
      say (pages, "issuing_body", english, 0.92, line);
    }
    g_autofree char *alone = i < 40 ? take (line, "^\\s*([\\p{Han}()（）]{2,26}(?:" FIRM "|" OFFICE "))\\s*$") : NULL;
    gboolean before_date = i + 1 < pages->n_lines && has (pages->lines[i + 1], "^\\s*" ANY_DATE "\\s*$");
    if (alone != NULL && !has (alone, "组成|职责|附件|目录|^第|现场指挥部|领导小组$")) {
      say (pages, "issuing_body", alone, before_date ? 0.94 : i < 15 ? 0.9 : 0.6, line);
    }
  }
  g_autofree char *firm = take (pages->title, "(" FIRM_NAME ")");
  if (firm != NULL) {
    say (pages, "issuing_body", firm, 0.92, pages->title);
  }
  g_autofree char *area = take (pages->title, "^((?:[\\p{Han}]{2,8}?(?:省|自治区))?(?:[\\p{Han}]{2,8}?(?:市|州|盟))?(?:[\\p{Han}]{1,8}?(?:县|区|旗))?(?:[\\p{Han}]{1,8}?(?:镇|乡|街道))?)");
  if (firm == NULL && area != NULL && g_utf8_strlen (area, -1) >= 2) {
    g_autofree char *government = g_strconcat (area, has (area, "街道$") ? "办事处" : "人民政府", NULL);
    say (pages, "issuing_body", government, 0.6, pages->title);
  }
}

/* --- areas that are known --- */

typedef struct {
  char *name, *adcode, *level;
} Area;

static const GArray *
get_areas (void)
{
  static gsize areas = 0;
  if (g_once_init_enter (&areas)) {
    g_autoptr (GPtrArray) rows = yzt_plan_table_load ("areas.tsv", 3);
    GArray *list = g_array_new (FALSE, FALSE, sizeof (Area));
    for (guint i = 0; i < rows->len; i++) {
      char **row = rows->pdata[i];
      Area area = { g_strdup (row[0]), g_strdup (row[1]), g_strdup (row[2]) };
      g_array_append_val (list, area);
    }
    g_once_init_leave (&areas, (gsize) list);
  }
  return (const GArray *) areas;
}

/* The smallest area that the beginning of @title names: "广东省肇庆市高要区…" is 高要区. */
static const Area *
area_of (const char *title)
{
  const GArray *areas = get_areas ();
  const Area *best = NULL;
  const char *at = title;
  for (guint depth = 0; depth < 3; depth++) {
    const Area *here = NULL;
    for (guint i = 0; i < areas->len; i++) {
      const Area *one = &g_array_index (areas, Area, i);
      if (g_str_has_prefix (at, one->name) && (here == NULL || strlen (one->name) > strlen (here->name))) {
        here = one;
      }
    }
    if (here == NULL) {
      return best;
    }
    best = here;
    at += strlen (here->name);
  }
  return best;
}

/* --- what sort --- */

static void
read_level (Pages *pages)
{
  const YztPlanReading *body = known (pages, "issuing_body");
  const char *who = body != NULL && body->confidence >= YZT_PLAN_SURE ? body->value : "";
  const struct {
    const char *pattern, *level;
    double confidence;
  } signs[] = { { "^(?:国家|全国|中华人民共和国|国务院)", "national", 0.95 },
                { FIRM_NAME, "enterprise", 0.93 },
                { "^(?:[\\p{Han}]{2,8}(?:省|自治区))?(?:[\\p{Han}]{2,8}?[市州])?(?:[\\p{Han}]{1,8}?[县区旗市])?[\\p{Han}]{1,6}(?:镇|乡|街道|苏木)(?:[^\\p{Han}]|人民|突发|防|自然|应急|森林|[\\p{Han}])", "town", 0.92 },
                { "村民委员会|^[\\p{Han}]{2,12}(?:村|社区)(?!民)", "town", 0.9 },
                { "^(?:[\\p{Han}]{2,8}(?:省|自治区|市|州))?[\\p{Han}]{1,8}?(?:县|自治县|旗)(?!级)", "county", 0.95 },
                { "^[\\p{Han}]{2,8}?[市州][\\p{Han}]{1,6}?区", "county", 0.94 },
                { "^[\\p{Han}]{2,4}区(?!域)", "county", 0.9 },
                { "^(?:[\\p{Han}]{2,8}(?:省|自治区))?[\\p{Han}]{2,6}?(?:市|州|盟)", "city", 0.85 },
                { "^(?:[\\p{Han}]{2,4}省|[\\p{Han}]{2,8}自治区|北京市|上海市|天津市|重庆市)(?![\\p{Han}]{1,5}[市县区])", "province", 0.95 },
                { "\\b(?:county|borough)\\b", "county", 0.9 }, { "\\b(?:city|town|municipal)\\b", "city", 0.8 },
                { "\\b(?:university|school|college|hospital|company|inc\\.?|llc|corporation|campus|facility|laborator)", "enterprise", 0.9 },
                { "\\bstate\\b", "province", 0.75 }, { "\\bnational\\b|\\bfederal\\b", "national", 0.85 } };
  const Area *area = area_of (pages->title);
  const char *after = area != NULL ? strstr (pages->title, area->name) + strlen (area->name) : "";
  if (area != NULL && !has (pages->title, FIRM_NAME) && !has (after, "^[\\p{Han}]{1,5}(?:县|区|旗|镇|乡|街道|新区|开发区)")) {
    say (pages, "level", area->level, 0.96, pages->title);
    say (pages, "region_adcode", area->adcode, 0.95, pages->title);
  }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    gboolean by_title = has (pages->title, signs[i].pattern), by_body = *who != '\0' && has (who, signs[i].pattern);
    gboolean province = g_str_equal (signs[i].level, "city") && has (pages->title, "^(?:北京|上海|天津|重庆)市");
    if ((by_title || by_body) && !province) {
      say (pages, "level", signs[i].level, signs[i].confidence, by_title ? pages->title : who);
      break;
    }
  }
  const YztPlanReading *level = known (pages, "level");
  pages->of_enterprise = level != NULL && g_str_equal (level->value, "enterprise");
}

static void
read_kind (Pages *pages)
{
  const char *title = pages->title;
  const struct {
    const char *pattern, *kind;
    double confidence;
  } signs[] = { { "处置卡", "card", SURELY }, { "现场处置方案|现场应急处置", "site", SURELY }, { "总体应急预案|总体预案", "overall", SURELY },
                { "综合应急预案|综合预案", "comprehensive", SURELY }, { "专项应急预案|专项预案", "special", SURELY }, { "部门应急预案|部门预案", "department", SURELY },
                { "emergency operations? plan|comprehensive emergency management|emergency management plan|all[- ]hazards", "overall", 0.8 } };
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (has (title, signs[i].pattern)) {
      say (pages, "plan_kind", signs[i].kind, signs[i].confidence, title);
      return;
    }
  }
  g_autofree char *said = take (pages->head, "((?:综合|专项|部门|总体)应急预案)[^，。]{0,6}(?:之一|的一种|体系中|。)");
  const YztPlanReading *level = known (pages, "level");
  const YztPlanReading *body = known (pages, "issuing_body");
  const char *who = body != NULL && body->confidence >= YZT_PLAN_SURE ? body->value : "";
  gboolean sure = level != NULL;
  if (has (title, "\\bplaybook\\b")) {
    say (pages, "plan_kind", "special", 0.9, title);
  } else if (has (title, "(?:活动|会议|赛事|运动会|庙会|展会|晚会|演唱会).{0,8}(?:预案|方案)")) {
    say (pages, "plan_kind", "event", 0.92, title);
  } else if (sure && g_str_equal (level->value, "town")) {
    say (pages, "plan_kind", "grassroots", 0.9, title);
  } else if (sure && pages->of_enterprise) {
    say (pages, "plan_kind", has (title, "生产安全|安全生产|突发事件|环境事件") ? "comprehensive" : "special", DOUBTFUL, title);
  } else if (has (title, "突发(?:公共)?事件应急预案|突发(?:公共)?事件总体") && !has (title, "环境|卫生|气象|交通|公路|网络|核|食品|药品|动物|地质")) {
    say (pages, "plan_kind", "overall", 0.8, title);
  } else if (sure && has (title, "预案") && has (who, "政府(?:办公室|办公厅)?$|国务院")) {
    say (pages, "plan_kind", "special", 0.93, title);
  } else if (sure && has (title, "预案") && has (who, "(?:局|厅|部|委员会|中心|支队)$")) {
    say (pages, "plan_kind", "department", 0.85, title);
  } else if (sure && has (title, "预案")) {
    say (pages, "plan_kind", "special", 0.88, title);
  } else if (has (title, "预案|\\bplan\\b|playbook|runbook|procedure")) {
    say (pages, "plan_kind", "special", DOUBTFUL, title);
  }
}

static void
read_area (Pages *pages)
{
  g_autofree char *area = take (pages->title, "^[【\\[]?((?:[\\p{Han}]{2,8}?(?:省|自治区))?(?:[\\p{Han}]{2,8}?(?:市|自治州|州|盟))?(?:[\\p{Han}]{1,8}?(?:自治县|县|区|旗))?(?:[\\p{Han}]{1,6}?(?:镇|乡|街道))?)");
  if (area != NULL && g_utf8_strlen (area, -1) >= 2 && !pages->of_enterprise && !has (area, "^(?:突发|应急|防)|小区|社区|园区$")) {
    say (pages, "region", area, 0.93, pages->title);
  }
  g_autofree char *scope = take (pages->head, "适用于\\s*([\\p{Han}]{2,10}?[省市县区镇乡旗])(?:行政区域|境内|辖区|范围|内|行政区)");
  if (scope != NULL && !has (scope, "^(?:本|我|全)")) {
    say (pages, "region", scope, 0.91, scope);
  }
}

/* All that match, parted by ; — of the title, else of what the plan says it is for. */
static void
read_words (Pages *pages)
{
  static GPtrArray *rows;
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded)) {
    rows = yzt_plan_table_load ("words.tsv", 3);
    g_once_init_leave (&loaded, 1);
  }
  g_autofree char *scope = take (pages->head, "(适用于[^。]{4,200}。)");
  g_autoptr (GString) types = g_string_new (NULL), substances = g_string_new (NULL), in_scope = g_string_new (NULL), substances_in_scope = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    char **row = rows->pdata[i];
    gboolean is_type = g_str_equal (row[0], "type");
    const char *not = row[3] != NULL && *row[3] != '\0' ? row[3] : NULL;
    if (has (pages->title, row[2]) && (not == NULL || !has (pages->title, not))) {
      GString *list = is_type ? types : substances;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", row[1]);
    } else if (scope != NULL && has (scope, row[2])) {
      GString *list = is_type ? in_scope : substances_in_scope;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", row[1]);
    }
  }
  say (pages, "incident_types", types->str, 0.93, pages->title);
  say (pages, "substances", substances->str, 0.95, pages->title);
  say (pages, "incident_types", in_scope->str, DOUBTFUL, scope != NULL ? scope : "");
  say (pages, "substances", substances_in_scope->str, 0.8, scope != NULL ? scope : "");
}

/* --- all --- */

static char *
first_pages (const YztPlanText *text)
{
  GString *head = g_string_new (NULL);
  glong chars = 0;
  g_string_append_printf (head, "%s\n", text->title);
  for (guint i = 0; i < text->sections->len && chars < HEAD_CHARS; i++) {
    const YztPlanSection *section = &g_array_index (text->sections, YztPlanSection, i);
    g_string_append_printf (head, "%s\n%s\n", section->heading, section->text);
    chars += g_utf8_strlen (section->text, -1);
  }
  if (g_utf8_strlen (head->str, -1) > 2 * HEAD_CHARS) {
    g_string_truncate (head, (gsize) (g_utf8_offset_to_pointer (head->str, 2 * HEAD_CHARS) - head->str));
  }
  return g_string_free (head, FALSE);
}

GArray *
yzt_plan_read_metadata (const YztPlanText *text, const char *file_name)
{
  g_return_val_if_fail (text != NULL, NULL);
  Pages pages = { .readings = g_array_new (FALSE, TRUE, sizeof (YztPlanReading)), .head = first_pages (text) };
  g_autofree char *valid = g_utf8_make_valid (pages.head, -1);
  g_array_set_clear_func (pages.readings, (GDestroyNotify) yzt_plan_reading_clear);
  g_free (pages.head);
  pages.head = g_steal_pointer (&valid);
  pages.lines = g_strsplit (pages.head, "\n", -1);
  for (guint i = 0; pages.lines[i] != NULL; i++) {
    g_strstrip (pages.lines[i]);
  }
  pages.n_lines = MIN (g_strv_length (pages.lines), HEAD_LINES);
  read_title (&pages, text, file_name);
  read_numbers (&pages);
  read_dates (&pages);
  read_body (&pages);
  read_level (&pages);
  read_kind (&pages);
  read_area (&pages);
  read_words (&pages);
  g_strfreev (pages.lines);
  g_free (pages.head);
  g_free (pages.title);
  return pages.readings;
}
