/* yzt-plan-ask.c: what was typed into a search box for plans, taken apart: words, and filters such as 级别:市
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-ask.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "yzt-base.h"

enum { LEVEL, KIND, COUNTY, TYPE, HAZARD, STATE, DUE, N_FILTERS };
static const char *const names[N_FILTERS] = { "level", "kind", "county", "type", "hazard", "state", "due" };

void
yzt_plan_ask_free (YztPlanAsk *ask)
{
  if (ask != NULL) {
    char *const texts[] = { ask->text, ask->plan_kind, ask->level, ask->adcode, ask->incident_type, ask->state, ask->hazard };
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      g_free (texts[i]);
    }
    g_ptr_array_unref (ask->typed);
    g_ptr_array_unref (ask->labels);
    g_free (ask);
  }
}

/* --- tables --- */

static GStrv
table_lines (const char *name)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "plans", name, NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &text, NULL, &error)) {
    g_warning ("%s", error->message);
  }
  return g_strsplit (text != NULL ? text : "", "\n", -1);
}

/* Word, folded → number of the filter + 1. */
static GHashTable *
get_words (void)
{
  static GHashTable *words;
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded)) {
    g_auto (GStrv) lines = table_lines ("filters.tsv");
    words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; lines[i] != NULL; i++) {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      for (guint k = 0; *lines[i] != '#' && g_strv_length (cells) >= 2 && k < N_FILTERS; k++) {
        g_auto (GStrv) of_it = g_str_equal (cells[0], names[k]) ? g_strsplit (cells[1], ";", -1) : g_new0 (char *, 1);
        for (guint w = 0; of_it[w] != NULL; w++) {
          g_hash_table_insert (words, yzt_text_fold (of_it[w]), GUINT_TO_POINTER (k + 1));
        }
      }
    }
    g_once_init_leave (&loaded, 1);
  }
  return words;
}

/* 高要区, 高要 or 441204: its code and name. FALSE: none that has a code. */
static gboolean
find_county (const char *value, char **code_out, char **name_out)
{
  static const char *const endings[] = { "", "区", "县", "市" };
  g_auto (GStrv) lines = table_lines ("areas.tsv");
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    if (*lines[i] == '#' || g_strv_length (cells) < 3 || *cells[1] == '\0') {
      continue;
    }
    gboolean same = g_str_equal (cells[1], value);
    for (guint k = 0; k < G_N_ELEMENTS (endings) && !same; k++) {
      g_autofree char *whole = g_strconcat (value, endings[k], NULL);
      same = g_str_equal (cells[0], whole);
    }
    if (same) {
      *code_out = g_strndup (cells[1], g_str_has_suffix (cells[1], "0000") ? 2 : g_str_has_suffix (cells[1], "00") ? 4 : 6);
      *name_out = g_strdup (cells[0]);
      return TRUE;
    }
  }
  return FALSE;
}

/* --- one filter --- */

static gboolean
take_enum (YztKindSet *kinds, const char *kind_id, const char *field_name, const char *value, const char *language, char **code, char **label_out)
{
  YztKind *kind = yzt_kind_set_find (kinds, kind_id);
  const YztField *field = kind != NULL && yzt_kind_get_field_index (kind, field_name) >= 0 ? yzt_kind_find_field (kind, field_name) : NULL;
  YztCell cell = { YZT_CELL_NULL };
  const char *found = NULL;
  if (field == NULL) {
    return FALSE;
  }
  if (yzt_field_parse (field, value, &cell, NULL) && cell.type == YZT_CELL_TEXT) {
    found = cell.v.text;
  }
  /* 泄漏 is 危险化学品泄漏 to whoever looks for it, when no other type has it in its name. */
  for (guint i = 0; found == NULL && i < yzt_field_get_n_values (field); i++) {
    const char *one = yzt_field_get_value (field, i);
    found = strstr (yzt_field_get_value_label (field, one, "zh_CN"), value) != NULL ? one : NULL;
  }
  if (found != NULL) {
    g_free (*code);
    *code = g_strdup (found);
    *label_out = g_strdup_printf ("%s: %s", yzt_field_get_label (field, language), yzt_field_get_value_label (field, found, language));
  }
  yzt_cell_clear (&cell);
  return *label_out != NULL;
}

