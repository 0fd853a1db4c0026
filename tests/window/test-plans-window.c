/* test-plans-window.c: the plans' window with real keys: a folder looked through before it is written, filters that are typed, a place, the life of a plan, the year's drills
 * SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include <glib/gstdio.h>
#include <string.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-edits.h"
#include "yzt-plan-library.h"
#include "yzt-plans-review.h"
#include "yzt-plans-window.h"

static GtkWindow *
window_of (Fixture *fixture)
{
  return GTK_WINDOW (fixture->window);
}

static gboolean
list_has_row (gpointer library)
{
  return gtk_list_box_get_row_at_index (yzt_plans_window_get_list (library), 0) != NULL;
}

static YztPlansWindow *
open_library (Fixture *fixture)
{
  press (window_of (fixture), "ctrl+shift+p");
  YztPlansWindow *library = YZT_PLANS_WINDOW (find_window (YZT_TYPE_PLANS_WINDOW));
  g_assert_nonnull (library);
  wait_until (list_has_row, library, "the plans of the map");
  return library;
}

static guint
count_rows (GtkListBox *list)
{
  guint n = 0;
  while (gtk_list_box_get_row_at_index (list, (int) n) != NULL) {
    n++;
  }
  return n;
}

static const char *
text_of (const YztRow *row, const char *field)
{
  return yzt_row_get_text (row, field);
}

typedef struct {
  const char *name;
  YztRow *row;
  guint n;
} Looking;

static gboolean
look_cb (const YztRow *row, gpointer user_data)
{
  Looking *looking = user_data;
  looking->n++;
  if (g_strcmp0 (text_of (row, "name"), looking->name) == 0) {
    g_clear_pointer (&looking->row, yzt_row_free);
    looking->row = yzt_row_copy (row);
  }
  return TRUE;
}

/* Of the map's file, not of what the window shows. Free the row. */
static Looking
look (Fixture *fixture, const char *kind_id, const char *name)
{
  Looking looking = { name, NULL, 0 };
  g_autoptr (GError) error = NULL;
  YztStore *store = yzt_session_get_store (fixture->session);
  yzt_store_read_rows (store, yzt_kind_set_find (yzt_store_get_kinds (store), kind_id), look_cb, &looking, &error);
  g_assert_no_error (error);
  return looking;
}

static guint
count (Fixture *fixture, const char *kind_id)
{
  Looking looking = look (fixture, kind_id, "");
  g_clear_pointer (&looking.row, yzt_row_free);
  return looking.n;
}

/* Keys that may close the window. */
static void
press_last (GtkWindow *window, const char *keys)
{
  g_autoptr (GtkWindow) kept = g_object_ref (window);
  press (kept, keys);
}

/* --- a folder of plans --- */

static const char notice[] = "高要区人民政府办公室\n关于印发高要区山洪灾害应急预案的通知\n高府办〔2026〕77号\n各镇人民政府、街道办事处，区政府各部门：\n《高要区山洪灾害应急预案》已经区人民政府同意，现印发给你们，请认真执行。\n"
                             "高要区人民政府办公室\n2026年3月2日\n高要区山洪灾害应急预案\n1 总则\n1.1 编制目的\n为应对山洪。\n2 处置措施\n转移独家暗号村。\n";
static const char doubtful[] = "怀集县水库垮坝应急预案\n1 总则\n1.1 编制目的\n为应对垮坝。\n2 处置措施\n开闸。\n";

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("yzt-plans-XXXXXX", &error);
  const struct {
    const char *name, *text;
  } files[] = { { "a-notice.txt", notice }, { "b-doubtful.txt", doubtful }, { "c-bad.pdf", "%PDF-1.7 nothing" }, { "d-twice.txt", notice } };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
    g_assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
  }
  return folder;
}

static void
remove_folder (char *folder)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_cmpint (system (command), ==, 0);
  g_free (folder);
}

