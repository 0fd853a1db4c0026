/* yzt-scene-private.h: the packed columns behind a generation, for the scene's own files
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A slot is a feature's place in Morton order of its Mercator position; features without a position come last. A row is its
 * place in the order in which it was added. Only what the hot loops read is kept in slot order; the rest stays in row order
 * and is reached through @row, which saves a million copies when the base is built. */
#pragma once
#include <math.h>

#include "yzt-base.h"
#include "yzt-scene.h"
G_BEGIN_DECLS

#define YZT_MAX_KINDS YZT_KINDS_ON_MAP_MAX
#define YZT_N_LEVELS 5
#define YZT_BLOCK_SHIFT 6 /* one block's removed slots are exactly one 64 bit word */
#define YZT_BLOCK_SIZE (1 << YZT_BLOCK_SHIFT)
#define YZT_GROUP_SHIFT 6 /* blocks in a group */
#define YZT_PREFIX_SHIFT 2 /* slots between prefix sums of all kinds */
#define YZT_MORTON_BITS 28 /* bits of each axis in a Morton key */
#define YZT_NO_SLOT G_MAXUINT32
#define YZT_MAX_SUMS 256 /* more than a kind may have fields */
#define YZT_NAME_IS_FOLDED 0x80000000u

/** What the kind set means to the scene. */
typedef struct {
  gatomicrefcount refs;
  YztKindSet *kinds;
  guint n_kinds;
  guint n_sums[YZT_MAX_KINDS];
  int stock_kind; /* the kind that owns stock lines, -1 when none does */
} YztSceneSchema;

YztSceneSchema *yzt_scene_schema_new (YztKindSet *kinds);
YztSceneSchema *yzt_scene_schema_ref (YztSceneSchema *schema);
void yzt_scene_schema_unref (YztSceneSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSceneSchema, yzt_scene_schema_unref)

/** Bounds in space, rounded outwards, and which kinds are inside. */
typedef struct {
  float lo[3], hi[3];
  guint64 kinds;
} YztSpaceBounds;

/** Bounds on the map. */
typedef struct {
  double x0, y0, x1, y1;
} YztMapBounds;

/** Counts and position sums of a run of slots; positions in 2^-32 of the world, so that sums are exact in any order. */
typedef struct {
  guint64 sum_x, sum_y;
  guint32 levels[YZT_N_LEVELS];
  guint32 count;
} YztTally;

/** Members of one kind in one block; its sums follow in block_sums. @count has the exercises, too; levels and sums have not. */
typedef struct {
  guint8 kind;
  guint8 count;
  guint8 levels[YZT_N_LEVELS];
  guint8 exercises;
  guint32 sum_start;
} YztBlockTotal;

typedef struct {
  gint64 owner_fid, fid;
  double book, reserved, expired;
  guint32 group;
} YztStockLine;

typedef struct {
  const char *item, *spec, *unit;
} YztStockGroup;

typedef struct {
  YztStockLine *lines; /* by owner's slot, then fid; those whose owner is not in the base come last, by owner */
  guint n_lines, n_attached;
  guint32 *start; /* per slot, n + 1; NULL when there is no line */
  guint32 *by_fid;
  YztStockGroup *groups; /* by item, spec, unit */
  guint n_groups;
  GStringChunk *strings;
} YztStockColumns;

/** Sets of figures, each kept once. */
typedef struct {
  guint32 hash, start, n; /* start: of its figures in values */
} YztSumPlace;
typedef struct {
  GArray *values;      /* double */
  YztSumPlace *places; /* 2^bits, at most half of them taken */
  guint bits, n;
} YztSumPool;
void yzt_sum_pool_init (YztSumPool *pool);
void yzt_sum_pool_clear (YztSumPool *pool);
/** Where the same @n figures stand in values. */
guint32 yzt_sum_pool_add (YztSumPool *pool, const double *sums, guint n);

