/* test-kind.c: .kind files good and hostile, sets of kinds, rows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind.h"

#include <math.h>
#include <string.h>

static const char common_text[] =
  "[Kind]\nVersion=1\nId=common\nLabel=Common\nAbstract=true\n"
  "[Field name]\nType=text\nLabel=Name\nLabel[zh_CN]=名称\nRequired=true\nAliases=单位名称;企业名称\n"
  "[Field code]\nType=text\nLabel=Code\nLabel[zh_CN]=编码\nAliases=编号;id\n"
  "[Field source]\nType=text\nLabel=Source\nLabel[zh_CN]=来源\n"
  "[Field verified_at]\nType=date\nLabel=Verified\n"
  "[Field updated_at]\nType=datetime\nLabel=Updated\nHidden=true\n"
  "[Field lon]\nType=longitude\nLabel=Longitude\nLabel[zh_CN]=经度\nAliases=lng;long;x;东经\n"
  "[Field lat]\nType=latitude\nLabel=Latitude\nLabel[zh_CN]=纬度\nAliases=y;北纬\n";

static const char depot_text[] =
  "# a comment\n"
  "[Kind]\nVersion=1\nId=hazard-source\nLabel=Hazard source\nLabel[zh_CN]=危险源\nGeometry=point\n"
  "Symbol=triangle\nColor=#1f7a74\nStyle=level-outline\nLevelField=grade\nStateField=state\n"
  "LevelScale=hazard-grade\nSubtitleFields=grade;stock\nOrder=20\nVisible=false\n"
  "FutureKey=kept\nFutureKey[zh_CN]=留着\nFutureList=a\\;b;c\n"
  "[Field grade]\nType=enum\nLabel=Grade\nLabel[zh_CN]=等级\nValues=first;second;none\n"
  "Value.first=First grade\nValue.first[zh_CN]=一级\nLevel.first=1\nAlias.first=一级重大危险源;1级;I级\n"
  "Value.second=Second grade\nValue.second[zh_CN]=二级\nLevel.second=2\n"
  "[Field stock]\nType=number\nLabel=Stock\nLabel[zh_CN]=储量\nUnit=t\nUnit[zh_CN]=吨\nMin=0\n"
  "Summable=true\nGroup=Amounts\nGroup[zh_CN]=数量\nAliases=最大储量;库存;up\\;down;tab\\tbed\n"
  "[Field state]\nType=enum\nLabel=State\nValues=open;closed\n"
  "[Field code]\nLabel[zh_CN]=危险源编码\nAliases=源编号\n"
  "[Field source]\nLabel=Told by\n"
  "[Field lon]\nAliases=坐标E\n"
  "[Future section]\nWhatever=1\n";

static YztKind *
new_common (void)
{
  g_autoptr (GError) error = NULL;
  YztKind *common = yzt_kind_parse (common_text, strlen (common_text), "common.kind", NULL, &error);

  g_assert_no_error (error);

  return common;
}

static YztKind *
new_kind (const char *text)
{
  g_autoptr (YztKind) common = new_common ();
  g_autoptr (GError) error = NULL;
  YztKind *kind = yzt_kind_parse (text, strlen (text), "test.kind", common, &error);

  g_assert_no_error (error);

  return kind;
}

static void
test_common (void)
{
  g_autoptr (YztKind) common = new_common ();

  g_assert_true (yzt_kind_is_abstract (common));
  g_assert_cmpstr (yzt_kind_get_id (common), ==, "common");
  g_assert_cmpuint (yzt_kind_get_n_fields (common), ==, 5);
  g_assert_true (yzt_field_is_builtin (yzt_kind_get_field (common, 0)));
}

static void
test_whole (void)
{
  static const char *const order[] = {
    "name", "code", "grade", "stock", "state", "source", "verified_at", "updated_at",
  };
  g_autoptr (YztKind) kind = new_kind (depot_text);
  const YztField *field;

  g_assert_cmpstr (yzt_kind_get_id (kind), ==, "hazard-source");
  g_assert_cmpstr (yzt_kind_get_table (kind), ==, "hazard_source");
  g_assert_cmpstr (yzt_kind_get_source_text (kind), ==, depot_text);
  g_assert_cmpint (yzt_kind_get_geometry (kind), ==, YZT_KIND_GEOMETRY_POINT);
  g_assert_null (yzt_kind_get_owner (kind));
  g_assert_cmpint (yzt_kind_get_order (kind), ==, 20);
  g_assert_false (yzt_kind_get_visible (kind));
  g_assert_cmpstr (yzt_kind_get_label (kind, NULL), ==, "Hazard source");
  g_assert_cmpstr (yzt_kind_get_label (kind, "de_DE"), ==, "Hazard source");
  g_assert_cmpstr (yzt_kind_get_label (kind, "zh_CN"), ==, "危险源");
  g_assert_cmpstr (yzt_kind_get_label (kind, "zh_CN.UTF-8"), ==, "危险源");
  g_assert_cmpstr (yzt_kind_get_string (kind, "Symbol", "zh_CN"), ==, "triangle");
  g_assert_cmpstr (yzt_kind_get_string (kind, "FutureKey", NULL), ==, "kept");
  g_assert_cmpstr (yzt_kind_get_string (kind, "FutureKey", "zh_CN"), ==, "留着");
  g_assert_cmpstr (yzt_kind_get_string (kind, "FutureList", NULL), ==, "a\\;b;c");
  g_assert_null (yzt_kind_get_string (kind, "Glyph", NULL));

  g_assert_cmpuint (yzt_kind_get_n_fields (kind), ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    field = yzt_kind_get_field (kind, i);
    g_assert_cmpstr (yzt_field_get_name (field), ==, order[i]);
    g_assert_cmpint (yzt_kind_get_field_index (kind, order[i]), ==, i);
    g_assert_true (yzt_kind_find_field (kind, order[i]) == field);
  }
  g_assert_cmpint (yzt_kind_get_field_index (kind, "lon"), ==, -1);
  g_assert_cmpint (yzt_kind_get_field_index (kind, "nothing"), ==, -1);
  g_assert_cmpint (yzt_field_get_field_type (yzt_kind_find_field (kind, "lon")), ==, YZT_FIELD_LONGITUDE);
  g_assert_null (yzt_kind_find_field (kind, "owner_code"));
}

static void
test_fields (void)
{
  g_autoptr (YztKind) kind = new_kind (depot_text);
  const YztField *grade = yzt_kind_find_field (kind, "grade");
  const YztField *stock = yzt_kind_find_field (kind, "stock");
  const YztField *code = yzt_kind_find_field (kind, "code");
  double min, max;

  g_assert_true (yzt_kind_get_level_field (kind) == grade);
  g_assert_cmpstr (yzt_field_get_name (yzt_kind_get_state_field (kind)), ==, "state");
  g_assert_cmpuint (yzt_field_get_n_values (grade), ==, 3);
  g_assert_cmpstr (yzt_field_get_value (grade, 1), ==, "second");
  g_assert_cmpstr (yzt_field_get_value_label (grade, "first", "zh_CN"), ==, "一级");
  g_assert_cmpstr (yzt_field_get_value_label (grade, "first", "en"), ==, "First grade");
  g_assert_cmpstr (yzt_field_get_value_label (grade, "none", "zh_CN"), ==, "none");
  g_assert_cmpstr (yzt_field_get_value_label (grade, "gone", "zh_CN"), ==, "gone");
  g_assert_cmpint (yzt_field_get_value_level (grade, "first"), ==, 1);
  g_assert_cmpint (yzt_field_get_value_level (grade, "none"), ==, 0);
  g_assert_cmpint (yzt_field_get_value_level (grade, "gone"), ==, 0);
  g_assert_cmpint (yzt_field_get_value_level (grade, "一级"), ==, 0); /* a label is no value */
  g_assert_cmpstr (yzt_field_get_unit (stock, "zh_CN"), ==, "吨");
  g_assert_cmpstr (yzt_field_get_group (stock, "zh_CN"), ==, "数量");
  g_assert_null (yzt_field_get_unit (grade, "zh_CN"));
  g_assert_true (yzt_field_is_summable (stock));
  g_assert_true (yzt_field_get_range (stock, &min, &max));
  g_assert_cmpfloat (min, ==, 0.0);
  g_assert_cmpfloat (max, >, 1e300);
  g_assert_false (yzt_field_get_range (grade, NULL, NULL));
  g_assert_cmpstr (yzt_field_get_label (code, "zh_CN"), ==, "危险源编码"); /* restated */
  g_assert_cmpstr (yzt_field_get_label (code, "en"), ==, "Code");
  g_assert_cmpstr (yzt_field_get_label (yzt_kind_find_field (kind, "source"), "en"), ==, "Told by");
  g_assert_true (yzt_field_is_builtin (code));
  g_assert_true (yzt_field_is_hidden (yzt_kind_find_field (kind, "updated_at")));
}

