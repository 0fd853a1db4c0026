/* yzt-same-warning.c: warnings in force that may be one and the same, by what they warn of, colour, time and area
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-cover.h"
#include "yzt-same-private.h"
#include "yzt-warning-private.h"

#define WARNING_KIND "warning"
/* The newest; a flood of warnings of one source is told by its source already. */
#define MOST_LOOKED_AT 300

typedef struct {
  char **words; /* of what is warned of; "*" any, when the words are the same */
  double window_min, distance_m;
  gboolean same_colour;
} Rule;

typedef struct {
  gint64 fid, at_ms;
  int level;
  char *name, *source, *sender, *event, *colour_label, *area_text; /* event and area_text folded */
  gboolean exercise, has_position;
  YztPosition position;
  GBytes *area;
  char *circles;
  YztCover *cover; /* made when it is asked for */
} Warned;

typedef struct {
  const char *language;
  GPtrArray *rules; /* Rule */
  char **plain;     /* words that say how bad, not what */
  GPtrArray *warnings;
  GHashTable *refused;
} Search;

static void
free_rule (gpointer data)
{
  g_strfreev (((Rule *) data)->words);
  g_free (data);
}

static void
free_warned (gpointer data)
{
  Warned *warned = data;
  g_free (warned->name);
  g_free (warned->source);
  g_free (warned->sender);
  g_free (warned->event);
  g_free (warned->colour_label);
  g_free (warned->area_text);
  g_free (warned->circles);
  g_clear_pointer (&warned->area, g_bytes_unref);
  g_clear_pointer (&warned->cover, yzt_cover_free);
  g_free (warned);
}

/* --- rules --- */

static void
take_rule (Search *search, char **cells)
{
  double window, distance;
  if (g_strv_length (cells) >= 5 && yzt_text_number (cells[2], &window) && yzt_text_number (cells[3], &distance) && window > 0 && distance >= 0) {
    g_autofree char *folded = yzt_text_fold (cells[1]);
    Rule *rule = g_new0 (Rule, 1);
    *rule = (Rule) { g_strsplit (folded, "|", -1), window, distance * 1000.0, g_str_equal (cells[4], "yes") };
    g_ptr_array_add (search->rules, rule);
  }
}

static void
take_table (Search *search, GPtrArray *table)
{
  for (guint i = 0; i < table->len; i++) {
    GStrv cells = table->pdata[i];
    if (g_str_equal (cells[0], "same-warning")) {
      take_rule (search, cells);
    } else if (g_str_equal (cells[0], "warning-words") && cells[1] != NULL && search->plain == NULL) {
      g_autofree char *folded = yzt_text_fold (cells[1]);
      search->plain = g_strsplit (folded, "|", -1);
    }
  }
}

