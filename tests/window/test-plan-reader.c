/* test-plan-reader.c: a plan is read beside the map with real keys: at a hit at once, hit by hit, its original pages crisp, printed, copied
 * SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include <glib/gstdio.h>
#include <string.h>
#include "long-plan.h"
#include "yzt-plan-opening.h"
#include "yzt-plan-print.h"
#include "yzt-plan-print.h"
#include "yzt-plans-window.h"

static gboolean
is_filled (gpointer reader)
{
  return yzt_plan_scroll_is_filled (yzt_plan_reader_get_scroll (reader));
}

static gboolean
is_read (gpointer reader)
{
  return yzt_plan_reader_get_copy (reader) != NULL;
}

/* --- tests --- */

/* How long that takes is told by bench-plan-reader; here it must come into sight, also when the same plan is opened again, and stay there. */
static void
test_at_a_hit (Fixture *fixture, gconstpointer language)
{
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  YztPlanReader *reader = fixture->window->reader;
  for (guint i = 0; i < 3; i++) {
    open_at_hit (fixture, plan);
  }
  /* All the rest comes in, and what is read stays where it is. */
  wait_until (is_filled, reader, "the rest of the text");
  settle (window_of (fixture));
  g_assert_true (hit_is_in_sight (reader));
  g_assert_cmpuint (yzt_plan_copy_section (yzt_plan_reader_get_copy (reader), NULL, HIT_PAGE), ==, HIT_PAGE);
}

static int width_before;

static gboolean
has_new_size (gpointer sheets)
{
  return gtk_widget_get_width (GTK_WIDGET (sheets)) != width_before;
}

static void
test_original (Fixture *fixture, gconstpointer language)
{
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  YztPlanReader *reader = fixture->window->reader;
  for (guint i = 0; i < 3; i++) {
    open_at_hit (fixture, plan);
    yzt_plan_reader_show_part (reader, "original");
    wait_until (hit_page_is_crisp, reader, "the page of the hit");
  }
  YztPlanSheets *sheets = yzt_plan_reader_get_sheets (reader);
  g_autofree char *text = yzt_plan_sheets_get_selected (sheets);
  g_assert_nonnull (strstr (text, "独此一处的暗语"));
  /* Larger pages, a wider window: what is read stays in sight. */
  for (guint i = 0; i < 3; i++) {
    width_before = gtk_widget_get_width (GTK_WIDGET (sheets));
    yzt_plan_sheets_set_zoom (sheets, (double[]) { 1.7, 1.2, 1 }[i]);
    wait_until (has_new_size, sheets, "the pages in their new size");
    wait_until (hit_page_is_crisp, reader, "the page of the hit in its new size");
  }
  /* Turning over many pages keeps the pictures bounded. */
  for (guint page = 0; page < 60; page++) {
    yzt_plan_sheets_go_to (sheets, page * 8, NULL);
    for (guint i = 0; i < 4; i++) {
      draw (fixture->window);
    }
  }
  g_assert_cmpuint (yzt_plan_sheets_get_bytes (sheets), <, 160 * 1024 * 1024);
}

/* The mouse marks text on a page, and the keys copy it. */
static void
test_select_on_page (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  YztPlanReader *reader = fixture->window->reader;
  YztPlanSheets *sheets = yzt_plan_reader_get_sheets (reader);
  open_at_hit (fixture, plan);
  yzt_plan_reader_show_part (reader, "original");
  wait_until (hit_page_is_crisp, reader, "the page of the hit");
  settle (window_of (fixture));
  g_autofree char *all = yzt_plan_sheets_get_selected (sheets);
  guint at = (guint) g_utf8_strlen (all, strstr (all, "独此一处") - all);
  graphene_rect_t first, last;
  g_assert_true (yzt_plan_sheets_get_box (sheets, HIT_PAGE, at, &first) && yzt_plan_sheets_get_box (sheets, HIT_PAGE, at + 3, &last));
  drag (GTK_WIDGET (sheets), first.origin.x + 1, first.origin.y + first.size.height / 2, last.origin.x + last.size.width - 1,
        last.origin.y + last.size.height / 2);
  settle (window_of (fixture));
  g_autofree char *chosen = yzt_plan_sheets_get_selected (sheets);
  g_assert_cmpstr (chosen, ==, "独此一处");
  /* By keys over pages: to the end of this one and of the two after it. */
  for (guint i = 0; i < 3; i++) {
    press (window_of (fixture), "shift+Page_Down");
    for (guint k = 0; k < 200 && !yzt_plan_sheets_is_crisp (sheets, HIT_PAGE + MIN (i + 1, 2)); k++) {
      draw (fixture->window);
    }
    settle (window_of (fixture));
  }
  g_autofree char *over = yzt_plan_sheets_get_marked (sheets);
  g_assert_true (g_str_has_prefix (over, "独此一处"));
  g_autofree char *last_line = g_strdup_printf ("第%u页第28行", HIT_PAGE + 3), *folded = yzt_plan_pages_fold (over);
  g_assert_nonnull (strstr (folded, last_line));
  /* Pages far away come and go, what is selected stays. */
  for (guint page = 0; page < 40; page++) {
    yzt_plan_sheets_go_to (sheets, page, NULL);
    draw (fixture->window);
  }
  g_autofree char *kept = yzt_plan_sheets_get_marked (sheets);
  g_assert_cmpstr (kept, ==, over);
}

