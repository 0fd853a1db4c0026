/* yzt-briefing.c: a briefing: its scenes, where it stands, and what its figures say now
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-briefing-private.h"
#include "yzt-task.h"

#define AGAIN_MS 1000     /* the map changes: not more often than this */
#define CLOCK_MS 20000    /* clocks and ages go on */
#define AFTER_PICTURE_MS 200 /* from a step to the new count of figures that were counted before */

struct _YztBriefing {
  GObject parent_instance;
  YztSession *session;
  gint64 fid;
  char *name, *audience;
  guint auto_s;
  GPtrArray *scenes;     /* YztBriefingScene */
  GHashTable *facts;     /* fid of the scene → YztBriefingFacts */
  guint index;
  gboolean listed, asking, stale;
  guint live; /* how many show it */
  GCancellable *cancellable;
  guint again, clock, after_picture;
};
G_DEFINE_FINAL_TYPE (YztBriefing, yzt_briefing, G_TYPE_OBJECT)

enum { LISTED, STEPPED, ANSWERED, SAID, N_SIGNALS };
static guint signals[N_SIGNALS];

void
yzt_briefing_facts_free (YztBriefingFacts *facts)
{
  if (facts != NULL) {
    g_clear_pointer (&facts->incident, yzt_row_free);
    g_clear_pointer (&facts->answers, g_ptr_array_unref);
    g_free (facts);
  }
}

/* --- reading the scenes --- */

typedef struct {
  YztStore *store;
  gint64 fid;
  char *name, *audience;
  guint auto_s;
  GPtrArray *rows; /* YztRow, scenes */
} Listing;

static void
listing_free (Listing *listing)
{
  g_object_unref (listing->store);
  g_free (listing->name);
  g_free (listing->audience);
  g_ptr_array_unref (listing->rows);
  g_free (listing);
}

static gboolean
keep_first (const YztRow *row, gpointer user_data)
{
  Listing *listing = user_data;
  const YztCell *seconds = yzt_row_get (row, "auto_s");
  listing->fid = row->fid;
  listing->name = g_strdup (yzt_row_get_text (row, "name"));
  listing->audience = g_strdup (yzt_row_get_text (row, "audience"));
  listing->auto_s = seconds != NULL && seconds->type == YZT_CELL_INTEGER && seconds->v.integer > 0 ? (guint) seconds->v.integer : YZT_BRIEFING_AUTO_S;
  return FALSE;
}

gboolean
yzt_briefing_keep_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

gint64
yzt_briefing_number_of (const YztRow *row)
{
  const YztCell *cell = yzt_row_get (row, "number");
  return cell != NULL && cell->type == YZT_CELL_INTEGER ? cell->v.integer : G_MAXINT64;
}

int
yzt_briefing_compare_rows (gconstpointer a, gconstpointer b)
{
  const YztRow *x = *(YztRow *const *) a, *y = *(YztRow *const *) b;
  gint64 p = yzt_briefing_number_of (x), q = yzt_briefing_number_of (y);
  return p != q ? (p < q ? -1 : 1) : x->fid < y->fid ? -1 : x->fid > y->fid;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Listing *listing = data;
  GError *error = NULL;
  YztKindSet *kinds = yzt_store_get_kinds (listing->store);
  YztKind *briefing = yzt_kind_set_find (kinds, "briefing"), *scene = yzt_kind_set_find (kinds, "briefing-scene");
  gboolean ok = briefing == NULL || scene == NULL || yzt_store_read_rows (listing->store, briefing, keep_first, listing, &error);
  if (ok && listing->fid != 0) {
    ok = yzt_store_read_children (listing->store, scene, listing->fid, yzt_briefing_keep_row, listing->rows, &error);
    g_ptr_array_sort (listing->rows, yzt_briefing_compare_rows);
  }
  if (ok) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void ask (YztBriefing *self, guint index);

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztBriefing *self = YZT_BRIEFING (source);
  Listing *listing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_signal_emit (self, signals[SAID], 0, error->message);
    }
    return;
  }
  gint64 on = self->index < self->scenes->len ? yzt_briefing_get (self, self->index)->fid : 0;
  g_ptr_array_set_size (self->scenes, 0);
  for (guint i = 0; i < listing->rows->len; i++) {
    YztBriefingScene *scene = yzt_briefing_scene_from_row (listing->rows->pdata[i]);
    /* The scene that is on stays on, wherever it stands now. */
    self->index = scene->fid == on ? i : self->index;
    g_ptr_array_add (self->scenes, scene);
  }
  self->index = MIN (self->index, MAX (self->scenes->len, 1) - 1);
  self->fid = listing->fid;
  self->auto_s = listing->auto_s > 0 ? listing->auto_s : YZT_BRIEFING_AUTO_S;
  g_free (self->name);
  g_free (self->audience);
  self->name = g_strdup (listing->name);
  self->audience = g_strdup (listing->audience);
  self->listed = TRUE;
  g_signal_emit (self, signals[LISTED], 0);
  if (self->live) {
    ask (self, self->index);
  }
}