static gboolean
review_has_rows (gpointer data)
{
  GtkWindow *review = find_window (YZT_TYPE_PLANS_REVIEW);
  return review != NULL && gtk_list_box_get_row_at_index (yzt_plans_review_get_list (YZT_PLANS_REVIEW (review)), 1) != NULL;
}

static gboolean
report_is_there (gpointer data)
{
  return find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
review_is_gone (gpointer data)
{
  return find_window (YZT_TYPE_PLANS_REVIEW) == NULL;
}

static void
choose_row (YztPlansReview *review, int index)
{
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (yzt_plans_review_get_list (review), index)));
  gtk_list_box_select_row (yzt_plans_review_get_list (review), gtk_list_box_get_row_at_index (yzt_plans_review_get_list (review), index));
  settle (GTK_WINDOW (review));
}

/* What was read stands there; a number is typed, a doubtful kind is taken, all is one act and one undo. */
static void
test_review (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  guint before = count (fixture, "plan");
  char *folder = make_folder ();
  YztPlansWindow *library = open_library (fixture);
  yzt_plans_import_folder (library, folder);
  wait_until (review_has_rows, NULL, "the review");
  YztPlansReview *review = YZT_PLANS_REVIEW (find_window (YZT_TYPE_PLANS_REVIEW));
  g_assert_cmpuint (count_rows (yzt_plans_review_get_list (review)), ==, 2); /* one is broken, one is there twice */
  g_assert_cmpuint (count (fixture, "plan"), ==, before);                    /* nothing is written yet */
  choose_row (review, 1);
  GtkWidget *number = yzt_plans_review_get_control (review, "number");
  g_assert_nonnull (number);
  gtk_widget_grab_focus (number);
  type_text (GTK_WINDOW (review), "HJ-2026-9");
  GtkWidget *take = find_button (GTK_WIDGET (review), "Take It");
  g_assert_nonnull (take);
  gtk_widget_grab_focus (take);
  press (GTK_WINDOW (review), "space");
  settle (GTK_WINDOW (review));
  press_last (GTK_WINDOW (review), "ctrl+Return");
  wait_until (report_is_there, NULL, "the report");
  g_assert_true (review_is_gone (NULL));
  Looking first = look (fixture, "plan", "高要区山洪灾害应急预案"), second = look (fixture, "plan", "怀集县水库垮坝应急预案");
  g_assert_cmpuint (first.n, ==, before + 2);
  g_assert_cmpstr (text_of (first.row, "number"), ==, "高府办〔2026〕77号");
  g_assert_cmpstr (text_of (first.row, "issued"), ==, "2026-03-02");
  g_assert_cmpstr (text_of (first.row, "plan_kind"), ==, "special");
  g_assert_cmpstr (text_of (second.row, "number"), ==, "HJ-2026-9");
  yzt_row_free (first.row);
  yzt_row_free (second.row);
  gtk_window_close (find_window (ADW_TYPE_MESSAGE_DIALOG));
  gtk_window_close (GTK_WINDOW (library));
  act (fixture, "win.undo");
  for (guint i = 0; i < 600 && count (fixture, "plan") != before; i++) {
    draw (fixture->window);
  }
  g_assert_cmpuint (count (fixture, "plan"), ==, before);
  remove_folder (folder);
}

