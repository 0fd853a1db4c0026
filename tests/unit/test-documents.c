/* test-documents.c: plans from Markdown and plain text, and into a map
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-documents.h"

#include "yzt-test-map.h"

static const char MARKDOWN[] = "---\n"
                               "code: YA-001\n"
                               "name: \"某市危险化学品事故应急预案\"\n"
                               "incident_types: [chemical-leak, chemical-fire]\n"
                               "unknown_key: 7\n"
                               "tags:\n"
                               "  - one\n"
                               "  - two\n"
                               "---\n"
                               "# 危险化学品事故应急预案\n\n序言。\n\n"
                               "## 1 总则\n\n### 1.1 适用范围\n\n本预案适用于\n本市范围内 **危险化学品** 事故。\n\n"
                               "## 3 应急响应\n\n### 3.4 处置措施\n\n1. 撤离\n2. 警戒\n   - 半径 300&nbsp;m\n\n"
                               "| 级别 | 条件 |\n|---|---|\n| Ⅰ级 | 死亡 ≥30 |\n| Ⅱ级 | [见附件](javascript:alert(1)) |\n\n"
                               "## 附件1\n\n```\n电话 0758-1234567\n```\n";

static const YztPlanSection *
section (const YztPlanText *text, guint i)
{
  g_assert_cmpuint (i, <, text->sections->len);
  return &g_array_index (text->sections, YztPlanSection, i);
}

static YztPlanText *
parse (const char *bytes, gssize length, const char *origin)
{
  g_autoptr (GError) error = NULL;
  YztPlanText *text = yzt_plan_text_parse (bytes, length < 0 ? strlen (bytes) : (gsize) length, origin, &error);

  g_assert_no_error (error);
  return text;
}

static void
test_markdown (void)
{
  g_autoptr (YztPlanText) text = parse (MARKDOWN, -1, "x.md");

  g_assert_cmpstr (text->title, ==, "某市危险化学品事故应急预案");
  g_assert_cmpstr (g_hash_table_lookup (text->meta, "code"), ==, "YA-001");
  g_assert_cmpstr (g_hash_table_lookup (text->meta, "incident_types"), ==, "chemical-leak;chemical-fire");
  g_assert_cmpstr (g_hash_table_lookup (text->meta, "tags"), ==, "one;two");
  g_assert_cmpuint (text->sections->len, ==, 6);
  g_assert_cmpuint (section (text, 0)->depth, ==, 0);
  g_assert_cmpstr (section (text, 0)->text, ==, "序言。");
  g_assert_cmpuint (section (text, 1)->depth, ==, 1);
  g_assert_cmpstr (section (text, 2)->path, ==, "1 总则 / 1.1 适用范围");
  g_assert_cmpstr (section (text, 2)->heading, ==, "1.1 适用范围");
  g_assert_cmpuint (section (text, 2)->depth, ==, 2);
  g_assert_cmpstr (section (text, 2)->text, ==, "本预案适用于本市范围内 危险化学品 事故。");
  g_assert_cmpstr (section (text, 4)->text, ==,
                   "1. 撤离\n2. 警戒\n  · 半径 300 m\n级别\t条件\nⅠ级\t死亡 ≥30\nⅡ级\t见附件");
  g_assert_cmpstr (section (text, 5)->path, ==, "附件1");
  g_assert_cmpstr (section (text, 5)->text, ==, "电话 0758-1234567");
}

static void
test_gb18030 (void)
{
  gsize length = 0;
  g_autofree char *bytes = g_convert (MARKDOWN, -1, "GB18030", "UTF-8", NULL, &length, NULL);
  g_autoptr (YztPlanText) text = parse (bytes, (gssize) length, "x.md");
  g_autoptr (YztPlanText) utf8 = parse (MARKDOWN, -1, "x.md");

  g_assert_cmpuint (text->sections->len, ==, utf8->sections->len);
  g_assert_cmpstr (section (text, 4)->text, ==, section (utf8, 4)->text);
}

static void
test_several_chapters (void)
{
  g_autoptr (YztPlanText) text = parse ("# 一\n\na\n\n# 二\n\nb\n\n#### 深\n\nc\n", -1, "x.md");

  g_assert_cmpstr (text->title, ==, "一");
  g_assert_cmpuint (text->sections->len, ==, 3);
  g_assert_cmpuint (section (text, 0)->depth, ==, 1);
  g_assert_cmpstr (section (text, 2)->path, ==, "二 / 深");
}

static void
test_plain (void)
{
  static const char plain[] = "\xEF\xBB\xBF某县防汛应急预案\r\n"
                              "目录\r\n"
                              "1 总则 .......... 1\r\n"
                              "1 总则\r\n"
                              "1.1 适用范围\r\n"
                              "　　本预案适用于本县。\r\n"
                              "1.2响应分级\r\n"
                              "分为四级：\r\n"
                              "2 组织体系\r\n"
                              "县防指由30人组成。\r\n"
                              "30人。\r\n"
                              "附件1 联系方式\r\n"
                              "值班电话 12345\r\n";
  g_autoptr (YztPlanText) text = parse (plain, -1, "x.txt");

  g_assert_cmpstr (text->title, ==, "某县防汛应急预案");
  g_assert_cmpuint (text->sections->len, ==, 6);
  g_assert_cmpuint (section (text, 0)->depth, ==, 0);
  g_assert_cmpstr (section (text, 1)->heading, ==, "1 总则");
  g_assert_cmpstr (section (text, 2)->path, ==, "1 总则 / 1.1 适用范围");
  g_assert_cmpstr (section (text, 2)->text, ==, "本预案适用于本县。");
  g_assert_cmpstr (section (text, 3)->path, ==, "1 总则 / 1.2响应分级");
  g_assert_cmpstr (section (text, 4)->path, ==, "2 组织体系");
  g_assert_cmpstr (section (text, 4)->text, ==, "县防指由30人组成。\n30人。");
  g_assert_cmpuint (section (text, 5)->depth, ==, 1);
}

static void
test_plain_chapters (void)
{
  g_autoptr (YztPlanText) text = parse ("第一章 总则\n第一条 为了规范处置。\n一、目的\n（一）范围\n内容\n二、原则\n第二章 组织\n一、领导\n", -1, "x.txt");

  g_assert_cmpstr (section (text, 0)->path, ==, "第一章 总则");
  g_assert_cmpstr (section (text, 2)->path, ==, "第一章 总则 / 一、目的 / （一）范围");
  g_assert_cmpstr (section (text, 3)->path, ==, "第一章 总则 / 二、原则");
  g_assert_cmpstr (section (text, 5)->path, ==, "第二章 组织 / 一、领导");
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *many = NULL;
  GString *text = g_string_new (NULL);

  g_assert_null (yzt_plan_text_parse ("PK\x03\x04\0\0\0\0", 8, "x.md", &error));
  g_assert_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "x.md"));
  g_clear_error (&error);
  for (guint i = 0; i < 30000; i++) {
    g_string_append (text, "# h\n\n");
  }
  many = g_string_free (text, FALSE);
  g_assert_null (yzt_plan_text_parse (many, strlen (many), "x.md", &error));
  g_assert_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT);
}

static void
test_edges (void)
{
  g_autoptr (YztPlanText) empty = parse ("", 0, "x.md");
  g_autoptr (YztPlanText) rule = parse ("---\nno front matter\n", -1, "x.md");
  g_autoptr (YztPlanText) deep = parse ("###### a\n\n###### b\n\ntext <b>bold</b><br>&#20013;&#x6587;&bogus;\n", -1, "x.md");
  GString *nested = g_string_new (NULL);
  g_autofree char *lists = NULL;

  g_assert_cmpuint (empty->sections->len, ==, 0);
  g_assert_cmpstr (empty->title, ==, "");
  g_assert_cmpuint (rule->sections->len, ==, 1);
  g_assert_cmpstr (section (deep, 1)->text, ==, "text bold\n中文&bogus;");
  for (guint i = 0; i < 200; i++) {
    g_string_append_printf (nested, "%*s- x\n", (int) i * 2, "");
  }
  lists = g_string_free (nested, FALSE);
  g_autoptr (YztPlanText) many = parse (lists, -1, "x.md");
  g_assert_cmpuint (many->sections->len, ==, 1);
}

static void
test_fuzz (void)
{
  for (guint round = 0; round < 3000; round++) {
    g_autofree char *bytes = g_memdup2 (MARKDOWN, sizeof MARKDOWN);
    gboolean plain = g_test_rand_bit ();
    for (guint i = 0; i < 8; i++) {
      bytes[g_test_rand_int_range (0, (int) sizeof MARKDOWN - 1)] = "#-|`*>&[]()\n \t1.\xe4\x80"[g_test_rand_int_range (0, 18)];
    }
    g_autoptr (YztPlanText) text = yzt_plan_text_parse (bytes, sizeof MARKDOWN - 1, plain ? "x.txt" : "x.md", NULL);
    for (guint i = 0; text != NULL && i < text->sections->len; i++) {
      g_assert_true (g_utf8_validate (section (text, i)->text, -1, NULL));
    }
  }
}

/* --- into a map --- */

