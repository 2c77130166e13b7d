"""Reads the tables and keeps of each thing the newest row."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
NOT_ENDED = (999, 0)


def rows(name):
    with open(FOLDER / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def version(text):
    """"11.4" -> (11, 4); an empty `until` means: still there."""
    return tuple(map(int, text.split("."))) if text else NOT_ENDED


def newest(table, *key):
    """The row of each key that lasts longest, in the order of first appearance."""
    kept = {}
    for row in table:
        name = tuple(row[column] for column in key)
        if name not in kept or version(row["until"]) >= version(kept[name]["until"]):
            kept[name] = row
    return list(kept.values())


def functions(*tables):
    return sorted((row for table in tables for row in newest(rows(table), "symbol")), key=lambda row: row["symbol"])


def parameters(row):
    """The declarations of a function's parameters; none for `void`."""
    return [] if row["params"] == "void" else row["params"].split("; ")


def structures(table):
    """name -> (its newest `(sizeof)` row, the fields it has in that version)."""
    table = rows(table)
    result = {}
    for size in newest([row for row in table if row["field"] == "(sizeof)"], "struct"):
        at = version(size["until"])
        fields = [row for row in table
                  if row["struct"] == size["struct"] and not row["field"].startswith("(")
                  and version(row["since"]) <= at <= version(row["until"])]
        result[size["struct"]] = (size, fields)
    return result


def constants(table):
    """(group, name, value) of each enumerator and `#define`, newest values."""
    return [(row["enum"], row["name"], row["value"]) for row in newest(rows(table), "name")]
