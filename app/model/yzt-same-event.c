/* yzt-same-event.c: incidents that may be one and the same, by kind, time, distance and the words of the place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-same-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-incident-act.h"
#include "yzt-rules.h"

#define RULES_FILE "same-event.tsv"
#define MAX_RULES_BYTES (256 * 1024)
/* Older ones than the newest by more than this are not looked at: the widest window of any rule is a few hours. */
#define MOST_LOOKED_AT 300
#define MAX_PLACE_CHARS 120

typedef struct {
  char **types;
  double window_min, distance_m;
  guint common;
} Rule;

typedef struct {
  gint64 fid, at_ms;
  char *name, *source, *type, *type_label;
  gunichar *place; /* folded, without words that say what happened; 0-ended */
  gboolean exercise, has_position;
  YztPosition position;
} Event;

typedef struct {
  YztStore *store;
  const char *language;
  GPtrArray *rules;    /* Rule */
  char **words;
  GPtrArray *events;   /* Event, oldest first */
  GHashTable *refused; /* "kind fid fid" */
} Search;

void
yzt_same_event_free (YztSameEvent *same)
{
  if (same != NULL) {
    g_free (same->first_name);
    g_free (same->second_name);
    g_free (same->reason);
    g_free (same);
  }
}

static void
free_rule (gpointer data)
{
  g_strfreev (((Rule *) data)->types);
  g_free (data);
}

static void
free_event (gpointer data)
{
  Event *event = data;
  g_free (event->name);
  g_free (event->source);
  g_free (event->type);
  g_free (event->type_label);
  g_free (event->place);
  g_free (event);
}

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->rules, g_ptr_array_unref);
  g_clear_pointer (&search->words, g_strfreev);
  g_clear_pointer (&search->events, g_ptr_array_unref);
  g_clear_pointer (&search->refused, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* --- rules --- */

static void
take_rule (Search *search, char **cells)
{
  double window, distance, common;
  if (yzt_text_number (cells[2], &window) && yzt_text_number (cells[3], &distance) && yzt_text_number (cells[4], &common) && window > 0 && distance >= 0
      && common >= 1 && common < 100) {
    Rule *rule = g_new0 (Rule, 1);
    *rule = (Rule) { g_strsplit (cells[1], "|", -1), window, distance * 1000.0, (guint) common };
    g_ptr_array_add (search->rules, rule);
  }
}

GPtrArray *
yzt_same_read_table (GError **error)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "rules", RULES_FILE, NULL);
  g_autoptr (GBytes) bytes = yzt_file_load (path, MAX_RULES_BYTES, error);
  if (bytes == NULL) {
    return NULL;
  }
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && *lines[i] != '#') {
      g_ptr_array_add (table, g_strsplit (g_strchomp (lines[i]), "\t", -1));
    }
  }
  return table;
}

static void
take_table (Search *search, GPtrArray *table)
{
  search->rules = g_ptr_array_new_with_free_func (free_rule);
  for (guint i = 0; i < table->len; i++) {
    GStrv cells = table->pdata[i];
    guint n = g_strv_length (cells);
    if (n >= 5 && g_str_equal (cells[0], "same")) {
      take_rule (search, cells);
    } else if (n >= 2 && g_str_equal (cells[0], "words") && search->words == NULL) {
      search->words = g_strsplit (cells[1], "|", -1);
    }
  }
}

static const Rule *
find_rule (const Search *search, const Event *one, const Event *two)
{
  for (guint i = 0; i < search->rules->len; i++) {
    const Rule *rule = search->rules->pdata[i];
    gboolean any = g_str_equal (rule->types[0], "*") && g_str_equal (one->type, two->type);
    if (any || (g_strv_contains ((const char *const *) rule->types, one->type) && g_strv_contains ((const char *const *) rule->types, two->type))) {
      return rule;
    }
  }
  return NULL;
}

/* --- events --- */

