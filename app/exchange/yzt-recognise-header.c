/* yzt-recognise-header.c: which rows of a sheet are titles, header, data, totals and notes
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

/* A header stands in the first rows or nowhere. */
#define MAX_HEADER_ROW 30
#define MAX_FIRST_ROWS 15
#define MAX_FIRST_ROW_BYTES 600
#define MAX_FIRST_ROW_SHOWN 200 /* bytes */
#define MAX_HEADER_ROWS 3
#define MAX_HEADER_BYTES 120

/* --- single rows --- */

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (!g_unichar_isspace (g_utf8_get_char (text))) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Without blanks, line ends and the full-width blank; owned. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    if (!g_unichar_isspace (c)) {
      g_string_append_unichar (out, c);
    }
  }
  return g_string_free (out, FALSE);
}

static int
first_filled (const char *const *cells, guint n)
{
  for (guint i = 0; i < n; i++) {
    if (!is_blank (cells[i])) {
      return (int) i;
    }
  }
  return -1;
}

gboolean
yzt_cells_are_totals (const char *const *cells, guint n)
{
  static const char *const words[] = { "合计", "总计", "小计", "共计", "总和", "累计", "合計", "總計", "小計", "本页合计", "本页小计", "全市合计", "全县合计",
                                       "total", "subtotal", "grandtotal", "sum", "totals" };
  int first = first_filled (cells, n);
  guint n_words = 0;
  gboolean said = FALSE;
  g_autofree char *text = NULL;
  g_autofree char *lower = NULL;

  if (first < 0 || first > 2 || strlen (cells[first]) > 40) {
    return FALSE;
  }
  text = squeeze (cells[first]);
  lower = g_ascii_strdown (text, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (words) && !said; i++) {
    gsize length = strlen (words[i]);
    said = g_str_has_prefix (lower, words[i]) && (lower[length] == '\0' || strchr (":(", lower[length]) != NULL || g_str_has_prefix (lower + length, "：") ||
                                                  g_str_has_prefix (lower + length, "（"));
  }
  for (guint i = 0; said && i < n; i++) {
    double number;
    n_words += !is_blank (cells[i]) && !yzt_text_number (cells[i], &number) ? 1 : 0;
  }
  /* A place may be called “Total”; a line of totals has one or two words and numbers. */
  return said && n_words <= 2;
}

