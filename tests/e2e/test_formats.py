#!/usr/bin/env python3
"""Each format as another programme writes it, read cell by cell; each as we write it, read by another programme; and sheets that mean harm.

The other programme is GDAL's ogr2ogr, except for XLS, which it cannot write: those bytes are put together here, and ours are read by FreeXL
(in GDAL) and by xlrd. A real PostGIS is used where
PostgreSQL with PostGIS is installed (Debian: postgresql-15-postgis-3); else that part says that it was left out.

Usage: test_formats.py PATH-TO-YZT   (exit status 0 when all passed)
"""
import glob
import gzip
import json
import os
import pwd
import resource
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}
ENV["LC_ALL"] = "C.UTF-8"
FORMATS = "xlsx xls csv tsv ods geojson geojsonl gpkg shp kml kmz gpx fgb tab mif".split()
ROWS = [("端州区“一”医院", "007", "0758-0000001", 112.465, 23.047), ("B, hospital", "H2", "07582222222", 112.5000123, 23.05),
        ("丙\u3000é", "+86", "120", -0.25, -33.5)]


def run(*args, check=0, **more):
    done = subprocess.run(args, env=ENV, capture_output=True, timeout=120, **more)
    done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if check is not None and done.returncode != check:
        raise AssertionError("%s: exit %d, wanted %d\n%s%s" % (" ".join(args), done.returncode, check, done.out, done.err))
    return done


def yzt(*args, check=0):
    return run(YZT, *args, check=check)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = self.path(name)
        self.map = self.path("map.gpkg")
        yzt("new", self.map)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def rows(self):
        """What the map holds now, by a reader of our own of GeoPackage points."""
        with sqlite3.connect(self.map) as db:
            found = db.execute("select name, code, phone, geom from hospital order by fid").fetchall()
        return [(name, code, phone) + (struct.unpack("<2d", geom[-16:]) if geom else (None, None)) for name, code, phone, geom in found]

    def assert_rows(self, found, degrees=1e-9, names=True, codes=True):
        self.assertEqual(len(found), len(ROWS), found)
        for got, wanted in zip(found, ROWS):
            self.assertAlmostEqual(got[3], wanted[3], delta=degrees)
            self.assertAlmostEqual(got[4], wanted[4], delta=degrees)
            self.assertEqual(got[0] if names else wanted[0], wanted[0])
            self.assertEqual(got[1:3] if codes else wanted[1:3], wanted[1:3])

    def source(self):
        """The rows as GeoJSON, for ogr2ogr."""
        features = [{"type": "Feature", "properties": {"name": n, "code": c, "phone": p}, "geometry": {"type": "Point", "coordinates": [x, y]}}
                    for n, c, p, x, y in ROWS]
        return self.write("source.geojson", json.dumps({"type": "FeatureCollection", "name": "hospital", "features": features}))

    def refuse(self, path, word=None):
        done = yzt("import", self.map, path, "--kind", "hospital", check=1)
        self.assertEqual(len(done.err.strip().split("\n")), 1, done.err)
        self.assertRegex(done.err.strip(), r"[.。]$")
        if word:
            self.assertIn(word, done.err)
        self.assertEqual(self.rows(), [])
        return done.err


