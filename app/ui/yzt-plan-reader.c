/* yzt-plan-reader.c: one plan beside the map: outline, text or original pages, standard sections
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-plan-reader-private.h"
#include "yzt-plan-structure.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

G_DEFINE_FINAL_TYPE (YztPlanReader, yzt_plan_reader, GTK_TYPE_WIDGET)

enum { SAID, THING_ACTIVATED, LOADED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
yzt_plan_reader_say (YztPlanReader *self, const char *sentence)
{
  g_signal_emit (self, signals[SAID], 0, sentence);
}

/* --- outline --- */

static void
set_up_row (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = yzt_ui_label ("", NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *item, YztPlanReader *self)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  guint position = gtk_list_item_get_position (item);
  const char *heading = gtk_string_object_get_string (gtk_list_item_get_item (item));
  guint depth = 0;
  if (self->copy != NULL && position < self->outline_parts->len) {
    depth = g_array_index (self->copy->sections, YztPlanShown, g_array_index (self->outline_parts, guint, position)).depth;
  }
  gtk_label_set_text (GTK_LABEL (label), heading);
  yzt_ui_set_tip (label, heading);
  gtk_widget_set_margin_start (label, depth > 1 ? (int) MIN (depth - 1, 4) * 12 : 0);
  if (depth > 1) {
    gtk_widget_remove_css_class (label, "outline-chapter");
  } else {
    gtk_widget_add_css_class (label, "outline-chapter");
  }
}

static void
fill_outline (YztPlanReader *self)
{
  g_autoptr (GPtrArray) headings = g_ptr_array_new ();
  g_array_set_size (self->outline_parts, 0);
  for (guint i = 0; i < self->copy->sections->len; i++) {
    const YztPlanShown *section = &g_array_index (self->copy->sections, YztPlanShown, i);
    if (!section->goes_on) {
      g_array_append_val (self->outline_parts, i);
      g_ptr_array_add (headings, *section->heading != '\0' ? section->heading : (gpointer) _("Preface"));
    }
  }
  g_ptr_array_add (headings, NULL);
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (gtk_string_list_new ((const char *const *) headings->pdata)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_list_view_set_model (self->outline, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* The row of the part, or of the first part of its section. */
static guint
outline_row_of (YztPlanReader *self, guint section)
{
  guint low = 0, high = self->outline_parts->len;
  while (low + 1 < high) {
    guint middle = (low + high) / 2;
    if (g_array_index (self->outline_parts, guint, middle) <= section) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

static void
on_section_changed (YztPlanReader *self, guint section)
{
  GtkSelectionModel *selection = gtk_list_view_get_model (self->outline);
  if (selection == NULL || self->outline_parts->len == 0) {
    return;
  }
  guint row = outline_row_of (self, section);
  gtk_selection_model_select_item (selection, row, TRUE);
  if (gtk_revealer_get_reveal_child (self->outline_revealer)) {
    gtk_widget_activate_action (GTK_WIDGET (self->outline), "list.scroll-to-item", "u", row);
  }
}

static void
go_to_section (YztPlanReader *self, guint section)
{
  yzt_plan_scroll_go_to (self->scroll, section, 0, 0);
  if (yzt_plan_reader_shows_pages (self)) {
    yzt_plan_reader_show_page_of (self, section, 0);
  }
}

static void
on_outline_activated (GtkListView *outline, guint position, YztPlanReader *self)
{
  yzt_watchdog_action ("outline");
  if (position < self->outline_parts->len) {
    go_to_section (self, g_array_index (self->outline_parts, guint, position));
  }
}

/* --- standard sections --- */

static void
on_topic (GtkButton *button, YztPlanReader *self)
{
  yzt_watchdog_action ("topic");
  go_to_section (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "section")));
}

static void
fill_topics (YztPlanReader *self)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self->topics)); cell != NULL; cell = gtk_widget_get_first_child (GTK_WIDGET (self->topics))) {
    gtk_flow_box_remove (self->topics, cell);
  }
  for (guint i = 0; i < yzt_plan_topic_get_n (); i++) {
    if (self->copy->topics[i] < 0) {
      continue;
    }
    GtkWidget *button = gtk_button_new_with_label (yzt_plan_topic_get_label (i, yzt_session_get_language (self->session)));
    const YztPlanShown *section = &g_array_index (self->copy->sections, YztPlanShown, self->copy->topics[i]);
    gtk_widget_add_css_class (button, "chip");
    yzt_ui_set_tip (button, section->heading);
    g_object_set_data (G_OBJECT (button), "section", GUINT_TO_POINTER ((guint) self->copy->topics[i]));
    g_signal_connect_object (button, "clicked", G_CALLBACK (on_topic), self, 0);
    gtk_flow_box_insert (self->topics, button, -1);
    /* The button has the focus, not the cell round it: one Tab each. */
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->topics), gtk_widget_get_first_child (GTK_WIDGET (self->topics)) != NULL);
}

