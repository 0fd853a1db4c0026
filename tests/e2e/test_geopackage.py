#!/usr/bin/env python3
"""A map is a valid GeoPackage, and others may read and edit it while it is open.

The rules are those of OGC 12-128 (GeoPackage 1.3): base, features, attributes, extensions and the R-tree index; the numbers
in the names are the requirements'. Written from the specification, with Python's own SQLite as the independent reader.

Usage: test_geopackage.py PATH-TO-YZT PATH-TO-HOLD-MAP
"""
import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest

HOLD, YZT = os.path.abspath(sys.argv.pop(2)), os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}
ENV["LC_ALL"] = "C.UTF-8"
ALLOWED_TYPES = {"BOOLEAN", "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "FLOAT", "DOUBLE", "REAL", "TEXT",
                 "BLOB", "DATE", "DATETIME"}
GEOMETRY_TYPES = {"GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
                  "GEOMETRYCOLLECTION"}
WKB_NAMES = {1: "POINT", 3: "POLYGON", 6: "MULTIPOLYGON"}


def yzt(*args, check=0):
    done = subprocess.run([YZT, *args], env=ENV, capture_output=True, text=True, timeout=120)
    if done.returncode != check:
        raise AssertionError("yzt %s: exit %d\n%s%s" % (" ".join(args), done.returncode, done.stdout, done.stderr))
    return done.stdout


def setUpModule():
    global FOLDER, SAMPLE
    FOLDER = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(FOLDER.cleanup)
    for name in ("DATA", "CACHE", "STATE"):
        ENV["XDG_%s_HOME" % name] = os.path.join(FOLDER.name, name)
    SAMPLE = os.path.join(FOLDER.name, "sample.gpkg")
    yzt("new", SAMPLE, "--sample")