static void
list (YztBriefing *self)
{
  Listing *listing = g_new0 (Listing, 1);
  listing->store = g_object_ref (yzt_session_get_store (self->session));
  listing->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_listed, NULL);
  g_task_set_task_data (task, listing, (GDestroyNotify) listing_free);
  yzt_task_run_in_thread (task, list_in_thread);
}

/* --- facts --- */

typedef struct {
  YztStore *store;
  gint64 scene_fid, incident_fid;
  GStrv figures;
  YztFigureAsk ask;
  char *language;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->store);
  g_strfreev (asking->figures);
  g_clear_pointer (&asking->ask.zone, g_time_zone_unref);
  g_free (asking->language);
  g_free (asking);
}

static YztRow *
read_incident (const Asking *asking, gboolean *gone)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (asking->store), "incident");
  g_autoptr (GError) error = NULL;
  YztRow *row = kind != NULL && asking->incident_fid != 0 ? yzt_store_get_row (asking->store, kind, asking->incident_fid, &error) : NULL;
  *gone = asking->incident_fid != 0 && row == NULL;
  return row;
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asking *asking = data;
  GError *error = NULL;
  YztStoreHead head = { 0 };
  const YztFigureBook *book = yzt_figure_book (&error);
  if (book == NULL) {
    g_task_return_error (task, error);
    return;
  }
  YztBriefingFacts *facts = g_new0 (YztBriefingFacts, 1);
  g_autoptr (GPtrArray) specs = g_ptr_array_new ();
  facts->as_of_ms = asking->ask.now_ms;
  facts->entry = yzt_store_get_head (asking->store, &head, NULL) ? head.entry : 0;
  facts->incident = read_incident (asking, &facts->incident_gone);
  if (facts->incident_gone) {
    asking->ask.incident_fid = 0;
  }
  /* A ring round an incident goes with it. */
  if (asking->ask.ring_m > 0 && asking->ask.ring_at.lon > 180) {
    if (facts->incident != NULL && facts->incident->has_position) {
      asking->ask.ring_at = (YztPosition) { facts->incident->lon, facts->incident->lat };
    } else {
      asking->ask.ring_m = 0;
    }
  }
  for (guint i = 0; asking->figures[i] != NULL; i++) {
    const YztFigureSpec *spec = yzt_figure_book_find (book, asking->figures[i]);
    if (spec != NULL) {
      g_ptr_array_add (specs, (gpointer) spec);
    }
  }
  facts->answers = yzt_figure_answer_many (asking->store, (const YztFigureSpec *const *) specs->pdata, specs->len, &asking->ask, cancellable);
  g_task_return_pointer (task, facts, (GDestroyNotify) yzt_briefing_facts_free);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztBriefing *self = YZT_BRIEFING (source);
  Asking *asking = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  YztBriefingFacts *facts = g_task_propagate_pointer (G_TASK (result), &error);
  self->asking = FALSE;
  if (facts == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_signal_emit (self, signals[SAID], 0, error->message);
    }
    return;
  }
  int index = yzt_briefing_find (self, asking->scene_fid);
  gint64 *key = g_new (gint64, 1);
  *key = asking->scene_fid;
  g_hash_table_insert (self->facts, key, facts);
  if (index >= 0) {
    g_signal_emit (self, signals[ANSWERED], 0, (guint) index);
  }
  if (!self->live || self->scenes->len == 0) {
    return;
  }
  /* The one that is on goes first, then the one that comes next is made ready. */
  guint next = MIN (self->index + 1, self->scenes->len - 1);
  if (self->stale || index != (int) self->index) {
    gboolean again = self->stale || yzt_briefing_get_facts (self, self->index) == NULL;
    self->stale = FALSE;
    if (again) {
      ask (self, self->index);
      return;
    }
  }
  if (yzt_briefing_get_facts (self, next) == NULL) {
    ask (self, next);
  }
}

