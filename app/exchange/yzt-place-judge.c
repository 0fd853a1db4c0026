/* yzt-place-judge.c: whether a row stands where it says that it does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-place-judge.h"

#include "yzt-areas-private.h"
#include "yzt-store.h"

typedef struct {
  YztAreas *areas;        /* NULL: the boundaries cannot be read, nothing is doubted */
  const GPtrArray *ours;  /* of the jurisdiction; NULL: none is set, or not one that they know */
} Judge;

static gpointer
begin (YztStore *store)
{
  Judge *self = g_new0 (Judge, 1);
  g_autofree char *jurisdiction = yzt_store_get_setting (store, "jurisdiction");
  self->areas = yzt_areas_load ();
  if (self->areas != NULL && jurisdiction != NULL && *jurisdiction != '\0') {
    const GPtrArray *ours = yzt_areas_coded (self->areas, jurisdiction);
    self->ours = ours->len > 0 ? ours : NULL;
  }
  return self;
}

static void
end (gpointer judge)
{
  Judge *self = judge;
  g_clear_pointer (&self->areas, yzt_areas_free);
  g_free (self);
}

static gboolean
is_outside (const GPtrArray *areas, const YztRow *row)
{
  return areas != NULL && areas->len > 0 && !yzt_areas_are_within (areas, (YztPosition) { row->lon, row->lat }, YZT_AREAS_BORDER_M);
}

static gboolean
is_doubtful (gpointer judge, const YztRow *row)
{
  Judge *self = judge;
  if (self->areas == NULL || !row->has_position) {
    return FALSE;
  }
  const char *county = yzt_kind_get_field_index (row->kind, "county") >= 0 ? yzt_row_get_text (row, "county") : NULL;
  return is_outside (self->ours, row) || (county != NULL && *county != '\0' && is_outside (yzt_areas_named (self->areas, county), row));
}

const YztPlaceJudge *
yzt_place_judge (void)
{
  static const YztPlaceJudge judge = { begin, is_doubtful, end };
  return &judge;
}
