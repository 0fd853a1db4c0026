/* window-fixture.c: what the tests of the window share: a small map, a window on it with somebody signed in, bounded waiting
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>
#include "config.h"
#include "window-fixture.h"
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include "yzt-exchange.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* With the sanitizers everything takes several times longer, which is not what is measured; ./check runs both builds. */
#ifdef __SANITIZE_ADDRESS__
#define LIMIT_MS 500
#else
#define LIMIT_MS YZT_WATCHDOG_LIMIT_MS
#endif
#define PATIENCE_MS 30000
/* Where this is set longer turns than so many are told, too, and the longest of each case; the bar stays. For looking where time goes. */
#define TELL_MS "YZT_WINDOW_TEST_TELL_MS"
/* A stall that is ours comes every time; one that the display or the disk made beside other work does not. The case that met one is run
 * again alone. */
#define TRIES 5
#define TRY_AGAIN 75
#define STALLED "# stalled: " /* what a run tells its parent, before the case's path */

static YztApplication *application;
static gboolean tries_left; /* another run follows for the cases that meet a stall */
static gboolean stalled;

/* The bar is for two cores of 2.6 GHz that have nothing else to do: there four megabytes are summed in 14 ms of the thread's own time.
 * Where the same sum takes longer now, so does everything else, and that is not ours to answer for. */
static double
machine_slowness (void)
{
  const gsize length = 4 * 1024 * 1024;
  const double ours_ms = 14;
  g_autofree guint8 *zeroes = g_malloc0 (length);
  struct timespec from, to;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &from);
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, zeroes, length);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &to);
  double took_ms = (double) (to.tv_sec - from.tv_sec) * 1e3 + (double) (to.tv_nsec - from.tv_nsec) / 1e6;
  return CLAMP (took_ms / ours_ms, 1, 10);
}

/* The process that serves our display, when it is one of this machine: Xvfb with our number among its arguments. */
static void
excuse_display (void)
{
  const char *display = g_getenv ("DISPLAY");
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *pid;
  while (display != NULL && processes != NULL && (pid = g_dir_read_name (processes)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
    g_autofree char *line = NULL;
    gsize length = 0;
    if (!g_ascii_isdigit (*pid) || !g_file_get_contents (path, &line, &length, NULL) || length == 0
        || !g_str_has_suffix (line, "Xvfb") || g_strcmp0 (line + strlen (line) + 1, display) != 0) {
      continue;
    }
    g_autofree char *schedstat = g_build_filename ("/proc", pid, "schedstat", NULL);
    yzt_watchdog_excuse_display (schedstat);
    return;
  }
}

/* --- waiting, bounded --- */

static gboolean
on_out_of_patience (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

void
wait_until (Condition condition, gpointer data, const char *what)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (PATIENCE_MS, on_out_of_patience, &late);
  while (!condition (data) && !late) {
    g_main_context_iteration (NULL, TRUE);
  }
  if (late) {
    g_error ("waited in vain for: %s", what);
  }
  g_source_remove (timer);
}

void
draw (YztWindow *window)
{
  gtk_widget_queue_draw (GTK_WIDGET (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
}

/* --- a small map --- */

YztRow *
new_row (YztKindSet *kinds, const char *kind, const char *name, double lon, double lat)
{
  YztRow *row = yzt_row_new (yzt_kind_set_find (kinds, kind));
  yzt_row_set_text (row, "name", name);
  row->has_position = TRUE;
  row->lon = lon;
  row->lat = lat;
  return row;
}

static gboolean
fill (YztAct *act, gpointer user_data, GError **error)
{
  YztKindSet *kinds = user_data;
  g_autoptr (YztRow) incident = new_row (kinds, "incident", "金利镇 液氨泄漏", 112.55, 23.02);
  yzt_row_set_text (incident, "type", "chemical-leak");
  yzt_row_set_text (incident, "grade", "larger");
  yzt_row_set_text (incident, "state", "received");
  yzt_row_set_text (incident, "reported_utc", "2026-11-22T04:41:00Z");
  g_autoptr (YztRow) hospital = new_row (kinds, "hospital", "金利医院", 112.56, 23.03);
  if (!yzt_act_insert (act, incident, error) || !yzt_act_insert (act, hospital, error)) {
    return FALSE;
  }
  for (guint i = 0; i < 40; i++) {
    g_autofree char *name = g_strdup_printf ("队%u", i);
    g_autoptr (YztRow) team = new_row (kinds, "rescue-team", name, 112.4 + i * 0.01, 23.0 + i * 0.005);
    if (!yzt_act_insert (act, team, error)) {
      return FALSE;
    }
  }
  YztPlanSection sections[] = { { (char *) "1 总则", (char *) "1 总则", 1, (char *) "为了规范处置。" },
                                { (char *) "2 泄漏处置", (char *) "2 泄漏处置", 1, (char *) "液氨泄漏时疏散下风向人员。" } };
  g_autoptr (YztRow) plan = yzt_row_new (yzt_kind_set_find (kinds, "plan"));
  yzt_row_set_text (plan, "name", "液氨泄漏专项预案");
  yzt_row_set_text (plan, "incident_types", "chemical-leak");
  return yzt_act_insert (act, plan, error) && yzt_act_put_plan_text (act, plan->fid, sections, 2, NULL, NULL, error);
}

char *
make_map (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (NULL, &error);
  g_assert_no_error (error);
  g_autofree char *folder = g_dir_make_tmp ("yzt-window-XXXXXX", &error);
  g_assert_no_error (error);
  char *path = g_build_filename (folder, "test.yzt.gpkg", NULL);
  g_assert_true (yzt_store_create (path, kinds, "肇庆市", "Asia/Shanghai", &yzt_clock_system, &error));
  g_autoptr (YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &yzt_clock_system, &error);
  g_assert_no_error (error);
  YztActInfo info = { .author = "test", .window = "test", .label = "Fill", .nature = YZT_ACT_BULK };
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, fill, yzt_store_get_kinds (store), &error);
  g_assert_no_error (error);
  yzt_store_close (store);
  return path;
}

void
remove_map (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);
    g_remove (file);
  }
  g_rmdir (folder);
}

