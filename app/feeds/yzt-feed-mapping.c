/* yzt-feed-mapping.c: the file that says how the JSON of one service is to be read
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"

#define MAX_MAPPING_BYTES (256 * 1024)
#define GROUP_FEED "Feed"
#define GROUP_TAKE "Take"
#define GROUP_DEFAULT "Default"
#define GROUP_WORDS "Words "

static const char *const TAKE_NAMES[YZT_FEED_N_TAKES] = {
  [YZT_FEED_TAKE_IDENTIFIER] = "identifier", [YZT_FEED_TAKE_SENDER] = "sender", [YZT_FEED_TAKE_SENDER_NAME] = "sender_name",
  [YZT_FEED_TAKE_SENT] = "sent", [YZT_FEED_TAKE_EFFECTIVE] = "effective", [YZT_FEED_TAKE_ONSET] = "onset",
  [YZT_FEED_TAKE_EXPIRES] = "expires", [YZT_FEED_TAKE_STATUS] = "status", [YZT_FEED_TAKE_MESSAGE] = "message",
  [YZT_FEED_TAKE_CATEGORY] = "category", [YZT_FEED_TAKE_EVENT] = "event", [YZT_FEED_TAKE_SEVERITY] = "severity",
  [YZT_FEED_TAKE_CERTAINTY] = "certainty", [YZT_FEED_TAKE_URGENCY] = "urgency", [YZT_FEED_TAKE_COLOUR] = "colour",
  [YZT_FEED_TAKE_HEADLINE] = "headline", [YZT_FEED_TAKE_DESCRIPTION] = "description", [YZT_FEED_TAKE_INSTRUCTION] = "instruction",
  [YZT_FEED_TAKE_AREA_TEXT] = "area_text", [YZT_FEED_TAKE_WEB] = "web", [YZT_FEED_TAKE_CONTACT] = "contact",
  [YZT_FEED_TAKE_REFERENCES] = "references", [YZT_FEED_TAKE_LON] = "lon", [YZT_FEED_TAKE_LAT] = "lat",
  [YZT_FEED_TAKE_GEOMETRY] = "geometry", [YZT_FEED_TAKE_STATION] = "station", [YZT_FEED_TAKE_OBSERVED] = "observed",
  [YZT_FEED_TAKE_WIND_FROM] = "wind_from", [YZT_FEED_TAKE_WIND_SPEED] = "wind_speed", [YZT_FEED_TAKE_WIND_GUST] = "wind_gust",
  [YZT_FEED_TAKE_WIND_UNIT] = "wind_unit",
};

static int
find_take (const char *name)
{
  for (int i = 0; i < YZT_FEED_N_TAKES; i++) {
    if (g_str_equal (TAKE_NAMES[i], name)) {
      return i;
    }
  }
  return -1;
}

static gboolean
fail (GError **error, const char *origin, const char *what)
{
  g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_MAPPING, _("The mapping “%s” cannot be used: %s."), origin, what);
  return FALSE;
}

/* --- groups --- */

static gboolean
read_names (YztFeedMapping *self, GKeyFile *file, const char *origin, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP_FEED, NULL, NULL);
  g_autofree char *zone = g_key_file_get_string (file, GROUP_FEED, "TimeZone", NULL);

  self->id = g_key_file_get_string (file, GROUP_FEED, "Id", NULL);
  if (self->id == NULL || *self->id == '\0') {
    return fail (error, origin, _("it has no Id in its group [Feed]"));
  }
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    if (g_str_equal (keys[i], "Label")) {
      g_hash_table_insert (self->labels, g_strdup (""), g_key_file_get_string (file, GROUP_FEED, keys[i], NULL));
    } else if (g_str_has_prefix (keys[i], "Label[") && g_str_has_suffix (keys[i], "]")) {
      g_hash_table_insert (self->labels, g_strndup (keys[i] + 6, strlen (keys[i]) - 7), g_key_file_get_string (file, GROUP_FEED, keys[i], NULL));
    }
  }
  self->zone = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  if (zone != NULL && self->zone == NULL) {
    return fail (error, origin, _("its TimeZone is none, such as Asia/Shanghai or +08:00"));
  }
  return TRUE;
}

static gboolean
read_head (YztFeedMapping *self, GKeyFile *file, const char *origin, GError **error)
{
  if (!read_names (self, file, origin, error)) {
    return FALSE;
  }
  self->items = g_key_file_get_string_list (file, GROUP_FEED, "Items", NULL, NULL);
  self->present = g_key_file_get_string_list (file, GROUP_FEED, "Present", NULL, NULL);
  self->day_first = g_key_file_get_boolean (file, GROUP_FEED, "DayFirst", NULL);
  self->become = g_key_file_get_string (file, GROUP_FEED, "Become", NULL);
  if (self->become == NULL) {
    self->become = g_strdup ("");
  }
  if (*self->become != '\0' && !g_str_equal (self->become, "incident") && !g_str_equal (self->become, "warning") && !yzt_feed_mapping_observes (self)) {
    return fail (error, origin, _("Become is neither incident nor warning nor observation"));
  }
  return TRUE;
}

static gboolean
read_takes (YztFeedMapping *self, GKeyFile *file, const char *group, const char *origin, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    int take = find_take (keys[i]);
    if (take < 0) {
      g_autofree char *what = g_strdup_printf (_("it takes “%s”, which an alert does not have"), keys[i]);
      return fail (error, origin, what);
    }
    if (g_str_equal (group, GROUP_TAKE)) {
      self->takes[take] = g_key_file_get_string_list (file, group, keys[i], NULL, NULL);
    } else {
      self->defaults[take] = g_key_file_get_string (file, group, keys[i], NULL);
    }
  }
  return TRUE;
}

