/* yzt-feed-poll.c: a source that is asked over HTTP(S), with patience
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One round: fetch, parse on a worker, fetch the full messages that an index points to and that were not seen yet, merge on a worker. What the server
 * gave to recognise its answer by is kept only when all of the answer is in the map: else the same is asked for again.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-private.h"
#include "yzt-net.h"
#include "yzt-task.h"
#include "yzt-watchdog.h"

#define MAX_DELAY_S 3600
#define MAX_DETAILS_A_ROUND 500
#define MAX_SEEN 20000
#define MAX_MISSES 3
#define CONNECTIONS 4
#define KEY_PLACE "{key}"

struct _YztFeedPoll {
  GObject parent_instance;

  YztStore *store;
  YztFeedSource *source;
  char *author, *language;
  const YztClock *clock;
  YztFetcher *fetcher;
  GCancellable *cancellable;
  guint timer;
  gboolean asking, stopped;
  guint failures;          /* in a row */
  char *etag, *last_modified;
  GHashTable *seen;        /* address and time of full messages that are in the map */
  GHashTable *misses;      /* the same → how often it could not be had, GUINT_TO_POINTER */
  gint64 began_ms, last_success_ms, next_ms;
  char *problem;
};
G_DEFINE_FINAL_TYPE (YztFeedPoll, yzt_feed_poll, G_TYPE_OBJECT)

enum { PROP_LAST_SUCCESS_MS = 1, PROP_PROBLEM, PROP_NEXT_MS, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { SIGNAL_FED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What is known of one full message while a round lasts. */
typedef struct {
  YztAlert *alert;  /* what the index says; NULL once it is replaced or left for later */
  char *address, *key;
  GBytes *bytes;    /* NULL: not there, or not wanted */
  gboolean wanted, missed;
} Entry;

typedef struct {
  YztFeedPoll *poll;
  GBytes *bytes;
  GPtrArray *entries;  /* Entry */
  GPtrArray *observations; /* YztObservation; NULL none */
  guint next, running; /* which full message is fetched next, how many are under way */
  gboolean complete;   /* everything of the answer went in */
  char *etag, *last_modified;
  YztFeedReport *report;
  GError *error;       /* the document could not be read */
} Round;

static void
entry_free (Entry *entry)
{
  g_clear_pointer (&entry->alert, yzt_alert_free);
  g_clear_pointer (&entry->bytes, g_bytes_unref);
  g_free (entry->address);
  g_free (entry->key);
  g_free (entry);
}

static void
round_free (Round *round)
{
  g_clear_object (&round->poll);
  g_clear_pointer (&round->bytes, g_bytes_unref);
  g_clear_pointer (&round->entries, g_ptr_array_unref);
  g_clear_pointer (&round->observations, g_ptr_array_unref);
  g_clear_pointer (&round->report, yzt_feed_report_free);
  g_clear_error (&round->error);
  g_free (round->etag);
  g_free (round->last_modified);
  g_free (round);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Round, round_free)

/* --- when --- */

guint
yzt_feed_poll_delay_s (guint interval_s, guint failures, gint64 retry_after_s)
{
  guint64 delay_s = CLAMP (interval_s, YZT_FEED_MIN_INTERVAL_S, YZT_FEED_MAX_INTERVAL_S);

  if (failures > 0) {
    guint64 backed_off = delay_s << MIN (failures, 16);
    delay_s = MAX (delay_s, MIN (backed_off, MAX_DELAY_S));
  }
  return (guint) (retry_after_s > 0 ? MAX (delay_s, (guint64) retry_after_s) : delay_s);
}

static gboolean
on_due (gpointer user_data)
{
  YztFeedPoll *self = user_data;

  self->timer = 0;
  yzt_feed_poll_ask (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (YztFeedPoll *self, gint64 retry_after_s)
{
  guint delay_s = yzt_feed_poll_delay_s (self->source->interval_s, self->failures, retry_after_s);

  self->asking = FALSE;
  if (self->source->paused) {
    return;
  }
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (delay_s, on_due, self);
  self->next_ms = yzt_clock_now_ms (self->clock) + (gint64) delay_s * 1000;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_MS]);
}

static void
set_problem (YztFeedPoll *self, const char *problem)
{
  if (g_strcmp0 (problem, self->problem) != 0) {
    g_free (self->problem);
    self->problem = g_strdup (problem);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  }
}

static void
fail_round (YztFeedPoll *self, const GError *error, gint64 retry_after_s)
{
  g_autofree char *problem = g_strdup_printf ("%s: %s", self->source->name, error->message);

  self->failures++;
  set_problem (self, problem);
  wait_for_next (self, retry_after_s);
}

static void
succeed (YztFeedPoll *self)
{
  self->failures = 0;
  self->last_success_ms = yzt_clock_now_ms (self->clock);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SUCCESS_MS]);
  set_problem (self, NULL);
  wait_for_next (self, -1);
}

