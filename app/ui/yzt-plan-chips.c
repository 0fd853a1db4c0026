/* yzt-plan-chips.c: the filters that were typed into a search box for plans, as buttons that take them away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-chips.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"
#include "yzt-watchdog.h"

static void
on_chip (GtkButton *button, GtkEditable *entry)
{
  g_autofree char *rest = yzt_plan_ask_without (gtk_editable_get_text (entry), g_object_get_data (G_OBJECT (button), "typed"));
  yzt_watchdog_action ("plan-chip");
  gtk_editable_set_text (entry, rest);
  gtk_editable_set_position (entry, -1);
  gtk_widget_grab_focus (GTK_WIDGET (entry));
}

void
yzt_plan_chips_fill (GtkBox *chips, const YztPlanAsk *ask, GtkEditable *entry, gboolean focusable)
{
  g_return_if_fail (GTK_IS_BOX (chips) && ask != NULL && GTK_IS_EDITABLE (entry));
  yzt_ui_clear_children (GTK_WIDGET (chips));
  gtk_widget_set_visible (GTK_WIDGET (chips), ask->typed->len > 0);
  for (guint i = 0; i < ask->typed->len; i++) {
    g_autofree char *label = g_strdup_printf ("%s  ×", (const char *) ask->labels->pdata[i]), *tip = g_strdup_printf (_("Take away the filter “%s”"), (const char *) ask->typed->pdata[i]);
    GtkWidget *chip = gtk_button_new_with_label (label);
    gtk_widget_add_css_class (chip, "chip");
    gtk_widget_set_tooltip_text (chip, tip);
    gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
    gtk_widget_set_can_focus (chip, focusable);
    g_object_set_data_full (G_OBJECT (chip), "typed", g_strdup (ask->typed->pdata[i]), g_free);
    g_signal_connect_object (chip, "clicked", G_CALLBACK (on_chip), entry, 0);
    gtk_box_append (chips, chip);
  }
}

char *
yzt_plan_today (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yzt_clock_now_ms (yzt_session_get_clock (session)) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (session));
  return g_date_time_format (local, "%Y-%m-%d");
}
