/* yzt-import-result.c: what an import would do: new, changed field by field, the same, left out with reasons
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-result.h"
#include "yzt-show-in-turn.h"
#include <glib/gi18n-lib.h>
#include "yzt-history-words.h"
#include "yzt-import-finding.h"

/* A longer list is not read by anybody: the return sheet holds all of it. */
#define MOST_ROWS 60
/* Rows with cells made in one frame: a long list does not hold the window still. */
#define FINDINGS_A_FRAME 3

typedef enum { PART_NEW, PART_CHANGED, PART_PROBLEMS, N_PARTS } Part;

struct _YztImportResult {
  GObject parent_instance;
  AdwExpanderRow *expanders[N_PARTS]; /* not owned */
  GPtrArray *rows[N_PARTS];           /* GtkWidget, not owned */
  gboolean filled[N_PARTS];
  YztSession *session;
  YztImportOutcome *outcome;
  YztImportMends *mends;
  GPtrArray *waiting;                 /* const YztFinding *, of the outcome: to be listed */
  GPtrArray *findings;                /* YztImportFinding *, not owned: listed */
  int cursor;                         /* where it is to stand in the list that is made; -1: elsewhere */
  guint tick;
};
G_DEFINE_FINAL_TYPE (YztImportResult, yzt_import_result, G_TYPE_OBJECT)

enum { MENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

char *
yzt_import_result_summary (const YztImportOutcome *outcome)
{
  g_return_val_if_fail (outcome != NULL, NULL);
  const guint *n = outcome->counts;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *fresh = yzt_text_group_number (n[YZT_IMPORT_NEW], 0);
  g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s new", "%s new", n[YZT_IMPORT_NEW]), fresh));
  if (n[YZT_IMPORT_CHANGED] > 0) {
    g_autofree char *changed = yzt_text_group_number (n[YZT_IMPORT_CHANGED], 0);
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s changed", "%s changed", n[YZT_IMPORT_CHANGED]), changed));
  }
  if (n[YZT_IMPORT_SAME] > 0) {
    g_autofree char *same = yzt_text_group_number (n[YZT_IMPORT_SAME], 0);
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s the same as in the map", "%s the same as in the map", n[YZT_IMPORT_SAME]), same));
  }
  if (n[YZT_IMPORT_REJECTED] > 0) {
    g_autofree char *rejected = yzt_text_group_number (n[YZT_IMPORT_REJECTED], 0);
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s left out", "%s left out", n[YZT_IMPORT_REJECTED]), rejected));
  }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* --- rows --- */

static GtkWidget *
new_row (GtkWidget *child)
{
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
add_row (YztImportResult *self, Part part, GtkWidget *child)
{
  GtkWidget *row = new_row (child);
  adw_expander_row_add_row (self->expanders[part], row);
  g_ptr_array_add (self->rows[part], row);
}

static void
add_text (YztImportResult *self, Part part, const char *text, const char *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *label = yzt_ui_label (text, NULL);
  gtk_widget_add_css_class (box, "import-detail");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), label);
  if (second != NULL && *second != '\0') {
    GtkWidget *below = yzt_ui_label (second, "second-line");
    gtk_label_set_wrap (GTK_LABEL (below), TRUE);
    gtk_box_append (GTK_BOX (box), below);
  }
  add_row (self, part, box);
}

static void
add_more (YztImportResult *self, Part part, guint n)
{
  if (n > MOST_ROWS) {
    g_autofree char *more = g_strdup_printf (_("… and %u more"), n - MOST_ROWS);
    add_text (self, part, more, NULL);
  }
}

static char *
row_name (const YztImportPlan *plan, YztImportState state, guint i)
{
  guint number = yzt_import_report_get_row (yzt_import_plan_get_report (plan), yzt_import_plan_get_number (plan, state, i));
  return g_strdup_printf (_("Row %u · %s"), number, yzt_import_plan_get_name (plan, state, i));
}

static void
fill_new (YztImportResult *self)
{
  guint n = yzt_import_plan_get_count (self->outcome->plan, YZT_IMPORT_NEW);
  for (guint i = 0; i < MIN (n, MOST_ROWS); i++) {
    g_autofree char *name = row_name (self->outcome->plan, YZT_IMPORT_NEW, i);
    add_text (self, PART_NEW, name, NULL);
  }
  add_more (self, PART_NEW, n);
}

/* The same words as in the history: what the field was → what it becomes. */
static GtkWidget *
new_changes (YztImportResult *self, const GArray *changes)
{
  const char *language = yzt_session_get_language (self->session);
  g_autoptr (GArray) fields = g_array_new (FALSE, TRUE, sizeof (YztHistoryField));
  for (guint i = 0; i < changes->len; i++) {
    const YztImportChange *change = &g_array_index (changes, YztImportChange, i);
    YztHistoryField field = { .label = (char *) (change->field != NULL ? yzt_field_get_label (change->field, language) : _("Place")),
                              .old_text = *change->before != '\0' ? change->before : NULL,
                              .new_text = *change->after != '\0' ? change->after : NULL };
    g_array_append_val (fields, field);
  }
  return yzt_history_grid_new (fields);
}

static void
fill_changed (YztImportResult *self)
{
  guint n = yzt_import_plan_get_count (self->outcome->plan, YZT_IMPORT_CHANGED);
  for (guint i = 0; i < MIN (n, MOST_ROWS); i++) {
    g_autofree char *name = row_name (self->outcome->plan, YZT_IMPORT_CHANGED, i);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
    gtk_widget_add_css_class (box, "import-detail");
    gtk_box_append (GTK_BOX (box), yzt_ui_label (name, "row-title"));
    gtk_box_append (GTK_BOX (box), new_changes (self, yzt_import_plan_get_changes (self->outcome->plan, i)));
    add_row (self, PART_CHANGED, box);
  }
  add_more (self, PART_CHANGED, n);
}

/* --- findings --- */

static gboolean
is_mending (YztImportResult *self)
{
  return self->outcome != NULL && self->outcome->plan != NULL;
}

/* What was typed into any of the rows and not yet said with Enter is meant, too. The index of the first such row; -1: none. */
static int
collect (YztImportResult *self)
{
  int first = -1;
  for (guint i = 0; is_mending (self) && i < self->findings->len; i++) {
    gboolean any = yzt_import_finding_collect (self->findings->pdata[i], self->mends);
    first = any && first < 0 ? (int) i : first;
  }
  return first;
}

gboolean
yzt_import_result_has_unsaid (YztImportResult *self)
{
  g_return_val_if_fail (YZT_IS_IMPORT_RESULT (self), FALSE);
  return collect (self) >= 0;
}

/* The next row to put right takes the place of this one, and the cursor with it. */
static void
on_said (YztImportFinding *finding, YztImportResult *self)
{
  guint index = 0;
  int first = collect (self);
  g_ptr_array_find (self->findings, finding, &index);
  self->cursor = first >= 0 ? first : (int) index;
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (finding)), NULL); /* its cell goes */
  gtk_widget_set_sensitive (GTK_WIDGET (self->expanders[PART_PROBLEMS]), FALSE); /* until it has been looked at again */
  g_signal_emit (self, signals[MENDED], 0);
}

