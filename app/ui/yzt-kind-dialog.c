/* yzt-kind-dialog.c: a planner makes a kind of his own, or changes one: name, symbol, fields, level
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-kind-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-kind-draft.h"
#include "yzt-kind-level.h"
#include "yzt-symbol.h"
#include "yzt-ui.h"

static const char *const symbols[] = { "disc", "square", "triangle", "hexagon", "round", "house", "pentagon", "rounded-square", "diamond", NULL };
/* In the order of the drop-downs. */
static const YztKindGeometry geometries[] = { YZT_KIND_GEOMETRY_POINT, YZT_KIND_GEOMETRY_LINE, YZT_KIND_GEOMETRY_AREA };
static const YztFieldType types[] = { YZT_FIELD_TEXT, YZT_FIELD_TEXT /* a person */, YZT_FIELD_MULTILINE, YZT_FIELD_INTEGER, YZT_FIELD_NUMBER, YZT_FIELD_BOOLEAN, YZT_FIELD_ENUM,
                                      YZT_FIELD_DATE, YZT_FIELD_DATETIME, YZT_FIELD_PHONE, YZT_FIELD_URL, YZT_FIELD_LINK, YZT_FIELD_FILE };
#define PERSON 1 /* among them */
static const char *const glyphs[] = { "none", "box", "team", "tent", "cross", "house", "head", "camera", "heli", "star", "phone", "hazard", NULL };

/* One field as it stands in the dialog. */
typedef struct {
  YztKindDialog *dialog;
  char *name;         /* of a field that is there already, else NULL */
  GtkWidget *box, *label, *type, *unit, *required, *values, *target, *hidden;
} FieldRow;

struct _YztKindDialog {
  AdwWindow parent_instance;
  YztSession *session;
  GtkWidget *which, *name, *geometry, *symbol, *glyph, *colour, *preview, *fields, *level, *problem, *save;
  GPtrArray *rows;    /* FieldRow * */
  GPtrArray *own;     /* YztKind * of planners, behind "new" */
  GtkSizeGroup *types; /* drop-downs of all rows are equally wide */
  gboolean filling;
};
G_DEFINE_FINAL_TYPE (YztKindDialog, yzt_kind_dialog, ADW_TYPE_WINDOW)

static void
field_row_free (gpointer data)
{
  FieldRow *row = data;
  g_free (row->name);
  g_free (row);
}

static YztFieldType
type_of (const FieldRow *row)
{
  return types[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (row->type)), G_N_ELEMENTS (types) - 1)];
}

/* --- reading the dialog --- */

static YztKind *
chosen_kind (YztKindDialog *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which));
  return chosen > 0 && chosen <= self->own->len ? self->own->pdata[chosen - 1] : NULL;
}

/* The kind that a link may name; NULL: any. */
static const char *
chosen_target (const FieldRow *row)
{
  YztKindSet *kinds = yzt_session_get_kinds (row->dialog->session);
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->target));
  return type_of (row) == YZT_FIELD_LINK && i > 0 && i <= yzt_kind_set_get_n (kinds) ? yzt_kind_get_id (yzt_kind_set_get (kinds, i - 1)) : NULL;
}

static void
read_look (YztKindDialog *self, YztKindDraft *draft)
{
  GdkRGBA colour;
  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (self->colour), &colour);
  g_free (draft->symbol);
  g_free (draft->glyph);
  g_free (draft->colour);
  draft->symbol = g_strdup (symbols[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->symbol))]);
  draft->glyph = g_strdup (glyphs[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->glyph))]);
  draft->colour = g_strdup_printf ("#%02x%02x%02x", (guint) (colour.red * 255 + 0.5), (guint) (colour.green * 255 + 0.5), (guint) (colour.blue * 255 + 0.5));
}

static YztKindDraft *
read_dialog (YztKindDialog *self)
{
  YztKind *kind = chosen_kind (self);
  YztKindDraft *draft = kind != NULL ? yzt_kind_draft_new_from (kind, yzt_session_get_language (self->session)) : yzt_kind_draft_new ();
  g_free (draft->label);
  read_look (self, draft);
  draft->label = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  if (kind == NULL) {
    draft->geometry = geometries[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->geometry)), G_N_ELEMENTS (geometries) - 1)];
  }
  gpointer level = yzt_kind_level_get_field (YZT_KIND_LEVEL (self->level));
  yzt_kind_level_read (YZT_KIND_LEVEL (self->level), draft);
  draft->level_field = -1;
  g_array_set_size (draft->fields, 0);
  for (guint i = 0; i < self->rows->len; i++) {
    FieldRow *row = self->rows->pdata[i];
    YztFieldDraft *field = yzt_kind_draft_add_field (draft);
    draft->level_field = row == level ? (int) i : draft->level_field;
    field->name = g_strdup (row->name);
    field->label = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->label))));
    field->unit = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->unit))));
    field->values = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->values)));
    field->type = type_of (row);
    field->person = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->type)) == PERSON;
    field->target = g_strdup (chosen_target (row));
    field->required = gtk_check_button_get_active (GTK_CHECK_BUTTON (row->required));
    field->hidden = row->hidden != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (row->hidden));
  }
  return draft;
}