static gboolean
names (const Rule *rule, const char *event)
{
  for (guint i = 0; rule->words[i] != NULL; i++) {
    if (*rule->words[i] != '\0' && strstr (event, rule->words[i]) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

static const Rule *
find_rule (const Search *search, const Warned *one, const Warned *two)
{
  for (guint i = 0; i < search->rules->len; i++) {
    const Rule *rule = search->rules->pdata[i];
    gboolean any = g_str_equal (rule->words[0], "*");
    if (any ? *one->event != '\0' && g_str_equal (one->event, two->event) : names (rule, one->event) && names (rule, two->event)) {
      return rule;
    }
  }
  return NULL;
}

/* --- warnings --- */

/* "暴雨红色预警信号" warns of "暴雨". */
static char *
event_of (const Search *search, const YztRow *row)
{
  const char *event = yzt_warning_text (row, "event");
  g_autofree char *folded = yzt_text_fold (*event != '\0' ? event : yzt_warning_text (row, "name"));
  g_autoptr (GString) text = g_string_new (folded);
  for (guint i = 0; search->plain != NULL && search->plain[i] != NULL; i++) {
    if (*search->plain[i] != '\0') {
      g_string_replace (text, search->plain[i], "", 0);
    }
  }
  return g_strdup (g_strstrip (text->str));
}

static gboolean
add_warning (const YztRow *row, gpointer user_data)
{
  Search *search = user_data;
  const char *state = yzt_warning_text (row, "state"), *status = yzt_warning_text (row, "message_status"), *colour = yzt_warning_text (row, "colour");
  const YztField *field = yzt_kind_find_field (row->kind, "colour");
  if (*state != '\0' && !g_str_equal (state, "active")) {
    return TRUE;
  }
  gint64 sent_ms = yzt_warning_time (row, "sent_utc");
  Warned *warned = g_new0 (Warned, 1);
  warned->fid = row->fid;
  warned->at_ms = sent_ms != 0 ? sent_ms : yzt_warning_time (row, "created_at");
  warned->level = yzt_row_get_level (row);
  warned->name = g_strdup (yzt_warning_text (row, "name"));
  warned->source = g_strdup (yzt_warning_text (row, "feed_source"));
  warned->sender = g_strdup (yzt_warning_text (row, "sender"));
  warned->event = event_of (search, row);
  warned->colour_label = g_strdup (field != NULL && *colour != '\0' ? yzt_field_get_value_label (field, colour, search->language) : "");
  warned->area_text = yzt_text_fold (yzt_warning_text (row, "area_text"));
  warned->circles = g_strdup (yzt_warning_text (row, "circles"));
  warned->exercise = *status != '\0' && !g_str_equal (status, "actual");
  warned->has_position = row->has_position;
  warned->position = (YztPosition) { row->lon, row->lat };
  warned->area = row->geometry != NULL ? g_bytes_ref (row->geometry) : NULL;
  g_ptr_array_add (search->warnings, warned);
  return TRUE;
}

static int
compare_warnings (gconstpointer a, gconstpointer b)
{
  const Warned *one = *(Warned *const *) a, *two = *(Warned *const *) b;
  return one->at_ms != two->at_ms ? (one->at_ms < two->at_ms ? -1 : 1) : (one->fid > two->fid) - (one->fid < two->fid);
}

/* --- alike or not --- */

static gboolean
holds (Warned *warned, YztPosition position)
{
  if (warned->cover == NULL) {
    gsize length = 0;
    const void *blob = warned->area != NULL ? g_bytes_get_data (warned->area, &length) : NULL;
    g_autoptr (YztGeometry) area = blob != NULL ? yzt_geometry_from_gpkg (blob, length, NULL) : NULL;
    g_autoptr (GArray) circles = yzt_circles_from_text (warned->circles);
    warned->cover = yzt_cover_new (area, (const YztCircle *) (gpointer) circles->data, circles->len);
  }
  return yzt_cover_holds (warned->cover, position);
}

/* The one's middle lies in the other's area, or both are near, or the one's area is named in the other's. */
static gboolean
same_place (Warned *one, Warned *two, double distance_m)
{
  if (one->has_position && two->has_position) {
    return holds (one, two->position) || holds (two, one->position) || yzt_geo_distance_m (one->position, two->position, NULL) <= distance_m;
  }
  return *one->area_text != '\0' && *two->area_text != '\0'
         && (strstr (one->area_text, two->area_text) != NULL || strstr (two->area_text, one->area_text) != NULL);
}

/* One feed may carry several senders, one sender come by several feeds; who says two things over one way means two. */
static gboolean
from_one (const Warned *one, const Warned *two)
{
  gboolean named = *one->source != '\0' || *one->sender != '\0';
  return named && g_str_equal (one->source, two->source) && g_str_equal (one->sender, two->sender);
}

static const char *
source_words (const Warned *warned)
{
  return yzt_same_source_words (*warned->source != '\0' ? warned->source : warned->sender);
}

static char *
reason_of (const Warned *one, const Warned *two, double minutes)
{
  g_autoptr (GString) reason = g_string_new (NULL);
  g_string_append_printf (reason, _("both warn of %s"), *one->event != '\0' ? one->event : one->name);
  if (one->level != 0 && one->level == two->level) {
    g_string_append_printf (reason, _(", both %s"), one->colour_label);
  }
  g_string_append_printf (reason, ngettext (", %u min apart", ", %u min apart", (guint) minutes), (guint) lround (minutes));
  g_string_append (reason, _(", for the same area"));
  return g_string_free (g_steal_pointer (&reason), FALSE);
}

/* The worse one stays, else the earlier one. */
static YztSameEvent *
compare (const Search *search, Warned *old, Warned *new)
{
  g_autofree char *key = yzt_same_pair_key (WARNING_KIND, old->fid, new->fid);
  double minutes = (double) (new->at_ms - old->at_ms) / 60000.0;
  const Rule *rule = old->exercise == new->exercise && !from_one (old, new) ? find_rule (search, old, new) : NULL;
  if (rule == NULL || minutes > rule->window_min || (rule->same_colour && old->level != new->level) || g_hash_table_contains (search->refused, key)
      || !same_place (old, new, rule->distance_m)) {
    return NULL;
  }
  gboolean worse = new->level != 0 && (old->level == 0 || new->level < old->level);
  Warned *first = worse ? new : old, *second = worse ? old : new;
  YztSameEvent *same = g_new0 (YztSameEvent, 1);
  same->kind_id = WARNING_KIND;
  same->first = first->fid;
  same->second = second->fid;
  same->first_name = g_strdup_printf ("%s (%s)", first->name, source_words (first));
  same->second_name = g_strdup_printf ("%s (%s)", second->name, source_words (second));
  same->reason = reason_of (first, second, minutes);
  same->score = 2.0 - minutes / rule->window_min;
  return same;
}

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->rules, g_ptr_array_unref);
  g_clear_pointer (&search->warnings, g_ptr_array_unref);
  g_clear_pointer (&search->plain, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

gboolean
yzt_same_warnings_find (YztStore *store, GPtrArray *table, GHashTable *refused, const char *language, GPtrArray *found, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), WARNING_KIND);
  g_auto (Search) search = { .language = language, .refused = refused };
  search.rules = g_ptr_array_new_with_free_func (free_rule);
  search.warnings = g_ptr_array_new_with_free_func (free_warned);
  take_table (&search, table);
  if (kind == NULL || search.rules->len == 0) {
    return TRUE;
  }
  if (!yzt_store_read_rows (store, kind, add_warning, &search, error)) {
    return FALSE;
  }
  g_ptr_array_sort (search.warnings, compare_warnings);
  guint n = search.warnings->len, from = n > MOST_LOOKED_AT ? n - MOST_LOOKED_AT : 0;
  for (guint k = from; k < n; k++) {
    YztSameEvent *best = NULL;
    for (guint i = from; i < k; i++) {
      YztSameEvent *same = compare (&search, search.warnings->pdata[i], search.warnings->pdata[k]);
      if (same != NULL && (best == NULL || same->score > best->score)) {
        yzt_same_event_free (best);
        best = g_steal_pointer (&same);
      }
      yzt_same_event_free (same);
    }
    if (best != NULL) {
      g_ptr_array_add (found, best);
    }
  }
  return TRUE;
}

/* --- the person's word --- */

typedef struct {
  YztStore *store;
  const YztSameEvent *same;
} Merger;

static gboolean
merge_act (YztAct *act, gpointer user_data, GError **error)
{
  const Merger *merger = user_data;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (merger->store), WARNING_KIND);
  g_autoptr (YztRow) first = yzt_act_get_row (act, kind, merger->same->first, error);
  g_autoptr (YztRow) second = first != NULL ? yzt_act_get_row (act, kind, merger->same->second, error) : NULL;
  if (second == NULL) {
    return FALSE;
  }
  if (!g_str_equal (yzt_warning_text (first, "state"), "active") || !g_str_equal (yzt_warning_text (second, "state"), "active")) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("One of the two warnings is not in force any more; nothing was merged."));
    return FALSE;
  }
  g_autofree char *link = g_strdup_printf (WARNING_KIND "/%" G_GINT64_FORMAT, first->fid);
  yzt_row_set_text (second, "state", "merged");
  yzt_row_set_text (second, "merged_into", link);
  return yzt_act_update (act, second, error);
}

YztActResult *
yzt_same_warning_accept (YztStore *store, const YztSameEvent *same, const char *author, const char *window, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), WARNING_KIND);
  if (kind == NULL || yzt_kind_get_field_index (kind, "merged_into") < 0) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no field to remember that yet; open it once for writing."));
    return NULL;
  }
  Merger merger = { store, same };
  g_autofree char *label = g_strdup_printf (_("One warning: %s, kept with %s (%s)"), same->second_name, same->first_name, same->reason);
  YztActInfo info = { .author = author, .window = window, .label = label, .nature = YZT_ACT_ORDER };
  return yzt_store_write (store, &info, merge_act, &merger, error);
}
