/* yzt-children-editor.c: what belongs to a thing, edited line by line within its form
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-children-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-catalogue.h"
#include "yzt-hazard-card.h"
#include "yzt-field-editor.h"
#include "yzt-link-box.h"
#include "yzt-show-in-turn.h"
#include "yzt-suggest.h"
#include "yzt-table-paste.h"
#include "yzt-ui.h"

#define BUTTON_MARGIN_PX 16
#define FIRST_LINES 10

G_DEFINE_FINAL_TYPE (YztChildrenEditor, yzt_children_editor, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
line_free (gpointer data)
{
  YztChildLine *line = data;
  yzt_row_free (line->row);
  g_ptr_array_unref (line->editors);
  g_free (line);
}

/* --- which fields stand where --- */

static gboolean
is_asked (const YztField *field)
{
  static const char *const own[] = { "created_at", "updated_at", "source", "verified_at", "verified_by", "verified_how", "code", NULL };
  return !yzt_field_is_hidden (field) && !g_strv_contains (own, yzt_field_get_name (field));
}

static gboolean
stands_in_line (YztChildrenEditor *self, guint field)
{
  for (guint i = 0; i < self->n_in_line; i++) {
    if (self->in_line[i] == field) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
put_in_line (YztChildrenEditor *self, int field)
{
  if (field >= 0 && self->n_in_line < YZT_CHILD_IN_LINE && !stands_in_line (self, (guint) field)) {
    self->in_line[self->n_in_line++] = (guint) field;
  }
}

/* The name, the first figure, the unit; then whatever is required. */
static void
choose_fields (YztChildrenEditor *self)
{
  guint n = yzt_kind_get_n_fields (self->kind);
  self->unit = yzt_kind_get_field_index (self->kind, "unit");
  put_in_line (self, yzt_kind_get_field_index (self->kind, "name"));
  for (guint i = 0; i < n; i++) {
    YztFieldType type = yzt_field_get_field_type (yzt_kind_get_field (self->kind, i));
    if (type == YZT_FIELD_NUMBER || type == YZT_FIELD_INTEGER) {
      put_in_line (self, (int) i);
      break;
    }
  }
  put_in_line (self, self->unit);
  for (guint i = 0; i < n; i++) {
    const YztField *field = yzt_kind_get_field (self->kind, i);
    if (yzt_field_is_required (field)) {
      put_in_line (self, (int) i);
    }
  }
}

/* --- derived: sums by unit, what lies below its minimum or past its date --- */

/* What stands in a field of a line now; @cell_out is to be cleared. FALSE: nothing, or nothing possible. */
static gboolean
line_cell (YztChildLine *line, int field, YztCell *cell_out)
{
  const YztField *which = field >= 0 ? yzt_kind_get_field (line->owner->kind, (guint) field) : NULL;
  YztFieldEditor *editor = field >= 0 ? line->editors->pdata[field] : NULL;
  GtkWidget *control = editor != NULL ? yzt_field_editor_get_control (editor) : NULL;
  cell_out->type = YZT_CELL_NULL;
  if (which == NULL) {
    return FALSE;
  }
  if (GTK_IS_EDITABLE (control)) {
    return yzt_field_parse (which, gtk_editable_get_text (GTK_EDITABLE (control)), cell_out, NULL) && cell_out->type != YZT_CELL_NULL;
  }
  yzt_cell_copy (cell_out, &line->row->cells[field]);
  return cell_out->type != YZT_CELL_NULL;
}

static gboolean
line_number (YztChildLine *line, const char *name, double *number_out)
{
  YztCell cell;
  gboolean there = line_cell (line, yzt_kind_get_field_index (line->owner->kind, name), &cell);
  *number_out = cell.type == YZT_CELL_NUMBER ? cell.v.number : cell.type == YZT_CELL_INTEGER ? (double) cell.v.integer : 0;
  yzt_cell_clear (&cell);
  return there;
}

static gboolean
is_expired (YztChildLine *line, const char *today)
{
  YztCell cell;
  gboolean expired = line_cell (line, yzt_kind_get_field_index (line->owner->kind, "expiry"), &cell) && cell.type == YZT_CELL_TEXT && strcmp (cell.v.text, today) < 0;
  yzt_cell_clear (&cell);
  return expired;
}

/* Unlike units are never added. */
static void
add_up (YztChildLine *line, GPtrArray *units, GArray *sums)
{
  double quantity = 0;
  YztCell unit;
  if (!line_number (line, "quantity", &quantity)) {
    return;
  }
  gboolean named = line_cell (line, line->owner->unit, &unit) && unit.type == YZT_CELL_TEXT;
  const char *word = named ? unit.v.text : "";
  guint i = 0;
  while (i < units->len && !g_str_equal (units->pdata[i], word)) {
    i++;
  }
  if (i == units->len) {
    g_ptr_array_add (units, g_strdup (word));
    g_array_append_val (sums, quantity);
  } else {
    g_array_index (sums, double, i) += quantity;
  }
  yzt_cell_clear (&unit);
}

static void
show_derived (YztChildrenEditor *self)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (yzt_session_get_clock (self->session))), *today = g_strndup (now, 10);
  guint n_low = 0, n_expired = 0;
  for (guint i = 0; i < self->lines->len; i++) {
    YztChildLine *line = self->lines->pdata[i];
    double quantity = 0, minimum = 0;
    add_up (line, units, sums);
    n_low += line_number (line, "quantity", &quantity) && line_number (line, "minimum", &minimum) && quantity < minimum;
    n_expired += is_expired (line, today);
  }
  for (guint i = 0; i < units->len; i++) {
    g_autofree char *sum = yzt_text_group_number (g_array_index (sums, double, i), 2);
    g_string_append_printf (words, "%s%s%s%s", i > 0 ? " · " : "", sum, *(char *) units->pdata[i] != '\0' ? " " : "", (char *) units->pdata[i]);
  }
  if (words->len > 0) {
    g_autofree char *total = g_strdup_printf (_("In all %s"), words->str);
    g_string_assign (words, total);
  }
  if (n_low > 0) {
    g_string_append_c (words, '\n');
    g_string_append_printf (words, ngettext ("▼ %u line below its minimum", "▼ %u lines below their minimum", n_low), n_low);
  }
  if (n_expired > 0) {
    g_string_append_c (words, '\n');
    g_string_append_printf (words, ngettext ("▼ %u line past its date", "▼ %u lines past their date", n_expired), n_expired);
  }
  gtk_label_set_text (GTK_LABEL (self->derived), words->str);
  gtk_widget_set_visible (self->derived, words->len > 0);
}

