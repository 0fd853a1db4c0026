/* yzt-person-entry.c: an entry that proposes people of the map with their telephones
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-person-entry.h"
#include <glib/gi18n-lib.h>
#include "yzt-people.h"
#include "yzt-suggest.h"
#include "yzt-ui.h"

#define MOST_PEOPLE 8
#define DATA "yzt-person"

typedef struct {
  GtkEntry *entry; /* owns this */
  GtkLabel *told;
  YztSession *session;
  YztSuggest *suggest;
  YztPersonTaken taken;
  gpointer user_data;
  GCancellable *cancellable;
} Person;

static void
person_free (gpointer data)
{
  Person *self = data;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_object_unref (self->session);
  g_free (self);
}

/* "13800138000 · Depot · 城东库" */
static char *
second_line (YztSession *session, const YztPerson *person)
{
  YztKind *kind = person->kind != NULL ? yzt_kind_set_find (yzt_session_get_kinds (session), person->kind) : NULL;
  const char *label = kind != NULL ? yzt_kind_get_label (kind, yzt_session_get_language (session)) : _("has signed in here");
  g_autoptr (GString) words = g_string_new (person->phone != NULL ? person->phone : "");
  g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", label);
  if (person->of != NULL) {
    g_string_append_printf (words, " · %s", person->of);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
tell (Person *self, const char *words)
{
  gtk_label_set_text (self->told, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->told), words != NULL);
}

/* Who is called exactly so is told below. */
static void
on_people (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkEntry) entry = user_data;
  g_autoptr (GArray) people = yzt_session_find_people_finish (result, NULL);
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_suggestion_free);
  Person *self = g_object_get_data (G_OBJECT (entry), DATA);
  if (people == NULL || self == NULL || gtk_widget_get_root (GTK_WIDGET (entry)) == NULL) {
    return;
  }
  g_autofree char *exact = NULL;
  for (guint i = 0; i < people->len; i++) {
    const YztPerson *person = &g_array_index (people, YztPerson, i);
    g_autofree char *second = second_line (self->session, person);
    if (exact == NULL && person->phone != NULL && g_str_equal (person->name, gtk_editable_get_text (GTK_EDITABLE (entry)))) {
      exact = g_strdup (second);
    }
    g_ptr_array_add (proposals, yzt_suggestion_new (person->name, second, person->phone));
  }
  tell (self, exact);
  yzt_suggest_show (self->suggest, proposals);
}

static void
ask (Person *self, const char *typed)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  yzt_session_find_people_async (self->session, typed, MOST_PEOPLE, self->cancellable, on_people, g_object_ref (self->entry));
}

static void
on_asked (YztSuggest *suggest, const char *typed, Person *self)
{
  ask (self, typed);
}

static void
on_taken (YztSuggest *suggest, const YztSuggestion *suggestion, Person *self)
{
  tell (self, suggestion->second);
  self->taken (suggestion->extra, self->user_data);
}

static void
on_changed (GtkEntry *entry, Person *self)
{
  tell (self, NULL);
}

/* Who stands there already is told, too. */
static void
on_mapped (GtkEntry *entry, Person *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (entry));
  if (*typed != '\0') {
    ask (self, typed);
  }
}

void
yzt_person_entry_attach (GtkEntry *entry, GtkLabel *told, YztSession *session, YztPersonTaken taken, gpointer user_data)
{
  g_return_if_fail (GTK_IS_ENTRY (entry) && GTK_IS_LABEL (told) && YZT_IS_SESSION (session) && taken != NULL);
  Person *self = g_new0 (Person, 1);
  *self = (Person) { .entry = entry, .told = told, .session = g_object_ref (session), .suggest = yzt_suggest_attach (entry), .taken = taken, .user_data = user_data };
  g_object_set_data_full (G_OBJECT (entry), DATA, self, person_free);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (entry, "map", G_CALLBACK (on_mapped), self);
  g_signal_connect (self->suggest, "asked", G_CALLBACK (on_asked), self);
  g_signal_connect (self->suggest, "taken", G_CALLBACK (on_taken), self);
}
