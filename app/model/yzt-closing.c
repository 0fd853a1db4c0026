/* yzt-closing.c: what is looked at before an incident is closed; what is open is named
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <glib/gi18n-lib.h>

#define N_NAMED 3
#define NAME_BYTES 90

enum { ID, MUST, FORM, KIND, CONDITION, LABEL, BASIS = 7, N_CELLS = 9 };

static void
item_clear (gpointer data)
{
  YztCloseItem *item = data;
  g_free (item->id);
  g_free (item->label);
  g_free (item->basis);
  g_free (item->names);
}

/* "DP-0001 端州消防救援站", "1860 人…" */
static char *
name_of (const YztRow *row)
{
  const char *code = yzt_row_word (row, "code"), *name = yzt_row_word (row, "name");
  g_autofree char *all = *code != '\0' && *name != '\0' ? g_strdup_printf ("%s %s", code, name) : g_strdup (*code != '\0' ? code : name);
  return yzt_text_shorten (all, NAME_BYTES);
}

static void
look (YztCloseItem *item, YztIncidentRecord *record, char *const *rule)
{
  g_autoptr (GPtrArray) rows = yzt_after_rows (record, rule[KIND]);
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;
  for (guint i = 0; i < rows->len; i++) {
    if (yzt_after_meets (rows->pdata[i], rule[CONDITION]) && n++ < N_NAMED && rows->pdata[i] != record->row) {
      g_autofree char *name = name_of (rows->pdata[i]);
      g_string_append_printf (names, "%s%s", names->len > 0 ? _(", ") : "", name);
    }
  }
  gboolean some = g_str_equal (rule[FORM], "some");
  item->done = some ? n > 0 : n == 0;
  item->n_open = some ? 0 : n;
  item->names = g_string_free (g_steal_pointer (&names), FALSE);
  if (some) {
    *item->names = '\0';
  }
}

GArray *
yzt_close_items (YztIncidentRecord *record, const char *language)
{
  g_return_val_if_fail (record != NULL, NULL);
  const GPtrArray *rules = yzt_after_table ("close", N_CELLS);
  GArray *items = g_array_new (FALSE, TRUE, sizeof (YztCloseItem));
  g_array_set_clear_func (items, item_clear);
  for (guint i = 0; i < rules->len; i++) {
    char *const *rule = rules->pdata[i];
    YztCloseItem item = { g_strdup (rule[ID]), g_strdup (yzt_after_text (rule, LABEL, language)), g_strdup (yzt_after_text (rule, BASIS, language)),
                          g_str_equal (rule[MUST], "yes"), FALSE, 0, NULL };
    look (&item, record, rule);
    g_array_append_val (items, item);
  }
  return items;
}

char *
yzt_close_open_in_words (const GArray *items)
{
  g_return_val_if_fail (items != NULL, NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < items->len; i++) {
    const YztCloseItem *item = &g_array_index (items, YztCloseItem, i);
    if (item->must && !item->done) {
      g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", item->label);
      if (item->n_open > 0 && *item->names != '\0') {
        g_string_append_printf (words, item->n_open > N_NAMED ? _(" (%u open: %s …)") : _(" (%u open: %s)"), item->n_open, item->names);
      }
    }
  }
  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}
