/* yzt-plan-find.c: where in the plans the words stand: best section, snippet, what to mark
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-query-private.h"

#include <string.h>

#define SNIPPET_CHARS 60
#define MAX_SPANS 1000

static void
find_clear (gpointer data)
{
  YztPlanFind *find = data;
  g_free (find->title);
  g_free (find->path);
  g_free (find->snippet);
  g_clear_pointer (&find->snippet_spans, g_array_unref);
  g_clear_pointer (&find->heading_spans, g_array_unref);
  g_clear_pointer (&find->spans, g_array_unref);
}

void
yzt_plan_findings_free (YztPlanFindings *findings)
{
  if (findings != NULL) {
    g_array_unref (findings->finds);
    g_strfreev (findings->words);
    g_free (findings);
  }
}

/* --- spans --- */

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const YztPlanSpan *x = a, *y = b;
  return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->to != y->to ? (x->to > y->to ? -1 : 1) : 0;
}

/* In their order; what overlaps becomes one. */
static void
join_spans (GArray *spans)
{
  guint kept = 0;
  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++) {
    YztPlanSpan span = g_array_index (spans, YztPlanSpan, i);
    YztPlanSpan *last = kept > 0 ? &g_array_index (spans, YztPlanSpan, kept - 1) : NULL;
    if (last != NULL && span.from < last->to) {
      last->to = MAX (last->to, span.to);
    } else {
      g_array_index (spans, YztPlanSpan, kept++) = span;
    }
  }
  g_array_set_size (spans, kept);
}

static void
add_spans (GArray *spans, const YztFolded *text, const YztFolded *word, guint limit)
{
  guint n = 0;
  for (gint64 at = yzt_folded_find (text, word, 0); at >= 0 && (limit == 0 || n < limit); n++) {
    YztPlanSpan span = { (guint) at, (guint) at + word->length };
    g_array_append_val (spans, span);
    at = yzt_folded_find (text, word, (guint) at + word->length);
  }
}

GArray *
yzt_plan_find_spans (const char *text, const char *const *words, guint limit)
{
  g_return_val_if_fail (text != NULL, NULL);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (YztPlanSpan));
  YztFolded folded = { NULL, 0, 0 }, word = { NULL, 0, 0 };
  yzt_folded_take (&folded, text, -1);
  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    yzt_folded_take (&word, words[i], -1);
    add_spans (spans, &folded, &word, limit);
  }
  yzt_folded_clear (&folded);
  yzt_folded_clear (&word);
  join_spans (spans);
  if (limit > 0 && spans->len > limit) {
    g_array_set_size (spans, limit);
  }
  return spans;
}

/* --- one plan --- */

typedef struct {
  const YztPlanQuery *query;
  const GArray *words;   /* YztPlanWord */
  YztConnection *map;
  YztFolded heading, text;
  guint32 everywhere;    /* words that any part of the plan has */
  /* the best section so far */
  guint best_words, n_sections;
  gboolean best_heading;
  guint best;
  char *best_path, *best_title, *best_text;
  gboolean heading_has_all; /* of one section */
  guint32 title_words;
} Search;

static guint32
words_in (const Search *search, const YztFolded *text, const char *path, gboolean is_section)
{
  guint32 bits = 0;
  for (guint k = 0; k < search->words->len; k++) {
    const YztPlanWord *word = &g_array_index (search->words, YztPlanWord, k);
    if (word->section != NULL) {
      YztPlanSectionFunc func = search->query->is_section;
      gboolean right = is_section && (func != NULL ? func (path, word->section, search->query->is_section_data) : strstr (path, word->section) != NULL);
      if (!right) {
        continue;
      }
    }
    bits |= yzt_folded_find (text, &word->folded, 0) >= 0 ? G_GUINT64_CONSTANT (1) << k : 0;
  }
  return bits;
}

static guint
count_bits (guint32 bits)
{
  return (guint) __builtin_popcount (bits);
}

