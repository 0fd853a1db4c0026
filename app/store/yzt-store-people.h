/* yzt-store-people.h: people that the map knows: contacts, experts, whoever is named as a person of a thing, who signed in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS
typedef struct {
  char *name;
  char *phone;  /* NULL: not known */
  char *kind;   /* id of the kind in which they stand; NULL: signed in once */
  char *of;     /* what they belong to there, or where they work; NULL: not known */
} YztPerson;
void yzt_person_clear (YztPerson *person);
/** [worker] People whose name holds @text, blank: anybody; each name with each telephone once, those of kinds of people first, then those whose name begins
 * with @text. At most @limit; (element-type YztPerson). */
GArray *yzt_store_find_people (YztStore *store, const char *text, guint limit, GCancellable *cancellable, GError **error);
G_END_DECLS
