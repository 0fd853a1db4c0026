/* yzt-plan-needs.c: levels, numbers, durations in the sentences of a plan; what a sentence says is needed or is to be done
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-structure-private.h"

#include <math.h>
#include <string.h>

#define MAX_STEP_BYTES 900
#define MAX_ROLE_CHARS 14

/* --- levels --- */

int
yzt_plan_level_in (const char *text, gsize *at_out)
{
  static const struct {
    const char *pattern;
    int level;
  } names[] = { { "(?:Ⅰ|一|(?<![IViv0-9])(?:I|1))\\s*级", 1 }, { "(?:Ⅱ|二|(?<![IViv0-9])(?:II|2))\\s*级", 2 }, { "(?:Ⅲ|三|(?<![IViv0-9])(?:III|3))\\s*级", 3 },
                { "(?:Ⅳ|四|(?<![IViv0-9])(?:IV|4))\\s*级", 4 }, { "level\\s*(?:I|1|one)\\b", 1 }, { "level\\s*(?:II|2|two)\\b", 2 },
                { "level\\s*(?:III|3|three)\\b", 3 }, { "level\\s*(?:IV|4|four)\\b", 4 } };
  static GRegex *regexes[G_N_ELEMENTS (names)];
  static gsize ready = 0;
  int best = 0, best_at = G_MAXINT;
  if (g_once_init_enter (&ready)) {
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      regexes[i] = yzt_plan_regex (names[i].pattern);
    }
    g_once_init_leave (&ready, 1);
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GMatchInfo) match = NULL;
    int from = 0;
    if (g_regex_match (regexes[i], text, 0, &match) && g_match_info_fetch_pos (match, 0, &from, NULL) && from < best_at) {
      best = names[i].level;
      best_at = from;
    }
  }
  if (at_out != NULL && best > 0) {
    *at_out = (gsize) best_at;
  }
  return best;
}

/* --- numbers --- */

static gboolean
han_number (const char *text, double *value_out)
{
  static const char digits[] = "〇一二三四五六七八九";
  double sum = 0, digit = 0;
  gboolean any = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    const char *at = g_utf8_strchr (digits, -1, c);
    if (at != NULL) {
      digit = (double) g_utf8_pointer_to_offset (digits, at);
    } else if (c == 0x4E24) { /* 两 */
      digit = 2;
    } else if (c == 0x5341 || c == 0x767E || c == 0x5343) { /* 十百千 */
      double unit = c == 0x5341 ? 10 : c == 0x767E ? 100 : 1000;
      sum += (digit > 0 ? digit : 1) * unit;
      digit = 0;
    } else {
      return FALSE;
    }
    any = TRUE;
  }
  *value_out = sum + digit;
  return any;
}

gboolean
yzt_plan_number (const char *text, double *value_out)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  if (g_str_has_suffix (plain, "余") || g_str_has_suffix (plain, "多")) {
    plain[strlen (plain) - 3] = '\0';
  }
  return yzt_text_number (plain, value_out) || han_number (plain, value_out);
}

double
yzt_plan_minutes_in (const char *text)
{
  static gsize regex = 0;
  g_autoptr (GMatchInfo) match = NULL;
  double value = NAN;
  if (g_once_init_enter (&regex)) {
    g_once_init_leave (&regex, (gsize) yzt_plan_regex ("([0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十百]+|半)\\s*(?:个)?(分钟|小时|minutes?|mins?\\b|hours?)"));
  }
  if (!g_regex_match ((GRegex *) regex, text, 0, &match)) {
    return NAN;
  }
  g_autofree char *number = g_match_info_fetch (match, 1), *unit = g_match_info_fetch (match, 2);
  gboolean hours = g_str_equal (unit, "小时") || g_ascii_tolower (*unit) == 'h';
  if (g_str_equal (number, "半")) {
    value = 0.5;
  } else if (!yzt_plan_number (number, &value)) {
    return NAN;
  }
  return hours ? value * 60 : value;
}