/* --- fields --- */

static gboolean
is_number (const FieldRow *row)
{
  return type_of (row) == YZT_FIELD_INTEGER || type_of (row) == YZT_FIELD_NUMBER;
}

/* What the type of each field asks for besides, and which of them can tell the level. */
static void
settle_fields (YztKindDialog *self)
{
  g_autoptr (GArray) choices = g_array_new (FALSE, TRUE, sizeof (YztLevelChoice));
  for (guint i = 0; i < self->rows->len; i++) {
    FieldRow *row = self->rows->pdata[i];
    gboolean choice = type_of (row) == YZT_FIELD_ENUM, number = is_number (row);
    gtk_widget_set_visible (row->values, choice);
    gtk_widget_set_visible (row->target, type_of (row) == YZT_FIELD_LINK && row->name == NULL);
    gtk_widget_set_opacity (row->unit, number ? 1 : 0); /* it keeps its place, so that the rows stay in line */
    gtk_widget_set_sensitive (row->unit, number);
    if (choice || number) {
      YztLevelChoice one = { row, gtk_editable_get_text (GTK_EDITABLE (row->label)), gtk_editable_get_text (GTK_EDITABLE (row->unit)), number };
      g_array_append_val (choices, one);
    }
  }
  yzt_kind_level_offer (YZT_KIND_LEVEL (self->level), (const YztLevelChoice *) (gpointer) choices->data, choices->len);
}

/* The telephone of a person is the field after it, which nobody can know. */
static void
show_type_tip (FieldRow *row)
{
  gboolean person = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->type)) == PERSON;
  gtk_widget_set_tooltip_text (row->type, person ? _("People of the map are proposed; a telephone right after it is theirs") : NULL);
}

#define FRAMES_TO_SETTLE 3

/* Once the list of types has closed and given the cursor back, and what is asked next has a place to scroll to. */
static gboolean
grab_later (GtkWidget *widget, GdkFrameClock *clock, gpointer from)
{
  if (gdk_frame_clock_get_frame_counter (clock) < GPOINTER_TO_INT (from) + FRAMES_TO_SETTLE) {
    return G_SOURCE_CONTINUE;
  }
  gtk_widget_grab_focus (widget);
  return G_SOURCE_REMOVE;
}

/* What a choice may be, or what a link may name, is asked next: it comes into sight with the cursor in it. */
static void
on_type_changed (FieldRow *row)
{
  GtkWidget *next = type_of (row) == YZT_FIELD_ENUM ? row->values : type_of (row) == YZT_FIELD_LINK ? row->target : NULL;
  GdkFrameClock *clock = next != NULL ? gtk_widget_get_frame_clock (row->type) : NULL;
  if (clock != NULL && !row->dialog->filling) {
    gtk_widget_add_tick_callback (next, grab_later, GINT_TO_POINTER ((int) gdk_frame_clock_get_frame_counter (clock)), NULL);
  }
}

static void
on_field_changed (FieldRow *row)
{
  show_type_tip (row);
  if (!row->dialog->filling) {
    settle_fields (row->dialog);
  }
}

static void
on_remove (FieldRow *row)
{
  YztKindDialog *self = row->dialog;
  gtk_box_remove (GTK_BOX (self->fields), row->box);
  g_ptr_array_remove (self->rows, row);
  settle_fields (self);
}

static GtkWidget *
new_entry (const char *placeholder, const char *text, int width)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, placeholder, -1);
  return entry;
}

static GtkWidget *
new_type_choice (void)
{
  const char *const words[] = { _("Words"), _("A person"), _("Several lines"), _("Whole number"), _("Number"), _("Yes or no"), _("A choice"),
                                _("Date"), _("Date and time"), _("Telephone"), _("Web address"), _("Link to other things"), _("Photos and files"), NULL };
  GtkWidget *type = gtk_drop_down_new_from_strings (words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (type), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Type"), -1);
  return type;
}

static GtkWidget *
new_target_choice (YztKindDialog *self)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  gtk_string_list_append (labels, _("Things of any kind"));
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    gtk_string_list_append (labels, yzt_kind_get_label (yzt_kind_set_get (kinds, i), yzt_session_get_language (self->session)));
  }
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What it may name"), -1);
  gtk_widget_set_tooltip_text (choice, _("What it may name"));
  return choice;
}

