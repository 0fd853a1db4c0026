/* yzt-store-people.c: people that the map knows: contacts, experts, whoever is named as a person of a thing, who signed in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-people.h"
#include "yzt-store-private.h"
#include <string.h>

void
yzt_person_clear (YztPerson *person)
{
  g_clear_pointer (&person->name, g_free);
  g_clear_pointer (&person->phone, g_free);
  g_clear_pointer (&person->kind, g_free);
  g_clear_pointer (&person->of, g_free);
}

typedef struct {
  YztConnection *connection;
  const char *text;
  char *pattern, *begin;
  guint limit;
  GArray *people;
  GHashTable *seen; /* "name\001phone", a set */
} Search;

static void
add (Search *search, const char *name, const char *phone, const char *kind, const char *of)
{
  YztPerson person = { .name = g_strdup (name), .phone = g_strdup (phone), .kind = g_strdup (kind), .of = g_strdup (of) };

  if (search->people->len < search->limit && g_hash_table_add (search->seen, g_strdup_printf ("%s\001%s", name, phone != NULL ? phone : "")))
    g_array_append_val (search->people, person);
  else
    yzt_person_clear (&person);
}

/* Rows of (name, telephone, what they belong to). */
static gboolean
take (Search *search, const char *sql, const char *kind, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (search->connection, error, sql, "ssi", search->pattern, search->begin, (gint64) search->limit);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (search->connection, stmt, error)) == 1)
    add (search, (const char *) sqlite3_column_text (stmt, 0), (const char *) sqlite3_column_text (stmt, 1), kind, (const char *) sqlite3_column_text (stmt, 2));
  return step == 0;
}

/* @of_kind: a column, or NULL. */
static gboolean
find_in (Search *search, YztKind *kind, const char *name_field, const char *phone_field, const char *of_field, GError **error)
{
  g_autofree char *table = yzt_schema_quote (yzt_kind_get_table (kind)), *name = yzt_schema_quote (name_field);
  g_autofree char *phone = phone_field != NULL ? yzt_schema_quote (phone_field) : g_strdup ("NULL");
  g_autofree char *of = of_field != NULL ? yzt_schema_quote (of_field) : g_strdup ("NULL");
  g_autofree char *sql = g_strdup_printf ("SELECT %s, nullif(%s, ''), %s FROM %s WHERE %s LIKE ?1 ESCAPE '\\' AND %s <> '' GROUP BY 1, 2 "
                                          "ORDER BY %s LIKE ?2 ESCAPE '\\' DESC, length(%s), 1 LIMIT ?3",
                                          name, phone, of, table, name, name, name, name);

  return !yzt_connection_has_table (search->connection, yzt_kind_get_table (kind)) || take (search, sql, yzt_kind_get_id (kind), error);
}

static const char *
known_field (YztKind *kind, const char *field)
{
  return field != NULL && yzt_kind_get_field_index (kind, field) >= 0 ? field : NULL;
}

static gboolean
find_rows (Search *search, YztKind *kind, GError **error)
{
  const char *phone = yzt_kind_get_string (kind, "People", NULL);

  return phone == NULL || find_in (search, kind, "name", known_field (kind, phone), known_field (kind, "organisation"), error);
}

static gboolean
find_fields (Search *search, YztKind *kind, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    const char *phone = yzt_field_get_person_phone (field);

    ok = phone == NULL || find_in (search, kind, yzt_field_get_name (field), known_field (kind, phone), "name", error);
  }
  return ok;
}

GArray *
yzt_store_find_people (YztStore *store, const char *text, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autoptr(GArray) people = g_array_new (FALSE, TRUE, sizeof (YztPerson));
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : "")), *pattern = yzt_like_pattern (stripped);
  Search search = { .text = stripped, .pattern = pattern, .begin = pattern + 1, .limit = limit, .people = people, .seen = seen };
  gboolean ok = TRUE;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_array_set_clear_func (people, (GDestroyNotify) yzt_person_clear);
  kinds = yzt_store_ref_kinds (store);
  search.connection = yzt_store_acquire (store, error);
  if (search.connection == NULL)
    return NULL;
  for (int fields = FALSE; fields <= TRUE; fields++) {
    for (guint i = 0; ok && people->len < limit && i < yzt_kind_set_get_n (kinds); i++) {
      YztKind *kind = yzt_kind_set_get (kinds, i);

      ok = !g_cancellable_set_error_if_cancelled (cancellable, error)
           && (yzt_kind_is_abstract (kind) || (fields ? find_fields : find_rows) (&search, kind, error));
    }
  }
  ok = ok && take (&search, "SELECT name, NULL, NULL FROM person WHERE name LIKE ?1 ESCAPE '\\' ORDER BY name LIKE ?2 ESCAPE '\\' DESC, name LIMIT ?3", NULL, error);
  yzt_store_release (store, search.connection);
  return ok ? g_steal_pointer (&people) : NULL;
}
