#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of hazard sources against plain SQL, plain arithmetic and a geodesic of its own.

Usage: test_hazards.py PATH-TO-YZT FOLDER-OF-RULES
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile

RULES = os.path.abspath(sys.argv.pop(2))
YZT = os.path.abspath(sys.argv.pop(1))
HOME = tempfile.TemporaryDirectory()  # nobody's own rules
ENV = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": HOME.name}
TODAY = "2026-11-22"


def run(*args, ok=True):
    done = subprocess.run([YZT, *args], env=ENV, capture_output=True, text=True, timeout=300)
    if ok and done.returncode != 0:
        raise AssertionError("yzt %s: %s%s" % (" ".join(args), done.stdout, done.stderr))
    return done


def answer(*args):
    return json.loads(run(*args, "--json", "--today", TODAY).stdout)


def rows(map_path, sql):
    done = subprocess.run(["sqlite3", "-json", map_path, sql], capture_output=True, text=True, check=True)
    return json.loads(done.stdout or "[]")


def table(name):
    with open(os.path.join(RULES, name), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


def distance_m(a, b):
    """Vincenty's inverse solution on WGS 84; right to half a millimetre where it converges, as it does for all but antipodes."""
    f, major = 1 / 298.257223563, 6378137.0
    minor = (1 - f) * major
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(p[1]))) for p in (a, b))
    length = lam = math.radians(b[0] - a[0])
    if a == b:
        return 0.0
    for _ in range(200):
        sin_sigma = math.hypot(math.cos(u2) * math.sin(lam), math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam))
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha ** 2
        cos_2m = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2_alpha if cos2_alpha else 0
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        before, lam = lam, length + (1 - c) * f * sin_alpha * (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m ** 2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    k = cos2_alpha * (major ** 2 - minor ** 2) / minor ** 2
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    delta = big_b * sin_sigma * (cos_2m + big_b / 4 * (cos_sigma * (2 * cos_2m ** 2 - 1)
                                                       - big_b / 6 * cos_2m * (4 * sin_sigma ** 2 - 3) * (4 * cos_2m ** 2 - 3)))
    return minor * big_a * (sigma - delta)


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.map = os.path.join(cls.folder.name, "m.yzt.gpkg")
        run("new", cls.map, "--sample")
        cls.all = answer("hazards", cls.map)["hazard_sources"]
        cls.by_fid = {one["fid"]: one for one in cls.all}
        # Positions as export writes them: not read out of our own answers.
        path = os.path.join(cls.folder.name, "places.csv")
        cls.places = {}
        for kind in ("hazard-source", "rescue-team"):
            run("export", cls.map, kind, path)
            with open(path, encoding="utf-8-sig") as file:
                cls.places[kind] = {line["code"]: (float(line["lon"]), float(line["lat"])) for line in csv.DictReader(file)}
            os.remove(path)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def sql(self, where):
        return {row["fid"] for row in rows(self.map, "SELECT fid FROM hazard_source h WHERE state IS NOT 'closed' AND deregistered_on IS NULL AND (%s)" % where)}

    def lacking(self, what):
        return {one["fid"] for one in answer("hazards", "lacking", self.map, what)["hazard_sources"]}

    def test_lists_equal_sql(self):
        link = "EXISTS (SELECT 1 FROM rescue_team t WHERE h.team = 'rescue-team/' || t.fid)"
        agreement = ("EXISTS (SELECT 1 FROM agreement a WHERE ';' || a.\"of\" || ';' LIKE '%%;hazard-source/' || h.fid || ';%%' AND "
                     "(a.valid_to IS NULL OR a.valid_to >= '%s') AND (a.valid_from IS NULL OR a.valid_from <= '%s'))" % (TODAY, TODAY)).replace("%%", "%")
        plan = ("EXISTS (SELECT 1 FROM plan p WHERE ';' || p.hazard_codes || ';' LIKE '%;' || h.code || ';%' AND coalesce (p.state, '') NOT IN ('withdrawn', 'drafting') "
                "AND (p.expires IS NULL OR p.expires >= '" + TODAY + "'))")
        self.assertEqual(self.lacking("team"), self.sql("NOT " + link))
        self.assertEqual(self.lacking("agreement"), self.sql("NOT " + agreement))
        self.assertEqual(self.lacking("camera"), self.sql("cameras IS NULL"))
        self.assertEqual(self.lacking("plan"), self.sql("NOT " + plan))
        for what in ("team", "agreement", "camera", "plan"):
            self.assertTrue(self.lacking(what), what)

    def test_team_near_equals_geodesic(self):
        teams = list(self.places["rescue-team"].values())
        lacking, still_open = self.lacking("team-near"), self.sql("1")
        for one in self.all:
            place = self.places["hazard-source"].get(one["code"])
            nearest = min((distance_m(place, team) for team in teams), default=None)
            self.assertAlmostEqual(one["nearest_team_m"], nearest, delta=0.001, msg=one["code"])
            self.assertEqual(one["fid"] in lacking, nearest > 30000 and one["fid"] in still_open, one["code"])

    def test_domino_equals_geodesic(self):
        reaching = answer("hazards", "domino", self.map)["hazard_sources"]
        self.assertTrue(reaching)
        closed = {row["fid"] for row in rows(self.map, "SELECT fid FROM hazard_source WHERE state = 'closed' OR deregistered_on IS NOT NULL")}
        for one in self.all:
            here = self.places["hazard-source"][one["code"]]
            expected = sorted((distance_m(here, self.places["hazard-source"][other["code"]]), other["fid"]) for other in self.all
                              if other is not one and other["fid"] not in closed
                              and abs(here[1] - self.places["hazard-source"][other["code"]][1]) < 0.02)
            self.assertEqual(one["reaches"], [fid for far, fid in expected if one["effect_m"] and far <= one["effect_m"]], one["code"])
        self.assertEqual([one["fid"] for one in reaching], [one["fid"] for one in self.all if one["reaches"]])
        people = {row["fid"]: row for row in rows(self.map, "SELECT fid, coalesce (responsible, contact, '') who, coalesce (phone, '') phone, coalesce (enterprise, '') firm FROM hazard_source")}
        for one in reaching:  # every link of the chain: breadth first, each source once, with its owner
            reached, step = {one["fid"]}, [one["fid"]]
            links = iter(one["chain"])
            number = 0
            while step:
                number += 1
                following = []
                for fid in step:
                    for to in self.by_fid[fid]["reaches"]:
                        if to not in reached:
                            reached.add(to)
                            following.append(to)
                            link = next(links)
                            self.assertEqual((link["step"], link["from"], link["fid"]), (number, fid, to))
                            far = distance_m(self.places["hazard-source"][self.by_fid[fid]["code"]], self.places["hazard-source"][link["code"]])
                            self.assertAlmostEqual(link["distance_m"], far, delta=0.001)
                            self.assertEqual((link["responsible"], link["phone"], link["enterprise"]), (people[to]["who"], people[to]["phone"], people[to]["firm"]))
                step = following
            self.assertIsNone(next(links, None))

    def test_grades_equal_arithmetic(self):
        chemicals = table("gb18218-chemicals.tsv")
        by_name = {}
        for row in chemicals:
            for name in (row[1], *row[3].split(";")):
                by_name.setdefault(name, row)
                by_name.setdefault(name.split("（")[0], row)
        by_cas = {number: row for row in chemicals for number in row[5].split(";")}
        classes = {("w%02d-%s" % (int(row[0][1:].split(".")[0]), (row[0].split(".") + ["0"])[1]) if row[0][0] == "W" else row[0].lower()): row
                   for row in table("gb18218-classes.tsv")}
        judged = 0
        listed, people_at = {}, {row["fid"]: row["n"] for row in rows(self.map, "SELECT fid, people_500m n FROM hazard_source")}
        for line in rows(self.map, "SELECT owner_fid, name, cas, hazard_class, quantity_t q, critical_t, beta FROM chemical"):
            listed.setdefault(line["owner_fid"], []).append(line)
        for one in self.all:
            lines, people = listed.get(one["fid"], []), people_at[one["fid"]]
            share = weighted = 0
            known = True
            for line in lines:
                row = by_name.get(line["name"]) or (by_cas.get(line["cas"]) if "溶液" not in line["name"] and line["name"] != "盐酸" else None)
                if row:
                    critical, beta = float(row[6]), float(row[7])
                elif line["hazard_class"] == "none":
                    continue
                elif line["hazard_class"]:
                    critical, beta = float(classes[line["hazard_class"]][5]), float(classes[line["hazard_class"]][6])
                else:
                    critical, beta = line["critical_t"], line["beta"]
                if critical is None or line["q"] is None or (row and row[9] == "yes" and line["name"] != row[1]):
                    known = False
                    continue
                share += line["q"] / critical
                weighted += beta * line["q"] / critical
            if not lines or not known:
                self.assertIsNone(one["r"])
                continue
            self.assertAlmostEqual(one["s"], share, places=9, msg=one["code"])
            if share < 1:
                self.assertEqual(one["grade"], 0, one["code"])
            elif people is not None:
                alpha = 0.5 if people == 0 else 1 if people < 30 else 1.2 if people < 50 else 1.5 if people < 100 else 2
                r = alpha * weighted
                self.assertAlmostEqual(one["r"], r, places=9, msg=one["code"])
                self.assertEqual(one["grade"], 1 if r >= 100 else 2 if r >= 50 else 3 if r >= 10 else 4, one["code"])
                judged += 1
        self.assertGreater(judged, 100)

    def test_figures_add_up(self):
        for by in ("county", "category", "grade"):
            said = answer("hazards", "ledger", self.map, by)
            for name, value in said["sum"].items():
                if name != "group" and not name.endswith("_rate"):
                    self.assertEqual(sum(line[name] for line in said["ledger"]), value, (by, name))
        total = said["sum"]
        owner = "(SELECT fid FROM hazard_source WHERE state IS NOT 'closed' AND deregistered_on IS NULL)"
        count = lambda sql: rows(self.map, "SELECT count(*) n FROM " + sql)[0]["n"]
        self.assertEqual(total["sources"], count("hazard_source"))
        self.assertEqual(total["dangers"], count("hidden_danger WHERE owner_fid IN " + owner))
        self.assertEqual(total["dangers_closed"], count("hidden_danger WHERE state = 'closed' AND owner_fid IN " + owner))
        self.assertEqual(total["dangers_overdue"], count("hidden_danger WHERE state <> 'closed' AND deadline < '%s' AND owner_fid IN %s" % (TODAY, owner)))
        self.assertEqual(total["inspected"], rows(self.map, "SELECT count(DISTINCT owner_fid) n FROM inspection WHERE state <> 'cancelled' AND held_on LIKE '2026%%' "
                                                            "AND owner_fid IN %s" % owner)[0]["n"])
        self.assertEqual(total["filed"], len(self.sql("filed_on IS NOT NULL")))
        self.assertEqual(total["assessed"], len(self.sql("assessed_on IS NOT NULL OR filed_on IS NOT NULL")))
        year = " FROM inspection WHERE state <> 'cancelled' AND held_on LIKE '2026%%' AND owner_fid IN %s" % owner
        for name, field in (("sorties", "sorties"), ("people_sent", "people"), ("inspection_found", "found"), ("inspection_rectified", "rectified")):
            self.assertEqual(total[name], rows(self.map, "SELECT sum (%s) n%s" % (field, year))[0]["n"], name)
        self.assertAlmostEqual(total["inspection_rectified_rate"], total["inspection_rectified"] / total["inspection_found"])
        self.assertAlmostEqual(total["dangers_closed_rate"], total["dangers_closed"] / total["dangers"])
        graded = {one["fid"] for one in self.all if one["grade"] and one["grade"] > 0}
        late = self.sql("date (coalesce (assessed_on, filed_on), '+36 months') < '%s'" % TODAY)
        self.assertEqual({one["fid"] for one in self.all if one["overdue"]}, late & graded)
        for key in ("overdue", "dangers_overdue", "inspection_due", "with_plan"):
            self.assertGreater(total[key], 0, key)

    def test_every_state_is_there(self):
        self.assertLessEqual({"identify", "assess", "dossier", "file", "done"}, {one["step"] for one in self.all})

    def test_chemicals_are_found(self):
        for row in table("gb18218-chemicals.tsv")[::12]:  # test-hazard finds every one by every word
            for text in [row[1], row[2], *filter(None, row[3].split(";")), *filter(None, row[4].split(";")), *filter(None, row[5].split(";"))]:
                self.assertIn(int(row[0]), [one["number"] for one in answer("hazards", "chemicals", text)["chemicals"]], text)


class Edges(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.map = os.path.join(self.folder.name, "m.yzt.gpkg")
        run("new", self.map)

    def tearDown(self):
        self.folder.cleanup()

    def put(self, kind, text):
        path = os.path.join(self.folder.name, "in.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        run("import", self.map, path, "--kind", kind)

    def one(self, code):
        return next(one for one in answer("hazards", self.map)["hazard_sources"] if one["code"] == code)

    def test_empty_map(self):
        self.assertEqual(answer("hazards", self.map)["hazard_sources"], [])
        self.assertEqual(answer("hazards", "ledger", self.map)["sum"]["sources"], 0)

    def test_bad_rows(self):
        self.put("rescue-team", "code,name,lon,lat\nT1,队伍甲,112.5,23.1\n")
        self.put("hazard-source", "code,name,county,lon,lat,people_500m,grade,identified_on,assessed_on,filed_on,team\n"
                 "A,甲厂,甲县,112.5,23.0,60,grade4,2025-01-01,2025-02-01,2024-12-01,T1\n"   # filed before it was identified
                 "B,乙厂,甲县,112.51,23.0,,grade1,,,,\n"                                     # nobody counted the people
                 "C,丙厂,甲县,112.52,23.0,10,none,,,,\n")
        self.put("chemical", "code,name,owner_code,quantity_t\nX1,液氨,A,12\nX2,液氯,B,40\nX3,不知名混合物,C,5\n")
        self.put("agreement", "code,name,of,team,valid_from,valid_to\nG1,协议,A,T1,2020-01-01,2022-01-01\n")
        a, b, c = self.one("A"), self.one("B"), self.one("C")
        self.assertEqual(a["doubts"], ["date-order", "agreement-ended"])
        self.assertAlmostEqual(a["r"], 3.6)
        self.assertEqual(a["grade"], 4)
        self.assertIn("agreement", a["lacks"])
        self.assertEqual((b["s"], b["r"], b["grade"]), (8, None, 1))  # what is written stays
        self.assertEqual(b["doubts"], ["not-computable"])
        self.assertEqual(c["doubts"], ["not-computable"])
        self.assertIn("choose its class of table 2", run("hazards", "show", self.map, "C").stdout)
        self.assertIn("how many people are within 500 m", run("hazards", "show", self.map, "B").stdout)
        self.assertIn("3.6", run("hazards", "show", self.map, "A").stdout)

    def test_steps(self):
        """Identified, assessed, dossier made, filed: each one act, in this order, with who did it."""
        self.put("hazard-source", "code,name,county,lon,lat,people_500m\nA,甲厂,甲县,112.5,23.0,60\n")
        self.put("chemical", "code,name,owner_code,quantity_t\nX1,液氨,A,12\n")
        bad = lambda *words: run("hazards", "step", self.map, "A", *words, "--today", TODAY, ok=False)
        self.assertIn("has not come yet", bad("2027-01-01", "甲厂").stderr)
        self.assertIn("Say who", bad("2026-01-05").stderr)
        self.assertIn("must be a date", bad("yesterday", "甲厂").stderr)
        for number, (step, date, who, field) in enumerate((("identify", "2026-01-05", "甲厂", "identified_by"), ("assess", "2026-02-05", "评价所", "assessor"),
                                                           ("dossier", "2026-02-06", "李四", "dossier_by"), ("file", "2026-02-10", "县局", "filed_with"))):
            self.assertEqual(self.one("A")["step"], step)
            self.assertEqual(self.one("A")["filing_due"], "2026-02-20" if number > 1 else None)
            if number:
                self.assertIn("cannot have been earlier", bad("2025-01-01", who).stderr)
            before = rows(self.map, "SELECT count(*) n FROM journal")[0]["n"]
            run("hazards", "step", self.map, "A", date, who, "BA-1", "--today", TODAY, "--author", "张三")
            self.assertEqual(rows(self.map, "SELECT count(*) n FROM journal")[0]["n"], before + 1)
            self.assertEqual(rows(self.map, "SELECT %s who FROM hazard_source" % field), [{"who": who}])
        self.assertEqual(rows(self.map, "SELECT filed_no n, filed_on d FROM hazard_source"), [{"n": "BA-1", "d": "2026-02-10"}])
        self.assertIn("complete", bad("2026-03-01", "县局").stderr)

    def test_units_of_one_plant_and_other_units_of_measure(self):
        self.put("hazard-source", "code,name,enterprise,county,lon,lat,people_500m\nA,罐区,甲公司,甲县,112.5,23.0,60\nB,库房,甲公司,甲县,112.5,23.0,20\nC,别厂,乙公司,甲县,112.5,23.0,20\n")
        self.put("chemical", "code,name,owner_code,quantity_t\nX1,液氨,A,6000 kg\nX2,液氨,B,6 吨\n")
        self.assertEqual((self.one("A")["s"], self.one("B")["s"]), (0.6, 0.6))  # neither is a major one; together they would be
        self.assertEqual((self.one("A")["grade"], self.one("B")["grade"]), (0, 0))
        said = run("hazards", "show", self.map, "A").stdout
        self.assertIn("1 other unit of this plant is judged apart", said)
        self.assertIn("库房", said)
        self.assertIn("differ between its units", said)
        self.assertNotIn("other unit", run("hazards", "show", self.map, "C").stdout)

    def test_more_than_two_hundred_chemicals(self):
        self.put("hazard-source", "code,name,county,lon,lat,people_500m\nA,甲厂,甲县,112.5,23.0,60\n")
        self.put("chemical", "code,name,owner_code,quantity_t\n" + "".join("X%d,液氨,A,0.1\n" % i for i in range(250)))
        one = self.one("A")
        self.assertAlmostEqual(one["s"], 2.5)
        self.assertAlmostEqual(one["r"], 1.5 * 2 * 2.5)
        self.assertEqual(one["grade"], 4)
        self.assertEqual(len(json.loads(run("hazards", "show", self.map, "A", "--json").stdout)["chemicals"]), 250)

    def test_papers(self):
        self.put("hazard-source", "code,name,county,lon,lat,people_500m\nA,甲厂,甲县,112.5,23.0,60\n")
        self.put("chemical", "code,name,owner_code,quantity_t\nX1,液氨,A,12\n")
        self.put("hidden-danger", "code,name,owner_code,state,deadline\nH1,围堰破损,A,found,2026-01-01\n")
        for command, has_dangers in (("dossier", True), ("filing-form", False)):
            path = os.path.join(self.folder.name, command + ".docx")
            run("hazards", command, self.map, "A", path, "--today", TODAY)
            with zipfile.ZipFile(path) as file:
                text = file.read("word/document.xml").decode()
            self.assertIn("3.6", text)
            self.assertEqual("围堰破损" in text, has_dangers)
            self.assertEqual("seal" in text, not has_dangers)
            run("hazards", command, self.map, "A", path[:-4] + "pdf")
            with open(path[:-4] + "pdf", "rb") as file:
                self.assertEqual(file.read(5), b"%PDF-")
        done = run("hazards", "dossier", self.map, "A", os.path.join(self.folder.name, "none", "x.pdf"), ok=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertEqual(run("hazards", "dossier", self.map, "A", ok=False).returncode, 2)

    def test_wrong_words(self):
        for words, sentence in ((("ledger", self.map, "moon"), "county"), (("lacking", self.map), "agreement"), (("show", self.map, "nothing"), "“nothing”"),
                                (("a", "b", "c"), "Too many")):
            done = run("hazards", *words, ok=False)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(sentence, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