/* --- a line --- */

void
yzt_children_editor_changed (YztChildrenEditor *self)
{
  g_autofree char *text = g_strdup_printf ("%u", self->lines->len);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  show_derived (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The telephone of who was chosen, where none is written yet. */
static void
on_person (YztFieldEditor *editor, const char *phone, YztChildLine *line)
{
  const char *partner = yzt_field_get_person_phone (yzt_field_editor_get_field (editor));
  int field = partner != NULL ? yzt_kind_get_field_index (line->owner->kind, partner) : -1;
  if (field < 0 || phone == NULL) {
    return;
  }
  if (line->editors->pdata[field] == NULL) {
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (line->more), TRUE); /* where it stands unfolds */
  }
  if (line->editors->pdata[field] != NULL) {
    yzt_field_editor_offer (line->editors->pdata[field], phone);
  }
}

YztFieldEditor *
yzt_child_line_make_editor (YztChildLine *line, guint field)
{
  YztChildrenEditor *self = line->owner;
  GtkWidget *editor = yzt_field_editor_new (yzt_kind_get_field (self->kind, field), &line->row->cells[field], self->session);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (yzt_children_editor_changed), self);
  g_signal_connect (editor, "person", G_CALLBACK (on_person), line);
  line->editors->pdata[field] = editor;
  return YZT_FIELD_EDITOR (editor);
}

