/* test-hazard.c: GB 18218-2018 by its worked examples, its limits, and lists that are not as they should be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-rules-hazard.h"

static YztHazardBook *book;
static YztHazardGrades *grades;

static char *
read_table (const char *name)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "rules", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* --- the worked examples of the project's notes, gb18218.md §6 --- */

typedef struct {
  const char *name, *class_symbol;
  double quantity_t;
} Stock;

typedef struct {
  Stock stock[5];
  gint64 people;
  double s, alpha, r; /* NAN: no R where there is no major hazard source */
  int grade;
} Example;

static const Example examples[] = {
  { { { "液氨", NULL, 12 } }, 60, 1.2, 1.5, 3.6, 4 },
  { { { "液氯", NULL, 40 } }, 120, 8, 2, 64, 2 },
  { { { "甲醇", NULL, 3000 }, { "汽油", NULL, 2000 }, { "苯", NULL, 400 }, { "甲苯", NULL, 1000 } }, 35, 26, 1.2, 31.2, 3 },
  { { { "液化石油气", NULL, 2000 }, { "丙烯", "W2", 300 } }, 0, 70, 0.5, 52.5, 2 },
  { { { "液化石油气", NULL, 2000 }, { "丙烯", "W2", 300 } }, 20, 70, 1, 105, 1 },
  { { { "丙酮", NULL, 200 }, { "乙醇", NULL, 150 } }, 500, 0.7, NAN, NAN, 0 },
  { { { "氯", NULL, 5 }, { "氨", NULL, 5 } }, 60, 1.5, 1.5, 7.5, 4 },
  { { { "光气", NULL, 0.6 }, { "硫化氢", NULL, 2 }, { "氟化氢", NULL, 1 } }, 100, 3.4, 2, 94, 2 },
};

static YztHazardResult
judge (const Stock *stock, guint n, gint64 people, YztHazardLineResult *results)
{
  YztHazardLine lines[16] = { 0 };
  YztHazardLineResult own[16];
  YztHazardResult result;
  g_assert_cmpuint (n, <=, G_N_ELEMENTS (lines));
  for (guint i = 0; i < n; i++) {
    lines[i] = (YztHazardLine) { .name = stock[i].name, .class_symbol = stock[i].class_symbol, .quantity_t = stock[i].quantity_t, .critical_t = NAN, .beta = NAN };
  }
  yzt_hazard_judge (book, lines, n, people, results != NULL ? results : own, &result);
  return result;
}

static void
assert_near (double value, double expected)
{
  if (isnan (expected)) {
    g_assert_true (isnan (value));
  } else {
    g_assert_cmpfloat_with_epsilon (value, expected, 1e-12 * MAX (1, fabs (expected)));
  }
}

static void
test_examples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    const Example *example = &examples[i];
    guint n = 0;
    while (n < G_N_ELEMENTS (example->stock) && example->stock[n].name != NULL) {
      n++;
    }
    YztHazardResult result = judge (example->stock, n, example->people, NULL);
    g_assert_cmpint (result.problem, ==, YZT_HAZARD_GRADE_KNOWN);
    assert_near (result.s, example->s);
    assert_near (result.alpha, example->alpha);
    assert_near (result.r, example->r);
    g_assert_cmpint (result.grade, ==, example->grade);
    g_assert_true (result.is_major == (example->grade > 0));
  }
}

/* --- limits: a value on a limit has reached it --- */