/* --- opening --- */

typedef struct {
  YztPlanReader *self;
  guint load;
} Marking;

static void
on_things (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Marking *marking = user_data;
  g_autoptr (YztPlanReader) self = marking->self;
  g_autoptr (GArray) marks = yzt_plan_mark_things_finish (YZT_SESSION (source), result, NULL);
  if (marks != NULL && self->copy != NULL && self->n_loads == marking->load) {
    yzt_watchdog_background ("things-of-plan");
    yzt_plan_copy_set_marks (self->copy, g_steal_pointer (&marks));
    yzt_plan_scroll_mark_again (self->scroll);
    yzt_plan_reader_list_marks (self);
  }
}

static void
show_no_text (YztPlanReader *self, const GError *error)
{
  gboolean pictures = error == NULL;
  adw_status_page_set_description (self->failed, pictures ? _("Its pages are pictures, or no text of it is kept: look at the original.") : yzt_ui_error_text (error));
  gtk_stack_set_visible_child_name (self->text_stack, "failed");
  gtk_widget_set_visible (GTK_WIDGET (self->topics), FALSE);
  if (pictures) {
    gtk_stack_set_visible_child_name (self->parts, "original");
  }
}

/* The text first, then what stands round it, one a frame. */
static gboolean
fill_next_list (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  yzt_watchdog_background ("lists-of-plan");
  if (self->copy != NULL && self->filled_lists == 0) {
    fill_topics (self);
  } else if (self->copy != NULL && self->filled_lists == 1) {
    fill_outline (self);
    on_section_changed (self, yzt_plan_scroll_get_section (self->scroll));
  } else if (self->copy != NULL && self->filled_lists == 2) {
    yzt_plan_reader_list_marks (self);
  }
  if (++self->filled_lists < 3) {
    return G_SOURCE_CONTINUE;
  }
  self->filler = 0;
  return G_SOURCE_REMOVE;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanCopy) copy = yzt_plan_open_text_finish (YZT_SESSION (source), result, &error);
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->session == NULL) {
    return;
  }
  if (copy == NULL || copy->sections->len == 0) {
    show_no_text (self, error);
    return;
  }
  yzt_watchdog_action ("plan-opened");
  self->copy = g_steal_pointer (&copy);
  guint section = yzt_plan_copy_section (self->copy, self->path, self->origin);
  yzt_plan_scroll_set_copy (self->scroll, self->copy);
  gtk_stack_set_visible_child_name (self->text_stack, "text");
  yzt_plan_reader_mark (self, self->words, section);
  const YztPlanPassage *hit = self->hits->len > 0 ? &g_array_index (self->hits, YztPlanPassage, self->hit) : NULL;
  gboolean hit_here = hit != NULL && g_array_index (self->copy->sections, YztPlanShown, hit->section).origin
                                     == g_array_index (self->copy->sections, YztPlanShown, section).origin;
  yzt_plan_scroll_go_to (self->scroll, hit_here ? hit->section : section, hit_here ? hit->from : 0, hit_here ? hit->to : 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->scroll));
  self->filled_lists = 0;
  if (self->filler == 0) {
    self->filler = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_next_list, NULL, NULL);
  }
  Marking *marking = g_new0 (Marking, 1);
  *marking = (Marking) { g_object_ref (self), self->n_loads };
  yzt_plan_mark_things_async (self->session, self->copy, NULL, on_things, marking);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
