/* yzt-main.c: the yzt command: maps from scripts, with no display
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-cli.h"
#include "yzt-exchange.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

typedef struct {
  const char *name;
  guint min_words, max_words;
  YztCommandFunc func;
  const char *usage;
} Command;

static const Command commands[] = {
  { "new", 1, 1, yzt_command_new, "new MAP [--sample] [--title TEXT] [--time-zone ZONE]" },
  { "kinds", 0, 1, yzt_command_kinds, "kinds [MAP]" },
  { "import", 2, 2, yzt_command_import,
    "import MAP FILE|PG:… --kind KIND [--datum wgs84|cgcs2000|gcj02|bd09] [--encoding NAME] [--map FIELD=COLUMN]… "
    "[--layer NAME] [--header-row N] [--epsg CODE] [--without-place] [--update [--erase-empty]] [--repair] [--hold-doubtful] [--return-sheet FILE.xlsx] [--dry-run] [--strict]" },
  { "export", 3, 3, yzt_command_export, "export MAP KIND FILE|PG:… [--datum wgs84|cgcs2000|gcj02|bd09] [--near LON,LAT RADIUS] [--fields all|plain] [--language zh_CN|en]" },
  { "near", 3, 3, yzt_command_near, "near MAP LON,LAT RADIUS [--kind K]…" },
  { "nearest", 3, 3, yzt_command_nearest, "nearest MAP LON,LAT COUNT [--kind K]…" },
  { "find", 2, 2, yzt_command_find, "find MAP TEXT [--limit N]" },
  { "plans", 1, 4, yzt_command_plans,
    "plans MAP [TEXT] [--incident CODE] [--limit N]\n  yzt plans MAP --at LON,LAT [--incident-type TYPE] [--substance NAME] [--limit N]\n  yzt plans search MAP TEXT [--county CODE] [--level LEVEL] [--plan-kind KIND] [--incident-type TYPE] [--hazard CODE] [--state STATE] "
    "[--due overdue|soon] [--current] [--each-section] [--near-county CODE] [--limit N]\n  yzt plans ladder MAP --incident CODE|--at LON,LAT [--incident-type TYPE]\n"
    "  yzt plans due MAP [--today DATE]\n  yzt plans coverage MAP [--today DATE]\n  yzt plans read FILE\n  yzt plans card MAP PLAN FILE.pdf|FILE.docx [--today DATE]" },
  { "hazards", 1, 6, yzt_command_hazards,
    "hazards MAP [--today DATE]\n  yzt hazards ledger MAP [county|category|grade]\n  yzt hazards lacking MAP agreement|plan|camera|team|team-near\n"
    "  yzt hazards domino MAP\n  yzt hazards show MAP CODE\n  yzt hazards step MAP CODE DATE WHO [NUMBER] [--author NAME]\n  yzt hazards dossier|filing-form MAP CODE FILE.pdf|FILE.docx\n  yzt hazards chemicals TEXT [--limit N]" },
  { "feed", 2, 2, yzt_command_feed, "feed MAP FILE|FOLDER" },
  { "incidents", 1, 1, yzt_command_incidents, "incidents MAP" },
  { "incident", 2, 60, yzt_command_incident,
    "incident MAP take-in LINE [KEY=VALUE]…\n  yzt incident MAP ACT CODE [KEY=VALUE]…   acknowledge place verify grade respond state figures instruct task task-done log correct\n"
    "                                           phone-report report-draft report-edit report-check report-return report-sign report-drop report-send\n"
    "                                           report-received public-draft public-approve public-release\n"
    "                                           call conference conference-end finding close\n"
    "  yzt incident MAP show CODE\n  yzt incident MAP clocks\n  yzt incident MAP log-lines CODE [TEXT]\n  yzt incident MAP rows CODE KIND\n"
    "  yzt incident MAP close-list CODE\n  yzt incident MAP assess CODE\n  yzt incident MAP cases CODE [WEATHER] [--limit N]\n  yzt incident MAP experts CODE [TEXT] [--limit N]\n"
    "  yzt incident MAP print CODE report=FID|log|assessment|consumption|call-list FILE.pdf|FILE.docx|FILE.csv" },
  { "figures", 1, 60, yzt_command_figures,
    "figures MAP [NAME]… [--csv] [--chart FILE.png|FILE.svg|FILE.pdf|FILE.csv] [--from DAY] [--to DAY] [--period today|month|year|12-months|last-year|all] [--by month|year|FIELD] [--split FIELD] [--shape bars|lines|stacked|multiples] [--compare] [--county NAME] [--incident CODE] [--near LON,LAT RADIUS] [--today DAY]" },
  { "ready", 1, 1, yzt_command_ready, "ready MAP [--json]" },
  { "duty", 1, 20, yzt_command_duty,
    "duty MAP [now]\n  yzt duty MAP sheet [--out FILE.pdf|FILE.docx]\n  yzt duty MAP daily [DATE] --out FILE.pdf|FILE.docx\n  yzt duty MAP turn person=NAME post=officer|leader|deputy from_utc=TIME until_utc=TIME\n"
    "  yzt duty MAP turn-drop|absent|back turn=FID [reason=TEXT]\n  yzt duty MAP sign-out\n  yzt duty MAP hand-over to=NAME [note=TEXT]\n  yzt duty MAP accept hand_over=FID" },
  { "zone", 3, 9, yzt_command_zone,
    "zone MAP INCIDENT|LON,LAT substance=NAME [spill=small|large|fire] [container=ID] [wind=DEGREES] [speed=M/S] [hour=day|night]" },
  { "needs", 2, 3, yzt_command_needs, "needs MAP INCIDENT [RADIUS]" },
  { "send", 2, 60, yzt_command_send,
    "send MAP list [INCIDENT] | order INCIDENT BASE [people=N] [vehicle=FID]… [LINE=N]… | acknowledged|under-way|arrived|refused|withdrawn ORDER [who=…] [reason=…] | release ORDER "
    "[people=N] [LINE=CONSUMED,RETURNED]… | count LINE NUMBER [keeper=…]" },
  { "inventory", 2, 2, yzt_command_inventory, "inventory MAP FILE.pdf|FILE.docx|FILE.csv [--today DATE]" },
  { "call-list", 3, 4, yzt_command_call_list, "call-list MAP unverified FILE.pdf|FILE.docx\n  yzt call-list MAP warning|incident|zone WHICH FILE.pdf|FILE.docx" },
  { "templates", 0, 0, yzt_command_templates, "templates" },
  { "log", 1, 1, yzt_command_log, "log MAP [--limit N] [--author NAME] [--incident CODE]" },
  { "history", 3, 3, yzt_command_history, "history MAP KIND FID [--limit N]" },
  { "at", 3, 3, yzt_command_at, "at MAP TIME OUT.gpkg" },
  { "undo", 1, 2, yzt_command_undo, "undo MAP [ENTRY] [--dry-run]" },
  { "check", 1, 1, yzt_command_check, "check MAP [--archive FILE]" },
  { "backup", 1, 2, yzt_command_backup, "backup MAP [FOLDER] [--keep N]" },
  { "restore", 2, 2, yzt_command_restore, "restore BACKUP MAP" },
  { "copy", 2, 2, yzt_command_copy, "copy MAP COPY" },
  { "compact", 1, 1, yzt_command_compact, "compact MAP" },
  { "salvage", 2, 2, yzt_command_salvage, "salvage DAMAGED MAP" },
  { "archive", 3, 3, yzt_command_archive, "archive MAP BEFORE FILE" },
};

/* --- telling --- */

