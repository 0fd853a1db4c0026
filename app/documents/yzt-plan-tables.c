/* yzt-plan-tables.c: the tables of a plan that are known by their columns: levels, telephones, materials, steps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-structure-private.h"

#include <math.h>
#include <string.h>

static int
find_column (char **header, const char *pattern, int not_column)
{
  for (int i = 0; header[i] != NULL; i++) {
    if (i != not_column && g_regex_match_simple (pattern, header[i], G_REGEX_CASELESS, 0)) {
      return i;
    }
  }
  return -1;
}

static const char *
cell (char **row, int column)
{
  return column >= 0 && (guint) column < g_strv_length (row) ? g_strstrip (row[column]) : "";
}

static char *
join_row (char **row)
{
  return g_strjoinv (" | ", row);
}

/* --- response levels --- */

static gboolean
read_levels (const YztPlanTable *table, YztPlanStructure *structure)
{
  char **header = table->rows->pdata[0];
  int level = find_column (header, "级别|等级|分级|响应级|level", -1), trigger = find_column (header, "条件|情形|标准|判定|情况|事故|影响|trigger|criteria|when", level);
  if (level < 0 || trigger < 0) {
    return FALSE;
  }
  int decider = find_column (header, "指挥|启动人|决定|批准|发布|负责|commander|who|decid|authority", level), minutes = find_column (header, "时限|报告|report", level);
  int changes = find_column (header, "力量|措施|行动|响应内容|动作|处置|forces|action|changes", level);
  guint before = structure->levels->len;
  for (guint i = 1; i < table->rows->len; i++) {
    char **row = table->rows->pdata[i];
    int number = yzt_plan_level_in (cell (row, level), NULL);
    if (number > 0) {
      YztPlanLevel one = { number, g_strdup (cell (row, level)), g_strdup (cell (row, trigger)), g_strdup (cell (row, decider)), g_strdup (cell (row, changes)),
                           minutes >= 0 ? yzt_plan_minutes_in (cell (row, minutes)) : NAN, table->section, join_row (row) };
      g_array_append_val (structure->levels, one);
    }
  }
  return structure->levels->len > before;
}

/* --- telephones --- */

static void
add_contact (const YztPlanTable *table, YztPlanStructure *structure, char **row, const int columns[4])
{
  g_autoptr (GArray) phones = yzt_plan_find_phones (cell (row, columns[3]));
  for (guint i = 0; i < phones->len; i++) {
    const char *number = g_array_index (phones, YztPlanPhone, i).number;
    const char *name = cell (row, columns[0]), *unit = cell (row, columns[2]), *role = cell (row, columns[1]);
    const char *shown = *name != '\0' ? name : *role != '\0' ? role : unit;
    if (strlen (number) >= 7 && *shown != '\0') {
      YztPlanContact contact = { g_strdup (shown), g_strdup (role), g_strdup (unit), g_strdup (number), table->section, join_row (row) };
      g_array_append_val (structure->contacts, contact);
    }
  }
}

/* Numbers of seven or eight digits in a column of telephones need no other sign. */
static void
add_short_contact (const YztPlanTable *table, YztPlanStructure *structure, char **row, const int columns[4])
{
  const char *text = cell (row, columns[3]), *name = cell (row, columns[0]);
  guint before = structure->contacts->len;
  add_contact (table, structure, row, columns);
  if (structure->contacts->len == before && g_regex_match_simple ("^[2-9][0-9]{6,7}$", text, 0, 0)) {
    const char *shown = *name != '\0' ? name : *cell (row, columns[2]) != '\0' ? cell (row, columns[2]) : cell (row, columns[1]);
    YztPlanContact contact = { g_strdup (shown), g_strdup (cell (row, columns[1])), g_strdup (cell (row, columns[2])), g_strdup (text), table->section, join_row (row) };
    g_array_append_val (structure->contacts, contact);
  }
}

static gboolean
read_contacts (const YztPlanTable *table, YztPlanStructure *structure)
{
  char **header = table->rows->pdata[0];
  const char phones[] = "电话|手机|联系方式|号码|座机|热线|phone|\\btel|mobile|contact n|number$";
  int phone = find_column (header, phones, -1);
  if (phone < 0) {
    return FALSE;
  }
  int columns[] = { find_column (header, "姓名|联系人|负责人|名字|^name|person", phone), find_column (header, "职务|职责|岗位|角色|组别|应急职|role|title|position", phone),
                    find_column (header, "单位|部门|机构|名称|队伍|力量|医院|所属|organi|agency|unit|department|service", phone), phone };
  guint before = structure->contacts->len;
  for (int other = phone; header[other] != NULL; other++) { /* mobile and office stand side by side */
    if (g_regex_match_simple (phones, header[other], G_REGEX_CASELESS, 0)) {
      columns[3] = other;
      for (guint i = 1; i < table->rows->len; i++) {
        add_short_contact (table, structure, table->rows->pdata[i], columns);
      }
    }
  }
  return structure->contacts->len > before;
}

