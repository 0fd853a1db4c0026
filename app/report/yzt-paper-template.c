/* yzt-paper-template.c: what a planner sets for papers without a compiler: head, seal line, order of sections
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * data/report/paper.ini, or the user's own of that name: [Template] for all papers, [Template hazard-dossier] for one type. */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-report-private.h"

static gboolean
refuse (GError **error, const char *group, const char *key, const char *what)
{
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("paper.ini, [%s] %s: %s"), group, key, what);
  return FALSE;
}

/* Every number of the page and the type is one that a printer can do; a misspelt key is told, not left out. */
static gboolean
check_file (GKeyFile *file, GError **error)
{
  static const char *const numbers[] = { "Width", "Height", "Left", "Right", "Top", "Bottom", "Title", "Status", "Heading", "Text", "Small", "LineSpacing", NULL };
  static const char *const words[] = { "Font", "Columns", "Header", "Seal", "Sections", NULL };
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    g_auto (GStrv) keys = g_key_file_get_keys (file, *group, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
      g_autofree char *text = g_key_file_get_string (file, *group, *key, NULL);
      double value;
      if (g_strv_contains (numbers, *key)) {
        if (text == NULL || !yzt_text_number (text, &value) || !(value > 0) || value >= 2000) {
          return refuse (error, *group, *key, _("must be a number over 0 and below 2000; correct it, or take your own file away."));
        }
      } else if (!g_strv_contains (words, *key)) {
        return refuse (error, *group, *key, _("is no setting of papers; see the file that came with the programme."));
      } else if (text == NULL) {
        return refuse (error, *group, *key, _("cannot be read; write it in UTF-8."));
      }
    }
  }
  return TRUE;
}

GKeyFile *
yzt_paper_load_layout (GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = yzt_paper_load ("paper.ini", error);
  if (text == NULL) {
    return NULL;
  }
  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &problem)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("paper.ini cannot be read: %s. Correct it, or take your own file away."), problem->message);
    return NULL;
  }
  return check_file (file, error) ? g_steal_pointer (&file) : NULL;
}

/* Of the type of paper, else of all; NULL when neither says it. */
static char *
setting (GKeyFile *file, const char *type, const char *key)
{
  g_autofree char *group = g_strdup_printf ("Template %s", type);
  char *own = g_key_file_get_string (file, group, key, NULL);
  char *text = own != NULL ? own : g_key_file_get_string (file, "Template", key, NULL);
  if (text != NULL && *g_strstrip (text) == '\0') {
    g_clear_pointer (&text, g_free);
  }
  return text;
}

typedef struct {
  char *heading; /* "" before the first one */
  GString *lines;
} Section;

static void
clear_section (gpointer data)
{
  Section *section = data;
  g_free (section->heading);
  g_string_free (section->lines, TRUE);
}

static GArray *
split_sections (const char *text)
{
  GArray *sections = g_array_new (FALSE, FALSE, sizeof (Section));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Section first = { g_strdup (""), g_string_new (NULL) };
  g_array_set_clear_func (sections, clear_section);
  g_array_append_val (sections, first);
  for (char **line = lines; *line != NULL; line++) {
    if (g_str_has_prefix (*line, "# ")) {
      Section section = { g_strdup (*line + 2), g_string_new (NULL) };
      g_array_append_val (sections, section);
    }
    g_string_append_printf (g_array_index (sections, Section, sections->len - 1).lines, "%s%s", *line, line[1] != NULL ? "\n" : "");
  }
  return sections;
}

/* Those that are named, in that order; then the others as they were. */
static char *
order_sections (const char *text, const char *wanted)
{
  g_autoptr (GArray) sections = split_sections (text);
  g_auto (GStrv) names = g_strsplit (wanted, ";", -1);
  g_autofree gboolean *used = g_new0 (gboolean, sections->len);
  g_autoptr (GString) ordered = g_string_new (g_array_index (sections, Section, 0).lines->str);
  used[0] = TRUE;
  for (char **name = names; *name != NULL; name++) {
    for (guint i = 1; i < sections->len; i++) {
      const Section *section = &g_array_index (sections, Section, i);
      if (!used[i] && g_str_equal (section->heading, g_strstrip (*name))) {
        used[i] = TRUE;
        g_string_append_printf (ordered, "%s%s", section->lines->str, g_str_has_suffix (section->lines->str, "\n") ? "" : "\n");
      }
    }
  }
  for (guint i = 1; i < sections->len; i++) {
    if (!used[i]) {
      g_string_append (ordered, g_array_index (sections, Section, i).lines->str);
    }
  }
  return g_string_free (g_steal_pointer (&ordered), FALSE);
}

YztPaper *
yzt_paper_dress (const YztPaper *paper, GError **error)
{
  g_autoptr (GKeyFile) file = yzt_paper_load_layout (error);
  if (file == NULL) {
    return NULL;
  }
  g_autofree char *header = setting (file, paper->type, "Header"), *seal = setting (file, paper->type, "Seal"), *sections = setting (file, paper->type, "Sections");
  YztPaper *dressed = yzt_paper_new ();
  g_free (dressed->type);
  g_free (dressed->title);
  g_free (dressed->status);
  g_free (dressed->text);
  g_free (dressed->foot);
  dressed->type = g_strdup (paper->type);
  dressed->title = g_strdup (paper->title);
  dressed->status = g_strdup (paper->status);
  dressed->foot = g_strdup (paper->foot);
  dressed->columns = g_strdup (paper->columns);
  dressed->table = paper->table != NULL ? g_ptr_array_ref (paper->table) : NULL;
  dressed->header = header != NULL ? g_strdup (header) : g_strdup (paper->header);
  dressed->seal = seal != NULL ? g_strdup (seal) : g_strdup (paper->seal);
  dressed->text = sections != NULL ? order_sections (paper->text, sections) : g_strdup (paper->text);
  for (guint i = 0; i < paper->facts->len; i++) {
    g_ptr_array_add (dressed->facts, g_strdup (paper->facts->pdata[i]));
  }
  return dressed;
}