static YztPlanImportReport *
import (TestMap *map, const char *path, gboolean dry_run, gboolean strict, gboolean expected)
{
  const YztActInfo info = { "tester", NULL, NULL, 0, YZT_ACT_BULK };
  YztPlanImportReport *report = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (yzt_import_plans (map->store, test_map_kind (map, "plan"), path, dry_run, strict, &info, &report, &error), ==, expected);
  g_assert_cmpint (error == NULL, ==, expected);
  return report;
}

static void
test_import (TestMap *map, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (map->folder, "plans", "sub", NULL);
  g_autofree char *root = g_path_get_dirname (folder);
  g_autofree char *changed = NULL;
  g_autoptr (YztPlanImportReport) dry = NULL;
  g_autoptr (YztPlanImportReport) first = NULL;
  g_autoptr (YztPlanImportReport) second = NULL;
  g_autoptr (YztPlanImportReport) third = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GArray) sections = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_free (test_map_write_file (map, "plans/one.md", MARKDOWN, -1));
  g_free (test_map_write_file (map, "plans/sub/two.txt", "某县防汛应急预案\n1 总则\n内容\n", -1));
  g_free (test_map_write_file (map, "plans/notes.xyz", "%PDF", -1));
  dry = import (map, root, TRUE, FALSE, TRUE);
  g_assert_cmpuint (dry->read, ==, 2);
  g_assert_cmpuint (dry->written, ==, 0);
  first = import (map, root, FALSE, FALSE, TRUE);
  g_assert_cmpuint (first->written, ==, 2);
  g_assert_cmpuint (first->rejected, ==, 0);
  second = import (map, root, FALSE, FALSE, TRUE);
  g_assert_cmpuint (second->unchanged, ==, 2);
  g_assert_null (second->result);
  changed = g_strconcat (MARKDOWN, "\n## 附件2\n\n新\n", NULL);
  g_free (test_map_write_file (map, "plans/one.md", changed, -1));
  third = import (map, root, FALSE, FALSE, TRUE);
  g_assert_cmpuint (third->written, ==, 1);
  rows = test_map_rows (map, "plan");
  g_assert_cmpuint (rows->len, ==, 2);
  const YztRow *row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (yzt_row_get_text (row, "code"), ==, "YA-001");
  sections = yzt_store_get_plan_sections (map->store, row->fid, NULL);
  g_assert_cmpuint (sections->len, ==, 7);
  g_autoptr (GArray) hits = yzt_store_find_plans (map->store, "警戒", 10, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpstr (g_array_index (hits, YztPlanHit, 0).section, ==, "3 应急响应 / 3.4 处置措施");
}

