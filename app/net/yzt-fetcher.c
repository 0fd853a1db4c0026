/* yzt-fetcher.c: one GET after another, each bounded in bytes and silence
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The length that a server announces is never believed: with a packed body it is absent, with a hostile server false. What
 * comes out of the decoder is counted and the connection dropped when it is too much. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include "yzt-net.h"

#define DEFAULT_MAX_BYTES (16u * 1024 * 1024)
#define DEFAULT_TIMEOUT_S 20
#define DEFAULT_TOTAL_S 300
#define CHUNK_BYTES 65536
#define MAX_RETRY_AFTER_S (24 * 3600)

struct _YztFetcher {
  GObject parent_instance;
  SoupSession *session;
};
G_DEFINE_FINAL_TYPE (YztFetcher, yzt_fetcher, G_TYPE_OBJECT)

typedef struct {
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  GCancellable *cancellable; /* ours: follows the caller's, and falls when the silence lasts too long */
  GCancellable *outer;
  gulong outer_handler;
  guint silence, total;      /* sources */
  gboolean secure;           /* asked by https */
  gboolean timed_out, downgraded, untrusted;
  gsize max_bytes;
  guint timeout_s;
  char *media_type;
  char *host;
} Fetch;

static void
drop_source (guint *id)
{
  GSource *source = *id != 0 ? g_main_context_find_source_by_id (g_main_context_get_thread_default (), *id) : NULL;
  if (source != NULL) {
    g_source_destroy (source);
  }
  *id = 0;
}

static void
fetch_free (Fetch *fetch)
{
  if (fetch->outer != NULL) {
    g_cancellable_disconnect (fetch->outer, fetch->outer_handler);
  }
  drop_source (&fetch->silence);
  drop_source (&fetch->total);
  g_clear_object (&fetch->outer);
  g_clear_object (&fetch->cancellable);
  g_clear_object (&fetch->message);
  g_clear_object (&fetch->stream);
  g_clear_pointer (&fetch->body, g_byte_array_unref);
  g_free (fetch->media_type);
  g_free (fetch->host);
  g_free (fetch);
}

/* --- silence --- */

static gboolean
on_silence (gpointer user_data)
{
  Fetch *fetch = user_data;
  fetch->silence = 0;
  fetch->timed_out = TRUE;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
on_total (gpointer user_data)
{
  Fetch *fetch = user_data;
  fetch->total = 0;
  fetch->timed_out = TRUE;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

static void
stop_waiting (Fetch *fetch)
{
  drop_source (&fetch->silence);
}

static guint
start_timer (guint seconds, GSourceFunc func, Fetch *fetch)
{
  g_autoptr (GSource) source = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (source, func, fetch, NULL);
  return g_source_attach (source, g_main_context_get_thread_default ());
}

static void
wait_anew (Fetch *fetch)
{
  stop_waiting (fetch);
  fetch->silence = start_timer (fetch->timeout_s, on_silence, fetch);
}

/* --- what went wrong, in words --- */

/* libsoup's own messages may name the whole address, so none of them is passed on. */
static void
fail (GTask *task, const GError *cause)
{
  Fetch *fetch = g_task_get_task_data (task);
  if (fetch->timed_out) {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_TIMEOUT, _("%s does not answer; try again later."), fetch->host);
  } else if (fetch->outer != NULL && g_cancellable_is_cancelled (fetch->outer)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled."));
  } else if (fetch->downgraded) {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_ADDRESS, _("%s sends us on to an address that is not safe; ask who runs it."),
                             fetch->host);
  } else if (fetch->untrusted || (cause != NULL && cause->domain == G_TLS_ERROR)) {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_CERTIFICATE,
                             _("The certificate of %s is not trusted; ask who runs it, or correct the clock of this machine."), fetch->host);
  } else if (cause != NULL && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_TIMEOUT, _("%s does not answer; try again later."), fetch->host);
  } else if (cause != NULL && (cause->domain == G_RESOLVER_ERROR || cause->domain == G_IO_ERROR)) {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_OFFLINE, _("%s is not to be reached; look at the network of this machine."),
                             fetch->host);
  } else {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_FAILED, _("%s gave no answer that can be understood."), fetch->host);
  }
}

static void
fail_status (GTask *task, guint status)
{
  const char *host = ((Fetch *) g_task_get_task_data (task))->host;
  switch (status) {
  case 401:
  case 403:
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_REFUSED, _("%s refuses us (%u); check the key of this service."), host, status);
    break;
  case 404:
  case 410:
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_NOT_FOUND, _("%s does not have it (%u)."), host, status);
    break;
  default:
    if (status == 429 || status >= 500) {
      g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_BUSY, _("%s cannot serve us now (%u); try again later."), host, status);
    } else {
      g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_FAILED, _("%s gave no answer that can be understood."), host);
    }
  }
}

