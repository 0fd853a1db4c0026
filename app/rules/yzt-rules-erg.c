/* yzt-rules-erg.c: how far a spill of a substance is dangerous, by the Emergency Response Guidebook, its tables being data
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-rules-erg.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"

G_DEFINE_QUARK (yzt-erg-error, yzt_erg_error)

#define KM 1000.0
#define LOW_BELOW_M_S (10 / 3.6)
#define HIGH_ABOVE_M_S (20 / 3.6)

typedef struct {
  char *un, *id, *name_en, *name_zh;
  double isolation_m, reach_m[2][3]; /* day, night; low, moderate, high */
  gboolean more[2][3];
} Container;

struct _YztErg {
  GPtrArray *substances; /* YztErgSubstance * */
  GHashTable *by_un;     /* un → YztErgSubstance * */
  GPtrArray *containers; /* Container * */
};

static void
substance_free (gpointer data)
{
  YztErgSubstance *one = data;
  g_free (one->un);
  g_free (one->guide);
  g_strfreev (one->names_en);
  g_free (one->name);
  g_strfreev (one->aliases);
  g_free (one);
}

static void
container_free (gpointer data)
{
  Container *one = data;
  g_free (one->un);
  g_free (one->id);
  g_free (one->name_en);
  g_free (one->name_zh);
  g_free (one);
}

void
yzt_erg_free (YztErg *erg)
{
  if (erg != NULL) {
    g_hash_table_unref (erg->by_un);
    g_ptr_array_unref (erg->substances);
    g_ptr_array_unref (erg->containers);
    g_free (erg);
  }
}

void
yzt_erg_distances_clear (YztErgDistances *distances)
{
  g_clear_pointer (&distances->method, g_free);
  g_clear_pointer (&distances->limits, g_free);
}

/* --- reading the tables --- */

/* "0.3", "11.0+"; NaN for "T3". */
static double
figure (const char *text, gboolean *more_out)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);
  *more_out = end != NULL && *end == '+';
  return end == text ? NAN : value;
}

typedef void (*LineFunc) (YztErg *erg, char **cells, guint n);

static void
each_line (YztErg *erg, const char *text, guint n_cells, LineFunc func)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);
    guint n = g_strv_length (cells);
    if (*lines[i] != '#' && n >= n_cells) {
      func (erg, cells, n);
    }
  }
}

static YztErgSubstance *
new_substance (YztErg *erg, const char *un, const char *guide)
{
  YztErgSubstance *one = g_new0 (YztErgSubstance, 1);
  one->un = g_strdup (un);
  one->guide = g_strdup (guide);
  one->names_en = g_new0 (char *, 1);
  one->aliases = g_new0 (char *, 1);
  g_ptr_array_add (erg->substances, one);
  g_hash_table_replace (erg->by_un, one->un, one);
  return one;
}

static void
take_table1 (YztErg *erg, char **cells, guint n)
{
  YztErgSubstance *one = new_substance (erg, cells[0], cells[1]);
  gboolean unused;
  one->toxic = TRUE;
  g_strfreev (one->names_en);
  one->names_en = g_strsplit (cells[2], "; ", -1);
  one->inferred = n > 9 && strstr (cells[9], "inferred") != NULL;
  one->by_container = g_str_equal (cells[6], "T3");
  for (guint size = 0; size < 2; size++) {
    one->isolation_m[size] = figure (cells[3 + 3 * size], &unused);
    one->day_m[size] = KM * figure (cells[4 + 3 * size], &one->day_more[size]);
    one->night_m[size] = KM * figure (cells[5 + 3 * size], &one->night_more[size]);
  }
}

static void
take_table3 (YztErg *erg, char **cells, guint n)
{
  Container *one = g_new0 (Container, 1);
  gboolean unused;
  *one = (Container){ .un = g_strdup (cells[0]), .id = g_strdup (cells[1]), .name_en = g_strdup (cells[2]), .name_zh = g_strdup (cells[3]),
                      .isolation_m = figure (cells[4], &unused) };
  for (guint i = 0; i < 6; i++) {
    one->reach_m[i / 3][i % 3] = KM * figure (cells[5 + i], &one->more[i / 3][i % 3]);
  }
  g_ptr_array_add (erg->containers, one);
}

