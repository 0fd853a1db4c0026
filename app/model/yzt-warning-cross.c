/* yzt-warning-cross.c: which things lie inside a warning's area, and how that is kept in the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "yzt-cover.h"
#include "yzt-warning-private.h"

#define RULES_FILE "warning.tsv"
#define MAX_RULES_BYTES (1024 * 1024)
#define CROSS_KIND "warning-cross"

YztWarningRules *
yzt_warning_rules_load (const char *language, GError **error)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "rules", RULES_FILE, NULL);
  g_autoptr (GBytes) bytes = yzt_file_load (path, MAX_RULES_BYTES, error);

  if (bytes == NULL) {
    return NULL;
  }
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return yzt_warning_rules_parse (text, language, NULL);
}

static YztWarningCross *
cross_new (const char *kind_id)
{
  YztWarningCross *cross = g_new0 (YztWarningCross, 1);

  cross->kind_id = g_strdup (kind_id);
  cross->inside = g_array_new (FALSE, FALSE, sizeof (gint64));
  cross->newly = g_array_new (FALSE, FALSE, sizeof (gint64));
  cross->left = g_array_new (FALSE, FALSE, sizeof (gint64));
  return cross;
}

void
yzt_warning_cross_free (YztWarningCross *cross)
{
  if (cross != NULL) {
    g_free (cross->kind_id);
    g_array_unref (cross->inside);
    g_array_unref (cross->newly);
    g_array_unref (cross->left);
    g_free (cross);
  }
}

/* --- looking --- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, two = *(const gint64 *) b;

  return (one > two) - (one < two);
}

typedef struct {
  YztGeneration *generation;
  YztCover *cover;
  GArray *slots;       /* guint: what may lie inside */
  YztWarningCross **by_kind;
  guint64 open_only;   /* kinds */
  gboolean exercise;
} Look;

static void
take_slots (Look *look)
{
  for (guint i = 0; i < look->slots->len; i++) {
    YztItem item;
    if (!yzt_generation_get_item (look->generation, g_array_index (look->slots, guint, i), &item) || look->by_kind[item.kind] == NULL) {
      continue;
    }
    if ((look->open_only >> item.kind & 1) != 0
        && ((item.flags & YZT_ITEM_OPEN) == 0 || ((item.flags & YZT_ITEM_EXERCISE) != 0) != look->exercise)) {
      continue;
    }
    if (yzt_cover_holds (look->cover, (YztPosition) { item.lon, item.lat })) {
      g_array_append_val (look->by_kind[item.kind]->inside, item.fid);
    }
  }
}

static void
find_slots (Look *look, const YztGeometry *area, const GArray *circles, guint64 kinds)
{
  YztSceneFilter filter = { kinds };
  g_autoptr (YztNearResult) near = yzt_near_result_new ();

  if (area != NULL && yzt_geometry_get_type_id (area) == YZT_GEOMETRY_AREA) {
    const double rim = 1e-9;
    YztBox box = yzt_geometry_get_box (area);
    double x0, y0, x1, y1;
    yzt_mercator_from_position ((YztPosition) { box.west, box.north }, &x0, &y0);
    yzt_mercator_from_position ((YztPosition) { box.east, box.south }, &x1, &y1);
    yzt_generation_box (look->generation, x0 - rim, y0 - rim, x1 + rim, y1 + rim, filter, look->slots);
  }
  for (guint i = 0; i < circles->len; i++) {
    const YztCircle *circle = &g_array_index (circles, YztCircle, i);
    yzt_generation_near (look->generation, circle->center, circle->radius_m + 0.01, filter, 0, near);
    for (guint k = 0; k < yzt_near_result_get_n_hits (near); k++) {
      g_array_append_val (look->slots, yzt_near_result_get_hits (near)[k].index);
    }
  }
}

/* Sorted, each once: a slot may lie in the box and in several circles. */
static void
settle (GArray *numbers)
{
  guint kept = 0;

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number = g_array_index (numbers, gint64, i);
    if (kept == 0 || g_array_index (numbers, gint64, kept - 1) != number) {
      g_array_index (numbers, gint64, kept++) = number;
    }
  }
  g_array_set_size (numbers, kept);
}

