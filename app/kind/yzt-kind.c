/* yzt-kind.c: a kind of things: its names, looks and fields
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#include <string.h>

G_DEFINE_QUARK (yzt-kind-error-quark, yzt_kind_error)

static void
label_free (gpointer data)
{
  yzt_phrase_clear (data);
  g_free (data);
}

YztKind *
yzt_kind_new (void)
{
  YztKind *kind = g_new0 (YztKind, 1);

  g_atomic_ref_count_init (&kind->ref_count);
  kind->visible = TRUE;
  kind->verified = TRUE;
  kind->strings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, label_free);
  kind->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_field_free);
  kind->pseudo = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_field_free);
  kind->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  kind->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return kind;
}

YztKind *
yzt_kind_ref (YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  g_atomic_ref_count_inc (&kind->ref_count);

  return kind;
}

void
yzt_kind_unref (YztKind *kind)
{
  g_return_if_fail (kind != NULL);

  if (!g_atomic_ref_count_dec (&kind->ref_count)) {
    return;
  }
  g_hash_table_unref (kind->headers);
  g_hash_table_unref (kind->by_name);
  g_ptr_array_unref (kind->pseudo);
  g_ptr_array_unref (kind->columns);
  g_hash_table_unref (kind->strings);
  yzt_phrase_clear (&kind->label);
  g_free (kind->owner);
  g_free (kind->source_text);
  g_free (kind->table);
  g_free (kind->id);
  g_free (kind);
}

static YztField *
find_in (const GPtrArray *fields,
         const char      *name)
{
  for (guint i = 0; i < fields->len; i++) {
    YztField *field = g_ptr_array_index (fields, i);

    if (g_str_equal (field->name, name)) {
      return field;
    }
  }

  return NULL;
}

YztField *
yzt_kind_lookup_field (const YztKind *kind,
                       const char    *name)
{
  YztField *field = find_in (kind->columns, name);

  return field != NULL ? field : find_in (kind->pseudo, name);
}

/* --- recognising column headers --- */

static void
add_header (YztKind    *kind,
            YztField   *field,
            const char *text)
{
  g_autofree char *key = yzt_text_header_key (text);

  if (*key != '\0' && !g_hash_table_contains (kind->headers, key)) {
    g_hash_table_insert (kind->headers, g_steal_pointer (&key), field);
  }
}

static void
add_label_headers (YztKind  *kind,
                   YztField *field)
{
  const YztPhrase *label = &field->label;

  if (label->plain != NULL) {
    add_header (kind, field, label->plain);
  }
  for (guint i = 0; label->translations != NULL && i < label->translations->len; i++) {
    add_header (kind, field, g_array_index (label->translations, YztTranslation, i).text);
  }
}

static void
add_alias_headers (YztKind  *kind,
                   YztField *field)
{
  for (guint i = 0; i < field->aliases->len; i++) {
    add_header (kind, field, g_ptr_array_index (field->aliases, i));
  }
}

static void
add_name_header (YztKind  *kind,
                 YztField *field)
{
  add_header (kind, field, field->name);
}

static void
each_field (YztKind   *kind,
            GPtrArray *fields,
            gboolean   builtin,
            void     (*func) (YztKind *kind, YztField *field))
{
  for (guint i = 0; i < fields->len; i++) {
    YztField *field = g_ptr_array_index (fields, i);

    if (field->builtin == builtin) {
      func (kind, field);
    }
  }
}

void
yzt_kind_index_fields (YztKind *kind)
{
  static void (*const passes[]) (YztKind *kind, YztField *field) = {
    add_name_header, add_label_headers, add_alias_headers,
  };

  for (guint i = 0; i < kind->columns->len; i++) {
    YztField *field = g_ptr_array_index (kind->columns, i);

    field->index = (int) i;
    g_hash_table_insert (kind->by_name, field->name, field);
  }
  for (guint i = 0; i < kind->pseudo->len; i++) {
    YztField *field = g_ptr_array_index (kind->pseudo, i);

    field->index = -1;
    g_hash_table_insert (kind->by_name, field->name, field);
  }

  /* A name beats a label, a label an alias; the kind's own fields beat the built-in ones. */
  for (guint i = 0; i < G_N_ELEMENTS (passes); i++) {
    each_field (kind, kind->columns, FALSE, passes[i]);
    each_field (kind, kind->columns, TRUE, passes[i]);
    each_field (kind, kind->pseudo, TRUE, passes[i]);
  }
}

