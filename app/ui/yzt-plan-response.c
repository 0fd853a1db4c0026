/* yzt-plan-response.c: what a plan says is to be done: response levels, needs, steps, contacts, each beside the sentence it was read from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-response.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-level-badge.h"
#include "yzt-plan-apply.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define LINES_A_FRAME 4

struct _YztPlanResponse {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkWidget *apply;
  GtkLabel *apply_to;
  GtkWidget *levels[5];      /* toggles: all, Ⅰ … Ⅳ */
  GtkListView *list;
  GListStore *lines;         /* YztPlanLine */
  GPtrArray *coming;         /* YztPlanLine: all of them */
  guint n_come, n_stale, bringer; /* how many are in the list; of them, made of what has changed since; tick */
  GtkWidget *empty;
  YztSession *session;
  GCancellable *cancellable;
  YztFeature *feature;
  gint64 fid;
  char *level;
};
G_DEFINE_FINAL_TYPE (YztPlanResponse, yzt_plan_response, GTK_TYPE_WIDGET)

enum { SAID, SECTION_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- a line of the list: a heading, or a row --- */

#define YZT_TYPE_PLAN_LINE (yzt_plan_line_get_type ())
G_DECLARE_FINAL_TYPE (YztPlanLine, yzt_plan_line, YZT, PLAN_LINE, GObject)
struct _YztPlanLine {
  GObject parent_instance;
  char *heading;     /* NULL: a row */
  const YztRow *row; /* of the feature, which outlives the line */
  GtkListItem *item; /* that shows it; NULL */
  gboolean stale;    /* what it shows was made before the row changed */
};
G_DEFINE_FINAL_TYPE (YztPlanLine, yzt_plan_line, G_TYPE_OBJECT)

static void
yzt_plan_line_finalize (GObject *object)
{
  g_free (YZT_PLAN_LINE (object)->heading);
  G_OBJECT_CLASS (yzt_plan_line_parent_class)->finalize (object);
}

static void
yzt_plan_line_class_init (YztPlanLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_line_finalize;
}

static void
yzt_plan_line_init (YztPlanLine *self)
{
}

static const char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

static char *
shown (YztPlanResponse *self, const YztRow *row, const char *name)
{
  int index = yzt_kind_get_field_index (row->kind, name);
  if (index < 0 || row->cells[index].type == YZT_CELL_NULL) {
    return NULL;
  }
  return yzt_field_format (yzt_kind_find_field (row->kind, name), &row->cells[index], yzt_session_get_language (self->session),
                           yzt_session_get_time_zone (self->session));
}

/* --- deciding --- */

static void
set_text_cell (YztEdits *edits, const YztRow *row, const char *field, const char *text)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  YztCell value = yzt_cell_text (text);
  if (index >= 0) {
    yzt_edits_set_cell (edits, row->kind, row->fid, (guint) index, &row->cells[index], &value);
  }
  yzt_cell_clear (&value);
}

