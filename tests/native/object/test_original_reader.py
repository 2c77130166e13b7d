"""The region that a limited process writes, read as the original's monitor reads it: fixed places in a file, nothing of ours."""
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest

MIB = 1 << 20
SIZE = 2008952


class Reader:
    """What the monitor sees: a file that it maps whole, accepted when the magic is right and it is long enough."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        if len(self.bytes) < SIZE:
            raise AssertionError(f"{len(self.bytes)} bytes: the monitor takes it for an older one")

    def number(self, form, at):
        return struct.unpack_from("<" + form, self.bytes, at)[0]

    @property
    def devices(self):
        return self.number("Q", 56)

    def uuid(self, device):
        return self.bytes[64 + 96 * device:64 + 96 * (device + 1)].split(b"\0")[0].decode()

    def limit(self, device):
        return self.number("Q", 1600 + 8 * device)

    def sm_limit(self, device):
        return self.number("Q", 1728 + 8 * device)

    def processes(self):
        count = self.number("i", 2008896)
        found = {}
        for slot in range(count):
            at = 1856 + 1960 * slot
            if self.number("i", at + 1928) != 0:
                kinds = struct.unpack_from("<5Q", self.bytes, at + 8)
                found[self.number("i", at)] = dict(zip(("context", "module", "data", "offset", "total"), kinds),
                                                   status=self.number("i", at + 1928))
        return found


class OriginalReader(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="object-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = self.folder + "/region.cache"
        self.holders = []

    def hold(self, size):
        environment = dict(os.environ, LD_PRELOAD=os.environ["VGPU"], LD_LIBRARY_PATH=os.environ["DRIVER"],
                           CUDA_DEVICE_MEMORY_LIMIT_0="3000m", CUDA_DEVICE_MEMORY_LIMIT_1="2g", CUDA_DEVICE_SM_LIMIT_0="30",
                           CUDA_DEVICE_SM_LIMIT_1="0", CUDA_TASK_PRIORITY="0", CUDA_DEVICE_MEMORY_SHARED_CACHE=self.path)
        holder = subprocess.Popen([os.environ["HOLDER"], str(size)], env=environment, text=True, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        self.addCleanup(lambda: (holder.kill(), holder.communicate()))
        said = holder.stdout.readline().split()
        self.assertEqual(len(said), 2, "the holder did not begin")
        return holder, int(said[0]), said[1]

    def ledger(self):
        run = subprocess.run([os.environ["SIMGPU_LEDGER"], "--json"], check=True, capture_output=True, text=True)
        return json.loads(run.stdout)

    def until(self, condition, seconds=2):
        end = time.monotonic() + seconds
        while not condition() and time.monotonic() < end:
            time.sleep(0.01)
        return condition()

    def test_header(self):
        before = int(time.time())
        _, _, uuid = self.hold(MIB)
        region = Reader(self.path)
        self.assertEqual([region.number("I", at) for at in (0, 4, 8)], [19920718, 1, 2])
        self.assertEqual(region.devices, 2)
        plain = uuid[:8] + "-" + uuid[8:12] + "-" + uuid[12:16] + "-" + uuid[16:20] + "-" + uuid[20:]
        self.assertEqual(region.uuid(0), "GPU-" + plain)
        self.assertEqual([region.uuid(d) for d in (0, 1)], [device["uuid"] for device in self.ledger()["devices"]])
        self.assertEqual([region.limit(0), region.limit(1), region.limit(2)], [3000 * MIB, 2048 * MIB, 0])
        self.assertEqual([region.sm_limit(0), region.sm_limit(2)], [30, 0])
        self.assertIn(region.sm_limit(1), (0, 100))
        self.assertEqual(region.number("i", 2008900), 1, "utilization_switch")
        self.assertGreaterEqual(region.number("i", 2008904), 0, "recent_kernel")
        self.assertEqual(region.number("i", 2008908), 0, "priority")
        self.assertGreaterEqual(region.number("Q", 2008912), before, "last_kernel_time")

    def test_processes(self):
        _, pid, _ = self.hold(100 * MIB)
        _, other, _ = self.hold(50 * MIB)
        told = {process["pid"]: process["used_bytes"] for process in self.ledger()["processes"] if process["device"] == 0}
        self.assertEqual(set(told), {pid, other})
        # Modules are looked up a moment later.
        self.assertTrue(self.until(lambda: {p: s["total"] for p, s in Reader(self.path).processes().items()} == told),
                        f"{Reader(self.path).processes()}, the ledger {told}")
        slots = Reader(self.path).processes()
        for slot in slots.values():
            self.assertEqual(slot["status"], 1)
            self.assertEqual(slot["total"], slot["context"] + slot["module"] + slot["data"])
        self.assertEqual([slots[pid]["data"], slots[other]["data"]], [100 * MIB, 50 * MIB])

    def test_the_dead_go(self):
        holder, pid, _ = self.hold(100 * MIB)
        _, other, _ = self.hold(50 * MIB)
        os.kill(pid, signal.SIGKILL)
        holder.communicate()
        self.assertTrue(self.until(lambda: set(Reader(self.path).processes()) == {other}), "still there after two seconds")

    def test_ended_ones_go(self):
        holder, pid, _ = self.hold(100 * MIB)
        holder.communicate()
        _, other, _ = self.hold(50 * MIB)
        self.assertEqual(set(Reader(self.path).processes()), {other})

    def test_what_the_monitor_writes_stays(self):
        self.hold(MIB)
        with open(self.path, "r+b") as file:
            file.seek(2008900)
            file.write(struct.pack("<i", 0))
        _, pid, _ = self.hold(MIB)
        self.assertEqual(Reader(self.path).number("i", 2008900), 0)
        self.assertIn(pid, Reader(self.path).processes())


if __name__ == "__main__":
    unittest.main()
