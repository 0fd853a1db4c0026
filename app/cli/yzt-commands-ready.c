/* yzt-commands-ready.c: readiness from the command line, for a shift that begins and for a watchdog of the station
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-base-map.h"
#include "yzt-cli.h"
#include "yzt-readiness.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

static json_t *
line_json (const YztReadyLine *line)
{
  static const char *const states[] = { "green", "unknown", "red" };
  json_t *object = json_object (), *fids = json_array ();
  for (guint i = 0; i < line->fids->len; i++) {
    json_array_append_new (fids, json_integer ((json_int_t) g_array_index (line->fids, gint64, i)));
  }
  json_object_set_new (object, "id", json_string (line->id));
  json_object_set_new (object, "title", json_string (line->title));
  json_object_set_new (object, "state", json_string (states[line->state]));
  json_object_set_new (object, "words", json_string (line->words));
  json_object_set_new (object, "how", json_string (line->how));
  json_object_set_new (object, "basis", json_string (line->basis));
  json_object_set_new (object, "mend", json_string (line->mend));
  json_object_set_new (object, "kind", json_string (line->kind));
  json_object_set_new (object, "fids", fids);
  return object;
}

static void
print_line (const YztReadyLine *line)
{
  static const char *const marks[] = { "✓", "?", "▲" };
  g_print ("%s %s: %s — %s\n", marks[line->state], yzt_ready_state_word (line->state), line->title, line->words);
  if (line->state == YZT_READY_RED) {
    g_print ("    %s\n", line->how);
  }
}

/* What the command line knows of this station: its disk, its clock, and the base map of the programme; sources are asked by the window. */
static YztReadyStation *
station_here (void)
{
  YztReadyStation *station = yzt_ready_station_new ();
  g_autofree char *folder = yzt_user_data_dir ("basemap"), *own = g_build_filename (folder, "boundaries.gpkg", NULL);
  station->only_beside = TRUE;
  station->base_map = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  station->boundaries = g_file_test (own, G_FILE_TEST_EXISTS) ? g_steal_pointer (&own) : NULL;
  station->check_base_map = yzt_base_map_check;
  return station;
}

YztExit
yzt_command_ready (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (YztReadyStation) station = station_here ();
  station->writable = g_access (yzt_store_get_path (store), W_OK) == 0;
  yzt_ready_set_station (store, station);
  g_autoptr (YztReadiness) readiness = yzt_readiness_read (store, yzt_clock_now_ms (&yzt_clock_system), call->labels != NULL ? call->labels : call->language, NULL, &error);
  if (readiness == NULL) {
    return yzt_fail (error);
  }
  YztExit status = readiness->n_red > 0 ? YZT_EXIT_PROBLEM : readiness->n_unknown > 0 ? YZT_EXIT_UNKNOWN : YZT_EXIT_DONE;
  json_t *lines = json_array ();
  for (guint i = 0; i < readiness->lines->len; i++) {
    if (call->json) {
      json_array_append_new (lines, line_json (readiness->lines->pdata[i]));
    } else {
      print_line (readiness->lines->pdata[i]);
    }
  }
  if (!call->json) {
    json_decref (lines);
    return status;
  }
  json_t *root = json_object ();
  json_object_set_new (root, "red", json_integer (readiness->n_red));
  json_object_set_new (root, "unknown", json_integer (readiness->n_unknown));
  json_object_set_new (root, "lines", lines);
  YztExit printed = yzt_print_json (root);
  return printed != YZT_EXIT_DONE ? printed : status;
}