/* --- the body --- */

static gint64
max_age_of (SoupMessage *message)
{
  const char *control = soup_message_headers_get_list (soup_message_get_response_headers (message), "Cache-Control");
  if (control == NULL) {
    return -1;
  }
  g_autoptr (GHashTable) words = soup_header_parse_param_list (control);
  const char *age = words != NULL ? g_hash_table_lookup (words, "max-age") : NULL;
  gint64 age_s = -1;
  if (words != NULL && (g_hash_table_contains (words, "no-store") || g_hash_table_contains (words, "no-cache"))) {
    age_s = 0;
  } else if (age != NULL && !g_ascii_string_to_signed (age, 10, 0, 10 * 365 * 86400, &age_s, NULL)) {
    age_s = -1;
  }
  if (words != NULL) {
    soup_header_free_param_list (g_steal_pointer (&words));
  }
  return age_s;
}

static YztFetched *
collect (Fetch *fetch, gboolean modified)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  const char *media_type = soup_message_headers_get_content_type (headers, NULL);
  YztFetched *fetched = g_new0 (YztFetched, 1);
  fetched->bytes = modified ? g_byte_array_free_to_bytes (g_steal_pointer (&fetch->body)) : NULL;
  fetched->media_type = g_strdup (media_type != NULL ? media_type : "");
  fetched->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  fetched->last_modified = g_strdup (soup_message_headers_get_one (headers, "Last-Modified"));
  fetched->max_age_s = max_age_of (fetch->message);
  return fetched;
}

static void
on_chunk (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (chunk == NULL) {
    fail (task, error);
    return;
  }
  gsize length = 0;
  gconstpointer bytes = g_bytes_get_data (chunk, &length);
  if (length == 0) {
    stop_waiting (fetch);
    g_task_return_pointer (task, collect (fetch, TRUE), (GDestroyNotify) yzt_fetched_free);
    return;
  }
  if (length > fetch->max_bytes - fetch->body->len) {
    g_autofree char *limit = g_format_size (fetch->max_bytes);
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_TOO_LARGE, _("%s sends more than the %s that are taken."), fetch->host, limit);
    g_cancellable_cancel (fetch->cancellable);
    return;
  }
  g_byte_array_append (fetch->body, bytes, (guint) length);
  wait_anew (fetch);
  g_input_stream_read_bytes_async (fetch->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, fetch->cancellable, on_chunk, g_steal_pointer (&task));
}

static gboolean
is_wanted (Fetch *fetch)
{
  const char *media_type = soup_message_headers_get_content_type (soup_message_get_response_headers (fetch->message), NULL);
  return fetch->media_type == NULL || media_type == NULL || g_str_has_prefix (media_type, fetch->media_type);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Fetch *fetch = g_task_get_task_data (task);
  fetch->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (fetch->stream == NULL) {
    fail (task, error);
    return;
  }
  guint status = soup_message_get_status (fetch->message);
  if (status == SOUP_STATUS_NOT_MODIFIED) {
    stop_waiting (fetch);
    g_task_return_pointer (task, collect (fetch, FALSE), (GDestroyNotify) yzt_fetched_free);
  } else if (status < 200 || status > 299) {
    stop_waiting (fetch);
    fail_status (task, status);
  } else if (!is_wanted (fetch)) {
    stop_waiting (fetch);
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_CONTENT,
                             _("%s sends something else than was asked for; check the address and the key of this service."), fetch->host);
  } else {
    wait_anew (fetch);
    g_input_stream_read_bytes_async (fetch->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, fetch->cancellable, on_chunk, g_steal_pointer (&task));
  }
}

/* --- the way there --- */

static void
on_restarted (SoupMessage *message, Fetch *fetch)
{
  const char *scheme = g_uri_get_scheme (soup_message_get_uri (message));
  if (!g_str_equal (scheme, "https") && (fetch->secure || !g_str_equal (scheme, "http"))) {
    fetch->downgraded = TRUE;
    g_cancellable_cancel (fetch->cancellable);
  }
}

static gboolean
on_bad_certificate (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags flaws, Fetch *fetch)
{
  fetch->untrusted = TRUE;
  return FALSE;
}

static void
on_outer_cancelled (GCancellable *outer, GCancellable *inner)
{
  g_cancellable_cancel (inner);
}