/* --- the window --- */

static gboolean
is_ready (gpointer data)
{
  YztWindow *window = data;
  return window->session != NULL && yzt_session_get_state (window->session) == YZT_SESSION_READY && window->ring != NULL;
}

static gboolean
is_signed_in (gpointer session)
{
  return *yzt_session_get_author (session) != '\0';
}

GtkWindow *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (G_TYPE_CHECK_INSTANCE_TYPE (window, type)) {
      return window;
    }
  }
  return NULL;
}

static gboolean
asks_who_sits_here (gpointer unused)
{
  return find_window (YZT_TYPE_SIGN_IN_DIALOG) != NULL;
}

void
set_up (Fixture *fixture, gconstpointer language)
{
  g_setenv ("LANGUAGE", language != NULL ? language : "en", TRUE);
  fixture->path = make_map ();
  fixture->window = yzt_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  draw (fixture->window);
  yzt_watchdog_take_stalls (NULL, NULL); /* what comes from here on is ours to keep short, the opening too */
  yzt_window_open (fixture->window, fixture->path);
  wait_until (is_ready, fixture->window, "the map");
  fixture->session = g_object_ref (fixture->window->session);
  wait_until (asks_who_sits_here, NULL, "the question who sits here");
  gtk_window_close (find_window (YZT_TYPE_SIGN_IN_DIALOG));
  yzt_session_sign_in (fixture->session, "王值班");
  wait_until (is_signed_in, fixture->session, "the signing in");
  draw (fixture->window);
}

static gboolean
is_closed (gpointer session)
{
  return yzt_session_get_state (session) == YZT_SESSION_CLOSED;
}

void
judge_stalls (void)
{
  double longest_ms = 0;
  const char *action = NULL;
  yzt_watchdog_take_stalls (&longest_ms, &action);
  if (g_getenv (TELL_MS) != NULL) {
    g_test_message ("longest turn: %.0f ms (%s)", longest_ms, action != NULL ? action : "none");
  }
  double slowness = longest_ms > LIMIT_MS ? machine_slowness () : 1;
  if (longest_ms > LIMIT_MS * slowness) {
    g_test_message ("the main loop was busy for %.0f ms (%s) on a machine %.1f times as slow as ours", longest_ms, action, slowness);
    stalled = TRUE;
    if (tries_left) {
      printf (STALLED "%s\n", g_test_get_path ());
    } else {
      g_test_fail ();
    }
  }
}