/* --- merging, on the worker --- */

/* The full message in the place of what the index says; the index's words stay when it is no alert. */
static void
read_full (Entry *entry, const char *name, const char *language, YztFeedReport *report)
{
  g_autoptr (GError) error = NULL;
  YztAlert *full = yzt_cap_parse (g_bytes_get_data (entry->bytes, NULL), g_bytes_get_size (entry->bytes), name, language, &error);

  if (full == NULL) {
    g_ptr_array_add (report->problems, g_strdup (error->message));
    return;
  }
  if (*full->remark != '\0') {
    g_ptr_array_add (report->problems, g_strdup (full->remark));
  }
  yzt_alert_free (entry->alert);
  entry->alert = full;
}

static void
merge (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Round *round = task_data;
  YztFeedPoll *self = round->poll;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_feed_item_free);

  for (guint i = 0; i < round->entries->len; i++) {
    Entry *entry = g_ptr_array_index (round->entries, i);
    if (entry->bytes != NULL) {
      read_full (entry, self->source->name, self->language, round->report);
    }
    if (entry->alert == NULL) {
      continue;
    }
    if (*self->source->become != '\0') {
      yzt_feed_put (&entry->alert->become, g_strdup (self->source->become));
    }
    yzt_feed_put (&entry->alert->origin, g_strdup (self->source->name));
    entry->alert->alarm_level = self->source->alarm_level;
    g_ptr_array_add (items, yzt_feed_item_new (g_steal_pointer (&entry->alert), self->source->name));
  }
  if (round->observations != NULL) {
    yzt_feed_take_observations (self->store, round->observations, self->source->name, self->author, self->clock, round->report);
  }
  yzt_feed_merge_items (self->store, items, self->author, self->clock, round->report);
  g_task_return_boolean (task, TRUE);
}

static void
remember_seen (YztFeedPoll *self, Round *round)
{
  if (g_hash_table_size (self->seen) > MAX_SEEN) {
    g_hash_table_remove_all (self->seen);
  }
  for (guint i = 0; i < round->entries->len; i++) {
    Entry *entry = g_ptr_array_index (round->entries, i);
    if (entry->key != NULL && entry->wanted && !entry->missed) {
      g_hash_table_remove (self->misses, entry->key);
      g_hash_table_add (self->seen, g_steal_pointer (&entry->key));
    }
  }
}

static void
on_merged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztFeedPoll *self = YZT_FEED_POLL (source);
  Round *round = g_task_get_task_data (G_TASK (result));

  yzt_watchdog_action ("feed.merged");
  if (self->stopped) {
    return;
  }
  if (round->report->failed == 0) {
    remember_seen (self, round);
  }
  if (round->report->failed == 0 && round->complete) {
    g_free (self->etag);
    g_free (self->last_modified);
    self->etag = g_steal_pointer (&round->etag);
    self->last_modified = g_steal_pointer (&round->last_modified);
  }
  succeed (self);
  if (round->report->problems->len > 0) {
    set_problem (self, g_ptr_array_index (round->report->problems, 0));
  }
  g_signal_emit (self, signals[SIGNAL_FED], 0, round->report);
}

/* --- full messages --- */

static void fetch_details (Round *round);

typedef struct {
  Round *round;
  Entry *entry;
} Detail;

