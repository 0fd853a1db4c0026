/* yzt-proposal-copy.c: a proposal of its own for a worker, while the person goes on changing the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-proposal-copy.h"

static void
column_free (gpointer data)
{
  YztColumnProposal *column = data;
  g_free (column->header);
  g_free (column->field);
  g_free (column->evidence);
  for (guint i = 0; i < G_N_ELEMENTS (column->samples); i++) {
    g_free (column->samples[i]);
  }
  g_free (column);
}

static YztColumnProposal *
column_copy (const YztColumnProposal *column)
{
  YztColumnProposal *copy = g_memdup2 (column, sizeof *column);
  copy->header = g_strdup (column->header);
  copy->field = g_strdup (column->field);
  copy->evidence = g_strdup (column->evidence);
  for (guint i = 0; i < G_N_ELEMENTS (copy->samples); i++) {
    copy->samples[i] = g_strdup (column->samples[i]);
  }
  return copy;
}

static void
layer_clear (gpointer layer)
{
  g_clear_pointer (&((YztLayerProposal *) layer)->text, g_free);
}

static void
kind_clear (gpointer kind)
{
  g_clear_pointer (&((YztKindProposal *) kind)->kind_id, g_free);
  g_clear_pointer (&((YztKindProposal *) kind)->evidence, g_free);
}

static void
copy_lists (const YztProposal *from, YztProposal *to)
{
  to->layers = g_array_new (FALSE, TRUE, sizeof (YztLayerProposal));
  g_array_set_clear_func (to->layers, layer_clear);
  for (guint i = 0; i < from->layers->len; i++) {
    YztLayerProposal layer = g_array_index (from->layers, YztLayerProposal, i);
    layer.text = g_strdup (layer.text);
    g_array_append_val (to->layers, layer);
  }
  to->kinds = g_array_new (FALSE, TRUE, sizeof (YztKindProposal));
  g_array_set_clear_func (to->kinds, kind_clear);
  for (guint i = 0; i < from->kinds->len; i++) {
    YztKindProposal kind = g_array_index (from->kinds, YztKindProposal, i);
    kind.kind_id = g_strdup (kind.kind_id);
    kind.evidence = g_strdup (kind.evidence);
    g_array_append_val (to->kinds, kind);
  }
  to->totals_rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (to->totals_rows, from->totals_rows->data, from->totals_rows->len);
  to->columns = g_ptr_array_new_with_free_func (column_free);
  for (guint i = 0; i < from->columns->len; i++) {
    g_ptr_array_add (to->columns, column_copy (from->columns->pdata[i]));
  }
  to->first_rows = from->first_rows != NULL ? g_ptr_array_ref (from->first_rows) : NULL; /* nobody changes them */
  to->sample = from->sample != NULL ? g_ptr_array_ref (from->sample) : NULL;
  to->notes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < from->notes->len; i++) {
    g_ptr_array_add (to->notes, g_strdup (from->notes->pdata[i]));
  }
}

YztProposal *
yzt_proposal_copy (const YztProposal *proposal)
{
  g_return_val_if_fail (proposal != NULL, NULL);
  YztProposal *copy = g_memdup2 (proposal, sizeof *proposal);
  copy->format = g_strdup (proposal->format);
  copy->encoding = g_strdup (proposal->encoding);
  copy->encoding_evidence = g_strdup (proposal->encoding_evidence);
  copy->header_evidence = g_strdup (proposal->header_evidence);
  copy->notation_evidence = g_strdup (proposal->notation_evidence);
  copy->projection = g_strdup (proposal->projection);
  copy->projection_evidence = g_strdup (proposal->projection_evidence);
  copy->datum_evidence = g_strdup (proposal->datum_evidence);
  copy_lists (proposal, copy);
  return copy;
}
