/* yzt-plan-record.c: the life of a plan: its state and papers, reviews, drills and notes, and the next step as a small form
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-record.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-edits.h"
#include "yzt-field-editor.h"
#include "yzt-plan-chips.h"
#include "yzt-plan-revision.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define FIELDS_MAX 8
#define MOST_SHOWN 40

/* From drafting to revision (plans.md §2, §3): what each step asks for, what it writes. */
static const struct {
  const char *name, *label, *state;       /* state of the plan after it, NULL: as before */
  const char *plan_fields[FIELDS_MAX];
  const char *child, *child_state;        /* kind of the record that is kept of it */
  const char *child_fields[FIELDS_MAX];
  const char *day, *plan_day;             /* the record's day is the plan's too */
} steps[] = {
  { "send", N_("Send to Review"), "in-review", { NULL }, NULL, NULL, { NULL }, NULL, NULL },
  { "review", N_("Record a Review…"), NULL, { NULL }, "plan-review", NULL, { "name", "review_kind", "held", "experts", "opinion", "result" }, "held", "reviewed" },
  { "issue", N_("Issue…"), "issued", { "issued", "number", "version", "signed_by", "effective", "expires" }, NULL, NULL, { NULL }, NULL, NULL },
  { "file", N_("File…"), "filed", { "filed_no", "filed_on", "filed_with" }, NULL, NULL, { NULL }, NULL, NULL },
  { "drill", N_("Record a Drill…"), NULL, { NULL }, "drill", "held", { "name", "drill_kind", "held", "participants", "participant_units", "evaluation", "findings", "revise" },
    "held", "drilled" },
  { "revise", N_("Begin Revision"), "revising", { NULL }, NULL, NULL, { NULL }, NULL, NULL },
  { "withdraw", N_("Withdraw"), "withdrawn", { NULL }, NULL, NULL, { NULL }, NULL, NULL },
  { "note", N_("Add a Note…"), NULL, { NULL }, "plan-note", NULL, { "name" }, NULL, NULL },
};

struct _YztPlanRecord {
  GtkWidget parent_instance;
  GtkWidget *scroller, *buttons, *content;
  YztSession *session;
  GCancellable *cancellable;
  YztFeature *feature;
  gint64 fid;
  char *section, *quote;
  guint position, page;
  char *wanted_step;
};
G_DEFINE_FINAL_TYPE (YztPlanRecord, yzt_plan_record, GTK_TYPE_WIDGET)

/* --- a step as a form --- */

typedef struct {
  YztPlanRecord *self;
  guint step;
  YztRow *plan;
  GtkWindow *window;
  GPtrArray *editors;   /* YztFieldEditor, of the plan's fields, then of the record's; not owned */
  guint n_plan;
} Form;

static void
form_free (Form *form)
{
  g_object_unref (form->self);
  yzt_row_free (form->plan);
  g_ptr_array_unref (form->editors);
  g_free (form);
}

static void
set_cell (YztEdits *edits, const YztRow *row, const char *field, const YztCell *value)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  if (index >= 0) {
    yzt_edits_set_cell (edits, row->kind, row->fid, (guint) index, NULL, value);
  }
}

static void
set_text (YztRow *row, const char *field, const char *text)
{
  if (text != NULL && *text != '\0' && yzt_kind_get_field_index (row->kind, field) >= 0) {
    yzt_row_set_text (row, field, text);
  }
}

static void
fill_note (YztPlanRecord *self, YztRow *note)
{
  g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (yzt_session_get_clock (self->session)) / 1000 * 1000);
  const YztCell position = { .type = YZT_CELL_INTEGER, .v.integer = self->position }, page = { .type = YZT_CELL_INTEGER, .v.integer = self->page };
  set_text (note, "section", self->section);
  set_text (note, "quote", self->quote);
  set_text (note, "person", yzt_session_get_author (self->session));
  set_text (note, "noted_utc", now);
  yzt_row_set (note, "position", &position);
  if (self->page > 0) {
    yzt_row_set (note, "page", &page);
  }
}

/* What was planned for the year is what is held now: the earliest of it. */
static const YztRow *
find_planned (YztPlanRecord *self, const char *kind_id)
{
  const YztRow *best = NULL;
  for (guint i = 0; i < self->feature->children->len; i++) {
    const YztRow *row = self->feature->children->pdata[i];
    gboolean is_one = g_str_equal (yzt_kind_get_id (row->kind), kind_id) && g_strcmp0 (yzt_row_get_text (row, "state"), "planned") == 0;
    if (is_one && (best == NULL || g_strcmp0 (yzt_row_get_text (row, "planned"), yzt_row_get_text (best, "planned")) < 0)) {
      best = row;
    }
  }
  return best;
}

