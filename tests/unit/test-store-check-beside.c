/* test-store-check-beside.c: the check of a map tells no fault of acts that are done while it looks
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YZT_CHECK_ROWS and YZT_CHECK_TIMES: a larger map, more checks. */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-care.h"

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

typedef struct {
  Fixture *f;
  YztStore *store;
  const char *window;
  gint is_over;
  guint n;
} Acting;

static gboolean
insert_rows (YztAct *act, gpointer user_data, GError **error)
{
  for (guint i = number_from ("YZT_CHECK_ROWS", 200); i > 0; i--) {
    g_autoptr(YztRow) row = new_depot (user_data, "库", 112 + i * 1e-6, 23);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
acknowledge (YztAct *act, gpointer user_data, GError **error)
{
  return TRUE;
}

/* An order that changes no row, an edit, the undo of it: whatever adds an entry. */
static gpointer
act_on (gpointer user_data)
{
  Acting *self = user_data;
  YztActInfo order = INFO ("Acknowledged"), edit = INFO ("Add"), undo = INFO (NULL);

  order.nature = YZT_ACT_ORDER;
  order.window = edit.window = undo.window = self->window;
  for (; !g_atomic_int_get (&self->is_over); self->n++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztRow) row = new_depot (self->f, "x", 113, 23);
    g_autoptr(YztActResult) undone = NULL;

    act_ok (self->store, &order, acknowledge, NULL);
    act_ok (self->store, &edit, insert_row, row);
    undone = yzt_store_undo (self->store, 0, &undo, &error);
    g_assert_no_error (error);
  }
  return NULL;
}

static void
test_acts (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztStore) other = open_map (f);
  Acting acting[2] = { { f, store, "w1" }, { f, other, "w2" } };
  GThread *threads[2];
  YztActInfo info = INFO ("Fill");

  act_ok (store, &info, insert_rows, f);
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("acting", act_on, &acting[i]);
  for (guint i = number_from ("YZT_CHECK_TIMES", 200); i > 0; i--)
    assert_sound (store);
  for (guint i = 0; i < 2; i++) {
    g_atomic_int_set (&acting[i].is_over, 1);
    g_thread_join (threads[i]);
    g_assert_cmpuint (acting[i].n, >, 0);
  }
  g_test_message ("%u and %u times three acts beside", acting[0].n, acting[1].n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/check-beside/acts", Fixture, NULL, fixture_set_up, test_acts, fixture_tear_down);
  return g_test_run ();
}
