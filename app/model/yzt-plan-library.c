/* yzt-plan-library.c: lookup in the plans of a session, with an index that is kept current beside the work
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-ask.h"
#include "yzt-plan-private.h"
#include "yzt-task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YztPlanLibrary {
  GObject parent_instance;
  YztSession *session;   /* not owned: the session owns this */
  YztPlanIndex *index;   /* NULL until the first work has opened it */
  GCancellable *cancellable;
  gboolean working, again;
  guint n_in, n_all;
  gboolean complete;
};
G_DEFINE_FINAL_TYPE (YztPlanLibrary, yzt_plan_library, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void start_work (YztPlanLibrary *self);

/* --- keeping it current --- */

typedef struct {
  GWeakRef library;
  YztStore *store;
  YztPlanIndex *index;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;
  g_weak_ref_clear (&work->library);
  g_clear_object (&work->store);
  g_clear_object (&work->index);
  g_free (work);
}

typedef struct {
  GWeakRef library;
  YztPlanIndex *index;
} News;

static gboolean
tell_news_cb (gpointer data)
{
  News *news = data;
  g_autoptr (YztPlanLibrary) self = g_weak_ref_get (&news->library);
  if (self != NULL) {
    g_set_object (&self->index, news->index);
    self->complete = yzt_plan_index_get_state (news->index, &self->n_in, &self->n_all);
    g_signal_emit (self, signals[CHANGED], 0);
  }
  return G_SOURCE_REMOVE;
}

static void
news_free (gpointer data)
{
  News *news = data;
  g_weak_ref_clear (&news->library);
  g_clear_object (&news->index);
  g_free (news);
}

/* Worker: to the main loop. */
static void
tell (Work *work)
{
  News *news = g_new0 (News, 1);
  g_autoptr (YztPlanLibrary) self = g_weak_ref_get (&work->library);
  g_weak_ref_init (&news->library, self);
  news->index = g_object_ref (work->index);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, tell_news_cb, news, news_free);
}

static void
progress_cb (G_GNUC_UNUSED guint n_in, G_GNUC_UNUSED guint n_all, gpointer user_data)
{
  tell (user_data);
}

static void
work_thread (GTask *task, G_GNUC_UNUSED gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  if (work->index == NULL) {
    work->index = yzt_plan_index_new (work->store, &error);
    if (work->index != NULL) {
      tell (work); /* what the cache knew can be found from now on */
    }
  }
  if (work->index == NULL || !yzt_plan_index_advance (work->index, progress_cb, work, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  tell (work);
  g_task_return_boolean (task, TRUE);
}

static void
on_work_done (GObject *source, GAsyncResult *result, G_GNUC_UNUSED gpointer user_data)
{
  YztPlanLibrary *self = YZT_PLAN_LIBRARY (source);
  g_autoptr (GError) error = NULL;
  self->working = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_message ("the index of plans: %s", error->message);
  }
  if (self->again) {
    start_work (self);
  }
}

static void
start_work (YztPlanLibrary *self)
{
  YztStore *store = self->session != NULL ? yzt_session_get_store (self->session) : NULL;
  if (store == NULL || g_cancellable_is_cancelled (self->cancellable)) {
    return;
  }
  self->again = self->working;
  if (self->working) {
    return;
  }
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_work_done, NULL);
  Work *work = g_new0 (Work, 1);
  g_weak_ref_init (&work->library, self);
  work->store = g_object_ref (store);
  work->index = self->index != NULL ? g_object_ref (self->index) : NULL;
  g_task_set_task_data (task, work, work_free);
  self->working = TRUE;
  yzt_task_run_in_thread (task, work_thread);
}

static void
on_rows_changed (YztPlanLibrary *self, YztActResult *result)
{
  for (guint i = 0; result != NULL && i < result->touches->len; i++) {
    const char *kind = g_array_index (result->touches, YztTouch, i).kind;
    if (g_str_equal (kind, "plan") || g_str_equal (kind, "plan_section")) {
      start_work (self);
      return;
    }
  }
}

