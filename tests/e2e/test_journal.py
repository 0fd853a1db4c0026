#!/usr/bin/env python3
"""The memory of a map from the command line: log, history, undo with its dry run, and the map as it stood.

Usage: test_journal.py PATH-TO-YZT   (prints unittest output; exit status 0 when all passed)
"""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}

DEPOTS = "名称,编号,经度,纬度,建筑面积,联系电话\n城东库,D1,112.50,23.05,1200,0758-5550001\n城西库,D2,112.375,23.05,800,0758-5550002\n"
CHANGED = "名称,编号,经度,纬度,建筑面积,联系电话\n城东新库,D1,112.50,23.05,1300,0758-5550009\n"
STOCK = "owner_code,name,unit,quantity\nD1,水泵,台,3\n"


def yzt(*args, env=None, check=None):
    done = subprocess.run([YZT, *args], env={**ENV, "LC_ALL": "C.UTF-8", **(env or {})}, capture_output=True, timeout=120)
    done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if check is not None and done.returncode != check:
        raise AssertionError("yzt %s: exit %d, wanted %d\n%s%s" % (" ".join(args), done.returncode, check, done.out, done.err))
    return done


def yzt_json(*args, env=None, check=0):
    return json.loads(yzt(*args, "--json", env=env, check=check).out)


