"""C text of a struct or union with given offsets, and the assertions that hold it to them."""

import re


class Member:
    def __init__(self, row):
        self.path = row["field"]
        self.name = self.path.rpartition(".")[2]
        self.type, _, array = row["type"].partition("[")
        self.array = "[" + array if array else ""
        self.offset, self.size = int(row["offset"]), int(row["size"])
        self.children = []

    @property
    def unnamed(self):
        return self.type.endswith("(anonymous)")

    def element(self):
        """Its path in an offsetof: the first element, where it is an array."""
        return self.name + ("[0]" if self.array else "")


def tree(fields):
    """Members of the structure itself; those of its unnamed member types hang below them."""
    top, by_path = [], {}
    for member in map(Member, fields):
        by_path[member.path] = member
        parent = by_path.get(member.path.rpartition(".")[0].removesuffix("[0]"))
        (parent.children if parent else top).append(member)
    return top


def overlapping(members):
    """Runs of members that share bytes: those of a union without a name."""
    runs, end = [], -1
    for member in sorted(members, key=lambda member: member.offset):
        if member.offset < end:
            runs[-1].append(member)
        else:
            runs.append([member])
        end = max(end, member.offset + member.size)
    return runs


def declaration(member, indent):
    pad = "  " * indent
    if member.unnamed:
        kind = member.type.split()[0]
        inside = body(member.children, kind, indent + 1)
        return f"{pad}{kind} {{\n{inside}{pad}}} {member.name}{member.array};\n"
    if "(*)" in member.type:
        return pad + member.type.replace("(*)", f"(*{member.name})") + ";\n"
    space = "" if member.type.endswith("*") else " "
    return f"{pad}{member.type}{space}{member.name}{member.array};\n"


def body(members, kind, indent=1):
    if kind == "union":
        return "".join(declaration(member, indent) for member in members)
    pad, text = "  " * indent, ""
    for run in overlapping(members):
        if len(run) == 1:
            text += declaration(run[0], indent)
            continue
        if len({member.offset for member in run}) > 1:
            raise ValueError(f"members overlap without starting together: {[member.path for member in run]}")
        text += f"{pad}union {{\n" + "".join(declaration(member, indent + 1) for member in run) + f"{pad}}};\n"
    return text


def offset_assertions(type_name, members, prefix=""):
    for member in members:
        path = prefix + member.name
        yield f'_Static_assert(offsetof({type_name}, {path}) == {member.offset}, "{type_name}.{path}");\n'
        yield from offset_assertions(type_name, member.children, prefix + member.element() + ".")


def contained(members):
    """Types whose definition must come first: of members held by value."""
    for member in members:
        if member.unnamed:
            yield from contained(member.children)
        elif "*" not in member.type:
            yield from re.findall(r"\w+", member.type)
