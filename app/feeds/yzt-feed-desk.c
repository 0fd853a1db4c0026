/* yzt-feed-desk.c: the sources of a map, each asked by itself
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-private.h"
#include "yzt-task.h"

#define SOURCE_KIND "feed-source"
#define DEFAULT_INTERVAL_S 60
#define MAX_SOURCES 200
#define LOOK_SECONDS 15

struct _YztFeedDesk {
  GObject parent_instance;

  YztStore *store;
  char *author, *language;
  const YztClock *clock;
  GPtrArray *polls; /* YztFeedPoll, by name */
  guint look_source;
  gboolean reading, read_again, stopped;
};

static void yzt_feed_desk_list_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YztFeedDesk, yzt_feed_desk, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, yzt_feed_desk_list_init))

enum { SIGNAL_FED, SIGNAL_STATES_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- rows, on the worker --- */

/* A whole number of seconds of a field in minutes; @otherwise when it says nothing. */
static guint
seconds_of (const YztRow *row, const char *field, guint otherwise)
{
  const YztCell *cell = yzt_row_get (row, field);
  double minutes = cell == NULL || cell->type == YZT_CELL_NULL ? 0.0
                   : cell->type == YZT_CELL_INTEGER            ? (double) cell->v.integer
                   : cell->type == YZT_CELL_NUMBER             ? cell->v.number
                                                               : 0.0;

  return minutes > 0.0 && minutes < 1e6 ? (guint) (minutes * 60.0) : otherwise;
}

/* As the field of feed-source.kind has it; an older map has none. */
static int
alarm_level_of (const YztRow *row)
{
  static const char *const codes[] = { "always", "level1", "level2", "level3", "level4", "never" };
  const char *code = yzt_row_get_text (row, "alarm_level");

  for (int i = 0; i < (int) G_N_ELEMENTS (codes); i++) {
    if (g_strcmp0 (code, codes[i]) == 0) {
      return i;
    }
  }
  return 0;
}

static gboolean
gather (const YztRow *row, gpointer user_data)
{
  GPtrArray *sources = user_data;
  const char *name = yzt_row_get_text (row, "name"), *address = yzt_row_get_text (row, "address"), *become = yzt_row_get_text (row, "become");
  const YztCell *paused = yzt_row_get (row, "paused");
  YztFeedSource *source;

  if (address == NULL || *address == '\0') {
    return TRUE;
  }
  source = g_new0 (YztFeedSource, 1);
  source->id = g_strdup_printf ("%" G_GINT64_FORMAT, row->fid);
  source->name = g_strdup (name != NULL ? name : address);
  source->address = g_strdup (address);
  source->mapping = g_strdup (yzt_row_get_text (row, "mapping") != NULL ? yzt_row_get_text (row, "mapping") : "");
  source->become = g_strdup (g_strcmp0 (become, "incident") == 0 || g_strcmp0 (become, "warning") == 0 ? become : "");
  source->interval_s = CLAMP (seconds_of (row, "interval_min", DEFAULT_INTERVAL_S), YZT_FEED_MIN_INTERVAL_S, YZT_FEED_MAX_INTERVAL_S);
  source->alarm_level = alarm_level_of (row);
  source->silence_s = seconds_of (row, "silence_min", 0);
  source->paused = paused != NULL && paused->type == YZT_CELL_INTEGER && paused->v.integer != 0;
  g_ptr_array_add (sources, source);
  return sources->len < MAX_SOURCES;
}

static int
compare_sources (gconstpointer a, gconstpointer b)
{
  const YztFeedSource *one = *(YztFeedSource *const *) a, *two = *(YztFeedSource *const *) b;
  int order = g_utf8_collate (one->name, two->name);

  return order != 0 ? order : strcmp (one->id, two->id);
}

static void
read_rows (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  YztFeedDesk *self = source;
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_feed_source_free);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), SOURCE_KIND);
  GError *error = NULL;

  if (kind != NULL && !yzt_store_read_rows (self->store, kind, gather, sources, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_ptr_array_sort (sources, compare_sources);
  g_task_return_pointer (task, g_steal_pointer (&sources), (GDestroyNotify) g_ptr_array_unref);
}

/* --- polls, on the main thread --- */

static void
on_fed (YztFeedPoll *poll, YztFeedReport *report, YztFeedDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_FED], 0, report);
}

static void
on_state (YztFeedDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_STATES_CHANGED], 0);
}