gboolean
yzt_child_line_is_touched (YztChildLine *line)
{
  for (guint i = 0; i < line->editors->len; i++) {
    if (line->editors->pdata[i] != NULL && yzt_field_editor_is_touched (line->editors->pdata[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_blank (YztChildLine *line)
{
  return line->row->fid == 0 && !line->anew && !yzt_child_line_is_touched (line);
}

static void
on_remove (YztChildLine *line)
{
  YztChildrenEditor *self = line->owner;
  guint index = 0;
  if (line->row->fid > 0) {
    g_ptr_array_add (self->removed, yzt_row_copy (line->row));
  }
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean keyboard = focus != NULL && gtk_widget_is_ancestor (focus, line->box);
  g_ptr_array_find (self->lines, line, &index);
  gtk_box_remove (GTK_BOX (self->list), line->box);
  g_ptr_array_remove_index (self->lines, index);
  if (keyboard && index < self->lines->len) { /* the keys go on in the next line, after the last in what adds one */
    gtk_widget_child_focus (((YztChildLine *) self->lines->pdata[index])->box, GTK_DIR_TAB_FORWARD);
  } else if (keyboard) {
    gtk_widget_grab_focus (self->add);
  }
  yzt_children_editor_changed (self);
}

static void
on_details (GtkToggleButton *button, YztChildLine *line)
{
  YztChildrenEditor *self = line->owner;
  if (line->details == NULL) {
    line->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    gtk_widget_add_css_class (line->details, "child-details");
    for (guint i = 0; i < yzt_kind_get_n_fields (self->kind); i++) {
      if (is_asked (yzt_kind_get_field (self->kind, i)) && !stands_in_line (self, i)) {
        gtk_box_append (GTK_BOX (line->details), GTK_WIDGET (yzt_child_line_make_editor (line, i)));
      }
    }
    gtk_box_append (GTK_BOX (line->box), line->details);
  }
  gtk_widget_set_visible (line->details, gtk_toggle_button_get_active (button));
}

/* What the catalogue knows by this name says its unit, where none is written. */
static void
on_named (GtkEditable *name, YztChildLine *line)
{
  YztFieldEditor *unit = line->owner->unit >= 0 ? line->editors->pdata[line->owner->unit] : NULL;
  const char *known = unit != NULL ? yzt_catalogue_get_unit (gtk_editable_get_text (name)) : NULL;
  GtkWidget *control = unit != NULL ? yzt_field_editor_get_control (unit) : NULL;
  if (known != NULL && GTK_IS_EDITABLE (control) && *gtk_editable_get_text (GTK_EDITABLE (control)) == '\0') {
    gtk_editable_set_text (GTK_EDITABLE (control), known);
  }
}

/* The list of proposals of the entry that has the focus is open. */
static gboolean
is_offered (GtkRoot *root)
{
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *entry = focus != NULL ? gtk_widget_get_parent (focus) : NULL;
  for (GtkWidget *w = entry != NULL ? gtk_widget_get_first_child (entry) : NULL; w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (GTK_IS_POPOVER (w) && gtk_widget_get_mapped (w)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, YztChildLine *line)
{
  YztChildrenEditor *self = line->owner;
  guint index = 0;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean in_entry = root != NULL && GTK_IS_TEXT (gtk_root_get_focus (root));
  gboolean chosen = self->choosing && is_offered (root); /* Enter takes what the arrows went to; without them it goes to the next line */
  self->choosing = keyval == GDK_KEY_Down || keyval == GDK_KEY_Up;
  if (chosen && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)) {
    return GDK_EVENT_PROPAGATE;
  }
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) != 0 || !in_entry
      || yzt_link_box_is_searching (gtk_root_get_focus (root)) || yzt_suggest_is_choosing (gtk_root_get_focus (root))) {
    return GDK_EVENT_PROPAGATE;
  }
  g_ptr_array_find (self->lines, line, &index);
  if (index + 1 < self->lines->len) {
    gtk_widget_child_focus (((YztChildLine *) self->lines->pdata[index + 1])->box, GTK_DIR_TAB_FORWARD);
  } else if (!is_blank (line)) {
    yzt_children_editor_add_line (self);
  }
  return GDK_EVENT_STOP;
}

static GtkWidget *
icon_button (GtkWidget *button, const char *icon, const char *words)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

/* The editor of the @i-th field that stands in the line itself. */
GtkWidget *
yzt_child_line_make_in_line (YztChildLine *line, guint i)
{
  YztChildrenEditor *self = line->owner;
  YztFieldEditor *editor = yzt_child_line_make_editor (line, self->in_line[i]);
  GtkWidget *control = yzt_field_editor_get_control (editor);
  yzt_field_editor_make_compact (editor);
  gtk_widget_set_hexpand (GTK_WIDGET (editor), i == 0);
  if (i > 0 && GTK_IS_EDITABLE (control)) {
    gtk_editable_set_max_width_chars (GTK_EDITABLE (control), (int) self->in_line[i] == self->unit ? 3 : 7);
    gtk_widget_set_hexpand (control, FALSE);
  }
  if (i == 0 && self->unit >= 0 && GTK_IS_ENTRY (control)) {
    yzt_catalogue_attach (GTK_ENTRY (control));
    g_signal_connect (control, "changed", G_CALLBACK (on_named), line);
  } else if (i == 0 && yzt_hazard_card_takes (self->kind) && GTK_IS_ENTRY (control)) {
    gtk_entry_set_completion (GTK_ENTRY (control), yzt_hazard_card_new_completion (self->session));
  }
  return GTK_WIDGET (editor);
}

static void
fill_line (YztChildLine *line, GtkWidget *row)
{
  for (guint i = 0; i < line->owner->n_in_line; i++) {
    gtk_box_append (GTK_BOX (row), yzt_child_line_make_in_line (line, i));
  }
}

YztChildLine *
yzt_children_editor_put_line (YztChildrenEditor *self, const YztRow *row)
{
  YztChildLine *line = g_new0 (YztChildLine, 1);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  line->owner = self;
  line->row = row != NULL ? yzt_row_copy (row) : yzt_row_new (self->kind);
  line->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  line->problem = yzt_ui_label (NULL, "field-problem");
  line->editors = g_ptr_array_new ();
  g_ptr_array_set_size (line->editors, (int) yzt_kind_get_n_fields (self->kind));
  fill_line (line, first);
  GtkWidget *more = icon_button (gtk_toggle_button_new (), "view-more-symbolic", _("All fields of this line"));
  GtkWidget *remove = icon_button (gtk_button_new (), "list-remove-symbolic", _("Take this line away"));
  line->more = more;
  g_signal_connect (more, "toggled", G_CALLBACK (on_details), line);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove), line);
  gtk_box_append (GTK_BOX (first), more);
  gtk_box_append (GTK_BOX (first), remove);
  gtk_label_set_wrap (GTK_LABEL (line->problem), TRUE);
  gtk_widget_set_visible (line->problem, FALSE);
  gtk_box_append (GTK_BOX (line->box), first);
  gtk_box_append (GTK_BOX (line->box), line->problem);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), line);
  gtk_widget_add_controller (line->box, keys);
  gtk_box_append (GTK_BOX (self->list), line->box);
  g_ptr_array_add (self->lines, line);
  return line;
}

