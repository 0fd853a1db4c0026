#!/usr/bin/env python3
"""The yzt command as its users call it: every command, every promise about exit status, output and bad input.

Usage: test_cli.py PATH-TO-YZT   (prints TAP-like unittest output; exit status 0 when all passed)
"""
import json
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unittest

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}


def yzt(*args, env=None, check=None):
    done = subprocess.run([YZT, *args], env={**ENV, "LC_ALL": "C.UTF-8", **(env or {})}, capture_output=True, timeout=120)
    done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if check is not None and done.returncode != check:
        raise AssertionError("yzt %s: exit %d, wanted %d\n%s%s" % (" ".join(args), done.returncode, check, done.out, done.err))
    return done


def yzt_json(*args, env=None):
    return json.loads(yzt(*args, "--json", env=env, check=0).out)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.environ["XDG_DATA_HOME"] = ENV["XDG_DATA_HOME"] = self.path("data")
        ENV["XDG_CACHE_HOME"], ENV["XDG_STATE_HOME"] = self.path("cache"), self.path("state")
        self.map = self.path("map.gpkg")
        yzt("new", self.map, check=0)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def refused(self, *args, status=1):
        """One clear sentence on standard error, nothing else there, and the status asked for."""
        done = yzt(*args)
        self.assertEqual(done.returncode, status, done.out + done.err)
        lines = [line for line in done.err.split("\n") if line]
        self.assertEqual(len(lines), 1, done.err)
        self.assertTrue(lines[0].startswith("yzt: "), lines)
        self.assertGreater(len(lines[0]), 20, lines)
        return lines[0]

    def rows(self, table):
        with sqlite3.connect("file:%s?mode=ro" % self.map, uri=True) as database:
            return database.execute("SELECT count(*) FROM %s" % table).fetchone()[0]


DEPOTS = """名称,编号,经度,纬度,建筑面积,联系电话
城东库,D1,112.50,23.05,1200,0758-5550001
城西库,D2,112.375,23.05,800,0758-5550002
北库,D3,112.45,23.20,,
"""
STOCK = """owner_code,name,spec,unit,quantity,reserved,expiry
D1,重型防化服,A级,套,10,2,
D1,重型防化服,A级,套,4,0,2020-01-01
D2,重型防化服,A级,套,6,0,
D2,水泵,,台,3,,
D2,水泵,,套,5,,
"""