forget_plan (YztPlanReader *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->n_loads++;
  self->fid = 0;
  yzt_plan_scroll_set_copy (self->scroll, NULL);
  yzt_plan_sheets_set_pages (self->sheets, NULL);
  yzt_plan_response_show (self->response, NULL, 0);
  yzt_plan_record_show (self->record, NULL, 0);
  gtk_list_view_set_model (self->outline, NULL);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->copy, yzt_plan_copy_unref);
  g_clear_pointer (&self->original, yzt_plan_original_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);
  self->asked_original = FALSE;
  self->hit = 0;
}

void
yzt_plan_reader_open (YztPlanReader *self, YztPlan *plan, const char *words)
{
  g_return_if_fail (YZT_IS_PLAN_READER (self));
  g_return_if_fail (self->session != NULL && YZT_IS_PLAN (plan));
  g_autofree char *subtitle = NULL;
  g_autofree char *kept_words = g_strdup (words != NULL ? words : "");
  const char *reason = yzt_plan_get_reason (plan);
  g_object_get (plan, "subtitle", &subtitle, NULL);
  forget_plan (self);
  self->fid = yzt_plan_get_fid (plan);
  self->name = g_strdup (yzt_plan_get_title (plan));
  self->path = g_strdup (yzt_plan_get_section (plan));
  self->origin = yzt_plan_get_section_index (plan);
  self->cancellable = g_cancellable_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->find), kept_words); /* which first says that it is empty */
  g_free (self->words);
  self->words = g_steal_pointer (&kept_words);
  gtk_search_bar_set_search_mode (self->search_bar, *self->words != '\0');
  gtk_label_set_text (self->title, self->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), self->name);
  g_autofree char *second = *reason != '\0' && subtitle != NULL && *subtitle != '\0' ? g_strdup_printf ("%s · %s", reason, subtitle)
                                                                                    : g_strdup (*reason != '\0' ? reason : subtitle != NULL ? subtitle : "");
  gtk_label_set_text (self->second, second);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->second), second);
  gtk_widget_set_visible (GTK_WIDGET (self->second), *second != '\0');
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->text_stack), "text") != 0) {
    gtk_stack_set_visible_child_name (self->text_stack, "loading");
  }
  gtk_stack_set_visible_child_name (self->parts, "text");
  yzt_plan_open_text_async (self->session, self->fid, self->cancellable, on_text, g_object_ref (self));
}

void
yzt_plan_reader_set_session (YztPlanReader *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_PLAN_READER (self));
  forget_plan (self);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_func (self->session, yzt_plan_reader_load_notes, self);
  }
  g_set_object (&self->session, session);
  if (session != NULL) {
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (yzt_plan_reader_load_notes), self, G_CONNECT_SWAPPED);
  }
}

/* --- parts --- */

static void
on_part_shown (YztPlanReader *self)
{
  if (self->session != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "original") == 0) {
    yzt_watchdog_action ("plan-original");
    yzt_plan_reader_need_original (self);
    gtk_widget_grab_focus (GTK_WIDGET (self->sheets));
  } else if (self->session != NULL && self->fid > 0 && g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "response") == 0) {
    yzt_watchdog_action ("plan-response");
    yzt_plan_response_show (self->response, self->session, self->fid);
  } else if (self->session != NULL && self->fid > 0 && g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "record") == 0) {
    yzt_watchdog_action ("plan-record");
    yzt_plan_record_show (self->record, self->session, self->fid);
  }
}

