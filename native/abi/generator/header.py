"""One library's header: constants, types with checked layouts, prototypes."""

import re

from . import layout, tables


class Interface:
    """What a header declares. `types`: a typedef's name -> (what it stands for, size); `structures`: tag -> (size row, members)."""

    def __init__(self, constants, types, structures, functions):
        self.constants, self.types, self.structures, self.functions = constants, types, structures, functions


def cuda():
    typedefs = tables.newest(tables.rows("cuda-typedefs.tsv"), "typedef")
    types = {row["typedef"]: (row["type"], int(row["size"])) for row in typedefs}
    types["CUGLDeviceList"] = ("enum CUGLDeviceList_enum", 4)
    constants = tables.constants("cuda-enums.tsv") + [
        ("CUGLDeviceList", "CU_GL_DEVICE_LIST_ALL", "1"),
        ("CUGLDeviceList", "CU_GL_DEVICE_LIST_CURRENT_FRAME", "2"),
        ("CUGLDeviceList", "CU_GL_DEVICE_LIST_NEXT_FRAME", "3"),
    ]
    structures = {}
    for tag, (size, fields) in tables.structures("cuda-structs.tsv").items():
        kind = size["type"].split(";")[0]
        structures[f"{kind} {tag}"] = (size, layout.tree(fields))
    return Interface(constants, types, structures, tables.functions("cuda-functions.tsv", "cuda-functions-interop.tsv"))


def nvml():
    table = tables.rows("nvml-structs.tsv")
    types = {row["struct"]: (row["type"], int(row["size"]))
             for row in tables.newest([row for row in table if row["field"] == "(typedef)"], "struct")}
    structures = {}
    for name, (size, fields) in tables.structures("nvml-structs.tsv").items():
        if name in types:
            continue  # a struct of its own in old headers, another name for a newer one since
        members = layout.tree(fields)
        union = len(members) > 1 and all(member.offset == 0 for member in members)
        tag = ("union " if union else "struct ") + re.sub(r"_t$", "_st", name)
        structures[tag] = (size, members)
        types[name] = (tag, int(size["size"]))
    return Interface(tables.constants("nvml-enums.tsv"), types, structures, tables.functions("nvml-functions.tsv"))


def number(value):
    """A C literal of a table's value."""
    if not re.fullmatch(r"-?\d+", value):
        return value  # a string or a range of bits
    value = int(value)
    suffix = "" if -2**31 <= value < 2**31 else "U" if 0 <= value < 2**32 else "ULL"
    return f"{value}{suffix}"


def define(group, name, value):
    cast = group.removeprefix("#define").strip()
    pointer = cast.rstrip(")").endswith(("*", "CUstream"))
    literal = f"(uintptr_t){value}" if pointer else number(value)
    if cast:
        return f"#define {name} ({cast}{literal})\n"
    return f"#define {name} ({literal})\n" if literal.startswith("-") else f"#define {name} {literal}\n"


def enumerations(interface):
    groups = {}
    for group, name, value in interface.constants:
        if not group.startswith("#define"):
            groups.setdefault(group, []).append((name, value))
    for group, members in groups.items():
        tag = interface.types.get(group, ("enum (anonymous)",))[0]
        # Of an enumeration that newer headers replaced by another one only the names remain.
        tag = "" if tag == "enum (anonymous)" or not tag.startswith("enum ") else tag.removeprefix("enum ") + " "
        lines = "".join(f"  {name} = {number(value)},\n" for name, value in members)
        yield f"enum {tag}{{\n{lines}}};\n"


def typedef(name, meaning):
    if "(*)" in meaning:
        return "typedef " + meaning.replace("(*)", f"(*{name})") + ";\n"
    if meaning == "enum (anonymous)":
        return f"typedef unsigned int {name};\n"
    space = "" if meaning.endswith("*") else " "
    return f"typedef {meaning}{space}{name};\n"


def ordered(names, needs):
    """Each name after those that it needs."""
    result, state = [], {}

    def visit(name):
        if state.get(name) == "done":
            return
        if state.get(name) == "open":
            raise ValueError(f"{name} needs itself")
        state[name] = "open"
        for other in needs(name):
            visit(other)
        state[name] = "done"
        result.append(name)

    for name in names:
        visit(name)
    return result


def typedefs(interface):
    types = interface.types
    needs = lambda name: [word for word in re.findall(r"\w+", types[name][0]) if word in types and word != name]
    for name in ordered(types, needs):
        yield typedef(name, types[name][0])


def tag_of(interface, name):
    """The structure that a type name stands for, None if for something else."""
    while name in interface.types:
        name = interface.types[name][0]
    return name if name in interface.structures else None


def structures(interface):
    def tags_named(word):
        return [tag for tag in (tag_of(interface, word), f"struct {word}", f"union {word}") if tag in interface.structures]

    def needs(tag):
        return [other for word in layout.contained(interface.structures[tag][1]) for other in tags_named(word)]

    for tag in ordered(interface.structures, needs):
        size, members = interface.structures[tag]
        align = int(re.search(r"align (\d+)", size["type"])[1])
        aligned = f" __attribute__((aligned({align})))" if align > 8 else ""
        yield f"\n{tag} {{\n{layout.body(members, tag.split()[0])}}}{aligned};\n"
        yield f'_Static_assert(sizeof({tag}) == {size["size"]}, "sizeof {tag}");\n'
        yield from layout.offset_assertions(tag, members)


def prototype(row, name=None):
    return f'{row["returns"]} {name or row["symbol"]}({", ".join(tables.parameters(row)) or "void"})'


def text(interface):
    yield "// Generated from the tables in native/abi: edit those.\n"
    yield "#pragma once\n\n#include <stddef.h>\n#include <stdint.h>\n\n"
    yield from (define(*row) for row in interface.constants if row[0].startswith("#define"))
    yield "\n"
    yield from enumerations(interface)
    yield "\n"
    # Declared before any prototype or function pointer could mention one for the first time.
    yield from (f"{tag};\n" for tag in interface.structures)
    yield from typedefs(interface)
    yield from structures(interface)
    yield "\n"
    for name, (meaning, size) in interface.types.items():
        yield f'_Static_assert(sizeof({name}) == {size}, "sizeof {name}");\n' if complete(interface, name) else ""
    yield "\n#pragma GCC visibility push(default)\n"
    yield from (prototype(row) + ";\n" for row in interface.functions)
    yield "#pragma GCC visibility pop\n"


def complete(interface, name):
    meaning = interface.types[name][0]
    while meaning in interface.types:
        meaning = interface.types[meaning][0]
    return "*" in meaning or not meaning.startswith(("struct ", "union ")) or meaning in interface.structures