GPtrArray *
yzt_plan_sentences (const char *line)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  const char *from = line;
  for (const char *p = line;; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0 || c == 0x3002 || c == 0xFF1B || c == ';' || c == 0xFF01) { /* 。；！ */
      const char *to = c == 0 ? p : g_utf8_next_char (p);
      char *sentence = g_strstrip (g_strndup (from, (gsize) (to - from)));
      if (*sentence != '\0') {
        g_ptr_array_add (sentences, sentence);
      } else {
        g_free (sentence);
      }
      from = to;
    }
    if (c == 0) {
      return sentences;
    }
  }
}

/* --- needs --- */

/* No lengths: in sentences those are distances. */
#define UNITS "台|套|辆|艘|只|件|支|队|张|顶|床|公斤|千克|吨|具|把|箱|桶|架|部|双|瓶|罐|卷|副|盏|块|kg"
#define COUNT "[0-9][0-9,]*(?:\\.[0-9]+)?|[一二两三四五六七八九十百千]+"

/* "水泵 8 台", "救援人员60人"; "8台水泵", "60名救援人员". What has happened to people is no need. */
static const char item_first[] = "([\\p{Han}A-Za-z（）()/\\-]{2,20}?)(?:不少于|不低于|至少|各|共计|共|约|：|:|\\s)*(" COUNT ")\\s*(" UNITS "|人|名)(?![\\p{Han}]{0,2}以[上下内])(?:以上)?";
static const char count_first[] = "(?<![0-9.第一二三四五六七八九十百千])(" COUNT ")\\s*(" UNITS "|名)([\\p{Han}A-Za-z]{2,12}?)(?=[、，,。；;和及与]|$)";
static const char no_need[] =
  "死亡|重伤|受伤|轻伤|失踪|被困|中毒|死伤|伤亡|涉险|危及|影响|损失|直接经济|转移|疏散|围观|以上|以下|以内|直径|距离|间距|半径|高度|深度|库容|容积|储存|最大|面积|风力|降雨|雨量|水位|流量|浓度|压力|温度|震级|第|"
  "超过|达到|小于|大于|低于|每|年|月|日|时|分钟|员工|职工|常住|人口|居民|不足|造成|发生|组成|设置|职务|由|处均|轮班|当班|成立|下设|范围|位于|采用|厚|宽|长约|重约";

/* Words that say that it is to be had. */
static const char to_have[] = "需|调用|调集|调动|调派|调配|出动|配备|配置|投入|携带|储备|备足|备有|备用|准备|增派|派出|抽调|集结|提供|启用|不少于|不低于|至少|应有|设有|require|deploy|provide";
static gsize to_have_regex;
static gsize first_regex, count_regex, no_need_regex, verbs_regex;

static void
prepare (void)
{
  static gsize ready = 0;
  if (g_once_init_enter (&ready)) {
    first_regex = (gsize) yzt_plan_regex (item_first);
    count_regex = (gsize) yzt_plan_regex (count_first);
    no_need_regex = (gsize) yzt_plan_regex (no_need);
    verbs_regex = (gsize) yzt_plan_regex ("^.*(?:需要|需|调用|调集|调动|调派|调配|出动|配备|配置|投入|携带|储备|备足|备有|备|准备|增派|增调|派出|抽调|集结|落实|保障|动员|组织|提供|启用|请求|包括|包含|以及|和|及|与|为|有|[：:、，,（(])");
    to_have_regex = (gsize) yzt_plan_regex (to_have);
    g_once_init_leave (&ready, 1);
  }
}

static void
add_need (GArray *needs, const char *item, const char *count, const char *unit, int level, guint section, const char *sentence)
{
  double quantity;
  g_autofree char *bare = g_regex_replace ((GRegex *) verbs_regex, item, -1, 0, "", 0, NULL);
  g_strstrip (bare);
  if (g_utf8_strlen (bare, -1) < 2 || !yzt_plan_number (count, &quantity) || quantity <= 0 || g_regex_match ((GRegex *) no_need_regex, bare, 0, NULL)) {
    return;
  }
  for (guint i = 0; i < needs->len; i++) {
    const YztPlanNeed *known = &g_array_index (needs, YztPlanNeed, i);
    if (known->section == section && known->level == level && g_str_equal (known->item, bare) && known->quantity <= quantity && known->quantity >= quantity) {
      return;
    }
  }
  YztPlanNeed need = { g_steal_pointer (&bare), g_strdup (unit), quantity, level, section, g_strdup (sentence) };
  g_array_append_val (needs, need);
}

