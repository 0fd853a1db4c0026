/* yzt-paste.c: cells from a spreadsheet laid over the rows of a kind: what would change, what is new, what cannot be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-paste.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a table copies has seven decimals. */
#define SAME_PLACE_DEG 1e-7

/* --- splitting --- */

/* One cell from @text; *@end is what parts it from the next. */
static char *
read_cell (const char *text, const char **end)
{
  if (*text != '"') {
    gsize length = strcspn (text, "\t\r\n");
    *end = text + length;
    return g_strndup (text, length);
  }
  g_autoptr (GString) cell = g_string_new (NULL);
  const char *at = text + 1;
  for (; *at != '\0' && !(at[0] == '"' && at[1] != '"'); at++) {
    at += at[0] == '"';
    g_string_append_c (cell, *at);
  }
  at += *at == '"';
  gsize rest = strcspn (at, "\t\r\n"); /* what stands behind the closing quote still belongs to the cell */
  g_string_append_len (cell, at, (gssize) rest);
  *end = at + rest;
  return g_string_free (g_steal_pointer (&cell), FALSE);
}

GPtrArray *
yzt_paste_split (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  while (*text != '\0') {
    g_autoptr (GPtrArray) cells = g_ptr_array_new ();
    const char *end = text;
    do {
      g_ptr_array_add (cells, read_cell (text, &end));
      text = *end == '\t' ? end + 1 : end;
    } while (*end == '\t');
    text += *text == '\r';
    text += *text == '\n';
    g_ptr_array_add (cells, NULL);
    g_ptr_array_add (lines, g_ptr_array_steal (cells, NULL));
  }
  return lines;
}

/* --- the plan --- */

static void
change_clear (gpointer data)
{
  YztPasteChange *change = data;
  yzt_cell_clear (&change->old);
  yzt_cell_clear (&change->value);
}

void
yzt_paste_plan_free (YztPastePlan *plan)
{
  if (plan != NULL) {
    yzt_kind_unref (plan->kind);
    g_ptr_array_unref (plan->problems);
    g_array_unref (plan->changes);
    g_array_unref (plan->moves);
    g_ptr_array_unref (plan->new_rows);
    g_free (plan);
  }
}

typedef struct {
  YztStore *store;
  const YztPasteTarget *target;
  YztPastePlan *plan;
  const YztField **fields; /* of each cell of a line; NULL: passed over */
  guint n_fields;
  int code;                /* which cell says the code, -1: none */
  guint used_fids;
} Pasting;

static void
add_problem (YztPastePlan *plan, guint line, const char *label, const char *sentence)
{
  if (plan->n_problems++ < YZT_PASTE_MOST_PROBLEMS) {
    /* Translators: number of the line, field, what is wrong */
    g_ptr_array_add (plan->problems, label != NULL ? g_strdup_printf (_("Line %u, %s: %s"), line, label, sentence)
                                                   : g_strdup_printf (_("Line %u: %s"), line, sentence));
  }
}

/* A table shows the owner's name under the owner's kind. */
static gboolean
names_owner (Pasting *pasting, const char *header)
{
  const char *id = yzt_kind_get_owner (pasting->target->kind);
  YztKind *owner = id != NULL ? yzt_kind_set_find (yzt_store_get_kinds (pasting->store), id) : NULL;
  return owner != NULL && (g_str_equal (header, yzt_kind_get_label (owner, "zh_CN")) || g_str_equal (header, yzt_kind_get_label (owner, "en")));
}

/* What the programme writes itself, and who owns a row, is not pasted. */
static gboolean
is_taken (const YztField *field)
{
  static const char *const own[] = { "created_at", "updated_at", "owner_code", NULL };
  return field != NULL && !g_strv_contains (own, yzt_field_get_name (field));
}

/* The first line names fields when every cell of it that says something is a header of the kind. */
static gboolean
read_header (Pasting *pasting, char **line, guint n_lines)
{
  guint n = g_strv_length (line), named = 0;
  g_autofree const YztField **fields = g_new0 (const YztField *, n + 1);
  for (guint i = 0; i < n; i++) {
    g_autofree char *header = g_strstrip (g_strdup (line[i]));
    fields[i] = *header != '\0' ? yzt_kind_match_header (pasting->target->kind, header) : NULL;
    if (*header != '\0' && fields[i] == NULL && !names_owner (pasting, header)) {
      return FALSE;
    }
    named += fields[i] != NULL;
    fields[i] = is_taken (fields[i]) ? fields[i] : NULL;
  }
  if (named == 0 || n_lines < 2) {
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    if (fields[i] != NULL && g_str_equal (yzt_field_get_name (fields[i]), "code")) {
      pasting->code = (int) i;
    }
  }
  pasting->fields = g_steal_pointer (&fields);
  pasting->n_fields = n;
  return TRUE;
}

