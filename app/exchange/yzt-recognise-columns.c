/* yzt-recognise-columns.c: which column is which field, by its header and by what stands in it
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

#define BY_NAME 0.97
#define BY_LEAF 0.95
#define BY_OWN_NOUN 0.92
/* So many cells are tried on a typed field. */
#define MAX_TRIED 60

typedef struct {
  guint column;
  const YztField *field;
  double confidence;
  double header;  /* by the header alone */
  double support; /* by the cells; -1 nothing known */
} Candidate;

static gboolean
is_stamp (const char *name)
{
  return g_str_equal (name, "created_at") || g_str_equal (name, "updated_at");
}

/* "医院地址" in a list of hospitals is "地址". */
static const char *
without_own_noun (const YztKind *kind, const char *header)
{
  const char *label = yzt_kind_get_label (kind, "zh_CN");
  const char *aliases = yzt_kind_get_string (kind, "ImportAliases", NULL);
  g_auto (GStrv) nouns = g_strsplit (aliases != NULL ? aliases : "", ";", -1);

  if (g_str_has_prefix (header, label) && header[strlen (label)] != '\0') {
    return header + strlen (label);
  }
  for (gsize i = 0; nouns[i] != NULL; i++) {
    if (*nouns[i] != '\0' && g_str_has_prefix (header, nouns[i]) && header[strlen (nouns[i])] != '\0') {
      return header + strlen (nouns[i]);
    }
  }
  return NULL;
}

/* What the kind itself says of a column's header, asked once for all of its fields. */
typedef struct {
  const char *header, *leaf, *rest;
  const YztField *by_header, *by_leaf, *by_rest;
} Header;

static Header
read_header (const YztKind *kind, const YztTable *table, guint column)
{
  Header header = { table->headers[column], table->leaves[column], without_own_noun (kind, table->headers[column]), NULL, NULL, NULL };

  header.by_header = *header.header != '\0' ? yzt_kind_match_header (kind, header.header) : NULL;
  header.by_leaf = *header.leaf != '\0' ? yzt_kind_match_header (kind, header.leaf) : NULL;
  header.by_rest = header.rest != NULL ? yzt_kind_match_header (kind, header.rest) : NULL;
  return header;
}

static double
match_header (const Header *header, const YztField *field)
{
  const char *name = yzt_field_get_name (field);
  double by_table;

  if (*header->header == '\0') {
    return 0.0;
  }
  if (header->by_header == field) {
    return g_ascii_strcasecmp (header->header, name) == 0 ? 0.99 : BY_NAME;
  }
  if (header->by_leaf == field) {
    return BY_LEAF;
  }
  if (header->by_rest == field) {
    return BY_OWN_NOUN;
  }
  by_table = MAX (yzt_aliases_match (header->header, name), *header->leaf != '\0' ? yzt_aliases_match (header->leaf, name) : 0.0);
  if (header->rest != NULL) {
    by_table = MAX (by_table, yzt_aliases_match (header->rest, name) - 0.02);
  }
  return by_table;
}

/* The part of the first cells that the field takes. */
static double
try_cells (const YztField *field, GPtrArray *sample, guint column)
{
  guint n = 0, n_good = 0;

  for (guint i = 0; i < sample->len && n < MAX_TRIED; i++) {
    const char *text = ((char **) g_ptr_array_index (sample, i))[column];
    YztCell cell = { YZT_CELL_NULL };
    while (g_ascii_isspace (*text)) {
      text++;
    }
    if (*text == '\0') {
      continue;
    }
    n++;
    if (yzt_field_parse (field, text, &cell, NULL)) {
      n_good++;
      yzt_cell_clear (&cell);
    }
  }
  return n < 3 ? -1.0 : (double) n_good / n;
}

static double
support_of (const YztField *field, const YztTable *table, const YztContent *content, guint column)
{
  switch (yzt_field_get_field_type (field)) {
  case YZT_FIELD_PHONE:
    return yzt_content_share (content, YZT_CONTENT_PHONE);
  case YZT_FIELD_INTEGER:
  case YZT_FIELD_NUMBER:
  case YZT_FIELD_BOOLEAN:
  case YZT_FIELD_ENUM:
  case YZT_FIELD_DATE:
  case YZT_FIELD_DATETIME:
    return try_cells (field, table->sample, column);
  case YZT_FIELD_URL:
    return yzt_content_share (content, YZT_CONTENT_URL);
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
  default:
    return yzt_content_share (content, yzt_aliases_get_content (yzt_field_get_name (field)));
  }
}

