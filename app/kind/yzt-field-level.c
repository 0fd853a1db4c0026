/* yzt-field-level.c: the level that a value stands for: of fixed values by name, of numbers from a bound on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define FROM "LevelFrom."
#define UP_TO "LevelUpTo."

static gboolean
read_bounds (YztField         *field,
             const YztSection *section,
             const char       *prefix,
             guint            *n_out,
             GError          **error)
{
  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    g_autofree char *key = g_strdup_printf ("%s%d", prefix, level);
    double bound = NAN;

    if (!yzt_section_read_number (section, key, &bound, error)) {
      return FALSE;
    }
    if (!yzt_section_has (section, key)) {
      continue;
    }
    if (field->type != YZT_FIELD_INTEGER && field->type != YZT_FIELD_NUMBER) {
      return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                               _("only numbers have levels by number; remove it or change the Type"));
    }
    field->level_bounds[level - 1] = bound;
    (*n_out)++;
  }

  return TRUE;
}

/* A bound that no number can meet before that of a worse level is met is a slip of the pen. */
static gboolean
check_order (const YztField   *field,
             const YztSection *section,
             GError          **error)
{
  double worse = NAN;

  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    double bound = field->level_bounds[level - 1];

    if (isnan (bound)) {
      continue;
    }
    if (!isnan (worse) && (field->levels_fall ? bound <= worse : bound >= worse)) {
      g_autofree char *key = g_strdup_printf ("%s%d", field->levels_fall ? UP_TO : FROM, level);

      return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                               field->levels_fall ? _("it must be greater than that of the worse level")
                                                  : _("it must be less than that of the worse level"));
    }
    worse = bound;
  }

  return TRUE;
}

gboolean
yzt_field_read_levels (YztField         *field,
                       const YztSection *section,
                       GError          **error)
{
  guint n_from = 0, n_up_to = 0;

  if (!read_bounds (field, section, FROM, &n_from, error) || !read_bounds (field, section, UP_TO, &n_up_to, error)) {
    return FALSE;
  }
  if (n_from > 0 && n_up_to > 0) {
    return yzt_section_fail (section, NULL, YZT_KIND_ERROR_SYNTAX, error,
                             _("the levels are either LevelFrom or LevelUpTo; remove one of them"));
  }
  field->has_level_bounds = n_from + n_up_to > 0;
  field->levels_fall = n_up_to > 0;

  return check_order (field, section, error);
}

int
yzt_field_get_value_level (const YztField *field,
                           const char     *value)
{
  const YztValue *known;

  g_return_val_if_fail (field != NULL, 0);

  known = value != NULL ? yzt_field_get_value_by_code (field, value) : NULL;

  return known != NULL ? known->level : 0;
}

gboolean
yzt_field_has_level_bounds (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->has_level_bounds;
}

gboolean
yzt_field_levels_fall (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->levels_fall;
}

double
yzt_field_get_level_bound (const YztField *field,
                           int             level)
{
  g_return_val_if_fail (field != NULL, NAN);
  g_return_val_if_fail (level >= 1 && level <= YZT_N_KIND_LEVELS, NAN);

  return field->level_bounds[level - 1];
}

static int
level_of_number (const YztField *field,
                 double          number)
{
  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    double bound = field->level_bounds[level - 1];

    /* A bound that is not given is NAN, which no number meets. */
    if (field->levels_fall ? number <= bound : number >= bound) {
      return level;
    }
  }

  return 0;
}

int
yzt_field_get_cell_level (const YztField *field,
                          const YztCell  *cell)
{
  g_return_val_if_fail (field != NULL, 0);
  g_return_val_if_fail (cell != NULL, 0);

  switch (cell->type) {
  case YZT_CELL_INTEGER:
    return level_of_number (field, (double) cell->v.integer);
  case YZT_CELL_NUMBER:
    return level_of_number (field, cell->v.number);
  case YZT_CELL_TEXT:
    return yzt_field_get_value_level (field, cell->v.text);
  case YZT_CELL_NULL:
  default:
    return 0;
  }
}

const char *
yzt_level_numeral (int level)
{
  static const char *const numerals[] = { "", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ" };

  return level >= 1 && level <= YZT_N_KIND_LEVELS ? numerals[level] : "";
}