static void
put_changes (YztEdits *edits, const YztRow *before, const YztRow *after)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (after->kind); i++) {
    if (!yzt_cell_equal (&before->cells[i], &after->cells[i])) {
      yzt_edits_set_cell (edits, after->kind, after->fid, i, &before->cells[i], &after->cells[i]);
    }
  }
}

/* FALSE: something that was typed is not possible, and says so beside it. */
static gboolean
add_record (Form *form, YztEdits *edits)
{
  YztPlanRecord *self = form->self;
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), steps[form->step].child);
  const YztRow *planned = steps[form->step].child_state != NULL ? find_planned (self, steps[form->step].child) : NULL;
  g_autoptr (YztRow) row = planned != NULL ? yzt_row_copy (planned) : yzt_row_new (kind);
  row->owner_fid = form->plan->fid;
  for (guint i = form->n_plan; i < form->editors->len; i++) {
    YztCell cell = { YZT_CELL_NULL };
    const char *name = yzt_field_get_name (yzt_field_editor_get_field (form->editors->pdata[i]));
    if (!yzt_field_editor_get_cell (form->editors->pdata[i], &cell)) {
      return FALSE;
    }
    if (g_strcmp0 (name, steps[form->step].day) == 0) {
      set_cell (edits, form->plan, steps[form->step].plan_day, &cell);
    }
    yzt_row_set (row, name, &cell);
    yzt_cell_clear (&cell);
  }
  if (steps[form->step].child_state != NULL) {
    yzt_row_set_text (row, "state", steps[form->step].child_state);
  }
  if (g_str_equal (steps[form->step].name, "note")) {
    fill_note (self, row);
  }
  if (planned != NULL) {
    put_changes (edits, planned, row);
  } else {
    yzt_edits_insert (edits, row);
  }
  return TRUE;
}

static YztEdits *
edits_of (Form *form)
{
  const char *name = yzt_row_get_text (form->plan, "name");
  /* Translators: in the journal: a step in the life of a plan, and its name. */
  g_autofree char *label = g_strdup_printf (_("%s: plan “%s”"), _(steps[form->step].label), name != NULL ? name : "");
  g_autoptr (YztEdits) edits = yzt_edits_new (label);
  for (guint i = 0; i < form->n_plan; i++) {
    YztCell cell = { YZT_CELL_NULL };
    if (!yzt_field_editor_get_cell (form->editors->pdata[i], &cell)) {
      return NULL;
    }
    set_cell (edits, form->plan, yzt_field_get_name (yzt_field_editor_get_field (form->editors->pdata[i])), &cell);
    yzt_cell_clear (&cell);
  }
  if (steps[form->step].child != NULL && !add_record (form, edits)) {
    return NULL;
  }
  if (steps[form->step].state != NULL) {
    YztCell state = yzt_cell_text (steps[form->step].state);
    set_cell (edits, form->plan, "state", &state);
    yzt_cell_clear (&state);
  }
  return g_steal_pointer (&edits);
}

static void
on_save (GtkButton *button, Form *form)
{
  yzt_watchdog_action ("plan-step");
  YztEdits *edits = edits_of (form);
  if (edits != NULL) {
    yzt_session_write_edits_async (form->self->session, edits, NULL, NULL);
    gtk_window_close (form->window);
  }
}

static void
add_editor (Form *form, GtkWidget *box, YztKind *kind, const char *name, const YztCell *cell)
{
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, name) : NULL;
  if (field != NULL) {
    GtkWidget *editor = yzt_field_editor_new (field, cell, form->self->session);
    g_ptr_array_add (form->editors, editor);
    gtk_box_append (GTK_BOX (box), editor);
  }
}

