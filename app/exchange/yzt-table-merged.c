/* yzt-table-merged.c: what GDAL does not tell of a workbook: cells merged over several rows, and sheets that are hidden
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A county that stands once beside ten hospitals is the county of each of them: whoever merged the cells wrote it so. GDAL gives it to the
 * first and nothing to the others.
 */
#include <cpl_vsi.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange-private.h"
#include "yzt-recognise-private.h"
#include "yzt-table-merged-private.h"

#define PIECE_BYTES ((gsize) 256 * 1024)
#define MAX_PART_BYTES ((gsize) 4 * 1024 * 1024)
#define MAX_RANGES 100000

typedef struct {
  guint top, bottom, column; /* rows from 1, columns from 0 */
} Range;

struct _YztMerged {
  GArray *ranges;   /* Range, by top */
  GHashTable *open; /* column → Merge *, of ranges that reach on */
  guint next;       /* range that comes next */
  guint n_filled;
};

typedef struct {
  guint bottom;
  char *text;
} Merge;

static void
merge_free (gpointer data)
{
  Merge *merge = data;

  g_free (merge->text);
  g_free (merge);
}

/* --- parts of the workbook --- */

static char *
part_name (const char *path, const char *part)
{
  return g_strdup_printf ("/vsizip/{%s}/%s", path, part);
}

/* A small part as text; NULL when it is not there. */
static char *
read_part (const char *path, const char *part)
{
  g_autofree char *name = part_name (path, part);
  VSILFILE *file = VSIFOpenL (name, "rb");
  char *text;
  gsize n;

  if (file == NULL) {
    return NULL;
  }
  text = g_malloc0 (MAX_PART_BYTES + 1);
  n = VSIFReadL (text, 1, MAX_PART_BYTES, file);
  VSIFCloseL (file);
  text[n] = '\0';
  return text;
}

/* The value of @name in the element that begins at @element; its references are put back. */
static char *
attribute (const char *element, const char *name)
{
  const char *end = strchr (element, '>');
  g_autofree char *wanted = g_strdup_printf (" %s=\"", name);
  const char *at = end != NULL ? g_strstr_len (element, end - element, wanted) : NULL;
  const char *stop = at != NULL ? strchr (at + strlen (wanted), '"') : NULL;
  g_autoptr (GString) text = stop != NULL ? g_string_new_len (at + strlen (wanted), stop - at - (gssize) strlen (wanted)) : NULL;
  static const char *const marks[][2] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" }, { "&amp;", "&" } };

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (marks); i++) {
    g_string_replace (text, marks[i][0], marks[i][1], 0);
  }
  return text != NULL ? g_strdup (text->str) : NULL;
}

/* The element of @workbook that names the sheet. */
static const char *
find_sheet (const char *workbook, const char *sheet)
{
  for (const char *at = strstr (workbook, "<sheet "); at != NULL; at = strstr (at + 1, "<sheet ")) {
    g_autofree char *name = attribute (at, "name");
    if (g_strcmp0 (name, sheet) == 0) {
      return at;
    }
  }
  return NULL;
}

gboolean
yzt_merged_is_hidden (const char *path, const char *sheet)
{
  g_autofree char *workbook = NULL;
  g_autofree char *state = NULL;
  const char *element;

  yzt_gdal_quiet_begin ();
  workbook = read_part (path, "xl/workbook.xml");
  yzt_gdal_quiet_end ();
  element = workbook != NULL ? find_sheet (workbook, sheet) : NULL;
  state = element != NULL ? attribute (element, "state") : NULL;
  return state != NULL && !g_str_equal (state, "visible");
}

/* "xl/worksheets/sheet3.xml"; NULL when the workbook does not say. */
static char *
sheet_part (const char *path, const char *sheet)
{
  g_autofree char *workbook = read_part (path, "xl/workbook.xml");
  g_autofree char *relations = read_part (path, "xl/_rels/workbook.xml.rels");
  const char *element = workbook != NULL && relations != NULL ? find_sheet (workbook, sheet) : NULL;
  g_autofree char *id = element != NULL ? attribute (element, "r:id") : NULL;

  for (const char *at = id != NULL ? strstr (relations, "<Relationship ") : NULL; at != NULL; at = strstr (at + 1, "<Relationship ")) {
    g_autofree char *other = attribute (at, "Id");
    g_autofree char *target = g_strcmp0 (other, id) == 0 ? attribute (at, "Target") : NULL;
    if (target != NULL) {
      return *target == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);
    }
  }
  return NULL;
}

/* --- ranges --- */

/* "AB12" */
static gboolean
take_cell (const char **at, guint *column_out, guint *row_out)
{
  guint column = 0, row = 0;

  for (; g_ascii_isupper (**at) && column < 100000; (*at)++) {
    column = column * 26 + (guint) (**at - 'A' + 1);
  }
  for (; g_ascii_isdigit (**at) && row < 10000000; (*at)++) {
    row = row * 10 + (guint) (**at - '0');
  }
  *column_out = column - 1;
  *row_out = row;
  return column > 0 && row > 0;
}

