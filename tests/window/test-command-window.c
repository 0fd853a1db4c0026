/* test-command-window.c: command in the window: the wind is turned and what is inside follows, an order is given as proposed and goes its way, its line on the map, its sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "pdf-words.h"
#include "window-fixture.h"
#include "yzt-command-page.h"
#include "yzt-edits.h"
#include "yzt-map-command.h"
#include "yzt-order-print.h"
#include "yzt-watchdog.h"
#include "yzt-wind-dial.h"

#define SUIT "重型防化服"

typedef struct {
  Fixture *fixture;
  YztCommandPage *page;
  YztCommand *command;
  YztDispatchState state;
} Desk;

static void
put_number (YztRow *row, const char *field, double value)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  gboolean whole = yzt_field_get_field_type (yzt_kind_get_field (row->kind, (guint) index)) == YZT_FIELD_INTEGER;
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = value };
  if (whole) {
    cell = (YztCell) { .type = YZT_CELL_INTEGER, .v.integer = (gint64) value };
  }
  yzt_row_set (row, field, &cell);
}

static gboolean
is_written (gpointer data)
{
  Fixture *fixture = data;
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (fixture->session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "protection-target")) == 4;
}

/* Four schools round the incident, one to each quarter; a depot with eight suits; ten are needed. */
static void
lay_out (Fixture *fixture)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  YztKind *incidents = yzt_kind_set_find (kinds, "incident");
  gint64 incident = first_of (fixture, "incident");
  g_autoptr (YztRow) scene = yzt_store_get_row (yzt_session_get_store (fixture->session), incidents, incident, NULL);
  YztEdits *edits = yzt_edits_new ("Lay out");
  YztCell ammonia = yzt_cell_text ("液氨");
  for (guint i = 0; i < 4; i++) {
    YztPosition at = yzt_geo_direct ((YztPosition) { scene->lon, scene->lat }, 90.0 * i, 120);
    g_autofree char *name = g_strdup_printf ("学校%u", i);
    g_autoptr (YztRow) school = new_row (kinds, "protection-target", name, at.lon, at.lat);
    put_number (school, "people", 100 * (i + 1));
    yzt_edits_insert (edits, school);
  }
  g_autoptr (YztRow) depot = new_row (kinds, "depot", "城东库", scene->lon + 0.05, scene->lat), line = yzt_row_new (yzt_kind_set_find (kinds, "stock-line"));
  g_autoptr (YztRow) need = yzt_row_new (yzt_kind_set_find (kinds, "incident-need"));
  gint64 n = yzt_edits_insert (edits, depot);
  yzt_row_set_text (line, "name", SUIT);
  yzt_row_set_text (line, "unit", "套");
  put_number (line, "quantity", 8);
  line->owner_fid = -n;
  yzt_edits_insert (edits, line);
  yzt_row_set_text (need, "name", SUIT);
  yzt_row_set_text (need, "unit", "套");
  put_number (need, "quantity", 10);
  need->owner_fid = incident;
  yzt_edits_insert (edits, need);
  yzt_edits_set_cell (edits, incidents, incident, (guint) yzt_kind_get_field_index (incidents, "substance"), NULL, &ammonia);
  yzt_cell_clear (&ammonia);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  wait_until (is_written, fixture, "four schools");
}

static gboolean
is_loaded (gpointer data)
{
  Desk *desk = data;
  return yzt_command_get_row (desk->command) != NULL && yzt_command_get_needs (desk->command) != NULL && yzt_command_get_zone (desk->command, NULL, NULL)
      && yzt_needs_get_n (yzt_command_get_needs (desk->command)) == 1;
}

static void
open_desk (Fixture *fixture, Desk *desk)
{
  lay_out (fixture);
  select_thing (fixture, "incident");
  act (fixture, "win.command");
  desk->fixture = fixture;
  desk->page = YZT_COMMAND_PAGE (gtk_stack_get_child_by_name (fixture->window->right_stack, "command"));
  g_assert_true (gtk_stack_get_visible_child (fixture->window->right_stack) == GTK_WIDGET (desk->page));
  desk->command = yzt_command_page_get_command (desk->page);
  wait_until (is_loaded, desk, "command");
}

