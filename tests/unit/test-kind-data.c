/* test-kind-data.c: the .kind files that come with the programme
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"
#include "yzt-kind.h"

#include <string.h>

static GPtrArray *kinds; /* YztKind *, common.kind first */

static YztKind *
load (const char *dir,
      const char *name,
      YztKind    *common)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yzt_file_load (path, YZT_KIND_MAX_BYTES, &error);
  YztKind *kind;
  gsize length;
  const char *text;

  g_assert_no_error (error);
  text = g_bytes_get_data (bytes, &length);
  kind = yzt_kind_parse (text, length, name, common, &error);
  g_assert_no_error (error);

  return kind;
}

static void
test_load (void)
{
  g_autofree char *dir_path = g_build_filename (yzt_data_dir (), "kinds", NULL);
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  YztKind *common = load (dir_path, "common.kind", NULL);
  const char *name;

  g_assert_nonnull (dir);
  kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  g_ptr_array_add (kinds, common);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id_file = NULL;
    YztKind *kind;

    if (!g_str_has_suffix (name, ".kind") || g_str_equal (name, "common.kind")) {
      continue;
    }
    kind = load (dir_path, name, common);
    id_file = g_strconcat (yzt_kind_get_id (kind), ".kind", NULL);
    g_assert_cmpstr (name, ==, id_file);
    g_ptr_array_add (kinds, kind);
  }
  g_assert_cmpuint (kinds->len, >, 10);
}

/* A text that is the same in both languages ("API") must be given twice all the same. */
static void
check_translated (const char *text,
                  const char *chinese,
                  const char *kind,
                  const char *what)
{
  if (text != NULL && text == chinese) {
    g_test_fail_printf ("%s: %s “%s” has no zh_CN", kind, what, text);
  }
}

static void
check_field (const YztKind  *kind,
             const YztField *field)
{
  const char *id = yzt_kind_get_id (kind);

  check_translated (yzt_field_get_label (field, NULL), yzt_field_get_label (field, "zh_CN"), id,
                    yzt_field_get_name (field));
  check_translated (yzt_field_get_group (field, NULL), yzt_field_get_group (field, "zh_CN"), id,
                    yzt_field_get_name (field));
  for (guint i = 0; i < yzt_field_get_n_values (field); i++) {
    const char *value = yzt_field_get_value (field, i);
    const char *label = yzt_field_get_value_label (field, value, NULL);
    const char *chinese = yzt_field_get_value_label (field, value, "zh_CN");
    YztCell cell;

    if (label == value) {
      g_test_fail_printf ("%s: value %s of %s has no label", id, value, yzt_field_get_name (field));
    }
    check_translated (label, chinese, id, value);
    g_assert_true (yzt_field_parse (field, chinese, &cell, NULL));
    g_assert_cmpstr (cell.v.text, ==, value);
    yzt_cell_clear (&cell);
  }
}

static void
test_labels (void)
{
  for (guint k = 0; k < kinds->len; k++) {
    const YztKind *kind = g_ptr_array_index (kinds, k);

    check_translated (yzt_kind_get_label (kind, NULL), yzt_kind_get_label (kind, "zh_CN"),
                      yzt_kind_get_id (kind), "Label");
    for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
      check_field (kind, yzt_kind_get_field (kind, i));
    }
  }
}

/* What an exported spreadsheet has as headers is recognised on import. */
static void
test_headers (void)
{
  static const char *const languages[] = { NULL, "zh_CN" };

  for (guint k = 0; k < kinds->len; k++) {
    const YztKind *kind = g_ptr_array_index (kinds, k);

    for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
      const YztField *field = yzt_kind_get_field (kind, i);

      g_assert_true (yzt_kind_match_header (kind, yzt_field_get_name (field)) == field);
      for (guint l = 0; l < G_N_ELEMENTS (languages); l++) {
        const char *label = yzt_field_get_label (field, languages[l]);

        if (yzt_kind_match_header (kind, label) != field) {
          g_test_fail_printf ("%s: two fields are called “%s”", yzt_kind_get_id (kind), label);
        }
      }
    }
    if (yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_POINT) {
      g_assert_true (yzt_kind_match_header (kind, "经度") == yzt_kind_find_field (kind, "lon"));
      g_assert_true (yzt_kind_match_header (kind, "纬度") == yzt_kind_find_field (kind, "lat"));
    }
  }
}

static void
test_owners (void)
{
  g_autoptr (YztKindSet) set = yzt_kind_set_new ((YztKind *const *) kinds->pdata, kinds->len);

  g_assert_cmpuint (yzt_kind_set_get_n (set), ==, kinds->len - 1);
  for (guint i = 0; i < yzt_kind_set_get_n (set); i++) {
    const YztKind *kind = yzt_kind_set_get (set, i);
    const char *owner = yzt_kind_get_owner (kind);

    if (owner != NULL) {
      g_test_message ("%s belongs to %s", yzt_kind_get_id (kind), owner);
      g_assert_nonnull (yzt_kind_set_find (set, owner));
      /* What is owned owns nothing: so there are no circles. */
      g_assert_null (yzt_kind_get_owner (yzt_kind_set_find (set, owner)));
    }
  }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kind-data/0-load", test_load);
  g_test_add_func ("/kind-data/labels", test_labels);
  g_test_add_func ("/kind-data/headers", test_headers);
  g_test_add_func ("/kind-data/owners", test_owners);

  result = g_test_run ();
  g_clear_pointer (&kinds, g_ptr_array_unref);

  return result;
}