/* Whatever a case has opened: the window goes on a screen of 1280 x 800, with what a desktop puts around it. */
static void
judge_size (GtkWidget *window)
{
  int width = 0, height = 0;
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  if (width > 1260 || height > 760) {
    g_test_message ("the window does not get smaller than %d x %d", width, height);
    g_test_fail ();
  }
}

void
tear_down (Fixture *fixture, gconstpointer language)
{
  g_main_context_iteration (NULL, FALSE); /* the turn in which the case ended is judged by the next look for what to do */
  judge_stalls ();
  judge_size (GTK_WIDGET (fixture->window));
  yzt_inspector_stop_editing (fixture->window->inspector); /* what was typed and not saved would hold the window open */
  yzt_watchdog_action ("close"); /* told so by its name, and not counted */
  gtk_window_close (GTK_WINDOW (fixture->window));
  wait_until (is_closed, fixture->session, "the closing");
  g_clear_object (&fixture->session);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  remove_map (fixture->path);
  g_clear_pointer (&fixture->path, g_free);
}

void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
  draw (fixture->window);
}

gint64
first_of (Fixture *fixture, const char *kind_id)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (fixture->session));
  guint kind = (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), kind_id);
  YztItem item;
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    if (yzt_generation_get_item (generation, i, &item) && item.kind == kind) {
      return item.fid;
    }
  }
  g_error ("there is no %s", kind_id);
}

void
select_thing (Fixture *fixture, const char *kind)
{
  yzt_session_select (fixture->session, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), kind), first_of (fixture, kind));
}

gboolean
shows_name (gpointer data)
{
  const Expected *expected = data;
  const YztRow *row = yzt_inspector_get_row (expected->window->inspector);
  return row != NULL && g_strcmp0 (yzt_row_get_text (row, "name"), expected->name) == 0;
}

GtkWidget *
find_entry (GtkWidget *root, const char *text)
{
  if (GTK_IS_ENTRY (root) && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (root)), text)) {
    return root;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_entry (child, text);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

/* The tester's own settings and maps are left alone, and those of a test on another display; the system's folders stay, since icons and their
 * types are there. */
static void
keep_from_home (void)
{
  static const char *const variables[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME" };
  const char *build = g_getenv ("G_TEST_BUILDDIR");
  const char *display = g_getenv ("DISPLAY");
  g_autofree char *name = g_strcanon (g_strconcat ("yzt-test-window-home-", display, NULL), G_CSET_a_2_z G_CSET_DIGITS "-", '-');
  g_autofree char *folder = g_build_filename (build != NULL ? build : g_get_tmp_dir (), name, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++) {
    g_setenv (variables[i], folder, TRUE);
  }
}

/* The cases that @told says were held up. */
static GPtrArray *
read_stalled (const char *told)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (told, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], STALLED) && !g_ptr_array_find_with_equal_func (paths, lines[i] + strlen (STALLED), g_str_equal, NULL)) {
      g_ptr_array_add (paths, g_strdup (lines[i] + strlen (STALLED)));
    }
  }
  return paths;
}

