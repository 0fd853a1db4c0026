/* yzt-plan-metadata.c: what the first pages of a plan say of it: title, body, number, dates, level, kind, area, what it is about
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-metadata-private.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_CHARS 3000
#define HEAD_LINES 80
#define MAX_EVIDENCE 200


void
yzt_plan_reading_clear (YztPlanReading *reading)
{
  g_clear_pointer (&reading->field, g_free);
  g_clear_pointer (&reading->value, g_free);
  g_clear_pointer (&reading->evidence, g_free);
}

const YztPlanReading *
yzt_pages_known (const YztFirstPages *pages, const char *field)
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
void
yzt_pages_say (YztFirstPages *pages, const char *field, const char *value, double confidence, const char *evidence)
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
char *
yzt_pages_take (const char *text, const char *pattern)
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

gboolean
yzt_pages_has (const char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = yzt_plan_regex (pattern);
  return regex != NULL && g_regex_match (regex, text, 0, NULL);
}

/* --- dates --- */

#define OFFICE "(?:人民政府办公室|人民政府办公厅|人民政府|政府办公室|应急管理局|应急管理厅|应急管理部|管理局|管理委员会|委员会|管委会|办公室|办公厅|指挥部|领导小组|[\\p{Han}]{1,8}局|[\\p{Han}]{1,6}厅|街道办事处|办事处|村民委员会)"
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
  g_autofree char *han_year = yzt_pages_take (text, "^([一二][〇零○Ｏ0一二三四五六七八九]{3})年");
  if (han_year != NULL) {
    for (const char *p = han_year; *p != '\0'; p = g_utf8_next_char (p)) {
      const char *digits = "〇一二三四五六七八九", *at = g_utf8_strchr (digits, -1, g_utf8_get_char (p));
      year = year * 10 + (at != NULL ? (int) g_utf8_pointer_to_offset (digits, at) : 0);
    }
    g_autofree char *m = yzt_pages_take (text, "年(.+)月"), *d = yzt_pages_take (text, "月(.+)日");
    month = m != NULL ? han_small (m) : 0;
    day = d != NULL ? han_small (d) : 0;
  } else if (yzt_pages_has (text, MONTHS)) {
    static const char *const names[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
    g_autofree char *m = yzt_pages_take (text, "(" MONTHS ")"), *d = yzt_pages_take (text, "\\b([0-9]{1,2})(?:st|nd|rd|th)?\\b"), *y = yzt_pages_take (text, "((?:19|20)[0-9]{2})"), *lower = g_ascii_strdown (m, -1);
    for (int i = 0; i < 12; i++) {
      month = g_str_has_prefix (lower, names[i]) ? i + 1 : month;
    }
    day = d != NULL ? atoi (d) : 0;
    year = y != NULL ? atoi (y) : 0;
  } else {
    g_auto (GStrv) parts = g_regex_split_simple ("[^0-9]+", text, 0, 0);
    if (strspn (text, "0123456789") == 8) {
      year = atoi (text) / 10000;
      month = atoi (text) / 100 % 100;
      day = atoi (text) % 100;
    } else if (g_strv_length (parts) >= 3) {
      year = atoi (parts[0]);
      month = atoi (parts[1]);
      day = atoi (parts[2]);
    }
  }
  return g_date_valid_dmy ((GDateDay) CLAMP (day, 0, 255), (GDateMonth) CLAMP (month, 0, 13), (GDateYear) CLAMP (year, 0, 9999))
           ? g_strdup_printf ("%04d-%02d-%02d", year, month, day) : NULL;
}

/* The day of another paper: a law that the plan goes by, a plan that it puts out of force, a notice that it answers to. */
static gboolean
cites (const char *line)
{
  return yzt_pages_has (line, "依据|根据|按照|废止|原《|同时停止") || yzt_pages_has (line, "(?:法|条例|规定|办法|规范|导则|标准|意见|决定)》") || yzt_pages_has (line, "国务院令|部令第|主席令");
}

