/* yzt-rules-hazard-book.c: the tables of GB 18218-2018: chemicals found by what a person types, and by what a list says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-rules-hazard-private.h"

/* What names a row: a spelling of it, whole or without its brackets. */
typedef struct {
  guint row;
  gboolean conditional; /* a condition of the row is not said in it */
  gboolean shared;      /* other rows are called so, too */
} Naming;

/* --- reading --- */

static void
clear_chemical (gpointer data)
{
  Chemical *chemical = data;
  g_strfreev (chemical->words);
  g_strfreev (chemical->others);
  g_strfreev (chemical->keys);
  g_strfreev (chemical->letters);
}

static void
clear_class (gpointer data)
{
  g_strfreev (((Class *) data)->words);
}

/* Folded, without blanks, all brackets the same. */
static char *
name_key (const char *text)
{
  g_autofree char *folded = yzt_text_fold (text);
  GString *key = g_string_sized_new (strlen (folded));
  for (const char *c = folded; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);
    if (!g_unichar_isspace (character)) {
      g_string_append_unichar (key, character == '[' ? '(' : character == ']' ? ')' : character);
    }
  }
  return g_string_free (key, FALSE);
}

static char *
without_brackets (const char *key)
{
  const char *bracket = strchr (key, '(');
  return bracket != NULL && bracket > key ? g_strndup (key, (gsize) (bracket - key)) : NULL;
}

/* Words of the row's condition: brackets, a share, a form that a comma parts off. */
static gboolean
says_condition (const char *key)
{
  return strpbrk (key, "(%><") != NULL || strchr (key, ',') != NULL;
}

static void
add_name (YztHazardBook *self, const char *key, guint row, gboolean conditional)
{
  Naming *there = g_hash_table_lookup (self->names, key);
  if (there == NULL) {
    there = g_new0 (Naming, 1);
    there->row = row;
    g_hash_table_insert (self->names, g_strdup (key), there);
  }
  there->shared |= there->row != row;
  there->conditional |= conditional;
}

static void
add_names (YztHazardBook *self, guint row)
{
  const Chemical *chemical = &g_array_index (self->chemicals, Chemical, row);
  for (char **key = chemical->keys; *key != NULL; key++) {
    gboolean conditional = chemical->row.is_condition && !says_condition (*key);
    g_autofree char *bare = without_brackets (*key);
    add_name (self, *key, row, conditional);
    if (bare != NULL) {
      add_name (self, bare, row, chemical->row.is_condition);
    }
  }
  g_auto (GStrv) numbers = g_strsplit (chemical->row.cas, ";", -1);
  for (char **number = numbers; *number != NULL && **number != '\0'; number++) {
    Naming *there = g_hash_table_lookup (self->numbers, *number);
    if (there == NULL) {
      there = g_new0 (Naming, 1);
      there->row = row;
      g_hash_table_insert (self->numbers, g_strdup (*number), there);
    }
    there->shared |= there->row != row;
    there->conditional |= chemical->row.is_condition;
  }
}

static char **
keys_of (const Chemical *chemical)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  const char *const names[] = { chemical->row.name_zh, chemical->row.name };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *key = name_key (names[i]);
    g_strv_builder_add (keys, key);
  }
  for (char **other = chemical->others; *other != NULL; other++) {
    g_autofree char *key = name_key (*other);
    g_strv_builder_add (keys, key);
  }
  return g_strv_builder_end (keys);
}

/* no, name zh, name, other names, initials, cas, q_t, beta, basis, condition, verified */
static gboolean
read_chemical (const char *line, Chemical *chemical)
{
  guint64 number;
  *chemical = (Chemical) { .words = g_strsplit (line, "\t", -1) };
  char **words = chemical->words;
  if (g_strv_length (words) != 11 || !g_ascii_string_to_unsigned (words[0], 10, 1, 9999, &number, NULL) || *words[1] == '\0'
      || !yzt_text_number (words[6], &chemical->row.critical_t) || !(chemical->row.critical_t > 0)
      || !yzt_text_number (words[7], &chemical->row.beta) || !(chemical->row.beta > 0)) {
    clear_chemical (chemical);
    return FALSE;
  }
  chemical->others = g_strsplit (words[3], ";", -1);
  chemical->letters = g_strsplit (words[4], ";", -1);
  chemical->row.number = (guint) number;
  chemical->row.name_zh = words[1];
  chemical->row.name = words[2];
  chemical->row.others = (const char *const *) chemical->others;
  chemical->row.cas = words[5];
  chemical->row.basis = words[8];
  chemical->row.is_condition = g_str_equal (words[9], "yes");
  chemical->row.is_verified = g_str_equal (words[10], "yes");
  chemical->keys = keys_of (chemical);
  return TRUE;
}

