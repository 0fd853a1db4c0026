/* yzt-vector-classes.c: which class of the style a feature belongs to, and what it is called
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "yzt-vector-classes-private.h"

#define MAX_NAME_BYTES 120

/* One condition of one rule that this layer can meet. */
typedef struct {
  guint rule;
  int field; /* -1: met by the layer itself */
  char **values; /* of the style */
} Test;

struct _YztVectorClasses {
  const YztVectorStyle *style;
  GArray *tests; /* Test, in the order of the rules */
  int names[YZT_VECTOR_N_NAMES], tunnel;
  gboolean openstreetmap, raw_text;
};

static gboolean
is_among (const char *text, char **values)
{
  for (guint i = 0; values[i] != NULL; i++) {
    gsize n = strlen (values[i]);
    if (n == 1 && *values[i] == '*' ? *text != '\0' && !g_str_equal (text, "no")
        : n > 1 && values[i][n - 1] == '*' ? g_ascii_strncasecmp (text, values[i], n - 1) == 0
                                           : g_ascii_strcasecmp (text, values[i]) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static int
find_field (OGRFeatureDefnH definition, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++) {
    for (int field = 0; field < OGR_FD_GetFieldCount (definition); field++) {
      if (g_ascii_strcasecmp (OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, field)), names[i]) == 0) {
        return field;
      }
    }
  }
  return -1;
}

static void
add_tests (YztVectorClasses *self, OGRLayerH layer)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (layer);
  for (guint i = 0; i < self->style->rules->len; i++) {
    const YztVectorRule *rule = &g_array_index (self->style->rules, YztVectorRule, i);
    for (guint k = 0; k < rule->conditions->len; k++) {
      const YztVectorCondition *condition = &g_array_index (rule->conditions, YztVectorCondition, k);
      gboolean of_layer = g_str_equal (condition->key, "layer");
      const char *const key[] = { condition->key, NULL };
      Test test = { i, of_layer ? -1 : find_field (definition, key), condition->values };
      if (of_layer ? is_among (OGR_L_GetName (layer), condition->values) : test.field >= 0) {
        g_array_append_val (self->tests, test);
      }
    }
  }
}

YztVectorClasses *
yzt_vector_classes_new (const YztVectorStyle *style, OGRLayerH layer, gboolean openstreetmap, gboolean raw_text)
{
  static const char *const local[] = { "name", "名称", "名字", "mc", "title", "label", NULL };
  static const char *const chinese[] = { "name:zh", "name_zh", "name_cn", "name:zh-hans", NULL };
  static const char *const english[] = { "name:en", "name_en", "int_name", "pinyin", NULL };
  static const char *const tunnel[] = { "tunnel", NULL };
  YztVectorClasses *self = g_new0 (YztVectorClasses, 1);
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (layer);
  self->style = style;
  self->openstreetmap = openstreetmap;
  self->raw_text = raw_text;
  self->tests = g_array_new (FALSE, FALSE, sizeof (Test));
  self->names[YZT_VECTOR_NAME_LOCAL] = find_field (definition, local);
  self->names[YZT_VECTOR_NAME_CHINESE] = find_field (definition, chinese);
  self->names[YZT_VECTOR_NAME_ENGLISH] = find_field (definition, english);
  self->tunnel = find_field (definition, tunnel);
  add_tests (self, layer);
  return self;
}

void
yzt_vector_classes_free (YztVectorClasses *self)
{
  if (self != NULL) {
    g_array_unref (self->tests);
    g_free (self);
  }
}

static const char *
text_of (OGRFeatureH feature, int field)
{
  return field >= 0 && OGR_F_IsFieldSetAndNotNull (feature, field) ? OGR_F_GetFieldAsString (feature, field) : "";
}

int
yzt_vector_classes_find (const YztVectorClasses *self, OGRFeatureH feature, YztVectorShape shape)
{
  for (guint i = 0; i < self->tests->len; i++) {
    const Test *test = &g_array_index (self->tests, Test, i);
    const YztVectorRule *rule = &g_array_index (self->style->rules, YztVectorRule, test->rule);
    if (rule->shape == shape && (test->field < 0 || is_among (text_of (feature, test->field), test->values))) {
      return (int) test->rule;
    }
  }
  for (guint i = 0; i < self->style->rules->len && !self->openstreetmap; i++) {
    const YztVectorRule *rule = &g_array_index (self->style->rules, YztVectorRule, i);
    if (rule->other && rule->shape == shape) {
      return (int) i;
    }
  }
  return -1;
}

gboolean
yzt_vector_classes_is_tunnel (const YztVectorClasses *self, OGRFeatureH feature)
{
  const char *text = text_of (feature, self->tunnel);
  return *text != '\0' && !g_str_equal (text, "no") && !g_str_equal (text, "0") && !g_str_equal (text, "F");
}

/* Shapefiles without a word on their encoding come from Chinese offices in GBK, and from the rest of the world in UTF-8. */
static char *
as_utf8 (const char *text, gboolean raw)
{
  if (g_utf8_validate (text, -1, NULL)) {
    return g_strdup (text);
  }
  char *converted = raw ? g_convert (text, -1, "UTF-8", "GB18030", NULL, NULL, NULL) : NULL;
  return converted != NULL ? converted : g_utf8_make_valid (text, -1);
}

char *
yzt_vector_classes_name (const YztVectorClasses *self, OGRFeatureH feature, YztVectorNameId id)
{
  char *name = as_utf8 (text_of (feature, self->names[id]), self->raw_text);
  g_strstrip (name);
  if (strlen (name) > MAX_NAME_BYTES) {
    *g_utf8_find_prev_char (name, name + MAX_NAME_BYTES) = '\0';
  }
  return name;
}
