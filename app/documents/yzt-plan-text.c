/* yzt-plan-text.c: the text of a plan as a title and sections with their paths
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-documents-private.h"

/* What a section path may be made of; deeper headings are kept at this depth. */
#define MAX_DEPTH 12

G_DEFINE_QUARK (yzt-documents-error-quark, yzt_documents_error)

static void
part_clear (gpointer data)
{
  YztPlanPart *part = data;

  g_free (part->heading);
  g_string_free (part->text, TRUE);
}

GArray *
yzt_plan_parts_new (void)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (YztPlanPart));

  g_array_set_clear_func (parts, part_clear);
  return parts;
}

YztPlanPart *
yzt_plan_parts_add (GArray *parts, guint level, const char *heading)
{
  YztPlanPart part = { level, g_strdup (heading), g_string_new (NULL) };

  g_array_append_val (parts, part);
  return &g_array_index (parts, YztPlanPart, parts->len - 1);
}

static void
section_clear (gpointer data)
{
  yzt_plan_section_clear (data);
}

void
yzt_plan_text_free (YztPlanText *text)
{
  if (text == NULL) {
    return;
  }
  g_hash_table_unref (text->meta);
  g_free (text->title);
  g_array_unref (text->sections);
  g_free (text);
}

static YztPlanText *
plan_text_new (void)
{
  YztPlanText *text = g_new0 (YztPlanText, 1);

  text->meta = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  text->title = g_strdup ("");
  text->sections = g_array_new (FALSE, TRUE, sizeof (YztPlanSection));
  g_array_set_clear_func (text->sections, section_clear);
  return text;
}

/* A first heading of level 1 that stays the only one is the name of the plan, not its first chapter. */
static gboolean
has_title_heading (GArray *parts, guint *index_out)
{
  guint n_first_level = 0;
  guint first = G_MAXUINT;

  for (guint i = 0; i < parts->len; i++) {
    const YztPlanPart *part = &g_array_index (parts, YztPlanPart, i);
    if (part->level > 0 && first == G_MAXUINT) {
      first = i;
    }
    n_first_level += part->level == 1 ? 1 : 0;
  }
  *index_out = first;
  return first != G_MAXUINT && n_first_level == 1 && g_array_index (parts, YztPlanPart, first).level == 1;
}

static void
add_section (YztPlanText *text, guint depth, char **path, const char *heading, const char *body)
{
  YztPlanSection section = { NULL, g_strdup (heading), depth, g_strdup (body) };
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < depth; i++) {
    if (path[i] != NULL && *path[i] != '\0') {
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " / " : "", path[i]);
    }
  }
  section.path = g_string_free (joined, FALSE);
  g_strchomp (section.text);
  g_array_append_val (text->sections, section);
}

static void
build_sections (YztPlanText *text, GArray *parts)
{
  char *path[MAX_DEPTH] = { NULL };
  guint title_index;
  gboolean titled = has_title_heading (parts, &title_index);

  if (title_index != G_MAXUINT) {
    g_free (text->title);
    text->title = g_strdup (g_array_index (parts, YztPlanPart, title_index).heading);
  }
  for (guint i = 0; i < parts->len; i++) {
    const YztPlanPart *part = &g_array_index (parts, YztPlanPart, i);
    guint depth = part->level - (titled && part->level > 0 ? 1 : 0);
    g_autofree char *blank = g_strstrip (g_strdup (part->text->str));
    if (depth == 0) {
      if (*blank != '\0') {
        add_section (text, 0, path, "", part->text->str);
      }
      continue;
    }
    depth = MIN (depth, MAX_DEPTH);
    g_free (path[depth - 1]);
    path[depth - 1] = g_strdup (part->heading);
    for (guint d = depth; d < MAX_DEPTH; d++) {
      g_clear_pointer (&path[d], g_free);
    }
    add_section (text, depth, path, part->heading, part->text->str);
  }
  for (guint d = 0; d < MAX_DEPTH; d++) {
    g_free (path[d]);
  }
}

YztPlanText *
yzt_plan_text_from_parts (GArray *parts)
{
  YztPlanText *text = plan_text_new ();
  build_sections (text, parts);
  return text;
}

static gboolean
is_plain_name (const char *origin)
{
  g_autofree char *lower = g_ascii_strdown (origin, -1);

  return g_str_has_suffix (lower, ".txt");
}

static char *
without_carriage_returns (char *text, gsize *length)
{
  gsize to = 0;

  for (gsize from = 0; from < *length; from++) {
    if (text[from] != '\r') {
      text[to++] = text[from];
    } else if (from + 1 >= *length || text[from + 1] != '\n') {
      text[to++] = '\n';
    }
  }
  text[to] = '\0';
  *length = to;
  return text;
}

static char *
decode (const char *bytes, gsize length, const char *origin, gsize *length_out, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;

  if (length > YZT_PLAN_MAX_TEXT_BYTES) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_READ, _("“%s” is larger than 32 MiB; split it into several plans."), origin);
    return NULL;
  }
  text = yzt_text_decode (bytes, length, NULL, length_out, &cause);
  if (text == NULL) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” is no document that a plan can be read from: save it as PDF, Word (.docx), OpenDocument, Markdown or text."), origin);
    return NULL;
  }
  return without_carriage_returns (g_steal_pointer (&text), length_out);
}

YztPlanText *
yzt_plan_text_parse (const char *bytes, gsize length, const char *origin, GError **error)
{
  g_autoptr (YztPlanText) text = NULL;
  g_autoptr (GArray) parts = yzt_plan_parts_new ();
  g_autofree char *decoded = NULL;
  gsize decoded_length = 0;
  const char *body;
  const char *name;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (origin != NULL, NULL);

  decoded = decode (bytes ? bytes : "", length, origin, &decoded_length, error);
  if (decoded == NULL) {
    return NULL;
  }
  text = plan_text_new ();
  body = yzt_plan_front_matter (decoded, text->meta);
  if (is_plain_name (origin) && !yzt_plan_looks_like_markdown (body)) {
    yzt_plan_read_plain (body, parts);
  } else if (!yzt_plan_read_markdown (body, decoded_length - (gsize) (body - decoded), parts)) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” has more than %d headings; that is no plan."), origin,
                 YZT_PLAN_MAX_SECTIONS);
    return NULL;
  }
  build_sections (text, parts);
  name = g_hash_table_lookup (text->meta, "name");
  if (name != NULL && *name != '\0') {
    g_free (text->title);
    text->title = g_strdup (name);
  }
  return g_steal_pointer (&text);
}