static guint32
all_words (const Search *search)
{
  return (guint32) ((G_GUINT64_CONSTANT (1) << search->words->len) - 1);
}

static void
replace (char **place, const char *text)
{
  g_free (*place);
  *place = text == NULL || g_utf8_validate (text, -1, NULL) ? g_strdup (text != NULL ? text : "") : g_utf8_make_valid (text, -1);
}

static GArray *
spans_of (const Search *search, const char *text, guint limit)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (YztPlanSpan));
  YztFolded folded = { NULL, 0, 0 };
  yzt_folded_take (&folded, text, -1);
  for (guint k = 0; k < search->words->len; k++) {
    add_spans (spans, &folded, &g_array_index (search->words, YztPlanWord, k).folded, limit);
  }
  yzt_folded_clear (&folded);
  join_spans (spans);
  return spans;
}

/* About SNIPPET_CHARS round the first mark, on one line: a blank for each that breaks the line. */
static void
cut_snippet (const Search *search, YztPlanFind *find, const char *text)
{
  guint first = find->spans->len > 0 ? g_array_index (find->spans, YztPlanSpan, 0).from : 0;
  guint from = first > SNIPPET_CHARS / 3 ? first - SNIPPET_CHARS / 3 : 0, n = 0;
  const char *p = text;
  for (guint i = 0; i < from; i++) {
    p = g_utf8_next_char (p);
  }
  GString *snippet = g_string_new (from > 0 ? "…" : "");
  for (; *p != '\0' && n < SNIPPET_CHARS; p = g_utf8_next_char (p), n++) {
    gunichar c = g_utf8_get_char (p);
    g_string_append_unichar (snippet, c < ' ' || g_unichar_isspace (c) ? ' ' : c);
  }
  g_string_append (snippet, *p != '\0' ? "…" : "");
  find->snippet = g_string_free (snippet, FALSE);
  find->snippet_spans = spans_of (search, find->snippet, 0);
}

static void
describe (const Search *search, const YztPlanEntry *entry, YztPlanFind *find, const char *path, const char *heading, const char *text)
{
  find->plan_fid = entry->fid;
  find->title = g_strdup (entry->title);
  find->superseded = entry->superseded;
  find->path = g_strdup (path != NULL ? path : "");
  find->heading_spans = spans_of (search, heading != NULL ? heading : "", MAX_SPANS);
  find->spans = spans_of (search, text != NULL ? text : "", MAX_SPANS);
  cut_snippet (search, find, text != NULL && (*text != '\0' || heading == NULL) ? text : heading != NULL ? heading : "");
}

static void
weigh_section (Search *search, guint position, const char *path, const char *heading, const char *text, guint32 in_heading, guint32 in_text)
{
  guint32 bits = in_heading | in_text, all = all_words (search);
  gboolean by_heading = (in_heading & all) == all;
  guint n = count_bits (bits);
  search->everywhere |= bits;
  search->heading_has_all = search->heading_has_all || by_heading;
  search->n_sections += n > 0 ? 1 : 0;
  if (n > search->best_words || (n > 0 && n == search->best_words && by_heading && !search->best_heading)) {
    search->best_words = n;
    search->best_heading = by_heading;
    search->best = position;
    replace (&search->best_path, path);
    replace (&search->best_title, heading);
    replace (&search->best_text, text);
  }
}

