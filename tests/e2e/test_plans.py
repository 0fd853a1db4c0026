#!/usr/bin/env python3
"""Plans as their users meet them: lookup with filters, versions, duplicates, the ladder, due dates, coverage, and a folder full of bad files.

Usage: test_plans.py PATH-TO-YZT FOLDER-OF-SAMPLE-PLANS
"""
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile
import zlib

PLANS = os.path.abspath(sys.argv.pop(2))
YZT = os.path.abspath(sys.argv.pop(1))
ENV = {**{k: v for k, v in os.environ.items() if k not in ("LANG", "LANGUAGE", "TZ")}, "LC_ALL": "C.UTF-8"}
SANITIZED = b"__asan" in subprocess.run(["strings", "-n", "6", YZT], capture_output=True).stdout or b"libasan" in subprocess.run(["ldd", YZT], capture_output=True).stdout


def run(*args, ok=True):
    done = subprocess.run([YZT, *args], env=ENV, capture_output=True, text=True, timeout=300)
    if ok and done.returncode != 0:
        raise AssertionError("yzt %s: %s%s" % (" ".join(args), done.stdout, done.stderr))
    return done


def answer(*args):
    return json.loads(run(*args, "--json").stdout)


def rows(map_path, sql):
    done = subprocess.run(["sqlite3", "-json", map_path, sql], capture_output=True, text=True, check=True)
    return json.loads(done.stdout or "[]")