/* The @n-th list to choose from below @root. */
static GtkDropDown *
find_drop_down (GtkWidget *root, guint *n)
{
  if (GTK_IS_DROP_DOWN (root)) {
    return (*n)-- == 0 ? GTK_DROP_DOWN (root) : NULL;
  }
  GtkDropDown *found = NULL;
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL && found == NULL; w = gtk_widget_get_next_sibling (w)) {
    found = find_drop_down (w, n);
  }
  return found;
}

static gboolean
zone_is_saved (gpointer data)
{
  Fixture *fixture = data;
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (fixture->session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "danger-zone")) == 1;
}

static void
test_wind (Fixture *fixture, gconstpointer language)
{
  Desk desk;
  open_desk (fixture, &desk);
  GtkWidget *dial = yzt_command_zone_get_dial (yzt_command_page_get_zone (desk.page));
  /* No wind told: all round, all four; then one quarter after the other, counted in the same turn of the main loop. */
  guint third = 2;
  gtk_drop_down_set_selected (find_drop_down (GTK_WIDGET (yzt_command_page_get_zone (desk.page)), &third), 2); /* night, whatever the clock says: by day the zone is half as long */
  g_assert_cmpint (yzt_command_get_ask (desk.command)->hour, ==, 1);
  g_assert_cmpuint (yzt_command_get_threat (desk.command)->things->len, >=, 4);
  for (guint i = 0; i < 4; i++) {
    yzt_wind_dial_turn (YZT_WIND_DIAL (dial), 90.0 * i + 180);
    double people = yzt_command_get_threat (desk.command)->people;
    g_autofree char *figure = yzt_text_group_number (people, 0), *words = g_strdup_printf ("%s people", figure);
    g_assert_cmpfloat (fmod (people, 1000), ==, 100 * (i + 1));
    g_assert_true (says (GTK_WIDGET (desk.page), words));
  }
  g_assert_nonnull (yzt_map_view_get_command (fixture->window->map));
  yzt_command_save_zone_async (desk.command, NULL, NULL);
  wait_until (zone_is_saved, fixture, "the zone in the file");
  /* A quarter turn from the zone in force: one is newly inside, one no longer. */
  yzt_wind_dial_turn (YZT_WIND_DIAL (dial), 0);
  guint n_went = 0;
  g_assert_cmpuint (yzt_command_get_came (desk.command, &n_went)->len, ==, 1);
  g_assert_cmpuint (n_went, ==, 1);
  g_autofree char *went = yzt_command_get_went_words (desk.command);
  g_assert_cmpstr (went, ==, "学校3");
  draw (fixture->window);
  act (fixture, "win.command");
  g_assert_null (gtk_stack_get_child_by_name (fixture->window->right_stack, "command"));
  g_assert_null (yzt_map_view_get_command (fixture->window->map));
}

static const YztDispatch *
only_order (Desk *desk)
{
  YztSupply *supply = yzt_command_get_supply (desk->command);
  return supply != NULL && supply->dispatches->len == 1 ? supply->dispatches->pdata[0] : NULL;
}

static gboolean
is_in_state (gpointer data)
{
  Desk *desk = data;
  const YztDispatch *order = only_order (desk);
  return order != NULL && order->state == desk->state;
}

static gboolean
has_proposal (gpointer data)
{
  Desk *desk = data;
  const YztNeedsProposal *proposal = yzt_command_needs_get_proposal (yzt_command_page_get_needs (desk->page));
  return proposal != NULL && proposal->picks->len == 1;
}

static void
wait_for (Desk *desk, YztDispatchState state, YztCommandLineStyle style)
{
  desk->state = state;
  wait_until (is_in_state, desk, "an order's step");
  g_assert_cmpuint (yzt_command_picture_get_n_lines (yzt_map_view_get_command (desk->fixture->window->map), style), ==, 1);
  draw (desk->fixture->window);
}