/* What was read of the plan itself goes into its field when a person says that it is right. */
static gboolean
take_finding (YztPlanResponse *self, YztEdits *edits, const YztRow *child)
{
  const YztRow *plan = self->feature->row;
  int index = yzt_kind_get_field_index (plan->kind, text_of (child, "name"));
  YztCell cell = { YZT_CELL_NULL };
  if (!g_str_equal (yzt_kind_get_id (child->kind), "plan-finding") || index < 0
      || !yzt_field_parse (yzt_kind_find_field (plan->kind, text_of (child, "name")), text_of (child, "value"), &cell, NULL)) {
    return FALSE;
  }
  yzt_edits_set_cell (edits, plan->kind, plan->fid, (guint) index, &plan->cells[index], &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

void
yzt_plan_response_decide (YztPlanResponse *self, const YztRow *child, gboolean confirmed)
{
  g_return_if_fail (YZT_IS_PLAN_RESPONSE (self));
  g_return_if_fail (child != NULL && self->feature != NULL);
  const char *name = text_of (child, "name");
  g_autofree char *label = confirmed ? g_strdup_printf (_("Confirm “%s” of a plan"), name) : g_strdup_printf (_("Refuse “%s” of a plan"), name);
  YztEdits *edits = yzt_edits_new (label);
  set_text_cell (edits, child, "state", confirmed ? "confirmed" : "refused");
  if (confirmed) {
    take_finding (self, edits, child);
  }
  yzt_session_write_edits_async (self->session, edits, NULL, NULL);
}

static void
on_confirm (GtkButton *button, YztPlanResponse *self)
{
  const YztPlanLine *line = g_object_get_data (G_OBJECT (button), "line");
  yzt_watchdog_action ("confirm");
  yzt_plan_response_decide (self, line->row, TRUE);
}

static void
on_refuse (GtkButton *button, YztPlanResponse *self)
{
  const YztPlanLine *line = g_object_get_data (G_OBJECT (button), "line");
  yzt_watchdog_action ("refuse");
  yzt_plan_response_decide (self, line->row, FALSE);
}

static void
on_read (GtkButton *button, YztPlanResponse *self)
{
  const YztPlanLine *line = g_object_get_data (G_OBJECT (button), "line");
  g_signal_emit (self, signals[SECTION_WANTED], 0, text_of (line->row, "section"));
}

/* --- rows --- */

static GtkWidget *
new_button (YztPlanResponse *self, YztPlanLine *line, const char *icon, const char *tip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_object_set_data_full (G_OBJECT (button), "line", g_object_ref (line), g_object_unref);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static GtkWidget *
wrapped (const char *text, const char *classes)
{
  GtkWidget *label = yzt_ui_label (text, classes);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

/* "Ⅲ级 · 8 台", "工艺主任 · 5 min": what the kind shows of a row beside its name. */
static char *
figures (YztPlanResponse *self, const YztRow *row)
{
  static const char *const names[] = { "response_level", "quantity", "unit", "role", "minutes", "unit_name", "phone", "value", "confidence" };
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *one = shown (self, row, names[i]);
    if (one != NULL) {
      g_string_append_printf (text, "%s%s", text->len == 0 ? "" : g_str_equal (names[i], "unit") ? " " : " · ", one);
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_level_facts (YztPlanResponse *self, GtkWidget *words, const YztRow *row)
{
  const struct {
    const char *field, *label;
  } facts[] = { { "trigger", _("When") }, { "decider", _("Who decides") }, { "changes", _("What changes") }, { "report_minutes", _("Report within") } };
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autofree char *value = shown (self, row, facts[i].field);
    if (value != NULL) {
      g_autofree char *text = g_strdup_printf ("%s: %s", facts[i].label, value);
      gtk_box_append (GTK_BOX (words), wrapped (text, NULL));
    }
  }
}

static char *
title_of (YztPlanResponse *self, const YztRow *row)
{
  const char *name = text_of (row, "name");
  const YztField *field = g_str_equal (yzt_kind_get_id (row->kind), "plan-finding") ? yzt_kind_find_field (self->feature->row->kind, name) : NULL;
  return g_strdup (field != NULL ? yzt_field_get_label (field, yzt_session_get_language (self->session)) : name);
}

static GtkWidget *
new_row (YztPlanResponse *self, YztPlanLine *line)
{
  const YztRow *row = line->row;
  gboolean level = g_str_equal (yzt_kind_get_id (row->kind), "plan-level");
  const char *state = text_of (row, "state"), *sentence = text_of (row, "source_text");
  gboolean writable = !yzt_session_is_read_only (self->session);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *title = title_of (self, row), *second = level ? NULL : figures (self, row);
  if (level) {
    GtkWidget *badge = g_object_new (YZT_TYPE_LEVEL_BADGE, "valign", GTK_ALIGN_START, NULL);
    int number = (int) g_ascii_strtoll (text_of (row, "response_level"), NULL, 10);
    yzt_level_badge_set (YZT_LEVEL_BADGE (badge), number, yzt_level_numeral (number));
    gtk_box_append (GTK_BOX (box), badge);
  }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), wrapped (title, "row-title"));
  if (second != NULL && *second != '\0') {
    gtk_box_append (GTK_BOX (words), wrapped (second, "number"));
  }
  if (level) {
    add_level_facts (self, words, row);
  }
  if (*sentence != '\0') {
    gtk_box_append (GTK_BOX (words), wrapped (sentence, "second-line"));
  }
  gtk_box_append (GTK_BOX (box), words);
  if (*text_of (row, "section") != '\0') {
    gtk_box_append (GTK_BOX (box), new_button (self, line, "find-location-symbolic", _("Read it in its section"), G_CALLBACK (on_read)));
  }
  if (g_str_equal (state, "proposed") && writable) {
    gtk_box_append (GTK_BOX (box), new_button (self, line, "object-select-symbolic", _("Confirm: the plan says so"), G_CALLBACK (on_confirm)));
    gtk_box_append (GTK_BOX (box), new_button (self, line, "window-close-symbolic", _("Refuse: read wrongly"), G_CALLBACK (on_refuse)));
  } else {
    g_autofree char *word = shown (self, row, "state");
    gtk_box_append (GTK_BOX (box), yzt_ui_label (word != NULL ? word : "", "second-line"));
  }
  gtk_widget_add_css_class (box, "proposal-row");
  if (g_str_equal (state, "refused")) {
    gtk_widget_add_css_class (box, "refused");
  }
  return box;
}

static void
bind_line (GtkSignalListItemFactory *factory, GtkListItem *item, YztPlanResponse *self)
{
  YztPlanLine *line = gtk_list_item_get_item (item);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
  line->item = item;
  gtk_list_item_set_child (item, line->heading != NULL ? yzt_ui_label (line->heading, "proposal-heading") : new_row (self, line));
}

static void
unbind_line (GtkSignalListItemFactory *factory, GtkListItem *item, YztPlanResponse *self)
{
  YZT_PLAN_LINE (gtk_list_item_get_item (item))->item = NULL;
  gtk_list_item_set_child (item, NULL);
}

/* --- filling --- */

static void
add_line (YztPlanResponse *self, const char *heading, const YztRow *row)
{
  g_autoptr (YztPlanLine) line = g_object_new (YZT_TYPE_PLAN_LINE, NULL);
  line->heading = g_strdup (heading);
  line->row = row;
  g_ptr_array_add (self->coming, g_steal_pointer (&line));
}

/* In its place: another object in the list would have the list make every row anew. */
static void
renew_line (YztPlanResponse *self, YztPlanLine *line)
{
  line->stale = FALSE;
  self->n_stale--;
  if (line->item == NULL) {
    return;
  }
  GtkWidget *elder = gtk_list_item_get_child (line->item), *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean focused = focus != NULL && gtk_widget_is_ancestor (focus, elder);
  gtk_list_item_set_child (line->item, new_row (self, line));
  if (focused) {
    gtk_widget_child_focus (gtk_list_item_get_child (line->item), GTK_DIR_TAB_FORWARD);
  }
}

/* A list makes all the rows that it might scroll to at once: it gets them a few a frame, those that changed before those that are new. */
static gboolean
bring_some (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztPlanResponse *self = YZT_PLAN_RESPONSE (widget);
  guint budget = LINES_A_FRAME;
  yzt_watchdog_background ("plan-response");
  for (guint i = 0; i < self->n_come && self->n_stale > 0 && budget > 0; i++) {
    YztPlanLine *line = self->coming->pdata[i];
    if (line->stale) {
      budget -= line->item != NULL;
      renew_line (self, line);
    }
  }
  for (; budget > 0 && self->n_come < self->coming->len; budget--) {
    g_list_store_append (self->lines, self->coming->pdata[self->n_come++]);
  }
  if (self->n_stale > 0 || self->n_come < self->coming->len) {
    return G_SOURCE_CONTINUE;
  }
  self->bringer = 0;
  return G_SOURCE_REMOVE;
}

static void
bring (YztPlanResponse *self)
{
  if (self->bringer == 0) {
    self->bringer = gtk_widget_add_tick_callback (GTK_WIDGET (self), bring_some, NULL, NULL);
  }
}

static void
forget_lines (YztPlanResponse *self)
{
  if (self->bringer != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->bringer);
    self->bringer = 0;
  }
  g_list_store_remove_all (self->lines);
  g_ptr_array_set_size (self->coming, 0);
  self->n_come = self->n_stale = 0;
}

static gboolean
counts (YztPlanResponse *self, const YztRow *row)
{
  const char *level = text_of (row, "response_level");
  return yzt_plan_apply_counts (*level != '\0' ? level : NULL, self->level);
}

static void
fill (YztPlanResponse *self)
{
  static const char *const kinds[] = { "plan-level", "plan-need", "plan-step", "plan-contact", "plan-finding" };
  const char *language = yzt_session_get_language (self->session);
  forget_lines (self);
  for (guint k = 0; k < G_N_ELEMENTS (kinds) && self->feature != NULL; k++) {
    guint n = 0;
    for (guint i = 0; i < self->feature->children->len; i++) {
      const YztRow *row = self->feature->children->pdata[i];
      if (g_str_equal (yzt_kind_get_id (row->kind), kinds[k]) && counts (self, row)) {
        if (n++ == 0) {
          add_line (self, yzt_kind_get_label (row->kind, language), NULL);
        }
        add_line (self, NULL, row);
      }
    }
  }
  gtk_widget_set_visible (self->empty, self->coming->len == 0);
  bring (self);
}

static gboolean
incident_to_serve (YztPlanResponse *self, gint64 *fid_out, char **name_out)
{
  int kind = -1, incident = yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
  gint64 fid = 0;
  gboolean selected = yzt_session_get_selected (self->session, &kind, &fid) && kind == incident;
  GListModel *incidents = yzt_session_get_incidents (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) one = g_list_model_get_item (incidents, i);
    if ((int) yzt_incident_get_kind (one) == incident && (selected ? yzt_incident_get_fid (one) == fid : yzt_incident_is_open (one))) {
      *fid_out = yzt_incident_get_fid (one);
      *name_out = g_strdup (yzt_incident_get_title (one));
      return TRUE;
    }
  }
  return FALSE;
}

static void
show_incident (YztPlanResponse *self)
{
  gint64 fid = 0;
  g_autofree char *name = NULL;
  gboolean there = self->session != NULL && self->feature != NULL && incident_to_serve (self, &fid, &name);
  gboolean writable = self->session != NULL && !yzt_session_is_read_only (self->session);
  gtk_widget_set_sensitive (self->apply, there && writable);
  gtk_label_set_text (self->apply_to, there ? name : _("No open incident to apply it to"));
}

/* The same rows in the same order, some of them in another state: the list stays where it is. Takes @feature when it says TRUE. */
static gboolean
renew_rows (YztPlanResponse *self, YztFeature *feature)
{
  gboolean same = self->feature != NULL && self->feature->row->fid == feature->row->fid && self->feature->children->len == feature->children->len;
  for (guint i = 0; same && i < feature->children->len; i++) {
    const YztRow *one = self->feature->children->pdata[i], *two = feature->children->pdata[i];
    same = one->kind == two->kind && one->fid == two->fid && g_str_equal (text_of (one, "response_level"), text_of (two, "response_level"));
  }
  if (!same) {
    return FALSE;
  }
  YztFeature *elder = self->feature;
  self->feature = feature;
  for (guint i = 0, k = 0; i < self->coming->len; i++) {
    YztPlanLine *line = self->coming->pdata[i];
    for (; line->row != NULL && k < elder->children->len * 6; k++) {
      guint at = k % elder->children->len; /* the list goes through the children once for each kind */
      if (elder->children->pdata[at] == line->row) {
        const YztRow *row = feature->children->pdata[at];
        gboolean changed = !g_str_equal (text_of (line->row, "state"), text_of (row, "state"));
        line->row = row;
        if (changed && i < self->n_come && !line->stale) {
          line->stale = TRUE;
          self->n_stale++;
        }
        break;
      }
    }
  }
  yzt_feature_free (elder);
  if (self->n_stale > 0) {
    bring (self);
  }
  return TRUE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanResponse) self = user_data;
  YztFeature *feature = yzt_session_load_feature_finish (YZT_SESSION (source), result, NULL);
  if (feature == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->session == NULL) {
    yzt_feature_free (feature);
    return;
  }
  if (!renew_rows (self, feature)) {
    forget_lines (self); /* they point into the elder */
    g_clear_pointer (&self->feature, yzt_feature_free);
    self->feature = feature;
    fill (self);
  }
  show_incident (self);
}

