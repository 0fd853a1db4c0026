/* yzt-proposal-copy.h: a proposal of its own for a worker, while the person goes on changing the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-recognise.h"
G_BEGIN_DECLS
YztProposal *yzt_proposal_copy (const YztProposal *proposal);
G_END_DECLS