GPtrArray *
yzt_warning_cross_make (YztGeneration *generation, const YztWarningRules *rules, const YztGeometry *area, const char *circles, const char *event,
                        gboolean exercise)
{
  g_return_val_if_fail (generation != NULL && rules != NULL, NULL);

  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  g_autoptr (GPtrArray) wanted = yzt_warning_rules_cross (rules, event);
  g_autoptr (GArray) rounds = yzt_circles_from_text (circles);
  GPtrArray *crosses = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_warning_cross_free);
  g_autofree YztWarningCross **by_kind = g_new0 (YztWarningCross *, yzt_kind_set_get_n (kinds) + 1);
  g_autoptr (YztCover) cover = yzt_cover_new (area, (const YztCircle *) (const void *) rounds->data, rounds->len);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));
  Look look = { generation, cover, slots, by_kind, 0, exercise };
  guint64 mask = 0;

  for (guint i = 0; i < wanted->len; i++) {
    const YztWarningCrossRule *rule = g_ptr_array_index (wanted, i);
    int kind = yzt_kind_set_index (kinds, rule->kind);
    if (kind >= 0 && kind < 64 && yzt_kind_get_geometry (yzt_kind_set_get (kinds, (guint) kind)) != YZT_KIND_GEOMETRY_NONE) {
      by_kind[kind] = cross_new (yzt_kind_get_id (yzt_kind_set_get (kinds, (guint) kind)));
      g_ptr_array_add (crosses, by_kind[kind]);
      mask |= G_GUINT64_CONSTANT (1) << kind;
      look.open_only |= (guint64) rule->open_only << kind;
    }
  }
  find_slots (&look, area, rounds, mask);
  take_slots (&look);
  for (guint i = 0; i < crosses->len; i++) {
    settle (((YztWarningCross *) g_ptr_array_index (crosses, i))->inside);
  }
  return crosses;
}

/* --- as it is kept: "3-7 12 15-16" --- */

static void
add_members (GArray *numbers, const char *text)
{
  const char *at = text;

  while (*at != '\0') {
    char *end;
    gint64 from = g_ascii_strtoll (at, &end, 10), to = from;
    if (end == at) {
      return;
    }
    if (*end == '-') {
      to = g_ascii_strtoll (end + 1, &end, 10);
    }
    for (gint64 number = from; number <= to && to - from < 10000000; number++) {
      g_array_append_val (numbers, number);
    }
    at = *end == ' ' ? end + 1 : end;
  }
}

static GArray *
list_for (YztWarningCross *cross, const char *what)
{
  return g_strcmp0 (what, "newly") == 0 ? cross->newly : g_strcmp0 (what, "left") == 0 ? cross->left : cross->inside;
}

GPtrArray *
yzt_warning_cross_read (YztStore *store, gint64 warning_fid, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);

  g_autoptr (GPtrArray) rows = yzt_warning_read_owned (store, CROSS_KIND, warning_fid, error);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  GPtrArray *crosses = rows != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_warning_cross_free) : NULL;

  for (guint k = 0; rows != NULL && k < yzt_kind_set_get_n (kinds); k++) {
    const char *kind_id = yzt_kind_get_id (yzt_kind_set_get (kinds, k));
    YztWarningCross *cross = NULL;
    for (guint i = 0; i < rows->len; i++) {
      const YztRow *row = g_ptr_array_index (rows, i);
      if (!g_str_equal (yzt_warning_text (row, "of_kind"), kind_id)) {
        continue;
      }
      if (cross == NULL) {
        cross = cross_new (kind_id);
        g_ptr_array_add (crosses, cross);
      }
      add_members (list_for (cross, yzt_row_get_text (row, "what")), yzt_warning_text (row, "members"));
      cross->crossed_ms = MAX (cross->crossed_ms, yzt_warning_time (row, "crossed_utc"));
    }
    if (cross != NULL) {
      settle (cross->inside);
      settle (cross->newly);
      settle (cross->left);
    }
  }
  return crosses;
}

/* --- rows --- */

const char *
yzt_warning_text (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;

  return text != NULL ? text : "";
}

gint64
yzt_warning_time (const YztRow *row, const char *field)
{
  gint64 utc_ms;

  return yzt_time_parse (yzt_warning_text (row, field), NULL, &utc_ms) ? utc_ms : 0;
}

gint64
yzt_warning_integer (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get (row, field) : NULL;

  return cell != NULL && cell->type == YZT_CELL_INTEGER ? cell->v.integer : 0;
}

void
yzt_warning_set_time (YztRow *row, const char *field, gint64 utc_ms)
{
  g_autofree char *text = utc_ms != 0 ? yzt_time_format_utc (utc_ms) : NULL;

  yzt_row_set_text (row, field, text);
}

void
yzt_warning_set_integer (YztRow *row, const char *field, gint64 number)
{
  YztCell cell = { .type = YZT_CELL_INTEGER, .v.integer = number };

  yzt_row_set (row, field, &cell);
}

static gboolean
gather_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

GPtrArray *
yzt_warning_read_owned (YztStore *store, const char *kind_id, gint64 warning_fid, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), kind_id);

  if (kind != NULL && !yzt_store_read_children (store, kind, warning_fid, gather_row, rows, error)) {
    return NULL;
  }
  return g_steal_pointer (&rows);
}
