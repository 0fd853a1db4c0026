/* yzt-place-judge.h: whether a row stands where it says that it does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-todo.h"
G_BEGIN_DECLS
/** For yzt_todo_read: a place is doubtful when it lies more than a kilometre outside the county that the row names (field county), or outside the map's
 * jurisdiction, by the boundaries in force. A county that they do not know is not doubted. Static. */
const YztPlaceJudge *yzt_place_judge (void);
G_END_DECLS
