/* yzt-plan-card-paper.c: one page of a plan (预案卡片): what it is, its levels and who decides, first steps, whom to call, what it needs, what is due
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-plan-library.h"
#include "yzt-report-private.h"

/* More steps, persons and needs than these do not help who holds the card; the plan has them. Fewer stand there when they do not fit on one page. */
#define MOST 10
#define LEAST 3
#define MOST_CELL_BYTES 360

typedef struct {
  YztStore *store;
  const YztRow *plan;
  const char *language;
  GString *text;
  guint most; /* steps, persons, needs */
} Card;

/* The rows of @kind_id that nobody refused, the confirmed ones before those that were only read out of the text. */
static GPtrArray *
rows_of (const Card *card, const char *kind_id, GError **error)
{
  g_autoptr (GPtrArray) all = yzt_paper_rows (card->store, kind_id, card->plan->fid, error);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  if (all == NULL) {
    g_ptr_array_unref (rows);
    return NULL;
  }
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < all->len; i++) {
      const char *state = yzt_paper_cell (all->pdata[i], "state");
      if (g_str_equal (state, "refused") ? FALSE : (g_str_equal (state, "confirmed") == (pass == 0))) {
        g_ptr_array_add (rows, yzt_row_copy (all->pdata[i]));
      }
    }
  }
  return rows;
}

static char *
short_cell (const YztRow *row, const char *field)
{
  return yzt_text_shorten (yzt_paper_cell (row, field), MOST_CELL_BYTES);
}

static char *
words_of (const Card *card, const YztRow *row, const char *field)
{
  return yzt_paper_value (row, field, card->language, NULL);
}

static void
tell_more (Card *card, guint n, guint shown)
{
  if (n > shown) {
    g_string_append_printf (card->text, g_dngettext (GETTEXT_PACKAGE, "and %u more, see the plan\n", "and %u more, see the plan\n", n - shown), n - shown);
  }
}

/* Codes of incident types in words, parted by ; as in the cell. */
static char *
type_words (const Card *card)
{
  YztKind *incident = yzt_kind_set_find (yzt_store_get_kinds (card->store), "incident");
  const YztField *type = incident != NULL ? yzt_kind_find_field (incident, "type") : NULL;
  g_auto (GStrv) codes = g_strsplit (yzt_paper_cell (card->plan, "incident_types"), ";", -1);
  g_autoptr (GString) words = g_string_new (NULL);
  for (char **code = codes; *code != NULL; code++) {
    if (*g_strstrip (*code) != '\0') {
      g_string_append_printf (words, "%s%s", words->len > 0 ? _(", ") : "", type != NULL ? yzt_field_get_value_label (type, *code, card->language) : *code);
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Two of them side by side, so that a card stays one page. @cells: char *, of each its @n_each. */
static void
add_pairs (Card *card, const char *columns, const char *const *head, const GPtrArray *cells, guint n_each)
{
  guint n = cells->len / n_each;
  yzt_paper_begin_table (card->text, columns, head);
  for (guint i = 0; i < n; i += 2) {
    g_autoptr (GPtrArray) row = g_ptr_array_new ();
    for (guint k = 0; k < 2 * n_each; k++) {
      guint at = i * n_each + k;
      g_ptr_array_add (row, at < cells->len ? cells->pdata[at] : (gpointer) "");
    }
    g_ptr_array_add (row, NULL);
    yzt_paper_add_row (card->text, (const char *const *) row->pdata);
  }
}

static void
add_pair (GPtrArray *cells, const char *label, const char *value)
{
  if (*value != '\0') {
    g_ptr_array_add (cells, g_strdup (label));
    g_ptr_array_add (cells, g_strdup (value));
  }
}

static void
tell_plan (Card *card)
{
  static const char *const fields[] = { "plan_kind", "level", "issuing_body", "number", "issued", "version", "signed_by", "filed_no", "filed_on", "state", "region", "hazard_codes", "substances", NULL };
  g_autofree char *types = type_words (card);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_string_append_printf (card->text, "# %s\n", _("The plan"));
  for (const char *const *field = fields; *field != NULL; field++) {
    g_autofree char *words = words_of (card, card->plan, *field);
    const YztField *known = yzt_kind_find_field (card->plan->kind, *field);
    add_pair (cells, known != NULL ? yzt_field_get_label (known, card->language) : *field, words);
  }
  add_pair (cells, _("Incident types"), types);
  add_pairs (card, "13;37;13;37", NULL, cells, 2);
}

static gboolean
tell_levels (Card *card, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (card, "plan-level", error);
  if (rows == NULL) {
    return FALSE;
  }
  if (rows->len > 0) {
    g_string_append_printf (card->text, "# %s\n", _("Levels"));
    yzt_paper_begin_table (card->text, "13;41;18;16;12", (const char *const[]) { _("Level"), _("When"), _("Who decides"), _("What changes"), _("Report within"), NULL });
  }
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *level = words_of (card, rows->pdata[i], "response_level"), *when = short_cell (rows->pdata[i], "trigger"), *minutes = words_of (card, rows->pdata[i], "report_minutes");
    g_autofree char *changes = short_cell (rows->pdata[i], "changes");
    const char *name = yzt_paper_cell (rows->pdata[i], "name");
    yzt_paper_add_row (card->text, (const char *const[]) { *name != '\0' ? name : level, when, yzt_paper_cell (rows->pdata[i], "decider"), changes, minutes, NULL });
  }
  return TRUE;
}

static gboolean
tell_steps (Card *card, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (card, "plan-step", error);
  if (rows == NULL) {
    return FALSE;
  }
  if (rows->len > 0) {
    g_string_append_printf (card->text, "# %s\n", _("First steps"));
    yzt_paper_begin_table (card->text, "6c;54;16;12;12", (const char *const[]) { _("No."), _("Step"), _("Who"), _("Within"), _("Level"), NULL });
  }
  for (guint i = 0; i < rows->len && i < card->most; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i + 1), *minutes = words_of (card, rows->pdata[i], "minutes"), *level = words_of (card, rows->pdata[i], "response_level");
    g_autofree char *step = short_cell (rows->pdata[i], "name");
    yzt_paper_add_row (card->text, (const char *const[]) { number, step, yzt_paper_cell (rows->pdata[i], "role"), minutes, level, NULL });
  }
  tell_more (card, rows->len, card->most);
  return TRUE;
}

static gboolean
tell_persons (Card *card, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (card, "plan-contact", error);
  if (rows == NULL) {
    return FALSE;
  }
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < rows->len && i < card->most; i++) {
    const char *name = yzt_paper_cell (rows->pdata[i], "name"), *role = yzt_paper_cell (rows->pdata[i], "role"), *unit = yzt_paper_cell (rows->pdata[i], "unit_name");
    gboolean says_unit = *unit != '\0' && !g_str_equal (unit, name);
    g_ptr_array_add (cells, g_strdup_printf ("%s%s%s%s%s", name, *role != '\0' ? " · " : "", role, says_unit ? " · " : "", says_unit ? unit : ""));
    g_ptr_array_add (cells, g_strdup (yzt_paper_cell (rows->pdata[i], "phone")));
  }
  if (cells->len > 0) {
    g_string_append_printf (card->text, "# %s\n", _("Whom to call"));
    add_pairs (card, "30;20;30;20", (const char *const[]) { _("Person or post"), _("Telephone"), _("Person or post"), _("Telephone"), NULL }, cells, 2);
  }
  tell_more (card, rows->len, card->most);
  return TRUE;
}