@unittest.skipUnless(shutil.which("ogr2ogr"), "ogr2ogr is not installed")
class Others(Case):
    """ogr2ogr writes, we read."""

    def setUp(self):
        super().setUp()
        self.empty = self.path("empty.gpkg")
        shutil.copy(self.map, self.empty)

    def take(self, name, **tolerance):
        shutil.copy(self.empty, self.map)
        told = json.loads(yzt("import", self.map, self.path(name), "--kind", "hospital", "--json").out)
        self.assertEqual((told["written"], told["rejected"]), (len(ROWS), 0), told)
        self.assert_rows(self.rows(), **tolerance)

    def make(self, driver, name, *options):
        run("ogr2ogr", "-f", driver, self.path(name), self.source(), *options)
        return self.path(name)

    def test_layers(self):
        for driver, name, options, tolerance in (
                ("FlatGeobuf", "a.fgb", ("-lco", "SPATIAL_INDEX=NO"), {}), ("GeoJSONSeq", "a.geojsonl", ("-lco", "COORDINATE_PRECISION=15"), {}),
                ("GeoJSONSeq", "rs.geojsons", ("-lco", "RS=YES"), {"degrees": 1e-7}), ("GeoJSON", "a.geojson", ("-lco", "COORDINATE_PRECISION=15"), {}),
                ("GPKG", "a.gpkg", (), {}), ("ESRI Shapefile", "utf8.shp", ("-lco", "ENCODING=UTF-8"), {}),
                ("MapInfo File", "a.tab", ("-lco", "ENCODING=UTF-8"), {"degrees": 1e-5}),
                ("MapInfo File", "a.mif", ("-f", "MapInfo File", "-dsco", "FORMAT=MIF", "-lco", "ENCODING=UTF-8"), {"degrees": 1e-5}),
                ("LIBKML", "a.kmz", (), {}), ("LIBKML", "a.kml", (), {})):
            with self.subTest(name):
                self.make(driver, name, *options)
                self.take(name, **tolerance)

    def test_kmz_with_its_schema_above_the_folder(self):
        """As Google Earth packs it; read as a KMZ its columns are lost."""
        self.make("KML", "doc.kml")
        with open(self.path("doc.kml"), encoding="utf-8") as file:
            self.assertRegex(file.read(), "(?s)<Schema .*<Folder>")
        with zipfile.ZipFile(self.path("a.kmz"), "w") as book:
            book.write(self.path("doc.kml"), "doc.kml")
        self.take("a.kmz")

    def test_shapefile_of_an_office(self):
        """GBK, and nothing that says so."""
        rows = [r for r in ROWS if "é" not in r[0]]
        features = [{"type": "Feature", "properties": {"name": n, "code": c}, "geometry": {"type": "Point", "coordinates": [x, y]}} for n, c, p, x, y in rows]
        source = self.write("gbk.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
        run("ogr2ogr", "-f", "ESRI Shapefile", self.path("gbk.shp"), source, "-lco", "ENCODING=GBK")
        os.unlink(self.path("gbk.cpg"))
        yzt("import", self.map, self.path("gbk.shp"), "--kind", "hospital")
        self.assertEqual([r[:2] for r in self.rows()], [r[:2] for r in rows])

    def test_sheets(self):
        for driver, name in (("XLSX", "a.xlsx"), ("ODS", "a.ods")):
            with self.subTest(name):
                self.make(driver, name, "-sql", "SELECT name, code, phone, ST_X(geometry) AS lon, ST_Y(geometry) AS lat FROM hospital", "-dialect", "SQLite")
                self.take(name)

    def test_gpx(self):
        self.make("GPX", "a.gpx", "-sql", "SELECT name FROM hospital", "-nlt", "POINT")
        told = json.loads(yzt("import", self.map, self.path("a.gpx"), "--kind", "hospital", "--json").out)
        self.assertEqual(told["written"], 3, told)
        self.assert_rows(self.rows(), codes=False, degrees=1e-7)

    def test_dxf(self):
        """A drawing has texts and no fields: the text is the name."""
        run("ogr2ogr", "-f", "DXF", self.path("a.dxf"), self.source(), "-sql",
            "SELECT geometry, 'LABEL(t:\"' || replace(name, ',', ' ') || '\",s:1g)' AS OGR_STYLE FROM hospital", "-dialect", "SQLite")
        told = json.loads(yzt("import", self.map, self.path("a.dxf"), "--kind", "hospital", "--map", "name=Text", "--json").out)
        self.assertEqual(told["written"], 3, told)
        self.assert_rows(self.rows(), names=False, codes=False, degrees=1e-7)
        self.assertEqual(self.rows()[0][0], ROWS[0][0])

    def test_xls(self):
        """BIFF 5 as Excel 95 wrote it in Chinese offices: code page 936, in an OLE file."""
        def record(number, data):
            return struct.pack("<HH", number, len(data)) + data

        def label(row, column, text):
            raw = text.encode("gbk")
            return record(0x0204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)

        def number(row, column, value):
            return record(0x0203, struct.pack("<HHHd", row, column, 0, value))

        cells = b"".join(label(0, i, text) for i, text in enumerate(("名称", "编号", "电话", "经度", "纬度")))
        rows = [r for r in ROWS if "é" not in r[0]]
        for i, row in enumerate(rows, 1):
            cells += b"".join(label(i, k, text) for k, text in enumerate(row[:3])) + number(i, 3, row[3]) + number(i, 4, row[4])
        sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0)) + record(0x0200, struct.pack("<HHHHH", 0, len(rows) + 1, 0, 5, 0)) + cells + record(0x000A, b"")
        name = "医院".encode("gbk")
        head = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)) + record(0x0042, struct.pack("<H", 936))
        formats = record(0x00E0, struct.pack("<HHHHHHHH", 0, 0, 0, 0x20, 0, 0, 0, 0))
        bound = len(record(0x0085, struct.pack("<IHB", 0, 0, len(name)) + name))
        offset = len(head) + len(formats) + bound + 4
        stream = head + formats + record(0x0085, struct.pack("<IHB", offset, 0, len(name)) + name) + record(0x000A, b"") + sheet
        self.write("a.xls", compound_file("Book", stream))
        told = json.loads(yzt("import", self.map, self.path("a.xls"), "--kind", "hospital", "--json").out)
        self.assertEqual(told["written"], len(rows), told)
        self.assertEqual(self.rows(), [tuple(r) for r in rows])