static gboolean
take_due (YztPlanAsk *ask, const char *value, char **label_out)
{
  static const struct {
    const char *words[3];
    int kind;
    const char *label;
  } states[] = { { { "逾期", "overdue", "late" }, -1, N_("Overdue") }, { { "演练", "drill", "undrilled" }, YZT_PLAN_DUE_DRILL, N_("Drill overdue") },
                 { { "备案", "filing", "unfiled" }, YZT_PLAN_DUE_FILING, N_("Filing overdue") }, { { "评估", "assessment", "review" }, YZT_PLAN_DUE_ASSESSMENT, N_("Assessment overdue") },
                 { { "失效", "expiry", "expired" }, YZT_PLAN_DUE_EXPIRY, N_("Expired") } };
  char *end = NULL;
  long days = strtol (value, &end, 10);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    for (guint k = 0; k < 3; k++) {
      if (g_ascii_strcasecmp (states[i].words[k], value) == 0) {
        ask->has_due = TRUE;
        ask->due_kind = states[i].kind;
        ask->due_days = -1;
        *label_out = g_strdup (_(states[i].label));
        return TRUE;
      }
    }
  }
  if (end == value || days < 0 || days > 3660 || (*end != '\0' && !g_str_equal (end, "天") && !g_str_equal (end, "d"))) {
    return FALSE;
  }
  ask->has_due = TRUE;
  ask->due_kind = -1;
  ask->due_days = (int) days;
  *label_out = g_strdup_printf (ngettext ("Due in %ld day", "Due in %ld days", (gulong) days), days);
  return TRUE;
}

static gboolean
take_filter (YztPlanAsk *ask, guint filter, const char *value, YztKindSet *kinds, const char *language, char **label_out)
{
  char *code = NULL, *name = NULL;
  switch (filter) {
  case LEVEL: return take_enum (kinds, "plan", "level", value, language, &ask->level, label_out);
  case KIND: return take_enum (kinds, "plan", "plan_kind", value, language, &ask->plan_kind, label_out);
  case STATE: return take_enum (kinds, "plan", "state", value, language, &ask->state, label_out);
  case TYPE: return take_enum (kinds, "incident", "type", value, language, &ask->incident_type, label_out);
  case DUE: return take_due (ask, value, label_out);
  case HAZARD:
    g_free (ask->hazard);
    ask->hazard = g_strdup (value);
    *label_out = g_strdup_printf (_("Hazard source: %s"), value);
    return TRUE;
  case COUNTY:
  default:
    if (!find_county (value, &code, &name)) {
      return FALSE;
    }
    g_free (ask->adcode);
    ask->adcode = code;
    *label_out = g_strdup_printf (_("Area: %s"), name);
    g_free (name);
    return TRUE;
  }
}

/* "级别:市" and "级别：市". */
static gboolean
take_word (YztPlanAsk *ask, const char *word, YztKindSet *kinds, const char *language)
{
  const char *narrow = strchr (word, ':'), *wide = strstr (word, "：");
  const char *colon = narrow == NULL || (wide != NULL && wide < narrow) ? wide : narrow;
  if (colon == NULL || *g_utf8_next_char (colon) == '\0') {
    return FALSE;
  }
  g_autofree char *before = g_strndup (word, (gsize) (colon - word)), *folded = yzt_text_fold (before), *label = NULL;
  guint filter = GPOINTER_TO_UINT (g_hash_table_lookup (get_words (), folded));
  if (filter == 0 || !take_filter (ask, filter - 1, g_utf8_next_char (colon), kinds, language, &label)) {
    return FALSE;
  }
  g_ptr_array_add (ask->typed, g_strdup (word));
  g_ptr_array_add (ask->labels, g_steal_pointer (&label));
  return TRUE;
}

YztPlanAsk *
yzt_plan_ask_parse (const char *typed, YztKindSet *kinds, const char *language)
{
  g_return_val_if_fail (typed != NULL && kinds != NULL, NULL);
  YztPlanAsk *ask = g_new0 (YztPlanAsk, 1);
  g_auto (GStrv) words = g_strsplit_set (typed, " \t", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  ask->typed = g_ptr_array_new_with_free_func (g_free);
  ask->labels = g_ptr_array_new_with_free_func (g_free);
  ask->due_kind = -1;
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0' && !take_word (ask, words[i], kinds, language)) {
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
    }
  }
  /* Nothing was taken out: blanks inside of a phrase stay as they are. */
  ask->text = ask->typed->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (typed);
  return ask;
}

char *
yzt_plan_ask_without (const char *typed, const char *filter)
{
  g_return_val_if_fail (typed != NULL && filter != NULL, NULL);
  g_auto (GStrv) words = g_strsplit_set (typed, " \t", -1);
  GString *rest = g_string_new (NULL);
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0' && !g_str_equal (words[i], filter)) {
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", words[i]);
    }
  }
  return g_string_free (rest, FALSE);
}