/* Escape writes nothing; the same folder a second time has nothing new. */
static void
test_refused_and_twice (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  guint before = count (fixture, "plan");
  char *folder = make_folder ();
  YztPlansWindow *library = open_library (fixture);
  yzt_plans_import_folder (library, folder);
  wait_until (review_has_rows, NULL, "the review");
  press_last (find_window (YZT_TYPE_PLANS_REVIEW), "Escape");
  wait_until (review_is_gone, NULL, "the end of the review");
  g_assert_cmpuint (count (fixture, "plan"), ==, before);
  yzt_plans_import_folder (library, folder);
  wait_until (review_has_rows, NULL, "the review once more");
  press_last (find_window (YZT_TYPE_PLANS_REVIEW), "ctrl+Return");
  wait_until (report_is_there, NULL, "the report");
  gtk_window_destroy (find_window (ADW_TYPE_MESSAGE_DIALOG));
  guint after = count (fixture, "plan");
  g_assert_cmpuint (after, ==, before + 2);
  yzt_plans_import_folder (library, folder);
  wait_until (report_is_there, NULL, "the report of nothing new");
  g_assert_true (review_is_gone (NULL));
  g_assert_cmpuint (count (fixture, "plan"), ==, after);
  gtk_window_destroy (find_window (ADW_TYPE_MESSAGE_DIALOG));
  gtk_window_close (GTK_WINDOW (library));
  remove_folder (folder);
}

/* --- filters that are typed --- */

static gboolean
list_is_empty (gpointer library)
{
  return !list_has_row (library);
}

/* An empty list is not enough: what stands there half typed finds nothing either. */
static gboolean
chip_is_there (gpointer library)
{
  return find_button (library, "Level: County  ×") != NULL;
}

static void
test_filters (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  YztPlansWindow *library = open_library (fixture);
  type_text (GTK_WINDOW (library), "level:county");
  wait_until (chip_is_there, library, "the filter as a chip");
  wait_until (list_is_empty, library, "no plan of a county");
  GtkWidget *chip = find_button (GTK_WIDGET (library), "Level: County  ×");
  g_assert_nonnull (chip);
  gtk_widget_grab_focus (chip);
  press (GTK_WINDOW (library), "space");
  wait_until (list_has_row, library, "all plans again");
  g_assert_null (find_button (GTK_WIDGET (library), "Level: County  ×"));
  type_text (GTK_WINDOW (library), "hazard:nobody");
  wait_until (list_is_empty, library, "no plan of a hazard source that nobody knows");
  press (GTK_WINDOW (library), "ctrl+a BackSpace");
  wait_until (list_has_row, library, "all plans once more");
  gtk_window_close (GTK_WINDOW (library));
}

/* --- filters in the window's own search box --- */

static GtkListBox *
found_list (Fixture *fixture)
{
  return GTK_LIST_BOX (gtk_widget_get_template_child (GTK_WIDGET (fixture->window->search_popover), YZT_TYPE_SEARCH_POPOVER, "list"));
}

static gboolean
finds_something (gpointer fixture)
{
  return gtk_list_box_get_row_at_index (found_list (fixture), 0) != NULL;
}

static gboolean
finds_nothing (gpointer fixture)
{
  return !finds_something (fixture);
}

static gboolean
has_chip (gpointer fixture)
{
  return find_button (GTK_WIDGET (((Fixture *) fixture)->window->search_popover), "Level: County  ×") != NULL;
}

static gboolean
has_no_chip (gpointer fixture)
{
  return !has_chip (fixture);
}

static gboolean
level_is_known (gpointer data)
{
  Fixture *fixture = data;
  guint n_in = 0, n_all = 0;
  return yzt_plan_library_get_state (yzt_plan_library_of (fixture->session), &n_in, &n_all) && n_in > 0;
}

static void issue_the_plan (Fixture *fixture);
static gboolean is_read (gpointer reader);

