/* yzt-window-relations.c: lines from a selected hazard source to its team, its cameras, and to what it could set off or be set off by
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ledger is read once on a worker when the first hazard source is selected, and again after the map has changed. */
#include "config.h"
#include "yzt-ledger.h"
#include "yzt-map-command.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define KEY "yzt-window-relations"

/* As long as a map is open. */
typedef struct {
  YztLedger *ledger;         /* NULL: not read since the last change */
  GCancellable *cancellable; /* of the reading under way */
} Relations;

static void
relations_free (gpointer data)
{
  Relations *relations = data;
  g_cancellable_cancel (relations->cancellable);
  g_clear_object (&relations->cancellable);
  g_clear_pointer (&relations->ledger, yzt_ledger_unref);
  g_free (relations);
}

static Relations *
relations_of (YztWindow *self)
{
  return g_object_get_data (G_OBJECT (self), KEY);
}

static void
add_line (YztCommandPicture *picture, const YztLedgerSource *source, double lon, double lat, YztCommandLineStyle style, gboolean team)
{
  const YztCommandLine line = { { lon, lat }, { source->lon, source->lat }, style, team };
  yzt_command_picture_add_line (picture, &line);
}

/* Where it stands on the map now; FALSE for what has no place. */
static gboolean
find_place (YztWindow *self, const char *kind, gint64 fid, YztItem *item)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (self->session));
  int index = yzt_kind_set_index (yzt_session_get_kinds (self->session), kind);
  guint at;
  return index >= 0 && yzt_generation_find (generation, (guint) index, fid, &at) && yzt_generation_get_item (generation, at, item);
}

static void
add_domino (const YztLedger *ledger, guint own, YztCommandPicture *picture)
{
  const YztLedgerSource *source = yzt_ledger_get (ledger, own);
  for (guint i = 0; i < source->reaches->len; i++) {
    const YztLedgerSource *other = yzt_ledger_get (ledger, g_array_index (source->reaches, guint, i));
    add_line (picture, source, other->lon, other->lat, YZT_COMMAND_LINE_UNDER_WAY, FALSE);
  }
  for (guint i = 0; i < yzt_ledger_get_n (ledger); i++) {
    const YztLedgerSource *other = yzt_ledger_get (ledger, i);
    for (guint r = 0; r < other->reaches->len; r++) {
      if (g_array_index (other->reaches, guint, r) == own) {
        add_line (picture, source, other->lon, other->lat, YZT_COMMAND_LINE_UNDER_WAY, FALSE);
      }
    }
  }
}

static void
draw_relations (YztWindow *self, const YztLedger *ledger, gint64 fid)
{
  int own = yzt_ledger_find (ledger, fid);
  const YztLedgerSource *source = own >= 0 ? yzt_ledger_get (ledger, (guint) own) : NULL;
  YztItem item;
  if (source == NULL || !source->has_position) {
    yzt_map_view_set_relations (self->map, NULL);
    return;
  }
  g_autoptr (YztCommandPicture) picture = yzt_command_picture_new ();
  if (source->team_fid > 0 && find_place (self, "rescue-team", source->team_fid, &item)) {
    add_line (picture, source, item.lon, item.lat, YZT_COMMAND_LINE_ARRIVED, TRUE);
  }
  for (guint i = 0; i < source->cameras->len; i++) {
    if (find_place (self, "camera", g_array_index (source->cameras, gint64, i), &item)) {
      add_line (picture, source, item.lon, item.lat, YZT_COMMAND_LINE_ORDERED, FALSE);
    }
  }
  add_domino (ledger, (guint) own, picture);
  yzt_map_view_set_relations (self->map, g_steal_pointer (&picture));
}

static gboolean
get_selected_source (YztWindow *self, gint64 *fid)
{
  int kind = -1;
  return self->session != NULL && yzt_session_get_selected (self->session, &kind, fid)
      && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "hazard-source");
}

static void
on_ledger (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (YztLedger) ledger = yzt_session_read_ledger_finish (result, NULL);
  Relations *relations = relations_of (self);
  gint64 fid = 0;
  if (ledger == NULL || relations == NULL || (gpointer) self->session != (gpointer) object) {
    return; /* changed meanwhile, or another map; what cannot be read has no lines */
  }
  g_clear_pointer (&relations->ledger, yzt_ledger_unref);
  relations->ledger = g_steal_pointer (&ledger);
  if (get_selected_source (self, &fid)) {
    yzt_watchdog_background ("relations");
    draw_relations (self, relations->ledger, fid);
  }
}

static void
follow_selection (YztWindow *self)
{
  Relations *relations = relations_of (self);
  gint64 fid = 0;
  if (relations == NULL || !get_selected_source (self, &fid)) {
    yzt_map_view_set_relations (self->map, NULL);
  } else if (relations->ledger != NULL) {
    draw_relations (self, relations->ledger, fid);
  } else if (relations->cancellable == NULL && yzt_session_get_store (self->session) != NULL) {
    relations->cancellable = g_cancellable_new ();
    yzt_session_read_ledger_async (self->session, relations->cancellable, on_ledger, g_object_ref (self));
  }
}

static void
on_rows_changed (YztWindow *self)
{
  Relations *relations = relations_of (self);
  if (relations != NULL) {
    g_clear_pointer (&relations->ledger, yzt_ledger_unref);
    g_cancellable_cancel (relations->cancellable);
    g_clear_object (&relations->cancellable);
    follow_selection (self);
  }
}

void
yzt_window_relations_attach (YztWindow *self)
{
  Relations *relations = g_new0 (Relations, 1);
  g_object_set_data_full (G_OBJECT (self), KEY, relations, relations_free);
  g_signal_connect_object (self->session, "notify::selected-fid", G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
}

void
yzt_window_relations_detach (YztWindow *self)
{
  g_object_set_data (G_OBJECT (self), KEY, NULL);
  yzt_map_view_set_relations (self->map, NULL);
}
