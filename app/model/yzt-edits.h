/* yzt-edits.h: an act to be: changes of cells, new rows, moves, shapes and deletions, written together or not at all
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table, a form and the map make one of these, a worker writes it. What was seen when a cell was changed goes along: when another window was
 * faster, nothing is written and the error names both values. Made on any thread, then used by one at a time. */
#pragma once
#include "yzt-geo.h"
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct _YztEdits YztEdits;
/** @label is what a person reads in the journal, translated already. */
YztEdits *yzt_edits_new (const char *label);
void yzt_edits_free (YztEdits *edits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztEdits, yzt_edits_free)

/** @field indexes the kind's columns. @seen NULL: whatever stands there. Cells are copied; the later of two changes of a cell wins. */
void yzt_edits_set_cell (YztEdits *edits, YztKind *kind, gint64 fid, guint field, const YztCell *seen, const YztCell *value);
/** @seen NULL: wherever it stands; another place than @seen is a conflict. */
void yzt_edits_move (YztEdits *edits, YztKind *kind, gint64 fid, const YztPosition *seen, YztPosition to);
/** A GeoPackage blob. @seen NULL: whatever stands there; another outline than @seen is a conflict. */
void yzt_edits_set_geometry (YztEdits *edits, YztKind *kind, gint64 fid, GBytes *seen, GBytes *geometry);
/** Copies @row, whose fid is 0. owner_fid −n (n from 1): belongs to the n-th row inserted here; of a kind that is edited inside others
 * (see yzt_field_is_inside) its link is made to name that row. Returns that n of this row. */
gint64 yzt_edits_insert (YztEdits *edits, const YztRow *row);
/** The act writes this line into the log of the incident, too; it stays when the act is taken back. Once. @entry_kind: of the kind log-entry. */
void yzt_edits_set_note (YztEdits *edits, gint64 incident_fid, const char *entry_kind, const char *what);
void yzt_edits_delete (YztEdits *edits, YztKind *kind, gint64 fid);
/** A kind made or changed before all else: text of a .kind file, see yzt-kind-draft.h. */
void yzt_edits_put_kind (YztEdits *edits, const char *text);
/** Bytes that a cell of an attached file names; written before the rows, once however often they are named. */
void yzt_edits_put_blob (YztEdits *edits, const char *sha256, const char *media_type, GBytes *bytes);
/** Rows that are touched. */
guint yzt_edits_get_n_rows (const YztEdits *edits);

/** [worker] As one act; may be undone as one. Changed cells are checked against their fields, new rows as a whole. Errors: YZT_STORE_ERROR_CONFLICT
 * with both values or the other's place, NOT_FOUND for a row that is gone, YZT_KIND_ERROR_VALUE "name of the row, field: what is wrong". */
YztActResult *yzt_edits_write (YztEdits *edits, YztStore *store, const char *author, const char *window, const char *language, GError **error);
/** Main thread; takes @edits; finish with yzt_session_write_finish. */
void yzt_session_write_edits_async (YztSession *session, YztEdits *edits, GAsyncReadyCallback callback, gpointer user_data);
/** The fid that the first inserted row of @kind was given; 0 when there was none. */
gint64 yzt_act_result_first_fid (const YztActResult *result, YztKind *kind);
G_END_DECLS