/* A note on the place where one stands: section, page when the pages are in sight, the words that are marked. */
static void
action_note (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  gboolean pages = yzt_plan_reader_shows_pages (self);
  guint part = yzt_plan_scroll_get_section (self->scroll);
  const YztPlanShown *section = self->copy != NULL && part < self->copy->sections->len ? &g_array_index (self->copy->sections, YztPlanShown, part) : NULL;
  g_autofree char *quote = pages ? yzt_plan_sheets_get_marked (self->sheets) : yzt_plan_scroll_get_marked (self->scroll);
  yzt_plan_record_set_place (self->record, section != NULL ? section->path : NULL, section != NULL ? section->origin : 0,
                             pages ? yzt_plan_sheets_get_page (self->sheets) + 1 : 0, quote);
  gtk_stack_set_visible_child_name (self->parts, "record");
  yzt_plan_record_take_step (self->record, "note");
}

static void
on_response_said (YztPlanReader *self, const char *sentence)
{
  yzt_plan_reader_say (self, sentence);
}

static void
on_thing_wanted (YztPlanReader *self, int kind, gint64 fid)
{
  g_signal_emit (self, signals[THING_ACTIVATED], 0, kind, fid);
}

static void
on_section_wanted (YztPlanReader *self, const char *path)
{
  if (self->copy != NULL) {
    gtk_stack_set_visible_child_name (self->parts, "text");
    go_to_section (self, yzt_plan_copy_section (self->copy, path, 0));
  }
}

void
yzt_plan_reader_show_part (YztPlanReader *self, const char *name)
{
  g_return_if_fail (YZT_IS_PLAN_READER (self));
  gtk_stack_set_visible_child_name (self->parts, name);
}

static void
on_page_changed (YztPlanReader *self, guint page)
{
  guint n = self->original != NULL && self->original->pages != NULL ? yzt_plan_pages_get_n (self->original->pages) : 0;
  g_autofree char *text = n > 0 ? g_strdup_printf (_("Page %u of %u"), page + 1, n) : g_strdup ("");
  gtk_label_set_text (self->page_number, text);
  gtk_widget_set_visible (GTK_WIDGET (self->page_number), n > 0);
}

static void
on_mark_activated (YztPlanReader *self, guint mark, double x, double y)
{
  yzt_plan_reader_on_mark (self, mark, x, y);
}

static void
on_find_changed (YztPlanReader *self)
{
  yzt_plan_reader_on_find_changed (self);
}

static void
on_next (YztPlanReader *self)
{
  yzt_plan_reader_step (self, 1);
}

static void
on_previous (YztPlanReader *self)
{
  yzt_plan_reader_step (self, -1);
}

/* The bar folds away with the focus in it; Esc would then be pressed into the void. */
static void
on_find_folded (YztPlanReader *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar) && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    gtk_widget_grab_focus (yzt_plan_reader_shows_pages (self) ? GTK_WIDGET (self->sheets) : GTK_WIDGET (self->scroll));
  }
}

static void
action_outline (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  gboolean reveal = !gtk_revealer_get_reveal_child (self->outline_revealer);
  gtk_revealer_set_reveal_child (self->outline_revealer, reveal);
  if (reveal) {
    gtk_widget_grab_focus (GTK_WIDGET (self->outline));
  }
}

/* Alt+Page Down, Alt+Page Up: the next section, the one before; with Ctrl the text view has them. */
static void
action_section (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlanReader *self = YZT_PLAN_READER (widget);
  if (self->copy == NULL) {
    return;
  }
  guint row = outline_row_of (self, yzt_plan_scroll_get_section (self->scroll));
  int wanted = (int) row + g_variant_get_int32 (parameter);
  if (wanted >= 0 && wanted < (int) self->outline_parts->len) {
    go_to_section (self, g_array_index (self->outline_parts, guint, wanted));
  }
}