class Journal(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = self.path(name)
        self.map = self.path("map.gpkg")
        yzt("new", self.map, check=0)
        self.take_in("depots.csv", DEPOTS, "depot", "王一")
        time.sleep(0.01)
        self.between = time.time()
        time.sleep(0.01)
        self.take_in("changed.csv", CHANGED, "depot", "李四", "--update")
        self.take_in("stock.csv", STOCK, "stock-line", "李四")
        self.fid = next(f["fid"] for f in yzt_json("find", self.map, "城东")["features"] if f["kind"] == "depot")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def take_in(self, name, text, kind, author, *options):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        yzt("import", self.map, self.path(name), "--kind", kind, "--author", author, *options, check=0)

    def refused(self, *args, status=1):
        done = yzt(*args)
        self.assertEqual(done.returncode, status, done.out + done.err)
        self.assertEqual(len(done.err.strip().split("\n")), 1, done.err)
        self.assertTrue(done.err.startswith("yzt: "), done.err)
        return done.err

    def test_log_reads_like_a_diary(self):
        lines = yzt("log", self.map, env={"TZ": "America/Caracas"}, check=0).out.split("\n")
        shanghai = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
        self.assertEqual(lines[0], shanghai)
        self.assertRegex(lines[1], r"^ +3  \d\d:\d\d  李四  Import stock\.csv as Stock line$")
        yzt("undo", self.map, "3", "--author", "王一", check=0)
        self.assertIn("(taken back by entry 4)", yzt("log", self.map, check=0).out)
        self.assertEqual([e["entry"] for e in yzt_json("log", self.map, "--author", "李四")["entries"]], [3, 2])
        self.assertEqual([e["entry"] for e in yzt_json("log", self.map, "--limit", "1")["entries"]], [4])
        first = yzt_json("log", self.map)["entries"][-1]
        self.assertLessEqual({"entry", "at_utc", "author", "label", "nature", "rows", "undoes", "undone_by"}, set(first))

    def test_history_tells_field_by_field(self):
        history = yzt_json("history", self.map, "depot", str(self.fid), env={"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"})
        self.assertEqual([e["what"] for e in history["entries"]], ["changed", "created"])
        self.assertEqual([e["author"] for e in history["entries"]], ["李四", "王一"])
        changed = {f["field"]: (f["old"], f["new"]) for f in history["entries"][0]["fields"]}
        self.assertEqual(changed["name"], ("城东库", "城东新库"))
        self.assertEqual(changed["area_m2"][1].replace("\u2009", ""), "1300 m²")
        self.assertNotIn("updated_at", changed)
        created = {f["field"]: f["new"] for f in history["entries"][1]["fields"]}
        self.assertEqual(created["geom"], "112.500000° E 23.050000° N")
        by_code = yzt("history", self.map, "depot", "D1", check=0).out
        self.assertIn("    Name: 城东库 → 城东新库", by_code)
        self.refused("history", self.map, "depot", "D99")
        self.refused("history", self.map, "depot", "12345")
        self.refused("history", self.map, "dragon", "1")

    def test_history_of_what_others_wrote(self):
        with sqlite3.connect(self.map) as database:
            for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                database.create_function(name, 1, lambda blob: 0, deterministic=True)
            database.execute("UPDATE depot SET phone = '110' WHERE fid = ?", (self.fid,))
        database.close()
        yzt("undo", self.map, "4", "--dry-run", check=0)
        entry = yzt_json("history", self.map, "depot", "D1")["entries"][0]
        self.assertEqual((entry["author"], entry["fields"][0]["new"]), ("outside", "110"))
        yzt("undo", self.map, "4", check=0)
        self.assertEqual(yzt_json("history", self.map, "depot", "D1")["entries"][0]["fields"][0]["new"], "0758-5550009")

    def test_dry_run_tells_and_writes_nothing(self):
        before = yzt_json("log", self.map)
        first = yzt_json("undo", self.map, "1", "--dry-run", check=1)
        self.assertFalse(first["possible"])
        self.assertEqual((first["entry"], first["author"], first["refusal"]), (1, "王一", None))
        self.assertTrue(any("was changed later by 李四" in text for text in first["conflicts"]), first)
        second = yzt_json("undo", self.map, "2", "--dry-run")
        self.assertEqual((second["possible"], second["rows"], second["conflicts"], second["dependents"]), (True, 1, [], []))
        text = yzt("undo", self.map, "2", "--dry-run", check=0).out
        self.assertIn("nothing stands in the way", text)
        self.assertEqual(yzt_json("log", self.map), before)
        yzt("undo", self.map, "2", check=0)
        # The stock that was given to the depot since then hangs on it.
        hanging = yzt_json("undo", self.map, "1", "--dry-run", check=1)
        self.assertEqual(hanging["conflicts"], [])
        self.assertTrue(any("Stock line" in text for text in hanging["dependents"]), hanging)
        self.assertIn("already taken back", yzt_json("undo", self.map, "2", "--dry-run", check=1)["refusal"])
        self.refused("undo", self.map, "99", "--dry-run")

    def test_the_map_as_it_stood(self):
        moment = time.gmtime(self.between)
        out = self.path("then.gpkg")
        utc = time.strftime("%Y-%m-%dT%H:%M:%S", moment) + ".%03dZ" % (self.between % 1 * 1000)
        yzt("at", self.map, utc, out, check=0)
        names = [f["name"] for f in yzt_json("near", out, "112.45,23.05", "50km")["features"]]
        self.assertEqual(sorted(names), ["城东库", "城西库"])
        self.assertTrue(yzt_json("check", out)["sound"])
        self.assertEqual([e["entry"] for e in yzt_json("log", out)["entries"]], [1])
        yzt("undo", out, "1", check=0)
        self.assertEqual(yzt_json("near", out, "112.45,23.05", "50km")["total"], 0)
        # A time without a zone is the map's; before everything the map is empty.
        early = self.path("early.gpkg")
        yzt("at", self.map, "2020-01-01 08:00", early, env={"TZ": "America/Caracas"}, check=0)
        self.assertEqual(yzt_json("near", early, "112.45,23.05", "50km")["total"], 0)
        self.assertTrue(yzt_json("check", early)["sound"])
        self.refused("at", self.map, utc, out)
        self.refused("at", self.map, "when?", self.path("x.gpkg"), status=2)
        self.assertEqual([name for name in os.listdir(self.folder.name) if ".part" in name], [])


if __name__ == "__main__":
    unittest.main(verbosity=1)
