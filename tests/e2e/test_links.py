#!/usr/bin/env python3
"""Fields that name other things, through sheets: by code, exact name, kind and number; what is not there or not plain; names in words and back.

Usage: test_links.py PATH-TO-YZT   (exit status 0 when all passed)
"""
import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}
ENV["LC_ALL"] = "C.UTF-8"
DEPOTS = "name,code,lon,lat\n城东库,D1,112.5,23.0\n城西库,D2,112.6,23.1\n同名库,D3,112.7,23.2\n同名库,D4,112.9,23.4\n"


class Links(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = self.path(name)
        self.map = self.path("map.gpkg")
        self.yzt("new", self.map)
        self.take("depots.csv", DEPOTS, "depot")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def yzt(self, *args):
        done = subprocess.run([YZT, *args], env=ENV, capture_output=True, timeout=120)
        return done.stdout.decode() + done.stderr.decode()

    def take(self, name, text, kind):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.yzt("import", self.map, self.path(name), "--kind", kind)

    def rows(self, sql):
        with sqlite3.connect(self.map) as db:
            return db.execute(sql).fetchall()

    def fid(self, code):
        return self.rows("SELECT fid FROM depot WHERE code = '%s'" % code)[0][0]

    def test_taken(self):
        said = self.take("c.csv", "名称,电话,所属\n甲,0758-2831234,D1\n乙,0758-2831235,城西库；城东库\n丙,0758-2831236,depot/%d\n丁,0758-2831237,\n"
                         % self.fid("D4"), "contact")
        self.assertIn("4 written", said)
        found = dict(self.rows("SELECT name, \"of\" FROM contact"))
        self.assertEqual(found["甲"], "depot/%d" % self.fid("D1"))
        self.assertEqual(found["乙"], "depot/%d;depot/%d" % (self.fid("D2"), self.fid("D1")))
        self.assertEqual(found["丙"], "depot/%d" % self.fid("D4"))
        self.assertIsNone(found["丁"])
        self.assertIn("The map is sound", self.yzt("check", self.map))

    def test_refused(self):
        said = self.take("c.csv", "名称,电话,所属\n甲,0758-2831234,没有这个库\n乙,0758-2831235,同名库\n丙,0758-2831236,depot/77\n丁,0758-2831237,warning/1\n戊,0758-2831238,D1\n", "contact")
        self.assertIn("row 2, column “所属”: names “没有这个库”, which is not in the map", said)
        self.assertIn("row 3, column “所属”: names “同名库”, and several things are called so", said)
        self.assertIn("row 4, column “所属”: names “depot/77”, which is not in the map", said)
        self.assertIn("row 5, column “所属”", said)
        self.assertIn("1 written", said)

    def test_round_trip(self):
        self.take("c.csv", "名称,编号,电话,所属\n甲,C1,0758-2831234,D1;D4\n乙,C2,0758-2831235,D2\n", "contact")
        before = self.rows("SELECT name, \"of\" FROM contact ORDER BY name")
        out = self.path("out.csv")
        self.yzt("export", self.map, "contact", out, "--language", "zh_CN")
        with open(out, encoding="utf-8-sig", newline="") as file:
            cells = {row["名称"]: row["所属"] for row in csv.DictReader(file)}
        self.assertEqual(cells["乙"], "城西库")
        self.assertEqual(cells["甲"], "城东库;同名库")
        plain = self.path("plain.csv")
        self.yzt("export", self.map, "contact", plain)
        self.yzt("undo", self.map)
        self.assertEqual(self.rows("SELECT count(*) FROM contact")[0][0], 0)
        self.yzt("import", self.map, plain, "--kind", "contact")
        self.assertEqual(self.rows("SELECT name, \"of\" FROM contact ORDER BY name"), before)


if __name__ == "__main__":
    unittest.main()
