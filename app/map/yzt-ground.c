/* yzt-ground.c: one base map: what it is, how strongly it shows, what is wrong with it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-ground.h"
#include "yzt-tile-grid-private.h"
#include "yzt-vector-map.h"

struct _YztGround {
  GObject parent_instance;
  YztGroundSpec spec; /* its texts are ours */
  gboolean visible;
  double opacity;
  char *problem;
  YztTileGrid *grid;         /* NULL: the common one */
  double progress;           /* -1: nothing is under way */
  GCancellable *work;
  int told_thousandths;      /* atomic; by a worker, on its way to the main thread */
};
G_DEFINE_FINAL_TYPE (YztGround, yzt_ground, G_TYPE_OBJECT)

enum { PROP_0, PROP_TITLE, PROP_ATTRIBUTION, PROP_VISIBLE, PROP_OPACITY, PROP_DATUM, PROP_PROBLEM, PROP_PROGRESS, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* --- addresses --- */

static gboolean
is_address (const YztGroundSpec *spec)
{
  const char *address = spec->address != NULL ? spec->address : "";
  gboolean has_row = strstr (address, "{y}") != NULL || strstr (address, "{-y}") != NULL;
  return (g_str_has_prefix (address, "http://") || g_str_has_prefix (address, "https://")) && strstr (address, "{z}") != NULL
         && strstr (address, "{x}") != NULL && has_row && spec->min_zoom <= spec->max_zoom && spec->max_zoom <= 22;
}

static void
replace (GString *text, const char *mark, const char *with)
{
  g_string_replace (text, mark, with, 0);
}

static void
replace_number (GString *text, const char *mark, guint number)
{
  g_autofree char *digits = g_strdup_printf ("%u", number);
  g_string_replace (text, mark, digits, 0);
}

char *
yzt_ground_make_address (YztGround *self, guint zoom, guint x, guint y, const char *key)
{
  g_return_val_if_fail (YZT_IS_GROUND (self) && zoom <= 22, NULL);
  gboolean wants_key = strstr (self->spec.address, "{key}") != NULL;
  if (wants_key && (key == NULL || *key == '\0')) {
    return NULL;
  }
  g_autoptr (GString) text = g_string_new (self->spec.address);
  if (self->grid != NULL) {
    replace (text, "{z}", yzt_tile_grid_get_id (self->grid, zoom));
  } else {
    replace_number (text, "{z}", zoom);
  }
  replace_number (text, "{x}", x);
  replace_number (text, "{y}", y);
  replace_number (text, "{-y}", (self->grid != NULL ? yzt_tile_grid_get_rows (self->grid, zoom) : 1u << zoom) - 1 - y);
  replace (text, "{r}", "@2x");
  if (*self->spec.subdomains != '\0') {
    /* The same tile always from the same host, so that whatever lies between may keep it. */
    const char letter[2] = { self->spec.subdomains[(x + y) % strlen (self->spec.subdomains)], '\0' };
    replace (text, "{s}", letter);
  }
  if (wants_key) {
    g_autofree char *escaped = g_uri_escape_string (key, NULL, FALSE);
    replace (text, "{key}", escaped);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- making --- */

static char *
copy_text (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

YztGround *
yzt_ground_new (const YztGroundSpec *spec, GError **error)
{
  g_return_val_if_fail (spec != NULL && spec->id != NULL, NULL);
  if (spec->type == YZT_GROUND_ONLINE && !is_address (spec)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("The address of a tile service begins with http:// or https:// and holds {z}, {x} and {y}."));
    return NULL;
  }
  g_autoptr (YztTileGrid) grid = NULL;
  if (spec->grid != NULL && *spec->grid != '\0') {
    grid = yzt_tile_grid_parse (spec->grid, error);
    if (grid == NULL) {
      return NULL;
    }
  }
  YztGround *self = g_object_new (YZT_TYPE_GROUND, NULL);
  self->spec = *spec;
  self->grid = g_steal_pointer (&grid);
  self->spec.id = copy_text (spec->id);
  self->spec.title = copy_text (spec->title);
  self->spec.attribution = copy_text (spec->attribution);
  self->spec.address = copy_text (spec->address);
  self->spec.subdomains = copy_text (spec->subdomains);
  self->spec.key_service = copy_text (spec->key_service);
  self->spec.grid = copy_text (spec->grid);
  return self;
}

/* A name for the cache out of a file's name: letters that any file system takes, and a few that tell equal names apart. */
static char *
make_id (const char *path)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  return g_strndup (sum, 12);
}

YztGround *
yzt_ground_new_for_file (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autofree char *id = make_id (path);
  g_autofree char *title = g_filename_display_basename (path);
  g_autofree char *small = g_ascii_strdown (path, -1);
  gboolean tiles = g_str_has_suffix (small, ".mbtiles") || g_str_has_suffix (small, ".gpkg");
  YztGroundType type = tiles ? YZT_GROUND_TILES : yzt_vector_map_is_named_so (path) ? YZT_GROUND_VECTOR : YZT_GROUND_PICTURE;
  YztGroundSpec spec = { .id = id, .type = type, .title = title, .address = path, .max_zoom = 22, .datum = YZT_DATUM_WGS84 };
  return yzt_ground_new (&spec, NULL);
}

/* --- properties --- */

const YztGroundSpec *
yzt_ground_get_spec (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), NULL);
  return &self->spec;
}

const char *
yzt_ground_get_title (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), NULL);
  return self->spec.title;
}

gboolean
yzt_ground_get_visible (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), FALSE);
  return self->visible;
}

void
yzt_ground_set_visible (YztGround *self, gboolean visible)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  if (self->visible != visible) {
    self->visible = visible;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VISIBLE]);
  }
}

