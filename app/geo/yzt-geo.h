/* yzt-geo.h: positions, datums, geodesy on the WGS 84 ellipsoid, Mercator, geometry as GeoPackage keeps it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: no clock, no files. Degrees, WGS 84 (EPSG:4326), longitude first, unless a name says otherwise.
 * Distances in metres on the ellipsoid (Karney 2013, PROJ geodesic.h). Thread-safe after yzt_geo_init(). */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS

typedef struct {
  double lon; /* degrees east, [-180, 180] */
  double lat; /* degrees north, [-90, 90] */
} YztPosition;

typedef struct {
  double west, south, east, north; /* degrees; west > east when the box crosses the antimeridian */
} YztBox;

/** yzt_geo_init: fills PROJ's statics; call once on the main thread before any worker starts. */
void yzt_geo_init (void);
gboolean yzt_position_is_valid (YztPosition position);

/* --- geodesy --- */
/** @bearing_deg_out: at @from, clockwise from north, [0, 360); may be NULL. */
double yzt_geo_distance_m (YztPosition from, YztPosition to, double *bearing_deg_out);
YztPosition yzt_geo_direct (YztPosition from, double bearing_deg, double distance_m);
/** yzt_geo_ring: @n points (>= 3) of the geodesic circle, clockwise from north, not closed; caller's array. */
void yzt_geo_ring (YztPosition center, double radius_m, YztPosition *points, guint n);
/** Area that the geodesics between @points (open or closed) enclose, whichever way round, square metres; the closed way round it in
 * @perimeter_m_out (may be NULL). 0 for fewer than three points. Areas larger than half of the earth are told as the other part. */
double yzt_geo_polygon_area_m2 (const YztPosition *points, guint n, double *perimeter_m_out);
/** @n >= 2 points along the geodesic, ends included, equally far apart; caller's array. */
void yzt_geo_line (YztPosition from, YztPosition to, YztPosition *points, guint n);
/** Earth-centred coordinates on the ellipsoid's surface, metres. */
void yzt_geo_to_ecef (YztPosition position, double xyz[3]);

/* --- Mercator: x, y in [0, 1], y grows southwards; latitude clamped to ±85.0511287798 --- */
void yzt_mercator_from_position (YztPosition position, double *x, double *y);
YztPosition yzt_mercator_to_position (double x, double y);

/* --- datums --- */
typedef enum { YZT_DATUM_WGS84, YZT_DATUM_CGCS2000, YZT_DATUM_GCJ02, YZT_DATUM_BD09 } YztDatum;
/** Names accepted: wgs84 cgcs2000 gcj02 bd09 (any case, with - or _). FALSE when unknown. */
gboolean yzt_datum_from_name (const char *name, YztDatum *datum_out);
const char *yzt_datum_id (YztDatum datum);    /* "wgs84" */
const char *yzt_datum_label (YztDatum datum); /* "WGS 84", "GCJ-02"… for the screen */
/** To WGS 84. GCJ-02 and BD-09 are inverted exactly (iteration below 1e-10 degree). */
YztPosition yzt_datum_to_wgs84 (YztPosition position, YztDatum from);
YztPosition yzt_datum_from_wgs84 (YztPosition position, YztDatum to);

/* --- Gauss-Krüger: metres of Chinese survey sheets and cadastres --- */
typedef enum { YZT_ELLIPSOID_WGS84, YZT_ELLIPSOID_CGCS2000, YZT_ELLIPSOID_XIAN_1980, YZT_ELLIPSOID_BEIJING_1954 } YztEllipsoid;
/** Degrees and metres are of the one ellipsoid: nothing is said here about the shift between datums. Scale 1 on the central meridian, false easting
 * 500 000 m, no zone number before the easting; good to a micrometre within 20 degrees of the central meridian. */
void yzt_gauss_kruger_forward (YztEllipsoid ellipsoid, double central_meridian_deg, YztPosition position, double *easting_m_out, double *northing_m_out);
YztPosition yzt_gauss_kruger_inverse (YztEllipsoid ellipsoid, double central_meridian_deg, double easting_m, double northing_m);
/** Zone of a longitude, @width_deg 3 (25 … 45 in China) or 6 (13 … 23); a zone holds its western border. The meridian may be NULL. */
int yzt_gauss_kruger_zone (double lon_deg, int width_deg, double *central_meridian_deg_out);
double yzt_gauss_kruger_central_meridian (int zone, int width_deg);

/* --- coordinates as text --- */
/** yzt_coordinate_parse: decimal "113.05, 23.1" (longitude first), DMS, hemisphere letters and 东经/北纬 in either order,
 * latitude-first when only that is possible (|first| <= 90 < |second|, then @swapped_out is TRUE), with an optional datum
 * word ("GCJ-02 …", "火星"). Result is WGS 84; the datum named is in @datum_out. FALSE when it is no coordinate. */
gboolean yzt_coordinate_parse (const char *text, YztPosition *wgs84_out, YztDatum *datum_out, gboolean *swapped_out);
/** Metres as people type them: CGCS2000 Gauss-Krüger in any order, with the zone's number before the easting ("X 2550494.2 Y 37650154.9",
 * "37650154.9, 2550494.2") or said beside it ("650154.9, 2550494.2 37带", "中央经线111", "EPSG:4547"); UTM "49Q 665390 2548100", MGRS "49QFE 65390 48100".
 * When no zone is said it is that of @near (3 degrees) or the one beside it: two readings, that one first; none when @near is NULL.
 * Returns how many. @local_datum_out (may be NULL): Xi'an 1980 or Beijing 1954 is named, which are shifted otherwise in every county: nothing is read. */
