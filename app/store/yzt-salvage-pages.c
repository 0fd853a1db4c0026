/* yzt-salvage-pages.c: reads the pages of a damaged database as far as they make sense
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format is the documented one of SQLite's files. SQLite itself stops at the first damaged page of a table; here each
 * page and each cell is judged for itself: a cell counts when its record fills its payload exactly, its texts are UTF-8 and
 * its number is greater than the one before. */
#include "config.h"
#include "yzt-salvage-private.h"
#include <string.h>

#define HEADER_SIZE 100
#define TABLE_LEAF 0x0d
#define TABLE_INTERIOR 0x05
#define INDEX_LEAF 0x0a
#define INDEX_INTERIOR 0x02
#define MAX_DEPTH 40
#define MAX_VALUES 2000

static guint
get_u16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

static guint32
get_u32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

static gboolean
get_varint (const guint8 **p, const guint8 *end, guint64 *value)
{
  *value = 0;
  for (int i = 0; i < 9 && *p < end; i++) {
    guint8 byte = *(*p)++;

    if (i == 8) {
      *value = *value << 8 | byte;
      return TRUE;
    }
    *value = *value << 7 | (byte & 0x7f);
    if ((byte & 0x80) == 0)
      return TRUE;
  }
  return FALSE;
}

void
yzt_pages_init (YztPages *self, const guint8 *data, gsize length)
{
  guint size = length >= HEADER_SIZE ? get_u16 (data + 16) : 0;
  guint reserved = length >= HEADER_SIZE ? data[20] : 0;

  *self = (YztPages) { .data = data, .length = length };
  size = size == 1 ? 65536 : size;
  /* Our maps have pages of 4096 bytes: taken for granted when the header does not make sense. */
  if (size < 512 || (size & (size - 1)) != 0)
    size = 4096;
  self->page_size = size;
  self->usable = reserved <= 64 ? size - reserved : size;
  self->n_pages = (guint32) MIN (length / size, G_MAXUINT32 - 1);
  self->visited = g_malloc0 ((gsize) self->n_pages + 1);
}

void
yzt_pages_clear (YztPages *self)
{
  g_clear_pointer (&self->visited, g_free);
}

static const guint8 *
get_page (const YztPages *self, guint32 number)
{
  return number >= 1 && number <= self->n_pages
             ? self->data + (gsize) (number - 1) * self->page_size
             : NULL;
}

void
yzt_pages_skip_free (YztPages *self)
{
  guint32 trunk = self->length >= HEADER_SIZE ? get_u32 (self->data + 32) : 0;

  for (guint32 turns = 0; turns < self->n_pages; turns++) {
    const guint8 *page = get_page (self, trunk);
    guint32 n;

    if (page == NULL || self->visited[trunk] != 0)
      return;
    self->visited[trunk] = 1;
    n = MIN (get_u32 (page + 4), self->usable / 4 - 2);
    for (guint32 i = 0; i < n; i++) {
      guint32 leaf = get_u32 (page + 8 + 4 * i);

      if (leaf >= 1 && leaf <= self->n_pages)
        self->visited[leaf] = 1;
    }
    trunk = get_u32 (page);
  }
}

/* --- records --- */

static gboolean
read_value (guint64 type, const guint8 **p, const guint8 *end, YztValue *value)
{
  static const guint8 int_sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
  gsize size = type < 10 ? int_sizes[type] : type >= 12 ? (gsize) ((type - 12) / 2) : 0;
  guint64 bits = 0;

  if (type == 10 || type == 11 || size > (gsize) (end - *p))
    return FALSE;
  *value = (YztValue) { .type = SQLITE_NULL };
  if (type >= 12) {
    value->type = type % 2 == 0 ? SQLITE_BLOB : SQLITE_TEXT;
    value->bytes = *p;
    value->length = size;
    if (value->type == SQLITE_TEXT && !g_utf8_validate_len ((const char *) *p, size, NULL))
      return FALSE;
  } else if (type != 0) {
    for (gsize i = 0; i < size; i++)
      bits = bits << 8 | (*p)[i];
    value->type = type == 7 ? SQLITE_FLOAT : SQLITE_INTEGER;
    if (type == 7)
      memcpy (&value->number, &bits, 8);
    else if (type >= 8)
      value->integer = (gint64) type - 8;
    else
      value->integer = (gint64) (bits << (64 - 8 * size)) >> (64 - 8 * size);
  }
  *p += size;
  return TRUE;
}