static guint
index_of_type (const YztField *field)
{
  YztFieldType type = yzt_field_get_field_type (field);
  if (yzt_field_get_person_phone (field) != NULL) {
    return PERSON;
  }
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i] == type) {
      return i;
    }
  }
  return 0;
}

static FieldRow *
add_field (YztKindDialog *self, const YztField *field)
{
  const char *language = yzt_session_get_language (self->session);
  FieldRow *row = g_new0 (FieldRow, 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  row->dialog = self;
  row->name = field != NULL ? g_strdup (yzt_field_get_name (field)) : NULL;
  row->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  row->label = new_entry (_("Name of the field"), field != NULL ? yzt_field_get_label (field, language) : NULL, 14);
  row->type = new_type_choice ();
  row->unit = new_entry (_("Unit"), field != NULL ? yzt_field_get_unit (field, language) : NULL, 5);
  row->required = gtk_check_button_new_with_label (_("Required"));
  row->values = new_entry (field != NULL ? _("More values, with ; between") : _("What it may be, with ; between: good;damaged;lost"), NULL, 20);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (row->type), field != NULL ? index_of_type (field) : 0);
  row->target = new_target_choice (self);
  gtk_widget_set_visible (row->target, FALSE);
  gtk_widget_set_sensitive (row->type, field == NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->required), field != NULL && yzt_field_is_required (field));
  gtk_widget_set_hexpand (row->label, TRUE);
  gtk_box_append (GTK_BOX (line), row->label);
  gtk_box_append (GTK_BOX (line), row->type);
  gtk_box_append (GTK_BOX (line), row->unit);
  gtk_box_append (GTK_BOX (line), row->required);
  if (field != NULL) {
    row->hidden = gtk_check_button_new_with_label (_("Hidden"));
    gtk_widget_set_tooltip_text (row->hidden, _("No longer shown; what stands in it is kept"));
    gtk_check_button_set_active (GTK_CHECK_BUTTON (row->hidden), yzt_field_is_hidden (field));
    gtk_box_append (GTK_BOX (line), row->hidden);
  } else {
    GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
    gtk_widget_set_tooltip_text (remove, _("Take this field away"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take this field away"), -1);
    gtk_widget_add_css_class (remove, "flat");
    g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove), row);
    gtk_box_append (GTK_BOX (line), remove);
  }
  g_signal_connect_swapped (row->type, "notify::selected", G_CALLBACK (on_field_changed), row);
  g_signal_connect_swapped (row->type, "notify::selected", G_CALLBACK (on_type_changed), row);
  g_signal_connect_swapped (row->label, "changed", G_CALLBACK (on_field_changed), row);
  g_signal_connect_swapped (row->unit, "changed", G_CALLBACK (on_field_changed), row);
  gtk_size_group_add_widget (self->types, row->type);
  gtk_box_append (GTK_BOX (row->box), line);
  gtk_box_append (GTK_BOX (row->box), row->values);
  gtk_box_append (GTK_BOX (row->box), row->target);
  gtk_box_append (GTK_BOX (self->fields), row->box);
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
on_add_field (YztKindDialog *self)
{
  FieldRow *row = add_field (self, NULL);
  settle_fields (self);
  gtk_widget_grab_focus (row->label);
}

/* --- which kind --- */

/* As it will stand on the map. */
static void
show_preview (YztKindDialog *self)
{
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  if (self->filling || self->session == NULL) {
    return;
  }
  read_look (self, draft);
  g_free (draft->label);
  draft->label = g_strdup ("-");
  g_autofree char *text = yzt_kind_draft_to_text (draft, yzt_session_get_kinds (self->session), NULL);
  g_autoptr (YztKind) kind = text != NULL ? yzt_kind_draft_parse (text, NULL) : NULL;
  yzt_symbol_set (YZT_SYMBOL (self->preview), kind, 0, G_MAXUINT16);
}

static guint
index_of (const char *const *names, const char *name)
{
  for (guint i = 0; names[i] != NULL && name != NULL; i++) {
    if (g_str_equal (names[i], name)) {
      return i;
    }
  }
  return 0;
}