gboolean
yzt_cells_are_footer (const char *const *cells, guint n)
{
  static const char *const words[] = { "注：", "注:", "备注：", "备注:", "说明：", "说明:", "填报人", "填表人", "制表", "审核", "填报单位", "填报日期", "数据来源：",
                                       "数据来源:", "資料來源", "联系人：", "备注1", "注1", "note:", "source:", "notes:" };
  int first = first_filled (cells, n);
  guint n_filled = 0;
  g_autofree char *text = NULL;
  g_autofree char *lower = NULL;

  if (first < 0 || first > 2) {
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    n_filled += is_blank (cells[i]) ? 0 : 1;
  }
  if (n_filled > 3 || n_filled * 3 > n) {
    return FALSE;
  }
  text = squeeze (cells[first]);
  lower = g_ascii_strdown (text, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_has_prefix (lower, words[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

/* --- the header --- */

typedef struct {
  const char *const *cells;
  guint n;       /* cells up to the last that is not blank */
  guint n_filled;
  guint n_words; /* short texts that are no numbers, dates, telephones */
  guint n_known; /* headers of a field */
  guint n_long;
} RowLook;

static gboolean
is_known_header (const char *cell, YztKind *kind)
{
  return (kind != NULL && yzt_kind_match_header (kind, cell) != NULL) || yzt_aliases_know (cell);
}

static gboolean
is_word (const char *cell)
{
  double number;
  guint n_digits = 0;
  gsize length = strlen (cell);

  for (const char *p = cell; *p != '\0'; p++) {
    n_digits += g_ascii_isdigit (*p) ? 1 : 0;
  }
  return !yzt_text_number (cell, &number) && n_digits * 2 <= length && n_digits < 6;
}

/* @thoroughly: also whether the cells are known as headers, which costs most by far. */
static RowLook
look_at_row (char **cells, YztKind *kind, gboolean thoroughly)
{
  RowLook look = { (const char *const *) cells, 0, 0, 0, 0, 0 };

  for (guint i = 0; cells[i] != NULL; i++) {
    if (is_blank (cells[i])) {
      continue;
    }
    look.n = i + 1;
    look.n_filled++;
    look.n_long += strlen (cells[i]) > MAX_HEADER_BYTES ? 1 : 0;
    look.n_words += is_word (cells[i]) ? 1 : 0;
    look.n_known += thoroughly && strlen (cells[i]) <= MAX_HEADER_BYTES && is_known_header (cells[i], kind) ? 1 : 0;
  }
  return look;
}

/* How many cells are usual: the median of the rows that have more than one. */
static guint
usual_width (const RowLook *looks, guint n)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));
  guint median = 1;

  for (guint i = 0; i < n; i++) {
    if (looks[i].n_filled > 1) {
      g_array_append_val (counts, looks[i].n_filled);
    }
  }
  if (counts->len > 0) {
    g_array_sort (counts, yzt_compare_guint);
    median = g_array_index (counts, guint, counts->len / 2);
  }
  return median;
}

static double
header_score (const RowLook *looks, guint n, guint i, guint width)
{
  const RowLook *row = &looks[i];
  double filled = MIN (1.0, (double) row->n_filled / MAX (width, 1));
  double words, known, below = 0.0;
  guint n_below = 0;

  /* One column of a form may have its instructions in its name. */
  if (row->n_filled == 0 || row->n_long * 2 > row->n_filled || (row->n_filled == 1 && width > 1) || row->n_filled * 3 < width) {
    return -1.0;
  }
  words = (double) row->n_words / row->n_filled;
  known = (double) row->n_known / row->n_filled;
  for (guint k = i + 1; k < n && k <= i + 8; k++) {
    if (looks[k].n_filled > 0) {
      below += (double) looks[k].n_words / looks[k].n_filled;
      n_below++;
    }
  }
  below = n_below > 0 ? words - below / n_below : 0.0;
  return 2.2 * known + words + filled + CLAMP (below, -1.0, 1.0) - 0.1 * i;
}

static gboolean
filled_at (const RowLook *row, guint column)
{
  return column < row->n && !is_blank (row->cells[column]);
}

/* Two rows that are one header: each has cells where the other has none, and the lower holds words only. */
static gboolean
are_merged (const RowLook *upper, const RowLook *lower, const RowLook *below)
{
  guint n = MAX (upper->n, lower->n);
  guint only_upper = 0, only_lower = 0, filled_below = 0;

  if (upper->n_filled < 2 || lower->n_filled < 1 || lower->n_words < lower->n_filled || upper->n_words < upper->n_filled || lower->n_long > 0) {
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    gboolean up = filled_at (upper, i), low = filled_at (lower, i);
    only_upper += up && !low ? 1 : 0;
    only_lower += !up && low ? 1 : 0;
    filled_below += below != NULL && filled_at (below, i) && (up || low) ? 1 : 0;
  }
  return only_lower > 0 && only_upper > 0 && (below == NULL || filled_below > lower->n_filled) && lower->n_known * 3 >= lower->n_filled;
}

static char *
clean_header (const char *text)
{
  GString *out = g_string_new (NULL);
  gunichar last = 0;

  /* Line ends within Chinese words only fit them into narrow cells; between Latin words they are blanks. */
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0xfeff || c == 0x200b) {
      continue;
    }
    if (c == '\n' || c == '\r' || c == '\t' || c == 0x3000) {
      if (last != 0 && last < 0x250 && last != ' ') {
        g_string_append_c (out, ' ');
        last = ' ';
      }
      continue;
    }
    g_string_append_unichar (out, c);
    last = c;
  }
  return g_strstrip (g_string_free (out, FALSE));
}