static Fetch *
fetch_new (GUri *uri, const YztFetchOptions *options, GCancellable *outer)
{
  Fetch *fetch = g_new0 (Fetch, 1);
  fetch->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  fetch->body = g_byte_array_new ();
  fetch->host = g_strdup (g_uri_get_host (uri));
  fetch->max_bytes = options != NULL && options->max_bytes > 0 ? options->max_bytes : DEFAULT_MAX_BYTES;
  fetch->timeout_s = options != NULL && options->timeout_s > 0 ? options->timeout_s : DEFAULT_TIMEOUT_S;
  fetch->media_type = options != NULL ? g_strdup (options->media_type) : NULL;
  fetch->cancellable = g_cancellable_new ();
  SoupMessageHeaders *headers = soup_message_get_request_headers (fetch->message);
  if (options != NULL && options->etag != NULL) {
    soup_message_headers_replace (headers, "If-None-Match", options->etag);
  }
  if (options != NULL && options->last_modified != NULL) {
    soup_message_headers_replace (headers, "If-Modified-Since", options->last_modified);
  }
  fetch->secure = g_str_equal (g_uri_get_scheme (uri), "https");
  g_signal_connect (fetch->message, "restarted", G_CALLBACK (on_restarted), fetch);
  g_signal_connect (fetch->message, "accept-certificate", G_CALLBACK (on_bad_certificate), fetch);
  if (outer != NULL) {
    fetch->outer = g_object_ref (outer);
    fetch->outer_handler = g_cancellable_connect (outer, G_CALLBACK (on_outer_cancelled), g_object_ref (fetch->cancellable), g_object_unref);
  }
  return fetch;
}

void
yzt_fetcher_get_async (YztFetcher *self, const char *address, const YztFetchOptions *options, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_FETCHER (self));
  g_return_if_fail (address != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_fetcher_get_async);
  g_task_set_check_cancellable (task, FALSE); /* fail () tells why, also when the silence cancelled */
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  gboolean ours = uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
      && (g_str_equal (g_uri_get_scheme (uri), "http") || g_str_equal (g_uri_get_scheme (uri), "https"));
  if (!ours) {
    g_task_return_new_error (task, YZT_NET_ERROR, YZT_NET_ERROR_ADDRESS, _("An address must begin with http:// or https:// and name a host."));
    return;
  }
  Fetch *fetch = fetch_new (uri, options, cancellable);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  wait_anew (fetch);
  fetch->total = start_timer (options != NULL && options->total_s > 0 ? options->total_s : DEFAULT_TOTAL_S, on_total, fetch);
  soup_session_send_async (self->session, fetch->message, G_PRIORITY_DEFAULT, fetch->cancellable, on_sent, g_steal_pointer (&task));
}

YztFetched *
yzt_fetcher_get_finish (YztFetcher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gint64
yzt_fetcher_get_retry_after_s (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), -1);
  Fetch *fetch = g_task_get_task_data (G_TASK (result));
  const char *text = fetch != NULL
      ? soup_message_headers_get_one (soup_message_get_response_headers (fetch->message), "Retry-After") : NULL;
  guint64 seconds;
  if (text == NULL) {
    return -1;
  }
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &seconds, NULL)) {
    return (gint64) MIN (seconds, MAX_RETRY_AFTER_S);
  }
  /* Or a date, counted by the server's own clock, which need not be ours. */
  g_autoptr (GDateTime) when = soup_date_time_new_from_http_string (text);
  const char *date = soup_message_headers_get_one (soup_message_get_response_headers (fetch->message), "Date");
  g_autoptr (GDateTime) now = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  if (when == NULL || now == NULL) {
    return -1;
  }
  return CLAMP (g_date_time_difference (when, now) / G_TIME_SPAN_SECOND, 0, MAX_RETRY_AFTER_S);
}

/* --- class --- */

static void
yzt_fetcher_dispose (GObject *object)
{
  YztFetcher *self = YZT_FETCHER (object);
  if (self->session != NULL) {
    soup_session_abort (self->session);
  }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_fetcher_parent_class)->dispose (object);
}

static void
yzt_fetcher_class_init (YztFetcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_fetcher_dispose;
}

static void
yzt_fetcher_init (YztFetcher *self)
{
}

YztFetcher *
yzt_fetcher_new (guint connections)
{
  g_return_val_if_fail (connections >= 1 && connections <= 16, NULL);
  YztFetcher *self = g_object_new (YZT_TYPE_FETCHER, NULL);
  self->session = soup_session_new_with_options ("max-conns", (int) connections * 4, "max-conns-per-host", (int) connections, "timeout", 0,
                                                 "user-agent", "Yizhangtu/" YZT_VERSION, NULL);
  return self;
}
