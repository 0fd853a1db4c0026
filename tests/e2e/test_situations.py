#!/usr/bin/env python3
"""Situations over the sample plans and some that tempt: the plan that must come first, and one that must not.

Usage: test_situations.py PATH-TO-YZT FOLDER-OF-SAMPLE-PLANS FOLDER-WITH-SITUATIONS
"""
import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest

FIXTURES = os.path.abspath(sys.argv.pop(3))
PLANS = os.path.abspath(sys.argv.pop(2))
YZT = os.path.abspath(sys.argv.pop(1))
ENV = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8"}


def yzt(*args):
    done = subprocess.run([YZT, *args], env=ENV, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError("yzt %s: %s%s" % (" ".join(args), done.stdout, done.stderr))
    return done.stdout


def rows(name):
    with open(os.path.join(FIXTURES, name), encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


class Situations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = cls.folder.name
        cls.map = os.path.join(cls.folder.name, "map.gpkg")
        yzt("new", cls.map)
        yzt("import", cls.map, PLANS, "--kind", "plan")
        decoys = os.path.join(cls.folder.name, "decoys")
        os.mkdir(decoys)
        for plan in rows("decoys.tsv"):
            lines = ["%s: %s" % (key, value) for key, value in plan.items() if value]
            with open(os.path.join(decoys, plan["code"] + ".md"), "w", encoding="utf-8") as file:
                file.write("---\n%s\n---\n# %s\n\n## 1 总则\n\n依法制定。\n" % ("\n".join(lines), plan["name"]))
        yzt("import", cls.map, decoys, "--kind", "plan")
        cls.write_incidents()
        hazards = os.path.join(cls.folder.name, "hazards.csv")
        with open(hazards, "w", encoding="utf-8") as file:
            file.write("code,name,lon,lat\nHS-0001,华昌冷冻厂,112.553,22.950\n")
        yzt("import", cls.map, hazards, "--kind", "hazard-source")
        cls.codes = {}

    @classmethod
    def write_incidents(cls):
        path = os.path.join(cls.folder.name, "incidents.csv")
        fields = ["code", "name", "type", "grade", "region_adcode", "hazard_code", "substance", "reported_utc", "lon", "lat"]
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fields, extrasaction="ignore")
            writer.writeheader()
            for i, situation in enumerate(rows("situations.tsv")):
                writer.writerow({**situation, "name": "事件" + situation["code"], "reported_utc": "2026-11-22T02:00:00Z",
                                 "lon": "112.%03d" % (100 + i), "lat": "23.1"})
        yzt("import", cls.map, path, "--kind", "incident")

    def plan(self, code):
        if code not in self.codes:
            found = subprocess.run(["sqlite3", self.map, "SELECT fid FROM plan WHERE code = '%s'" % code], capture_output=True, text=True, check=True)
            self.codes[code] = int(found.stdout)
        return self.codes[code]

    def plans(self, incident):
        return json.loads(yzt("plans", self.map, "--incident", incident, "--json", "--limit", "100"))["plans"]

    def test_all(self):
        situations = rows("situations.tsv")
        self.assertGreaterEqual(len(situations), 30)
        for situation in situations:
            with self.subTest(situation["code"], why=situation["why_wrong"]):
                plans = self.plans(situation["code"])
                right, wrong = self.plan(situation["right"]), self.plan(situation["wrong"])
                order = [plan["plan"] for plan in plans]
                self.assertTrue(order, "no plan")
                self.assertEqual(order[0], right, [(plan["title"], plan["reason"]) for plan in plans[:4]])
                self.assertTrue(plans[0]["reason"])
                if wrong in order:  # what was replaced or is of another level stays in sight, with its own reason
                    self.assertNotEqual(plans[order.index(wrong)]["reason"], plans[0]["reason"])

    def at(self, lon, lat, *options):
        return json.loads(yzt("plans", self.map, "--at", "%s,%s" % (lon, lat), *options, "--json", "--limit", "100"))

    def test_places(self):
        """A place that was clicked: its county by the base map, the plan that comes first, and one that must not come at all."""
        for place in rows("places.tsv"):
            with self.subTest(place["place"], why=place["why_never"]):
                told = self.at(place["lon"], place["lat"], *(["--incident-type", place["type"]] if place["type"] else []))
                order = [plan["plan"] for plan in told["plans"]]
                self.assertEqual(order[0], self.plan(place["first"]), [(plan["title"], plan["reason"]) for plan in told["plans"][:4]])
                self.assertNotIn(self.plan(place["never"]), order)
                self.assertTrue(all(plan["reason"] for plan in told["plans"]))

    def test_place_in_words(self):
        told = self.at(112.55, 22.95, "--incident-type", "chemical-leak")
        self.assertEqual(told["area"], {"adcode": "441204", "name": "高要区", "prefecture": "肇庆市"})
        self.assertIn("华昌冷冻厂", told["plans"][0]["reason"])
        ladder = json.loads(yzt("plans", "ladder", self.map, "--at", "112.55,22.95", "--json"))["ladder"]
        self.assertEqual([rung["gap"] for rung in ladder], [False] * 4)
        ladder = json.loads(yzt("plans", "ladder", self.map, "--at", "112.44,23.63", "--incident-type", "mine", "--json"))["ladder"]
        self.assertEqual([rung["level"] for rung in ladder if rung["gap"]], ["county", "province"])

    def test_places_that_nothing_is_known_of(self):
        for place, word in (("10,25", "no county"), ("110.3,25.2", "桂林市"), ("500,2", ""), ("here", "")):
            done = subprocess.run([YZT, "plans", self.map, "--at", place], env=ENV, capture_output=True, text=True, timeout=60)
            self.assertNotEqual(done.returncode, 0, place)
            self.assertIn(word, done.stderr)
            self.assertTrue(done.stderr.startswith("yzt: "), done.stderr)

    def test_replaced_is_said(self):
        old = [plan for plan in self.plans("S01") if plan["plan"] == self.plan("OLD-01")]
        self.assertEqual(len(old), 1)
        self.assertIn("2026-02-02", old[0]["reason"])

    def test_of_others_is_not_proposed(self):
        """Another enterprise's plan, a neighbour's plan: not at all, rather than last."""
        for incident, code in (("S02", "EN-01"), ("S04", "NB-01"), ("S09", "NB-02"), ("S15", "EN-02"), ("S30", "NB-05")):
            self.assertNotIn(self.plan(code), [plan["plan"] for plan in self.plans(incident)], incident)


if __name__ == "__main__":
    unittest.main()
