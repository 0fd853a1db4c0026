/* yzt-database-dialog.c: which PostGIS data base, asked for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-database-dialog.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-exchange.h"

/* As libpq reads it: in quotation marks, with what they mean taken from them. */
static char *
quote (const char *value)
{
  g_autoptr (GString) quoted = g_string_new ("'");
  for (const char *p = value; *p != '\0'; p++) {
    if (*p == '\'' || *p == '\\') {
      g_string_append_c (quoted, '\\');
    }
    g_string_append_c (quoted, *p);
  }
  g_string_append_c (quoted, '\'');
  return g_strdup (quoted->str);
}

char *
yzt_database_path (const char *connection, const char *password)
{
  g_return_val_if_fail (connection != NULL && password != NULL, NULL);
  gsize prefix = strlen (YZT_EXCHANGE_DATABASE);
  const char *bare = g_ascii_strncasecmp (connection, YZT_EXCHANGE_DATABASE, prefix) == 0 ? connection + prefix : connection;
  g_autofree char *quoted = quote (password);
  return *password != '\0' ? g_strdup_printf ("%s%s password=%s", YZT_EXCHANGE_DATABASE, bare, quoted) : g_strconcat (YZT_EXCHANGE_DATABASE, bare, NULL);
}

typedef struct {
  AdwEntryRow *connection;
  AdwPasswordEntryRow *password;
  YztDatabaseFunc func;
  gpointer user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;
  g_object_unref (question->user_data);
  g_free (question);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "open")) {
    g_autofree char *path = yzt_database_path (gtk_editable_get_text (GTK_EDITABLE (question->connection)),
                                               gtk_editable_get_text (GTK_EDITABLE (question->password)));
    question->func (path, question->user_data);
  }
}

AdwMessageDialog *
yzt_ask_database (GtkWindow *parent, YztDatabaseFunc func, gpointer user_data)
{
  g_return_val_if_fail (func != NULL && G_IS_OBJECT (user_data), NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (parent, _("PostGIS Data Base"), _("The table is chosen in the next step. Neither the connection nor the password is kept.")));
  GtkWidget *group = adw_preferences_group_new ();
  Question *question = g_new0 (Question, 1);
  question->connection = ADW_ENTRY_ROW (adw_entry_row_new ());
  question->password = ADW_PASSWORD_ENTRY_ROW (adw_password_entry_row_new ());
  question->func = func;
  question->user_data = g_object_ref (user_data);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->connection), _("Connection, such as host=10.0.0.5 dbname=city user=duty"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->password), _("Password (not kept)"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (question->connection));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (question->password));
  gtk_widget_set_size_request (group, 440, -1);
  adw_message_dialog_set_extra_child (dialog, group);
  adw_message_dialog_add_responses (dialog, "no", _("_Cancel"), "open", _("_Open"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "open");
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}