/* Left for the next round, so that it comes in once and whole; when it is never to be had, the index's words must do. */
static void
miss (YztFeedPoll *self, Round *round, Entry *entry)
{
  guint misses = GPOINTER_TO_UINT (g_hash_table_lookup (self->misses, entry->key)) + 1;

  if (misses >= MAX_MISSES) {
    return;
  }
  g_hash_table_insert (self->misses, g_strdup (entry->key), GUINT_TO_POINTER (misses));
  entry->missed = TRUE;
  round->complete = FALSE;
  g_clear_pointer (&entry->alert, yzt_alert_free);
}

static void
on_detail (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Detail *detail = user_data;
  Round *round = detail->round;
  YztFeedPoll *self = round->poll;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFetched) fetched = yzt_fetcher_get_finish (YZT_FETCHER (source), result, &error);

  round->running--;
  if (fetched != NULL && fetched->bytes != NULL) {
    detail->entry->bytes = g_bytes_ref (fetched->bytes);
  } else if (!self->stopped) {
    g_ptr_array_add (round->report->problems, g_strdup_printf ("%s: %s", self->source->name, error != NULL ? error->message : ""));
    miss (self, round, detail->entry);
  }
  fetch_details (round);
}

static void
start_merge (Round *round)
{
  YztFeedPoll *self = round->poll;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_merged, NULL);

  g_task_set_source_tag (task, start_merge);
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  yzt_task_run_in_thread (task, merge);
}

/* Owns @round until the last one is there. */
static void
fetch_details (Round *round)
{
  YztFeedPoll *self = round->poll;
  YztFetchOptions options = { .max_bytes = YZT_FEED_MAX_BYTES };

  while (!self->stopped && round->running < CONNECTIONS && round->next < round->entries->len) {
    Entry *entry = g_ptr_array_index (round->entries, round->next++);
    Detail *detail;
    if (!entry->wanted) {
      continue;
    }
    detail = g_new0 (Detail, 1);
    detail->round = round;
    detail->entry = entry;
    round->running++;
    yzt_fetcher_get_async (self->fetcher, entry->address, &options, self->cancellable, on_detail, detail);
  }
  if (round->running > 0) {
    return;
  }
  if (self->stopped) {
    round_free (round);
  } else {
    start_merge (round);
  }
}

/* Which full messages are to be had, and which are in the map already. */
static void
choose_details (Round *round)
{
  YztFeedPoll *self = round->poll;
  guint n_wanted = 0;

  for (guint i = 0; i < round->entries->len; i++) {
    Entry *entry = g_ptr_array_index (round->entries, i);
    if (*entry->alert->detail == '\0') {
      continue;
    }
    entry->address = g_uri_resolve_relative (self->source->address, entry->alert->detail, G_URI_FLAGS_NONE, NULL);
    if (entry->address == NULL || !g_str_has_prefix (entry->address, "http")) {
      continue;
    }
    entry->key = g_strdup_printf ("%s\n%" G_GINT64_FORMAT, entry->address, entry->alert->sent_ms);
    if (g_hash_table_contains (self->seen, entry->key)) {
      g_clear_pointer (&entry->alert, yzt_alert_free);
    } else if (n_wanted < MAX_DETAILS_A_ROUND) {
      entry->wanted = TRUE;
      n_wanted++;
    } else {
      g_clear_pointer (&entry->alert, yzt_alert_free);
      round->complete = FALSE;
    }
  }
}

/* --- the document --- */

static GPtrArray *
choose_mappings (const char *id)
{
  GPtrArray *own = yzt_feed_mappings_get_own ();
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_feed_mapping_unref);

  for (guint i = 0; i < own->len; i++) {
    YztFeedMapping *mapping = g_ptr_array_index (own, i);
    if (*id == '\0' || g_str_equal (yzt_feed_mapping_get_id (mapping), id)) {
      g_ptr_array_add (chosen, yzt_feed_mapping_ref (mapping));
    }
  }
  return chosen;
}

static void
parse (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Round *round = task_data;
  const YztFeedSource *feed = round->poll->source;
  g_autoptr (GPtrArray) mappings = choose_mappings (feed->mapping);
  g_autoptr (YztFeedContent) content = yzt_feed_parse (g_bytes_get_data (round->bytes, NULL), g_bytes_get_size (round->bytes), feed->name,
                                                       mappings, round->poll->language, &round->error);

  round->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  for (guint i = 0; content != NULL && i < content->alerts->len; i++) {
    Entry *entry = g_new0 (Entry, 1);
    entry->alert = g_ptr_array_index (content->alerts, i);
    g_ptr_array_add (round->entries, entry);
  }
  for (guint i = 0; content != NULL && i < content->problems->len; i++) {
    g_ptr_array_add (round->report->problems, g_strdup (g_ptr_array_index (content->problems, i)));
  }
  if (content != NULL) {
    round->observations = g_ptr_array_ref (content->observations);
    g_ptr_array_set_free_func (content->alerts, NULL);
  }
  g_task_return_boolean (task, TRUE);
}