def compound_file(name, stream):
    """One stream in an OLE file (MS-CFB, version 3)."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    n = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE] + [2 + i + 1 for i in range(n - 1)] + [0xFFFFFFFE]
    assert len(table) <= 128
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(label, kind, child, start, size):
        raw = label.encode("utf-16-le") + b"\0\0"
        return raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36) + struct.pack("<IQ", start, size)

    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
              + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * (108 * 4))
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *table) + directory + stream


@unittest.skipUnless(shutil.which("ogr2ogr"), "ogr2ogr is not installed")
class Ours(Case):
    """We write, ogr2ogr reads."""

    def setUp(self):
        super().setUp()
        yzt("import", self.map, self.source(), "--kind", "hospital")

    def test_every_format(self):
        for ending, tolerance in (("geojson", {}), ("geojsonl", {}), ("gpkg", {}), ("shp", {}), ("kml", {}), ("kmz", {}), ("fgb", {}), ("tab", {"degrees": 1e-5}),
                                  ("mif", {"degrees": 1e-5}), ("gpx", {}), ("dxf", {"codes": False})):
            with self.subTest(ending):
                path = self.path("out." + ending)
                yzt("export", self.map, "hospital", path)
                layers = ("waypoints",) if ending == "gpx" else ()
                read = json.loads(run("ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", "/vsistdout/", path, *layers).out)["features"]
                found = []
                for feature in read:
                    fields = {k.lower().removeprefix("ogr_"): v for k, v in feature["properties"].items()}
                    if ending != "dxf" or fields.get("text"):
                        found.append((fields.get("name", fields.get("text")), fields.get("code"), fields.get("phone"), *feature["geometry"]["coordinates"][:2]))
                self.assert_rows(found, **tolerance)

    def test_kml_of_many(self):
        """LIBKML took half a minute for five thousand rows, and four times that for ten thousand."""
        rows = "".join("n%d,C%d,%.6f,%.6f\n" % (i, i, 112 + i / 1e5, 23 + i / 1e5) for i in range(20000))
        yzt("import", self.map, self.write("many.csv", "name,code,lon,lat\n" + rows), "--kind", "hospital", check=0)
        yzt("export", self.map, "hospital", self.path("many.kml"), check=0)
        with open(self.path("many.kml"), encoding="utf-8") as file:
            self.assertEqual(file.read().count("<Placemark "), 20000 + len(ROWS))

    def test_read_again(self):
        """Our own columns come back from formats that know only theirs, digits with their leading zeros."""
        self.map = self.path("digits.gpkg")
        yzt("new", self.map)
        yzt("import", self.map, self.write("more.csv", "name,code,lon,lat,type,phone,remarks\n甲,007,113,23,tcm,13800001234,008\n乙,008,113.1,23,tcm,075812345678,0\n"), "--kind",
            "hospital")
        for ending in FORMATS:
            with self.subTest(ending):
                path, other = self.path("again." + ending), self.path(ending + ".gpkg")
                yzt("export", self.map, "hospital", path)
                yzt("new", other)
                yzt("import", other, path, "--kind", "hospital")
                with sqlite3.connect(other) as db:
                    self.assertEqual(db.execute("select name, code, type, phone, remarks from hospital order by code").fetchall(),
                                     [("甲", "007", "tcm", "13800001234", "008"), ("乙", "008", "tcm", "075812345678", "0")])

    def test_sheets(self):
        for ending in ("csv", "tsv", "ods", "xlsx", "xls"):
            with self.subTest(ending):
                path = self.path("out." + ending)
                yzt("export", self.map, "hospital", path, "--fields", "plain", *(("--datum", "wgs84")))
                other = self.path(ending + ".gpkg")
                yzt("new", other)
                yzt("import", other, path, "--kind", "hospital")
                mine, self.map = self.map, other
                found = self.rows()
                self.map = mine
                self.assert_rows(found, degrees=1e-7)


class Harm(Case):
    """Every one is refused with one sentence, at little cost, and nobody is called."""

    MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def book(self, name, sheet, strings=None):
        part = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>'
        with zipfile.ZipFile(self.path(name), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
            override = '<Override PartName="/xl/%s.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"/>'
            book.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s%s</Types>'
                          % (override % ("workbook", "sheet.main"), override % ("worksheets/sheet1", "worksheet")))
            book.writestr("_rels/.rels", part % (self.OFFICE, "officeDocument", "xl/workbook.xml"))
            book.writestr("xl/workbook.xml", '<?xml version="1.0"?><workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
                          % (self.MAIN, self.OFFICE))
            book.writestr("xl/_rels/workbook.xml.rels", part % (self.OFFICE, "worksheet", "worksheets/sheet1.xml"))
            with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
                for piece in sheet:
                    file.write(piece if isinstance(piece, bytes) else piece.encode())
            if strings:
                book.writestr("xl/sharedStrings.xml", strings)
        return self.path(name)

    def sheet(self, definition="", entity="", blank=()):
        cell = '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>'
        rows = [["name", "lon", "lat"], ["A" + entity, "113", "23"], ["B", "113.1", "23"]]
        body = "".join('<row r="%d">%s</row>' % (i, "".join(cell % ("ABC"[k], i, text) for k, text in enumerate(row))) for i, row in enumerate(rows, 1))
        return ['<?xml version="1.0"?>%s<worksheet xmlns="%s"><sheetData>' % (definition, self.MAIN), *blank, body, "</sheetData></worksheet>"]

    def test_definitions(self):
        laugh = '<!ENTITY a "%s">' % ("a" * 30) + "".join('<!ENTITY %s "%s">' % ("bcdefghij"[i], ("&%s;" % "abcdefghi"[i]) * 10) for i in range(9))
        for name, definition, entity in (("file", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', "&e;"), ("laugh", "<!DOCTYPE x [%s]>" % laugh, "&j;"),
                                         ("address", '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "")):
            with self.subTest(name):
                self.refuse(self.book(name + ".xlsx", self.sheet(definition, entity)), "XML defines")
        strings = '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e "x">]><sst xmlns="%s"><si><t>&e;</t></si></sst>' % self.MAIN
        self.refuse(self.book("strings.xlsx", self.sheet(), strings), "XML defines")
        wide = "".join(self.sheet('<!DOCTYPE x [<!ENTITY e "x">]>', "&e;")).replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>')
        self.refuse(self.book("utf16.xlsx", [wide.encode("utf-16")]), "XML defines")
        kml = '<?xml version="1.0"?><!DOCTYPE kml [%s]><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&j;</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>' % laugh
        self.refuse(self.write("a.kml", kml), "XML defines")
        self.refuse(self.write("a.gpx", kml), "XML defines")
        self.refuse(self.write("a.kml.gz", gzip.compress(kml.encode())), "XML defines")
        with zipfile.ZipFile(self.path("a.kmz"), "w") as book:
            book.writestr("doc.kml", kml)
        self.refuse(self.path("a.kmz"), "XML defines")
        self.assertEqual(json.loads(yzt("import", self.map, self.book("good.xlsx", self.sheet()), "--kind", "hospital", "--json").out)["written"], 2)

    def test_bombs(self):
        path = self.book("bomb.xlsx", self.sheet(blank=[b" " * (1 << 20)] * 600))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.refuse(path, "512 MiB")
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime, 4.0)

    def test_doors(self):
        called = []
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        port = server.getsockname()[1]

        def listen():
            try:
                while True:
                    called.append(server.accept()[0].recv(100))
            except OSError:
                pass
        threading.Thread(target=listen, daemon=True).start()
        address = "http://127.0.0.1:%d/x" % port
        vrt = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>%s</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>" % address
        for name, content in (("x.vrt", vrt), ("vrt.kml", vrt), ("vrt.gpkg", vrt), ("vrt.dxf", vrt), ("vrt.shp", vrt), ("vrt.gpx", vrt), ("vrt.fgb", vrt)):
            with self.subTest(name):
                self.refuse(self.write(name, content))
                self.refuse(self.write(name + ".gz", gzip.compress(content.encode())))
        link = json.dumps({"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": address, "type": "esriwkt"}}, "features": []})
        self.refuse(self.write("link.geojson", link), "points to")
        self.refuse(self.write("link.geojson.gz", gzip.compress(link.encode())), "points to")
        for name in ("/vsicurl/" + address + ".csv", address + ".geojson", "/vsizip//etc/hostname", "CSV:/etc/hostname", "GeoJSON:" + address, "ESRIJSON:" + address,
                     "WFS:" + address, "/vsistdin/", "/vsisubfile/0_10,/etc/hostname"):
            with self.subTest(name):
                self.refuse(name)
        network = ('<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>%s</href></Link></NetworkLink></Document></kml>' % address)
        yzt("import", self.map, self.write("network.kml", network), "--kind", "hospital", check=None)
        # Beside a list nothing is read: no types, no system, no other source.
        self.write("a.csvt", '"Integer","Real","Real"')
        self.write("a.prj", address)
        self.write("a.vrt", vrt)
        told = json.loads(yzt("import", self.map, self.write("a.csv", "name,lon,lat\n007,113.5,23.5\n"), "--kind", "hospital", "--json").out)
        self.assertEqual((told["written"], self.rows()[0][0], self.rows()[0][3]), (1, "007", 113.5))
        yzt("undo", self.map)
        if shutil.which("ogr2ogr"):
            run("ogr2ogr", "-f", "ESRI Shapefile", self.path("p.shp"), self.source(), "-lco", "ENCODING=UTF-8")
            self.write("p.prj", address)
            yzt("import", self.map, self.path("p.shp"), "--kind", "hospital", check=None)
        self.assertEqual(called, [])


class OldExcel(Case):
    """Workbooks of Excel 97 that we write, read by xlrd and by GDAL's FreeXL."""

    def fill(self, rows):
        lines = ["name,code,lon,lat,beds,remarks"] + ["%s,C%d,%r,%r,%d,%s" % (n, i, 112 + i / 1e6, 23.0, i, r) for i, (n, r) in enumerate(rows)]
        yzt("import", self.map, self.write("rows.csv", "\n".join(lines)), "--kind", "hospital")

    def read(self, path):
        """(names, beds, remarks) by xlrd and by FreeXL, which must agree; FreeXL opens no file with a text over two records (8 000 letters of Chinese)."""
        try:
            # Debian's own, also for another Python that stands before it in the path.
            sys.path.append("/usr/lib/python3/dist-packages")
            import xlrd
        except ImportError:
            self.skipTest("python3-xlrd is not installed")
        finally:
            sys.path.pop()
        sheet = xlrd.open_workbook(path, formatting_info=True).sheet_by_index(0)
        head = sheet.row_values(0)
        wanted = [head.index(name) for name in ("name", "beds", "remarks")]
        found = [tuple(sheet.cell_value(row, column) for column in wanted) for row in range(1, sheet.nrows)]
        if max(len(text.encode("utf-16-le")) >> text.isascii() for row in found for text in (row[0], row[2])) > 16400:
            return found
        read = json.loads(run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path).out)["features"]
        self.assertEqual([(f["properties"]["name"], f["properties"]["beds"], f["properties"]["remarks"] or "") for f in read], found)
        return found

    def test_long_texts(self):
        """Texts that go on in the next record: of letters, of Chinese, of signs of two units, of the length that a cell holds."""
        for last in ("é", "a" * 32767, "中" * 20000):
            self.map = self.path("%d.gpkg" % len(last))
            yzt("new", self.map)
            texts = ["ascii" * 1600, "端州区" * 2700, "🚒灭火" * 2000, "=1+1", "x" * 8213, "中" * 4106, "🚒" * 4000, last]
            rows = [("n%d" % i, text) for i, text in enumerate(texts)]
            self.fill(rows)
            yzt("export", self.map, "hospital", self.path("a.xls"))
            self.assertEqual(self.read(self.path("a.xls")), [(n, i, t) for i, (n, t) in enumerate(rows)])
        self.map = self.path("longer.gpkg")
        yzt("new", self.map)
        self.fill([("longer", "b" * 32768)])
        done = yzt("export", self.map, "hospital", self.path("b.xls"))
        self.assertIn("1 text was cut to 32767 letters", done.out + done.err)

    def test_large_and_too_large(self):
        """Over 7 MB the table of sectors has a list of its own; an old sheet ends at 65 536 rows."""
        rows = [("第 %05d 号" % i, "备注 %d" % (i * 7)) for i in range(65535)]
        self.fill(rows)
        yzt("export", self.map, "hospital", self.path("a.xls"))
        self.assertGreater(os.path.getsize(self.path("a.xls")), 109 * 128 * 512)
        self.assertEqual(self.read(self.path("a.xls")), [(n, i, t) for i, (n, t) in enumerate(rows)])
        yzt("export", self.map, "hospital", self.path("b.xls"))
        with open(self.path("a.xls"), "rb") as a, open(self.path("b.xls"), "rb") as b:
            self.assertEqual(a.read(), b.read())
        yzt("import", self.map, self.write("one.csv", "name,lon,lat\nmore,113,23\n"), "--kind", "hospital")
        done = yzt("export", self.map, "hospital", self.path("c.xls"), check=1)
        self.assertIn("65536 rows", done.err)
        self.assertFalse(os.path.exists(self.path("c.xls")))


