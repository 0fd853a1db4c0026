#!/usr/bin/env python3
# check_kinds.py: every file of data/kinds keeps to format version 1 and speaks both languages
# SPDX-License-Identifier: GPL-3.0-or-later
import glob
import os
import re
import sys

KINDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "kinds")
KIND_KEYS = {"Version", "Id", "Abstract", "Label", "Geometry", "Owner", "Symbol", "Glyph", "Color", "Style",
             "LevelField", "LevelScale", "StateField", "SubtitleFields", "SymbolStandard", "SymbolCode", "SymbolText",
             "Drawn", "PlatformCode", "Order", "Visible", "Verified", "Wanted", "People", "Append", "Frozen", "ImportAliases"}
FIELD_KEYS = {"Type", "Label", "Unit", "Required", "Min", "Max", "Summable", "Hidden", "Join", "Group", "Aliases", "Values", "Target", "Many", "Inside", "When", "Person"}
TYPES = {"text", "multiline", "integer", "number", "boolean", "enum", "date", "datetime", "phone", "url", "longitude",
         "latitude", "link", "file"}
BUILT_IN = {"name", "code", "lon", "lat", "source", "verified_at", "verified_by", "verified_how", "attachments", "created_at", "updated_at"}
problems = []


def read(path):
    """{group: {key: value}}; says when a group or a key comes twice."""
    groups, group = {}, None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                if line[1:-1] in groups:
                    problems.append(f"{os.path.basename(path)}:{number}: {line} comes twice")
                group = groups.setdefault(line[1:-1], {})
            elif "=" in line and group is not None:
                key, value = line.split("=", 1)
                if key in group:
                    problems.append(f"{os.path.basename(path)}:{number}: {key} comes twice")
                group[key] = value
            else:
                problems.append(f"{os.path.basename(path)}:{number}: neither a group nor a key")
    return groups


def fold(text):
    return re.sub(r"[\s_\-()（）\[\]【】]", "", text).casefold()


def check_languages(where, group):
    for key, value in group.items():
        translatable = key in ("Label", "Unit", "Group") or key.startswith("Value.") and "[" not in key
        if translatable and not group.get(key + "[zh_CN]") and re.search(r"[A-Za-z]{3}", value):
            problems.append(f"{where}: {key} has no Chinese")
        if key.endswith("[zh_CN]") and not group.get(key[:-7]):
            problems.append(f"{where}: {key} has no English")


def check_enum(where, field):
    values = field.get("Values", "").split(";")
    if len(set(values)) != len(values) or not all(re.fullmatch(r"[a-z0-9_-]+", value) for value in values):
        problems.append(f"{where}: Values repeat or are no codes")
    for key in field:
        match = re.fullmatch(r"(Value|Level|Alias)\.([^\[]+)(\[zh_CN\])?", key)
        if match and match.group(2) not in values:
            problems.append(f"{where}: {key} belongs to no value")
        if key.startswith("Level.") and field[key] not in ("1", "2", "3", "4"):
            problems.append(f"{where}: {key} is not 1 to 4")
    taken = {}
    for value in values:
        if not field.get("Value." + value):
            problems.append(f"{where}: Value.{value} is missing")
        names = {value, field.get("Value." + value, ""), field.get(f"Value.{value}[zh_CN]", "")}
        names |= set(field.get("Alias." + value, "").split(";"))
        for name in {fold(name) for name in names} - {""}:
            if taken.setdefault(name, value) != value:
                problems.append(f"{where}: “{name}” stands for both {taken[name]} and {value}")


def check_field(where, name, field, restated):
    for key in field:
        if re.sub(r"\[zh_CN\]$", "", key) not in FIELD_KEYS and not re.match(r"(Value|Level|Alias|LevelFrom|LevelUpTo)\.", key):
            problems.append(f"{where}: unknown key {key}")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        problems.append(f"{where}: no good name")
    if not restated and (field.get("Type") not in TYPES or not field.get("Label")):
        problems.append(f"{where}: Type or Label is missing or unknown")
    check_languages(where, field)
    if field.get("Type") == "enum":
        check_enum(where, field)


def check_aliases(where, fields):
    taken = {}
    for name, field in fields.items():
        names = {name, field.get("Label", ""), field.get("Label[zh_CN]", "")} | set(field.get("Aliases", "").split(";"))
        for alias in {fold(alias) for alias in names} - {""}:
            if taken.setdefault(alias, name) != name:
                problems.append(f"{where}: column “{alias}” means both {taken[alias]} and {name}")


DRAWN = {"hatch", "hatch-back", "cross-hatch", "solid", "dashed", "dotted", "dash-dot", "bare", "heavy", "arrow", "arrows", "crosses"}


def check_drawn(where, kind, values):
    """Looks by type: each belongs to a value of the field "type", and its words are known."""
    for key, value in kind.items():
        match = re.fullmatch(r"(Draw|Glyph|Symbol|SymbolText)\.(.+)", key)
        if match and (kind.get("Drawn") != "by-type" or match.group(2) not in values):
            problems.append(f"{where}: {key} belongs to no value of the field type")
        if match and match.group(1) == "Draw" and not all(word in DRAWN or re.fullmatch("#[0-9a-f]{6}", word) for word in value.split(";")):
            problems.append(f"{where}: {key} has a word that is not known")


def check_kind(path, ids):
    where = os.path.basename(path)
    groups = read(path)
    kind = groups.get("Kind", {})
    fields = {name[6:]: group for name, group in groups.items() if name.startswith("Field ")}
    for key in kind:
        if re.sub(r"\[zh_CN\]$", "", key) not in KIND_KEYS and not re.match(r"(Draw|Glyph|Symbol|SymbolText)\.", key):
            problems.append(f"{where}: unknown key {key}")
    check_drawn(where, kind, fields.get("type", {}).get("Values", "").split(";"))
    for name in groups:
        if name != "Kind" and not name.startswith("Field "):
            problems.append(f"{where}: unknown group {name}")
    if kind.get("Version") != "1" or kind.get("Id", "") + ".kind" != where:
        problems.append(f"{where}: Version is not 1 or Id is not the file's name")
    if "Owner" in kind and (kind["Owner"] not in ids or kind.get("Geometry") != "none"):
        problems.append(f"{where}: Owner is no kind, or the kind has a geometry")
    check_languages(where, kind)
    for name, field in fields.items():
        check_field(f"{where} {name}", name, field, name in BUILT_IN and where != "common.kind")
    for key in ("LevelField", "StateField"):
        field = fields.get(kind.get(key), {})
        by_number = key == "LevelField" and any(name.startswith(("LevelFrom.", "LevelUpTo.")) for name in field)
        if key in kind and field.get("Type") != "enum" and not by_number:
            problems.append(f"{where}: {key} names no enum field")
    if "Frozen" in kind and kind["Frozen"] not in fields and kind["Frozen"] not in BUILT_IN:
        problems.append(f"{where}: Frozen names no field")
    for name, field in fields.items():
        for target in filter(None, field.get("Target", "").split(";")):
            if target not in ids:
                problems.append(f"{where} {name}: Target names no kind: {target}")
    for name in filter(None, kind.get("SubtitleFields", "").split(";")):
        if name not in fields and name not in BUILT_IN:
            problems.append(f"{where}: SubtitleFields names no field: {name}")
    check_aliases(where, fields)


def main():
    paths = sorted(glob.glob(os.path.join(KINDS, "*.kind")))
    ids = {os.path.basename(path)[:-5] for path in paths}
    for path in paths:
        check_kind(path, ids)
    for problem in problems:
        print(problem)
    return 1 if problems or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
