/* test-named.c: fields that name other things or attached files: their text, what is refused, and in which words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <locale.h>
#include <string.h>
#include "yzt-kind.h"

#define SUM "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static YztKind *
parse (const char *fields, GError **error)
{
  static const char common_text[] = "[Kind]\nVersion=1\nId=common\nAbstract=true\nLabel=C\n[Field name]\nType=text\nLabel=Name\n";
  g_autoptr (YztKind) common = yzt_kind_parse (common_text, strlen (common_text), "common.kind", NULL, NULL);
  g_autofree char *text = g_strconcat ("[Kind]\nVersion=1\nId=base\nLabel=Base\nGeometry=none\n", fields, NULL);
  g_assert_nonnull (common);
  return yzt_kind_parse (text, strlen (text), "base.kind", common, error);
}

static YztKind *
parse_good (void)
{
  g_autoptr (GError) error = NULL;
  YztKind *kind = parse ("[Field one]\nType=link\nTarget=rescue-team;plan\nLabel=One\n"
                         "[Field many]\nType=link\nMany=true\nLabel=Many\n"
                         "[Field photos]\nType=file\nMany=true\nLabel=Photos\n[Field scan]\nType=file\nRequired=true\nLabel=Scan\n",
                         &error);
  g_assert_no_error (error);
  return kind;
}

static void
test_kind (void)
{
  g_autoptr (YztKind) kind = parse_good ();
  const YztField *one = yzt_kind_find_field (kind, "one"), *many = yzt_kind_find_field (kind, "many");
  g_assert_cmpint (yzt_field_get_field_type (one), ==, YZT_FIELD_LINK);
  g_assert_false (yzt_field_is_many (one));
  g_assert_true (yzt_field_is_many (many));
  g_assert_false (yzt_field_is_inside (many));
  g_assert_cmpstr (yzt_field_get_targets (one)[1], ==, "plan");
  g_assert_null (yzt_field_get_targets (one)[2]);
  g_assert_null (yzt_field_get_targets (many));
  g_assert_cmpstr (yzt_field_get_column_type (one), ==, "TEXT");
}

static void
test_kind_errors (void)
{
  static const struct {
    const char *fields, *words;
  } wrong[] = {
    { "[Field a]\nType=text\nMany=true\nLabel=A\n", "only links and files" },
    { "[Field a]\nType=file\nTarget=depot\nLabel=A\n", "only links have targets" },
    { "[Field a]\nType=number\nInside=true\nLabel=A\n", "only links have targets" },
    { "[Field a]\nType=link\nTarget=depot;../x\nLabel=A\n", "is no id of a kind" },
    { "[Field a]\nType=link\nMany=often\nLabel=A\n", "true or false" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YztKind) kind = parse (wrong[i].fields, &error);
    g_assert_null (kind);
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, wrong[i].words));
  }
}

static void
assert_cell (const YztField *field, const char *text, const char *kept)
{
  g_autoptr (GError) error = NULL;
  YztCell cell;
  g_assert_true (yzt_field_parse (field, text, &cell, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cell.type == YZT_CELL_TEXT ? cell.v.text : NULL, ==, kept);
  g_assert_true (yzt_field_check (field, &cell, &error));
  g_autofree char *plain = yzt_field_format_plain (field, &cell);
  YztCell again;
  g_assert_true (yzt_field_parse (field, plain, &again, &error));
  g_assert_true (yzt_cell_equal (&cell, &again));
  yzt_cell_clear (&again);
  yzt_cell_clear (&cell);
}

static void
assert_refused (const YztField *field, const char *text, const char *words)
{
  g_autoptr (GError) error = NULL, check_error = NULL;
  YztCell cell, raw = yzt_cell_text (text);
  g_assert_false (yzt_field_parse (field, text, &cell, &error));
  g_assert_nonnull (strstr (error->message, words));
  g_assert_false (yzt_field_check (field, &raw, &check_error));
  yzt_cell_clear (&raw);
}

static void
test_links (void)
{
  g_autoptr (YztKind) kind = parse_good ();
  const YztField *one = yzt_kind_find_field (kind, "one"), *many = yzt_kind_find_field (kind, "many");
  assert_cell (one, " rescue-team/12 ", "rescue-team/12");
  assert_cell (one, "plan/9007199254740991", "plan/9007199254740991");
  assert_cell (one, "", NULL);
  assert_cell (one, " ; ", NULL);
  assert_cell (one, "plan/3;plan/3", "plan/3");
  assert_cell (many, "depot/1；plan/3; depot/2;depot/1", "depot/1;plan/3;depot/2");
  assert_refused (one, "depot/1", "may not name a “depot”");
  assert_refused (one, "plan/1;plan/2", "one thing only");
  assert_refused (one, "plan/9007199254740992", "choose it by search");
  assert_refused (one, "plan/0", "choose it by search");
  assert_refused (one, "plan/-1", "choose it by search");
  assert_refused (one, "四会消防队", "choose it by search");
  assert_refused (many, "depot/1;Depot/2", "choose it by search");
  assert_refused (many, "depot/1x", "choose it by search");
}

static void
test_files (void)
{
  g_autoptr (YztKind) kind = parse_good ();
  const YztField *photos = yzt_kind_find_field (kind, "photos"), *scan = yzt_kind_find_field (kind, "scan");
  assert_cell (scan, SUM "/合同.pdf", SUM "/合同.pdf");
  assert_cell (photos, SUM "/a.jpg; " SUM "/b c.jpg", SUM "/a.jpg;" SUM "/b c.jpg");
  assert_refused (scan, SUM "/a;" SUM "/b", "one file only");
  assert_refused (scan, "a.jpg", "attached in the form");
  assert_refused (scan, SUM "/../../etc/passwd", "attached in the form");
  assert_refused (scan, SUM "/..", "attached in the form");
  assert_refused (scan, SUM "/", "attached in the form");
  assert_refused (scan, SUM "0/a", "attached in the form");
  YztCell cell = yzt_cell_text (SUM "/a.jpg;" SUM "/b.jpg");
  g_autofree char *words = yzt_field_format (photos, &cell, "en", NULL);
  g_assert_cmpstr (words, ==, "a.jpg; b.jpg");
  yzt_cell_clear (&cell);
  g_autoptr (GError) error = NULL;
  g_assert_false (yzt_field_parse (scan, " ; ", &cell, &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
}

static void
test_safe_name (void)
{
  static const struct {
    const char *name, *safe;
  } names[] = {
    { "/home/a/照片 1.jpg", "照片 1.jpg" }, { "C:\\x\\y.doc", "y.doc" }, { "a;b；c\n.txt", "a_b_c_.txt" },
    { "", "file" }, { "a/", "file" }, { "..", "file" }, { "  ", "file" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *safe = yzt_attachment_safe_name (names[i].name);
    g_assert_cmpstr (safe, ==, names[i].safe);
  }
  g_autofree char *stem = g_strnfill (500, 'x'), *name = g_strconcat (stem, ".jpeg", NULL), *safe = yzt_attachment_safe_name (name);
  g_assert_cmpuint (strlen (safe), ==, 120);
  g_assert_true (g_str_has_suffix (safe, ".jpeg"));
}

/* Whatever is written: what is taken is kept in a form that reads back as itself. */
static void
test_random (void)
{
  static const char *const pieces[] = { ";", "；", "/", "depot", "plan", "-", "1", "007", " ", "é", "\n", SUM, "x.jpg", "..", "9007199254740993",
                                        "depot/12", "plan/7;", SUM "/x.jpg", SUM "/照片.png;" };
  g_autoptr (YztKind) kind = parse_good ();
  const YztField *fields[] = { yzt_kind_find_field (kind, "many"), yzt_kind_find_field (kind, "photos") };
  guint n_taken = 0;
  for (guint i = 0; i < 20000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    const YztField *field = fields[i % 2];
    YztCell cell;
    for (int n = g_test_rand_int_range (1, 9); n > 0; n--) {
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    }
    if (yzt_field_parse (field, text->str, &cell, NULL)) {
      if (cell.type == YZT_CELL_TEXT) {
        assert_cell (field, cell.v.text, cell.v.text);
        n_taken++;
      }
      yzt_cell_clear (&cell);
    }
  }
  g_assert_cmpuint (n_taken, >, 200);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/named/kind", test_kind);
  g_test_add_func ("/named/kind-errors", test_kind_errors);
  g_test_add_func ("/named/links", test_links);
  g_test_add_func ("/named/files", test_files);
  g_test_add_func ("/named/safe-name", test_safe_name);
  g_test_add_func ("/named/random", test_random);
  return g_test_run ();
}
