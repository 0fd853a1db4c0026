/* yzt-ground-list.c: the base maps in their order, kept in a key file of the user
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-ground.h"

#define MAX_GROUNDS 64
#define MAX_FILE_BYTES (256 * 1024)
#define SAVE_AFTER_MS 500
#define CACHE_GROUP "tile-cache" /* no base map: what is said of the cache */
#define HOSTS_GROUP "no-download"
#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define CACHE_MIB 512
#define MAX_CACHE_MIB 65536

struct _YztGroundList {
  GObject parent_instance;
  char *path;
  GPtrArray *grounds; /* YztGround, the top one first */
  gint64 cache_mib;
  guint save_timer;
};

static void yzt_ground_list_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YztGroundList, yzt_ground_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, yzt_ground_list_iface_init))

static guint changed_signal;

static const char *const type_names[] = { "built-in", "picture", "tiles", "service", "vector" };
static const struct {
  const char *name;
  YztDatum datum;
} datum_names[] = { { "wgs84", YZT_DATUM_WGS84 }, { "cgcs2000", YZT_DATUM_CGCS2000 }, { "gcj02", YZT_DATUM_GCJ02 }, { "bd09", YZT_DATUM_BD09 } };

/* --- key files --- */

static guint
read_zoom (GKeyFile *file, const char *group, const char *key, guint otherwise)
{
  g_autoptr (GError) error = NULL;
  int zoom = g_key_file_get_integer (file, group, key, &error);
  return error != NULL ? otherwise : (guint) CLAMP (zoom, 0, 22);
}

static YztGround *
read_ground (GKeyFile *file, const char *group, const char *language)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *type = g_key_file_get_string (file, group, "Type", NULL);
  g_autofree char *title = g_key_file_get_locale_string (file, group, "Title", language, NULL);
  g_autofree char *attribution = g_key_file_get_locale_string (file, group, "Attribution", language, NULL);
  g_autofree char *address = g_key_file_get_string (file, group, "Address", NULL);
  g_autofree char *subdomains = g_key_file_get_string (file, group, "Subdomains", NULL);
  g_autofree char *key_service = g_key_file_get_string (file, group, "KeyService", NULL);
  g_autofree char *datum = g_key_file_get_string (file, group, "Datum", NULL);
  g_autofree char *grid = g_key_file_get_string (file, group, "Grid", NULL);
  gboolean may_download = !g_key_file_has_key (file, group, "Download", NULL) || g_key_file_get_boolean (file, group, "Download", NULL);
  YztGroundSpec spec = { .id = group, .type = YZT_GROUND_ONLINE, .title = title, .attribution = attribution, .address = address,
                         .subdomains = subdomains, .key_service = key_service, .min_zoom = read_zoom (file, group, "MinZoom", 0),
                         .max_zoom = read_zoom (file, group, "MaxZoom", 18), .datum = YZT_DATUM_WGS84, .grid = grid, .no_download = !may_download };
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++) {
    spec.type = g_strcmp0 (type, type_names[i]) == 0 ? (YztGroundType) i : spec.type;
  }
  spec.title = spec.type == YZT_GROUND_BUILT_IN ? _("Built-in map") : title;
  for (guint i = 0; i < G_N_ELEMENTS (datum_names); i++) {
    spec.datum = g_strcmp0 (datum, datum_names[i].name) == 0 ? datum_names[i].datum : spec.datum;
  }
  YztGround *ground = yzt_ground_new (&spec, &error);
  if (ground == NULL) {
    g_message ("a base map of the list is left out: %s", error->message);
    return NULL;
  }
  g_autoptr (GError) unset = NULL;
  double opacity = g_key_file_get_double (file, group, "Opacity", &unset);
  yzt_ground_set_opacity (ground, unset != NULL ? 1 : opacity);
  yzt_ground_set_visible (ground, !g_key_file_has_key (file, group, "Visible", NULL) || g_key_file_get_boolean (file, group, "Visible", NULL));
  return ground;
}

static void
write_text (GKeyFile *file, const char *group, const char *key, const char *text)
{
  if (*text != '\0') {
    g_key_file_set_string (file, group, key, text);
  }
}

