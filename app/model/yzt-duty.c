/* yzt-duty.c: who is on duty when, who is absent, who may sign
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static void
turn_clear (gpointer data)
{
  YztDutyTurn *turn = data;
  g_free (turn->person);
  g_free (turn->post);
  g_free (turn->post_label);
  g_free (turn->phone);
  g_free (turn->remarks);
}

typedef struct {
  GArray *turns;
  gint64 from_ms, until_ms, now_ms;
  const char *language;
  GHashTable *signed_in; /* person → what he did last ("in", "out") */
} Reading;

static gboolean
read_turn_cb (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztDutyTurn turn = { .fid = row->fid, .from_ms = yzt_row_time (row, "from_utc"), .until_ms = yzt_row_time (row, "until_utc") };
  if (turn.until_ms <= reading->from_ms || turn.from_ms >= reading->until_ms || *yzt_row_word (row, "post") == '\0') {
    return TRUE;
  }
  turn.person = g_strdup (yzt_row_word (row, "name"));
  turn.post = g_strdup (yzt_row_word (row, "post"));
  turn.post_label = g_strdup (yzt_deed_label (row, "post", turn.post, reading->language));
  turn.phone = g_strdup (yzt_row_word (row, "phone"));
  turn.remarks = g_strdup (*yzt_row_word (row, "absent_reason") != '\0' ? yzt_row_word (row, "absent_reason") : yzt_row_word (row, "remarks"));
  turn.now = turn.from_ms <= reading->now_ms && reading->now_ms < turn.until_ms;
  turn.absent = *yzt_row_word (row, "absent_utc") != '\0';
  turn.signed_in = turn.now && g_strcmp0 (g_hash_table_lookup (reading->signed_in, turn.person), "in") == 0;
  g_array_append_val (reading->turns, turn);
  return TRUE;
}

static gboolean
read_sign_cb (const YztRow *row, gpointer user_data)
{
  g_hash_table_insert (user_data, g_strdup (yzt_row_word (row, "name")), g_strdup (yzt_row_word (row, "what")));
  return TRUE;
}

static int
compare_turns (gconstpointer a, gconstpointer b)
{
  static const char *const order[] = { "leader", "deputy", "officer" };
  const YztDutyTurn *one = a, *two = b;
  if (one->from_ms != two->from_ms) {
    return one->from_ms < two->from_ms ? -1 : 1;
  }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    gboolean x = g_str_equal (one->post, order[i]), y = g_str_equal (two->post, order[i]);
    if (x != y) {
      return x ? -1 : 1;
    }
  }
  return (one->fid > two->fid) - (one->fid < two->fid);
}

GArray *
yzt_duty_read (YztStore *store, gint64 from_ms, gint64 until_ms, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "duty-turn"), *sign = yzt_kind_set_find (yzt_store_get_kinds (store), "duty-sign");
  g_autoptr (GArray) turns = g_array_new (FALSE, TRUE, sizeof (YztDutyTurn));
  g_autoptr (GHashTable) signed_in = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reading reading = { turns, from_ms, until_ms, now_ms, language, signed_in };
  g_array_set_clear_func (turns, turn_clear);
  if ((sign != NULL && !yzt_store_read_rows (store, sign, read_sign_cb, signed_in, error))
      || (kind != NULL && !yzt_store_read_rows (store, kind, read_turn_cb, &reading, error))) {
    return NULL;
  }
  g_array_sort (turns, compare_turns);
  return g_steal_pointer (&turns);
}

gboolean
yzt_duty_may_sign (GArray *turns, const char *person, const char **post_out, char **why_not_out)
{
  g_return_val_if_fail (turns != NULL && person != NULL && why_not_out != NULL, FALSE);
  const char *leader = NULL, *deputy = NULL;
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    gboolean leads = g_str_equal (turn->post, "leader"), deputises = g_str_equal (turn->post, "deputy");
    if (!turn->now || turn->absent || (!leads && !deputises)) {
      continue;
    }
    if (g_str_equal (turn->person, person)) {
      if (post_out != NULL) {
        *post_out = turn->post_label;
      }
      return TRUE;
    }
    leader = leads && leader == NULL ? turn->person : leader;
    deputy = deputises && deputy == NULL ? turn->person : deputy;
  }
  if (leader != NULL || deputy != NULL) {
    *why_not_out = g_strdup_printf (_("Only the leader on duty or a deputy signs; on duty now: %s."), leader != NULL ? leader : deputy);
  } else {
    *why_not_out = g_strdup (_("No leader and no deputy is on duty now; enter them in the duty roster first."));
  }
  return FALSE;
}

/* --- acts --- */

typedef struct {
  YztRow *insert, *update, *seen;
} Duty;

