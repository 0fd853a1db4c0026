/* yzt-rules-hazard-grades.c: grades of hazard sources that GB 18218 does not judge, by limits that are data
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-base.h"
#include "yzt-rules-hazard.h"

#define N_COLUMNS 9

typedef struct {
  char **words; /* category, how, field, from, grade, label zh, label, source, verified */
  double from;
  int grade;
} Limit;

typedef struct {
  GPtrArray *limits; /* Limit, of one category, in the order of the file */
  GPtrArray *fields; /* const char *, each once, NULL at the end */
} Scheme;

struct _YztHazardGrades {
  GHashTable *schemes; /* category → Scheme */
};

/* What one field says. */
typedef struct {
  const Limit *limit;
  double value;
} Verdict;

static void
limit_free (gpointer data)
{
  Limit *limit = data;
  g_strfreev (limit->words);
  g_free (limit);
}

static void
scheme_free (gpointer data)
{
  Scheme *scheme = data;
  g_ptr_array_unref (scheme->limits);
  g_ptr_array_unref (scheme->fields);
  g_free (scheme);
}

static Scheme *
get_scheme (YztHazardGrades *self, const char *category)
{
  Scheme *scheme = g_hash_table_lookup (self->schemes, category);
  if (scheme == NULL) {
    scheme = g_new0 (Scheme, 1);
    scheme->limits = g_ptr_array_new_with_free_func (limit_free);
    scheme->fields = g_ptr_array_new ();
    g_ptr_array_add (scheme->fields, NULL);
    g_hash_table_insert (self->schemes, g_strdup (category), scheme);
  }
  return scheme;
}

static void
read_limit (YztHazardGrades *self, const char *line)
{
  g_autofree Limit *limit = g_new0 (Limit, 1);
  double grade;
  g_auto (GStrv) words = g_strsplit (line, "\t", -1);
  if (*line == '#' || g_strv_length (words) != N_COLUMNS || *words[0] == '\0' || !yzt_text_number (words[3], &limit->from)
      || !yzt_text_number (words[4], &grade) || !(grade >= 1 && grade <= 9)) {
    return;
  }
  Scheme *scheme = get_scheme (self, words[0]);
  limit->grade = (int) grade;
  limit->words = g_steal_pointer (&words);
  if (!g_strv_contains ((const char *const *) scheme->fields->pdata, limit->words[2])) {
    g_ptr_array_insert (scheme->fields, (int) scheme->fields->len - 1, limit->words[2]);
  }
  g_ptr_array_add (scheme->limits, g_steal_pointer (&limit));
}

YztHazardGrades *
yzt_hazard_grades_parse (const char *grades)
{
  YztHazardGrades *self = g_new0 (YztHazardGrades, 1);
  g_auto (GStrv) lines = g_strsplit (grades != NULL ? grades : "", "\n", -1);
  self->schemes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, scheme_free);
  for (char **line = lines; *line != NULL; line++) {
    read_limit (self, g_strchomp (*line));
  }
  return self;
}

void
yzt_hazard_grades_free (YztHazardGrades *self)
{
  if (self != NULL) {
    g_hash_table_unref (self->schemes);
    g_free (self);
  }
}

gboolean
yzt_hazard_grades_has (const YztHazardGrades *self, const char *category)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return category != NULL && g_hash_table_contains (self->schemes, category);
}

const char *const *
yzt_hazard_grades_get_fields (const YztHazardGrades *self, const char *category)
{
  static const char *const none[] = { NULL };
  g_return_val_if_fail (self != NULL, none);
  const Scheme *scheme = category != NULL ? g_hash_table_lookup (self->schemes, category) : NULL;
  return scheme != NULL ? (const char *const *) scheme->fields->pdata : none;
}

static gboolean
is_raise (const Limit *limit)
{
  return g_str_equal (limit->words[1], "raise");
}