static void
on_scene (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  *(cairo_surface_t **) user_data = yzt_order_picture_finish (YZT_MAP_VIEW (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
has_scene (gpointer data)
{
  return *(cairo_surface_t **) data != NULL;
}

/* With its end: it is written in pieces. */
static gboolean
is_printed (gpointer path)
{
  g_autofree char *bytes = NULL;
  gsize length;
  return g_file_get_contents (path, &bytes, &length, NULL) && length > 6 && g_strstr_len (bytes + length - 7, 7, "%%EOF") != NULL;
}

static void
test_order (Fixture *fixture, gconstpointer language)
{
  Desk desk;
  open_desk (fixture, &desk);
  wait_until (has_proposal, &desk, "a proposal");
  g_assert_true (says (GTK_WIDGET (desk.page), "▼ 2 套"));
  const YztNeedsProposal *proposal = yzt_command_needs_get_proposal (yzt_command_page_get_needs (desk.page));
  yzt_command_send_async (desk.command, proposal, NULL, NULL);
  wait_for (&desk, YZT_DISPATCH_ORDERED, YZT_COMMAND_LINE_ORDERED);
  const YztReach reach = *yzt_command_get_reach (desk.command);
  YztNeedFigures figures;
  yzt_needs_figures (yzt_command_get_needs (desk.command), 0, &reach, &figures);
  g_assert_cmpfloat (figures.sent, ==, 8);
  g_assert_cmpfloat (figures.within, ==, 0);
  g_assert_cmpfloat (figures.shortfall, ==, 2);
  gint64 fid = only_order (&desk)->fid;
  g_autofree char *sheet = g_build_filename (g_get_tmp_dir (), "command-order-sheet.pdf", NULL);
  /* Its sheet has a picture of the scene. */
  const YztRow *row = yzt_command_get_row (desk.command);
  cairo_surface_t *scene = NULL;
  yzt_order_picture_async (fixture->window->map, (YztPosition) { row->lon, row->lat }, on_scene, &scene);
  wait_until (has_scene, &scene, "the scene");
  /* And the planner's head and seal line. */
  g_autofree char *folder = yzt_user_data_dir ("report"), *ini = g_build_filename (folder, "paper.ini", NULL);
  g_assert_true (g_file_set_contents (ini, "[Template order]\nHeader=Head of the office\nSeal=Seal of the office\nSections=items;facts\n", -1, NULL));
  yzt_order_print (GTK_WINDOW (fixture->window), desk.command, fid, scene, NULL, sheet);
  cairo_surface_destroy (scene);
  /* GTK draws the page on this thread and packs the fonts into the PDF, behind its own dialog when a person prints. */
  wait_until (is_printed, sheet, "the sheet");
  yzt_watchdog_take_stalls (NULL, NULL);
  GStatBuf file;
  g_assert_cmpint (g_stat (sheet, &file), ==, 0);
  g_assert_cmpint (file.st_size, >, 20000);
  const char *const wanted[] = { "Head of the office", only_order (&desk)->code, "Returned", "Incident", "Seal of the office", NULL };
  g_assert_true (pdf_says (sheet, wanted));
  g_remove (ini);
  const char *keep = g_getenv ("YZT_TEST_OUT");
  if (keep != NULL) {
    g_autofree char *kept = g_build_filename (keep, "order-sheet.pdf", NULL);
    g_assert_cmpint (g_rename (sheet, kept), ==, 0);
  }
  g_remove (sheet);
  yzt_command_step_async (desk.command, fid, YZT_DISPATCH_UNDER_WAY, NULL, NULL, NULL, NULL);
  wait_for (&desk, YZT_DISPATCH_UNDER_WAY, YZT_COMMAND_LINE_UNDER_WAY);
  yzt_command_step_async (desk.command, fid, YZT_DISPATCH_ARRIVED, NULL, NULL, NULL, NULL);
  wait_for (&desk, YZT_DISPATCH_ARRIVED, YZT_COMMAND_LINE_ARRIVED);
  yzt_command_release_async (desk.command, fid, 0, NULL, 0, NULL, NULL);
  desk.state = YZT_DISPATCH_RELEASED;
  wait_until (is_in_state, &desk, "the release");
  g_assert_cmpuint (yzt_command_picture_get_n_lines (yzt_map_view_get_command (fixture->window->map), YZT_COMMAND_LINE_ARRIVED), ==, 0);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/command-window/wind", Fixture, "en", set_up, test_wind, tear_down);
  g_test_add ("/command-window/order", Fixture, "en", set_up, test_order, tear_down);
  return window_test_run ();
}