static void
load (YztPlanResponse *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  int kind = self->session != NULL ? yzt_kind_set_index (yzt_session_get_kinds (self->session), "plan") : -1;
  if (self->fid > 0 && kind >= 0) {
    self->cancellable = g_cancellable_new ();
    yzt_session_load_feature_async (self->session, (guint) kind, self->fid, self->cancellable, on_loaded, g_object_ref (self));
  }
}

const YztFeature *
yzt_plan_response_get_feature (YztPlanResponse *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_RESPONSE (self), NULL);
  return self->feature;
}

/* --- applying --- */

typedef struct {
  YztPlanResponse *self;
  GPtrArray *rows;   /* YztRow, copies */
  YztRow *plan;
} Applying;

static void
applying_free (Applying *applying)
{
  g_object_unref (applying->self);
  g_ptr_array_unref (applying->rows);
  yzt_row_free (applying->plan);
  g_free (applying);
}

static void
say (YztPlanResponse *self, const char *sentence)
{
  g_signal_emit (self, signals[SAID], 0, sentence);
}

static void
on_incident_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Applying *applying = user_data;
  YztPlanResponse *self = applying->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeature) incident = yzt_session_load_feature_finish (YZT_SESSION (source), result, &error);
  if (incident == NULL || self->session != YZT_SESSION (source)) {
    if (error != NULL) {
      say (self, yzt_ui_error_text (error));
    }
    applying_free (applying);
    return;
  }
  YztPlanApplyCount count;
  YztEdits *edits = yzt_plan_apply_edits (yzt_session_get_kinds (self->session), applying->plan, applying->rows, incident->row, incident->children,
                                          yzt_clock_now_ms (yzt_session_get_clock (self->session)), &count);
  g_autofree char *sentence = edits == NULL ? g_strdup (count.n_known > 0 ? _("The incident has all of this from this plan already.")
                                                                          : _("There is nothing in this plan to apply: confirm its steps and needs first."))
      : g_strdup_printf (_("Taken over into the incident: %u tasks, %u needs, %u contacts"), count.n_tasks, count.n_needs, count.n_contacts);
  if (edits != NULL) {
    yzt_session_write_edits_async (self->session, edits, NULL, NULL);
  }
  say (self, sentence);
  applying_free (applying);
}