double
yzt_ground_get_opacity (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), 0);
  return self->opacity;
}

void
yzt_ground_set_opacity (YztGround *self, double opacity)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  double clamped = CLAMP (opacity, 0, 1);
  if (fabs (self->opacity - clamped) > 1e-6) {
    self->opacity = clamped;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPACITY]);
  }
}

const char *
yzt_ground_get_problem (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), "");
  return self->problem;
}

void
yzt_ground_set_problem (YztGround *self, const char *problem)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  if (g_strcmp0 (self->problem, problem != NULL ? problem : "") != 0) {
    g_free (self->problem);
    self->problem = g_strdup (problem != NULL ? problem : "");
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  }
}

void
yzt_ground_set_attribution (YztGround *self, const char *attribution)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  if (g_strcmp0 (self->spec.attribution, attribution != NULL ? attribution : "") != 0) {
    g_free ((char *) self->spec.attribution);
    self->spec.attribution = copy_text (attribution);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTRIBUTION]);
  }
}

void
yzt_ground_set_datum (YztGround *self, YztDatum datum)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  if (self->spec.datum != datum) {
    self->spec.datum = datum;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATUM]);
  }
}

YztTileGrid *
yzt_ground_get_grid (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), NULL);
  return self->grid;
}

/* --- work under way --- */

static void
set_progress (YztGround *self, double progress)
{
  if (fabs (self->progress - progress) > 1e-6) {
    self->progress = progress;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
  }
}

gboolean
yzt_ground_begin_work (YztGround *self, GCancellable *cancellable)
{
  g_return_val_if_fail (YZT_IS_GROUND (self) && G_IS_CANCELLABLE (cancellable), FALSE);
  if (self->work != NULL) {
    return FALSE;
  }
  self->work = g_object_ref (cancellable);
  set_progress (self, 0);
  return TRUE;
}

static gboolean
on_told (gpointer user_data)
{
  YztGround *self = user_data;
  int thousandths = g_atomic_int_get (&self->told_thousandths);
  if (self->work != NULL) {
    set_progress (self, thousandths / 1000.0);
  }
  return G_SOURCE_REMOVE;
}

void
yzt_ground_tell_progress (YztGround *self, double share)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  g_atomic_int_set (&self->told_thousandths, (int) (CLAMP (share, 0, 1) * 1000));
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_told, g_object_ref (self), g_object_unref);
}

void
yzt_ground_end_work (YztGround *self)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  g_clear_object (&self->work);
  set_progress (self, -1);
}

double
yzt_ground_get_progress (YztGround *self)
{
  g_return_val_if_fail (YZT_IS_GROUND (self), -1);
  return self->progress;
}

void
yzt_ground_cancel_work (YztGround *self)
{
  g_return_if_fail (YZT_IS_GROUND (self));
  g_cancellable_cancel (self->work);
}

/* --- class --- */

static void
yzt_ground_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztGround *self = YZT_GROUND (object);
  switch (id) {
  case PROP_TITLE: g_value_set_string (value, self->spec.title); break;
  case PROP_VISIBLE: g_value_set_boolean (value, self->visible); break;
  case PROP_OPACITY: g_value_set_double (value, self->opacity); break;
  case PROP_PROBLEM: g_value_set_string (value, self->problem); break;
  case PROP_ATTRIBUTION: g_value_set_string (value, self->spec.attribution); break;
  case PROP_DATUM: g_value_set_int (value, (int) self->spec.datum); break;
  case PROP_PROGRESS: g_value_set_double (value, self->progress); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec); break;
  }
}

static void
yzt_ground_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  YztGround *self = YZT_GROUND (object);
  switch (id) {
  case PROP_VISIBLE: yzt_ground_set_visible (self, g_value_get_boolean (value)); break;
  case PROP_OPACITY: yzt_ground_set_opacity (self, g_value_get_double (value)); break;
  case PROP_ATTRIBUTION: yzt_ground_set_attribution (self, g_value_get_string (value)); break;
  case PROP_DATUM: yzt_ground_set_datum (self, (YztDatum) g_value_get_int (value)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec); break;
  }
}

static void
yzt_ground_finalize (GObject *object)
{
  YztGround *self = YZT_GROUND (object);
  g_free ((char *) self->spec.id);
  g_free ((char *) self->spec.title);
  g_free ((char *) self->spec.attribution);
  g_free ((char *) self->spec.address);
  g_free ((char *) self->spec.subdomains);
  g_free ((char *) self->spec.key_service);
  g_free ((char *) self->spec.grid);
  g_clear_pointer (&self->grid, yzt_tile_grid_free);
  g_clear_object (&self->work);
  g_free (self->problem);
  G_OBJECT_CLASS (yzt_ground_parent_class)->finalize (object);
}

static void
yzt_ground_class_init (YztGroundClass *klass)
{
  const GParamFlags changing = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = yzt_ground_get_property;
  object_class->set_property = yzt_ground_set_property;
  object_class->finalize = yzt_ground_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, TRUE, changing);
  properties[PROP_OPACITY] = g_param_spec_double ("opacity", NULL, NULL, 0, 1, 1, changing);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ATTRIBUTION] = g_param_spec_string ("attribution", NULL, NULL, "", changing);
  properties[PROP_DATUM] = g_param_spec_int ("datum", NULL, NULL, YZT_DATUM_WGS84, YZT_DATUM_BD09, YZT_DATUM_WGS84, changing);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
yzt_ground_init (YztGround *self)
{
  self->visible = TRUE;
  self->opacity = 1;
  self->progress = -1;
  self->problem = g_strdup ("");
}