/* This programme again: whole, or @cases of it. */
static int
run_once (char **argv, GPtrArray *cases, char **told_out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "YZT_WINDOW_TEST_TRIES_LEFT", "1", TRUE);
  int status = 0;
  for (guint i = 0; argv[i] != NULL && (i == 0 || cases == NULL); i++) {
    g_ptr_array_add (arguments, argv[i]);
  }
  for (guint i = 0; cases != NULL && i < cases->len; i++) {
    g_ptr_array_add (arguments, (gpointer) "-p");
    g_ptr_array_add (arguments, cases->pdata[i]);
  }
  g_ptr_array_add (arguments, NULL);
  g_spawn_sync (NULL, (char **) arguments->pdata, environment, G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, told_out, NULL, &status, &error);
  g_assert_no_error (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

/* What the first run told, with the cases that were held up every time as failed. */
static void
tell_with_stalled (const char *told, GPtrArray *cases)
{
  g_auto (GStrv) lines = g_strsplit (told, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *path = g_str_has_prefix (lines[i], "ok ") ? strchr (lines[i] + strlen ("ok "), ' ') : NULL;
    gboolean failed = path != NULL && g_ptr_array_find_with_equal_func (cases, path + 1, g_str_equal, NULL);
    printf ("%s%s%s", failed ? "not " : "", lines[i], lines[i + 1] != NULL ? "\n" : "");
  }
}

/* Runs this same programme; the cases that were held up are run again alone, at most TRIES times in all. */
static void
run_in_tries (char **argv)
{
  g_autofree char *first = NULL;
  int status = run_once (argv, NULL, &first);
  g_autoptr (GPtrArray) cases = read_stalled (first);
  for (int try = 2; status == TRY_AGAIN && try <= TRIES; try++) {
    g_autofree char *told = NULL;
    status = run_once (argv, cases, &told);
    if (status != TRY_AGAIN && status != 0) {
      fputs (told, stdout);
      exit (status > 0 ? status : EXIT_FAILURE);
    }
    g_autoptr (GPtrArray) again = read_stalled (told);
    g_ptr_array_set_size (cases, 0);
    g_ptr_array_extend_and_steal (cases, g_steal_pointer (&again));
  }
  tell_with_stalled (first, cases);
  exit (status == TRY_AGAIN || status < 0 ? EXIT_FAILURE : status);
}

void
window_test_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;
  const char *left = g_getenv ("YZT_WINDOW_TEST_TRIES_LEFT");
  if (left == NULL) {
    run_in_tries (*argv);
  }
  tries_left = left != NULL && *left != '0';
  /* In the C locale no translation is spoken. */
  setlocale (LC_ALL, "C.UTF-8");
  keep_from_home ();
  g_test_init (argc, argv, NULL);
  gtk_disable_setlocale ();
  gtk_init ();
  yzt_geo_init ();
  yzt_exchange_init ();
  const char *tell_ms = g_getenv (TELL_MS);
  yzt_watchdog_start (tell_ms != NULL ? (guint) MIN (g_ascii_strtoull (tell_ms, NULL, 10), YZT_WATCHDOG_LIMIT_MS) : YZT_WATCHDOG_LIMIT_MS);
  excuse_display ();
  application = yzt_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
}

int
window_test_run (void)
{
  int status = g_test_run ();
  g_clear_object (&application);
  return status == 0 && stalled && tries_left ? TRY_AGAIN : status;
}

GtkApplication *
window_test_application (void)
{
  return GTK_APPLICATION (application);
}

typedef gboolean (*Fits) (GtkWidget *widget, gconstpointer what);

static GtkWidget *
find_fitting (GtkWidget *root, Fits fits, gconstpointer what)
{
  if (gtk_widget_get_mapped (root) && fits (root, what)) {
    return root;
  }
  GtkWidget *found = NULL;
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL && found == NULL; w = gtk_widget_get_next_sibling (w)) {
    found = find_fitting (w, fits, what);
  }
  return found;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) type);
}

static gboolean
is_button (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static gboolean
has_words (GtkWidget *widget, gconstpointer words)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget)) : NULL;
  return text != NULL && strstr (text, words) != NULL;
}

GtkWidget *
find_type (GtkWidget *root, GType type)
{
  return find_fitting (root, is_of_type, &type);
}

GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  return find_fitting (root, is_button, label);
}

gboolean
says (GtkWidget *root, const char *words)
{
  return find_fitting (root, has_words, words) != NULL;
}

static gboolean
add_row (const YztRow *row, gpointer rows)
{
  g_ptr_array_add (rows, yzt_row_copy (row));
  return TRUE;
}

GPtrArray *
rows_of (Fixture *fixture, const char *kind)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  yzt_store_read_rows (yzt_session_get_store (fixture->session), yzt_kind_set_find (yzt_session_get_kinds (fixture->session), kind), add_row, rows, NULL);
  return rows;
}