/* --- for tests --- */

gint64
yzt_plan_reader_get_plan (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), 0);
  return self->fid;
}

YztPlanScroll *
yzt_plan_reader_get_scroll (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), NULL);
  return self->scroll;
}

YztPlanSheets *
yzt_plan_reader_get_sheets (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), NULL);
  return self->sheets;
}

const YztPlanCopy *
yzt_plan_reader_get_copy (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), NULL);
  return self->copy;
}

YztPlanRecord *
yzt_plan_reader_get_record (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), NULL);
  return self->record;
}

YztPlanResponse *
yzt_plan_reader_get_response (YztPlanReader *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_READER (self), NULL);
  return self->response;
}

void
yzt_plan_reader_get_hit (YztPlanReader *self, guint *hit_out, guint *n_out)
{
  g_return_if_fail (YZT_IS_PLAN_READER (self));
  *n_out = self->hits != NULL ? self->hits->len : 0;
  *hit_out = *n_out > 0 ? self->hit + 1 : 0;
}

/* --- life --- */

static void
yzt_plan_reader_dispose (GObject *object)
{
  YztPlanReader *self = YZT_PLAN_READER (object);
  if (self->scroll != NULL) {
    forget_plan (self);
  }
  g_clear_object (&self->session);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_PLAN_READER);
  G_OBJECT_CLASS (yzt_plan_reader_parent_class)->dispose (object);
}

static void
yzt_plan_reader_finalize (GObject *object)
{
  YztPlanReader *self = YZT_PLAN_READER (object);
  g_clear_pointer (&self->outline_parts, g_array_unref);
  g_free (self->words);
  G_OBJECT_CLASS (yzt_plan_reader_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (YZT_TYPE_PLAN_SCROLL);
  g_type_ensure (YZT_TYPE_PLAN_SHEETS);
  g_type_ensure (YZT_TYPE_PLAN_RESPONSE);
  g_type_ensure (YZT_TYPE_PLAN_RECORD);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-plan-reader.ui");
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, title);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, second);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, outline_button);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, switcher);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, phones_button);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, things_button);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, more);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, n_phones);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, n_things);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, search_bar);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, find);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, matches);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, topics);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, outline_revealer);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, outline);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, parts);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, text_stack);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, original_stack);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, failed);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, no_pages);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, open_outside);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, scroll);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, pages_scroller);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, sheets);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, page_number);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, response);
  gtk_widget_class_bind_template_child (widget_class, YztPlanReader, record);
  gtk_widget_class_bind_template_callback (widget_class, on_find_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_outline_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_part_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_section_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_response_said);
  gtk_widget_class_bind_template_callback (widget_class, on_section_wanted);
}

static void
yzt_plan_reader_class_init (YztPlanReaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_reader_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_reader_finalize;
  signals[SAID] = g_signal_new ("said", YZT_TYPE_PLAN_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_PLAN_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[LOADED] = g_signal_new ("loaded", YZT_TYPE_PLAN_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  yzt_plan_reader_find_install (widget_class);
  yzt_plan_reader_original_install (widget_class);
  gtk_widget_class_install_action (widget_class, "reader.outline", NULL, action_outline);
  gtk_widget_class_install_action (widget_class, "reader.note", NULL, action_note);
  gtk_widget_class_install_action (widget_class, "reader.section", "i", action_section);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "reader.outline", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, "reader.section", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, "reader.section", "i", -1);
  bind_template (widget_class);
}

static void
yzt_plan_reader_init (YztPlanReader *self)
{
  self->outline_parts = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_row), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row), self, 0);
  gtk_list_view_set_factory (self->outline, factory);
  g_object_unref (factory);
  g_signal_connect_object (self->record, "thing-wanted", G_CALLBACK (on_thing_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_find_folded), self, G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->find));
}