static void
test_limits (void)
{
  static const struct { double chlorine_t; int grade; } of_r[] = {
    { 62.5, 1 }, { 62.4999, 2 }, { 31.25, 2 }, { 31.2499, 3 }, { 6.25, 3 }, { 6.2499, 4 }, { 5, 4 }, { 4.9999, 0 },
  };
  static const struct { gint64 people; double alpha; } of_people[] = {
    { 0, 0.5 }, { 1, 1 }, { 29, 1 }, { 30, 1.2 }, { 49, 1.2 }, { 50, 1.5 }, { 99, 1.5 }, { 100, 2 }, { 1000000, 2 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (of_r); i++) {
    Stock stock = { "氯", NULL, of_r[i].chlorine_t };
    g_assert_cmpint (judge (&stock, 1, 100, NULL).grade, ==, of_r[i].grade);
  }
  for (guint i = 0; i < G_N_ELEMENTS (of_people); i++) {
    Stock stock = { "氯", NULL, 10 };
    g_assert_cmpfloat (judge (&stock, 1, of_people[i].people, NULL).alpha, ==, of_people[i].alpha);
  }
  /* Ten tenths are one, whatever a computer makes of them. */
  Stock tenths[10];
  for (guint i = 0; i < G_N_ELEMENTS (tenths); i++) {
    tenths[i] = (Stock) { "硫化氢", NULL, 0.5 };
  }
  g_assert_true (judge (tenths, 10, 0, NULL).is_major);
}

/* --- lists that are not as they should be --- */

static void
assert_line (const char *name, const char *class_symbol, double quantity_t, YztHazardLineProblem problem)
{
  Stock stock = { name, class_symbol, quantity_t };
  YztHazardLineResult result;
  judge (&stock, 1, 50, &result);
  g_assert_cmpint (result.problem, ==, problem);
  g_assert_true (isnan (result.share) == (problem != YZT_HAZARD_LINE_GOOD && problem != YZT_HAZARD_LINE_ZERO && problem != YZT_HAZARD_LINE_OUTSIDE));
}

static void
test_bad_lines (void)
{
  assert_line ("氢氧化钠溶液", NULL, 10, YZT_HAZARD_LINE_NOT_IN_TABLES);
  assert_line ("", NULL, 10, YZT_HAZARD_LINE_NOT_IN_TABLES);
  assert_line (NULL, NULL, 10, YZT_HAZARD_LINE_NOT_IN_TABLES);
  assert_line ("丙烯", "W99", 10, YZT_HAZARD_LINE_NO_CLASS);
  assert_line ("液氨", NULL, 0, YZT_HAZARD_LINE_ZERO);
  assert_line ("液氨", NULL, -1, YZT_HAZARD_LINE_NEGATIVE);
  assert_line ("液氨", NULL, INFINITY, YZT_HAZARD_LINE_NEGATIVE);
  assert_line ("液氨", NULL, NAN, YZT_HAZARD_LINE_NO_QUANTITY);
  assert_line ("硝化棉", NULL, 10, YZT_HAZARD_LINE_WHICH_CONDITION);
  assert_line ("硝酸铵", NULL, 10, YZT_HAZARD_LINE_WHICH_CONDITION);
  assert_line ("甲醛", NULL, 10, YZT_HAZARD_LINE_WHICH_CONDITION);
  assert_line ("甲醛", "J3", 10, YZT_HAZARD_LINE_GOOD);
  assert_line ("氢氧化钠溶液", "none", 10, YZT_HAZARD_LINE_OUTSIDE);
  assert_line ("甲醛", "none", 10, YZT_HAZARD_LINE_OUTSIDE);
  assert_line ("液氨", "none", 10, YZT_HAZARD_LINE_GOOD);
  assert_line ("甲醛(含量>90%)", NULL, 10, YZT_HAZARD_LINE_GOOD);
  assert_line ("氯化氢", NULL, 10, YZT_HAZARD_LINE_WHICH_CONDITION);
  assert_line ("柴油", "W5.4", 6000, YZT_HAZARD_LINE_GOOD);
}

/* A bad line leaves no grade, not even where the others are a major hazard source already: R could only be too small. */
static void
test_not_computable (void)
{
  const Stock one_bad[] = { { "液氯", NULL, 40 }, { "不知名", NULL, 3 } };
  const Stock good[] = { { "液氯", NULL, 40 } };
  YztHazardResult result = judge (one_bad, 2, 120, NULL);
  g_assert_cmpint (result.problem, ==, YZT_HAZARD_GRADE_BAD_LINE);
  g_assert_cmpint (result.grade, ==, -1);
  g_assert_true (result.is_major && isnan (result.r));
  result = judge (good, 1, YZT_HAZARD_PEOPLE_UNKNOWN, NULL);
  g_assert_cmpint (result.problem, ==, YZT_HAZARD_GRADE_NO_PEOPLE);
  g_assert_true (result.is_major && result.grade == -1);
  result = judge (good, 1, -1, NULL);
  g_assert_cmpint (result.problem, ==, YZT_HAZARD_GRADE_BAD_PEOPLE);
  result = judge (NULL, 0, 5, NULL);
  g_assert_cmpint (result.problem, ==, YZT_HAZARD_GRADE_NO_LINES);
  g_assert_false (result.is_major);
}

/* What a person wrote beside the name counts only where the tables are silent, and is told where they are not. */
static void
test_by_hand (void)
{
  YztHazardLine line = { .name = "液氨", .quantity_t = 10, .critical_t = 100, .beta = NAN };
  YztHazardLineResult result;
  YztHazardResult whole;
  yzt_hazard_judge (book, &line, 1, 50, &result, &whole);
  g_assert_cmpfloat (result.critical_t, ==, 10);
  g_assert_true (result.differs);
  line = (YztHazardLine) { .name = "某中间体", .quantity_t = 10, .critical_t = 5, .beta = NAN };
  yzt_hazard_judge (book, &line, 1, 50, &result, &whole);
  g_assert_cmpint (result.critical_from, ==, YZT_HAZARD_BY_HAND);
  g_assert_cmpfloat (result.share, ==, 2);
  g_assert_cmpfloat (result.beta, ==, 1);
  /* A class chosen for a liquid of table 1 changes β, never Q; one of table 3 keeps its β. */
  line = (YztHazardLine) { .name = "苯", .class_symbol = "W5.1", .quantity_t = 50, .critical_t = NAN, .beta = NAN };
  yzt_hazard_judge (book, &line, 1, 50, &result, &whole);
  g_assert_cmpfloat (result.critical_t, ==, 50);
  g_assert_cmpfloat (result.beta, ==, 1.5);
  line.name = "氯";
  yzt_hazard_judge (book, &line, 1, 50, &result, &whole);
  g_assert_cmpfloat (result.beta, ==, 4);
}

/* --- finding --- */

static gboolean
is_found (const char *text, const YztHazardChemical *chemical)
{
  const YztHazardChemical *found[85];
  guint n = yzt_hazard_book_search (book, text, found, G_N_ELEMENTS (found));
  for (guint i = 0; i < n; i++) {
    if (found[i] == chemical) {
      return TRUE;
    }
  }
  g_test_message ("“%s” does not find %s", text, chemical->name_zh);
  return FALSE;
}

static void
test_find_all (void)
{
  g_autofree char *text = read_table ("gb18218-chemicals.tsv");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;
  g_assert_cmpuint (yzt_hazard_book_n_chemicals (book), ==, 85);
  g_assert_cmpuint (yzt_hazard_book_n_classes (book), ==, 24);
  for (char **line = lines; *line != NULL; line++) {
    if (**line == '#' || **line == '\0') {
      continue;
    }
    g_auto (GStrv) words = g_strsplit (*line, "\t", -1);
    const YztHazardChemical *chemical = yzt_hazard_book_get_chemical (book, n++);
    static const guint columns[] = { 1, 2, 3, 4, 5 };
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++) {
      g_auto (GStrv) parts = columns[c] < 3 ? NULL : g_strsplit (words[columns[c]], ";", -1);
      g_assert_true (parts != NULL || is_found (words[columns[c]], chemical));
      for (char **part = parts; part != NULL && *part != NULL && **part != '\0'; part++) {
        g_assert_true (is_found (*part, chemical));
      }
    }
    const YztHazardChemical *matched = NULL;
    g_assert_cmpint (yzt_hazard_book_match (book, chemical->name_zh, NULL, &matched), ==, YZT_HAZARD_MATCH_ROW);
    g_assert_true (matched == chemical);
  }
  g_assert_cmpuint (n, ==, 85);
  g_assert_cmpstr (yzt_hazard_book_find_class (book, "w05-1")->symbol, ==, "W5.1");
  g_assert_cmpstr (yzt_hazard_book_find_class (book, "w01-1")->symbol, ==, "W1.1");
  g_assert_cmpstr (yzt_hazard_book_find_class (book, "w11-0")->symbol, ==, "W11");
  g_assert_cmpstr (yzt_hazard_book_find_class (book, "W11")->symbol, ==, "W11");
  g_assert_null (yzt_hazard_book_find_class (book, "none"));
  g_assert_null (yzt_hazard_book_find_class (book, "W1.1.1"));
  g_assert_cmpstr (yzt_hazard_book_find_class (book, "j1")->symbol, ==, "J1");
  g_assert_null (yzt_hazard_book_find_class (book, "W5"));
  g_assert_null (yzt_hazard_book_find_class (book, "W5.11"));
}

