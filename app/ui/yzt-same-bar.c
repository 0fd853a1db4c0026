/* yzt-same-bar.c: the bar that asks whether two incidents are one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-same-bar.h"
#include <glib/gi18n-lib.h>
#include "yzt-same-event.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define PAUSE_MS 800
#define MOST_PROPOSALS 20

struct _YztSameBar {
  GtkWidget parent_instance;
  GtkWidget *box, *question, *reason, *count;
  YztSession *session;
  GPtrArray *proposals; /* YztSameEvent, the most alike first */
  guint pause;
  gboolean reading, again, asked;
};
G_DEFINE_FINAL_TYPE (YztSameBar, yzt_same_bar, GTK_TYPE_WIDGET)

/* --- what is asked --- */

static void
show (YztSameBar *self)
{
  const YztSameEvent *same = self->proposals != NULL && self->proposals->len > 0 && !self->asked ? self->proposals->pdata[0] : NULL;
  if (same != NULL) {
    /* TRANSLATORS: two incidents, each with its source */
    g_autofree char *question = g_strdup_printf (_("One event? %s — %s"), same->first_name, same->second_name);
    g_autofree char *more = self->proposals->len > 1 ? g_strdup_printf (_("%u more"), self->proposals->len - 1) : g_strdup ("");
    gtk_label_set_text (GTK_LABEL (self->question), question);
    yzt_ui_set_tip (self->question, question);
    gtk_label_set_text (GTK_LABEL (self->reason), same->reason);
    yzt_ui_set_tip (self->reason, same->reason);
    gtk_label_set_text (GTK_LABEL (self->count), more);
  } else {
    gtk_label_set_text (GTK_LABEL (self->question), "");
  }
  gtk_widget_set_visible (GTK_WIDGET (self), same != NULL);
}

const char *
yzt_same_bar_get_question (YztSameBar *self)
{
  g_return_val_if_fail (YZT_IS_SAME_BAR (self), "");
  return gtk_label_get_text (GTK_LABEL (self->question));
}

/* --- looking --- */

typedef struct {
  YztStore *store;
  char *language;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->store);
  g_free (look->language);
  g_free (look);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *look = data;
  GError *error = NULL;
  GPtrArray *found = yzt_same_events_find (look->store, look->language, MOST_PROPOSALS, &error);
  if (found == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
  }
}

static void start_look (YztSameBar *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztSameBar *self = YZT_SAME_BAR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), &error);
  yzt_watchdog_action ("same-events.found");
  self->reading = FALSE;
  if (self->session == NULL) {
    return;
  }
  if (found == NULL) {
    g_message ("Incidents that may be one were not looked for: %s", error->message);
  } else {
    g_clear_pointer (&self->proposals, g_ptr_array_unref);
    self->proposals = g_steal_pointer (&found);
    show (self);
  }
  if (self->again) {
    start_look (self);
  }
}

static void
start_look (YztSameBar *self)
{
  self->again = self->reading;
  if (self->reading || self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  self->reading = TRUE;
  Look *look = g_new0 (Look, 1);
  *look = (Look) { g_object_ref (yzt_session_get_store (self->session)), g_strdup (yzt_session_get_language (self->session)) };
  g_autoptr (GTask) task = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_source_tag (task, start_look);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  yzt_task_run_in_thread (task, look_in_thread);
}

static gboolean
on_pause (gpointer user_data)
{
  YztSameBar *self = user_data;
  self->pause = 0;
  start_look (self);
  return G_SOURCE_REMOVE;
}

/* Incidents come in bursts: it is asked when they pause. */
static void
on_incidents (YztSameBar *self)
{
  if (self->pause == 0) {
    self->pause = g_timeout_add (PAUSE_MS, on_pause, self);
  }
}

/* --- the answer --- */

typedef struct {
  YztSameEvent *same;
  gboolean one;
} Verdict;

static void
verdict_free (gpointer data)
{
  Verdict *verdict = data;
  yzt_same_event_free (verdict->same);
  g_free (verdict);
}

static YztActResult *
write_verdict (YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, gpointer data, GError **error)
{
  const Verdict *verdict = data;
  return verdict->one ? yzt_same_event_accept (store, verdict->same, author, window, language, clock, error)
                      : yzt_same_event_refuse (store, verdict->same, author, window, clock, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztSameBar) self = user_data;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL); /* a refusal is said by the session */
  self->asked = FALSE;
  start_look (self);
}

static void
decide (YztSameBar *self, gboolean one)
{
  if (self->proposals == NULL || self->proposals->len == 0 || self->asked) {
    return;
  }
  Verdict *verdict = g_new0 (Verdict, 1);
  verdict->same = g_ptr_array_steal_index (self->proposals, 0);
  verdict->one = one;
  self->asked = TRUE;
  yzt_session_write_by_async (self->session, write_verdict, verdict, verdict_free, on_written, g_object_ref (self));
  show (self);
}

static void
on_same (YztSameBar *self)
{
  decide (self, TRUE);
}

static void
on_different (YztSameBar *self)
{
  decide (self, FALSE);
}

/* --- class --- */

static void
let_go (YztSameBar *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (yzt_session_get_incidents (self->session), self);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
}

void
yzt_same_bar_set_session (YztSameBar *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_SAME_BAR (self));
  let_go (self);
  self->asked = FALSE;
  if (session != NULL && !yzt_session_is_read_only (session)) {
    self->session = g_object_ref (session);
    g_signal_connect_swapped (yzt_session_get_incidents (session), "items-changed", G_CALLBACK (on_incidents), self);
    on_incidents (self);
  }
  show (self);
}

static void
yzt_same_bar_dispose (GObject *object)
{
  YztSameBar *self = YZT_SAME_BAR (object);
  let_go (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_same_bar_parent_class)->dispose (object);
}

static void
yzt_same_bar_class_init (YztSameBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_same_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_button (YztSameBar *self, const char *label, const char *tip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
yzt_same_bar_init (YztSameBar *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  self->question = yzt_ui_label ("", "row-title");
  self->reason = yzt_ui_label ("", "second-line");
  self->count = yzt_ui_label ("", "second-line");
  gtk_label_set_ellipsize (GTK_LABEL (self->question), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (self->reason), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->question);
  gtk_box_append (GTK_BOX (words), self->reason);
  gtk_box_append (GTK_BOX (self->box), words);
  gtk_box_append (GTK_BOX (self->box), self->count);
  gtk_box_append (GTK_BOX (self->box), new_button (self, _("_One Event"), _("The later one is merged into the earlier one; both sources are kept"), G_CALLBACK (on_same)));
  gtk_box_append (GTK_BOX (self->box), new_button (self, _("_Two Events"), _("They are not proposed as one again"), G_CALLBACK (on_different)));
  gtk_widget_add_css_class (self->box, "same-bar");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
