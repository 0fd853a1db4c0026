/* yzt-kind-draft.c: a kind as a planner words it, made into the text of a .kind file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-kind-draft.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"

/* In the order of YztFieldType. */
static const char *const type_names[] = { "text", "multiline", "integer", "number", "boolean", "enum", "date", "datetime", "phone", "url",
                                          "longitude", "latitude", "link", "file" };
static void
field_clear (gpointer data)
{
  YztFieldDraft *field = data;
  g_free (field->name);
  g_free (field->label);
  g_free (field->unit);
  g_free (field->values);
  g_free (field->target);
}

YztKindDraft *
yzt_kind_draft_new (void)
{
  YztKindDraft *draft = g_new0 (YztKindDraft, 1);
  draft->fields = g_array_new (FALSE, TRUE, sizeof (YztFieldDraft));
  g_array_set_clear_func (draft->fields, field_clear);
  draft->geometry = YZT_KIND_GEOMETRY_POINT;
  draft->level_field = -1;
  draft->symbol = g_strdup ("disc");
  draft->glyph = g_strdup ("none");
  draft->colour = g_strdup ("#5b6b78");
  return draft;
}

static void
set_string (char **to, const char *text)
{
  if (text != NULL) {
    g_free (*to);
    *to = g_strdup (text);
  }
}

static void
take_bounds (YztKindDraft *draft, const YztField *field)
{
  draft->levels_fall = yzt_field_levels_fall (field);
  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    double bound = yzt_field_get_level_bound (field, level);
    draft->level_bounds[level - 1] = isnan (bound) ? NULL : yzt_text_format_number (bound);
  }
}

YztKindDraft *
yzt_kind_draft_new_from (const YztKind *kind, const char *language)
{
  g_return_val_if_fail (kind != NULL, NULL);
  YztKindDraft *draft = yzt_kind_draft_new ();
  draft->id = g_strdup (yzt_kind_get_id (kind));
  draft->label = g_strdup (yzt_kind_get_label (kind, language));
  draft->geometry = yzt_kind_get_geometry (kind);
  set_string (&draft->symbol, yzt_kind_get_string (kind, "Symbol", NULL));
  set_string (&draft->glyph, yzt_kind_get_string (kind, "Glyph", NULL));
  set_string (&draft->colour, yzt_kind_get_string (kind, "Color", NULL));
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    if (yzt_field_is_builtin (field)) {
      continue;
    }
    if (field == yzt_kind_get_level_field (kind)) {
      draft->level_field = (int) draft->fields->len;
      take_bounds (draft, field);
    }
    YztFieldDraft own = { .name = g_strdup (yzt_field_get_name (field)), .label = g_strdup (yzt_field_get_label (field, language)),
                          .unit = g_strdup (yzt_field_get_unit (field, language)), .type = yzt_field_get_field_type (field),
                          .person = yzt_field_get_person_phone (field) != NULL, .required = yzt_field_is_required (field), .hidden = yzt_field_is_hidden (field) };
    g_array_append_val (draft->fields, own);
  }
  return draft;
}

void
yzt_kind_draft_free (YztKindDraft *draft)
{
  if (draft != NULL) {
    g_free (draft->id);
    g_free (draft->label);
    g_free (draft->symbol);
    g_free (draft->glyph);
    g_free (draft->colour);
    for (guint i = 0; i < YZT_N_KIND_LEVELS; i++) {
      g_free (draft->level_bounds[i]);
    }
    g_array_unref (draft->fields);
    g_free (draft);
  }
}

YztFieldDraft *
yzt_kind_draft_add_field (YztKindDraft *draft)
{
  g_return_val_if_fail (draft != NULL, NULL);
  YztFieldDraft field = { .type = YZT_FIELD_TEXT };
  g_array_append_val (draft->fields, field);
  return &g_array_index (draft->fields, YztFieldDraft, draft->fields->len - 1);
}

