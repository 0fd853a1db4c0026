/* yzt-dossier.h: the papers of a hazard source moved a step on: identified, assessed, dossier made, filed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A step is one act: its date, who did it and, for the filing, its number, in one entry of the journal. */
#pragma once
#include "yzt-edits.h"
#include "yzt-ledger.h"
G_BEGIN_DECLS
/** What a step writes; NULL for YZT_DOSSIER_DONE and STRUCK_OFF. @who_out and @number_out: fields, NULL where the kind has none. */
const char *yzt_dossier_step_get_field (YztDossierStep step, const char **who_out, const char **number_out);
/** In words of the screen: "Assessed by" …; "" without. */
const char *yzt_dossier_step_get_who_label (YztDossierStep step);
/** The act that takes @source past its step. @date: what a person wrote; @who, @number: NULL or "" leaves what stands there. NULL + YZT_KIND_ERROR_VALUE with a sentence
 * when the date is none, lies after @today or before an earlier step, when nobody is named, or when there is no step left. Main thread or worker. */
YztEdits *yzt_dossier_step_new (YztKind *kind, const YztLedgerSource *source, const char *date, const char *who, const char *number, const char *today, GError **error);
G_END_DECLS