static void
take_guide (YztErg *erg, char **cells, guint n)
{
  YztErgSubstance *one = g_hash_table_lookup (erg->by_un, cells[0]);
  gboolean unused;
  if (one == NULL) {
    one = new_substance (erg, cells[0], cells[1]);
  }
  one->guide_isolation_m = figure (cells[2], &unused);
  one->guide_downwind_m = figure (cells[3], &unused);
  one->guide_fire_m = figure (cells[4], &unused);
}

static void
take_names (YztErg *erg, char **cells, guint n)
{
  YztErgSubstance *one = g_hash_table_lookup (erg->by_un, cells[0]);
  if (one != NULL && one->name == NULL) {
    g_strfreev (one->aliases);
    one->aliases = g_strsplit (cells[1], ";", -1);
    one->name = g_strdup (one->aliases[0]);
  }
}

YztErg *
yzt_erg_parse (const char *table1, const char *table3, const char *guides, const char *names)
{
  g_return_val_if_fail (table1 != NULL && table3 != NULL && guides != NULL && names != NULL, NULL);
  YztErg *erg = g_new0 (YztErg, 1);
  erg->substances = g_ptr_array_new_with_free_func (substance_free);
  erg->containers = g_ptr_array_new_with_free_func (container_free);
  erg->by_un = g_hash_table_new (g_str_hash, g_str_equal);
  each_line (erg, table1, 9, take_table1);
  each_line (erg, table3, 11, take_table3);
  each_line (erg, guides, 5, take_guide);
  each_line (erg, names, 2, take_names);
  return erg;
}

guint
yzt_erg_get_n (const YztErg *erg)
{
  g_return_val_if_fail (erg != NULL, 0);
  return erg->substances->len;
}

const YztErgSubstance *
yzt_erg_get (const YztErg *erg, guint i)
{
  g_return_val_if_fail (erg != NULL && i < erg->substances->len, NULL);
  return erg->substances->pdata[i];
}

const char *
yzt_erg_substance_label (const YztErgSubstance *substance, const char *language)
{
  g_return_val_if_fail (substance != NULL && language != NULL, NULL);
  gboolean zh = g_str_has_prefix (language, "zh");
  if (substance->names_en[0] != NULL && (!zh || substance->name == NULL)) {
    return substance->names_en[0];
  }
  /* Of the guides only the list of names knows what they are called; the English one stands behind the Chinese ones. */
  for (guint i = 0; !zh && substance->aliases[i] != NULL; i++) {
    if (g_ascii_isalpha (*substance->aliases[i])) {
      return substance->aliases[i];
    }
  }
  return substance->name != NULL ? substance->name : substance->un;
}

/* --- finding --- */