static void
say_date (YztFirstPages *pages, const char *field, const char *pattern, double confidence)
{
  for (guint i = 0; i < pages->n_lines; i++) {
    if (cites (pages->lines[i])) {
      continue;
    }
    g_autofree char *found = yzt_pages_take (pages->lines[i], pattern), *date = found != NULL ? iso_date (found) : NULL;
    if (date != NULL) {
      yzt_pages_say (pages, field, date, confidence, pages->lines[i]);
      return;
    }
  }
}

/* The number of the notice knows its year: a day of another year is that of the web page, of an annex or of another notice in the same file. */
static void
doubt_date (YztFirstPages *pages)
{
  YztPlanReading *issued = (YztPlanReading *) yzt_pages_known (pages, "issued");
  const YztPlanReading *number = yzt_pages_known (pages, "number");
  g_autofree char *year = number != NULL && number->confidence >= 0.9 ? yzt_pages_take (number->value, "[〔\\[（(【﹝]\\s*((?:19|20)[0-9]{2})") : NULL;
  if (issued != NULL && year != NULL && strncmp (year, issued->value, 4) != 0) {
    issued->confidence = MIN (issued->confidence, DOUBTFUL);
  }
}

static void
read_dates (YztFirstPages *pages)
{
  say_date (pages, "issued", "(?:发布日期|印发|颁布|签发|发文|成文|公布|颁发|发行)(?:日期|时间)?\\s*[:：|\t]?\\s*(" ANY_DATE ")", SURELY);
  say_date (pages, "issued", "发布(?:时间)?\\s*[:：]?\\s*(" ANY_DATE ")(?!.*(?:浏览|来源|作者|字体|点击|阅读))", SURELY);
  /* When a page was put on the web is not yet the day under the signature. */
  say_date (pages, "issued", "(?:发布|发表|更新)?(?:时间|日期)?\\s*[:：]\\s*(" ANY_DATE ").*(?:浏览|来源|作者|字体|点击|阅读)", DOUBTFUL);
  say_date (pages, "issued", "(?:issued|date of issue|issue date|published|promulgated|adopted|approved|date)(?: on| date)?\\s*[:：]?\\s*(" ANY_DATE ")", 0.92);
  say_date (pages, "effective", "(?:实施|施行|生效)(?:日期|时间)?\\s*[:：]\\s*(" ANY_DATE ")", SURELY);
  say_date (pages, "effective", "自\\s*(" ANY_DATE ")\\s*(?:起|开始)", 0.95);
  say_date (pages, "effective", "effective(?: date| from| as of)?\\s*[:：]?\\s*(" ANY_DATE ")", 0.92);
  say_date (pages, "filed_on", "备案(?:日期|时间)\\s*[:：]?\\s*(" ANY_DATE ")", SURELY);
  say_date (pages, "reviewed", "(?:评审|论证)(?:日期|时间)\\s*[:：]?\\s*(" ANY_DATE ")", SURELY);
  /* A day alone on a line stands under the signature or on the cover. */
  say_date (pages, "issued", "^[\\s(（]*(" ANY_DATE ")\\s*(?:发布|印发|实施)?[)）]?\\s*$", 0.92);
  say_date (pages, "issued", "生成日期\\s*[:：|\t]?\\s*(" ANY_DATE ")", 0.9);
  /* "…人民政府 2020年10月22日": signature and day on one line. */
  say_date (pages, "issued", "(?:" OFFICE "|" FIRM ")\\s+(" ANY_DATE ")(?:\\s|印发|$)", 0.93);
  say_date (pages, "issued", "^\\s*((?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))\\s*$", 0.9);
  say_date (pages, "issued", "[(（]\\s*(" ANY_DATE ")[^()（）]{0,30}(?:发布|印发|通过|批准)", 0.9);
  say_date (pages, "issued", "(?:updated|revised|revision|last updated|version date)\\s*[:：]?\\s*(" ANY_DATE ")", DOUBTFUL);
  doubt_date (pages);
}

