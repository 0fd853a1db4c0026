/* yzt-experts.c: experts for an incident by speciality and distance, with reasons
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum { TYPE, GROUP, FIRST, ALSO, N_CELLS };
#define POINTS_SUBSTANCE 30
#define POINTS_FIRST 20
#define POINTS_ALSO 8
#define POINTS_GROUP 3

typedef struct {
  const char *type, *today, *language;
  char *substance;    /* folded */
  GStrv words;        /* folded, of a search; NULL none */
  gboolean has_position;
  YztPosition at;
  GArray *matches;
} Looking;

static void
match_clear (gpointer data)
{
  YztExpertMatch *match = data;
  char *texts[] = { match->name, match->speciality, match->title, match->unit, match->phone, match->reasons };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (texts[i]);
  }
}

/* The words of the list that stand in the speciality, "氨, 泄漏". */
static guint
count_words (const char *speciality, const char *list, GString *found)
{
  g_auto (GStrv) words = g_strsplit (list, ";", -1);
  guint n = 0;
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0' && strstr (speciality, words[i]) != NULL) {
      g_string_append_printf (found, "%s%s", found->len > 0 ? _(", ") : "", words[i]);
      n++;
    }
  }
  return n;
}

static double
judge (const Looking *self, const YztRow *row, const char *speciality, GString *found)
{
  const GPtrArray *rules = yzt_after_table ("specialities", N_CELLS);
  const char *group = yzt_row_word (row, "group");
  gboolean in_group = FALSE;
  double points = 0;
  if (*self->substance != '\0' && strstr (speciality, self->substance) != NULL) {
    g_string_append (found, self->substance);
    points += POINTS_SUBSTANCE;
  }
  for (guint i = 0; i < rules->len; i++) {
    char *const *rule = rules->pdata[i];
    if (g_str_equal (rule[TYPE], self->type) || g_str_equal (rule[TYPE], "*")) {
      points += POINTS_FIRST * count_words (speciality, rule[FIRST], found) + POINTS_ALSO * count_words (speciality, rule[ALSO], found);
      in_group = in_group || (*group != '\0' && g_str_equal (rule[GROUP], group));
    }
  }
  if (in_group && points <= 0) {
    g_string_append (found, yzt_deed_label (row, "group", group, self->language));
  }
  return points + (in_group ? POINTS_GROUP : 0);
}

static gboolean
holds_all (const Looking *self, const YztRow *row, const char *speciality)
{
  g_autofree char *all = g_strjoin (" ", speciality, yzt_row_word (row, "name"), yzt_row_word (row, "unit_name"), yzt_row_word (row, "job_title"), yzt_row_word (row, "county"), NULL);
  g_autofree char *folded = yzt_text_fold (all);
  for (guint i = 0; self->words[i] != NULL; i++) {
    if (strstr (folded, self->words[i]) == NULL) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
look_cb (const YztRow *row, gpointer user_data)
{
  Looking *self = user_data;
  const char *until = yzt_row_word (row, "term_until"), *phone = yzt_row_word (row, "phone");
  g_autofree char *speciality = yzt_text_fold (yzt_row_word (row, "speciality"));
  g_autoptr (GString) found = g_string_new (NULL);
  double points = judge (self, row, speciality, found);
  if (self->words != NULL ? !holds_all (self, row, speciality) : points <= 0) {
    return TRUE;
  }
  gboolean placed = self->has_position && row->has_position;
  YztExpertMatch match = { row->fid, g_strdup (yzt_row_word (row, "name")), g_strdup (yzt_row_word (row, "speciality")), g_strdup (yzt_row_word (row, "job_title")),
                           g_strdup (yzt_row_word (row, "unit_name")), g_strdup (*phone != '\0' ? phone : yzt_row_word (row, "duty_phone")), g_strdup (found->str), points,
                           placed ? yzt_geo_distance_m (self->at, (YztPosition) { row->lon, row->lat }, NULL) : NAN,
                           *until != '\0' && self->today != NULL && strcmp (until, self->today) < 0 };
  g_array_append_val (self->matches, match);
  return TRUE;
}

/* Whose term is over comes after those whose is not; then by points, then the nearer, then the number. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const YztExpertMatch *one = a, *two = b;
  double near_one = isnan (one->distance_m) ? G_MAXDOUBLE : one->distance_m, near_two = isnan (two->distance_m) ? G_MAXDOUBLE : two->distance_m;
  if (one->expired != two->expired) {
    return one->expired ? 1 : -1;
  }
  if (one->points < two->points || one->points > two->points) {
    return one->points > two->points ? -1 : 1;
  }
  return near_one < near_two ? -1 : near_one > near_two ? 1 : (one->fid > two->fid) - (one->fid < two->fid);
}

GArray *
yzt_experts_for (YztStore *store, gint64 incident_fid, const char *text, const char *today, guint limit, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztKind *incident = yzt_kind_set_find (kinds, "incident"), *kind = yzt_kind_set_find (kinds, "expert");
  if (incident == NULL || kind == NULL) {
    yzt_deed_refuse (error, _("This map has no kind “%s”; add the kind to the map first."), incident == NULL ? "incident" : "expert");
    return NULL;
  }
  g_autoptr (YztRow) row = yzt_store_get_row (store, incident, incident_fid, error);
  g_autoptr (GArray) matches = g_array_new (FALSE, TRUE, sizeof (YztExpertMatch));
  g_array_set_clear_func (matches, match_clear);
  if (row == NULL) {
    return NULL;
  }
  g_autofree char *substance = yzt_text_fold (yzt_row_word (row, "substance")), *folded = yzt_text_fold (text != NULL ? text : "");
  g_auto (GStrv) words = *g_strstrip (folded) != '\0' ? g_strsplit_set (folded, " ;,，、", -1) : NULL;
  Looking looking = { yzt_row_word (row, "type"), today, language, substance, words, row->has_position, { row->lon, row->lat }, matches };
  if (!yzt_store_read_rows (store, kind, look_cb, &looking, error)) {
    return NULL;
  }
  g_array_sort (matches, compare);
  if (limit > 0 && matches->len > limit) {
    g_array_set_size (matches, limit);
  }
  return g_steal_pointer (&matches);
}
