/* test-model.c: random acts, undos of any entry, changes of kind, restarts and outside edits, against an
 * oracle that keeps full copies; YZT_MODEL_SEED and YZT_MODEL_ACTS choose another run, YZT_MODEL_EVERY_STEP=1 looks at
 * the history and at three earlier times after each step and not after some
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"
#include "yzt-outside-private.h"
#include "yzt-prepared-private.h"

#define KEPT_LINES 40

void
model_log (Model *m, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_queue_push_tail (m->log, g_strdup_vprintf (format, args));
  va_end (args);
  if (g_getenv ("YZT_MODEL_VERBOSE") != NULL)
    g_printerr ("%u %s\n", m->step, (char *) g_queue_peek_tail (m->log));
  while (g_queue_get_length (m->log) > KEPT_LINES)
    g_free (g_queue_pop_head (m->log));
}

void
model_fail (Model *m, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  for (GList *l = m->log->head; l != NULL; l = l->next)
    g_printerr ("  %s\n", (char *) l->data);
  g_printerr ("the map stays in %s\n", m->f.path);
  g_error ("seed %u, step %u: %s", m->seed, m->step, words);
}

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* Mostly forward; sometimes not at all, and sometimes somebody has set the clock back. */
static void
move_clock (Model *m)
{
  if (model_chance (m, 1))
    m->f.now_ms -= model_pick (m, 100000);
  else if (model_chance (m, 80))
    m->f.now_ms += model_pick (m, 90000);
  g_free (m->now_text);
  m->now_text = yzt_time_format_utc (m->f.now_ms);
}

static void
choose_store (Model *m)
{
  static const char *const authors[] = { "李四", "张三" };
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztStore *before = m->store;

  m->store = m->stores[1] != NULL && model_chance (m, 40) ? m->stores[1] : m->stores[0];
  m->author = authors[model_chance (m, 30) ? 1 : 0];
  m->window = m->store == m->stores[1] ? "w2" : "w1";
  if (m->store == before)
    return;
  /* A window that was in the background hears first of the kinds that the other one changed. */
  result = yzt_store_poll (m->store, &error);
  if (result == NULL)
    model_fail (m, "poll: %s", error->message);
  model_settle_outside (m);
}

static void
check_sound (Model *m)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = yzt_store_check (m->store, &error);

  if (problems == NULL)
    model_fail (m, "the check failed: %s", error->message);
  for (guint i = 0; i < problems->len; i++)
    model_fail (m, "the check found: %s", (const char *) g_ptr_array_index (problems, i));
}

/* Two steps in three what is much elsewhere is a few rows: they are made ready beside the map and change places with it; what others wrote is
 * taken in piece by piece when no act is waiting for it. */
static void
choose_sizes (Model *m)
{
  switch ((m->step * 2654435761u >> 16) % 3) {
    case 0:
      yzt_prepared_set_sizes (0, 0);
      yzt_prepared_set_carried (0);
      break;
    case 1:
      yzt_prepared_set_sizes (60, 5);
      yzt_prepared_set_carried (1);
      break;
    default:
      yzt_prepared_set_sizes (100, 40);
      yzt_prepared_set_carried (8);
  }
  if ((m->step * 2654435761u >> 16) % 3 == 0)
    yzt_outside_set_sizes (0, 0, 0);
  else
    yzt_outside_set_sizes (1, 2, 0);
}

static void
one_step (Model *m)
{
  guint what = model_pick (m, 100);

  choose_sizes (m);
  move_clock (m);
  choose_store (m);
  if (what < 53)
    model_step_act (m);
  else if (what < 56)
    model_step_delete (m);
  else if (what < 58)
    model_step_stage (m);
  else if (what < 88)
    model_step_undo (m);
  else if (what < 97)
    model_step_outside (m);
  else
    model_step_restart (m);
  m->n_waiting += m->pending != NULL ? 1 : 0;
  model_compare (m, m->every_step || m->step % 20 == 0);
  model_compare_row (m);
  if (m->every_step) {
    if (m->pending == NULL)
      model_compare_journal (m);
    model_compare_newest (m);
    model_walk_past (m);
  }
  if (m->every_step || m->step % 10 == 9)
    model_compare_history (m, 2);
  if (m->step % 50 == 49)
    model_compare_past (m, 3);
  if (m->step % 100 == 99 && m->pending == NULL)
    check_sound (m);
}

static void
test_model (void)
{
  Model model = { .seed = number_from ("YZT_MODEL_SEED", (guint) g_test_rand_int ()),
                  .n_acts = number_from ("YZT_MODEL_ACTS", 500),
                  .every_step = number_from ("YZT_MODEL_EVERY_STEP", 0) != 0 };
  Model *m = &model;

  m->max_rows = number_from ("YZT_MODEL_ROWS", m->every_step ? MODEL_ROWS_EVERY_STEP : MODEL_ROWS);
  g_test_message ("YZT_MODEL_SEED=%u YZT_MODEL_ACTS=%u", m->seed, m->n_acts);
  m->rand = g_rand_new_with_seed (m->seed);
  m->log = g_queue_new ();
  fixture_set_up (&m->f, NULL);
  m->oracle = oracle_new ();
  model_open_reader (m);
  model_load_initial (m);
  model_close_reader (m);
  model_open_stores (m);
  for (m->step = 0; m->step < m->n_acts; m->step++)
    one_step (m);
  model_step_restart (m);
  model_compare (m, TRUE);
  model_compare_journal (m);
  model_compare_history (m, 100);
  model_compare_past (m, 20);
  check_sound (m);
  g_test_message ("%ld entries; undos: %u done, %u conflicts, %u refused, %u not found",
                  (long) oracle_n_entries (m->oracle), m->verdicts[ORACLE_UNDO_DONE],
                  m->verdicts[ORACLE_UNDO_CONFLICT], m->verdicts[ORACLE_UNDO_REFUSED],
                  m->verdicts[ORACLE_UNDO_NOT_FOUND]);
  g_test_message ("%u of %u steps left changes of others waiting, and were compared with the step that took them in", m->n_waiting,
                  m->n_acts);
  model_close_reader (m);
  for (guint i = 0; i < MODEL_STORES; i++)
    g_clear_object (&m->stores[i]);
  fixture_tear_down (&m->f, NULL);
  oracle_free (m->oracle);
  g_queue_free_full (m->log, g_free);
  g_rand_free (m->rand);
  g_free (m->now_text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_prepared_set_pausing (FALSE);
  g_test_add_func ("/model/random-acts", test_model);
  return g_test_run ();
}
