/* yzt-dossier.c: the papers of a hazard source moved a step on, as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-dossier.h"
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  const char *date, *who, *number; /* fields */
  const char *who_label, *act;     /* words */
} Step;

static const Step steps[] = {
  [YZT_DOSSIER_IDENTIFY] = { "identified_on", "identified_by", NULL, N_("Identified by"), N_("Identify %s") },
  [YZT_DOSSIER_ASSESS] = { "assessed_on", "assessor", NULL, N_("Assessed by"), N_("Enter the assessment of %s") },
  [YZT_DOSSIER_DOSSIER] = { "dossier_on", "dossier_by", NULL, N_("Dossier made by"), N_("Enter the dossier of %s") },
  [YZT_DOSSIER_FILE] = { "filed_on", "filed_with", "filed_no", N_("Filed with"), N_("Enter the filing of %s") },
};

static const Step *
get_step (YztDossierStep step)
{
  return (guint) step < G_N_ELEMENTS (steps) ? &steps[step] : NULL;
}

const char *
yzt_dossier_step_get_field (YztDossierStep step, const char **who_out, const char **number_out)
{
  const Step *own = get_step (step);
  if (who_out != NULL) {
    *who_out = own != NULL ? own->who : NULL;
  }
  if (number_out != NULL) {
    *number_out = own != NULL ? own->number : NULL;
  }
  return own != NULL ? own->date : NULL;
}

const char *
yzt_dossier_step_get_who_label (YztDossierStep step)
{
  const Step *own = get_step (step);
  return own != NULL ? _(own->who_label) : "";
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, sentence);
  return FALSE;
}

/* The latest date of what went before. */
static const char *
last_date (const YztLedgerSource *source)
{
  const char *const dates[] = { source->identified_on, source->assessed_on, source->dossier_on, source->filed_on };
  const char *last = "";
  for (guint i = 0; i < G_N_ELEMENTS (dates) && i < (guint) source->step; i++) {
    last = strcmp (dates[i], last) > 0 ? dates[i] : last;
  }
  return last;
}

static gboolean
check_date (const YztLedgerSource *source, const char *day, const char *today, GError **error)
{
  const char *before = last_date (source);
  if (strcmp (day, today) > 0) {
    return refuse (error, _("This day has not come yet; a step is entered once it is done."));
  }
  if (strcmp (day, before) < 0) {
    g_autofree char *sentence = g_strdup_printf (_("The step before was done on %s; this one cannot have been earlier."), before);
    return refuse (error, sentence);
  }
  return TRUE;
}

static gboolean
put (YztEdits *edits, YztKind *kind, gint64 fid, const char *name, const char *text, GError **error)
{
  int index = name != NULL && text != NULL && *text != '\0' ? yzt_kind_get_field_index (kind, name) : -1;
  YztCell cell = { YZT_CELL_NULL, { 0 } };
  if (index < 0) {
    return TRUE;
  }
  if (!yzt_field_parse (yzt_kind_get_field (kind, (guint) index), text, &cell, error)) {
    return FALSE;
  }
  yzt_edits_set_cell (edits, kind, fid, (guint) index, NULL, &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

YztEdits *
yzt_dossier_step_new (YztKind *kind, const YztLedgerSource *source, const char *date, const char *who, const char *number, const char *today, GError **error)
{
  g_return_val_if_fail (kind != NULL && source != NULL && today != NULL, NULL);
  const Step *step = get_step (source->step);
  const YztField *field = step != NULL ? yzt_kind_find_field (kind, step->date) : NULL;
  g_autofree char *person = g_strstrip (g_strdup (who != NULL ? who : ""));
  YztCell day = { YZT_CELL_NULL, { 0 } };
  if (field == NULL) {
    refuse (error, _("The papers of this source are complete; there is no step to enter."));
    return NULL;
  }
  if (*person == '\0' || date == NULL || *date == '\0') {
    refuse (error, *person == '\0' ? _("Say who did it.") : _("Say on which day it was done."));
    return NULL;
  }
  if (!yzt_field_parse (field, date, &day, error)) {
    return NULL;
  }
  g_autofree char *text = g_strdup (day.type == YZT_CELL_TEXT ? day.v.text : "");
  yzt_cell_clear (&day);
  g_autofree char *label = g_strdup_printf (_(step->act), *source->name != '\0' ? source->name : source->code);
  g_autoptr (YztEdits) edits = yzt_edits_new (label);
  gboolean good = check_date (source, text, today, error) && put (edits, kind, source->fid, step->date, text, error)
               && put (edits, kind, source->fid, step->who, person, error) && put (edits, kind, source->fid, step->number, number, error);
  return good ? g_steal_pointer (&edits) : NULL;
}
