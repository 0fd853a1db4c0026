/* yzt-call-list-paper.c: whom to call, on paper with empty columns to write on: of a warning, an incident, a danger zone, or who was not verified for long
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-call-out.h"
#include "yzt-danger.h"
#include "yzt-loader.h"
#include "yzt-report-private.h"
#include "yzt-todo.h"

/* Nobody calls more in a day. */
#define MOST_CALLS 500

typedef struct {
  YztStore *store;
  gint64 fid, now_ms;
  const char *language;
  GTimeZone *zone;
  YztPaper *paper;
  GString *text;
  guint n, n_left_out;
} List;

static void
begin (List *list, const char *about)
{
  yzt_paper_begin_table (list->text, "6c;13;28;16;11;10;16",
                         (const char *const[]) { _("No."), _("Person"), about, _("Telephone"), _("Called at"), _("Reached"), _("What was said"), NULL });
}

/* The last three are empty where nothing was written yet: that is what the paper is for. */
static void
add_person (List *list, const char *person, const char *about, const char *phone, const char *called, const char *reached, const char *said)
{
  if (list->n >= MOST_CALLS) {
    list->n_left_out++;
    return;
  }
  g_autofree char *number = g_strdup_printf ("%u", ++list->n);
  yzt_paper_add_row (list->text, (const char *const[]) { number, *person != '\0' ? person : "—", about, *phone != '\0' ? phone : "—", called, reached, said, NULL });
}

/* What is known of each of them, a line for each. */
static char *
join (const char *first, const char *second, const char *third)
{
  const char *parts[] = { first, second, third };
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i] != NULL && *parts[i] != '\0') {
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", parts[i]);
    }
  }
  return g_string_free (text, FALSE);
}

static char *
short_time (const List *list, gint64 ms)
{
  return ms != 0 ? yzt_time_format_clock (ms, list->now_ms, list->zone) : g_strdup ("");
}

static YztRow *
get_row (List *list, const char *kind_id, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (list->store), kind_id);
  if (kind == NULL) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has nothing of this kind yet."));
    return NULL;
  }
  YztRow *row = yzt_store_get_row (list->store, kind, list->fid, error);
  if (row != NULL) {
    g_free (list->paper->status);
    list->paper->status = yzt_paper_status (row, list->language);
    g_ptr_array_add (list->paper->facts, g_strdup_printf (_("%s: %s"), yzt_kind_get_label (kind, list->language), yzt_paper_cell (row, "name")));
  }
  return row;
}

/* --- of a warning --- */

static gboolean
list_warning (List *list, GError **error)
{
  g_autoptr (YztRow) warning = list->fid > 0 ? get_row (list, "warning", error) : NULL;
  g_autoptr (GPtrArray) calls = list->fid == 0 || warning != NULL ? yzt_call_outs_read (list->store, list->fid, error) : NULL;
  if (calls == NULL) {
    return FALSE;
  }
  begin (list, _("Post, responsible for"));
  for (guint i = 0; i < calls->len; i++) {
    const YztCallOut *call = calls->pdata[i];
    if (call->state == YZT_CALL_STATE_RELEASED) {
      continue;
    }
    g_autofree char *about = join (list->fid == 0 ? call->warning : NULL, *call->post != '\0' ? call->post : call->organisation, call->of_names);
    g_autofree char *phone = join (call->phone, call->second_phone, NULL), *called = short_time (list, call->called_ms), *reached = short_time (list, call->answered_ms);
    add_person (list, call->name, about, phone, called, reached, call->action);
  }
  return TRUE;
}

/* --- of an incident --- */

static gboolean
list_incident (List *list, GError **error)
{
  g_autoptr (YztRow) incident = get_row (list, "incident", error);
  g_autoptr (GPtrArray) contacts = incident != NULL ? yzt_paper_rows (list->store, "incident-contact", list->fid, error) : NULL;
  if (contacts == NULL) {
    return FALSE;
  }
  begin (list, _("Role, unit"));
  const char *reporter = yzt_paper_cell (incident, "contact");
  g_autofree char *phones = join (yzt_paper_cell (incident, "phone"), yzt_paper_cell (incident, "duty_phone"), NULL);
  if (*reporter != '\0' || *phones != '\0') {
    add_person (list, reporter, _("Contact of the incident"), phones, "", "", "");
  }
  for (guint i = 0; i < contacts->len; i++) {
    const YztRow *row = contacts->pdata[i];
    g_autofree char *about = join (yzt_paper_cell (row, "role"), yzt_paper_cell (row, "unit_name"), NULL), *called = short_time (list, yzt_paper_cell_time (row, "called_utc"));
    add_person (list, yzt_paper_cell (row, "name"), about, yzt_paper_cell (row, "phone"), called, "", yzt_paper_cell (row, "answer"));
  }
  return TRUE;
}

/* --- of what lies in a danger zone --- */

static char *
phones_of (const YztRow *row)
{
  return join (yzt_paper_cell (row, "duty_phone"), yzt_paper_cell (row, "phone"), NULL);
}

static const char *
person_of (const YztRow *row)
{
  static const char *const fields[] = { "contact", "responsible", "leader", "captain", "keeper" };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *name = yzt_paper_cell (row, fields[i]);
    if (*name != '\0') {
      return name;
    }
  }
  return "";
}

