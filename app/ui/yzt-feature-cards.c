/* yzt-feature-cards.c: a feature's fields in words, as cards: knowledge, one card per group, one per child kind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-feature-cards.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-file-box.h"
#include "yzt-link-box.h"
#include "yzt-rules.h"
#include "yzt-show-in-turn.h"
#include "yzt-ui.h"

/* Children that are seen at once; the others come a few a frame. */
#define FIRST_CHILDREN 6
#define CHILDREN_A_FRAME 6

/* Told elsewhere: in the head, or in the card about the knowledge. */
static const char *const told_elsewhere[] = { "name", "verified_at", "verified_by", "verified_how", "source", "created_at", "updated_at", NULL };

static GtkWidget *
add_card (GtkBox *box, const char *heading, const char *figure)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  if (heading != NULL) {
    GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *label = yzt_ui_label (heading, "heading");
    gtk_widget_set_hexpand (label, TRUE);
    gtk_box_append (GTK_BOX (head), label);
    if (figure != NULL) {
      gtk_box_append (GTK_BOX (head), yzt_ui_label (figure, "second-line number"));
    }
    gtk_box_append (GTK_BOX (card), head);
  }
  gtk_box_append (box, card);
  return card;
}

static void
add_pair_of (GtkGrid *grid, int line, const char *name, GtkWidget *value)
{
  GtkWidget *label = yzt_ui_label (name, "field-name");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_grid_attach (grid, label, 0, line, 1, 1);
  gtk_grid_attach (grid, value, 1, line, 1, 1);
}

static void
add_pair (GtkGrid *grid, int line, const char *name, const char *value)
{
  GtkWidget *label = yzt_ui_label (name, "field-name");
  GtkWidget *text = yzt_ui_label (value, "field-value number");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (text, GTK_ALIGN_BASELINE);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_can_focus (text, FALSE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (grid, label, 0, line, 1, 1);
  gtk_grid_attach (grid, text, 1, line, 1, 1);
}

static GtkGrid *
add_grid (GtkWidget *card)
{
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 5);
  gtk_box_append (GTK_BOX (card), grid);
  return GTK_GRID (grid);
}

/* Who wrote a day said no hour. */
static char *
verified_words (YztSession *session, const char *verified_at, gint64 verified_ms)
{
  if (verified_ms == YZT_SCENE_NO_TIME) {
    return g_strdup (_("never"));
  }
  if (strlen (verified_at) > strlen ("2026-11-22")) {
    return yzt_ui_time_with_age (session, verified_ms);
  }
  g_autofree char *age = yzt_time_format_age (verified_ms, yzt_clock_now_ms (yzt_session_get_clock (session)));
  return g_strdup_printf (_("%s, %s"), verified_at, age);
}

/* How old the knowledge is, who gave it, where it is from. */
static void
add_knowledge (GtkBox *box, YztSession *session, const YztRow *row)
{
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  gint64 verified_ms = YZT_SCENE_NO_TIME;
  const char *verified_at = yzt_row_get_text (row, "verified_at");
  const char *verified_by = yzt_row_get_text (row, "verified_by");
  const char *source = yzt_row_get_text (row, "source");
  if (verified_at != NULL) {
    yzt_time_parse (verified_at, yzt_session_get_time_zone (session), &verified_ms);
  }
  /* What happened is reported, not verified from time to time. */
  const char *id = yzt_kind_get_id (row->kind);
  gboolean event = g_str_equal (id, "incident") || g_str_equal (id, "warning");
  if (event && verified_ms == YZT_SCENE_NO_TIME && source == NULL) {
    return;
  }
  GtkWidget *card = add_card (box, _("Knowledge"), NULL);
  GtkGrid *grid = add_grid (card);
  g_autofree char *when = verified_words (session, verified_at, verified_ms);
  g_autofree char *by = verified_by != NULL ? g_strdup_printf (_("%s, by %s"), when, verified_by) : g_strdup (when);
  const YztField *how_field = yzt_kind_find_field (row->kind, "verified_how");
  const char *how = how_field != NULL ? yzt_row_get_text (row, "verified_how") : NULL;
  g_autofree char *who = how == NULL ? g_strdup (by) : g_strdup_printf ("%s · %s", by, yzt_field_get_value_label (how_field, how, yzt_session_get_language (session)));
  int line = 0;
  if (!event || verified_ms != YZT_SCENE_NO_TIME) {
    add_pair (grid, line++, _("Verified"), who);
  }
  if (source != NULL) {
    add_pair (grid, line++, _("Source"), source);
  }
  if (!event && (verified_ms == YZT_SCENE_NO_TIME || yzt_rule_is_stale (verified_ms, now_ms))) {
    GtkWidget *stale = yzt_ui_label (_("Not verified within a year: ask before relying on it."), "stale-note");
    gtk_label_set_wrap (GTK_LABEL (stale), TRUE);
    gtk_box_append (GTK_BOX (card), stale);
  }
}

static gboolean
is_shown (const YztField *field, const YztCell *cell)
{
  return cell->type != YZT_CELL_NULL && !yzt_field_is_hidden (field)
      && !g_strv_contains (told_elsewhere, yzt_field_get_name (field));
}

