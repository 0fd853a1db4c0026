/* yzt-inventory-paper.c: every layer of a map on paper: how many, how many with a place, how many verified, since when
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-report-private.h"
#include "yzt-store-query.h"

typedef struct {
  guint n, placed, verified, fresh, exercises;
  char *oldest; /* day of the oldest verification; NULL: none */
  const char *year_ago;
  gboolean tells_status;
} Count;

typedef struct {
  guint n, exercises;
} Sum;

static gboolean
count_row (G_GNUC_UNUSED gint64 fid, const YztPosition *place, const YztCell *cells, gpointer user_data)
{
  Count *count = user_data;
  if (count->tells_status && yzt_cell_says_exercise (&cells[1])) {
    count->exercises++;
    return TRUE;
  }
  const char *day = cells[0].type == YZT_CELL_TEXT && *cells[0].v.text != '\0' ? cells[0].v.text : NULL;
  count->n++;
  count->placed += place != NULL;
  count->verified += day != NULL;
  count->fresh += day != NULL && strncmp (day, count->year_ago, 10) >= 0;
  if (day != NULL && (count->oldest == NULL || strncmp (day, count->oldest, 10) < 0)) {
    g_free (count->oldest);
    count->oldest = g_strndup (day, 10);
  }
  return TRUE;
}

static char *
year_before (const char *today)
{
  GDate date;
  char text[16];
  g_date_set_parse (&date, today);
  if (!g_date_valid (&date)) {
    return g_strdup (today);
  }
  g_date_subtract_years (&date, 1);
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  return g_strdup (text);
}

static void
add_row (YztPaper *paper, const char *const *cells)
{
  g_ptr_array_add (paper->table, g_strdupv ((GStrv) cells));
}

static gboolean
add_kind (YztPaper *paper, YztStore *store, YztKind *kind, const char *year_ago, const char *language, Sum *sum, GError **error)
{
  const char *status = yzt_store_query_status_field (store, kind), *const fields[] = { "verified_at", status, NULL };
  const YztRowQuery query = { .kind = kind, .fields = fields, .with_place = TRUE };
  Count count = { .year_ago = year_ago, .tells_status = status != NULL };
  gboolean asks = yzt_kind_is_verified (kind);
  if (!yzt_store_query_rows (store, &query, NULL, count_row, &count, error)) {
    g_free (count.oldest);
    return FALSE;
  }
  if (count.n > 0) {
    gboolean has_place = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE;
    g_autofree char *n = g_strdup_printf ("%u", count.n), *placed = has_place ? g_strdup_printf ("%u", count.placed) : g_strdup ("—");
    g_autofree char *fresh = asks ? g_strdup_printf ("%u", count.fresh) : g_strdup ("—"), *stale = asks ? g_strdup_printf ("%u", count.n - count.fresh) : g_strdup ("—");
    add_row (paper, (const char *const[]) { yzt_kind_get_label (kind, language), n, placed, fresh, stale, count.oldest != NULL ? count.oldest : "—", NULL });
  }
  sum->n += count.n;
  sum->exercises += count.exercises;
  g_free (count.oldest);
  return TRUE;
}

YztPaper *
yzt_inventory_paper (YztStore *store, const char *today, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  g_autoptr (YztPaper) paper = yzt_paper_new ();
  g_autofree char *year_ago = year_before (today);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  Sum sum = { 0 };
  paper->table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  add_row (paper, (const char *const[]) { _("Layer"), _("Number"), _("On the map"), _("Verified within a year"), _("Not verified for a year"), _("Oldest"), NULL });
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    if (!add_kind (paper, store, yzt_kind_set_get (kinds, i), year_ago, language, &sum, error)) {
      return NULL;
    }
  }
  g_autofree char *total = g_strdup_printf ("%u", sum.n);
  add_row (paper, (const char *const[]) { _("Total"), total, "", "", "", "", NULL });
  g_free (paper->type);
  g_free (paper->title);
  g_free (paper->columns);
  paper->type = g_strdup ("inventory");
  g_autofree char *title = yzt_store_get_setting (store, "title");
  paper->title = g_strdup_printf (_("Inventory of layers: %s"), title != NULL ? title : "");
  paper->columns = g_strdup ("30;11r;13r;16r;16r;14");
  g_ptr_array_add (paper->facts, g_strdup_printf (_("As of %s · kinds without any record are left out"), today));
  if (sum.exercises > 0) {
    g_ptr_array_add (paper->facts, g_strdup_printf (ngettext ("%u exercise, test or draft is not counted.", "%u exercises, tests and drafts are not counted.", sum.exercises), sum.exercises));
  }
  return g_steal_pointer (&paper);
}