/** Rows as a search tells them: shorter names first, then fid, then kind. Empty when there are few. */
typedef struct {
  guint32 *order;        /* n_rows; NULL when there is no index */
  guint32 *by_bucket;    /* n_rows: by the first two characters of the folded name, then in order */
  guint32 *bucket_start; /* YZT_NAME_BUCKETS + 1 */
  guint64 *marks;        /* per chunk of rows in order: which characters and pairs of them their names may hold */
} YztNameIndex;
#define YZT_NAME_BUCKETS 65536
#define YZT_NAME_CHUNK_SHIFT 8
#define YZT_NAME_MARK_WORDS 64

/** Outlines, in the order of slots; groups of 2^YZT_SHAPE_GROUP_SHIFT with their bounds. */
typedef struct {
  guint32 *slots;
  YztShape **shapes;
  YztMapBounds *bounds; /* of each, so that a view touches no shape that is elsewhere */
  YztMapBounds *groups;
  guint n, n_groups;
} YztShapeColumns;
#define YZT_SHAPE_GROUP_SHIFT 6

/** The immutable base that generations share. */
typedef struct {
  gatomicrefcount refs;
  YztSceneSchema *schema;
  guint n, n_placed, n_rows, n_blocks, n_groups; /* more rows than slots when a row was given twice */

  /* by slot, those with a position */
  double *ecef[3];
  double *map_x, *map_y;
  guint64 *morton;
  /* by slot, all */
  guint8 *kind, *level, *flags;
  guint32 *row;
  guint32 *sum_start; /* in sums; many share the same */
  double *sums;
  guint n_sums;
  /* by row */
  guint8 *row_kind;
  gint64 *fid, *verified_at_ms;
  double *lon, *lat;
  guint16 *variant;
  guint32 *slot; /* YZT_NO_SLOT for a row that a later one replaced */
  guint32 *name_start, *folded_start; /* n_rows + 1; a name_start with YZT_NAME_IS_FOLDED is not in names: the folded name is the name */
  char *names, *folded;               /* each name ends with a NUL */
  guint names_size, folded_size;
  guint64 byte_counts[256];           /* of a sample of folded, to choose rare bytes */
  YztNameIndex name_index;

  /* rows by kind, then fid */
  guint32 *by_fid;
  guint32 kind_start[YZT_MAX_KINDS + 1];

  /* by block and group of blocks */
  YztSpaceBounds *block_space, *group_space;
  YztMapBounds *block_map, *group_map;
  guint64 *block_morton; /* key of a block's first slot */
  guint directory_level; /* of the quadtree, as fine as there are features */
  guint32 *directory;    /* 4^level + 1: first slot of each node of that level, in Morton order */
  guint32 *block_total_start; /* n_blocks + 1 */
  YztBlockTotal *block_totals;
  double *block_sums;
  YztTally *prefix;      /* every 2^YZT_PREFIX_SHIFT slots, of all before, all kinds */
  YztTally *kind_prefix; /* before each block, per kind in use */
  guint8 kind_column[YZT_MAX_KINDS];
  guint n_kind_columns;
  guint64 kinds_in_use;

  YztStockColumns stock;
  YztShapeColumns outlines;

  GArray *exercises; /* guint slots; NULL until they are asked for */

  gboolean packed; /* the columns above lie in the block, as one piece */
  gpointer block;
  gsize block_size;
} YztSceneBase;

YztSceneBase *yzt_scene_base_ref (YztSceneBase *base);
void yzt_scene_base_unref (YztSceneBase *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSceneBase, yzt_scene_base_unref)
gboolean yzt_scene_base_find (const YztSceneBase *base, guint kind, gint64 fid, guint *slot_out);
void yzt_scene_base_index (YztSceneBase *base); /* blocks, totals, prefix sums */
/** Without stock; NULL when what is read is not whole, or not for @schema. */
YztSceneBase *yzt_scene_base_unpack (YztSceneSchema *schema, gsize available, YztSceneUnpackFunc func, gpointer user_data, const YztSceneJudge *judge);

/** A feature added or changed since the base was built. */
typedef struct {
  gatomicrefcount refs;
  YztItem item; /* name and sums owned */
  char *folded;
  gboolean placed;
  double ecef[3];
  double map_x, map_y;
} YztDeltaItem;

