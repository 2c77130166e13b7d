"""A container on a simulated node: a folder with its region, programs inside, and what the device's ledger says of them."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

MIB = 1 << 20
ASKER, MAKE_REGION, LEDGER, LIBRARY, PRELOADED = (os.environ[name] for name in (
    "ASKER", "MAKE_REGION", "LEDGER", "LIBRARY", "PRELOADED"))
SUCCESS, OUT_OF_MEMORY, NOT_INITIALIZED, NO_DEVICE, NOT_PERMITTED = 0, 2, 3, 100, 800


def ledger():
    return json.loads(subprocess.run([LEDGER, "--json"], check=True, capture_output=True, text=True).stdout)


def uuids():
    return [device["uuid"] for device in ledger()["devices"]]


def bytes_on_devices():
    """What all processes hold."""
    return sum(process["used_bytes"] for process in ledger()["processes"])


class Said:
    """What a program answered step by step, and what was said on its standard error by us."""

    def __init__(self, finished):
        self.status = finished.returncode
        self.answers = [(name, int(result)) for name, result in (line.split() for line in finished.stdout.splitlines())]
        self.errors = finished.stderr
        self.lines = [line for line in finished.stderr.splitlines() if line.startswith("hami: ")]

    def __getitem__(self, step):
        return next(result for name, result in self.answers if name == step)

    def all(self, step):
        return [result for name, result in self.answers if name == step]


class Container:
    """Its region is made beforehand by make_region, or by the first process. `environment` is the programs' own."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="container-", dir="/tmp"))
        self.folder.chmod(0o777)
        self.region = self.folder / "a.cache"
        self.environment = {name: os.environ[name] for name in os.environ
                            if not name.startswith(("CUDA_", "HAMI_", "LIBCUDA_", "GPU_CORE", "ACTIVE_"))}
        self.environment["CUDA_DEVICE_MEMORY_SHARED_CACHE"] = str(self.region)
        if PRELOADED:
            self.environment["LD_PRELOAD"] = LIBRARY

    def make_region(self, *limits):
        subprocess.run([MAKE_REGION, str(self.region), *(f"{uuid}={limit}" for uuid, limit in limits)], check=True)

    def begin(self, *steps, prefix=(), **more):
        environment = {name: value for name, value in {**self.environment, **more}.items() if value is not None}
        return subprocess.Popen([*prefix, ASKER, *steps], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env=environment)

    def run(self, *steps, **more):
        process = self.begin(*steps, **more)
        answers, errors = process.communicate("\n" * len(steps), timeout=60)
        return Said(subprocess.CompletedProcess(steps, process.returncode, answers, errors))

    def remove(self):
        shutil.rmtree(self.folder)