YztExit
yzt_fail (const GError *error)
{
  g_printerr ("yzt: %s\n", error != NULL ? error->message : _("Something failed without saying why."));
  return YZT_EXIT_PROBLEM;
}

YztExit
yzt_usage (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("yzt: %s\n", sentence);
  return YZT_EXIT_USAGE;
}

YztExit
yzt_print_json (json_t *root)
{
  json_dumpf (root, stdout, JSON_COMPACT | JSON_REAL_PRECISION (15));
  fputc ('\n', stdout);
  json_decref (root);
  return YZT_EXIT_DONE;
}

json_t *
yzt_json_number (double value)
{
  if (isnan (value)) {
    return json_null ();
  }
  if (floor (value) >= value && fabs (value) < 9007199254740992.0) {
    return json_integer ((json_int_t) value);
  }
  return json_real (value);
}

json_t *
yzt_json_text (const char *text)
{
  return text != NULL ? json_string (text) : json_null ();
}

const char *
yzt_author (const YztCall *call)
{
  return call->author != NULL ? call->author : "yzt";
}

static YztStore *
open_path (const char *path, YztStoreMode mode)
{
  g_autoptr (GError) error = NULL;
  YztStore *store = yzt_store_open (path, mode, &yzt_clock_system, &error);
  if (store == NULL) {
    yzt_fail (error);
  }
  return store;
}