/* What names other things or holds files is more than words. */
static void
add_value (GtkGrid *grid, int line, YztSession *session, const YztField *field, const YztCell *cell)
{
  const char *language = yzt_session_get_language (session), *label = yzt_field_get_label (field, language);
  YztFieldType type = yzt_field_get_field_type (field);
  if (cell->type == YZT_CELL_TEXT && (type == YZT_FIELD_LINK || type == YZT_FIELD_FILE)) {
    add_pair_of (grid, line, label, type == YZT_FIELD_LINK ? yzt_link_box_new (session, field, cell->v.text, FALSE)
                                                           : yzt_file_box_new (session, field, cell->v.text, FALSE));
    return;
  }
  g_autofree char *value = yzt_field_format (field, cell, language, yzt_session_get_time_zone (session));
  add_pair (grid, line, label, value);
}

/* A card per group, in the order in which the kind names them; fields without a group come last. */
static void
add_groups (GtkBox *box, YztSession *session, const YztRow *row, gboolean grouped)
{
  const char *language = yzt_session_get_language (session);
  g_autoptr (GHashTable) grids = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const YztField *field = yzt_kind_get_field (row->kind, i);
    const char *group = yzt_field_get_group (field, language);
    const char *heading = group != NULL && *group != '\0' ? group : _("Other");
    if (!is_shown (field, &row->cells[i]) || grouped != (group != NULL && *group != '\0')) {
      continue;
    }
    GtkGrid *grid = g_hash_table_lookup (grids, heading);
    if (grid == NULL) {
      grid = add_grid (add_card (box, heading, NULL));
      g_hash_table_insert (grids, (gpointer) heading, grid);
    }
    int line = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (grid), "lines"));
    add_value (grid, line, session, field, &row->cells[i]);
    g_object_set_data (G_OBJECT (grid), "lines", GINT_TO_POINTER (line + 1));
  }
}

/* The other fields of a child, joined: "Ⅲ type · expires 2027-01-01". */
static char *
child_detail (YztSession *session, const YztRow *child)
{
  const char *language = yzt_session_get_language (session);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < yzt_kind_get_n_fields (child->kind); i++) {
    const YztField *field = yzt_kind_get_field (child->kind, i);
    if (!is_shown (field, &child->cells[i]) || yzt_field_is_builtin (field) || yzt_field_get_field_type (field) == YZT_FIELD_LINK) {
      continue;
    }
    g_autofree char *value = yzt_field_format (field, &child->cells[i], language, yzt_session_get_time_zone (session));
    gboolean figure = child->cells[i].type != YZT_CELL_TEXT;
    g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " · " : "", figure ? yzt_field_get_label (field, language) : "",
                            figure ? " " : "", value);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_child_row (GtkWidget *card, YztSession *session, const YztRow *child)
{
  const char *name = yzt_row_get_text (child, "name");
  const char *item = yzt_row_get_text (child, "item");
  g_autofree char *detail = child_detail (session, child);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *title = yzt_ui_label (name != NULL ? name : item != NULL ? item : "", "row-title");
  GtkWidget *second = yzt_ui_label (detail, "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (second), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (second), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), second);
  gtk_box_append (GTK_BOX (card), row);
}

/* Where the next child of a card goes. */
static GtkWidget *
part_for (GtkWidget *card, GtkWidget *part, guint of_kind)
{
  if (of_kind < FIRST_CHILDREN || (of_kind - FIRST_CHILDREN) % CHILDREN_A_FRAME != 0) {
    return part;
  }
  part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_visible (part, FALSE);
  gtk_box_append (GTK_BOX (card), part);
  yzt_show_in_turn (part);
  return part;
}

static void
add_children (GtkBox *box, YztSession *session, GPtrArray *children)
{
  const char *language = yzt_session_get_language (session);
  GtkWidget *card = NULL, *part = NULL;
  const YztKind *kind = NULL;
  guint of_kind = 0;
  for (guint i = 0; i < children->len; i++) {
    const YztRow *child = children->pdata[i];
    if (child->kind != kind) {
      kind = child->kind;
      of_kind = 0;
      guint n = 0;
      while (i + n < children->len && ((YztRow *) children->pdata[i + n])->kind == kind) {
        n++;
      }
      g_autofree char *figure = g_strdup_printf ("%u", n);
      card = part = add_card (box, yzt_kind_get_label (kind, language), figure);
    }
    if (of_kind < YZT_FEATURE_CARDS_MOST_CHILDREN) {
      part = part_for (card, part, of_kind++);
      add_child_row (part, session, child);
    }
  }
}

/* Who answers for what lies in a danger zone, on paper. */
static void
add_zone_calls (GtkBox *box, const YztRow *row)
{
  GtkWidget *card = add_card (box, _("Whom to call"), NULL), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *paper = gtk_button_new_with_label (_("Paper…"));
  GtkWidget *words = yzt_ui_label (_("Those who answer for the places in this zone"), "second-line");
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (paper), "win.paper");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (paper), "(sxs)", "call-list", row->fid, "zone");
  gtk_widget_set_tooltip_text (paper, _("The call list on paper, with columns to write on"));
  gtk_widget_add_css_class (paper, "panel-button");
  gtk_widget_set_valign (paper, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), paper);
  gtk_box_append (GTK_BOX (card), line);
}

void
yzt_feature_cards_add (GtkBox *box, YztSession *session, const YztFeature *feature)
{
  g_return_if_fail (GTK_IS_BOX (box));
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (feature != NULL);
  add_groups (box, session, feature->row, TRUE);
  if (g_str_equal (yzt_kind_get_id (feature->row->kind), "danger-zone")) {
    add_zone_calls (box, feature->row);
  }
  if (feature->children != NULL) {
    add_children (box, session, feature->children);
  }
  add_groups (box, session, feature->row, FALSE);
  add_knowledge (box, session, feature->row);
}
