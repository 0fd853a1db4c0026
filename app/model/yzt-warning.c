/* yzt-warning.c: a warning's cross and its call-outs brought up to date, as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-warning-private.h"

#define CROSS_KIND "warning-cross"
#define CALL_KIND "call-out"
/* A cell ends at 64 KiB. */
#define PART_BYTES (56 * 1024)

typedef struct {
  YztStore *store;
  YztGeneration *generation;
  YztWarningRules *rules;
  YztPhoneBook *book;
  gint64 fid, now_ms;
  const char *language;
} Refresh;

/* What one warning holds now, against what the map says it held. */
typedef struct {
  YztRow *row;
  gboolean over, expires, first, changed;
  int level;
  const YztWarningClock *clock;
  GPtrArray *crosses; /* YztWarningCross with newly and left */
  GPtrArray *stored;  /* YztRow of warning-cross */
  GPtrArray *calls;   /* YztRow of call-out */
} Picture;

static void
picture_free (Picture *picture)
{
  g_clear_pointer (&picture->row, yzt_row_free);
  g_clear_pointer (&picture->crosses, g_ptr_array_unref);
  g_clear_pointer (&picture->stored, g_ptr_array_unref);
  g_clear_pointer (&picture->calls, g_ptr_array_unref);
  g_free (picture);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

/* --- comparing --- */

/* What of @one is not in @two; both sorted. */
static void
subtract (const GArray *one, const GArray *two, GArray *rest)
{
  guint k = 0;

  g_array_set_size (rest, 0);
  for (guint i = 0; i < one->len; i++) {
    gint64 number = g_array_index (one, gint64, i);
    while (k < two->len && g_array_index (two, gint64, k) < number) {
      k++;
    }
    if (k == two->len || g_array_index (two, gint64, k) != number) {
      g_array_append_val (rest, number);
    }
  }
}

static YztWarningCross *
find_cross (GPtrArray *crosses, const char *kind_id)
{
  for (guint i = 0; i < crosses->len; i++) {
    YztWarningCross *cross = g_ptr_array_index (crosses, i);
    if (g_str_equal (cross->kind_id, kind_id)) {
      return cross;
    }
  }
  return NULL;
}

static YztWarningCross *
empty_cross (const char *kind_id)
{
  YztWarningCross *cross = g_new0 (YztWarningCross, 1);

  cross->kind_id = g_strdup (kind_id);
  cross->inside = g_array_new (FALSE, FALSE, sizeof (gint64));
  cross->newly = g_array_new (FALSE, FALSE, sizeof (gint64));
  cross->left = g_array_new (FALSE, FALSE, sizeof (gint64));
  return cross;
}

static void
compare_crosses (Picture *picture, GPtrArray *before)
{
  for (guint i = 0; i < before->len; i++) {
    const YztWarningCross *old = g_ptr_array_index (before, i);
    if (find_cross (picture->crosses, old->kind_id) == NULL) {
      g_ptr_array_add (picture->crosses, empty_cross (old->kind_id));
    }
  }
  for (guint i = 0; i < picture->crosses->len; i++) {
    YztWarningCross *cross = g_ptr_array_index (picture->crosses, i);
    YztWarningCross *old = find_cross (before, cross->kind_id);
    if (old != NULL || !picture->first) {
      g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (gint64));
      subtract (cross->inside, old != NULL ? old->inside : nothing, cross->newly);
      subtract (old != NULL ? old->inside : nothing, cross->inside, cross->left);
    }
    picture->changed = picture->changed || cross->newly->len > 0 || cross->left->len > 0 || (picture->first && cross->inside->len > 0);
  }
}

static YztGeometry *
area_of (const YztRow *row)
{
  gsize length;
  const void *blob = row->geometry != NULL ? g_bytes_get_data (row->geometry, &length) : NULL;

  return blob != NULL ? yzt_geometry_from_gpkg (blob, length, NULL) : NULL;
}

static gboolean
is_exercise (const YztRow *row)
{
  const char *status = yzt_warning_text (row, "message_status");

  return *status != '\0' && !g_str_equal (status, "actual");
}