static void
test_best_first (void)
{
  const YztHazardChemical *found[3];
  g_assert_cmpuint (yzt_hazard_book_search (book, "氨", found, 3), ==, 3);
  g_assert_cmpuint (found[0]->number, ==, 1);
  g_assert_cmpuint (yzt_hazard_book_search (book, "YL", found, 1), ==, 1);
  g_assert_cmpstr (found[0]->name_zh, ==, "氯");
  g_assert_cmpuint (yzt_hazard_book_search (book, "67-56-1", found, 3), ==, 1);
  g_assert_cmpstr (found[0]->name, ==, "Methanol");
  g_assert_cmpuint (yzt_hazard_book_search (book, "  ", found, 3), ==, 0);
  g_assert_cmpuint (yzt_hazard_book_search (book, "没有这种", found, 3), ==, 0);
}

static void
test_match (void)
{
  const YztHazardChemical *chemical = NULL;
  g_assert_cmpint (yzt_hazard_book_match (book, " 无水氨 ", "7664-41-7", &chemical), ==, YZT_HAZARD_MATCH_ROW);
  g_assert_cmpuint (chemical->number, ==, 1);
  /* Ammonia water carries the number of ammonia, and is none. */
  g_assert_cmpint (yzt_hazard_book_match (book, "氨水", "7664-41-7", &chemical), ==, YZT_HAZARD_MATCH_NONE);
  g_assert_null (chemical);
  g_assert_cmpint (yzt_hazard_book_match (book, "甲醇溶液(30%)", "67-56-1", NULL), ==, YZT_HAZARD_MATCH_NONE);
  g_assert_cmpint (yzt_hazard_book_match (book, "火棉", "9004-70-0", NULL), ==, YZT_HAZARD_MATCH_CONDITION);
  g_assert_cmpint (yzt_hazard_book_match (book, "ＬＰＧ", "68476-85-7", &chemical), ==, YZT_HAZARD_MATCH_ROW);
  g_assert_cmpuint (chemical->number, ==, 52);
  g_assert_cmpint (yzt_hazard_book_match (book, "methanol", NULL, &chemical), ==, YZT_HAZARD_MATCH_ROW);
  g_assert_cmpuint (chemical->number, ==, 65);
}

