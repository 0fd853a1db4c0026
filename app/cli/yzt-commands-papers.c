/* yzt-commands-papers.c: papers from the command line: written, and what is wrong with the planner's own templates told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"

#include <glib/gi18n-lib.h>
#include "yzt-template.h"

YztExit
yzt_write_paper (const YztCall *call, YztStore *store, const char *type, gint64 fid, const char *what, const char *day, const char *path)
{
  g_autoptr (GError) error = NULL;
  const YztPaperAsk ask = { .type = type, .fid = fid, .what = what, .day = day, .now_ms = yzt_clock_now_ms (&yzt_clock_system), .language = call->language };
  g_autoptr (YztPaper) paper = yzt_paper_make (store, &ask, &error);
  if (paper == NULL || !yzt_paper_write (paper, path, &error)) {
    return yzt_fail (error);
  }
  g_autofree char *problem = yzt_paper_template_problem (paper);
  if (problem != NULL) {
    g_printerr ("yzt: %s\n", problem);
  }
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_inventory (const YztCall *call)
{
  g_autofree char *today = yzt_today (call);
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  return store != NULL ? yzt_write_paper (call, store, "inventory", 0, NULL, today, call->words->pdata[1]) : YZT_EXIT_PROBLEM;
}

/* "call-list MAP unverified FILE", "call-list MAP warning|incident|zone WHICH FILE". */
YztExit
yzt_command_call_list (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  const char *what = call->words->pdata[1], *kind_id = g_str_equal (what, "zone") ? "danger-zone" : what;
  gboolean which = call->words->len == 4;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  gint64 fid = 0;
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (which && g_str_equal (what, "incident")) {
    fid = yzt_find_incident (store, call->words->pdata[2], &error);
  } else if (which) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), kind_id);
    fid = kind != NULL ? yzt_store_find_row (store, kind, "code", call->words->pdata[2], &error) : 0;
    fid = fid == 0 ? g_ascii_strtoll (call->words->pdata[2], NULL, 10) : fid;
  }
  if (error != NULL) {
    return yzt_fail (error);
  }
  return yzt_write_paper (call, store, "call-list", fid, what, NULL, call->words->pdata[call->words->len - 1]);
}

/* "plans card MAP PLAN FILE": by number, document number or title. */
YztExit
yzt_command_plan_card (const YztCall *call)
{
  static const char *const fields[] = { "code", "number", "name" };
  g_autoptr (GError) error = NULL;
  g_autofree char *today = yzt_today (call);
  g_autoptr (YztStore) store = yzt_open_map (call, call->words->pdata[1]);
  YztKind *kind = store != NULL ? yzt_kind_set_find (yzt_store_get_kinds (store), "plan") : NULL;
  gint64 fid = 0;
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (call->words->len < 4) {
    return yzt_usage (_("Usage: yzt %s"), "plans card MAP PLAN FILE.pdf|FILE.docx");
  }
  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS (fields) && fid == 0 && error == NULL; i++) {
    fid = yzt_store_find_row (store, kind, fields[i], call->words->pdata[2], &error);
  }
  if (error != NULL) {
    return yzt_fail (error);
  }
  return yzt_write_paper (call, store, "plan-card", fid != 0 ? fid : g_ascii_strtoll (call->words->pdata[2], NULL, 10), NULL, today, call->words->pdata[3]);
}

/* The planner's own folder, with a paper.ini to begin with. */
YztExit
yzt_command_templates (G_GNUC_UNUSED const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = yzt_template_folder (&error);
  g_autoptr (YztTemplates) templates = folder != NULL ? yzt_templates_load (&error) : NULL;
  if (templates == NULL) {
    return yzt_fail (error);
  }
  g_print ("%s\n", folder);
  if (yzt_templates_get_problem (templates) != NULL) {
    g_printerr ("yzt: %s\n", yzt_templates_get_problem (templates));
    return YZT_EXIT_PROBLEM;
  }
  return YZT_EXIT_DONE;
}
