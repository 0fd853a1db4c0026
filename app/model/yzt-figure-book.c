/* yzt-figure-book.c: the catalogue of figures as files of data/figures describe them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-figure-private.h"

G_DEFINE_QUARK (yzt-figure-error-quark, yzt_figure_error)

#define MAX_BYTES (1024 * 1024)

struct _YztFigureBook {
  GPtrArray *specs;  /* YztFigureSpec */
  GHashTable *by_id;
  char *problem; /* of a file of the user; NULL none */
};

static void
spec_free (YztFigureSpec *spec)
{
  g_free (spec->id);
  g_hash_table_unref (spec->keys);
  g_free (spec->kind);
  g_clear_pointer (&spec->where, g_array_unref);
  g_clear_pointer (&spec->share, g_array_unref);
  g_strfreev (spec->sum);
  g_strfreev (spec->per);
  g_strfreev (spec->minutes);
  g_free (spec->also);
  g_free (spec->time);
  g_free (spec->by);
  g_free (spec->from_what);
  g_free (spec->from_name);
  g_free (spec);
}

static const char *
key_of (const YztFigureSpec *spec, const char *key, const char *language)
{
  g_autofree char *translated = g_strdup_printf ("%s[%s]", key, language != NULL ? language : "");
  const char *text = g_hash_table_lookup (spec->keys, translated);
  return text != NULL ? text : g_hash_table_lookup (spec->keys, key);
}

const char *
yzt_figure_spec_get_id (const YztFigureSpec *spec)
{
  return spec->id;
}

const char *
yzt_figure_spec_get_title (const YztFigureSpec *spec, const char *language)
{
  return key_of (spec, "Title", language);
}

/* "1 incident": what is beside a one, where its language tells it from many; a language that gives no other word uses the same. */
const char *
yzt_figure_spec_get_unit_of (const YztFigureSpec *spec, const char *key, gboolean is_one, const char *language)
{
  g_autofree char *one = g_strdup_printf ("%s.One", key), *translated = g_strdup_printf ("%s[%s]", key, language != NULL ? language : "");
  const char *unit = key_of (spec, key, language), *single = NULL;
  if (is_one) {
    g_autofree char *own = g_strdup_printf ("%s[%s]", one, language != NULL ? language : "");
    single = g_hash_table_lookup (spec->keys, g_hash_table_contains (spec->keys, translated) ? own : one);
  }
  return single != NULL ? single : unit != NULL ? unit : "";
}

const char *
yzt_figure_spec_get_unit (const YztFigureSpec *spec, const char *language)
{
  return yzt_figure_spec_get_unit_of (spec, "Unit", FALSE, language);
}

const char *
yzt_figure_spec_get_section (const YztFigureSpec *spec, const char *language)
{
  const char *section = key_of (spec, "Section", language);
  return section != NULL ? section : "";
}

gboolean
yzt_figure_spec_wants_ring (const YztFigureSpec *spec)
{
  return spec->within == YZT_FIGURE_IN_RING || g_strcmp0 (spec->from_what, "people") == 0;
}

gboolean
yzt_figure_spec_wants_incident (const YztFigureSpec *spec)
{
  static const char *const of_incident[] = { "incident", "needs", "clock", NULL };
  return spec->of_incident || spec->within == YZT_FIGURE_IN_ZONE || (spec->from_what != NULL && g_strv_contains (of_incident, spec->from_what));
}

gboolean
yzt_figure_spec_has_period (const YztFigureSpec *spec)
{
  return spec->time != NULL;
}

/* --- parsing --- */

/* "state:open", "grade!:a;b", "expiry<today", "quantity>=3", "team:*", "team:". */
static gboolean
parse_test (const char *word, YztRowTest *test)
{
  static const struct { const char *mark; YztRowTestHow how; } marks[] = {
    { "!:", YZT_ROW_TEST_NOT_IN }, { ">=", YZT_ROW_TEST_AT_LEAST }, { "<", YZT_ROW_TEST_LESS }, { ":", YZT_ROW_TEST_IN },
  };
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    const char *at = strstr (word, marks[i].mark);
    if (at == NULL || at == word) {
      continue;
    }
    const char *value = at + strlen (marks[i].mark);
    *test = (YztRowTest) { .field = g_strndup (word, (gsize) (at - word)), .how = marks[i].how, .values = g_strsplit (value, ";", -1) };
    if (test->how == YZT_ROW_TEST_IN && (*value == '\0' || g_str_equal (value, "*"))) {
      test->how = *value == '\0' ? YZT_ROW_TEST_UNSAID : YZT_ROW_TEST_SAID;
      return TRUE;
    }
    if (*value != '\0') {
      return TRUE;
    }
    yzt_row_test_clear (test);
    return FALSE;
  }
  return FALSE;
}