static void
test_search_box (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  issue_the_plan (fixture);
  wait_until (level_is_known, fixture, "the index");
  GtkWidget *box = GTK_WIDGET (fixture->window->search_popover);
  press (window_of (fixture), "ctrl+f");
  type_text (window_of (fixture), "level:enterprise");
  wait_until (finds_something, fixture, "the plan of an enterprise");
  g_assert_nonnull (find_button (box, "Level: Enterprise  ×"));
  press (window_of (fixture), "ctrl+a");
  type_text (window_of (fixture), "level:county");
  wait_until (has_chip, fixture, "the filter that was typed");
  wait_until (finds_nothing, fixture, "no plan of a county");
  /* The keys stay in the box: a filter goes with a click or with its letters. The popover shrinks about its middle with what it holds, and may move under the
   * mouse just then. */
  for (guint i = 0; i < 5 && has_chip (fixture); i++) {
    settle (window_of (fixture));
    click_on (find_button (box, "Level: County  ×"));
    for (guint k = 0; k < 20 && has_chip (fixture); k++) {
      draw (fixture->window);
    }
  }
  wait_until (has_no_chip, fixture, "the filter gone");
  type_text (window_of (fixture), "level:enterprise state:issued");
  wait_until (finds_something, fixture, "the plan once more");
  press (window_of (fixture), "Down Return");
  wait_until (is_read, fixture->window->reader, "the plan that was chosen");
}

/* --- a place --- */

static void
test_place (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  fixture->window->menu_position = (YztPosition) { 112.457, 23.025 };
  act (fixture, "win.plans-here");
  YztPlansWindow *library = YZT_PLANS_WINDOW (find_window (YZT_TYPE_PLANS_WINDOW));
  g_assert_nonnull (library);
  wait_until (list_has_row, library, "the ladder of the place");
  g_assert_cmpuint (count_rows (yzt_plans_window_get_list (library)), >=, 4); /* the four steps at least */
  press (GTK_WINDOW (library), "space Down Down Return");                     /* what may happen there */
  settle (GTK_WINDOW (library));
  wait_until (list_has_row, library, "the ladder of an incident there");
  gtk_window_close (GTK_WINDOW (library));
  fixture->window->menu_position = (YztPosition) { 10, 25 };
  act (fixture, "win.plans-here");
  library = YZT_PLANS_WINDOW (find_window (YZT_TYPE_PLANS_WINDOW));
  wait_until (list_is_empty, library, "no ladder outside of all counties");
  gtk_window_close (GTK_WINDOW (library));
}

/* --- the life of a plan --- */

static gboolean
is_read (gpointer reader)
{
  return yzt_plan_reader_get_copy (reader) != NULL;
}

static gboolean
record_is_read (gpointer reader)
{
  return yzt_plan_record_get_feature (yzt_plan_reader_get_record (reader)) != NULL;
}

static GtkWindow *
find_form (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) one = g_list_model_get_item (windows, i);
    if (gtk_window_get_transient_for (one) == window_of (fixture) && gtk_widget_get_visible (GTK_WIDGET (one)) && gtk_window_get_modal (one)) {
      return one;
    }
  }
  return NULL;
}

typedef struct {
  Fixture *fixture;
  const char *kind, *name, *field, *value;
} Awaited;

static gboolean
has_value (gpointer data)
{
  Awaited *awaited = data;
  Looking looking = look (awaited->fixture, awaited->kind, awaited->name);
  gboolean there = looking.row != NULL && g_strcmp0 (text_of (looking.row, awaited->field), awaited->value) == 0;
  g_clear_pointer (&looking.row, yzt_row_free);
  return there;
}

/* Opens the form of a step, types @text into the field that holds nothing yet, and saves with Ctrl+Return. */
static void
walk_step (Fixture *fixture, const char *step, const char *text)
{
  yzt_plan_record_take_step (yzt_plan_reader_get_record (fixture->window->reader), step);
  settle (window_of (fixture));
  GtkWindow *form = find_form (fixture);
  g_assert_nonnull (form);
  settle (form);
  GtkWidget *focus = NULL;
  for (guint i = 0; i < 14; i++) {
    press (form, "Tab");
    focus = gtk_window_get_focus (form);
    if (GTK_IS_TEXT (focus) && *gtk_editable_get_text (GTK_EDITABLE (focus)) == '\0') {
      break;
    }
  }
  g_assert_true (GTK_IS_TEXT (focus));
  type_text (form, text);
  press_last (form, "ctrl+Return");
  for (guint i = 0; i < 300 && find_form (fixture) != NULL; i++) {
    draw (fixture->window);
  }
  g_assert_null (find_form (fixture));
}