static void
take_screen_fields (Pasting *pasting)
{
  const YztPasteTarget *target = pasting->target;
  pasting->n_fields = target->n_fields;
  pasting->fields = g_new0 (const YztField *, target->n_fields + 1);
  for (guint i = 0; i < target->n_fields; i++) {
    pasting->fields[i] = target->fields[i] != YZT_PASTE_NO_FIELD ? yzt_kind_get_field (target->kind, target->fields[i]) : NULL;
  }
}

/* Which row a line means: by its code, else the next one below the cursor; 0: a new one. */
static gint64
find_row (Pasting *pasting, char **line, GError **error)
{
  const YztPasteTarget *target = pasting->target;
  if (pasting->code >= 0 && (guint) pasting->code < g_strv_length (line)) {
    g_autofree char *code = g_strstrip (g_strdup (line[pasting->code]));
    return *code != '\0' ? yzt_store_find_row (pasting->store, target->kind, "code", code, error) : 0;
  }
  return pasting->used_fids < target->n_fids ? target->fids[pasting->used_fids++] : 0;
}

static gboolean
parse_cell (Pasting *pasting, const YztField *field, const char *text, guint line, YztCell *cell_out)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  if (yzt_field_parse_in_zone (field, stripped, pasting->target->zone, cell_out, &error)) {
    if (yzt_field_check (field, cell_out, &error)) {
      return TRUE;
    }
    yzt_cell_clear (cell_out);
  }
  add_problem (pasting->plan, line, yzt_field_get_label (field, pasting->target->language), error->message);
  return FALSE;
}

static gboolean
is_place (const YztField *field)
{
  return yzt_field_get_field_type (field) == YZT_FIELD_LONGITUDE || yzt_field_get_field_type (field) == YZT_FIELD_LATITUDE;
}

typedef struct {
  YztPosition to;
  guint n_lon, n_lat; /* cells that say so */
} Place;

static void
read_place (Pasting *pasting, const YztField *field, const char *text, guint line, Place *place)
{
  gboolean lon = yzt_field_get_field_type (field) == YZT_FIELD_LONGITUDE;
  YztCell cell;
  if (parse_cell (pasting, field, text, line, &cell) && cell.type == YZT_CELL_NUMBER) {
    *(lon ? &place->to.lon : &place->to.lat) = cell.v.number;
    place->n_lon += lon;
    place->n_lat += !lon;
  }
}

static void
paste_place (Pasting *pasting, const YztRow *row, const Place *place, guint line)
{
  YztPastePlan *plan = pasting->plan;
  YztPasteMove move = { row->fid, { row->lon, row->lat }, place->to, row->has_position };
  if (place->n_lon + place->n_lat == 0) {
    return;
  }
  if (yzt_kind_get_geometry (row->kind) != YZT_KIND_GEOMETRY_POINT) {
    add_problem (plan, line, NULL, _("a line or an area is moved on the map, not by a coordinate"));
  } else if (!row->has_position && (place->n_lon == 0 || place->n_lat == 0)) {
    add_problem (plan, line, NULL, _("it stands nowhere yet: longitude and latitude are both needed"));
  } else if (row->has_position && fabs (move.to.lon - row->lon) < SAME_PLACE_DEG && fabs (move.to.lat - row->lat) < SAME_PLACE_DEG) {
    plan->n_same += place->n_lon + place->n_lat;
  } else {
    g_array_append_val (plan->moves, move);
  }
}

static void
paste_over (Pasting *pasting, const YztRow *row, char **cells, guint n, guint line)
{
  YztPastePlan *plan = pasting->plan;
  Place place = { { row->lon, row->lat }, 0, 0 };
  for (guint i = 0; i < n; i++) {
    const YztField *field = pasting->fields[i];
    int index = field != NULL ? yzt_kind_get_field_index (row->kind, yzt_field_get_name (field)) : -1;
    YztPasteChange change = { .fid = row->fid, .field = (guint) index };
    if (index < 0 && field != NULL && is_place (field)) {
      read_place (pasting, field, cells[i], line, &place);
      continue;
    }
    plan->n_passed += index < 0 && cells[i][strspn (cells[i], " ")] != '\0';
    if (index < 0 || !parse_cell (pasting, field, cells[i], line, &change.value)) {
      continue;
    }
    if (yzt_cell_equal (&change.value, &row->cells[index])) {
      yzt_cell_clear (&change.value);
      plan->n_same++;
      continue;
    }
    yzt_cell_copy (&change.old, &row->cells[index]);
    g_array_append_val (plan->changes, change);
  }
  paste_place (pasting, row, &place, line);
}

static void
put_place (YztRow *row, const YztField *field, const YztCell *cell)
{
  gboolean lon = yzt_field_get_field_type (field) == YZT_FIELD_LONGITUDE;
  *(lon ? &row->lon : &row->lat) = cell->type == YZT_CELL_NUMBER ? cell->v.number : 0;
  row->has_position = cell->type == YZT_CELL_NUMBER && (row->has_position || !lon);
}

