#!/usr/bin/env python3
# check_sample.py: data/sample agrees with data/kinds: counts, places, codes, owners, enum codes, plans
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import datetime
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
SOURCE = "示例数据 (sample data)"
BUILT_IN = {"name", "code", "source", "verified_at", "verified_by", "verified_how", "lon", "lat"}
AT_LEAST = {"hazard-source": 380, "chemical": 220, "rescue-team": 60, "equipment": 180, "depot": 40, "stock-line": 1400,
            "shelter": 120, "hospital": 40, "protection-target": 300, "expert": 80, "camera": 60, "helipad": 12,
            "command-centre": 9, "unit": 35, "incident": 6, "accident-record": 600, "briefing": 1, "briefing-scene": 8}
# west, south, east, north in degrees
BOXES = {
    "端州区": (112.394, 23.039, 112.544, 23.176), "鼎湖区": (112.442, 23.093, 112.776, 23.318),
    "高要区": (112.181, 22.773, 112.830, 23.438), "广宁县": (112.058, 23.364, 112.738, 23.982),
    "怀集县": (111.866, 23.459, 112.515, 24.393), "封开县": (111.357, 23.214, 112.029, 23.983),
    "德庆县": (111.529, 23.074, 112.267, 23.513), "四会市": (112.423, 23.203, 112.879, 23.696),
    "肇庆高新区": (112.750, 23.220, 112.879, 23.350)}
PLAN_KEYS = ["name", "code", "plan_kind", "level", "issuing_body", "number", "issued", "filed_no", "region_adcode",
             "region", "incident_types", "source"]
problems = []