/* --- number, version, filing --- */

#define NUMBER "[\\p{Han}（）()]{2,14}\\s*[〔\\[（(【﹝]\\s*(?:19|20)[0-9]{2}\\s*[〕\\]）)】﹞]\\s*(?:第)?\\s*[0-9]{1,4}\\s*[号號]"

static void
read_numbers (YztFirstPages *pages)
{
  for (guint i = 0; i < pages->n_lines; i++) {
    const char *line = pages->lines[i];
    g_autofree char *alone = yzt_pages_take (line, "^\\s*(" NUMBER ")(?:\\s*$|\\s*关于)"), *labelled = yzt_pages_take (line, "(?:文\\s*号|发文字号|文件编号)\\s*[:：|\t]?\\s*(" NUMBER "|[A-Za-z]{2,6}_?[0-9]{6,14})");
    g_autofree char *other = yzt_pages_take (line, "(?:预案编号|文件编号|方案编号|版本编号|编号|document (?:no\\.?|number|id)|doc(?:ument)? ?id)\\s*[:：]\\s*([A-Za-z0-9][A-Za-z0-9/_.\\-]{3,40})");
    if (labelled != NULL || alone != NULL) {
      yzt_pages_say (pages, "number", labelled != NULL ? labelled : alone, SURELY, line);
    } else if (other != NULL) {
      yzt_pages_say (pages, "number", other, 0.92, line);
    } else if (!yzt_pages_has (line, "依据|根据|按照|《|废止|通知|规定")) {
      g_autofree char *within = yzt_pages_take (line, "(" NUMBER ")");
      if (within != NULL) {
        yzt_pages_say (pages, "number", within, i < 12 ? 0.9 : 0.6, line);
      }
    }
    g_autofree char *version = yzt_pages_take (line, "(?:版本号?|版次|version|revision|edition)\\s*(?:no\\.?|number)?\\s*[:：]?\\s*((?:V|v)?[0-9]+(?:\\.[0-9]+){0,2}(?![0-9-])|[A-Z]-[0-9]{4}-[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}(?!-)|第[一二三四五六七八九十0-9]+版|[A-Z]/[0-9])(?![0-9])");
    if (version != NULL) {
      yzt_pages_say (pages, "version", version, 0.95, line);
    }
    g_autofree char *filed = yzt_pages_take (line, "备案(?:编号|号|登记编号)\\s*[:：]\\s*([A-Za-z0-9][A-Za-z0-9\\-〔〕\\[\\]]{3,40})");
    if (filed != NULL) {
      yzt_pages_say (pages, "filed_no", filed, SURELY, line);
    }
    g_autofree char *signer = yzt_pages_take (line, "(?:签发人|批准人|签署人|批准|签发)\\s*[:：]\\s*([\\p{Han}]{2,4})(?:$|[^\\p{Han}])");
    if (signer != NULL) {
      yzt_pages_say (pages, "signed_by", signer, 0.95, line);
    }
  }
  /* In the name, or alone below it, or behind it in the notice. */
  static const char *const editions = "[(（]((?:19|20)[0-9]{2}\\s*年?(?:版|修订|修订版|修订稿|修编)|试行|修订版|修订稿|暂行|第[一二三四五六七八九十0-9]+版)[)）]";
  g_autofree char *edition = yzt_pages_take (pages->title, editions);
  if (edition != NULL) {
    yzt_pages_say (pages, "version", edition, 0.95, pages->title);
  }
  for (guint i = 0; i < MIN (pages->n_lines, 40); i++) {
    g_autofree char *below = yzt_pages_has (pages->lines[i], "^\\s*[(（][^()（）]{2,10}[)）]\\s*$|预案》?\\s*[(（](?:19|20)[0-9]{2}[^()（）]{1,4}[)）]")
                               && !yzt_pages_has (pages->lines[i], "依据|根据|《中华") ? yzt_pages_take (pages->lines[i], editions) : NULL;
    if (below != NULL) {
      yzt_pages_say (pages, "version", below, 0.92, pages->lines[i]);
    }
  }
}