static void
needs_of_sentence (const char *sentence, int level, guint section, GArray *needs)
{
  g_autoptr (GMatchInfo) match = NULL, second = NULL;
  guint before = needs->len;
  prepare ();
  if (level == 0 && !g_regex_match ((GRegex *) to_have_regex, sentence, 0, NULL)) {
    return;
  }
  g_regex_match ((GRegex *) first_regex, sentence, 0, &match);
  while (match != NULL && g_match_info_matches (match)) {
    g_autofree char *item = g_match_info_fetch (match, 1), *count = g_match_info_fetch (match, 2), *unit = g_match_info_fetch (match, 3);
    int to = 0;
    g_match_info_fetch_pos (match, 0, NULL, &to);
    if (!g_regex_match_simple ("^(及)?以[上下内]", sentence + to, 0, 0)) {
      add_need (needs, item, count, unit, level, section, sentence);
    }
    g_match_info_next (match, NULL);
  }
  if (needs->len > before) {
    return;
  }
  g_regex_match ((GRegex *) count_regex, sentence, 0, &second);
  while (second != NULL && g_match_info_matches (second)) {
    g_autofree char *count = g_match_info_fetch (second, 1), *unit = g_match_info_fetch (second, 2), *item = g_match_info_fetch (second, 3);
    add_need (needs, item, count, unit, level, section, sentence);
    g_match_info_next (second, NULL);
  }
}

void
yzt_plan_needs_read (const char *line, int level, guint section, GArray *needs)
{
  g_autoptr (GPtrArray) sentences = yzt_plan_sentences (line);
  for (guint i = 0; i < sentences->len; i++) {
    const char *sentence = sentences->pdata[i];
    int said = yzt_plan_level_in (sentence, NULL);
    needs_of_sentence (sentence, said > 0 ? said : level, section, needs);
  }
}

/* --- steps --- */

static char *
role_of (const char *text)
{
  static gsize colon = 0, by = 0, doer = 0;
  if (g_once_init_enter (&colon)) {
    by = (gsize) yzt_plan_regex ("由([\\p{Han}、/]{2,14}?)(?:负责(?!人)|组织|牵头|统一|立即|下达|发布|决定|实施|确认|执行|向|通知|担任|启动|拨打|带队|会同|指挥|报告|清点|穿)");
    doer = (gsize) yzt_plan_regex ("^([\\p{Han}、/（）]{0,12}?(?:组|员|长|人员|班|队|指挥部|人|局|办公室|室|值班|司机|调度|指挥|操|保安|中控))(?=(?:应|须|要|负责|立即|迅速|必须|接到|按|将|在|用|向|组织|通知|拨打|到|对|根据|把|清点|打开|按下|开启|关闭|切断|放下|发布|广播|穿戴|携带|报告|设置|检查|记录|每?[一二两三四五六七八九十0-9]+(?:分钟|小时)))");
    g_once_init_leave (&colon, (gsize) yzt_plan_regex ("^([\\p{Han}A-Za-z /、（）]{2,14}(?:组|部|长|员|班|队|局|人员|办公室|单位|中心|岗|指挥|人|team|manager|officer|warden|coordinator|commander))\\s*[:：]"));
  }
  const GRegex *const regexes[] = { (GRegex *) colon, (GRegex *) doer, (GRegex *) by };
  for (guint i = 0; i < G_N_ELEMENTS (regexes); i++) {
    g_autoptr (GMatchInfo) match = NULL;
    if (g_regex_match (regexes[i], text, 0, &match)) {
      char *role = g_match_info_fetch (match, 1);
      if (g_utf8_strlen (role, -1) <= MAX_ROLE_CHARS) {
        return role;
      }
      g_free (role);
    }
  }
  return g_strdup ("");
}