/* --- the original as a file --- */

typedef struct {
  char *path;
  GError *error;
  gboolean done;
} Saved;

static void
on_original_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saved *saved = user_data;
  saved->path = yzt_plan_save_original_finish (YZT_SESSION (source), result, &saved->error);
  saved->done = TRUE;
}

static Saved
save_original (Fixture *fixture, YztPlan *plan, const char *path)
{
  Saved saved = { NULL, NULL, FALSE };
  yzt_plan_save_original_async (fixture->session, yzt_plan_get_fid (plan), path, "五百页/的预案", NULL, on_original_saved, &saved);
  while (!saved.done) {
    g_main_context_iteration (NULL, TRUE);
  }
  return saved;
}

/* For outside: in a folder of its own, read-only, the very bytes; saved: where one says; where that cannot be: a sentence. */
static void
test_original_as_file (Fixture *fixture, gconstpointer language)
{
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  g_autofree char *folder = g_dir_make_tmp ("yzt-saved-XXXXXX", NULL), *path = g_build_filename (folder, "plan.pdf", NULL), *nowhere = g_build_filename (folder, "no", "where.pdf", NULL);
  g_autofree char *first = NULL, *second = NULL;
  gsize n_first = 0, n_second = 0;
  GStatBuf status;
  Saved outside = save_original (fixture, plan, NULL), saved = save_original (fixture, plan, path), failed = save_original (fixture, plan, nowhere);
  g_assert_no_error (outside.error);
  g_assert_no_error (saved.error);
  g_assert_true (g_str_has_suffix (outside.path, ".pdf"));
  g_assert_cmpint (g_stat (outside.path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0400);
  g_assert_true (g_file_get_contents (outside.path, &first, &n_first, NULL) && g_file_get_contents (path, &second, &n_second, NULL));
  g_assert_cmpmem (first, n_first, second, n_second);
  g_assert_true (g_str_has_prefix (first, "%PDF-"));
  g_assert_nonnull (failed.error);
  g_assert_null (failed.path);
  g_autofree char *outside_folder = g_path_get_dirname (outside.path), *command = g_strdup_printf ("rm -rf '%s' '%s'", folder, outside_folder);
  g_assert_cmpint (system (command), ==, 0);
  g_clear_error (&failed.error);
  g_free (outside.path);
  g_free (saved.path);
}

/* --- a note on a page --- */

static gboolean
add_note (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;
  g_autoptr (YztRow) note = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "plan-note"));
  const YztCell page = { .type = YZT_CELL_INTEGER, .v.integer = HIT_PAGE + 1 };
  note->owner_fid = yzt_plan_reader_get_plan (fixture->window->reader);
  yzt_row_set_text (note, "name", "ask the valve crew");
  yzt_row_set_text (note, "quote", "独此一处的暗语");
  yzt_row_set (note, "page", &page);
  return yzt_act_insert (act, note, error);
}

static gboolean
has_note_on_page (gpointer reader)
{
  return yzt_plan_sheets_get_n_notes (yzt_plan_reader_get_sheets (reader)) == 1;
}

