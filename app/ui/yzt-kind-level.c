/* yzt-kind-level.c: what tells the level of a kind of one's own: the order of a choice, or a number with its bounds
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-kind-level.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

struct _YztKindLevel {
  GtkBox parent_instance;
  GtkWidget *field, *rule, *falls, *unit;
  GtkWidget *bounds[YZT_N_KIND_LEVELS];
  GPtrArray *fields;  /* gpointer, behind "none" */
  GArray *numbers;    /* gboolean, of the same */
  GPtrArray *units;   /* char * */
  gboolean offering;
};
G_DEFINE_FINAL_TYPE (YztKindLevel, yzt_kind_level, GTK_TYPE_BOX)

static void
yzt_kind_level_finalize (GObject *object)
{
  YztKindLevel *self = YZT_KIND_LEVEL (object);
  g_ptr_array_unref (self->fields);
  g_array_unref (self->numbers);
  g_ptr_array_unref (self->units);
  G_OBJECT_CLASS (yzt_kind_level_parent_class)->finalize (object);
}

static void
yzt_kind_level_class_init (YztKindLevelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_kind_level_finalize;
}

/* The bounds are asked for of a number alone. */
static void
show_rule (YztKindLevel *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->field));
  gboolean number = chosen > 0 && chosen <= self->fields->len && g_array_index (self->numbers, gboolean, chosen - 1);
  if (!self->offering) {
    gtk_label_set_text (GTK_LABEL (self->unit), number ? self->units->pdata[chosen - 1] : "");
    gtk_widget_set_visible (self->rule, number);
  }
}

static GtkWidget *
new_bound (int level)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *name = g_strdup_printf (_("Number for level %s"), yzt_level_numeral (level));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 6);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (entry, _("Blank: there is no such level"));
  return entry;
}

static void
yzt_kind_level_init (YztKindLevel *self)
{
  const char *const words[] = { _("from there on"), _("up to there"), NULL };
  self->fields = g_ptr_array_new ();
  self->numbers = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->units = g_ptr_array_new_with_free_func (g_free);
  self->field = gtk_drop_down_new (NULL, NULL);
  self->rule = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->falls = gtk_drop_down_new_from_strings (words);
  self->unit = yzt_ui_label ("", "second-line");
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Level"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->falls), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which way the level counts"), -1);
  for (int level = 1; level <= YZT_N_KIND_LEVELS; level++) {
    GtkWidget *numeral = yzt_ui_label (yzt_level_numeral (level), "heading");
    self->bounds[level - 1] = new_bound (level);
    gtk_box_append (GTK_BOX (self->rule), numeral);
    gtk_box_append (GTK_BOX (self->rule), self->bounds[level - 1]);
  }
  gtk_box_append (GTK_BOX (self->rule), self->unit);
  gtk_box_append (GTK_BOX (self->rule), self->falls);
  gtk_widget_set_visible (self->rule, FALSE);
  gtk_box_append (GTK_BOX (self), self->field);
  gtk_box_append (GTK_BOX (self), self->rule);
  g_signal_connect_swapped (self->field, "notify::selected", G_CALLBACK (show_rule), self);
}

GtkWidget *
yzt_kind_level_new (void)
{
  return g_object_new (YZT_TYPE_KIND_LEVEL, NULL);
}

void
yzt_kind_level_offer (YztKindLevel *self, const YztLevelChoice *choices, guint n_choices)
{
  g_return_if_fail (YZT_IS_KIND_LEVEL (self));
  gpointer chosen = yzt_kind_level_get_field (self);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  self->offering = TRUE;
  g_ptr_array_set_size (self->fields, 0);
  g_array_set_size (self->numbers, 0);
  g_ptr_array_set_size (self->units, 0);
  gtk_string_list_append (labels, _("Things of this kind have no level"));
  for (guint i = 0; i < n_choices; i++) {
    const YztLevelChoice *one = &choices[i];
    const char *name = one->label != NULL && *one->label != '\0' ? one->label : one->number ? _("A number") : _("A choice");
    g_autofree char *words = g_strdup_printf (one->number ? _("%s, by the number") : _("%s, the first value is the worst"), name);
    gtk_string_list_append (labels, words);
    g_ptr_array_add (self->fields, one->field);
    g_array_append_val (self->numbers, one->number);
    g_ptr_array_add (self->units, g_strdup (one->unit != NULL ? one->unit : ""));
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->field), G_LIST_MODEL (labels));
  self->offering = FALSE;
  yzt_kind_level_choose (self, chosen);
}

void
yzt_kind_level_choose (YztKindLevel *self, gpointer field)
{
  g_return_if_fail (YZT_IS_KIND_LEVEL (self));
  guint i = 0;
  gboolean found = field != NULL && g_ptr_array_find (self->fields, field, &i);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->field), found ? i + 1 : 0);
  show_rule (self);
}

gpointer
yzt_kind_level_get_field (YztKindLevel *self)
{
  g_return_val_if_fail (YZT_IS_KIND_LEVEL (self), NULL);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->field));
  return chosen > 0 && chosen <= self->fields->len ? self->fields->pdata[chosen - 1] : NULL;
}

void
yzt_kind_level_show (YztKindLevel *self, const YztKindDraft *draft)
{
  g_return_if_fail (YZT_IS_KIND_LEVEL (self) && draft != NULL);
  for (guint i = 0; i < YZT_N_KIND_LEVELS; i++) {
    gtk_editable_set_text (GTK_EDITABLE (self->bounds[i]), draft->level_bounds[i] != NULL ? draft->level_bounds[i] : "");
  }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->falls), draft->levels_fall ? 1 : 0);
}

void
yzt_kind_level_read (YztKindLevel *self, YztKindDraft *draft)
{
  g_return_if_fail (YZT_IS_KIND_LEVEL (self) && draft != NULL);
  for (guint i = 0; i < YZT_N_KIND_LEVELS; i++) {
    g_free (draft->level_bounds[i]);
    draft->level_bounds[i] = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->bounds[i])));
  }
  draft->levels_fall = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->falls)) == 1;
}
