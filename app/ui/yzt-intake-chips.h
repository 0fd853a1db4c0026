/* yzt-intake-chips.h: what is recognised in the first word, each as a small field that a hand can mend
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. What a hand has changed stays, however the line goes on. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-rules-incident.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_INTAKE_CHIPS (yzt_intake_chips_get_type ())
/** Signals: "place-changed" (): other words name the place. "activated" (): Enter in one of the fields. */
G_DECLARE_FINAL_TYPE (YztIntakeChips, yzt_intake_chips, YZT, INTAKE_CHIPS, GtkBox)
GtkWidget *yzt_intake_chips_new (void);
/** Empties all. @session may be NULL. */
void yzt_intake_chips_set_session (YztIntakeChips *self, YztSession *session);
/** Shows what is recognised, but where a hand was. */
void yzt_intake_chips_show (YztIntakeChips *self, const YztIntake *intake);
/** Words of the place as they stand; free. */
char *yzt_intake_chips_get_place (YztIntakeChips *self);
void yzt_intake_chips_set_place (YztIntakeChips *self, const char *words);
/** The value of a field of incident.kind, or "caller"; "" none. Free. NULL and @problem_out: what stands there cannot be understood. */
char *yzt_intake_chips_get_value (YztIntakeChips *self, const char *field, char **problem_out);
/** Fields of incident.kind that may have a value here, NULL-ended. */
extern const char *const yzt_intake_chip_fields[];
G_END_DECLS