static const char *
word_of (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

/* What happened goes, letters and signs of the place stay; blanks part. */
static gunichar *
place_of (const Search *search, const YztRow *row)
{
  g_autofree char *joined = g_strjoin (" ", word_of (row, "county"), word_of (row, "town"), word_of (row, "address"), word_of (row, "name"), NULL);
  g_autofree char *folded = yzt_text_fold (joined);
  g_autoptr (GString) text = g_string_new (folded);
  for (guint i = 0; search->words != NULL && search->words[i] != NULL; i++) {
    g_autofree char *word = yzt_text_fold (search->words[i]);
    if (*word != '\0') {
      g_string_replace (text, word, " ", 0);
    }
  }
  glong n = 0;
  gunichar *place = g_utf8_to_ucs4_fast (text->str, -1, &n);
  for (glong i = 0; i < n; i++) {
    place[i] = g_unichar_isalpha (place[i]) ? place[i] : ' ';
  }
  if (n > MAX_PLACE_CHARS) {
    place[MAX_PLACE_CHARS] = 0;
  }
  return place;
}

static gint64
time_of (const YztRow *row)
{
  gint64 ms;
  return yzt_time_parse (word_of (row, "occurred_utc"), NULL, &ms) || yzt_time_parse (word_of (row, "reported_utc"), NULL, &ms)
             || yzt_time_parse (word_of (row, "created_at"), NULL, &ms) ? ms : 0;
}

static gboolean
add_event (const YztRow *row, gpointer user_data)
{
  Search *search = user_data;
  const char *status = word_of (row, "message_status"), *type = word_of (row, "type"), *source = word_of (row, "feed_source");
  if (!yzt_rule_incident_is_open (word_of (row, "state"))) {
    return TRUE;
  }
  const YztField *field = yzt_kind_get_field_index (row->kind, "type") >= 0 ? yzt_kind_find_field (row->kind, "type") : NULL;
  Event *event = g_new0 (Event, 1);
  event->fid = row->fid;
  event->at_ms = time_of (row);
  event->name = g_strdup (word_of (row, "name"));
  event->source = g_strdup (*source != '\0' ? source : "");
  event->type = g_strdup (type);
  event->type_label = g_strdup (field != NULL && *type != '\0' ? yzt_field_get_value_label (field, type, search->language) : "");
  event->place = place_of (search, row);
  event->exercise = *status != '\0' && !g_str_equal (status, "actual");
  event->has_position = row->has_position;
  event->position = (YztPosition) { row->lon, row->lat };
  g_ptr_array_add (search->events, event);
  return TRUE;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const Event *one = *(Event *const *) a, *two = *(Event *const *) b;
  return one->at_ms != two->at_ms ? (one->at_ms < two->at_ms ? -1 : 1) : (one->fid > two->fid) - (one->fid < two->fid);
}

char *
yzt_same_pair_key (const char *kind_id, gint64 one, gint64 two)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, kind_id, MIN (one, two), MAX (one, two));
}

static gboolean
add_refused (const YztRow *row, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GArray) one = yzt_links_from_text (word_of (row, "first")), two = yzt_links_from_text (word_of (row, "second"));
  if (one->len > 0 && two->len > 0) {
    const YztLink *link = &g_array_index (one, YztLink, 0);
    g_hash_table_add (search->refused, yzt_same_pair_key (link->kind, link->fid, g_array_index (two, YztLink, 0).fid));
  }
  return TRUE;
}

/* --- alike or not --- */

/* The longest run of letters that both places have, without a blank in it. */
static char *
common_words (const gunichar *one, const gunichar *two, guint *length_out)
{
  guint runs[MAX_PLACE_CHARS + 1] = { 0 }, best = 0, end = 0;
  for (guint i = 0; one[i] != 0; i++) {
    guint diagonal = 0;
    for (guint k = 0; two[k] != 0; k++) {
      guint before = runs[k];
      runs[k] = one[i] != ' ' && one[i] == two[k] ? diagonal + 1 : 0;
      diagonal = before;
      if (runs[k] > best) {
        best = runs[k];
        end = i + 1;
      }
    }
  }
  *length_out = best;
  return best > 0 ? g_ucs4_to_utf8 (one + end - best, best, NULL, NULL, NULL) : g_strdup ("");
}