/* After a line was laid out: the button for the next one stays in sight, so that a mouse finds it where it was. */
static gboolean
keep_button_in_sight (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztChildrenEditor *self = YZT_CHILDREN_EDITOR (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *viewport = scroller != NULL ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)) : NULL;
  graphene_rect_t bounds;
  if (self->frames_to_wait-- > 0) {
    return G_SOURCE_CONTINUE;
  }
  if (viewport != NULL && gtk_widget_compute_bounds (self->add, gtk_widget_get_first_child (viewport), &bounds)) {
    GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
    double top = (double) bounds.origin.y, bottom = top + (double) bounds.size.height + BUTTON_MARGIN_PX;
    gtk_adjustment_clamp_page (scroll, top, bottom);
  }
  self->keeping = 0;
  return G_SOURCE_REMOVE;
}

void
yzt_children_editor_add_line (YztChildrenEditor *self)
{
  g_return_if_fail (YZT_IS_CHILDREN_EDITOR (self));
  YztChildLine *line = yzt_children_editor_put_line (self, NULL);
  yzt_children_editor_changed (self);
  gtk_widget_child_focus (line->box, GTK_DIR_TAB_FORWARD);
  self->frames_to_wait = 2;
  if (self->keeping == 0) {
    self->keeping = gtk_widget_add_tick_callback (GTK_WIDGET (self), keep_button_in_sight, NULL, NULL);
  }
}

/* --- reading --- */

YztKind *
yzt_children_editor_get_kind (YztChildrenEditor *self)
{
  g_return_val_if_fail (YZT_IS_CHILDREN_EDITOR (self), NULL);
  return self->kind;
}

GPtrArray *
yzt_children_editor_get_rows (YztChildrenEditor *self)
{
  g_return_val_if_fail (YZT_IS_CHILDREN_EDITOR (self), NULL);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  for (guint i = 0; i < self->lines->len; i++) {
    const YztChildLine *line = self->lines->pdata[i];
    YztRow *row = yzt_row_copy (line->row);
    for (guint f = 0; f < line->editors->len; f++) {
      YztCell cell;
      if (line->editors->pdata[f] == NULL) {
        continue;
      }
      if (!yzt_field_editor_peek_cell (line->editors->pdata[f], &cell)) {
        cell = (YztCell) { YZT_CELL_NULL, { 0 } }; /* what cannot be read is not what stood there before */
      }
      yzt_cell_clear (&row->cells[f]);
      row->cells[f] = cell;
    }
    g_ptr_array_add (rows, row);
  }
  return rows;
}