static void
test_match_header (void)
{
  static const char *const pairs[][2] = {
    { "name", "name" }, { "NAME", "name" }, { "名称", "name" }, { " 名 称* ", "name" },
    { "企业名称", "name" }, { "危险源编码", "code" }, { "编码", "code" }, { "编号", "code" }, { "ID", "code" },
    { "源编号", "code" }, { "储量（吨）", "stock" }, { "Stock (t)", "stock" }, { "最大储量", "stock" },
    { "等级", "grade" }, { "up;down", "stock" }, { "tab\tbed", "stock" }, { "up", NULL }, { "经度", "lon" }, { "Lng", "lon" }, { "X", "lon" }, { "坐标E", "lon" },
    { "坐标_e", "lon" }, { "Ｙ", "lat" }, { "\xef\xbb\xbf名称", "name" }, { "经度(度)", "lon" },
    { "verified at", "verified_at" }, { "Verified-At", "verified_at" },
  };
  static const char *const unknown[] = { "", "（吨）", "电话", "\xff", "nam", "owner_code", "(((", "()" };
  g_autoptr (YztKind) kind = new_kind (depot_text);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    const YztField *field = yzt_kind_match_header (kind, pairs[i][0]);

    g_test_message ("%s", pairs[i][0]);
    g_assert_true ((field != NULL) == (pairs[i][1] != NULL));
    g_assert_true (field == NULL || g_str_equal (yzt_field_get_name (field), pairs[i][1]));
  }
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    g_assert_null (yzt_kind_match_header (kind, unknown[i]));
  }
}

