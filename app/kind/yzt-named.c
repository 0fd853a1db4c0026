/* yzt-named.c: the cells that name other things of the map or attached files, as text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FID (G_GINT64_CONSTANT (1) << 53)
#define MAX_NAMED 100 /* values in one cell */
#define MAX_NAME_CHARACTERS 120
#define SHA256_DIGITS 64

void
yzt_link_clear (YztLink *link)
{
  g_clear_pointer (&link->kind, g_free);
}

void
yzt_attachment_clear (YztAttachment *attachment)
{
  g_clear_pointer (&attachment->sha256, g_free);
  g_clear_pointer (&attachment->name, g_free);
}

/* The values of a cell without the blanks round them; a person may have typed the wide semicolon. */
static GPtrArray *
split (const char *text)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) wide = g_strsplit (text != NULL ? text : "", "；", -1);

  for (guint i = 0; wide[i] != NULL; i++) {
    g_auto (GStrv) narrow = g_strsplit (wide[i], ";", -1);

    for (guint k = 0; narrow[k] != NULL; k++) {
      g_strstrip (narrow[k]);
      if (*narrow[k] != '\0') {
        g_ptr_array_add (pieces, g_strdup (narrow[k]));
      }
    }
  }

  return pieces;
}

/* --- links --- */

static gboolean
read_link (const char *piece,
           YztLink    *link)
{
  const char *slash = strchr (piece, '/');
  g_autofree char *kind = slash != NULL ? g_strndup (piece, (gsize) (slash - piece)) : NULL;
  guint64 fid;

  if (kind == NULL || !yzt_kind_is_identifier (kind, 2, '-') ||
      !g_ascii_string_to_unsigned (slash + 1, 10, 1, (guint64) MAX_FID - 1, &fid, NULL)) {
    return FALSE;
  }
  link->kind = g_steal_pointer (&kind);
  link->fid = (gint64) fid;

  return TRUE;
}

GArray *
yzt_links_from_text (const char *text)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (YztLink));
  g_autoptr (GPtrArray) pieces = split (text);

  g_array_set_clear_func (links, (GDestroyNotify) yzt_link_clear);
  for (guint i = 0; i < pieces->len; i++) {
    YztLink link;

    if (read_link (g_ptr_array_index (pieces, i), &link)) {
      g_array_append_val (links, link);
    }
  }

  return links;
}

char *
yzt_links_to_text (const GArray *links)
{
  GString *text;

  g_return_val_if_fail (links != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < links->len; i++) {
    const YztLink *link = &g_array_index (links, YztLink, i);

    g_string_append_printf (text, "%s%s/%" G_GINT64_FORMAT, i > 0 ? ";" : "", link->kind,
                            link->fid);
  }

  return g_string_free (text, text->len == 0);
}

/* --- attached files --- */

static gboolean
read_attachment (const char    *piece,
                 YztAttachment *attachment)
{
  const char *slash = strchr (piece, '/');
  const char *name = slash != NULL ? slash + 1 : NULL;

  if (name == NULL || slash - piece != SHA256_DIGITS || *name == '\0' ||
      strspn (piece, "0123456789abcdef") != SHA256_DIGITS || strpbrk (name, "/\\") != NULL ||
      g_str_equal (name, ".") || g_str_equal (name, "..")) {
    return FALSE;
  }
  attachment->sha256 = g_strndup (piece, SHA256_DIGITS);
  attachment->name = g_strdup (name);

  return TRUE;
}

GArray *
yzt_attachments_from_text (const char *text)
{
  GArray *attachments = g_array_new (FALSE, FALSE, sizeof (YztAttachment));
  g_autoptr (GPtrArray) pieces = split (text);

  g_array_set_clear_func (attachments, (GDestroyNotify) yzt_attachment_clear);
  for (guint i = 0; i < pieces->len; i++) {
    YztAttachment attachment;

    if (read_attachment (g_ptr_array_index (pieces, i), &attachment)) {
      g_array_append_val (attachments, attachment);
    }
  }

  return attachments;
}

char *
yzt_attachments_to_text (const GArray *attachments)
{
  GString *text;

  g_return_val_if_fail (attachments != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < attachments->len; i++) {
    const YztAttachment *attachment = &g_array_index (attachments, YztAttachment, i);

    g_string_append_printf (text, "%s%s/%s", i > 0 ? ";" : "", attachment->sha256,
                            attachment->name);
  }

  return g_string_free (text, text->len == 0);
}

