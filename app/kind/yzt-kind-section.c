/* yzt-kind-section.c: reading keys of one section of a .kind file, with errors that name the place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
yzt_section_init (YztSection *section,
                  GKeyFile   *file,
                  const char *origin,
                  const char *name)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, name, NULL, NULL);

  section->file = file;
  section->origin = origin;
  section->name = name;
  section->languages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    char *bracket = strchr (keys[i], '[');
    g_autofree char *base = bracket != NULL ? g_strndup (keys[i], (gsize) (bracket - keys[i]))
                                            : g_strdup (keys[i]);
    GPtrArray *languages = g_hash_table_lookup (section->languages, base);

    if (languages == NULL) {
      languages = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (section->languages, g_steal_pointer (&base), languages);
    }
    if (bracket != NULL && g_str_has_suffix (bracket, "]")) {
      g_ptr_array_add (languages, g_strndup (bracket + 1, strlen (bracket) - 2));
    }
  }
}

void
yzt_section_clear (YztSection *section)
{
  g_clear_pointer (&section->languages, g_hash_table_unref);
}

gboolean
yzt_section_has (const YztSection *section,
                 const char       *key)
{
  return g_hash_table_contains (section->languages, key);
}

/* A text cut at so many bytes may end within a character. */
static void
drop_broken_bytes (char *text)
{
  const char *end = text;

  while (!g_utf8_validate (end, -1, &end)) {
    char *broken = text + (end - text);

    memmove (broken, broken + 1, strlen (broken));
  }
}

gboolean
yzt_section_fail (const YztSection *section,
                  const char       *key,
                  YztKindError      code,
                  GError          **error,
                  const char       *format,
                  ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  drop_broken_bytes (what);
  if (key != NULL) {
    g_set_error (error, YZT_KIND_ERROR, (int) code, _("%s, section [%s], key %s: %s"),
                 section->origin, section->name, key, what);
  } else {
    g_set_error (error, YZT_KIND_ERROR, (int) code, _("%s, section [%s]: %s"), section->origin,
                 section->name, what);
  }

  return FALSE;
}

static gboolean
check_length (const YztSection *section,
              const char       *key,
              const char       *text,
              GError          **error)
{
  if (strlen (text) > YZT_KIND_MAX_TEXT_BYTES) {
    return yzt_section_fail (section, key, YZT_KIND_ERROR_SIZE, error,
                             _("the text is longer than 64 KiB; shorten it"));
  }

  return TRUE;
}

/* What a backslash and @c stand for; 0 for nothing. */
static char
unescape (char     c,
          gboolean list)
{
  switch (c) {
  case 's':
    return ' ';
  case 'n':
    return '\n';
  case 't':
    return '\t';
  case 'r':
    return '\r';
  case '\\':
    return '\\';
  case ';':
    return list ? ';' : '\0';
  default:
    return '\0';
  }
}

/* The escapes of GKeyFile. Its own reader is not used: it gives a text even for a wrong escape, and
 * warns of a mistake of its own when there are two of them. A piece of a @list ends at a semicolon. */
static char *
take_piece (const char **p,
            gboolean     list,
            gboolean    *fine)
{
  GString *piece = g_string_new (NULL);

  for (; **p != '\0' && !(list && **p == ';'); (*p)++) {
    char c = **p;

    if (c == '\\') {
      c = unescape ((*p)[1], list);
      if (c == '\0') {
        *fine = FALSE;
        continue;
      }
      (*p)++;
    }
    g_string_append_c (piece, c);
  }

  return g_strstrip (g_string_free (piece, FALSE));
}

static gboolean
fail_escape (const YztSection *section,
             const char       *key,
             GError          **error)
{
  return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                           _("a backslash is misplaced; write \\\\ for a backslash"));
}

gboolean
yzt_section_read_string (const YztSection *section,
                         const char       *key,
                         char            **out,
                         GError          **error)
{
  g_autofree char *raw = g_key_file_get_value (section->file, section->name, key, NULL);
  g_autofree char *text = NULL;
  const char *p = raw;
  gboolean fine = TRUE;

  if (raw == NULL) {
    return TRUE;
  }
  if (!check_length (section, key, raw, error)) {
    return FALSE;
  }
  text = take_piece (&p, FALSE, &fine);
  if (!fine) {
    return fail_escape (section, key, error);
  }
  if (*text != '\0') {
    g_free (*out);
    *out = g_steal_pointer (&text);
  }

  return TRUE;
}

