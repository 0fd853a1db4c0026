/* yzt-cli.h: what the files of the command line share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-exchange.h"
#include "yzt-loader.h"
#include "yzt-report.h"

#include <jansson.h>
G_BEGIN_DECLS

/** Exit status of every command. */
typedef enum { YZT_EXIT_DONE = 0, YZT_EXIT_PROBLEM = 1, YZT_EXIT_USAGE = 2, YZT_EXIT_UNKNOWN = 3 } YztExit;

/** The command line of one call, taken apart. Strings point into argv. */
typedef struct {
  const char *command;
  GPtrArray *words;                     /* positional arguments after the command */
  gboolean json, sample, dry_run, strict;
  gboolean without_place, update, erase_empty, repair, hold_doubtful; /* of import */
  const char *author, *datum, *encoding, *incident, *title, *time_zone, *return_sheet, *out, *layer, *header_row, *epsg;
  const char *near_center, *near_radius, *fields, *labels; /* of export */
  const char *archive, *keep;
  const char *from, *to, *period, *by, *split, *chart, *shape;   /* of figures */
  gboolean csv, compare;
  const char *county, *level, *plan_kind, *incident_type, *hazard, *state, *due, *today, *near_adcode, *place, *substance; /* of plans */
  gboolean each_section, current;
  GPtrArray *kinds, *maps;              /* --kind, --map as given */
  guint limit;                          /* 0 = not given */
  const char *language;
} YztCall;

typedef YztExit (*YztCommandFunc) (const YztCall *call);

YztExit yzt_command_new (const YztCall *call);
YztExit yzt_command_import (const YztCall *call);
YztExit yzt_command_export (const YztCall *call);
YztExit yzt_command_feed (const YztCall *call);
YztExit yzt_command_undo (const YztCall *call);
YztExit yzt_command_kinds (const YztCall *call);
YztExit yzt_command_near (const YztCall *call);
YztExit yzt_command_nearest (const YztCall *call);
YztExit yzt_command_find (const YztCall *call);
YztExit yzt_command_plans (const YztCall *call);
YztExit yzt_command_hazards (const YztCall *call);
YztExit yzt_command_inventory (const YztCall *call);
YztExit yzt_command_incidents (const YztCall *call);
YztExit yzt_command_zone (const YztCall *call);
YztExit yzt_command_needs (const YztCall *call);
YztExit yzt_command_send (const YztCall *call);
YztExit yzt_command_incident (const YztCall *call);
/** @what: close-list, assess, cases, experts. */
YztExit yzt_command_after (const YztCall *call, YztStore *store, const char *what, gint64 fid);
YztExit yzt_command_call_list (const YztCall *call);
YztExit yzt_command_plan_card (const YztCall *call);
YztExit yzt_command_templates (const YztCall *call);
YztExit yzt_command_duty (const YztCall *call);
YztExit yzt_command_figures (const YztCall *call);
/** YZT_EXIT_DONE when everything is in order, YZT_EXIT_PROBLEM when something is not, YZT_EXIT_UNKNOWN when nothing is red and something is not known. */
YztExit yzt_command_ready (const YztCall *call);
YztExit yzt_command_log (const YztCall *call);
YztExit yzt_command_history (const YztCall *call);
YztExit yzt_command_at (const YztCall *call);
YztExit yzt_command_check (const YztCall *call);
YztExit yzt_command_copy (const YztCall *call);
YztExit yzt_command_backup (const YztCall *call);
YztExit yzt_command_restore (const YztCall *call);
YztExit yzt_command_compact (const YztCall *call);
YztExit yzt_command_salvage (const YztCall *call);
YztExit yzt_command_archive (const YztCall *call);

/** Prints "yzt: sentence" to standard error; returns YZT_EXIT_PROBLEM (or YZT_EXIT_USAGE). */
YztExit yzt_fail (const GError *error);
YztExit yzt_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);
/** Prints @root on one line ended by a newline, and frees it. */
YztExit yzt_print_json (json_t *root);
/** "LON,LAT" in degrees, longitude first; when it is none that is told. */
YztExit yzt_parse_center (const char *text, YztPosition *center_out);
/** An integer when the value is one, a real else; null for NaN. */
json_t *yzt_json_number (double value);
/** json_string, or null for NULL. */
json_t *yzt_json_text (const char *text);
/** Opens the map of the first word; NULL after having told why. */
YztStore *yzt_open_for_reading (const YztCall *call);
YztStore *yzt_open_for_writing (const YztCall *call);
/** The map at @path, for reading. */
YztStore *yzt_open_map (const YztCall *call, const char *path);
YztStore *yzt_open_map_for_writing (const YztCall *call, const char *path);
/** --today, else the day it is; YYYY-MM-DD. */
char *yzt_today (const YztCall *call);
const char *yzt_author (const YztCall *call);
/** (transfer none) The kind of this id; NULL after having told that the map has none. */
YztKind *yzt_find_kind (YztKindSet *kinds, const char *id);
/** fid of the incident with this code, identifier or number; 0 with @error when there is none. */
gint64 yzt_find_incident (YztStore *store, const char *code, GError **error);
/** The paper of this type to @path, by its ending; what is wrong with the planner's own templates is told. @what and @day as in YztPaperAsk. */
YztExit yzt_write_paper (const YztCall *call, YztStore *store, const char *type, gint64 fid, const char *what, const char *day, const char *path);
/** Runs one import and tells its report, when @quiet only if rows were rejected. The command as a whole has failed only when no row of the file was good. */
YztExit yzt_run_import (const YztCall *call, YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options,
                        gboolean quiet);
G_END_DECLS