/* --- the text --- */

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\n")] == '\0';
}

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, YZT_KIND_ERROR, YZT_KIND_ERROR_NAME, sentence);
  return FALSE;
}

static gboolean
is_number (const YztFieldDraft *field)
{
  return field->type == YZT_FIELD_INTEGER || field->type == YZT_FIELD_NUMBER;
}

/* @bounds_out: NAN where no level begins. */
static gboolean
read_bounds (const YztKindDraft *draft, double bounds_out[YZT_N_KIND_LEVELS], GError **error)
{
  int worse = 0;
  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    const char *written = draft->level_bounds[level - 1];
    double *bound = &bounds_out[level - 1];
    *bound = NAN;
    if (is_blank (written)) {
      continue;
    }
    g_autofree char *plain = yzt_text_fold (written); /* full-width digits as a Chinese keyboard writes them */
    if (!yzt_text_number (plain, bound)) {
      return fail (error, _("For level %s write a number, not “%s”."), yzt_level_numeral (level), written);
    }
    if (worse != 0 && !draft->levels_fall && *bound >= bounds_out[worse - 1]) {
      return fail (error, _("Level %s must begin at a smaller number than level %s, or nothing is ever of it."), yzt_level_numeral (level),
                   yzt_level_numeral (worse));
    }
    if (worse != 0 && draft->levels_fall && *bound <= bounds_out[worse - 1]) {
      return fail (error, _("Level %s must reach up to a greater number than level %s, or nothing is ever of it."), yzt_level_numeral (level),
                   yzt_level_numeral (worse));
    }
    worse = level;
  }
  return worse != 0 || fail (error, _("Write at least one number that tells the level, for example 500 beside Ⅰ."));
}

static gboolean
check_level (const YztKindDraft *draft, GError **error)
{
  double bounds[YZT_N_KIND_LEVELS];
  if (draft->level_field < 0) {
    return TRUE;
  }
  const YztFieldDraft *field = &g_array_index (draft->fields, YztFieldDraft, draft->level_field);
  if (field->hidden) {
    return fail (error, _("“%s” tells the level and cannot be hidden; choose another level first."), field->label);
  }
  return !is_number (field) || read_bounds (draft, bounds, error);
}

static gboolean
check (const YztKindDraft *draft, GError **error)
{
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
  if (is_blank (draft->label)) {
    return fail (error, _("Give the kind a name."));
  }
  for (guint i = 0; i < draft->fields->len; i++) {
    const YztFieldDraft *field = &g_array_index (draft->fields, YztFieldDraft, i);
    if (is_blank (field->label)) {
      return fail (error, _("Every field needs a name; fill it in or take the field away."));
    }
    if (!field->hidden && !g_hash_table_add (labels, field->label)) {
      return fail (error, _("Two fields are called “%s”; rename one."), field->label);
    }
    if (field->type == YZT_FIELD_ENUM && field->name == NULL && is_blank (field->values)) {
      return fail (error, _("Say what “%s” may be, with ; between: good;damaged;lost."), field->label);
    }
  }
  return check_level (draft, error);
}

/* Names of columns and codes of values are counted on; what a person reads are the labels. */
static char *
next_name (GKeyFile *file, const char *prefix)
{
  for (guint i = 1;; i++) {
    g_autofree char *name = g_strdup_printf ("%s%u", prefix, i), *group = g_strdup_printf ("Field %s", name);
    if (!g_key_file_has_group (file, group)) {
      return g_steal_pointer (&name);
    }
  }
}

