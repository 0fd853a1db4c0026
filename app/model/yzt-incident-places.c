/* yzt-incident-places.c: where the words of a caller lie: things of the map whose names and addresses share most with them, then towns and counties
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_WORDS 120
#define MIN_CONFIDENCE 0.4

/* A town or county: the middle of what is known there. */
typedef struct {
  char *name;
  double lon, lat;
  guint n;
} Area;

typedef struct {
  gunichar words[MAX_WORDS + 1];
  guint n;
  int kind;
  GArray *matches;
  GHashTable *towns, *counties;
  gboolean latin;
} Search;

static void
area_free (gpointer data)
{
  g_free (((Area *) data)->name);
  g_free (data);
}

static void
match_clear (gpointer data)
{
  g_free (((YztPlaceMatch *) data)->name);
  g_free (((YztPlaceMatch *) data)->why);
}

static guint
fold_into (const char *text, gunichar *out, guint max)
{
  g_autofree char *folded = yzt_text_fold (text);
  guint n = 0;
  for (const char *at = folded; *at != '\0' && n < max; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (g_unichar_isalnum (c)) {
      out[n++] = c;
    }
  }
  out[n] = 0;
  return n;
}

/* How much of the words' pairs of neighbouring characters @text has, 0 … 1; 区, 市 that a speaker leaves out cost little. */
static double
share (const Search *search, const char *text)
{
  gunichar other[400 + 1];
  guint n = fold_into (text, other, 400), found = 0;
  if (search->n < 2 || n < 2) {
    return 0;
  }
  for (guint i = 0; i + 1 < search->n; i++) {
    for (guint k = 0; k + 1 < n; k++) {
      if (other[k] == search->words[i] && other[k + 1] == search->words[i + 1]) {
        found++;
        break;
      }
    }
  }
  return (double) found / (search->n - 1);
}

static void
note_area (GHashTable *areas, const char *name, const YztRow *row)
{
  if (*name == '\0') {
    return;
  }
  Area *area = g_hash_table_lookup (areas, name);
  if (area == NULL) {
    area = g_new0 (Area, 1);
    area->name = g_strdup (name);
    g_hash_table_insert (areas, area->name, area);
  }
  area->lon += row->lon;
  area->lat += row->lat;
  area->n++;
}

static gboolean
look_cb (const YztRow *row, gpointer user_data)
{
  Search *search = user_data;
  if (!row->has_position) {
    return TRUE;
  }
  const char *name = yzt_row_word (row, "name"), *county = yzt_row_word (row, "county"), *town = yzt_row_word (row, "town");
  note_area (search->counties, county, row);
  note_area (search->towns, town, row);
  g_autofree char *address = g_strdup_printf ("%s%s%s", county, town, yzt_row_word (row, "address"));
  g_autofree char *all = g_strdup_printf ("%s %s", address, name);
  double by_name = share (search, name), by_all = share (search, all);
  /* Where it lies and what it is called both count; a name that says it all counts most. */
  double confidence = MIN (1.0, MAX (by_all, by_name) * 0.9 + by_name * 0.1);
  if (confidence < MIN_CONFIDENCE) {
    return TRUE;
  }
  YztPlaceMatch match = { search->kind, row->fid, g_strdup (name), g_strdup (by_name > 0.5 ? _("name") : (by_name > 0.1 ? _("name and address") : _("address"))),
                          { row->lon, row->lat }, confidence };
  g_array_append_val (search->matches, match);
  return TRUE;
}

/* "高要" is meant by 高要区, too. */
static gboolean
names_area (const Search *search, const char *name)
{
  gunichar area[80 + 1];
  guint n = fold_into (name, area, 80);
  for (guint cut = 0; cut <= 1 && n - cut >= 2 && n >= cut; cut++) {
    for (guint i = 0; i + n - cut <= search->n; i++) {
      if (memcmp (search->words + i, area, (n - cut) * sizeof (gunichar)) == 0) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

static void
add_areas (Search *search, GHashTable *areas, const char *why, double confidence)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, areas);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Area *area = value;
    if (names_area (search, area->name)) {
      YztPlaceMatch match = { -1, 0, g_strdup (area->name), g_strdup (why), { area->lon / area->n, area->lat / area->n }, confidence };
      g_array_append_val (search->matches, match);
    }
  }
}

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const YztPlaceMatch *one = a, *two = b;
  if (one->confidence > two->confidence || one->confidence < two->confidence) {
    return one->confidence > two->confidence ? -1 : 1;
  }
  return one->kind != two->kind ? one->kind - two->kind : (one->fid > two->fid) - (one->fid < two->fid);
}

GArray *
yzt_find_places (YztStore *store, const char *words, guint limit, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && words != NULL, NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr (GArray) matches = g_array_new (FALSE, TRUE, sizeof (YztPlaceMatch));
  g_autoptr (GHashTable) towns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, area_free);
  g_autoptr (GHashTable) counties = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, area_free);
  Search search = { .matches = matches, .towns = towns, .counties = counties };
  search.n = fold_into (words, search.words, MAX_WORDS);
  g_array_set_clear_func (matches, match_clear);
  for (guint i = 0; search.n >= 2 && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    gboolean stands = yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_POINT && yzt_kind_is_verified (kind);
    search.kind = (int) i;
    if (stands && !yzt_store_read_rows (store, kind, look_cb, &search, error)) {
      return NULL;
    }
  }
  add_areas (&search, towns, _("middle of what is known of this town"), 0.35);
  add_areas (&search, counties, _("middle of what is known of this county"), 0.15);
  g_array_sort (matches, compare_matches);
  g_array_set_size (matches, MIN (matches->len, limit));
  return g_steal_pointer (&matches);
}