static void
write_ground (GKeyFile *file, YztGround *ground)
{
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  g_key_file_set_string (file, spec->id, "Type", type_names[spec->type]);
  write_text (file, spec->id, "Title", spec->title);
  write_text (file, spec->id, "Attribution", spec->attribution);
  write_text (file, spec->id, "Address", spec->address);
  write_text (file, spec->id, "Subdomains", spec->subdomains);
  write_text (file, spec->id, "KeyService", spec->key_service);
  write_text (file, spec->id, "Grid", spec->grid);
  if (spec->no_download) {
    g_key_file_set_boolean (file, spec->id, "Download", FALSE);
  }
  g_key_file_set_integer (file, spec->id, "MinZoom", (int) spec->min_zoom);
  g_key_file_set_integer (file, spec->id, "MaxZoom", (int) spec->max_zoom);
  for (guint i = 0; i < G_N_ELEMENTS (datum_names); i++) {
    if (datum_names[i].datum == spec->datum) {
      g_key_file_set_string (file, spec->id, "Datum", datum_names[i].name);
    }
  }
  g_key_file_set_double (file, spec->id, "Opacity", yzt_ground_get_opacity (ground));
  g_key_file_set_boolean (file, spec->id, "Visible", yzt_ground_get_visible (ground));
}

/* @cache_mib_out: what the file says of the cache, left alone when it says nothing; may be NULL. */
static GPtrArray *
read_file (const char *path, const char *language, gint64 *cache_mib_out)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  GPtrArray *grounds = g_ptr_array_new_with_free_func (g_object_unref);
  if (!g_file_get_contents (path, &text, &length, &error)) {
    return grounds;
  }
  if (length > MAX_FILE_BYTES || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &error)) {
    g_message ("the list of base maps cannot be read: %s", error != NULL ? error->message : "it is too large");
    return grounds;
  }
  gint64 mib = g_key_file_get_int64 (file, CACHE_GROUP, "MaxMiB", NULL);
  if (cache_mib_out != NULL && mib > 0) {
    *cache_mib_out = CLAMP (mib, 16, MAX_CACHE_MIB);
  }
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL && grounds->len < MAX_GROUNDS; i++) {
    YztGround *ground = g_str_equal (groups[i], CACHE_GROUP) || g_str_equal (groups[i], HOSTS_GROUP) ? NULL : read_ground (file, groups[i], language);
    if (ground != NULL) {
      g_ptr_array_add (grounds, ground);
    }
  }
  return grounds;
}

GPtrArray *
yzt_ground_list_read_known (const char *path, const char *language)
{
  g_return_val_if_fail (path != NULL, NULL);
  return read_file (path, language, NULL);
}

