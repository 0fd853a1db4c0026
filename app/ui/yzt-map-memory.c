/* yzt-map-memory.c: where the map stood and what was hidden, per file, from one day to the next
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-memory.h"
#include "yzt-ui.h"

#define MOST_FILES 40

/* A copy of the dictionary @key with @value first under @path: the order is the order of use. */
static void
put (const char *key, const char *path, GVariant *value)
{
  GSettings *settings = yzt_ui_settings ();
  g_autoptr (GVariant) held = g_variant_ref_sink (value);
  if (settings == NULL) {
    return;
  }
  g_autoptr (GVariant) before = g_settings_get_value (settings, key);
  GVariantBuilder builder;
  g_variant_builder_init (&builder, g_variant_get_type (before));
  g_variant_builder_add (&builder, "{s@*}", path, held);
  GVariantIter iter;
  g_variant_iter_init (&iter, before);
  const char *name;
  GVariant *old;
  for (guint kept = 1; kept < MOST_FILES && g_variant_iter_next (&iter, "{&s@*}", &name, &old);) {
    if (!g_str_equal (name, path)) {
      g_variant_builder_add (&builder, "{s@*}", name, old);
      kept++;
    }
    g_variant_unref (old);
  }
  g_settings_set_value (settings, key, g_variant_builder_end (&builder));
}

static GVariant *
get (const char *key, const char *path)
{
  GSettings *settings = yzt_ui_settings ();
  if (settings == NULL) {
    return NULL;
  }
  g_autoptr (GVariant) all = g_settings_get_value (settings, key);
  GVariantIter iter;
  g_variant_iter_init (&iter, all);
  const char *name;
  GVariant *value;
  while (g_variant_iter_next (&iter, "{&s@*}", &name, &value)) {
    if (g_str_equal (name, path)) {
      return value;
    }
    g_variant_unref (value);
  }
  return NULL;
}

gboolean
yzt_map_memory_get_view (const char *path, YztPosition *center_out, double *zoom_out)
{
  g_return_val_if_fail (path != NULL, FALSE);
  g_autoptr (GVariant) value = get ("map-views", path);
  if (value == NULL) {
    return FALSE;
  }
  g_variant_get (value, "(ddd)", &center_out->lon, &center_out->lat, zoom_out);
  return yzt_position_is_valid (*center_out) && *zoom_out > 0;
}

void
yzt_map_memory_set_view (const char *path, YztPosition center, double zoom)
{
  g_return_if_fail (path != NULL);
  put ("map-views", path, g_variant_new ("(ddd)", center.lon, center.lat, zoom));
}

/* Remembered are the ids of all kinds with a place, each with whether it was shown. */
void
yzt_map_memory_restore_layers (YztSession *session)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_autoptr (GVariant) layers = get ("map-layers", yzt_session_get_path (session));
  if (layers == NULL) {
    return;
  }
  GVariantIter iter;
  g_variant_iter_init (&iter, layers);
  const char *id;
  gboolean visible;
  while (g_variant_iter_next (&iter, "{&sb}", &id, &visible)) {
    int kind = yzt_kind_set_index (yzt_session_get_kinds (session), id);
    if (kind >= 0) {
      yzt_session_set_kind_visible (session, (guint) kind, visible);
    }
  }
}

void
yzt_map_memory_keep_layers (YztSession *session)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  YztKindSet *kinds = yzt_session_get_kinds (session);
  if (kinds == NULL) {
    return;
  }
  guint64 hidden = yzt_session_get_hidden_kinds (session);
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sb}"));
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && i < 64; i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
      g_variant_builder_add (&builder, "{sb}", yzt_kind_get_id (kind), (hidden & (G_GUINT64_CONSTANT (1) << i)) == 0);
    }
  }
  put ("map-layers", yzt_session_get_path (session), g_variant_builder_end (&builder));
}

char *
yzt_map_memory_get_last (void)
{
  GSettings *settings = yzt_ui_settings ();
  g_autofree char *path = settings != NULL ? g_settings_get_string (settings, "last-map") : NULL;
  return path != NULL && *path != '\0' ? g_steal_pointer (&path) : NULL;
}

void
yzt_map_memory_set_last (const char *path)
{
  g_return_if_fail (path != NULL);
  if (yzt_ui_settings () != NULL) {
    g_settings_set_string (yzt_ui_settings (), "last-map", path);
  }
}