static gboolean
read_words (YztFeedMapping *self, GKeyFile *file, const char *origin, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    g_auto (GStrv) keys = NULL;
    int take;
    if (!g_str_has_prefix (groups[i], GROUP_WORDS)) {
      continue;
    }
    take = find_take (groups[i] + strlen (GROUP_WORDS));
    if (take < 0) {
      g_autofree char *what = g_strdup_printf (_("it takes “%s”, which an alert does not have"), groups[i] + strlen (GROUP_WORDS));
      return fail (error, origin, what);
    }
    self->words[take] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    keys = g_key_file_get_keys (file, groups[i], NULL, NULL);
    for (guint k = 0; keys != NULL && keys[k] != NULL; k++) {
      g_hash_table_insert (self->words[take], g_utf8_strdown (keys[k], -1), g_key_file_get_string (file, groups[i], keys[k], NULL));
    }
  }
  return TRUE;
}

static gboolean
check_takes (YztFeedMapping *self, const char *origin, GError **error)
{
  gboolean says = self->takes[YZT_FEED_TAKE_HEADLINE] != NULL || self->takes[YZT_FEED_TAKE_EVENT] != NULL;
  gboolean placed = self->takes[YZT_FEED_TAKE_GEOMETRY] != NULL || (self->takes[YZT_FEED_TAKE_LON] != NULL && self->takes[YZT_FEED_TAKE_LAT] != NULL);

  if (yzt_feed_mapping_observes (self)) {
    return (self->takes[YZT_FEED_TAKE_WIND_FROM] != NULL && self->takes[YZT_FEED_TAKE_OBSERVED] != NULL && placed)
           || fail (error, origin, _("an observation needs wind_from, observed, and a place: lon and lat, or geometry"));
  }

  return says || fail (error, origin, _("it takes neither headline nor event, so that nobody could tell what has happened"));
}

YztFeedMapping *
yzt_feed_mapping_parse (const char *text, gsize length, const char *origin, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (YztFeedMapping) self = g_new0 (YztFeedMapping, 1);
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (text != NULL && origin != NULL, NULL);

  g_atomic_ref_count_init (&self->references);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (length > MAX_MAPPING_BYTES || !g_utf8_validate (text, (gssize) length, NULL)
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &cause)) {
    fail (error, origin, cause != NULL ? cause->message : _("it is no UTF-8 text, or too large"));
    return NULL;
  }
  if (!read_head (self, file, origin, error) || !read_takes (self, file, GROUP_TAKE, origin, error)
      || !read_takes (self, file, GROUP_DEFAULT, origin, error) || !read_words (self, file, origin, error)
      || !check_takes (self, origin, error)) {
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* --- the value --- */

gboolean
yzt_feed_mapping_observes (const YztFeedMapping *self)
{
  return g_str_equal (self->become, "observation");
}

YztFeedMapping *
yzt_feed_mapping_ref (YztFeedMapping *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yzt_feed_mapping_unref (YztFeedMapping *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references)) {
    return;
  }
  for (guint i = 0; i < YZT_FEED_N_TAKES; i++) {
    g_strfreev (self->takes[i]);
    g_free (self->defaults[i]);
    g_clear_pointer (&self->words[i], g_hash_table_unref);
  }
  g_strfreev (self->items);
  g_strfreev (self->present);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_hash_table_unref (self->labels);
  g_free (self->become);
  g_free (self->id);
  g_free (self);
}

const char *
yzt_feed_mapping_get_id (const YztFeedMapping *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->id;
}

const char *
yzt_feed_mapping_get_label (const YztFeedMapping *self, const char *language)
{
  g_autofree char *name = g_strdup (language ? language : "");
  const char *label;

  g_return_val_if_fail (self != NULL, NULL);

  name[strcspn (name, ".@")] = '\0';
  label = g_hash_table_lookup (self->labels, name);
  if (label == NULL) {
    label = g_hash_table_lookup (self->labels, "");
  }
  return label != NULL ? label : self->id;
}

/* --- folders of them --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
yzt_feed_mappings_load (const char *folder, GPtrArray *problems)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_feed_mapping_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (*name != '.' && g_str_has_suffix (name, ".feed")) {
      g_ptr_array_add (names, g_strdup (name));
    }
  }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    g_autoptr (GBytes) bytes = yzt_file_load (path, MAX_MAPPING_BYTES, &error);
    YztFeedMapping *mapping = bytes != NULL ? yzt_feed_mapping_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                                                      g_ptr_array_index (names, i), &error)
                                            : NULL;
    if (mapping != NULL) {
      g_ptr_array_add (mappings, mapping);
    } else if (problems != NULL) {
      g_ptr_array_add (problems, g_strdup (error->message));
    }
  }
  return g_steal_pointer (&mappings);
}

static gpointer
load_own (gpointer unused)
{
  g_autofree char *folder = g_build_filename (yzt_data_dir (), "feeds", NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *mappings = yzt_feed_mappings_load (folder, problems);

  for (guint i = 0; i < problems->len; i++) {
    g_warning ("%s", (const char *) g_ptr_array_index (problems, i));
  }
  return mappings;
}

GPtrArray *
yzt_feed_mappings_get_own (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_own, NULL);
}
