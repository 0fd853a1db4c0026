/* yzt-net.h: bytes from servers, bounded in size and time, and the keys that services ask for
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The only room that speaks HTTP. Addresses carry keys of services in their query: no message, log line or file of this room ever names more of an
 * address than its host. Errors: YZT_NET_ERROR, one sentence that says what to do. */
#pragma once
#include "yzt-base.h"
G_BEGIN_DECLS

typedef enum {
  YZT_NET_ERROR_ADDRESS,     /* no http or https address */
  YZT_NET_ERROR_OFFLINE,     /* no network, no such host, nobody answers there */
  YZT_NET_ERROR_TIMEOUT,
  YZT_NET_ERROR_CERTIFICATE, /* the server is not who it says it is */
  YZT_NET_ERROR_REFUSED,     /* 401, 403: the key or the account */
  YZT_NET_ERROR_NOT_FOUND,   /* 404, 410 */
  YZT_NET_ERROR_BUSY,        /* 429, 5xx: later */
  YZT_NET_ERROR_TOO_LARGE,   /* more bytes than were asked for, whatever the server said beforehand */
  YZT_NET_ERROR_CONTENT,     /* another media type than was asked for */
  YZT_NET_ERROR_FAILED,
  YZT_NET_ERROR_SECRETS,     /* no store of secrets, or it is locked */
} YztNetError;
#define YZT_NET_ERROR (yzt_net_error_quark ())
GQuark yzt_net_error_quark (void);

/* --- fetching --- */

/** What is asked of one fetch; zeroes are the defaults. */
typedef struct {
  gsize max_bytes;           /* of the decoded body; 0: 16 MiB */
  guint timeout_s;           /* of silence; 0: 20 */
  guint total_s;             /* for all of it, however steadily it drips; 0: 300 */
  const char *media_type;    /* beginning of the wanted media type, "image/"; NULL: any */
  const char *etag;          /* of what is known already, verbatim; NULL: nothing */
  const char *last_modified; /* the same */
} YztFetchOptions;

typedef struct {
  GBytes *bytes;             /* NULL when what is known is still true */
  char *media_type;          /* without parameters; "" when the server does not say */
  char *etag, *last_modified;/* verbatim, may be NULL */
  gint64 max_age_s;          /* how long the server vouches for it; -1 when it does not say */
} YztFetched;
void yzt_fetched_free (YztFetched *fetched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFetched, yzt_fetched_free)

#define YZT_TYPE_FETCHER (yzt_fetcher_get_type ())
/** YztFetcher: fetches with one set of connections. Lives on the thread, and the thread-default main context, that made it; nothing blocks it. */
G_DECLARE_FINAL_TYPE (YztFetcher, yzt_fetcher, YZT, FETCHER, GObject)
/** @connections: at once to one host, 1 to 16. */
YztFetcher *yzt_fetcher_new (guint connections);
/** GET of @address. Redirects are followed to http and https only, never from https to http. Cancelling lets go of the connection at once. */
void yzt_fetcher_get_async (YztFetcher *self, const char *address, const YztFetchOptions *options, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
YztFetched *yzt_fetcher_get_finish (YztFetcher *self, GAsyncResult *result, GError **error);
/** How long a server that could not serve us asked us to stay away (Retry-After), seconds, at most a day; -1 when it did not say. */
gint64 yzt_fetcher_get_retry_after_s (GAsyncResult *result);

/* --- secrets --- */

/** Keeps @secret for @service ("tianditu") in the secret store of the desktop; NULL forgets it. Where there is no such store, or it stays locked, the
 * secret is kept for this run of the programme and the finish says SECRETS. Main thread. */
void yzt_secret_keep_async (const char *service, const char *secret, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_secret_keep_finish (GAsyncResult *result, GError **error);
/** The secret of @service; NULL without @error when none is known. Free with yzt_secret_free. */
void yzt_secret_find_async (const char *service, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char *yzt_secret_find_finish (GAsyncResult *result, GError **error);
void yzt_secret_free (char *secret);
G_END_DECLS