class Rules(unittest.TestCase):
    """Every requirement that applies, on the sample map as the programme closed it."""

    def setUp(self):
        self.db = sqlite3.connect("file:%s?mode=ro" % SAMPLE, uri=True)
        self.addCleanup(self.db.close)

    def rows(self, sql, *args):
        return self.db.execute(sql, args).fetchall()

    def columns(self, table):
        """name → (type, not null, default, key)"""
        return {r[1]: (r[2], r[3], r[4], r[5]) for r in self.rows("PRAGMA table_info(\"%s\")" % table)}

    def contents(self, data_type):
        return [r[0] for r in self.rows("SELECT table_name FROM gpkg_contents WHERE data_type = ?", data_type)]

    def test_r001_r002_header(self):
        with open(SAMPLE, "rb") as file:
            header = file.read(100)
        self.assertEqual(header[:16], b"SQLite format 3\0")
        self.assertEqual(header[68:72], b"GPKG")
        self.assertEqual(struct.unpack(">I", header[60:64])[0], 10300)
        self.assertEqual(header[18:20], b"\1\1", "closed maps are one file, without WAL")

    def test_r005_column_types(self):
        for (table,) in self.rows("SELECT table_name FROM gpkg_contents"):
            for name, (kind, *_rest) in self.columns(table).items():
                self.assertTrue(kind in ALLOWED_TYPES or kind in GEOMETRY_TYPES
                                or re.fullmatch(r"(TEXT|BLOB)\(\d+\)", kind), "%s.%s %s" % (table, name, kind))

    def test_r006_r007_integrity(self):
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.rows("PRAGMA foreign_key_check"), [])

    def test_r010_r011_spatial_ref_sys(self):
        self.assertEqual({n: c[:2] for n, c in self.columns("gpkg_spatial_ref_sys").items()},
                         {"srs_name": ("TEXT", 1), "srs_id": ("INTEGER", 1), "organization": ("TEXT", 1),
                          "organization_coordsys_id": ("INTEGER", 1), "definition": ("TEXT", 1), "description": ("TEXT", 0)})
        self.assertEqual(self.columns("gpkg_spatial_ref_sys")["srs_id"][3], 1)
        rows = {r[0]: r[1:] for r in self.rows("SELECT srs_id, upper(organization), organization_coordsys_id, definition "
                                               "FROM gpkg_spatial_ref_sys")}
        self.assertEqual(rows[4326][:2], ("EPSG", 4326))
        self.assertTrue(rows[4326][2].startswith("GEOGCS[\"WGS 84\""))
        self.assertEqual(rows[-1], ("NONE", -1, "undefined"))
        self.assertEqual(rows[0], ("NONE", 0, "undefined"))

    def test_r013_contents_definition(self):
        columns = self.columns("gpkg_contents")
        self.assertEqual({n: c[:2] for n, c in columns.items()},
                         {"table_name": ("TEXT", 1), "data_type": ("TEXT", 1), "identifier": ("TEXT", 0),
                          "description": ("TEXT", 0), "last_change": ("DATETIME", 1), "min_x": ("DOUBLE", 0),
                          "min_y": ("DOUBLE", 0), "max_x": ("DOUBLE", 0), "max_y": ("DOUBLE", 0), "srs_id": ("INTEGER", 0)})
        self.assertEqual(columns["description"][2], "''")
        self.assertEqual(re.sub(r"\s", "", columns["last_change"][2]), "strftime('%Y-%m-%dT%H:%M:%fZ','now')")
        self.assertEqual([(r[2], r[3], r[4]) for r in self.rows("PRAGMA foreign_key_list(gpkg_contents)")],
                         [("gpkg_spatial_ref_sys", "srs_id", "srs_id")])
        self.assertTrue(self.rows("SELECT 1 FROM pragma_index_list('gpkg_contents') l JOIN pragma_index_info(l.name) i "
                                  "WHERE l.\"unique\" AND i.name = 'identifier'"))

    def test_r014_r015_r016_contents_rows(self):
        tables = {r[0] for r in self.rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")}
        srs = {r[0] for r in self.rows("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        rows = self.rows("SELECT table_name, data_type, last_change, srs_id FROM gpkg_contents")
        self.assertGreater(len(rows), 10)
        for table, data_type, last_change, srs_id in rows:
            self.assertIn(table, tables)
            self.assertIn(data_type, ("features", "attributes"))
            self.assertRegex(last_change, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$")
            self.assertTrue(srs_id is None or srs_id in srs)

    def test_contents_bounds(self):
        for table in self.contents("features"):
            (n,), = self.rows("SELECT count(*) FROM \"%s\" WHERE geom NOTNULL" % table)
            bounds, = self.rows("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", table)
            real, = self.rows("SELECT min(minx), min(miny), max(maxx), max(maxy) FROM \"rtree_%s_geom\"" % table)
            if n == 0:
                self.assertEqual(bounds, (None,) * 4)
            else:
                for have, want in zip(bounds, real):
                    self.assertAlmostEqual(have, want, places=4)

    def test_r021_to_r028_geometry_columns(self):
        self.assertEqual({n: c[:2] for n, c in self.columns("gpkg_geometry_columns").items()},
                         {"table_name": ("TEXT", 1), "column_name": ("TEXT", 1), "geometry_type_name": ("TEXT", 1),
                          "srs_id": ("INTEGER", 1), "z": ("TINYINT", 1), "m": ("TINYINT", 1)})
        keys = sorted((r[2], r[3], r[4]) for r in self.rows("PRAGMA foreign_key_list(gpkg_geometry_columns)"))
        self.assertEqual(keys, [("gpkg_contents", "table_name", "table_name"),
                                ("gpkg_spatial_ref_sys", "srs_id", "srs_id")])
        rows = {r[0]: r[1:] for r in self.rows("SELECT * FROM gpkg_geometry_columns")}
        self.assertEqual(set(rows), set(self.contents("features")))
        for table, (column, geometry_type, srs_id, z, m) in rows.items():
            self.assertIn(geometry_type, GEOMETRY_TYPES)
            self.assertEqual((srs_id, z, m), (4326, 0, 0))
            self.assertEqual(self.columns(table)[column][0], geometry_type)
            self.assertEqual(self.rows("SELECT srs_id FROM gpkg_contents WHERE table_name = ?", table), [(srs_id,)])

    def test_r029_r118_r119_keys(self):
        for table in self.contents("features") + self.contents("attributes"):
            keys = [(n, c[0]) for n, c in self.columns(table).items() if c[3] > 0]
            self.assertEqual(keys, [("fid", "INTEGER")], table)
            self.assertNotIn("WITHOUT ROWID", self.rows("SELECT sql FROM sqlite_schema WHERE name = ?", table)[0][0])

    def test_r030_one_geometry_column(self):
        for table in self.contents("features"):
            self.assertEqual([n for n, c in self.columns(table).items() if c[0] in GEOMETRY_TYPES], ["geom"])
        for table in self.contents("attributes"):
            self.assertEqual([n for n, c in self.columns(table).items() if c[0] in GEOMETRY_TYPES], [])

    def test_r019_r020_r032_r033_geometries(self):
        for table in self.contents("features"):
            (declared,), = self.rows("SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?", table)
            for fid, blob in self.rows("SELECT fid, geom FROM \"%s\" WHERE geom NOTNULL" % table):
                self.assertEqual(blob[:3], b"GP\0", (table, fid))
                flags = blob[3]
                order = "<" if flags & 1 else ">"
                envelope = flags >> 1 & 7
                self.assertEqual(flags & 0xe0, 0, "standard binary, reserved bits zero")
                self.assertLessEqual(envelope, 4)
                self.assertEqual(struct.unpack(order + "i", blob[4:8])[0], 4326)
                wkb = blob[8 + (0, 32, 48, 48, 64)[envelope]:]
                name = WKB_NAMES[struct.unpack(("<" if wkb[0] else ">") + "I", wkb[1:5])[0]]
                self.assertEqual(name, declared, (table, fid))

    def test_r058_to_r064_extensions(self):
        self.assertEqual({n: c[:2] for n, c in self.columns("gpkg_extensions").items()},
                         {"table_name": ("TEXT", 0), "column_name": ("TEXT", 0), "extension_name": ("TEXT", 1),
                          "definition": ("TEXT", 1), "scope": ("TEXT", 1)})
        tables = {r[0] for r in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        registered = set()
        for table, column, name, definition, scope in self.rows("SELECT * FROM gpkg_extensions"):
            self.assertIn(table, tables)
            if column is not None:
                self.assertIn(column, self.columns(table))
            self.assertRegex(name, r"^[a-zA-Z0-9]+_[a-zA-Z0-9_]+$")
            self.assertTrue(definition.startswith("http"))
            self.assertIn(scope, ("read-write", "write-only"))
            registered.add(table)
        known = registered | set(self.contents("features")) | set(self.contents("attributes"))
        for table in tables:
            if not re.match(r"gpkg_|rtree_|sqlite_", table):
                self.assertIn(table, known, "every table is content or registered")

    def test_r075_r076_r077_rtree(self):
        rows = self.rows("SELECT table_name, column_name, scope FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
        self.assertEqual({(t, c) for t, c, _s in rows}, {(t, "geom") for t in self.contents("features")})
        for table, column, scope in rows:
            self.assertEqual(scope, "write-only")
            name = "rtree_%s_%s" % (table, column)
            sql = {r[0]: re.sub(r"\s+", " ", r[1]).replace('"', "") for r in
                   self.rows("SELECT name, sql FROM sqlite_schema WHERE name GLOB ?", name + "*") if r[1]}
            self.assertEqual(sql[name], "CREATE VIRTUAL TABLE %s USING rtree(id, minx, maxx, miny, maxy)" % name)
            for trigger, text in spec_triggers(table, column, "fid").items():
                self.assertEqual(sql[trigger].lower(), text.lower())
            self.assertEqual(self.rows("SELECT count(*) FROM \"%s\" WHERE %s NOTNULL" % (table, column)),
                             self.rows("SELECT count(*) FROM \"%s\"" % name))
            self.assertEqual(self.rows("SELECT fid FROM \"%s\" WHERE %s NOTNULL AND fid NOT IN (SELECT id FROM \"%s\")"
                                       % (table, column, name)), [])

    def test_chinese_descriptions(self):
        described = dict(self.rows("SELECT table_name, description FROM gpkg_contents"))
        self.assertEqual(described["depot"], "物资库")
        self.assertTrue(all(re.search("[\u4e00-\u9fff]", text) for text in described.values()), described)


def spec_triggers(t, c, i):
    """The triggers of annex F.3 of version 1.3, with blanks made one."""
    values = "VALUES (NEW.{i}, ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}))"
    put = "INSERT OR REPLACE INTO rtree_{t}_{c} " + values + ";"
    drop = "DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i};"
    full, none = "(NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))", "(NEW.{c} ISNULL OR ST_IsEmpty(NEW.{c}))"
    parts = {
        "insert": "AFTER INSERT ON {t} WHEN (new.{c} NOT NULL AND NOT ST_IsEmpty(NEW.{c})) BEGIN " + put,
        "update1": "AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND " + full + " BEGIN " + put,
        "update2": "AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND " + none + " BEGIN " + drop,
        "update3": "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND " + full + " BEGIN " + drop + " " + put,
        "update4": "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND " + none
                   + " BEGIN DELETE FROM rtree_{t}_{c} WHERE id IN (OLD.{i}, NEW.{i});",
        "delete": "AFTER DELETE ON {t} WHEN old.{c} NOT NULL BEGIN " + drop,
    }
    return {"rtree_%s_%s_%s" % (t, c, name): ("CREATE TRIGGER rtree_{t}_{c}_" + name + " " + text + " END").format(t=t, c=c, i=i)
            for name, text in parts.items()}


class Holder:
    """Our programme with the map open."""

    def __init__(self, path):
        self.process = subprocess.Popen([HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENV)
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line == "end\n":
                return lines
            lines.append(line.strip())
        raise AssertionError("the holder ended")

    def close(self):
        self.process.communicate(timeout=60)


class Edits(unittest.TestCase):
    """GDAL edits the map while our programme has it open; the edits become entries and can be taken back."""

    def setUp(self):
        self.map = os.path.join(FOLDER.name, "edited.gpkg")
        shutil.copy(SAMPLE, self.map)
        self.holder = Holder(self.map)
        self.addCleanup(os.remove, self.map)

    def run_tool(self, *args):
        done = subprocess.run(args, env=ENV, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("ERROR", done.stderr)
        return done.stdout

    def finish(self):
        self.assertEqual(self.holder.ask("check"), [])
        self.holder.close()
        self.assertEqual(self.holder.process.returncode, 0)
        self.assertIn("The map is sound.", yzt("check", self.map))
        yzt("undo", self.map, str(self.newest()))
        self.assertIn("The map is sound.", yzt("check", self.map))

    def newest(self):
        return json.loads(yzt("log", self.map, "--limit", "1", "--json"))["entries"][0]["entry"]

    def count(self, table):
        with sqlite3.connect("file:%s?mode=ro" % self.map, uri=True) as db:
            return db.execute("SELECT count(*) FROM \"%s\"" % table).fetchone()[0]

    def test_ogrinfo(self):
        text = self.run_tool("ogrinfo", "-so", self.map, "depot")
        self.assertIn("物资库", text)
        self.assertIn("Geometry: Point", text)
        self.assertRegex(text, r"Feature Count: \d+")
        listing = self.run_tool("ogrinfo", self.map)
        self.assertNotIn("journal", listing)
        self.holder.close()

    def test_append(self):
        before = self.count("depot")
        extra = os.path.join(FOLDER.name, "extra.geojson")
        with open(extra, "w", encoding="utf-8") as file:
            file.write('{"type":"FeatureCollection","features":[%s]}' % ",".join(
                '{"type":"Feature","properties":{"name":"外来库 %d"},"geometry":{"type":"Point","coordinates":[112.%d,23.1]}}'
                % (i, 100 + i) for i in range(5)))
        self.run_tool("ogr2ogr", "-append", "-update", self.map, extra, "-nln", "depot")
        touches = self.holder.ask("poll")
        self.assertEqual(sum(int(t.split()[2]) - int(t.split()[1]) + 1 for t in touches if t.startswith("depot ")), 5)
        self.assertEqual(self.holder.ask("poll"), [])
        self.assertEqual(self.count("depot"), before + 5)
        # Rows added outside have numbers of ours: below 2^53, above every number that was there.
        with sqlite3.connect("file:%s?mode=ro" % self.map, uri=True) as db:
            fids = [r[0] for r in db.execute("SELECT fid FROM depot WHERE name LIKE '外来库%'")]
            highest = db.execute("SELECT max(fid) FROM depot WHERE name NOT LIKE '外来库%'").fetchone()[0]
        self.assertTrue(all(highest < fid < 2 ** 53 for fid in fids))
        self.finish()
        self.assertEqual(self.count("depot"), before)

    def test_update_and_delete(self):
        before = self.count("shelter")
        with sqlite3.connect("file:%s?mode=ro" % self.map, uri=True) as db:
            first, second = [r[0] for r in db.execute("SELECT fid FROM shelter ORDER BY fid LIMIT 2")]
        self.run_tool("ogrinfo", self.map, "-sql", "UPDATE shelter SET name = '改名的避难所' WHERE fid = %d" % first)
        self.run_tool("ogrinfo", self.map, "-sql", "DELETE FROM shelter WHERE fid = %d" % second)
        touches = self.holder.ask("poll")
        self.assertIn("shelter %d %d" % (first, first), touches)
        self.assertIn("shelter %d %d" % (second, second), touches)
        self.assertEqual(self.count("shelter"), before - 1)
        self.finish()
        self.assertEqual(self.count("shelter"), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
