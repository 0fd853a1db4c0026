#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`yzt ready`: every line against plain SQL over the same map, exit status, a planner's own limits, and a table with mistakes.

Usage: test_ready.py PATH-TO-YZT
"""
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

YZT = os.path.abspath(sys.argv.pop(1))
CALLED = ("contact", "unit", "expert", "rescue_team", "depot", "shelter", "hospital")
MUST_HAVE = CALLED[:5]


class Ready(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = os.path.join(cls.folder.name, "home")
        cls.map = os.path.join(cls.folder.name, "sample.gpkg")
        cls.env = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": cls.home}
        cls.run_yzt("new", cls.map, "--sample")
        cls.db = sqlite3.connect(cls.map)

    @classmethod
    def tearDownClass(cls):
        cls.db.close()
        cls.folder.cleanup()

    @classmethod
    def run_yzt(cls, *args, status=0):
        done = subprocess.run([YZT, *args], env=cls.env, capture_output=True, text=True, timeout=300)
        if done.returncode != status:
            raise AssertionError("yzt %s: %d %s%s" % (" ".join(args), done.returncode, done.stdout, done.stderr))
        return done

    def lines(self, status=1):
        answer = json.loads(self.run_yzt("ready", self.map, "--json", status=status).stdout)
        self.assertEqual(answer["red"], sum(line["state"] == "red" for line in answer["lines"]))
        self.assertEqual(answer["unknown"], sum(line["state"] == "unknown" for line in answer["lines"]))
        for line in answer["lines"]:
            for key in ("title", "words", "how", "basis"):
                self.assertTrue(line[key], line)
        return {line["id"]: line for line in answer["lines"]}

    def fids(self, sql, *values):
        return [row[0] for row in self.db.execute(sql + " ORDER BY fid", values)]

    def phones_of(self, table):
        return [row[1] for row in self.db.execute("PRAGMA table_info(%s)" % table) if "phone" in row[1]]

    def test_against_sql(self):
        lines = self.lines()
        zone = datetime.timezone(datetime.timedelta(hours=8))
        today = datetime.datetime.now(zone).date()
        since = (today - datetime.timedelta(days=180)).isoformat()
        expired = self.fids("SELECT fid FROM stock_line WHERE expiry < ?", today.isoformat())
        self.assertEqual(lines["expired"]["fids"], expired)
        self.assertEqual(lines["expired"]["state"], "red" if expired else "green")
        under = self.fids("SELECT fid FROM stock_line WHERE minimum > 0 AND minimum > CASE WHEN expiry < ? OR coalesce(state, '') IN ('repair', 'scrap') THEN 0 ELSE"
                          " max(coalesce(quantity, 0) - coalesce(reserved, 0), 0) END", today.isoformat())
        self.assertEqual(lines["minimum"]["fids"], under)
        old, with_phone, without = 0, 0, 0
        for table in CALLED:
            told = "(" + " OR ".join("coalesce(%s, '') <> ''" % field for field in self.phones_of(table)) + ")"
            with_phone += self.db.execute("SELECT count(*) FROM %s WHERE %s" % (table, told)).fetchone()[0]
            old += self.db.execute("SELECT count(*) FROM %s WHERE %s AND coalesce(verified_at, '') < ?" % (table, told), (since,)).fetchone()[0]
            without += self.db.execute("SELECT count(*) FROM %s WHERE NOT %s" % (table, told)).fetchone()[0] if table in MUST_HAVE else 0
        self.assertIn("%d of %d" % (old, with_phone) if old else str(with_phone), lines["phones"]["words"])
        self.assertTrue(lines["no-phone"]["words"].startswith("%d of " % without), lines["no-phone"]["words"])
        waiting = self.db.execute("SELECT count(*) FROM incident WHERE acknowledged_utc IS NULL AND coalesce(message_status, 'actual') = 'actual' AND coalesce(alarm, '') <> 'silent'"
                                  " AND state NOT IN ('closed', 'false-report', 'merged', 'handed-over')").fetchone()[0]
        self.assertEqual(lines["alarms"]["state"], "red" if waiting else "green")
        self.assertEqual(lines["base-map"]["state"], "green", lines["base-map"]["words"])
        self.assertEqual(lines["clock-sane"]["state"], "green")
        self.assertEqual(lines["writable"]["state"], "green")
        # What only the window knows is not known here, and never green.
        for name in ("feeds", "grounds", "backup"):
            self.assertEqual(lines[name]["state"], "unknown")
        plans = json.loads(self.run_yzt("figures", self.map, "plans-overdue", "--json").stdout)["figures"][0]
        self.assertEqual(lines["plans"]["state"], "unknown" if plans["value"] is None else "red" if plans["value"] > 0 else "green")

    def test_words(self):
        text = self.run_yzt("ready", self.map, status=1).stdout
        for mark in ("▲ Not in order: An officer is on duty", "? Not known: Sources of alerts answer", "✓ In order: The map can be written"):
            self.assertIn(mark, text)
        sheet = self.run_yzt("duty", self.map, "sheet").stdout
        self.assertIn("An officer is on duty", sheet)
        self.assertNotIn("Sources of alerts answer", sheet)  # nobody asked the station there

    def test_own_table(self):
        folder = os.path.join(self.home, "yizhangtu", "rules")
        os.makedirs(folder, exist_ok=True)
        own = os.path.join(folder, "ready.tsv")
        row = "%s\t%s\t%s\t%s\t-\t标题\tTitle\t做法\tHow\t依据\tBasis\n"

        def write(*rows):
            with open(own, "w", encoding="utf-8") as file:
                file.write("# own\n" + "".join(row % one for one in rows) + "broken line\n")

        try:
            write(("a", "clock-sane", "-", "5"))
            self.assertEqual([line["state"] for line in self.lines(status=0).values()], ["green"])
            write(("a", "clock-sane", "-", "5"), ("b", "fly", "-", "1"), ("c", "backup", "-", "soon"), ("d", "figure", "nothing-known", "0"))
            lines = self.lines(status=3)  # nothing red, something not known
            self.assertEqual([line["state"] for line in lines.values()], ["green", "unknown", "unknown", "unknown"])
            for name in "bcd":
                self.assertIn("ready.tsv", lines[name]["words"])
            write(("a", "clock-sane", "-", "5"), ("b", "duty-now", "officer", "0"))
            self.assertEqual(self.lines(status=1)["b"]["state"], "red")
        finally:
            os.remove(own)

    def test_refused(self):
        self.assertIn("yzt:", self.run_yzt("ready", os.path.join(self.folder.name, "none.gpkg"), status=1).stderr)
        self.run_yzt("ready", status=2)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