/* With each_section: adds the sections that have all words. Else notes the best. */
static gboolean
read_sections (Search *search, const YztPlanEntry *entry, GArray *finds, GError **error)
{
  int step;
  guint position = 0;
  guint32 all = all_words (search);
  sqlite3_stmt *stmt =
    yzt_connection_query (search->map, error, "SELECT path, heading, text FROM plan_section WHERE plan_fid = ?1 ORDER BY position", "i", entry->fid);
  for (; stmt != NULL && (step = yzt_connection_step (search->map, stmt, error)) == 1; position++) {
    const char *path = (const char *) sqlite3_column_text (stmt, 0), *heading = (const char *) sqlite3_column_text (stmt, 1);
    const char *text = (const char *) sqlite3_column_text (stmt, 2);
    yzt_folded_take (&search->heading, heading, sqlite3_column_bytes (stmt, 1));
    yzt_folded_take (&search->text, text, sqlite3_column_bytes (stmt, 2));
    guint32 in_heading = words_in (search, &search->heading, path, TRUE), in_text = words_in (search, &search->text, path, TRUE);
    if (!search->query->each_section) {
      weigh_section (search, position, path, heading, text, in_heading, in_text);
    } else if (((in_heading | in_text) & all) == all) {
      YztPlanFind find = { .section = position, .n_sections = 1, .place = (in_heading & all) == all ? YZT_PLAN_IN_HEADING : YZT_PLAN_IN_BODY };
      describe (search, entry, &find, path, heading, text);
      g_array_append_val (finds, find);
    }
  }
  return stmt != NULL && step == 0;
}

/* FALSE on failure. @find_out is filled when the plan has all words: *found_out. */
static gboolean
look_into (Search *search, const YztPlanEntry *entry, YztPlanFind *find_out, gboolean *found_out, GError **error)
{
  guint32 all = all_words (search);
  search->title_words = words_in (search, &entry->folded_title, "", FALSE);
  search->everywhere = search->title_words;
  search->best_words = search->n_sections = 0;
  search->best_heading = search->heading_has_all = FALSE;
  if (search->words->len > 0 && !read_sections (search, entry, NULL, error)) {
    return FALSE;
  }
  *found_out = (search->everywhere & all) == all;
  if (*found_out) {
    gboolean in_section = search->best_words > 0;
    *find_out = (YztPlanFind) { .section = in_section ? search->best : 0, .n_sections = search->n_sections };
    find_out->place = (search->title_words & all) == all ? YZT_PLAN_IN_TITLE : search->heading_has_all ? YZT_PLAN_IN_HEADING : YZT_PLAN_IN_BODY;
    describe (search, entry, find_out, in_section ? search->best_path : NULL, in_section ? search->best_title : NULL,
              in_section ? search->best_text : NULL);
  }
  return TRUE;
}

/* --- all of them --- */

/* Best first. A plan that turns out to have the words in a lesser place waits for its turn among those. */
typedef struct {
  guint64 key;
  YztPlanFind find;
} Waiting;

static void
waiting_clear (gpointer data)
{
  find_clear (&((Waiting *) data)->find);
}

static void
insert_waiting (GArray *waiting, guint64 key, const YztPlanFind *find)
{
  Waiting one = { key, *find };
  guint i = waiting->len;
  while (i > 0 && g_array_index (waiting, Waiting, i - 1).key < key) {
    i--;
  }
  g_array_insert_val (waiting, i, one); /* the best at the end */
}

static gboolean
take_waiting (GArray *waiting, guint64 before, YztPlanFindings *findings, guint limit)
{
  while (waiting->len > 0 && g_array_index (waiting, Waiting, waiting->len - 1).key < before && (limit == 0 || findings->finds->len < limit)) {
    Waiting *one = &g_array_index (waiting, Waiting, waiting->len - 1);
    g_array_append_val (findings->finds, one->find);
    one->find = (YztPlanFind) { 0 };
    g_array_set_size (waiting, waiting->len - 1);
  }
  return limit == 0 || findings->finds->len < limit;
}