/* "储量（吨）" → "储量": what stands in brackets is mostly a unit or an explanation. */
static char *
without_brackets (const char *header)
{
  g_autofree char *valid = g_utf8_make_valid (header, -1);
  GString *out = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    GUnicodeType type = g_unichar_type (c);

    if (type == G_UNICODE_OPEN_PUNCTUATION) {
      depth++;
    } else if (type == G_UNICODE_CLOSE_PUNCTUATION && depth > 0) {
      depth--;
    } else if (depth == 0) {
      g_string_append_unichar (out, c);
    }
  }

  return g_string_free (out, FALSE);
}

const YztField *
yzt_kind_match_header (const YztKind *kind,
                       const char    *header)
{
  g_autofree char *key = NULL;
  const YztField *field;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (header != NULL, NULL);

  key = yzt_text_header_key (header);
  field = g_hash_table_lookup (kind->headers, key);
  if (field == NULL) {
    g_autofree char *bare = without_brackets (header);
    g_autofree char *bare_key = yzt_text_header_key (bare);

    field = g_hash_table_lookup (kind->headers, bare_key);
  }

  return field;
}

/* --- what the file said --- */

const char *
yzt_kind_get_id (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->id;
}

const char *
yzt_kind_get_table (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->table;
}

const char *
yzt_kind_get_source_text (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->source_text;
}

gboolean
yzt_kind_is_abstract (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return kind->abstract;
}

YztKindGeometry
yzt_kind_get_geometry (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, YZT_KIND_GEOMETRY_NONE);

  return kind->geometry;
}

const char *
yzt_kind_get_owner (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->owner;
}

const char *
yzt_kind_get_label (const YztKind *kind,
                    const char    *language)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return yzt_phrase_get (&kind->label, language);
}

const char *
yzt_kind_get_string (const YztKind *kind,
                     const char    *key,
                     const char    *language)
{
  const YztPhrase *label;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  label = g_hash_table_lookup (kind->strings, key);

  return label != NULL ? yzt_phrase_get (label, language) : NULL;
}

int
yzt_kind_get_order (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, 0);

  return kind->order;
}

gboolean
yzt_kind_get_visible (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return kind->visible;
}

gboolean
yzt_kind_is_verified (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return kind->verified;
}

gboolean
yzt_kind_is_wanted (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return kind->wanted;
}

gboolean
yzt_kind_is_append (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return kind->append;
}

const YztField *
yzt_kind_get_frozen_field (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->frozen_field;
}

guint
yzt_kind_get_n_fields (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, 0);

  return kind->columns->len;
}

const YztField *
yzt_kind_get_field (const YztKind *kind,
                    guint          i)
{
  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (i < kind->columns->len, NULL);

  return g_ptr_array_index (kind->columns, i);
}

const YztField *
yzt_kind_find_field (const YztKind *kind,
                     const char    *name)
{
  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (kind->by_name, name);
}

int
yzt_kind_get_field_index (const YztKind *kind,
                          const char    *name)
{
  const YztField *field = yzt_kind_find_field (kind, name);

  return field != NULL ? field->index : -1;
}

const YztField *
yzt_kind_get_level_field (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->level_field;
}

const YztField *
yzt_kind_get_state_field (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return kind->state_field;
}

const YztField *
yzt_kind_get_inside_field (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  for (guint i = 0; i < kind->columns->len; i++) {
    const YztField *field = g_ptr_array_index (kind->columns, i);

    if (field->inside) {
      return field;
    }
  }

  return NULL;
}