static void
test_import_bad (TestMap *map, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (map->folder, "plans", NULL);
  g_autofree char *missing = g_build_filename (map->folder, "none.md", NULL);
  g_autofree char *pdf = NULL;
  g_autoptr (YztPlanImportReport) strict = NULL;
  g_autoptr (YztPlanImportReport) loose = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_free (test_map_write_file (map, "plans/good.md", "# 好预案\n\n## 1\n\n文\n", -1));
  g_free (test_map_write_file (map, "plans/bad.md", "\0\0\0", 3));
  g_free (test_map_write_file (map, "plans/twin.md", "# 好预案\n\n## 1\n\n别的\n", -1));
  strict = import (map, folder, FALSE, TRUE, FALSE);
  g_assert_nonnull (strict);
  g_assert_cmpuint (strict->rejected, ==, 2);
  loose = import (map, folder, FALSE, FALSE, TRUE);
  g_assert_cmpuint (loose->written, ==, 1);
  rows = test_map_rows (map, "plan");
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_null (import (map, missing, FALSE, FALSE, FALSE));
  pdf = test_map_write_file (map, "x.xyz", "%PDF", -1);
  g_assert_null (import (map, pdf, FALSE, FALSE, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/documents/markdown", test_markdown);
  g_test_add_func ("/documents/gb18030", test_gb18030);
  g_test_add_func ("/documents/several-chapters", test_several_chapters);
  g_test_add_func ("/documents/plain", test_plain);
  g_test_add_func ("/documents/plain-chapters", test_plain_chapters);
  g_test_add_func ("/documents/refused", test_refused);
  g_test_add_func ("/documents/edges", test_edges);
  g_test_add_func ("/documents/fuzz", test_fuzz);
  g_test_add ("/documents/import", TestMap, NULL, test_map_begin, test_import, test_map_end);
  g_test_add ("/documents/import-bad", TestMap, NULL, test_map_begin, test_import_bad, test_map_end);
  return g_test_run ();
}