/* It stands at the margin beside its words, and says them when it is clicked. */
static void
test_note_on_page (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  YztPlanReader *reader = fixture->window->reader;
  YztPlanSheets *sheets = yzt_plan_reader_get_sheets (reader);
  open_at_hit (fixture, plan);
  yzt_plan_reader_show_part (reader, "original");
  wait_until (hit_page_is_crisp, reader, "the page of the hit");
  g_assert_cmpuint (yzt_plan_sheets_get_n_notes (sheets), ==, 0);
  YztActResult *result = NULL;
  const YztActInfo info = { .author = "test", .window = "test", .label = "Note", .nature = YZT_ACT_EDIT };
  yzt_store_write_async (yzt_session_get_store (fixture->session), &info, add_note, fixture, NULL, NULL, on_added, &result);
  while (result == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  yzt_session_take_result (fixture->session, result, FALSE);
  wait_until (has_note_on_page, reader, "the note at the margin");
  settle (window_of (fixture));
  graphene_rect_t mark, words;
  g_autofree char *all = yzt_plan_sheets_get_selected (sheets);
  guint at = (guint) g_utf8_strlen (all, strstr (all, "独此一处") - all);
  g_assert_true (yzt_plan_sheets_get_note_box (sheets, 0, &mark) && yzt_plan_sheets_get_box (sheets, HIT_PAGE, at, &words));
  g_assert_cmpfloat (ABS (mark.origin.y - words.origin.y), <, 2);
  g_assert_cmpfloat (mark.origin.x, >, words.origin.x);
  drag (GTK_WIDGET (sheets), mark.origin.x + 8, mark.origin.y + 8, mark.origin.x + 8, mark.origin.y + 8);
  settle (window_of (fixture));
  gboolean said = FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (sheets)); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *label = GTK_IS_POPOVER (child) ? gtk_popover_get_child (GTK_POPOVER (child)) : NULL;
    said = said || (GTK_IS_LABEL (label) && strstr (gtk_label_get_text (GTK_LABEL (label)), "ask the valve crew") != NULL);
  }
  g_assert_true (said);
  press (window_of (fixture), "Escape"); /* or the next case's keys go to what is popped up here */
  settle (window_of (fixture));
}

static void
test_keys (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  YztPlanReader *reader = fixture->window->reader;
  guint hit, n;
  open_at_hit (fixture, plan);
  settle (window_of (fixture));
  yzt_plan_reader_get_hit (reader, &hit, &n);
  g_assert_cmpuint (n, ==, 1);
  press (window_of (fixture), "ctrl+f");
  type_text (window_of (fixture), "0758");
  settle (window_of (fixture));
  wait_until (is_filled, reader, "the rest of the text");
  press (window_of (fixture), "ctrl+a");
  type_text (window_of (fixture), "8888");
  for (guint i = 0; i < 20; i++) {
    draw (fixture->window);
  }
  yzt_plan_reader_get_hit (reader, &hit, &n);
  g_assert_cmpuint (n, ==, 1);
  press (window_of (fixture), "Escape");
  yzt_window_read_plan (fixture->window, plan, "第7行");
  while (yzt_plan_reader_get_copy (reader) == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  wait_until (is_filled, reader, "the rest of the text");
  settle (window_of (fixture));
  yzt_plan_reader_get_hit (reader, &hit, &n);
  g_assert_cmpuint (n, ==, N_PAGES);
  g_assert_cmpuint (hit, ==, HIT_PAGE + 1);
  press (window_of (fixture), "F3 ctrl+g");
  yzt_plan_reader_get_hit (reader, &hit, &n);
  g_assert_cmpuint (hit, ==, HIT_PAGE + 3);
  press (window_of (fixture), "shift+F3");
  yzt_plan_reader_get_hit (reader, &hit, &n);
  g_assert_cmpuint (hit, ==, HIT_PAGE + 2);
  /* Page by page of the outline. */
  press (window_of (fixture), "Escape alt+Next alt+Next");
  settle (window_of (fixture));
  g_assert_cmpuint (yzt_plan_scroll_get_section (yzt_plan_reader_get_scroll (reader)), ==, HIT_PAGE + 3);
  press (window_of (fixture), "Escape");
  g_assert_false (yzt_window_is_reading (fixture->window));
}

/* What the plan names is lit on the map. */
static void
test_things (Fixture *fixture, gconstpointer language)
{
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  YztPlanReader *reader = fixture->window->reader;
  int kind = -1;
  gint64 fid = 0;
  open_at_hit (fixture, plan);
  GtkWidget *button = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (reader), YZT_TYPE_PLAN_READER, "things_button"));
  while (!gtk_widget_get_visible (button)) {
    g_main_context_iteration (NULL, TRUE);
  }
  const YztPlanMark *mark = NULL;
  for (guint i = 0; mark == NULL || mark->type != YZT_PLAN_MARK_THING; i++) {
    mark = &g_array_index (yzt_plan_reader_get_copy (reader)->marks, YztPlanMark, i);
  }
  g_assert_cmpstr (mark->text, ==, "金利医院");
  g_signal_emit_by_name (reader, "thing-activated", (int) mark->kind, mark->fid);
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &fid));
  g_assert_cmpint (fid, ==, first_of (fixture, "hospital"));
  g_assert_true (yzt_window_is_reading (fixture->window));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (reader)));
}

