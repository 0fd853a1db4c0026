#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures against plain SQL over the same map: numbers, records behind them, the year before, what is left out.

Usage: test_figures.py PATH-TO-YZT
"""
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

YZT = os.path.abspath(sys.argv.pop(1))
HOME = tempfile.TemporaryDirectory()  # nobody's own figures
ENV = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": HOME.name}
TODAY = "2026-11-22"
FACT = "coalesce(message_status, 'actual') NOT IN ('exercise', 'test', 'draft', 'system')"
LOCAL = "date(occurred_utc, '+8 hours')"


def run(*args, ok=True, language="en"):
    done = subprocess.run([YZT, *args], env={**ENV, "LANGUAGE": language}, capture_output=True, text=True, timeout=300)
    if ok and done.returncode != 0:
        raise AssertionError("yzt %s: %s%s" % (" ".join(args), done.stdout, done.stderr))
    return done


class Figures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.map = os.path.join(cls.folder.name, "sample.gpkg")
        run("new", cls.map, "--sample")
        cls.db = sqlite3.connect("file:%s?mode=ro" % cls.map, uri=True)

    @classmethod
    def tearDownClass(cls):
        cls.db.close()
        cls.folder.cleanup()

    def one(self, sql):
        return self.db.execute(sql).fetchone()[0]

    def all(self, sql):
        return self.db.execute(sql).fetchall()

    def figure(self, name, *args, ok=True):
        done = run("figures", self.map, name, "--json", *(() if "--today" in args else ("--today", TODAY)), *args, ok=ok)
        return json.loads(done.stdout)["figures"][0]

    def test_chart(self):
        told = self.figure("accidents-by-county", "--compare")
        table = os.path.join(self.folder.name, "chart.csv")
        run("figures", self.map, "accidents-by-county", "--compare", "--today", TODAY, "--chart", table)
        with open(table, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        number = lambda text: float(text) if text else None
        self.assertEqual([(row[0], number(row[1]), number(row[2]), number(row[3]), number(row[5])) for row in rows[1:-1]],
                         [(line["label"], line["value"], line["before"], line["change"], line["records"]) for line in told["lines"]])
        self.assertEqual((number(rows[-1][1]), number(rows[-1][2])), (told["value"], told["before"]))
        for row, line in zip(rows[1:], told["lines"]):  # no percentage from zero, and it is said why
            self.assertEqual(line["percent"] is None, number(row[4]) is None)
            self.assertAlmostEqual(line["percent"] or 0, number(row[4]) or 0, 9)
            self.assertEqual("from 0 there is no percentage" in row[6], line["before"] == 0 and line["value"] > 0, row)
        self.assertGreater(len(rows), 3)
        for ending, head in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
            path = os.path.join(self.folder.name, "chart." + ending)
            run("figures", self.map, "accidents", "--today", TODAY, "--chart", path)
            with open(path, "rb") as file:
                self.assertEqual(file.read(len(head)), head)
        words = subprocess.run(["pdftotext", os.path.join(self.folder.name, "chart.pdf"), "-"], capture_output=True, text=True).stdout
        self.assertIn("2026", words)
        self.assertIn("Formula", words)
        self.assertIn("Records behind it", words)
        for args in (("accidents", "--chart", os.path.join(self.folder.name, "no", "chart.png")), ("accidents", "--chart", "chart.gif"),
                     ("open-incidents", "accidents", "--chart", table)):
            done = run("figures", self.map, *args, ok=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertTrue(done.stderr.strip().endswith("."), done.stderr)

    def test_parted_once_more(self):
        """Months by kind against plain SQL: each cell, what is told as one, and the shapes drawn of it."""
        told = self.figure("accidents-12-months", "--split", "type")
        self.assertEqual(len(told["splits"]), 6)  # as many as can be told apart without colour
        rows = self.all("SELECT strftime('%%Y-%%m', occurred_utc, '+8 hours'), type, count(*) FROM accident_record WHERE %s AND %s BETWEEN '2025-12-01' AND '%s' GROUP BY 1, 2" % (FACT, LOCAL, TODAY))
        kinds = sorted({row[1] for row in rows}, key=lambda kind: -sum(n for _, k, n in rows if k == kind))
        sums = [sum(n for _, k, n in rows if k == kind) for kind in kinds]
        self.assertEqual(told["cells"][:-1], sums[:5])
        self.assertEqual(told["cells"][-1], sum(sums[5:]))
        for line in told["lines"]:
            self.assertEqual(sum(line["cells"]), line["value"], line["key"])
            self.assertEqual(sum(line["cells"]), sum(n for month, _, n in rows if month == line["key"]))
        grades = self.figure("accidents", "--split", "grade", "--period", "last-year")
        self.assertEqual((grades["from"], grades["to"]), ("2025-01-01", "2025-12-31"))
        for shape in ("lines", "stacked", "multiples"):
            path = os.path.join(self.folder.name, shape + ".svg")
            run("figures", self.map, "accidents-12-months", "--split", "type", "--today", TODAY, "--shape", shape, "--chart", path)
            self.assertGreater(os.path.getsize(path), 10000)
        for args, word in ((("accidents", "--shape", "stacked"), "parted once more"), (("rectification-rate", "--split", "result", "--shape", "stacked"), ""),
                           (("accidents", "--shape", "pie"), "pie"), (("accidents", "--split", "magic"), "magic"), (("accidents", "--period", "fortnight"), "fortnight")):
            done = run("figures", self.map, *args, "--chart", os.path.join(self.folder.name, "bad.png"), ok=False)
            self.assertNotEqual(done.returncode, 0, args)
            self.assertIn(word, done.stderr, args)

    def test_open_incidents(self):
        told = self.figure("open-incidents")
        rows = self.all("SELECT fid, grade FROM incident WHERE state IN ('received','verifying','confirmed','warning','responding') ORDER BY fid")
        self.assertEqual(told["value"], len(rows))
        self.assertEqual(told["fids"], [row[0] for row in rows])
        self.assertEqual({line["key"]: line["value"] for line in told["lines"]}, {g: sum(r[1] == g for r in rows) for g in {r[1] for r in rows}})

    def test_one_is_no_many(self):
        """“1 incident”, in the language that tells one from many; 起 in the one that does not."""
        self.assertEqual(self.figure("open-larger")["value"], 1)
        for language, word in (("en", ": 1 incident\n"), ("zh_CN", ": 1 起\n")):
            self.assertIn(word, run("figures", self.map, "open-larger", "--today", TODAY, language=language).stdout)

    def test_resources_by_kind_and_state(self):
        for name, table, field in (("teams", "rescue_team", "type"), ("teams-by-state", "rescue_team", "state"), ("depots", "depot", "type"), ("shelters", "shelter", "state")):
            told = self.figure(name)
            expected = dict(self.all("SELECT coalesce(%s, ''), count(*) FROM %s GROUP BY 1" % (field, table)))
            self.assertEqual({line["key"]: line["value"] for line in told["lines"]}, expected, name)
            self.assertEqual(told["value"], sum(expected.values()))
        self.assertEqual(self.figure("people-on-duty")["value"], self.one("SELECT sum(on_duty) FROM rescue_team"))
        expired = self.figure("stock-expired")
        self.assertEqual(expired["value"], self.one("SELECT count(*) FROM stock_line WHERE expiry < '%s'" % TODAY))
        self.assertEqual({line["key"]: line["value"] for line in expired["lines"]},
                         dict(self.all("SELECT d.county, count(*) FROM stock_line s JOIN depot d ON d.fid = s.owner_fid WHERE s.expiry < '%s' GROUP BY 1" % TODAY)))

    def sums(self, what, begin, end, part):
        return dict(self.all("SELECT %s, %s FROM accident_record WHERE %s AND %s BETWEEN '%s' AND '%s' GROUP BY 1" % (part, what, FACT, LOCAL, begin, end)))

    def test_accidents_by_month_county_kind(self):
        """Each number, each line, each line of the year before, change and percent."""
        whats = {"accidents": "count(*)", "accident-deaths": "sum(dead)", "accident-injured": "sum(coalesce(injured_serious,0)+coalesce(injured_light,0)+coalesce(poisoned,0))",
                 "accident-loss": "sum(loss_cny_10k)", "rescues": "sum(teams)", "rescue-people": "sum(people)", "saved": "sum(saved)"}
        for by, part in (("month", "strftime('%m', occurred_utc, '+8 hours')"), ("county", "coalesce(county, '')"), ("type", "type")):
            for told in json.loads(run("figures", self.map, *whats, "--json", "--today", TODAY, "--by", by).stdout)["figures"]:
                name, what = told["id"], whats[told["id"]]
                now, before = self.sums(what, "2026-01-01", TODAY, part), self.sums(what, "2025-01-01", "2025-11-22", part)
                self.assertAlmostEqual(told["value"], sum(v or 0 for v in now.values()), 6, name)
                self.assertAlmostEqual(told["before"], sum(v or 0 for v in before.values()), 6, name)
                self.assertAlmostEqual(told["change"], told["value"] - told["before"], 6)
                self.assertAlmostEqual(told["percent"], 100 * told["change"] / told["before"], 6)
                self.assertEqual(sorted(f for line in told["lines"] for f in line["fids"]), told["fids"])
                for line in told["lines"]:
                    key = line["key"][5:] if by == "month" else line["key"]
                    self.assertAlmostEqual(line["value"], now.get(key, 0) or 0, 6, (name, by, key))
                    self.assertAlmostEqual(line["before"], before.get(key, 0) or 0, 6, (name, by, key))
                    if line["before"] == 0:
                        self.assertIsNone(line["percent"])
                self.assertEqual({line["key"][5:] if by == "month" else line["key"] for line in told["lines"]} >= set(now), True)

    def test_years_are_honest(self):
        told = self.figure("accidents")
        self.assertEqual((told["from"], told["to"], told["before_from"], told["before_to"]), ("2026-01-01", TODAY, "2025-01-01", "2025-11-22"))
        self.assertTrue(told["part"])
        self.assertEqual([line["part"] for line in told["lines"]], [False] * 10 + [True])
        whole = self.figure("accidents", "--from", "2025-01-01", "--to", "2025-12-31")
        self.assertIsNone(whole["before"])  # records begin in November 2024
        self.assertFalse(whole["part"])
        self.assertTrue(any("2024-11-02" in words for words in whole["left_out"]), whole["left_out"])
        self.assertEqual([line["before"] is None for line in whole["lines"]], [True] * 10 + [False] * 2)
        years = {line["key"]: line for line in self.figure("accidents-by-year")["lines"]}
        self.assertEqual([(key, line["part"]) for key, line in sorted(years.items())], [("2024", True), ("2025", False), ("2026", True)])
        self.assertIsNone(years["2025"]["before"])
        self.assertEqual(years["2026"]["before"], told["before"])
        over = self.figure("accidents", "--today", "2026-12-31")
        self.assertFalse(over["part"])
        leap = self.figure("accidents", "--today", "2028-02-29")
        self.assertEqual(leap["before_to"], "2027-02-28")
        self.assertIsNone(leap["percent"])  # from zero there is no percentage
        self.assertEqual(leap["before"], 0)

    def test_left_out(self):
        told = self.figure("accidents-by-year")
        self.assertEqual(told["value"], self.one("SELECT count(*) FROM accident_record WHERE occurred_utc IS NOT NULL AND " + FACT))
        self.assertIn("4 exercises, tests and drafts are not counted.", told["left_out"])
        self.assertIn("1 record does not say when and is not counted.", told["left_out"])
        loss = self.figure("accident-loss", "--from", "2025-01-01", "--to", TODAY)
        silent = self.one("SELECT count(*) FROM accident_record WHERE loss_cny_10k IS NULL AND %s AND %s >= '2025-01-01'" % (FACT, LOCAL))
        self.assertTrue(any(words.startswith("%d records do not give the number" % silent) for words in loss["left_out"]), loss["left_out"])
        none = self.figure("larger-accidents", "--county", "肇庆高新区", "--from", "2024-11-01", "--to", "2024-11-02")
        self.assertEqual((none["value"], none["fids"]), (0, []))
        self.assertIn("No record meets the conditions.", none["left_out"])

    def test_prevention(self):
        ledger = json.loads(run("hazards", "ledger", self.map, "--json", "--today", TODAY).stdout)["sum"]
        for name, column in (("hazard-sources", "sources"), ("assessments-overdue", "overdue"), ("inspections-overdue", "inspection_due"), ("dangers-open-overdue", "dangers_overdue")):
            self.assertEqual(self.figure(name)["value"], ledger[column], name)
        where = "state = 'held' AND held_on BETWEEN '2026-01-01' AND '%s'" % TODAY
        for name, field in (("checks", "sorties"), ("check-people", "people"), ("dangers-found", "found"), ("dangers-rectified", "rectified")):
            self.assertEqual(self.figure(name)["value"], self.one("SELECT sum(%s) FROM inspection WHERE %s" % (field, where)))
        self.assertAlmostEqual(self.figure("rectification-rate")["value"], self.one("SELECT 100.0 * sum(rectified) / sum(found) FROM inspection WHERE " + where), 6)
        lacking, coverage = self.figure("plans-lacking"), self.figure("plan-coverage")
        self.assertAlmostEqual(coverage["value"], 100 * (1 - lacking["value"] / self.one("SELECT count(*) FROM hazard_source")), 6)
        self.assertEqual(lacking["value"], len(lacking["fids"]))

    def test_reach(self):
        ring = ("--incident", "IN-001", "--near", "112.55,23.02", "20km")
        near = json.loads(run("near", self.map, "112.55,23.02", "20km", "--json").stdout)
        kinds = near["kinds"]
        for name, kind in (("hazards-in-reach", "hazard-source"), ("targets-in-reach", "protection-target"), ("teams-in-reach", "rescue-team")):
            told = self.figure(name, *ring)
            self.assertEqual(told["value"], len(told["fids"]))
            closed = self.one("SELECT count(*) FROM hazard_source WHERE state = 'closed'") if name == "hazards-in-reach" else 0
            self.assertLessEqual(kinds[kind]["count"] - closed, told["value"])
            self.assertLessEqual(told["value"], kinds[kind]["count"])
        self.assertEqual(self.figure("shelter-places-in-reach", *ring)["value"], kinds["shelter"]["sums"]["capacity"])
        teams = self.figure("teams-in-reach", *ring)["fids"]
        self.assertEqual(self.figure("people-in-reach", *ring)["value"], self.one("SELECT sum(on_duty) FROM rescue_team WHERE fid IN (%s)" % ",".join(map(str, teams))))
        self.assertEqual(self.figure("injured-serious", *ring)["value"], 12)
        self.assertEqual(run("figures", self.map, "people-in-reach", ok=False).returncode, 1)
        self.assertIn("ring", self.figure("people-in-reach", ok=False)["problem"])

    def test_own_figures_and_bad_ones(self):
        folder = os.path.join(HOME.name, "yizhangtu", "figures")
        os.makedirs(folder, exist_ok=True)
        own = os.path.join(folder, "own.figures")
        with open(own, "w", encoding="utf-8") as file:
            file.write("[big-teams]\nTitle=Big teams\nKind=rescue-team\nWhere=on_duty>=30 type!:fire\n\n[no-such]\nTitle=" + "名" * 200 + "\nKind=wizard\n\n[no-field]\nTitle=x\nKind=depot\nBy=magic\n")
        self.assertEqual(self.figure("big-teams")["value"], self.one("SELECT count(*) FROM rescue_team WHERE on_duty >= 30 AND coalesce(type, '') <> 'fire'"))
        self.assertIn("wizard", self.figure("no-such", ok=False)["problem"])
        self.assertIn("magic", self.figure("no-field", ok=False)["problem"])
        with open(own, "w", encoding="utf-8") as file:
            file.write("[bad]\nTitle=Bad\nKind=depot\nPeriod=fortnight\n")
        told = run("figures", self.map)
        self.assertIn("Period", told.stderr)  # ours are there all the same
        self.assertIn("open-incidents", told.stdout)
        with open(own, "w", encoding="utf-8") as file:
            file.write("[bad]\nTitle=Bad\nKind=depot\nWere=state:ready\n")
        self.assertIn("“bad” cannot be read at Were", run("figures", self.map).stderr)  # not: all depots counted
        os.remove(own)
        self.assertEqual(run("figures", self.map, "nothing", ok=False).returncode, 2)
        self.assertEqual(run("figures", self.map, "accidents", "--today", "soon", ok=False).returncode, 2)
        self.assertIn("no days", self.figure("accidents", "--from", "2026-05-05", "--to", "2026-05-01", ok=False)["problem"])

    def test_levels_by_number(self):
        """A kind of one's own whose level is told by a number: parted by level, the worst first; near counts them so, too."""
        for folder, name, text in (
                ("kinds", "yard.kind", "[Kind]\nVersion=1\nId=yard\nLabel=Yard\nLabel[zh_CN]=堆场\nGeometry=point\nStyle=level-outline\nLevelField=stock\n"
                                       "[Field stock]\nType=number\nLabel=Stock\nUnit=t\nLevelFrom.1=500\nLevelFrom.2=100\nLevelFrom.3=10\n"),
                ("figures", "yards.figures", "[yards]\nTitle=Yards\nKind=yard\nBy=stock\n")):
            os.makedirs(os.path.join(HOME.name, "yizhangtu", folder), exist_ok=True)
            path = os.path.join(HOME.name, "yizhangtu", folder, name)
            self.addCleanup(os.remove, path)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        stocks = [("a", "500"), ("b", "499.9"), ("c", "10"), ("d", "9"), ("e", "100"), ("f", ""), ("g", "10000")]
        sheet = os.path.join(self.folder.name, "yards.csv")
        with open(sheet, "w", encoding="utf-8") as file:
            file.write("Name,Longitude,Latitude,Stock\n" + "".join(f"{name},112.4,23.0,{stock}\n" for name, stock in stocks))
        yards = os.path.join(self.folder.name, "yards.gpkg")
        run("new", yards)
        run("import", yards, sheet, "--kind", "yard")
        told = json.loads(run("figures", yards, "yards", "--json", "--today", TODAY).stdout)["figures"][0]
        self.assertEqual([(line["key"], line["label"], line["value"]) for line in told["lines"]],
                         [("1", "Level Ⅰ", 2), ("2", "Level Ⅱ", 2), ("3", "Level Ⅲ", 1), ("0", "No level", 1), ("", "(not said)", 1)])
        self.assertEqual(told["value"], len(stocks))

    def test_csv(self):
        lines = list(csv.DictReader(io.StringIO(run("figures", self.map, "accidents-by-county", "--csv", "--today", TODAY).stdout)))
        told = self.figure("accidents-by-county")
        self.assertEqual([float(line["value"]) for line in lines], [told["value"]] + [line["value"] for line in told["lines"]])
        self.assertEqual(lines[1]["line"], told["lines"][0]["label"])


if __name__ == "__main__":
    unittest.main()