/* The line as it is written; NULL when a field cannot be so, or when the whole may not be saved. */
static YztRow *
read_line (YztChildLine *line)
{
  g_autoptr (YztRow) row = yzt_row_copy (line->row);
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;
  for (guint i = 0; i < line->editors->len; i++) {
    YztFieldEditor *editor = line->editors->pdata[i];
    YztCell cell;
    if (editor == NULL) {
      continue;
    }
    if (yzt_field_editor_get_cell (editor, &cell)) {
      yzt_row_set (row, yzt_field_get_name (yzt_field_editor_get_field (editor)), &cell);
      yzt_cell_clear (&cell);
    } else {
      good = FALSE;
    }
  }
  if (good && !yzt_row_check (row, yzt_session_get_language (line->owner->session), &error)) {
    good = FALSE;
  }
  gtk_label_set_text (GTK_LABEL (line->problem), error != NULL ? error->message : "");
  gtk_widget_set_visible (line->problem, error != NULL);
  return good ? g_steal_pointer (&row) : NULL;
}

gboolean
yzt_children_editor_check (YztChildrenEditor *self)
{
  g_return_val_if_fail (YZT_IS_CHILDREN_EDITOR (self), FALSE);
  gboolean good = TRUE;
  for (guint i = 0; i < self->lines->len; i++) {
    g_autoptr (YztRow) row = is_blank (self->lines->pdata[i]) ? NULL : read_line (self->lines->pdata[i]);
    good = good && (row != NULL || is_blank (self->lines->pdata[i]));
  }
  return good;
}

/* What names others, too, only lets this one go. */
static void
put_removed (YztChildrenEditor *self, YztEdits *edits, const YztRow *row)
{
  const YztField *field = self->owner_kind != NULL ? yzt_kind_get_inside_field (self->kind) : NULL;
  const char *text = field != NULL ? yzt_row_get_text (row, yzt_field_get_name (field)) : NULL;
  g_autoptr (GArray) links = yzt_links_from_text (text);
  for (guint i = links->len; i > 0; i--) {
    const YztLink *link = &g_array_index (links, YztLink, i - 1);
    if (link->fid == self->owner_fid && g_strcmp0 (link->kind, self->owner_kind) == 0) {
      g_array_remove_index (links, i - 1);
    }
  }
  if (links->len == 0) {
    yzt_edits_delete (edits, self->kind, row->fid);
    return;
  }
  guint index = (guint) yzt_kind_get_field_index (self->kind, yzt_field_get_name (field));
  g_autofree char *left = yzt_links_to_text (links);
  YztCell cell = yzt_cell_text (left);
  yzt_edits_set_cell (edits, self->kind, row->fid, index, &row->cells[index], &cell);
  yzt_cell_clear (&cell);
}

/* A new line belongs to the thing, or names it first of all. */
static void
put_new (YztChildrenEditor *self, YztEdits *edits, YztRow *row, gint64 owner_fid)
{
  const YztField *field = self->owner_kind != NULL ? yzt_kind_get_inside_field (self->kind) : NULL;
  row->owner_fid = owner_fid;
  if (field != NULL && owner_fid > 0) {
    const char *others = yzt_row_get_text (row, yzt_field_get_name (field));
    g_autofree char *link = g_strdup_printf ("%s/%ld%s%s", self->owner_kind, (long) owner_fid, others != NULL ? ";" : "", others != NULL ? others : "");
    row->owner_fid = 0;
    yzt_row_set_text (row, yzt_field_get_name (field), link);
  }
  yzt_edits_insert (edits, row);
}

void
yzt_children_editor_put (YztChildrenEditor *self, YztEdits *edits, gint64 owner_fid)
{
  g_return_if_fail (YZT_IS_CHILDREN_EDITOR (self));
  g_return_if_fail (edits != NULL);
  for (guint i = 0; i < self->removed->len; i++) {
    put_removed (self, edits, self->removed->pdata[i]);
  }
  for (guint i = 0; i < self->lines->len; i++) {
    YztChildLine *line = self->lines->pdata[i];
    g_autoptr (YztRow) row = is_blank (line) ? NULL : read_line (line);
    if (row != NULL && row->fid == 0) {
      put_new (self, edits, row, owner_fid);
    }
    for (guint f = 0; row != NULL && f < line->editors->len; f++) {
      if (line->editors->pdata[f] != NULL) {
        yzt_field_editor_put (line->editors->pdata[f], edits);
      }
    }
    for (guint f = 0; row != NULL && row->fid > 0 && f < line->editors->len; f++) {
      if (!yzt_cell_equal (&row->cells[f], &line->row->cells[f])) {
        yzt_edits_set_cell (edits, self->kind, row->fid, f, &line->row->cells[f], &row->cells[f]);
      }
    }
  }
}