static gboolean
is_written (gpointer path)
{
  g_autofree char *contents = NULL;
  gsize length = 0;
  return g_file_get_contents (path, &contents, &length, NULL) && length > 1000 && g_strstr_len (contents + length - 20, 20, "%%EOF") != NULL;
}

static void
test_print (Fixture *fixture, gconstpointer language)
{
  g_autoptr (YztPlan) plan = find_plan (fixture, "疏散下风向");
  g_autofree char *path = g_strconcat (fixture->path, ".print.pdf", NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  yzt_window_read_plan (fixture->window, plan, NULL);
  while (yzt_plan_reader_get_copy (fixture->window->reader) == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  yzt_plan_print (window_of (fixture), "液氨泄漏专项预案", yzt_plan_reader_get_copy (fixture->window->reader), NULL, path);
  wait_until (is_written, path, "the printed text");
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_autoptr (GBytes) pdf = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanText) text = yzt_plan_text_read (pdf, "print.pdf", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < text->sections->len; i++) {
    const YztPlanSection *section = &g_array_index (text->sections, YztPlanSection, i);
    g_string_append_printf (all, "%s %s", section->heading, section->text);
  }
  g_assert_nonnull (strstr (all->str, "液氨泄漏时疏散下风向人员"));
  g_remove (path);
}

/* --- what a plan says is to be done --- */

static gint64 plan_fid;

static gboolean
add_children (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  static const struct {
    const char *kind, *name, *level;
  } rows[] = { { "plan-step", "关闭阀门", "3" }, { "plan-need", "水泵", "3" }, { "plan-need", "直升机", "1" }, { "plan-contact", "总指挥", NULL } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (kinds, rows[i].kind));
    row->owner_fid = plan_fid;
    yzt_row_set_text (row, "name", rows[i].name);
    yzt_row_set_text (row, "state", "proposed");
    yzt_row_set_text (row, "section", "2 泄漏处置");
    yzt_row_set_text (row, "source_text", "液氨泄漏时疏散下风向人员。");
    if (rows[i].level != NULL) {
      yzt_row_set_text (row, "response_level", rows[i].level);
    }
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
response_is_read (gpointer reader)
{
  const YztFeature *feature = yzt_plan_response_get_feature (yzt_plan_reader_get_response (reader));
  return feature != NULL && feature->children->len == 4;
}

typedef struct {
  Fixture *fixture;
  const char *kind;
  gint64 owner;
  guint n;
} Children;

static gboolean
count_child (const YztRow *row, gpointer user_data)
{
  ((Children *) user_data)->n++;
  return TRUE;
}

static guint
n_children (Fixture *fixture, const char *kind, gint64 owner)
{
  Children children = { fixture, kind, owner, 0 };
  YztStore *store = yzt_session_get_store (fixture->session);
  g_assert_true (yzt_store_read_children (store, yzt_kind_set_find (yzt_store_get_kinds (store), kind), owner, count_child, &children, NULL));
  return children.n;
}

static gboolean
has_task (gpointer fixture)
{
  return n_children (fixture, "task", first_of (fixture, "incident")) == 1;
}

static gboolean
has_no_task (gpointer fixture)
{
  return n_children (fixture, "task", first_of (fixture, "incident")) == 0;
}

static gboolean
two_are_confirmed (gpointer reader)
{
  const YztFeature *feature = yzt_plan_response_get_feature (yzt_plan_reader_get_response (reader));
  guint n = 0;
  for (guint i = 0; feature != NULL && i < feature->children->len; i++) {
    n += g_strcmp0 (yzt_row_get_text (feature->children->pdata[i], "state"), "confirmed") == 0;
  }
  return n == 2;
}

/* A plan with what @add gives it is read beside the map, at what it says is to be done. */
static YztPlanReader *
show_response (Fixture *fixture, YztActFunc add)
{
  YztActResult *written = NULL;
  g_autoptr (YztPlan) plan = find_plan (fixture, "疏散下风向");
  plan_fid = yzt_plan_get_fid (plan);
  const YztActInfo info = { .author = "test", .window = "test", .label = "Children", .nature = YZT_ACT_BULK };
  yzt_store_write_async (yzt_session_get_store (fixture->session), &info, add, fixture, NULL, NULL, on_added, &written);
  while (written == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  yzt_session_take_result (fixture->session, written, FALSE);
  yzt_window_read_plan (fixture->window, plan, NULL);
  yzt_plan_reader_show_part (fixture->window->reader, "response");
  return fixture->window->reader;
}

/* Nothing is applied that nobody confirmed; what is confirmed comes over once, and one undo takes it back. */
static void
test_response (Fixture *fixture, gconstpointer language)
{
  YztPlanReader *reader = show_response (fixture, add_children);
  YztPlanResponse *response = yzt_plan_reader_get_response (reader);
  wait_until (response_is_read, reader, "what the plan says is to be done");
  draw (fixture->window);
  yzt_plan_response_apply (response);
  for (guint i = 0; i < 10; i++) {
    draw (fixture->window);
  }
  g_assert_true (has_no_task (fixture));
  const YztFeature *feature = yzt_plan_response_get_feature (response);
  for (guint i = 0; i < feature->children->len; i++) {
    const char *name = yzt_row_get_text (feature->children->pdata[i], "name");
    if (g_str_equal (name, "关闭阀门") || g_str_equal (name, "水泵")) {
      yzt_plan_response_decide (response, feature->children->pdata[i], TRUE);
    }
  }
  wait_until (two_are_confirmed, reader, "two that are confirmed");
  yzt_plan_response_apply (response);
  wait_until (has_task, fixture, "the task of the incident");
  g_assert_cmpuint (n_children (fixture, "incident-need", first_of (fixture, "incident")), ==, 1);
  g_assert_cmpuint (n_children (fixture, "plan-step", plan_fid), ==, 1);
  act (fixture, "win.undo");
  wait_until (has_no_task, fixture, "the undo");
}

#define N_STEPS 120

static gboolean
add_steps (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;
  for (guint i = 0; i < N_STEPS; i++) {
    g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "plan-step"));
    g_autofree char *name = g_strdup_printf ("第%u步：关闭供液总阀，停压缩机，切断非防爆电源，保留事故记录，向值班领导报告", i + 1);
    row->owner_fid = plan_fid;
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "state", "proposed");
    yzt_row_set_text (row, "section", "2 泄漏处置");
    yzt_row_set_text (row, "source_text", name);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The rows below @root that can still be confirmed. */
static guint
n_open_below (GtkWidget *root)
{
  const char *tooltip = GTK_IS_BUTTON (root) ? gtk_widget_get_tooltip_text (root) : NULL;
  guint n = g_strcmp0 (tooltip, "Confirm: the plan says so") == 0;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    n += n_open_below (child);
  }
  return n;
}

static gboolean
all_can_be_confirmed (gpointer reader)
{
  return n_open_below (reader) == N_STEPS;
}

static gboolean
none_can_be_confirmed (gpointer reader)
{
  return n_open_below (reader) == 0;
}

/* A long plan confirmed with one press, in frames that the fixture watches. */
static void
test_confirm_all (Fixture *fixture, gconstpointer language)
{
  YztPlanReader *reader = show_response (fixture, add_steps);
  wait_until (all_can_be_confirmed, reader, "the steps of the plan");
  gtk_widget_activate (find_button (GTK_WIDGET (reader), "Confirm All Shown"));
  wait_until (none_can_be_confirmed, reader, "steps that are confirmed");
  g_autoptr (GPtrArray) steps = rows_of (fixture, "plan-step");
  for (guint i = 0; i < steps->len; i++) {
    g_assert_cmpstr (yzt_row_get_text (steps->pdata[i], "state"), ==, "confirmed");
  }
}

/* --- the life of a plan --- */

static gboolean
record_is_read (gpointer reader)
{
  return yzt_plan_record_get_feature (yzt_plan_reader_get_record (reader)) != NULL;
}

static gboolean
is_revised (gpointer reader)
{
  const YztFeature *feature = yzt_plan_record_get_feature (yzt_plan_reader_get_record (reader));
  return feature != NULL && g_strcmp0 (yzt_row_get_text (feature->row, "state"), "revising") == 0;
}

static gboolean
has_note (gpointer fixture)
{
  return n_children (fixture, "plan-note", plan_fid) == 1;
}

/* A step that needs no words is written at once; a note is typed and kept with where one stood. */
static void
test_record (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztPlan) plan = find_plan (fixture, "疏散下风向");
  YztPlanReader *reader = fixture->window->reader;
  plan_fid = yzt_plan_get_fid (plan);
  yzt_window_read_plan (fixture->window, plan, NULL);
  wait_until (is_read, reader, "the plan");
  yzt_plan_reader_show_part (reader, "record");
  wait_until (record_is_read, reader, "the record of the plan");
  yzt_plan_record_take_step (yzt_plan_reader_get_record (reader), "revise");
  wait_until (is_revised, reader, "the revision");
  yzt_plan_reader_show_part (reader, "text");
  gtk_widget_activate_action (GTK_WIDGET (reader), "reader.note", NULL);
  settle (window_of (fixture));
  GtkWindow *form = NULL;
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) one = g_list_model_get_item (windows, i);
    form = gtk_window_get_transient_for (one) == window_of (fixture) && gtk_widget_get_visible (GTK_WIDGET (one)) ? one : form;
  }
  g_assert_nonnull (form);
  settle (form);
  press (form, "Tab");
  GtkWidget *entry = gtk_window_get_focus (form);
  for (guint i = 0; i < 6 && !GTK_IS_TEXT (entry); i++) {
    press (form, "Tab");
    entry = gtk_window_get_focus (form);
  }
  g_assert_true (GTK_IS_TEXT (entry));
  type_text (form, "ask the valve crew");
  g_signal_emit_by_name (find_button (GTK_WIDGET (form), "Save"), "clicked");
  wait_until (has_note, fixture, "the note");
}