/** A stock line added or changed since the base was built. */
typedef struct {
  gatomicrefcount refs;
  YztStock stock; /* strings owned */
} YztDeltaStock;

typedef struct {
  YztDeltaStock *line;
  guint owner; /* slot, YZT_NO_SLOT when the owner is not there */
  guint group; /* of the base, or base groups + index into extra groups */
} YztDeltaLine;

struct _YztGeneration {
  gatomicrefcount refs;
  guint64 number;
  YztSceneBase *base;
  guint64 *removed; /* bit per base slot, NULL when none */
  guint32 *removed_slots; /* ascending */
  guint n_removed;
  YztTally *sifted_prefix; /* of a sifted generation: before each block, per kind in use, without what did not pass; else NULL */
  YztDeltaItem **delta; /* by kind, then fid */
  guint n_delta;
  guint n_items;
  guint kind_counts[YZT_MAX_KINDS];
  guint64 kinds_in_use;

  guint64 *removed_lines; /* bit per base stock line, NULL when none */
  guint n_removed_lines;
  YztDeltaLine *delta_lines; /* by line's fid */
  guint n_delta_lines;
  YztStockGroup *extra_groups; /* strings belong to delta lines */
  guint n_extra_groups;
};

YztGeneration *yzt_generation_new_for_base (YztSceneBase *base); /* takes the reference */
YztGeneration *yzt_generation_renumber (YztGeneration *generation); /* the same picture, newest number */

/** Changes made once and applied to more than one generation. */
typedef struct {
  guint kind;
  gint64 fid;
  YztDeltaItem *item; /* NULL: removed */
} YztPatchItem;
typedef struct {
  gint64 fid;
  YztDeltaStock *line; /* NULL: removed */
} YztPatchLine;
typedef struct {
  YztPatchItem *items; /* by kind, then fid; each once */
  guint n_items;
  YztPatchLine *lines; /* by fid; each once */
  guint n_lines;
} YztPatch;

YztPatch *yzt_patch_new (const YztSceneSchema *schema, const YztItemChange *items, guint n_items,
                         const YztStockChange *stocks, guint n_stocks);
void yzt_patch_free (YztPatch *patch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPatch, yzt_patch_free)
YztGeneration *yzt_generation_apply (YztGeneration *old, const YztPatch *patch);

YztDeltaItem *yzt_delta_item_new (const YztSceneSchema *schema, const YztItem *item);
YztDeltaItem *yzt_delta_item_ref (YztDeltaItem *item);
void yzt_delta_item_unref (YztDeltaItem *item);
YztDeltaStock *yzt_delta_stock_new (const YztStock *stock);
YztDeltaStock *yzt_delta_stock_ref (YztDeltaStock *line);
void yzt_delta_stock_unref (YztDeltaStock *line);

/* --- stock --- */
int yzt_stock_group_compare (const YztStockGroup *a, const YztStockGroup *b);
void yzt_stock_columns_clear (YztStockColumns *stock);
gboolean yzt_stock_columns_find_group (const YztStockColumns *stock, const YztStockGroup *group, guint *index_out);
gboolean yzt_stock_columns_find_line (const YztStockColumns *stock, gint64 fid, guint *index_out);
void yzt_stock_columns_build (YztStockColumns *stock, const YztSceneBase *base, const YztStock *lines, guint n_lines);
void yzt_generation_resolve_stock (YztGeneration *generation);

/* --- outlines --- */
typedef struct {
  guint32 row;
  YztShape *shape; /* owned until it is taken */
} YztRowShape;
/** Takes the shapes of @rows (YztRowShape); those of rows without a slot go. */
void yzt_shape_columns_build (YztShapeColumns *outlines, const YztSceneBase *base, GArray *rows);
void yzt_shape_columns_clear (YztShapeColumns *outlines);
const YztShape *yzt_shape_columns_find (const YztShapeColumns *outlines, guint slot); /* NULL: a point */