static gboolean
tell_needs (Card *card, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (card, "plan-need", error);
  if (rows == NULL) {
    return FALSE;
  }
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < rows->len && i < card->most; i++) {
    g_autofree char *quantity = words_of (card, rows->pdata[i], "quantity");
    g_ptr_array_add (cells, short_cell (rows->pdata[i], "name"));
    g_ptr_array_add (cells, g_strdup_printf ("%s %s", quantity, yzt_paper_cell (rows->pdata[i], "unit")));
    g_ptr_array_add (cells, words_of (card, rows->pdata[i], "response_level"));
  }
  if (cells->len > 0) {
    g_string_append_printf (card->text, "# %s\n", _("What it needs"));
    add_pairs (card, "26;13r;11;26;13r;11",
               (const char *const[]) { _("Item or capability"), _("Quantity"), _("Level"), _("Item or capability"), _("Quantity"), _("Level"), NULL }, cells, 3);
  }
  tell_more (card, rows->len, card->most);
  return TRUE;
}

static gboolean
tell_due (Card *card, const char *today, GError **error)
{
  g_autoptr (GArray) due = yzt_plans_due (card->store, today, NULL, card->language, error);
  guint n = 0;
  for (guint i = 0; due != NULL && i < due->len; i++) {
    const YztPlanDue *one = &g_array_index (due, YztPlanDue, i);
    if (one->plan_fid != card->plan->fid) {
      continue;
    }
    if (n++ == 0) {
      g_string_append_printf (card->text, "# %s\n", _("Due"));
      yzt_paper_begin_table (card->text, "18;14;68", (const char *const[]) { _("Date"), _("Stands"), _("What"), NULL });
    }
    yzt_paper_add_row (card->text, (const char *const[]) { one->date, one->colour == YZT_PLAN_DUE_OVERDUE ? _("overdue") : _("to come"), one->words, NULL });
  }
  return due != NULL;
}

static YztPaper *
make_card (YztStore *store, const YztRow *plan, guint most, const char *today, const char *language, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Card card = { store, plan, language, text, most };
  tell_plan (&card);
  if (!tell_levels (&card, error) || !tell_steps (&card, error) || !tell_persons (&card, error) || !tell_needs (&card, error) || !tell_due (&card, today, error)) {
    return NULL;
  }
  YztPaper *paper = yzt_paper_new ();
  yzt_paper_set (paper, "plan-card", g_strdup_printf (_("Plan card: %s"), yzt_paper_cell (plan, "name")), g_string_free (g_steal_pointer (&text), FALSE));
  paper->one_page = TRUE;
  g_free (paper->foot);
  paper->foot = yzt_paper_foot (store, "");
  g_ptr_array_add (paper->facts, g_strdup_printf (_("As of %s · the plan itself holds; what it says was read out of its text"), today));
  return paper;
}

YztPaper *
yzt_plan_card_paper (YztStore *store, gint64 plan_fid, const char *today, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  g_autoptr (YztRow) plan = kind != NULL ? yzt_store_get_row (store, kind, plan_fid, error) : NULL;
  if (plan == NULL) {
    if (error != NULL && *error == NULL) {
      g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no plans yet."));
    }
    return NULL;
  }
  g_autoptr (YztPaper) paper = make_card (store, plan, MOST, today, language, error);
  for (guint most = MOST - 1; paper != NULL && most >= LEAST && yzt_paper_count_pages (paper) > 1; most--) {
    yzt_paper_free (paper);
    paper = make_card (store, plan, most, today, language, error);
  }
  return g_steal_pointer (&paper);
}
