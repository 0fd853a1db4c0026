/* yzt-window-relations.c: hazard sources on the map: lines from the selected one to what belongs to it, the shade of what is missing, dangers that are overdue
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ledger is read once on a worker when the first hazard source is selected or a shade is asked for, and again after the map has changed. Overdue dangers alone are read by themselves. */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-ledger.h"
#include "yzt-map-command.h"
#include "yzt-map-ledger.h"
#include "yzt-map-legend.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define KEY "yzt-window-relations"
#define LEGEND_KEY "yzt-map-legend"
#define CALM_S 2    /* after the last change of a danger */
#define LOOK_S 600  /* whether the day has changed */

/* As long as a map is open. */
typedef struct {
  YztLedger *ledger;         /* NULL: not read since the last change */
  GCancellable *cancellable; /* of the reading under way */
  guint shade;               /* YztLedgerLack that the map is shaded by; 0: not */
  GArray *overdue;           /* YztOverdue; NULL: not read yet */
  GCancellable *counting;    /* of the overdue dangers */
  guint later;               /* counts again when the changes have calmed down, or the day has changed */
  gboolean without_lines;    /* the legend of the lines was closed */
} Relations;

static void
relations_free (gpointer data)
{
  Relations *relations = data;
  g_cancellable_cancel (relations->cancellable);
  g_cancellable_cancel (relations->counting);
  g_clear_object (&relations->cancellable);
  g_clear_object (&relations->counting);
  g_clear_handle_id (&relations->later, g_source_remove);
  g_clear_pointer (&relations->ledger, yzt_ledger_unref);
  g_clear_pointer (&relations->overdue, g_array_unref);
  g_free (relations);
}

static Relations *
relations_of (YztWindow *self)
{
  return g_object_get_data (G_OBJECT (self), KEY);
}

/* The card on the map, made when something needs it. */
static void on_legend_closed (YztWindow *self, gboolean shade);

static YztMapLegend *
legend_of (YztWindow *self)
{
  GtkWidget *legend = g_object_get_data (G_OBJECT (self->map), LEGEND_KEY);
  if (legend == NULL) {
    legend = yzt_map_legend_new ();
    g_object_set_data (G_OBJECT (self->map), LEGEND_KEY, legend);
    g_signal_connect_object (legend, "closed", G_CALLBACK (on_legend_closed), self, G_CONNECT_SWAPPED);
    yzt_map_view_set_legend (self->map, legend);
  }
  return YZT_MAP_LEGEND (legend);
}

/* --- the lines of what is selected --- */

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

static guint
add_domino (const YztLedger *ledger, guint own, YztCommandPicture *picture)
{
  g_autoptr (GArray) links = yzt_ledger_chain (ledger, own);
  guint n = links->len;
  for (guint i = 0; i < links->len; i++) {
    const YztDominoLink *link = &g_array_index (links, YztDominoLink, i);
    const YztLedgerSource *to = yzt_ledger_get (ledger, link->to);
    add_line (picture, yzt_ledger_get (ledger, link->from), to->lon, to->lat, YZT_COMMAND_LINE_UNDER_WAY, FALSE);
  }
  for (guint i = 0; i < yzt_ledger_get_n (ledger); i++) {
    const YztLedgerSource *other = yzt_ledger_get (ledger, i), *source = yzt_ledger_get (ledger, own);
    for (guint r = 0; r < other->reaches->len; r++) {
      if (g_array_index (other->reaches, guint, r) == own) {
        add_line (picture, source, other->lon, other->lat, YZT_COMMAND_LINE_UNDER_WAY, FALSE);
        n++;
      }
    }
  }
  return n;
}

static char *
plan_names (const YztLedgerSource *source)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; source->plans != NULL && i < source->plans->len; i++) {
    g_string_append_printf (names, "%s%s", i > 0 ? " · " : "", (const char *) source->plans->pdata[i]);
  }
  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

static void
draw_nothing (YztWindow *self)
{
  yzt_map_view_set_relations (self->map, NULL);
  if (g_object_get_data (G_OBJECT (self->map), LEGEND_KEY) != NULL) {
    yzt_map_legend_set_lines (legend_of (self), NULL);
  }
}

