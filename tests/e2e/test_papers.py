#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers as files: the inventory against plain SQL, bookmarks and fonts of a PDF, templates that a planner changes, and those with a mistake.

Usage: test_papers.py PATH-TO-YZT
"""
import csv
import os
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

YZT = os.path.abspath(sys.argv.pop(1))
TODAY = "2026-11-22"


def rows(map_path, sql):
    return subprocess.run(["sqlite3", "-separator", "\t", map_path, sql], capture_output=True, text=True, check=True).stdout.splitlines()


class Papers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = os.path.join(cls.folder.name, "home")
        cls.own = os.path.join(cls.home, "yizhangtu", "report", "paper.ini")
        os.makedirs(os.path.dirname(cls.own))
        cls.env = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": cls.home}
        cls.map = os.path.join(cls.folder.name, "m.yzt.gpkg")
        cls.run_yzt("new", cls.map, "--sample")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def run_yzt(cls, *args, ok=True):
        done = subprocess.run([YZT, *args], env=cls.env, capture_output=True, text=True, timeout=300)
        if ok and done.returncode != 0:
            raise AssertionError("yzt %s: %s%s" % (" ".join(args), done.stdout, done.stderr))
        return done

    def tearDown(self):
        if os.path.exists(self.own):
            os.remove(self.own)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def template(self, text):
        with open(self.own, "w", encoding="utf-8") as file:
            file.write("[Page]\nWidth=210\nHeight=297\n" + text)

    def dossier(self, ok=True):
        done = self.run_yzt("hazards", "dossier", self.map, "HS-0002", self.path("d.pdf"), "--today", TODAY, ok=ok)
        return done if not ok else subprocess.run(["pdftotext", "-layout", self.path("d.pdf"), "-"], capture_output=True, text=True, check=True).stdout

    def test_inventory_equals_sql(self):
        self.run_yzt("inventory", self.map, self.path("i.csv"), "--today", TODAY)
        with open(self.path("i.csv"), encoding="utf-8-sig") as file:
            told = {line[0]: line[1:] for line in csv.reader(file)}
        for label, table in (("Hazard source", "hazard_source"), ("Rescue team", "rescue_team"), ("Shelter", "shelter")):
            n, placed, fresh, oldest = rows(self.map, "SELECT count(*), sum (geom IS NOT NULL), sum (coalesce (verified_at >= '2025-11-22', 0)), min (substr (verified_at, 1, 10)) FROM "
                                            + table)[0].split("\t")
            self.assertEqual(told[label], [n, placed, fresh, str(int(n) - int(fresh)), oldest], label)
        self.assertEqual(int(told["Total"][0]), sum(int(line[0]) for label, line in told.items() if label not in ("Layer", "Total")))
        self.assertEqual(self.run_yzt("inventory", self.map, self.path("i.odt"), ok=False).returncode, 1)

    def test_bookmarks_and_fonts(self):
        text = self.dossier()
        fonts = subprocess.run(["pdffonts", self.path("d.pdf")], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        self.assertTrue(fonts)
        for line in fonts:
            self.assertIn("NotoSansCJK", line)
            self.assertRegex(line, r"yes yes yes")  # embedded, a part of it, with its Unicode
        with open(self.path("d.pdf"), "rb") as file:
            self.assertIn(b"/Outlines", file.read())
        self.assertIn("大旺德星氯碱厂", text)

    def test_template(self):
        before = self.dossier()
        self.assertLess(before.index("The source"), before.index("Papers"))
        self.template("[Template]\nHeader=高新区应急管理局\n[Template hazard-dossier]\nSeal=（盖章）    年  月  日\nSections=Papers;Who answers for it\n")
        text = self.dossier()
        self.assertLess(text.index("高新区应急管理局"), text.index("Dossier of a hazard source"))
        self.assertLess(text.index("Papers"), text.index("Who answers for it"))
        self.assertLess(text.index("Who answers for it"), text.index("The source"))
        self.assertIn("（盖章）", text)
        squeeze = lambda words: sorted(re.sub(r"\s", "", words))
        self.assertGreaterEqual(len(squeeze(text)), len(squeeze(before)))  # nothing is lost by another order
        self.run_yzt("hazards", "filing-form", self.map, "HS-0002", self.path("f.docx"), "--today", TODAY)
        with zipfile.ZipFile(self.path("f.docx")) as file:
            words = file.read("word/document.xml").decode()
        self.assertIn("高新区应急管理局", words)
        self.assertNotIn("（盖章）    年", words)  # of another type of paper

    def test_template_with_a_mistake(self):
        for text, sentence in (("[Type]\nTitle=big\n", "[Type] Title: must be a number"), ("[Page]\nLeft=-3\n", "[Page] Left: must be a number"),
                               ("[Template]\nSeel=x\n", "[Template] Seel: is no setting"), ("no group\n", "paper.ini cannot be read")):
            with open(self.own, "w", encoding="utf-8") as file:
                file.write(text)
            done = self.dossier(ok=False)
            self.assertEqual(done.returncode, 1, text)
            self.assertIn(sentence, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