/* Latin words are longer than Chinese ones for the same place. */
static gboolean
is_enough (const char *words, guint length, guint wanted)
{
  return length >= (g_str_is_ascii (words) ? 2 * wanted : wanted);
}

const char *
yzt_same_source_words (const char *source)
{
  return *source != '\0' ? source : _("taken in by hand");
}

static YztSameEvent *
compare (const Search *search, const Event *old, const Event *new)
{
  const Rule *rule = find_rule (search, old, new);
  double minutes = (double) (new->at_ms - old->at_ms) / 60000.0, distance_m = -1.0;
  g_autofree char *key = yzt_same_pair_key ("incident", old->fid, new->fid);
  guint length = 0;
  if (rule == NULL || old->exercise != new->exercise || minutes > rule->window_min || g_hash_table_contains (search->refused, key)
      || (*old->source != '\0' && g_str_equal (old->source, new->source))) {
    return NULL;
  }
  g_autofree char *words = common_words (old->place, new->place, &length);
  gboolean named = is_enough (words, length, rule->common);
  if (old->has_position && new->has_position) {
    distance_m = yzt_geo_distance_m (old->position, new->position, NULL);
  }
  if (distance_m >= 0.0 ? distance_m > rule->distance_m : !named) {
    return NULL;
  }
  g_autoptr (GString) reason = g_string_new (NULL);
  g_string_append_printf (reason, g_str_equal (old->type, new->type) ? _("same kind (%s)") : _("kinds that are told one for the other (%s)"), new->type_label);
  g_string_append_printf (reason, ngettext (", %u min apart", ", %u min apart", (guint) minutes), (guint) lround (minutes));
  if (distance_m >= 0.0) {
    g_autofree char *distance = yzt_text_distance (distance_m);
    g_string_append_printf (reason, _(", %s apart"), distance);
  }
  if (named) {
    g_string_append_printf (reason, _(", both name “%s”"), words);
  }
  YztSameEvent *same = g_new0 (YztSameEvent, 1);
  same->kind_id = "incident";
  same->first = old->fid;
  same->second = new->fid;
  same->first_name = g_strdup_printf ("%s (%s)", old->name, yzt_same_source_words (old->source));
  same->second_name = g_strdup_printf ("%s (%s)", new->name, yzt_same_source_words (new->source));
  same->reason = g_string_free (g_steal_pointer (&reason), FALSE);
  same->score = (1.0 - minutes / rule->window_min) + (distance_m >= 0.0 ? 1.0 - distance_m / (rule->distance_m + 1.0) : 0.0) + (named ? 1.0 : 0.0);
  return same;
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const YztSameEvent *one = *(YztSameEvent *const *) a, *two = *(YztSameEvent *const *) b;
  return one->score != two->score ? (one->score > two->score ? -1 : 1) : (one->second > two->second) - (one->second < two->second);
}