static void
place_cursor (YztImportResult *self)
{
  guint n = self->findings->len;
  GtkWidget *first = n > 0 && self->cursor >= 0 ? yzt_import_finding_get_first (self->findings->pdata[MIN ((guint) self->cursor, n - 1)]) : NULL;
  if (first != NULL) {
    gtk_widget_grab_focus (first);
  } else if (self->cursor >= 0) {
    gtk_widget_child_focus (GTK_WIDGET (self->expanders[PART_PROBLEMS]), GTK_DIR_TAB_FORWARD);
  }
  self->cursor = -1;
}

static void
add_finding (YztImportResult *self, const YztFinding *finding)
{
  GtkWidget *child = yzt_import_finding_new (self->outcome->plan, finding, self->mends, yzt_session_get_language (self->session));
  g_ptr_array_add (self->findings, child);
  g_signal_connect (child, "said", G_CALLBACK (on_said), self);
  add_row (self, PART_PROBLEMS, child);
  if (yzt_import_finding_get_first (YZT_IMPORT_FINDING (child)) != NULL) { /* Tab goes from cell to cell */
    gtk_widget_set_focusable (gtk_widget_get_ancestor (child, GTK_TYPE_LIST_BOX_ROW), FALSE);
  }
}

/* What stays out first, then what somebody should look at, then what was put right. */
static void
order_findings (YztImportResult *self)
{
  static const YztFindingSeverity order[] = { YZT_FINDING_REJECT, YZT_FINDING_WARNING, YZT_FINDING_CORRECTED };
  const GArray *findings = yzt_import_plan_get_report (self->outcome->plan)->findings;
  for (guint k = 0; k < G_N_ELEMENTS (order); k++) {
    for (guint i = 0; findings != NULL && i < findings->len && self->waiting->len < MOST_ROWS; i++) {
      const YztFinding *finding = &g_array_index (findings, YztFinding, i);
      if (finding->severity == order[k] && finding->reason != NULL) {
        g_ptr_array_add (self->waiting, (gpointer) finding);
      }
    }
  }
}