static void
on_parsed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztFeedPoll *self = YZT_FEED_POLL (source);
  g_autoptr (Round) round = user_data;

  if (self->stopped) {
    return;
  }
  if (round->error != NULL) {
    fail_round (self, round->error, -1);
    return;
  }
  choose_details (round);
  fetch_details (g_steal_pointer (&round));
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeedPoll) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFetched) fetched = yzt_fetcher_get_finish (YZT_FETCHER (source), result, &error);
  g_autoptr (GTask) task = NULL;
  Round *round;

  yzt_watchdog_action ("feed.answer");
  if (self->stopped) {
    return;
  }
  if (fetched == NULL) {
    fail_round (self, error, yzt_fetcher_get_retry_after_s (result));
    return;
  }
  if (fetched->bytes == NULL) {
    succeed (self);
    return;
  }
  round = g_new0 (Round, 1);
  round->poll = g_object_ref (self);
  round->bytes = g_bytes_ref (fetched->bytes);
  round->etag = g_steal_pointer (&fetched->etag);
  round->last_modified = g_steal_pointer (&fetched->last_modified);
  round->complete = TRUE;
  round->report = yzt_feed_report_new ();
  round->report->files = 1;
  task = g_task_new (self, NULL, on_parsed, round);
  g_task_set_source_tag (task, on_fetched);
  g_task_set_task_data (task, round, NULL);
  yzt_task_run_in_thread (task, parse);
}

static void
fetch (YztFeedPoll *self, const char *address)
{
  YztFetchOptions options = { .max_bytes = YZT_FEED_MAX_BYTES, .etag = self->etag, .last_modified = self->last_modified };

  yzt_fetcher_get_async (self->fetcher, address, &options, self->cancellable, on_fetched, g_object_ref (self));
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeedPoll) self = user_data;
  g_autoptr (GError) error = NULL;
  char *secret = yzt_secret_find_finish (result, &error);

  if (!self->stopped && secret == NULL) {
    g_autoptr (GError) missing = g_error_new_literal (YZT_NET_ERROR, YZT_NET_ERROR_SECRETS,
                                                      error != NULL ? error->message : _("Its address wants a key; enter the key of this source."));
    fail_round (self, missing, -1);
  } else if (!self->stopped) {
    g_auto (GStrv) parts = g_strsplit (self->source->address, KEY_PLACE, -1);
    g_autofree char *escaped = g_uri_escape_string (secret, NULL, FALSE);
    g_autofree char *address = g_strjoinv (escaped, parts);
    fetch (self, address);
  }
  yzt_secret_free (secret);
}

void
yzt_feed_poll_ask (YztFeedPoll *self)
{
  g_return_if_fail (YZT_IS_FEED_POLL (self));

  if (self->asking || self->stopped) {
    return;
  }
  yzt_watchdog_action ("feed.ask");
  self->asking = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (strstr (self->source->address, KEY_PLACE) != NULL) {
    g_autofree char *service = g_strconcat ("feed:", self->source->id, NULL);
    yzt_secret_find_async (service, self->cancellable, on_secret, g_object_ref (self));
  } else {
    fetch (self, self->source->address);
  }
}

/* --- the source --- */

YztFeedSource *
yzt_feed_source_copy (const YztFeedSource *source)
{
  YztFeedSource *copy = g_new0 (YztFeedSource, 1);

  copy->id = g_strdup (source->id);
  copy->name = g_strdup (source->name);
  copy->address = g_strdup (source->address);
  copy->mapping = g_strdup (source->mapping != NULL ? source->mapping : "");
  copy->become = g_strdup (source->become != NULL ? source->become : "");
  copy->alarm_level = CLAMP (source->alarm_level, 0, 5);
  copy->silence_s = source->silence_s;
  copy->paused = source->paused;
  copy->interval_s = CLAMP (source->interval_s, YZT_FEED_MIN_INTERVAL_S, YZT_FEED_MAX_INTERVAL_S);
  return copy;
}

