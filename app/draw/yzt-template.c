/* yzt-template.c: what a planner sets for papers and map sheets without a compiler: page, type, head, seal line, order of parts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-template.h"
#include <glib/gi18n-lib.h>
#include <string.h>

struct _YztTemplates {
  GKeyFile *file;
  char *problem;
};

static char *
own_path (const char *name)
{
  g_autofree char *folder = yzt_user_data_dir ("report");
  return g_build_filename (folder, name, NULL);
}

static char *
load_ours (const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "report", name, NULL);
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, error) ? text : NULL;
}

char *
yzt_template_load_part (const char *name, const char *mark, char **problem_out, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);
  g_autofree char *path = own_path (name), *text = NULL;
  g_autoptr (GError) problem = NULL;
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    gboolean read = g_file_get_contents (path, &text, NULL, &problem);
    gboolean good = read && g_utf8_validate (text, -1, NULL) && (mark == NULL || strstr (text, mark) != NULL);
    if (good) {
      return g_steal_pointer (&text);
    }
    if (problem_out != NULL && *problem_out == NULL) {
      *problem_out = !read || mark == NULL ? g_strdup_printf (_("Your own template %s cannot be read; the one that came with the programme was used."), name)
                                           : g_strdup_printf (_("Your own template %s lacks the mark %s; the one that came with the programme was used."), name, mark);
    }
  }
  return load_ours (name, error);
}

/* --- paper.ini --- */

static char *
mistake (const char *group, const char *key, const char *what)
{
  return g_strdup_printf (_("paper.ini, [%s] %s: %s"), group, key, what);
}

/* Where a key says something. */
static gboolean
is_said_in (const char *group, const char *key)
{
  static const struct { const char *group, *keys; } places[] = {
    { "Page", ";Width;Height;Left;Right;Top;Bottom;" },
    { "Type", ";Font;Title;Status;Heading;Text;Table;Small;LineSpacing;" },
    { "Table", ";Columns;" },
    { "Template", ";Header;Seal;Sections;Begins;" },
    { "Template daily", ";Header;Seal;Sections;Begins;" },
    { "Template map-sheet", ";Header;Seal;" },
  };
  g_autofree char *marked = g_strdup_printf (";%s;", key);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    if (g_str_equal (places[i].group, group)) {
      return strstr (places[i].keys, marked) != NULL;
    }
  }
  return strstr (";Header;Seal;Sections;", marked) != NULL || !g_str_has_prefix (group, "Template"); /* another group is told by its name */
}

/* Every number of the page and the type is one that a printer can do; a misspelt key is told, not left out. */
static char *
find_mistake (GKeyFile *file)
{
  static const char *const numbers[] = { "Width", "Height", "Left", "Right", "Top", "Bottom", "Title", "Status", "Heading", "Text", "Table", "Small", "LineSpacing", NULL };
  static const char *const words[] = { "Font", "Columns", "Header", "Seal", "Sections", "Begins", NULL };
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    g_auto (GStrv) keys = g_key_file_get_keys (file, *group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
      g_autofree char *text = g_key_file_get_string (file, *group, *key, NULL);
      double value;
      if (g_strv_contains (numbers, *key) && is_said_in (*group, *key)) {
        if (text == NULL || !yzt_text_number (text, &value) || !(value > 0) || value >= 2000) {
          return mistake (*group, *key, _("must be a number over 0 and below 2000; correct it, or take your own file away."));
        }
      } else if (!g_strv_contains (words, *key) && !g_strv_contains (numbers, *key)) {
        return mistake (*group, *key, _("is no setting of papers; see the file that came with the programme."));
      } else if (!is_said_in (*group, *key)) {
        return mistake (*group, *key, g_str_equal (*group, "Template map-sheet") ? _("a map sheet has Header and Seal only; take this line away.")
                                                                                 : _("says nothing in this group; see the file that came with the programme."));
      } else if (text == NULL) {
        return mistake (*group, *key, _("cannot be read; write it in UTF-8."));
      }
    }
  }
  return NULL;
}

YztTemplates *
yzt_templates_parse (const char *text, char **problem_out)
{
  g_return_val_if_fail (text != NULL && problem_out != NULL, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  *problem_out = NULL;
  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &error)) {
    g_autofree char *quoted = yzt_text_shorten (error->message, 200);
    *problem_out = g_strdup_printf (_("paper.ini cannot be read: %s. Correct it, or take your own file away."), g_strdelimit (quoted, "\n\r", ' '));
    return NULL;
  }
  *problem_out = find_mistake (file);
  if (*problem_out != NULL) {
    return NULL;
  }
  YztTemplates *self = g_new0 (YztTemplates, 1);
  self->file = g_steal_pointer (&file);
  return self;
}

