/* yzt-log-row.c: one line of the log of an incident as one widget: number, time, from whom to whom, what, who wrote it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-log-row.h"

#define EDGE 12
#define TOP 6
#define GAP 3
#define NUMBER_WIDTH 42
#define TIME_WIDTH 62
#define DAY_HEIGHT 34
#define DAY_TOP 13
#define LEFT (EDGE + NUMBER_WIDTH + TIME_WIDTH)
#define WHO_SHARE 0.3
#define WHO_GAP 8
#define SMALL 0.87

typedef enum { PART_DAY, PART_NUMBER, PART_CLOCK, PART_PARTIES, PART_WHO, PART_TEXT, PART_NOTE, N_PARTS } Part;

struct _YztLogRow {
  GtkWidget parent_instance;
  char *words[N_PARTS];
  gboolean corrected;
  PangoLayout *layouts[N_PARTS];
  int width; /* for which they were made; 0: none are */
};
G_DEFINE_FINAL_TYPE (YztLogRow, yzt_log_row, GTK_TYPE_WIDGET)

static int one_line; /* height; 0: not measured since the style changed */

static void
forget_layouts (YztLogRow *self)
{
  for (guint i = 0; i < N_PARTS; i++) {
    g_clear_object (&self->layouts[i]);
  }
  self->width = 0;
}

static gboolean
is_said (YztLogRow *self, Part part)
{
  return self->words[part] != NULL && *self->words[part] != '\0';
}

static PangoLayout *
new_layout (YztLogRow *self, Part part, int width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->words[part]);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gboolean whole = part == PART_TEXT || part == PART_NOTE;
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (part != PART_TEXT && part != PART_PARTIES) {
    pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  }
  if (part == PART_PARTIES || part == PART_DAY) {
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  }
  if (self->corrected && part == PART_TEXT) {
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  }
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
  if (whole) {
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  } else {
    pango_layout_set_single_paragraph_mode (layout, TRUE);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  if (part == PART_WHO) {
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  }
  return layout;
}

/* Of a line that does not wrap: the same for all rows of a font. */
static int
line_height (YztLogRow *self)
{
  if (one_line == 0) {
    g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "国Åg");
    pango_layout_get_pixel_size (layout, NULL, &one_line);
  }
  return one_line;
}

/* Nobody named: what was said begins in the first line, between the time and who wrote it. */
static int
text_top (YztLogRow *self)
{
  return is_said (self, PART_PARTIES) ? line_height (self) + GAP : 0;
}

/* Made when it is needed: a list measures many more rows than it shows, and for that the text alone counts. */
static PangoLayout *
layout_of (YztLogRow *self, Part part, int width)
{
  int room = MAX (width - LEFT - EDGE, 40), who = (int) (room * WHO_SHARE);
  int text = text_top (self) > 0 ? room : room - who - WHO_GAP; /* beside who wrote it */
  const int widths[N_PARTS] = { width - 2 * EDGE, NUMBER_WIDTH - 6, TIME_WIDTH, room - who, who, text, room };
  if (self->width != width) {
    forget_layouts (self);
    self->width = width;
  }
  if (self->layouts[part] == NULL && is_said (self, part)) {
    self->layouts[part] = new_layout (self, part, widths[part]);
  }
  return self->layouts[part];
}

static int
height_of (YztLogRow *self, Part part, int width)
{
  int height = 0;
  PangoLayout *layout = layout_of (self, part, width);
  if (layout != NULL) {
    pango_layout_get_pixel_size (layout, NULL, &height);
  }
  return height;
}