static void
duty_clear (Duty *duty)
{
  g_clear_pointer (&duty->insert, yzt_row_free);
  g_clear_pointer (&duty->update, yzt_row_free);
  g_clear_pointer (&duty->seen, yzt_row_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Duty, duty_clear)

typedef struct {
  GHashTable *values;
  YztStore *store;
  const char *author, *language;
  gint64 now_ms;
  char *now;
} Desk;

static const char *
value_of (const Desk *desk, const char *key)
{
  const char *value = g_hash_table_lookup (desk->values, key);
  return value != NULL ? value : "";
}

static YztRow *
new_row (const Desk *desk, const char *kind_id, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), kind_id);
  if (kind == NULL) {
    yzt_deed_refuse (error, _("This map has no kind “%s”; open it once with this programme and sign in, then try again."), kind_id);
    return NULL;
  }
  return yzt_row_new (kind);
}

static gboolean
set_field (const Desk *desk, YztRow *row, const char *field, const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (desk->store);
  const YztField *known = yzt_kind_find_field (row->kind, field);
  g_autoptr (GError) problem = NULL;
  YztCell cell = { 0 };
  if (!yzt_field_parse_in_zone (known, text, zone, &cell, &problem)) {
    g_set_error (error, problem->domain, problem->code, "%s: %s", yzt_field_get_label (known, desk->language), problem->message);
    return FALSE;
  }
  yzt_row_set (row, field, &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

static gboolean
find_row (const Desk *desk, const char *kind_id, const char *key, Duty *duty, GError **error)
{
  g_autoptr (YztRow) model = new_row (desk, kind_id, error);
  if (model == NULL) {
    return FALSE;
  }
  duty->seen = yzt_store_get_row (desk->store, model->kind, g_ascii_strtoll (value_of (desk, key), NULL, 10), error);
  duty->update = duty->seen != NULL ? yzt_row_copy (duty->seen) : NULL;
  return duty->update != NULL;
}

static gboolean
make_turn (const Desk *desk, Duty *duty, char **label, GError **error)
{
  static const char *const needed[] = { "post", "from_utc", "until_utc" };
  YztRow *row = duty->insert = new_row (desk, "duty-turn", error);
  if (row == NULL || !set_field (desk, row, "name", value_of (desk, "person"), error)) {
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    if (*value_of (desk, needed[i]) == '\0') {
      return yzt_deed_refuse (error, _("A turn of duty needs a person, a post, a begin and an end."));
    }
    if (!set_field (desk, row, needed[i], value_of (desk, needed[i]), error)) {
      return FALSE;
    }
  }
  if (*value_of (desk, "phone") != '\0' && !set_field (desk, row, "phone", value_of (desk, "phone"), error)) {
    return FALSE;
  }
  if (yzt_row_time (row, "until_utc") <= yzt_row_time (row, "from_utc")) {
    return yzt_deed_refuse (error, _("A turn of duty ends after it begins; look at the two times."));
  }
  *label = g_strdup_printf (_("Duty roster: %s, %s"), yzt_row_word (row, "name"), yzt_deed_label (row, "post", yzt_row_word (row, "post"), desk->language));
  return TRUE;
}

static gboolean
make_absent (const Desk *desk, gboolean back, Duty *duty, char **label, GError **error)
{
  if (!find_row (desk, "duty-turn", "turn", duty, error)) {
    return FALSE;
  }
  if (!back && *value_of (desk, "reason") == '\0') {
    return yzt_deed_refuse (error, _("Say why, for example that the telephone is not answered."));
  }
  yzt_row_set_text (duty->update, "absent_reason", back ? NULL : value_of (desk, "reason"));
  yzt_row_set_text (duty->update, "absent_utc", back ? NULL : desk->now);
  *label = back ? g_strdup_printf (_("%s is back on duty"), yzt_row_word (duty->update, "name"))
                : g_strdup_printf (_("%s is absent: %s"), yzt_row_word (duty->update, "name"), value_of (desk, "reason"));
  return TRUE;
}

static gboolean
make_sign_out (const Desk *desk, Duty *duty, char **label, GError **error)
{
  YztRow *row = duty->insert = new_row (desk, "duty-sign", error);
  if (row == NULL) {
    return FALSE;
  }
  yzt_row_set_text (row, "name", desk->author);
  yzt_row_set_text (row, "what", "out");
  yzt_row_set_text (row, "at_utc", desk->now);
  *label = g_strdup_printf (_("%s signs out"), desk->author);
  return TRUE;
}

static gboolean
make_hand_over (const Desk *desk, Duty *duty, char **label, GError **error)
{
  const char *to = value_of (desk, "to");
  if (*to == '\0' || g_str_equal (to, desk->author)) {
    return yzt_deed_refuse (error, _("Say who takes over from you."));
  }
  YztRow *row = duty->insert = new_row (desk, "hand-over", error);
  g_autoptr (YztHandOverSheet) sheet = row != NULL ? yzt_hand_over_sheet (desk->store, desk->now_ms, desk->language, error) : NULL;
  if (sheet == NULL) {
    return FALSE;
  }
  g_autofree char *seal = g_compute_checksum_for_string (G_CHECKSUM_SHA256, sheet->text, -1);
  g_autofree char *title = g_strdup_printf (_("Hand-over %s → %s"), desk->author, to);
  yzt_row_set_text (row, "name", title);
  yzt_row_set_text (row, "from_person", desk->author);
  yzt_row_set_text (row, "to_person", to);
  yzt_row_set_text (row, "handed_utc", desk->now);
  yzt_row_set_text (row, "text", sheet->text);
  yzt_row_set_text (row, "note", *value_of (desk, "note") != '\0' ? value_of (desk, "note") : NULL);
  yzt_row_set_text (row, "sha256", seal);
  *label = g_steal_pointer (&title);
  return TRUE;
}

static gboolean
make_accept (const Desk *desk, Duty *duty, char **label, GError **error)
{
  if (!find_row (desk, "hand-over", "hand_over", duty, error)) {
    return FALSE;
  }
  if (*yzt_row_word (duty->seen, "accepted_by") != '\0') {
    return yzt_deed_refuse (error, _("%s has taken over already."), yzt_row_word (duty->seen, "accepted_by"));
  }
  if (g_str_equal (yzt_row_word (duty->seen, "from_person"), desk->author)) {
    return yzt_deed_refuse (error, _("Who hands over cannot take over; sign in as the person who takes over."));
  }
  yzt_row_set_text (duty->update, "accepted_by", desk->author);
  yzt_row_set_text (duty->update, "accepted_utc", desk->now);
  *label = g_strdup_printf (_("%s takes over from %s"), desk->author, yzt_row_word (duty->seen, "from_person"));
  return TRUE;
}

static gboolean
make_drop (const Desk *desk, Duty *duty, char **label, GError **error)
{
  if (!find_row (desk, "duty-turn", "turn", duty, error)) {
    return FALSE;
  }
  g_clear_pointer (&duty->update, yzt_row_free);
  *label = g_strdup_printf (_("Duty roster: %s taken out"), yzt_row_word (duty->seen, "name"));
  return TRUE;
}

static gboolean
make (const Desk *desk, const char *id, Duty *duty, char **label, GError **error)
{
  if (g_str_equal (id, "turn")) {
    return make_turn (desk, duty, label, error);
  }
  if (g_str_equal (id, "turn-drop")) {
    return make_drop (desk, duty, label, error);
  }
  if (g_str_equal (id, "absent") || g_str_equal (id, "back")) {
    return make_absent (desk, g_str_equal (id, "back"), duty, label, error);
  }
  if (g_str_equal (id, "sign-out")) {
    return make_sign_out (desk, duty, label, error);
  }
  if (g_str_equal (id, "hand-over")) {
    return make_hand_over (desk, duty, label, error);
  }
  if (g_str_equal (id, "accept")) {
    return make_accept (desk, duty, label, error);
  }
  return yzt_deed_refuse (error, _("There is no act “%s”; see “yzt --help”."), id);
}

static gboolean
write_duty (YztAct *act, gpointer user_data, GError **error)
{
  Duty *duty = user_data;
  if (duty->insert != NULL) {
    return yzt_row_check (duty->insert, NULL, error) && yzt_act_insert (act, duty->insert, error);
  }
  return duty->update != NULL ? yzt_act_update (act, duty->update, error) : yzt_act_delete (act, duty->seen->kind, duty->seen->fid, error);
}

YztActResult *
yzt_duty_act_run (const char *id, GHashTable *values, YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, GError **error)
{
  g_return_val_if_fail (id != NULL && values != NULL && YZT_IS_STORE (store) && clock != NULL, NULL);
  gint64 now_ms = yzt_clock_now_ms (clock) / 1000 * 1000;
  g_autofree char *now = yzt_time_format_utc (now_ms), *label = NULL;
  Desk desk = { values, store, author, language, now_ms, now };
  g_auto (Duty) duty = { NULL };
  if (author == NULL || *author == '\0') {
    yzt_deed_refuse (error, _("Sign in first: your name stands on every change."));
    return NULL;
  }
  if (!yzt_incident_prepare_map (store, author, error) || !make (&desk, id, &duty, &label, error)) {
    return NULL;
  }
  /* The roster is a plan that is edited; what people did is not taken back. */
  gboolean plan = g_str_equal (id, "turn") || g_str_equal (id, "turn-drop");
  YztActInfo info = { .author = author, .window = window, .label = label, .nature = plan ? YZT_ACT_EDIT : YZT_ACT_ORDER };
  return yzt_store_write (store, &info, write_duty, &duty, error);
}

typedef struct {
  char *id;
  GHashTable *values;
} Asked;

static void
asked_free (gpointer data)
{
  g_free (((Asked *) data)->id);
  g_hash_table_unref (((Asked *) data)->values);
  g_free (data);
}

static YztActResult *
run_in_session (YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, gpointer data, GError **error)
{
  Asked *asked = data;
  return yzt_duty_act_run (asked->id, asked->values, store, author, window, language, clock, error);
}

void
yzt_session_duty_act_async (YztSession *session, const char *id, GHashTable *values, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && id != NULL && values != NULL);
  Asked *asked = g_new0 (Asked, 1);
  asked->id = g_strdup (id);
  asked->values = g_hash_table_ref (values);
  yzt_session_write_by_async (session, run_in_session, asked, asked_free, callback, user_data);
}