static void
fill_form (Form *form, GtkWidget *box)
{
  g_autofree char *day = yzt_plan_today (form->self->session);
  YztKind *child = steps[form->step].child != NULL ? yzt_kind_set_find (yzt_session_get_kinds (form->self->session), steps[form->step].child) : NULL;
  for (guint i = 0; i < FIELDS_MAX && steps[form->step].plan_fields[i] != NULL; i++) {
    int index = yzt_kind_get_field_index (form->plan->kind, steps[form->step].plan_fields[i]);
    if (index >= 0) {
      add_editor (form, box, form->plan->kind, steps[form->step].plan_fields[i], &form->plan->cells[index]);
    }
  }
  form->n_plan = form->editors->len;
  for (guint i = 0; i < FIELDS_MAX && steps[form->step].child_fields[i] != NULL; i++) {
    const char *name = steps[form->step].child_fields[i];
    gboolean is_day = g_strcmp0 (name, steps[form->step].day) == 0, titled = g_str_equal (name, "name") && !g_str_equal (steps[form->step].name, "note");
    YztCell cell = is_day ? yzt_cell_text (day) : titled ? yzt_cell_text (child != NULL ? yzt_kind_get_label (child, yzt_session_get_language (form->self->session)) : "")
                                                : (YztCell) { YZT_CELL_NULL };
    add_editor (form, box, child, name, &cell);
    yzt_cell_clear (&cell);
  }
}

static void
open_form (YztPlanRecord *self, guint step)
{
  Form *form = g_new0 (Form, 1);
  form->self = g_object_ref (self);
  form->step = step;
  form->plan = yzt_row_copy (self->feature->row);
  form->editors = g_ptr_array_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *save = gtk_button_new_with_label (_("Save"));
  form->window = g_object_new (ADW_TYPE_WINDOW, "title", _(steps[step].label), "modal", TRUE, "transient-for", gtk_widget_get_root (GTK_WIDGET (self)),
                               "default-width", 440, "default-height", 560, NULL);
  fill_form (form, box);
  gtk_widget_add_css_class (box, "dialog-body");
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect (save, "clicked", G_CALLBACK (on_save), form);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), save);
  GtkWidget *scroller = yzt_ui_scroller (box);
  gtk_box_append (GTK_BOX (outer), bar);
  gtk_box_append (GTK_BOX (outer), scroller);
  adw_window_set_content (ADW_WINDOW (form->window), outer);
  gtk_window_set_default_widget (form->window, save);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK), gtk_named_action_new ("default.activate")));
  gtk_widget_add_controller (GTK_WIDGET (form->window), shortcuts);
  g_object_set_data_full (G_OBJECT (form->window), "form", form, (GDestroyNotify) form_free);
  gtk_window_present (form->window);
}

void
yzt_plan_record_take_step (YztPlanRecord *self, const char *step)
{
  g_return_if_fail (YZT_IS_PLAN_RECORD (self));
  if (self->feature == NULL) {
    g_free (self->wanted_step);
    self->wanted_step = g_strdup (step); /* taken once the plan is read */
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!g_str_equal (steps[i].name, step)) {
      continue;
    }
    if (steps[i].child != NULL || steps[i].plan_fields[0] != NULL) {
      open_form (self, i);
      return;
    }
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    Form form = { .self = self, .step = i, .plan = self->feature->row, .editors = none };
    yzt_session_write_edits_async (self->session, edits_of (&form), NULL, NULL);
  }
}

/* --- what is kept --- */

static void
on_step (GtkButton *button, YztPlanRecord *self)
{
  yzt_watchdog_action ("plan-step");
  yzt_plan_record_take_step (self, g_object_get_data (G_OBJECT (button), "step"));
}