typedef enum { YZT_PLANE_GAUSS_KRUGER, YZT_PLANE_UTM, YZT_PLANE_MGRS } YztPlaneGrid;
typedef struct {
  YztPosition wgs84;
  YztPlaneGrid grid;
  int zone, width_deg; /* zone 0: only the meridian was said */
  double meridian_deg;
  gboolean guessed; /* no zone was said */
} YztPlaneReading;
#define YZT_PLANE_READINGS_MAX 2
guint yzt_plane_coordinate_parse (const char *text, const YztPosition *near, YztPlaneReading readings[YZT_PLANE_READINGS_MAX], gboolean *local_datum_out);
/** Degrees, or metres that say their zone. */
gboolean yzt_coordinate_parse_any (const char *text, YztPosition *wgs84_out);
/** "112.55000° E 23.02000° N" with @decimals. */
char *yzt_coordinate_format (YztPosition position, guint decimals);
typedef enum { YZT_COORDINATE_DECIMAL, YZT_COORDINATE_DMS, YZT_COORDINATE_GAUSS_KRUGER } YztCoordinateStyle;
/** "112.55000° E 23.02000° N", "112°33′00.0″ E 23°01′12.0″ N", or CGCS2000 in the 3 degree zone with its number, northing first as on
 * sheets: "X 2550494.2 Y 37650154.9" (to a decimetre). Reads back with yzt_coordinate_parse_any. Free with g_free. */
char *yzt_coordinate_format_as (YztPosition position, YztCoordinateStyle style);
/** One angle as people write it: "112.465", "112°27′54″E", "112度27分54秒", "112:27:54", "东经112.465", "-112 27 54". Degrees, south and west negative.
 * @is_latitude_out (may be NULL): 1 when it is named north or south, 0 when east or west, -1 when nothing is said. FALSE when it is none. */
gboolean yzt_angle_parse (const char *text, double *degrees_out, int *is_latitude_out);
/** Degrees, minutes and seconds run together, as GPS sets and ledgers give them: 1122754 or 1122754.5 (whole), 112.2754 or 112.275450 (with a point).
 * FALSE when minutes or seconds reach 60. */
gboolean yzt_angle_unpack (double packed, gboolean whole, double *degrees_out);
/** "800m", "50km", "1.5 km", "20公里", "500米", bare number = metres. > 0 and finite and <= 20 038 km. */
gboolean yzt_distance_parse (const char *text, double *metres_out);

/* --- geometry: polygons as plain rings --- */
typedef struct _YztGeometry YztGeometry; /* immutable, atomic reference count */
typedef enum { YZT_GEOMETRY_POINT, YZT_GEOMETRY_LINE, YZT_GEOMETRY_AREA } YztGeometryType;
YztGeometry *yzt_geometry_new_point (YztPosition position);
/** An area from closed or open rings: @ring_starts has @n_rings + 1 offsets; every ring is an outer one. */
YztGeometry *yzt_geometry_new_area (const YztPosition *points, const guint *ring_starts, guint n_rings);
/** From a GeoPackage blob (header + WKB, either byte order, Z/M dropped); bounded; NULL + error when damaged or empty. */
YztGeometry *yzt_geometry_from_gpkg (gconstpointer blob, gsize length, GError **error);
/** To a GeoPackage blob, EPSG:4326, little endian, with envelope but for points: POINT, MULTILINESTRING or MULTIPOLYGON. */
GBytes *yzt_geometry_to_gpkg (const YztGeometry *geometry);
YztGeometry *yzt_geometry_ref (YztGeometry *geometry);
void yzt_geometry_unref (YztGeometry *geometry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztGeometry, yzt_geometry_unref)
YztGeometryType yzt_geometry_get_type_id (const YztGeometry *geometry);
YztBox yzt_geometry_get_box (const YztGeometry *geometry);
/** A point inside (areas) or on (lines) the geometry, to put the symbol at. */
YztPosition yzt_geometry_get_label_position (const YztGeometry *geometry);
guint yzt_geometry_get_n_rings (const YztGeometry *geometry);
/** One ring or line; a ring is given open: its first point is not repeated at the end. Multipoints of several points are refused. */
const YztPosition *yzt_geometry_get_ring (const YztGeometry *geometry, guint i, guint *n_points_out);
/** Even-odd over all rings; planar in degrees; boundary points may fall either way. */
gboolean yzt_geometry_contains (const YztGeometry *geometry, YztPosition position);

/** Fast path for point tables: reads only lon/lat of a POINT blob. FALSE for anything else, empty or damaged. */
gboolean yzt_gpkg_point_read (gconstpointer blob, gsize length, YztPosition *position_out);
#define YZT_GPKG_POINT_SIZE 29
/** Writes a POINT blob (8 byte header without envelope + 21 byte WKB). */
void yzt_gpkg_point_write (YztPosition position, guint8 blob[YZT_GPKG_POINT_SIZE]);

typedef enum { YZT_GEO_ERROR_DAMAGED, YZT_GEO_ERROR_RANGE } YztGeoError;
#define YZT_GEO_ERROR (yzt_geo_error_quark ())
GQuark yzt_geo_error_quark (void);
G_END_DECLS
