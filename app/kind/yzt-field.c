/* yzt-field.c: one field of a kind: its labels, bounds and values
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#include <math.h>

YztField *
yzt_field_new (const char *name)
{
  YztField *field = g_new0 (YztField, 1);

  field->name = g_strdup (name);
  field->min = -HUGE_VAL;
  field->max = HUGE_VAL;
  for (guint i = 0; i < YZT_N_KIND_LEVELS; i++) {
    field->level_bounds[i] = NAN;
  }
  field->aliases = g_ptr_array_new_with_free_func (g_free);
  field->index = -1;

  return field;
}

YztField *
yzt_field_copy (const YztField *field)
{
  YztField *copy = g_new (YztField, 1);

  *copy = *field;
  copy->name = g_strdup (field->name);
  yzt_phrase_copy (&copy->label, &field->label);
  yzt_phrase_copy (&copy->unit, &field->unit);
  yzt_phrase_copy (&copy->group, &field->group);
  copy->targets = g_strdupv (field->targets);
  copy->person_phone = g_strdup (field->person_phone);
  copy->when_field = g_strdup (field->when_field);
  copy->when_values = g_strdupv (field->when_values);
  copy->aliases = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < field->aliases->len; i++) {
    g_ptr_array_add (copy->aliases, g_strdup (g_ptr_array_index (field->aliases, i)));
  }
  if (field->values != NULL) {
    copy->values = g_array_ref (field->values);
    copy->by_text = g_hash_table_ref (field->by_text);
    copy->by_folded_text = g_hash_table_ref (field->by_folded_text);
  }

  return copy;
}

void
yzt_field_free (YztField *field)
{
  g_free (field->name);
  yzt_phrase_clear (&field->label);
  yzt_phrase_clear (&field->unit);
  yzt_phrase_clear (&field->group);
  g_ptr_array_unref (field->aliases);
  g_strfreev (field->targets);
  g_free (field->person_phone);
  g_free (field->when_field);
  g_strfreev (field->when_values);
  g_clear_pointer (&field->values, g_array_unref);
  g_clear_pointer (&field->by_text, g_hash_table_unref);
  g_clear_pointer (&field->by_folded_text, g_hash_table_unref);
  g_free (field);
}

const char *
yzt_field_get_name (const YztField *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  return field->name;
}

YztFieldType
yzt_field_get_field_type (const YztField *field)
{
  g_return_val_if_fail (field != NULL, YZT_FIELD_TEXT);

  return field->type;
}

const char *
yzt_field_get_label (const YztField *field,
                     const char     *language)
{
  g_return_val_if_fail (field != NULL, NULL);

  return yzt_phrase_get (&field->label, language);
}

const char *
yzt_field_get_unit (const YztField *field,
                    const char     *language)
{
  g_return_val_if_fail (field != NULL, NULL);

  return yzt_phrase_get (&field->unit, language);
}

const char *
yzt_field_get_group (const YztField *field,
                     const char     *language)
{
  g_return_val_if_fail (field != NULL, NULL);

  return yzt_phrase_get (&field->group, language);
}

gboolean
yzt_field_is_required (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->required;
}

gboolean
yzt_field_is_summable (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->summable;
}

gboolean
yzt_field_is_hidden (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->hidden;
}

gboolean
yzt_field_is_joined (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);
  return field->joined;
}

gboolean
yzt_field_is_builtin (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->builtin;
}

gboolean
yzt_field_get_range (const YztField *field,
                     double         *min,
                     double         *max)
{
  g_return_val_if_fail (field != NULL, FALSE);

  if (min != NULL) {
    *min = field->min;
  }
  if (max != NULL) {
    *max = field->max;
  }

  return field->has_range;
}

gboolean
yzt_field_is_many (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->many;
}

const char *
yzt_field_get_when (const YztField *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  return field->when_field;
}

gboolean
yzt_field_is_asked (const YztField *field,
                    const char     *deciding)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->when_field == NULL ||
         (deciding != NULL && g_strv_contains ((const char *const *) field->when_values, deciding));
}

gboolean
yzt_field_is_inside (const YztField *field)
{
  g_return_val_if_fail (field != NULL, FALSE);

  return field->inside;
}

const char *
yzt_field_get_person_phone (const YztField *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  return field->person_phone;
}

const char *const *
yzt_field_get_targets (const YztField *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  return (const char *const *) field->targets;
}

guint
yzt_field_get_n_values (const YztField *field)
{
  g_return_val_if_fail (field != NULL, 0);

  return field->values != NULL ? field->values->len : 0;
}

const char *
yzt_field_get_value (const YztField *field,
                     guint           i)
{
  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (i < yzt_field_get_n_values (field), NULL);

  return g_array_index (field->values, YztValue, i).code;
}

int
yzt_field_find_value (const YztField *field,
                      const char     *text)
{
  g_autofree char *key = NULL;
  guint found;

  if (field->values == NULL) {
    return -1;
  }
  /* Almost every cell of an import is written exactly like a code, a label or an alias. */
  found = GPOINTER_TO_UINT (g_hash_table_lookup (field->by_text, text));
  if (found == 0) {
    key = yzt_text_header_key (text);
    found = GPOINTER_TO_UINT (g_hash_table_lookup (field->by_folded_text, key));
  }

  return (int) found - 1;
}

/* Codes only: a label is no value of a cell. */
const YztValue *
yzt_field_get_value_by_code (const YztField *field,
                             const char     *code)
{
  guint found;
  const YztValue *value;

  if (field->values == NULL) {
    return NULL;
  }
  found = GPOINTER_TO_UINT (g_hash_table_lookup (field->by_text, code));
  if (found == 0) {
    return NULL;
  }
  value = &g_array_index (field->values, YztValue, found - 1);

  return g_str_equal (value->code, code) ? value : NULL;
}

const char *
yzt_field_get_value_label (const YztField *field,
                           const char     *value,
                           const char     *language)
{
  const YztValue *known;
  const char *label = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  known = yzt_field_get_value_by_code (field, value);
  /* Written when the field was a text still ("Extreme"), or by another programme. */
  int named = known == NULL && field->values != NULL ? yzt_field_find_value (field, value) : -1;
  if (named >= 0) {
    known = &g_array_index (field->values, YztValue, (guint) named);
  }
  if (known != NULL) {
    label = yzt_phrase_get (&known->label, language);
  }

  return label != NULL ? label : value;
}

const char *
yzt_field_get_column_type (const YztField *field)
{
  g_return_val_if_fail (field != NULL, "TEXT");

  switch (field->type) {
  case YZT_FIELD_INTEGER:
    return "INTEGER";
  case YZT_FIELD_NUMBER:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
    return "REAL";
  case YZT_FIELD_BOOLEAN:
    return "BOOLEAN";
  case YZT_FIELD_DATE:
    return "DATE";
  case YZT_FIELD_DATETIME:
    return "DATETIME";
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_ENUM:
  case YZT_FIELD_PHONE:
  case YZT_FIELD_URL:
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
  default:
    return "TEXT";
  }
}