static void
join_headers (YztTable *table, const RowLook *looks)
{
  guint from = table->shape.header_row;
  guint to = from + table->shape.n_header_rows;

  table->headers = g_new0 (char *, table->n_columns + 1);
  table->leaves = g_new0 (char *, table->n_columns + 1);
  for (guint c = 0; c < table->n_columns; c++) {
    GString *joined = g_string_new (NULL);
    for (guint r = from; from > 0 && r < to; r++) {
      const RowLook *row = &looks[r - 1];
      guint at = c;
      g_autofree char *part = NULL;
      /* A cell merged over several columns keeps its text in the first of them. */
      while (r + 1 < to && at > 0 && !filled_at (row, at) && filled_at (&looks[to - 2], c)) {
        at--;
      }
      if (!filled_at (row, at) || (at != c && !filled_at (&looks[to - 2], at))) {
        continue;
      }
      part = clean_header (row->cells[at]);
      if (!g_str_equal (part, joined->str)) {
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", part);
      }
      g_free (table->leaves[c]);
      table->leaves[c] = g_steal_pointer (&part);
    }
    table->headers[c] = g_string_free (joined, FALSE);
    if (table->leaves[c] == NULL) {
      table->leaves[c] = g_strdup ("");
    }
  }
}

static void
take_titles (YztTable *table, const RowLook *looks)
{
  for (guint r = 1; r < table->shape.header_row; r++) {
    const RowLook *row = &looks[r - 1];
    for (guint c = 0; c < row->n; c++) {
      if (filled_at (row, c)) {
        g_ptr_array_add (table->titles, clean_header (row->cells[c]));
      }
    }
  }
}

static void
describe (YztTable *table, const RowLook *row, gboolean given)
{
  YztTableShape *shape = &table->shape;

  if (given) {
    shape->evidence = g_strdup_printf (_("Row %u was named as the row of column names."), shape->header_row);
  } else if (shape->header_row == 0) {
    shape->evidence = g_strdup (_("The first row looks like data and not like column names."));
  } else if (shape->n_header_rows > 1) {
    shape->evidence = g_strdup_printf (_("Rows %u to %u together hold the column names; %u of them are known."), shape->header_row,
                                       shape->header_row + shape->n_header_rows - 1, row->n_known);
  } else {
    shape->evidence = g_strdup_printf (_("Row %u holds words only, %u of %u are known as column names."), shape->header_row, row->n_known, row->n_filled);
  }
}

/* The row of the best score, and how sure that is. */
static guint
find_header (const RowLook *looks, guint n, double *confidence_out)
{
  guint width = usual_width (looks, n);
  guint best = 0;
  double best_score = -1.0, second = -1.0;

  for (guint i = 0; i < MIN (n, MAX_HEADER_ROW); i++) {
    double score = header_score (looks, n, i, width);
    if (score > best_score) {
      second = best_score;
      best_score = score;
      best = i + 1;
    } else if (score > second) {
      second = score;
    }
  }
  *confidence_out = best == 0 ? 0.0 : CLAMP (0.55 + 0.25 * (best_score - MAX (second, 0.0)) + (looks[best - 1].n_known > 0 ? 0.2 : 0.0), 0.0, 0.99);
  return best;
}

/* A first row with numbers where names should be, and nothing known in it, is data. */
static gboolean
is_data (const RowLook *looks, guint n, guint header)
{
  const RowLook *row = &looks[header - 1];
  guint n_alike = 0, n_rows = 0;

  if (row->n_known > 0 || row->n_words == row->n_filled) {
    return FALSE;
  }
  for (guint i = header; i < n && i < header + 8; i++) {
    n_rows += looks[i].n_filled > 0 ? 1 : 0;
    n_alike += looks[i].n_filled > 0 && looks[i].n_words <= row->n_words + 1 && looks[i].n_words + 1 >= row->n_words ? 1 : 0;
  }
  return n_rows > 0 && n_alike * 3 >= n_rows * 2;
}

static guint
count_columns (GPtrArray *rows, const RowLook *looks, const YztTableShape *shape)
{
  guint n = 1;

  if (shape->header_row > 0) {
    for (guint r = 0; r < shape->n_header_rows; r++) {
      guint length = g_strv_length (g_ptr_array_index (rows, shape->header_row - 1 + r));
      n = MAX (n, shape->n_header_rows == 1 ? length : looks[shape->header_row - 1 + r].n);
    }
    return MIN (n, YZT_TABLE_MAX_COLUMNS);
  }
  for (guint i = 0; i < rows->len; i++) {
    n = MAX (n, looks[i].n);
  }
  return MIN (n, YZT_TABLE_MAX_COLUMNS);
}