def read_kind(kind_id):
    """Groups of a .kind file: {group: {key: value}}; keys never repeat in ours."""
    groups, group = {}, None
    with open(os.path.join(ROOT, "kinds", kind_id + ".kind"), encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line.startswith("["):
                group = groups.setdefault(line[1:-1], {})
            elif "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                group[key] = value
    return groups


def fields_of(groups):
    return {name[6:]: keys for name, keys in groups.items() if name.startswith("Field ")}


def bad_value(field, value):
    kind = field.get("Type", "text")
    try:
        if kind == "enum":
            return value not in field["Values"].split(";")
        if kind in ("integer", "number"):
            number = int(value) if kind == "integer" else float(value)
            return number < float(field.get("Min", "-inf")) or number > float(field.get("Max", "inf"))
        if kind == "boolean":
            return value not in ("true", "false")
        if kind == "date":
            datetime.date.fromisoformat(value)
        if kind == "datetime":
            datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return True
    return False


def check_place(where, row):
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError:
        problems.append(f"{where}: no position")
        return
    box = BOXES.get(row.get("county", ""))
    if box is None:
        problems.append(f"{where}: no known county: {row.get('county')}")
    elif not (box[0] <= lon <= box[2] and box[1] <= lat <= box[3]):
        problems.append(f"{where}: {lon}, {lat} is not in {row['county']}")
    if not re.fullmatch(r"\d+\.\d{6}", row["lon"]) or not re.fullmatch(r"\d+\.\d{6}", row["lat"]):
        problems.append(f"{where}: positions have six decimals")


def check_row(where, row, groups, fields, codes):
    code = row["code"]
    if not code or code in codes:
        problems.append(f"{where}: code missing or used twice: {code}")
    codes.add(code)
    if row["source"] != SOURCE:
        problems.append(f"{where}: source is not {SOURCE}")
    if groups["Kind"]["Geometry"] != "none":
        check_place(where, row)
    for name, value in row.items():
        field = fields.get(name, {"Type": "date"} if name == "verified_at" else {})
        if value and bad_value(field, value):
            problems.append(f"{where}: {name} may not be {value}")
        if not value and (name == "name" or field.get("Required") == "true"):
            problems.append(f"{where}: {name} is empty")


def check_table(kind_id):
    groups = read_kind(kind_id)
    fields = fields_of(groups)
    path = os.path.join(ROOT, "sample", kind_id + ".csv")
    with open(path, "rb") as file:
        raw = file.read()
    if raw.startswith(b"\xef\xbb\xbf") or b"\r" in raw:
        problems.append(f"{kind_id}.csv: has a byte order mark or CR")
    table = csv.DictReader(raw.decode("utf-8").splitlines(keepends=True))
    rows = list(table)
    needed = {"owner_code"} if "Owner" in groups["Kind"] else set()
    for name in table.fieldnames:
        if name not in fields and name not in BUILT_IN | needed:
            problems.append(f"{kind_id}.csv: no such field: {name}")
    if len(rows) < AT_LEAST[kind_id]:
        problems.append(f"{kind_id}.csv: only {len(rows)} rows")
    codes = set()
    for number, row in enumerate(rows, 2):
        check_row(f"{kind_id}.csv row {number}", row, groups, fields, codes)
    return groups["Kind"].get("Owner"), rows


def check_teams(rows):
    for row in rows:
        total, full, part, duty = (int(row[name]) for name in ("total", "full_time", "part_time", "on_duty"))
        if total != full + part or duty >= full:
            problems.append(f"rescue-team {row['code']}: its people do not add up")


def check_incidents(rows, hazards):
    for row in rows:
        if row["hazard_code"] and row["hazard_code"] not in hazards:
            problems.append(f"incident {row['code']}: no hazard source {row['hazard_code']}")
        if row["message_status"] != "actual":
            problems.append(f"incident {row['code']}: message_status is not actual")
    opened = [row for row in rows if row["state"] not in ("closed", "cancelled")]
    if len(opened) != 3:
        problems.append(f"incident.csv: {len(opened)} open incidents instead of 3")


def check_plan(path, fields, types, hazards, codes):
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        problems.append(f"{name}: no front matter")
        return
    meta = dict(line.split(": ", 1) for line in parts[1].splitlines() if ": " in line)
    for key in PLAN_KEYS:
        if not meta.get(key):
            problems.append(f"{name}: front matter lacks {key}")
    for key, value in meta.items():
        if key not in fields and key not in BUILT_IN:
            problems.append(f"{name}: no such field: {key}")
        elif key in fields and bad_value(fields[key], value):
            problems.append(f"{name}: {key} may not be {value}")
    for code in filter(None, meta.get("hazard_codes", "").split(";")):
        if code not in hazards:
            problems.append(f"{name}: no hazard source {code}")
    for code in filter(None, meta.get("incident_types", "").split(";")):
        if code not in types:
            problems.append(f"{name}: no incident type {code}")
    if meta.get("code") in codes:
        problems.append(f"{name}: code used twice")
    codes.add(meta.get("code"))
    if len(re.findall(r"[\u4e00-\u9fff]", parts[2])) < 4000:
        problems.append(f"{name}: fewer than 4 000 Chinese characters")
    if not re.search(r"^## ", parts[2], re.M) or "|---" not in parts[2].replace(" ", ""):
        problems.append(f"{name}: no headings or no table")


def main():
    tables, owners = {}, {}
    for kind_id in AT_LEAST:
        owners[kind_id], tables[kind_id] = check_table(kind_id)
    codes = {kind_id: {row["code"] for row in rows} for kind_id, rows in tables.items()}
    for kind_id, owner in owners.items():
        for row in tables[kind_id] if owner else []:
            if row["owner_code"] not in codes[owner]:
                problems.append(f"{kind_id} {row['code']}: no {owner} {row['owner_code']}")
    check_teams(tables["rescue-team"])
    check_incidents(tables["incident"], codes["hazard-source"])
    fields = fields_of(read_kind("plan"))
    types = fields_of(read_kind("incident"))["type"]["Values"].split(";")
    folder = os.path.join(ROOT, "sample", "plans")
    plans = sorted(name for name in os.listdir(folder) if name.endswith(".md")) if os.path.isdir(folder) else []
    plan_codes = set()
    for name in plans:
        check_plan(os.path.join(folder, name), fields, types, codes["hazard-source"], plan_codes)
    if len(plans) < 24:
        problems.append(f"plans: only {len(plans)}")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
