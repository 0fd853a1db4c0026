/* yzt-paper-template.c: a paper in the dress of its template: head, seal line, order of sections
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-report-private.h"

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

/* Those that are named, in that order; then the others as they were. @unknown_out: the first name that is no section; free. */
static char *
order_sections (const char *text, const char *wanted, char **unknown_out)
{
  g_autoptr (GArray) sections = split_sections (text);
  g_auto (GStrv) names = g_strsplit (wanted, ";", -1);
  g_autofree gboolean *used = g_new0 (gboolean, sections->len);
  g_autoptr (GString) ordered = g_string_new (g_array_index (sections, Section, 0).lines->str);
  used[0] = TRUE;
  for (char **name = names; *name != NULL; name++) {
    gboolean known = *g_strstrip (*name) == '\0';
    for (guint i = 1; i < sections->len; i++) {
      const Section *section = &g_array_index (sections, Section, i);
      if (!used[i] && g_str_equal (section->heading, *name)) {
        used[i] = known = TRUE;
        g_string_append_printf (ordered, "%s%s", section->lines->str, g_str_has_suffix (section->lines->str, "\n") ? "" : "\n");
      }
    }
    if (!known && *unknown_out == NULL) {
      *unknown_out = g_strdup (*name);
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
yzt_paper_dress (const YztPaper *paper, const YztTemplates *templates, char **problem_out)
{
  g_return_val_if_fail (paper != NULL && templates != NULL, NULL);
  gboolean own = FALSE;
  g_autofree char *header = yzt_templates_get (templates, paper->type, "Header", NULL), *seal = yzt_templates_get (templates, paper->type, "Seal", NULL);
  g_autofree char *sections = yzt_templates_get (templates, paper->type, "Sections", &own), *unknown = NULL;
  YztPaper *dressed = yzt_paper_new ();
  yzt_paper_set (dressed, paper->type, g_strdup (paper->title), sections != NULL ? order_sections (paper->text, sections, &unknown) : g_strdup (paper->text));
  g_free (dressed->status);
  g_free (dressed->foot);
  dressed->status = g_strdup (paper->status);
  dressed->foot = g_strdup (paper->foot);
  dressed->columns = g_strdup (paper->columns);
  dressed->one_page = paper->one_page;
  dressed->table = paper->table != NULL ? g_ptr_array_ref (paper->table) : NULL;
  dressed->header = header != NULL ? g_strdup (header) : g_strdup (paper->header);
  dressed->seal = seal != NULL ? g_strdup (seal) : g_strdup (paper->seal);
  for (guint i = 0; i < paper->facts->len; i++) {
    g_ptr_array_add (dressed->facts, g_strdup (paper->facts->pdata[i]));
  }
  /* An order that is meant for all papers names sections that not each of them has. */
  if (unknown != NULL && own && problem_out != NULL && *problem_out == NULL) {
    *problem_out = g_strdup_printf (_("paper.ini, [Template %s] Sections: this paper has no section “%s”; it was passed over."), paper->type, unknown);
  }
  return dressed;
}

char *
yzt_paper_template_problem (const YztPaper *paper)
{
  g_return_val_if_fail (paper != NULL, NULL);
  static const char *const parts[][2] = { { "document.xml", "@BODY@" }, { "footer.xml", "@FOOT@" }, { "styles.xml", NULL } };
  g_autoptr (YztTemplates) templates = yzt_templates_load (NULL);
  char *problem = templates != NULL ? g_strdup (yzt_templates_get_problem (templates)) : NULL;
  if (templates != NULL && problem == NULL) {
    yzt_paper_free (yzt_paper_dress (paper, templates, &problem));
  }
  for (guint i = 0; i < G_N_ELEMENTS (parts) && problem == NULL; i++) {
    g_free (yzt_template_load_part (parts[i][0], parts[i][1], &problem, NULL));
  }
  return problem;
}
