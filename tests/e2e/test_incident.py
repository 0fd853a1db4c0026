#!/usr/bin/env python3
"""Incidents and duty from the command line: taken in, graded, reported through its hands, printed; nobody bends the record.

Usage: test_incident.py PATH-TO-YZT   (prints unittest output; exit status 0 when all passed)
"""
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}


def yzt(*args, check=0):
    done = subprocess.run([YZT, *args], env={**ENV, "LC_ALL": "C.UTF-8"}, capture_output=True, timeout=120)
    done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if check is not None and done.returncode != check:
        raise AssertionError("yzt %s: exit %d, wanted %d\n%s%s" % (" ".join(args), done.returncode, check, done.out, done.err))
    return done


def yzt_json(*args):
    return json.loads(yzt(*args, "--json").out)


class Incident(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = self.path(name)
        self.map = self.path("m.gpkg")
        yzt("new", self.map, "--time-zone", "Asia/Shanghai")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def act(self, author, name, *args, check=0):
        return yzt("incident", self.map, name, *args, "--author", author, check=check)

    def take_in(self, text, *pairs):
        return str(yzt_json("incident", self.map, "take-in", text, *pairs, "--author", "王值班")["incident"])

    def last(self, fid, kind):
        return str(yzt_json("incident", self.map, "rows", fid, kind)[-1]["fid"])

    def test_report(self):
        now = datetime.datetime.utcnow()
        turn = ["from_utc=%s" % (now - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "until_utc=%s" % (now + datetime.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")]
        yzt("duty", self.map, "turn", "person=赵局长", "post=leader", *turn, "--author", "王值班")
        self.assertEqual([(t["person"], t["now"]) for t in yzt_json("duty", self.map, "now")], [("赵局长", True)])
        fid = self.take_in("刚刚 高要金利镇化工厂液氨泄漏 3人死亡 3人受伤", "caller=杨少芬")
        shown = yzt_json("incident", self.map, "show", fid)
        self.assertEqual((shown["name"], shown["state"], shown["proposed_grade"]), ("高要金利镇化工厂液氨泄漏", "received", "larger"))
        self.assertIn("province-phone", [c["id"] for c in shown["clocks"]])
        self.assertTrue(shown["rules_met"])
        self.assertIn("by rule", self.act("王值班", "grade", fid, "grade=general", check=1).err.lower())
        self.act("王值班", "grade", fid, "grade=larger")
        self.act("王值班", "report-draft", fid, "what=first")
        report = self.last(fid, "report")
        self.assertIn("another person", self.act("王值班", "report-check", fid, "report=" + report, check=1).err)
        self.act("李核稿", "report-check", fid, "report=" + report)
        self.assertIn("赵局长", self.act("李核稿", "report-sign", fid, "report=" + report, check=1).err)
        self.act("赵局长", "report-sign", fid, "report=" + report)
        self.act("王值班", "report-send", fid, "report=" + report, "recipients=city-party;province")
        states = {c["id"]: c["state"] for c in yzt_json("incident", self.map, "show", fid)["clocks"]}
        self.assertEqual((states["province-written"], states["province-law"], states["city-party-written"]), ("done",) * 3)
        self.assertEqual(states["city-government-written"], "not-due")
        for name in ("r.pdf", "r.docx"):
            yzt("incident", self.map, "print", fid, "report=" + report, self.path(name))
        with open(self.path("r.pdf"), "rb") as file:
            self.assertEqual(file.read(4), b"%PDF")
        body = zipfile.ZipFile(self.path("r.docx")).read("word/document.xml").decode()
        self.assertIn("高要金利镇化工厂", body)
        self.assertIn("赵局长", body)
        self.assertIn("NOT SIGNED", self.unsigned(fid))
        self.assertEqual(yzt("incident", self.map, "print", fid, "log", self.path("x.txt"), check=1).returncode, 1)

    def unsigned(self, fid):
        self.act("王值班", "report-draft", fid, "what=follow-up")
        yzt("incident", self.map, "print", fid, "report=" + self.last(fid, "report"), self.path("u.docx"))
        return zipfile.ZipFile(self.path("u.docx")).read("word/document.xml").decode()

    def test_record(self):
        fid = self.take_in("端州区某厂起火")
        self.act("王值班", "log", fid, "text=消防到场")
        self.act("李核稿", "correct", fid, "line=3", "text=消防两车到场")
        lines = yzt_json("incident", self.map, "log-lines", fid)
        self.assertEqual([line["number"] for line in lines], [1, 2, 3, 4])
        self.assertEqual((lines[3]["corrects"], lines[3]["author"]), (3, "李核稿"))
        entry = yzt_json("log", self.map)["entries"][0]["entry"]
        self.assertIn("never", yzt("undo", self.map, str(entry), check=1).err)
        with open(self.path("l.csv"), "w", encoding="utf-8") as file:
            file.write("内容,序号\n假的,9\n")
        self.assertEqual(yzt("import", self.map, self.path("l.csv"), "--kind", "log-entry", check=1).returncode, 1)
        self.assertEqual(len(yzt_json("incident", self.map, "log-lines", fid)), 4)
        yzt("check", self.map)
        with sqlite3.connect(self.map) as db:
            db.execute("UPDATE log_entry SET name = '消防未到' WHERE number = 3")
        db.close()
        self.assertIn("Another programme", yzt("check", self.map, check=1).out + yzt("check", self.map, check=1).err)

    def test_hand_over(self):
        fid = self.take_in("端州区某厂起火")
        self.act("王值班", "instruct", fid, "text=全力扑救", "who=市长")
        sheet = yzt("duty", self.map, "sheet").out
        for words in ("端州区某厂起火", "全力扑救"):
            self.assertIn(words, sheet)
        yzt("duty", self.map, "hand-over", "to=孙值班", "--author", "王值班")
        self.assertEqual(yzt("duty", self.map, "fly", "--author", "王", check=1).returncode, 1)
        self.assertEqual(yzt("incident", self.map, "grade", fid, "grade", check=2).returncode, 2)
        self.assertEqual(yzt("incident", self.map, "nothing", check=2).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=1)