static gboolean
read_class (const char *line, Class *class)
{
  *class = (Class) { .words = g_strsplit (line, "\t", -1) };
  char **words = class->words;
  if (g_strv_length (words) != 7 || *words[0] == '\0' || !yzt_text_number (words[5], &class->row.critical_t) || !(class->row.critical_t > 0)
      || !yzt_text_number (words[6], &class->row.beta) || !(class->row.beta > 0)) {
    clear_class (class);
    return FALSE;
  }
  class->row.symbol = words[0];
  class->row.class_zh = words[1];
  class->row.category_zh = words[2];
  class->row.class_name = words[3];
  class->row.category = words[4];
  return TRUE;
}

static void
read_factor (YztHazardBook *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, "\t", -1);
  Factor factor;
  if (g_strv_length (words) != 3 || !yzt_text_number (words[1], &factor.from) || !yzt_text_number (words[2], &factor.value)) {
    return;
  }
  if (g_str_equal (words[0], "alpha")) {
    g_array_append_val (self->alphas, factor);
  } else if (g_str_equal (words[0], "grade")) {
    g_array_append_val (self->grades, factor);
  }
}

static int
compare_factors (gconstpointer a, gconstpointer b)
{
  double x = ((const Factor *) a)->from, y = ((const Factor *) b)->from;
  return x < y ? -1 : x > y;
}

static char **
lines_of (const char *text)
{
  g_auto (GStrv) all = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  for (char **line = all; *line != NULL; line++) {
    if (**line != '\0' && **line != '#') {
      g_strv_builder_add (lines, g_strchomp (*line));
    }
  }
  return g_strv_builder_end (lines);
}

static YztHazardBook *
new_book (void)
{
  YztHazardBook *self = g_new0 (YztHazardBook, 1);
  g_atomic_ref_count_init (&self->refs);
  self->chemicals = g_array_new (FALSE, FALSE, sizeof (Chemical));
  self->classes = g_array_new (FALSE, FALSE, sizeof (Class));
  g_array_set_clear_func (self->chemicals, clear_chemical);
  g_array_set_clear_func (self->classes, clear_class);
  self->alphas = g_array_new (FALSE, FALSE, sizeof (Factor));
  self->grades = g_array_new (FALSE, FALSE, sizeof (Factor));
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

YztHazardBook *
yzt_hazard_book_parse (const char *chemicals, const char *classes, const char *factors)
{
  g_autoptr (YztHazardBook) self = new_book ();
  g_auto (GStrv) chemical_lines = lines_of (chemicals);
  g_auto (GStrv) class_lines = lines_of (classes);
  g_auto (GStrv) factor_lines = lines_of (factors);
  Chemical chemical;
  Class class;
  for (char **line = chemical_lines; *line != NULL; line++) {
    if (read_chemical (*line, &chemical)) {
      g_array_append_val (self->chemicals, chemical);
    }
  }
  for (char **line = class_lines; *line != NULL; line++) {
    if (read_class (*line, &class)) {
      g_array_append_val (self->classes, class);
    }
  }
  for (char **line = factor_lines; *line != NULL; line++) {
    read_factor (self, *line);
  }
  g_array_sort (self->alphas, compare_factors);
  g_array_sort (self->grades, compare_factors);
  for (guint row = 0; row < self->chemicals->len; row++) {
    add_names (self, row);
  }
  gboolean whole = self->chemicals->len > 0 && self->classes->len > 0 && self->alphas->len > 0 && self->grades->len > 0;
  return whole ? g_steal_pointer (&self) : NULL;
}

YztHazardBook *
yzt_hazard_book_ref (YztHazardBook *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yzt_hazard_book_unref (YztHazardBook *self)
{
  g_return_if_fail (self != NULL);
  if (g_atomic_ref_count_dec (&self->refs)) {
    g_array_unref (self->chemicals);
    g_array_unref (self->classes);
    g_array_unref (self->alphas);
    g_array_unref (self->grades);
    g_hash_table_unref (self->names);
    g_hash_table_unref (self->numbers);
    g_free (self);
  }
}

guint
yzt_hazard_book_n_chemicals (const YztHazardBook *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->chemicals->len;
}

const YztHazardChemical *
yzt_hazard_book_get_chemical (const YztHazardBook *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->chemicals->len, NULL);
  return &g_array_index (self->chemicals, Chemical, index).row;
}

guint
yzt_hazard_book_n_classes (const YztHazardBook *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->classes->len;
}

const YztHazardClass *
yzt_hazard_book_get_class (const YztHazardBook *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->classes->len, NULL);
  return &g_array_index (self->classes, Class, index).row;
}

/* "W5.1" → 'W', 5, 1. A kind's codes have no dots, and two digits so that W1.1 and W11 stay apart: "w05-1". */
static gboolean
parse_symbol (const char *text, char *letter, guint64 *major, guint64 *minor)
{
  char *end = NULL;
  *letter = g_ascii_toupper (*text);
  *minor = 0;
  if ((*letter != 'J' && *letter != 'W') || !g_ascii_isdigit (text[1])) {
    return FALSE;
  }
  *major = g_ascii_strtoull (text + 1, &end, 10);
  if ((*end == '.' || *end == '-') && g_ascii_isdigit (end[1])) {
    *minor = g_ascii_strtoull (end + 1, &end, 10);
  }
  return *end == '\0';
}