static gboolean
is_one_of (char **names, const char *folded)
{
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *name = yzt_text_fold (names[i]);
    if (g_str_equal (name, folded)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_named (const YztErgSubstance *one, const char *folded)
{
  return is_one_of (one->names_en, folded) || is_one_of (one->aliases, folded);
}

static gboolean
is_part_named (const YztErgSubstance *one, const char *folded)
{
  g_autofree char *english = g_strjoinv ("\n", one->names_en), *all = g_strjoinv ("\n", one->aliases), *names = g_strdup_printf ("%s\n%s", english, all);
  g_autofree char *text = yzt_text_fold (names);
  return strstr (text, folded) != NULL;
}

static const char *
number_in (const char *folded)
{
  const char *digits = g_str_has_prefix (folded, "un") ? folded + 2 : folded;
  while (*digits == ' ' || *digits == '-') {
    digits++;
  }
  return strlen (digits) == 4 && strspn (digits, "0123456789") == 4 ? digits : NULL;
}

static const YztErgSubstance *
refuse_unknown (const char *text, GError **error)
{
  g_autofree char *quoted = yzt_text_shorten (text, 60);
  g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_UNKNOWN,
               _("“%s” is not in the tables of the Emergency Response Guidebook; try its UN number or another name, or draw the danger zone by hand."), quoted);
  return NULL;
}

const YztErgSubstance *
yzt_erg_find (const YztErg *erg, const char *text, GError **error)
{
  g_return_val_if_fail (erg != NULL && text != NULL, NULL);
  g_autofree char *folded = g_strstrip (yzt_text_fold (text));
  const char *number = number_in (folded);
  const YztErgSubstance *found = number != NULL ? g_hash_table_lookup (erg->by_un, number) : NULL;
  g_autoptr (GString) several = g_string_new (NULL);
  guint n = 0;
  if (*folded == '\0') {
    g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_UNKNOWN, _("Say which substance leaks: its name or its UN number."));
    return NULL;
  }
  for (guint i = 0; found == NULL && number == NULL && i < erg->substances->len; i++) {
    found = is_named (erg->substances->pdata[i], folded) ? erg->substances->pdata[i] : NULL;
  }
  const YztErgSubstance *part = NULL;
  for (guint i = 0; found == NULL && number == NULL && i < erg->substances->len; i++) {
    const YztErgSubstance *one = erg->substances->pdata[i];
    if (is_part_named (one, folded)) {
      part = one;
      if (n++ < 6) {
        g_string_append_printf (several, "%sUN %s %s", several->len > 0 ? ", " : "", one->un, yzt_erg_substance_label (one, "zh"));
      }
    }
  }
  if (n > 1) {
    g_autofree char *quoted = yzt_text_shorten (text, 60);
    g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_SEVERAL, _("%u substances are called “%s” (%s); say the UN number."), n, quoted, several->str);
    return NULL;
  }
  found = found != NULL ? found : part;
  return found != NULL ? found : refuse_unknown (text, error);
}

/* --- what it leaks from --- */

static const Container *
nth_container (const YztErg *erg, const YztErgSubstance *substance, guint wanted)
{
  for (guint i = 0, n = 0; i < erg->containers->len; i++) {
    const Container *one = erg->containers->pdata[i];
    if (g_str_equal (one->un, substance->un) && n++ == wanted) {
      return one;
    }
  }
  return NULL;
}

guint
yzt_erg_get_n_containers (const YztErg *erg, const YztErgSubstance *substance)
{
  g_return_val_if_fail (erg != NULL && substance != NULL, 0);
  guint n = 0;
  while (nth_container (erg, substance, n) != NULL) {
    n++;
  }
  return n;
}

const char *
yzt_erg_get_container (const YztErg *erg, const YztErgSubstance *substance, guint i, const char *language)
{
  const Container *one = nth_container (erg, substance, i);
  g_return_val_if_fail (one != NULL && language != NULL, NULL);
  return g_str_has_prefix (language, "zh") ? one->name_zh : one->name_en;
}

const char *
yzt_erg_get_container_id (const YztErg *erg, const YztErgSubstance *substance, guint i)
{
  const Container *one = nth_container (erg, substance, i);
  g_return_val_if_fail (one != NULL, NULL);
  return one->id;
}

static const Container *
find_container (const YztErg *erg, const YztErgSubstance *substance, const char *id, const char *language, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  const Container *one = NULL;
  for (guint i = 0; (one = nth_container (erg, substance, i)) != NULL; i++) {
    if (id != NULL && g_str_equal (one->id, id)) {
      return one;
    }
    g_string_append_printf (known, "%s%s (%s)", known->len > 0 ? ", " : "", yzt_erg_get_container (erg, substance, i, language), one->id);
  }
  g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_ASK, _("How far a large spill of %s reaches depends on what it leaks from; choose one of: %s."),
               yzt_erg_substance_label (substance, language), known->str);
  return NULL;
}

/* --- distances --- */

static const char *
spill_words (YztErgSpill spill)
{
  return spill == YZT_ERG_SMALL ? _("small spill (up to 208 l)") : spill == YZT_ERG_LARGE ? _("large spill (over 208 l)") : _("tank in fire");
}

