/* yzt-plan-structure.h: what the text of a plan says: its standard sections, levels, needs, steps, telephones, and what its first pages say of itself
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure; any thread. All of it is proposed to a person with the sentence that it comes from. Tables: data/plans/sections.tsv (plans.md §6). */
#pragma once
#include "yzt-documents.h"
G_BEGIN_DECLS

/* --- standard sections --- */

/** Standard sections in the order in which an operator wants them as buttons. */
guint yzt_plan_topic_get_n (void);
const char *yzt_plan_topic_get_id (guint topic);                          /* "response-levels", "measures" … */
const char *yzt_plan_topic_get_label (guint topic, const char *language); /* "zh_CN" or "en" */
/** Index of the standard section that a heading names, -1 when it names none. */
int yzt_plan_topic_of_heading (const char *heading);
/** A YztPlanSectionFunc: @wanted is (a part of) a heading of the path, or names a standard section (by id, label or any of its headings) that is on the path. */
gboolean yzt_plan_topic_is_section (const char *path, const char *wanted, gpointer unused);

/* --- telephones --- */

typedef struct {
  guint from, to; /* characters */
  char *number;   /* as it is dialled: digits, "-" */
} YztPlanPhone;
void yzt_plan_phone_clear (YztPlanPhone *phone);
/** (element-type YztPlanPhone) clear func set. Fixed lines with area code, mobile numbers, 110 119 120 122 12345 …, 400/800 numbers; no dates, amounts, codes. */
GArray *yzt_plan_find_phones (const char *text);

/* --- what is to be had and done --- */

/** @level everywhere: 1…4 (Ⅰ…Ⅳ), 0: not said. @section: number as in the sections given. */
typedef struct {
  char *item, *unit;
  double quantity;
  int level;
  guint section;
  char *sentence;
} YztPlanNeed;
typedef struct {
  char *text, *role;  /* role "" when not said */
  double minutes;     /* NaN when not said */
  int level;
  guint section;
  char *sentence;
} YztPlanStep;
typedef struct {
  char *name, *role, *unit_name, *phone; /* "" when not said, but the phone */
  guint section;
  char *sentence;
} YztPlanContact;
typedef struct {
  int level;          /* 1…4 */
  char *name, *trigger, *decider, *changes; /* "" when not said */
  double report_minutes; /* NaN when not said */
  guint section;
  char *sentence;
} YztPlanLevel;
typedef struct {
  GArray *needs, *steps, *contacts, *levels; /* YztPlanNeed, YztPlanStep, YztPlanContact, YztPlanLevel in the order of the text; levels: worst first */
} YztPlanStructure;
void yzt_plan_structure_free (YztPlanStructure *structure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanStructure, yzt_plan_structure_free)
YztPlanStructure *yzt_plan_structure_read (const YztPlanSection *sections, guint n_sections);

/* --- what a plan says of itself --- */

/** A field of plan.kind as the text has it. From YZT_PLAN_SURE on it is taken; below that it waits for a person. */
#define YZT_PLAN_SURE 0.9
typedef struct {
  char *field, *value; /* value as yzt_field_parse takes it */
  double confidence;   /* 0…1 */
  char *evidence;      /* the words that it was read from */
} YztPlanReading;
void yzt_plan_reading_clear (YztPlanReading *reading);
/** (element-type YztPlanReading), at most one of each field. @file_name may be NULL. */
GArray *yzt_plan_read_metadata (const YztPlanText *text, const char *file_name);
G_END_DECLS