static YztFeedPoll *
take_poll (YztFeedDesk *self, const YztFeedSource *source)
{
  YztFeedPoll *poll;

  for (guint i = 0; i < self->polls->len; i++) {
    poll = g_ptr_array_index (self->polls, i);
    if (yzt_feed_source_equal (yzt_feed_poll_get_source (poll), source)) {
      return g_object_ref (poll);
    }
  }
  poll = yzt_feed_poll_new (self->store, source, self->author, self->language, self->clock);
  g_signal_connect_object (poll, "fed", G_CALLBACK (on_fed), self, 0);
  g_signal_connect_object (poll, "notify", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  return poll;
}

static void
let_go (YztFeedDesk *self, GPtrArray *kept)
{
  for (guint i = 0; i < self->polls->len; i++) {
    YztFeedPoll *poll = g_ptr_array_index (self->polls, i);
    if (kept == NULL || !g_ptr_array_find (kept, poll, NULL)) {
      g_signal_handlers_disconnect_by_data (poll, self);
      yzt_feed_poll_stop (poll);
    }
  }
}

static void
take_sources (YztFeedDesk *self, GPtrArray *sources)
{
  g_autoptr (GPtrArray) polls = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = self->polls->len;

  for (guint i = 0; i < sources->len; i++) {
    g_ptr_array_add (polls, take_poll (self, g_ptr_array_index (sources, i)));
  }
  let_go (self, polls);
  g_ptr_array_unref (self->polls);
  self->polls = g_steal_pointer (&polls);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->polls->len);
  on_state (self);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  YztFeedDesk *self = YZT_FEED_DESK (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  if (self->stopped) {
    return;
  }
  if (sources == NULL) {
    g_message ("The feed sources of the map cannot be read: %s", error->message);
  } else {
    take_sources (self, sources);
  }
  if (self->read_again) {
    yzt_feed_desk_reload (self);
  }
}

void
yzt_feed_desk_reload (YztFeedDesk *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YZT_IS_FEED_DESK (self));

  self->read_again = self->reading;
  if (self->reading || self->stopped) {
    return;
  }
  self->reading = TRUE;
  task = g_task_new (self, NULL, on_read, NULL);
  g_task_set_source_tag (task, yzt_feed_desk_reload);
  yzt_task_run_in_thread (task, read_rows);
}

void
yzt_feed_desk_stop (YztFeedDesk *self)
{
  g_return_if_fail (YZT_IS_FEED_DESK (self));

  self->stopped = TRUE;
  g_clear_handle_id (&self->look_source, g_source_remove);
  let_go (self, NULL);
}

/* --- list --- */

static GType
get_item_type (GListModel *model)
{
  return YZT_TYPE_FEED_POLL;
}

static guint
get_n_items (GListModel *model)
{
  return YZT_FEED_DESK (model)->polls->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  YztFeedDesk *self = YZT_FEED_DESK (model);

  return position < self->polls->len ? g_object_ref (g_ptr_array_index (self->polls, position)) : NULL;
}

static void
yzt_feed_desk_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- class --- */

static void
yzt_feed_desk_dispose (GObject *object)
{
  yzt_feed_desk_stop (YZT_FEED_DESK (object));
  G_OBJECT_CLASS (yzt_feed_desk_parent_class)->dispose (object);
}

static void
yzt_feed_desk_finalize (GObject *object)
{
  YztFeedDesk *self = YZT_FEED_DESK (object);

  g_clear_object (&self->store);
  g_ptr_array_unref (self->polls);
  g_free (self->author);
  g_free (self->language);
  G_OBJECT_CLASS (yzt_feed_desk_parent_class)->finalize (object);
}

static void
yzt_feed_desk_class_init (YztFeedDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yzt_feed_desk_dispose;
  object_class->finalize = yzt_feed_desk_finalize;
  signals[SIGNAL_FED] =
      g_signal_new ("fed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_STATES_CHANGED] =
      g_signal_new ("states-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_feed_desk_init (YztFeedDesk *self)
{
  self->polls = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Silence comes by itself. */
static gboolean
on_look (gpointer user_data)
{
  on_state (user_data);
  return G_SOURCE_CONTINUE;
}

YztFeedDesk *
yzt_feed_desk_new (YztStore *store, const char *author, const char *language, const YztClock *clock)
{
  YztFeedDesk *self;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_return_val_if_fail (author != NULL && clock != NULL, NULL);

  self = g_object_new (YZT_TYPE_FEED_DESK, NULL);
  self->store = g_object_ref (store);
  self->author = g_strdup (author);
  self->language = g_strdup (language);
  self->clock = clock;
  self->look_source = g_timeout_add_seconds (LOOK_SECONDS, on_look, self);
  yzt_feed_desk_reload (self);
  return self;
}
