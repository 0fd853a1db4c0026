/* yzt-briefing-log.c: what stands on the wall, written into the journal while it stands
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-briefing-log.h"
#include <glib/gi18n-lib.h>

struct _YztBriefingLog {
  GObject parent_instance;
  YztBriefing *briefing;
  YztBriefingShown *standing;   /* NULL: nothing, or it is written */
  gint64 written_fid;           /* scene that stands and is written, or counted; 0 none */
  gboolean going_round, begun;  /* begun: the row of the beginning is written */
  gint64 round_from_ms;
  GPtrArray *round_titles;      /* char *, in the order in which they came */
  GHashTable *round_times;      /* title → how often it came */
  gboolean has_said;
};
G_DEFINE_FINAL_TYPE (YztBriefingLog, yzt_briefing_log, G_TYPE_OBJECT)

static guint said_signal;

static gint64
now_ms (YztBriefingLog *self)
{
  return yzt_clock_now_ms (yzt_session_get_clock (yzt_briefing_get_session (self->briefing)));
}

/* --- writing --- */

static void
say (YztBriefingLog *self, const char *sentence)
{
  if (!self->has_said) {
    self->has_said = TRUE;
    g_signal_emit (self, said_signal, 0, sentence);
  }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztBriefingLog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  if (act == NULL) {
    say (self, error->message);
  }
}

/* (transfer full) */
static void
write_shown (YztBriefingLog *self, YztBriefingShown *shown)
{
  YztSession *session = yzt_briefing_get_session (self->briefing);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_briefing_shown_free);
  g_ptr_array_add (rows, shown);
  if (yzt_session_get_state (session) != YZT_SESSION_READY) {
    return;
  }
  if (yzt_session_is_read_only (session)) {
    say (self, _("This map can only be read: what is shown is not in its journal."));
  } else if (*yzt_session_get_author (session) == '\0') {
    say (self, _("Nobody is signed in: what is shown is not in the journal. Sign in, and it is from then on."));
  } else {
    yzt_briefing_record_async (self->briefing, g_steal_pointer (&rows), on_written, g_object_ref (self));
  }
}

/* --- a talk --- */

static void
write_standing (YztBriefingLog *self)
{
  if (self->standing == NULL) {
    return;
  }
  gint64 stood_ms = now_ms (self) - self->standing->at_ms;
  if (stood_ms >= (self->standing->entry != 0 ? YZT_BRIEFING_STAND_MS : YZT_BRIEFING_FIGURES_MS)) {
    self->written_fid = self->standing->scene_fid;
    write_shown (self, g_steal_pointer (&self->standing));
  }
}

/* The one before goes: that it stood counts, even when its figures never came. */
static void
leave_standing (YztBriefingLog *self)
{
  if (self->standing != NULL && now_ms (self) - self->standing->at_ms >= YZT_BRIEFING_STAND_MS) {
    write_shown (self, g_steal_pointer (&self->standing));
  }
  g_clear_pointer (&self->standing, yzt_briefing_shown_free);
  self->written_fid = 0;
}

/* --- going round --- */

/* What came how often; before it began, what will come. */
static char *
round_words (YztBriefingLog *self, gboolean begins)
{
  GString *words = g_string_new (NULL);
  for (guint i = 0; begins && i < yzt_briefing_get_n (self->briefing); i++) {
    g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", yzt_briefing_get (self->briefing, i)->name);
  }
  for (guint i = 0; !begins && i < self->round_titles->len; i++) {
    const char *title = self->round_titles->pdata[i];
    g_string_append_printf (words, "%s%u × %s", i > 0 ? "\n" : "", GPOINTER_TO_UINT (g_hash_table_lookup (self->round_times, title)), title);
  }
  return g_string_free (words, FALSE);
}

static YztBriefingShown *
round_shown (YztBriefingLog *self, gint64 until_ms)
{
  guint n = yzt_briefing_get_n (self->briefing);
  YztBriefingShown *shown = yzt_briefing_shown_new ();
  shown->at_ms = self->round_from_ms;
  shown->until_ms = until_ms;
  shown->title = until_ms == 0 ? g_strdup_printf (ngettext ("%u scene goes round by itself, %u s", "%u scenes go round by themselves, %u s each", n), n,
                                                  yzt_briefing_get_auto_s (self->briefing))
                               : g_strdup_printf (ngettext ("%u scene went round by itself", "%u scenes went round by themselves", self->round_titles->len), self->round_titles->len);
  shown->figures = round_words (self, until_ms == 0);
  shown->sources = g_strdup ("");
  return shown;
}

