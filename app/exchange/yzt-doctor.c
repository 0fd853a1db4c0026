/* yzt-doctor.c: whether the place of a row fits what the row, and the map, say of it
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-doctor-private.h"

#define MAX_CODE 12

void
yzt_doctor_init (YztDoctor *self, YztStore *store, const YztImportColumns *columns, guint n_columns)
{
  *self = (YztDoctor) { .county = yzt_import_columns_get (columns, n_columns, "county"),
                        .adcode = yzt_import_columns_get (columns, n_columns, "region_adcode"),
                        .county_index = yzt_kind_get_field_index (columns->kind, "county"),
                        .adcode_index = yzt_kind_get_field_index (columns->kind, "region_adcode") };
  self->jurisdiction = yzt_store_get_setting (store, "jurisdiction");
  if (self->jurisdiction == NULL) {
    self->jurisdiction = g_strdup ("");
  }
  if (yzt_kind_get_geometry (columns->kind) == YZT_KIND_GEOMETRY_NONE || (self->county < 0 && self->adcode < 0 && *self->jurisdiction == '\0')) {
    return;
  }
  self->areas = yzt_areas_load ();
  if (self->areas != NULL) {
    const GPtrArray *ours = yzt_areas_coded (self->areas, self->jurisdiction);
    self->ours = ours->len > 0 ? ours : NULL;
  }
}

void
yzt_doctor_clear (YztDoctor *self)
{
  g_clear_pointer (&self->areas, yzt_areas_free);
  g_clear_pointer (&self->jurisdiction, g_free);
}

static YztPosition
position_of (const YztRow *row)
{
  return (YztPosition) { row->lon, row->lat };
}

/* "3 km", "600 m" */
static char *
far (double distance_m)
{
  return distance_m < 10000.0 ? g_strdup_printf (_("%ld m"), lround (distance_m / 100.0) * 100) : g_strdup_printf (_("%ld km"), lround (distance_m / 1000.0));
}

static char *
where_it_lies (YztDoctor *self, YztPosition position)
{
  const YztArea *area = yzt_areas_at (self->areas, position);

  return area != NULL ? g_strdup (area->name) : yzt_coordinate_format (position, 3);
}

/* --- swapped --- */

static gboolean
is_swapped (const YztDoctor *self, const YztRow *row)
{
  YztPosition other = { row->lat, row->lon };

  return self->ours != NULL && fabs (row->lon) <= 90.0 && yzt_areas_are_within (self->ours, other, YZT_AREAS_BORDER_M);
}

/* Far from home, and at home when the two are changed round. */
static gboolean
examine_swapped (YztDoctor *self, YztImportReader *reader, YztRow *row)
{
  if (yzt_kind_get_geometry (row->kind) != YZT_KIND_GEOMETRY_POINT || !is_swapped (self, row)) {
    return TRUE;
  }
  reader->n_swapped++;
  if (!reader->options->repair) {
    yzt_import_reader_find (reader, reader->columns->lon, YZT_FINDING_REJECT, g_strdup (_("Latitude and longitude seem to be swapped.")),
                            _("Change the two cells round, or import with “repair”."));
    return FALSE;
  }
  double lon = row->lat;
  row->lat = row->lon;
  row->lon = lon;
  yzt_import_reader_find (reader, reader->columns->lon, YZT_FINDING_CORRECTED, g_strdup (_("Latitude and longitude were changed round.")), NULL);
  return TRUE;
}

/* --- county and jurisdiction --- */

/* Beyond what a report keeps, warnings are counted and not worded. TRUE when that was done. */
static gboolean
only_counted (YztImportReader *reader, int column)
{
  if (!reader->enough_warnings) {
    return FALSE;
  }
  yzt_import_reader_find (reader, column, YZT_FINDING_WARNING, NULL, NULL);
  return TRUE;
}