/* --- the library --- */

static gboolean
library_has_row (gpointer library)
{
  return gtk_list_box_get_row_at_index (yzt_plans_window_get_list (library), 0) != NULL;
}

static void
test_library (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "ctrl+shift+p");
  YztPlansWindow *library = YZT_PLANS_WINDOW (find_window (YZT_TYPE_PLANS_WINDOW));
  g_assert_nonnull (library);
  wait_until (library_has_row, library, "the plans of the map");
  yzt_plans_window_show_part (library, "due");
  settle (GTK_WINDOW (library));
  yzt_plans_window_show_part (library, "coverage");
  wait_until (library_has_row, library, "the figures of coverage");
  yzt_plans_window_show_part (library, "ladder");
  wait_until (library_has_row, library, "the ladder");
  g_assert_nonnull (gtk_list_box_get_row_at_index (yzt_plans_window_get_list (library), 0));
  yzt_plans_window_show_part (library, "library");
  settle (GTK_WINDOW (library));
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (yzt_plans_window_get_list (library), 0);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  press (GTK_WINDOW (library), "Return");
  wait_until (is_read, fixture->window->reader, "the plan that was chosen");
  g_assert_true (yzt_window_is_reading (fixture->window));
  gtk_window_close (GTK_WINDOW (library));
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/plan-reader/at-a-hit", Fixture, "zh_CN", set_up_long, test_at_a_hit, tear_down);
  g_test_add ("/plan-reader/original", Fixture, "zh_CN", set_up_long, test_original, tear_down);
  g_test_add ("/plan-reader/select", Fixture, "en", set_up_long, test_select_on_page, tear_down);
  g_test_add ("/plan-reader/original-as-file", Fixture, "en", set_up_long, test_original_as_file, tear_down);
  g_test_add ("/plan-reader/note-on-page", Fixture, "en", set_up_long, test_note_on_page, tear_down);
  g_test_add ("/plan-reader/keys", Fixture, "en", set_up_long, test_keys, tear_down);
  g_test_add ("/plan-reader/things", Fixture, "en", set_up_long, test_things, tear_down);
  g_test_add ("/plan-reader/response", Fixture, "en", set_up, test_response, tear_down);
  g_test_add ("/plan-reader/confirm-all", Fixture, "en", set_up, test_confirm_all, tear_down);
  g_test_add ("/plan-reader/record", Fixture, "en", set_up, test_record, tear_down);
  g_test_add ("/plan-reader/library", Fixture, "en", set_up, test_library, tear_down);
  g_test_add ("/plan-reader/print", Fixture, "en", set_up, test_print, tear_down);
  return window_test_run ();
}
