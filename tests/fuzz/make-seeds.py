#!/usr/bin/env python3
# make-seeds.py: writes the first inputs of the fuzzers, all our own: make-seeds.py [FOLDER]   (default: corpus/ here)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fuzzing found worth keeping stands beside these in corpus/; running this again changes only the seed-* files."""
import os
import sqlite3
import struct
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
MAP = os.path.join(HERE, "..", "fixtures", "maps", "schema-1.yzt.gpkg")
OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "corpus")


def write(target, name, data):
    os.makedirs(os.path.join(OUT, target), exist_ok=True)
    with open(os.path.join(OUT, target, "seed-" + name), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def header(flags=1, envelope=()):
    return b"GP\0" + bytes([flags]) + struct.pack("<i" if flags & 1 else ">i", 4326) + struct.pack("<%dd" % len(envelope), *envelope)


def ring(points):
    return struct.pack("<I", len(points)) + b"".join(struct.pack("<%dd" % len(p), *p) for p in points)


SQUARE = [(112.0, 23.0), (113.0, 23.0), (113.0, 24.0), (112.0, 24.0), (112.0, 23.0)]
HOLE = [(112.2, 23.2), (112.4, 23.2), (112.4, 23.4), (112.2, 23.2)]


def geometries():
    polygon = b"\1" + struct.pack("<II", 3, 2) + ring(SQUARE) + ring(HOLE)
    write("geometry", "point", header() + b"\1" + struct.pack("<Idd", 1, 112.5, 23.1))
    write("geometry", "point-big-endian", header(0) + b"\0" + struct.pack(">Idd", 1, 112.5, 23.1))
    write("geometry", "point-empty", header(0x11) + b"\1" + struct.pack("<Idd", 1, float("nan"), float("nan")))
    write("geometry", "point-zm", header() + b"\1" + struct.pack("<Idddd", 3001, 112.5, 23.1, 7, 8))
    write("geometry", "point-ewkb-z", header() + b"\1" + struct.pack("<Iddd", 0x80000001, 112.5, 23.1, 7))
    write("geometry", "line", header(3, (1, 2, 3, 4)) + b"\1" + struct.pack("<I", 2) + ring(SQUARE))
    write("geometry", "polygon", header(3, (112, 113, 23, 24)) + polygon)
    write("geometry", "multipolygon", header(3, (112, 113, 23, 24)) + b"\1" + struct.pack("<II", 6, 2) + polygon + polygon)
    write("geometry", "multiline-z", header(5, (0,) * 6) + b"\1" + struct.pack("<II", 1005, 1) + b"\1" + struct.pack("<I", 1002)
          + ring([(1, 2, 3), (4, 5, 6)]))
    write("geometry", "multipoint", header() + b"\1" + struct.pack("<II", 4, 1) + b"\1" + struct.pack("<Idd", 1, 1, 2))
    write("geometry", "collection", header() + b"\1" + struct.pack("<II", 7, 1) + polygon)
    write("geometry", "curve", header() + b"\1" + struct.pack("<II", 10, 1) + b"\1" + struct.pack("<I", 8) + ring(SQUARE))
    write("geometry", "too-many", header() + b"\1" + struct.pack("<III", 6, 0xFFFFFFFF, 3))
    write("geometry", "far", header() + b"\1" + struct.pack("<Idd", 1, 1e308, -91))
    write("geometry", "antimeridian", header() + b"\1" + struct.pack("<II", 3, 1) + ring([(179, 0), (-179, 0), (-179, 1), (179, 0)]))


def feeds():
    names = "xmlns:georss='http://www.georss.org/georss' xmlns:gml='http://www.opengis.net/gml' xmlns:gdacs='http://www.gdacs.org'"
    write("feed", "rss", f"""<rss {names}><channel><title>T</title><item><title>a &lt;b&gt;</title><guid>1</guid><pubDate>Sun, 29 Dec 2019 12:00:00 GMT</pubDate>
<georss:polygon>0 0 0 1 1 1</georss:polygon><georss:circle>1 2 30</georss:circle><georss:box>0 0 1 1</georss:box><gdacs:alertlevel>Red</gdacs:alertlevel>
<gdacs:eventtype>EQ</gdacs:eventtype></item></channel></rss>""")
    write("feed", "atom", f"""<feed xmlns='http://www.w3.org/2005/Atom' {names} xmlns:cap='urn:oasis:names:tc:emergency:cap:1.2'><id>f</id><entry><id>1</id>
<title>暴雨红色预警</title><link type='application/cap+xml' href='1.cap'/><cap:severity>Severe</cap:severity><cap:msgType>Cancel</cap:msgType>
<georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where></entry></feed>""")
    write("feed", "geojson", """{"features":[{"id":1,"properties":{"title":"T","time":1397474951100,"mag":5.5,"place":"p"},"geometry":{"type":"GeometryCollection",
"geometries":[{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]},{"type":"Point","coordinates":[1,2,3]}]}}]}""")
    write("feed", "cma", '[{"identifier":"1","headline":"暴雨","eventTypeCN":"暴雨","severity":"Red","effective":"2026-08-25 15:00:00","lon":112.4,"lat":"23.0"}]')
    write("feed", "nws", """{"features":[{"properties":{"event":"Wind","severity":"Minor","messageType":"Update","references":[{"identifier":"a","sender":"b",
"sent":"c"},"d"]}}]}""")


def kinds():
    for name in ("depot", "stock-line", "incident"):
        with open(os.path.join(TOP, "data", "kinds", name + ".kind"), "rb") as file:
            write("kind", name, file.read())
    head = "[Kind]\nVersion=1\nId=a\nLabel=A\nGeometry=point\n"
    write("kind", "types", head + "".join("[Field f%d]\nType=%s\nLabel=F\n" % (i, t) for i, t in enumerate(
        "text multiline integer number boolean date datetime phone url".split()))
        + "[Field e]\nType=enum\nLabel=E\nValues=a;b\nValue.a=A\nValue.a[zh_CN]=甲\nValue.b=B\nLevel.a=1\nRequired=true\nAliases=x;y\n")
    write("kind", "range", head + "[Field n]\nType=number\nLabel=N\nMin=-1e3\nMax=5\nUnit=m²\nSummable=true\n")
    write("kind", "unknown", head + "Future=1\n[Other]\nx=y\n[Field fid]\nType=text\nLabel=X\n")
    write("kind", "version", "[Kind]\nVersion=99\nId=a\nLabel=A\n")
    write("kind", "bytes", b"[Kind]\nVersion=1\nId=a\nLabel=\xff\xfe\n\0x")


def coordinates():
    for i, text in enumerate([
            "112.465, 23.047", "23.047 112.465", "112°27′54″E 23°2′49.2″N", "东经112度27分54秒 北纬23度2分49秒", "GCJ-02 113.1,23.2",
            "火星 113.1 23.2", "N23.047 E112.465", "-112.5 -23", "112:27:54", "1.5 km", "20公里", "800m", "1,234.5", "-3.5e-7",
            "2026-11-22T12:41:05+08:00", "2026/11/22 12:41", "20261122", "２３．５", "112.4654321987654321,23", "bd09 1e400 1",
            "181 91", "Lon_X (度)", "112°60′00″E", "∞", "١٢٣"]):
        write("coordinate", "%02d" % i, text)


def changesets():
    base = sqlite3.connect("file:%s?mode=ro&immutable=1" % os.path.abspath(MAP), uri=True)
    for entry, n, data in base.execute("SELECT entry, n, bytes FROM journal_part WHERE length < 3000"):
        write("changeset", "%d-%d" % (entry, n), zlib.decompress(data))
    base.close()


CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>4412-1</identifier><sender>zq@example.cn</sender>
<sent>2026-11-22T12:00:00+08:00</sent><status>Actual</status><msgType>%s</msgType><scope>Public</scope>%s
<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency><severity>Severe</severity>
<certainty>Observed</certainty><expires>2026-11-22T18:00:00+08:00</expires><headline>暴雨橙色预警</headline>
<area><areaDesc>肇庆</areaDesc><polygon>23.0,112.0 23.0,113.0 24.0,113.0 23.0,112.0</polygon><circle>23.05,112.46 5</circle>
<geocode><valueName>GB/T2260</valueName><value>441200</value></geocode></area></info></alert>
"""


def alerts():
    write("cap", "alert", CAP % ("Alert", ""))
    write("cap", "update", CAP % ("Update", "<references>zq@example.cn,4412-0,2026-11-22T11:00:00+08:00</references>"))
    write("cap", "dtd", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + CAP % ("Alert", "&x;"))
    write("cap", "gb", (CAP % ("Alert", "")).replace("UTF-8", "GB18030").encode("gb18030"))
    write("cap", "utf16", (CAP % ("Alert", "")).replace("UTF-8", "UTF-16").encode("utf-16"))
    write("cap", "deep", "<alert>" * 300)


def maps():
    for target in ("map", "migrate"):
        first = b"\2"
        for i, sql in enumerate([
                "UPDATE journal SET label = 'x' WHERE entry = 2", "DELETE FROM journal WHERE entry = 3",
                "UPDATE journal_part SET bytes = zeroblob(40)", "DELETE FROM journal_touch", "UPDATE kind SET text = ''",
                "UPDATE map_setting SET value = NULL", "ALTER TABLE depot DROP COLUMN phone", "DROP TABLE plan_section",
                "UPDATE depot SET geom = x'00'", "UPDATE depot SET name = CAST(x'ff' AS TEXT)", "UPDATE journal SET undoes = entry",
                "DELETE FROM journal_generation", "UPDATE journal SET at_ms = 9e18, nature = 77", "UPDATE stock_line SET owner_fid = 'x'",
                "INSERT INTO outside_change (tbl, op, fid, old) VALUES ('depot', 'update', 1, '{\"fid\":\"''x''\"}')",
                "INSERT INTO depot (fid, name) VALUES (9223372036854775807, 'x')", "UPDATE map_setting SET value = '-5' WHERE key = 'schema_version'",
                "CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM depot; END", "DROP TABLE rtree_depot_geom",
                "UPDATE journal_part SET length = 2000000000", "UPDATE journal SET by_reference = 1, undoes = 1"]):
            write(target, "sql-%02d" % i, first + sql.encode())
        for page in (0, 1, 5, 20, 40):
            write(target, "bytes-%d" % page, b"\0" + struct.pack("<HHB", page, 100, 8) + b"\0\1\2\3\xff\xfe\x80\x7f")


def tables():
    text = "名称,编号,类别,经度,纬度,人数,电话\n端州救援队,RT-1,fire,112.465,23.047,25,0758-2222222\n\"四会, 队\",RT-2,mine,112.7,23.3,x,\n"
    write("table", "utf8", b"\0" + text.encode())
    write("table", "gb18030", b"\0" + text.encode("gb18030"))
    write("table", "utf16", b"\0" + text.encode("utf-16"))
    write("table", "tabs", b"\1" + text.replace(",", "\t").encode())
    write("table", "dms", b"\0name,code,place\na,1,\"112\xc2\xb027'54\"\"E 23\xc2\xb02'49\"\"N\"\n")
    write("table", "wkt", b"\4name,code,WKT\na,1,POINT (112.5 23)\nb,2,\"POLYGON ((1 2,3 4,5 6,1 2))\"\n")
    write("table", "quotes", b"\0name,\"code\na\"\"\",lon,lat\r\n\"\"\"x,1,112,23\r\n")
    write("table", "totals", "\2救援队名册,,,\n名称,编号,经度,纬度\na,1,112,23\n合计,,,\n".encode())
    write("table", "metres", "\0name,X,Y\na,2550000,38444000\nb,2551000,38445000\n".encode())


def plans():
    text = ("关于印发《临江市危险化学品事故应急预案》的通知\n临政办〔2024〕12号\n2024年5月6日\n1 总则\n1.1 适用范围\n本预案适用于临江市行政区域。\n2 响应分级\n死亡30人以上为Ⅰ级。\nⅢ级: 水泵 8 台, 救援人员 60 人。\n"
            "3 处置措施\n1. 抢险组15分钟内到达。\n4 联系方式\n张卫国，手机：13807991234，值班电话：0799-6612345\n")
    table = "# 预案\n\n## 1 响应分级\n\n| 响应级别 | 启动条件 | 指挥长 | 报告时限 |\n|---|---|---|---|\n| Ⅰ级 | 死亡 | 县长 | 15分钟 |\n\n## 2 物资清单\n\n| 物资 | 单位 | Ⅲ级 | Ⅱ级 |\n|---|---|---|---|\n| 水泵 | 台 | 8 | 20 |\n"
    word = '<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>1 总则</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc/></w:tr></w:tbl></w:body></w:document>'
    office = '<o:d xmlns:o="o" xmlns:text="t" xmlns:table="b"><text:h text:outline-level="1">1 总则</text:h><text:p>水<text:s text:c="3"/>泵<text:tab/></text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table></o:d>'
    write("plan", "markdown", b"\0" + table.encode())
    write("plan", "text", b"\1" + text.encode())
    write("plan", "text-gb18030", b"\1" + text.encode("gb18030"))
    write("plan", "html", b"\2" + ("<h1>预案</h1><h2>1 总则</h2><table><tr><td>姓名<td>电话<tr><td>王五<td>0799-6612345</table>").encode())
    write("plan", "word", b"\3" + word.encode())
    write("plan", "office", b"\4" + office.encode())
    write("plan", "pdf", b"\5%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")


for make in (geometries, kinds, coordinates, changesets, alerts, feeds, maps, tables, plans):
    make()