/* The highest limit of @field that @value reaches. */
static Verdict
judge_field (const Scheme *scheme, const char *field, double value)
{
  Verdict verdict = { NULL, value };
  for (guint i = 0; i < scheme->limits->len; i++) {
    const Limit *limit = scheme->limits->pdata[i];
    gboolean reached = g_str_equal (limit->words[1], "index") ? value == limit->from : value >= limit->from;
    if (g_str_equal (limit->words[2], field) && reached && (verdict.limit == NULL || limit->from >= verdict.limit->from)) {
      verdict.limit = limit;
    }
  }
  return verdict;
}

/* The row of the grade itself, for its label: of the field that decided, else of any. */
static const Limit *
row_of_grade (const Scheme *scheme, const char *field, int grade)
{
  const Limit *found = NULL;
  for (guint i = 0; i < scheme->limits->len; i++) {
    const Limit *limit = scheme->limits->pdata[i];
    if (limit->grade == grade && !is_raise (limit) && (found == NULL || g_str_equal (limit->words[2], field))) {
      found = limit;
    }
  }
  return found;
}

static void
take_verdict (const Scheme *scheme, Verdict worst, int grade, YztHazardGrading *grading)
{
  const Limit *row = row_of_grade (scheme, worst.limit->words[2], grade);
  grading->grade = grade;
  grading->field = worst.limit->words[2];
  grading->value = worst.value;
  grading->from = worst.limit->from;
  grading->label_zh = row != NULL ? row->words[5] : NULL;
  grading->label = row != NULL ? row->words[6] : NULL;
  grading->source = worst.limit->words[7];
  grading->is_verified = g_str_equal (worst.limit->words[8], "yes");
}

typedef struct {
  Verdict worst;
  int best_grade;      /* of the mildest field, for tailings ponds */
  gboolean raised, missing, tailings;
  const char *missing_field;
} Weighing;

static void
weigh_field (const Scheme *scheme, const char *field, double value, Weighing *weighing)
{
  Verdict verdict = judge_field (scheme, field, value);
  const Limit *first = NULL;
  for (guint i = 0; i < scheme->limits->len && first == NULL; i++) {
    const Limit *limit = scheme->limits->pdata[i];
    first = g_str_equal (limit->words[2], field) ? limit : NULL;
  }
  if (is_raise (first)) {
    weighing->raised |= verdict.limit != NULL; /* not known raises nothing: the form asks for it */
    return;
  }
  weighing->tailings |= g_str_equal (first->words[1], "tailings");
  if (isnan (value) || value < 0) {
    weighing->missing_field = weighing->missing_field != NULL ? weighing->missing_field : field;
    return;
  }
  if (verdict.limit == NULL) {
    return;
  }
  if (weighing->worst.limit == NULL || verdict.limit->grade < weighing->worst.limit->grade) {
    weighing->worst = verdict;
  }
  weighing->best_grade = MAX (weighing->best_grade, verdict.limit->grade);
}

void
yzt_hazard_grades_judge (const YztHazardGrades *self, const char *category, YztHazardValueFunc value, gpointer user_data, YztHazardGrading *grading)
{
  g_return_if_fail (self != NULL && value != NULL && grading != NULL);
  const Scheme *scheme = category != NULL ? g_hash_table_lookup (self->schemes, category) : NULL;
  Weighing weighing = { 0 };
  *grading = (YztHazardGrading) { .grade = -1, .value = NAN, .from = NAN };
  for (guint i = 0; scheme != NULL && i + 1 < scheme->fields->len; i++) {
    const char *field = scheme->fields->pdata[i];
    weigh_field (scheme, field, value (field, user_data), &weighing);
  }
  gboolean settled = weighing.worst.limit != NULL && weighing.worst.limit->grade == 1 && !weighing.tailings;
  if (scheme == NULL || (weighing.missing_field != NULL && !settled)) {
    /* What is known only says that it is at least so bad, which is all there is to say of the worst. */
    grading->field = weighing.missing_field;
    return;
  }
  if (weighing.worst.limit == NULL) {
    grading->grade = 0;
    return;
  }
  int grade = weighing.worst.limit->grade;
  if (weighing.tailings && weighing.best_grade - grade > 1) {
    grade++;
  }
  if (weighing.raised && grade > 1) {
    grade--;
    grading->is_raised = TRUE;
  }
  take_verdict (scheme, weighing.worst, grade, grading);
}
