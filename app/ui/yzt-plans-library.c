/* yzt-plans-library.c: plans of the map by words and by filters: kind, level, county, incident type, state, what is due
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-fill-in-turn.h"
#include "yzt-plan-chips.h"
#include "yzt-plan-structure.h"
#include "yzt-plans-window-private.h"
#include "yzt-search-result.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_FOUND 200

enum { FILTER_KIND, FILTER_LEVEL, FILTER_TYPE, FILTER_STATE, FILTER_DUE };
enum { DUE_ANY, DUE_OVERDUE, DUE_MONTH, DUE_TWO_MONTHS };

static const YztField *
filter_field (YztPlansWindow *self, guint filter)
{
  static const char *const fields[] = { "plan_kind", "level", "type", "state" };
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), filter == FILTER_TYPE ? "incident" : "plan");
  return kind != NULL ? yzt_kind_find_field (kind, fields[filter]) : NULL;
}

/* The code that is chosen, NULL: any. */
static const char *
chosen (YztPlansWindow *self, guint filter)
{
  guint at = gtk_drop_down_get_selected (self->filters[filter]);
  const YztField *field = filter_field (self, filter);
  return at != GTK_INVALID_LIST_POSITION && at > 0 && field != NULL ? yzt_field_get_value (field, at - 1) : NULL;
}

static int
compare_fids (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, two = *(const gint64 *) b;
  return (one > two) - (one < two);
}

static GArray *
due_fids (YztPlansWindow *self, guint wanted)
{
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; self->due != NULL && i < self->due->len; i++) {
    const YztPlanDue *due = &g_array_index (self->due, YztPlanDue, i);
    if (wanted == DUE_OVERDUE ? due->days < 0 : due->days <= (wanted == DUE_MONTH ? 30 : 60)) {
      g_array_append_val (fids, due->plan_fid);
    }
  }
  g_array_sort (fids, compare_fids);
  return fids;
}

/* --- what was found --- */

typedef struct {
  YztPlansWindow *self;
  YztPlanFindings *findings;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;
  yzt_plan_findings_free (found->findings);
  g_free (found);
}

static GtkWidget *
make_row (guint index, gpointer user_data)
{
  Found *found = user_data;
  const YztPlanFind *find = &g_array_index (found->findings->finds, YztPlanFind, index);
  g_autofree char *markup = find->snippet != NULL ? yzt_search_markup (find->snippet, find->snippet_spans) : NULL;
  g_autofree char *second = find->superseded ? g_strdup_printf (_("replaced · %s"), find->path) : g_strdup (find->path);
  GtkWidget *row = yzt_plans_row (find->title, second, markup, NULL);
  g_object_set_data_full (G_OBJECT (row), "plan", yzt_plan_new_at (find->plan_fid, find->title, find->path, find->section, find->snippet), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), "words", g_strjoinv (" ", found->findings->words), g_free);
  return row;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlansWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  YztPlanFindings *findings = yzt_plan_library_search_finish (YZT_PLAN_LIBRARY (source), result, &error);
  if (findings == NULL || !yzt_plans_window_is_latest (self, YZT_PLANS_LIBRARY, result)) {
    if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      gtk_label_set_text (self->notes[YZT_PLANS_LIBRARY], yzt_ui_error_text (error));
    }
    yzt_plan_findings_free (findings);
    return;
  }
  yzt_watchdog_action ("plans-found");
  Found *found = g_new0 (Found, 1);
  *found = (Found) { self, findings };
  g_autofree char *note = findings->n_plans > 0 ? g_strdup_printf (ngettext ("%u plan", "%u plans", findings->n_plans), findings->n_plans)
                                                : g_strdup (_("No plan has these words and filters."));
  g_autofree char *more = findings->complete ? g_strdup (note) : g_strdup_printf (_("%s · more are being taken in"), note);
  gtk_label_set_text (self->notes[YZT_PLANS_LIBRARY], more);
  yzt_fill_in_turn (self->lists[YZT_PLANS_LIBRARY], findings->finds->len, make_row, found, found_free);
}