static void
test_life (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plans = yzt_find_plans (yzt_session_get_store (fixture->session), "疏散下风向", 0, 5, "en", &error);
  g_assert_cmpuint (plans->len, ==, 1);
  const char *name = yzt_plan_get_title (plans->pdata[0]);
  YztPlanReader *reader = fixture->window->reader;
  guint drills = count (fixture, "drill");
  yzt_window_read_plan (fixture->window, plans->pdata[0], NULL);
  wait_until (is_read, reader, "the plan");
  yzt_plan_reader_show_part (reader, "record");
  wait_until (record_is_read, reader, "the record of the plan");
  Awaited sent = { fixture, "plan", name, "state", "in-review" }, issued = { fixture, "plan", name, "state", "issued" }, filed = { fixture, "plan", name, "filed_no", "YA-2026-1" };
  yzt_plan_record_take_step (yzt_plan_reader_get_record (reader), "send");
  wait_until (has_value, &sent, "sent to review");
  walk_step (fixture, "review", "Zhang, Li");
  for (guint i = 0; i < 600 && count (fixture, "plan-review") == 0; i++) {
    draw (fixture->window);
  }
  g_assert_cmpuint (count (fixture, "plan-review"), ==, 1);
  walk_step (fixture, "issue", "2026-11-01");
  wait_until (has_value, &issued, "issued");
  walk_step (fixture, "file", "YA-2026-1");
  wait_until (has_value, &filed, "filed");
  walk_step (fixture, "drill", "12");
  for (guint i = 0; i < 600 && count (fixture, "drill") == drills; i++) {
    draw (fixture->window);
  }
  g_assert_cmpuint (count (fixture, "drill"), ==, drills + 1);
}

/* --- what an incident taught --- */

/* The map's one plan becomes one in force that nobody has drilled. */
static void
issue_the_plan (Fixture *fixture)
{
  static const char *const cells[][2] = { { "state", "issued" }, { "issued", "2025-01-02" }, { "level", "enterprise" }, { "plan_kind", "special" } };
  g_autoptr (GPtrArray) plans = yzt_find_plans (yzt_session_get_store (fixture->session), "疏散下风向", 0, 5, "en", NULL);
  const char *name = yzt_plan_get_title (plans->pdata[0]);
  Looking looking = look (fixture, "plan", name);
  YztEdits *edits = yzt_edits_new ("issue");
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++) {
    YztCell cell = yzt_cell_text (cells[i][1]);
    yzt_edits_set_cell (edits, looking.row->kind, looking.row->fid, (guint) yzt_kind_get_field_index (looking.row->kind, cells[i][0]), NULL, &cell);
    yzt_cell_clear (&cell);
  }
  yzt_row_free (looking.row);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  Awaited issued = { fixture, "plan", name, "state", "issued" };
  wait_until (has_value, &issued, "the plan in force");
}