/* CAS numbers carry a check digit: nobody mistyped one since. */
static void
test_check_digits (void)
{
  for (guint i = 0; i < yzt_hazard_book_n_chemicals (book); i++) {
    g_auto (GStrv) numbers = g_strsplit (yzt_hazard_book_get_chemical (book, i)->cas, ";", -1);
    for (char **number = numbers; *number != NULL && **number != '\0'; number++) {
      guint sum = 0, place = 1;
      for (const char *c = *number + strlen (*number) - 3; c >= *number; c--) {
        sum += *c == '-' ? 0 : (guint) (*c - '0') * place++;
      }
      g_assert_cmpuint (sum % 10, ==, (guint) ((*number)[strlen (*number) - 1] - '0'));
    }
  }
}

/* --- other kinds --- */

typedef struct {
  const char *category;
  double first, second, third; /* in the order of the scheme's fields */
  int grade;
  const char *label;
} Graded;

static double
get_value (const char *name, gpointer user_data)
{
  const Graded *graded = user_data;
  const char *const *fields = yzt_hazard_grades_get_fields (grades, graded->category);
  const double values[] = { graded->first, graded->second, graded->third };
  for (guint i = 0; fields[i] != NULL && i < G_N_ELEMENTS (values); i++) {
    if (g_str_equal (fields[i], name)) {
      return values[i];
    }
  }
  return NAN;
}