static void
put_values (GKeyFile *file, const char *group, const char *values)
{
  gsize n = 0;
  g_auto (GStrv) old = g_key_file_get_string_list (file, group, "Values", &n, NULL);
  static const char *const parts[] = { "；", "、", "，", ",", "\n" };
  g_autoptr (GString) plain = g_string_new (values);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_string_replace (plain, parts[i], ";", 0);
  }
  g_auto (GStrv) labels = g_strsplit (plain->str, ";", -1);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < n; i++) {
    g_ptr_array_add (codes, g_strdup (old[i]));
  }
  for (guint i = 0; labels[i] != NULL; i++) {
    const char *label = g_strstrip (labels[i]);
    if (*label == '\0') {
      continue;
    }
    char *code = g_strdup_printf ("v%u", codes->len + 1);
    g_autofree char *key = g_strdup_printf ("Value.%s", code);
    g_key_file_set_string (file, group, key, label);
    g_ptr_array_add (codes, code);
  }
  g_key_file_set_string_list (file, group, "Values", (const char *const *) codes->pdata, codes->len);
}

/* The first four values in their order, but for what the file says already; further ones have none. */
static void
put_value_levels (GKeyFile *file, const char *group)
{
  gsize n = 0;
  g_auto (GStrv) codes = g_key_file_get_string_list (file, group, "Values", &n, NULL);
  for (gsize i = 0; i < MIN (n, YZT_N_KIND_LEVELS); i++) {
    g_autofree char *key = g_strdup_printf ("Level.%s", codes[i]);
    if (!g_key_file_has_key (file, group, key, NULL)) {
      g_key_file_set_integer (file, group, key, (int) i + 1);
    }
  }
}

static void
put_bounds (GKeyFile *file, const char *group, const YztKindDraft *draft)
{
  double bounds[YZT_N_KIND_LEVELS];
  if (!read_bounds (draft, bounds, NULL)) {
    return; /* looked at before */
  }
  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    g_autofree char *from = g_strdup_printf ("LevelFrom.%d", level), *up_to = g_strdup_printf ("LevelUpTo.%d", level);
    g_key_file_remove_key (file, group, from, NULL);
    g_key_file_remove_key (file, group, up_to, NULL);
    if (!isnan (bounds[level - 1])) {
      g_autofree char *number = yzt_text_format_number (bounds[level - 1]);
      g_key_file_set_string (file, group, draft->levels_fall ? up_to : from, number);
    }
  }
}

/* Gives the name of its column. */
static char *
put_field (GKeyFile *file, const YztKindDraft *draft, guint index)
{
  const YztFieldDraft *field = &g_array_index (draft->fields, YztFieldDraft, index);
  g_autofree char *name = field->name != NULL ? g_strdup (field->name) : next_name (file, "f");
  g_autofree char *group = g_strdup_printf ("Field %s", name);
  gboolean level = draft->level_field == (int) index;
  if (field->name == NULL) {
    g_key_file_set_string (file, group, "Type", type_names[field->type]);
    if (is_number (field)) {
      g_key_file_set_boolean (file, group, "Summable", TRUE);
    }
    if (field->type == YZT_FIELD_LINK || field->type == YZT_FIELD_FILE) {
      g_key_file_set_boolean (file, group, "Many", TRUE);
    }
    if (field->type == YZT_FIELD_LINK && field->target != NULL) {
      g_key_file_set_string (file, group, "Target", field->target);
    }
  }
  g_key_file_set_string (file, group, "Label", field->label);
  g_key_file_remove_key (file, group, "Label[zh_CN]", NULL);
  if (!is_blank (field->unit)) {
    g_key_file_set_string (file, group, "Unit", field->unit);
    g_key_file_remove_key (file, group, "Unit[zh_CN]", NULL);
  }
  g_key_file_set_boolean (file, group, "Required", field->required && !field->hidden);
  g_key_file_set_boolean (file, group, "Hidden", field->hidden);
  if (field->type == YZT_FIELD_ENUM && !is_blank (field->values)) {
    put_values (file, group, field->values);
  }
  if (level) {
    if (is_number (field)) {
      put_bounds (file, group, draft);
    } else {
      put_value_levels (file, group);
    }
    g_key_file_set_string (file, "Kind", "LevelField", name);
    g_key_file_set_string (file, "Kind", "LevelScale", "hazard-grade");
  }
  return g_steal_pointer (&name);
}