static void
on_state (YztPlanLibrary *self)
{
  if (yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    start_work (self);
  } else if (yzt_session_get_state (self->session) == YZT_SESSION_CLOSED) {
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->index);
  }
}

YztPlanLibrary *
yzt_plan_library_of (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztPlanLibrary *self = g_object_get_data (G_OBJECT (session), "yzt-plan-library");
  if (self == NULL) {
    self = g_object_new (YZT_TYPE_PLAN_LIBRARY, NULL);
    self->session = session;
    g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &self->session);
    g_object_set_data_full (G_OBJECT (session), "yzt-plan-library", self, g_object_unref);
    g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
    on_state (self);
  }
  return self;
}

gboolean
yzt_plan_library_get_state (YztPlanLibrary *self, guint *n_in_out, guint *n_all_out)
{
  g_return_val_if_fail (YZT_IS_PLAN_LIBRARY (self), FALSE);
  if (n_in_out != NULL) {
    *n_in_out = self->n_in;
  }
  if (n_all_out != NULL) {
    *n_all_out = self->n_all;
  }
  return self->complete;
}

/* --- searching --- */

enum { TEXT_HAZARD = 6 }; /* among the texts, in the order of search_new */

typedef struct {
  YztPlanIndex *index;
  YztPlanQuery query;
  char *texts[8];
  YztStore *store;     /* with an ask: where hazard sources and due dates are looked up */
  char *hazard, *today;
  gboolean has_due;
  int due_kind, due_days;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;
  g_clear_object (&search->index);
  for (guint i = 0; i < G_N_ELEMENTS (search->texts); i++) {
    g_free (search->texts[i]);
  }
  g_free ((gpointer) search->query.filter.fids);
  g_clear_object (&search->store);
  g_free (search->hazard);
  g_free (search->today);
  g_free (search);
}

/* --- what only the worker knows --- */

typedef struct {
  const char *words;
  char *code;
} Wanted;

static gboolean
take_hazard_cb (const YztRow *row, gpointer user_data)
{
  Wanted *wanted = user_data;
  const char *code = yzt_plan_cell (row, "code"), *name = yzt_plan_cell (row, "name");
  if (code != NULL && (g_ascii_strcasecmp (code, wanted->words) == 0 || (wanted->code == NULL && name != NULL && strstr (name, wanted->words) != NULL))) {
    g_free (wanted->code);
    wanted->code = g_strdup (code);
  }
  return TRUE;
}

/* A code as it is, else that of the hazard source whose name has the words; one that nobody knows finds nothing. */
static gboolean
find_hazard (Search *search, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (search->store), "hazard-source");
  Wanted wanted = { search->hazard, NULL };
  if (kind != NULL && !yzt_store_read_rows (search->store, kind, take_hazard_cb, &wanted, error)) {
    g_free (wanted.code);
    return FALSE;
  }
  g_free (search->texts[TEXT_HAZARD]);
  search->query.filter.hazard_code = search->texts[TEXT_HAZARD] = wanted.code != NULL ? wanted.code : g_strdup (search->hazard);
  return TRUE;
}

static int
compare_fids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return (x > y) - (x < y);
}

static gboolean
find_due (Search *search, GError **error)
{
  g_autoptr (GArray) due = yzt_plans_due (search->store, search->today, NULL, "en", error);
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 none = -1; /* an empty list of plans must not read as any plan */
  for (guint i = 0; due != NULL && i < due->len; i++) {
    const YztPlanDue *one = &g_array_index (due, YztPlanDue, i);
    if ((search->due_kind < 0 || (int) one->kind == search->due_kind) && one->days <= search->due_days) {
      g_array_append_val (fids, one->plan_fid);
    }
  }
  if (fids->len == 0) {
    g_array_append_val (fids, none);
  }
  g_array_sort (fids, compare_fids);
  g_free ((gpointer) search->query.filter.fids);
  search->query.filter.n_fids = fids->len;
  search->query.filter.fids = g_memdup2 (fids->data, fids->len * sizeof (gint64));
  return due != NULL;
}

