/* yzt-warning-people.c: who is responsible for what lies inside a warning, level by level
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "yzt-warning-private.h"

struct _YztPhoneBook {
  GHashTable *contacts; /* "hazard-source/12" → GPtrArray of YztRow (not owned) */
  GPtrArray *rows;      /* YztRow of contacts and units */
  GHashTable *units;    /* "town:金利镇", "county:高要区" → YztRow (not owned) */
};

void
yzt_responsible_free (YztResponsible *person)
{
  if (person != NULL) {
    g_free (person->name);
    g_free (person->phone);
    g_free (person->second_phone);
    g_free (person->post);
    g_free (person->organisation);
    g_array_unref (person->of);
    g_free (person);
  }
}

char *
yzt_phone_key (const char *phone, const char *name)
{
  GString *key = g_string_new (NULL);

  for (const char *at = phone; *at != '\0'; at++) {
    if (g_ascii_isdigit (*at)) {
      g_string_append_c (key, *at);
    }
  }
  if (key->len == 0) {
    g_string_append_printf (key, "name:%s", name);
  }
  return g_string_free (key, FALSE);
}

/* --- the book --- */

void
yzt_phone_book_free (YztPhoneBook *book)
{
  if (book != NULL) {
    g_hash_table_unref (book->contacts);
    g_hash_table_unref (book->units);
    g_ptr_array_unref (book->rows);
    g_free (book);
  }
}

static gboolean
add_contact (const YztRow *row, gpointer user_data)
{
  YztPhoneBook *book = user_data;
  g_autoptr (GArray) of = yzt_links_from_text (yzt_warning_text (row, "of"));

  if (of->len == 0) {
    return TRUE;
  }
  YztRow *kept = yzt_row_copy (row);
  g_ptr_array_add (book->rows, kept);
  for (guint i = 0; i < of->len; i++) {
    const YztLink *link = &g_array_index (of, YztLink, i);
    g_autofree char *key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, link->kind, link->fid);
    GPtrArray *list = g_hash_table_lookup (book->contacts, key);
    if (list == NULL) {
      list = g_ptr_array_new ();
      g_hash_table_insert (book->contacts, g_steal_pointer (&key), list);
    }
    g_ptr_array_add (list, kept);
  }
  return TRUE;
}

/* The emergency office before others of the same place, then who was entered first. */
static void
offer_unit (YztPhoneBook *book, const char *level, const char *place, YztRow *unit)
{
  g_autofree char *key = g_strdup_printf ("%s:%s", level, place);
  const YztRow *there = g_hash_table_lookup (book->units, key);

  if (there == NULL || (!g_str_equal (yzt_warning_text (there, "trade"), "emergency") && g_str_equal (yzt_warning_text (unit, "trade"), "emergency"))) {
    g_hash_table_insert (book->units, g_steal_pointer (&key), unit);
  }
}

static gboolean
add_unit (const YztRow *row, gpointer user_data)
{
  YztPhoneBook *book = user_data;
  const char *level = yzt_warning_text (row, "level");
  const char *place = yzt_warning_text (row, g_str_equal (level, "town") ? "town" : "county");

  if (*place != '\0' && (*yzt_warning_text (row, "duty_phone") != '\0' || *yzt_warning_text (row, "phone") != '\0')) {
    YztRow *kept = yzt_row_copy (row);
    g_ptr_array_add (book->rows, kept);
    offer_unit (book, level, place, kept);
  }
  return TRUE;
}

YztPhoneBook *
yzt_phone_book_read (YztStore *store, GError **error)
{
  g_autoptr (YztPhoneBook) book = g_new0 (YztPhoneBook, 1);
  YztKind *contact = yzt_kind_set_find (yzt_store_get_kinds (store), "contact"), *unit = yzt_kind_set_find (yzt_store_get_kinds (store), "unit");

  book->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  book->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  book->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  if ((contact != NULL && !yzt_store_read_rows (store, contact, add_contact, book, error))
      || (unit != NULL && !yzt_store_read_rows (store, unit, add_unit, book, error))) {
    return NULL;
  }
  return g_steal_pointer (&book);
}

/* --- finding --- */

typedef struct {
  YztPhoneBook *book;
  const YztWarningRules *rules;
  GPtrArray *people;
  GHashTable *by_key; /* phone key → YztResponsible */
} Search;