gboolean
yzt_children_editor_is_touched (YztChildrenEditor *self)
{
  g_return_val_if_fail (YZT_IS_CHILDREN_EDITOR (self), FALSE);
  gboolean touched = self->removed->len > 0;
  for (guint i = 0; i < self->lines->len && !touched; i++) {
    touched = yzt_child_line_is_touched (self->lines->pdata[i]);
  }
  return touched;
}

/* --- class --- */

void
yzt_children_editor_set_inside (YztChildrenEditor *self, const char *owner_kind)
{
  g_return_if_fail (YZT_IS_CHILDREN_EDITOR (self) && owner_kind != NULL);
  g_free (self->owner_kind);
  self->owner_kind = g_strdup (owner_kind);
  gtk_widget_set_visible (self->paste, FALSE);
}

static void
on_paste (YztChildrenEditor *self)
{
  yzt_paste_children (GTK_WIDGET (self), self->session, self->kind, self->owner_fid);
}

static void
yzt_children_editor_finalize (GObject *object)
{
  YztChildrenEditor *self = YZT_CHILDREN_EDITOR (object);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->removed);
  g_free (self->owner_kind);
  g_clear_pointer (&self->kind, yzt_kind_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_children_editor_parent_class)->finalize (object);
}

static void
yzt_children_editor_class_init (YztChildrenEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_children_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_CHILDREN_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_children_editor_init (YztChildrenEditor *self)
{
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->removed = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

static GtkWidget *
new_head (YztChildrenEditor *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = yzt_ui_label (yzt_kind_get_label (self->kind, yzt_session_get_language (self->session)), "heading form-group");
  self->count = yzt_ui_label ("0", "second-line number");
  GtkWidget *paste = icon_button (gtk_button_new (), "edit-paste-symbolic", _("Paste lines from a spreadsheet"));
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (head), self->count);
  g_signal_connect_swapped (paste, "clicked", G_CALLBACK (on_paste), self);
  gtk_widget_set_visible (paste, self->owner_fid > 0);
  self->paste = paste;
  gtk_box_append (GTK_BOX (head), paste);
  return head;
}

GtkWidget *
yzt_children_editor_new (YztSession *session, YztKind *kind, GPtrArray *rows, gint64 owner_fid)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && kind != NULL, NULL);
  YztChildrenEditor *self = g_object_new (YZT_TYPE_CHILDREN_EDITOR, NULL);
  self->session = g_object_ref (session);
  self->kind = yzt_kind_ref (kind);
  self->owner_fid = owner_fid;
  choose_fields (self);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self), new_head (self));
  gtk_box_append (GTK_BOX (self), self->list);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (row->kind == kind) {
      yzt_children_editor_put_line (self, row);
    }
  }
  g_autofree char *count = g_strdup_printf ("%u", self->lines->len);
  gtk_label_set_text (GTK_LABEL (self->count), count);
  self->derived = yzt_ui_label ("", "second-line number");
  gtk_label_set_wrap (GTK_LABEL (self->derived), TRUE);
  gtk_box_append (GTK_BOX (self), self->derived);
  show_derived (self);
  /* Translators: kind: "Add a Line: Stock" */
  g_autofree char *adding = g_strdup_printf (_("Add a Line: %s"), yzt_kind_get_label (kind, yzt_session_get_language (session)));
  GtkWidget *add = gtk_button_new_with_label (adding);
  gtk_widget_set_tooltip_text (add, _("Enter in the last line adds one, too"));
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (yzt_children_editor_add_line), self);
  gtk_box_append (GTK_BOX (self), add);
  self->add = add;
  return GTK_WIDGET (self);
}

void
yzt_children_editor_show_in_turn (YztChildrenEditor *self)
{
  g_return_if_fail (YZT_IS_CHILDREN_EDITOR (self));
  for (guint i = FIRST_LINES; i < self->lines->len; i++) {
    YztChildLine *line = self->lines->pdata[i];
    gtk_widget_set_visible (line->box, FALSE);
    yzt_show_in_turn (line->box);
  }
}