static gboolean
is_free_text (const YztField *field)
{
  YztFieldType type = yzt_field_get_field_type (field);

  return type == YZT_FIELD_TEXT || type == YZT_FIELD_MULTILINE;
}

/* “学校名称” over texts that are all different is what the rows are called, whatever they end with. */
static gboolean
is_naming (const YztField *field, const YztContent *content)
{
  return g_str_equal (yzt_field_get_name (field), "name") && content->n_filled >= 3 && content->n_distinct * 10 >= content->n_filled * 9 &&
         content->n_number * 10 < content->n_filled && content->n_address * 2 < content->n_filled;
}

/* “City” over “武汉市” is no town but what stands above the county. */
static gboolean
is_of_other_level (const YztField *field, const YztContent *content)
{
  return yzt_aliases_get_content (yzt_field_get_name (field)) == YZT_CONTENT_TOWN && content->n_filled >= 3 &&
         yzt_content_share (content, YZT_CONTENT_COUNTY) >= 0.8;
}

/* With a header: it is raised by cells that fit and lowered by cells that do not. */
static double
combine (const YztField *field, const YztContent *content, double header, double support)
{
  if (support >= 0.6) {
    return header + (0.99 - header) * 0.62 * support;
  }
  if (is_of_other_level (field, content)) {
    return MIN (header, 0.6);
  }
  if (header >= 0.8 && is_naming (field, content)) {
    return MAX (header, 0.91);
  }
  if (support >= 0.0 && support < 0.15 && content->n_filled >= 5) {
    if (!is_free_text (field)) {
      return MIN (header, 0.6);
    }
    /* Words of another sort may still be what the header says; bare numbers under “Name” are not. */
    if (content->n_number * 10 > content->n_filled * 9 && yzt_aliases_get_content (yzt_field_get_name (field)) != YZT_CONTENT_CODE) {
      return MIN (header, 0.7);
    }
    return header < 0.9 ? MIN (header, 0.8) : header;
  }
  return header;
}

/* Without a header, or with one that nobody knows. */
static double
by_cells_alone (const YztField *field, const YztContent *content, double support, gboolean headerless)
{
  const char *name = yzt_field_get_name (field);
  gboolean own = FALSE;

  if (support < 0.7 || content->n_filled < 3) {
    return 0.0;
  }
  switch (yzt_field_get_field_type (field)) {
  case YZT_FIELD_PHONE:
    own = content->n_sure_phone * 2 >= content->n_filled;
    return g_str_equal (name, "phone") ? (headerless && own ? 0.93 : 0.75) * support : 0.5 * support;
  case YZT_FIELD_ENUM:
    own = content->n_distinct >= 2 && content->n_number == 0 && support > 0.85;
    return own ? 0.75 * support : 0.0;
  case YZT_FIELD_DATE:
    return 0.4 * support;
  case YZT_FIELD_TEXT:
    break;
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_INTEGER:
  case YZT_FIELD_NUMBER:
  case YZT_FIELD_BOOLEAN:
  case YZT_FIELD_DATETIME:
  case YZT_FIELD_URL:
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
  default:
    return 0.0;
  }
  switch (yzt_aliases_get_content (name)) {
  case YZT_CONTENT_CREDIT_CODE:
    return 0.94 * support;
  case YZT_CONTENT_ORGANISATION:
    own = g_str_equal (name, "name") && content->n_distinct * 10 >= content->n_filled * 9;
    return own ? (headerless ? 0.95 * MIN (1.0, support + 0.15) : 0.8 * support) : 0.0;
  case YZT_CONTENT_ADDRESS:
    return (headerless ? 0.93 : 0.8) * support;
  case YZT_CONTENT_COUNTY:
  case YZT_CONTENT_TOWN:
    return (headerless ? 0.9 : 0.7) * support;
  case YZT_CONTENT_PERSON:
    return g_str_equal (name, "contact") ? 0.7 * support : 0.0;
  case YZT_CONTENT_ANY:
  case YZT_CONTENT_PHONE:
  case YZT_CONTENT_CODE:
  case YZT_CONTENT_DATE:
  case YZT_CONTENT_URL:
  default:
    return 0.0;
  }
}

