/* yzt-plan-metadata-kind.c: whose plan it is and of which kind, with the words that say so
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-metadata-private.h"

#include <string.h>

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

/* To whom a notice is sent says who sends it: "各乡镇人民政府" is written by a county, also by one that is called a city. */
static void
read_addressees (YztFirstPages *pages)
{
  static const struct {
    const char *pattern, *level;
  } signs[] = { { "^各省、?(?:自治区|直辖市)", "national" },
                { "^各(?:设区|市|地|州|自治州)[^:：]{0,40}省(?:人民)?(?:政府|直|级|有关)", "province" },
                { "^各(?:行政村|村|社区|居委会|居民区|科室)", "town" },
                { "^各(?:乡|镇|街道)", "county" },
                { "^各(?:县|区)[^:：]{0,60}市(?:人民)?(?:政府|直|级|有关|属)", "city" } };
  for (guint i = 0; i < MIN (pages->n_lines, 40); i++) {
    const char *line = pages->lines[i];
    for (guint k = 0; k < G_N_ELEMENTS (signs) && g_str_has_prefix (line, "各") && yzt_pages_has (line, "[:：]"); k++) {
      if (yzt_pages_has (line, signs[k].pattern)) {
        yzt_pages_say (pages, "level", signs[k].level, 0.93, line);
        return;
      }
    }
  }
}

/* A firm's plan that does not name the firm. */
static void
read_firm_words (YztFirstPages *pages)
{
  g_autofree char *own = yzt_pages_take (pages->head, "[^。]{0,20}适用于\\s*(?:本|我)(?:公司|企业|厂|酒店|宾馆|医院|校|学校|项目部|单位)[^。]{0,20}");
  if (yzt_pages_known (pages, "level") == NULL && own != NULL) {
    yzt_pages_say (pages, "level", "enterprise", 0.92, own);
  }
  if (yzt_pages_known (pages, "level") == NULL && yzt_pages_has (pages->title, "现场处置方案|综合应急预案|应急处置卡")) {
    yzt_pages_say (pages, "level", "enterprise", 0.9, pages->title);
  }
}

void
yzt_pages_read_level (YztFirstPages *pages)
{
  const YztPlanReading *body = yzt_pages_known (pages, "issuing_body");
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
                { "^[\\p{Han}]{2,10}?(?:新区|开发区|高新区|管理区|示范区)(?!域)", "county", 0.9 },
                { "^(?:[\\p{Han}]{2,8}(?:省|自治区))?[\\p{Han}]{2,6}?(?:市|州|盟)", "city", 0.85 },
                { "^(?:[\\p{Han}]{2,4}省|[\\p{Han}]{2,8}自治区|北京市|上海市|天津市|重庆市)(?![\\p{Han}]{1,5}[市县区])", "province", 0.95 },
                { "\\b(?:county|borough)\\b", "county", 0.9 }, { "\\b(?:city|town|municipal)\\b", "city", 0.8 },
                { "\\b(?:university|school|college|hospital|company|inc\\.?|llc|corporation|campus|facility|laborator)", "enterprise", 0.9 },
                { "\\bstate\\b", "province", 0.75 }, { "\\bnational\\b|\\bfederal\\b", "national", 0.85 } };
  const Area *area = area_of (g_str_has_prefix (pages->title, "【") ? pages->title + strlen ("【") : pages->title);
  const char *after = area != NULL ? strstr (pages->title, area->name) + strlen (area->name) : "";
  if (area != NULL && !yzt_pages_has (pages->title, FIRM_NAME) && !yzt_pages_has (after, "^[\\p{Han}]{1,5}(?:县|区|旗|镇|乡|街道|新区|开发区)")) {
    yzt_pages_say (pages, "level", area->level, 0.96, pages->title);
    yzt_pages_say (pages, "region_adcode", area->adcode, 0.95, pages->title);
  }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    gboolean by_title = yzt_pages_has (pages->title, signs[i].pattern), by_body = *who != '\0' && yzt_pages_has (who, signs[i].pattern);
    gboolean province = g_str_equal (signs[i].level, "city") && yzt_pages_has (pages->title, "^(?:北京|上海|天津|重庆)市");
    if ((by_title || by_body) && !province) {
      yzt_pages_say (pages, "level", signs[i].level, signs[i].confidence, by_title ? pages->title : who);
      break;
    }
  }
  read_addressees (pages);
  read_firm_words (pages);
  const YztPlanReading *level = yzt_pages_known (pages, "level");
  pages->of_enterprise = level != NULL && g_str_equal (level->value, "enterprise");
}

/* --- of which kind --- */

enum { WHERE, WHO, EXPRESSION, NOT, KIND, CONFIDENCE, N_KIND_COLUMNS };

static const GPtrArray *
get_kind_rows (void)
{
  static GPtrArray *rows;
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded)) {
    rows = yzt_plan_table_load ("plan-kinds.tsv", N_KIND_COLUMNS);
    g_once_init_leave (&loaded, 1);
  }
  return rows;
}

static const char *
who_issues (const YztFirstPages *pages)
{
  const YztPlanReading *level = yzt_pages_known (pages, "level");
  return level == NULL ? "unknown" : g_str_equal (level->value, "enterprise") || g_str_equal (level->value, "town") ? level->value : "government";
}

/* The first row that is sure counts, else the likeliest; its words are the evidence. */
void
yzt_pages_read_kind (YztFirstPages *pages)
{
  const GPtrArray *rows = get_kind_rows ();
  const YztPlanReading *body = yzt_pages_known (pages, "issuing_body");
  const char *issuer = body != NULL && body->confidence >= YZT_PLAN_SURE ? body->value : "", *who = who_issues (pages);
  /* Who put it on the web need not be who issued it. */
  const char *signer = *issuer != '\0' && !yzt_pages_has (body->evidence, "发布机构|公开主体|来源") ? issuer : "";
  for (guint i = 0; i < rows->len; i++) {
    char **row = rows->pdata[i];
    double confidence = g_ascii_strtod (row[CONFIDENCE], NULL);
    const char *place = g_str_equal (row[WHERE], "title") ? pages->title : g_str_equal (row[WHERE], "body") ? issuer
                        : g_str_equal (row[WHERE], "signed") ? signer : pages->head;
    if (!g_str_equal (row[WHO], "any") && !g_str_equal (row[WHO], who)) {
      continue;
    }
    g_autoptr (GRegex) regex = yzt_plan_regex (row[EXPRESSION]);
    g_autoptr (GMatchInfo) match = NULL;
    if (regex == NULL || !g_regex_match (regex, place, 0, &match) || (*row[NOT] != '\0' && yzt_pages_has (place, row[NOT]))) {
      continue;
    }
    g_autofree char *words = g_match_info_fetch (match, 0);
    yzt_pages_say (pages, "plan_kind", row[KIND], confidence, place == pages->head ? words : place);
    if (confidence >= YZT_PLAN_SURE) {
      return;
    }
  }
}