static GArray *
parse_tests (const char *text)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (YztRowTest));
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t", -1);
  g_array_set_clear_func (tests, (GDestroyNotify) yzt_row_test_clear);
  for (guint i = 0; words[i] != NULL; i++) {
    YztRowTest test;
    if (*words[i] == '\0') {
      continue;
    }
    if (!parse_test (words[i], &test)) {
      return NULL;
    }
    g_array_append_val (tests, test);
  }
  return g_steal_pointer (&tests);
}

static GStrv
list_of (const YztFigureSpec *spec, const char *key)
{
  const char *text = g_hash_table_lookup (spec->keys, key);
  return text != NULL && *text != '\0' ? g_strsplit (text, ";", -1) : NULL;
}

static gboolean
is_true (const YztFigureSpec *spec, const char *key)
{
  return g_strcmp0 (g_hash_table_lookup (spec->keys, key), "true") == 0;
}

static int
index_in (const char *text, const char *const *names, guint n)
{
  for (guint i = 0; text != NULL && i < n; i++) {
    if (g_str_equal (text, names[i])) {
      return (int) i;
    }
  }
  return text == NULL ? 0 : -1;
}

/* The key that says something it cannot say; NULL: all is well. */
static const char *
fill_spec (YztFigureSpec *spec)
{
  static const char *const places[] = { "map", "ring", "zone" };
  static const char *const others[] = { "ledger", "plans", "people", "needs", "clock", "incident", NULL };
  const char *named = g_hash_table_lookup (spec->keys, "Period");
  int period = named != NULL ? yzt_figure_period_find (named) : YZT_FIGURE_ALL;
  int within = index_in (g_hash_table_lookup (spec->keys, "Within"), places, G_N_ELEMENTS (places));
  const char *from = g_hash_table_lookup (spec->keys, "From"), *share = g_hash_table_lookup (spec->keys, "Share"), *of = g_hash_table_lookup (spec->keys, "Of");
  spec->kind = g_strdup (g_hash_table_lookup (spec->keys, "Kind"));
  spec->where = parse_tests (g_hash_table_lookup (spec->keys, "Where"));
  spec->share = share != NULL ? parse_tests (share) : NULL;
  spec->sum = list_of (spec, "Sum");
  spec->per = list_of (spec, "Per");
  spec->minutes = list_of (spec, "Minutes");
  spec->also = g_strdup (g_hash_table_lookup (spec->keys, "Also"));
  spec->time = g_strdup (g_hash_table_lookup (spec->keys, "Time"));
  spec->by = g_strdup (g_hash_table_lookup (spec->keys, "By"));
  spec->compare = is_true (spec, "Compare");
  spec->is_short = is_true (spec, "Short");
  spec->of_incident = of != NULL;
  spec->period = (YztFigurePeriod) period;
  spec->within = (YztFigureWithin) within;
  if (from != NULL) {
    g_auto (GStrv) parts = g_strsplit (from, ":", 2);
    spec->from_what = g_strdup (parts[0]);
    spec->from_name = g_strdup (parts[0] != NULL ? parts[1] : NULL);
  }
  return g_hash_table_lookup (spec->keys, "Title") == NULL                                                                    ? "Title"
       : (spec->kind == NULL) == (spec->from_what == NULL)                                                                    ? "Kind"
       : spec->from_what != NULL && (spec->from_name == NULL || !g_strv_contains (others, spec->from_what))                   ? "From"
       : spec->where == NULL                                                                                                  ? "Where"
       : share != NULL && spec->share == NULL                                                                                 ? "Share"
       : period < 0 || (period > 0 && spec->time == NULL)                                                                     ? "Period"
       : within < 0                                                                                                           ? "Within"
       : of != NULL && !g_str_equal (of, "incident")                                                                          ? "Of"
       : spec->minutes != NULL && g_strv_length (spec->minutes) != 2                                                          ? "Minutes"
       : spec->per != NULL && spec->sum == NULL                                                                               ? "Per"
       : spec->compare && spec->time == NULL                                                                                  ? "Compare"
                                                                                                                              : NULL;
}

/* A misspelt key would leave a condition out and count what was not meant; it is told. NULL: every key is known. */
static const char *
find_stranger (GStrv keys)
{
  static const char *const plain[] = { "Kind", "Where", "Sum", "Per", "Share", "Minutes", "Also", "Time", "Period", "By", "Compare", "Within", "Of", "From", "Short", NULL };
  static const char *const words[] = { "Title", "Unit", "Unit.One", "Section", "Also.Unit", "Also.Unit.One", NULL };
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    g_autofree char *name = g_strdup (*key);
    char *language = strchr (name, '[');
    if (language != NULL) {
      *language = '\0';
    }
    if (!g_strv_contains (words, name) && (language != NULL || !g_strv_contains (plain, name))) {
      return *key;
    }
  }
  return NULL;
}

