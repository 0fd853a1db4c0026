/* yzt-dispatch-private.h: what the files of orders share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-dispatch.h"
G_BEGIN_DECLS
double yzt_dispatch_number (const YztRow *row, const char *field); /* 0 for NULL */
const char *yzt_dispatch_text (const YztRow *row, const char *field); /* "" for NULL */
void yzt_dispatch_put_number (YztRow *row, const char *field, double value);
void yzt_dispatch_put_integer (YztRow *row, const char *field, gint64 value);
void yzt_dispatch_put_time (YztRow *row, const char *field, gint64 utc_ms);
/** Kind and fid of a link cell with one name; FALSE: none. @kind_out: free. */
gboolean yzt_dispatch_link (const YztRow *row, const char *field, char **kind_out, gint64 *fid_out);
gboolean yzt_dispatch_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3); /* FALSE */
gboolean yzt_dispatch_collect (const YztRow *row, gpointer rows); /* YztRowFunc: copies into a GPtrArray */
YztKind *yzt_dispatch_kind (const YztDispatchDesk *desk, const char *id, GError **error);
/** What orders hold of a stock line: reserved grows or shrinks by @more; what is there is looked at first. */
gboolean yzt_dispatch_spent (const YztRow *stock, const char *today);
char *yzt_dispatch_today (const YztDispatchDesk *desk);
G_END_DECLS