gboolean
yzt_plan_step_read (const char *line, int level, guint section, GArray *steps)
{
  static gsize number = 0;
  g_autoptr (GMatchInfo) match = NULL;
  if (g_once_init_enter (&number)) {
    g_once_init_leave (&number, (gsize) yzt_plan_regex ("^\\s*(?:[0-9]{1,2}[.、)）]|[（(][0-9一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]是|第[一二三四五六七八九十]+步[:：，,]?|step\\s*[0-9]+[:.]?|[·•\\-*☐□])\\s*(?![0-9])(.+)$"));
  }
  if (!g_regex_match ((GRegex *) number, line, 0, &match)) {
    return FALSE;
  }
  g_autofree char *text = g_strstrip (g_match_info_fetch (match, 1));
  if (g_utf8_strlen (text, -1) < 4 || strlen (text) > MAX_STEP_BYTES) {
    return FALSE;
  }
  YztPlanStep step = { NULL, role_of (text), yzt_plan_minutes_in (text), level, section, g_strdup (line) };
  step.text = g_steal_pointer (&text);
  g_array_append_val (steps, step);
  return TRUE;
}

/* --- levels in sentences --- */

void
yzt_plan_levels_read (const char *line, const char *heading, guint section, GArray *levels)
{
  static gsize decider = 0;
  gsize at = 0;
  int level = yzt_plan_level_in (line, &at), by_heading = yzt_plan_level_in (heading, NULL);
  if (g_once_init_enter (&decider)) {
    g_once_init_leave (&decider, (gsize) yzt_plan_regex ("由([\\p{Han}（）、/]{2,24}?)(?:决定|宣布|批准|下达|发布|启动|签发|负责启动|任总指挥|担任)|(?:报|经)([\\p{Han}（）、/]{2,20}?)(?:批准|同意|决定)|([\\p{Han}（）、/]{2,16}?)(?:决定|宣布|下达命令)启动"));
  }
  level = level > 0 && at < 60 ? level : by_heading;
  if (level == 0) {
    return;
  }
  YztPlanLevel *known = NULL;
  for (guint i = 0; i < levels->len && known == NULL; i++) {
    YztPlanLevel *one = &g_array_index (levels, YztPlanLevel, i);
    known = one->level == level ? one : NULL;
  }
  if (known == NULL) {
    static const char *const names[] = { "", "Ⅰ级响应", "Ⅱ级响应", "Ⅲ级响应", "Ⅳ级响应" };
    YztPlanLevel one = { level, g_strdup (names[level]), g_strdup (""), g_strdup (""), g_strdup (""), NAN, section, g_strdup (line) };
    g_array_append_val (levels, one);
    known = &g_array_index (levels, YztPlanLevel, levels->len - 1);
  }
  g_autoptr (GMatchInfo) match = NULL;
  if (*known->decider == '\0' && g_regex_match ((GRegex *) decider, line, 0, &match)) {
    for (int i = 1; i <= 3 && *known->decider == '\0'; i++) {
      char *found = g_match_info_fetch (match, i);
      if (found != NULL) {
        g_free (known->decider);
        known->decider = found;
      }
    }
  }
  if (*known->trigger == '\0' && g_regex_match_simple ("以上|超过|造成|发生|出现|达到|泄漏|死亡|启动条件|符合下列|情形|预警", line, 0, 0)) {
    g_free (known->trigger);
    known->trigger = g_strdup (line);
  } else if (*known->changes == '\0' && g_regex_match_simple ("启动后|指挥|到场|增援|力量|赶赴|组织|调集|派出|措施", line, 0, 0)) {
    g_free (known->changes);
    known->changes = g_strdup (line);
  }
  if (isnan (known->report_minutes) && strstr (line, "报") != NULL) {
    known->report_minutes = yzt_plan_minutes_in (line);
  }
}
