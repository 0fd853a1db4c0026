/* yzt-wmts-parse.c: the capabilities of a WMTS as they are written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "yzt-base.h"
#include "yzt-wmts-private.h"

#define MAX_DEPTH 64
#define MAX_THINGS 2000 /* layers, sets, matrices of a set */

typedef struct {
  YztWmtsDocument *document;
  GPtrArray *path;    /* names of the open elements, without prefixes */
  GString *text;
  YztWmtsLayer *layer;
  YztWmtsSet *set;
  YztWmtsMatrix *matrix;
  gboolean in_get_tile, default_style;
} Parse;

static void
matrix_clear (YztWmtsMatrix *matrix)
{
  g_free (matrix->id);
  g_free (matrix->scale);
  g_free (matrix->corner);
}

static void
set_free (YztWmtsSet *set)
{
  g_free (set->id);
  g_free (set->crs);
  g_array_unref (set->matrices);
  g_free (set);
}

static void
layer_free (YztWmtsLayer *layer)
{
  g_free (layer->id);
  g_free (layer->title);
  g_free (layer->style);
  g_free (layer->format);
  g_free (layer->resource);
  g_ptr_array_unref (layer->sets);
  g_free (layer);
}

void
yzt_wmts_document_free (YztWmtsDocument *document)
{
  if (document != NULL) {
    g_free (document->provider);
    g_free (document->get_tile);
    g_ptr_array_unref (document->layers);
    g_ptr_array_unref (document->sets);
    g_free (document);
  }
}

/* --- elements --- */

static const char *
plain (const char *name)
{
  const char *colon = strchr (name, ':');
  return colon != NULL ? colon + 1 : name;
}

static const char *
above (const Parse *parse, guint steps)
{
  return parse->path->len > steps ? parse->path->pdata[parse->path->len - 1 - steps] : "";
}

static const char *
attribute (const char **names, const char **values, const char *wanted)
{
  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_equal (plain (names[i]), wanted)) {
      return values[i];
    }
  }
  return NULL;
}

static void
begin_layer (Parse *parse)
{
  parse->layer = g_new0 (YztWmtsLayer, 1);
  parse->layer->id = g_strdup ("");
  parse->layer->title = g_strdup ("");
  parse->layer->style = g_strdup ("default");
  parse->layer->format = g_strdup (""); /* the first, or PNG when there is it */
  parse->layer->sets = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (parse->document->layers, parse->layer);
}

static void
begin_set (Parse *parse)
{
  parse->set = g_new0 (YztWmtsSet, 1);
  parse->set->id = g_strdup ("");
  parse->set->crs = g_strdup ("");
  parse->set->matrices = g_array_new (FALSE, TRUE, sizeof (YztWmtsMatrix));
  g_array_set_clear_func (parse->set->matrices, (GDestroyNotify) matrix_clear);
  g_ptr_array_add (parse->document->sets, parse->set);
}

static void
begin_matrix (Parse *parse)
{
  YztWmtsMatrix matrix = { .id = g_strdup (""), .scale = g_strdup (""), .corner = g_strdup (""), .tile_width = 256, .tile_height = 256 };
  g_array_append_val (parse->set->matrices, matrix);
  parse->matrix = &g_array_index (parse->set->matrices, YztWmtsMatrix, parse->set->matrices->len - 1);
}

static void
begin_resource (Parse *parse, const char **names, const char **values)
{
  const char *type = attribute (names, values, "resourceType"), *format = attribute (names, values, "format");
  const char *address = attribute (names, values, "template");
  if (parse->layer != NULL && g_strcmp0 (type, "tile") == 0 && format != NULL && g_str_has_prefix (format, "image/") && address != NULL
      && parse->layer->resource == NULL) {
    parse->layer->resource = g_strdup (address);
  }
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer user_data, GError **error)
{
  Parse *parse = user_data;
  const char *name = plain (element);
  if (parse->path->len >= MAX_DEPTH) {
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, "nested too deeply");
    return;
  }
  if (g_str_equal (name, "Layer") && parse->document->layers->len < MAX_THINGS) {
    begin_layer (parse);
  } else if (g_str_equal (name, "TileMatrixSet") && g_str_equal (above (parse, 0), "Contents") && parse->document->sets->len < MAX_THINGS) {
    begin_set (parse);
  } else if (g_str_equal (name, "TileMatrix") && parse->set != NULL && parse->set->matrices->len < MAX_THINGS) {
    begin_matrix (parse);
  } else if (g_str_equal (name, "ResourceURL")) {
    begin_resource (parse, names, values);
  } else if (g_str_equal (name, "Operation")) {
    parse->in_get_tile = g_strcmp0 (attribute (names, values, "name"), "GetTile") == 0;
  } else if (g_str_equal (name, "Style")) {
    parse->default_style = g_strcmp0 (attribute (names, values, "isDefault"), "true") == 0;
  } else if (g_str_equal (name, "Get") && parse->in_get_tile && parse->document->get_tile == NULL) {
    parse->document->get_tile = g_strdup (attribute (names, values, "href"));
  }
  g_ptr_array_add (parse->path, g_strdup (name));
  g_string_set_size (parse->text, 0);
}