void
yzt_plan_response_apply (YztPlanResponse *self)
{
  g_return_if_fail (YZT_IS_PLAN_RESPONSE (self));
  gint64 fid = 0;
  g_autofree char *name = NULL;
  if (self->feature == NULL || !incident_to_serve (self, &fid, &name)) {
    return;
  }
  Applying *applying = g_new0 (Applying, 1);
  applying->self = g_object_ref (self);
  applying->plan = yzt_row_copy (self->feature->row);
  applying->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  for (guint i = 0; i < self->feature->children->len; i++) {
    const YztRow *row = self->feature->children->pdata[i];
    /* Only what a person has seen to be right. */
    if (counts (self, row) && g_str_equal (text_of (row, "state"), "confirmed")) {
      g_ptr_array_add (applying->rows, yzt_row_copy (row));
    }
  }
  guint kind = (guint) yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
  yzt_session_load_feature_async (self->session, kind, fid, NULL, on_incident_loaded, applying);
}

/* --- life --- */

static void
on_apply (YztPlanResponse *self)
{
  yzt_watchdog_action ("apply-plan");
  yzt_plan_response_apply (self);
}

void
yzt_plan_response_set_level (YztPlanResponse *self, const char *level)
{
  g_return_if_fail (YZT_IS_PLAN_RESPONSE (self));
  g_autofree char *copy = g_strdup (level);
  g_free (self->level);
  self->level = g_steal_pointer (&copy);
  if (self->session != NULL) {
    fill (self);
  }
}