/* Row numbers are no codes, whatever they are called but “code” itself. */
static double
doubt_serial (const YztField *field, const YztTable *table, const YztContent *content, guint column, double confidence)
{
  gboolean code = g_str_equal (yzt_field_get_name (field), "code");

  return code && content->serial && content->n_filled >= 5 && !g_str_equal (table->headers[column], "code") ? MIN (confidence, 0.6) : confidence;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *left = a, *right = b;

  if (left->confidence != right->confidence) {
    return left->confidence < right->confidence ? 1 : -1;
  }
  if (left->header != right->header) {
    return left->header < right->header ? 1 : -1;
  }
  return left->column < right->column ? -1 : left->column > right->column;
}

/* “Contact” over telephone numbers is a telephone. */
static gboolean
holds_phones (const YztField *field, const YztContent *content)
{
  return yzt_field_get_field_type (field) == YZT_FIELD_TEXT && yzt_aliases_get_content (yzt_field_get_name (field)) == YZT_CONTENT_PERSON &&
         content->n_filled >= 3 && yzt_content_share (content, YZT_CONTENT_PHONE) >= 0.8;
}

static void
add_phone (GArray *candidates, const YztContent *content, YztKind *kind, guint column)
{
  Candidate candidate = { column, yzt_kind_find_field (kind, "phone"), 0.0, 0.9, yzt_content_share (content, YZT_CONTENT_PHONE) };

  if (candidate.field != NULL) {
    candidate.confidence = combine (candidate.field, content, candidate.header, candidate.support);
    g_array_append_val (candidates, candidate);
  }
}

static void
add_candidates (GArray *candidates, const YztTable *table, const YztContent *content, YztKind *kind, guint column)
{
  gboolean headerless = table->shape.header_row == 0 && table->loose;
  gboolean known = FALSE;
  guint n = yzt_kind_get_n_fields (kind) + (yzt_kind_get_owner (kind) != NULL ? 1 : 0);
  guint first = candidates->len;
  Header header = read_header (kind, table, column);

  for (guint i = 0; i < n; i++) {
    const YztField *field = i < yzt_kind_get_n_fields (kind) ? yzt_kind_get_field (kind, i) : yzt_kind_find_field (kind, "owner_code");
    Candidate candidate = { column, field, 0.0, 0.0, -1.0 };
    if (field == NULL || is_stamp (yzt_field_get_name (field))) {
      continue;
    }
    candidate.header = match_header (&header, field);
    if (candidate.header > 0.0) {
      candidate.support = support_of (field, table, content, column);
      if (yzt_field_get_field_type (field) == YZT_FIELD_PHONE && candidate.header >= 0.9) {
        /* “设备科金老师 18171397656” under “联系方式” is what the field takes. */
        candidate.support = MAX (candidate.support, try_cells (field, table->sample, column));
      }
      candidate.confidence = doubt_serial (field, table, content, column, combine (field, content, candidate.header, candidate.support));
      if (candidate.header >= 0.8 && holds_phones (field, content)) {
        candidate.confidence = MIN (candidate.confidence, 0.5);
        add_phone (candidates, content, kind, column);
      }
      known = known || candidate.header >= 0.8;
      g_array_append_val (candidates, candidate);
    }
  }
  if (known || (*table->headers[column] != '\0' && yzt_aliases_is_skipped (table->headers[column]))) {
    return;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    Candidate candidate = { column, field, 0.0, 0.0, -1.0 };
    gboolean had = FALSE;
    for (guint k = first; k < candidates->len && !had; k++) {
      had = g_array_index (candidates, Candidate, k).field == field;
    }
    if (!had && !is_stamp (yzt_field_get_name (field)) && content->n_filled >= 3) {
      candidate.support = support_of (field, table, content, column);
      candidate.confidence = by_cells_alone (field, content, candidate.support, headerless);
      if (candidate.confidence > 0.3) {
        g_array_append_val (candidates, candidate);
      }
    }
  }
}