/* --- names --- */
char *yzt_scene_fold (const char *name); /* yzt_text_fold, with a short cut for common Chinese and ASCII names */
gboolean yzt_scene_fold_quick (const char *name, GString *folded); /* appends; FALSE: nothing appended, use yzt_text_fold */

/** FALSE when it is not worth while, or fids are beyond what a key holds. Reads rows only. */
gboolean yzt_name_index_build (YztNameIndex *index, const YztSceneBase *base);
void yzt_name_index_clear (YztNameIndex *index);
/** The bucket where names that begin so stand, or the first of @n_buckets_out that may hold them. */
guint yzt_name_index_bucket (const char *name, guint *n_buckets_out);
/** What a name that holds @needle must have marked. */
void yzt_name_index_mark (const char *needle, guint64 marks[YZT_NAME_MARK_WORDS]);

/* --- sorting --- */
typedef struct {
  guint64 key;
  guint32 value;
} YztKeyed;
void yzt_radix_sort (YztKeyed *items, YztKeyed *scratch, guint n, guint key_bits); /* ascending, stable */

/* --- Morton keys --- */
static inline guint64
yzt_morton_spread (guint64 v)
{
  v &= 0xffffffff;
  v = (v | (v << 16)) & 0x0000ffff0000ffffULL;
  v = (v | (v << 8)) & 0x00ff00ff00ff00ffULL;
  v = (v | (v << 4)) & 0x0f0f0f0f0f0f0f0fULL;
  v = (v | (v << 2)) & 0x3333333333333333ULL;
  v = (v | (v << 1)) & 0x5555555555555555ULL;
  return v;
}

static inline guint32
yzt_morton_axis (double position)
{
  const double scale = (double) (1 << YZT_MORTON_BITS);
  double scaled = position * scale;

  if (scaled >= scale) {
    return (1 << YZT_MORTON_BITS) - 1;
  }
  return scaled <= 0 ? 0 : (guint32) scaled;
}

static inline guint64
yzt_morton_key (double x, double y)
{
  return yzt_morton_spread (yzt_morton_axis (x)) | (yzt_morton_spread (yzt_morton_axis (y)) << 1);
}

/** Position in 2^-32 of the world, for exact sums. */
static inline guint64
yzt_fixed_axis (double position)
{
  double scaled = position * 4294967296.0;

  return scaled <= 0 ? 0 : (guint64) scaled;
}

static inline const char *
yzt_scene_base_name (const YztSceneBase *base, guint row)
{
  guint32 start = base->name_start[row];

  return (start & YZT_NAME_IS_FOLDED) != 0 ? base->folded + base->folded_start[row] : base->names + start;
}

static inline gboolean
yzt_generation_is_removed (const YztGeneration *generation, guint slot)
{
  return generation->removed != NULL && (generation->removed[slot >> 6] >> (slot & 63) & 1) != 0;
}

static inline guint64
yzt_generation_removed_word (const YztGeneration *generation, guint block)
{
  return generation->removed != NULL ? generation->removed[block] : 0;
}

static inline gboolean
yzt_filter_has (guint64 kinds, guint kind)
{
  return (kinds >> kind & 1) != 0;
}

static inline gint64
yzt_generation_slot_fid (const YztGeneration *generation, guint slot)
{
  const YztSceneBase *base = generation->base;

  return slot < base->n ? base->fid[base->row[slot]] : generation->delta[slot - base->n]->item.fid;
}

static inline guint
yzt_generation_slot_kind (const YztGeneration *generation, guint slot)
{
  const YztSceneBase *base = generation->base;

  return slot < base->n ? base->kind[slot] : generation->delta[slot - base->n]->item.kind;
}

YztPosition yzt_generation_slot_position (const YztGeneration *generation, guint slot);
guint8 yzt_level_clamp (guint level);

/* --- distance --- */
#define YZT_WGS84_A 6378137.0
#define YZT_WGS84_B 6356752.314245179
#define YZT_CURVATURE_MIN_M (YZT_WGS84_B * YZT_WGS84_B / YZT_WGS84_A) /* least radius of curvature */
#define YZT_CURVATURE_MAX_M (YZT_WGS84_A * YZT_WGS84_A / YZT_WGS84_B)
#define YZT_CHORD_LIMIT_M 420000.0 /* below this yzt_distance_from_chord is good to half a millimetre */

