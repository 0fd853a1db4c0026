/* yzt-hover.c: what is pointed at, shared by the map and the lists: hover in one lights the others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-hover.h"

#define LIT_CLASS "lit"
/* From a list's item, which has the focus, down to the row that was put into it. */
#define FOCUS_DEPTH 3

struct _YztHover {
  GObject parent_instance;
  int kind;
  gint64 fid;
  GPtrArray *rows; /* Row *, not owned: each takes itself out */
};
G_DEFINE_FINAL_TYPE (YztHover, yzt_hover, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];
static G_DEFINE_QUARK (yzt-hover-row, row)
static G_DEFINE_QUARK (yzt-hover-of-session, hover)

/* What a row of a list shows; belongs to the widget. */
typedef struct {
  GtkWidget *widget;
  YztHover *hover; /* owned; NULL while the row shows nothing */
  int kind;
  gint64 fid;
  gboolean under_pointer;
} Row;

static void
show_row (Row *row)
{
  gboolean lit = row->hover != NULL && row->kind >= 0 && row->hover->kind == row->kind && row->hover->fid == row->fid;
  (lit ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (row->widget, LIT_CLASS);
}

void
yzt_hover_set (YztHover *self, int kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_HOVER (self));
  kind = MAX (kind, -1);
  fid = kind >= 0 ? fid : 0;
  if (self->kind == kind && self->fid == fid) {
    return;
  }
  self->kind = kind;
  self->fid = fid;
  for (guint i = 0; i < self->rows->len; i++) {
    show_row (self->rows->pdata[i]);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
yzt_hover_get (YztHover *self, int *kind, gint64 *fid)
{
  g_return_val_if_fail (YZT_IS_HOVER (self), FALSE);
  *kind = self->kind;
  *fid = self->fid;
  return self->kind >= 0;
}

/* --- rows --- */

static void
leave_hover (Row *row)
{
  if (row->hover == NULL) {
    return;
  }
  g_ptr_array_remove_fast (row->hover->rows, row);
  g_clear_object (&row->hover);
}

static void
free_row (gpointer data)
{
  Row *row = data;
  leave_hover (row);
  g_free (row);
}

static void
on_enter (GtkEventControllerMotion *motion, double x, double y, Row *row)
{
  row->under_pointer = TRUE;
  if (row->hover != NULL) {
    yzt_hover_set (row->hover, row->kind, row->fid);
  }
}

static void
on_leave (GtkEventControllerMotion *motion, Row *row)
{
  row->under_pointer = FALSE;
  if (row->hover != NULL && row->hover->kind == row->kind && row->hover->fid == row->fid) {
    yzt_hover_set (row->hover, -1, 0);
  }
}

static Row *
row_of (GtkWidget *widget)
{
  return g_object_get_qdata (G_OBJECT (widget), row_quark ());
}

static Row *
make_row (GtkWidget *widget)
{
  Row *row = g_new0 (Row, 1);
  row->widget = widget;
  row->kind = -1;
  g_object_set_qdata_full (G_OBJECT (widget), row_quark (), row, free_row);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "enter", G_CALLBACK (on_enter), row);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), row);
  gtk_widget_add_controller (widget, motion);
  return row;
}

void
yzt_hover_bind_row (GtkWidget *widget, YztSession *session, int kind, gint64 fid)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (session == NULL || YZT_IS_SESSION (session));
  Row *row = row_of (widget);
  YztHover *hover = session != NULL && kind >= 0 ? yzt_hover_of (session) : NULL;
  row = row != NULL ? row : make_row (widget);
  if (row->hover == hover && row->kind == kind && row->fid == fid) {
    return;
  }
  if (row->hover != hover) {
    leave_hover (row);
    g_set_object (&row->hover, hover);
    if (hover != NULL) {
      g_ptr_array_add (hover->rows, row);
    }
  }
  row->kind = hover != NULL ? kind : -1;
  row->fid = fid;
  show_row (row);
  if (row->under_pointer && hover != NULL) {
    yzt_hover_set (hover, row->kind, row->fid); /* the list moved under a pointer that rests */
  }
}

gboolean
yzt_hover_follow_focus (GtkWidget *focus)
{
  GtkWidget *widget = focus;
  for (guint depth = 0; widget != NULL && depth < FOCUS_DEPTH; depth++) {
    Row *row = row_of (widget);
    if (row != NULL && row->hover != NULL) {
      yzt_hover_set (row->hover, row->kind, row->fid);
      return TRUE;
    }
    widget = gtk_widget_get_first_child (widget);
  }
  return FALSE;
}

/* --- life --- */

YztHover *
yzt_hover_of (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztHover *self = g_object_get_qdata (G_OBJECT (session), hover_quark ());
  if (self == NULL) {
    self = g_object_new (YZT_TYPE_HOVER, NULL);
    g_object_set_qdata_full (G_OBJECT (session), hover_quark (), self, g_object_unref);
  }
  return self;
}

static void
yzt_hover_finalize (GObject *object)
{
  g_clear_pointer (&YZT_HOVER (object)->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_hover_parent_class)->finalize (object);
}

static void
yzt_hover_class_init (YztHoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_hover_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_HOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_hover_init (YztHover *self)
{
  self->kind = -1;
  self->rows = g_ptr_array_new ();
}