/* --- title --- */

static char *
cut_title (const char *text)
{
  g_autofree char *inner = yzt_pages_take (text, "(?:印发|发布|转发|修订|公布|下发|制定).{0,12}《\\s*([^《》]{4,60}(?:预案|方案|处置卡)[^《》]{0,10})》");
  g_autofree char *bare = inner == NULL ? yzt_pages_take (text, "关于(?:印发|发布|公布|修订)(?:修订后的)?[《]?([^《》]{4,60}?(?:预案|方案)(?:[(（][^()（）]{1,12}[)）])?)[》]?的(?:通知|公告)") : NULL;
  return inner != NULL ? g_steal_pointer (&inner) : bare != NULL ? g_steal_pointer (&bare) : NULL;
}

static void
read_title (YztFirstPages *pages, const YztPlanText *text, const char *file_name)
{
  static const char *const plan_name = "(?:预案|方案|处置卡|应急手册)(?:\\s*[(（][^()（）]{1,14}[)）])?\\s*$|\\bplans?\\b|\\bprocedures?\\b|\\bguide(?:lines?)?\\b|playbook|runbook|\\bprotocols?\\b|\\bpolicy\\b";
  g_autoptr (GRegex) number = yzt_plan_regex ("^(?:[0-9]+(?:\\.[0-9]+)*[.、]?|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|附件\\s*[0-9]*[:：]?)\\s*");
  g_autofree char *title = g_regex_replace (number, text->title, -1, 0, "", 0, NULL);
  const char *named = g_hash_table_lookup (text->meta, "name");
  named = named != NULL ? named : g_hash_table_lookup (text->meta, "title");
  g_autofree char *of_notice = cut_title (text->title);
  if (named != NULL && *named != '\0') {
    yzt_pages_say (pages, "name", named, SURELY, named);
  } else if (of_notice != NULL) {
    yzt_pages_say (pages, "name", of_notice, 0.95, text->title);
  } else if (*title != '\0' && yzt_pages_has (title, plan_name) && !yzt_pages_has (title, "^(附录|第.章)|目录")) {
    yzt_pages_say (pages, "name", title, g_str_equal (title, text->title) ? 0.95 : 0.9, text->title);
  }
  for (guint i = 0; i < MIN (pages->n_lines, 40) && yzt_pages_known (pages, "name") == NULL; i++) {
    g_autofree char *inner = cut_title (pages->lines[i]);
    if (inner != NULL) {
      yzt_pages_say (pages, "name", inner, 0.93, pages->lines[i]);
    } else if (g_utf8_strlen (pages->lines[i], -1) <= 40 && yzt_pages_has (pages->lines[i], "(?:预案|方案)(?:[(（][^()（）]{1,14}[)）])?$")
               && !yzt_pages_has (pages->lines[i], "^[0-9一二三四五六七八九十（(]+[、.）)]|本预案|制定|依据|《|，|。|：|[>＞/]")) {
      yzt_pages_say (pages, "name", pages->lines[i], 0.92, pages->lines[i]);
    } else if (i < 25 && strlen (pages->lines[i]) <= 90 && !yzt_pages_has (pages->lines[i], "[.;:]$|\\.\\s\\.|[|]|\\bthis\\b")
               && yzt_pages_has (pages->lines[i], "(?:incident response|emergency|operations|evacuation|continuity|recovery|safety|crisis|disaster|contingency|hazard).{0,60}\\b(?:plan|playbook|procedures)\\b")) {
      yzt_pages_say (pages, "name", pages->lines[i], 0.9, pages->lines[i]);
    }
  }
  if (*text->title != '\0' && !yzt_pages_has (text->title, "^(?:contents|table of contents|overview|introduction|目录|目 *次)$")) {
    yzt_pages_say (pages, "name", text->title, DOUBTFUL, text->title);
  }
  if (file_name != NULL && *file_name != '\0' && yzt_pages_known (pages, "name") == NULL) {
    g_autofree char *stem = g_strndup (file_name, (gsize) (strrchr (file_name, '.') != NULL ? strrchr (file_name, '.') - file_name : (gssize) strlen (file_name)));
    yzt_pages_say (pages, "name", stem, 0.6, file_name);
  }
  const YztPlanReading *name = yzt_pages_known (pages, "name");
  pages->title = g_strdup (name != NULL ? name->value : "");
}