def find_postgis():
    """(folder of programmes, None) or (None, why not)"""
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        version = folder.split("/")[-2]
        if os.path.exists("/usr/share/postgresql/%s/extension/postgis.control" % version) and os.path.exists(os.path.join(folder, "initdb")):
            if os.geteuid() == 0 and "postgres" not in {user.pw_name for user in pwd.getpwall()}:
                return None, "PostgreSQL does not run as root and there is no user postgres"
            return folder, None
    return None, "PostgreSQL with PostGIS is not installed (Debian: postgresql-15-postgis-3)"


PROGRAMMES, WHY_NOT = find_postgis()


@unittest.skipIf(PROGRAMMES is None, WHY_NOT)
class PostGis(Case):
    """A cluster of its own in a temporary folder, reached by a socket there, ended and removed afterwards."""

    def setUp(self):
        super().setUp()
        self.cluster = tempfile.mkdtemp(prefix="yzt-pg-")
        self.addCleanup(shutil.rmtree, self.cluster, ignore_errors=True)
        if os.geteuid() == 0:
            os.chown(self.cluster, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        os.chmod(self.cluster, 0o711)
        data = os.path.join(self.cluster, "data")
        self.postgres("initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")
        self.postgres("pg_ctl", "-D", data, "-w", "-l", os.path.join(self.cluster, "log"), "-o", "-c listen_addresses= -c fsync=off -k %s" % self.cluster, "start")
        self.addCleanup(self.postgres, "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        self.sql("CREATE DATABASE city", "postgres")
        self.sql("CREATE EXTENSION postgis; CREATE ROLE reader LOGIN PASSWORD 'geheim'; CREATE TABLE hospital (gid serial PRIMARY KEY, name text, code varchar(20), "
                 "phone text, beds integer, geom geometry(Point, 4326)); CREATE TABLE grid (name text, geom geometry(Point, 4547));")
        for name, code, phone, lon, lat in ROWS:
            self.sql("INSERT INTO hospital (name, code, phone, beds, geom) VALUES ('%s', '%s', '%s', 12, ST_SetSRID(ST_MakePoint(%r, %r), 4326))" % (name, code, phone, lon, lat))
        self.sql("INSERT INTO grid SELECT name, ST_Transform(geom, 4547) FROM hospital WHERE ST_X(geom) > 100; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")

    def postgres(self, *args, **more):
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return subprocess.run([*user, os.path.join(PROGRAMMES, args[0]), *args[1:]], env={**ENV, "HOME": self.cluster}, check=True, cwd=self.cluster,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)

    def sql(self, text, base="city"):
        self.postgres("psql", "-h", self.cluster, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-d", base, "-c", text)

    def test_import(self):
        source = "PG:host=%s dbname=city user=reader password=geheim" % self.cluster
        told = json.loads(yzt("import", self.map, source, "--kind", "hospital", "--layer", "hospital", "--json").out)
        self.assertEqual((told["written"], told["rejected"]), (3, 0), told)
        self.assert_rows(self.rows())
        log = yzt("log", self.map).out
        self.assertIn("city", log)
        self.assertNotIn("geheim", log + json.dumps(told))
        yzt("undo", self.map)
        # Coordinates of CGCS2000 3-degree Gauss-Krüger become degrees.
        told = json.loads(yzt("import", self.map, source, "--kind", "hospital", "--layer", "grid", "--json").out)
        self.assertEqual(told["written"], 2, told)
        self.assertAlmostEqual(self.rows()[0][3], ROWS[0][3], delta=1e-7)
        self.assertAlmostEqual(self.rows()[0][4], ROWS[0][4], delta=1e-7)
        yzt("undo", self.map)
        self.refuse(source.replace("dbname=city", "dbname=none"))
        self.refuse(source.replace("user=reader", "user=nobody"))
        # Reading leaves nothing behind in the data base.
        self.sql("DO $$ BEGIN IF (SELECT count(*) FROM pg_tables WHERE schemaname = 'public') <> 3 THEN RAISE EXCEPTION 'tables'; END IF; END $$")

    def answer(self, text):
        """What the data base says, as text."""
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return subprocess.run([*user, os.path.join(PROGRAMMES, "psql"), "-h", self.cluster, "-U", "postgres", "-d", "city", "-A", "-t", "-c", text], check=True,
                              env={**ENV, "HOME": self.cluster}, cwd=self.cluster, capture_output=True, timeout=60).stdout.decode().strip()

    def test_export(self):
        self.sql("DROP TABLE hospital; CREATE ROLE writer LOGIN PASSWORD 'geheim'; GRANT CREATE ON SCHEMA public TO writer")
        target = "PG:host=%s dbname=city user=writer password=geheim" % self.cluster
        yzt("import", self.map, self.source(), "--kind", "hospital")
        done = yzt("export", self.map, "hospital", target)
        self.assertIn("3 rows", done.out)
        self.assertEqual(self.answer("SELECT name || '|' || code || '|' || phone || '|' || ST_X(geom) || '|' || ST_Y(geom) || '|' || ST_SRID(geom) FROM hospital ORDER BY fid").split("\n"),
                         ["%s|%s|%s|%r|%r|4326" % row for row in ROWS])
        self.assertEqual(self.answer("SELECT obj_description('hospital'::regclass) IS NOT NULL"), "t")
        # A second time: the table is another's by now.
        self.sql("DELETE FROM hospital WHERE code = 'H2'")
        again = yzt("export", self.map, "hospital", target, check=1)
        self.assertIn("has a table", again.err)
        self.assertEqual(self.answer("SELECT count(*) FROM hospital"), "2")
        # The table of the other datum has another name; the kinds without places go as well; what was written reads back.
        yzt("export", self.map, "hospital", target, "--datum", "gcj02")
        self.assertEqual(self.answer("SELECT count(*) FROM hospital_gcj02 WHERE datum = 'GCJ-02'"), "3")
        yzt("export", self.map, "stock-line", target)
        other = self.path("other.gpkg")
        yzt("new", other)
        self.sql("DROP TABLE hospital_gcj02")
        yzt("import", other, target, "--kind", "hospital", "--layer", "hospital")
        mine, self.map = self.map, other
        self.assertEqual([row[:3] for row in self.rows()], [ROWS[0][:3], ROWS[2][:3]])
        self.map = mine
        # Refused: nothing is left, and the password is nowhere.
        self.sql("REVOKE CREATE ON SCHEMA public FROM writer; REVOKE CREATE ON SCHEMA public FROM public")
        told = [again.err, yzt("export", self.map, "depot", target, check=1).err, yzt("export", self.map, "depot", target.replace("dbname=city", "dbname=none"), check=1).err]
        self.sql("CREATE DATABASE bare", "postgres")
        self.sql("GRANT CREATE ON SCHEMA public TO writer", "bare")
        told.append(yzt("export", self.map, "depot", target.replace("dbname=city", "dbname=bare"), check=1).err)
        self.assertIn("PostGIS", told[-1])
        for sentence in told:
            self.assertRegex(sentence.strip(), r"[.。]$")
            self.assertEqual(len(sentence.strip().split("\n")), 1, sentence)
        ENV["G_MESSAGES_DEBUG"] = "all"
        self.addCleanup(ENV.pop, "G_MESSAGES_DEBUG", None)
        loud = yzt("export", self.map, "depot", target, check=1)
        self.assertNotIn("geheim", "".join(told) + loud.err + loud.out + yzt("log", self.map).out)
        self.assertEqual(self.answer("SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'"),
                         "grid hospital spatial_ref_sys stock_line")


if __name__ == "__main__":
    if WHY_NOT:
        print("PostGIS is left out:", WHY_NOT, file=sys.stderr)
    unittest.main(verbosity=1)
