/* yzt-kind-draft.h: a kind as a planner words it, made into the text of a .kind file
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changing a kind only ever adds to its text: a field that is taken away is hidden, its column and what stands in it are kept. */
#pragma once
#include "yzt-edits.h"
G_BEGIN_DECLS
/** Ids of kinds that planners made begin so. */
#define YZT_OWN_KIND_PREFIX "own-"

typedef struct {
  char *name;          /* of the column; NULL: a new field */
  char *label, *unit;  /* unit may be NULL */
  YztFieldType type;   /* of a field that is there already: not changed */
  gboolean person;     /* TEXT: it names a person; the next field, when it is a telephone, is theirs */
  char *target;        /* LINK: id of the kind that it may name; NULL: any */
  gboolean required, hidden;
  char *values;        /* labels of an enumeration, parted by ";"; of a field that is there already: those that come in addition */
} YztFieldDraft;

typedef struct {
  char *id;            /* NULL: a new kind */
  char *label;
  char *symbol, *glyph, *colour; /* as in a .kind file: "disc", "box", "#5b6b78" */
  YztKindGeometry geometry;
  GArray *fields;      /* YztFieldDraft */
  int level_field;     /* index among @fields: an enumeration whose first value is the worst level, or a number with @level_bounds; -1: none */
  char *level_bounds[YZT_N_KIND_LEVELS]; /* of a number, as a person writes them: from where on a thing is of level 1, 2 …; NULL or blank: no such level */
  gboolean levels_fall;                  /* up to there instead: the less, the worse */
} YztKindDraft;
YztKindDraft *yzt_kind_draft_new (void);
/** What @kind says now; for its own fields only. */
YztKindDraft *yzt_kind_draft_new_from (const YztKind *kind, const char *language);
void yzt_kind_draft_free (YztKindDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztKindDraft, yzt_kind_draft_free)
/** (transfer none) Adds an empty field of words. */
YztFieldDraft *yzt_kind_draft_add_field (YztKindDraft *draft);
/** The text of the file. @kinds tells which ids are taken. Errors: YZT_KIND_ERROR, one sentence that says what is missing. */
char *yzt_kind_draft_to_text (const YztKindDraft *draft, YztKindSet *kinds, GError **error);
/** [worker] Parses it with the programme's common fields. */
YztKind *yzt_kind_draft_parse (const char *text, GError **error);
G_END_DECLS
