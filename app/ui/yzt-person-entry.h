/* yzt-person-entry.h: an entry that proposes people of the map with their telephones
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
/** The person whose name stands in the entry was chosen; @phone: theirs, NULL: not known. */
typedef void (*YztPersonTaken) (const char *phone, gpointer user_data);
/** @told: a label that says who it is while the name is one that the map knows; hidden otherwise. @user_data outlives the entry. */
void yzt_person_entry_attach (GtkEntry *entry, GtkLabel *told, YztSession *session, YztPersonTaken taken, gpointer user_data);
G_END_DECLS