static void
examine_county (YztDoctor *self, YztImportReader *reader, const YztRow *row)
{
  const YztCell *cell = self->county_index >= 0 ? &row->cells[self->county_index] : NULL;
  const GPtrArray *named = cell != NULL && cell->type == YZT_CELL_TEXT ? yzt_areas_named (self->areas, cell->v.text) : NULL;
  double distance_m;

  /* Where thousands are wrong the next is only counted. */
  if (named == NULL || named->len == 0 || yzt_areas_are_within (named, position_of (row), YZT_AREAS_BORDER_M) || only_counted (reader, self->county)) {
    return;
  }
  distance_m = yzt_areas_distance_m (named, position_of (row));
  if (distance_m > YZT_AREAS_BORDER_M) {
    g_autofree char *there = where_it_lies (self, position_of (row));
    g_autofree char *away = far (distance_m);
    yzt_import_reader_find (reader, self->county, YZT_FINDING_WARNING,
                            g_strdup_printf (_("The row says %s, but the position lies in %s, %s from there."), cell->v.text, there, away),
                            _("Check the coordinates and the county; one of them is wrong."));
  }
}

static void
examine_code (YztDoctor *self, YztImportReader *reader, const YztRow *row)
{
  const YztCell *cell = self->adcode_index >= 0 ? &row->cells[self->adcode_index] : NULL;
  char prefix[7] = "";
  const GPtrArray *coded;
  double distance_m;

  if (cell == NULL || cell->type != YZT_CELL_TEXT || strlen (cell->v.text) < 4 || strlen (cell->v.text) > MAX_CODE) {
    return;
  }
  /* 441200 is the whole of 4412. */
  g_strlcpy (prefix, cell->v.text, sizeof prefix);
  if (g_str_has_suffix (prefix, "00")) {
    prefix[4] = '\0';
  }
  coded = self->areas != NULL ? yzt_areas_coded (self->areas, prefix) : NULL;
  distance_m = coded != NULL && coded->len > 0 && row->has_position ? yzt_areas_distance_m (coded, position_of (row)) : 0.0;
  if (distance_m > YZT_AREAS_BORDER_M) {
    g_autofree char *there = where_it_lies (self, position_of (row));
    yzt_import_reader_find (reader, self->adcode, YZT_FINDING_WARNING,
                            g_strdup_printf (_("The row has the area code %s, but the position lies in %s."), cell->v.text, there),
                            _("Check the coordinates and the code; one of them is wrong."));
  } else if (*self->jurisdiction != '\0' && !g_str_has_prefix (cell->v.text, self->jurisdiction)) {
    yzt_import_reader_find (reader, self->adcode, YZT_FINDING_WARNING,
                            g_strdup_printf (_("The area code %s is not one of this map's jurisdiction (%s)."), cell->v.text, self->jurisdiction), NULL);
  }
}

static void
examine_jurisdiction (YztDoctor *self, YztImportReader *reader, const YztRow *row)
{
  double distance_m = self->ours != NULL ? yzt_areas_distance_m (self->ours, position_of (row)) : 0.0;

  if (distance_m > YZT_AREAS_BORDER_M && !only_counted (reader, reader->columns->lon)) {
    g_autofree char *there = where_it_lies (self, position_of (row));
    g_autofree char *away = far (distance_m);
    yzt_import_reader_find (reader, reader->columns->lon, YZT_FINDING_WARNING,
                            g_strdup_printf (_("The position lies in %s, %s outside this map's jurisdiction."), there, away),
                            _("Check the coordinates if it should be one of yours."));
  }
}

gboolean
yzt_doctor_examine (YztDoctor *self, YztImportReader *reader, YztRow *row)
{
  guint before = reader->findings->len;

  if (self->areas == NULL || !row->has_position) {
    examine_code (self, reader, row);
    return TRUE;
  }
  if (self->ours != NULL && !yzt_areas_are_within (self->ours, position_of (row), YZT_AREAS_BORDER_M) && !examine_swapped (self, reader, row)) {
    return FALSE;
  }
  examine_county (self, reader, row);
  examine_code (self, reader, row);
  /* One word about a place that is wrong is enough. */
  if (reader->findings->len == before) {
    examine_jurisdiction (self, reader, row);
  }
  return TRUE;
}
