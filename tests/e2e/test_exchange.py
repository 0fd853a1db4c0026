#!/usr/bin/env python3
"""Lists in and out by the yzt command: rows without a place, update with its preview, the return sheet, exports for people and machines, hostile lists.

Usage: test_exchange.py PATH-TO-YZT   (exit status 0 when all passed)
"""
import gzip
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}
FORMATS = "xlsx csv tsv ods geojson geojsonl gpkg shp kml kmz gpx fgb dxf tab mif".split()


def yzt(*args, env=None, check=None):
    done = subprocess.run([YZT, *args], env={**ENV, "LC_ALL": "C.UTF-8", **(env or {})}, capture_output=True, timeout=120)
    done.out, done.err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    if check is not None and done.returncode != check:
        raise AssertionError("yzt %s: exit %d, wanted %d\n%s%s" % (" ".join(args), done.returncode, check, done.out, done.err))
    return done


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        ENV["XDG_DATA_HOME"], ENV["XDG_CACHE_HOME"], ENV["XDG_STATE_HOME"] = (self.path(name) for name in ("data", "cache", "state"))
        self.map = self.path("map.gpkg")
        yzt("new", self.map, check=0)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def load(self, content, *options, kind="hospital", name="list.csv", check=0, **more):
        return json.loads(yzt("import", self.map, self.write(name, content), "--kind", kind, "--json", *options, check=check, **more).out)

    def rows(self, sql="select name from hospital order by fid"):
        with sqlite3.connect(self.map) as connection:
            return [row[0] if len(row) == 1 else row for row in connection.execute(sql)]

    def sheet_xml(self, path):
        with zipfile.ZipFile(path) as book:
            names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            return [book.read(name).decode() for name in sorted(names)], book


LIST = "name,code,lon,lat,beds,phone\n甲,H1,112.5,23.05,500,0758-1111111\n乙,H2,112.6,23.05,200,0758-2222222\n"
PLACELESS = "Name,Organisation,Country,L1,L2\nA store,Red,BT,Bumthang,\nB store,Red,BT,Chhukha,Phuentsholing\n"


class Odd(Case):
    """What people send: right, or one sentence that says what is the matter."""

    def tell(self, name, content, check=1, kind="hospital"):
        done = yzt("import", self.map, self.write(name, content), "--kind", kind, check=check)
        return done.out + done.err

    def test_sentences(self):
        for name, content, word in (("a.zip", b"PK\3\4", "is an archive; unpack it"), ("a.csv", b"name,lon,lat\nA\0B,112,23\n", "zero bytes"),
                                    ("a.shp", b"\0\0\x27\x0a" + b"\0" * 96, "one part of a Shapefile"),
                                    ("a.geojson", '{"type":"FeatureCollection","features":[]}', "has no columns")):
            self.assertIn(word, self.tell(name, content))

    def test_nothing_is_lost_unsaid(self):
        self.assertIn("no row", self.tell("a.csv", "name,lon,lat\n", check=0))
        self.assertIn("2 columns were not taken: Wirtz, beds", self.tell("b.csv", "name,lon,lat,beds,Wirtz,beds\nA,112.5,23,1,2,3\n", check=0))
        point = "<Placemark><name>B</name><Point><coordinates>112.6,23</coordinates></Point></Placemark>"
        link = "<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>"
        kml = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>%s</Document></kml>' % (link + point)
        self.assertIn("network links", self.tell("c.kml", kml, check=0))

    def test_numbers(self):
        said = self.tell("a.csv", "name,lon,lat,beds\n" + "".join('N%d,112.%d,23,"%s"\n' % (i, i + 100, n) for i, n in
                                                                  enumerate(("12,34", "0x10", "1/2", "1e999", "7 kg", "1,234", "１２３"))), check=0)
        for number in ("12,34", "0x10", "1/2", "1e999"):
            self.assertIn("must be a number, not “%s”" % number, said)
        self.assertIn("row 6, column “beds”: is written in “kg”", said)
        self.assertEqual(self.rows("select beds from hospital order by fid"), [1234, 123])
        chinese = yzt("import", self.map, self.path("a.csv"), "--kind", "hospital", env={"LANGUAGE": "zh_CN"}).out
        self.assertNotIn("beds；", chinese)

    def test_geometries(self):
        shapes = {"several": {"type": "MultiPoint", "coordinates": [[112.4, 23], [112.5, 23]]},
                  "round": {"type": "Polygon", "coordinates": [[[179, 10], [-179, 10], [-179, 11], [179, 10]]]},
                  "one": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [112.6, 23]}]}}
        features = [{"type": "Feature", "properties": {"name": n}, "geometry": g} for n, g in shapes.items()]
        said = self.tell("a.geojson", json.dumps({"type": "FeatureCollection", "features": features}), check=0)
        self.assertIn("row 1: The geometry is made of several points", said)
        self.assertIn("row 2: The geometry crosses the 180th meridian", said)
        self.assertEqual(self.rows(), ["one"])
        wkt = "name,wkt\nA,SRID=4326;POINT(112.1 23)\nB,POINT(112.2 23) 7\n"
        self.assertIn("row 3, column “wkt”", self.tell("w.csv", wkt, check=0))


