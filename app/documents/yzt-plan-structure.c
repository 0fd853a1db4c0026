/* yzt-plan-structure.c: goes through the sections of a plan and gathers what they say is to be had, done and called
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-structure-private.h"

#include <string.h>

#define MAX_OF_EACH 2000 /* of a plan; more than this nobody confirms */

static void
need_clear (gpointer data)
{
  YztPlanNeed *need = data;
  g_free (need->item);
  g_free (need->unit);
  g_free (need->sentence);
}

static void
step_clear (gpointer data)
{
  YztPlanStep *step = data;
  g_free (step->text);
  g_free (step->role);
  g_free (step->sentence);
}

static void
contact_clear (gpointer data)
{
  YztPlanContact *contact = data;
  g_free (contact->name);
  g_free (contact->role);
  g_free (contact->unit_name);
  g_free (contact->phone);
  g_free (contact->sentence);
}

static void
level_clear (gpointer data)
{
  YztPlanLevel *level = data;
  g_free (level->name);
  g_free (level->trigger);
  g_free (level->decider);
  g_free (level->changes);
  g_free (level->sentence);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint) size);
  g_array_set_clear_func (array, clear);
  return array;
}

void
yzt_plan_structure_free (YztPlanStructure *structure)
{
  if (structure != NULL) {
    g_array_unref (structure->needs);
    g_array_unref (structure->steps);
    g_array_unref (structure->contacts);
    g_array_unref (structure->levels);
    g_free (structure);
  }
}

/* --- one section --- */

typedef struct {
  YztPlanStructure *structure;
  const YztPlanSection *section;
  guint index;
  int level;            /* that the path speaks of */
  gboolean levels, steps, needs;
  GPtrArray *rows;      /* of the table that is open */
} Walk;

static void
end_table (Walk *walk)
{
  if (walk->rows->len > 0) {
    YztPlanTable table = { walk->rows, walk->level, walk->index, walk->section->heading };
    yzt_plan_table_read (&table, walk->structure);
    g_ptr_array_set_size (walk->rows, 0);
  }
}

static void
read_line (Walk *walk, const char *line)
{
  if (strchr (line, '\t') != NULL) {
    g_ptr_array_add (walk->rows, g_strsplit (line, "\t", -1));
    return;
  }
  end_table (walk);
  gboolean is_step = walk->steps && walk->structure->steps->len < MAX_OF_EACH && yzt_plan_step_read (line, walk->level, walk->index, walk->structure->steps);
  if (walk->structure->contacts->len < MAX_OF_EACH) {
    yzt_plan_contacts_read (line, walk->index, walk->structure->contacts);
  }
  if (walk->needs && walk->structure->needs->len < MAX_OF_EACH && (!is_step || walk->level > 0 || yzt_plan_level_in (line, NULL) > 0)) {
    yzt_plan_needs_read (line, walk->level, walk->index, walk->structure->needs);
  }
  if (walk->levels) {
    yzt_plan_levels_read (line, walk->section->heading, walk->index, walk->structure->levels);
  }
}

/* What the headings on the path say the section is about: the nearest that says it. */
static int
topic_of_path (const YztPlanSection *section)
{
  g_auto (GStrv) headings = g_strsplit (section->path != NULL && *section->path != '\0' ? section->path : section->heading, " / ", -1);
  for (guint i = g_strv_length (headings); i > 0; i--) {
    int topic = yzt_plan_topic_of_heading (headings[i - 1]);
    if (topic >= 0) {
      return topic;
    }
  }
  return -1;
}

static gboolean
is_one_of (const char *id, const char *const *ids)
{
  return g_strv_contains (ids, id);
}

static void
read_section (YztPlanStructure *structure, const YztPlanSection *section, guint index)
{
  static const char *const of_steps[] = { "measures", "reporting", "start", "evacuation", "medical", "end", "warning", NULL };
  static const char *const of_needs[] = { "response-levels", "measures", "start", "materials", "support", "organisation", "medical", NULL };
  static const char *const of_levels[] = { "response-levels", "start", "measures", NULL };
  int topic = topic_of_path (section);
  const char *id = topic >= 0 ? yzt_plan_topic_get_id ((guint) topic) : "";
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_auto (GStrv) lines = g_strsplit (section->text != NULL ? section->text : "", "\n", -1);
  Walk walk = { .structure = structure, .section = section, .index = index, .rows = rows };
  gboolean by_heading = yzt_plan_level_in (section->heading, NULL) > 0;
  walk.level = yzt_plan_level_in (section->path != NULL ? section->path : "", NULL);
  walk.steps = is_one_of (id, of_steps);
  walk.needs = is_one_of (id, of_needs) || by_heading;
  walk.levels = g_str_equal (id, "response-levels") || (is_one_of (id, of_levels) && by_heading);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchug (lines[i]);
    if (*lines[i] != '\0' && g_utf8_validate (lines[i], -1, NULL)) {
      read_line (&walk, lines[i]);
    }
  }
  end_table (&walk);
}

static int
compare_levels (gconstpointer a, gconstpointer b)
{
  const YztPlanLevel *x = a, *y = b;
  return x->level != y->level ? x->level - y->level : (x->section > y->section) - (x->section < y->section);
}

/* A level stands in a table and again in sentences: the fullest stays. */
static guint
fullness (const YztPlanLevel *level)
{
  return (*level->trigger != '\0' ? 2 : 0) + (*level->decider != '\0' ? 1 : 0) + (*level->changes != '\0' ? 1 : 0);
}

static void
settle_levels (GArray *levels)
{
  g_array_sort (levels, compare_levels);
  for (guint i = 0; i + 1 < levels->len;) {
    const YztPlanLevel *one = &g_array_index (levels, YztPlanLevel, i), *next = &g_array_index (levels, YztPlanLevel, i + 1);
    if (one->level == next->level) {
      g_array_remove_index (levels, fullness (next) > fullness (one) ? i : i + 1);
    } else {
      i++;
    }
  }
}

/* The same telephone of the same name stands in several chapters. */
static void
settle_contacts (GArray *contacts)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < contacts->len;) {
    const YztPlanContact *contact = &g_array_index (contacts, YztPlanContact, i);
    if (g_hash_table_add (seen, g_strdup (contact->phone))) {
      i++;
    } else {
      g_array_remove_index (contacts, i);
    }
  }
}

YztPlanStructure *
yzt_plan_structure_read (const YztPlanSection *sections, guint n_sections)
{
  g_return_val_if_fail (sections != NULL || n_sections == 0, NULL);
  YztPlanStructure *structure = g_new0 (YztPlanStructure, 1);
  structure->needs = new_array (sizeof (YztPlanNeed), need_clear);
  structure->steps = new_array (sizeof (YztPlanStep), step_clear);
  structure->contacts = new_array (sizeof (YztPlanContact), contact_clear);
  structure->levels = new_array (sizeof (YztPlanLevel), level_clear);
  for (guint i = 0; i < n_sections; i++) {
    read_section (structure, &sections[i], i);
  }
  settle_levels (structure->levels);
  settle_contacts (structure->contacts);
  return structure;
}