static void
test_grades (void)
{
  Graded graded[] = {
    { "tailings", 99, 29, 0, 5, "五等" },      { "tailings", 100, 29, 0, 4, "四等" },   { "tailings", 1000, 29, 0, 4, "四等" }, /* two apart: the worse less one */
    { "tailings", 1000, 30, 0, 3, "三等" },    { "tailings", 50000, 10, 0, 2, "二等" }, { "tailings", 100, 29, 1, 3, "三等" },  /* raised */
    { "tailings", 50000, 200, 1, 1, "一等" },  { "tailings", NAN, 29, 0, -1, NULL },    { "tailings", 100, NAN, 1, -1, NULL },
    { "reservoir", 9, 0, 0, 0, NULL },         { "reservoir", 10, 0, 0, 5, "小（2）型" }, { "reservoir", 100000, 0, 0, 1, "大（1）型" },
    { "fuel-station", 90, 0, 0, 3, "三级" },   { "fuel-station", 91, 0, 0, 2, "二级" }, { "fuel-station", 151, 0, 0, 1, "一级" },
    { "coal-mine", 41, NAN, 0, 1, "高瓦斯" },  { "coal-mine", 5, NAN, 0, -1, NULL },    { "geological", 99, 10000, 0, 1, "特大型" },
    { "fireworks", 1, 0, 0, 1, "1.1⁻¹级" },    { "fireworks", 3, 0, 0, 3, "1.3级" },     { "pipeline", 15, 0, 0, 4, "一级地区" },  { "pipeline", 15, 1, 0, 1, "四级地区" },
    { "geological", -3, 0, 0, -1, NULL },      { "power-plant", 1, 1, 1, -1, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (graded); i++) {
    YztHazardGrading grading;
    yzt_hazard_grades_judge (grades, graded[i].category, get_value, &graded[i], &grading);
    g_test_message ("%u: %s", i, graded[i].category);
    g_assert_cmpint (grading.grade, ==, graded[i].grade);
    g_assert_cmpstr (grading.label_zh, ==, graded[i].label);
  }
}

/* A county is judged while one looks; the tables survive anything that is no table. */
static void
test_many_and_broken (void)
{
  g_autofree char *text = read_table ("gb18218-chemicals.tsv");
  for (guint i = 0; i < 40; i++) {
    g_autofree char *broken = g_strndup (text, (gsize) g_test_rand_int_range (0, (gint32) strlen (text)));
    g_autoptr (YztHazardBook) other = yzt_hazard_book_parse (broken, "J1\ta\tb\tc\td\t5\t4", "alpha\t0\t1\ngrade\t0\t4");
    if (other != NULL) {
      yzt_hazard_book_search (other, "氨", (const YztHazardChemical *[1]) { NULL }, 1);
    }
  }
  g_assert_null (yzt_hazard_book_parse (NULL, NULL, NULL));
  g_autoptr (YztHazardGrades) none = yzt_hazard_grades_parse ("a\tb\n\ttailings\tx\t1\t1\t\t\t\t\n");
  g_assert_false (yzt_hazard_grades_has (none, "tailings"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *chemicals = read_table ("gb18218-chemicals.tsv");
  g_autofree char *classes = read_table ("gb18218-classes.tsv");
  g_autofree char *factors = read_table ("gb18218-factors.tsv");
  g_autofree char *limits = read_table ("hazard-grades.tsv");
  book = yzt_hazard_book_parse (chemicals, classes, factors);
  grades = yzt_hazard_grades_parse (limits);
  g_assert_nonnull (book);
  g_test_add_func ("/hazard/examples", test_examples);
  g_test_add_func ("/hazard/limits", test_limits);
  g_test_add_func ("/hazard/bad-lines", test_bad_lines);
  g_test_add_func ("/hazard/not-computable", test_not_computable);
  g_test_add_func ("/hazard/by-hand", test_by_hand);
  g_test_add_func ("/hazard/find-all", test_find_all);
  g_test_add_func ("/hazard/best-first", test_best_first);
  g_test_add_func ("/hazard/match", test_match);
  g_test_add_func ("/hazard/check-digits", test_check_digits);
  g_test_add_func ("/hazard/grades", test_grades);
  g_test_add_func ("/hazard/broken", test_many_and_broken);
  int status = g_test_run ();
  yzt_hazard_book_unref (book);
  yzt_hazard_grades_free (grades);
  return status;
}
