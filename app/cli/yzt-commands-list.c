/* yzt-commands-list.c: the commands that list what stands in the file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-session.h"

#include <glib/gi18n-lib.h>

static json_t *
field_json (const YztField *field, const char *language)
{
  json_t *object = json_object ();
  json_object_set_new (object, "name", json_string (yzt_field_get_name (field)));
  json_object_set_new (object, "type", json_string (yzt_field_type_get_name (yzt_field_get_field_type (field))));
  json_object_set_new (object, "label", json_string (yzt_field_get_label (field, language)));
  json_object_set_new (object, "unit", yzt_json_text (yzt_field_get_unit (field, language)));
  json_object_set_new (object, "required", json_boolean (yzt_field_is_required (field)));
  json_object_set_new (object, "summable", json_boolean (yzt_field_is_summable (field)));
  if (yzt_field_get_n_values (field) > 0) {
    json_t *values = json_array ();
    for (guint i = 0; i < yzt_field_get_n_values (field); i++) {
      json_array_append_new (values, json_string (yzt_field_get_value (field, i)));
    }
    json_object_set_new (object, "values", values);
  }
  return object;
}

/* Labels in JSON are English whatever the locale; the words on the terminal follow it. */
static json_t *
kind_json (const YztKind *kind)
{
  static const char *const geometries[] = { "none", "point", "area", "line" };
  json_t *object = json_object ();
  json_t *fields = json_array ();
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    json_array_append_new (fields, field_json (yzt_kind_get_field (kind, i), "en"));
  }
  json_object_set_new (object, "kind", json_string (yzt_kind_get_id (kind)));
  json_object_set_new (object, "label", json_string (yzt_kind_get_label (kind, "en")));
  json_object_set_new (object, "label_zh", json_string (yzt_kind_get_label (kind, "zh_CN")));
  json_object_set_new (object, "table", json_string (yzt_kind_get_table (kind)));
  json_object_set_new (object, "geometry", json_string (geometries[yzt_kind_get_geometry (kind)]));
  json_object_set_new (object, "owner", yzt_json_text (yzt_kind_get_owner (kind)));
  json_object_set_new (object, "symbol_code", yzt_json_text (yzt_kind_get_string (kind, "SymbolCode", NULL)));
  json_object_set_new (object, "platform_code", yzt_json_text (yzt_kind_get_string (kind, "PlatformCode", NULL)));
  json_object_set_new (object, "fields", fields);
  return object;
}

static YztExit
list_kinds (const YztCall *call, YztKindSet *kinds)
{
  if (call->json) {
    json_t *list = json_array ();
    for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
      json_array_append_new (list, kind_json (yzt_kind_set_get (kinds, i)));
    }
    json_t *root = json_object ();
    json_object_set_new (root, "kinds", list);
    return yzt_print_json (root);
  }
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    const YztKind *kind = yzt_kind_set_get (kinds, i);
    g_print ("%-20s %s\n", yzt_kind_get_id (kind), yzt_kind_get_label (kind, call->language));
  }
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_kinds (const YztCall *call)
{
  if (call->words->len > 0) {
    g_autoptr (YztStore) store = yzt_open_for_reading (call);
    return store != NULL ? list_kinds (call, yzt_store_get_kinds (store)) : YZT_EXIT_PROBLEM;
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (problems, &error);
  if (kinds == NULL) {
    return yzt_fail (error);
  }
  YztExit status = list_kinds (call, kinds);
  for (guint i = 0; i < problems->len; i++) {
    g_printerr ("yzt: %s\n", (const char *) problems->pdata[i]);
    status = YZT_EXIT_PROBLEM;
  }
  return status;
}

gint64
yzt_find_incident (YztStore *store, const char *code, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  static const char *const fields[] = { "code", "identifier" };
  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS (fields); i++) {
    if (yzt_kind_get_field_index (kind, fields[i]) < 0) {
      continue;
    }
    gint64 fid = yzt_store_find_row (store, kind, fields[i], code, error);
    if (fid != 0 || (error != NULL && *error != NULL)) {
      return fid;
    }
  }
  gint64 fid;
  if (kind != NULL && g_ascii_string_to_signed (code, 10, 1, G_MAXINT64, &fid, NULL)) {
    g_autoptr (YztRow) row = yzt_store_get_row (store, kind, fid, NULL);
    if (row != NULL) {
      return fid;
    }
  }
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
               _("This map has no incident “%s”; “yzt incidents MAP” lists them."), code);
  return 0;
}

