/* fuzz-kind.c: kind files, as planners write them and as a foreign map may hold them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fuzz.h"
#include "yzt-base.h"
#include "yzt-kind.h"
#include <string.h>

static YztKind *common;
static const char *const texts[] = { "", "1", "-1.5e3", "yes", "是", "2026-11-22", "22/11/2026 12:41", "a;b", "\xe4\xb8\x80", "1,234" };

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *text = NULL;

  fuzz_start ();
  fuzz_assert (g_file_get_contents (path, &text, NULL, NULL));
  common = yzt_kind_parse (text, strlen (text), "common.kind", NULL, NULL);
  fuzz_assert (common != NULL);
  return 0;
}

static void
check_cell (const YztField *field, const YztCell *cell)
{
  g_autofree char *plain = yzt_field_format_plain (field, cell);
  g_autofree char *words = yzt_field_format (field, cell, "zh_CN", NULL);
  YztCell again = { .type = YZT_CELL_NULL };

  fuzz_assert (g_utf8_validate (plain, -1, NULL) && g_utf8_validate (words, -1, NULL));
  if (yzt_field_get_field_type (field) == YZT_FIELD_LONGITUDE || yzt_field_get_field_type (field) == YZT_FIELD_LATITUDE)
    return;
  /* What is written for a file reads back as the same. */
  if (cell->type != YZT_CELL_NULL && *plain != '\0') {
    fuzz_assert (yzt_field_parse (field, plain, &again, NULL));
    fuzz_assert (yzt_cell_equal (cell, &again));
  }
  yzt_cell_clear (&again);
}

static void
use_field (const YztField *field)
{
  double min, max;

  yzt_field_get_label (field, "zh_CN");
  yzt_field_get_unit (field, "en");
  yzt_field_get_group (field, "zh_CN");
  yzt_field_get_range (field, &min, &max);
  fuzz_assert (yzt_field_get_name (field) != NULL && yzt_field_get_column_type (field) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts) + yzt_field_get_n_values (field); i++) {
    const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : yzt_field_get_value (field, i - G_N_ELEMENTS (texts));
    g_autoptr(GError) error = NULL;
    YztCell cell = { .type = YZT_CELL_NULL };

    if (yzt_field_parse (field, text, &cell, &error)) {
      check_cell (field, &cell);
      fuzz_assert (yzt_field_get_cell_level (field, &cell) >= 0 && yzt_field_get_cell_level (field, &cell) <= YZT_N_KIND_LEVELS);
    }
    else
      fuzz_check_error (error);
    yzt_cell_clear (&cell);
  }
}

static void
use_kind (YztKind *kind)
{
  g_autoptr(YztRow) row = yzt_row_new (kind);

  fuzz_assert (yzt_kind_get_id (kind) != NULL && yzt_kind_get_table (kind) != NULL);
  yzt_kind_get_label (kind, "zh_CN");
  yzt_kind_get_string (kind, "Symbol", "zh_CN");
  yzt_kind_match_header (kind, "名称");
  yzt_row_get_level (row);
  g_free (yzt_row_format_level (row, "zh_CN"));
  yzt_row_check (row, "zh_CN", NULL);
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++)
    use_field (yzt_kind_get_field (kind, i));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztKind) kind
        = yzt_kind_parse ((const char *) data, size, "fuzz.kind", i == 0 ? common : NULL, &error);

    if (kind == NULL)
      fuzz_check_error (error);
    else
      use_kind (kind);
  }
  return 0;
}