static void
paste_new (Pasting *pasting, char **cells, guint n, guint line)
{
  const YztPasteTarget *target = pasting->target;
  g_autoptr (YztRow) row = yzt_row_new (target->kind);
  g_autoptr (GError) error = NULL;
  guint before = pasting->plan->n_problems;
  row->owner_fid = target->owner_fid;
  for (guint i = 0; i < n; i++) {
    const YztField *field = pasting->fields[i];
    YztCell cell;
    if (field == NULL || !is_taken (field) || !parse_cell (pasting, field, cells[i], line, &cell)) {
      continue;
    }
    if (yzt_kind_get_field_index (target->kind, yzt_field_get_name (field)) >= 0) {
      yzt_row_set (row, yzt_field_get_name (field), &cell);
    } else {
      put_place (row, field, &cell);
    }
    yzt_cell_clear (&cell);
  }
  if (pasting->plan->n_problems > before) {
    return;
  }
  if (yzt_kind_get_owner (target->kind) != NULL && target->owner_fid == 0) {
    add_problem (pasting->plan, line, NULL, _("a new row of this kind belongs to something; open that and paste there"));
  } else if (!yzt_row_check (row, target->language, &error)) {
    add_problem (pasting->plan, line, NULL, error->message);
  } else {
    g_ptr_array_add (pasting->plan->new_rows, g_steal_pointer (&row));
  }
}

static gboolean
is_blank (char **line)
{
  for (guint i = 0; line[i] != NULL; i++) {
    if (line[i][strspn (line[i], " \t")] != '\0') {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
paste_line (Pasting *pasting, char **line, guint number, GError **error)
{
  g_autoptr (GError) problem = NULL;
  guint n = MIN (g_strv_length (line), pasting->n_fields);
  pasting->plan->n_lines++;
  pasting->plan->n_cells += n;
  gint64 fid = find_row (pasting, line, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (fid == 0) {
    paste_new (pasting, line, n, number);
    return TRUE;
  }
  g_autoptr (YztRow) row = yzt_store_get_row (pasting->store, pasting->target->kind, fid, &problem);
  if (row == NULL) {
    add_problem (pasting->plan, number, NULL, problem->message);
  } else {
    paste_over (pasting, row, line, n, number);
  }
  return TRUE;
}

YztPastePlan *
yzt_paste_plan_new (YztStore *store, const YztPasteTarget *target, const char *text, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && target != NULL && text != NULL, NULL);
  if (strlen (text) > YZT_PASTE_MAX_BYTES || !g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_SIZE, _("This is too much to paste, or no text; save it as a file and import that."));
    return NULL;
  }
  g_autoptr (YztPastePlan) plan = g_new0 (YztPastePlan, 1);
  g_autoptr (GPtrArray) lines = yzt_paste_split (text);
  Pasting pasting = { .store = store, .target = target, .plan = plan, .code = -1 };
  plan->kind = yzt_kind_ref (target->kind);
  plan->problems = g_ptr_array_new_with_free_func (g_free);
  plan->changes = g_array_new (FALSE, TRUE, sizeof (YztPasteChange));
  g_array_set_clear_func (plan->changes, change_clear);
  plan->moves = g_array_new (FALSE, FALSE, sizeof (YztPasteMove));
  plan->new_rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  plan->has_header = lines->len > 0 && read_header (&pasting, lines->pdata[0], lines->len);
  if (!plan->has_header) {
    take_screen_fields (&pasting);
  }
  gboolean good = TRUE;
  for (guint i = plan->has_header; i < lines->len && good; i++) {
    good = !g_cancellable_set_error_if_cancelled (cancellable, error) && (is_blank (lines->pdata[i]) || paste_line (&pasting, lines->pdata[i], i + 1, error));
  }
  g_free (pasting.fields);
  return good ? g_steal_pointer (&plan) : NULL;
}

YztEdits *
yzt_paste_plan_to_edits (const YztPastePlan *plan, const char *label)
{
  g_return_val_if_fail (plan != NULL, NULL);
  YztEdits *edits = yzt_edits_new (label);
  for (guint i = 0; i < plan->changes->len; i++) {
    const YztPasteChange *change = &g_array_index (plan->changes, YztPasteChange, i);
    yzt_edits_set_cell (edits, plan->kind, change->fid, change->field, &change->old, &change->value);
  }
  for (guint i = 0; i < plan->moves->len; i++) {
    const YztPasteMove *move = &g_array_index (plan->moves, YztPasteMove, i);
    yzt_edits_move (edits, plan->kind, move->fid, move->was_placed ? &move->from : NULL, move->to);
  }
  for (guint i = 0; i < plan->new_rows->len; i++) {
    yzt_edits_insert (edits, plan->new_rows->pdata[i]);
  }
  return edits;
}