gboolean
yzt_feed_source_equal (const YztFeedSource *a, const YztFeedSource *b)
{
  return g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->address, b->address) == 0
         && g_strcmp0 (a->mapping, b->mapping) == 0 && g_strcmp0 (a->become, b->become) == 0 && a->interval_s == b->interval_s && a->alarm_level == b->alarm_level
         && a->silence_s == b->silence_s && a->paused == b->paused;
}

void
yzt_feed_source_free (YztFeedSource *source)
{
  if (source != NULL) {
    g_free (source->id);
    g_free (source->name);
    g_free (source->address);
    g_free (source->mapping);
    g_free (source->become);
    g_free (source);
  }
}

/* --- class --- */

static void
yzt_feed_poll_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztFeedPoll *self = YZT_FEED_POLL (object);

  switch (id) {
  case PROP_LAST_SUCCESS_MS: g_value_set_int64 (value, self->last_success_ms); break;
  case PROP_PROBLEM: g_value_set_string (value, self->problem); break;
  case PROP_NEXT_MS: g_value_set_int64 (value, self->next_ms); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
yzt_feed_poll_dispose (GObject *object)
{
  yzt_feed_poll_stop (YZT_FEED_POLL (object));
  G_OBJECT_CLASS (yzt_feed_poll_parent_class)->dispose (object);
}

static void
yzt_feed_poll_finalize (GObject *object)
{
  YztFeedPoll *self = YZT_FEED_POLL (object);

  g_clear_object (&self->store);
  g_clear_object (&self->fetcher);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->source, yzt_feed_source_free);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->misses, g_hash_table_unref);
  g_free (self->author);
  g_free (self->language);
  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self->problem);
  G_OBJECT_CLASS (yzt_feed_poll_parent_class)->finalize (object);
}

static void
yzt_feed_poll_class_init (YztFeedPollClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = yzt_feed_poll_get_property;
  object_class->dispose = yzt_feed_poll_dispose;
  object_class->finalize = yzt_feed_poll_finalize;
  properties[PROP_LAST_SUCCESS_MS] = g_param_spec_int64 ("last-success-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_NEXT_MS] = g_param_spec_int64 ("next-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_FED] =
      g_signal_new ("fed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yzt_feed_poll_init (YztFeedPoll *self)
{
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->misses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

YztFeedPoll *
yzt_feed_poll_new (YztStore *store, const YztFeedSource *source, const char *author, const char *language, const YztClock *clock)
{
  YztFeedPoll *self;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_return_val_if_fail (source != NULL && source->id != NULL && source->name != NULL && source->address != NULL, NULL);
  g_return_val_if_fail (author != NULL && clock != NULL, NULL);

  self = g_object_new (YZT_TYPE_FEED_POLL, NULL);
  self->store = g_object_ref (store);
  self->source = yzt_feed_source_copy (source);
  self->author = g_strdup (author);
  self->language = g_strdup (language);
  self->clock = clock;
  self->began_ms = yzt_clock_now_ms (clock);
  self->fetcher = yzt_fetcher_new (CONNECTIONS);
  if (!source->paused) {
    yzt_feed_poll_ask (self);
  }
  return self;
}

const YztFeedSource *
yzt_feed_poll_get_source (YztFeedPoll *self)
{
  g_return_val_if_fail (YZT_IS_FEED_POLL (self), NULL);
  return self->source;
}

gboolean
yzt_feed_poll_is_silent (YztFeedPoll *self)
{
  gint64 since_ms;

  g_return_val_if_fail (YZT_IS_FEED_POLL (self), FALSE);

  since_ms = self->last_success_ms != 0 ? self->last_success_ms : self->began_ms;
  return !self->source->paused && self->source->silence_s > 0 && yzt_clock_now_ms (self->clock) - since_ms > (gint64) self->source->silence_s * 1000;
}

void
yzt_feed_poll_stop (YztFeedPoll *self)
{
  g_return_if_fail (YZT_IS_FEED_POLL (self));

  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
}