/* @names: of the columns, in the order of the draft. Whose telephone a field of an older kind is, stays. */
static void
put_person (GKeyFile *file, const YztKindDraft *draft, const GPtrArray *names, guint index)
{
  const YztFieldDraft *field = &g_array_index (draft->fields, YztFieldDraft, index);
  const YztFieldDraft *next = index + 1 < draft->fields->len ? &g_array_index (draft->fields, YztFieldDraft, index + 1) : NULL;
  gboolean phone = next != NULL && next->type == YZT_FIELD_PHONE && !next->hidden;
  if (field->person && (field->name == NULL || phone)) {
    g_autofree char *group = g_strdup_printf ("Field %s", (const char *) names->pdata[index]);
    g_key_file_set_string (file, group, "Person", phone ? names->pdata[index + 1] : "true");
  }
}

static char *
free_id (YztKindSet *kinds)
{
  for (guint i = 1;; i++) {
    g_autofree char *id = g_strdup_printf (YZT_OWN_KIND_PREFIX "%u", i);
    if (yzt_kind_set_find (kinds, id) == NULL) {
      return g_steal_pointer (&id);
    }
  }
}

static gboolean
put_head (GKeyFile *file, const YztKindDraft *draft, YztKindSet *kinds, GError **error)
{
  YztKind *old = draft->id != NULL ? yzt_kind_set_find (kinds, draft->id) : NULL;
  g_autofree char *id = draft->id != NULL ? g_strdup (draft->id) : free_id (kinds);
  if (old != NULL
      && !g_key_file_load_from_data (file, yzt_kind_get_source_text (old), (gsize) -1, G_KEY_FILE_KEEP_TRANSLATIONS | G_KEY_FILE_KEEP_COMMENTS, error)) {
    return FALSE;
  }
  g_key_file_set_integer (file, "Kind", "Version", YZT_KIND_VERSION);
  g_key_file_set_string (file, "Kind", "Id", id);
  g_key_file_set_string (file, "Kind", "Label", draft->label);
  g_key_file_remove_key (file, "Kind", "Label[zh_CN]", NULL);
  if (old == NULL) {
    g_key_file_set_string (file, "Kind", "Geometry", draft->geometry == YZT_KIND_GEOMETRY_AREA ? "area" : draft->geometry == YZT_KIND_GEOMETRY_LINE ? "line" : "point");
    g_key_file_set_integer (file, "Kind", "Order", 500);
  }
  g_key_file_set_string (file, "Kind", "Symbol", draft->symbol);
  if (!g_str_equal (draft->glyph, "none")) {
    g_key_file_set_string (file, "Kind", "Glyph", draft->glyph);
  }
  g_key_file_set_string (file, "Kind", "Color", draft->colour);
  g_key_file_set_string (file, "Kind", "Style", draft->level_field >= 0 ? "level-outline" : "filled");
  g_key_file_remove_key (file, "Kind", "LevelField", NULL); /* put again by the field that tells it */
  return TRUE;
}

char *
yzt_kind_draft_to_text (const YztKindDraft *draft, YztKindSet *kinds, GError **error)
{
  g_return_val_if_fail (draft != NULL && kinds != NULL, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  if (!check (draft, error) || !put_head (file, draft, kinds, error)) {
    return NULL;
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < draft->fields->len; i++) {
    g_ptr_array_add (names, put_field (file, draft, i));
  }
  for (guint i = 0; i < draft->fields->len; i++) {
    put_person (file, draft, names, i);
  }
  return g_key_file_to_data (file, NULL, NULL);
}

YztKind *
yzt_kind_draft_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL), *data = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &data, &length, error)) {
    return NULL;
  }
  g_autoptr (YztKind) common = yzt_kind_parse (data, length, "common.kind", NULL, error);
  return common != NULL ? yzt_kind_parse (text, strlen (text), _("the new kind"), common, error) : NULL;
}
