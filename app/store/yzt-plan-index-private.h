/* yzt-plan-index-private.h: what the files of the plan index share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-plan-index.h"
#include "yzt-store-private.h"
G_BEGIN_DECLS

/* --- characters and pairs --- */

/** Text as it is compared: one character for each of the text; letters small and narrow, every blank a space. */
typedef struct {
  gunichar *chars;
  guint length, room;
} YztFolded;
void yzt_folded_take (YztFolded *self, const char *text, gssize length); /* @length bytes, -1: to the zero byte */
void yzt_folded_clear (YztFolded *self);
/** Where @needle stands in @text from character @from on; -1 nowhere. An empty needle stands nowhere. */
gint64 yzt_folded_find (const YztFolded *text, const YztFolded *needle, guint from);
/** The tokenizer "grams" for FTS5 on this connection. */
gboolean yzt_plan_grams_register (YztConnection *connection, GError **error);
/** MATCH expression: everything that holds @word holds these; NULL when it is all blanks. */
char *yzt_plan_grams_expression (const YztFolded *word);
/** What of a text's runs of three characters is kept in memory: TRUE when it may have all of @word's; FALSE: certainly not. */
GBytes *yzt_plan_sign_make (const YztFolded *text);
gboolean yzt_plan_sign_may_have (GBytes *sign, const YztFolded *word);

/* --- what is in --- */

typedef struct {
  gint64 fid;
  guint order;             /* the younger, then by title */
  gboolean superseded;
  char *title, *plan_kind, *level, *adcode, *incident_types, *hazard_codes, *state, *issued, *key, *replaces;
  YztFolded folded_title;
} YztPlanEntry;
/** Immutable once made; counted. */
typedef struct {
  gatomicrefcount references;
  GPtrArray *entries;      /* YztPlanEntry, by fid */
  gint32 *by_doc;          /* index of the entry of each doc, -1 none */
  GPtrArray *signs;        /* GBytes of each doc, NULL none */
  gint64 n_docs;           /* length of @by_doc and @signs */
  guint n_in;
} YztPlanCatalogue;
/** @same: its plans are taken over, what is in is read anew; NULL: both are read. */
YztPlanCatalogue *yzt_plan_catalogue_load (YztStore *store, YztConnection *index, YztPlanCatalogue *same, GError **error);
YztPlanCatalogue *yzt_plan_catalogue_ref (YztPlanCatalogue *self);
void yzt_plan_catalogue_unref (YztPlanCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanCatalogue, yzt_plan_catalogue_unref)

/* --- the index --- */

struct _YztPlanIndex {
  GObject parent_instance;
  YztStore *store;
  char *path;
  GMutex lock;             /* of what follows */
  GQueue idle;             /* YztConnection for reading */
  YztPlanCatalogue *catalogue;
  guint n_all;
  gboolean complete;
  GMutex writing;          /* one advance at a time */
  YztConnection *writer;
};
YztConnection *yzt_plan_index_acquire (YztPlanIndex *self, GError **error);
void yzt_plan_index_release (YztPlanIndex *self, YztConnection *connection);
YztPlanCatalogue *yzt_plan_index_ref_catalogue (YztPlanIndex *self, gboolean *complete_out);
G_END_DECLS
