/* yzt-secrets.c: keys of services, in the secret store of the desktop and nowhere else
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include "yzt-net.h"

static const SecretSchema schema = {
  YZT_APP_ID ".Service", SECRET_SCHEMA_NONE, { { "service", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/* What no store took, service → secret; gone with the programme. Main thread. */
static GHashTable *this_run;

static void
remember (const char *service, const char *secret)
{
  if (this_run == NULL) {
    this_run = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_password_free);
  }
  if (secret == NULL) {
    g_hash_table_remove (this_run, service);
    return;
  }
  g_hash_table_replace (this_run, g_strdup (service), g_strdup (secret));
}

typedef struct {
  char *service, *secret;
} Wish;

static void
wish_free (Wish *wish)
{
  g_free (wish->service);
  secret_password_free (wish->secret);
  g_free (wish);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Wish *wish = g_task_get_task_data (task);
  gboolean kept = wish->secret != NULL ? secret_password_store_finish (result, &error) : (secret_password_clear_finish (result, &error), error == NULL);
  if (kept) {
    remember (wish->service, NULL);
    g_task_return_boolean (task, TRUE);
    return;
  }
  remember (wish->service, wish->secret);
  g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_SECRETS,
                           _("This desktop has no open store of secrets; the key is kept until the program closes."));
}

void
yzt_secret_keep_async (const char *service, const char *secret, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (service != NULL && *service != '\0');
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);
  wish->service = g_strdup (service);
  wish->secret = g_strdup (secret);
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  g_task_set_source_tag (task, yzt_secret_keep_async);
  if (secret == NULL) {
    secret_password_clear (&schema, cancellable, on_kept, task, "service", service, NULL);
    return;
  }
  g_autofree char *label = g_strdup_printf (_("Yizhangtu: key of %s"), service);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, cancellable, on_kept, task, "service", service, NULL);
}

gboolean
yzt_secret_keep_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A store that is not there is no error here: there is simply no key, and the service will say that it wants one. */
static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_task_return_pointer (task, secret_password_lookup_finish (result, NULL), (GDestroyNotify) secret_password_free);
}

void
yzt_secret_find_async (const char *service, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (service != NULL && *service != '\0');
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_secret_find_async);
  const char *known = this_run != NULL ? g_hash_table_lookup (this_run, service) : NULL;
  if (known != NULL) {
    g_task_return_pointer (task, g_strdup (known), (GDestroyNotify) secret_password_free);
    g_object_unref (task);
    return;
  }
  secret_password_lookup (&schema, cancellable, on_found, task, "service", service, NULL);
}

char *
yzt_secret_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
yzt_secret_free (char *secret)
{
  secret_password_free (secret);
}
