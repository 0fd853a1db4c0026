/* yzt-kind-parse-field.c: the [Field …] sections of a .kind file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* In the order of YztFieldType. */
static const char *const type_names[] = {
  "text", "multiline", "integer", "number", "boolean", "enum", "date", "datetime", "phone", "url",
  "longitude", "latitude", "link", "file", NULL,
};

const char *
yzt_field_type_get_name (YztFieldType type)
{
  g_return_val_if_fail ((gsize) type < G_N_ELEMENTS (type_names), NULL);

  return type_names[type];
}

static void
value_clear (gpointer data)
{
  YztValue *value = data;

  g_free (value->code);
  yzt_phrase_clear (&value->label);
}

static gboolean
is_value_code (const char *code)
{
  for (const char *p = code; *p != '\0'; p++) {
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_' && *p != '-') {
      return FALSE;
    }
  }

  return *code != '\0';
}

/* Makes @text mean the value @index; the same text for two values is the author's mistake. */
static gboolean
add_meaning (YztField         *field,
             const YztSection *section,
             const char       *text,
             guint             index,
             GError          **error)
{
  g_autofree char *key = yzt_text_header_key (text);
  gpointer known;

  known = g_hash_table_lookup (field->by_text, text);
  if (known != NULL && GPOINTER_TO_UINT (known) != index + 1) {
    return yzt_section_fail (section, "Values", YZT_KIND_ERROR_SYNTAX, error,
                             _("“%.60s” means two different values; rename one of them"), text);
  }
  g_hash_table_insert (field->by_text, g_strdup (text), GUINT_TO_POINTER (index + 1));

  /* What is alike only after folding ("a-1", "a1") is simply not recognised in other spellings. */
  if (*key == '\0') {
    return TRUE;
  }
  if (!g_hash_table_lookup_extended (field->by_folded_text, key, NULL, &known)) {
    g_hash_table_insert (field->by_folded_text, g_steal_pointer (&key),
                         GUINT_TO_POINTER (index + 1));
  } else if (GPOINTER_TO_UINT (known) != index + 1) {
    g_hash_table_insert (field->by_folded_text, g_steal_pointer (&key), GUINT_TO_POINTER (0));
  }

  return TRUE;
}

static gboolean
read_level (const YztSection *section,
            const char       *code,
            int              *level_out,
            GError          **error)
{
  g_autofree char *key = g_strconcat ("Level.", code, NULL);
  double level = 0.0;

  if (!yzt_section_read_number (section, key, &level, error)) {
    return FALSE;
  }
  if (level != floor (level) || level < 0.0 || level > 4.0) {
    return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                             _("a level is 1 (worst) to 4, or 0 for none"));
  }
  *level_out = (int) level;

  return TRUE;
}