def docx(paragraphs, extra=""):
    body = "".join("<w:p>%s<w:r><w:t>%s</w:t></w:r></w:p>" % ('<w:pPr><w:outlineLvl w:val="%d"/></w:pPr>' % level if level is not None else "", text)
                   for level, text in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        file.writestr("word/document.xml", '<?xml version="1.0"?>%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
                      % (extra, body))
    return out.getvalue()


def odt(paragraphs):
    body = "".join('<text:h text:outline-level="%d">%s</text:h>' % (level + 1, text) if level is not None else "<text:p>%s</text:p>" % text for level, text in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
                      "<office:body><office:text>%s</office:text></office:body></office:document-content>" % body)
    return out.getvalue()


def pdf(streams, trailer=b""):
    """Pages with these drawings (bytes, deflated by us)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(streams), b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(streams)))),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for i, stream in enumerate(streams):
        packed = zlib.compress(stream, 9)
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * i))
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)


def page(*lines):
    return b"BT /F1 12 Tf 72 800 Td 16 TL " + b" ".join(b"(%s) Tj T*" % line for line in lines) + b" ET"


class Base(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="yzt-plans-")
        cls.addClassCleanup(cls.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = cls.folder.name

    def new_map(self, name):
        path = os.path.join(self.folder.name, name + ".gpkg")
        run("new", path)
        return path

    def put(self, name, files):
        folder = os.path.join(self.folder.name, name)
        os.makedirs(folder, exist_ok=True)
        for file_name, content in files.items():
            with open(os.path.join(folder, file_name), "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
        return folder


class Lookup(Base):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.map = os.path.join(cls.folder.name, "map.gpkg")
        run("new", cls.map, "--sample")

    def search(self, *args):
        return answer("plans", "search", self.map, *args)

    def test_sections_exactly(self):
        """Every section of the sample plans that has the word, and no other; one character to ten."""
        texts = {(row["plan_fid"], row["position"]): row["heading"] + "\n" + row["text"]
                 for row in rows(self.map, "SELECT plan_fid, position, heading, text FROM plan_section")}
        for word in ("氨", "泄漏", "指挥部", "应急救援", "立即", "0758-5555", "总指挥由主要负责人", "Ⅲ级", "不存在的词语"):
            with self.subTest(word):
                found = {(find["plan"], find["section_number"]) for find in self.search(word, "--each-section")["finds"]}
                self.assertEqual(found, {key for key, text in texts.items() if word in text})

    def test_filters(self):
        every = self.search("泄漏")["finds"]
        self.assertGreater(len(every), 5)
        county = self.search("泄漏", "--county", "441204")["finds"]
        codes = {row["fid"]: row for row in rows(self.map, "SELECT fid, region_adcode, level, plan_kind, incident_types FROM plan")}
        self.assertTrue(county)
        self.assertEqual({codes[find["plan"]]["region_adcode"] for find in county}, {"441204"})
        self.assertEqual({codes[find["plan"]]["level"] for find in self.search("泄漏", "--level", "enterprise")["finds"]}, {"enterprise"})
        self.assertTrue(all("flood" in codes[find["plan"]]["incident_types"].split(";") for find in self.search("转移", "--incident-type", "flood")["finds"]))
        named = {find["plan"] for find in self.search("泄漏", "--hazard", "HS-0001")["finds"]}
        self.assertEqual(named, {row["fid"] for row in rows(self.map, "SELECT fid FROM plan WHERE ';' || hazard_codes || ';' LIKE '%;HS-0001;%'")})
        overdue = {find["plan"] for find in self.search("", "--due", "overdue", "--today", "2026-11-22")["finds"]}
        due = {one["plan"] for one in answer("plans", "due", self.map, "--today", "2026-11-22")["due"] if one["days"] < 0}
        self.assertEqual(overdue, due)
        self.assertTrue(due)

    def test_section_only(self):
        for find in self.search("响应分级:泄漏")["finds"]:
            self.assertIn("分级", find["section"])
        self.assertTrue(self.search("response-levels:泄漏")["finds"])

    def test_marks(self):
        find = self.search("液氨", "--limit", "1")["finds"][0]
        for start, end in find["snippet_hits"]:
            self.assertEqual(find["snippet"][start:end], "液氨")

    def test_coverage_sums(self):
        counties = answer("plans", "coverage", self.map, "--today", "2026-11-22")["coverage"]
        *each, total = counties
        for key in ("all", "current", "filed", "drilled", "covered"):
            self.assertEqual(sum(one["hazard_sources"][key] for one in each), total["hazard_sources"][key])
        self.assertEqual(total["hazard_sources"]["all"], rows(self.map, "SELECT count(*) n FROM hazard_source")[0]["n"])
        named = {code for row in rows(self.map, "SELECT hazard_codes c FROM plan WHERE hazard_codes IS NOT NULL") for code in row["c"].split(";")}
        self.assertEqual(total["hazard_sources"]["current"], rows(self.map, "SELECT count(*) n FROM hazard_source WHERE code IN ('%s')" % "','".join(named))[0]["n"])
        self.assertEqual(sorted(total["records"]), [row["fid"] for row in rows(self.map, "SELECT fid FROM hazard_source ORDER BY fid")])
        self.assertEqual(len(total["lacking"]), total["hazard_sources"]["all"] - total["hazard_sources"]["covered"])


PLAN = "%s\n文号\n\n版本号：%s\n编制单位：清河第二冷冻厂\n发布日期：%s\n1 响应分级\nⅢ级: 水泵 8 台, 救援人员 60 人。\n2 处置措施\n1. 抢险组15分钟内到达。\n%s\n"


class Importing(Base):
    def test_versions_and_duplicates(self):
        path = self.new_map("versions")
        name = "清河第二冷冻厂液氨泄漏专项应急预案"
        folder = self.put("v1", {"a.txt": PLAN % (name, "1.0", "2020年3月1日", "旧"), "copy.txt": PLAN % (name, "1.0", "2020年3月1日", "旧")})
        done = run("import", path, folder, "--kind", "plan")
        self.assertIn("copy.txt", done.stderr)
        self.assertIn("a.txt", done.stderr)
        run("import", path, self.put("v2", {"b.txt": PLAN % (name, "2.0", "2024年5月6日", "新")}), "--kind", "plan")
        plans = rows(path, "SELECT fid, name, issued, version, replaces, level, plan_kind, issuing_body, substances FROM plan ORDER BY issued")
        self.assertEqual([plan["issued"] for plan in plans], ["2020-03-01", "2024-05-06"])
        self.assertEqual(plans[1]["replaces"], "plan/%d" % plans[0]["fid"])
        self.assertEqual((plans[1]["level"], plans[1]["plan_kind"], plans[1]["issuing_body"], plans[1]["substances"]), ("enterprise", "special", "清河第二冷冻厂", "液氨"))
        found = answer("plans", "search", path, "水泵")["finds"]
        self.assertEqual([(find["plan"], find["superseded"]) for find in found], [(plans[1]["fid"], False), (plans[0]["fid"], True)])
        again = run("import", path, self.put("v3", {"c.txt": PLAN % (name, "2.0", "2024年5月6日", "新")}), "--kind", "plan")
        self.assertIn("0 written", again.stdout)
        self.assertEqual(len(rows(path, "SELECT fid FROM plan")), 2)

    def test_proposals_are_replaced_but_not_what_a_person_judged(self):
        path = self.new_map("proposals")
        name = "清河第二冷冻厂液氨泄漏专项应急预案"
        run("import", path, self.put("p1", {"a.txt": PLAN % (name, "1.0", "2020年3月1日", "旧")}), "--kind", "plan")
        needs = rows(path, "SELECT name, quantity, unit, response_level, source_text, state FROM plan_need ORDER BY quantity")
        self.assertEqual([(need["name"], need["quantity"], need["unit"], need["response_level"], need["state"]) for need in needs],
                         [("水泵", 8.0, "台", "3", "proposed"), ("救援人员", 60.0, "人", "3", "proposed")])
        self.assertIn("Ⅲ级: 水泵 8 台", needs[0]["source_text"])
        step = rows(path, "SELECT name, role, minutes FROM plan_step")[0]
        self.assertEqual((step["role"], step["minutes"]), ("抢险组", 15.0))
        doubtful = rows(path, "SELECT count(*) n FROM plan_finding WHERE state = 'proposed' AND confidence < 0.9")[0]["n"]
        self.assertEqual(json.loads(run("import", self.new_map("again"), self.put("p1", {}), "--kind", "plan", "--json").stdout)["doubtful"], doubtful)
        taken = {row["name"]: row for row in rows(path, "SELECT name, value, confidence, state, source_text FROM plan_finding")}
        self.assertEqual(taken["issued"]["state"], "taken")
        self.assertTrue(taken["issued"]["source_text"])
        subprocess.run(["sqlite3", path, "UPDATE plan_need SET state = 'confirmed' WHERE name = '水泵'"], capture_output=True)
        confirmed = rows(path, "SELECT count(*) n FROM plan_need WHERE state = 'confirmed'")[0]["n"]
        run("import", path, self.put("p2", {"a.txt": (PLAN % (name, "1.0", "2020年3月1日", "旧")).replace("8 台", "9 台")}), "--kind", "plan")
        now = sorted((row["name"], row["quantity"], row["state"]) for row in rows(path, "SELECT name, quantity, state FROM plan_need"))
        expected = [("救援人员", 60.0, "proposed"), ("水泵", 9.0, "proposed")] + ([("水泵", 8.0, "confirmed")] if confirmed else [])
        self.assertEqual(now, sorted(expected))

    def test_bad_input(self):
        """A sentence per file, the rest goes in, memory under 300 MB."""
        path = self.new_map("bad")
        good = PLAN % ("临江市好预案", "1.0", "2020年3月1日", "")
        bomb = docx([(None, "A" * 200)])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            with file.open("word/document.xml", "w") as part:
                part.write(b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>')
                for _ in range(400):
                    part.write(b"<w:p><w:r><w:t>" + b"A" * 1000000 + b"</w:t></w:r></w:p>")
                part.write(b"</w:body></w:document>")
        bomb = packed.getvalue()
        loop = io.BytesIO()
        with zipfile.ZipFile(loop, "w") as file:  # two styles, each made after the other
            w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
            file.writestr("word/styles.xml", '<w:styles %s><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>' % w)
            file.writestr("word/document.xml", '<w:document %s><w:body><w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>风格循环</w:t></w:r></w:p></w:body></w:document>' % w)
        entities = docx([(None, "&lol9;")], "<!DOCTYPE x [<!ENTITY lol 'lol'>%s]>" % "".join('<!ENTITY lol%d "%s">' % (i, "&lol%s;" % (i - 1 if i > 1 else "") * 10) for i in range(1, 10)))
        locked = pdf([page(b"secret")], b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32))
        folder = self.put("bad", {
            "good.txt": good, "same.txt": good, "locked.pdf": locked, "bomb.pdf": pdf([page(b"Plan") + b" " + b"(aaaaaaaaaaaaaaaa) Tj " * 5000000]), "bomb.docx": bomb,
            "entities.docx": entities, "loop.docx": loop.getvalue(), "really-a.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "headings.md": "# a\n" * 30000,
            "line.txt": "临江市长预案\n" + "泄漏" * (5 * 1024 * 1024 // 6), "noise.txt": bytes(range(128, 256)) * 400 + b"\xff\xfe\xfd\0", "empty.pdf": b"%PDF-1.4\n",
            "latin.pdf": pdf([page(b"Emergency Plan of the Harbour", b"1 Scope", b"All berths.")]), "good.docx": docx([(0, "1 总则"), (None, "水泵。"), (0, "2 处置措施"), (None, "堵漏。")]),
            "other.odt": odt([(0, "1 总则"), (None, "帐篷。"), (0, "2 处置措施"), (None, "照明。")])})
        with open(os.path.join(folder, "huge.pdf"), "wb") as file:
            file.write(b"%PDF-1.4\n")
            file.truncate(3 << 30)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        done = run("import", path, folder, "--kind", "plan")
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        for name in ("locked.pdf", "bomb.pdf", "bomb.docx", "entities.docx", "really-a.docx", "headings.md", "huge.pdf", "empty.pdf", "same.txt"):
            lines = [line for line in done.stderr.split("\n") if name in line]
            self.assertEqual(len(lines), 1, "%s: %s" % (name, done.stderr))
            self.assertRegex(lines[0], r"^yzt: .{20,}")
        names = {row["name"] for row in rows(path, "SELECT name FROM plan")}
        self.assertLessEqual({"临江市好预案", "临江市长预案", "Emergency Plan of the Harbour", "good", "other"}, names)
        self.assertFalse(answer("plans", "search", path, "泄漏漏")["finds"])
        self.assertTrue(answer("plans", "search", path, "漏泄漏泄")["finds"])
        self.assertTrue(answer("plans", "search", path, "风格循环")["finds"])
        if not SANITIZED:
            self.assertLess(peak_mb, 300, "before it %d MB" % (before / 1024))

    def test_two_hundred(self):
        """Mixed documents: text in two encodings, Markdown, HTML, Word, OpenDocument, PDF."""
        path, files = self.new_map("many"), {}
        filler = "发生泄漏时立即关阀、喷淋稀释，疏散下风向人员并报告。" * 240
        for i in range(200):
            name = "临江市第%d号危险化学品事故应急预案" % i
            parts = [(0, "1 总则"), (None, "编号%d。" % i), (0, "2 处置措施"), (None, filler)]
            text = "%s\n" % name + "\n".join(part[1] for part in parts)
            files.update({0: {"%d.txt" % i: text}, 1: {"%d.txt" % i: text.encode("gb18030")}, 2: {"%d.md" % i: "# %s\n\n" % name + "\n\n".join(("## " if level == 0 else "") + t for level, t in parts)},
                          3: {"%d.html" % i: "<h1>%s</h1>" % name + "".join("<h2>%s</h2>" % t if level == 0 else "<p>%s</p>" % t for level, t in parts)},
                          4: {"%d.docx" % i: docx([(None, name)] + parts)}, 5: {"%d.odt" % i: odt([(None, name)] + parts)},
                          6: {"%d.pdf" % i: pdf([page(b"Emergency Plan %d" % i, b"1 Scope", b"Number %d." % i)] * 3)}}[i % 7])
        folder = self.put("many", files)
        begun = time.monotonic()
        done = run("import", path, folder, "--kind", "plan")
        seconds = time.monotonic() - begun
        self.assertIn("200 read, 200 written", done.stdout, done.stderr)
        self.assertLess(seconds, 60 * (4 if SANITIZED else 1))
        print("200 documents in %.1f s" % seconds, file=sys.stderr)


class Life(Base):
    def test_ladder_and_due(self):
        path = self.new_map("life")
        head = "---\nname: %s\ncode: %s\nplan_kind: %s\nlevel: %s\nissued: %s\nregion_adcode: %s\nhazard_codes: %s\nincident_types: chemical-leak\nstate: %s\nfiled_no: %s\n---\n# x\n\n## 1 处置措施\n\n堵漏 %s\n"
        folder = self.put("life", {
            "e.md": head % ("某厂预案", "E", "special", "enterprise", "2025-11-03", "441204", "HS-1", "filed", "B-1", "e"),
            "o.md": head % ("高要区预案", "O", "special", "county", "2018-01-01", "441204", "", "withdrawn", "", "o"),
            "c.md": head % ("肇庆市总体预案", "C", "overall", "city", "2025-01-01", "441200", "", "issued", "", "c"),
            "d.md": head % ("广东省草案", "D", "special", "province", "2026-01-01", "440000", "", "drafting", "", "d")})
        run("import", path, folder, "--kind", "plan")
        incidents = os.path.join(self.folder.name, "i.csv")
        with open(incidents, "w", encoding="utf-8") as file:
            file.write("code,name,type,region_adcode,hazard_code,reported_utc,lon,lat\nI1,泄漏,chemical-leak,441204,HS-1,2026-11-22T02:00:00Z,112.4,23.0\n")
        run("import", path, incidents, "--kind", "incident")
        ladder = answer("plans", "ladder", path, "--incident", "I1")["ladder"]
        self.assertEqual([rung["level"] for rung in ladder], ["enterprise", "county", "city", "province"])
        self.assertEqual([rung["gap"] for rung in ladder], [False, True, False, True])
        self.assertEqual([rung["plan"] and rung["plan"]["title"] for rung in ladder], ["某厂预案", None, "肇庆市总体预案", None])
        self.assertIn("高要区预案", ladder[1]["words"])
        self.assertTrue(ladder[2]["words"])
        self.assertIn("广东省草案", ladder[3]["words"])
        due = {(one["title"], one["what"]): one for one in answer("plans", "due", path, "--today", "2026-11-22")["due"]}
        self.assertEqual(due[("某厂预案", "drill")]["date"], "2026-11-03")
        self.assertTrue(due[("某厂预案", "drill")]["never"])
        self.assertEqual(due[("某厂预案", "drill")]["colour"], "red")
        self.assertNotIn(("某厂预案", "filing"), due)
        # 20 working days from 2025-01-01: New Year itself is off, 26 January is worked, 28 January to 4 February are off, 8 February is worked.
        self.assertNotIn(("高要区预案", "drill"), due)
        drills = os.path.join(self.folder.name, "d.csv")
        with open(drills, "w", encoding="utf-8") as file:
            file.write("owner_code,name,drill_kind,state,held\nE,桌面推演,tabletop,held,2026-10-01\nE,计划中的,full,planned,2027-01-01\n")
        run("import", path, drills, "--kind", "drill")
        due = {(one["title"], one["what"]): one for one in answer("plans", "due", path, "--today", "2026-11-22")["due"]}
        self.assertEqual(due[("某厂预案", "drill")]["date"], "2027-10-01")
        self.assertFalse(due[("某厂预案", "drill")]["never"])


if __name__ == "__main__":
    unittest.main()
