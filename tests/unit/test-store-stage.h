/* test-store-stage.h: rows of every sort, one by one and staged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <math.h>
#include "test-store-common.h"
#include "yzt-store-bulk.h"

#define N_ROWS 2500

/* Each kind of cell in each kind of column, as careless callers write them. */
static inline YztRow *
make_row (Fixture *f, guint i)
{
  g_autofree char *name = g_strdup_printf ("库%u Cafe\xCC\x81", i);
  g_autofree char *code = g_strdup_printf ("B-%u", i);
  YztRow *row = new_depot (f, i % 3 == 0 ? name : "库", 100 + i % 97 * 0.1, 20 + i % 89 * 0.1);
  YztCell cells[] = { { YZT_CELL_INTEGER, { .integer = i } },     { YZT_CELL_NUMBER, { .number = i } },
                      { YZT_CELL_NUMBER, { .number = i + 0.5 } }, { YZT_CELL_NUMBER, { .number = NAN } },
                      { YZT_CELL_TEXT, { .text = (char *) "12" } }, { YZT_CELL_TEXT, { .text = (char *) " 1.50 " } },
                      { YZT_CELL_TEXT, { .text = (char *) "2026-11-22" } }, { YZT_CELL_TEXT, { .text = (char *) "" } } };
  static const char *const fields[] = { "staff", "area_m2", "phone", "verified_at" };

  yzt_row_set_text (row, "code", code);
  for (guint j = 0; i % 5 == 0 && j < G_N_ELEMENTS (fields); j++)
    yzt_row_set (row, fields[j], &cells[(i / 5 + j * 3) % G_N_ELEMENTS (cells)]);
  row->has_position = i % 11 != 0;
  return row;
}

typedef struct {
  Fixture *f;
  guint from, n;
} Rows;

static inline gboolean
insert_rows (YztAct *act, gpointer user_data, GError **error)
{
  Rows *rows = user_data;

  for (guint i = 0; i < rows->n; i++) {
    g_autoptr(YztRow) row = make_row (rows->f, rows->from + i);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static inline YztStage *
stage_rows (YztStore *store, Rows *rows)
{
  g_autoptr(GError) error = NULL;
  YztStage *stage = yzt_stage_new (store, rows->f->depot, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->n; i++) {
    g_autoptr(YztRow) row = make_row (rows->f, rows->from + i);

    g_assert_true (yzt_stage_add (stage, row, &error));
  }
  g_assert_cmpuint (yzt_stage_get_n (stage), ==, rows->n);
  return stage;
}

static inline gint64
commit_ok (YztStage *stage, YztActFunc func, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Staged");
  g_autoptr(YztActResult) result = NULL;

  info.nature = YZT_ACT_BULK;
  result = yzt_stage_commit (stage, &info, func, user_data, &error);
  g_assert_no_error (error);
  yzt_stage_free (stage);
  return result->entry;
}

/* The depots without their numbers. */
static inline char *
dump_depots (const char *path)
{
  g_autofree char *text = dump_map (path);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 1; lines[i] != NULL && !g_str_has_prefix (lines[i], "=="); i++)
    g_string_append_printf (out, "%s\n", strchr (lines[i], '|') != NULL ? strchr (lines[i], '|') : "");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static inline void
undo_ok (YztStore *store, gboolean redo)
{
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO (NULL);
  g_autoptr(YztActResult) result = redo ? yzt_store_redo (store, &info, &error) : yzt_store_undo (store, 0, &info, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
}