static void
on_level (GtkToggleButton *toggle, YztPlanResponse *self)
{
  if (gtk_toggle_button_get_active (toggle)) {
    yzt_plan_response_set_level (self, g_object_get_data (G_OBJECT (toggle), "level"));
  }
}

/* Confirmed all at once: what a person has read through. */
static void
on_confirm_all (YztPlanResponse *self)
{
  if (self->feature == NULL) {
    return;
  }
  YztEdits *edits = yzt_edits_new (_("Confirm what was read of a plan"));
  for (guint i = 0; i < self->feature->children->len; i++) {
    const YztRow *row = self->feature->children->pdata[i];
    if (g_str_equal (text_of (row, "state"), "proposed") && counts (self, row) && !g_str_equal (yzt_kind_get_id (row->kind), "plan-finding")) {
      set_text_cell (edits, row, "state", "confirmed");
    }
  }
  if (yzt_edits_get_n_rows (edits) > 0) {
    yzt_session_write_edits_async (self->session, edits, NULL, NULL);
  } else {
    yzt_edits_free (edits);
  }
}

void
yzt_plan_response_show (YztPlanResponse *self, YztSession *session, gint64 plan_fid)
{
  g_return_if_fail (YZT_IS_PLAN_RESPONSE (self));
  if (self->session != session && self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  if (self->session != session && session != NULL) {
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::selected-fid", G_CALLBACK (show_incident), self, G_CONNECT_SWAPPED);
  }
  g_set_object (&self->session, session);
  forget_lines (self);
  g_clear_pointer (&self->feature, yzt_feature_free);
  self->fid = plan_fid;
  show_incident (self);
  load (self);
}

static void
yzt_plan_response_dispose (GObject *object)
{
  YztPlanResponse *self = YZT_PLAN_RESPONSE (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_plan_response_parent_class)->dispose (object);
}

static void
yzt_plan_response_finalize (GObject *object)
{
  YztPlanResponse *self = YZT_PLAN_RESPONSE (object);
  g_clear_object (&self->lines);
  g_clear_pointer (&self->coming, g_ptr_array_unref);
  g_clear_pointer (&self->feature, yzt_feature_free);
  g_free (self->level);
  G_OBJECT_CLASS (yzt_plan_response_parent_class)->finalize (object);
}

static void
yzt_plan_response_class_init (YztPlanResponseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_response_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_response_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SAID] = g_signal_new ("said", YZT_TYPE_PLAN_RESPONSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SECTION_WANTED] = g_signal_new ("section-wanted", YZT_TYPE_PLAN_RESPONSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
new_level_bar (YztPlanResponse *self)
{
  static const char *const codes[] = { NULL, "1", "2", "3", "4" };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (bar, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    self->levels[i] = gtk_toggle_button_new_with_label (i == 0 ? _("Any level") : yzt_level_numeral ((int) i));
    gtk_widget_add_css_class (self->levels[i], "level-toggle");
    g_object_set_data (G_OBJECT (self->levels[i]), "level", (gpointer) codes[i]);
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->levels[i]), i > 0 ? GTK_TOGGLE_BUTTON (self->levels[0]) : NULL);
    gtk_widget_set_tooltip_text (self->levels[i], i == 0 ? _("What counts at any response level") : _("What counts at this response level"));
    gtk_box_append (GTK_BOX (bar), self->levels[i]);
  }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->levels[0]), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_signal_connect_object (self->levels[i], "toggled", G_CALLBACK (on_level), self, 0);
  }
  return bar;
}

