/* yzt-plan-query.c: what was typed into the search box, and which plans may have it, best first
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-query-private.h"

#include <string.h>

#define MAX_WORDS 16

static void
word_clear (gpointer data)
{
  YztPlanWord *word = data;
  yzt_folded_clear (&word->folded);
  g_free (word->section);
  g_free (word->text);
}

/* --- words --- */

/* Numbers before a colon are a time or a reference, no section: "8:30", "1:500". */
static gboolean
is_section_name (const char *text, gsize length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c != '.' && !g_unichar_isdigit (c)) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
add_word (GArray *words, const char *section, const char *text)
{
  YztPlanWord word = { { NULL, 0, 0 }, section != NULL ? g_strdup (section) : NULL, g_strdup (text) };
  yzt_folded_take (&word.folded, text, -1);
  while (word.folded.length > 0 && word.folded.chars[word.folded.length - 1] == ' ') {
    word.folded.length--;
  }
  if (word.folded.length == 0 || words->len >= MAX_WORDS) {
    word_clear (&word);
    return;
  }
  g_array_append_val (words, word);
}

/* "SECTION:WORD"; while nothing is typed behind the colon yet, the name of the section is the word. */
static void
add_typed (GArray *words, const char *text)
{
  const char *narrow = strchr (text, ':'), *wide = strstr (text, "：");
  const char *colon = narrow == NULL || (wide != NULL && wide < narrow) ? wide : narrow;
  const char *after = colon != NULL ? g_utf8_next_char (colon) : NULL;
  if (colon == NULL || colon == text || g_str_has_prefix (after, "//") || !is_section_name (text, (gsize) (colon - text))) {
    add_word (words, NULL, text);
    return;
  }
  g_autofree char *section = g_strndup (text, (gsize) (colon - text));
  if (*after != '\0') {
    add_word (words, section, after);
  } else {
    add_word (words, NULL, section);
  }
}

static const char *
closing_quote (gunichar c)
{
  return c == '"' ? "\"" : c == 0x201C ? "”" : c == 0x300C ? "」" : NULL;
}

GArray *
yzt_plan_words_parse (const char *text)
{
  GArray *words = g_array_new (FALSE, TRUE, sizeof (YztPlanWord));
  g_autoptr (GString) word = g_string_new (NULL);
  g_array_set_clear_func (words, word_clear);
  for (const char *p = text != NULL ? text : ""; *p != '\0';) {
    gunichar c = g_utf8_get_char (p);
    const char *quote = word->len == 0 ? closing_quote (c) : NULL;
    const char *end = quote != NULL ? strstr (g_utf8_next_char (p), quote) : NULL;
    if (quote != NULL && end == NULL && *g_utf8_next_char (p) != '\0') {
      add_word (words, NULL, g_utf8_next_char (p)); /* the phrase is still being typed */
      break;
    }
    if (end != NULL) {
      g_autofree char *phrase = g_strndup (g_utf8_next_char (p), (gsize) (end - g_utf8_next_char (p)));
      add_word (words, NULL, phrase);
      p = end + strlen (quote);
      continue;
    }
    if (!g_unichar_isspace (c) && c != 0x3000) {
      g_string_append_unichar (word, c);
    } else if (word->len > 0) {
      add_typed (words, word->str);
      g_string_truncate (word, 0);
    }
    p = g_utf8_next_char (p);
  }
  if (word->len > 0) {
    add_typed (words, word->str);
  }
  return words;
}

/* --- filters --- */

/* Lists in a cell are parted by ; , 、 or blanks. */
static gboolean
parts_list (gunichar c)
{
  return c == 0 || c == ';' || c == ',' || c == 0xFF1B || c == 0xFF0C || c == 0x3001 || g_unichar_isspace (c);
}