YztStore *
yzt_open_for_reading (const YztCall *call)
{
  return open_path (call->words->pdata[0], YZT_STORE_READ_ONLY);
}

YztStore *
yzt_open_for_writing (const YztCall *call)
{
  return yzt_open_map_for_writing (call, call->words->pdata[0]);
}

YztStore *
yzt_open_map_for_writing (G_GNUC_UNUSED const YztCall *call, const char *path)
{
  YztStore *store = open_path (path, YZT_STORE_READ_WRITE);
  if (store != NULL && yzt_store_is_read_only (store)) {
    g_printerr ("yzt: %s\n", _("This map can only be read; copy it to a place you may write to."));
    g_clear_object (&store);
  }
  return store;
}

YztStore *
yzt_open_map (G_GNUC_UNUSED const YztCall *call, const char *path)
{
  return open_path (path, YZT_STORE_READ_ONLY);
}

char *
yzt_today (const YztCall *call)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  return call->today != NULL ? g_strdup (call->today) : g_date_time_format (now, "%Y-%m-%d");
}

/* --- taking the command line apart --- */

/* Where the value of option @name goes; exactly one of flag, text and list is set. */
typedef struct {
  gboolean *flag;
  const char **text;
  const char **second; /* of an option with two values */
  GPtrArray *list;
} OptionPlace;

static gboolean
find_option (YztCall *call, const char *name, OptionPlace *place)
{
  const struct {
    const char *name;
    OptionPlace place;
  } options[] = {
    { "--json", { .flag = &call->json } },
    { "--csv", { .flag = &call->csv } },
    { "--compare", { .flag = &call->compare } },
    { "--from", { .text = &call->from } },
    { "--to", { .text = &call->to } },
    { "--by", { .text = &call->by } },
    { "--chart", { .text = &call->chart } },
    { "--out", { .text = &call->out } },
    { "--period", { .text = &call->period } },
    { "--shape", { .text = &call->shape } },
    { "--split", { .text = &call->split } },
    { "--sample", { .flag = &call->sample } },
    { "--dry-run", { .flag = &call->dry_run } },
    { "--strict", { .flag = &call->strict } },
    { "--without-place", { .flag = &call->without_place } },
    { "--update", { .flag = &call->update } },
    { "--erase-empty", { .flag = &call->erase_empty } },
    { "--repair", { .flag = &call->repair } },
    { "--hold-doubtful", { .flag = &call->hold_doubtful } },
    { "--author", { .text = &call->author } },
    { "--datum", { .text = &call->datum } },
    { "--encoding", { .text = &call->encoding } },
    { "--incident", { .text = &call->incident } },
    { "--title", { .text = &call->title } },
    { "--time-zone", { .text = &call->time_zone } },
    { "--archive", { .text = &call->archive } },
    { "--keep", { .text = &call->keep } },
    { "--county", { .text = &call->county } },
    { "--level", { .text = &call->level } },
    { "--plan-kind", { .text = &call->plan_kind } },
    { "--incident-type", { .text = &call->incident_type } },
    { "--hazard", { .text = &call->hazard } },
    { "--state", { .text = &call->state } },
    { "--due", { .text = &call->due } },
    { "--today", { .text = &call->today } },
    { "--at", { .text = &call->place } },
    { "--substance", { .text = &call->substance } },
    { "--near-county", { .text = &call->near_adcode } },
    { "--each-section", { .flag = &call->each_section } },
    { "--current", { .flag = &call->current } },
    { "--layer", { .text = &call->layer } },
    { "--header-row", { .text = &call->header_row } },
    { "--epsg", { .text = &call->epsg } },
    { "--return-sheet", { .text = &call->return_sheet } },
    { "--near", { .text = &call->near_center, .second = &call->near_radius } },
    { "--fields", { .text = &call->fields } },
    { "--language", { .text = &call->labels } },
    { "--kind", { .list = call->kinds } },
    { "--map", { .list = call->maps } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    if (g_str_equal (options[i].name, name)) {
      *place = options[i].place;
      return TRUE;
    }
  }
  return FALSE;
}

static YztExit
take_limit (YztCall *call, const char *text)
{
  guint64 limit;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &limit, NULL)) {
    return yzt_usage (_("--limit takes a whole number from 1, not “%s”."), text);
  }
  call->limit = (guint) limit;
  return YZT_EXIT_DONE;
}

