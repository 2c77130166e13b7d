"""What makes the libraries whole: a default for each symbol, per-thread forms, the lookup table, error names, version scripts."""

import re

from . import tables
from .header import prototype

GENERATED = "// Generated from the tables in native/abi: edit those.\n"
OLD_DRIVER = 10020  # the newest interface of the old profile: CUDA 10.2
PER_THREAD = re.compile(r"_pt(?:sz|ds)$")


def parameter_name(declaration):
    return re.search(r"(\w+)(?:\[\w*\])?$", declaration)[1]


def weak_stub(row, begin, result):
    yield f"__attribute__((weak)) {prototype(row)} {{\n{begin}"
    yield from (f"  (void){parameter_name(parameter)};\n" for parameter in tables.parameters(row))
    yield f"  return {result};\n}}\n\n"


def stubs(functions, header, results, begin):
    """By return type: `results`, what an entry point that nobody wrote returns; `begin`, what it does before."""
    yield GENERATED + "// Entry points that no file defines.\n"
    yield f'#include "{header}"\n\n'
    for row in functions:
        yield from weak_stub(row, begin.get(row["returns"], ""), results[row["returns"]])


def plain_name(symbol, symbols):
    """The symbol whose per-thread form this is, or None."""
    plain = PER_THREAD.sub("", symbol)
    return plain if plain != symbol and plain in symbols else None


def per_thread_forms(functions):
    symbols = {row["symbol"] for row in functions}
    yield GENERATED + "// The forms for which the null stream is the thread's own.\n"
    yield '#include "cuda_abi.h"\n#include "simgpu/driver/default_stream.h"\n\n'
    for row in functions:
        plain = plain_name(row["symbol"], symbols)
        if not plain:
            continue
        arguments = ", ".join(map(parameter_name, tables.parameters(row)))
        yield f"{prototype(row)} {{\n"
        yield "  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);\n"
        yield f"  CUresult result = {plain}({arguments});\n"
        yield "  sg_default_stream_leave(before);\n  return result;\n}\n\n"


def proc_addresses(functions):
    """In the order of a binary search: by name, then version."""
    modes = {"d": "SG_PROC_DEFAULT", "l": "SG_PROC_LEGACY", "p": "SG_PROC_PER_THREAD"}
    yield GENERATED + '#include "cuda_abi.h"\n#include "simgpu/driver/proc_address.h"\n\n'
    yield "const struct sg_proc_address sg_proc_addresses[] = {\n"
    named = [row for row in functions if row["gpa_name"]]
    for row in sorted(named, key=lambda row: (row["gpa_name"], int(row["gpa_version"]), row["symbol"])):
        mode = " | ".join(modes[letter] for letter in row["gpa_mode"])
        yield f'  {{"{row["gpa_name"]}", {row["gpa_version"]}, {mode}, (void *){row["symbol"]}}},\n'
    yield "};\n\nconst size_t sg_proc_address_count = sizeof sg_proc_addresses / sizeof *sg_proc_addresses;\n"


def errors(constants):
    known = {row["name"]: row["text"] for row in tables.rows("cuda-error-strings.tsv")}
    yield GENERATED + '#include "simgpu/driver/error.h"\n\n#include "cuda_abi.h"\n\n'
    yield "const struct sg_error sg_errors[] = {\n"
    results = sorted((int(value), name) for group, name, value in constants if group == "CUresult")
    for value, name in results:
        described = known.get(name) or name.removeprefix("CUDA_ERROR_").replace("_", " ").lower()
        yield f'  {{{value}, "{name}", "{described}"}},\n'
    yield "};\n\nconst size_t sg_error_count = sizeof sg_errors / sizeof *sg_errors;\n"


def version_script(symbols):
    listed = "".join(f"    {symbol};\n" for symbol in sorted(symbols))
    yield f"{{\n  global:\n{listed}  local:\n    *;\n}};\n"


def old_symbols(functions):
    """What a driver of CUDA 10.2 exports."""
    return [row["symbol"] for row in functions if int(row["gpa_version"]) <= OLD_DRIVER]
