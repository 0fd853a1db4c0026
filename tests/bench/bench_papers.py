#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a paper of 20 pages takes: processor time of `yzt` that writes it, beside that of `yzt kinds` on the same map (start, opening).

Usage: bench_papers.py PATH-TO-YZT
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

YZT = os.path.abspath(sys.argv[1])
ROUNDS = 5


def cpu(*args):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([YZT, *args], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pages(path):
    return int(re.search(r"Pages: +(\d+)", subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout).group(1))


with tempfile.TemporaryDirectory() as folder:
    os.environ["XDG_DATA_HOME"] = folder
    path, out = os.path.join(folder, "m.yzt.gpkg"), os.path.join(folder, "o.pdf")
    subprocess.run([YZT, "new", path, "--sample"], check=True, stdout=subprocess.DEVNULL)
    # A report as an office writes it: 180 paragraphs of 120 characters, two or three lines each.
    text = "\n".join("# 第%d部分" % i if i % 15 == 0 else "%d. " % i + "现场指挥部组织力量开展处置，疏散转移周边群众，持续监测气象和环境变化。" * 3 for i in range(180))
    subprocess.run([YZT, "incident", path, "report-draft", "IN-001", "what=first", "--author", "张三"], check=True, stdout=subprocess.DEVNULL)
    fid = subprocess.run(["sqlite3", path, "SELECT max (fid) FROM report"], capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run([YZT, "incident", path, "report-edit", "IN-001", "report=" + fid, "text=" + text, "--author", "张三"], check=True, stdout=subprocess.DEVNULL)
    papers = {"report": ("incident", path, "print", "IN-001", "report=" + fid, out), "call list": ("call-list", path, "unverified", out)}
    peer = min(cpu("kinds", path) for _ in range(ROUNDS))
    print("kinds: %.0f ms of processor" % (peer * 1000))
    for name, args in papers.items():
        best = min(cpu(*args) for _ in range(ROUNDS))
        n = pages(out)
        print("%s of %d pages: %.0f ms of processor, %.0f ms for 20 pages (wanted at most 2000), %.1f of the peer" % (name, n, best * 1000, best * 1000 * 20 / n, best / peer))