static GtkWidget *
new_head (YztPlanResponse *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *all = gtk_button_new_with_label (_("Confirm All Shown"));
  self->apply = gtk_button_new_with_label (_("Apply to Incident"));
  self->apply_to = GTK_LABEL (yzt_ui_label ("", NULL));
  gtk_label_set_ellipsize (self->apply_to, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->apply_to), TRUE);
  gtk_widget_add_css_class (self->apply, "suggested-action");
  gtk_widget_set_tooltip_text (self->apply, _("Take what is confirmed over into the incident: steps as tasks, needs, contacts. The plan stays as it is."));
  g_signal_connect_object (self->apply, "clicked", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (all, "clicked", G_CALLBACK (on_confirm_all), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (first), GTK_WIDGET (self->apply_to));
  gtk_box_append (GTK_BOX (first), self->apply);
  gtk_box_append (GTK_BOX (second), new_level_bar (self));
  GtkWidget *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_hexpand (room, TRUE);
  gtk_box_append (GTK_BOX (second), room);
  gtk_box_append (GTK_BOX (second), all);
  gtk_box_append (GTK_BOX (head), first);
  gtk_box_append (GTK_BOX (head), second);
  gtk_widget_add_css_class (head, "reader-bar");
  return head;
}

static void
yzt_plan_response_init (YztPlanResponse *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  self->lines = g_list_store_new (YZT_TYPE_PLAN_LINE);
  self->coming = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_line), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_line), self, 0);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->lines)))), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "proposals");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Response"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  self->empty = yzt_ui_label (_("Nothing was read of this plan: no response levels, needs, steps or telephones with a name. Add them in its form (F2)."), "panel-empty");
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), new_head (self));
  gtk_box_append (GTK_BOX (self->box), self->empty);
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
