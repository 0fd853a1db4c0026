/* yzt-application.h: the programme: one instance, one window per map file
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
G_BEGIN_DECLS
#define YZT_TYPE_APPLICATION (yzt_application_get_type ())
G_DECLARE_FINAL_TYPE (YztApplication, yzt_application, YZT, APPLICATION, AdwApplication)
YztApplication *yzt_application_new (void);
G_END_DECLS