static void
add_person (Search *search, const YztLink *thing, guint step, const char *name, const char *phone, const char *second, const char *post,
            const char *organisation)
{
  g_autofree char *key = yzt_phone_key (phone, name);
  YztResponsible *person = g_hash_table_lookup (search->by_key, key);
  YztLink of = { g_strdup (thing->kind), thing->fid };

  if (person == NULL) {
    person = g_new0 (YztResponsible, 1);
    *person = (YztResponsible) { g_strdup (name), g_strdup (phone), g_strdup (second), g_strdup (post), g_strdup (organisation), step,
                                 g_array_new (FALSE, FALSE, sizeof (YztLink)) };
    g_array_set_clear_func (person->of, (GDestroyNotify) yzt_link_clear);
    g_ptr_array_add (search->people, person);
    g_hash_table_insert (search->by_key, g_steal_pointer (&key), person);
  }
  person->step = MIN (person->step, step);
  g_array_append_val (person->of, of);
}

static gboolean
add_contacts (Search *search, const YztLink *thing, guint step, const char *post)
{
  g_autofree char *key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, thing->kind, thing->fid);
  GPtrArray *list = g_hash_table_lookup (search->book->contacts, key);
  gboolean any = FALSE;

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const YztRow *row = g_ptr_array_index (list, i);
    if (*yzt_warning_text (row, "phone") != '\0') {
      const char *own = yzt_warning_text (row, "post");
      add_person (search, thing, step, yzt_warning_text (row, "name"), yzt_warning_text (row, "phone"), yzt_warning_text (row, "second_phone"),
                  *own != '\0' ? own : post, yzt_warning_text (row, "organisation"));
      any = TRUE;
    }
  }
  return any;
}

static gboolean
add_by_rule (Search *search, const YztWarningPerson *rule, const YztRow *row, const YztLink *thing)
{
  if (rule->how == YZT_WARNING_BY_CONTACTS) {
    return add_contacts (search, thing, rule->step, rule->post);
  }
  if (rule->how == YZT_WARNING_BY_FIELD) {
    const char *phone = yzt_warning_text (row, rule->phone), *name = yzt_warning_text (row, rule->name);
    if (*phone != '\0') {
      add_person (search, thing, rule->step, *name != '\0' ? name : yzt_warning_text (row, "name"), phone, "", rule->post, yzt_warning_text (row, "name"));
    }
    return *phone != '\0';
  }
  g_autofree char *key = g_strdup_printf ("%s:%s", rule->name, yzt_warning_text (row, g_str_equal (rule->name, "town") ? "town" : "county"));
  const YztRow *unit = g_hash_table_lookup (search->book->units, key);
  if (unit != NULL) {
    const char *duty = yzt_warning_text (unit, "duty_phone"), *phone = yzt_warning_text (unit, "phone");
    add_person (search, thing, rule->step, yzt_warning_text (unit, "name"), *duty != '\0' ? duty : phone, *duty != '\0' ? phone : "", rule->post,
                yzt_warning_text (unit, "name"));
  }
  return unit != NULL;
}

/* The first step that has anybody. */
static void
search_thing (Search *search, const YztRow *row, const YztLink *thing, guint from)
{
  for (guint step = from; step <= YZT_WARNING_STEPS; step++) {
    g_autoptr (GPtrArray) rules = yzt_warning_rules_persons (search->rules, thing->kind, step);
    for (guint i = 0; i < rules->len; i++) {
      if (add_by_rule (search, g_ptr_array_index (rules, i), row, thing)) {
        return;
      }
    }
  }
  /* Nobody above is told by who stays unreached below. Nobody at all must be seen. */
  if (from == 1) {
    add_person (search, thing, 1, yzt_warning_text (row, "name"), "", "", "", yzt_warning_text (row, "name"));
  }
}

GPtrArray *
yzt_warning_find_people (YztStore *store, YztPhoneBook *book, const YztWarningRules *rules, GArray *things, guint step, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_responsible_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search search = { book, rules, people, by_key };

  for (guint i = 0; i < things->len; i++) {
    const YztLink *thing = &g_array_index (things, YztLink, i);
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), thing->kind);
    g_autoptr (GError) gone = NULL;
    g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (store, kind, thing->fid, &gone) : NULL;
    if (row != NULL) {
      search_thing (&search, row, thing, step);
    } else if (gone != NULL && !g_error_matches (gone, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&gone));
      return NULL;
    }
  }
  return g_steal_pointer (&people);
}
