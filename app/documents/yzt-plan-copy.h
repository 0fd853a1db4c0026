/* yzt-plan-copy.h: a reading copy of a plan: its text as shown, standard sections, telephone numbers, names of things on the map, hits
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made on a worker, then used by one thread. Places in the text are characters from the beginning of a section
 * (or of a part of a long one) as shown, ends open. */
#pragma once
#include "yzt-documents.h"
#include "yzt-scene.h"
G_BEGIN_DECLS

typedef enum { YZT_PLAN_MARK_PHONE, YZT_PLAN_MARK_THING } YztPlanMarkType;
typedef struct {
  YztPlanMarkType type;
  guint section, from, to;
  char *text;    /* the number as it is dialled, or the name of the thing */
  char *label;   /* PHONE: what the line says before it; else NULL */
  guint kind;    /* THING */
  gint64 fid;
} YztPlanMark;

typedef struct {
  guint section, from, to;
} YztPlanPassage;

typedef struct {
  guint depth;
  guint origin;        /* its number in the plan; a long section is shown in parts, which share it */
  gboolean goes_on;    /* not the first part of its section */
  char *heading;
  char *path;
  char *shown;         /* heading and text; ends with \n; no line longer than YZT_PLAN_LINE_MAX characters */
  guint heading_chars; /* of @shown; 0: no heading */
  guint chars;
} YztPlanShown;
/** A line of megabytes would hold up every text view: it is broken here. */
#define YZT_PLAN_LINE_MAX 1200
#define YZT_PLAN_PART_MAX 6000

typedef struct {
  GArray *sections;                /* YztPlanShown */
  GArray *marks;                   /* YztPlanMark, in order, none inside another */
  int *topics;                     /* the section of each standard section (yzt-plan-structure.h); -1: has none */
  guint64 chars;
} YztPlanCopy;
YztPlanCopy *yzt_plan_copy_ref (YztPlanCopy *self); /* any thread */
void yzt_plan_copy_unref (YztPlanCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanCopy, yzt_plan_copy_unref)
/** [worker] @sections: YztPlanSection. The marks are telephones. */
YztPlanCopy *yzt_plan_copy_new (GArray *sections);
/** [worker] All marks and with them the names of things that have a place on the map: (element-type YztPlanMark), to be taken by yzt_plan_copy_set_marks. @self
 * is only read. */
GArray *yzt_plan_copy_mark_things (const YztPlanCopy *self, YztGeneration *generation);
void yzt_plan_copy_set_marks (YztPlanCopy *self, GArray *marks);
/** Every place of every word of @words (blanks separate them; Latin letters of either case are the same), in order: (element-type YztPlanPassage). At most 10 000. */
GArray *yzt_plan_copy_find (const YztPlanCopy *self, const char *words);
/** Index of the first part of the section with this path, else of the plan's section number @origin, else the last. */
guint yzt_plan_copy_section (const YztPlanCopy *self, const char *path, guint origin);
G_END_DECLS