static void
yzt_log_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                     int *natural_baseline)
{
  YztLogRow *self = YZT_LOG_ROW (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = 260;
    return;
  }
  if (for_size <= 0) { /* asked before the width is known: a layout for this would be made in vain, for each of hundreds of rows */
    *minimum = *natural = 2 * TOP + (is_said (self, PART_DAY) ? DAY_HEIGHT : 0) + text_top (self) + line_height (self);
    return;
  }
  int width = for_size;
  int height = 2 * TOP + (is_said (self, PART_DAY) ? DAY_HEIGHT : 0) + text_top (self) + MAX (height_of (self, PART_TEXT, width), line_height (self));
  *minimum = *natural = height + (is_said (self, PART_NOTE) ? GAP + height_of (self, PART_NOTE, width) : 0);
}

static void
draw_part (YztLogRow *self, GtkSnapshot *snapshot, Part part, float alpha, int x, int y)
{
  GdkRGBA color;
  PangoLayout *layout = layout_of (self, part, gtk_widget_get_width (GTK_WIDGET (self)));
  if (layout == NULL) {
    return;
  }
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  color.alpha *= alpha;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
yzt_log_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztLogRow *self = YZT_LOG_ROW (widget);
  int width = gtk_widget_get_width (widget), room = MAX (width - LEFT - EDGE, 40);
  int y = TOP + (is_said (self, PART_DAY) ? DAY_HEIGHT : 0);
  float strength = self->corrected ? 0.55F : 1.0F;
  draw_part (self, snapshot, PART_DAY, 0.75F, EDGE, DAY_TOP);
  draw_part (self, snapshot, PART_NUMBER, 0.5F, EDGE, y + 1);
  draw_part (self, snapshot, PART_CLOCK, 0.75F, EDGE + NUMBER_WIDTH, y + 1);
  draw_part (self, snapshot, PART_PARTIES, 0.9F * strength, LEFT, y);
  draw_part (self, snapshot, PART_WHO, 0.6F, LEFT + room - (int) (room * WHO_SHARE), y + 1);
  y += text_top (self);
  draw_part (self, snapshot, PART_TEXT, strength, LEFT, y);
  draw_part (self, snapshot, PART_NOTE, 0.7F, LEFT, y + MAX (height_of (self, PART_TEXT, width), line_height (self)) + GAP);
}

void
yzt_log_row_set (YztLogRow *self, const YztLogWords *words)
{
  g_return_if_fail (YZT_IS_LOG_ROW (self));
  g_return_if_fail (words != NULL);
  const char *const parts[N_PARTS] = { words->day, words->number, words->clock, words->parties, words->who, words->text, words->note };
  for (guint i = 0; i < N_PARTS; i++) {
    g_free (self->words[i]);
    self->words[i] = g_strdup (parts[i]);
  }
  self->corrected = words->corrected;
  forget_layouts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_autofree char *read_aloud = g_strdup_printf ("%s %s %s %s, %s. %s %s", words->day != NULL ? words->day : "", words->number, words->clock, words->parties,
                                                 words->text, words->note, words->who);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, read_aloud, -1);
}

/* Another style, another font: the layouts are of the old one. */
static void
yzt_log_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (yzt_log_row_parent_class)->css_changed (widget, change);
  forget_layouts (YZT_LOG_ROW (widget));
  one_line = 0;
}

static void
yzt_log_row_finalize (GObject *object)
{
  YztLogRow *self = YZT_LOG_ROW (object);
  forget_layouts (self);
  for (guint i = 0; i < N_PARTS; i++) {
    g_free (self->words[i]);
  }
  G_OBJECT_CLASS (yzt_log_row_parent_class)->finalize (object);
}

static GtkSizeRequestMode
yzt_log_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
yzt_log_row_class_init (YztLogRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = yzt_log_row_finalize;
  widget_class->measure = yzt_log_row_measure;
  widget_class->snapshot = yzt_log_row_snapshot;
  widget_class->css_changed = yzt_log_row_css_changed;
  widget_class->get_request_mode = yzt_log_row_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "logrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
yzt_log_row_init (YztLogRow *self)
{
}

GtkWidget *
yzt_log_row_new (void)
{
  return g_object_new (YZT_TYPE_LOG_ROW, NULL);
}
