/* yzt-import-columns.c: the columns of a file, what each is taken for, with evidence; the person can say otherwise
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-columns.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-show-in-turn.h"
#include "yzt-ui.h"

/* Rows made in one frame: a wide table does not hold the window still. */
#define ROWS_A_FRAME 4

typedef struct {
  AdwActionRow *row;
  GtkLabel *taken_for;
  GtkWidget *mark;
} ColumnRow;

struct _YztImportColumns {
  GObject parent_instance;
  AdwExpanderRow *expander; /* not owned */
  YztSession *session;
  YztKind *kind;
  GArray *rows;             /* ColumnRow */
  GPtrArray *labels;        /* char *: what each column is taken for */
  GPtrArray *subtitles;     /* char * */
  GPtrArray *headers;       /* char * */
  GArray *unsure;           /* gboolean */
  guint tick, next;
  GtkWidget *popover;
};
G_DEFINE_FINAL_TYPE (YztImportColumns, yzt_import_columns, G_TYPE_OBJECT)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_unsure (const YztColumnProposal *column)
{
  return column->role != YZT_ROLE_SKIP && column->confidence < YZT_RECOGNISE_SURE;
}

guint
yzt_import_columns_count_unsure (const YztProposal *proposal)
{
  guint n = 0;
  for (guint i = 0; i < proposal->columns->len; i++) {
    n += is_unsure (proposal->columns->pdata[i]) ? 1 : 0;
  }
  return n;
}

char *
yzt_import_confidence_text (double confidence)
{
  int percent = (int) lround (confidence * 100);
  return confidence >= YZT_RECOGNISE_SURE ? g_strdup_printf (_("%d %%"), percent) : g_strdup_printf (_("Please check · %d %%"), percent);
}

/* --- choosing --- */

static void
choose (YztImportColumns *self, guint column, YztColumnRole role, const char *field)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[CHOSEN], 0, column, (int) role, field);
}

static void
on_choice (GtkListBox *list, GtkListBoxRow *row, YztImportColumns *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (list), "column"));
  choose (self, column, (YztColumnRole) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "role")), g_object_get_data (G_OBJECT (row), "field"));
}

static void
add_choice (GtkListBox *list, const char *label, YztColumnRole role, const char *field)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *text = yzt_ui_label (label, "import-choice");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), text);
  g_object_set_data (G_OBJECT (row), "role", GINT_TO_POINTER (role));
  g_object_set_data_full (G_OBJECT (row), "field", g_strdup (field), g_free);
  gtk_list_box_append (list, row);
}

static GtkListBox *
new_choices (YztImportColumns *self)
{
  static const struct {
    YztColumnRole role;
    const char *label;
  } places[] = { { YZT_ROLE_SKIP, N_("Not used") }, { YZT_ROLE_LONGITUDE, N_("Longitude") }, { YZT_ROLE_LATITUDE, N_("Latitude") },
                 { YZT_ROLE_COORDINATE, N_("Longitude and latitude in one") }, { YZT_ROLE_WKT, N_("Geometry as text (WKT)") },
                 { YZT_ROLE_EASTING, N_("Easting (metres)") }, { YZT_ROLE_NORTHING, N_("Northing (metres)") } };
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (list), "panel-list");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    add_choice (list, _(places[i].label), places[i].role, NULL);
  }
  for (guint i = 0; self->kind != NULL && i < yzt_kind_get_n_fields (self->kind); i++) {
    const YztField *field = yzt_kind_get_field (self->kind, i);
    add_choice (list, yzt_field_get_label (field, yzt_session_get_language (self->session)), YZT_ROLE_FIELD, yzt_field_get_name (field));
  }
  return list;
}

static void
on_popover_closed (YztImportColumns *self)
{
  GtkWidget *row = gtk_widget_get_parent (self->popover);
  if (row != NULL) {
    gtk_widget_grab_focus (row);
  }
}

/* Made when asked for: one list of fifty fields, not one for each column. */
static void
on_activated (AdwActionRow *row, YztImportColumns *self)
{
  GtkListBox *list = new_choices (self);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_new ();
  g_object_set_data (G_OBJECT (list), "column", g_object_get_data (G_OBJECT (row), "column"));
  g_signal_connect (list, "row-activated", G_CALLBACK (on_choice), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 340);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (list));
  gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (on_popover_closed), self);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (row));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* --- rows --- */

static char *
subtitle_of (const YztColumnProposal *column)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (column->samples) && column->samples[i] != NULL; i++) {
    g_string_append_printf (text, "%s%s", i > 0 ? "  ·  " : "", column->samples[i]);
  }
  if (column->evidence != NULL && *column->evidence != '\0') {
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", column->evidence);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
fill_row (YztImportColumns *self, guint i)
{
  ColumnRow *row = &g_array_index (self->rows, ColumnRow, i);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), self->headers->pdata[i]);
  adw_action_row_set_subtitle (row->row, self->subtitles->pdata[i]);
  gtk_label_set_text (row->taken_for, self->labels->pdata[i]);
  gtk_widget_set_visible (row->mark, g_array_index (self->unsure, gboolean, i));
}

static void
add_row (YztImportColumns *self)
{
  ColumnRow row = { ADW_ACTION_ROW (adw_action_row_new ()), GTK_LABEL (yzt_ui_label (NULL, NULL)),
                    gtk_image_new_from_icon_name ("dialog-question-symbolic") };
  guint i = self->rows->len;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row.row), FALSE);
  adw_action_row_set_title_lines (row.row, 1);
  adw_action_row_set_subtitle_lines (row.row, 3);
  gtk_label_set_ellipsize (row.taken_for, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (row.taken_for, 24);
  gtk_widget_set_tooltip_text (row.mark, _("Not sure: not used until you say what it is"));
  adw_action_row_add_suffix (row.row, row.mark);
  adw_action_row_add_suffix (row.row, GTK_WIDGET (row.taken_for));
  adw_action_row_add_suffix (row.row, gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row.row), TRUE);
  g_object_set_data (G_OBJECT (row.row), "column", GUINT_TO_POINTER (i));
  g_signal_connect (row.row, "activated", G_CALLBACK (on_activated), self);
  g_array_append_val (self->rows, row);
  adw_expander_row_add_row (self->expander, GTK_WIDGET (row.row));
}

