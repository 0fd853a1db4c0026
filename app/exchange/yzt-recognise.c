/* yzt-recognise.c: a foreign file looked at as a whole, and the proposal that comes of it
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-recognise.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

#define SAMPLE_CHARACTERS 60

int
yzt_compare_guint (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

/* --- the struct --- */

void
yzt_column_proposal_free (gpointer data)
{
  YztColumnProposal *self = data;

  if (self != NULL) {
    g_free (self->header);
    g_free (self->field);
    g_free (self->evidence);
    for (guint i = 0; i < G_N_ELEMENTS (self->samples); i++) {
      g_free (self->samples[i]);
    }
    g_free (self);
  }
}

void
yzt_layer_proposal_clear (gpointer data)
{
  g_clear_pointer (&((YztLayerProposal *) data)->text, g_free);
}

static void
kind_proposal_clear (gpointer data)
{
  YztKindProposal *self = data;

  g_clear_pointer (&self->kind_id, g_free);
  g_clear_pointer (&self->evidence, g_free);
}

void
yzt_proposal_free (YztProposal *self)
{
  if (self == NULL) {
    return;
  }
  g_free (self->format);
  g_free (self->encoding);
  g_free (self->encoding_evidence);
  g_clear_pointer (&self->layers, g_array_unref);
  g_clear_pointer (&self->totals_rows, g_array_unref);
  g_free (self->header_evidence);
  g_clear_pointer (&self->first_rows, g_ptr_array_unref);
  g_clear_pointer (&self->sample, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_free (self->notation_evidence);
  g_free (self->projection);
  g_free (self->projection_evidence);
  g_free (self->datum_evidence);
  g_clear_pointer (&self->kinds, g_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_free (self);
}

static YztProposal *
proposal_new (void)
{
  YztProposal *self = g_new0 (YztProposal, 1);

  self->layers = g_array_new (FALSE, TRUE, sizeof (YztLayerProposal));
  g_array_set_clear_func (self->layers, yzt_layer_proposal_clear);
  self->totals_rows = g_array_new (FALSE, FALSE, sizeof (guint));
  self->columns = g_ptr_array_new_with_free_func (yzt_column_proposal_free);
  self->kinds = g_array_new (FALSE, TRUE, sizeof (YztKindProposal));
  g_array_set_clear_func (self->kinds, kind_proposal_clear);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* --- from the table --- */

static char *
shorten (const char *text)
{
  g_autofree char *cut = g_utf8_strlen (text, -1) > SAMPLE_CHARACTERS ? g_utf8_substring (text, 0, SAMPLE_CHARACTERS) : g_strdup (text);

  return g_strstrip (g_steal_pointer (&cut));
}

static YztColumnProposal *
new_column (const YztTable *table, guint column)
{
  YztColumnProposal *self = g_new0 (YztColumnProposal, 1);
  guint n = 0;

  self->header = g_strdup (table->headers[column]);
  self->evidence = g_strdup ("");
  for (guint i = 0; i < table->sample->len && n < G_N_ELEMENTS (self->samples); i++) {
    const char *cell = ((char **) g_ptr_array_index (table->sample, i))[column];
    if (*cell != '\0') {
      self->samples[n++] = shorten (cell);
    }
  }
  return self;
}

static void
take_table (YztProposal *self, const YztTable *table)
{
  self->format = g_strdup (table->format);
  self->encoding = g_strdup (table->encoding);
  self->encoding_confidence = table->encoding_confidence;
  self->encoding_evidence = g_strdup (table->encoding_evidence != NULL ? table->encoding_evidence : "");
  for (guint i = 0; i < table->layers->len; i++) {
    YztLayerProposal layer = g_array_index (table->layers, YztLayerProposal, i);
    layer.text = g_strdup (layer.text);
    g_array_append_val (self->layers, layer);
  }
  self->layer = table->layer;
  self->header_row = table->shape.header_row;
  self->n_title_rows = table->shape.header_row > 0 ? table->shape.header_row - 1 : 0;
  self->n_header_rows = table->shape.n_header_rows;
  self->first_data_row = table->shape.first_data_row;
  self->first_rows = g_ptr_array_ref (table->first_rows);
  self->sample = g_ptr_array_ref (table->sample);
  self->header_confidence = table->shape.confidence;
  self->header_evidence = g_strdup (table->shape.evidence != NULL ? table->shape.evidence : "");
  self->epsg = table->epsg;
  self->projection = g_strdup (table->system);
  self->projection_confidence = table->system != NULL ? 1.0 : 0.0;
  self->projection_evidence = table->system != NULL ? g_strdup (_("The file names its reference system.")) : NULL;
  for (guint i = 0; i < table->n_columns; i++) {
    g_ptr_array_add (self->columns, new_column (table, i));
  }
  for (guint i = 0; i < table->notes->len; i++) {
    g_ptr_array_add (self->notes, g_strdup (g_ptr_array_index (table->notes, i)));
  }
  self->rows_looked_at = table->sample->len;
  for (guint i = 0; i < table->totals->len; i++) {
    guint row = g_array_index (table->totals, guint, i) + table->shape.first_data_row - 1;
    g_array_append_val (self->totals_rows, row);
  }
}

YztProposal *
yzt_recognise_table (YztTable *table, YztStore *store, YztKind *kind, const char *language)
{
  YztProposal *self = proposal_new ();
  g_autofree YztContent *contents = g_new0 (YztContent, MAX (table->n_columns, 1));

  take_table (self, table);
  for (guint i = 0; i < table->n_columns; i++) {
    yzt_content_look (&contents[i], table->sample, i);
  }
  if (kind == NULL) {
    yzt_recognise_kinds (self, table, contents, yzt_store_get_kinds (store), language);
    kind = self->kinds->len > 0 ? yzt_kind_set_find (yzt_store_get_kinds (store), g_array_index (self->kinds, YztKindProposal, 0).kind_id) : NULL;
  } else {
    YztKindProposal given = { g_strdup (yzt_kind_get_id (kind)), 1.0, g_strdup ("") };
    g_array_append_val (self->kinds, given);
  }
  if (kind != NULL) {
    yzt_recognise_position (self, table, contents, kind);
    yzt_recognise_columns (self, table, contents, kind, language);
    yzt_recognise_datum (self, table, store, kind);
  }
  if (self->datum_evidence == NULL) {
    self->datum_evidence = g_strdup (self->notation == YZT_NOTATION_NONE ? "" : _("Nothing in the file says which datum its coordinates are in."));
  }
  if (self->notation_evidence == NULL) {
    self->notation_evidence = g_strdup (_("No column holds coordinates."));
  }
  return self;
}

YztProposal *
yzt_recognise_file (YztStore *store, YztKind *kind, const char *path, const YztRecogniseOptions *options, GCancellable *cancellable, GError **error)
{
  static const YztRecogniseOptions none = { NULL, NULL, 0, NULL };
  g_autoptr (YztTable) table = NULL;
  YztTableRequest request;

  g_return_val_if_fail (store != NULL || kind != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  options = options != NULL ? options : &none;
  request = (YztTableRequest) { options->encoding, options->layer, options->header_row, kind, options->language };
  yzt_exchange_init ();
  table = yzt_table_open (path, &request, error);
  if (table == NULL || g_cancellable_set_error_if_cancelled (cancellable, error)) {
    return NULL;
  }
  return yzt_recognise_table (table, store, kind, options->language);
}

/* --- the person's choice --- */

void
yzt_proposal_set_column (YztProposal *self, guint column, YztColumnRole role, const char *field)
{
  YztColumnProposal *chosen;

  g_return_if_fail (self != NULL && column < self->columns->len);
  g_return_if_fail (role != YZT_ROLE_FIELD || field != NULL);

  for (guint i = 0; i < self->columns->len; i++) {
    YztColumnProposal *other = g_ptr_array_index (self->columns, i);
    if (i != column && role != YZT_ROLE_SKIP && other->role == role && (role != YZT_ROLE_FIELD || g_strcmp0 (other->field, field) == 0)) {
      other->role = YZT_ROLE_SKIP;
      other->confidence = 0.0;
      g_clear_pointer (&other->field, g_free);
    }
  }
  chosen = g_ptr_array_index (self->columns, column);
  chosen->role = role;
  g_free (chosen->field);
  chosen->field = role == YZT_ROLE_FIELD ? g_strdup (field) : NULL;
  chosen->confidence = role == YZT_ROLE_SKIP ? 0.0 : 1.0;
  g_free (chosen->evidence);
  chosen->evidence = g_strdup (_("Chosen by you."));
  /* Two columns of degrees are read however they are written. */
  if ((role == YZT_ROLE_LONGITUDE || role == YZT_ROLE_LATITUDE) && self->notation != YZT_NOTATION_DMS && self->notation != YZT_NOTATION_PACKED_DMS) {
    self->notation = YZT_NOTATION_DECIMAL;
  } else if (role == YZT_ROLE_COORDINATE) {
    self->notation = YZT_NOTATION_ONE_COLUMN;
  } else if (role == YZT_ROLE_EASTING || role == YZT_ROLE_NORTHING) {
    self->notation = YZT_NOTATION_PROJECTED;
  } else if (role == YZT_ROLE_WKT) {
    self->notation = YZT_NOTATION_WKT;
  }
}

char *
yzt_proposal_column_label (const YztProposal *self, guint column, const YztKind *kind, const char *language)
{
  const YztColumnProposal *at;
  const YztField *field;

  g_return_val_if_fail (self != NULL && column < self->columns->len, NULL);

  at = g_ptr_array_index (self->columns, column);
  switch (at->role) {
  case YZT_ROLE_FIELD:
    field = kind != NULL ? yzt_kind_find_field (kind, at->field) : NULL;
    return g_strdup (field != NULL ? yzt_field_get_label (field, language) : at->field);
  case YZT_ROLE_LONGITUDE:
    return g_strdup (_("Longitude"));
  case YZT_ROLE_LATITUDE:
    return g_strdup (_("Latitude"));
  case YZT_ROLE_COORDINATE:
    return g_strdup (_("Longitude and latitude"));
  case YZT_ROLE_WKT:
    return g_strdup (_("Geometry (WKT)"));
  case YZT_ROLE_EASTING:
    return g_strdup (_("Easting"));
  case YZT_ROLE_NORTHING:
    return g_strdup (_("Northing"));
  case YZT_ROLE_SKIP:
  default:
    return g_strdup (_("Not used"));
  }
}