/* The end is kept when it is too long: it says what the file is. */
char *
yzt_attachment_safe_name (const char *name)
{
  g_autofree char *valid = NULL;
  const char *from;
  const char *slash;
  glong length;
  GString *safe;

  g_return_val_if_fail (name != NULL, NULL);

  valid = g_utf8_make_valid (name, -1);
  slash = MAX (strrchr (valid, '/'), strrchr (valid, '\\'));
  from = slash != NULL ? slash + 1 : valid;
  length = g_utf8_strlen (from, -1);
  if (length > MAX_NAME_CHARACTERS) {
    from = g_utf8_offset_to_pointer (from, length - MAX_NAME_CHARACTERS);
  }
  safe = g_string_new (NULL);
  for (const char *p = from; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (safe, c == ';' || c == 0xFF1B || g_unichar_iscntrl (c) ? '_' : c);
  }
  g_strstrip (safe->str);
  safe->len = strlen (safe->str);
  if (safe->len == 0 || g_str_equal (safe->str, ".") || g_str_equal (safe->str, "..")) {
    g_string_assign (safe, "file");
  }

  return g_string_free (safe, FALSE);
}

/* --- cells --- */

static gboolean
fail (GError    **error,
      const char *sentence)
{
  g_set_error_literal (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, sentence);

  return FALSE;
}

static gboolean
check_link (const YztField *field,
            const char     *piece,
            YztLink        *link,
            GError        **error)
{
  g_autofree char *quoted = yzt_text_shorten (piece, 60);
  g_autofree char *sentence = NULL;

  if (!read_link (piece, link)) {
    sentence = g_strdup_printf (_("must name a thing like rescue-team/12, not “%s”; choose it by search"), quoted);
    return fail (error, sentence);
  }
  if (field->targets != NULL && !g_strv_contains ((const char *const *) field->targets, link->kind)) {
    g_autofree char *targets = g_strjoinv (", ", field->targets);

    sentence = g_strdup_printf (_("may not name a “%s”; it may name: %s"), link->kind, targets);
    yzt_link_clear (link);
    return fail (error, sentence);
  }

  return TRUE;
}

static gboolean
check_count (const YztField *field,
             guint           n,
             GError        **error)
{
  if (n == 0 && field->required) {
    return fail (error, _("must not be empty"));
  }
  if (n > 1 && !field->many) {
    return fail (error, field->type == YZT_FIELD_LINK ? _("may name one thing only") : _("may have one file only"));
  }

  return n <= MAX_NAMED || fail (error, _("has more than 100 values; that is too many for one cell"));
}

gboolean
yzt_field_parse_link (const YztField *field,
                      const char     *text,
                      YztCell        *cell,
                      GError        **error)
{
  g_autoptr (GPtrArray) pieces = split (text);
  g_autoptr (GArray) links = yzt_links_from_text (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < pieces->len; i++) {
    YztLink link;

    if (!check_link (field, g_ptr_array_index (pieces, i), &link, error)) {
      return FALSE;
    }
    if (g_hash_table_add (seen, g_ptr_array_index (pieces, i))) {
      g_array_append_val (links, link);
    } else {
      yzt_link_clear (&link);
    }
  }
  if (!check_count (field, links->len, error)) {
    return FALSE;
  }
  cell->v.text = yzt_links_to_text (links);
  cell->type = cell->v.text != NULL ? YZT_CELL_TEXT : YZT_CELL_NULL;

  return TRUE;
}

gboolean
yzt_field_parse_file (const YztField *field,
                      const char     *text,
                      YztCell        *cell,
                      GError        **error)
{
  g_autoptr (GPtrArray) pieces = split (text);
  g_autoptr (GArray) attachments = yzt_attachments_from_text (NULL);

  for (guint i = 0; i < pieces->len; i++) {
    YztAttachment attachment;

    if (!read_attachment (g_ptr_array_index (pieces, i), &attachment)) {
      g_autofree char *quoted = yzt_text_shorten (g_ptr_array_index (pieces, i), 60);
      g_autofree char *sentence =
        g_strdup_printf (_("must be a file attached in the form, not “%s”"), quoted);

      return fail (error, sentence);
    }
    g_array_append_val (attachments, attachment);
  }
  if (!check_count (field, attachments->len, error)) {
    return FALSE;
  }
  cell->v.text = yzt_attachments_to_text (attachments);
  cell->type = cell->v.text != NULL ? YZT_CELL_TEXT : YZT_CELL_NULL;

  return TRUE;
}
