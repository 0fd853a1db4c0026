/* yzt-call-out-row.c: one person to call: name, post, for what, number, state, when
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-call-out-row.h"
#include <glib/gi18n-lib.h>
#include "yzt-level-badge.h"
#include "yzt-ui.h"

#define MINUTE_MS 60000

gboolean
yzt_call_out_is_due (const YztCallOut *call, gint64 now_ms)
{
  return call->next_ms != 0 && call->next_ms <= now_ms && call->state != YZT_CALL_STATE_RELEASED && call->state != YZT_CALL_STATE_ACTION;
}

/* "now", "late by 4 min", "again in 3 min", "ask for the action in 12 min" */
static char *
when_words (const YztCallOut *call, gint64 now_ms)
{
  gint64 late_min = (now_ms - call->limit_ms) / MINUTE_MS, wait_min = (call->next_ms - now_ms + MINUTE_MS - 1) / MINUTE_MS;
  if (call->next_ms == 0 || call->state == YZT_CALL_STATE_RELEASED || call->state == YZT_CALL_STATE_ACTION) {
    return g_strdup ("");
  }
  if (call->state == YZT_CALL_STATE_ANSWERED) {
    return wait_min > 0 ? g_strdup_printf (_("ask for the action in %u min"), (guint) wait_min) : g_strdup (_("ask for the action now"));
  }
  if (wait_min > 0) {
    return g_strdup_printf (_("again in %u min"), (guint) wait_min);
  }
  return late_min > 0 ? g_strdup_printf (_("late by %u min"), (guint) late_min) : g_strdup (_("call now"));
}

static char *
second_line (const YztCallOut *call, gboolean with_warning)
{
  GString *text = g_string_new (call->of_names);
  if (call->step > 1) {
    g_string_append_printf (text, _(" · level %u"), call->step);
  }
  if (call->calls > 0) {
    g_string_append_printf (text, ngettext (" · %u call", " · %u calls", call->calls), call->calls);
  }
  if (call->escalated_ms != 0) {
    g_string_append_printf (text, " · %s", _("next level called"));
  }
  if (*call->action != '\0') {
    g_autofree char *line = yzt_text_shorten (call->action, 160);
    g_string_append_printf (text, " · %s", g_strdelimit (line, "\n", ' '));
  }
  if (with_warning) {
    g_autofree char *warning = yzt_marked_name (call->warning, call->status);
    g_string_append_printf (text, " · %s", warning);
  }
  return g_string_free (text, FALSE);
}

static GtkWidget *
new_words (const YztCallOut *call, gboolean with_warning)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *title = g_strdup_printf ("%s%s%s", call->name, *call->post != '\0' ? " · " : "", call->post);
  g_autofree char *marked = yzt_marked_name (title, call->status), *second = second_line (call, with_warning);
  GtkWidget *name = yzt_ui_label (marked, "row-title"), *line = yzt_ui_label (second, "second-line");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), line);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

static GtkWidget *
new_state (const YztCallOut *call, gint64 now_ms)
{
  GtkWidget *state = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *when = when_words (call, now_ms);
  GtkWidget *label = yzt_ui_label (yzt_call_state_get_label (call->state), "row-title"), *line = yzt_ui_label (when, "second-line number");
  if (yzt_call_out_is_due (call, now_ms)) {
    gtk_widget_add_css_class (line, "due-now");
  }
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_xalign (GTK_LABEL (line), 1);
  gtk_box_append (GTK_BOX (state), label);
  gtk_box_append (GTK_BOX (state), line);
  return state;
}

/* All that a row says. */
static char *
row_words (const YztCallOut *call, gboolean with_warning, gint64 now_ms)
{
  g_autofree char *second = second_line (call, with_warning), *when = when_words (call, now_ms);
  return g_strdup_printf ("%s|%s|%s|%s|%s|%s|%d|%d|%d", call->name, call->post, call->phone, call->status, second, when, call->level, (int) call->state,
                          yzt_call_out_is_due (call, now_ms));
}

static GtkWidget *
new_box (const YztCallOut *call, gboolean with_warning, gint64 now_ms)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *badge = g_object_new (YZT_TYPE_LEVEL_BADGE, NULL);
  GtkWidget *phone = yzt_ui_label (*call->phone != '\0' ? call->phone : _("no number"), "row-figure number");
  yzt_level_badge_set (YZT_LEVEL_BADGE (badge), call->level, yzt_level_numeral (call->level));
  gtk_widget_set_visible (badge, call->level > 0);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_box_append (GTK_BOX (box), new_words (call, with_warning));
  gtk_box_append (GTK_BOX (box), phone);
  gtk_box_append (GTK_BOX (box), new_state (call, now_ms));
  gtk_widget_add_css_class (box, "call-row");
  if (call->state == YZT_CALL_STATE_RELEASED || call->state == YZT_CALL_STATE_ACTION) {
    gtk_widget_add_css_class (box, "shut");
  }
  return box;
}

gboolean
yzt_call_out_row_show (GtkWidget *row, YztSession *session, const YztCallOut *call, gboolean with_warning)
{
  g_return_val_if_fail (GTK_IS_LIST_BOX_ROW (row) && call != NULL, FALSE);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  char *words = row_words (call, with_warning, now_ms);
  if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "words"), words) == 0) {
    g_free (words);
    return FALSE;
  }
  g_object_set_data_full (G_OBJECT (row), "words", words, g_free);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), new_box (call, with_warning, now_ms));
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %s", call->name, call->post, call->phone, yzt_call_state_get_label (call->state));
  yzt_ui_name_row (row, name);
  return TRUE;
}