static gboolean
add_revision (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;
  g_autoptr (YztRow) revision = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "plan-revision"));
  g_autofree char *incident = g_strdup_printf ("incident/%" G_GINT64_FORMAT, first_of (fixture, "incident"));
  revision->owner_fid = yzt_plan_reader_get_plan (fixture->window->reader);
  yzt_row_set_text (revision, "name", "more suits");
  yzt_row_set_text (revision, "reason", "two were too few");
  yzt_row_set_text (revision, "incident", incident);
  yzt_row_set_text (revision, "state", "proposed");
  return yzt_act_insert (act, revision, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  *(YztActResult **) user_data = yzt_store_write_finish (YZT_STORE (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
may_take_up (gpointer record)
{
  return find_button (record, "Take Up") != NULL;
}

static gboolean
may_not_take_up (gpointer record)
{
  return find_button (record, "Take Up") == NULL;
}

/* What was proposed after an incident stands under the plan's record; taking it up is one act, and the plan is being revised. */
static void
test_revision (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  issue_the_plan (fixture);
  g_autoptr (GPtrArray) plans = yzt_find_plans (yzt_session_get_store (fixture->session), "疏散下风向", 0, 5, "en", NULL);
  const char *name = yzt_plan_get_title (plans->pdata[0]);
  YztPlanReader *reader = fixture->window->reader;
  yzt_window_read_plan (fixture->window, plans->pdata[0], NULL);
  wait_until (is_read, reader, "the plan");
  YztActResult *result = NULL;
  const YztActInfo info = { .author = "test", .window = "test", .label = "Finding", .nature = YZT_ACT_EDIT };
  yzt_store_write_async (yzt_session_get_store (fixture->session), &info, add_revision, fixture, NULL, NULL, on_written, &result);
  while (result == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  yzt_session_take_result (fixture->session, result, FALSE);
  yzt_plan_reader_show_part (reader, "record");
  GtkWidget *record = GTK_WIDGET (yzt_plan_reader_get_record (reader));
  wait_until (may_take_up, record, "what was proposed");
  gtk_widget_grab_focus (find_button (record, "Take Up"));
  press (window_of (fixture), "Return");
  Awaited taken = { fixture, "plan-revision", "more suits", "state", "taken" }, revising = { fixture, "plan", name, "state", "revising" };
  wait_until (has_value, &taken, "the revision taken up");
  g_assert_true (has_value (&revising)); /* one act */
  Awaited by = { fixture, "plan-revision", "more suits", "decided_by", "王值班" };
  g_assert_true (has_value (&by));
  wait_until (may_not_take_up, record, "the record read again");
  GtkWidget *show = find_button (record, "Show the Incident");
  g_assert_nonnull (show);
  gtk_widget_grab_focus (show);
  press (window_of (fixture), "Return");
  int kind = -1;
  gint64 fid = 0;
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &fid));
  g_assert_cmpint (fid, ==, first_of (fixture, "incident"));
}

/* --- the drills of the year --- */

static void
test_year (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  issue_the_plan (fixture);
  YztPlansWindow *library = open_library (fixture);
  yzt_plans_window_show_part (library, "due");
  wait_until (list_has_row, library, "what falls due");
  guint before = count (fixture, "drill");
  GtkWidget *button = find_button (GTK_WIDGET (library), "Plan the Year’s Drills");
  g_assert_nonnull (button);
  gtk_widget_grab_focus (button);
  press (GTK_WINDOW (library), "space");
  for (guint i = 0; i < 600 && count (fixture, "drill") == before; i++) {
    draw (fixture->window);
  }
  guint planned = count (fixture, "drill");
  g_assert_cmpuint (planned, ==, before + 1); /* the map has one plan */
  settle (GTK_WINDOW (library));
  gtk_widget_grab_focus (button);
  press (GTK_WINDOW (library), "space");
  for (guint i = 0; i < 60; i++) {
    draw (fixture->window);
  }
  g_assert_cmpuint (count (fixture, "drill"), ==, planned); /* not twice */
  gtk_window_close (GTK_WINDOW (library));
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/plans-window/review", Fixture, "en", set_up, test_review, tear_down);
  g_test_add ("/plans-window/refused-and-twice", Fixture, "en", set_up, test_refused_and_twice, tear_down);
  g_test_add ("/plans-window/filters", Fixture, "en", set_up, test_filters, tear_down);
  g_test_add ("/plans-window/search-box", Fixture, "en", set_up, test_search_box, tear_down);
  g_test_add ("/plans-window/place", Fixture, "en", set_up, test_place, tear_down);
  g_test_add ("/plans-window/life", Fixture, "en", set_up, test_life, tear_down);
  g_test_add ("/plans-window/revision", Fixture, "en", set_up, test_revision, tear_down);
  g_test_add ("/plans-window/year", Fixture, "en", set_up, test_year, tear_down);
  return window_test_run ();
}
