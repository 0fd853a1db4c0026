/* yzt-recognise-kinds.c: which kind the rows of a file are, by how many columns it has a field for and by the words of titles and names
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

typedef struct {
  YztKind *kind;
  double score;
  guint n_columns;     /* that have a field */
  gboolean by_title;
  double by_names;
} Rank;

static GPtrArray *
words_of (YztKind *kind)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *aliases = yzt_kind_get_string (kind, "ImportAliases", NULL);
  g_auto (GStrv) parts = g_strsplit (aliases != NULL ? aliases : "", ";", -1);

  g_ptr_array_add (words, yzt_text_header_key (yzt_kind_get_label (kind, "zh_CN")));
  g_ptr_array_add (words, yzt_text_header_key (yzt_kind_get_label (kind, "en")));
  g_ptr_array_add (words, yzt_text_header_key (yzt_kind_get_id (kind)));
  for (gsize i = 0; parts[i] != NULL; i++) {
    g_ptr_array_add (words, yzt_text_header_key (parts[i]));
  }
  return words;
}

static gboolean
holds_word (const char *text, GPtrArray *words)
{
  g_autofree char *key = yzt_text_header_key (text);

  for (guint i = 0; i < words->len; i++) {
    const char *word = g_ptr_array_index (words, i);
    if (*word != '\0' && strstr (key, word) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

static double
share_of_names (const YztProposal *proposal, const YztTable *table, GPtrArray *words)
{
  guint n = 0, n_holding = 0;
  int column = -1;

  for (guint i = 0; i < proposal->columns->len && column < 0; i++) {
    const YztColumnProposal *at = g_ptr_array_index (proposal->columns, i);
    column = g_strcmp0 (at->field, "name") == 0 ? (int) i : -1;
  }
  for (guint i = 0; column >= 0 && i < table->sample->len && n < 100; i++) {
    const char *name = ((char **) g_ptr_array_index (table->sample, i))[column];
    n += *name != '\0' ? 1 : 0;
    n_holding += *name != '\0' && holds_word (name, words) ? 1 : 0;
  }
  return n >= 3 ? (double) n_holding / n : 0.0;
}

/* Columns proposed anew for each kind, on a proposal of its own that only has the columns. */
static YztProposal *
try_kind (const YztTable *table, const YztContent *contents, YztKind *kind)
{
  YztProposal *trial = g_new0 (YztProposal, 1);

  trial->columns = g_ptr_array_new_with_free_func (yzt_column_proposal_free);
  for (guint i = 0; i < table->n_columns; i++) {
    g_ptr_array_add (trial->columns, g_new0 (YztColumnProposal, 1));
  }
  yzt_recognise_position (trial, table, contents, kind);
  yzt_recognise_columns (trial, table, contents, kind, "en");
  return trial;
}

static double
score_columns (const YztProposal *trial, YztKind *kind, guint *n_out)
{
  double score = 0.0;

  for (guint i = 0; i < trial->columns->len; i++) {
    const YztColumnProposal *column = g_ptr_array_index (trial->columns, i);
    if (column->role == YZT_ROLE_FIELD && column->confidence >= YZT_RECOGNISE_SURE) {
      const YztField *field = yzt_kind_find_field (kind, column->field);
      /* Name, code and source are everybody's and say nothing of the kind. */
      score += field == NULL || yzt_field_is_builtin (field) ? 0.2 : 1.0;
      (*n_out)++;
    } else if (column->role != YZT_ROLE_FIELD && column->role != YZT_ROLE_SKIP && column->confidence >= YZT_RECOGNISE_SURE) {
      score += yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE ? 0.6 : -0.6;
      (*n_out)++;
    } else if (column->role == YZT_ROLE_FIELD) {
      score += 0.2 * column->confidence;
    }
  }
  return score;
}

static gboolean
has_place (const YztProposal *trial)
{
  return trial->notation != YZT_NOTATION_NONE;
}

static Rank
rank_kind (const YztTable *table, const YztContent *contents, YztKind *kind)
{
  Rank rank = { kind, 0.0, 0, FALSE, 0.0 };
  YztProposal *trial = try_kind (table, contents, kind);
  g_autoptr (GPtrArray) words = words_of (kind);
  YztKindGeometry geometry = yzt_kind_get_geometry (kind);

  rank.score = score_columns (trial, kind, &rank.n_columns);
  for (guint i = 0; i < table->titles->len; i++) {
    rank.by_title = rank.by_title || holds_word (g_ptr_array_index (table->titles, i), words);
  }
  rank.by_names = share_of_names (trial, table, words);
  rank.score += (rank.by_title ? 2.5 : 0.0) + 3.0 * rank.by_names;
  rank.score -= geometry == YZT_KIND_GEOMETRY_AREA && !table->has_geometry && trial->notation != YZT_NOTATION_WKT ? 3.0 : 0.0;
  rank.score -= geometry == YZT_KIND_GEOMETRY_NONE && has_place (trial) ? 2.0 : 0.0;
  rank.score -= yzt_kind_get_owner (kind) != NULL ? 1.0 : 0.0;
  yzt_proposal_free (trial);
  return rank;
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const Rank *left = a, *right = b;

  return left->score == right->score ? 0 : left->score < right->score ? 1 : -1;
}

static char *
explain (const Rank *rank, const YztTable *table, const char *language)
{
  const char *label = yzt_kind_get_label (rank->kind, language);

  if (rank->by_title) {
    return g_strdup_printf (_("A heading or the file's name says “%s”; %u of %u columns have a field."), label, rank->n_columns, table->n_columns);
  }
  if (rank->by_names >= 0.3) {
    return g_strdup_printf (_("%d%% of the names say “%s”; %u of %u columns have a field."), (int) (rank->by_names * 100.0 + 0.5), label, rank->n_columns,
                            table->n_columns);
  }
  return g_strdup_printf (_("%u of %u columns have a field."), rank->n_columns, table->n_columns);
}

void
yzt_recognise_kinds (YztProposal *proposal, const YztTable *table, const YztContent *contents, YztKindSet *kinds, const char *language)
{
  g_autoptr (GArray) ranks = g_array_new (FALSE, FALSE, sizeof (Rank));
  double best, second;

  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (!yzt_kind_is_abstract (kind)) {
      Rank rank = rank_kind (table, contents, kind);
      g_array_append_val (ranks, rank);
    }
  }
  g_array_sort (ranks, compare_ranks);
  best = ranks->len > 0 ? MAX (g_array_index (ranks, Rank, 0).score, 0.1) : 1.0;
  second = ranks->len > 1 ? MAX (g_array_index (ranks, Rank, 1).score, 0.0) : 0.0;
  for (guint i = 0; i < ranks->len; i++) {
    const Rank *rank = &g_array_index (ranks, Rank, i);
    double lead = i == 0 ? MIN (1.0, 0.5 + 0.7 * (best - second) / best) : 0.5 * MAX (rank->score, 0.0) / best;
    YztKindProposal found = { g_strdup (yzt_kind_get_id (rank->kind)), CLAMP (lead, 0.0, 0.99), explain (rank, table, language) };
    g_array_append_val (proposal->kinds, found);
  }
}