static void
put_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static guint
read_count (const char *text)
{
  guint64 number = 0;
  return g_ascii_string_to_unsigned (text, 10, 1, 1u << 30, &number, NULL) ? (guint) number : 0;
}

static void
end_in_matrix (Parse *parse, const char *name, const char *text)
{
  YztWmtsMatrix *matrix = parse->matrix;
  if (g_str_equal (name, "Identifier")) {
    put_text (&matrix->id, text);
  } else if (g_str_equal (name, "ScaleDenominator")) {
    put_text (&matrix->scale, text);
  } else if (g_str_equal (name, "TopLeftCorner")) {
    put_text (&matrix->corner, text);
  } else {
    guint *counts[] = { &matrix->tile_width, &matrix->tile_height, &matrix->columns, &matrix->rows };
    const char *const names[] = { "TileWidth", "TileHeight", "MatrixWidth", "MatrixHeight" };
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      *counts[i] = g_str_equal (name, names[i]) ? read_count (text) : *counts[i];
    }
  }
}

static void
end_in_layer (Parse *parse, const char *name, const char *parent, const char *text)
{
  YztWmtsLayer *layer = parse->layer;
  if (g_str_equal (name, "Identifier") && g_str_equal (parent, "Layer")) {
    put_text (&layer->id, text);
  } else if (g_str_equal (name, "Title") && g_str_equal (parent, "Layer")) {
    put_text (&layer->title, text);
  } else if (g_str_equal (name, "Identifier") && g_str_equal (parent, "Style") && (parse->default_style || g_str_equal (layer->style, "default"))) {
    put_text (&layer->style, text);
  } else if (g_str_equal (name, "Format") && g_str_equal (parent, "Layer") && (*layer->format == '\0' || g_str_equal (text, "image/png"))) {
    put_text (&layer->format, text);
  } else if (g_str_equal (name, "TileMatrixSet") && layer->sets->len < MAX_THINGS) {
    g_ptr_array_add (layer->sets, g_strdup (text));
  }
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Parse *parse = user_data;
  const char *name = above (parse, 0), *parent = above (parse, 1);
  g_strstrip (parse->text->str);
  const char *text = parse->text->str;
  if (parse->matrix != NULL && g_str_equal (parent, "TileMatrix")) {
    end_in_matrix (parse, name, text);
  } else if (parse->set != NULL && g_str_equal (parent, "TileMatrixSet") && g_str_equal (name, "Identifier")) {
    put_text (&parse->set->id, text);
  } else if (parse->set != NULL && g_str_equal (parent, "TileMatrixSet") && g_str_equal (name, "SupportedCRS")) {
    put_text (&parse->set->crs, text);
  } else if (parse->layer != NULL) {
    end_in_layer (parse, name, parent, text);
  } else if (g_str_equal (name, "ProviderName")) {
    put_text (&parse->document->provider, text);
  }
  parse->matrix = g_str_equal (name, "TileMatrix") ? NULL : parse->matrix;
  parse->layer = g_str_equal (name, "Layer") ? NULL : parse->layer;
  parse->set = g_str_equal (name, "TileMatrixSet") && g_str_equal (parent, "Contents") ? NULL : parse->set;
  g_ptr_array_set_size (parse->path, (int) parse->path->len - 1);
  g_string_set_size (parse->text, 0);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Parse *parse = user_data;
  g_string_append_len (parse->text, text, (gssize) MIN (length, 4096 - MIN (parse->text->len, 4096)));
}

YztWmtsDocument *
yzt_wmts_parse (GBytes *bytes)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_text };
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (YztWmtsDocument) document = g_new0 (YztWmtsDocument, 1);
  document->provider = g_strdup ("");
  document->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) layer_free);
  document->sets = g_ptr_array_new_with_free_func ((GDestroyNotify) set_free);
  Parse parse = { .document = document, .path = g_ptr_array_new_with_free_func (g_free), .text = g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &parse, NULL);
  gboolean read = length > 0 && length <= YZT_WMTS_MAX_BYTES && g_markup_parse_context_parse (context, text, (gssize) length, NULL)
                  && g_markup_parse_context_end_parse (context, NULL);
  g_ptr_array_unref (parse.path);
  g_string_free (parse.text, TRUE);
  return read ? g_steal_pointer (&document) : NULL;
}