gboolean
yzt_ground_list_forbids_download (const char *address)
{
  g_return_val_if_fail (address != NULL, FALSE);
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "services.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) hosts = g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL) ? g_key_file_get_string_list (file, HOSTS_GROUP, "Hosts", NULL, NULL)
                                                                                       : NULL;
  const char *from = strstr (address, "://");
  g_autofree char *host = from != NULL ? g_ascii_strdown (from + 3, (gssize) strcspn (from + 3, "/:?")) : NULL;
  for (guint i = 0; host != NULL && hosts != NULL && hosts[i] != NULL; i++) {
    if (g_str_has_suffix (host, hosts[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

/* --- keeping --- */

gboolean
yzt_ground_list_save (YztGroundList *self, GError **error)
{
  g_return_val_if_fail (YZT_IS_GROUND_LIST (self), FALSE);
  g_clear_handle_id (&self->save_timer, g_source_remove);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  for (guint i = 0; i < self->grounds->len; i++) {
    write_ground (file, self->grounds->pdata[i]);
  }
  if (self->cache_mib != CACHE_MIB) {
    g_key_file_set_int64 (file, CACHE_GROUP, "MaxMiB", self->cache_mib);
  }
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  return g_key_file_save_to_file (file, self->path, error);
}

static gboolean
on_save (gpointer user_data)
{
  YztGroundList *self = user_data;
  g_autoptr (GError) error = NULL;
  self->save_timer = 0;
  if (!yzt_ground_list_save (self, &error)) {
    g_message ("the list of base maps was not kept: %s", error->message);
  }
  return G_SOURCE_REMOVE;
}

static void
tell_change (YztGroundList *self)
{
  if (self->save_timer == 0) {
    self->save_timer = g_timeout_add (SAVE_AFTER_MS, on_save, self);
  }
  g_signal_emit (self, changed_signal, 0);
}

static void
take (YztGroundList *self, guint position, YztGround *ground)
{
  g_ptr_array_insert (self->grounds, (int) position, ground);
  g_signal_connect_object (ground, "notify::visible", G_CALLBACK (tell_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ground, "notify::opacity", G_CALLBACK (tell_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ground, "notify::attribution", G_CALLBACK (tell_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ground, "notify::datum", G_CALLBACK (tell_change), self, G_CONNECT_SWAPPED);
}

/* --- changing --- */

static gboolean
has_id (YztGroundList *self, const char *id)
{
  for (guint i = 0; i < self->grounds->len; i++) {
    if (g_str_equal (yzt_ground_get_spec (self->grounds->pdata[i])->id, id)) {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_ground_list_add (YztGroundList *self, YztGround *ground)
{
  g_return_if_fail (YZT_IS_GROUND_LIST (self) && YZT_IS_GROUND (ground));
  YztGroundSpec spec = *yzt_ground_get_spec (ground);
  g_autofree char *id = g_strdup (spec.id);
  for (guint n = 2; has_id (self, id); n++) {
    g_free (id);
    id = g_strdup_printf ("%s-%u", spec.id, n);
  }
  spec.id = id;
  if (self->grounds->len < MAX_GROUNDS) {
    take (self, 0, yzt_ground_new (&spec, NULL));
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
    tell_change (self);
  }
}

void
yzt_ground_list_remove (YztGroundList *self, YztGround *ground)
{
  g_return_if_fail (YZT_IS_GROUND_LIST (self) && YZT_IS_GROUND (ground));
  guint position;
  if (yzt_ground_get_spec (ground)->type == YZT_GROUND_BUILT_IN || !g_ptr_array_find (self->grounds, ground, &position)) {
    return;
  }
  g_signal_handlers_disconnect_by_data (ground, self);
  yzt_ground_cancel_work (ground); /* nobody could stop it any more */
  g_ptr_array_remove_index (self->grounds, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  tell_change (self);
}

void
yzt_ground_list_move (YztGroundList *self, YztGround *ground, int steps)
{
  g_return_if_fail (YZT_IS_GROUND_LIST (self) && YZT_IS_GROUND (ground));
  guint from;
  if (!g_ptr_array_find (self->grounds, ground, &from)) {
    return;
  }
  int to = CLAMP ((int) from + steps, 0, (int) self->grounds->len - 1);
  if (to == (int) from) {
    return;
  }
  YztGround *moved = g_ptr_array_steal_index (self->grounds, from);
  g_ptr_array_insert (self->grounds, to, moved);
  guint low = MIN (from, (guint) to), n = MAX (from, (guint) to) - low + 1;
  g_list_model_items_changed (G_LIST_MODEL (self), low, n, n);
  tell_change (self);
}

gint64
yzt_ground_list_get_cache_bytes (YztGroundList *self)
{
  g_return_val_if_fail (YZT_IS_GROUND_LIST (self), CACHE_MIB * MIB);
  return self->cache_mib * MIB;
}

void
yzt_ground_list_set_cache_bytes (YztGroundList *self, gint64 bytes)
{
  g_return_if_fail (YZT_IS_GROUND_LIST (self));
  gint64 mib = CLAMP (bytes / MIB, 16, MAX_CACHE_MIB);
  if (self->cache_mib != mib) {
    self->cache_mib = mib;
    tell_change (self);
  }
}

/* --- list model and class --- */

static GType
get_item_type (GListModel *model)
{
  return YZT_TYPE_GROUND;
}

static guint
get_n_items (GListModel *model)
{
  return YZT_GROUND_LIST (model)->grounds->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  YztGroundList *self = YZT_GROUND_LIST (model);
  return position < self->grounds->len ? g_object_ref (self->grounds->pdata[position]) : NULL;
}

static void
yzt_ground_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
yzt_ground_list_finalize (GObject *object)
{
  YztGroundList *self = YZT_GROUND_LIST (object);
  if (self->save_timer != 0) {
    g_clear_handle_id (&self->save_timer, g_source_remove); /* or it would fire when we are gone */
    on_save (self);
  }
  g_clear_pointer (&self->grounds, g_ptr_array_unref);
  g_free (self->path);
  G_OBJECT_CLASS (yzt_ground_list_parent_class)->finalize (object);
}

static void
yzt_ground_list_class_init (YztGroundListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_ground_list_finalize;
  changed_signal = g_signal_new ("changed", YZT_TYPE_GROUND_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_ground_list_init (YztGroundList *self)
{
  self->grounds = g_ptr_array_new_with_free_func (g_object_unref);
  self->cache_mib = CACHE_MIB;
}

YztGroundList *
yzt_ground_list_new (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  YztGroundList *self = g_object_new (YZT_TYPE_GROUND_LIST, NULL);
  gboolean has_built_in = FALSE;
  self->path = g_strdup (path);
  g_autoptr (GPtrArray) grounds = read_file (path, NULL, &self->cache_mib);
  for (guint i = 0; i < grounds->len; i++) {
    YztGround *ground = grounds->pdata[i];
    has_built_in |= yzt_ground_get_spec (ground)->type == YZT_GROUND_BUILT_IN;
    take (self, self->grounds->len, g_object_ref (ground));
  }
  if (!has_built_in) {
    YztGroundSpec spec = { .id = "built-in", .type = YZT_GROUND_BUILT_IN, .title = _("Built-in map"), .max_zoom = 22, .datum = YZT_DATUM_WGS84 };
    take (self, self->grounds->len, yzt_ground_new (&spec, NULL));
  }
  return self;
}
