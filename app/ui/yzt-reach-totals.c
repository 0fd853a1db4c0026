/* yzt-reach-totals.c: how many of each kind lie in the ring, and what they sum to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-reach-totals.h"
#include <glib/gi18n-lib.h>
#include "yzt-reach-row.h"
#include "yzt-ui.h"

struct _YztReachTotals {
  GtkWidget parent_instance;
  GtkListBox *list;
  GtkWidget *empty;
  YztSession *session;
  GPtrArray *rows; /* YztReachRow *, not owned, one per kind of the set; NULL for kinds without a place */
  int kind;
};
G_DEFINE_FINAL_TYPE (YztReachTotals, yzt_reach_totals, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_KIND, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* "1 240 persons · 36 vehicles": each sum with its own unit, never added to another. */
static char *
sums_text (YztReachTotals *self, const YztKind *kind, const YztKindTotal *total)
{
  const char *language = yzt_session_get_language (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < yzt_scene_kind_n_sums (kind); i++) {
    const YztField *field = yzt_scene_kind_get_sum_field (kind, i);
    if (!(total->sums[i] > 0)) {
      continue;
    }
    const char *unit = yzt_field_get_unit (field, language);
    g_autofree char *number = yzt_text_group_number (total->sums[i], 1);
    g_string_append_printf (text, "%s%s %s%s%s", text->len > 0 ? " · " : "", yzt_field_get_label (field, language), number,
                            unit != NULL ? " " : "", unit != NULL ? unit : "");
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "Ⅰ 2  Ⅲ 5 · 1 240 persons · 2 exercises": how many of each level when the kind has levels, the sums, and what is not counted; NULL when there is none. */
static char *
second_line (YztReachTotals *self, const YztKind *kind, const YztKindTotal *total)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sums = sums_text (self, kind, total);
  for (int level = 1; level <= 4; level++) {
    if (total->level_counts[level] > 0) {
      g_string_append_printf (text, "%s%s %u", text->len > 0 ? "  " : "", yzt_level_numeral (level),
                              total->level_counts[level]);
    }
  }
  if (*sums != '\0') {
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", sums);
  }
  if (total->exercises > 0) {
    g_autofree char *apart = g_strdup_printf (ngettext ("%u exercise or test, not counted", "%u exercises or tests, not counted", total->exercises),
                                              total->exercises);
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", apart);
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
update_row (YztReachTotals *self, YztReachRow *row, const YztKind *kind, const YztKindTotal *total)
{
  g_autofree char *second = second_line (self, kind, total);
  g_autofree char *count = yzt_text_group_number (total->count, 0);
  yzt_reach_row_set_texts (row, yzt_kind_get_label (kind, yzt_session_get_language (self->session)), second, count, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), second);
  g_autofree char *spoken = g_strjoin (", ", yzt_kind_get_label (kind, yzt_session_get_language (self->session)), count, second, NULL);
  yzt_reach_row_set_spoken (row, spoken);
}

void
yzt_reach_totals_update (YztReachTotals *self, YztRing *ring)
{
  g_return_if_fail (YZT_IS_REACH_TOTALS (self));
  const YztNearResult *result = yzt_ring_is_active (ring) ? yzt_ring_get_result (ring) : NULL;
  guint shown = 0;
  for (guint i = 0; i < self->rows->len; i++) {
    YztReachRow *row = self->rows->pdata[i];
    if (row == NULL) {
      continue;
    }
    const YztKindTotal *total = result != NULL ? yzt_near_result_get_total (result, i) : NULL;
    gboolean some = total != NULL && total->count + total->exercises > 0;
    gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (row)), some);
    if (some) {
      update_row (self, row, yzt_ui_kind (self->session, (int) i), total);
      shown++;
    }
  }
  gtk_widget_set_visible (self->empty, shown == 0);
}

static void
let_go (YztReachTotals *self)
{
  g_ptr_array_set_size (self->rows, 0);
  yzt_ui_clear_children (GTK_WIDGET (self->list));
  g_clear_object (&self->session);
  self->kind = -1;
}

/* Its counts per level and sums do not always fit into one line. */
static guint
lines_of (const YztKind *kind, const char *language)
{
  guint parts = yzt_scene_kind_n_sums (kind) + (yzt_kind_get_level_field (kind) != NULL ? 1 : 0);
  guint dense = g_str_has_prefix (language, "zh") ? 0 : 1; /* Chinese says the same on less room */
  return parts >= 5 ? 3 + dense : parts >= 2 ? 2 : 1;
}

void
yzt_reach_totals_set_session (YztReachTotals *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_REACH_TOTALS (self));
  let_go (self);
  if (session == NULL) {
    return;
  }
  self->session = g_object_ref (session);
  YztKindSet *kinds = yzt_session_get_kinds (session);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    GtkWidget *row = NULL;
    if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
      row = yzt_reach_row_new (TRUE, 5, FALSE);
      yzt_reach_row_set_symbol (YZT_REACH_ROW (row), kind, 0, G_MAXUINT16);
      yzt_reach_row_set_subtitle_lines (YZT_REACH_ROW (row), lines_of (kind, yzt_session_get_language (session)));
      gtk_list_box_append (self->list, row);
      g_object_set_data (G_OBJECT (gtk_widget_get_parent (row)), "kind", GUINT_TO_POINTER (i));
      gtk_widget_set_visible (gtk_widget_get_parent (row), FALSE);
    }
    g_ptr_array_add (self->rows, row);
  }
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, YztReachTotals *self)
{
  int kind = (int) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "kind"));
  yzt_reach_totals_set_kind (self, kind == self->kind ? -1 : kind);
}

int
yzt_reach_totals_get_kind (YztReachTotals *self)
{
  g_return_val_if_fail (YZT_IS_REACH_TOTALS (self), -1);
  return self->kind;
}

void
yzt_reach_totals_set_kind (YztReachTotals *self, int kind)
{
  g_return_if_fail (YZT_IS_REACH_TOTALS (self));
  if (self->kind == kind) {
    return;
  }
  self->kind = kind;
  for (guint i = 0; i < self->rows->len; i++) {
    if (self->rows->pdata[i] != NULL) {
      yzt_reach_row_set_chosen (self->rows->pdata[i], (int) i == kind);
    }
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

static void
yzt_reach_totals_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_KIND) {
    g_value_set_int (value, YZT_REACH_TOTALS (object)->kind);
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
yzt_reach_totals_dispose (GObject *object)
{
  YztReachTotals *self = YZT_REACH_TOTALS (object);
  if (self->list != NULL) {
    let_go (self);
    g_clear_pointer (&self->empty, gtk_widget_unparent);
    gtk_widget_unparent (GTK_WIDGET (self->list));
    self->list = NULL;
  }
  G_OBJECT_CLASS (yzt_reach_totals_parent_class)->dispose (object);
}

static void
yzt_reach_totals_finalize (GObject *object)
{
  g_clear_pointer (&YZT_REACH_TOTALS (object)->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_reach_totals_parent_class)->finalize (object);
}

static void
yzt_reach_totals_class_init (YztReachTotalsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = yzt_reach_totals_dispose;
  object_class->finalize = yzt_reach_totals_finalize;
  object_class->get_property = yzt_reach_totals_get_property;
  properties[PROP_KIND] = g_param_spec_int ("kind", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
yzt_reach_totals_init (YztReachTotals *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->kind = -1;
  self->rows = g_ptr_array_new ();
  self->empty = yzt_ui_label (_("Nothing lies in this ring. Make it larger."), "panel-empty");
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_widget_set_parent (self->empty, GTK_WIDGET (self));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "panel-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Totals by kind"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
}