/* A misspelt group would say what is never done: ours names all there are. */
static char *
find_stranger (const YztTemplates *own, const YztTemplates *ours)
{
  g_auto (GStrv) groups = g_key_file_get_groups (own->file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    if (!g_key_file_has_group (ours->file, *group)) {
      g_autofree char *quoted = yzt_text_shorten (*group, 60);
      return g_strdup_printf (_("paper.ini, [%s]: there is no such group; see the file that came with the programme."), quoted);
    }
  }
  return NULL;
}

/* What the planner's own does not say is as it came with the programme. */
static void
fill_up (YztTemplates *own, const YztTemplates *ours)
{
  g_auto (GStrv) groups = g_key_file_get_groups (ours->file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    g_auto (GStrv) keys = g_key_file_get_keys (ours->file, *group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
      if (!g_key_file_has_key (own->file, *group, *key, NULL)) {
        g_autofree char *value = g_key_file_get_value (ours->file, *group, *key, NULL);
        g_key_file_set_value (own->file, *group, *key, value);
      }
    }
  }
}

YztTemplates *
yzt_templates_load (GError **error)
{
  g_autofree char *path = own_path ("paper.ini"), *text = NULL, *problem = NULL;
  g_autoptr (YztTemplates) own = NULL;
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    if (g_file_get_contents (path, &text, NULL, NULL)) {
      own = yzt_templates_parse (text, &problem);
    } else {
      problem = g_strdup (_("Your own paper.ini cannot be opened; see to it that you may read it."));
    }
  }
  g_autofree char *standing = load_ours ("paper.ini", error), *wrong = NULL;
  YztTemplates *ours = standing != NULL ? yzt_templates_parse (standing, &wrong) : NULL;
  if (ours == NULL) {
    if (error != NULL && *error == NULL) {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, wrong);
    }
    return NULL;
  }
  if (own != NULL && (problem = find_stranger (own, ours)) != NULL) {
    g_clear_pointer (&own, yzt_templates_free);
  }
  if (own != NULL) {
    fill_up (own, ours);
    yzt_templates_free (ours);
    return g_steal_pointer (&own);
  }
  ours->problem = problem != NULL ? g_strdup_printf (_("%s The template that came with the programme was used."), problem) : NULL;
  return ours;
}

void
yzt_templates_free (YztTemplates *self)
{
  if (self != NULL) {
    g_key_file_free (self->file);
    g_free (self->problem);
    g_free (self);
  }
}

const char *
yzt_templates_get_problem (const YztTemplates *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->problem;
}

char *
yzt_templates_get (const YztTemplates *self, const char *type, const char *key, gboolean *own_out)
{
  g_return_val_if_fail (self != NULL && type != NULL && key != NULL, NULL);
  g_autofree char *group = g_strdup_printf ("Template %s", type);
  char *own = g_key_file_get_string (self->file, group, key, NULL);
  char *text = own != NULL ? own : g_key_file_get_string (self->file, "Template", key, NULL);
  if (text != NULL && *g_strstrip (text) == '\0') {
    g_clear_pointer (&text, g_free);
  }
  if (own_out != NULL) {
    *own_out = own != NULL;
  }
  return text;
}

double
yzt_templates_get_number (const YztTemplates *self, const char *group, const char *key, double fallback)
{
  g_return_val_if_fail (self != NULL, fallback);
  g_autoptr (GError) error = NULL;
  double value = g_key_file_get_double (self->file, group, key, &error);
  return error == NULL && value > 0 && value < 2000 ? value : fallback;
}

char *
yzt_templates_get_word (const YztTemplates *self, const char *group, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_key_file_get_string (self->file, group, key, NULL);
}

char *
yzt_template_folder (GError **error)
{
  g_autofree char *folder = yzt_user_data_dir ("report"), *path = own_path ("paper.ini");
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *ours = load_ours ("paper.ini", error);
    if (ours == NULL || !g_file_set_contents (path, ours, -1, error)) {
      return NULL;
    }
  }
  return g_steal_pointer (&folder);
}