static gboolean
add_group (YztFigureBook *book, GKeyFile *file, const char *group, const char *origin, GError **error)
{
  YztFigureSpec *spec = g_new0 (YztFigureSpec, 1);
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  spec->id = g_strdup (group);
  spec->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_hash_table_insert (spec->keys, g_strdup (keys[i]), g_strstrip (g_key_file_get_string (file, group, keys[i], NULL)));
  }
  const char *wrong = fill_spec (spec);
  wrong = wrong != NULL ? wrong : find_stranger (keys);
  if (wrong != NULL || !g_regex_match_simple ("^[a-z][a-z0-9-]{1,39}$", group, 0, 0)) {
    g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_BOOK, _("%s: the figure “%s” cannot be read at %s; data/figures/README.md tells what may stand there."), origin, group,
                 wrong != NULL ? wrong : "[…]");
    spec_free (spec);
    return FALSE;
  }
  gpointer old = g_hash_table_lookup (book->by_id, group);
  guint at;
  if (old != NULL && g_ptr_array_find (book->specs, old, &at)) {
    g_hash_table_remove (book->by_id, group);
    spec_free (old);
    book->specs->pdata[at] = spec;
  } else {
    g_ptr_array_add (book->specs, spec);
  }
  g_hash_table_insert (book->by_id, spec->id, spec);
  return TRUE;
}

static gboolean
add_text (YztFigureBook *book, const char *text, const char *origin, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_KEEP_TRANSLATIONS, &local)) {
    g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_BOOK, _("%s cannot be read: %s"), origin, local->message);
    return FALSE;
  }
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    if (!add_group (book, file, groups[i], origin, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static YztFigureBook *
book_new (void)
{
  YztFigureBook *book = g_new0 (YztFigureBook, 1);
  book->specs = g_ptr_array_new ();
  book->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return book;
}

void
yzt_figure_book_free (YztFigureBook *book)
{
  if (book != NULL) {
    g_free (book->problem);
    g_hash_table_unref (book->by_id);
    g_ptr_array_set_free_func (book->specs, (GDestroyNotify) spec_free);
    g_ptr_array_unref (book->specs);
    g_free (book);
  }
}

YztFigureBook *
yzt_figure_book_parse (const char *text, const char *origin, GError **error)
{
  g_return_val_if_fail (text != NULL && origin != NULL, NULL);
  g_autoptr (YztFigureBook) book = book_new ();
  return add_text (book, text, origin, error) ? g_steal_pointer (&book) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* FALSE with @error only when @must is set: the user's own files are warned of and left out. */
static gboolean
add_folder (YztFigureBook *book, const char *folder, gboolean must, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, must ? error : NULL);
  const char *name;
  if (dir == NULL) {
    return !must;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".figures")) {
      g_ptr_array_add (names, g_strdup (name));
    }
  }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autoptr (GError) local = NULL;
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
    g_autoptr (GBytes) bytes = yzt_file_load (path, MAX_BYTES, &local);
    g_autofree char *text = bytes != NULL ? yzt_text_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "UTF-8", NULL, &local) : NULL;
    if (text != NULL && add_text (book, text, names->pdata[i], &local)) {
      continue;
    }
    if (must) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_message ("%s", local->message);
    if (book->problem == NULL) {
      book->problem = g_strdup_printf (_("%s Your own figures of this file are not there until it is mended and the programme started anew."), local->message);
    }
  }
  return TRUE;
}

const YztFigureBook *
yzt_figure_book (GError **error)
{
  static GMutex mutex;
  static YztFigureBook *kept;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  if (kept == NULL) {
    g_autoptr (YztFigureBook) book = book_new ();
    g_autofree char *ours = g_build_filename (yzt_data_dir (), "figures", NULL), *own = yzt_user_data_dir ("figures");
    if (!add_folder (book, ours, TRUE, error)) {
      return NULL;
    }
    add_folder (book, own, FALSE, NULL);
    kept = g_steal_pointer (&book);
  }
  return kept;
}

const char *
yzt_figure_book_get_problem (const YztFigureBook *book)
{
  return book->problem;
}

guint
yzt_figure_book_get_n (const YztFigureBook *book)
{
  return book->specs->len;
}

const YztFigureSpec *
yzt_figure_book_get (const YztFigureBook *book, guint i)
{
  g_return_val_if_fail (i < book->specs->len, NULL);
  return book->specs->pdata[i];
}

const YztFigureSpec *
yzt_figure_book_find (const YztFigureBook *book, const char *id)
{
  return id != NULL ? g_hash_table_lookup (book->by_id, id) : NULL;
}
