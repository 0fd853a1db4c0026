/* yzt-layer-list.c: the kinds that stand on the map: symbol, name, count, and a switch to show them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-layer-list.h"
#include <glib/gi18n-lib.h>
#include "yzt-symbol.h"
#include "yzt-ui.h"

/* One kind's row; widgets belong to the list box. */
typedef struct {
  guint kind;
  GtkLabel *apart, *count; /* apart: exercises and tests, which are not counted */
  GtkSwitch *toggle;
  GtkWidget *content;
} Layer;

struct _YztLayerList {
  GtkWidget parent_instance;
  GtkLabel *total;
  GtkListBox *list;
  YztSession *session;
  GArray *layers; /* Layer, in the order of the rows */
};
G_DEFINE_FINAL_TYPE (YztLayerList, yzt_layer_list, GTK_TYPE_WIDGET)

static gboolean
on_state_set (GtkSwitch *toggle, gboolean state, YztLayerList *self)
{
  guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (toggle), "kind"));
  if (self->session != NULL) {
    yzt_session_set_kind_visible (self->session, kind, state);
  }
  return FALSE;
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, YztLayerList *self)
{
  const Layer *layer = &g_array_index (self->layers, Layer, (guint) gtk_list_box_row_get_index (row));
  gtk_switch_set_active (layer->toggle, !gtk_switch_get_active (layer->toggle));
}

/* "Incident, 40, 2 exercises or tests, not counted, shown" */
static void
name_row (YztLayerList *self, const Layer *layer)
{
  const char *apart = gtk_widget_get_tooltip_text (GTK_WIDGET (layer->apart));
  g_autofree char *name = g_strdup_printf ("%s, %s, %s%s%s", yzt_ui_kind_label (self->session, (int) layer->kind),
                                           gtk_label_get_text (layer->count), apart != NULL ? apart : "", apart != NULL ? ", " : "",
                                           gtk_switch_get_active (layer->toggle) ? _("shown") : _("hidden"));
  yzt_ui_name_row (layer->content, name);
}

static void
show_apart (const Layer *layer, guint exercises)
{
  g_autofree char *text = exercises > 0 ? g_strdup_printf (ngettext ("%u exercise", "%u exercises", exercises), exercises) : NULL;
  g_autofree char *tip = exercises > 0 ? g_strdup_printf (ngettext ("%u exercise or test, not counted", "%u exercises or tests, not counted", exercises), exercises) : NULL;
  gtk_label_set_text (layer->apart, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (layer->apart), text != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (layer->apart), tip);
}

static void
show_counts (YztLayerList *self)
{
  YztScene *scene = self->session != NULL ? yzt_session_get_scene (self->session) : NULL;
  guint total = 0, exercises[YZT_KINDS_ON_MAP_MAX];
  if (scene != NULL) {
    yzt_generation_count_exercises (yzt_scene_get_generation (scene), exercises);
  }
  for (guint i = 0; i < self->layers->len && scene != NULL; i++) {
    const Layer *layer = &g_array_index (self->layers, Layer, i);
    guint apart = layer->kind < YZT_KINDS_ON_MAP_MAX ? exercises[layer->kind] : 0;
    guint count = yzt_generation_count_kind (yzt_scene_get_generation (scene), layer->kind) - apart;
    g_autofree char *text = yzt_text_group_number (count, 0);
    gtk_label_set_text (layer->count, text);
    show_apart (layer, apart);
    name_row (self, layer);
    total += count;
  }
  g_autofree char *text = yzt_text_group_number (total, 0);
  gtk_label_set_text (self->total, total > 0 ? text : "");
}