static void
take_range (YztMerged *self, const char *text)
{
  guint left, top, right, bottom;

  if (take_cell (&text, &left, &top) && *text++ == ':' && take_cell (&text, &right, &bottom) && bottom > top && self->ranges->len < MAX_RANGES) {
    Range range = { top, bottom, left };
    g_array_append_val (self->ranges, range);
  }
}

/* They stand at the end of the sheet, which may be large: it is read in pieces. */
static void
read_ranges (YztMerged *self, const char *name)
{
  static const char mark[] = "<mergeCell ref=\"";
  g_autoptr (GString) text = g_string_sized_new (PIECE_BYTES + 64);
  g_autofree char *piece = g_malloc (PIECE_BYTES);
  VSILFILE *file = VSIFOpenL (name, "rb");
  gsize n;

  while (file != NULL && (n = VSIFReadL (piece, 1, PIECE_BYTES, file)) > 0) {
    const char *rest;
    g_string_append_len (text, piece, (gssize) n);
    rest = text->str;
    for (const char *at; (at = g_strstr_len (rest, text->str + text->len - rest, mark)) != NULL && text->str + text->len - at > 48;) {
      take_range (self, at + strlen (mark));
      rest = at + strlen (mark);
    }
    /* What may go on in the next piece stays. */
    g_string_erase (text, 0, MAX (rest - text->str, (gssize) text->len - 48));
  }
  for (const char *at = text->str; (at = strstr (at, mark)) != NULL; at += strlen (mark)) {
    take_range (self, at + strlen (mark));
  }
  if (file != NULL) {
    VSIFCloseL (file);
  }
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const Range *x = a, *y = b;

  return x->top < y->top ? -1 : x->top > y->top;
}

YztMerged *
yzt_merged_new (const char *path, const char *sheet, guint first_row)
{
  YztMerged *self = g_new0 (YztMerged, 1);
  g_autofree char *part = NULL;

  self->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  self->open = g_hash_table_new_full (NULL, NULL, NULL, merge_free);
  yzt_gdal_quiet_begin ();
  part = sheet_part (path, sheet);
  if (part != NULL) {
    g_autofree char *name = part_name (path, part);
    read_ranges (self, name);
  }
  yzt_gdal_quiet_end ();
  g_array_sort (self->ranges, compare_ranges);
  for (guint i = 0; i < self->ranges->len; i++) {
    /* Those of the header are its own. */
    self->next += g_array_index (self->ranges, Range, i).top < first_row ? 1 : 0;
  }
  if (self->next == self->ranges->len) {
    yzt_merged_free (self);
    return NULL;
  }
  g_array_remove_range (self->ranges, 0, self->next);
  self->next = 0;
  return self;
}

void
yzt_merged_free (YztMerged *self)
{
  if (self != NULL) {
    g_array_unref (self->ranges);
    g_hash_table_unref (self->open);
    g_free (self);
  }
}

void
yzt_merged_rewind (YztMerged *self)
{
  self->next = 0;
  self->n_filled = 0;
  g_hash_table_remove_all (self->open);
}

guint
yzt_merged_get_n_filled (const YztMerged *self)
{
  return self->n_filled;
}

/* --- rows --- */

/* A sum for three is not the sum of each of them; a telephone, a code and a coordinate are. */
static gboolean
is_amount (const char *text)
{
  double number;
  gsize length = strlen (text);

  return yzt_text_number (text, &number) && length < 6 && *text != '0';
}

static void
begin_merges (YztMerged *self, guint row, const char *const *cells, guint n)
{
  for (; self->next < self->ranges->len && g_array_index (self->ranges, Range, self->next).top <= row; self->next++) {
    const Range *range = &g_array_index (self->ranges, Range, self->next);
    if (range->top == row && range->column < n && *cells[range->column] != '\0' && !is_amount (cells[range->column])) {
      Merge *merge = g_new0 (Merge, 1);
      merge->bottom = range->bottom;
      merge->text = g_strdup (cells[range->column]);
      g_hash_table_insert (self->open, GUINT_TO_POINTER (range->column), merge);
    }
  }
}

void
yzt_merged_fill (YztMerged *self, guint row, const char **cells, guint n)
{
  GHashTableIter iter;
  gpointer column, value;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &column, &value)) {
    const Merge *merge = value;
    if (row > merge->bottom) {
      g_hash_table_iter_remove (&iter);
    } else if (GPOINTER_TO_UINT (column) < n && *cells[GPOINTER_TO_UINT (column)] == '\0') {
      cells[GPOINTER_TO_UINT (column)] = merge->text;
      self->n_filled++;
    }
  }
  begin_merges (self, row, cells, n);
}
