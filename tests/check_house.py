#!/usr/bin/env python3
"""The house rules that a machine can see: who may name what, sizes of files and functions, headers, leftovers."""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLOORS = {"base": 0, "geo": 0, "kind": 0, "store": 1, "scene": 1, "rules": 1, "net": 1, "model": 2, "feeds": 3, "exchange": 3, "documents": 3,
          "draw": 3, "map": 4, "report": 4, "ui": 5, "cli": 5}
ONLY_IN = [
    (re.compile(r"\bsqlite3_(prepare|exec|step|bind|open)|#include [<\"]sqlite3"), {"store"}, "SQL"),
    (re.compile(r"#include [<\"](gdal|ogr_|cpl_)"), {"exchange", "draw"}, "GDAL"),
    (re.compile(r"#include [<\"](gtk/|adwaita|shumate)"), {"map", "ui"}, "GTK"),
    (re.compile(r"#include [<\"]libsoup"), {"net"}, "HTTP"),
]
# Cairo's own fonts are not safe beside the main thread: what a worker may draw gets its words from yzt-lettering.
FONTS = re.compile(r"\b(pango_cairo_(show|create|layout|update|font_map|context)|pango_font_map_create|cairo_(show_text|show_glyphs|text_|select_font))\w*")
WORKER_DRAWS = {"draw", "report", "documents", "model", "cli"}
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?! ?\()")
problems = []


def tell(path, line, words):
    problems.append("%s:%d: %s" % (os.path.relpath(path, TOP), line, words))


def headers_by_room():
    rooms = {}
    for room in FLOORS:
        folder = os.path.join(TOP, "app", room)
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            if name.endswith(".h"):
                rooms.setdefault(name, []).append(room)
    return rooms


def check_includes(path, room, number, line, headers):
    match = re.match(r'#include "([^"]+)"', line)
    for other in headers.get(match.group(1), []) if match else []:
        if room not in headers[match.group(1)] and FLOORS[other] > FLOORS[room]:
            tell(path, number, "room %s (floor %d) includes %s of room %s (floor %d)"
                 % (room, FLOORS[room], match.group(1), other, FLOORS[other]))


def check_functions(path, lines):
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start:
            if number - start > 100:
                tell(path, start, "function of %d lines (at most 100)" % (number - start))
            start = None


def check_file(path, room, headers):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(lines[:6]):
        tell(path, 1, "no SPDX line at the top")
    if len(lines) > 800:
        tell(path, 1, "%d lines (at most 800)" % len(lines))
    for number, line in enumerate(lines, 1):
        check_includes(path, room, number, line, headers)
        for pattern, rooms, what in ONLY_IN:
            if room not in rooms and pattern.search(line):
                tell(path, number, "%s stands only in %s" % (what, ", ".join(sorted(rooms))))
        if FONTS.search(line) and (room in WORKER_DRAWS or "yzt-map-sheet" in path or "yzt-ring-shape" in path) and "yzt-lettering" not in path:
            tell(path, number, "words are drawn through yzt-lettering.h")
        if "g_task_run_in_thread (" in line and "yzt-task.c" not in path:
            tell(path, number, "work goes to another thread by yzt_task_run_in_thread: a worker must not let go of the last of a widget")
        if LEFTOVER.search(line):
            tell(path, number, "a leftover without an owner")
        if "\t" in line or line.rstrip() != line:
            tell(path, number, "tab or blank at the end of the line")
    if path.endswith(".c"):
        check_functions(path, lines)


def main():
    headers = headers_by_room()
    checked = 0
    for room in FLOORS:
        folder = os.path.join(TOP, "app", room)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if name.endswith((".c", ".h")):
                check_file(os.path.join(folder, name), room, headers)
                checked += 1
    for problem in problems:
        print(problem)
    print("%d files, %d problems" % (checked, len(problems)))
    return 1 if problems or checked == 0 else 0


sys.exit(main())