static void
search_thread (GTask *task, G_GNUC_UNUSED gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Search *search = task_data;
  GError *error = NULL;
  if ((search->hazard != NULL && !find_hazard (search, &error)) || (search->has_due && !find_due (search, &error))) {
    g_task_return_error (task, error);
    return;
  }
  YztPlanFindings *findings = yzt_plan_index_find (search->index, &search->query, cancellable, &error);
  if (findings == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, findings, (GDestroyNotify) yzt_plan_findings_free);
  }
}

static Search *
search_new (YztPlanIndex *index, const YztPlanQuery *query)
{
  Search *search = g_new0 (Search, 1);
  search->index = g_object_ref (index);
  search->query = *query;
  const char **const places[] = { &search->query.text, &search->query.near_adcode, &search->query.filter.plan_kind, &search->query.filter.level,
                                  &search->query.filter.adcode, &search->query.filter.incident_type, &search->query.filter.hazard_code,
                                  &search->query.filter.state };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    search->texts[i] = g_strdup (*places[i]);
    *places[i] = search->texts[i];
  }
  search->query.filter.fids = g_memdup2 (query->filter.fids, query->filter.n_fids * sizeof (gint64));
  return search;
}

/* Without an index nothing is found yet: "changed" tells when there is more. */
static void
run_search (YztPlanLibrary *self, GTask *task, Search *search)
{
  if (search == NULL) {
    YztPlanFindings *none = g_new0 (YztPlanFindings, 1);
    none->finds = g_array_new (FALSE, TRUE, sizeof (YztPlanFind));
    none->words = g_new0 (char *, 1);
    g_task_return_pointer (task, none, (GDestroyNotify) yzt_plan_findings_free);
    return;
  }
  g_task_set_task_data (task, search, search_free);
  yzt_task_run_in_thread (task, search_thread);
}

void
yzt_plan_library_search_async (YztPlanLibrary *self, const YztPlanQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_PLAN_LIBRARY (self) && query != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  run_search (self, task, self->index != NULL ? search_new (self->index, query) : NULL);
}

void
yzt_plan_library_ask_async (YztPlanLibrary *self, const YztPlanAsk *ask, const YztPlanQuery *query, const char *today, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (YZT_IS_PLAN_LIBRARY (self) && ask != NULL && query != NULL && today != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  YztPlanQuery asked = *query;
  asked.text = ask->text;
  asked.filter.plan_kind = ask->plan_kind != NULL ? ask->plan_kind : query->filter.plan_kind;
  asked.filter.level = ask->level != NULL ? ask->level : query->filter.level;
  asked.filter.adcode = ask->adcode != NULL ? ask->adcode : query->filter.adcode;
  asked.filter.incident_type = ask->incident_type != NULL ? ask->incident_type : query->filter.incident_type;
  asked.filter.state = ask->state != NULL ? ask->state : query->filter.state;
  Search *search = self->index != NULL && self->session != NULL ? search_new (self->index, &asked) : NULL;
  if (search != NULL) {
    search->store = g_object_ref (yzt_session_get_store (self->session));
    search->hazard = g_strdup (ask->hazard);
    search->today = g_strdup (today);
    search->has_due = ask->has_due;
    search->due_kind = ask->due_kind;
    search->due_days = ask->due_days;
  }
  run_search (self, task, search);
}

YztPlanFindings *
yzt_plan_library_search_finish (YztPlanLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- life --- */

static void
yzt_plan_library_dispose (GObject *object)
{
  YztPlanLibrary *self = YZT_PLAN_LIBRARY (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->session);
  g_clear_object (&self->index);
  G_OBJECT_CLASS (yzt_plan_library_parent_class)->dispose (object);
}

static void
yzt_plan_library_finalize (GObject *object)
{
  g_object_unref (YZT_PLAN_LIBRARY (object)->cancellable);
  G_OBJECT_CLASS (yzt_plan_library_parent_class)->finalize (object);
}

static void
yzt_plan_library_class_init (YztPlanLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_library_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_library_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_PLAN_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_plan_library_init (YztPlanLibrary *self)
{
  self->cancellable = g_cancellable_new ();
}