static gboolean
emit_record (const guint8 *payload, gsize length, gint64 rowid, YztRecordFunc func,
             gpointer user_data, gboolean *is_good, GError **error)
{
  const guint8 *head = payload, *head_end, *body, *end = payload + length;
  g_autoptr(GArray) values = g_array_new (FALSE, TRUE, sizeof (YztValue));
  YztRecord record = { .rowid = rowid };
  guint64 head_size;

  *is_good = FALSE;
  if (!get_varint (&head, end, &head_size) || head_size > length || head_size < 1)
    return TRUE;
  head_end = body = payload + head_size;
  while (head < head_end && values->len < MAX_VALUES) {
    guint64 type;
    YztValue value;

    if (!get_varint (&head, head_end, &type) || !read_value (type, &body, end, &value))
      return TRUE;
    g_array_append_val (values, value);
  }
  if (head != head_end || body != end || values->len == 0)
    return TRUE;
  *is_good = TRUE;
  record.n_values = values->len;
  record.values = (const YztValue *) (gpointer) values->data;
  return func (&record, user_data, error);
}

/* The rest of a payload that does not fit on its page. */
static gboolean
read_overflow (YztPages *self, guint32 number, gsize wanted, GByteArray *out)
{
  while (wanted > 0) {
    const guint8 *page = get_page (self, number);
    gsize n = MIN (wanted, self->usable - 4);

    if (page == NULL)
      return FALSE;
    self->visited[number] = 1;
    g_byte_array_append (out, page + 4, (guint) n);
    wanted -= n;
    number = get_u32 (page);
  }
  return TRUE;
}

static gsize
local_size (const YztPages *self, guint64 length, gboolean is_table)
{
  gsize usable = self->usable;
  gsize most = is_table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  gsize least = (usable - 12) * 32 / 255 - 23;
  gsize some;

  if (length <= most)
    return (gsize) length;
  some = least + (gsize) (length - least) % (usable - 4);
  return some <= most ? some : least;
}

static gboolean
emit_payload (YztPages *self, const guint8 *p, const guint8 *end, guint64 length, gint64 rowid,
              gboolean is_table, YztRecordFunc func, gpointer user_data, gboolean *is_good,
              GError **error)
{
  gsize local = local_size (self, length, is_table);
  g_autoptr(GByteArray) whole = NULL;

  *is_good = FALSE;
  if (length == 0 || length > self->length
      || local + (length > local ? 4 : 0) > (gsize) (end - p))
    return TRUE;
  if (local == length)
    return emit_record (p, local, rowid, func, user_data, is_good, error);
  whole = g_byte_array_new ();
  g_byte_array_append (whole, p, (guint) local);
  if (!read_overflow (self, get_u32 (p + local), (gsize) length - local, whole))
    return TRUE;
  return emit_record (whole->data, whole->len, rowid, func, user_data, is_good, error);
}

/* --- pages --- */

typedef struct {
  const guint8 *page, *end, *cells; /* @cells: the pointers */
  guint8 type;
  guint n_cells;
  guint32 right; /* 0 on a leaf */
} Node;

static gboolean
read_node (const YztPages *self, guint32 number, Node *node)
{
  const guint8 *page = get_page (self, number), *head;
  guint head_size;

  if (page == NULL)
    return FALSE;
  head = number == 1 ? page + HEADER_SIZE : page;
  node->type = head[0];
  if (node->type != TABLE_LEAF && node->type != TABLE_INTERIOR && node->type != INDEX_LEAF
      && node->type != INDEX_INTERIOR)
    return FALSE;
  head_size = node->type == TABLE_LEAF || node->type == INDEX_LEAF ? 8 : 12;
  node->page = page;
  node->end = page + self->usable;
  node->n_cells = get_u16 (head + 3);
  node->right = head_size == 12 ? get_u32 (head + 8) : 0;
  node->cells = head + head_size;
  return node->n_cells * 2u <= (gsize) (node->end - node->cells);
}