static char *
words_of (YztPlanRecord *self, const YztRow *row, const char *const *fields)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; fields[i] != NULL; i++) {
    int index = yzt_kind_get_field_index (row->kind, fields[i]);
    if (index >= 0 && row->cells[index].type != YZT_CELL_NULL) {
      const YztField *field = yzt_kind_find_field (row->kind, fields[i]);
      g_autofree char *value = yzt_field_format (field, &row->cells[index], yzt_session_get_language (self->session), yzt_session_get_time_zone (self->session));
      g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "", yzt_field_get_label (field, yzt_session_get_language (self->session)), value);
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
add_words (YztPlanRecord *self, const char *title, const char *words)
{
  GtkWidget *head = yzt_ui_label (title, "row-title"), *label = yzt_ui_label (words, "second-line number");
  gtk_label_set_wrap (GTK_LABEL (head), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (self->content), head);
  if (*words != '\0') {
    gtk_box_append (GTK_BOX (self->content), label);
  }
}

static void
on_note (GtkButton *button, YztPlanRecord *self)
{
  g_signal_emit_by_name (self, "section-wanted", g_object_get_data (G_OBJECT (button), "section"));
}

/* --- what somebody proposed to change --- */

static const YztRow *
find_child (YztPlanRecord *self, const char *kind_id, gint64 fid)
{
  for (guint i = 0; self->feature != NULL && i < self->feature->children->len; i++) {
    const YztRow *row = self->feature->children->pdata[i];
    if (row->fid == fid && g_str_equal (yzt_kind_get_id (row->kind), kind_id)) {
      return row;
    }
  }
  return NULL;
}

static void
on_decide (GtkButton *button, YztPlanRecord *self)
{
  const gint64 *fid = g_object_get_data (G_OBJECT (button), "revision");
  const YztRow *revision = find_child (self, "plan-revision", *fid);
  yzt_watchdog_action ("plan-revision");
  if (revision != NULL) {
    yzt_session_write_edits_async (self->session, yzt_plan_revision_decide (self->feature->row, revision, g_object_get_data (G_OBJECT (button), "take") != NULL,
                                                                            yzt_session_get_author (self->session), yzt_clock_now_ms (yzt_session_get_clock (self->session))), NULL, NULL);
  }
}

static void
on_incident (GtkButton *button, YztPlanRecord *self)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
  if (kind >= 0) {
    g_signal_emit_by_name (self, "thing-wanted", kind, *(const gint64 *) g_object_get_data (G_OBJECT (button), "incident"));
  }
}

static GtkWidget *
add_chip (GtkWidget *line, const char *label, const char *name, gint64 fid)
{
  GtkWidget *chip = gtk_button_new_with_label (label);
  gtk_widget_add_css_class (chip, "chip");
  g_object_set_data_full (G_OBJECT (chip), name, g_memdup2 (&fid, sizeof fid), g_free);
  gtk_box_append (GTK_BOX (line), chip);
  return chip;
}

/* "Take Up", "Refuse" while it waits; the incident that it comes from. */
static void
add_revision_chips (YztPlanRecord *self, const YztRow *row)
{
  const char *incident = yzt_kind_get_field_index (row->kind, "incident") >= 0 ? yzt_row_get_text (row, "incident") : NULL;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  if (yzt_plan_revision_is_open (row) && !yzt_session_is_read_only (self->session)) {
    GtkWidget *take = add_chip (line, _("Take Up"), "revision", row->fid), *refuse = add_chip (line, _("Refuse"), "revision", row->fid);
    g_object_set_data (G_OBJECT (take), "take", take);
    gtk_widget_set_tooltip_text (take, _("The plan is being revised from now on"));
    g_signal_connect_object (take, "clicked", G_CALLBACK (on_decide), self, 0);
    g_signal_connect_object (refuse, "clicked", G_CALLBACK (on_decide), self, 0);
  }
  if (incident != NULL && g_str_has_prefix (incident, "incident/")) {
    GtkWidget *show = add_chip (line, _("Show the Incident"), "incident", g_ascii_strtoll (incident + strlen ("incident/"), NULL, 10));
    g_signal_connect_object (show, "clicked", G_CALLBACK (on_incident), self, 0);
  }
  gtk_box_append (GTK_BOX (self->content), line);
}

