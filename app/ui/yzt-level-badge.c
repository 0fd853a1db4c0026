/* yzt-level-badge.c: a level as a coloured word: "Ⅲ Major", never the colour alone
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-level-badge.h"
#include "yzt-ui.h"

struct _YztLevelBadge {
  GtkWidget parent_instance;
  GtkWidget *label;
};
G_DEFINE_FINAL_TYPE (YztLevelBadge, yzt_level_badge, GTK_TYPE_WIDGET)

static void
yzt_level_badge_dispose (GObject *object)
{
  g_clear_pointer (&YZT_LEVEL_BADGE (object)->label, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_level_badge_parent_class)->dispose (object);
}

static void
yzt_level_badge_class_init (YztLevelBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_level_badge_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "levelbadge");
}

static void
yzt_level_badge_init (YztLevelBadge *self)
{
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
yzt_level_badge_set (YztLevelBadge *self, int level, const char *word)
{
  g_return_if_fail (YZT_IS_LEVEL_BADGE (self));
  gboolean shown = level > 0 && word != NULL && *word != '\0';
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  yzt_level_style (GTK_WIDGET (self), shown ? level : 0);
  gtk_label_set_text (GTK_LABEL (self->label), shown ? word : "");
}