/* "--name=value" and "--name value" both; @i moves on when the value is the next word. */
static YztExit
take_option (YztCall *call, int argc, char **argv, int *i)
{
  const char *equals = strchr (argv[*i], '=');
  g_autofree char *name = equals != NULL ? g_strndup (argv[*i], (gsize) (equals - argv[*i])) : g_strdup (argv[*i]);
  gboolean is_limit = g_str_equal (name, "--limit");
  OptionPlace place = { NULL };
  if (!is_limit && !find_option (call, name, &place)) {
    return yzt_usage (_("There is no option %s; see “yzt --help”."), name);
  }
  if (place.flag != NULL) {
    if (equals != NULL) {
      return yzt_usage (_("The option %s takes no value."), name);
    }
    *place.flag = TRUE;
    return YZT_EXIT_DONE;
  }
  const char *value = equals != NULL ? equals + 1 : NULL;
  if (value == NULL && *i + 1 < argc) {
    value = argv[++*i];
  }
  if (value == NULL) {
    return yzt_usage (_("The option %s needs a value."), name);
  }
  if (is_limit) {
    return take_limit (call, value);
  }
  if (place.list != NULL) {
    g_ptr_array_add (place.list, (gpointer) value);
  } else {
    *place.text = value;
  }
  if (place.second != NULL) {
    if (*i + 1 >= argc) {
      return yzt_usage (_("The option %s needs two values."), name);
    }
    *place.second = argv[++*i];
  }
  return YZT_EXIT_DONE;
}

static YztExit
take_apart (YztCall *call, int argc, char **argv)
{
  gboolean options_end = FALSE;
  for (int i = 1; i < argc; i++) {
    if (!options_end && g_str_equal (argv[i], "--")) {
      options_end = TRUE;
    } else if (!options_end && g_str_has_prefix (argv[i], "--")) {
      YztExit status = take_option (call, argc, argv, &i);
      if (status != YZT_EXIT_DONE) {
        return status;
      }
    } else if (call->command == NULL) {
      call->command = argv[i];
    } else {
      g_ptr_array_add (call->words, argv[i]);
    }
  }
  return YZT_EXIT_DONE;
}

static void
print_help (void)
{
  g_print ("%s\n\n", _("Yizhangtu: one map for an emergency command room, from the command line"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_print ("  yzt %s\n", commands[i].usage);
  }
  g_print ("\n%s\n%s\n%s\n",
           _("RADIUS is 800m or 50km; LON,LAT are degrees, WGS 84, longitude first."),
           _("--json on every reading command; --author NAME on every writing one."),
           _("Exit status: 0 done, 1 a problem in the data or the request, 2 wrong usage."));
}

static YztExit
run_command (const YztCall *call)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    const Command *command = &commands[i];
    if (g_str_equal (command->name, call->command)) {
      if (call->words->len < command->min_words || call->words->len > command->max_words) {
        return yzt_usage (_("Usage: yzt %s"), command->usage);
      }
      return command->func (call);
    }
  }
  return yzt_usage (_("There is no command “%s”; see “yzt --help”."), call->command);
}

/* Labels of kinds and enumerations follow the language of messages. */
static const char *
choose_language (void)
{
  const char *const *names = g_get_language_names ();
  return names[0] != NULL && g_str_has_prefix (names[0], "zh") ? "zh_CN" : "en";
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  const char *locale_dir = g_getenv ("YZT_LOCALE_DIR");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : YZT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  g_autoptr (GPtrArray) maps = g_ptr_array_new ();
  YztCall call = { .words = words, .kinds = kinds, .maps = maps, .language = choose_language () };
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))) {
    print_help ();
    return YZT_EXIT_DONE;
  }
  if (argc > 1 && g_str_equal (argv[1], "--version")) {
    g_print ("yzt %s\n", YZT_VERSION);
    return YZT_EXIT_DONE;
  }
  YztExit status = take_apart (&call, argc, argv);
  if (status != YZT_EXIT_DONE) {
    return (int) status;
  }
  if (call.command == NULL) {
    return (int) yzt_usage (_("Say what to do; see “yzt --help”."));
  }
  yzt_geo_init ();
  yzt_exchange_init ();
  return (int) run_command (&call);
}