const YztHazardClass *
yzt_hazard_book_find_class (const YztHazardBook *self, const char *symbol)
{
  g_return_val_if_fail (self != NULL, NULL);
  char letter, own_letter;
  guint64 major, minor, own_major, own_minor;
  gboolean good = symbol != NULL && parse_symbol (symbol, &letter, &major, &minor);
  for (guint i = 0; good && i < self->classes->len; i++) {
    const YztHazardClass *row = &g_array_index (self->classes, Class, i).row;
    if (parse_symbol (row->symbol, &own_letter, &own_major, &own_minor) && letter == own_letter && major == own_major && minor == own_minor) {
      return row;
    }
  }
  return NULL;
}

/* --- what a person types --- */

/* 0 the whole of it, 1 its beginning or all its letters, 2 its first letters, 3 somewhere in it, 4: not found. */
static int
rank_chemical (const Chemical *chemical, const char *key, const char *letters)
{
  int best = 4;
  for (char **name = chemical->keys; *name != NULL && best > 0; name++) {
    const char *at = strstr (*name, key);
    int rank = at == NULL ? 4 : at != *name ? 3 : at[strlen (key)] == '\0' || at[strlen (key)] == '(' ? 0 : 1;
    best = MIN (best, rank);
  }
  g_auto (GStrv) numbers = g_strsplit (chemical->row.cas, ";", -1);
  for (char **number = numbers; *number != NULL && best > 0; number++) {
    int rank = !g_str_has_prefix (*number, key) || strchr (key, '-') == NULL ? 4 : g_str_equal (*number, key) ? 0 : 1;
    best = MIN (best, rank);
  }
  for (char **one = chemical->letters; *one != NULL && best > 1 && letters != NULL; one++) {
    int rank = !g_str_has_prefix (*one, letters) ? 4 : g_str_equal (*one, letters) ? 1 : 2;
    best = MIN (best, rank);
  }
  return best;
}

/* Letters alone: a name begins with a number where it tells a position ("1,3-" of butadiene), and nobody types that. */
static char *
letters_of (const char *key)
{
  GString *letters = g_string_new (NULL);
  for (const char *c = key; *c != '\0'; c++) {
    if (g_ascii_isalpha (*c)) {
      g_string_append_c (letters, *c);
    } else if (!g_ascii_isdigit (*c) && *c != '-' && *c != ',') {
      g_string_free (letters, TRUE);
      return NULL;
    }
  }
  return letters->len > 0 ? g_string_free (letters, FALSE) : (g_string_free (letters, TRUE), NULL);
}

guint
yzt_hazard_book_search (const YztHazardBook *self, const char *text, const YztHazardChemical **found, guint max)
{
  g_return_val_if_fail (self != NULL && (found != NULL || max == 0), 0);
  g_autofree char *key = name_key (text != NULL ? text : "");
  if (*key == '\0') {
    return 0;
  }
  g_autofree char *letters = letters_of (key);
  g_autofree int *ranks = g_new (int, self->chemicals->len);
  for (guint i = 0; i < self->chemicals->len; i++) {
    ranks[i] = rank_chemical (&g_array_index (self->chemicals, Chemical, i), key, letters);
  }
  guint n = 0;
  for (int rank = 0; rank < 4; rank++) {
    for (guint i = 0; i < self->chemicals->len && n < max; i++) {
      if (ranks[i] == rank) {
        found[n++] = &g_array_index (self->chemicals, Chemical, i).row;
      }
    }
  }
  return n;
}

/* --- what a list says --- */

/* A solution or a mixture is not the chemical whose CAS number stands beside it: its own class decides. */
static gboolean
is_mixture (const char *key)
{
  static const char *const words[] = { "%", "溶液", "混合", "水溶", "solution", "mixture", "aqueous" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (key, words[i]) != NULL) {
      return TRUE;
    }
  }
  return g_str_has_suffix (key, "水");
}

YztHazardMatch
yzt_hazard_book_match (const YztHazardBook *self, const char *name, const char *cas, const YztHazardChemical **chemical_out)
{
  g_return_val_if_fail (self != NULL, YZT_HAZARD_MATCH_NONE);
  g_autofree char *key = name_key (name != NULL ? name : "");
  g_autofree char *number = name_key (cas != NULL ? cas : "");
  const Naming *naming = g_hash_table_lookup (self->names, key);
  if (naming == NULL && !is_mixture (key)) {
    naming = g_hash_table_lookup (self->numbers, number);
  }
  if (chemical_out != NULL) {
    *chemical_out = naming != NULL ? &g_array_index (self->chemicals, Chemical, naming->row).row : NULL;
  }
  return naming == NULL ? YZT_HAZARD_MATCH_NONE : naming->shared || naming->conditional ? YZT_HAZARD_MATCH_CONDITION : YZT_HAZARD_MATCH_ROW;
}