static gboolean
list_contains (const char *list, const char *wanted)
{
  gsize length = strlen (wanted);
  for (const char *p = strstr (list, wanted); p != NULL; p = strstr (p + 1, wanted)) {
    if ((p == list || parts_list (g_utf8_get_char (g_utf8_prev_char (p)))) && parts_list (g_utf8_get_char (p + length))) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
has_fid (const YztPlanFilter *filter, gint64 fid)
{
  guint from = 0, to = filter->n_fids;
  while (from < to) {
    guint middle = (from + to) / 2;
    if (filter->fids[middle] == fid) {
      return TRUE;
    }
    if (filter->fids[middle] < fid) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return FALSE;
}

static gboolean
is_asked (const char *wanted)
{
  return wanted != NULL && *wanted != '\0';
}

static gboolean
passes (const YztPlanEntry *entry, const YztPlanFilter *filter)
{
  return (!is_asked (filter->plan_kind) || g_str_equal (entry->plan_kind, filter->plan_kind))
         && (!is_asked (filter->level) || g_str_equal (entry->level, filter->level)) && (!is_asked (filter->state) || g_str_equal (entry->state, filter->state))
         && (!is_asked (filter->adcode) || g_str_has_prefix (entry->adcode, filter->adcode))
         && (!is_asked (filter->incident_type) || list_contains (entry->incident_types, filter->incident_type))
         && (!is_asked (filter->hazard_code) || list_contains (entry->hazard_codes, filter->hazard_code))
         && (!filter->only_current || !entry->superseded) && (filter->fids == NULL || has_fid (filter, entry->fid));
}

/* 0 our county, 1 the prefecture it is in, 2 a neighbour in it, 3 the province, 4 the State or not said, 5 elsewhere in the province, 6 elsewhere. */
static guint
distance_of (const char *plan, const char *here)
{
  if (!is_asked (here) || strlen (here) < 6) {
    return 0;
  }
  if (strlen (plan) < 6 || g_str_equal (plan, "000000") || g_str_equal (plan, "100000")) {
    return 4;
  }
  if (strncmp (plan, here, 6) == 0) {
    return 0;
  }
  if (strncmp (plan, here, 4) == 0) {
    return strncmp (plan + 4, "00", 2) == 0 ? 1 : 2;
  }
  if (strncmp (plan, here, 2) == 0) {
    return strncmp (plan + 2, "0000", 4) == 0 ? 3 : 5;
  }
  return 6;
}

/* --- candidates --- */

enum { IN_INDEX = 1, IN_HEADINGS = 2, IN_TITLE = 4 };

typedef struct {
  const YztPlanCatalogue *catalogue;
  YztConnection *index;
  GCancellable *cancellable;
  guint8 *word;  /* of each entry: where the word may stand */
} Looking;

static gboolean
mark_matches (Looking *looking, const YztFolded *word, const char *sql, guint8 bit, GError **error)
{
  g_autofree char *expression = yzt_plan_grams_expression (word);
  const YztPlanCatalogue *catalogue = looking->catalogue;
  guint n = 0;
  int step;
  sqlite3_stmt *stmt = yzt_connection_query (looking->index, error, sql, "s", expression);
  while (stmt != NULL && (step = yzt_connection_step (looking->index, stmt, error)) == 1) {
    gint64 doc = sqlite3_column_int64 (stmt, 0);
    gint32 i = doc < catalogue->n_docs && doc >= 0 ? catalogue->by_doc[doc] : -1;
    if (i >= 0 && yzt_plan_sign_may_have (catalogue->signs->pdata[doc], word)) {
      looking->word[i] |= bit;
    }
    if (++n % 2048 == 0 && g_cancellable_set_error_if_cancelled (looking->cancellable, error)) {
      sqlite3_reset (stmt);
      return FALSE;
    }
  }
  return stmt != NULL && step == 0;
}

static gboolean
mark_word (Looking *looking, const YztPlanWord *word, GError **error)
{
  const GPtrArray *entries = looking->catalogue->entries;
  memset (looking->word, 0, entries->len);
  if (!mark_matches (looking, &word->folded, "SELECT rowid FROM in_body WHERE in_body MATCH ?1", IN_INDEX, error)
      || !mark_matches (looking, &word->folded, "SELECT rowid FROM in_heading WHERE in_heading MATCH ?1", word->section != NULL ? IN_INDEX : IN_HEADINGS, error)) {
    return FALSE;
  }
  if (word->section != NULL) {
    return TRUE; /* the sections themselves are looked at */
  }
  for (guint i = 0; i < entries->len; i++) {
    if (yzt_folded_find (&((YztPlanEntry *) entries->pdata[i])->folded_title, &word->folded, 0) >= 0) {
      looking->word[i] |= IN_TITLE;
    }
  }
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return x < y ? -1 : x > y;
}

guint64
yzt_plan_candidate_key (const YztPlanEntry *entry, guint i, YztPlanPlace place, const char *near_adcode)
{
  return (guint64) place << 62 | (guint64) entry->superseded << 61 | (guint64) distance_of (entry->adcode, near_adcode) << 58 | (guint64) entry->order << 29 | i;
}

GArray *
yzt_plan_candidates (const YztPlanCatalogue *catalogue, YztConnection *index, const GArray *words, const YztPlanQuery *query, GCancellable *cancellable,
                     GError **error)
{
  guint n = catalogue->entries->len;
  g_autofree guint8 *found = g_malloc (n + 1), *word = g_malloc (n + 1);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  Looking looking = { catalogue, index, cancellable, word };
  memset (found, IN_INDEX | IN_HEADINGS | IN_TITLE, n);
  for (guint k = 0; k < words->len; k++) {
    if (!mark_word (&looking, &g_array_index (words, YztPlanWord, k), error)) {
      return NULL;
    }
    for (guint i = 0; i < n; i++) {
      found[i] = word[i] == 0 ? 0 : (guint8) ((found[i] & word[i] & (IN_HEADINGS | IN_TITLE)) | (found[i] != 0 ? IN_INDEX : 0));
    }
  }
  for (guint i = 0; i < n; i++) {
    const YztPlanEntry *entry = catalogue->entries->pdata[i];
    YztPlanPlace place = words->len == 0 || (found[i] & IN_TITLE) ? YZT_PLAN_IN_TITLE : found[i] & IN_HEADINGS ? YZT_PLAN_IN_HEADING : YZT_PLAN_IN_BODY;
    if (found[i] != 0 && passes (entry, &query->filter)) {
      guint64 key = yzt_plan_candidate_key (entry, i, place, query->near_adcode);
      g_array_append_val (keys, key);
    }
  }
  g_array_sort (keys, compare_keys);
  return g_steal_pointer (&keys);
}