static void
count_round (YztBriefingLog *self, const char *title)
{
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (self->round_times, title));
  if (times == 0) {
    g_ptr_array_add (self->round_titles, g_strdup (title));
  }
  g_hash_table_replace (self->round_times, g_strdup (title), GUINT_TO_POINTER (times + 1));
}

static void
begin_round (YztBriefingLog *self)
{
  self->begun = FALSE;
  self->round_from_ms = now_ms (self);
  g_ptr_array_set_size (self->round_titles, 0);
  g_hash_table_remove_all (self->round_times);
}

static void
end_round (YztBriefingLog *self)
{
  if (self->begun) {
    write_shown (self, round_shown (self, now_ms (self)));
  }
  self->begun = FALSE;
}

/* A wall that goes on for weeks is told day by day. */
static void
look_at_day (YztBriefingLog *self)
{
  GTimeZone *zone = yzt_session_get_time_zone (yzt_briefing_get_session (self->briefing));
  g_autofree char *began = yzt_time_format_local (self->round_from_ms, zone, "%F"), *today = yzt_time_format_local (now_ms (self), zone, "%F");
  if (!g_str_equal (began, today)) {
    end_round (self);
    begin_round (self);
  }
}

static void
write_beginning (YztBriefingLog *self)
{
  if (!self->begun && now_ms (self) - self->round_from_ms >= YZT_BRIEFING_STAND_MS) {
    self->begun = TRUE;
    write_shown (self, round_shown (self, 0));
  }
}

void
yzt_briefing_log_set_going_round (YztBriefingLog *self, gboolean going_round)
{
  g_return_if_fail (YZT_IS_BRIEFING_LOG (self));
  if (self->going_round == going_round) {
    return;
  }
  self->going_round = going_round;
  if (going_round) {
    leave_standing (self);
    begin_round (self);
  } else {
    end_round (self);
    self->written_fid = 0; /* whoever stopped it speaks of what stands now */
  }
}

/* --- what the wall tells --- */

static void
put_in_round (YztBriefingLog *self, const YztBriefingShown *shown)
{
  if (self->written_fid != shown->scene_fid) { /* else the same one says something newer */
    self->written_fid = shown->scene_fid;
    count_round (self, shown->title);
  }
}

void
yzt_briefing_log_put (YztBriefingLog *self, YztBriefingShown *shown)
{
  g_return_if_fail (YZT_IS_BRIEFING_LOG (self) && shown != NULL);
  if (self->going_round) {
    put_in_round (self, shown);
  } else if (self->standing != NULL && self->standing->scene_fid == shown->scene_fid) {
    if (self->standing->entry == 0) {
      shown->at_ms = self->standing->at_ms;
      yzt_briefing_shown_free (self->standing);
      self->standing = g_steal_pointer (&shown);
    }
  } else if (self->written_fid != shown->scene_fid) {
    leave_standing (self);
    self->standing = g_steal_pointer (&shown);
  }
  g_clear_pointer (&shown, yzt_briefing_shown_free);
}

void
yzt_briefing_log_tick (YztBriefingLog *self)
{
  g_return_if_fail (YZT_IS_BRIEFING_LOG (self));
  if (self->going_round) {
    look_at_day (self);
    write_beginning (self);
  } else {
    write_standing (self);
  }
}

void
yzt_briefing_log_end (YztBriefingLog *self)
{
  g_return_if_fail (YZT_IS_BRIEFING_LOG (self));
  yzt_briefing_log_set_going_round (self, FALSE);
  leave_standing (self);
}

/* --- the object --- */

static void
yzt_briefing_log_finalize (GObject *object)
{
  YztBriefingLog *self = YZT_BRIEFING_LOG (object);
  g_clear_pointer (&self->standing, yzt_briefing_shown_free);
  g_ptr_array_unref (self->round_titles);
  g_hash_table_unref (self->round_times);
  g_object_unref (self->briefing);
  G_OBJECT_CLASS (yzt_briefing_log_parent_class)->finalize (object);
}

static void
yzt_briefing_log_class_init (YztBriefingLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_briefing_log_finalize;
  said_signal = g_signal_new ("said", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_briefing_log_init (YztBriefingLog *self)
{
  self->round_titles = g_ptr_array_new_with_free_func (g_free);
  self->round_times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

YztBriefingLog *
yzt_briefing_log_new (YztBriefing *briefing)
{
  g_return_val_if_fail (YZT_IS_BRIEFING (briefing), NULL);
  YztBriefingLog *self = g_object_new (YZT_TYPE_BRIEFING_LOG, NULL);
  self->briefing = g_object_ref (briefing);
  return self;
}
