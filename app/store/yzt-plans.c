/* yzt-plans.c: the texts of plans: their sections, their original documents, finding words in them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DOCUMENT_BYTES (200 * 1024 * 1024)
#define SNIPPET_CHARS 60

void
yzt_plan_section_clear (YztPlanSection *section)
{
  g_clear_pointer (&section->path, g_free);
  g_clear_pointer (&section->heading, g_free);
  g_clear_pointer (&section->text, g_free);
}

void
yzt_plan_hit_clear (YztPlanHit *hit)
{
  g_clear_pointer (&hit->title, g_free);
  g_clear_pointer (&hit->section, g_free);
  g_clear_pointer (&hit->snippet, g_free);
}

/* --- writing --- */

static gboolean
put_section (YztAct *act, gint64 plan_fid, guint position, const YztPlanSection *section,
             GError **error)
{
  const char *texts[] = { section->path, section->heading, section->text };
  g_autoptr(GPtrArray) normal = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    char *copy = texts[i] != NULL ? yzt_text_to_nfc (texts[i]) : g_strdup ("");

    g_ptr_array_add (normal, copy);
    if (copy != NULL)
      texts[i] = copy;
  }
  return yzt_connection_do (act->connection, error,
                            "INSERT INTO plan_section VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                            "iiiisss", yzt_act_next_fid (act), plan_fid, (gint64) position,
                            (gint64) section->depth, texts[0], texts[1], texts[2]);
}

static gboolean
put_document (YztAct *act, gint64 plan_fid, GBytes *original, const char *media_type,
              GError **error)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, original);

  if (g_bytes_get_size (original) > MAX_DOCUMENT_BYTES) {
    g_set_error_literal (
        error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
        _("The document is larger than 200 MB; keep it outside the map and note where it is."));
    return FALSE;
  }
  return yzt_connection_do (act->connection, error,
                            "INSERT OR IGNORE INTO blob VALUES (?1, ?2, ?3)", "ssb", sha256,
                            media_type != NULL ? media_type : "application/octet-stream", original)
         && yzt_connection_do (
             act->connection, error,
             "INSERT INTO plan_document VALUES (?1, ?2, ?3) ON CONFLICT (fid) DO UPDATE SET sha256 "
             "= ?2, media_type = ?3 WHERE sha256 IS NOT ?2 OR media_type IS NOT ?3",
             "iss", plan_fid, sha256, media_type);
}

gboolean
yzt_act_meet_plan_text (YztAct *act, gint64 plan_fid, GError **error)
{
  return yzt_meeting_meet (act, "plan", plan_fid, error) && yzt_meeting_meet_where (act, "plan_section", "plan_fid", plan_fid, error)
         && yzt_meeting_meet (act, "plan_document", plan_fid, error);
}

gboolean
yzt_act_put_plan_text (YztAct *act, gint64 plan_fid, const YztPlanSection *sections,
                       guint n_sections, GBytes *original, const char *media_type, GError **error)
{
  g_return_val_if_fail (act != NULL && plan_fid > 0 && (sections != NULL || n_sections == 0),
                        FALSE);
  if (!yzt_act_meet_plan_text (act, plan_fid, error)
      || !yzt_connection_do (act->connection, error, "DELETE FROM plan_section WHERE plan_fid = ?1",
                             "i", plan_fid))
    return FALSE;
  for (guint i = 0; i < n_sections; i++) {
    if (!put_section (act, plan_fid, i, &sections[i], error))
      return FALSE;
  }
  return original == NULL || put_document (act, plan_fid, original, media_type, error);
}

/* --- reading --- */

static GArray *
load_sections (YztConnection *connection, gint64 plan_fid, GError **error)
{
  g_autoptr(GArray) sections = g_array_new (FALSE, TRUE, sizeof (YztPlanSection));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      "SELECT path, heading, depth, text FROM plan_section WHERE plan_fid = ?1 ORDER BY position",
      "i", plan_fid);
  int step;

  g_array_set_clear_func (sections, (GDestroyNotify) yzt_plan_section_clear);
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztPlanSection section = { g_utf8_make_valid ((const char *) sqlite3_column_text (stmt, 0), -1),
                               g_utf8_make_valid ((const char *) sqlite3_column_text (stmt, 1), -1),
                               (guint) sqlite3_column_int (stmt, 2),
                               g_utf8_make_valid ((const char *) sqlite3_column_text (stmt, 3),
                                                  -1) };

    g_array_append_val (sections, section);
  }
  return step == 0 ? g_steal_pointer (&sections) : NULL;
}