class Commands(Case):
    def fill(self):
        yzt("import", self.map, self.write("depots.csv", DEPOTS), "--kind", "depot", "--author", "王一", check=0)
        yzt("import", self.map, self.write("stock.csv", STOCK), "--kind", "stock-line", check=0)

    def test_near_gives_counts_sums_stock_and_order(self):
        self.fill()
        answer = yzt_json("near", self.map, "112.4375,23.05", "10km")
        self.assertEqual(answer["center"], {"lon": 112.4375, "lat": 23.05})
        self.assertEqual(answer["radius_m"], 10000)
        self.assertEqual(answer["total"], 2)
        self.assertEqual(answer["kinds"]["depot"]["count"], 2)
        self.assertEqual(answer["kinds"]["depot"]["sums"]["area_m2"], 2000)
        self.assertEqual([f["name"] for f in answer["features"]], ["城东库", "城西库"])  # equal distance: by fid
        first = answer["features"][0]
        self.assertEqual(set(first), {"fid", "kind", "name", "lon", "lat", "distance_m", "bearing_deg"})
        self.assertAlmostEqual(first["distance_m"], 6407, delta=5)
        self.assertAlmostEqual(first["bearing_deg"], 90, delta=0.1)
        stock = {(s["item"], s["unit"]): s for s in answer["stock"]}
        self.assertEqual(stock["重型防化服", "套"],
                         {"item": "重型防化服", "spec": "A级", "unit": "套", "book": 20, "reserved": 2, "expired": 4, "available": 14})
        self.assertEqual(stock["水泵", "台"]["available"], 3)  # unlike units are never added
        self.assertEqual(stock["水泵", "套"]["available"], 5)

    def test_near_and_nearest_agree_with_a_plain_walk(self):
        seed = random.randrange(1 << 30)
        rng = random.Random(seed)
        points = [(rng.uniform(112, 113), rng.uniform(22.8, 23.8)) for _ in range(500)]
        lines = ["name,lon,lat"] + ["庫%d,%.6f,%.6f" % (i, x, y) for i, (x, y) in enumerate(points)]
        yzt("import", self.map, self.write("many.csv", "\n".join(lines) + "\n"), "--kind", "depot", check=0)
        answer = yzt_json("near", self.map, "112.5,23.3", "30km", "--kind", "depot")
        distances = [f["distance_m"] for f in answer["features"]]
        self.assertEqual(distances, sorted(distances), "seed %d" % seed)
        inside = sum(1 for x, y in points if flat_distance(112.5, 23.3, x, y) < 30000 * 0.995)
        outside = sum(1 for x, y in points if flat_distance(112.5, 23.3, x, y) < 30000 * 1.005)
        self.assertTrue(inside <= answer["total"] <= outside, "seed %d" % seed)
        nearest = yzt_json("nearest", self.map, "112.5,23.3", "7", "--kind", "depot")["features"]
        self.assertEqual([f["fid"] for f in nearest], [f["fid"] for f in answer["features"][:7]], "seed %d" % seed)

    def test_json_and_csv_do_not_change_with_locale_and_zone(self):
        self.fill()
        foreign = {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "zh_CN", "TZ": "America/Caracas"}
        for args in (("near", self.map, "112.45,23.05", "50km"), ("kinds", self.map), ("incidents", self.map), ("log", self.map),
                     ("find", self.map, "库"), ("plans", self.map), ("check", self.map), ("nearest", self.map, "112,23", "2")):
            here, there = yzt_json(*args), yzt_json(*args, env=foreign)
            self.assertEqual(here, there, args)
        yzt("export", self.map, "depot", self.path("a.csv"), check=0)
        yzt("export", self.map, "depot", self.path("b.csv"), env=foreign, check=0)
        with open(self.path("a.csv"), "rb") as a, open(self.path("b.csv"), "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_import_reports_rows_and_keeps_the_good_ones(self):
        text = "name,lon,lat,area_m2\n好,112.5,23.1,5\n坏,112.5,23.1,许多\n无,,,\n反,23.1,112.5,3\n"
        done = yzt("import", self.map, self.write("mixed.csv", text), "--kind", "depot", "--json")
        report = json.loads(done.out)
        self.assertEqual((report["read"], report["written"], report["rejected"]), (4, 1, 3), done.out)
        self.assertEqual([r["row"] for r in report["rejects"]], [2, 3, 4])
        self.assertEqual(report["rejects"][0]["column"], "area_m2")
        self.assertIn("swapped", report["rejects"][2]["reason"])
        self.assertEqual(self.rows("depot"), 1)
        self.assertEqual(done.returncode, 0)

    def test_strict_and_dry_run_write_nothing(self):
        path = self.write("mixed.csv", "name,lon,lat\n好,112.5,23.1\n坏,999,23.1\n")
        yzt("import", self.map, path, "--kind", "depot", "--strict", check=1)
        self.assertEqual(self.rows("depot"), 0)
        yzt("import", self.map, path, "--kind", "depot", "--dry-run", check=0)
        self.assertEqual(self.rows("depot"), 0)

    def test_datums_and_mapping(self):
        path = self.write("gcj.csv", "库名,EE,NN\n广州,113.26972959,23.12642334\n")
        yzt("import", self.map, path, "--kind", "depot", "--datum", "gcj02", "--map", "name=库名", "--map", "lon=EE", "--map", "lat=NN", check=0)
        found = yzt_json("find", self.map, "广州")["features"][0]
        self.assertAlmostEqual(found["lon"], 113.2644, places=6)
        self.assertAlmostEqual(found["lat"], 23.1291, places=6)
        self.refused("import", self.map, path, "--kind", "depot", "--datum", "mars2000")

    def test_times_without_a_zone_are_the_maps(self):
        path = self.write("i.csv", "name,lon,lat,reported_utc\na,112.5,23.1,2026-11-22 12:41\nb,112.5,23.2,2026-11-22T12:41:00Z\n")
        for env in ({"TZ": "America/Caracas"}, {"TZ": "UTC"}):
            other = self.path(env["TZ"].replace("/", "-") + ".gpkg")
            yzt("new", other, "--time-zone", "Asia/Shanghai", env=env, check=0)
            yzt("import", other, path, "--kind", "incident", env=env, check=0)
            times = {i["title"]: i["reported_utc"] for i in yzt_json("incidents", other)["incidents"]}
            self.assertEqual(times, {"a": "2026-11-22T04:41:00Z", "b": "2026-11-22T12:41:00Z"})

    def test_gbk_is_recognised(self):
        path = self.write("gbk.csv", DEPOTS.encode("gb18030"))
        yzt("import", self.map, path, "--kind", "depot", check=0)
        self.assertEqual(len(yzt_json("find", self.map, "城东")["features"]), 1)

    def test_undo_takes_an_import_back_and_again(self):
        self.fill()
        log = yzt_json("log", self.map)["entries"]
        self.assertEqual(log[0]["author"], "yzt")
        self.assertEqual(log[1]["author"], "王一")
        yzt("undo", self.map, check=0)
        self.assertEqual(self.rows("stock_line"), 0)
        yzt("undo", self.map, str(log[1]["entry"]), check=0)
        self.assertEqual(self.rows("depot"), 0)
        yzt("undo", self.map, str(yzt_json("log", self.map)["entries"][0]["entry"]), check=0)
        self.assertEqual(self.rows("depot"), 3)
        self.assertTrue(yzt_json("check", self.map)["sound"])
        self.refused("undo", self.map, "99999")

    def test_export_reads_back(self):
        self.fill()
        for ending in ("csv", "geojson", "gpkg", "xlsx"):
            out, again = self.path("out." + ending), self.path("again-%s.gpkg" % ending)
            yzt("export", self.map, "depot", out, check=0)
            yzt("new", again, check=0)
            yzt("import", again, out, "--kind", "depot", check=0)
            self.assertEqual(yzt_json("near", again, "112.45,23.05", "50km")["kinds"], yzt_json("near", self.map, "112.45,23.05", "50km")["kinds"], ending)

    def test_a_new_kind_needs_no_code(self):
        os.makedirs(self.path("data/yizhangtu/kinds"), exist_ok=True)
        self.write("data/yizhangtu/kinds/hydrant.kind",
                   "[Kind]\nVersion=1\nId=hydrant\nLabel=Hydrant\nGeometry=point\nSymbol=disc\nColor=#1f7a74\n\n"
                   "[Field flow]\nType=number\nLabel=Flow\nUnit=l/s\nSummable=true\nAliases=流量\n")
        with_kind = self.path("k.gpkg")
        yzt("new", with_kind, check=0)
        yzt("import", with_kind, self.write("h.csv", "name,lon,lat,流量\na,112.5,23.1,15\nb,112.5,23.1001,10\n"), "--kind", "hydrant", check=0)
        answer = yzt_json("near", with_kind, "112.5,23.1", "1km")
        self.assertEqual(answer["kinds"]["hydrant"], {"count": 2, "exercises": 0, "sums": {"flow": 25}})

    def test_feed_inserts_updates_cancels_and_ignores_duplicates(self):
        alert = CAP % {"id": "A1", "type": "Alert", "refs": "", "sent": "2026-11-22T08:00:00+08:00", "sev": "Severe", "headline": "液氨泄漏"}
        update = CAP % {"id": "A2", "type": "Update", "sent": "2026-11-22T09:00:00+08:00", "sev": "Extreme", "headline": "液氨泄漏扩大",
                        "refs": "<references>a@example,A1,2026-11-22T08:00:00+08:00</references>"}
        cancel = CAP % {"id": "A3", "type": "Cancel", "sent": "2026-11-22T10:00:00+08:00", "sev": "Extreme", "headline": "解除",
                        "refs": "<references>a@example,A2,2026-11-22T09:00:00+08:00</references>"}
        yzt("feed", self.map, self.write("1.xml", alert), check=0)
        first = yzt_json("incidents", self.map)["incidents"]
        self.assertEqual(len(first), 1)
        self.assertEqual(first[0]["identifier"], "A1")
        self.assertEqual(set(first[0]), {"fid", "title", "kind", "level", "state", "lon", "lat", "source", "identifier", "reported_utc"})
        self.assertAlmostEqual(first[0]["lon"], 112.55, places=5)
        self.assertEqual(yzt_json("feed", self.map, self.path("1.xml"))["duplicates"], 1)
        yzt("feed", self.map, self.write("2.xml", update), check=0)
        second = yzt_json("incidents", self.map)["incidents"]
        self.assertEqual([i["fid"] for i in second], [first[0]["fid"]])
        self.assertIn("扩大", second[0]["title"])
        yzt("feed", self.map, self.write("3.xml", cancel), check=0)
        self.assertEqual(yzt_json("incidents", self.map)["incidents"][0]["state"], "cancelled")
        self.assertEqual(yzt_json("feed", self.map, self.folder.name)["failed"], 0)

    def test_usage(self):
        for args in (("near", self.map), ("nonsense",), ("near", self.map, "abc", "5km"), ("near", self.map, "112,23", "far"), ("kinds", "--what"),
                     ("import", self.map, "x.csv"), ("find", self.map, "x", "--limit", "-3"), (), ("undo", self.map, "many")):
            self.refused(*args, status=2)
        self.refused("near", self.map, "23,112", "5km")
        self.refused("near", self.map, "112,23", "5km", "--kind", "dragon")


CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%(id)s</identifier><sender>a@example</sender><sent>%(sent)s</sent>
<status>Actual</status><msgType>%(type)s</msgType><scope>Public</scope>%(refs)s
<info><language>zh-CN</language><category>CBRNE</category><event>泄漏</event><urgency>Immediate</urgency><severity>%(sev)s</severity>
<certainty>Observed</certainty><headline>%(headline)s</headline><area><areaDesc>金利镇</areaDesc><circle>23.02,112.55 1.5</circle></area></info></alert>"""


def flat_distance(x0, y0, x1, y1):
    return math.hypot((x1 - x0) * 111320 * math.cos(math.radians((y0 + y1) / 2)), (y1 - y0) * 110800)


class BadInput(Case):
    """Each: one clear sentence, exit status 1, nothing lost, nothing half written."""

    def test_files_that_are_no_maps(self):
        with open(self.map, "rb") as file:
            good = file.read()
        for name, content in (("text.gpkg", b"hello, I am no database\n" * 100), ("zero.gpkg", b""), ("short.gpkg", good[:4096]),
                              ("half.gpkg", good[:len(good) // 2 // 4096 * 4096])):
            self.refused("incidents", self.write(name, content))
        self.refused("incidents", self.path("missing.gpkg"))
        self.refused("incidents", self.folder.name)
        self.refused("new", self.path("no/such/folder/x.gpkg"))
        self.refused("new", self.map)  # it exists

    def test_foreign_and_newer(self):
        foreign = self.path("foreign.gpkg")
        subprocess.run(["ogr2ogr", "-f", "GPKG", foreign, self.write("p.csv", "x,y\n1,2\n"), "-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y"],
                       check=True, capture_output=True)
        self.assertIn("import", self.refused("incidents", foreign))

    def test_bad_tables(self):
        for name, content in (("none.csv", ""), ("nocoord.csv", "name\na\nb\n"), ("allbad.csv", "name,lon,lat\na,x,y\n"),
                              ("swapped.csv", "name,lon,lat\na,23.1,112.5\nb,23.2,112.6\n"), ("binary.csv", bytes(range(256)) * 20)):
            done = yzt("import", self.map, self.write(name, content), "--kind", "depot")
            self.assertEqual(done.returncode, 1, name + done.out + done.err)
            self.assertTrue((done.out + done.err).strip(), name)
            self.assertEqual(self.rows("depot"), 0, name)
        self.refused("import", self.map, self.path("missing.csv"), "--kind", "depot")
        self.refused("import", self.map, self.write("d.csv", DEPOTS), "--kind", "dragon")
        self.refused("import", self.map, self.write("d.csv", DEPOTS), "--kind", "depot", "--map", "nofield=编号")
        self.refused("import", self.map, self.write("d.csv", DEPOTS), "--kind", "depot", "--encoding", "martian")

    def test_a_field_of_ten_megabytes(self):
        done = yzt("import", self.map, self.write("huge.csv", "name,lon,lat\n" + "x" * 10_000_000 + ",112.5,23.1\n好,112.5,23.1\n"), "--kind", "depot", "--json")
        report = json.loads(done.out)
        self.assertEqual((report["written"], report["rejected"]), (1, 1))

    def test_hostile_alerts(self):
        good = CAP % {"id": "A1", "type": "Alert", "refs": "", "sent": "2026-11-22T08:00:00+08:00", "sev": "Severe", "headline": "x"}
        dtd = good.replace('encoding="UTF-8"?>', 'encoding="UTF-8"?><!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
        for content in (dtd, good[:200], "<alert/>", "", good.replace("A1", ""), "<a>" * 100000):
            done = yzt("feed", self.map, self.write("bad.xml", content))
            self.assertEqual(done.returncode, 1, content[:80])
            self.assertEqual(len(done.err.strip().split("\n")), 1, done.err)
        self.assertEqual(self.rows("incident"), 0)

    def test_read_only_map_answers_and_refuses_to_write(self):
        os.chmod(self.map, 0o444)
        os.chmod(self.folder.name, 0o555)
        try:
            yzt("incidents", self.map, check=0)
            if os.geteuid() != 0:
                self.refused("import", self.map, "/dev/null", "--kind", "depot")
        finally:
            os.chmod(self.folder.name, 0o755)
            os.chmod(self.map, 0o644)


class Killed(Case):
    def test_kill_in_an_import_leaves_all_or_nothing(self):
        lines = ["name,lon,lat"] + ["库%d,%.5f,23.1" % (i, 112 + i * 1e-5) for i in range(20000)]
        path = self.write("big.csv", "\n".join(lines) + "\n")
        rng = random.Random(4)
        for _ in range(6):
            process = subprocess.Popen([YZT, "import", self.map, path, "--kind", "depot"], env={**ENV, "LC_ALL": "C.UTF-8"},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=rng.uniform(0.05, 1.5))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            self.assertIn(self.count_through_yzt(), (0, 20000))
            self.assertTrue(yzt_json("check", self.map)["sound"])
            if self.count_through_yzt():
                yzt("undo", self.map, check=0)

    def count_through_yzt(self):
        return yzt_json("near", self.map, "112.1,23.1", "100km")["total"]


if __name__ == "__main__":
    unittest.main(verbosity=1)