static char *
explain (const Candidate *candidate, const YztTable *table, const char *language)
{
  const char *label = yzt_field_get_label (candidate->field, language);
  const char *header = table->headers[candidate->column];
  int percent = (int) (candidate->support * 100.0 + 0.5);

  if (candidate->header <= 0.0) {
    return g_strdup_printf (_("%d%% of its cells look like “%s”."), percent, label);
  }
  if (candidate->support < 0.0) {
    return g_strdup_printf (_("Its header “%s” says so."), header);
  }
  return candidate->support >= 0.6 ? g_strdup_printf (_("Its header “%s” says so, and %d%% of its cells fit."), header, percent)
                                   : g_strdup_printf (_("Its header “%s” says so, but only %d%% of its cells fit."), header, percent);
}

static gboolean
has_field (const YztProposal *proposal, const char *name)
{
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    if (column->role == YZT_ROLE_FIELD && g_strcmp0 (column->field, name) == 0 && column->confidence >= YZT_RECOGNISE_SURE) {
      return TRUE;
    }
  }
  return FALSE;
}

/* A list of companies has one column with “企业名称”: every row needs a name more than an owner, so it is that. */
static void
serve_required (YztProposal *proposal, const YztTable *table, YztKind *kind, const char *language)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    const char *name = yzt_field_get_name (field);
    if (!yzt_field_is_required (field) || has_field (proposal, name)) {
      continue;
    }
    for (guint c = 0; c < proposal->columns->len; c++) {
      YztColumnProposal *column = g_ptr_array_index (proposal->columns, c);
      const YztField *had = column->role == YZT_ROLE_FIELD ? yzt_kind_find_field (kind, column->field) : NULL;
      if (had != NULL && !yzt_field_is_required (had) && is_free_text (had) && column->confidence >= YZT_RECOGNISE_SURE &&
          yzt_aliases_match (table->headers[c], name) >= 0.8) {
        g_free (column->field);
        column->field = g_strdup (name);
        column->confidence = 0.93;
        g_free (column->evidence);
        column->evidence = g_strdup_printf (_("Its header “%s” may name it, and no other column holds “%s”."), table->headers[c], yzt_field_get_label (field, language));
        break;
      }
    }
  }
}

static void
mark_skipped (YztColumnProposal *column, const YztContent *content)
{
  if (column->evidence == NULL || *column->evidence == '\0') {
    g_free (column->evidence);
    column->evidence = g_strdup (content->n_filled == 0 ? _("The column is blank.") : content->serial ? _("These are row numbers.") : "");
  }
}

/* Our own CSV and others' name the owner's row by its number. */
static void
take_owner_fid (YztProposal *proposal, const YztTable *table, YztKind *kind)
{
  for (guint i = 0; i < table->n_columns && yzt_kind_get_owner (kind) != NULL; i++) {
    YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    if (g_ascii_strcasecmp (table->headers[i], "owner_fid") == 0) {
      column->role = YZT_ROLE_FIELD;
      g_free (column->field);
      column->field = g_strdup ("owner_fid");
      column->confidence = 0.99;
    }
  }
}

void
yzt_recognise_columns (YztProposal *proposal, const YztTable *table, const YztContent *contents, YztKind *kind, const char *language)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  take_owner_fid (proposal, table, kind);
  for (guint i = 0; i < table->n_columns; i++) {
    if (((YztColumnProposal *) g_ptr_array_index (proposal->columns, i))->role == YZT_ROLE_SKIP) {
      add_candidates (candidates, table, &contents[i], kind, i);
    }
  }
  g_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = &g_array_index (candidates, Candidate, i);
    YztColumnProposal *column = g_ptr_array_index (proposal->columns, candidate->column);
    gboolean joined = yzt_field_is_joined (candidate->field) && candidate->header >= BY_LEAF;
    if (column->role != YZT_ROLE_SKIP || candidate->confidence < 0.3 || (!joined && g_hash_table_contains (taken, candidate->field))) {
      continue;
    }
    g_hash_table_add (taken, (gpointer) candidate->field);
    column->role = YZT_ROLE_FIELD;
    g_free (column->field);
    column->field = g_strdup (yzt_field_get_name (candidate->field));
    column->confidence = CLAMP (candidate->confidence, 0.0, 1.0);
    g_free (column->evidence);
    column->evidence = explain (candidate, table, language);
  }
  serve_required (proposal, table, kind, language);
  for (guint i = 0; i < table->n_columns; i++) {
    YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    if (column->role == YZT_ROLE_SKIP) {
      mark_skipped (column, &contents[i]);
    }
  }
}
