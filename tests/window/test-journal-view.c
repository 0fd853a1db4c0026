/* test-journal-view.c: the memory of the map in the window: the diary, taking back any entry, the map as it stood
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "window-fixture.h"
#include <glib/gi18n-lib.h>
#include "yzt-feature-history.h"
#include "yzt-journal-view.h"
#include "yzt-session-past.h"
#include "yzt-session-undo.h"
#include "yzt-window-past.h"

#define N_EDITS 300

/* --- many small acts --- */

static void
on_written (GObject *source, GAsyncResult *result, gpointer n_written)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  g_assert_no_error (error);
  (*(guint *) n_written)++;
}

typedef struct {
  guint *have, want;
} Count;

static gboolean
is_counted (gpointer data)
{
  Count *count = data;
  return *count->have >= count->want;
}

/* Moves the hospital @n times, each time a little farther north. */
static void
move_hospital (Fixture *fixture, guint n)
{
  guint kind = (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "hospital");
  gint64 fid = first_of (fixture, "hospital");
  guint n_written = 0;
  for (guint i = 0; i < n; i++) {
    yzt_session_move_async (fixture->session, kind, fid, (YztPosition) { 112.56, 23.03 + (i + 1) * 0.0001 }, on_written, &n_written);
  }
  Count count = { &n_written, n };
  wait_until (is_counted, &count, "the moves");
}

static double
hospital_lat (YztSession *session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  guint kind = (guint) yzt_kind_set_index (yzt_session_get_kinds (session), "hospital");
  YztItem item;
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    if (yzt_generation_get_item (generation, i, &item) && item.kind == kind) {
      return item.lat;
    }
  }
  return 0;
}

/* --- the diary --- */

typedef struct {
  YztJournalModel *model;
  guint position;
  const char *label; /* what its entry must say */
} Row;

static gboolean
is_read (gpointer data)
{
  Row *row = data;
  g_autoptr (YztJournalRow) item = g_list_model_get_item (G_LIST_MODEL (row->model), row->position);
  const YztJournalEntry *entry = item != NULL ? yzt_journal_row_get_entry (item) : NULL;
  return entry != NULL && strstr (entry->label, row->label) != NULL;
}

static gboolean
is_listed (gpointer model)
{
  return yzt_journal_model_is_listed (model) && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0;
}

typedef struct {
  GListModel *model;
  guint n;
} Length;

static gboolean
has_length (gpointer data)
{
  Length *length = data;
  return g_list_model_get_n_items (length->model) == length->n;
}

static void
test_diary (Fixture *fixture, gconstpointer language)
{
  move_hospital (fixture, N_EDITS);
  act (fixture, "win.history");
  YztJournalView *view = YZT_JOURNAL_VIEW (find_window (YZT_TYPE_JOURNAL_VIEW));
  g_assert_nonnull (view);
  YztJournalModel *model = yzt_journal_view_get_model (view);
  wait_until (is_listed, model, "the diary");
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_assert_cmpuint (n, >, N_EDITS);
  Row newest = { model, 0, "金利医院" }, deep = { model, N_EDITS - 1, "金利医院" }, oldest = { model, n - 1, "" };
  wait_until (is_read, &newest, "the words of the newest entry");
  wait_until (is_read, &deep, "the words of an entry far below");
  wait_until (is_read, &oldest, "the words of the oldest entry");
  g_assert_true (yzt_journal_model_starts_day (model, 0));
  g_assert_false (yzt_journal_model_starts_day (model, 1));

  Length signed_in = { G_LIST_MODEL (model), 1 }, all = { G_LIST_MODEL (model), n }, more = { G_LIST_MODEL (model), n + 2 };
  yzt_journal_model_set_filter (model, "SIGNS IN", NULL);
  wait_until (has_length, &signed_in, "the entries that say so");
  yzt_journal_model_set_filter (model, NULL, NULL);
  wait_until (has_length, &all, "all entries again");
  move_hospital (fixture, 2); /* what is done meanwhile comes to the top */
  wait_until (has_length, &more, "the new entries");
  act (fixture, "win.history");
  g_assert_true (find_window (YZT_TYPE_JOURNAL_VIEW) == GTK_WINDOW (view));
  gtk_window_close (GTK_WINDOW (view));
}