static void
draw_relations (YztWindow *self, const YztLedger *ledger, gint64 fid)
{
  int own = yzt_ledger_find (ledger, fid);
  const YztLedgerSource *source = own >= 0 ? yzt_ledger_get (ledger, (guint) own) : NULL;
  YztMapLegendLines lines = { 0 };
  YztItem item;
  if (source == NULL || !source->has_position) {
    draw_nothing (self);
    return;
  }
  g_autoptr (YztCommandPicture) picture = yzt_command_picture_new ();
  if (source->team_fid > 0 && find_place (self, "rescue-team", source->team_fid, &item)) {
    add_line (picture, source, item.lon, item.lat, YZT_COMMAND_LINE_ARRIVED, TRUE);
    lines.teams++;
  }
  for (guint i = 0; i < source->cameras->len; i++) {
    if (find_place (self, "camera", g_array_index (source->cameras, gint64, i), &item)) {
      add_line (picture, source, item.lon, item.lat, YZT_COMMAND_LINE_ORDERED, FALSE);
      lines.cameras++;
    }
  }
  lines.domino = add_domino (ledger, (guint) own, picture);
  gboolean any = lines.teams + lines.cameras + lines.domino > 0 && !relations_of (self)->without_lines;
  g_autofree char *plans = lines.plans = plan_names (source);
  yzt_map_view_set_relations (self->map, g_steal_pointer (&picture));
  yzt_map_legend_set_lines (legend_of (self), any ? &lines : NULL);
}

/* --- the shade, and what is overdue --- */

static gboolean
wants_overdue (YztWindow *self)
{
  GVariant *state = g_action_group_get_action_state (G_ACTION_GROUP (self), "overdue-dangers");
  gboolean wanted = state != NULL && g_variant_get_boolean (state);
  g_clear_pointer (&state, g_variant_unref);
  return wanted;
}

static void
add_overdue (YztWindow *self, const Relations *relations, YztLedgerPicture *picture)
{
  YztItem item;
  for (guint i = 0; relations->overdue != NULL && i < relations->overdue->len; i++) {
    const YztOverdue *overdue = &g_array_index (relations->overdue, YztOverdue, i);
    if (find_place (self, "hazard-source", overdue->fid, &item)) {
      const YztLedgerSpot spot = { { item.lon, item.lat }, 0, overdue->n };
      yzt_ledger_picture_add (picture, &spot);
    }
  }
}

static void
add_shade (YztWindow *self, const Relations *relations, YztLedgerPicture *picture)
{
  const char *marks[YZT_LEDGER_N_LACKS];
  guint n = 0, n_lacking = 0;
  for (guint i = 0; i < YZT_LEDGER_N_LACKS; i++) {
    marks[i] = yzt_ledger_lack_mark (i);
  }
  for (guint i = 0; i < yzt_ledger_get_n (relations->ledger); i++) {
    const YztLedgerSource *source = yzt_ledger_get (relations->ledger, i);
    const YztLedgerSpot spot = { { source->lon, source->lat }, source->lacks, 0 };
    n += source->is_open;
    n_lacking += (source->lacks & relations->shade) != 0;
    if (source->is_open && source->has_position) {
      yzt_ledger_picture_add (picture, &spot);
    }
  }
  yzt_ledger_picture_set_shade (picture, relations->shade, marks, YZT_LEDGER_N_LACKS);
  yzt_map_legend_set_shade (legend_of (self), relations->shade, n_lacking, n);
}

static gboolean
is_shown (YztWindow *self)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "hazard-source");
  guint64 hidden = 0;
  g_object_get (self->session, "hidden-kinds", &hidden, NULL);
  return kind >= 0 && (hidden >> kind & 1u) == 0;
}

static void
show_ledger (YztWindow *self)
{
  Relations *relations = relations_of (self);
  if (relations == NULL) {
    return;
  }
  g_autoptr (YztLedgerPicture) picture = yzt_ledger_picture_new ();
  gboolean shaded = relations->shade != 0 && relations->ledger != NULL;
  if (shaded) {
    add_shade (self, relations, picture);
  } else {
    yzt_map_legend_set_shade (legend_of (self), 0, 0, 0);
  }
  if (!shaded && is_shown (self) && wants_overdue (self)) { /* one of the two at a time: both together nobody reads */
    yzt_ledger_picture_set_overdue (picture, _("late"));
    add_overdue (self, relations, picture);
  }
  yzt_map_view_set_ledger (self->map, g_steal_pointer (&picture));
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
  yzt_watchdog_background ("relations");
  if (get_selected_source (self, &fid)) {
    draw_relations (self, relations->ledger, fid);
  }
  if (relations->shade != 0) {
    show_ledger (self);
  }
}

static void
need_ledger (YztWindow *self)
{
  Relations *relations = relations_of (self);
  if (relations->cancellable == NULL && yzt_session_get_store (self->session) != NULL) {
    relations->cancellable = g_cancellable_new ();
    yzt_session_read_ledger_async (self->session, relations->cancellable, on_ledger, g_object_ref (self));
  }
}

static void
follow_selection (YztWindow *self)
{
  Relations *relations = relations_of (self);
  gint64 fid = 0;
  if (relations == NULL || !get_selected_source (self, &fid)) {
    draw_nothing (self);
  } else if (relations->ledger != NULL) {
    draw_relations (self, relations->ledger, fid);
  } else {
    need_ledger (self);
  }
}