/* --- who --- */


static void
read_body (YztFirstPages *pages)
{
  for (guint i = 0; i < pages->n_lines; i++) {
    const char *line = pages->lines[i];
    g_autofree char *labelled = yzt_pages_take (line, "(?:编制单位|发布单位|印发单位|发布机构|编制部门|发文机关|制定单位|编写单位|单位名称|企业名称|颁布单位|责任单位|责任部门|发文机关)\\s*[:：|\\s]\\s*([^\\s:：，。；|]{2,40}?)(?=[\\s:：，。；|]|关\\s*键|主题|文\\s*号|成文|发布日期|公开|$)");
    g_autofree char *english = yzt_pages_take (line, "(?:prepared by|issued by|issuing (?:body|authority)|published by|plan owner|owner|department|^organi[sz]ation)(?: the)?\\s*[:：]\\s*\\**\\s*([^|*:：]{3,80})");
    g_autofree char *notice = yzt_pages_take (line, "^\\s*(?!关于)([\\p{Han}、]{2,30}?)(?:关于(?:印发|发布|公布|修订)|印发\\s*《)");
    /* "发布机构：" and below it the name; "类别" beside "单位名称" is the next heading of a table. */
    gboolean waits = labelled == NULL && i + 1 < pages->n_lines && yzt_pages_has (line, "^[•·\\s-]*(?:发布机构|发文机关|编制单位|发布单位|印发单位)\\s*[:：]\\s*$");
    g_autofree char *next = waits ? yzt_pages_take (pages->lines[i + 1], "^\\s*([\\p{Han}()（）]{2,30})\\s*$") : NULL;
    if (labelled != NULL && yzt_pages_has (labelled, "^(?:类\\s*别|电\\s*话|联系.{0,4}|地\\s*址|备\\s*注|职\\s*务|姓\\s*名|数\\s*量|名\\s*称|序\\s*号|距\\s*离|方\\s*位)$")) {
      g_clear_pointer (&labelled, g_free);
    }
    if (next != NULL) {
      yzt_pages_say (pages, "issuing_body", next, 0.95, next);
    } else if (labelled != NULL) {
      yzt_pages_say (pages, "issuing_body", labelled, yzt_pages_has (labelled, "^[省市县区镇]\\p{Han}{1,5}$") ? 0.75 : SURELY, line); /* "县政府办" does not say whose */
    } else if (notice != NULL) {
      yzt_pages_say (pages, "issuing_body", notice, 0.95, line);
    } else if (english != NULL) {
      yzt_pages_say (pages, "issuing_body", english, 0.92, line);
    }
    g_autofree char *alone = i < 40 ? yzt_pages_take (line, "^\\s*([\\p{Han}()（）]{2,26}(?:" FIRM "|" OFFICE "))\\s*$") : NULL;
    gboolean before_date = i + 1 < pages->n_lines && yzt_pages_has (pages->lines[i + 1], "^\\s*" ANY_DATE "\\s*$");
    if (alone != NULL && !yzt_pages_has (alone, "组成|职责|附件|目录|^第|现场指挥部|领导小组$")) {
      yzt_pages_say (pages, "issuing_body", alone, before_date ? 0.94 : i < 15 ? 0.9 : 0.6, line);
    }
  }
  g_autofree char *registered = yzt_pages_take (pages->title, "^([\\p{Han}（）()A-Za-z0-9]{2,24}?(?:有限责任公司|股份有限公司|有限公司))");
  g_autofree char *firm = registered != NULL ? g_steal_pointer (&registered) : yzt_pages_take (pages->title, "(" FIRM_NAME ")");
  if (firm != NULL) {
    yzt_pages_say (pages, "issuing_body", firm, 0.92, pages->title);
  }
  g_autofree char *area = yzt_pages_take (pages->title, "^((?:[\\p{Han}]{2,8}?(?:省|自治区))?(?:[\\p{Han}]{2,8}?(?:市|州|盟))?(?:[\\p{Han}]{1,8}?(?:县|区|旗))?(?:[\\p{Han}]{1,8}?(?:镇|乡|街道))?)");
  if (firm == NULL && area != NULL && g_utf8_strlen (area, -1) >= 2) {
    g_autofree char *government = g_strconcat (area, yzt_pages_has (area, "街道$") ? "办事处" : "人民政府", NULL);
    yzt_pages_say (pages, "issuing_body", government, 0.6, pages->title);
  }
}