void
yzt_plans_load_library (YztPlansWindow *self)
{
  guint county = gtk_drop_down_get_selected (self->county), due = gtk_drop_down_get_selected (self->filters[FILTER_DUE]);
  g_autoptr (GArray) fids = due != DUE_ANY ? due_fids (self, due) : NULL;
  static const gint64 none = -1; /* an empty list of plans must not read as any plan */
  g_autofree char *today = yzt_plan_today (self->session);
  g_autoptr (YztPlanAsk) ask = yzt_plan_ask_parse (gtk_editable_get_text (GTK_EDITABLE (self->search)), yzt_session_get_kinds (self->session), yzt_session_get_language (self->session));
  const YztPlanQuery query = {
    .filter = { .plan_kind = chosen (self, FILTER_KIND), .level = chosen (self, FILTER_LEVEL), .incident_type = chosen (self, FILTER_TYPE),
                .state = chosen (self, FILTER_STATE), .adcode = county > 0 && self->counties != NULL ? self->counties[county - 1] : NULL,
                .fids = fids == NULL ? NULL : fids->len > 0 ? (const gint64 *) (const void *) fids->data : &none, .n_fids = fids == NULL ? 0 : MAX (fids->len, 1) },
    .near_adcode = yzt_session_get_jurisdiction (self->session), .limit = MOST_FOUND, .is_section = yzt_plan_topic_is_section };
  g_cancellable_cancel (self->cancellables[YZT_PLANS_LIBRARY]);
  g_clear_object (&self->cancellables[YZT_PLANS_LIBRARY]);
  self->cancellables[YZT_PLANS_LIBRARY] = g_cancellable_new ();
  yzt_plan_chips_fill (self->chips, ask, GTK_EDITABLE (self->search), TRUE);
  yzt_plan_library_ask_async (yzt_plan_library_of (self->session), ask, &query, today, self->cancellables[YZT_PLANS_LIBRARY], on_found, g_object_ref (self));
}

/* --- filters --- */

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztPlansWindow *self)
{
  GtkWidget *child = gtk_list_box_row_get_child (row);
  g_signal_emit_by_name (self, "plan-activated", g_object_get_data (G_OBJECT (child), "plan"), g_object_get_data (G_OBJECT (child), "words"));
}

static void
on_changed (YztPlansWindow *self)
{
  yzt_watchdog_action ("plans-filter");
  yzt_plans_load_library (self);
}

static GtkDropDown *
new_filter (YztPlansWindow *self, guint filter, const char *any)
{
  static const char *const dues[] = { N_("Overdue"), N_("Due in 30 days"), N_("Due in 60 days") };
  const char *language = yzt_session_get_language (self->session);
  GtkStringList *words = gtk_string_list_new (NULL);
  const YztField *field = filter != FILTER_DUE ? filter_field (self, filter) : NULL;
  gtk_string_list_append (words, any);
  for (guint i = 0; field != NULL && i < yzt_field_get_n_values (field); i++) {
    gtk_string_list_append (words, yzt_field_get_value_label (field, yzt_field_get_value (field, i), language));
  }
  for (guint i = 0; filter == FILTER_DUE && i < G_N_ELEMENTS (dues); i++) {
    gtk_string_list_append (words, _(dues[i]));
  }
  GtkWidget *drop = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  gtk_widget_set_tooltip_text (drop, any);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, any, -1);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (drop);
}

/* --- areas that have plans --- */

typedef struct {
  char *prefix, *name; /* area codes begin with @prefix */
} Area;

static void
area_free (gpointer data)
{
  Area *area = data;
  g_free (area->prefix);
  g_free (area->name);
  g_free (area);
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Area *const *) a)->prefix, (*(const Area *const *) b)->prefix);
}

