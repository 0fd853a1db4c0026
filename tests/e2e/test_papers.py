#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers as files: the inventory against plain SQL, bookmarks and fonts of a PDF, templates that a planner changes, and those with a mistake.

Usage: test_papers.py PATH-TO-YZT
"""
import csv
import os
import re
import shutil
import sqlite3
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

    def dossier(self):
        self.run_yzt("hazards", "dossier", self.map, "HS-0002", self.path("d.pdf"), "--today", TODAY)
        return self.text("d.pdf")

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

    def test_inventory_leaves_exercises_out(self):
        shutil.copy(self.map, self.path("x.yzt.gpkg"))
        said = {}
        for when in ("before", "after"):
            if when == "after":
                for status in ("exercise", "test"):
                    self.run_yzt("incident", self.path("x.yzt.gpkg"), "take-in", "储罐泄漏", "message_status=" + status, "--author", "王值班")
            self.run_yzt("inventory", self.path("x.yzt.gpkg"), self.path("x.csv"), "--today", TODAY)
            with open(self.path("x.csv"), encoding="utf-8-sig") as file:
                said[when] = {line[0]: line[1:] for line in csv.reader(file)}
        self.run_yzt("inventory", self.path("x.yzt.gpkg"), self.path("x.pdf"), "--today", TODAY)
        self.assertEqual(said["after"], said["before"])  # neither they nor the lines of their logs
        n = sum(int(rows(self.path("x.yzt.gpkg"), "SELECT count(*) FROM %s WHERE coalesce(message_status, 'actual') <> 'actual'" % table)[0]) for table in ("incident", "log_entry", "accident_record"))
        self.assertGreaterEqual(n, 8)  # two incidents, what their logs say, four accidents of the sample
        self.assertIn("%d exercises, tests and drafts are not counted." % n, " ".join(self.text("x.pdf").split()))

    def test_bookmarks_and_fonts(self):
        text = self.dossier()
        self.check_pdf("d.pdf")
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
        before = self.dossier()
        for text, sentence in (("[Type]\nTitle=big\n", "[Type] Title: must be a number"), ("[Page]\nLeft=-3\n", "[Page] Left: must be a number"),
                               ("[Template]\nSeel=x\n", "[Template] Seel: is no setting"), ("[Template hazard-dosier]\nSeal=x\n", "[Template hazard-dosier]: there is no such group"),
                               ("[Template map-sheet]\nSections=Legend\n", "[Template map-sheet] Sections: a map sheet has Header and Seal only"),
                               ("[Page]\nSeal=x\n", "[Page] Seal: says nothing in this group"),
                               ("no group\n", "paper.ini cannot be read"),
                               ("[Template hazard-dossier]\nSections=Paperz\n", "no section “Paperz”")):
            with open(self.own, "w", encoding="utf-8") as file:
                file.write(text)
            done = self.run_yzt("hazards", "dossier", self.map, "HS-0002", self.path("d.pdf"), "--today", TODAY)
            self.assertIn(sentence, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertEqual(self.text("d.pdf"), before, text)  # the one that came with the programme was used
            self.assertEqual(self.run_yzt("templates", ok=False).returncode, 0 if "Paperz" in text else 1)

    def test_planners_folder(self):
        folder = self.run_yzt("templates").stdout.strip()
        self.assertEqual(os.listdir(folder), ["paper.ini"])
        with open(os.path.join(folder, "document.xml"), "w", encoding="utf-8") as file:
            file.write("<w:document/>")
        done = self.run_yzt("hazards", "dossier", self.map, "HS-0002", self.path("d.docx"), "--today", TODAY)
        self.assertIn("lacks the mark @BODY@", done.stderr)
        os.remove(os.path.join(folder, "document.xml"))

    def text(self, name):
        return subprocess.run(["pdftotext", "-layout", self.path(name), "-"], capture_output=True, text=True, check=True).stdout

    def words(self, name):
        """Without blanks and line ends: a cell that is wrapped reads as one."""
        return re.sub(r"\s", "", subprocess.run(["pdftotext", self.path(name), "-"], capture_output=True, text=True, check=True).stdout)

    def check_pdf(self, name):
        fonts = subprocess.run(["pdffonts", self.path(name)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        self.assertTrue(fonts and all("NotoSansCJK" in line and "yes yes yes" in line for line in fonts), fonts)
        with open(self.path(name), "rb") as file:
            self.assertIn(b"/Outlines", file.read())

    def test_daily_report_equals_sql(self):
        day = os.path.join(self.folder.name, "day.yzt.gpkg")
        self.run_yzt("new", day, "--sample")
        long_name = "很长的事件名称" * 28 + "尾巴"  # 198 characters
        self.run_yzt("duty", day, "turn", "person=周志强", "post=officer", "from_utc=2026-11-20T00:00:00Z", "until_utc=2099-01-01T00:00:00Z", "--author", "周志强")
        self.run_yzt("incident", day, "take-in", "高要区白土镇仓库起火，2人受伤", "--author", "周志强")
        self.run_yzt("incident", day, "take-in", "演练：端州区加油站泄漏", "--author", "周志强")
        self.run_yzt("incident", day, "phone-report", "IN-001", "recipient=city-government", "to=李四", "--author", "周志强")
        team = rows(day, "SELECT fid FROM rescue_team WHERE on_duty > 5 AND geom IS NOT NULL LIMIT 1")[0]
        self.run_yzt("send", day, "order", "IN-001", "rescue-team/" + team, "people=2", "--author", "周志强")
        base = sqlite3.connect(day)
        for function in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):  # what the triggers of a GeoPackage name
            base.create_function(function, 1, lambda _: 0)
        base.execute("UPDATE incident SET name = ? WHERE name LIKE '%仓库起火%'", (long_name,))
        base.commit()
        base.close()
        for name in ("daily.pdf", "daily.docx"):
            self.run_yzt("duty", day, "daily", "--out", self.path(name))
        self.check_pdf("daily.pdf")
        words, last = self.words("daily.pdf"), "julianday('now') - 1"
        taken_in, still = rows(day, "SELECT sum (julianday (coalesce (reported_utc, created_at)) >= %s), sum (state NOT IN ('closed','cancelled','expired','false-report','merged','handed-over')) "
                               "FROM incident WHERE coalesce (message_status, 'actual') = 'actual' AND julianday (coalesce (reported_utc, created_at)) <= julianday('now')" % last)[0].split("\t")
        self.assertIn("Incidentstakenin%s,closed0,openattheend%s." % (taken_in, still), words)
        sent, orders = rows(day, "SELECT (SELECT count(*) FROM report_sending WHERE julianday (sent_utc) >= %s), (SELECT count(*) FROM dispatch WHERE julianday (ordered_utc) >= %s)" % (last, last))[0].split("\t")
        self.assertEqual((sent, orders), ("1", "1"))
        self.assertIn("Reportssent%s," % sent, words)
        self.assertIn("Ordersgiven%s." % orders, words)
        self.assertIn("周志强", words)
        with zipfile.ZipFile(self.path("daily.docx")) as file:
            document = file.read("word/document.xml").decode()
        self.assertIn(long_name, document)  # whole, in both
        self.assertGreaterEqual(words.count("很长的事件名称"), 20)
        self.assertIn("尾巴", words)
        self.assertIn("2026-11-2108:00to2026-11-2208:00", (self.run_yzt("duty", day, "daily", "2026-11-21", "--out", self.path("b.pdf")), self.words("b.pdf"))[1])
        self.assertIn("is no day", self.run_yzt("duty", day, "daily", "yesterday", "--out", self.path("b.pdf"), ok=False).stderr)
        self.assertEqual(self.run_yzt("duty", day, "daily", ok=False).returncode, 2)

    def test_daily_begins_when_the_template_says(self):
        self.template("[Template daily]\nBegins=17:30\nSections=Incidents\nHeader=值班室\n")
        self.run_yzt("duty", self.map, "daily", "2026-11-21", "--out", self.path("b.pdf"))
        words = self.words("b.pdf")
        self.assertIn("2026-11-2117:30to2026-11-2217:30", words)
        self.assertLess(words.index("值班室"), words.index("Dailydutyreport"))
        self.assertLess(words.index("Grade,response"), words.index("Inshort"))

    def test_plan_card_is_one_page(self):
        for number in rows(self.map, "SELECT fid FROM plan ORDER BY fid"):
            self.run_yzt("plans", "card", self.map, number, self.path("c.pdf"), "--today", TODAY)
            pages = subprocess.run(["pdfinfo", self.path("c.pdf")], capture_output=True, text=True, check=True).stdout
            self.assertRegex(pages, r"Pages: +1\n", number)
            words = self.words("c.pdf")
            for field in ("name", "number", "issuing_body"):
                for value in rows(self.map, "SELECT %s FROM plan WHERE fid = %s AND %s IS NOT NULL" % (field, number, field)):
                    self.assertIn(re.sub(r"\s", "", value), words)
            for value in rows(self.map, "SELECT decider FROM plan_level WHERE owner_fid = %s AND state = 'confirmed' AND decider IS NOT NULL" % number):
                self.assertIn(re.sub(r"\s", "", value), words)
        self.check_pdf("c.pdf")
        self.assertEqual(self.run_yzt("plans", "card", self.map, "no such plan", self.path("n.pdf"), ok=False).returncode, 1)
        self.assertFalse(os.path.exists(self.path("n.pdf")))

    def test_no_head_is_broken(self):
        """Every word of a table's head stands in one line, whatever the shares of the columns are."""
        for args, heads in ((("call-list", self.map, "unverified"), ("Reached", "Telephone", "Called at", "What was said")),
                            (("incident", self.map, "print", "IN-001", "consumption"), ("Consumed", "Returned", "Order number"))):
            self.run_yzt(*args, self.path("h.pdf"))
            text = subprocess.run(["pdftotext", "-raw", "-l", "1", self.path("h.pdf"), "-"], capture_output=True, text=True, check=True).stdout
            for head in heads:
                self.assertIn(head, text)

    def test_call_lists(self):
        self.run_yzt("call-list", self.map, "incident", "IN-001", self.path("i.pdf"))
        contact, phone = rows(self.map, "SELECT contact, phone FROM incident WHERE code = 'IN-001'")[0].split("\t")
        self.assertIn(re.sub(r"\s", "", phone), self.words("i.pdf"))
        self.assertIn(contact, self.words("i.pdf"))
        self.run_yzt("call-list", self.map, "unverified", self.path("u.docx"))
        with zipfile.ZipFile(self.path("u.docx")) as file:
            document = file.read("word/document.xml").decode()
        self.assertEqual(document.count("<w:tblHeader/>"), 1)
        self.assertGreater(document.count("<w:tr>"), 100)
        self.assertIn("no call list", self.run_yzt("call-list", self.map, "everybody", self.path("x.pdf"), ok=False).stderr)

    def test_unwritable_folder(self):
        for name in ("none/x.pdf", "none/x.docx"):
            done = self.run_yzt("inventory", self.map, self.path(name), ok=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("choose a folder that you may write to", done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=0)
