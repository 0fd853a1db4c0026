/* yzt-warning.h: what lies inside the areas of warnings, kept as they change
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules: data/rules/warning.tsv. The result stands in rows of kind "warning-cross" of the warning, so that it is the same after a restart and in every
 * window. Lines and areas count with their representative point. */
#pragma once
#include "yzt-rules-warning.h"
#include "yzt-session.h"
G_BEGIN_DECLS

/** (transfer full) Of the programme's own data; NULL + error when the file cannot be read. Any thread. */
YztWarningRules *yzt_warning_rules_load (const char *language, GError **error);

/** What of one kind lies inside, sorted by number. */
typedef struct {
  char *kind_id;
  GArray *inside, *newly, *left; /* gint64; newly and left: at the last change, newly is part of inside */
  gint64 crossed_ms;             /* when that was */
} YztWarningCross;
void yzt_warning_cross_free (YztWarningCross *cross);
/** Any thread; pure. (element-type YztWarningCross) One for each kind that the rules name and the map has, newly and left empty. @circles as in the
 * warning's field; @exercise: whether the warning is one, for open incidents that are one. */
GPtrArray *yzt_warning_cross_make (YztGeneration *generation, const YztWarningRules *rules, const YztGeometry *area, const char *circles, const char *event,
                                   gboolean exercise);
/** [worker] (element-type YztWarningCross) As it stands in the map; kinds in the order of the kind set. */
GPtrArray *yzt_warning_cross_read (YztStore *store, gint64 warning_fid, GError **error);

/** [worker] Crosses the warning anew with what @generation holds, and brings its call-outs up to date, as one FEED act: who is newly responsible is to be
 * called, who has nothing inside any more is released; all are to be called again when the warning got worse; a warning that is over (cancelled, or past
 * its end, which is then written) holds nothing. @result_out NULL: nothing changed, nothing was written. FALSE + error on failure. */
gboolean yzt_warning_refresh (YztStore *store, YztGeneration *generation, gint64 warning_fid, const char *author, const char *language,
                              const YztClock *clock, YztActResult **result_out, GError **error);

#define YZT_TYPE_WARNING_DESK (yzt_warning_desk_get_type ())
/** Keeps all warnings of a session crossed: when they come or change, when what the rules name changes, and when one ends. Main thread; works on
 * workers. Signal "crossed" (gint64 fid): after the session took what changed. */
G_DECLARE_FINAL_TYPE (YztWarningDesk, yzt_warning_desk, YZT, WARNING_DESK, GObject)
YztWarningDesk *yzt_warning_desk_new (YztSession *session, const char *author);
/** TRUE while warnings wait to be looked at. */
gboolean yzt_warning_desk_is_busy (YztWarningDesk *self);
void yzt_warning_desk_stop (YztWarningDesk *self);
G_END_DECLS
