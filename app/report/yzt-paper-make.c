/* yzt-paper-make.c: any paper by its type; the sheet of the shift change
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-duty.h"
#include "yzt-report-private.h"

YztPaper *
yzt_hand_over_paper (YztStore *store, const char *person, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztHandOverSheet) sheet = yzt_hand_over_sheet (store, now_ms, language, error);
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  g_autoptr (GString) text = g_string_new (NULL);
  if (sheet == NULL) {
    return NULL;
  }
  for (guint i = 0; i < sheet->sections->len; i++) {
    const YztHandOverSection *section = sheet->sections->pdata[i];
    g_string_append_printf (text, "# %s (%u)\n", section->heading, section->lines->len);
    for (guint k = 0; k < section->lines->len; k++) {
      g_autofree char *line = g_strdelimit (g_strdup (section->lines->pdata[k]), "\n", ' ');
      g_string_append_printf (text, "%s\n", line);
    }
    g_string_append (text, section->lines->len == 0 ? _("None.\n") : "");
  }
  g_autofree char *title = yzt_store_get_setting (store, "title"), *now = yzt_paper_time (now_ms, zone);
  YztPaper *paper = yzt_paper_new ();
  yzt_paper_set (paper, "hand-over", g_strdup_printf (_("Hand-over sheet: %s"), title != NULL ? title : ""), g_strdup (text->str));
  g_ptr_array_add (paper->facts, g_strdup_printf (_("Made: %s"), now));
  g_ptr_array_add (paper->facts, g_strdup_printf (_("%s: %s        %s: ____________        %s: ____________"), _("Handed over by"), person != NULL && *person != '\0' ? person : "____________",
                                                  _("Taken over by"), _("Time")));
  g_free (paper->foot);
  paper->foot = yzt_paper_foot (store, "");
  return paper;
}

static char *
day_of (YztStore *store, const YztPaperAsk *ask)
{
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  g_autofree char *now = yzt_paper_time (ask->now_ms, zone);
  return ask->day != NULL && *ask->day != '\0' ? g_strdup (ask->day) : g_strndup (now, 10);
}

YztPaper *
yzt_paper_make (YztStore *store, const YztPaperAsk *ask, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && ask != NULL && ask->type != NULL, NULL);
  static const char *const types[] = { "report", "log", "assessment", "consumption", "hazard-dossier", "filing-form", "inventory", "daily", "plan-card", "call-list", "hand-over", NULL };
  g_autofree char *day = day_of (store, ask);
  guint type = 0;
  while (types[type] != NULL && !g_str_equal (types[type], ask->type)) {
    type++;
  }
  switch (type) {
  case 0: return yzt_report_paper (store, ask->fid, ask->language, error);
  case 1: return yzt_log_paper (store, ask->fid, ask->what, ask->language, error);
  case 2: return yzt_assessment_paper (store, ask->fid, ask->now_ms, ask->language, error);
  case 3: return yzt_consumption_paper (store, ask->fid, ask->now_ms, ask->language, error);
  case 4:
  case 5: return yzt_hazard_paper (store, ask->fid, type == 5, day, ask->language, error);
  case 6: return yzt_inventory_paper (store, day, ask->language, error);
  case 7: return yzt_daily_paper (store, ask->day, ask->now_ms, ask->language, error);
  case 8: return yzt_plan_card_paper (store, ask->fid, day, ask->language, error);
  case 9: return yzt_call_list_paper (store, ask->what != NULL ? ask->what : "", ask->fid, ask->now_ms, ask->language, error);
  case 10: return yzt_hand_over_paper (store, ask->what, ask->now_ms, ask->language, error);
  default: break;
  }
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("There is no paper “%s”."), ask->type);
  return NULL;
}