class Workbook(Case):
    """What a spreadsheet programme shows and GDAL does not tell."""

    def book(self, name, *sheets):
        """@sheets: (name, hidden, rows, merged ranges)"""
        main, kind = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        head, package = '<?xml version="1.0" encoding="UTF-8"?>', "http://schemas.openxmlformats.org/package/2006/"
        with zipfile.ZipFile(self.path(name), "w", zipfile.ZIP_DEFLATED) as book:
            parts = "".join('<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' % i
                            for i in range(len(sheets)))
            book.writestr("[Content_Types].xml", head + '<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>%s</Types>' % (package, parts))
            book.writestr("_rels/.rels", head + '<Relationships xmlns="%srelationships"><Relationship Id="r" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (package, kind))
            book.writestr("xl/workbook.xml", head + '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (main, kind, "".join(
                '<sheet name="%s" sheetId="%d"%s r:id="r%d"/>' % (sheet, i + 1, ' state="hidden"' if hidden else "", i) for i, (sheet, hidden, _, _) in enumerate(sheets))))
            book.writestr("xl/_rels/workbook.xml.rels", head + '<Relationships xmlns="%srelationships">%s</Relationships>' % (package, "".join(
                '<Relationship Id="r%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, kind, i) for i in range(len(sheets)))))
            for i, (_, _, rows, merged) in enumerate(sheets):
                lines = "".join('<row r="%d">%s</row>' % (r + 1, "".join(
                    '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % ("ABCDEFG"[c], r + 1, cell) for c, cell in enumerate(row) if cell != "")) for r, row in enumerate(rows))
                ranges = "<mergeCells>%s</mergeCells>" % "".join('<mergeCell ref="%s"/>' % one for one in merged) if merged else ""
                book.writestr("xl/worksheets/sheet%d.xml" % i, head + '<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (main, lines, ranges))
        return self.path(name)

    def test_merged_cells(self):
        rows = [["所属", "", "", "", "", ""], ["县区", "名称", "经度", "纬度", "床位数", "电话"], ["端州区", "甲医院", "112.46", "23.05", "300", "0758-2222222"],
                ["", "乙医院", "112.47", "23.05", "", ""], ["", "丙医院", "112.48", "23.05", "", ""], ["", "丁医院", "112.49", "23.05", "", ""]]
        done = yzt("import", self.map, self.book("a.xlsx", ("医院", False, rows, ("A1:F1", "A3:A5", "E3:E5", "F3:F4"))), "--kind", "hospital", check=0)
        self.assertIn("3 empty cells below merged ones", done.out)
        self.assertEqual(self.rows("select county, beds, phone from hospital order by fid"),
                         [("端州区", 300, "0758-2222222"), ("端州区", None, "0758-2222222"), ("端州区", None, None), (None, None, None)])

    def test_hidden_sheet(self):
        old, new = [["名称", "经度", "纬度"]] + [["旧%d医院" % i, "112.%d" % (i + 10), "23.05"] for i in range(9)], [["名称", "经度", "纬度"], ["新医院", "112.5", "23.05"]]
        path = self.book("a.xlsx", ("旧", True, old, ()), ("新", False, new, ()))
        yzt("import", self.map, path, "--kind", "hospital", check=0)
        self.assertEqual(self.rows(), ["新医院"])
        yzt("import", self.map, path, "--kind", "hospital", "--layer", "旧", check=0)
        self.assertEqual(len(self.rows()), 10)


class WithoutPlace(Case):
    def test_refused_with_the_way_out(self):
        done = yzt("import", self.map, self.write("a.csv", PLACELESS), "--kind", "depot", check=1)
        self.assertEqual(len(done.err.strip().split("\n")), 1)
        self.assertIn("--without-place", done.err)

    def test_taken_when_asked(self):
        report = self.load(PLACELESS, "--without-place", kind="depot")
        self.assertEqual((report["written"], report["without_place"]), (2, 2))
        self.assertEqual(self.rows("select county, town, organiser, address, geom from depot order by fid"),
                         [("Bumthang", None, "Red", "BT", None), ("Chhukha", "Phuentsholing", "Red", "BT", None)])
        again = self.load(PLACELESS, "--without-place", kind="depot", check=1)
        self.assertEqual((again["written"], again["rejected"]), (0, 2))
        found = yzt("find", self.map, "store", check=0).out
        self.assertEqual(found.count("no place yet"), 2)
        self.assertIsNone(json.loads(yzt("find", self.map, "store", "--json", check=0).out)["features"][0]["lon"])
        self.assertEqual(json.loads(yzt("near", self.map, "90,27", "5000km", "--json", check=0).out)["total"], 0)
        self.assertIn("sound", yzt("check", self.map, check=0).out)


class Update(Case):
    def test_preview_then_write(self):
        self.load(LIST)
        later = LIST.replace("500", "520").replace("0758-2222222", "") + "丙,H3,112.7,23.05,9,\n"
        preview = self.load(later, "--update", "--dry-run")
        self.assertEqual([preview[key] for key in ("new", "changed", "same", "rejected", "written")], [1, 1, 1, 0, 0])
        self.assertEqual(preview["changes"], [{"row": 1, "name": "甲", "fields": [{"field": "beds", "before": "500 beds", "after": "520 beds"}]}])
        self.assertEqual(self.rows("select beds from hospital where code='H1'"), [500])
        told = yzt("import", self.map, self.path("list.csv"), "--kind", "hospital", "--update", check=0).out
        self.assertIn("500 beds → 520 beds", told)
        self.assertEqual(self.rows("select beds, phone from hospital order by fid"),
                         [(520, "0758-1111111"), (200, "0758-2222222"), (9, None)])
        self.assertEqual(self.load(later, "--update")["same"], 3)
        yzt("undo", self.map, check=0)
        self.assertEqual(self.rows("select beds from hospital order by fid"), [500, 200])

    def test_without_update_nothing_changes(self):
        self.load(LIST)
        report = self.load(LIST.replace("500", "520"), check=1)
        self.assertEqual(report["rejected"], 2)
        self.assertEqual(self.rows("select beds from hospital order by fid"), [500, 200])


class Trigger(Case):
    """Another programme's trigger is asked about each row, which keeps others waiting: who imports is told before."""

    def test_told_before_it_is_written(self):
        with sqlite3.connect(self.map) as base:
            base.execute("CREATE TABLE seen (fid INTEGER PRIMARY KEY, n)")
            base.execute("CREATE TRIGGER watch AFTER INSERT ON hospital BEGIN INSERT INTO seen (n) VALUES (1); END")
        few, many = ("name,lon,lat\n" + "".join("%s%d,112.%05d,23.1\n" % (name, i, i) for i in range(n)) for name, n in (("a", 200), ("b", 34000)))
        self.assertNotIn("watch", yzt("import", self.map, self.write("few.csv", few), "--kind", "hospital", check=0).err)
        done = yzt("import", self.map, self.write("many.csv", many), "--kind", "hospital", check=0)
        self.assertIn("“watch”", done.err)
        self.assertNotIn("watch", done.out)
        self.assertEqual(self.rows("select count(*) from seen"), [34200])


class ReturnSheet(Case):
    def test_corrected_and_imported_again(self):
        bad = "name,code,lon,lat,beds\n好,H1,112.5,23.05,1\n=1+1,H2,112.6,23.05,many\n乙,H3,400,23,2\n"
        sheet = self.path("return.xlsx")
        report = self.load(bad + "丙,H4,112.8,23,3\n丁,H5,112.9,23,4\n", "--return-sheet", sheet)
        self.assertEqual((report["written"], report["rejected"]), (3, 2))
        sheets, book = self.sheet_xml(sheet)
        self.assertNotIn("<f>", sheets[0])
        with zipfile.ZipFile(sheet) as archive:
            comments = archive.read("xl/comments1.xml").decode()
            texts = archive.read("xl/sharedStrings.xml").decode()
        self.assertIn("many", comments)
        self.assertIn("Reason", texts)
        again = json.loads(yzt("import", self.map, sheet, "--kind", "hospital", "--json", check=1).out)
        self.assertEqual([reject["column"] for reject in again["rejects"]], [reject["column"] for reject in report["rejects"]])

    def test_strict_gives_it_too(self):
        sheet = self.path("return.xlsx")
        yzt("import", self.map, self.write("a.csv", "name,lon,lat\na,113,23\nb,x,23\nc,113.2,23\n"), "--kind", "hospital", "--strict",
            "--return-sheet", sheet, check=1)
        self.assertTrue(os.path.exists(sheet))
        self.assertEqual(self.rows(), [])


class Export(Case):
    def setUp(self):
        super().setUp()
        self.load("name,code,lon,lat,beds,phone,grade,burns,verified_at,remarks\n"
                  "=1+1,007,112.465,23.047,1200,0758-0000001,3a,yes,2026-11-22,@SUM(A1)\n"
                  "乙,H2,112.50001234567,23.05,200,007,2a,no,,\"两\n行\"\n"
                  "远,H3,110.3,25.27,1,,,,,+86 x\n")

    def export(self, name, *options, kind="hospital", check=0, env=None):
        return yzt("export", self.map, kind, self.path(name), *options, check=check, env=env)

    def cells(self, name):
        """All but the coordinates, which went through a datum."""
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return [line.rsplit(",", 2)[0] for line in file.read().split("\r\n")]

    def test_every_format(self):
        for ending in FORMATS:
            with self.subTest(ending):
                self.assertIn("3 rows", self.export("x." + ending).out)
                self.assertTrue(os.path.getsize(self.path("x." + ending)) > 0)
                if ending in ("dxf",):
                    continue
                other = self.path(ending + ".gpkg")
                yzt("new", other, check=0)
                report = json.loads(yzt("import", other, self.path("x." + ending), "--kind", "hospital", "--json", check=0).out)
                self.assertEqual(report["written"], 3, report)
        self.assertEqual([name for name in os.listdir(self.folder.name) if name.startswith(".yzt")], [])

    def test_same_bytes_everywhere(self):
        for ending in ("csv", "geojson", "geojsonl", "kml", "xlsx", "gpx"):
            with self.subTest(ending):
                seen = set()
                for i, env in enumerate(({"TZ": "Asia/Shanghai"}, {"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"})):
                    self.export("%d.%s" % (i, ending), env=env)
                    with open(self.path("%d.%s" % (i, ending)), "rb") as file:
                        seen.add(file.read())
                self.assertEqual(len(seen), 1)

    def test_ring_and_fields(self):
        self.export("ring.csv", "--near", "112.46,23.05", "20km", "--fields", "plain")
        with open(self.path("ring.csv"), encoding="utf-8", newline="") as file:
            text = file.read()
        self.assertEqual(text.count("\r\n"), 3)
        self.assertNotIn("远", text)
        self.assertNotIn("created_at", text)
        self.export("none.geojson", "--near", "0,0", "1km")
        with open(self.path("none.geojson")) as file:
            self.assertEqual(json.load(file)["features"], [])
        self.assertEqual(self.export("x.csv", "--near", "112,23", check=None).returncode, 2)

    def test_datum(self):
        for datum, label in (("gcj02", "GCJ-02"), ("bd09", "BD-09"), ("cgcs2000", "CGCS2000")):
            with self.subTest(datum):
                self.export(datum + ".geojson", "--datum", datum)
                with open(self.path(datum + ".geojson")) as file:
                    collection = json.load(file)
                self.assertEqual(collection["datum"], label)
                lon = collection["features"][0]["geometry"]["coordinates"][0]
                self.assertEqual(abs(lon - 112.465) < 1e-9, datum == "cgcs2000")
                self.export(datum + ".csv", "--datum", datum)
                with open(self.path(datum + ".csv")) as file:
                    self.assertIn("lon_" + datum, file.readline())
        self.assertEqual(self.export("x.csv", "--datum", "mars", check=None).returncode, 1)

    def test_workbook_for_people(self):
        self.export("zh.xlsx", "--language", "zh_CN", "--datum", "gcj02")
        sheets, _ = self.sheet_xml(self.path("zh.xlsx"))
        for word in ("医院（GCJ-02）", "床位数（张）", "经度（GCJ-02）", "三级甲等", "<autoFilter", 'state="frozen"', "=1+1"):
            self.assertIn(word, sheets[0])
        self.assertNotIn("<f>", sheets[0])
        xml.etree.ElementTree.fromstring(sheets[0])
        other = self.path("other.gpkg")
        yzt("new", other, check=0)
        yzt("import", other, self.path("zh.xlsx"), "--kind", "hospital", "--datum", "gcj02", check=0)
        self.export("before.csv", "--fields", "plain")
        yzt("export", other, "hospital", self.path("after.csv"), "--fields", "plain", check=0)
        self.assertEqual(self.cells("after.csv"), self.cells("before.csv"))

    def test_csv_is_harmless(self):
        self.export("x.csv")
        with open(self.path("x.csv"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("'=1+1", text)
        self.assertIn("'@SUM", text)
        self.assertIn(",007,", text)

    def test_refused(self):
        for kind, name, status in (("hospital", "x.doc", 1), ("stock-line", "x.gpx", 1), ("warning", "x.gpx", 1), ("nothing", "x.csv", 1)):
            with self.subTest(name):
                done = self.export(name, kind=kind, check=status)
                self.assertEqual(len(done.err.strip().split("\n")), 1, done.err)
                self.assertFalse(os.path.exists(self.path(name)))


class Hostile(Case):
    """Nothing here may crash, hang, or write half of something: a report or one sentence."""

    def survives(self, name, content, *options, most=120):
        done = subprocess.run([YZT, "import", self.map, self.write(name, content), "--kind", "hospital", "--json", *options],
                              env={**ENV, "LC_ALL": "C.UTF-8"}, capture_output=True, timeout=most)
        self.assertIn(done.returncode, (0, 1), done.stderr.decode("utf-8", "replace")[-2000:])
        if done.stdout:
            return json.loads(done.stdout.decode("utf-8"))
        self.assertEqual(len(done.stderr.decode("utf-8").strip().split("\n")), 1)
        return None

    def test_cells(self):
        rows = ["ok%d,C%d,113.%03d,23,1," % (i, i, i) for i in range(20)]
        big = "big,B1,114,23,1," + "x" * (10 << 20)
        numbers = ["a%d,,%s,%s,1," % (i, lon, lat) for i, (lon, lat) in enumerate(
            (("nan", "23"), ("inf", "23"), ("-inf", "23"), ("1e400", "23"), ("181", "23"), ("-181", "0"), ("113", "91"), ("113", "-91"),
             ("-0", "-0"), ("0x71", "23"), ("١١٣", "23"), ("\"113,5\"", "23"), ("1" * 400, "23"), ("", ""), ("113", "")))]
        formulas = ['"=HYPERLINK(""http://x"")",F1,113.9,23,=1+1,x', "=cmd|' /C calc'!A0,F2,113.91,23,3,=A1"]
        report = self.survives("cells.csv", "name,code,lon,lat,beds,remarks\n" + "\n".join(rows + [big] + numbers + formulas) + "\n")
        self.assertEqual(report["read"], 20 + 1 + 15 + 2)
        self.assertEqual(report["written"], 21)
        self.assertIn("=cmd|' /C calc'!A0", self.rows())
        for reject in report["rejects"]:
            self.assertLess(len(reject["reason"]), 400)

    def test_bytes(self):
        head = "name,code,lon,lat,remarks\n"
        self.survives("nul.csv", head.encode() + b"a\0b,1,113,23,x\nb,2,114,23,y\n")
        report = self.survives("ends.csv", head.encode() + b"a,1,113.1,23,x\r\nb,2,113.2,23,y\nc,3,113.3,23,z\r\n\r\n\nd,4,113.4,23,\"x\r\ny\"\n")
        self.assertEqual(report["written"], 4)
        report = self.survives("quotes.csv", head.encode() + b"a,1,113.1,24,x\n\"b,2,113.2,24,y\nc,5,113.3,24,z\nd,6,113.4,24,\"\n")
        self.assertGreater(report["rejected"], 0)
        self.survives("mixed.csv", head.encode() + "甲,7,113.1,25,x\n".encode() + "乙医院,8,113.2,25,y\n".encode("gbk") + "丙,9,113.3,25,z\n".encode())
        self.survives("utf16.csv", (head + "丁,10,113.5,26,x\n").encode("utf-16"))
        self.survives("lone-cr.csv", head.replace("\n", "\r").encode() + b"a,11,113.6,23,x\r")
        self.survives("bomb.csv.gz", gzip.compress(b"name,lon,lat\n" + b"a" * (64 << 20)))
        self.assertIn("sound", yzt("check", self.map, check=0).out)

    def test_a_million_columns(self):
        for name in ("c%d", "name", "医院"):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            wide = self.write("wide.csv", ",".join(name % i if "%" in name else name for i in range(1000000)) + "\n" + "," * 999999 + "\n")
            done = yzt("import", self.map, wide, "--kind", "hospital", check=1)
            self.assertIn("more than 2000 columns", done.err)
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, 4.0)
        self.survives("wide-row.csv", "name,lon,lat\na,113,23" + ",x" * 1000000 + "\nb,114,23\n")

    def test_long_headings(self):
        """What is quoted of a heading ends at a whole character, wherever the cut falls."""
        for lead in ("", "a", "ab"):
            title = lead + "广东省肇庆市高要区应急管理局二〇二六年度防汛抗旱救灾物资储备点及避护场所情况统计总表（坐标系为GCJ-02）" * 2
            header = lead + "本单位现有可以随时调用的应急抢险救援专业设备设施以及各类车辆船艇的数量" + "（按填报说明）" * (10 if lead else 0)
            content = "%s\n医院名称,经度,纬度,%s,床位\n" % (title, header) + "".join("医院%d,112.%d,23.%d,%d,3\n" % (i, 400 + i, 10 + i, i) for i in range(9))
            report = self.survives("long.csv", content + "合计：%s,,,,1\n" % (lead + "以上各行" * 40))
            self.assertEqual(report["written"], 9, report)
            yzt("undo", self.map, check=0)
            done = yzt("import", self.map, self.write("no-name.csv", "%s,经度,纬度\n1,112.5,23.1\n" % header), "--kind", "hospital", check=1)
            self.assertNotIn("\ufffd", done.err)
            self.assertIn("…", done.err)

    def test_random_bytes(self):
        seed = int(os.environ.get("YZT_SEED", random.randrange(1 << 30)))
        print("seed %d" % seed, file=sys.stderr)
        rng = random.Random(seed)
        good = ("\ufeff名称,编号,经度,纬度,床位数\n" + "".join("医院%d,H%d,113.%d,23.%d,%d\n" % (i, i, i, i, i) for i in range(30))).encode()
        for _ in range(25):
            content = bytearray(good)
            for _ in range(rng.randrange(1, 30)):
                content[rng.randrange(len(content))] = rng.choice(b",;\"\n\r\t'=+-0\x00\x80\xff")
            self.survives("random.csv", bytes(content[:rng.randrange(1, len(content))]), "--dry-run")


if __name__ == "__main__":
    unittest.main(verbosity=1)
