#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A statistic of twelve months beside the twelve before, over many accident records, against plain SQL over the same file.

Usage: bench_figures.py PATH-TO-YZT [ROWS]     (default 1 000 000; processor seconds of each, and their ratio)
"""
import csv
import datetime
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

YZT, ROWS = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
SQL = """SELECT strftime('%Y-%m', occurred_utc, '+8 hours') AS month, count(*), sum(dead), sum(loss_cny_10k) FROM accident_record
WHERE occurred_utc >= '2024-11-30T16:00:00' AND coalesce(message_status, '') NOT IN ('exercise', 'test', 'draft', 'system') GROUP BY month"""


def spent(args):
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - begin


with tempfile.TemporaryDirectory() as folder:
    path, table = os.path.join(folder, "m.gpkg"), os.path.join(folder, "t.csv")
    draw, day = random.Random(1), datetime.datetime(2022, 1, 1)
    with open(table, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "type", "occurred_utc", "county", "dead", "loss_cny_10k", "message_status"])
        for i in range(ROWS):
            at = day + datetime.timedelta(minutes=draw.randrange(1785 * 1440))
            rows.writerow(["A%d" % i, "road", at.strftime("%Y-%m-%dT%H:%M:00Z"), "县%d" % draw.randrange(9), draw.randrange(3), draw.randrange(90), "actual"])
    subprocess.run([YZT, "new", path], check=True)
    subprocess.run([YZT, "import", path, table, "--kind", "accident-record", "--author", "bench"], check=True, stdout=subprocess.DEVNULL)
    base = min(spent([YZT, "figures", path, "open-incidents"])[0] for _ in range(3))
    ours, wall = min(spent([YZT, "figures", path, "deaths-12-months", "--today", "2026-11-22"]) for _ in range(3))
    db, best = sqlite3.connect(path), 1e9
    for _ in range(3):
        begin = time.process_time()
        db.execute(SQL).fetchall()
        best = min(best, time.process_time() - begin)
    print("%d records: figure %.0f ms of processor (%.0f ms by the clock, opening the map %.0f ms apart), plain SQL %.0f ms, ratio %.2f"
          % (ROWS, (ours - base) * 1000, wall * 1000, base * 1000, best * 1000, (ours - base) / best))
