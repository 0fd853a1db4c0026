/* yzt-kind-parse.c: a whole .kind file: its sections read and its fields put in order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIELD_PREFIX "Field "

static const char *const reserved_columns[] = { "fid", "geom", "owner_fid", "rowid", "oid", NULL };

static gboolean
is_pseudo (const YztField *field)
{
  return field->type == YZT_FIELD_LONGITUDE || field->type == YZT_FIELD_LATITUDE ||
         g_str_equal (field->name, "owner_code");
}

/* What lon, lat and owner_code are good for depends on the geometry. */
static gboolean
wants_pseudo (const YztKind  *kind,
              const YztField *field)
{
  if (kind->abstract) {
    return TRUE;
  }

  return g_str_equal (field->name, "owner_code") ? kind->owner != NULL
                                                 : kind->geometry != YZT_KIND_GEOMETRY_NONE;
}

/* name and code come first, then the kind's own fields, then the rest of the built-in ones. */
static void
take_builtin (YztKind         *kind,
              const GPtrArray *from,
              gboolean         leading)
{
  for (guint i = 0; i < from->len; i++) {
    const YztField *field = g_ptr_array_index (from, i);
    gboolean leads = g_str_equal (field->name, "name") || g_str_equal (field->name, "code");

    if (leads == leading) {
      g_ptr_array_add (kind->columns, yzt_field_copy (field));
    }
  }
}

/* common.kind may leave it out: every owned row needs a way to name its owner in a spreadsheet. */
static YztField *
new_owner_code (void)
{
  YztField *field = yzt_field_new ("owner_code");

  field->type = YZT_FIELD_TEXT;
  field->builtin = TRUE;
  yzt_phrase_add (&field->label, NULL, "Owner’s code");
  yzt_phrase_add (&field->label, "zh_CN", "所属单位编码");
  g_ptr_array_add (field->aliases, g_strdup ("owner"));
  g_ptr_array_add (field->aliases, g_strdup ("所属编码"));

  return field;
}

static void
take_pseudo (YztKind       *kind,
             const YztKind *common)
{
  gboolean has_owner_code = FALSE;

  for (guint i = 0; i < common->pseudo->len; i++) {
    const YztField *field = g_ptr_array_index (common->pseudo, i);

    if (wants_pseudo (kind, field)) {
      g_ptr_array_add (kind->pseudo, yzt_field_copy (field));
      has_owner_code |= g_str_equal (field->name, "owner_code");
    }
  }
  if (kind->owner != NULL && !has_owner_code) {
    g_ptr_array_add (kind->pseudo, new_owner_code ());
  }
}

static gboolean
check_field_name (const YztSection *section,
                  const char       *name,
                  GError          **error)
{
  if (!yzt_kind_is_identifier (name, 1, '_')) {
    return yzt_section_fail (section, NULL, YZT_KIND_ERROR_NAME, error,
                             _("“%.60s” must be 1 to 40 lower case letters a-z, digits and _, a "
                               "letter first"), name);
  }
  if (g_strv_contains (reserved_columns, name)) {
    return yzt_section_fail (section, NULL, YZT_KIND_ERROR_NAME, error,
                             _("“%s” is a name the map file needs for itself; choose another"),
                             name);
  }

  return TRUE;
}

static gboolean
read_field (YztKind          *kind,
            const YztSection *section,
            const YztKind    *common,
            GError          **error)
{
  const char *name = section->name + strlen (FIELD_PREFIX);
  YztField *known;
  YztField *field;

  if (!check_field_name (section, name, error)) {
    return FALSE;
  }
  known = yzt_kind_lookup_field (kind, name);
  if (known != NULL && known->builtin) {
    return yzt_field_restate (known, section, error);
  }
  if (common != NULL && (yzt_kind_lookup_field (common, name) != NULL || g_str_equal (name, "lon") ||
                         g_str_equal (name, "lat") || g_str_equal (name, "owner_code"))) {
    /* A restated built-in which comes later, or which this kind has no use for. */
    const YztField *builtin = yzt_kind_lookup_field (common, name);

    if (builtin == NULL || is_pseudo (builtin)) {
      return yzt_section_fail (section, NULL, YZT_KIND_ERROR_NAME, error,
                               _("a kind with this Geometry and Owner has no field “%s”"), name);
    }
    return TRUE;
  }
  field = yzt_field_new_from_section (section, name, kind->abstract, error);
  if (field == NULL) {
    return FALSE;
  }
  g_ptr_array_add (is_pseudo (field) ? kind->pseudo : kind->columns, field);

  return TRUE;
}

typedef gboolean (*SectionFunc) (YztKind          *kind,
                                 const YztSection *section,
                                 const YztKind    *common,
                                 GError          **error);

