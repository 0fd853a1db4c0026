/* yzt-links.c: what links name, for panels: names found and searched on workers and remembered for the session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-links.h"
#include "yzt-task.h"
#include <glib/gi18n-lib.h>

struct _YztLinkNames {
  GObject parent_instance;
  YztSession *session;   /* not owned: it owns this */
  GHashTable *known;     /* text of a cell → GArray of YztNamed; NULL while it is asked */
  guint generation;      /* what was asked before the rows changed counts no more */
};
G_DEFINE_FINAL_TYPE (YztLinkNames, yzt_link_names, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef enum { JOB_NAME, JOB_FIND, JOB_NAMING } JobWhat;

typedef struct {
  JobWhat what;
  YztStore *store;
  char **targets;
  char *text, *language;
  gint64 fid;
  guint limit, generation;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_clear_object (&job->store);
  g_strfreev (job->targets);
  g_free (job->text);
  g_free (job->language);
  g_free (job);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GArray *named = NULL;
  if (job->what == JOB_FIND) {
    named = yzt_store_find_named (job->store, (const char *const *) job->targets, job->text, job->limit, cancellable, &error);
  } else if (job->what == JOB_NAMING) {
    named = yzt_store_find_naming (job->store, job->text, job->fid, job->limit, &error);
  } else {
    g_autoptr (GArray) links = yzt_links_from_text (job->text);
    named = yzt_store_name_links (job->store, links, job->language, &error);
  }
  if (named == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, named, (GDestroyNotify) g_array_unref);
  }
}

/* NULL after an error was returned, when no map is open. */
static Job *
start_job (YztSession *session, GTask *task, JobWhat what)
{
  if (yzt_session_get_store (session) == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return NULL;
  }
  Job *job = g_new0 (Job, 1);
  job->what = what;
  job->store = g_object_ref (yzt_session_get_store (session));
  job->language = g_strdup (yzt_session_get_language (session));
  g_task_set_task_data (task, job, job_free);
  return job;
}

void
yzt_session_find_named_async (YztSession *session, const char *const *targets, const char *text, guint limit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = start_job (session, task, JOB_FIND);
  if (job != NULL) {
    job->targets = g_strdupv ((char **) targets);
    job->text = g_strdup (text);
    job->limit = limit;
    yzt_task_run_in_thread (task, run_job);
  }
}

void
yzt_session_find_naming_async (YztSession *session, guint kind, gint64 fid, guint limit, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  Job *job = start_job (session, task, JOB_NAMING);
  if (job != NULL) {
    job->text = g_strdup (yzt_kind_get_id (yzt_kind_set_get (yzt_session_get_kinds (session), kind)));
    job->fid = fid;
    job->limit = limit;
    yzt_task_run_in_thread (task, run_job);
  }
}

GArray *
yzt_links_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the names of a session --- */

static void
on_named (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztLinkNames) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) named = yzt_links_finish (result, &error);
  Job *job = g_task_get_task_data (G_TASK (result));
  if (named == NULL || job->generation != self->generation) {
    return;
  }
  g_hash_table_insert (self->known, g_strdup (job->text), g_steal_pointer (&named));
  g_signal_emit (self, signals[CHANGED], 0);
}

const GArray *
yzt_link_names_look (YztLinkNames *self, const char *text)
{
  g_return_val_if_fail (YZT_IS_LINK_NAMES (self) && text != NULL, NULL);
  gpointer known = NULL;
  if (g_hash_table_lookup_extended (self->known, text, NULL, &known)) {
    return known;
  }
  g_autoptr (GTask) task = g_task_new (self->session, NULL, on_named, g_object_ref (self));
  g_hash_table_insert (self->known, g_strdup (text), NULL);
  Job *job = start_job (self->session, task, JOB_NAME);
  if (job != NULL) {
    job->text = g_strdup (text);
    job->generation = self->generation;
    yzt_task_run_in_thread (task, run_job);
  }
  return NULL;
}

char *
yzt_named_in_words (const YztNamed *named, YztKindSet *kinds, const char *language)
{
  g_return_val_if_fail (named != NULL, NULL);
  YztKind *kind = kinds != NULL ? yzt_kind_set_find (kinds, named->kind) : NULL;
  const char *label = kind != NULL ? yzt_kind_get_label (kind, language) : named->kind;
  g_autofree char *number = g_strdup_printf ("%s %ld", label, (long) named->fid);
  const char *name = named->name != NULL ? named->name : number;
  /* Translators: a thing that a link names and that is no longer in the map: "城东库 (deleted)" */
  return named->there ? g_strdup (name) : g_strdup_printf (_("%s (deleted)"), name);
}

char *
yzt_link_names_words (YztLinkNames *self, const char *text)
{
  g_return_val_if_fail (YZT_IS_LINK_NAMES (self) && text != NULL, NULL);
  const GArray *named = yzt_link_names_look (self, text);
  GString *words = g_string_new (named == NULL ? "…" : NULL);
  for (guint i = 0; named != NULL && i < named->len; i++) {
    g_autofree char *one = yzt_named_in_words (&g_array_index (named, YztNamed, i), yzt_session_get_kinds (self->session), yzt_session_get_language (self->session));
    g_string_append_printf (words, "%s%s", i > 0 ? "; " : "", one);
  }
  return g_string_free (words, FALSE);
}

/* A thing may have got another name, or be gone, or be there again. */
static void
on_rows_changed (YztLinkNames *self)
{
  self->generation++;
  if (g_hash_table_size (self->known) > 0) {
    g_hash_table_remove_all (self->known);
    g_signal_emit (self, signals[CHANGED], 0);
  }
}

static void
free_named (gpointer data)
{
  if (data != NULL) {
    g_array_unref (data);
  }
}

static void
yzt_link_names_finalize (GObject *object)
{
  g_hash_table_unref (YZT_LINK_NAMES (object)->known);
  G_OBJECT_CLASS (yzt_link_names_parent_class)->finalize (object);
}

static void
yzt_link_names_class_init (YztLinkNamesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_link_names_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_LINK_NAMES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_link_names_init (YztLinkNames *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_named);
}

YztLinkNames *
yzt_link_names_of (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztLinkNames *self = g_object_get_data (G_OBJECT (session), "yzt-link-names");
  if (self == NULL) {
    self = g_object_new (YZT_TYPE_LINK_NAMES, NULL);
    self->session = session;
    g_object_set_data_full (G_OBJECT (session), "yzt-link-names", self, g_object_unref);
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  }
  return self;
}