static void
ask (YztBriefing *self, guint index)
{
  if (index >= self->scenes->len || yzt_session_get_store (self->session) == NULL) {
    return;
  }
  if (self->asking) {
    self->stale |= index == self->index;
    return;
  }
  const YztBriefingScene *scene = yzt_briefing_get (self, index);
  Asking *asking = g_new0 (Asking, 1);
  asking->store = g_object_ref (yzt_session_get_store (self->session));
  asking->scene_fid = scene->fid;
  asking->incident_fid = scene->incident_fid;
  asking->figures = g_strdupv (scene->figures);
  asking->language = g_strdup (yzt_session_get_language (self->session));
  yzt_figure_ask_init (&asking->ask, asking->language, g_time_zone_ref (yzt_session_get_time_zone (self->session)), yzt_clock_now_ms (yzt_session_get_clock (self->session)));
  asking->ask.incident_fid = scene->incident_fid;
  asking->ask.ring_m = scene->ring_m;
  asking->ask.ring_at = scene->has_ring_at ? scene->ring_at : (YztPosition) { 999, 0 };
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_answered, NULL);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  self->asking = TRUE;
  yzt_task_run_in_thread (task, ask_in_thread);
}

static gboolean
on_again (gpointer user_data)
{
  YztBriefing *self = user_data;
  self->again = 0;
  if (self->live) {
    ask (self, self->index);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_picture_there (gpointer user_data)
{
  YztBriefing *self = user_data;
  self->after_picture = 0;
  ask (self, self->index);
  return G_SOURCE_REMOVE;
}

static gboolean
on_clock (gpointer user_data)
{
  YztBriefing *self = user_data;
  ask (self, self->index);
  return G_SOURCE_CONTINUE;
}

static void
on_rows_changed (YztSession *session, YztActResult *result, gboolean from_outside, YztBriefing *self)
{
  for (guint i = 0; i < result->touches->len; i++) {
    const char *kind = g_array_index (result->touches, YztTouch, i).kind;
    if (g_str_equal (kind, "briefing") || g_str_equal (kind, "briefing-scene")) {
      list (self);
      break;
    }
  }
  /* What is not on is asked when it comes. */
  if (self->live && self->again == 0) {
    self->again = g_timeout_add (AGAIN_MS, on_again, self);
  }
}

/* --- the object --- */

static void
yzt_briefing_dispose (GObject *object)
{
  YztBriefing *self = YZT_BRIEFING (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_handle_id (&self->after_picture, g_source_remove);
  g_clear_handle_id (&self->clock, g_source_remove);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_briefing_parent_class)->dispose (object);
}

static void
yzt_briefing_finalize (GObject *object)
{
  YztBriefing *self = YZT_BRIEFING (object);
  g_ptr_array_unref (self->scenes);
  g_hash_table_unref (self->facts);
  g_object_unref (self->cancellable);
  g_free (self->name);
  g_free (self->audience);
  G_OBJECT_CLASS (yzt_briefing_parent_class)->finalize (object);
}

static void
yzt_briefing_class_init (YztBriefingClass *klass)
{
  GType type = G_OBJECT_CLASS_TYPE (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_briefing_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_briefing_finalize;
  signals[LISTED] = g_signal_new ("listed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEPPED] = g_signal_new ("stepped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERED] = g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SAID] = g_signal_new ("said", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_briefing_init (YztBriefing *self)
{
  self->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_briefing_scene_free);
  self->facts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) yzt_briefing_facts_free);
  self->cancellable = g_cancellable_new ();
  self->auto_s = YZT_BRIEFING_AUTO_S;
}

YztBriefing *
yzt_briefing_new (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL, NULL);
  YztBriefing *self = g_object_new (YZT_TYPE_BRIEFING, NULL);
  self->session = g_object_ref (session);
  g_signal_connect (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
  list (self);
  return self;
}

YztSession *
yzt_briefing_get_session (YztBriefing *self)
{
  return self->session;
}

gboolean
yzt_briefing_is_listed (YztBriefing *self)
{
  return self->listed;
}

gint64
yzt_briefing_get_fid (YztBriefing *self)
{
  return self->fid;
}

const char *
yzt_briefing_get_name (YztBriefing *self)
{
  return self->name != NULL ? self->name : "";
}

const char *
yzt_briefing_get_audience (YztBriefing *self)
{
  return self->audience != NULL ? self->audience : "";
}

guint
yzt_briefing_get_auto_s (YztBriefing *self)
{
  return self->auto_s;
}

guint
yzt_briefing_get_n (YztBriefing *self)
{
  return self->scenes->len;
}

const YztBriefingScene *
yzt_briefing_get (YztBriefing *self, guint index)
{
  g_return_val_if_fail (index < self->scenes->len, NULL);
  return self->scenes->pdata[index];
}

int
yzt_briefing_find (YztBriefing *self, gint64 fid)
{
  for (guint i = 0; i < self->scenes->len; i++) {
    if (yzt_briefing_get (self, i)->fid == fid) {
      return (int) i;
    }
  }
  return -1;
}

guint
yzt_briefing_get_index (YztBriefing *self)
{
  return self->index;
}

gboolean
yzt_briefing_step_to (YztBriefing *self, int index)
{
  g_return_val_if_fail (YZT_IS_BRIEFING (self), FALSE);
  guint to = index < 0 ? 0 : MIN ((guint) index, MAX (self->scenes->len, 1) - 1);
  if (to == self->index || self->scenes->len == 0) {
    return FALSE;
  }
  self->index = to;
  g_signal_emit (self, signals[STEPPED], 0);
  g_clear_handle_id (&self->after_picture, g_source_remove);
  if (self->live && yzt_briefing_get_facts (self, to) == NULL) {
    ask (self, to);
  } else if (self->live) { /* the last count stands there: the processors draw the map first */
    self->after_picture = g_timeout_add (AFTER_PICTURE_MS, on_picture_there, self);
  }
  return TRUE;
}

const YztBriefingFacts *
yzt_briefing_get_facts (YztBriefing *self, guint index)
{
  return index < self->scenes->len ? g_hash_table_lookup (self->facts, &yzt_briefing_get (self, index)->fid) : NULL;
}

void
yzt_briefing_set_live (YztBriefing *self, gboolean live)
{
  g_return_if_fail (YZT_IS_BRIEFING (self));
  g_return_if_fail (live || self->live > 0);
  self->live = live ? self->live + 1 : self->live - 1;
  if (self->live != (live ? 1 : 0)) {
    return;
  }
  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_handle_id (&self->after_picture, g_source_remove);
  if (live) {
    self->clock = g_timeout_add (CLOCK_MS, on_clock, self);
    ask (self, self->index);
  }
}
