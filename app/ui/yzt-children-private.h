/* yzt-children-private.h: what the two files of the children editor share: hands on its lines, and others' changes to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-children-editor.h"
#include "yzt-field-editor.h"
G_BEGIN_DECLS
/* Fields that stand in the line itself; the others unfold below it. */
#define YZT_CHILD_IN_LINE 3

typedef struct {
  YztChildrenEditor *owner;
  YztRow *row;          /* as it was; fid 0: new */
  GtkWidget *box, *details;
  GPtrArray *editors;   /* YztFieldEditor * by field; NULL: not made yet */
  GtkWidget *problem, *more;
  gboolean anew;        /* somebody else deleted it: it is written once more, touched or not */
} YztChildLine;

struct _YztChildrenEditor {
  GtkBox parent_instance;
  YztSession *session;
  YztKind *kind;
  gint64 owner_fid;
  GPtrArray *lines;   /* YztChildLine * */
  GPtrArray *removed; /* YztRow * */
  gboolean choosing;  /* the last key was an arrow */
  GtkWidget *list, *count, *paste, *add, *derived;
  guint keeping;      /* tick that brings @add into sight; 0: none */
  int frames_to_wait;
  guint in_line[YZT_CHILD_IN_LINE], n_in_line;
  char *owner_kind;   /* rows name their owner by a link; NULL: they belong to it */
  int unit;           /* field that says the unit of a line, -1: none */
};

/** Somebody wrote in it here. */
gboolean yzt_child_line_is_touched (YztChildLine *line);
/** A fresh editor of a field; the @i-th that stands in the line itself is small. */
YztFieldEditor *yzt_child_line_make_editor (YztChildLine *line, guint field);
GtkWidget *yzt_child_line_make_in_line (YztChildLine *line, guint i);
/** A line for @row (copied), NULL: a new one. */
YztChildLine *yzt_children_editor_put_line (YztChildrenEditor *self, const YztRow *row);
/** Counts, sums, and says that something changed. */
void yzt_children_editor_changed (YztChildrenEditor *self);
G_END_DECLS