static gboolean
find_plans (Search *search, const YztPlanCatalogue *catalogue, const GArray *keys, YztPlanFindings *findings, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, TRUE, sizeof (Waiting));
  const YztPlanQuery *query = search->query;
  guint n_false = 0;
  g_array_set_clear_func (waiting, waiting_clear);
  for (guint k = 0; k < keys->len; k++) {
    guint64 key = g_array_index (keys, guint64, k);
    guint i = (guint) (key & YZT_PLAN_KEY_ENTRY);
    const YztPlanEntry *entry = catalogue->entries->pdata[i];
    YztPlanFind find;
    gboolean found = FALSE;
    if (!take_waiting (waiting, key, findings, query->limit)) {
      break;
    }
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !look_into (search, entry, &find, &found, error)) {
      return FALSE;
    }
    if (!found) {
      n_false++;
      continue;
    }
    guint64 true_key = search->words->len == 0 ? key : yzt_plan_candidate_key (entry, i, find.place, query->near_adcode);
    if (true_key <= key) {
      g_array_append_val (findings->finds, find);
    } else {
      insert_waiting (waiting, true_key, &find);
    }
  }
  take_waiting (waiting, G_MAXUINT64, findings, query->limit);
  findings->n_plans = keys->len - n_false;
  return TRUE;
}

static gboolean
find_sections (Search *search, const YztPlanCatalogue *catalogue, const GArray *keys, YztPlanFindings *findings, GCancellable *cancellable, GError **error)
{
  guint limit = search->query->limit;
  for (guint k = 0; k < keys->len && (limit == 0 || findings->finds->len < limit); k++) {
    const YztPlanEntry *entry = catalogue->entries->pdata[g_array_index (keys, guint64, k) & YZT_PLAN_KEY_ENTRY];
    guint before = findings->finds->len;
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !read_sections (search, entry, findings->finds, error)) {
      return FALSE;
    }
    findings->n_plans += findings->finds->len > before ? 1 : 0;
  }
  if (limit > 0 && findings->finds->len > limit) {
    g_array_set_size (findings->finds, limit);
  }
  return TRUE;
}

static gboolean
run (YztPlanIndex *self, const YztPlanQuery *query, const GArray *words, YztPlanFindings *findings, GCancellable *cancellable, GError **error)
{
  g_autoptr (YztPlanCatalogue) catalogue = yzt_plan_index_ref_catalogue (self, &findings->complete);
  YztConnection *index = yzt_plan_index_acquire (self, error);
  g_autoptr (GArray) keys = index != NULL ? yzt_plan_candidates (catalogue, index, words, query, cancellable, error) : NULL;
  if (index != NULL) {
    yzt_plan_index_release (self, index);
  }
  Search search = { .query = query, .words = words, .map = keys != NULL ? yzt_store_acquire (self->store, error) : NULL };
  if (search.map == NULL) {
    return FALSE;
  }
  gboolean ok = query->each_section && words->len > 0 ? find_sections (&search, catalogue, keys, findings, cancellable, error)
                                                      : find_plans (&search, catalogue, keys, findings, cancellable, error);
  yzt_store_release (self->store, search.map);
  yzt_folded_clear (&search.heading);
  yzt_folded_clear (&search.text);
  g_free (search.best_path);
  g_free (search.best_title);
  g_free (search.best_text);
  return ok;
}

YztPlanFindings *
yzt_plan_index_find (YztPlanIndex *self, const YztPlanQuery *query, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_PLAN_INDEX (self) && query != NULL, NULL);
  g_autoptr (YztPlanFindings) findings = g_new0 (YztPlanFindings, 1);
  g_autofree char *normal = query->text != NULL ? yzt_text_to_nfc (query->text) : NULL;
  g_autoptr (GArray) words = yzt_plan_words_parse (normal != NULL ? normal : query->text);
  g_autoptr (GStrvBuilder) marked = g_strv_builder_new ();
  for (guint i = 0; i < words->len; i++) {
    g_strv_builder_add (marked, g_array_index (words, YztPlanWord, i).text);
  }
  findings->words = g_strv_builder_end (marked);
  findings->finds = g_array_new (FALSE, TRUE, sizeof (YztPlanFind));
  g_array_set_clear_func (findings->finds, find_clear);
  if (!run (self, query, words, findings, cancellable, error)) {
    return NULL;
  }
  return g_steal_pointer (&findings);
}