static void
show_visibility (YztLayerList *self)
{
  guint64 hidden = yzt_session_get_hidden_kinds (self->session);
  for (guint i = 0; i < self->layers->len; i++) {
    const Layer *layer = &g_array_index (self->layers, Layer, i);
    gboolean visible = (hidden & (G_GUINT64_CONSTANT (1) << layer->kind)) == 0;
    gtk_switch_set_active (layer->toggle, visible);
    (visible ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (layer->content, "hidden-layer");
    name_row (self, layer);
  }
}

static GtkWidget *
new_toggle (YztLayerList *self, guint kind, const char *label)
{
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *name = g_strdup_printf (_("Show %s on the map"), label);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (toggle), "kind", GUINT_TO_POINTER (kind));
  gtk_widget_set_focusable (toggle, FALSE); /* Enter on the row does it: one stop for the keyboard, not two */
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  yzt_ui_set_tip (toggle, name);
  g_signal_connect (toggle, "state-set", G_CALLBACK (on_state_set), self);
  return toggle;
}

static void
add_layer (YztLayerList *self, guint index, YztKind *kind)
{
  const char *text = yzt_kind_get_label (kind, yzt_session_get_language (self->session));
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *symbol = yzt_symbol_new ();
  GtkWidget *label = yzt_ui_label (text, NULL);
  GtkWidget *apart = yzt_ui_label (NULL, "second-line number"), *count = yzt_ui_label (NULL, "second-line number");
  GtkWidget *toggle = new_toggle (self, index, text);
  yzt_symbol_set (YZT_SYMBOL (symbol), kind, 0, G_MAXUINT16);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (content, "layer-row");
  gtk_box_append (GTK_BOX (content), symbol);
  gtk_box_append (GTK_BOX (content), label);
  gtk_widget_set_visible (apart, FALSE);
  gtk_box_append (GTK_BOX (content), apart);
  gtk_box_append (GTK_BOX (content), count);
  gtk_box_append (GTK_BOX (content), toggle);
  gtk_list_box_append (self->list, content);
  Layer layer = { index, GTK_LABEL (apart), GTK_LABEL (count), GTK_SWITCH (toggle), content };
  g_array_append_val (self->layers, layer);
}

static void
let_go (YztLayerList *self)
{
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    YztScene *scene = yzt_session_get_scene (self->session);
    if (scene != NULL) {
      g_signal_handlers_disconnect_by_data (scene, self);
    }
  }
  g_clear_object (&self->session);
  g_array_set_size (self->layers, 0);
  yzt_ui_clear_children (GTK_WIDGET (self->list));
}

void
yzt_layer_list_set_session (YztLayerList *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_LAYER_LIST (self));
  let_go (self);
  if (session != NULL) {
    self->session = g_object_ref (session);
    YztKindSet *kinds = yzt_session_get_kinds (session);
    for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
      if (yzt_kind_get_geometry (yzt_kind_set_get (kinds, i)) != YZT_KIND_GEOMETRY_NONE) {
        add_layer (self, i, yzt_kind_set_get (kinds, i));
      }
    }
    g_signal_connect_swapped (yzt_session_get_scene (session), "published", G_CALLBACK (show_counts), self);
    g_signal_connect_swapped (session, "notify::hidden-kinds", G_CALLBACK (show_visibility), self);
    show_visibility (self);
  }
  show_counts (self);
}

static void
yzt_layer_list_dispose (GObject *object)
{
  YztLayerList *self = YZT_LAYER_LIST (object);
  if (self->list != NULL) {
    let_go (self);
  }
  yzt_ui_dispose_template (GTK_WIDGET (self), YZT_TYPE_LAYER_LIST);
  G_OBJECT_CLASS (yzt_layer_list_parent_class)->dispose (object);
}

static void
yzt_layer_list_finalize (GObject *object)
{
  g_clear_pointer (&YZT_LAYER_LIST (object)->layers, g_array_unref);
  G_OBJECT_CLASS (yzt_layer_list_parent_class)->finalize (object);
}

static void
yzt_layer_list_class_init (YztLayerListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_layer_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_layer_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-layer-list.ui");
  gtk_widget_class_bind_template_child (widget_class, YztLayerList, total);
  gtk_widget_class_bind_template_child (widget_class, YztLayerList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
yzt_layer_list_init (YztLayerList *self)
{
  self->layers = g_array_new (FALSE, FALSE, sizeof (Layer));
  gtk_widget_init_template (GTK_WIDGET (self));
}