gboolean
yzt_section_read_label (const YztSection *section,
                        const char       *key,
                        YztPhrase         *out,
                        GError          **error)
{
  GPtrArray *languages = g_hash_table_lookup (section->languages, key);
  g_autofree char *plain = NULL;

  if (!yzt_section_read_string (section, key, &plain, error)) {
    return FALSE;
  }
  if (plain != NULL) {
    yzt_phrase_add (out, NULL, plain);
  }
  for (guint i = 0; languages != NULL && i < languages->len; i++) {
    const char *language = g_ptr_array_index (languages, i);
    g_autofree char *full_key = g_strdup_printf ("%s[%s]", key, language);
    g_autofree char *text = NULL;

    if (!yzt_section_read_string (section, full_key, &text, error)) {
      return FALSE;
    }
    if (text != NULL) {
      yzt_phrase_add (out, language, text);
    }
  }

  return TRUE;
}

static gboolean
read_one_list (const YztSection *section,
               const char       *key,
               GPtrArray        *out,
               GError          **error)
{
  g_autofree char *raw = g_key_file_get_value (section->file, section->name, key, NULL);
  gboolean fine = TRUE;

  if (raw == NULL) {
    return TRUE;
  }
  if (!check_length (section, key, raw, error)) {
    return FALSE;
  }
  for (const char *p = raw; *p != '\0'; p += *p == ';' ? 1 : 0) {
    g_autofree char *item = take_piece (&p, TRUE, &fine);

    if (*item != '\0') {
      g_ptr_array_add (out, g_steal_pointer (&item));
    }
  }
  if (!fine) {
    return fail_escape (section, key, error);
  }

  return TRUE;
}

gboolean
yzt_section_read_list (const YztSection *section,
                       const char       *key,
                       GPtrArray        *out,
                       GError          **error)
{
  GPtrArray *languages = g_hash_table_lookup (section->languages, key);

  if (!read_one_list (section, key, out, error)) {
    return FALSE;
  }
  for (guint i = 0; languages != NULL && i < languages->len; i++) {
    g_autofree char *full_key =
      g_strdup_printf ("%s[%s]", key, (const char *) g_ptr_array_index (languages, i));

    if (!read_one_list (section, full_key, out, error)) {
      return FALSE;
    }
  }

  return TRUE;
}

gboolean
yzt_section_read_boolean (const YztSection *section,
                          const char       *key,
                          gboolean         *out,
                          GError          **error)
{
  g_autofree char *text = NULL;

  if (!yzt_section_read_string (section, key, &text, error)) {
    return FALSE;
  }
  if (text == NULL) {
    return TRUE;
  }
  if (!g_str_equal (text, "true") && !g_str_equal (text, "false")) {
    return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                             _("write true or false, not “%.60s”"), text);
  }
  *out = g_str_equal (text, "true");

  return TRUE;
}

gboolean
yzt_section_read_number (const YztSection *section,
                         const char       *key,
                         double           *out,
                         GError          **error)
{
  g_autofree char *text = NULL;

  if (!yzt_section_read_string (section, key, &text, error)) {
    return FALSE;
  }
  if (text != NULL && !yzt_text_number (text, out)) {
    return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                             _("write a number, not “%.60s”"), text);
  }

  return TRUE;
}

gboolean
yzt_section_read_choice (const YztSection  *section,
                         const char        *key,
                         const char *const *choices,
                         guint             *out,
                         GError           **error)
{
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;

  if (!yzt_section_read_string (section, key, &text, error)) {
    return FALSE;
  }
  if (text == NULL) {
    return TRUE;
  }
  for (guint i = 0; choices[i] != NULL; i++) {
    if (g_str_equal (text, choices[i])) {
      *out = i;
      return TRUE;
    }
  }
  all = g_strjoinv (", ", (char **) choices);

  return yzt_section_fail (section, key, YZT_KIND_ERROR_SYNTAX, error,
                           _("“%.60s” is not known; use one of %s"), text, all);
}