/* Rows with cells are dear: a few in each frame. */
static gboolean
add_findings (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztImportResult *self = user_data;
  for (guint made = 0; made < FINDINGS_A_FRAME && self->findings->len < self->waiting->len; made++) {
    add_finding (self, self->waiting->pdata[self->findings->len]);
  }
  if (self->cursor >= 0 && (int) self->findings->len > self->cursor) {
    place_cursor (self);
  }
  if (self->findings->len < self->waiting->len) {
    return G_SOURCE_CONTINUE;
  }
  const guint *n = yzt_import_plan_get_report (self->outcome->plan)->n_findings;
  add_more (self, PART_PROBLEMS, n[YZT_FINDING_REJECT] + n[YZT_FINDING_WARNING] + n[YZT_FINDING_CORRECTED]);
  if (self->cursor >= 0) {
    place_cursor (self);
  }
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_tick (YztImportResult *self)
{
  if (self->tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->expanders[PART_PROBLEMS]), self->tick);
    self->tick = 0;
  }
}

static void
fill_findings (YztImportResult *self)
{
  order_findings (self);
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->expanders[PART_PROBLEMS]), add_findings, self, NULL);
}

const YztImportMends *
yzt_import_result_get_mends (YztImportResult *self)
{
  g_return_val_if_fail (YZT_IS_IMPORT_RESULT (self), NULL);
  collect (self);
  return self->mends;
}

void
yzt_import_result_forget_mends (YztImportResult *self)
{
  g_return_if_fail (YZT_IS_IMPORT_RESULT (self));
  yzt_import_result_show (self, NULL);
  yzt_import_mends_free (self->mends);
  self->mends = yzt_import_mends_new ();
}

static void
fill_problems (YztImportResult *self)
{
  if (self->outcome->plan != NULL) {
    fill_findings (self);
    return;
  }
  for (guint i = 0; i < MIN (self->outcome->problems->len, MOST_ROWS); i++) {
    add_text (self, PART_PROBLEMS, self->outcome->problems->pdata[i], NULL);
  }
  add_more (self, PART_PROBLEMS, self->outcome->problems->len);
}

static void
fill_opened (YztImportResult *self)
{
  static void (*const fill[N_PARTS]) (YztImportResult *) = { fill_new, fill_changed, fill_problems };
  for (Part part = PART_NEW; part < N_PARTS; part++) {
    if (self->outcome != NULL && !self->filled[part] && adw_expander_row_get_expanded (self->expanders[part])) {
      self->filled[part] = TRUE;
      fill[part] (self);
    }
  }
}

/* --- what is there --- */

static void
clear (YztImportResult *self)
{
  stop_tick (self);
  g_ptr_array_set_size (self->waiting, 0);
  g_ptr_array_set_size (self->findings, 0);
  for (Part part = PART_NEW; part < N_PARTS; part++) {
    for (guint i = 0; i < self->rows[part]->len; i++) {
      adw_expander_row_remove (self->expanders[part], self->rows[part]->pdata[i]);
    }
    g_ptr_array_set_size (self->rows[part], 0);
    self->filled[part] = FALSE;
  }
}

static void
set_part (YztImportResult *self, Part part, guint n, const char *subtitle)
{
  adw_expander_row_set_subtitle (self->expanders[part], subtitle);
  if (n > 0) {
    yzt_show_in_turn (GTK_WIDGET (self->expanders[part]));
  } else {
    yzt_hide_now (GTK_WIDGET (self->expanders[part]));
  }
}

