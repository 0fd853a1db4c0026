/* yzt-search-result.c: one thing that a search found, and the search itself over coordinates, names and plans
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-search-result.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ui.h"

struct _YztSearchResult {
  GObject parent_instance;
  YztSearchGroup group;
  char *title, *subtitle, *heading;
  gboolean has_position;
  YztPosition position;
  int kind;
  gint64 fid;
  int level;
  guint variant;
  YztPlan *plan;
};
G_DEFINE_FINAL_TYPE (YztSearchResult, yzt_search_result, G_TYPE_OBJECT)

static void
yzt_search_result_finalize (GObject *object)
{
  YztSearchResult *self = YZT_SEARCH_RESULT (object);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->heading, g_free);
  g_clear_object (&self->plan);
  G_OBJECT_CLASS (yzt_search_result_parent_class)->finalize (object);
}

static void
yzt_search_result_class_init (YztSearchResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_search_result_finalize;
}

static void
yzt_search_result_init (YztSearchResult *self)
{
  self->kind = -1;
  self->variant = G_MAXUINT16;
}

YztSearchGroup
yzt_search_result_get_group (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), YZT_SEARCH_COORDINATE);
  return self->group;
}

const char *
yzt_search_result_get_title (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->title;
}

const char *
yzt_search_result_get_subtitle (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->subtitle;
}

const char *
yzt_search_result_get_heading (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->heading;
}

gboolean
yzt_search_result_get_position (YztSearchResult *self, YztPosition *position_out)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), FALSE);
  if (self->has_position && position_out != NULL) {
    *position_out = self->position;
  }
  return self->has_position;
}

int
yzt_search_result_get_kind (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), -1);
  return self->kind;
}

gint64
yzt_search_result_get_fid (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), 0);
  return self->fid;
}

int
yzt_search_result_get_level (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), 0);
  return self->level;
}

guint
yzt_search_result_get_variant (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), G_MAXUINT16);
  return self->variant;
}

YztPlan *
yzt_search_result_get_plan (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->plan;
}

YztSearchResult *
yzt_search_result_new_plan (YztPlan *plan)
{
  g_return_val_if_fail (YZT_IS_PLAN (plan), NULL);
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  const char *section = yzt_plan_get_section (plan);
  self->group = YZT_SEARCH_PLAN;
  self->plan = g_object_ref (plan);
  self->title = g_strdup (yzt_plan_get_title (plan));
  self->subtitle = g_strdup (*section != '\0' ? section : yzt_plan_get_snippet (plan));
  self->heading = g_strdup (_("Plans"));
  return self;
}

/* What was typed is a coordinate: say in which datum it was read, and where that is in WGS 84. */
static YztSearchResult *
new_coordinate (const char *text)
{
  YztPosition position;
  YztDatum datum = YZT_DATUM_WGS84;
  gboolean swapped = FALSE;
  if (!yzt_coordinate_parse (text, &position, &datum, &swapped)) {
    return NULL;
  }
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  self->group = YZT_SEARCH_COORDINATE;
  self->has_position = TRUE;
  self->position = position;
  self->title = yzt_ui_position_text (position);
  self->heading = g_strdup (_("Coordinates"));
  g_autofree char *read_as = datum == YZT_DATUM_WGS84 ? g_strdup ("")
      : g_strdup_printf (_("read as %s"), yzt_datum_label (datum));
  self->subtitle = swapped ? g_strjoin (*read_as != '\0' ? " · " : "", read_as, _("read as latitude, longitude"), NULL)
                           : g_steal_pointer (&read_as);
  return self;
}

static YztSearchResult *
new_feature (YztSession *session, const YztItem *item)
{
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  self->group = YZT_SEARCH_FEATURE;
  self->kind = (int) item->kind;
  self->fid = item->fid;
  self->level = item->level;
  self->variant = item->variant;
  self->has_position = !isnan (item->lon);
  self->position = (YztPosition) { item->lon, item->lat };
  self->title = g_strdup (item->name);
  self->subtitle = self->has_position ? NULL : g_strdup (_("without a place on the map"));
  self->heading = g_strdup (yzt_ui_kind_label (session, self->kind));
  return self;
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const YztSearchResult *left = *(const YztSearchResult *const *) a;
  const YztSearchResult *right = *(const YztSearchResult *const *) b;
  return left->kind - right->kind;
}

GPtrArray *
yzt_search_now (YztSession *session, const char *text, guint limit)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  GPtrArray *results = g_ptr_array_new_with_free_func (g_object_unref);
  YztSearchResult *coordinate = new_coordinate (text);
  if (coordinate != NULL) {
    g_ptr_array_add (results, coordinate);
  }
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_generation_find_names (generation, text, YZT_SCENE_FILTER_ALL, limit, indices);
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    if (yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item)) {
      g_ptr_array_add (results, new_feature (session, &item));
    }
  }
  /* Stable (merge sort): inside a kind the best stays first; a coordinate has kind -1 and stays at the top. */
  g_ptr_array_sort (results, compare_kinds);
  return results;
}