/* Takes @row. */
static Picture *
picture_new (Refresh *self, YztRow *row, GError **error)
{
  g_autoptr (Picture) picture = g_new0 (Picture, 1);
  g_autoptr (YztGeometry) area = area_of (row);
  gint64 end_ms = yzt_warning_time (row, "expires_utc");
  const char *state = yzt_warning_text (row, "state");

  picture->row = row;
  picture->expires = (*state == '\0' || g_str_equal (state, "active")) && end_ms != 0 && end_ms <= self->now_ms;
  picture->over = picture->expires || (*state != '\0' && !g_str_equal (state, "active"));
  picture->level = yzt_row_get_level (row);
  picture->clock = yzt_warning_rules_clock (self->rules, yzt_warning_text (row, "event"), picture->level);
  picture->stored = yzt_warning_read_owned (self->store, CROSS_KIND, self->fid, error);
  picture->calls = picture->stored != NULL ? yzt_warning_read_owned (self->store, CALL_KIND, self->fid, error) : NULL;
  g_autoptr (GPtrArray) before = picture->calls != NULL ? yzt_warning_cross_read (self->store, self->fid, error) : NULL;
  if (before == NULL) {
    return NULL;
  }
  picture->first = before->len == 0;
  picture->crosses = picture->over ? g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_warning_cross_free)
                                   : yzt_warning_cross_make (self->generation, self->rules, area, yzt_warning_text (row, "circles"),
                                                             yzt_warning_text (row, "event"), is_exercise (row));
  compare_crosses (picture, before);
  return g_steal_pointer (&picture);
}

/* --- the cross as rows --- */

static void
append_run (GString *text, gint64 from, gint64 to)
{
  g_string_append_printf (text, "%s%" G_GINT64_FORMAT, text->len > 0 ? " " : "", from);
  if (to > from) {
    g_string_append_printf (text, "-%" G_GINT64_FORMAT, to);
  }
}

/* From @i on as much as a cell takes; returns where the next part begins. */
static guint
make_part (const GArray *numbers, guint i, GString *text)
{
  while (i < numbers->len && text->len < PART_BYTES) {
    gint64 from = g_array_index (numbers, gint64, i), to = from;
    for (i++; i < numbers->len && g_array_index (numbers, gint64, i) == to + 1; i++) {
      to++;
    }
    append_run (text, from, to);
  }
  return i;
}

/* The stored row of this part taken out of @stored, else a new one. */
static YztRow *
take_row (GPtrArray *stored, YztKind *kind, gint64 owner_fid, const char *kind_id, const char *what, guint part)
{
  for (guint i = 0; i < stored->len; i++) {
    YztRow *row = g_ptr_array_index (stored, i);
    if (g_str_equal (yzt_warning_text (row, "of_kind"), kind_id) && g_str_equal (yzt_warning_text (row, "what"), what)
        && yzt_warning_integer (row, "part") == part) {
      return g_ptr_array_steal_index_fast (stored, i);
    }
  }
  YztRow *row = yzt_row_new (kind);
  row->owner_fid = owner_fid;
  yzt_row_set_text (row, "of_kind", kind_id);
  yzt_row_set_text (row, "what", what);
  yzt_warning_set_integer (row, "part", part);
  return row;
}

static gboolean
write_list (Refresh *self, YztAct *act, Picture *picture, const YztWarningCross *cross, const char *what, const GArray *numbers, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), CROSS_KIND);
  YztKind *of = yzt_kind_set_find (yzt_store_get_kinds (self->store), cross->kind_id);
  gboolean always = g_str_equal (what, "inside");

  for (guint i = 0, part = 0; i < numbers->len || (always && part == 0); part++) {
    g_autoptr (GString) text = g_string_new (NULL);
    guint next = make_part (numbers, i, text);
    g_autoptr (YztRow) row = take_row (picture->stored, kind, self->fid, cross->kind_id, what, part);
    yzt_row_set_text (row, "name", of != NULL ? yzt_kind_get_label (of, self->language) : cross->kind_id);
    yzt_row_set_text (row, "members", text->len > 0 ? text->str : NULL);
    yzt_warning_set_integer (row, "members_count", next - i);
    yzt_warning_set_time (row, "crossed_utc", self->now_ms);
    if (!(row->fid == 0 ? yzt_act_insert (act, row, error) : yzt_act_update (act, row, error))) {
      return FALSE;
    }
    i = next;
  }
  return TRUE;
}