static gboolean
list_zone (List *list, GError **error)
{
  g_autoptr (YztRow) row = get_row (list, "danger-zone", error);
  if (row == NULL) {
    return FALSE;
  }
  gsize length = 0;
  gconstpointer blob = row->geometry != NULL ? g_bytes_get_data (row->geometry, &length) : NULL;
  YztGeometry *area = blob != NULL ? yzt_geometry_from_gpkg (blob, length, error) : NULL;
  if (area == NULL) {
    if (error != NULL && *error == NULL) {
      g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("This danger zone has no outline; draw it first."));
    }
    return FALSE;
  }
  const YztClock clock = YZT_CLOCK_FIXED (&list->now_ms);
  YztKindSet *kinds = yzt_store_get_kinds (list->store);
  g_autoptr (YztDangerKinds) danger = yzt_load_danger_kinds (kinds, error);
  g_autoptr (YztGeneration) generation = danger != NULL ? yzt_load_generation (list->store, &clock, NULL, error) : NULL;
  g_autoptr (YztThreat) threat = yzt_threat_new ();
  const YztZone zone = { .spill = { row->lon, row->lat }, .isolation_m = 1, .wind_from_deg = NAN };
  if (generation != NULL) {
    begin (list, _("Place, distance, people"));
    yzt_threat_find (threat, generation, danger, &zone, area);
  }
  for (guint i = 0; generation != NULL && i < threat->things->len; i++) {
    const YztThreatened *one = &g_array_index (threat->things, YztThreatened, i);
    YztKind *kind = yzt_kind_set_get (kinds, one->kind);
    g_autoptr (YztRow) thing = yzt_store_get_row (list->store, kind, one->fid, NULL);
    if (thing == NULL) {
      continue;
    }
    g_autofree char *distance = yzt_text_distance (one->distance_m), *people = isnan (one->people) ? NULL : yzt_text_group_number (one->people, 0);
    g_autofree char *far = people != NULL ? g_strdup_printf (_("%s, %s persons"), distance, people) : g_strdup (distance);
    g_autofree char *about = join (yzt_paper_cell (thing, "name"), yzt_kind_get_label (kind, list->language), far), *phone = phones_of (thing);
    add_person (list, person_of (thing), about, phone, "", "", "");
  }
  yzt_geometry_unref (area);
  return generation != NULL;
}

/* --- who was not verified for long --- */

static gboolean
list_unverified (List *list, GError **error)
{
  g_autoptr (YztTodo) todo = yzt_todo_read (list->store, list->now_ms, NULL, NULL, error);
  YztKindSet *kinds = yzt_store_get_kinds (list->store);
  if (todo == NULL) {
    return FALSE;
  }
  begin (list, _("Record, last verified"));
  for (guint i = 0; i < todo->items->len; i++) {
    const YztTodoItem *item = &g_array_index (todo->items, YztTodoItem, i);
    if ((item->flags & (YZT_TODO_STALE | YZT_TODO_PAST_DATE)) == 0) {
      continue;
    }
    g_autofree char *minute = item->verified_ms != YZT_SCENE_NO_TIME ? yzt_paper_time (item->verified_ms, list->zone) : NULL;
    g_autofree char *day = minute != NULL ? g_strndup (minute, 10) : g_strdup (_("never"));
    g_autofree char *kind = g_strdup_printf ("%s · %s", yzt_kind_get_label (yzt_kind_set_get (kinds, item->kind), list->language), day), *about = join (item->name, kind, NULL);
    add_person (list, item->person, about, item->phone, "", "", "");
  }
  return TRUE;
}

/* --- the paper --- */

YztPaper *
yzt_call_list_paper (YztStore *store, const char *what, gint64 fid, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && what != NULL, NULL);
  const struct {
    const char *what, *title;
    gboolean (*func) (List *list, GError **error);
  } lists[] = {
    { "warning", _("Call list of a warning"), list_warning },
    { "incident", _("Call list of an incident"), list_incident },
    { "zone", _("Call list of a danger zone"), list_zone },
    { "unverified", _("Call list: to be verified"), list_unverified },
  };
  g_autoptr (YztPaper) paper = yzt_paper_new ();
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  g_autoptr (GString) text = g_string_new (NULL);
  List list = { .store = store, .fid = fid, .now_ms = now_ms, .language = language, .zone = zone, .paper = paper, .text = text };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    if (!g_str_equal (lists[i].what, what)) {
      continue;
    }
    if (!lists[i].func (&list, error)) {
      return NULL;
    }
    if (list.n == 0) {
      g_string_assign (text, _("Nobody has to be called."));
    } else if (list.n_left_out > 0) {
      g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "and %u more, see the map\n", "and %u more, see the map\n", list.n_left_out), list.n_left_out);
    }
    g_autofree char *now = yzt_paper_time (now_ms, zone);
    g_ptr_array_add (paper->facts, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Made: %s · %u person", "Made: %s · %u persons", list.n + list.n_left_out), now, list.n + list.n_left_out));
    g_ptr_array_add (paper->facts, g_strdup_printf (_("%s: ____________    %s: ____________"), _("Caller"), _("Date")));
    yzt_paper_set (paper, "call-list", g_strdup (lists[i].title), g_strdup (text->str));
    g_free (paper->foot);
    paper->foot = yzt_paper_foot (store, "");
    return g_steal_pointer (&paper);
  }
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is no call list; say warning, incident, zone or unverified."), what);
  return NULL;
}