static gboolean
add_rows (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztImportColumns *self = user_data;
  for (guint made = 0; made < ROWS_A_FRAME && self->next < self->headers->len; made++, self->next++) {
    if (self->next >= self->rows->len) {
      add_row (self);
    }
    fill_row (self, self->next);
  }
  if (self->next < self->headers->len) {
    return G_SOURCE_CONTINUE;
  }
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_tick (YztImportColumns *self)
{
  if (self->tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->expander), self->tick);
    self->tick = 0;
  }
}

/* Said in the heading, so that nobody has to open the list to know. */
static void
show_heading (YztImportColumns *self, const YztProposal *proposal)
{
  guint used = 0, unsure = yzt_import_columns_count_unsure (proposal);
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = proposal->columns->pdata[i];
    used += column->role != YZT_ROLE_SKIP && !is_unsure (column) ? 1 : 0;
  }
  g_autofree char *count = g_strdup_printf (_("%u of %u used"), used, proposal->columns->len);
  g_autofree char *word = unsure > 0 ? g_strdup_printf (ngettext ("%u waits for your word", "%u wait for your word", unsure), unsure) : NULL;
  g_autofree char *subtitle = word != NULL ? g_strdup_printf ("%s · %s", count, word) : g_strdup (count);
  adw_expander_row_set_subtitle (self->expander, subtitle);
  if (proposal->columns->len > 0) {
    yzt_show_in_turn (GTK_WIDGET (self->expander));
  } else {
    yzt_hide_now (GTK_WIDGET (self->expander));
  }
}

void
yzt_import_columns_show (YztImportColumns *self, const YztProposal *proposal, YztKind *kind)
{
  g_return_if_fail (YZT_IS_IMPORT_COLUMNS (self));
  g_return_if_fail (proposal != NULL);
  stop_tick (self);
  g_clear_pointer (&self->kind, yzt_kind_unref);
  self->kind = kind != NULL ? yzt_kind_ref (kind) : NULL;
  g_ptr_array_set_size (self->labels, 0);
  g_ptr_array_set_size (self->subtitles, 0);
  g_ptr_array_set_size (self->headers, 0);
  g_array_set_size (self->unsure, 0);
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = proposal->columns->pdata[i];
    g_autofree char *label = yzt_proposal_column_label (proposal, i, kind, yzt_session_get_language (self->session));
    gboolean unsure = is_unsure (column);
    g_autofree char *number = g_strdup_printf (_("Column %u"), i + 1);
    g_ptr_array_add (self->headers, g_strdup (*column->header != '\0' ? column->header : number));
    g_ptr_array_add (self->subtitles, subtitle_of (column));
    g_ptr_array_add (self->labels, column->role == YZT_ROLE_SKIP ? g_strdup (_("Not used"))
                                   : unsure                      ? g_strdup_printf (_("%s?"), label)
                                                                 : g_strdup (label));
    g_array_append_val (self->unsure, unsure);
  }
  while (self->rows->len > self->headers->len) {
    adw_expander_row_remove (self->expander, GTK_WIDGET (g_array_index (self->rows, ColumnRow, self->rows->len - 1).row));
    g_array_set_size (self->rows, self->rows->len - 1);
  }
  show_heading (self, proposal);
  self->next = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->expander), add_rows, self, NULL);
}

static void
yzt_import_columns_dispose (GObject *object)
{
  YztImportColumns *self = YZT_IMPORT_COLUMNS (object);
  stop_tick (self);
  if (self->popover != NULL) {
    g_signal_handlers_disconnect_by_data (self->popover, self);
  }
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  for (guint i = 0; i < self->rows->len; i++) {
    g_signal_handlers_disconnect_by_data (g_array_index (self->rows, ColumnRow, i).row, self);
  }
  g_array_set_size (self->rows, 0);
  g_clear_pointer (&self->kind, yzt_kind_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_import_columns_parent_class)->dispose (object);
}

static void
yzt_import_columns_finalize (GObject *object)
{
  YztImportColumns *self = YZT_IMPORT_COLUMNS (object);
  g_array_unref (self->rows);
  g_array_unref (self->unsure);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->subtitles);
  g_ptr_array_unref (self->headers);
  G_OBJECT_CLASS (yzt_import_columns_parent_class)->finalize (object);
}

static void
yzt_import_columns_class_init (YztImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_import_columns_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_import_columns_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", YZT_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                                  G_TYPE_INT, G_TYPE_STRING);
}

static void
yzt_import_columns_init (YztImportColumns *self)
{
  self->rows = g_array_new (FALSE, TRUE, sizeof (ColumnRow));
  self->unsure = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->subtitles = g_ptr_array_new_with_free_func (g_free);
  self->headers = g_ptr_array_new_with_free_func (g_free);
}

YztImportColumns *
yzt_import_columns_new (AdwExpanderRow *expander, YztSession *session)
{
  g_return_val_if_fail (ADW_IS_EXPANDER_ROW (expander), NULL);
  YztImportColumns *self = g_object_new (YZT_TYPE_IMPORT_COLUMNS, NULL);
  self->expander = expander;
  self->session = g_object_ref (session);
  return self;
}