static void
show_kind (YztKindDialog *self)
{
  YztKind *kind = chosen_kind (self);
  const char *language = yzt_session_get_language (self->session);
  GdkRGBA colour = { 0.36f, 0.42f, 0.47f, 1 };
  self->filling = TRUE;
  g_ptr_array_set_size (self->rows, 0);
  yzt_ui_clear_children (self->fields);
  gtk_editable_set_text (GTK_EDITABLE (self->name), kind != NULL ? yzt_kind_get_label (kind, language) : "");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->symbol), index_of (symbols, kind != NULL ? yzt_kind_get_string (kind, "Symbol", NULL) : NULL));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->glyph), index_of (glyphs, kind != NULL ? yzt_kind_get_string (kind, "Glyph", NULL) : NULL));
  if (kind != NULL && yzt_kind_get_string (kind, "Color", NULL) != NULL) {
    gdk_rgba_parse (&colour, yzt_kind_get_string (kind, "Color", NULL));
  }
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->colour), &colour);
  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS (geometries); i++) {
    if (geometries[i] == yzt_kind_get_geometry (kind)) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->geometry), i);
    }
  }
  gtk_widget_set_sensitive (self->geometry, kind == NULL); /* what is drawn already keeps its form */
  g_autoptr (YztKindDraft) draft = kind != NULL ? yzt_kind_draft_new_from (kind, language) : yzt_kind_draft_new ();
  FieldRow *level = NULL;
  for (guint i = 0; kind != NULL && i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    if (!yzt_field_is_builtin (field)) {
      FieldRow *row = add_field (self, field);
      level = field == yzt_kind_get_level_field (kind) ? row : level;
    }
  }
  settle_fields (self);
  yzt_kind_level_choose (YZT_KIND_LEVEL (self->level), level);
  yzt_kind_level_show (YZT_KIND_LEVEL (self->level), draft);
  self->filling = FALSE;
  show_preview (self);
  gtk_button_set_label (GTK_BUTTON (self->save), kind != NULL ? _("Change the Kind") : _("Make the Kind"));
}

/* --- saving --- */

static void
tell_problem (YztKindDialog *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence);
  gtk_widget_set_visible (self->problem, *sentence != '\0');
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztKindDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  gtk_widget_set_sensitive (self->save, TRUE);
  if (act == NULL) {
    tell_problem (self, yzt_ui_error_text (error));
  } else {
    gtk_window_close (GTK_WINDOW (self));
  }
}