/* The best older one for each newer one. */
static void
pair_up (const Search *search, GPtrArray *found)
{
  guint n = search->events->len, from = n > MOST_LOOKED_AT ? n - MOST_LOOKED_AT : 0;
  for (guint k = from; k < n; k++) {
    YztSameEvent *best = NULL;
    for (guint i = from; i < k; i++) {
      YztSameEvent *same = compare (search, search->events->pdata[i], search->events->pdata[k]);
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
}

GPtrArray *
yzt_same_events_find (YztStore *store, const char *language, guint limit, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *incident = yzt_kind_set_find (yzt_store_get_kinds (store), "incident"), *refused = yzt_kind_set_find (yzt_store_get_kinds (store), "same-event");
  g_autoptr (GPtrArray) table = yzt_same_read_table (error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_same_event_free);
  g_auto (Search) search = { store, language };
  search.events = g_ptr_array_new_with_free_func (free_event);
  search.refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (table == NULL) {
    return NULL;
  }
  take_table (&search, table);
  if ((incident != NULL && !yzt_store_read_rows (store, incident, add_event, &search, error))
      || (refused != NULL && !yzt_store_read_rows (store, refused, add_refused, &search, error))) {
    return NULL;
  }
  g_ptr_array_sort (search.events, compare_events);
  pair_up (&search, found);
  if (!yzt_same_warnings_find (store, table, search.refused, language, found, error)) {
    return NULL;
  }
  g_ptr_array_sort (found, compare_scores);
  if (found->len > limit) {
    g_ptr_array_set_size (found, (gint) limit);
  }
  return g_steal_pointer (&found);
}

/* --- the person's word --- */

typedef struct {
  YztStore *store;
  const YztSameEvent *same;
  const char *author;
  gint64 now_ms;
} Refusal;

static gboolean
log_refusal (YztAct *act, const Refusal *refusal, gint64 incident, const char *other, GError **error)
{
  g_autofree char *what = g_strdup_printf (_("Not the same event as %s"), other);
  YztLogNote note = { .entry_kind = "state", .what = what, .author = refusal->author, .now_ms = refusal->now_ms };
  if (!g_str_equal (refusal->same->kind_id, "incident")) {
    return TRUE; /* a warning has no log */
  }
  return yzt_act_log (act, yzt_store_get_kinds (refusal->store), incident, &note, error);
}

static gboolean
refuse_act (YztAct *act, gpointer user_data, GError **error)
{
  const Refusal *refusal = user_data;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (refusal->store), "same-event");
  if (kind == NULL) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no kind to remember that yet; open it once for writing."));
    return FALSE;
  }
  g_autoptr (YztRow) row = yzt_row_new (kind);
  g_autofree char *first = g_strdup_printf ("%s/%" G_GINT64_FORMAT, refusal->same->kind_id, refusal->same->first);
  g_autofree char *second = g_strdup_printf ("%s/%" G_GINT64_FORMAT, refusal->same->kind_id, refusal->same->second);
  g_autofree char *name = g_strdup_printf ("%s ≠ %s", refusal->same->first_name, refusal->same->second_name), *now = yzt_time_format_utc (refusal->now_ms);
  g_autofree char *short_name = yzt_text_shorten (name, 600);
  yzt_row_set_text (row, "name", short_name);
  yzt_row_set_text (row, "first", first);
  yzt_row_set_text (row, "second", second);
  yzt_row_set_text (row, "reason", refusal->same->reason);
  yzt_row_set_text (row, "decided_by", refusal->author);
  yzt_row_set_text (row, "decided_utc", now);
  return yzt_act_insert (act, row, error) && log_refusal (act, refusal, refusal->same->first, refusal->same->second_name, error)
         && log_refusal (act, refusal, refusal->same->second, refusal->same->first_name, error);
}

YztActResult *
yzt_same_event_refuse (YztStore *store, const YztSameEvent *same, const char *author, const char *window, const YztClock *clock, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && same != NULL && author != NULL && clock != NULL, NULL);
  Refusal refusal = { store, same, author, yzt_clock_now_ms (clock) / 1000 * 1000 };
  g_autofree char *label = g_strdup_printf (_("Not the same event: %s and %s"), same->first_name, same->second_name);
  YztActInfo info = { .author = author, .window = window, .label = label, .incident = g_str_equal (same->kind_id, "incident") ? same->first : 0, .nature = YZT_ACT_ORDER };
  return yzt_store_write (store, &info, refuse_act, &refusal, error);
}

YztActResult *
yzt_same_event_accept (YztStore *store, const YztSameEvent *same, const char *author, const char *window, const char *language, const YztClock *clock,
                       GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && same != NULL && author != NULL && clock != NULL, NULL);
  if (!g_str_equal (same->kind_id, "incident")) {
    return yzt_same_warning_accept (store, same, author, window, error);
  }
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new ("state", same->second);
  g_autofree char *other = g_strdup_printf ("incident/%" G_GINT64_FORMAT, same->first);
  yzt_incident_act_set (act, "state", "merged");
  yzt_incident_act_set (act, "other", other);
  yzt_incident_act_set (act, "reason", same->reason);
  return yzt_incident_act_run (act, store, author, window, language, clock, error);
}
