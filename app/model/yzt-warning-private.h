/* yzt-warning-private.h: the people behind what lies inside a warning, shared by the cross and the answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-call-out.h"
#include "yzt-warning.h"
G_BEGIN_DECLS

/** Somebody to call, for one or several things. */
typedef struct {
  char *name, *phone, *second_phone, *post, *organisation; /* "" when not known */
  guint step;
  GArray *of; /* YztLink */
} YztResponsible;
void yzt_responsible_free (YztResponsible *person);
/** What persons are found by: contacts by what they belong to, units by town and county. */
typedef struct _YztPhoneBook YztPhoneBook;
YztPhoneBook *yzt_phone_book_read (YztStore *store, GError **error);
void yzt_phone_book_free (YztPhoneBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPhoneBook, yzt_phone_book_free)
/** [worker] Whom to call for @things (YztLink) at @step, or at the first step above it where anybody is; those of the same number are one. What has nobody
 * at any step comes as a person without a number, named after the thing. (element-type YztResponsible) */
GPtrArray *yzt_warning_find_people (YztStore *store, YztPhoneBook *book, const YztWarningRules *rules, GArray *things, guint step, GError **error);
/** Digits of a number, to tell the same one; of a person without one, their name. Free. */
char *yzt_phone_key (const char *phone, const char *name);

/** A text cell, "" when NULL or when the kind has no such field. */
const char *yzt_warning_text (const YztRow *row, const char *field);
gint64 yzt_warning_time (const YztRow *row, const char *field);
gint64 yzt_warning_integer (const YztRow *row, const char *field);
/** 0: NULL. */
void yzt_warning_set_time (YztRow *row, const char *field, gint64 utc_ms);
void yzt_warning_set_integer (YztRow *row, const char *field, gint64 number);
/** (element-type YztRow) of a kind that the warning owns; empty when the map has no such kind. */
GPtrArray *yzt_warning_read_owned (YztStore *store, const char *kind_id, gint64 warning_fid, GError **error);
/** Writes who is to be called: new rows, and new links of known ones, who are to be called again when they were released. @rows: the call-outs as read. */
gboolean yzt_call_outs_add (YztAct *act, YztStore *store, gint64 warning_fid, GPtrArray *rows, GPtrArray *people, int level, gint64 next_ms, GError **error);
G_END_DECLS