static guint
count_children (GtkWidget *parent)
{
  guint n = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (parent); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    n++;
  }
  return n;
}

static gboolean
has_four_rows (gpointer list)
{
  return count_children (list) == 4;
}

static void
test_feature_history (Fixture *fixture, gconstpointer language)
{
  move_hospital (fixture, 3);
  select_thing (fixture, "hospital");
  act (fixture, "win.feature-history");
  GtkWindow *history = find_window (YZT_TYPE_FEATURE_HISTORY);
  g_assert_nonnull (history);
  GtkWidget *list = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (history), YZT_TYPE_FEATURE_HISTORY, "entries"));
  wait_until (has_four_rows, list, "three moves and the beginning");
  gtk_window_close (history);
}

/* --- taking back any entry --- */

static void
on_planned (GObject *source, GAsyncResult *result, gpointer plan)
{
  g_autoptr (GError) error = NULL;
  *(YztUndoPlan **) plan = yzt_session_plan_undo_finish (YZT_SESSION (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_there (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

static YztUndoPlan *
plan (Fixture *fixture, gint64 entry)
{
  YztUndoPlan *planned = NULL;
  yzt_session_plan_undo_async (fixture->session, entry, NULL, on_planned, &planned);
  wait_until (is_there, &planned, "the plan of an undo");
  return planned;
}

static gint64
nth_entry (YztSession *session, guint position)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) marks = yzt_store_list_journal (yzt_session_get_store (session), NULL, &error);
  g_assert_no_error (error);
  return g_array_index (marks, YztJournalMark, position).entry;
}

static void
test_take_back (Fixture *fixture, gconstpointer language)
{
  move_hospital (fixture, 2);
  g_autoptr (YztUndoPlan) last = plan (fixture, nth_entry (fixture->session, 0));
  g_assert_null (last->refusal);
  g_assert_cmpuint (last->conflicts->len, ==, 0);
  g_assert_cmpuint (last->n_rows, ==, 1);
  g_autoptr (YztUndoPlan) before = plan (fixture, nth_entry (fixture->session, 1));
  g_assert_cmpuint (before->conflicts->len, >, 0); /* moved again since */
  g_autoptr (YztUndoPlan) sign_in = plan (fixture, nth_entry (fixture->session, 2));
  g_assert_nonnull (sign_in->refusal);
  guint n_written = 0;
  Count one = { &n_written, 1 };
  yzt_session_undo_entry_async (fixture->session, last->entry, on_written, &n_written);
  wait_until (is_counted, &one, "the undo");
  g_assert_cmpfloat (hospital_lat (fixture->session), ==, 23.0301);
}

/* --- the map as it stood --- */

static gboolean
is_in_past (gpointer data)
{
  YztWindow *window = data;
  return yzt_session_is_past (window->session) && window->fill_tick == 0;
}

static gboolean
is_in_present (gpointer data)
{
  YztWindow *window = data;
  return !yzt_session_is_past (window->session) && window->fill_tick == 0;
}

typedef struct {
  YztWindow *window;
  double lat;
} Stands;

static gboolean
hospital_stands (gpointer data)
{
  Stands *stands = data;
  return ABS (hospital_lat (stands->window->session) - stands->lat) < 1e-9;
}

/* --- an incident on time --- */

static gboolean
is_replayed (gpointer data)
{
  YztWindow *window = data;
  return is_in_past (window) && yzt_time_slider_get_playback (window->time_slider) != NULL
         && yzt_session_get_past_ms (window->session) == yzt_time_slider_get_playback (window->time_slider)->from_ms;
}

typedef struct {
  YztWindow *window;
  gint64 entry;
} AtEntry;

static gboolean
stands_at_entry (gpointer data)
{
  AtEntry *at = data;
  return yzt_store_get_past_entry (yzt_session_get_store (at->window->session)) == at->entry;
}

static gboolean
has_played (gpointer data)
{
  YztWindow *window = data;
  const YztPlayback *playback = yzt_time_slider_get_playback (window->time_slider);
  return !yzt_time_slider_is_playing (window->time_slider) && yzt_session_get_past_ms (window->session) == playback->to_ms;
}

static gboolean
is_day (gpointer data)
{
  YztWindow *window = data;
  const YztPlayback *playback = yzt_time_slider_get_playback (window->time_slider);
  return playback != NULL && playback->incident_fid == 0;
}

static gboolean
tells_unknown (gpointer data)
{
  YztWindow *window = data;
  GtkLabel *act = GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (window->time_slider), YZT_TYPE_TIME_SLIDER, "act"));
  return g_str_equal (gtk_label_get_text (act), g_dgettext ("yizhangtu", "The journal of this map knows nothing of this incident, so it cannot be replayed."));
}