GArray *
yzt_store_get_plan_sections (YztStore *store, gint64 plan_fid, GError **error)
{
  YztConnection *connection;
  GArray *sections;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  sections = load_sections (connection, plan_fid, error);
  yzt_store_release (store, connection);
  return sections;
}

GArray *
yzt_store_get_plan_sizes (YztStore *store, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztConnection *connection = yzt_store_acquire (store, error);
  g_autoptr(GArray) sizes = g_array_new (FALSE, FALSE, sizeof (YztPlanSize));
  sqlite3_stmt *stmt;
  int step = -1;

  if (connection == NULL)
    return NULL;
  stmt = yzt_connection_query (connection, error,
                               "SELECT plan_fid, count(*), sum(length(CAST(text AS BLOB))) FROM plan_section GROUP BY plan_fid ORDER BY plan_fid", "");
  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztPlanSize size = { sqlite3_column_int64 (stmt, 0), (guint) sqlite3_column_int (stmt, 1), sqlite3_column_int64 (stmt, 2) };

    g_array_append_val (sizes, size);
  }
  yzt_store_release (store, connection);
  return step == 0 ? g_steal_pointer (&sizes) : NULL;
}

gint64
yzt_store_find_plan_with_document (YztStore *store, const char *sha256, GError **error)
{
  gint64 fid = 0;

  g_return_val_if_fail (YZT_IS_STORE (store) && sha256 != NULL, 0);
  YztConnection *connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return 0;
  yzt_connection_get_int (connection, &fid, error, "SELECT fid FROM plan_document WHERE sha256 = ?1 ORDER BY fid LIMIT 1", "s", sha256);
  yzt_store_release (store, connection);
  return fid;
}

/* --- finding --- */

static GStrv
split_words (const char *text)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr(GString) word = g_string_new (NULL);

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isspace (c)) {
      g_string_append_unichar (word, c);
    } else if (word->len > 0) {
      g_strv_builder_add (words, word->str);
      g_string_truncate (word, 0);
    }
  }
  if (word->len > 0)
    g_strv_builder_add (words, word->str);
  return g_strv_builder_end (words);
}

/* Latin letters of either case are the same; other text is compared as it is. */
static guint
count_words (const char *text, GStrv words)
{
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += strcasestr (text, words[i]) != NULL ? 1 : 0;
  return n;
}

static char *
cut_snippet (const char *text, GStrv words)
{
  const char *match = NULL;
  const char *from, *to;
  g_autofree char *piece = NULL;
  g_auto(GStrv) lines = NULL;

  for (guint i = 0; words[i] != NULL && match == NULL; i++)
    match = strcasestr (text, words[i]);
  from = match != NULL ? match : text;
  for (guint i = 0; i < SNIPPET_CHARS / 3 && from > text; i++)
    from = g_utf8_prev_char (from);
  to = from;
  for (guint i = 0; i < SNIPPET_CHARS && *to != '\0'; i++)
    to = g_utf8_next_char (to);
  piece = g_strndup (from, (gsize) (to - from));
  lines = g_strsplit_set (piece, "\r\n\t", -1);
  g_free (piece);
  piece = g_strjoinv (" ", lines);
  g_strstrip (piece);
  return g_strconcat (from > text ? "…" : "", piece, *to != '\0' ? "…" : "", NULL);
}

typedef struct {
  int best_rank;
  guint best_words, best_index;
  guint64 found; /* bit of each word found anywhere in the plan */
} Search;

static guint64
word_bits (const char *text, GStrv words)
{
  guint64 bits = 0;

  for (guint i = 0; words[i] != NULL && i < 64; i++)
    bits |= strcasestr (text, words[i]) != NULL ? G_GUINT64_CONSTANT (1) << i : 0;
  return bits;
}