static void
set_problems (YztImportResult *self)
{
  if (self->outcome->plan == NULL) {
    guint n = self->outcome->problems->len;
    g_autofree char *text = g_strdup_printf (ngettext ("%u sentence", "%u sentences", n), n);
    set_part (self, PART_PROBLEMS, n, text);
    return;
  }
  const guint *n = yzt_import_plan_get_report (self->outcome->plan)->n_findings;
  guint all = n[YZT_FINDING_REJECT] + n[YZT_FINDING_WARNING] + n[YZT_FINDING_CORRECTED];
  g_autofree char *text = g_strdup_printf (_("%u left out · %u to look at · %u put right"), n[YZT_FINDING_REJECT], n[YZT_FINDING_WARNING],
                                           n[YZT_FINDING_CORRECTED]);
  g_autofree char *mended = g_strdup_printf (_("%s · %u mended by you"), text, yzt_import_mends_count (self->mends));
  gtk_widget_set_sensitive (GTK_WIDGET (self->expanders[PART_PROBLEMS]), TRUE);
  set_part (self, PART_PROBLEMS, all, yzt_import_mends_count (self->mends) > 0 ? mended : text);
}

void
yzt_import_result_show (YztImportResult *self, YztImportOutcome *outcome)
{
  g_return_if_fail (YZT_IS_IMPORT_RESULT (self));
  clear (self);
  g_clear_pointer (&self->outcome, yzt_import_outcome_unref);
  self->outcome = outcome != NULL ? yzt_import_outcome_ref (outcome) : NULL;
  if (outcome == NULL) {
    for (Part part = PART_NEW; part < N_PARTS; part++) {
      yzt_hide_now (GTK_WIDGET (self->expanders[part]));
    }
    return;
  }
  guint fresh = outcome->counts[YZT_IMPORT_NEW], changed = outcome->counts[YZT_IMPORT_CHANGED];
  g_autofree char *fresh_text = g_strdup_printf (ngettext ("%u row", "%u rows", fresh), fresh);
  g_autofree char *changed_text = g_strdup_printf (ngettext ("%u row", "%u rows", changed), changed);
  set_part (self, PART_NEW, outcome->plan != NULL ? fresh : 0, fresh_text);
  set_part (self, PART_CHANGED, outcome->plan != NULL ? changed : 0, changed_text);
  set_problems (self);
  fill_opened (self);
}

static void
yzt_import_result_dispose (GObject *object)
{
  YztImportResult *self = YZT_IMPORT_RESULT (object);
  for (Part part = PART_NEW; part < N_PARTS; part++) {
    if (self->expanders[part] != NULL) {
      if (part == PART_PROBLEMS) {
        stop_tick (self);
      }
      g_signal_handlers_disconnect_by_data (self->expanders[part], self);
      self->expanders[part] = NULL;
    }
  }
  g_clear_pointer (&self->outcome, yzt_import_outcome_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_import_result_parent_class)->dispose (object);
}

static void
yzt_import_result_finalize (GObject *object)
{
  YztImportResult *self = YZT_IMPORT_RESULT (object);
  for (Part part = PART_NEW; part < N_PARTS; part++) {
    g_ptr_array_unref (self->rows[part]);
  }
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->findings);
  yzt_import_mends_free (self->mends);
  G_OBJECT_CLASS (yzt_import_result_parent_class)->finalize (object);
}

static void
yzt_import_result_class_init (YztImportResultClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_import_result_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_import_result_finalize;
  signals[MENDED] = g_signal_new ("mended", YZT_TYPE_IMPORT_RESULT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_import_result_init (YztImportResult *self)
{
  for (Part part = PART_NEW; part < N_PARTS; part++) {
    self->rows[part] = g_ptr_array_new ();
  }
  self->mends = yzt_import_mends_new ();
  self->waiting = g_ptr_array_new ();
  self->findings = g_ptr_array_new ();
  self->cursor = -1;
}

YztImportResult *
yzt_import_result_new (AdwExpanderRow *fresh, AdwExpanderRow *changed, AdwExpanderRow *problems, YztSession *session)
{
  YztImportResult *self = g_object_new (YZT_TYPE_IMPORT_RESULT, NULL);
  self->expanders[PART_NEW] = fresh;
  self->expanders[PART_CHANGED] = changed;
  self->expanders[PART_PROBLEMS] = problems;
  self->session = g_object_ref (session);
  for (Part part = PART_NEW; part < N_PARTS; part++) {
    g_signal_connect_swapped (self->expanders[part], "notify::expanded", G_CALLBACK (fill_opened), self);
  }
  return self;
}