/* --- where and what about --- */

static void
read_area (YztFirstPages *pages)
{
  g_autofree char *area = yzt_pages_take (pages->title, "^[【\\[]?((?:[\\p{Han}]{2,8}?(?:省|自治区))?(?:[\\p{Han}]{2,8}?(?:市|自治州|州|盟))?(?:[\\p{Han}]{1,8}?(?:自治县|县|区|旗))?(?:[\\p{Han}]{1,6}?(?:镇|乡|街道))?)");
  if (area != NULL && g_utf8_strlen (area, -1) >= 2 && !pages->of_enterprise && !yzt_pages_has (area, "^(?:突发|应急|防)|小区|社区|园区$")) {
    yzt_pages_say (pages, "region", area, 0.93, pages->title);
  }
  g_autofree char *scope = yzt_pages_take (pages->head, "适用于\\s*([\\p{Han}]{2,10}?[省市县区镇乡旗])(?:行政区域|境内|辖区|范围|内|行政区)");
  if (scope != NULL && !yzt_pages_has (scope, "^(?:本|我|全)")) {
    yzt_pages_say (pages, "region", scope, 0.91, scope);
  }
}

/* All that match, parted by ; — of the title, else of what the plan says it is for. */
static void
read_words (YztFirstPages *pages)
{
  static GPtrArray *rows;
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded)) {
    rows = yzt_plan_table_load ("words.tsv", 3);
    g_once_init_leave (&loaded, 1);
  }
  g_autofree char *scope = yzt_pages_take (pages->head, "(适用于[^。]{4,200}。)");
  g_autoptr (GString) types = g_string_new (NULL), substances = g_string_new (NULL), in_scope = g_string_new (NULL), substances_in_scope = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    char **row = rows->pdata[i];
    gboolean is_type = g_str_equal (row[0], "type");
    const char *not = row[3] != NULL && *row[3] != '\0' ? row[3] : NULL;
    if (yzt_pages_has (pages->title, row[2]) && (not == NULL || !yzt_pages_has (pages->title, not))) {
      GString *list = is_type ? types : substances;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", row[1]);
    } else if (scope != NULL && yzt_pages_has (scope, row[2])) {
      GString *list = is_type ? in_scope : substances_in_scope;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", row[1]);
    }
  }
  yzt_pages_say (pages, "incident_types", types->str, 0.93, pages->title);
  yzt_pages_say (pages, "substances", substances->str, 0.95, pages->title);
  yzt_pages_say (pages, "incident_types", in_scope->str, DOUBTFUL, scope != NULL ? scope : "");
  yzt_pages_say (pages, "substances", substances_in_scope->str, 0.8, scope != NULL ? scope : "");
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
  YztFirstPages pages = { .readings = g_array_new (FALSE, TRUE, sizeof (YztPlanReading)), .head = first_pages (text) };
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
  yzt_pages_read_level (&pages);
  yzt_pages_read_kind (&pages);
  read_area (&pages);
  read_words (&pages);
  g_strfreev (pages.lines);
  g_free (pages.head);
  g_free (pages.title);
  return pages.readings;
}