static void
replay (Fixture *fixture)
{
  YztWindow *window = fixture->window;
  gint64 fid = first_of (fixture, "incident");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.replay", "x", fid);
  wait_until (is_replayed, window, "the incident's first word");
  const YztPlayback *playback = yzt_time_slider_get_playback (window->time_slider);
  g_assert_cmpint (playback->incident_fid, ==, fid);
  g_assert_cmpuint (playback->stops->len, >, 0);
  g_assert_cmpuint (playback->acts->len, >=, 5);
  g_assert_cmpfloat (hospital_lat (window->session), ==, 23.03);
  /* A jump leads just after an entry; play leads to the end, where all moves are done. */
  AtEntry first = { window, g_array_index (playback->stops, YztPlaybackStop, 0).entry };
  yzt_time_slider_step (window->time_slider, -1); /* there is none before */
  wait_until (stands_at_entry, &first, "the first entry");
  g_assert_true (yzt_window_play_past (window));
  wait_until (has_played, window, "the end of the incident");
  Stands now = { window, 23.0305 };
  wait_until (hospital_stands, &now, "the last moment");
  /* The day, then all acts again, then an incident that nobody knows. */
  yzt_time_slider_replay_day (window->time_slider);
  wait_until (is_day, window, "the day");
  playback = yzt_time_slider_get_playback (window->time_slider);
  g_assert_cmpuint (playback->stops->len, >=, 5);
  yzt_time_slider_replay_incident (window->time_slider, 4711);
  wait_until (tells_unknown, window, "a sentence about an incident that nobody knows");
  g_assert_true (yzt_time_slider_get_playback (window->time_slider) == playback);
  act (fixture, "win.back");
  wait_until (is_in_present, window, "the present");
  g_assert_false (yzt_window_play_past (window));
}

static void
test_past (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  move_hospital (fixture, 5);
  select_thing (fixture, "hospital");
  act (fixture, "win.as-it-stood");
  wait_until (is_in_past, window, "the past");
  g_assert_true (yzt_session_is_read_only (window->session));
  g_assert_true (yzt_window_get_now (window) == fixture->session);
  Stands now = { window, 23.0305 }, before = { window, 23.0303 }, at_first = { window, 23.03 };
  wait_until (hospital_stands, &now, "the last moment");
  yzt_time_slider_step (window->time_slider, -1);
  yzt_time_slider_step (window->time_slider, -1);
  wait_until (hospital_stands, &before, "two acts before");
  yzt_time_slider_step (window->time_slider, -3);
  wait_until (hospital_stands, &at_first, "the moment before all moves");
  int kind = -1;
  g_assert_true (yzt_session_get_selected (window->session, &kind, NULL));
  g_assert_cmpfloat (hospital_lat (fixture->session), ==, 23.0305); /* the present is as it was */
  act (fixture, "win.back");
  wait_until (is_in_present, window, "the present");
  g_assert_true (window->session == fixture->session);
  act (fixture, "win.as-it-stood"); /* and away again before anything is shown */
  act (fixture, "win.back");
  g_assert_true (window->session == fixture->session);
  replay (fixture);
  act (fixture, "win.as-it-stood"); /* the map is closed in the past */
  wait_until (is_in_past, window, "the past again");
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/journal-view/diary", Fixture, "en", set_up, test_diary, tear_down);
  g_test_add ("/journal-view/feature-history", Fixture, "zh_CN", set_up, test_feature_history, tear_down);
  g_test_add ("/journal-view/take-back", Fixture, "en", set_up, test_take_back, tear_down);
  g_test_add ("/journal-view/past", Fixture, "zh_CN", set_up, test_past, tear_down);
  return window_test_run ();
}