/* NULL when the pointer leads out of the page. */
static const guint8 *
get_cell (const Node *node, guint i)
{
  guint offset = get_u16 (node->cells + 2 * i);
  const guint8 *cell = node->page + offset;

  return cell >= node->cells + 2 * node->n_cells && cell + 4 <= node->end ? cell : NULL;
}

static gboolean
emit_leaf (YztPages *self, const Node *node, YztRecordFunc func, gpointer user_data, GError **error)
{
  gint64 last = G_MININT64;

  for (guint i = 0; i < node->n_cells; i++) {
    const guint8 *p = get_cell (node, i);
    guint64 length, rowid = 0;
    gboolean is_good = FALSE, is_table = node->type == TABLE_LEAF;

    if (p != NULL && get_varint (&p, node->end, &length)
        && (!is_table || get_varint (&p, node->end, &rowid))
        && (!is_table || (gint64) rowid > last)
        && !emit_payload (self, p, node->end, length, (gint64) rowid, is_table, func, user_data,
                          &is_good, error))
      return FALSE;
    if (is_good)
      last = (gint64) rowid;
    self->n_bad_cells += is_good ? 0 : 1;
  }
  return TRUE;
}

static gboolean walk_page (YztPages *self, guint32 number, gboolean is_table, guint depth,
                           YztRecordFunc func, gpointer user_data, GError **error);

static gboolean
walk_children (YztPages *self, const Node *node, gboolean is_table, guint depth, YztRecordFunc func,
               gpointer user_data, GError **error)
{
  for (guint i = 0; i < node->n_cells; i++) {
    const guint8 *p = get_cell (node, i);
    guint64 length;
    gboolean is_good;

    if (p == NULL) {
      self->n_bad_cells++;
      continue;
    }
    if (!walk_page (self, get_u32 (p), is_table, depth + 1, func, user_data, error))
      return FALSE;
    /* In an index the inner cells are records too. */
    p += 4;
    if (is_table || !get_varint (&p, node->end, &length))
      continue;
    if (!emit_payload (self, p, node->end, length, 0, FALSE, func, user_data, &is_good, error))
      return FALSE;
    self->n_bad_cells += is_good ? 0 : 1;
  }
  return walk_page (self, node->right, is_table, depth + 1, func, user_data, error);
}

static gboolean
walk_page (YztPages *self, guint32 number, gboolean is_table, guint depth, YztRecordFunc func,
           gpointer user_data, GError **error)
{
  Node node;

  if (number >= 1 && number <= self->n_pages && self->visited[number] != 0)
    return TRUE;
  if (depth > MAX_DEPTH || !read_node (self, number, &node)
      || (node.type == TABLE_LEAF || node.type == TABLE_INTERIOR) != is_table) {
    self->n_bad++;
    return TRUE;
  }
  self->visited[number] = 1;
  if (node.type == TABLE_LEAF || node.type == INDEX_LEAF)
    return emit_leaf (self, &node, func, user_data, error);
  return walk_children (self, &node, is_table, depth, func, user_data, error);
}

gboolean
yzt_pages_walk (YztPages *self, guint32 root, YztRecordFunc func, gpointer user_data,
                GError **error)
{
  Node node;
  gboolean is_table = !read_node (self, root, &node) || node.type == TABLE_LEAF
                      || node.type == TABLE_INTERIOR;

  return walk_page (self, root, is_table, 0, func, user_data, error);
}

gboolean
yzt_pages_scan (YztPages *self, gboolean only_unvisited, YztRecordFunc func, gpointer user_data,
                GError **error)
{
  for (guint32 number = 1; number <= self->n_pages; number++) {
    gint64 n_bad_cells = self->n_bad_cells;
    Node node;

    if ((only_unvisited && self->visited[number] != 0) || !read_node (self, number, &node)
        || node.type != TABLE_LEAF)
      continue;
    if (!emit_leaf (self, &node, func, user_data, error))
      return FALSE;
    /* Of a page that may be anything nothing is counted as lost. */
    self->n_bad_cells = n_bad_cells;
  }
  return TRUE;
}
