#!/usr/bin/env python3
# bench_hazards.py: a county of hazard sources judged and counted, beside SQLite doing the sums alone in the same run
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_hazards.py YZT [SOURCES [CHEMICALS]]     (default: 5 000 sources with 40 000 chemicals)

Ours reads the map, matches every chemical to its table row, works out S, α, R and the grade, what each source lacks, who is near and what it could set off. SQLite joins the chemicals to a table of Q and adds up q/Q."""
import csv
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

NAMES = ("液氨", "液氯", "甲醇", "汽油", "苯", "甲苯", "丙酮", "乙醇", "液化石油气", "硫化氢", "氟化氢", "环氧乙烷")


def write(path, head, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *lines])


def child_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    yzt = os.path.abspath(sys.argv[1])
    n_sources = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    n_chemicals = int(sys.argv[3]) if len(sys.argv) > 3 else 40000
    chance = random.Random(18218)
    print("seed 18218, %d sources, %d chemicals" % (n_sources, n_chemicals))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m.yzt.gpkg")
        put = lambda kind, name: subprocess.run([yzt, "import", path, name, "--kind", kind], check=True, capture_output=True)
        subprocess.run([yzt, "new", path], check=True)
        for kind, head, lines in (
                ("rescue-team", ("code", "name", "lon", "lat"), [("T%d" % i, "队%d" % i, 112 + chance.random(), 23 + chance.random()) for i in range(200)]),
                ("hazard-source", ("code", "name", "county", "lon", "lat", "people_500m"),
                 [("H%d" % i, "厂%d" % i, "县%d" % (i % 20), 112 + chance.random(), 23 + chance.random(), chance.randrange(300)) for i in range(n_sources)]),
                ("chemical", ("code", "name", "owner_code", "quantity_t"),
                 [("C%d" % i, chance.choice(NAMES), "H%d" % chance.randrange(n_sources), round(chance.expovariate(0.1), 2)) for i in range(n_chemicals)])):
            name = os.path.join(folder, kind + ".csv")
            write(name, head, lines)
            put(kind, name)
        ours, ours_cpu, theirs = [], [], []
        for _ in range(3):
            began, cpu = time.perf_counter(), child_seconds()
            subprocess.run([yzt, "hazards", "ledger", path, "--json"], check=True, capture_output=True)
            ours.append(time.perf_counter() - began)
            ours_cpu.append(child_seconds() - cpu)
            base = sqlite3.connect(path)
            base.execute("CREATE TEMP TABLE q (name TEXT PRIMARY KEY, critical REAL)")
            base.executemany("INSERT INTO q VALUES (?, ?)", [(name, 10 + i) for i, name in enumerate(NAMES)])
            began = time.perf_counter()
            base.execute("SELECT owner_fid, sum (quantity_t / critical) FROM chemical JOIN q USING (name) GROUP BY owner_fid").fetchall()
            theirs.append(time.perf_counter() - began)
            base.close()
        took, cpu, peer = sorted(ours)[1], sorted(ours_cpu)[1], sorted(theirs)[1]
        print("ledger of the county  %.3f s (processor %.3f)   SQLite's sums alone %.3f s   %.1fx   bar 1 s %s" % (took, cpu, peer, took / peer, "ok" if took <= 1 else "OVER"))


if __name__ == "__main__":
    main()