static void
on_counted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GArray) overdue = yzt_session_read_overdue_finish (result, NULL);
  Relations *relations = relations_of (self);
  if (overdue == NULL || relations == NULL || (gpointer) self->session != (gpointer) object) {
    return;
  }
  g_clear_pointer (&relations->overdue, g_array_unref);
  relations->overdue = g_steal_pointer (&overdue);
  yzt_watchdog_background ("overdue");
  show_ledger (self);
}

static gboolean
count_now (gpointer user_data)
{
  YztWindow *self = user_data;
  Relations *relations = relations_of (self);
  g_cancellable_cancel (relations->counting);
  g_clear_object (&relations->counting);
  if (yzt_session_get_store (self->session) != NULL) {
    relations->counting = g_cancellable_new ();
    yzt_session_read_overdue_async (self->session, relations->counting, on_counted, g_object_ref (self));
  }
  relations->later = g_timeout_add_seconds (LOOK_S, count_now, self);
  return G_SOURCE_REMOVE;
}

static gboolean
touches_dangers (YztWindow *self, const YztActResult *result)
{
  static const char *const kinds[] = { "hidden-danger", "hazard-source", NULL };
  for (guint i = 0; i < result->touches->len; i++) {
    const char *kind = g_array_index (result->touches, YztTouch, i).kind;
    YztKind *known = yzt_kind_set_find (yzt_session_get_kinds (self->session), kind); /* a touch may name the table */
    if (g_strv_contains (kinds, kind) || (known != NULL && g_strv_contains (kinds, yzt_kind_get_id (known)))) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
on_rows_changed (YztWindow *self, const YztActResult *result)
{
  Relations *relations = relations_of (self);
  if (relations == NULL) {
    return;
  }
  g_clear_pointer (&relations->ledger, yzt_ledger_unref);
  g_cancellable_cancel (relations->cancellable);
  g_clear_object (&relations->cancellable);
  follow_selection (self);
  if (relations->shade != 0) {
    need_ledger (self);
  }
  if (touches_dangers (self, result)) {
    g_clear_handle_id (&relations->later, g_source_remove);
    relations->later = g_timeout_add_seconds (CALM_S, count_now, self);
  }
}

/* --- what can be asked for --- */

static void
set_shade (YztWindow *self, guint lacks)
{
  Relations *relations = relations_of (self);
  if (relations == NULL) {
    return;
  }
  relations->shade = lacks & YZT_LEDGER_ALL_LACKS;
  if (relations->shade == 0 || relations->ledger != NULL) {
    show_ledger (self);
  } else {
    need_ledger (self);
  }
}

gboolean
yzt_window_leave_shade (YztWindow *self)
{
  Relations *relations = relations_of (self);
  gboolean shaded = relations != NULL && relations->shade != 0;
  if (shaded) {
    set_shade (self, 0);
  }
  return shaded;
}

static void
on_legend_closed (YztWindow *self, gboolean shade)
{
  Relations *relations = relations_of (self);
  if (shade) {
    set_shade (self, 0);
  } else if (relations != NULL) {
    relations->without_lines = TRUE;
    yzt_map_legend_set_lines (legend_of (self), NULL);
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

/* @parameter: bits of YztLedgerLack; 0: no shade. */
static void
on_shade (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  yzt_watchdog_action ("shade-hazards");
  set_shade (user_data, g_variant_get_uint32 (parameter));
}

static void
on_overdue (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  YztWindow *self = user_data;
  yzt_watchdog_action ("overdue-dangers");
  g_simple_action_set_state (action, state);
  show_ledger (self);
}

void
yzt_window_relations_connect (YztWindow *self)
{
  static const GActionEntry entries[] = { { .name = "shade-hazards", .parameter_type = "u", .activate = on_shade },
                                          { .name = "overdue-dangers", .state = "true", .change_state = on_overdue } };
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
yzt_window_relations_attach (YztWindow *self)
{
  Relations *relations = g_new0 (Relations, 1);
  g_object_set_data_full (G_OBJECT (self), KEY, relations, relations_free);
  g_signal_connect_object (self->session, "notify::selected-fid", G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::hidden-kinds", G_CALLBACK (show_ledger), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  relations->later = g_timeout_add_seconds (1, count_now, self); /* when the window is there and filled */
}

void
yzt_window_relations_detach (YztWindow *self)
{
  g_object_set_data (G_OBJECT (self), KEY, NULL);
  if (self->map != NULL && gtk_widget_get_parent (GTK_WIDGET (self->map)) != NULL) {
    draw_nothing (self);
    yzt_map_view_set_ledger (self->map, NULL);
    yzt_map_legend_set_shade (legend_of (self), 0, 0, 0);
  }
}