/* "441204" is a county; "441200" a city with all its counties; "440000" a province. */
static gboolean
note_area (const YztRow *row, gpointer user_data)
{
  GHashTable *names = user_data;
  const char *code = yzt_row_get_text (row, "region_adcode"), *name = yzt_row_get_text (row, "region");
  if (code != NULL && strlen (code) >= 6) {
    g_autofree char *prefix = g_strdup (code);
    while (strlen (prefix) > 2 && g_str_has_suffix (prefix, "00")) {
      prefix[strlen (prefix) - 2] = '\0';
    }
    if (!g_hash_table_contains (names, prefix)) {
      g_hash_table_insert (names, g_steal_pointer (&prefix), g_strdup (name != NULL && *name != '\0' ? name : code));
    }
  }
  return TRUE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztPlansOrder *order = data;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (order->store), "plan");
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *areas = g_ptr_array_new_with_free_func (area_free);
  GHashTableIter iter;
  gpointer prefix, name;
  if (kind != NULL) {
    yzt_store_read_rows (order->store, kind, note_area, names, NULL);
  }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &prefix, &name)) {
    Area *area = g_new0 (Area, 1);
    *area = (Area) { g_strdup (prefix), g_strdup (name) };
    g_ptr_array_add (areas, area);
  }
  g_ptr_array_sort (areas, compare_areas);
  g_task_return_pointer (task, areas, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_areas (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  g_autoptr (GPtrArray) areas = g_task_propagate_pointer (G_TASK (result), NULL);
  if (areas == NULL || self->session == NULL) {
    return;
  }
  yzt_watchdog_action ("plans-areas");
  GtkStringList *words = GTK_STRING_LIST (gtk_drop_down_get_model (self->county));
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  for (guint i = 0; i < areas->len; i++) {
    const Area *area = areas->pdata[i];
    gtk_string_list_append (words, area->name);
    g_strv_builder_add (codes, area->prefix);
  }
  g_strfreev (self->counties);
  self->counties = g_strv_builder_end (codes);
}

GtkWidget *
yzt_plans_new_library (YztPlansWindow *self)
{
  const char *const any[] = { _("Any kind"), _("Any level"), _("Any incident type"), _("Any state"), _("Any due date") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *filters = gtk_flow_box_new (), *scroller = gtk_scrolled_window_new (), *list = gtk_list_box_new ();
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _("Words of plans, a section and a word: 响应分级:泄漏, or a filter: 危险源:HS-0001"), "search-delay", 80, NULL);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  yzt_ui_let_escape (self->search);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (filters), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (filters), 6);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (filters), 3);
  const char *const county_words[] = { _("Any area"), NULL };
  self->county = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (county_words));
  g_signal_connect_object (self->county, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (any); i++) {
    self->filters[i] = new_filter (self, i, any[i]);
    gtk_flow_box_insert (GTK_FLOW_BOX (filters), GTK_WIDGET (self->filters[i]), -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (self->filters[i])), FALSE); /* one Tab for each */
  }
  gtk_flow_box_insert (GTK_FLOW_BOX (filters), GTK_WIDGET (self->county), 2);
  gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (self->county)), FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->county), _("Any area"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->county), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Any area"), -1);
  self->lists[YZT_PLANS_LIBRARY] = GTK_LIST_BOX (list);
  self->notes[YZT_PLANS_LIBRARY] = GTK_LABEL (yzt_ui_label ("", "panel-empty"));
  gtk_widget_add_css_class (list, "panel-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_vexpand (scroller, TRUE);
  self->chips = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_set_visible (GTK_WIDGET (self->chips), FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search), _("Filters may be typed too: 级别:市 类型:专项 县:高要 事件:泄漏 危险源:HS-0001 状态:已备案 到期:逾期 or 到期:30"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chips));
  gtk_box_append (GTK_BOX (box), filters);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->notes[YZT_PLANS_LIBRARY]));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_widget_add_css_class (box, "panel-body");
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_COVERAGE, NULL, on_areas);
  g_task_set_check_cancellable (task, FALSE); /* the page of coverage may be asked for meanwhile */
  yzt_task_run_in_thread (task, read_in_thread);
  yzt_plans_load_due (self);
  return box;
}