/* A section is better with more words, and with them in the heading. */
static void
weigh_section (Search *search, const YztPlanSection *section, guint index, GStrv words)
{
  guint n_heading = count_words (section->heading, words),
        n_text = count_words (section->text, words);
  guint n_words = g_strv_length (words);
  int rank = n_heading == n_words ? 1 : 2;
  guint n = n_heading == n_words ? n_words : MAX (n_heading, n_text);

  search->found |= word_bits (section->heading, words) | word_bits (section->text, words);
  if (n > 0 && (n > search->best_words || (n == search->best_words && rank < search->best_rank))) {
    search->best_words = n;
    search->best_rank = rank;
    search->best_index = index;
  }
}

static gboolean
match_plan (YztConnection *connection, gint64 fid, const char *title, GStrv words, YztPlanHit *hit,
            gboolean *matches, GError **error)
{
  g_autoptr(GArray) sections = load_sections (connection, fid, error);
  guint n_words = g_strv_length (words);
  guint64 all = n_words >= 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << n_words) - 1;
  Search search = { .best_rank = 3 };

  if (sections == NULL)
    return FALSE;
  search.found = word_bits (title, words);
  *hit = (YztPlanHit) { .plan_fid = fid,
                       .title = g_strdup (title),
                       .rank = search.found == all ? 0 : 3 };
  for (guint i = 0; n_words > 0 && i < sections->len; i++)
    weigh_section (&search, &g_array_index (sections, YztPlanSection, i), i, words);
  *matches = (search.found & all) == all;
  hit->rank = MIN (hit->rank, search.best_rank);
  if (search.best_words > 0) {
    const YztPlanSection *best = &g_array_index (sections, YztPlanSection, search.best_index);

    hit->section = g_strdup (best->path);
    hit->section_index = search.best_index;
    hit->snippet = cut_snippet (
        count_words (best->text, words) > 0 || *best->heading == '\0' ? best->text : best->heading,
        words);
  } else {
    hit->section = g_strdup ("");
    hit->snippet = cut_snippet (
        sections->len > 0 ? g_array_index (sections, YztPlanSection, 0).text : "", words);
  }
  return TRUE;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const YztPlanHit *ha = a, *hb = b;
  int titles = strcmp (ha->title, hb->title);

  if (ha->rank != hb->rank)
    return ha->rank - hb->rank;
  if (titles != 0)
    return titles;
  return ha->plan_fid < hb->plan_fid ? -1 : ha->plan_fid > hb->plan_fid;
}

static gboolean
find_plans (YztConnection *connection, GStrv words, GArray *hits, GError **error)
{
  sqlite3_stmt *stmt;
  int step;

  if (!yzt_connection_has_table (connection, "plan"))
    return TRUE;
  stmt = yzt_connection_query (connection, error,
                               "SELECT fid, coalesce(name, '') FROM plan ORDER BY fid", "");
  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    g_autofree char *title = g_utf8_make_valid ((const char *) sqlite3_column_text (stmt, 1), -1);
    YztPlanHit hit;
    gboolean matches = FALSE;

    if (!match_plan (connection, sqlite3_column_int64 (stmt, 0), title, words, &hit, &matches,
                     error)) {
      sqlite3_reset (stmt);
      return FALSE;
    }
    if (matches)
      g_array_append_val (hits, hit);
    else
      yzt_plan_hit_clear (&hit);
  }
  return step == 0;
}

GArray *
yzt_store_find_plans (YztStore *store, const char *text, guint limit, GError **error)
{
  g_autoptr(GArray) hits = g_array_new (FALSE, TRUE, sizeof (YztPlanHit));
  g_autofree char *normal = text != NULL ? yzt_text_to_nfc (text) : NULL;
  g_auto(GStrv) words = split_words (normal != NULL ? normal : text);
  YztConnection *connection;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_array_set_clear_func (hits, (GDestroyNotify) yzt_plan_hit_clear);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  ok = find_plans (connection, words, hits, error);
  yzt_store_release (store, connection);
  if (!ok)
    return NULL;
  g_array_sort (hits, compare_hits);
  if (limit > 0 && hits->len > limit)
    g_array_set_size (hits, limit);
  return g_steal_pointer (&hits);
}
