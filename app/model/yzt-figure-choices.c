/* yzt-figure-choices.c: what a figure lets one choose: periods by their names, by what it can be parted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-figure-private.h"

static const char *const periods[YZT_FIGURE_N_PERIODS] = { "all", "today", "24-hours", "month", "year", "12-months", "last-year" };

int
yzt_figure_period_find (const char *name)
{
  for (int i = 0; i < YZT_FIGURE_N_PERIODS; i++) {
    if (g_strcmp0 (name, periods[i]) == 0) {
      return i;
    }
  }
  return -1;
}

const char *
yzt_figure_spec_get_period (const YztFigureSpec *spec)
{
  return periods[spec->period];
}

const char *
yzt_figure_spec_get_by (const YztFigureSpec *spec)
{
  return spec->by != NULL ? spec->by : "";
}

gboolean
yzt_figure_spec_is_compared (const YztFigureSpec *spec)
{
  return spec->compare;
}

gboolean
yzt_figure_spec_adds_up (const YztFigureSpec *spec)
{
  return spec->per == NULL && spec->share == NULL && spec->minutes == NULL && g_strcmp0 (spec->from_name, "coverage") != 0;
}

/* --- partings --- */

static void
parting_free (gpointer data)
{
  YztFigureParting *parting = data;
  g_free (parting->id);
  g_free (parting->label);
  g_free (parting);
}

static void
add (GPtrArray *partings, const char *id, const char *label, gboolean is_time)
{
  YztFigureParting *parting = g_new (YztFigureParting, 1);
  *parting = (YztFigureParting) { g_strdup (id), g_strdup (label), is_time };
  g_ptr_array_add (partings, parting);
}

static void
add_county (GPtrArray *partings, YztKind *kind, YztKind *owner, const char *language)
{
  const YztField *own = yzt_kind_find_field (kind, "county"), *of_owner = owner != NULL ? yzt_kind_find_field (owner, "county") : NULL;
  if (own != NULL) {
    add (partings, "county", yzt_field_get_label (own, language), FALSE);
  } else if (of_owner != NULL) {
    add (partings, "owner.county", yzt_field_get_label (of_owner, language), FALSE);
  }
}

GPtrArray *
yzt_figure_spec_list_partings (const YztFigureSpec *spec, YztKindSet *kinds, const char *language)
{
  g_return_val_if_fail (spec != NULL, NULL);
  GPtrArray *partings = g_ptr_array_new_with_free_func (parting_free);
  YztKind *kind = spec->kind != NULL && kinds != NULL ? yzt_kind_set_find (kinds, spec->kind) : NULL;
  if (kind == NULL) {
    return partings;
  }
  if (spec->time != NULL) {
    add (partings, "month", _("Month"), TRUE);
    add (partings, "year", _("Year"), TRUE);
    add (partings, "day", _("Day"), TRUE);
  }
  add_county (partings, kind, yzt_kind_get_owner (kind) != NULL ? yzt_kind_set_find (kinds, yzt_kind_get_owner (kind)) : NULL, language);
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    if (yzt_field_get_n_values (field) > 0 && !g_str_equal (yzt_field_get_name (field), "message_status")) { /* exercises never count */
      add (partings, yzt_field_get_name (field), yzt_field_get_label (field, language), FALSE);
    }
  }
  return partings;
}
