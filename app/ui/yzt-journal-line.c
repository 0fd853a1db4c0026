/* yzt-journal-line.c: a line of the diary: day, time, what, who, as one widget
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-journal-line.h"
#include "yzt-ui.h"

#define EDGE 12
#define TIME_WIDTH 62
#define DAY_HEIGHT 34
#define DAY_TOP 12
#define LINE_HEIGHT 48
#define WHAT_TOP 5
#define WHO_TOP 27

struct _YztJournalLine {
  GtkWidget parent_instance;
  char *day, *clock, *what, *who;
  gboolean taken_back;
};
G_DEFINE_FINAL_TYPE (YztJournalLine, yzt_journal_line, GTK_TYPE_WIDGET)

static void
yzt_journal_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  YztJournalLine *self = YZT_JOURNAL_LINE (widget);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : LINE_HEIGHT + (self->day != NULL ? DAY_HEIGHT : 0);
}

typedef struct {
  double scale; /* of the font's size */
  gboolean bold, struck;
  float alpha;
} Face;

static void
draw_text (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, Face face, float x, float y, float width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA color;
  pango_attr_list_insert (attributes, pango_attr_scale_new (face.scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (face.bold) {
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  }
  if (face.struck) {
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  }
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (MAX (width, 1) * PANGO_SCALE));
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= face.alpha;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
yzt_journal_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztJournalLine *self = YZT_JOURNAL_LINE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float top = self->day != NULL ? DAY_HEIGHT : 0;
  float left = EDGE + TIME_WIDTH, room = width - left - EDGE;
  float strength = self->taken_back ? 0.6F : 1.0F;
  if (self->day != NULL) {
    draw_text (widget, snapshot, self->day, (Face) { 0.92, TRUE, FALSE, 0.75F }, EDGE, DAY_TOP, width - 2 * EDGE);
  }
  draw_text (widget, snapshot, self->clock, (Face) { 0.86, FALSE, FALSE, 0.65F }, EDGE, top + WHAT_TOP + 2, TIME_WIDTH);
  draw_text (widget, snapshot, self->what, (Face) { 1.0, TRUE, self->taken_back, strength }, left, top + WHAT_TOP, room);
  draw_text (widget, snapshot, self->who, (Face) { 0.86, FALSE, FALSE, 0.65F }, left, top + WHO_TOP, room);
}

void
yzt_journal_line_set (YztJournalLine *self, const char *day, const char *clock, const char *what, const char *who, gboolean taken_back)
{
  g_return_if_fail (YZT_IS_JOURNAL_LINE (self));
  gboolean resize = (day != NULL) != (self->day != NULL);
  g_free (self->day);
  g_free (self->clock);
  g_free (self->what);
  g_free (self->who);
  self->day = g_strdup (day);
  self->clock = g_strdup (clock);
  self->what = g_strdup (what);
  self->who = g_strdup (who);
  self->taken_back = taken_back;
  if (resize) {
    gtk_widget_queue_resize (GTK_WIDGET (self));
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_autofree char *read_aloud = g_strdup_printf ("%s %s, %s, %s", day != NULL ? day : "", clock, what, who);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, read_aloud, -1);
}

static void
yzt_journal_line_finalize (GObject *object)
{
  YztJournalLine *self = YZT_JOURNAL_LINE (object);
  g_free (self->day);
  g_free (self->clock);
  g_free (self->what);
  g_free (self->who);
  G_OBJECT_CLASS (yzt_journal_line_parent_class)->finalize (object);
}

static void
yzt_journal_line_class_init (YztJournalLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = yzt_journal_line_finalize;
  widget_class->measure = yzt_journal_line_measure;
  widget_class->snapshot = yzt_journal_line_snapshot;
  gtk_widget_class_set_css_name (widget_class, "journalline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
yzt_journal_line_init (YztJournalLine *self)
{
  self->clock = g_strdup ("");
  self->what = g_strdup ("");
  self->who = g_strdup ("");
}

GtkWidget *
yzt_journal_line_new (void)
{
  return g_object_new (YZT_TYPE_JOURNAL_LINE, NULL);
}