static void
put_words (const YztErgSubstance *substance, const YztErgAsk *ask, const char *table, const char *more, const char *language, YztErgDistances *out)
{
  gboolean by_hour = substance->toxic && ask->spill != YZT_ERG_FIRE;
  out->method = g_strdup_printf ("ERG 2024, %s: UN %s %s, %s%s%s%s", table, substance->un, yzt_erg_substance_label (substance, language), spill_words (ask->spill),
                                 by_hour ? ask->night ? _(", night") : _(", day") : "", *more != '\0' ? ", " : "", more);
  g_autoptr (GString) limits = g_string_new (_("For the first 30 minutes or so; not for confined or terrain-bound gas."));
  if (out->more) {
    g_string_append_printf (limits, " %s", _("The table says 11 km or farther: 11 km is drawn."));
  }
  if (substance->inferred) {
    g_string_append_printf (limits, " %s", _("A figure of this row was restored: check the printed book."));
  }
  if (!substance->toxic) {
    g_string_append_printf (limits, " %s", _("Not toxic by inhalation: the guide's distances against fire and explosion."));
  }
  out->limits = g_string_free (g_steal_pointer (&limits), FALSE);
}

static gboolean
from_guide (const YztErgSubstance *substance, const YztErgAsk *ask, const char *language, YztErgDistances *out, GError **error)
{
  g_autofree char *table = g_strdup_printf (_("Guide %s"), substance->guide);
  gboolean fire = ask->spill == YZT_ERG_FIRE;
  if (fire && !(substance->guide_fire_m > 0)) {
    g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_UNKNOWN, _("The tables here give no distance for a tank of %s in fire; read its guide %s, or draw the danger zone by hand."),
                 yzt_erg_substance_label (substance, language), substance->guide);
    return FALSE;
  }
  out->isolation_m = fire ? substance->guide_fire_m : substance->guide_isolation_m;
  out->downwind_m = ask->spill == YZT_ERG_LARGE ? substance->guide_downwind_m : 0;
  out->all_round = fire;
  put_words (substance, ask, table, "", language, out);
  return TRUE;
}

static gboolean
from_table3 (const YztErg *erg, const YztErgSubstance *substance, const YztErgAsk *ask, const char *language, YztErgDistances *out, GError **error)
{
  const Container *container = find_container (erg, substance, ask->container, language, error);
  if (container == NULL) {
    return FALSE;
  }
  gboolean known = !isnan (ask->wind_m_s);
  guint wind = !known || ask->wind_m_s < LOW_BELOW_M_S ? 0 : ask->wind_m_s > HIGH_ABOVE_M_S ? 2 : 1;
  const char *winds[] = { known ? _("wind below 10 km/h") : _("wind unknown, counted as low"), _("wind 10 to 20 km/h"), _("wind above 20 km/h") };
  g_autofree char *more = g_strdup_printf ("%s, %s", g_str_has_prefix (language, "zh") ? container->name_zh : container->name_en, winds[wind]);
  out->isolation_m = container->isolation_m;
  out->downwind_m = container->reach_m[ask->night ? 1 : 0][wind];
  out->more = container->more[ask->night ? 1 : 0][wind];
  put_words (substance, ask, _("Table 3"), more, language, out);
  return TRUE;
}

gboolean
yzt_erg_get_distances (const YztErg *erg, const YztErgSubstance *substance, const YztErgAsk *ask, const char *language, YztErgDistances *out, GError **error)
{
  g_return_val_if_fail (erg != NULL && substance != NULL && ask != NULL && language != NULL && out != NULL, FALSE);
  *out = (YztErgDistances){ 0 };
  if (ask->spill == YZT_ERG_FIRE || !substance->toxic) {
    return from_guide (substance, ask, language, out, error);
  }
  if (ask->spill == YZT_ERG_LARGE && substance->by_container) {
    return from_table3 (erg, substance, ask, language, out, error);
  }
  guint size = ask->spill == YZT_ERG_LARGE ? 1 : 0;
  out->isolation_m = substance->isolation_m[size];
  out->downwind_m = ask->night ? substance->night_m[size] : substance->day_m[size];
  out->more = ask->night ? substance->night_more[size] : substance->day_more[size];
  put_words (substance, ask, _("Table 1"), "", language, out);
  return TRUE;
}
