#!/usr/bin/env python3
"""Command from the command line over the sample map: zones, needs, orders; what is refused is told in a sentence and writes nothing.

Usage: test_command.py PATH-TO-YZT
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
ENV = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8"}


def run(*args):
    return subprocess.run([YZT, *args], env=ENV, capture_output=True, text=True, timeout=300)


def yzt(*args):
    done = run(*args)
    if done.returncode != 0:
        raise AssertionError("yzt %s: %s%s" % (" ".join(args), done.stdout, done.stderr))
    return done.stdout


class Command(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = cls.folder.name
        cls.map = os.path.join(cls.folder.name, "map.gpkg")
        yzt("new", cls.map, "--sample")
        needs = os.path.join(cls.folder.name, "needs.csv")
        with open(needs, "w", encoding="utf-8") as file:
            file.write("code,name,owner_code,quantity,unit\nN1,重型防化服,IN-001,60,套\nN2,救援人员,IN-001,20,人\nN3,石灰,IN-001,5,车\n")
        yzt("import", cls.map, needs, "--kind", "incident-need", "--author", "王值班")

    def entries(self):
        with sqlite3.connect(self.map) as db:
            return db.execute("SELECT count(*) FROM journal").fetchone()[0]

    def refused(self, *args):
        before = self.entries()
        done = run(*args)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertTrue(done.stderr.startswith("yzt: ") and done.stderr.strip().endswith("."), done.stderr)
        self.assertEqual(self.entries(), before)
        return done.stderr

    def test_fed_wind(self):
        """A wind that a station told an hour ago is not taken by itself, one of now is, with station, distance and age; what is wrong is left out with a sentence each."""
        now = datetime.datetime.now(datetime.timezone.utc)

        def station(number, minutes, **cells):
            when = now - datetime.timedelta(minutes=minutes)
            return {"station": "站" + number, "number": number, "lon": 112.57, "lat": 23.05, "observed": when.strftime("%Y-%m-%dT%H:%M:%SZ"), **cells}

        def feed(*stations):
            path = os.path.join(self.folder.name, "wind.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"stations": stations}, file)
            return json.loads(yzt("feed", self.map, path, "--json"))["observed"]

        zone = ("zone", self.map, "IN-001", "substance=液氨", "wind=fed", "hour=night", "--json")
        self.assertIn("No weather station", self.refused(*zone))
        self.assertEqual(feed(station("1", 60, wind_from_deg=45, wind_m_s=3)), 1)
        self.assertIn("too old", self.refused(*zone))
        bad = [dict(wind_from_deg=-1, wind_m_s=3), dict(wind_from_deg=999, wind_m_s=3), dict(wind_from_deg=9, wind_m_s=3, unit="Bft"), dict(wind_from_deg=9, wind_m_s=3, observed="")]
        self.assertEqual(feed(station("1", 60, wind_from_deg=45, wind_m_s=3), station("2", 1, wind_from_deg=360, wind_m_s=36, unit="km/h"),
                              *(station("b%d" % i, 1, **cells) for i, cells in enumerate(bad))), 1)
        told = json.loads(yzt(*zone))
        self.assertEqual((told["wind"]["station"], told["wind"]["from_deg"], told["wind"]["m_s"], told["round"]), ("站2", 0, 10, False))
        with sqlite3.connect(self.map) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM weather_observation").fetchone()[0], 2)

    def test_imported_drawings(self):
        """What is drawn elsewhere and imported stands in the log of its incident in the same act: up to fifty a line each, more in one; taken back, the log says so in each of them."""
        def lines(code):
            with sqlite3.connect(self.map) as db:
                return [row[0] for row in db.execute("SELECT l.name FROM log_entry l JOIN incident i ON l.owner_fid = i.fid WHERE i.code = ? AND l.entry_kind = 'drawing' "
                                                     "AND l.author = '王值班' ORDER BY l.number", (code,))]

        def draw(n, kind="checkpoint", *options):
            path = os.path.join(self.folder.name, "drawings.csv")
            with open(path, "w", encoding="utf-8") as file:
                file.write("code,name,type,incident,lon,lat\n")
                file.writelines("P%d,岗%d,%s,%s,%f,23.05\n" % (i, i, kind, "IN-00%d" % (1 + i % 2), 112.5 + 0.001 * i) for i in range(n))
            before = self.entries()
            yzt("import", self.map, path, "--kind", "scene-point", "--author", "王值班", *options)
            self.assertEqual(self.entries(), before + 1)

        draw(4)
        self.assertEqual([len(lines("IN-001")), len(lines("IN-002"))], [2, 2])
        self.assertTrue(lines("IN-001")[0].endswith("岗0"), lines("IN-001"))
        draw(4, "water", "--update")
        self.assertEqual([len(lines("IN-001")), len(lines("IN-002"))], [4, 4])
        self.assertIn("岗2", lines("IN-001")[-1])
        for _ in range(2):
            yzt("undo", self.map, "--author", "王值班")
        self.assertEqual([len(lines("IN-001")), len(lines("IN-002"))], [6, 6])
        for n in (60, 1200):  # more than a line each; made ready beside the map
            draw(n)
            for code in ("IN-001", "IN-002"):
                self.assertIn(str(n // 2), lines(code)[-1])
            yzt("undo", self.map, "--author", "王值班")
        self.assertEqual([len(lines("IN-001")), len(lines("IN-002"))], [10, 10])
        with sqlite3.connect(self.map) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM scene_point").fetchone()[0], 0)
        yzt("check", self.map)

    def test_imported_count(self):
        """A list that would leave less in the books than an order holds is refused as an edit is."""
        with sqlite3.connect(self.map) as db:
            fid, code, item, spec, unit, owner = db.execute("SELECT s.fid, s.code, s.name, s.spec, s.unit, d.code FROM stock_line s JOIN depot d ON s.owner_fid = d.fid WHERE s.quantity >= 5 "
                                                            "AND coalesce(s.reserved, 0) = 0 AND coalesce(s.expiry, '9') > '2030' AND coalesce(s.state, '') = 'good' ORDER BY s.fid LIMIT 1").fetchone()
            depot = db.execute("SELECT owner_fid FROM stock_line WHERE fid = ?", (fid,)).fetchone()[0]
        yzt("send", self.map, "order", "IN-002", "depot/%d" % depot, "%d=4" % fid, "--author", "王值班")
        path = os.path.join(self.folder.name, "stock.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("owner_code,code,name,spec,unit,quantity\n%s,%s,%s,%s,%s,1\n" % (owner, code or "", item, spec or "", unit))
        run("import", self.map, path, "--kind", "stock-line", "--update", "--author", "王值班")
        with sqlite3.connect(self.map) as db:
            self.assertGreaterEqual(db.execute("SELECT quantity - reserved FROM stock_line WHERE fid = ?", (fid,)).fetchone()[0], 0)
        yzt("check", self.map)

    def test_zone(self):
        zone = json.loads(yzt("zone", self.map, "IN-001", "substance=液氨", "spill=large", "container=truck", "wind=45", "speed=3", "hour=night", "--json"))
        self.assertEqual((zone["isolation_m"], zone["downwind_m"], zone["round"]), (150, 700, False))
        self.assertEqual(len(zone["square"]), 4)
        people = sum(one["people"] or 0 for one in zone["threatened"])
        self.assertEqual(zone["people"], people)
        still = json.loads(yzt("zone", self.map, "112.55,23.02", "substance=UN 1017", "speed=0", "wind=45", "hour=day", "--json"))
        self.assertEqual((still["isolation_m"], still["downwind_m"], still["round"]), (60, 300, True))
        turned = json.loads(yzt("zone", self.map, "IN-001", "substance=1005", "spill=large", "container=truck", "wind=135", "speed=3", "hour=night", "--json"))
        self.assertNotEqual({one["fid"] for one in turned["threatened"]}, {one["fid"] for one in zone["threatened"]})
        for words in (["substance=矿泉水"], ["substance=液氨", "spill=large"], ["substance=氯", "wind=400"], ["substance=氯", "speed=-1"], ["spill=small"], ["substance=chloride"]):
            self.refused("zone", self.map, "IN-001", *words)
        self.refused("zone", self.map, "IN-999", "substance=氯")

    def test_needs_and_orders(self):
        needs = json.loads(yzt("needs", self.map, "IN-001", "20km", "--json"))
        by_name = {need["name"]: need for need in needs["needs"]}
        self.assertIn("吨", by_name["石灰"]["problem"])
        self.assertEqual(by_name["石灰"]["shortfall"], 5)
        suits = by_name["重型防化服"]
        self.assertEqual(len(needs["proposals"]), 3)
        pick = next(one for one in needs["proposals"][0]["picks"] if "stock" in one)
        yzt("send", self.map, "order", "IN-001", pick["base"], "%d=2" % pick["stock"], "--author", "王值班")
        after = {need["name"]: need for need in json.loads(yzt("needs", self.map, "IN-001", "20km", "--json"))["needs"]}["重型防化服"]
        self.assertEqual((after["sent"], after["within"], after["reserved"]), (2, suits["within"] - 2, suits["reserved"] + 2))
        order = json.loads(yzt("send", self.map, "list", "IN-001", "--json"))["orders"][-1]
        number, line = str(order["order"]), order["lines"][0]["line"]
        self.refused("send", self.map, "order", "IN-001", pick["base"], "%d=100000" % pick["stock"], "--author", "王值班")
        self.refused("send", self.map, "order", "IN-001", "rescue-team/99", "people=1", "--author", "王值班")
        self.refused("send", self.map, "order", "IN-001", "nonsense", "people=1", "--author", "王值班")
        self.refused("send", self.map, "withdrawn", number, "--author", "王值班")
        self.refused("send", self.map, "count", str(pick["stock"]), "1", "--author", "王值班")
        yzt("send", self.map, "under-way", number, "who=何保管", "--author", "王值班")
        self.refused("send", self.map, "refused", number, "reason=晚了", "--author", "王值班")
        self.refused("send", self.map, "release", number, "%d=2,1" % line, "--author", "王值班")
        yzt("send", self.map, "release", number, "%d=1,1" % line, "--author", "王值班")
        done = json.loads(yzt("send", self.map, "list", "IN-001", "--json"))["orders"][-1]
        self.assertEqual((done["state"], done["lines"][0]["consumed"], done["lines"][0]["returned"]), ("released", 1, 1))
        self.assertIn("何保管", str(sqlite3.connect(self.map).execute("SELECT answered_by FROM dispatch").fetchall()))
        yzt("check", self.map)


if __name__ == "__main__":
    unittest.main()