static gboolean
with_section (YztKind       *kind,
              GKeyFile      *file,
              const char    *origin,
              const char    *name,
              const YztKind *common,
              SectionFunc    func,
              GError       **error)
{
  YztSection section;
  gboolean fine;

  yzt_section_init (&section, file, origin, name);
  fine = func (kind, &section, common, error);
  yzt_section_clear (&section);

  return fine;
}

/* The trailing built-in fields are added after the own ones, so they are restated in a second pass. */
static gboolean
restate_trailing (YztKind          *kind,
                  const YztSection *section,
                  const YztKind    *common,
                  GError          **error)
{
  const char *name = section->name + strlen (FIELD_PREFIX);
  YztField *field = yzt_kind_lookup_field (kind, name);
  gboolean leads = g_str_equal (name, "name") || g_str_equal (name, "code");

  if (field == NULL || !field->builtin || leads || is_pseudo (field)) {
    return TRUE;
  }

  return yzt_field_restate (field, section, error);
}

static gboolean
each_field_section (YztKind       *kind,
                    GKeyFile      *file,
                    const char    *origin,
                    const YztKind *common,
                    SectionFunc    func,
                    GError       **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  guint n = 0;

  for (guint i = 0; groups[i] != NULL; i++) {
    if (!g_str_has_prefix (groups[i], FIELD_PREFIX)) {
      continue;
    }
    if (++n > YZT_KIND_MAX_FIELDS) {
      g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SIZE,
                   _("%s, section [%s]: more than %d fields are too many for one kind"), origin,
                   groups[i], YZT_KIND_MAX_FIELDS);
      return FALSE;
    }
    if (!with_section (kind, file, origin, groups[i], common, func, error)) {
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
read_fields (YztKind       *kind,
             GKeyFile      *file,
             const char    *origin,
             const YztKind *common,
             GError       **error)
{
  if (common != NULL) {
    take_builtin (kind, common->columns, TRUE);
    take_pseudo (kind, common);
  }
  if (!each_field_section (kind, file, origin, common, read_field, error)) {
    return FALSE;
  }
  if (common == NULL) {
    if (yzt_kind_lookup_field (kind, "name") == NULL) {
      g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SYNTAX,
                   _("%s: the section [Field name] is missing"), origin);
      return FALSE;
    }
    return TRUE;
  }
  take_builtin (kind, common->columns, FALSE);

  return each_field_section (kind, file, origin, common, restate_trailing, error);
}

static gboolean
find_enum (YztKind          *kind,
           const YztSection *section,
           const char       *key,
           const YztField  **out,
           GError          **error)
{
  g_autofree char *name = NULL;
  const YztField *field;

  if (!yzt_section_read_string (section, key, &name, error)) {
    return FALSE;
  }
  if (name == NULL) {
    return TRUE;
  }
  field = yzt_kind_find_field (kind, name);
  if (field == NULL || field->type != YZT_FIELD_ENUM) {
    return yzt_section_fail (section, key, YZT_KIND_ERROR_NAME, error,
                             _("there is no field “%.60s” of type enum"), name);
  }
  *out = field;

  return TRUE;
}

/* Fixed values that name a level, or a number that one is told from. */
static gboolean
find_level (YztKind          *kind,
            const YztSection *section,
            GError          **error)
{
  g_autofree char *name = NULL;
  const YztField *field;

  if (!yzt_section_read_string (section, "LevelField", &name, error)) {
    return FALSE;
  }
  field = name != NULL ? yzt_kind_find_field (kind, name) : NULL;
  if (field != NULL && (field->type == YZT_FIELD_INTEGER || field->type == YZT_FIELD_NUMBER)) {
    if (!field->has_level_bounds) {
      return yzt_section_fail (section, "LevelField", YZT_KIND_ERROR_NAME, error,
                               _("the number “%.60s” says nothing of levels; add for example LevelFrom.1=500 to it"), name);
    }
    kind->level_field = field;
    return TRUE;
  }

  return find_enum (kind, section, "LevelField", &kind->level_field, error);
}

/* The field that freezes a row once it has a value; of any type. */
static gboolean
find_frozen (YztKind          *kind,
             const YztSection *section,
             GError          **error)
{
  g_autofree char *name = NULL;

  if (!yzt_section_read_string (section, "Frozen", &name, error)) {
    return FALSE;
  }
  if (name == NULL) {
    return TRUE;
  }
  if (yzt_kind_get_field_index (kind, name) < 0) {
    return yzt_section_fail (section, "Frozen", YZT_KIND_ERROR_NAME, error,
                             _("there is no field “%.60s”"), name);
  }
  kind->frozen_field = yzt_kind_find_field (kind, name);

  return TRUE;
}

/* A field that decides whether others are asked for is an enumeration with these values. */
static gboolean
check_when (const YztKind    *kind,
            const YztSection *section,
            GError          **error)
{
  for (guint i = 0; i < kind->columns->len; i++) {
    const YztField *field = g_ptr_array_index (kind->columns, i);
    const YztField *deciding = field->when_field != NULL ? yzt_kind_find_field (kind, field->when_field) : NULL;

    if (field->when_field == NULL) {
      continue;
    }
    if (deciding == NULL || deciding->type != YZT_FIELD_ENUM) {
      return yzt_section_fail (section, NULL, YZT_KIND_ERROR_NAME, error,
                               _("the field “%s” is asked for by “%.60s”, which is no field with fixed values"),
                               field->name, field->when_field);
    }
    for (char **value = field->when_values; *value != NULL; value++) {
      if (yzt_field_get_value_by_code (deciding, *value) == NULL) {
        return yzt_section_fail (section, NULL, YZT_KIND_ERROR_NAME, error,
                                 _("the field “%s” is asked for by the value “%.60s”, which “%s” does not have"),
                                 field->name, *value, deciding->name);
      }
    }
  }

  return TRUE;
}

static gboolean
check_references (YztKind          *kind,
                  const YztSection *section,
                  const YztKind    *common,
                  GError          **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const YztPhrase *style;

  if (!find_level (kind, section, error) ||
      !find_enum (kind, section, "StateField", &kind->state_field, error) ||
      !find_frozen (kind, section, error) ||
      !check_when (kind, section, error) ||
      !yzt_section_read_list (section, "SubtitleFields", names, error)) {
    return FALSE;
  }
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);

    if (yzt_kind_get_field_index (kind, name) < 0) {
      return yzt_section_fail (section, "SubtitleFields", YZT_KIND_ERROR_NAME, error,
                               _("there is no field “%.60s”"), name);
    }
  }
  style = g_hash_table_lookup (kind->strings, "Style");
  if (style != NULL && style->plain != NULL && g_str_has_prefix (style->plain, "level-") &&
      kind->level_field == NULL) {
    return yzt_section_fail (section, "Style", YZT_KIND_ERROR_SYNTAX, error,
                             _("“%s” needs a LevelField"), style->plain);
  }

  return TRUE;
}

