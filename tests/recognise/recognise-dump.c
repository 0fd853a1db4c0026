/* recognise-dump.c: what recognition says of files, one tab-separated line for each thing that it says; for score.py
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recognise-dump MAP [KIND:]FILE… ; KIND "" or left out: ranked.
 */
#include <locale.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise.h"
#include "yzt-store.h"

static const char *const ROLES[] = { "skip", "field", "lon", "lat", "coordinate", "wkt", "easting", "northing" };
static const char *const NOTATIONS[] = { "none", "geometry", "decimal", "dms", "packed", "one-column", "wkt", "projected" };

static void
say (const char *what, const char *value, double confidence, const char *evidence)
{
  g_autofree char *plain = g_strdup (value != NULL ? value : "");

  g_print ("%s\t%s\t%.3f\t%s\n", what, g_strdelimit (plain, "\t\r\n", ' '), confidence, evidence != NULL ? evidence : "");
}

static void
say_number (const char *what, long value, double confidence, const char *evidence)
{
  g_autofree char *text = g_strdup_printf ("%ld", value);

  say (what, text, confidence, evidence);
}

static void
dump (const YztProposal *proposal)
{
  say ("format", proposal->format, 1.0, NULL);
  say ("encoding", proposal->encoding, proposal->encoding_confidence, proposal->encoding_evidence);
  say_number ("header_row", proposal->header_row, proposal->header_confidence, proposal->header_evidence);
  say_number ("n_header_rows", proposal->n_header_rows, proposal->header_confidence, NULL);
  if (proposal->layer < proposal->layers->len) {
    say ("layer", g_array_index (proposal->layers, YztLayerProposal, proposal->layer).text, 1.0, NULL);
  }
  say ("notation", NOTATIONS[proposal->notation], proposal->notation_confidence, proposal->notation_evidence);
  say_number ("swapped", proposal->swapped, proposal->notation_confidence, NULL);
  say_number ("epsg", proposal->epsg, proposal->projection_confidence, proposal->projection_evidence);
  say ("datum", yzt_datum_id (proposal->datum), proposal->datum_confidence, proposal->datum_evidence);
  for (guint i = 0; i < proposal->kinds->len && i < 3; i++) {
    const YztKindProposal *kind = &g_array_index (proposal->kinds, YztKindProposal, i);
    say ("kind", kind->kind_id, kind->confidence, kind->evidence);
  }
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    g_autofree char *what = g_strdup_printf ("column:%u:%s", i, column->role == YZT_ROLE_FIELD ? column->field : ROLES[column->role]);
    say (what, column->header, column->confidence, column->evidence);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = NULL;

  setlocale (LC_ALL, "");
  if (argc < 3) {
    g_printerr ("recognise-dump MAP [KIND:]FILE…\n");
    return 2;
  }
  yzt_geo_init ();
  yzt_exchange_init ();
  store = yzt_store_open (argv[1], YZT_STORE_READ_ONLY, &yzt_clock_system, &error);
  if (store == NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  for (int i = 2; i < argc; i++) {
    const char *colon = strchr (argv[i], ':');
    g_autofree char *id = colon != NULL ? g_strndup (argv[i], (gsize) (colon - argv[i])) : g_strdup ("");
    const char *path = colon != NULL ? colon + 1 : argv[i];
    YztKind *kind = *id != '\0' ? yzt_kind_set_find (yzt_store_get_kinds (store), id) : NULL;
    g_autoptr (GError) problem = NULL;
    g_autoptr (YztProposal) proposal = yzt_recognise_file (store, kind, path, NULL, NULL, &problem);
    say ("file", path, 1.0, NULL);
    if (proposal != NULL) {
      dump (proposal);
    } else {
      say ("refused", problem->message, 1.0, NULL);
    }
  }
  yzt_store_close (store);
  return 0;
}
