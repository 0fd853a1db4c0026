/* yzt-commands-write.c: the commands that make a map and change it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-documents.h"
#include "yzt-exchange.h"
#include "yzt-feeds.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* --- new --- */

static gboolean
mark_sample_act (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_put_setting (act, "sample", "1", error) && yzt_act_put_setting (act, "jurisdiction", "4412", error);
}

/* What a row says of others can be looked up only when they are there: first what stands by itself, then what names others, then what belongs to them. */
static guint
turn_of (const YztKind *kind)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    if (yzt_kind_get_owner (kind) == NULL && yzt_field_get_field_type (yzt_kind_get_field (kind, i)) == YZT_FIELD_LINK) {
      return 1;
    }
  }
  return yzt_kind_get_owner (kind) == NULL ? 0 : 2;
}

/* Every CSV of the sample folder that is named after a kind; then the plans. */
static YztExit
fill_sample (const YztCall *call, YztStore *store)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztImportOptions options = { .strict = TRUE, .language = call->language };
  for (guint turn = 0; turn < 3; turn++) {
    for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
      YztKind *kind = yzt_kind_set_get (kinds, i);
      g_autofree char *file = g_strdup_printf ("%s.csv", yzt_kind_get_id (kind));
      g_autofree char *path = g_build_filename (yzt_data_dir (), "sample", file, NULL);
      if (turn_of (kind) != turn || !g_file_test (path, G_FILE_TEST_EXISTS)) {
        continue;
      }
      YztExit status = yzt_run_import (call, store, kind, path, &options, TRUE);
      if (status != YZT_EXIT_DONE) {
        return status;
      }
    }
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *plans = g_build_filename (yzt_data_dir (), "sample", "plans", NULL);
  g_autoptr (YztPlanImportReport) report = NULL;
  YztKind *plan = yzt_kind_set_find (kinds, "plan");
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .label = _("Import the sample plans"),
                      .nature = YZT_ACT_BULK };
  if (plan != NULL && !yzt_import_plans (store, plan, plans, FALSE, TRUE, &info, &report, &error)) {
    return yzt_fail (error);
  }
  info.label = _("Mark as sample data");
  info.nature = YZT_ACT_FEED;
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, mark_sample_act, NULL, &error);
  return result != NULL ? YZT_EXIT_DONE : yzt_fail (error);
}

YztExit
yzt_command_new (const YztCall *call)
{
  const char *path = call->words->pdata[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (problems, &error);
  if (kinds == NULL) {
    return yzt_fail (error);
  }
  for (guint i = 0; i < problems->len; i++) {
    g_printerr ("yzt: %s\n", (const char *) problems->pdata[i]);
  }
  const char *title = call->title != NULL ? call->title : (call->sample ? "肇庆市" : NULL);
  const char *zone = call->time_zone != NULL ? call->time_zone : "Asia/Shanghai";
  if (!yzt_store_create (path, kinds, title, zone, &yzt_clock_system, &error)) {
    return yzt_fail (error);
  }
  if (!call->sample) {
    return YZT_EXIT_DONE;
  }
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  YztExit status = store != NULL ? fill_sample (call, store) : YZT_EXIT_PROBLEM;
  if (store != NULL) {
    yzt_store_close (store);
  }
  if (status != YZT_EXIT_DONE) {
    g_unlink (path);
  }
  return status;
}

/* --- feed --- */

YztExit
yzt_command_feed (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeedReport) report = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (!yzt_feed_path (store, call->words->pdata[1], yzt_author (call), call->language, &yzt_clock_system, &report,
                      &error)) {
    return yzt_fail (error);
  }
  for (guint i = 0; i < report->problems->len; i++) {
    g_printerr ("yzt: %s\n", (const char *) report->problems->pdata[i]);
  }
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "files", json_integer (report->files));
    json_object_set_new (root, "inserted", json_integer (report->inserted));
    json_object_set_new (root, "updated", json_integer (report->updated));
    json_object_set_new (root, "cancelled", json_integer (report->cancelled));
    json_object_set_new (root, "duplicates", json_integer (report->duplicates));
    json_object_set_new (root, "observed", json_integer (report->observed));
    json_object_set_new (root, "ignored", json_integer (report->ignored));
    json_object_set_new (root, "failed", json_integer (report->failed));
    yzt_print_json (root);
  } else {
    g_print (_("%u files: %u new, %u updated, %u cancelled, %u duplicates, %u ignored, %u failed\n"), report->files,
             report->inserted, report->updated, report->cancelled, report->duplicates, report->ignored,
             report->failed);
    if (report->observed > 0) {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u observation of the weather\n", "%u observations of the weather\n", report->observed), report->observed);
    }
  }
  return report->failed > 0 ? YZT_EXIT_PROBLEM : YZT_EXIT_DONE;
}