/* Blank names at the end of the row are what the sheets of some programmes end with. Without a header the first row tells. */
static gboolean
is_too_wide (const RowLook *looks, const YztTableShape *shape)
{
  guint from = MAX (shape->header_row, 1) - 1;

  for (guint r = from; r < from + MAX (shape->n_header_rows, 1); r++) {
    if (looks[r].n > YZT_TABLE_MAX_COLUMNS) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
take_first_rows (YztTable *table, GPtrArray *rows)
{
  for (guint i = 0; i < MIN (rows->len, MAX_FIRST_ROWS); i++) {
    g_autoptr (GString) line = g_string_new (NULL);
    char **cells = g_ptr_array_index (rows, i);
    for (guint c = 0; cells[c] != NULL && line->len < MAX_FIRST_ROW_BYTES; c++) {
      g_autofree char *cell = g_strstrip (g_strdup (cells[c]));
      if (*cell != '\0') {
        g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", cell);
      }
    }
    g_strdelimit (line->str, "\n\r\t", ' ');
    g_ptr_array_add (table->first_rows, yzt_text_shorten (line->str, MAX_FIRST_ROW_SHOWN));
  }
}

void
yzt_table_take_shape (YztTable *table, GPtrArray *rows, const YztTableRequest *request)
{
  g_autofree RowLook *looks = g_new0 (RowLook, rows->len + 1);
  YztTableShape *shape = &table->shape;
  gboolean given = request->header_row > 0 && request->header_row <= rows->len;

  for (guint i = 0; i < rows->len; i++) {
    looks[i] = look_at_row (g_ptr_array_index (rows, i), request->kind, given || i < MAX_HEADER_ROW + MAX_HEADER_ROWS);
  }
  shape->header_row = given ? request->header_row : find_header (looks, rows->len, &shape->confidence);
  shape->n_header_rows = shape->header_row > 0 ? 1 : 0;
  if (given) {
    shape->confidence = 1.0;
  } else if (shape->header_row > 0 && is_data (looks, rows->len, shape->header_row)) {
    shape->header_row = shape->n_header_rows = 0;
    shape->confidence = 0.8;
  }
  while (shape->header_row > 1 && shape->n_header_rows < MAX_HEADER_ROWS && !given &&
         are_merged (&looks[shape->header_row - 2], &looks[shape->header_row - 1], NULL)) {
    shape->header_row--;
    shape->n_header_rows++;
  }
  while (shape->header_row > 0 && shape->n_header_rows < MAX_HEADER_ROWS) {
    guint next = shape->header_row + shape->n_header_rows; /* 1 = first */
    if (next >= rows->len || !are_merged (&looks[next - 2], &looks[next - 1], &looks[next])) {
      break;
    }
    shape->n_header_rows++;
  }
  shape->first_data_row = shape->header_row > 0 ? shape->header_row + shape->n_header_rows : 1;
  table->n_columns = count_columns (rows, looks, shape);
  table->too_wide = is_too_wide (looks, shape);
  describe (table, shape->header_row > 0 ? &looks[shape->header_row + shape->n_header_rows - 2] : &looks[0], given);
  join_headers (table, looks);
  take_first_rows (table, rows);
  take_titles (table, looks);
}

double
yzt_rows_header_score (GPtrArray *rows, YztKind *kind)
{
  g_autofree RowLook *looks = g_new0 (RowLook, rows->len + 1);
  double confidence;
  guint header;

  for (guint i = 0; i < rows->len; i++) {
    looks[i] = look_at_row (g_ptr_array_index (rows, i), kind, i < MAX_HEADER_ROW + MAX_HEADER_ROWS);
  }
  header = find_header (looks, rows->len, &confidence);
  return header == 0 ? 0.0 : (double) looks[header - 1].n_known / (looks[header - 1].n_filled + 2.0);
}