static gboolean
write_crosses (Refresh *self, YztAct *act, Picture *picture, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), CROSS_KIND);

  if (kind == NULL) {
    return TRUE; /* a map without this kind: who is inside is not kept */
  }
  for (guint i = 0; i < picture->crosses->len; i++) {
    const YztWarningCross *cross = g_ptr_array_index (picture->crosses, i);
    if (!write_list (self, act, picture, cross, "inside", cross->inside, error) || !write_list (self, act, picture, cross, "newly", cross->newly, error)
        || !write_list (self, act, picture, cross, "left", cross->left, error)) {
      return FALSE;
    }
  }
  for (guint i = 0; i < picture->stored->len; i++) {
    if (!yzt_act_delete (act, kind, ((const YztRow *) g_ptr_array_index (picture->stored, i))->fid, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* --- whom to call --- */

static gboolean
is_called_for (Refresh *self, const char *kind_id)
{
  g_autoptr (GPtrArray) rules = yzt_warning_rules_persons (self->rules, kind_id, 1);

  return rules->len > 0;
}

/* (element-type YztLink) What came in since, of the kinds that somebody answers for. */
static GArray *
new_things (Refresh *self, const Picture *picture)
{
  GArray *things = g_array_new (FALSE, FALSE, sizeof (YztLink));

  g_array_set_clear_func (things, (GDestroyNotify) yzt_link_clear);
  for (guint i = 0; i < picture->crosses->len; i++) {
    const YztWarningCross *cross = g_ptr_array_index (picture->crosses, i);
    const GArray *numbers = picture->first ? cross->inside : cross->newly;
    for (guint k = 0; k < numbers->len && is_called_for (self, cross->kind_id); k++) {
      YztLink link = { g_strdup (cross->kind_id), g_array_index (numbers, gint64, k) };
      g_array_append_val (things, link);
    }
  }
  return things;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, two = *(const gint64 *) b;

  return (one > two) - (one < two);
}

static gboolean
has_anything_inside (const Picture *picture, const YztRow *call)
{
  g_autoptr (GArray) of = yzt_links_from_text (yzt_warning_text (call, "of"));

  for (guint i = 0; i < of->len; i++) {
    const YztLink *link = &g_array_index (of, YztLink, i);
    const YztWarningCross *cross = find_cross (picture->crosses, link->kind);
    if (cross != NULL && g_array_binary_search (cross->inside, &link->fid, compare_numbers, NULL)) {
      return TRUE;
    }
  }
  return of->len == 0;
}

/* Released when it is over for them; to be called again when it got worse. TRUE when the row changed. */
static gboolean
settle_call (Refresh *self, const Picture *picture, YztRow *call)
{
  YztCallState state = yzt_call_state_from_code (yzt_row_get_text (call, "state"));
  gint64 told = yzt_warning_integer (call, "told_level");

  if (state != YZT_CALL_STATE_RELEASED && (picture->over || !has_anything_inside (picture, call))) {
    yzt_row_set_text (call, "state", "released");
    yzt_warning_set_time (call, "next_utc", 0);
    return TRUE;
  }
  if (state != YZT_CALL_STATE_RELEASED && picture->level != 0 && told != 0 && picture->level < told) {
    yzt_row_set_text (call, "state", "due");
    yzt_warning_set_integer (call, "told_level", picture->level);
    yzt_warning_set_integer (call, "calls", 0);
    yzt_warning_set_time (call, "next_utc", self->now_ms);
    yzt_warning_set_time (call, "escalated_utc", 0);
    return TRUE;
  }
  return FALSE;
}

static gboolean
write_calls (Refresh *self, YztAct *act, Picture *picture, GError **error)
{
  g_autoptr (GArray) things = picture->over || picture->clock == NULL ? NULL : new_things (self, picture);

  if (yzt_kind_set_find (yzt_store_get_kinds (self->store), CALL_KIND) == NULL) {
    return TRUE;
  }
  for (guint i = 0; i < picture->calls->len; i++) {
    YztRow *call = g_ptr_array_index (picture->calls, i);
    if (settle_call (self, picture, call) && !yzt_act_update (act, call, error)) {
      return FALSE;
    }
  }
  if (things == NULL || things->len == 0 || self->book == NULL) {
    return TRUE;
  }
  g_autoptr (GPtrArray) people = yzt_warning_find_people (self->store, self->book, self->rules, things, 1, error);
  return people != NULL && yzt_call_outs_add (act, self->store, self->fid, picture->calls, people, picture->level, self->now_ms, error);
}

/* --- what is kept with it --- */

static gboolean
collect_row (const YztRow *row, gpointer rows)
{
  g_ptr_array_add (rows, yzt_row_copy (row));
  return TRUE;
}

static char *
link_to (gint64 warning_fid)
{
  return g_strdup_printf ("warning/%" G_GINT64_FORMAT, warning_fid);
}

/* It is over: what other sources said of the same thing, and have not taken back, stands by itself again. */
static gboolean
part_kept (Refresh *self, YztAct *act, YztKind *kind, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_autofree char *link = link_to (self->fid);

  if (yzt_kind_get_field_index (kind, "merged_into") < 0) {
    return TRUE; /* an older map */
  }
  if (!yzt_act_read_rows (act, kind, "merged_into", link, collect_row, rows, error)) {
    return FALSE;
  }
  for (guint i = 0; i < rows->len; i++) {
    YztRow *row = g_ptr_array_index (rows, i);
    if (g_str_equal (yzt_warning_text (row, "state"), "merged")) {
      yzt_row_set_text (row, "state", "active"); /* the desk ends it by its own clock when that is past */
    }
    yzt_row_set_text (row, "merged_into", NULL);
    if (!yzt_act_update (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
keeps_others (Refresh *self, YztKind *kind)
{
  g_autofree char *link = link_to (self->fid);

  return yzt_kind_get_field_index (kind, "merged_into") >= 0 && yzt_store_find_row (self->store, kind, "merged_into", link, NULL) > 0;
}

/* --- the act --- */

static gboolean
refresh_act (YztAct *act, gpointer user_data, GError **error)
{
  Refresh *self = user_data;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "warning");
  YztRow *row = yzt_act_get_row (act, kind, self->fid, error);
  g_autoptr (Picture) picture = row != NULL ? picture_new (self, row, error) : NULL;

  if (picture == NULL) {
    return FALSE;
  }
  if (picture->expires) {
    yzt_row_set_text (picture->row, "state", "expired");
    if (!yzt_act_update (act, picture->row, error)) {
      return FALSE;
    }
  }
  return (!picture->changed || write_crosses (self, act, picture, error)) && write_calls (self, act, picture, error)
         && (!picture->over || part_kept (self, act, kind, error));
}

/* Without the lock: most looks find that all is as it was. */
static gboolean
is_due (Refresh *self, const Picture *picture)
{
  gboolean due = picture->expires || picture->changed || (picture->over && keeps_others (self, picture->row->kind));

  for (guint i = 0; i < picture->calls->len && !due; i++) {
    g_autoptr (YztRow) call = yzt_row_copy (g_ptr_array_index (picture->calls, i));
    due = settle_call (self, picture, call);
  }
  return due;
}

static char *
make_label (const Picture *picture)
{
  guint n_inside = 0, n_newly = 0, n_left = 0;
  const char *name = yzt_warning_text (picture->row, "name");

  for (guint i = 0; i < picture->crosses->len; i++) {
    const YztWarningCross *cross = g_ptr_array_index (picture->crosses, i);
    n_inside += cross->inside->len;
    n_newly += cross->newly->len;
    n_left += cross->left->len;
  }
  if (picture->expires) {
    return g_strdup_printf (_("Warning has expired: %s"), name);
  }
  if (g_str_equal (yzt_warning_text (picture->row, "state"), "merged")) {
    return g_strdup_printf (_("Warning is kept with another, its own calls end: %s"), name);
  }
  if (picture->over) {
    return g_strdup_printf (_("Warning is over, calls end: %s"), name);
  }
  if (picture->first) {
    return g_strdup_printf (_("Inside the warning: %u (%s)"), n_inside, name);
  }
  /* TRANSLATORS: how many things lie inside a warning, how many came in, how many are out, its name */
  return g_strdup_printf (_("Inside the warning: %u, newly %u, no longer %u (%s)"), n_inside, n_newly, n_left, name);
}

gboolean
yzt_warning_refresh (YztStore *store, YztGeneration *generation, gint64 warning_fid, const char *author, const char *language, const YztClock *clock,
                     YztActResult **result_out, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && generation != NULL, FALSE);
  g_return_val_if_fail (author != NULL && clock != NULL && result_out != NULL, FALSE);

  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "warning");
  g_autoptr (YztWarningRules) rules = yzt_warning_rules_load (language, error);
  g_autoptr (YztPhoneBook) book = NULL;
  Refresh self = { store, generation, rules, NULL, warning_fid, yzt_clock_now_ms (clock) / 1000 * 1000, language };
  *result_out = NULL;
  if (rules == NULL || kind == NULL) {
    return rules != NULL;
  }
  YztRow *row = yzt_store_get_row (store, kind, warning_fid, error);
  g_autoptr (Picture) picture = row != NULL ? picture_new (&self, row, error) : NULL;
  if (picture == NULL) {
    return FALSE;
  }
  if (!is_due (&self, picture)) {
    return TRUE;
  }
  book = yzt_phone_book_read (store, error);
  if (book == NULL) {
    return FALSE;
  }
  self.book = book;
  g_autofree char *label = make_label (picture);
  YztActInfo info = { .author = author, .label = label, .nature = YZT_ACT_FEED };
  *result_out = yzt_store_write (store, &info, refresh_act, &self, error);
  return *result_out != NULL;
}
