/* yzt-plan-grams.c: text as characters and pairs of characters, for an index that finds any number of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-index-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_QUERY_PAIRS 12 /* of a long word so many of its pairs are asked for; the text itself decides */
#define FIRST_ROOM 4096

/* --- folding --- */

static gunichar
fold_char (gunichar c)
{
  if (c >= 0x3400 && c <= 0x9FFF) {
    return c;
  }
  if (c < 0x80) {
    return c <= ' ' ? ' ' : (gunichar) g_ascii_tolower ((char) c);
  }
  if (c >= 0xFF01 && c <= 0xFF5E) {
    return (gunichar) g_ascii_tolower ((char) (c - 0xFEE0));
  }
  if (c == 0x3000 || c == 0xA0 || g_unichar_isspace (c)) {
    return ' ';
  }
  return g_unichar_tolower (c);
}

void
yzt_folded_take (YztFolded *self, const char *text, gssize length)
{
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;
  const char *end = text + n_bytes;
  if (self->room < n_bytes) {
    self->room = (guint) MAX (n_bytes, 64);
    g_free (self->chars);
    self->chars = g_new (gunichar, self->room);
  }
  self->length = 0;
  for (const char *p = text; p < end;) {
    guint first = (guchar) p[0];
    if (first < 0x80) {
      self->chars[self->length++] = first <= ' ' ? ' ' : (gunichar) g_ascii_tolower ((char) first);
      p++;
      continue;
    }
    if (first >= 0xE3 && first <= 0xE9 && end - p >= 3 && ((guchar) p[1] & 0xC0) == 0x80 && ((guchar) p[2] & 0xC0) == 0x80) {
      gunichar han = (first & 0x0Fu) << 12 | ((guchar) p[1] & 0x3Fu) << 6 | ((guchar) p[2] & 0x3Fu); /* nearly all of a plan is this */
      self->chars[self->length++] = fold_char (han);
      p += 3;
      continue;
    }
    gunichar c = g_utf8_get_char_validated (p, end - p);
    if (c == (gunichar) -1 || c == (gunichar) -2) {
      c = 0xFFFD; /* each byte that is none stands for itself */
      p++;
    } else {
      p = g_utf8_next_char (p);
    }
    self->chars[self->length++] = fold_char (c);
  }
}

void
yzt_folded_clear (YztFolded *self)
{
  g_clear_pointer (&self->chars, g_free);
  self->length = self->room = 0;
}

gint64
yzt_folded_find (const YztFolded *text, const YztFolded *needle, guint from)
{
  if (needle->length == 0 || needle->length > text->length) {
    return -1;
  }
  guint last = text->length - needle->length;
  gsize rest = (needle->length - 1) * sizeof (gunichar);
  for (guint i = from; i <= last; i++) {
    if (text->chars[i] == needle->chars[0] && memcmp (text->chars + i + 1, needle->chars + 1, rest) == 0) {
      return i;
    }
  }
  return -1;
}

/* --- the tokenizer --- */

typedef struct {
  guint64 *seen;   /* keys with the number of the text they were seen in */
  guint32 *stamp;
  guint32 text;
  guint room, n;   /* room: a power of two */
} Grams;

static int
grams_create (G_GNUC_UNUSED void *context, G_GNUC_UNUSED const char **args, G_GNUC_UNUSED int n_args, Fts5Tokenizer **out)
{
  Grams *self = g_new0 (Grams, 1);
  self->room = FIRST_ROOM;
  self->seen = g_new0 (guint64, self->room);
  self->stamp = g_new0 (guint32, self->room);
  *out = (Fts5Tokenizer *) self;
  return SQLITE_OK;
}

static void
grams_delete (Fts5Tokenizer *tokenizer)
{
  Grams *self = (Grams *) tokenizer;
  g_free (self->seen);
  g_free (self->stamp);
  g_free (self);
}

static gboolean add_key (Grams *self, guint64 key);

static void
grow (Grams *self)
{
  Grams old = *self;
  self->room *= 2;
  self->n = 0;
  self->seen = g_new0 (guint64, self->room);
  self->stamp = g_new0 (guint32, self->room);
  for (guint i = 0; i < old.room; i++) {
    if (old.stamp[i] == self->text) {
      add_key (self, old.seen[i]);
    }
  }
  g_free (old.seen);
  g_free (old.stamp);
}

