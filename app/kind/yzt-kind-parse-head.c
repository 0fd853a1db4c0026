/* yzt-kind-parse-head.c: the [Kind] section of a .kind file: names, geometry, looks
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DEFAULT_ORDER 1000

static const char *const geometry_names[] = { "none", "point", "area", "line", NULL };

/* Values of keys that draw/ and the lists know; the first is what is meant when the key is absent. */
static const char *const symbol_names[] = {
  "disc", "triangle", "square", "hexagon", "round", "house", "pentagon", "rounded-square",
  "diamond", NULL,
};
static const char *const style_names[] = {
  "filled", "outline", "level-outline", "level-filled", NULL,
};
static const char *const scale_names[] = {
  "accident-grade", "warning-colour", "response-level", "hazard-grade", NULL,
};

/* Tables of the map file itself and of GeoPackage. */
static const char *const reserved_tables[] = {
  "journal", "journal_part", "journal_touch", "outside_change", "act_open", "kind", "map_view",
  "blob", "person", "duty", "sign_in", "plan_section", "layer_styles", "observation",
  "map_setting", "common", NULL,
};
static const char *const reserved_prefixes[] = { "gpkg_", "rtree_", "sqlite_", NULL };

/* [a-z][a-z0-9X]* of @min to YZT_KIND_MAX_NAME_LENGTH characters, X being @extra. */
gboolean
yzt_kind_is_identifier (const char *text,
                        gsize       min,
                        char        extra)
{
  gsize length = strlen (text);

  if (length < min || length > YZT_KIND_MAX_NAME_LENGTH || !g_ascii_islower (text[0])) {
    return FALSE;
  }
  for (gsize i = 1; i < length; i++) {
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != extra) {
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
check_version (const YztSection *section,
               GError          **error)
{
  double version = 0.0;

  if (!yzt_section_read_number (section, "Version", &version, error)) {
    return FALSE;
  }
  if (version > YZT_KIND_VERSION) {
    return yzt_section_fail (section, "Version", YZT_KIND_ERROR_VERSION, error,
                             _("the file was made for a newer programme (version %g, this one "
                               "reads %d); update the programme"), version, YZT_KIND_VERSION);
  }
  if (version != YZT_KIND_VERSION) {
    return yzt_section_fail (section, "Version", YZT_KIND_ERROR_VERSION, error,
                             _("write Version=%d"), YZT_KIND_VERSION);
  }

  return TRUE;
}

static gboolean
is_reserved_table (const char *table)
{
  for (guint i = 0; reserved_prefixes[i] != NULL; i++) {
    if (g_str_has_prefix (table, reserved_prefixes[i])) {
      return TRUE;
    }
  }

  return g_strv_contains (reserved_tables, table);
}

static gboolean
read_id (YztKind          *kind,
         const YztSection *section,
         GError          **error)
{
  if (!yzt_section_read_string (section, "Id", &kind->id, error)) {
    return FALSE;
  }
  if (kind->id == NULL) {
    return yzt_section_fail (section, "Id", YZT_KIND_ERROR_NAME, error,
                             _("it is missing; add for example Id=shelter"));
  }
  if (!yzt_kind_is_identifier (kind->id, 2, '-')) {
    return yzt_section_fail (section, "Id", YZT_KIND_ERROR_NAME, error,
                             _("“%.60s” must be 2 to 40 lower case letters a-z, digits and -, a "
                               "letter first"), kind->id);
  }
  kind->table = g_strdelimit (g_strdup (kind->id), "-", '_');
  if (!kind->abstract && is_reserved_table (kind->table)) {
    return yzt_section_fail (section, "Id", YZT_KIND_ERROR_NAME, error,
                             _("“%s” is a name the map file needs for itself; choose another"),
                             kind->id);
  }

  return TRUE;
}

static gboolean
read_geometry (YztKind          *kind,
               const YztSection *section,
               GError          **error)
{
  guint geometry = G_N_ELEMENTS (geometry_names);

  if (!yzt_section_read_choice (section, "Geometry", geometry_names, &geometry, error) ||
      !yzt_section_read_string (section, "Owner", &kind->owner, error)) {
    return FALSE;
  }
  if (geometry == G_N_ELEMENTS (geometry_names)) {
    geometry = YZT_KIND_GEOMETRY_NONE;
    if (!kind->abstract) {
      return yzt_section_fail (section, "Geometry", YZT_KIND_ERROR_SYNTAX, error,
                               _("it is missing; add Geometry=point, area, line or none"));
    }
  }
  kind->geometry = (YztKindGeometry) geometry;
  if (kind->owner == NULL) {
    return TRUE;
  }
  if (kind->geometry != YZT_KIND_GEOMETRY_NONE) {
    return yzt_section_fail (section, "Owner", YZT_KIND_ERROR_SYNTAX, error,
                             _("only a kind with Geometry=none can belong to another"));
  }
  if (!yzt_kind_is_identifier (kind->owner, 2, '-')) {
    return yzt_section_fail (section, "Owner", YZT_KIND_ERROR_NAME, error,
                             _("“%.60s” is no Id of a kind"), kind->owner);
  }
  if (g_str_equal (kind->owner, kind->id)) {
    return yzt_section_fail (section, "Owner", YZT_KIND_ERROR_NAME, error,
                             _("a kind cannot belong to itself"));
  }

  return TRUE;
}

static gboolean
check_color (const YztSection *section,
             GError          **error)
{
  g_autofree char *color = NULL;
  gboolean fine;

  if (!yzt_section_read_string (section, "Color", &color, error)) {
    return FALSE;
  }
  if (color == NULL) {
    return TRUE;
  }
  fine = strlen (color) == 7 && color[0] == '#';
  for (guint i = 1; fine && i < 7; i++) {
    fine = g_ascii_isxdigit (color[i]);
  }

  return fine || yzt_section_fail (section, "Color", YZT_KIND_ERROR_SYNTAX, error,
                                   _("“%.60s” is no colour; write for example #1f7a74"), color);
}

static gboolean
read_looks (YztKind          *kind,
            const YztSection *section,
            GError          **error)
{
  double order = DEFAULT_ORDER;
  guint choice = 0;

  if (!yzt_section_read_number (section, "Order", &order, error) ||
      !yzt_section_read_boolean (section, "Visible", &kind->visible, error) ||
      !yzt_section_read_boolean (section, "Verified", &kind->verified, error) ||
      !yzt_section_read_boolean (section, "Wanted", &kind->wanted, error) ||
      !yzt_section_read_boolean (section, "Append", &kind->append, error) ||
      !yzt_section_read_choice (section, "Symbol", symbol_names, &choice, error) ||
      !yzt_section_read_choice (section, "Style", style_names, &choice, error) ||
      !yzt_section_read_choice (section, "LevelScale", scale_names, &choice, error) ||
      !check_color (section, error)) {
    return FALSE;
  }
  if (fabs (order) > 1e6 || order != floor (order)) {
    return yzt_section_fail (section, "Order", YZT_KIND_ERROR_SYNTAX, error,
                             _("write a whole number below a million"));
  }
  kind->order = (int) order;

  return TRUE;
}

/* Every key, known or not, for yzt_kind_get_string(); a list with escapes is kept as it was written. */
static gboolean
read_strings (YztKind          *kind,
              const YztSection *section,
              GError          **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, section->languages);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    g_auto (YztPhrase) label = { NULL, NULL };

    if (!yzt_section_read_label (section, key, &label, NULL)) {
      g_autofree char *raw = g_key_file_get_value (section->file, section->name, key, NULL);

      yzt_phrase_clear (&label);
      if (raw != NULL) {
        yzt_phrase_add (&label, NULL, raw);
      }
    }
    if (!yzt_phrase_is_empty (&label)) {
      YztPhrase *kept = g_new0 (YztPhrase, 1);

      yzt_phrase_copy (kept, &label);
      g_hash_table_insert (kind->strings, g_strdup (key), kept);
    }
  }
  if (!yzt_section_read_label (section, "Label", &kind->label, error)) {
    return FALSE;
  }

  return kind->label.plain != NULL ||
         yzt_section_fail (section, "Label", YZT_KIND_ERROR_SYNTAX, error,
                           _("it is missing; add the English name"));
}

gboolean
yzt_kind_read_head (YztKind          *kind,
                    const YztSection *section,
                    const YztKind    *common,
                    GError          **error)
{
  if (!check_version (section, error) ||
      !yzt_section_read_boolean (section, "Abstract", &kind->abstract, error)) {
    return FALSE;
  }
  if (kind->abstract != (common == NULL)) {
    return yzt_section_fail (section, "Abstract", YZT_KIND_ERROR_SYNTAX, error,
                             _("only common.kind is abstract, and it must be read first"));
  }

  return read_id (kind, section, error) && read_geometry (kind, section, error) &&
         read_looks (kind, section, error) && read_strings (kind, section, error);
}