static void
fill (YztPlanRecord *self)
{
  static const char *const kinds[] = { "plan-revision", "plan-review", "drill", "plan-note" };
  static const char *const papers[] = { "state", "issued", "number", "version", "signed_by", "reviewed", "effective", "expires", "filed_no", "filed_on", "filed_with",
                                        "assessed", "drilled", "review_due", "drill_due", NULL };
  static const char *const facts[] = { "review_kind", "drill_kind", "state", "planned", "held", "experts", "opinion", "result", "place", "participants", "evaluation", "findings",
                                       "revise", "reason", "section", "page", "quote", "person", "noted_utc", "proposed_by", "proposed_utc", "decided_by",
                                       "decided_utc", NULL };
  const char *language = yzt_session_get_language (self->session);
  g_autofree char *state = words_of (self, self->feature->row, papers);
  guint n = 0;
  yzt_ui_clear_children (self->content);
  add_words (self, _("Papers"), state);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    for (guint i = 0; i < self->feature->children->len && n < MOST_SHOWN; i++) {
      const YztRow *row = self->feature->children->pdata[i];
      const char *name = yzt_row_get_text (row, "name");
      if (!g_str_equal (yzt_kind_get_id (row->kind), kinds[k])) {
        continue;
      }
      g_autofree char *words = words_of (self, row, facts);
      g_autofree char *title = g_strdup_printf ("%s · %s", yzt_kind_get_label (row->kind, language), name != NULL ? name : "");
      add_words (self, title, words);
      if (g_str_equal (kinds[k], "plan-revision")) {
        add_revision_chips (self, row);
      }
      const char *section = yzt_kind_get_field_index (row->kind, "section") >= 0 ? yzt_row_get_text (row, "section") : NULL;
      if (section != NULL && *section != '\0') {
        GtkWidget *read = gtk_button_new_with_label (_("Read it in its section"));
        gtk_widget_add_css_class (read, "chip");
        gtk_widget_set_halign (read, GTK_ALIGN_START);
        g_object_set_data_full (G_OBJECT (read), "section", g_strdup (section), g_free);
        g_signal_connect_object (read, "clicked", G_CALLBACK (on_note), self, 0);
        gtk_box_append (GTK_BOX (self->content), read);
      }
      n++;
    }
  }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanRecord) self = user_data;
  YztFeature *feature = yzt_session_load_feature_finish (YZT_SESSION (source), result, NULL);
  if (feature == NULL || self->session == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable) {
    yzt_feature_free (feature);
    return;
  }
  g_clear_pointer (&self->feature, yzt_feature_free);
  self->feature = feature;
  gtk_widget_set_sensitive (self->buttons, !yzt_session_is_read_only (self->session));
  fill (self);
  g_autofree char *step = g_steal_pointer (&self->wanted_step);
  if (step != NULL) {
    yzt_plan_record_take_step (self, step);
  }
}

static void
load (YztPlanRecord *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  int kind = self->session != NULL ? yzt_kind_set_index (yzt_session_get_kinds (self->session), "plan") : -1;
  if (self->fid > 0 && kind >= 0) {
    self->cancellable = g_cancellable_new ();
    yzt_session_load_feature_async (self->session, (guint) kind, self->fid, self->cancellable, on_loaded, g_object_ref (self));
  }
}

void
yzt_plan_record_show (YztPlanRecord *self, YztSession *session, gint64 plan_fid)
{
  g_return_if_fail (YZT_IS_PLAN_RECORD (self));
  if (self->session != session && self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  if (self->session != session && session != NULL) {
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  }
  g_set_object (&self->session, session);
  g_clear_pointer (&self->feature, yzt_feature_free);
  yzt_ui_clear_children (self->content);
  self->fid = plan_fid;
  load (self);
}

void
yzt_plan_record_set_place (YztPlanRecord *self, const char *section, guint position, guint page, const char *quote)
{
  g_return_if_fail (YZT_IS_PLAN_RECORD (self));
  g_free (self->section);
  g_free (self->quote);
  self->section = g_strdup (section);
  self->quote = quote != NULL ? yzt_text_shorten (quote, 240) : NULL;
  self->position = position;
  self->page = page;
}

const YztFeature *
yzt_plan_record_get_feature (YztPlanRecord *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_RECORD (self), NULL);
  return self->feature;
}

/* --- life --- */

static void
yzt_plan_record_dispose (GObject *object)
{
  YztPlanRecord *self = YZT_PLAN_RECORD (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_plan_record_parent_class)->dispose (object);
}

static void
yzt_plan_record_finalize (GObject *object)
{
  YztPlanRecord *self = YZT_PLAN_RECORD (object);
  g_clear_pointer (&self->feature, yzt_feature_free);
  g_free (self->section);
  g_free (self->quote);
  g_free (self->wanted_step);
  G_OBJECT_CLASS (yzt_plan_record_parent_class)->finalize (object);
}

static void
yzt_plan_record_class_init (YztPlanRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_record_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_record_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("thing-wanted", YZT_TYPE_PLAN_RECORD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  g_signal_new ("section-wanted", YZT_TYPE_PLAN_RECORD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_plan_record_init (YztPlanRecord *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->scroller = gtk_scrolled_window_new ();
  self->buttons = gtk_flow_box_new ();
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->buttons), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (self->buttons), 3);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    GtkWidget *button = gtk_button_new_with_label (_(steps[i].label));
    g_object_set_data (G_OBJECT (button), "step", (gpointer) steps[i].name);
    g_signal_connect_object (button, "clicked", G_CALLBACK (on_step), self, 0);
    gtk_flow_box_insert (GTK_FLOW_BOX (self->buttons), button, -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
  gtk_box_append (GTK_BOX (box), self->buttons);
  gtk_box_append (GTK_BOX (box), self->content);
  gtk_widget_add_css_class (box, "panel-body");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}