/* --- materials --- */

static void
take_quantity (const char *text, double *quantity, char **unit)
{
  g_autoptr (GRegex) regex = g_regex_new ("^\\s*(?:约|不少于|≥)?([0-9][0-9,]*(?:\\.[0-9]+)?)\\s*([\\p{Han}A-Za-z³²]{0,6})", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  *quantity = NAN;
  if (g_regex_match (regex, text, 0, &match)) {
    g_autofree char *number = g_match_info_fetch (match, 1), *found = g_match_info_fetch (match, 2);
    if (yzt_plan_number (number, quantity) && **unit == '\0') {
      g_free (*unit);
      *unit = g_steal_pointer (&found);
    }
  }
}

static void
add_material (const YztPlanTable *table, YztPlanStructure *structure, char **row, int item, int unit, int quantity, int level)
{
  YztPlanNeed need = { g_strdup (cell (row, item)), g_strdup (cell (row, unit)), NAN, level > 0 ? level : table->level, table->section, NULL };
  take_quantity (cell (row, quantity), &need.quantity, &need.unit);
  if (*need.item == '\0' || !(need.quantity > 0)) {
    g_free (need.item);
    g_free (need.unit);
    return;
  }
  need.sentence = join_row (row);
  g_array_append_val (structure->needs, need);
}

static gboolean
read_materials (const YztPlanTable *table, YztPlanStructure *structure)
{
  char **header = table->rows->pdata[0];
  int item = find_column (header, "物资|装备|器材|设备|品名|名称|工具|车辆|队伍|力量|材料|药品|item|equipment|resource|description|material|supply", -1);
  int quantity = find_column (header, "数量|储备量|配备|库存|人数|台数|quantity|qty|number|amount|count", item), unit = find_column (header, "^计?量?单位$|^unit", item);
  guint before = structure->needs->len;
  if (item < 0 || find_column (header, "危险源|危险物质|^物质|介质|敏感|目标|人口|库容|所属企业|等级|住户|隐患|密度|闪点|电话|phone|hazard|risk", -1) >= 0) {
    return FALSE;
  }
  for (guint i = 1; i < table->rows->len; i++) {
    char **row = table->rows->pdata[i];
    if (quantity >= 0) {
      int level = yzt_plan_level_in (cell (row, find_column (header, "级别|级|level", item)), NULL);
      add_material (table, structure, row, item, unit, quantity, level);
      continue;
    }
    for (int k = 0; header[k] != NULL; k++) { /* one column for each level */
      int level = k != item ? yzt_plan_level_in (header[k], NULL) : 0;
      if (level > 0) {
        add_material (table, structure, row, item, unit, k, level);
      }
    }
  }
  return structure->needs->len > before;
}

/* --- steps --- */

static gboolean
read_steps (const YztPlanTable *table, YztPlanStructure *structure)
{
  char **header = table->rows->pdata[0];
  int text = find_column (header, "步骤|处置措施|措施|行动|动作|内容|action|step|task|procedure", -1);
  int role = find_column (header, "责任|负责|执行|岗位|人员|who|role|responsib|by whom", text), minutes = find_column (header, "时限|时间|完成|time|when", text);
  if (text < 0 || (role < 0 && find_column (header, "步骤|序号|step|no", text) < 0)) {
    return FALSE;
  }
  guint before = structure->steps->len;
  for (guint i = 1; i < table->rows->len; i++) {
    char **row = table->rows->pdata[i];
    if (*cell (row, text) != '\0') {
      YztPlanStep step = { g_strdup (cell (row, text)), g_strdup (cell (row, role)), minutes >= 0 ? yzt_plan_minutes_in (cell (row, minutes)) : NAN, table->level,
                           table->section, join_row (row) };
      g_array_append_val (structure->steps, step);
    }
  }
  return structure->steps->len > before;
}

gboolean
yzt_plan_table_read (const YztPlanTable *table, YztPlanStructure *structure)
{
  if (table->rows->len < 2) {
    return FALSE;
  }
  int topic = yzt_plan_topic_of_heading (table->caption);
  const char *id = topic >= 0 ? yzt_plan_topic_get_id ((guint) topic) : "";
  gboolean steps_here = g_str_equal (id, "measures") || g_str_equal (id, "start") || g_str_equal (id, "reporting");
  return read_levels (table, structure) || read_contacts (table, structure) || (steps_here && read_steps (table, structure)) || read_materials (table, structure);
}