void
yzt_kind_dialog_save (YztKindDialog *self)
{
  g_return_if_fail (YZT_IS_KIND_DIALOG (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (YztKindDraft) draft = read_dialog (self);
  g_autofree char *text = yzt_kind_draft_to_text (draft, yzt_session_get_kinds (self->session), &error);
  if (text == NULL) {
    tell_problem (self, error->message);
    return;
  }
  g_autofree char *label = draft->id != NULL ? g_strdup_printf (_("Change kind %s"), draft->label) : g_strdup_printf (_("New kind %s"), draft->label);
  YztEdits *edits = yzt_edits_new (label);
  yzt_edits_put_kind (edits, text);
  gtk_widget_set_sensitive (self->save, FALSE);
  yzt_session_write_edits_async (self->session, edits, on_saved, g_object_ref (self));
}

/* --- class --- */

static void
yzt_kind_dialog_dispose (GObject *object)
{
  YztKindDialog *self = YZT_KIND_DIALOG (object);
  g_clear_object (&self->session);
  g_clear_object (&self->types);
  G_OBJECT_CLASS (yzt_kind_dialog_parent_class)->dispose (object);
}

static void
yzt_kind_dialog_finalize (GObject *object)
{
  YztKindDialog *self = YZT_KIND_DIALOG (object);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->own);
  G_OBJECT_CLASS (yzt_kind_dialog_parent_class)->finalize (object);
}

static void
yzt_kind_dialog_class_init (YztKindDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_kind_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_kind_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
add_labelled (GtkGrid *grid, int line, const char *name, GtkWidget *control)
{
  gtk_grid_attach (grid, yzt_ui_label (name, "field-name"), 0, line, 1, 1);
  gtk_grid_attach (grid, control, 1, line, 1, 1);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
new_look (YztKindDialog *self)
{
  const char *const symbol_words[] = { _("Disc"), _("Square"), _("Triangle"), _("Hexagon"), _("Round"), _("House"), _("Pentagon"), _("Rounded square"),
                                       _("Diamond"), NULL };
  const char *const glyph_words[] = { _("No sign in it"), _("Box"), _("People"), _("Tent"), _("Cross"), _("House"), _("Head"), _("Camera"),
                                      _("Helicopter"), _("Star"), _("Telephone"), _("Hazard"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->symbol = gtk_drop_down_new_from_strings (symbol_words);
  self->glyph = gtk_drop_down_new_from_strings (glyph_words);
  self->colour = gtk_color_button_new ();
  self->preview = yzt_symbol_new ();
  gtk_widget_set_tooltip_text (self->colour, _("Colour; red, orange, yellow and blue mean levels, choose another"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->colour), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Colour"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->symbol), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Shape"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->glyph), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sign inside"), -1);
  gtk_widget_set_hexpand (self->symbol, TRUE);
  gtk_widget_set_hexpand (self->glyph, TRUE);
  g_signal_connect_swapped (self->symbol, "notify::selected", G_CALLBACK (show_preview), self);
  g_signal_connect_swapped (self->glyph, "notify::selected", G_CALLBACK (show_preview), self);
  g_signal_connect_swapped (self->colour, "color-set", G_CALLBACK (show_preview), self);
  gtk_box_append (GTK_BOX (box), self->preview);
  gtk_box_append (GTK_BOX (box), self->symbol);
  gtk_box_append (GTK_BOX (box), self->glyph);
  gtk_box_append (GTK_BOX (box), self->colour);
  return box;
}

static GtkWidget *
new_body (YztKindDialog *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *grid = gtk_grid_new ();
  self->which = gtk_drop_down_new (NULL, NULL);
  self->name = gtk_entry_new ();
  self->level = yzt_kind_level_new ();
  self->fields = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  add_labelled (GTK_GRID (grid), 0, _("Kind"), self->which);
  add_labelled (GTK_GRID (grid), 1, _("Its name"), self->name);
  const char *const geometry_words[] = { _("A point"), _("A line"), _("An area"), NULL };
  self->geometry = gtk_drop_down_new_from_strings (geometry_words);
  add_labelled (GTK_GRID (grid), 2, _("On the map"), self->geometry);
  add_labelled (GTK_GRID (grid), 3, _("Symbol"), new_look (self));
  add_labelled (GTK_GRID (grid), 4, _("Level"), self->level);
  GtkWidget *scroller = yzt_ui_scroller (self->fields);
  GtkWidget *add = gtk_button_new_with_label (_("Add a Field"));
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add_field), self);
  GtkWidget *note = yzt_ui_label (_("Name, code, place, source and who verified it when: every kind has these already."), "second-line");
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_box_append (GTK_BOX (body), grid);
  gtk_box_append (GTK_BOX (body), yzt_ui_label (_("Fields"), "heading"));
  gtk_box_append (GTK_BOX (body), note);
  gtk_box_append (GTK_BOX (body), scroller);
  gtk_box_append (GTK_BOX (body), add);
  gtk_widget_add_css_class (body, "panel-body");
  return body;
}

static void
yzt_kind_dialog_init (YztKindDialog *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));
  self->rows = g_ptr_array_new_with_free_func (field_row_free);
  self->types = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->own = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  self->problem = yzt_ui_label ("", "field-problem form-problem");
  self->save = gtk_button_new_with_label (_("Make the Kind"));
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  gtk_widget_add_css_class (self->save, "suggested-action");
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (yzt_kind_dialog_save), self);
  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  gtk_widget_add_css_class (buttons, "form-buttons");
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (buttons), self->save);
  gtk_box_append (GTK_BOX (outer), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (outer), new_body (self));
  gtk_box_append (GTK_BOX (outer), self->problem);
  gtk_box_append (GTK_BOX (outer), buttons);
  adw_window_set_content (ADW_WINDOW (self), outer);
  gtk_window_set_default_size (GTK_WINDOW (self), 660, 680);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
}

GtkWindow *
yzt_kind_dialog_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztKindDialog *self = g_object_new (YZT_TYPE_KIND_DIALOG, "transient-for", parent, "title", _("Kinds of Your Own"), NULL);
  YztKindSet *kinds = yzt_session_get_kinds (session);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  self->session = g_object_ref (session);
  gtk_string_list_append (labels, _("A new kind"));
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (g_str_has_prefix (yzt_kind_get_id (kind), YZT_OWN_KIND_PREFIX)) {
      gtk_string_list_append (labels, yzt_kind_get_label (kind, yzt_session_get_language (session)));
      g_ptr_array_add (self->own, yzt_kind_ref (kind));
    }
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->which), G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), 0);
  g_signal_connect_swapped (self->which, "notify::selected", G_CALLBACK (show_kind), self);
  show_kind (self);
  gtk_widget_grab_focus (self->name);
  return GTK_WINDOW (self);
}