/** yzt_distance_from_chord: length of the geodesic between two surface points @chord2 (metres squared) apart in space,
 * @dz their difference and @z_sum their sum of z. The geodesic is taken as an arc with the normal curvature that the
 * ellipsoid has at its middle in the direction of the chord; what this leaves out grows with the fifth power of the
 * length: 10 nm at 10 km, 8 µm at 200 km, 0.27 mm at 400 km (measured against Karney, all latitudes and azimuths). */
static inline double
yzt_distance_from_chord (double chord2, double dz, double z_sum)
{
  const double a2 = YZT_WGS84_A * YZT_WGS84_A;
  const double b2 = YZT_WGS84_B * YZT_WGS84_B;
  const double flattening = a2 / b2 - 1.0;
  double q = (chord2 + flattening * dz * dz) * (1.0 / a2);
  double k = 1.0 - 0.25 * q;
  /* the tiny number keeps 0 / 0 away when both points are one */
  double t = q * q * a2 * k / ((chord2 + 1e-200) * (k + (0.25 * flattening / b2) * z_sum * z_sum));

  return sqrt (chord2) * (1.0 + t * (1.0 / 24 + t * (3.0 / 640 + t * (5.0 / 7168 + t * (35.0 / 294912)))));
}

/** What yzt_distance_from_chord may be wrong by, generously. */
static inline double
yzt_distance_error_m (double distance_m)
{
  double r = distance_m * (1.0 / 400000.0);

  return 1e-6 + 5e-4 * r * r * r * r * r;
}

/** The least geodesic length whose chord is @chord_m, and the greatest chord of a geodesic of @distance_m. */
double yzt_distance_lower_bound_m (double chord_m);
double yzt_chord_upper_bound_m (double distance_m);
/** A chord no longer than this surely belongs to a geodesic of at most @distance_m. */
double yzt_chord_inside_bound_m (double distance_m);

typedef struct {
  YztPosition position;
  double ecef[3];
} YztCenter;
/** Exact to a millimetre: chord formula, or Karney when that is not good enough. */
double yzt_generation_distance_m (const YztGeneration *generation, const YztCenter *center, guint slot);

/** Squared distance from @p to the nearest and the farthest point of the bounds. */
static inline double
yzt_space_min2 (const YztSpaceBounds *bounds, const double p[3])
{
  double sum = 0;

  for (guint i = 0; i < 3; i++) {
    double below = (double) bounds->lo[i] - p[i];
    double above = p[i] - (double) bounds->hi[i];
    double d = MAX (MAX (below, above), 0.0);
    sum += d * d;
  }
  return sum;
}

static inline double
yzt_space_max2 (const YztSpaceBounds *bounds, const double p[3])
{
  double sum = 0;

  for (guint i = 0; i < 3; i++) {
    double below = p[i] - (double) bounds->lo[i];
    double above = (double) bounds->hi[i] - p[i];
    double d = MAX (below, above);
    sum += d * d;
  }
  return sum;
}

/** Sets the bit in @marked of each slot, of the base and the delta, whose name holds @text. */
void yzt_generation_mark_names (const YztGeneration *generation, const char *text, guint64 *marked);

/** Order of hits: nearest first, ties by fid, then kind. */
gboolean yzt_hit_before (const YztGeneration *generation, const YztHit *a, const YztHit *b);
void yzt_hits_sort (const YztGeneration *generation, YztHit *hits, guint n);

/** Distances are ordered and told as whole micrometres: what mirror points differ by in the last bits of a double must not
 * decide over the fid. */
static inline double
yzt_whole_micrometres (double distance_m)
{
  /* Through an integer: the baseline has no instruction for floor, and this is asked for every hit. */
  return (double) (gint64) (distance_m * 1e6 + 0.5);
}

G_END_DECLS
