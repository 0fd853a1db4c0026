/* yzt-rules-warning.c: what a warning is crossed with, and whom it calls how soon, as data/rules/warning.tsv says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules-warning.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_MINUTES (7 * 24 * 60)

typedef struct {
  char **words;
  YztWarningCrossRule rule;
} Cross;

typedef struct {
  char **words;
  int level; /* 0 any */
  YztWarningClock clock;
} Clock;

struct _YztWarningRules {
  GStringChunk *strings;
  GPtrArray *crosses, *clocks, *persons; /* Cross, Clock, YztWarningPerson */
};

static void
free_cross (gpointer data)
{
  g_strfreev (((Cross *) data)->words);
  g_free (data);
}

static void
free_clock (gpointer data)
{
  g_strfreev (((Clock *) data)->words);
  g_free (data);
}

void
yzt_warning_rules_free (YztWarningRules *self)
{
  if (self != NULL) {
    g_string_chunk_free (self->strings);
    g_ptr_array_unref (self->crosses);
    g_ptr_array_unref (self->clocks);
    g_ptr_array_unref (self->persons);
    g_free (self);
  }
}

/* --- lines --- */

static const char *
keep (YztWarningRules *self, const char *text)
{
  return g_string_chunk_insert_const (self->strings, text);
}

static gboolean
read_count (const char *text, guint least, guint most, guint *count_out)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, least, most, &number, NULL)) {
    return FALSE;
  }
  *count_out = (guint) number;
  return TRUE;
}

static gboolean
take_cross (YztWarningRules *self, char **cells, guint n)
{
  if (n < 4 || *cells[2] == '\0' || (!g_str_equal (cells[3], "all") && !g_str_equal (cells[3], "open"))) {
    return FALSE;
  }
  Cross *cross = g_new0 (Cross, 1);
  cross->words = g_strsplit (cells[1], "|", -1);
  cross->rule = (YztWarningCrossRule) { keep (self, cells[2]), g_str_equal (cells[3], "open") };
  g_ptr_array_add (self->crosses, cross);
  return TRUE;
}

static int
level_of (const char *colour)
{
  static const char *const colours[] = { "*", "red", "orange", "yellow", "blue" };

  for (int i = 0; i < (int) G_N_ELEMENTS (colours); i++) {
    if (g_str_equal (colours[i], colour)) {
      return i;
    }
  }
  return -1;
}

static gboolean
take_clock (YztWarningRules *self, char **cells, guint n, gboolean chinese)
{
  YztWarningClock clock = { 0 };

  if (n < 9 || level_of (cells[2]) < 0 || !read_count (cells[3], 1, MAX_MINUTES, &clock.first_min) || !read_count (cells[4], 1, MAX_MINUTES, &clock.again_min)
      || !read_count (cells[5], 1, 100, &clock.calls) || !read_count (cells[6], 1, MAX_MINUTES, &clock.action_min)) {
    return FALSE;
  }
  clock.basis = keep (self, cells[chinese ? 7 : 8]);
  Clock *rule = g_new0 (Clock, 1);
  *rule = (Clock) { g_strsplit (cells[1], "|", -1), level_of (cells[2]), clock };
  g_ptr_array_add (self->clocks, rule);
  return TRUE;
}

static gboolean
take_person (YztWarningRules *self, char **cells, guint n, gboolean chinese)
{
  static const char *const hows[] = { "contacts", "field", "unit" };
  YztWarningPerson person = { 0 };
  guint how = 0;

  if (n < 8 || *cells[1] == '\0' || !read_count (cells[2], 1, YZT_WARNING_STEPS, &person.step)) {
    return FALSE;
  }
  while (how < G_N_ELEMENTS (hows) && !g_str_equal (hows[how], cells[3])) {
    how++;
  }
  if (how == G_N_ELEMENTS (hows)) {
    return FALSE;
  }
  person.kind = keep (self, cells[1]);
  person.how = (YztWarningHow) how;
  person.name = keep (self, cells[4]);
  person.phone = keep (self, cells[5]);
  person.post = keep (self, cells[chinese ? 6 : 7]);
  g_ptr_array_add (self->persons, g_memdup2 (&person, sizeof person));
  return TRUE;
}

YztWarningRules *
yzt_warning_rules_parse (const char *text, const char *language, GPtrArray *problems)
{
  g_return_val_if_fail (text != NULL, NULL);

  gboolean chinese = language != NULL && g_str_has_prefix (language, "zh");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  YztWarningRules *self = g_new0 (YztWarningRules, 1);
  self->strings = g_string_chunk_new (1024);
  self->crosses = g_ptr_array_new_with_free_func (free_cross);
  self->clocks = g_ptr_array_new_with_free_func (free_clock);
  self->persons = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);
    guint n = g_strv_length (cells);
    if (n == 0 || *lines[i] == '#') {
      continue;
    }
    gboolean taken = (g_str_equal (cells[0], "cross") && take_cross (self, cells, n)) || (g_str_equal (cells[0], "clock") && take_clock (self, cells, n, chinese))
                     || (g_str_equal (cells[0], "person") && take_person (self, cells, n, chinese));
    if (!taken && problems != NULL) {
      g_ptr_array_add (problems, g_strdup_printf (_("Line %u of the rules for warnings is no rule; it was left out."), i + 1));
    }
  }
  return self;
}

/* --- asking --- */

static gboolean
words_fit (char **words, const char *event)
{
  for (guint i = 0; words[i] != NULL; i++) {
    if (g_str_equal (words[i], "*") || (event != NULL && *words[i] != '\0' && strstr (event, words[i]) != NULL)) {
      return TRUE;
    }
  }
  return FALSE;
}

GPtrArray *
yzt_warning_rules_cross (const YztWarningRules *self, const char *event)
{
  g_return_val_if_fail (self != NULL, NULL);

  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->crosses->len; i++) {
    Cross *cross = g_ptr_array_index (self->crosses, i);
    if (words_fit (cross->words, event) && g_hash_table_add (kinds, (gpointer) cross->rule.kind)) {
      g_ptr_array_add (found, &cross->rule);
    }
  }
  return found;
}

gboolean
yzt_warning_rules_name_kind (const YztWarningRules *self, const char *kind)
{
  g_return_val_if_fail (self != NULL && kind != NULL, FALSE);

  for (guint i = 0; i < self->crosses->len; i++) {
    if (g_str_equal (((const Cross *) g_ptr_array_index (self->crosses, i))->rule.kind, kind)) {
      return TRUE;
    }
  }
  return FALSE;
}

const YztWarningClock *
yzt_warning_rules_clock (const YztWarningRules *self, const char *event, int level)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->clocks->len; i++) {
    const Clock *clock = g_ptr_array_index (self->clocks, i);
    if ((clock->level == 0 || clock->level == level) && words_fit (clock->words, event)) {
      return &clock->clock;
    }
  }
  return NULL;
}

GPtrArray *
yzt_warning_rules_persons (const YztWarningRules *self, const char *kind, guint step)
{
  g_return_val_if_fail (self != NULL && kind != NULL, NULL);

  GPtrArray *found = g_ptr_array_new ();
  for (guint i = 0; i < self->persons->len; i++) {
    YztWarningPerson *person = g_ptr_array_index (self->persons, i);
    if (person->step == step && (g_str_equal (person->kind, "*") || g_str_equal (person->kind, kind))) {
      g_ptr_array_add (found, person);
    }
  }
  return found;
}