/* FALSE when it was there already. */
static gboolean
add_key (Grams *self, guint64 key)
{
  if (self->n * 2 >= self->room) {
    grow (self);
  }
  guint mask = self->room - 1;
  for (guint i = (guint) ((key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 40) & mask;; i = (i + 1) & mask) {
    if (self->stamp[i] != self->text) {
      self->stamp[i] = self->text;
      self->seen[i] = key;
      self->n++;
      return TRUE;
    }
    if (self->seen[i] == key) {
      return FALSE;
    }
  }
}

typedef int (*TokenFunc) (void *, int, const char *, int, int, int);

static int
give (gunichar first, gunichar second, void *context, TokenFunc token)
{
  char bytes[12];
  int n = g_unichar_to_utf8 (first, bytes);
  n += second != 0 ? g_unichar_to_utf8 (second, bytes + n) : 0;
  return token (context, 0, bytes, n, 0, n);
}

/* Each character and each pair once, no matter how often they come: where they stand is looked up in the map's own text. */
static int
grams_tokenize (Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int length, TokenFunc token)
{
  Grams *self = (Grams *) tokenizer;
  if (flags & FTS5_TOKENIZE_QUERY) {
    return length > 0 ? token (context, 0, text, length, 0, length) : SQLITE_OK;
  }
  YztFolded folded = { NULL, 0, 0 };
  yzt_folded_take (&folded, text, length);
  self->text++;
  self->n = 0;
  int code = SQLITE_OK;
  for (guint i = 0; i < folded.length && code == SQLITE_OK; i++) {
    gunichar c = folded.chars[i], next = i + 1 < folded.length ? folded.chars[i + 1] : ' ';
    if (c == ' ' || c == 0) {
      continue;
    }
    if (add_key (self, c)) {
      code = give (c, 0, context, token);
    }
    if (code == SQLITE_OK && next != ' ' && next != 0 && add_key (self, (guint64) c << 21 | next | G_GUINT64_CONSTANT (1) << 63)) {
      code = give (c, next, context, token);
    }
  }
  yzt_folded_clear (&folded);
  return code;
}

gboolean
yzt_plan_grams_register (YztConnection *connection, GError **error)
{
  fts5_api *api = NULL;
  fts5_tokenizer grams = { grams_create, grams_delete, grams_tokenize };
  sqlite3_stmt *stmt = NULL;
  if (sqlite3_prepare_v2 (connection->db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
    sqlite3_bind_pointer (stmt, 1, (void *) &api, "fts5_api_ptr", NULL);
    sqlite3_step (stmt);
  }
  sqlite3_finalize (stmt);
  if (api == NULL || api->xCreateTokenizer (api, "grams", NULL, &grams, NULL) != SQLITE_OK) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED, _("SQLite here has no full-text search; plans cannot be looked up."));
    return FALSE;
  }
  return TRUE;
}

/* --- asking --- */

static void
append_token (GString *expression, gunichar first, gunichar second)
{
  g_string_append (expression, expression->len > 0 && expression->str[expression->len - 1] == '"' ? " AND \"" : "\"");
  const gunichar chars[] = { first, second };
  for (guint i = 0; i < 2 && chars[i] != 0; i++) {
    if (chars[i] == '"') {
      g_string_append_c (expression, '"');
    }
    g_string_append_unichar (expression, chars[i]);
  }
  g_string_append_c (expression, '"');
}

char *
yzt_plan_grams_expression (const YztFolded *word)
{
  g_autoptr (GString) expression = g_string_new (NULL);
  guint n_pairs = 0, pair = 0;
  for (guint i = 0; i + 1 < word->length; i++) {
    n_pairs += word->chars[i] != ' ' && word->chars[i + 1] != ' ' ? 1 : 0;
  }
  guint step = MAX (1, (n_pairs + MAX_QUERY_PAIRS - 1) / MAX_QUERY_PAIRS);
  for (guint i = 0; i < word->length; i++) {
    gunichar c = word->chars[i], next = i + 1 < word->length ? word->chars[i + 1] : ' ', before = i > 0 ? word->chars[i - 1] : ' ';
    if (c == ' ' || c == 0) {
      continue;
    }
    if (next == ' ' && before == ' ') {
      append_token (expression, c, 0);
    } else if (next != ' ' && (pair++ % step == 0 || pair == n_pairs)) {
      append_token (expression, c, next);
    }
  }
  if (expression->len == 0) {
    return NULL;
  }
  return g_string_free (g_steal_pointer (&expression), FALSE);
}

/* --- signs: a few bits for each run of three and of four characters, so that plans with all the pairs of a word but not the word need not be read --- */

#define BITS_PER_CHAR 6
#define LEAST_SIGN_BYTES 64
#define SHORTEST_RUN 3
#define LONGEST_RUN 4

static guint64
hash_run (const gunichar *chars, guint length)
{
  guint64 key = length;
  for (guint i = 0; i < length; i++) {
    key = (key ^ chars[i]) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
    key ^= key >> 29;
  }
  return key;
}

/* The two bits of a run. */
static void
place_bits (guint64 hash, gsize n_bytes, gsize places[2])
{
  guint64 n_bits = n_bytes * 8;
  places[0] = (gsize) (((hash & G_MAXUINT32) * n_bits) >> 32);
  places[1] = (gsize) (((hash >> 32) * n_bits) >> 32);
}

static gboolean
is_run (const YztFolded *text, guint from, guint length)
{
  for (guint i = from; i < from + length; i++) {
    if (i >= text->length || text->chars[i] <= ' ') {
      return FALSE;
    }
  }
  return TRUE;
}

GBytes *
yzt_plan_sign_make (const YztFolded *text)
{
  gsize n_bytes = MAX (LEAST_SIGN_BYTES, (gsize) text->length * BITS_PER_CHAR / 8), places[2];
  guint8 *bits = g_malloc0 (n_bytes);
  for (guint i = 0; i < text->length; i++) {
    for (guint length = SHORTEST_RUN; length <= LONGEST_RUN && is_run (text, i, length); length++) {
      place_bits (hash_run (text->chars + i, length), n_bytes, places);
      bits[places[0] / 8] |= (guint8) (1u << places[0] % 8);
      bits[places[1] / 8] |= (guint8) (1u << places[1] % 8);
    }
  }
  return g_bytes_new_take (bits, n_bytes);
}

gboolean
yzt_plan_sign_may_have (GBytes *sign, const YztFolded *word)
{
  gsize n_bytes, places[2];
  const guint8 *bits = g_bytes_get_data (sign, &n_bytes);
  for (guint i = 0; i < word->length; i++) {
    for (guint length = SHORTEST_RUN; length <= LONGEST_RUN && is_run (word, i, length); length++) {
      place_bits (hash_run (word->chars + i, length), n_bytes, places);
      if (!(bits[places[0] / 8] >> places[0] % 8 & 1) || !(bits[places[1] / 8] >> places[1] % 8 & 1)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}