static gboolean
read_value (YztField         *field,
            const YztSection *section,
            const char       *code,
            GError          **error)
{
  g_autofree char *label_key = g_strconcat ("Value.", code, NULL);
  g_autofree char *alias_key = g_strconcat ("Alias.", code, NULL);
  g_autoptr (GPtrArray) meanings = g_ptr_array_new_with_free_func (g_free);
  guint index = field->values->len;
  YztValue value = { NULL, };
  gboolean fine;

  fine = yzt_section_read_label (section, label_key, &value.label, error) &&
         read_level (section, code, &value.level, error);
  value.code = g_strdup (code);
  g_array_append_val (field->values, value); /* from here on the field owns it */
  if (!fine || !yzt_section_read_list (section, alias_key, meanings, error)) {
    return FALSE;
  }

  g_ptr_array_add (meanings, g_strdup (code));
  if (value.label.plain != NULL) {
    g_ptr_array_add (meanings, g_strdup (value.label.plain));
  }
  for (guint i = 0; value.label.translations != NULL && i < value.label.translations->len; i++) {
    g_ptr_array_add (meanings, g_strdup (g_array_index (value.label.translations,
                                                        YztTranslation, i).text));
  }
  for (guint i = 0; i < meanings->len; i++) {
    if (!add_meaning (field, section, g_ptr_array_index (meanings, i), index, error)) {
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
read_values (YztField         *field,
             const YztSection *section,
             GError          **error)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  field->values = g_array_new (FALSE, FALSE, sizeof (YztValue));
  g_array_set_clear_func (field->values, value_clear);
  field->by_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  field->by_folded_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!yzt_section_read_list (section, "Values", codes, error)) {
    return FALSE;
  }
  if (codes->len == 0) {
    return yzt_section_fail (section, "Values", YZT_KIND_ERROR_SYNTAX, error,
                             _("list the values, separated by semicolons"));
  }
  if (codes->len > YZT_FIELD_MAX_VALUES) {
    return yzt_section_fail (section, "Values", YZT_KIND_ERROR_SIZE, error,
                             _("%u values are too many; %d are the limit"), codes->len,
                             YZT_FIELD_MAX_VALUES);
  }
  for (guint i = 0; i < codes->len; i++) {
    const char *code = g_ptr_array_index (codes, i);

    if (!is_value_code (code)) {
      return yzt_section_fail (section, "Values", YZT_KIND_ERROR_NAME, error,
                               _("the value “%.60s” must be of lower case letters a-z, digits, "
                                 "- and _"), code);
    }
    if (!g_hash_table_add (seen, (gpointer) code)) {
      return yzt_section_fail (section, "Values", YZT_KIND_ERROR_NAME, error,
                               _("the value “%.60s” is there twice; remove one"), code);
    }
    if (!read_value (field, section, code, error)) {
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
is_numeric (YztFieldType type)
{
  return type == YZT_FIELD_INTEGER || type == YZT_FIELD_NUMBER || type == YZT_FIELD_LONGITUDE ||
         type == YZT_FIELD_LATITUDE;
}

static gboolean
read_range (YztField         *field,
            const YztSection *section,
            GError          **error)
{
  if (field->type == YZT_FIELD_LONGITUDE || field->type == YZT_FIELD_LATITUDE) {
    field->max = field->type == YZT_FIELD_LONGITUDE ? 180.0 : 90.0;
    field->min = -field->max;
  }
  if (!is_numeric (field->type)) {
    const char *key = yzt_section_has (section, "Min") ? "Min" : "Max";

    if (yzt_section_has (section, key)) {
      return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                               _("only numbers have bounds; remove it or change the Type"));
    }
    return TRUE;
  }
  if (!yzt_section_read_number (section, "Min", &field->min, error) ||
      !yzt_section_read_number (section, "Max", &field->max, error)) {
    return FALSE;
  }
  if (field->min > field->max) {
    return yzt_section_fail (section, "Min", YZT_KIND_ERROR_SYNTAX, error,
                             _("it is greater than Max; exchange them"));
  }
  field->has_range = isfinite (field->min) || isfinite (field->max);

  return TRUE;
}

static gboolean
read_type (YztField         *field,
           const YztSection *section,
           gboolean          abstract,
           GError          **error)
{
  guint type = G_N_ELEMENTS (type_names);

  if (!yzt_section_read_choice (section, "Type", type_names, &type, error)) {
    return FALSE;
  }
  if (type == G_N_ELEMENTS (type_names)) {
    return yzt_section_fail (section, "Type", YZT_KIND_ERROR_SYNTAX, error,
                             _("it is missing; add for example Type=text"));
  }
  field->type = (YztFieldType) type;
  if (!abstract && (field->type == YZT_FIELD_LONGITUDE || field->type == YZT_FIELD_LATITUDE)) {
    return yzt_section_fail (section, "Type", YZT_KIND_ERROR_SYNTAX, error,
                             _("positions are kept in the geometry; use number, or remove the "
                               "field"));
  }

  return TRUE;
}

static gboolean
read_flags (YztField         *field,
            const YztSection *section,
            GError          **error)
{
  if (!yzt_section_read_boolean (section, "Required", &field->required, error) ||
      !yzt_section_read_boolean (section, "Summable", &field->summable, error) ||
      !yzt_section_read_boolean (section, "Hidden", &field->hidden, error) ||
      !yzt_section_read_boolean (section, "Join", &field->joined, error)) {
    return FALSE;
  }
  if (field->joined && field->type != YZT_FIELD_TEXT && field->type != YZT_FIELD_MULTILINE) {
    return yzt_section_fail (section, "Join", YZT_KIND_ERROR_SYNTAX, error,
                             _("only texts can be joined; remove it or change the Type"));
  }
  if (field->summable && field->type != YZT_FIELD_INTEGER && field->type != YZT_FIELD_NUMBER) {
    return yzt_section_fail (section, "Summable", YZT_KIND_ERROR_SYNTAX, error,
                             _("only numbers can be summed up; remove it or change the Type"));
  }

  return TRUE;
}

/* A text that names a person, with the field of the same kind that holds their telephone. */
static gboolean
read_person (YztField         *field,
             const YztSection *section,
             GError          **error)
{
  g_autofree char *phone = NULL;

  if (!yzt_section_has (section, "Person")) {
    return TRUE;
  }
  if (field->type != YZT_FIELD_TEXT) {
    return yzt_section_fail (section, "Person", YZT_KIND_ERROR_SYNTAX, error,
                             _("only texts name a person; remove it or change the Type"));
  }
  if (!yzt_section_read_string (section, "Person", &phone, error)) {
    return FALSE;
  }
  if (!g_str_equal (phone, "true") && !yzt_kind_is_identifier (phone, 1, '_')) {
    return yzt_section_fail (section, "Person", YZT_KIND_ERROR_NAME, error,
                             _("write true, or the field that holds the telephone, not “%.60s”"), phone);
  }
  field->person_phone = g_strdup (g_str_equal (phone, "true") ? "" : phone);

  return TRUE;
}

/* Which kinds a link may name, and whether there may be several values. */
static gboolean
read_names (YztField         *field,
            const YztSection *section,
            GError          **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  gboolean named = field->type == YZT_FIELD_LINK || field->type == YZT_FIELD_FILE;

  if (!named && yzt_section_has (section, "Many")) {
    return yzt_section_fail (section, "Many", YZT_KIND_ERROR_SYNTAX, error,
                             _("only links and files may have several values; remove it or change the Type"));
  }
  if (field->type != YZT_FIELD_LINK &&
      (yzt_section_has (section, "Target") || yzt_section_has (section, "Inside"))) {
    return yzt_section_fail (section, yzt_section_has (section, "Target") ? "Target" : "Inside",
                             YZT_KIND_ERROR_SYNTAX, error,
                             _("only links have targets; remove it or change the Type"));
  }
  if (!yzt_section_read_boolean (section, "Many", &field->many, error) ||
      !yzt_section_read_boolean (section, "Inside", &field->inside, error) ||
      !yzt_section_read_list (section, "Target", targets, error)) {
    return FALSE;
  }
  for (guint i = 0; i < targets->len; i++) {
    const char *id = g_ptr_array_index (targets, i);

    if (!yzt_kind_is_identifier (id, 2, '-')) {
      return yzt_section_fail (section, "Target", YZT_KIND_ERROR_NAME, error,
                               _("“%.60s” is no id of a kind"), id);
    }
  }
  if (targets->len > 0) {
    g_ptr_array_add (targets, NULL);
    field->targets = (char **) g_ptr_array_free (g_steal_pointer (&targets), FALSE);
  }

  return TRUE;
}

/* When=category:tailings;reservoir. That there is such a field is looked at when all are read. */
static gboolean
read_when (YztField         *field,
           const YztSection *section,
           GError          **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  const char *colon;

  if (!yzt_section_has (section, "When")) {
    return TRUE;
  }
  if (!yzt_section_read_list (section, "When", values, error)) {
    return FALSE;
  }
  colon = values->len > 0 ? strchr (g_ptr_array_index (values, 0), ':') : NULL;
  if (colon == NULL || colon[1] == '\0' || field->required) {
    return yzt_section_fail (section, "When", YZT_KIND_ERROR_SYNTAX, error,
                             _("write a field, a colon and its values, as category:tailings;reservoir, and only for "
                               "a field that is not Required"));
  }
  field->when_field = g_strndup (g_ptr_array_index (values, 0),
                                 (gsize) (colon - (const char *) g_ptr_array_index (values, 0)));
  g_ptr_array_insert (values, 1, g_strdup (colon + 1));
  g_ptr_array_remove_index (values, 0);
  g_ptr_array_add (values, NULL);
  field->when_values = (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);

  return TRUE;
}

YztField *
yzt_field_new_from_section (const YztSection *section,
                            const char       *name,
                            gboolean          abstract,
                            GError          **error)
{
  g_autoptr (YztField) field = yzt_field_new (name);

  if (!read_type (field, section, abstract, error) || !read_flags (field, section, error) || !read_person (field, section, error) ||
      !read_range (field, section, error) || !yzt_field_read_levels (field, section, error) ||
      !yzt_section_read_label (section, "Label", &field->label, error) ||
      !yzt_section_read_label (section, "Unit", &field->unit, error) ||
      !yzt_section_read_label (section, "Group", &field->group, error) ||
      !yzt_section_read_list (section, "Aliases", field->aliases, error) ||
      !read_names (field, section, error) || !read_when (field, section, error)) {
    return NULL;
  }
  if (field->label.plain == NULL) {
    yzt_section_fail (section, "Label", YZT_KIND_ERROR_SYNTAX, error,
                      _("it is missing; add the English name"));
    return NULL;
  }
  if (field->type == YZT_FIELD_ENUM && !read_values (field, section, error)) {
    return NULL;
  }
  field->builtin = abstract;

  return g_steal_pointer (&field);
}

/* A column may still carry the common label. */
static void
keep_labels_as_aliases (YztField *field)
{
  const YztPhrase *label = &field->label;

  g_ptr_array_add (field->aliases, g_strdup (label->plain));
  for (guint i = 0; label->translations != NULL && i < label->translations->len; i++) {
    g_ptr_array_add (field->aliases,
                     g_strdup (g_array_index (label->translations, YztTranslation, i).text));
  }
}

gboolean
yzt_field_restate (YztField         *field,
                   const YztSection *section,
                   GError          **error)
{
  static const char *const fixed[] = {
    "Required", "Min", "Max", "Summable", "Values", "Unit", "Join", "Target", "Many",
    "Inside", "When", "Person",
  };
  g_auto (YztPhrase) label = { NULL, NULL };
  guint type = (guint) field->type;

  if (!yzt_section_read_choice (section, "Type", type_names, &type, error)) {
    return FALSE;
  }
  if (type != (guint) field->type) {
    return yzt_section_fail (section, "Type", YZT_KIND_ERROR_NAME, error,
                             _("this field is built in and is of type %s; choose another name"),
                             type_names[field->type]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++) {
    if (yzt_section_has (section, fixed[i])) {
      return yzt_section_fail (section, fixed[i], YZT_KIND_ERROR_NAME, error,
                               _("this field is built in; only its Label and Aliases can be set "
                                 "here"));
    }
  }
  if (!yzt_section_read_label (section, "Label", &label, error) ||
      !yzt_section_read_list (section, "Aliases", field->aliases, error)) {
    return FALSE;
  }
  keep_labels_as_aliases (field);
  yzt_phrase_override (&field->label, &label);

  return TRUE;
}