static void
test_owned (void)
{
  g_autoptr (YztKind) kind = new_kind ("\xef\xbb\xbf[Kind]\r\nVersion=1\r\nId=stock-line\r\nLabel=Stock\r\n"
                                       "Geometry=none\r\nOwner=depot\r\n");

  g_assert_cmpstr (yzt_kind_get_owner (kind), ==, "depot");
  g_assert_cmpstr (yzt_kind_get_label (kind, NULL), ==, "Stock");
  g_assert_nonnull (yzt_kind_find_field (kind, "owner_code"));
  g_assert_null (yzt_kind_find_field (kind, "lon"));
  g_assert_cmpint (yzt_kind_get_order (kind), ==, 1000);
  g_assert_true (yzt_kind_get_visible (kind));
}

/* --- files that must be refused, each with a sentence naming file, section and key --- */

#define HEAD "[Kind]\nVersion=1\nId=depot\nLabel=Depot\nGeometry=point\n"
#define NO_ID "[Kind]\nVersion=1\nLabel=Depot\nGeometry=point\n"

static const struct {
  const char *text;
  YztKindError code;
  const char *section;
  const char *key;
} refused[] = {
  { "", YZT_KIND_ERROR_SYNTAX, "[Kind]", "" },
  { "Version=1\n", YZT_KIND_ERROR_SYNTAX, "", "" },
  { "<html>", YZT_KIND_ERROR_SYNTAX, "", "" },
  { "[Kind]\nId=depot\n", YZT_KIND_ERROR_VERSION, "[Kind]", "Version" },
  { "[Kind]\nVersion=2\nId=depot\n", YZT_KIND_ERROR_VERSION, "[Kind]", "newer" },
  { "[Kind]\nVersion=0\nId=depot\n", YZT_KIND_ERROR_VERSION, "[Kind]", "Version" },
  { "[Kind]\nVersion=1.5\nId=depot\n", YZT_KIND_ERROR_VERSION, "[Kind]", "Version" },
  { "[Kind]\nVersion=nan\nId=depot\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Version" },
  { "[Kind]\nVersion=1\nAbstract=true\nId=depot\nLabel=x\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Abstract" },
  { NO_ID, YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=D\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=d\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=9a\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=a_b\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=危险源\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=../../etc\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=a\";drop table x;--\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=journal\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=sign-in\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=gpkg-contents\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=sqlite-master\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { NO_ID "Id=rtree-depot-geom\n", YZT_KIND_ERROR_NAME, "[Kind]", "Id" },
  { "[Kind]\nVersion=1\nId=depot\nGeometry=point\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Label" },
  { "[Kind]\nVersion=1\nId=depot\nLabel=x\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Geometry" },
  { "[Kind]\nVersion=1\nId=depot\nLabel=x\nGeometry=curve\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Geometry" },
  { HEAD "Owner=team\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Owner" },
  { "[Kind]\nVersion=1\nId=depot\nLabel=x\nGeometry=none\nOwner=depot\n", YZT_KIND_ERROR_NAME, "[Kind]", "Owner" },
  { "[Kind]\nVersion=1\nId=depot\nLabel=x\nGeometry=none\nOwner=A B\n", YZT_KIND_ERROR_NAME, "[Kind]", "Owner" },
  { HEAD "Symbol=skull\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Symbol" },
  { HEAD "Style=neon\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Style" },
  { HEAD "Style=level-filled\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Style" },
  { HEAD "LevelScale=x\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "LevelScale" },
  { HEAD "Color=red\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Color" },
  { HEAD "Color=#12345g\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Color" },
  { HEAD "Order=1e300\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Order" },
  { HEAD "Order=x\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Order" },
  { HEAD "Visible=maybe\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Visible" },
  { HEAD "Verified=maybe\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Verified" },
  { HEAD "Wanted=2\n", YZT_KIND_ERROR_SYNTAX, "[Kind]", "Wanted" },
  { HEAD "LevelField=grade\n", YZT_KIND_ERROR_NAME, "[Kind]", "LevelField" },
  { HEAD "LevelField=name\n", YZT_KIND_ERROR_NAME, "[Kind]", "LevelField" },
  { HEAD "StateField=x\n", YZT_KIND_ERROR_NAME, "[Kind]", "StateField" },
  { HEAD "SubtitleFields=code;x\n", YZT_KIND_ERROR_NAME, "[Kind]", "SubtitleFields" },
  { HEAD "SubtitleFields=lon\n", YZT_KIND_ERROR_NAME, "[Kind]", "SubtitleFields" },
  { HEAD "[Field ]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field ]", "" },
  { HEAD "[Field A]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field A]", "" },
  { HEAD "[Field a b]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field a b]", "" },
  { HEAD "[Field a\"]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field a\"]", "" },
  { HEAD "[Field fid]\nType=integer\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field fid]", "" },
  { HEAD "[Field geom]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field geom]", "" },
  { HEAD "[Field owner_fid]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field owner_fid]", "" },
  { HEAD "[Field rowid]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field rowid]", "" },
  { HEAD "[Field owner_code]\nType=text\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Field owner_code]", "" },
  { HEAD "[Field name]\nType=number\n", YZT_KIND_ERROR_NAME, "[Field name]", "Type" },
  { HEAD "[Field name]\nRequired=false\n", YZT_KIND_ERROR_NAME, "[Field name]", "Required" },
  { HEAD "[Field updated_at]\nType=text\n", YZT_KIND_ERROR_NAME, "[Field updated_at]", "Type" },
  { HEAD "[Field a]\nLabel=x\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Type" },
  { HEAD "[Field a]\nType=text\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Label" },
  { HEAD "[Field a]\nType=blob\nLabel=x\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Type" },
  { HEAD "[Field a]\nType=longitude\nLabel=x\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Type" },
  { HEAD "[Field a]\nType=text\nLabel=x\\q\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Label" },
  { HEAD "[Field a]\nType=text\nLabel=x\\q\\\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Label" },
  { HEAD "[Field a]\nType=text\nLabel=x\nAliases=a\\;b;c\\\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Aliases" },
  { HEAD "[Field a]\nType=text\nLabel=x\nMin=1\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Min" },
  { HEAD "[Field a]\nType=text\nLabel=x\nSummable=true\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Summable" },
  { HEAD "[Field a]\nType=number\nLabel=x\nMin=x\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Min" },
  { HEAD "[Field a]\nType=number\nLabel=x\nMin=5\nMax=4\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Min" },
  { HEAD "[Field a]\nType=enum\nLabel=x\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Values" },
  { HEAD "[Field a]\nType=text\nLabel=x\nWhen=b\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "When" },
  { HEAD "[Field a]\nType=text\nLabel=x\nWhen=b:\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "When" },
  { HEAD "[Field a]\nType=text\nLabel=x\nRequired=true\nWhen=b:x\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "When" },
  { HEAD "[Field a]\nType=text\nLabel=x\nWhen=b:x\n", YZT_KIND_ERROR_NAME, "[Kind]", "“b”" },
  { HEAD "[Field a]\nType=text\nLabel=x\nWhen=name:x\n", YZT_KIND_ERROR_NAME, "[Kind]", "“name”" },
  { HEAD "[Field a]\nType=text\nLabel=x\nWhen=b:x;y\n[Field b]\nType=enum\nLabel=b\nValues=x;z\n", YZT_KIND_ERROR_NAME, "[Kind]", "“y”" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=;;\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Values" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=a;b;a\n", YZT_KIND_ERROR_NAME, "[Field a]", "Values" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=A\n", YZT_KIND_ERROR_NAME, "[Field a]", "Values" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=一级\n", YZT_KIND_ERROR_NAME, "[Field a]", "Values" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=a;b\nLevel.a=5\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Level.a" },
  { HEAD "[Field a]\nType=text\nLabel=x\nLevelFrom.1=5\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "LevelFrom.1" },
  { HEAD "[Field a]\nType=number\nLabel=x\nLevelFrom.1=many\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "LevelFrom.1" },
  { HEAD "[Field a]\nType=number\nLabel=x\nLevelFrom.1=inf\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "LevelFrom.1" },
  { HEAD "[Field a]\nType=number\nLabel=x\nLevelFrom.1=5\nLevelFrom.3=5\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "LevelFrom.3" },
  { HEAD "[Field a]\nType=number\nLabel=x\nLevelUpTo.2=5\nLevelUpTo.4=4\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "LevelUpTo.4" },
  { HEAD "[Field a]\nType=number\nLabel=x\nLevelFrom.1=5\nLevelUpTo.2=4\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "LevelUpTo" },
  { HEAD "LevelField=a\n[Field a]\nType=number\nLabel=x\n", YZT_KIND_ERROR_NAME, "[Kind]", "LevelField" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=a;b\nLevel.a=1.5\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Level.a" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=a;b\nValue.a=B\nValue.b=B\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Values" },
  { HEAD "[Field a]\nType=enum\nLabel=x\nValues=a;b\nAlias.a=b\n", YZT_KIND_ERROR_SYNTAX, "[Field a]", "Values" },
};

static void
check_refused (const char  *bytes,
               gsize        length,
               YztKindError code,
               const char  *section,
               const char  *key)
{
  g_autoptr (YztKind) common = new_common ();
  g_autoptr (GError) error = NULL;

  g_assert_null (yzt_kind_parse (bytes, length, "bad.kind", common, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, YZT_KIND_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, "bad.kind"));
  g_assert_nonnull (strstr (error->message, section));
  g_assert_nonnull (strstr (error->message, key));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    check_refused (refused[i].text, strlen (refused[i].text), refused[i].code, refused[i].section,
                   refused[i].key);
  }
}

static void
test_when (void)
{
  g_autoptr (YztKind) kind = new_kind (HEAD "[Field height_m]\nType=number\nLabel=x\nWhen=type:dam;pond\n"
                                            "[Field type]\nType=enum\nLabel=y\nValues=dam;pond;mine\n");
  const YztField *height = yzt_kind_find_field (kind, "height_m");

  g_assert_cmpstr (yzt_field_get_when (height), ==, "type");
  g_assert_true (yzt_field_is_asked (height, "dam"));
  g_assert_true (yzt_field_is_asked (height, "pond"));
  g_assert_false (yzt_field_is_asked (height, "mine"));
  g_assert_false (yzt_field_is_asked (height, NULL));
  g_assert_null (yzt_field_get_when (yzt_kind_find_field (kind, "type")));
  g_assert_true (yzt_field_is_asked (yzt_kind_find_field (kind, "type"), NULL));
}

static void
test_limits (void)
{
  g_autofree char *too_big = g_strnfill (YZT_KIND_MAX_BYTES + 1, '#');
  g_autofree char *long_text = g_strnfill (64 * 1024 + 1, 'x');
  g_autofree char *long_label = g_strconcat (HEAD "[Field a]\nType=text\nLabel=", long_text, "\n", NULL);
  g_autoptr (GString) fields = g_string_new (HEAD);
  g_autoptr (GString) values = g_string_new (HEAD "[Field a]\nType=enum\nLabel=x\nValues=");
  g_autoptr (YztKind) kind = NULL;

  check_refused (too_big, YZT_KIND_MAX_BYTES + 1, YZT_KIND_ERROR_SIZE, "256", "");
  check_refused (long_label, strlen (long_label), YZT_KIND_ERROR_SIZE, "[Field a]", "Label");
  for (guint i = 0; i < 200; i++) {
    g_string_append_printf (fields, "[Field f%u]\nType=text\nLabel=Field %u\n", i, i);
  }
  kind = new_kind (fields->str);
  g_assert_cmpuint (yzt_kind_get_n_fields (kind), ==, 205);
  g_string_append (fields, "[Field f200]\nType=text\nLabel=One too many\n");
  check_refused (fields->str, fields->len, YZT_KIND_ERROR_SIZE, "[Field f200]", "200");
  for (guint i = 0; i < 500; i++) {
    g_string_append_printf (values, "v%u;", i);
  }
  g_clear_pointer (&kind, yzt_kind_unref);
  kind = new_kind (values->str);
  g_string_append (values, "v500\n");
  check_refused (values->str, values->len, YZT_KIND_ERROR_SIZE, "[Field a]", "Values");
}

static void
test_bytes (void)
{
  static const char gb18030[] = HEAD "[Field a]\nType=text\nLabel=\xCE\xA3\xCF\xD5\n";
  static const char zero[] = HEAD "\0[Field a]\n";
  g_autoptr (GError) error = NULL;

  check_refused (gb18030, sizeof gb18030 - 1, YZT_KIND_ERROR_SYNTAX, "byte", "UTF-8");
  check_refused (zero, sizeof zero - 1, YZT_KIND_ERROR_SYNTAX, "byte", "UTF-8");
  check_refused (NULL, 0, YZT_KIND_ERROR_SYNTAX, "[Kind]", "");
  g_assert_null (yzt_kind_parse (depot_text, strlen (depot_text), "x.kind", NULL, &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SYNTAX); /* needs common.kind */
}

/* Lines of good files changed, doubled, cut and mixed: no crash; what is accepted keeps the promises. */
static void
check_promises (YztKind *kind)
{
  guint n = yzt_kind_get_n_fields (kind);

  g_assert_nonnull (yzt_kind_get_label (kind, "zh_CN"));
  g_assert_cmpint (yzt_kind_get_field_index (kind, "name"), ==, 0);
  for (guint i = 0; i < n; i++) {
    const YztField *field = yzt_kind_get_field (kind, i);

    g_assert_nonnull (yzt_field_get_label (field, "zh_CN"));
    g_assert_cmpint (yzt_kind_get_field_index (kind, yzt_field_get_name (field)), ==, i);
    g_assert_nonnull (yzt_kind_match_header (kind, yzt_field_get_name (field)));
  }
}

static void
test_hostile (void)
{
  g_autoptr (YztKind) common = new_common ();
  gsize length = strlen (depot_text);
  guint accepted = 0;

  for (guint round = 0; round < 20000; round++) {
    g_autoptr (GString) text = g_string_new_len (depot_text, (gssize) length);
    g_autoptr (YztKind) kind = NULL;
    g_autoptr (GError) error = NULL;
    int n_changes = g_test_rand_int_range (1, 5);

    for (int i = 0; i < n_changes && text->len > 0; i++) {
      gssize at = g_test_rand_int_range (0, (gint32) text->len);
      gssize from = g_test_rand_int_range (0, (gint32) length);
      gssize n = g_test_rand_int_range (1, 60);

      n = MIN (n, (gssize) length - from);
      switch (g_test_rand_int_range (0, 4)) {
      case 0:
        text->str[at] = (char) g_test_rand_int_range (0, 256);
        break;
      case 1:
        g_string_insert_len (text, at, depot_text + from, n);
        break;
      case 2:
        g_string_erase (text, at, MIN (n, (gssize) text->len - at));
        break;
      default:
        text->str[at] = "[]=;\n\\#. "[g_test_rand_int_range (0, 9)];
        break;
      }
    }
    kind = yzt_kind_parse (text->str, text->len, "x.kind", common, &error);
    g_assert_true ((kind == NULL) == (error != NULL));
    if (kind != NULL) {
      check_promises (kind);
      accepted++;
    } else {
      g_assert_true (g_str_has_prefix (error->message, "x.kind"));
    }
  }
  g_assert_cmpuint (accepted, >, 0);
}

static void
test_set (void)
{
  g_autoptr (YztKind) common = new_common ();
  g_autoptr (YztKind) a = new_kind ("[Kind]\nVersion=1\nId=alpha-one\nLabel=A\nGeometry=point\nOrder=30\n");
  g_autoptr (YztKind) b = new_kind ("[Kind]\nVersion=1\nId=beta\nLabel=B\nGeometry=area\nOrder=10\n");
  g_autoptr (YztKind) c = new_kind ("[Kind]\nVersion=1\nId=gamma\nLabel=C\nGeometry=point\nOrder=10\n");
  g_autoptr (YztKind) a2 = new_kind ("[Kind]\nVersion=1\nId=alpha-one\nLabel=A2\nGeometry=point\nOrder=5\n");
  YztKind *kinds[] = { common, c, a, b, a2 };
  g_autoptr (YztKindSet) set = yzt_kind_set_new (kinds, G_N_ELEMENTS (kinds));
  g_autoptr (YztKindSet) shared = yzt_kind_set_ref (set);
  g_autoptr (YztKindSet) empty = yzt_kind_set_new (NULL, 0);

  g_assert_cmpuint (yzt_kind_set_get_n (shared), ==, 3);
  g_assert_true (yzt_kind_set_get (set, 0) == a2);
  g_assert_true (yzt_kind_set_get (set, 1) == b);
  g_assert_true (yzt_kind_set_get (set, 2) == c);
  g_assert_true (yzt_kind_set_find (set, "alpha-one") == a2);
  g_assert_true (yzt_kind_set_find (set, "alpha_one") == a2);
  g_assert_null (yzt_kind_set_find (set, "common"));
  g_assert_null (yzt_kind_set_find (set, NULL));
  g_assert_cmpint (yzt_kind_set_index (set, "gamma"), ==, 2);
  g_assert_cmpint (yzt_kind_set_index (set, "delta"), ==, -1);
  g_assert_cmpuint (yzt_kind_set_get_n (empty), ==, 0);
}

/* From a number on, or up to it; the bound itself belongs to the level. */
static void
test_levels_by_number (void)
{
  g_autoptr (YztKind) rising = new_kind (HEAD "Style=level-outline\nLevelField=stock\n[Field stock]\nType=number\nLabel=Stock\nUnit=t\nLevelFrom.1=500\nLevelFrom.2=100.5\nLevelFrom.4=0\n");
  g_autoptr (YztKind) falling = new_kind (HEAD "LevelField=days\n[Field days]\nType=integer\nLabel=Days\nLevelUpTo.1=-1\nLevelUpTo.3=30\n");
  static const struct { double stock; int level; const char *words; } stocks[] = {
    { 1e9, 1, "Ⅰ · 1\xe2\x80\x89" "000\xe2\x80\x89" "000\xe2\x80\x89" "000 t" }, { 500, 1, "Ⅰ · 500 t" }, { 499.99, 2, "Ⅱ · 499.99 t" }, { 100.5, 2, "Ⅱ · 100.5 t" },
    { 100.4, 4, "Ⅳ · 100.4 t" }, { 0, 4, "Ⅳ · 0 t" }, { -0.5, 0, "-0.5 t" }
  };
  static const struct { gint64 days; int level; } ends[] = { { -5, 1 }, { -1, 1 }, { 0, 3 }, { 30, 3 }, { 31, 0 }, { G_MAXINT64, 0 }, { G_MININT64, 1 } };
  g_autoptr (YztRow) row = yzt_row_new (rising), end = yzt_row_new (falling);
  const YztField *stock = yzt_kind_find_field (rising, "stock");
  g_autofree char *nothing = yzt_row_format_level (row, "en");

  g_assert_true (yzt_kind_get_level_field (rising) == stock);
  g_assert_cmpint (yzt_row_get_level (row), ==, 0);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_true (yzt_field_has_level_bounds (stock));
  g_assert_false (yzt_field_levels_fall (stock));
  g_assert_cmpfloat (yzt_field_get_level_bound (stock, 2), ==, 100.5);
  g_assert_true (isnan (yzt_field_get_level_bound (stock, 3)));
  for (guint i = 0; i < G_N_ELEMENTS (stocks); i++) {
    YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = stocks[i].stock };
    yzt_row_set (row, "stock", &cell);
    g_autofree char *words = yzt_row_format_level (row, "en");
    g_assert_cmpint (yzt_row_get_level (row), ==, stocks[i].level);
    g_assert_cmpstr (words, ==, stocks[i].words);
  }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    YztCell cell = { .type = YZT_CELL_INTEGER, .v.integer = ends[i].days };
    yzt_row_set (end, "days", &cell);
    g_assert_cmpint (yzt_row_get_level (end), ==, ends[i].level);
  }
}

static void
test_row (void)
{
  g_autoptr (YztKind) kind = new_kind (depot_text);
  g_autoptr (YztRow) row = yzt_row_new (kind);
  g_autoptr (YztRow) copy = NULL;
  g_autoptr (GError) error = NULL;
  YztCell number = { YZT_CELL_NUMBER, { .number = 5.5 } };

  g_assert_null (yzt_row_get (row, "name"));
  g_assert_null (yzt_row_get (row, "lon"));
  g_assert_null (yzt_row_get (row, "unheard"));
  g_assert_cmpint (yzt_row_get_level (row), ==, 0);
  g_assert_false (yzt_row_check (row, "zh_CN", &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==, "名称: must not be empty");
  g_clear_error (&error);

  yzt_row_set_text (row, "name", "四会油库");
  yzt_row_set_text (row, "name", yzt_row_get_text (row, "name")); /* its own text */
  yzt_row_set_text (row, "grade", "second");
  yzt_row_set (row, "stock", &number);
  row->geometry = g_bytes_new ("x", 1);
  g_assert_true (yzt_row_check (row, "zh_CN", &error));
  g_assert_no_error (error);
  g_assert_cmpint (yzt_row_get_level (row), ==, 2);

  copy = yzt_row_copy (row);
  yzt_row_set_text (row, "name", NULL);
  g_assert_null (yzt_row_get_text (row, "name"));
  g_assert_cmpstr (yzt_row_get_text (copy, "name"), ==, "四会油库");
  g_assert_cmpfloat (yzt_row_get (copy, "stock")->v.number, ==, 5.5);
  g_assert_null (yzt_row_get_text (copy, "stock"));

  number.v.number = -1.0;
  yzt_row_set (copy, "stock", &number);
  g_assert_false (yzt_row_check (copy, "en", &error));
  g_assert_cmpstr (error->message, ==, "Stock: must be at least 0");
  g_clear_error (&error);
  number.v.number = 1.0;
  yzt_row_set (copy, "stock", &number);
  copy->has_position = TRUE;
  copy->lon = 500000.0;
  g_assert_false (yzt_row_check (copy, "en", &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kind/common", test_common);
  g_test_add_func ("/kind/whole", test_whole);
  g_test_add_func ("/kind/fields", test_fields);
  g_test_add_func ("/kind/match-header", test_match_header);
  g_test_add_func ("/kind/owned", test_owned);
  g_test_add_func ("/kind/refused", test_refused);
  g_test_add_func ("/kind/when", test_when);
  g_test_add_func ("/kind/limits", test_limits);
  g_test_add_func ("/kind/bytes", test_bytes);
  g_test_add_func ("/kind/hostile", test_hostile);
  g_test_add_func ("/kind/set", test_set);
  g_test_add_func ("/kind/levels-by-number", test_levels_by_number);
  g_test_add_func ("/kind/row", test_row);

  return g_test_run ();
}