/* --- incidents --- */

typedef struct {
  json_t *list;
  const YztCall *call;
} IncidentListing;

static const char *
first_text (const YztRow *row, const char *const *fields)
{
  for (guint i = 0; fields[i] != NULL; i++) {
    const char *text = yzt_row_get_text (row, fields[i]);
    if (text != NULL && *text != '\0') {
      return text;
    }
  }
  return NULL;
}

static gboolean
list_incident_cb (const YztRow *row, gpointer user_data)
{
  static const char *const times[] = { "reported_utc", "sent_utc", "effective_utc", NULL };
  static const char *const sources[] = { "sender", "source", NULL };
  IncidentListing *listing = user_data;
  const YztField *state = yzt_kind_get_state_field (row->kind);
  int level = yzt_row_get_level (row);
  json_t *object = json_object ();
  json_object_set_new (object, "fid", json_integer (row->fid));
  json_object_set_new (object, "title", yzt_json_text (yzt_row_get_text (row, "name")));
  json_object_set_new (object, "kind", json_string (yzt_kind_get_id (row->kind)));
  json_object_set_new (object, "level", level > 0 ? json_integer (level) : json_null ());
  json_object_set_new (object, "state",
                       yzt_json_text (state != NULL ? yzt_row_get_text (row, yzt_field_get_name (state)) : NULL));
  json_object_set_new (object, "lon", row->has_position ? yzt_json_number (row->lon) : json_null ());
  json_object_set_new (object, "lat", row->has_position ? yzt_json_number (row->lat) : json_null ());
  json_object_set_new (object, "source", yzt_json_text (first_text (row, sources)));
  json_object_set_new (object, "identifier", yzt_json_text (yzt_row_get_text (row, "identifier")));
  json_object_set_new (object, "reported_utc", yzt_json_text (first_text (row, times)));
  json_array_append_new (listing->list, object);
  return TRUE;
}

static gboolean
print_incident_cb (const YztRow *row, gpointer user_data)
{
  static const char *const times[] = { "reported_utc", "sent_utc", "effective_utc", NULL };
  IncidentListing *listing = user_data;
  const YztField *level = yzt_kind_get_level_field (row->kind), *state = yzt_kind_get_state_field (row->kind);
  const char *level_code = level != NULL ? yzt_row_get_text (row, yzt_field_get_name (level)) : NULL;
  const char *state_code = state != NULL ? yzt_row_get_text (row, yzt_field_get_name (state)) : NULL;
  const char *time = first_text (row, times), *name = yzt_row_get_text (row, "name");
  g_print ("%-20s  %s  %s  %s  %s\n", time != NULL ? time : "",
           yzt_kind_get_label (row->kind, listing->call->language),
           level_code != NULL ? yzt_field_get_value_label (level, level_code, listing->call->language) : "—",
           state_code != NULL ? yzt_field_get_value_label (state, state_code, listing->call->language) : "—",
           name != NULL ? name : "");
  return TRUE;
}

YztExit
yzt_command_incidents (const YztCall *call)
{
  static const char *const ids[] = { "incident", "warning" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  IncidentListing listing = { json_array (), call };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), ids[i]);
    if (kind != NULL && !yzt_store_read_rows (store, kind, call->json ? list_incident_cb : print_incident_cb,
                                              &listing, &error)) {
      json_decref (listing.list);
      return yzt_fail (error);
    }
  }
  if (!call->json) {
    json_decref (listing.list);
    return YZT_EXIT_DONE;
  }
  json_t *root = json_object ();
  json_object_set_new (root, "incidents", listing.list);
  return yzt_print_json (root);
}
