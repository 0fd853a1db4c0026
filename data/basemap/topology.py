"""Areas that share their borders: dissolve and simplify them so that neighbours keep one and the same line.

A border is simplified once, as the chain of edges between two nodes, whatever the areas on its sides; an area is
put together again from such chains. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from osgeo import ogr


def rings_of(geometry):
    """Rings of a GeoJSON polygon or multipolygon, as lists of (x, y)."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            yield [tuple(point[:2]) for point in ring]


def edges_of(rings):
    """Edges that are passed an odd number of times: spikes and seams inside cancel out."""
    edges = set()
    for ring in rings:
        for a, b in zip(ring, ring[1:] + ring[:1]):
            if a != b:
                edges ^= {(a, b) if a < b else (b, a)}
    return edges


class Topology:
    def __init__(self):
        self.sides = {}  # edge → the units beside it

    def add(self, unit, edges):
        for edge in edges:
            self.sides.setdefault(edge, []).append(unit)

    def build(self, tolerance_of, project):
        """@tolerance_of (units, points) in degrees; @project (x, y) moves a point that is kept."""
        self.chains = [(units, [project(*point) for point in simplify(points, tolerance_of(units, points))])
                       for units, points in self._walk()]
        del self.sides

    def _walk(self):
        around = {}
        for edge in self.sides:
            for point in edge:
                around.setdefault(point, []).append(edge)
        nodes = {point for point, edges in around.items()
                 if len(edges) != 2 or self.sides[edges[0]] != self.sides[edges[1]]}
        left = dict.fromkeys(self.sides)
        starts = [point for point in around if point in nodes] + list(around)
        for start in starts:
            for edge in around[start]:
                if edge in left:
                    yield tuple(self.sides[edge]), self._follow(start, edge, around, nodes, left)

    @staticmethod
    def _follow(point, edge, around, nodes, left):
        points = [point]
        while edge is not None:
            del left[edge]
            point = edge[1] if edge[0] == point else edge[0]
            points.append(point)
            edge = None if point in nodes else next((e for e in around[point] if e in left), None)
        return points

    def dissolve(self, member, smallest):
        """The area of all units for which @member (unit); rings below @smallest square degrees are left out."""
        chains = [points for units, points in self.chains if sum(map(member, units)) % 2 == 1]
        rings = [ring for ring in join(chains) if len(ring) > 3 and abs(area_of(ring)) >= smallest]
        return polygons_of(rings)


def simplify(points, tolerance):
    """Douglas-Peucker; a closed chain is cut at its farthest point so that it cannot vanish into a line."""
    if len(points) > 2 and points[0] == points[-1]:
        x, y = points[0]
        far = max(range(len(points)), key=lambda i: (points[i][0] - x) ** 2 + (points[i][1] - y) ** 2)
        return simplify(points[:far + 1], tolerance) + simplify(points[far:], tolerance)[1:]
    if len(points) < 3 or tolerance <= 0:
        return points
    line = ogr.Geometry(ogr.wkbLineString)
    for x, y in points:
        line.AddPoint_2D(x, y)
    return [point[:2] for point in line.Simplify(tolerance).GetPoints()]


def join(chains):
    """Closed rings from chains, end to end."""
    ends = {}
    for index, points in enumerate(chains):
        if points[0] != points[-1]:
            ends.setdefault(points[0], []).append(index)
            ends.setdefault(points[-1], []).append(index)
    used = set()
    for index, points in enumerate(chains):
        if index in used:
            continue
        used.add(index)
        ring = list(points)
        while ring[0] != ring[-1]:
            following = next((i for i in ends[ring[-1]] if i not in used), None)
            if following is None:
                break
            used.add(following)
            more = chains[following]
            ring += more[1:] if more[0] == ring[-1] else more[-2::-1]
        if ring[0] == ring[-1]:
            yield ring


def area_of(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def ring_geometry(points):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in points:
        ring.AddPoint_2D(x, y)
    return ring


def inside(point, ring):
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:]):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            odd = not odd
    return odd


def polygons_of(rings):
    """A multipolygon: a ring within an odd number of others is a hole of the smallest of them."""
    boxes = [(min(p[0] for p in r), min(p[1] for p in r), max(p[0] for p in r), max(p[1] for p in r)) for r in rings]
    order = sorted(range(len(rings)), key=lambda i: -abs(area_of(rings[i])))
    shells, multi = {}, ogr.Geometry(ogr.wkbMultiPolygon)
    for place, index in enumerate(order):
        probe = middle(rings[index])
        around = [i for i in order[:place] if boxes[i][0] <= probe[0] <= boxes[i][2] and
                  boxes[i][1] <= probe[1] <= boxes[i][3] and inside(probe, rings[i])]
        if len(around) % 2 == 1 and around[-1] in shells:
            shells[around[-1]].append(index)
        else:
            shells[index] = []
    for shell, holes in shells.items():
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for index in [shell] + holes:
            polygon.AddGeometry(ring_geometry(rings[index]))
        multi.AddGeometry(polygon)
    return multi


def middle(ring):
    """A point of the first edge, moved a little to the inside of the ring."""
    (ax, ay), (bx, by) = ring[0], ring[1]
    length = math.hypot(bx - ax, by - ay) or 1
    turn = 1e-7 if area_of(ring) > 0 else -1e-7
    return (ax + bx) / 2 - (by - ay) / length * turn, (ay + by) / 2 + (bx - ax) / length * turn