/* The file's text as UTF-8 without its mark, checked for size; NULL with an error. */
static char *
check_bytes (const char *bytes,
             gsize       length,
             const char *origin,
             GError    **error)
{
  const char *end = NULL;

  if (length > YZT_KIND_MAX_BYTES) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SIZE,
                 _("%s: a kind file may have 256 KiB at most; this one is larger"), origin);
    return NULL;
  }
  if (length >= 3 && memcmp (bytes, "\xEF\xBB\xBF", 3) == 0) {
    bytes += 3;
    length -= 3;
  }
  if (!g_utf8_validate_len (bytes, length, &end)) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SYNTAX,
                 _("%s: byte %zu is not UTF-8; save the file again as UTF-8"),
                 origin, (gsize) (end - bytes));
    return NULL;
  }

  return g_strndup (bytes, length);
}

static GKeyFile *
load_key_file (const char *text,
               const char *origin,
               GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;

  if (!g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_KEEP_TRANSLATIONS,
                                  &local_error)) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SYNTAX,
                 _("%s: this is no kind file: %s"), origin, local_error->message);
    return NULL;
  }
  if (!g_key_file_has_group (file, "Kind")) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SYNTAX,
                 _("%s: this is no kind file: the section [Kind] is missing"), origin);
    return NULL;
  }

  return g_steal_pointer (&file);
}

YztKind *
yzt_kind_parse (const char *bytes,
                gsize       length,
                const char *origin,
                YztKind    *common,
                GError    **error)
{
  g_autoptr (YztKind) kind = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (common == NULL || common->abstract, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  text = check_bytes (bytes != NULL ? bytes : "", length, origin, error);
  if (text == NULL) {
    return NULL;
  }
  file = load_key_file (text, origin, error);
  if (file == NULL) {
    return NULL;
  }
  kind = yzt_kind_new ();
  kind->source_text = g_steal_pointer (&text);
  if (!with_section (kind, file, origin, "Kind", common, yzt_kind_read_head, error) ||
      !read_fields (kind, file, origin, common, error)) {
    return NULL;
  }
  yzt_kind_index_fields (kind);
  if (!with_section (kind, file, origin, "Kind", common, check_references, error)) {
    return NULL;
  }

  return g_steal_pointer (&kind);
}
