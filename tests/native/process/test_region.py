"""What may lie where the region is looked for. Whatever is wrong: one clear line, an error for who asks for memory, nothing on the
device, and the program goes on."""
import ctypes
import os
import pathlib
import random
import shutil
import stat
import struct
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from container import ASKER, LIBRARY, MIB, OUT_OF_MEMORY, PRELOADED, SUCCESS, Container, bytes_on_devices, uuids

TAIL = 2011136
SIZE = 3129344
LIMITS = {"CUDA_DEVICE_MEMORY_LIMIT": "3000m", "CUDA_DEVICE_SM_LIMIT": "30"}
NOBODY = 65534
IS_ROOT = os.geteuid() == 0
STEPS = ("init", "context:0", "alloc:4096", "context:0", "alloc:4096", "launch")


class RegionCase(unittest.TestCase):
    def setUp(self):
        self.container = Container()
        self.addCleanup(self.container.remove)

    def make(self, *limits):
        self.container.make_region(*(limits or [(uuids()[0], f"{3000 * MIB},30")]))

    def granted(self, **more):
        said = self.container.run("init", "context:0", "alloc:4096", "free", **more)
        self.assertEqual((said.status, [result for _, result in said.answers], said.lines), (0, [SUCCESS] * 4, []), said.errors)

    def refused(self, *words, **more):
        process = self.container.begin(*STEPS, "wait", **more)
        lines = [process.stdout.readline() for _ in STEPS]
        held = bytes_on_devices()
        _, errors = process.communicate("\n", timeout=60)
        answers = [int(line.split()[1]) for line in lines]
        said = [line for line in errors.splitlines() if line.startswith("hami: ")]
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual([answers[0], answers[1], answers[3]], [SUCCESS, OUT_OF_MEMORY, OUT_OF_MEMORY], errors)
        self.assertNotIn(SUCCESS, answers[1:], errors)
        self.assertEqual(held, 0)
        self.assertEqual(len(said), 1, errors)
        for word in words:
            self.assertIn(word, said[0])
        return said[0]


class Found(RegionCase):
    def test_region_and_environment(self):
        self.make()
        self.granted(**LIMITS)

    def test_region_alone(self):
        self.make()
        self.granted()

    def test_first_process_makes_it(self):
        self.granted(**LIMITS)
        self.assertEqual(self.container.region.stat().st_size, SIZE)
        self.granted()

    def test_first_process_orders_devices_as_nvml(self):
        limits = {"CUDA_DEVICE_MEMORY_LIMIT_0": "3000m", "CUDA_DEVICE_MEMORY_LIMIT_1": "600m", "CUDA_DEVICE_SM_LIMIT": "0"}
        self.container.run("init", CUDA_VISIBLE_DEVICES="1", **limits)
        data = self.container.region.read_bytes()
        self.assertEqual([data[64 + 96 * d:64 + 96 * d + 40].decode() for d in range(2)], uuids())
        self.assertEqual(struct.unpack_from("<2Q", data, 1600), (3000 * MIB, 600 * MIB))

    def test_many_first_processes(self):
        limits = {"CUDA_DEVICE_MEMORY_LIMIT": "600m", "CUDA_DEVICE_SM_LIMIT": "0"}
        processes = [self.container.begin("init", "wait", **limits) for _ in range(24)]
        for process in processes:
            answers, errors = process.communicate("\n", timeout=60)
            self.assertEqual((answers, errors), ("init 0\nwait 0\n", ""))
        self.assertEqual([file.name for file in self.container.folder.iterdir()], ["a.cache"])

    @unittest.skipUnless(PRELOADED, "the library is linked, not preloaded")
    def test_program_without_environment_finds_it_beside_the_library(self):
        library = shutil.copy(LIBRARY, self.container.folder / "libvgpu.so")
        self.make()
        self.granted(CUDA_DEVICE_MEMORY_SHARED_CACHE=None, LD_PRELOAD=library)
        self.assertIn("there are 2 regions", self.refused_beside(library))

    def refused_beside(self, library):
        shutil.copy(self.container.region, self.container.folder / "b.cache")
        return self.refused(CUDA_DEVICE_MEMORY_SHARED_CACHE=None, LD_PRELOAD=library)

    def test_program_that_clears_its_environment(self):
        self.make((uuids()[0], f"{600 * MIB},30"))
        said = self.container.run("init", "clear", "context:0", f"alloc:{400 * MIB}")
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, OUT_OF_MEMORY], said.errors)

    @unittest.skipUnless(IS_ROOT, "another user needs root")
    def test_other_user(self):
        self.granted(**LIMITS)
        programs = self.container.folder / "programs"
        programs.mkdir()
        asker = shutil.copy(ASKER, programs)
        mode = stat.S_IMODE(pathlib.Path(os.environ["SIMGPU_STATE"]).stat().st_mode)
        os.chmod(os.environ["SIMGPU_STATE"], 0o666)
        self.addCleanup(os.chmod, os.environ["SIMGPU_STATE"], mode)
        reachable = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", "test", "-r", LIBRARY], check=False)
        if reachable.returncode != 0:
            self.skipTest("another user may not read the library where it is built")
        process = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", asker, "init", "context:0", "alloc:4096"],
                                 env=self.container.environment, capture_output=True, text=True, check=False)
        self.assertEqual(process.stdout.split()[1::2], ["0", "0", "0"], process.stderr)

    @unittest.skipUnless(IS_ROOT, "a pid namespace needs root")
    def test_other_pid_namespace(self):
        if subprocess.run(["unshare", "--pid", "--fork", "true"], check=False).returncode != 0:
            self.skipTest("may not make a pid namespace")
        self.make((uuids()[0], f"{1000 * MIB},30"))
        first = self.container.begin("init", "context:0", f"alloc:{300 * MIB}", "wait")
        for _ in range(3):
            self.assertIn(" 0\n", first.stdout.readline())
        inside = {"prefix": ("unshare", "--pid", "--fork", "--mount-proc")}
        said = self.container.run("init", "context:0", **inside)
        self.assertEqual(said["context"], OUT_OF_MEMORY, "a living one of another namespace keeps what it has: " + said.errors)
        first.kill()
        first.communicate()
        said = self.container.run("init", "context:0", f"alloc:{300 * MIB}", **inside)
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, SUCCESS], "a dead one's is free: " + said.errors)


    @unittest.skipUnless(IS_ROOT, "hiding /proc needs root")
    def test_proc_that_may_not_be_read(self):
        self.make((uuids()[0], f"{1000 * MIB},30"))
        hidden = {"prefix": ("unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "-")}
        first = self.container.begin("init", "context:0", "wait")
        for _ in range(2):
            self.assertIn(" 0\n", first.stdout.readline())
        said = self.container.run("init", "context:0", f"alloc:{200 * MIB}", LIBCUDA_LOG_LEVEL="3", **hidden)
        first.communicate("\n")
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, OUT_OF_MEMORY], said.errors)
        self.assertEqual(len([line for line in said.lines if "locks or /proc may not be used" in line]), 1, said.errors)


class Missing(RegionCase):
    def test_neither_region_nor_limits(self):
        self.refused("neither a region in", str(self.container.region), "CUDA_DEVICE_MEMORY_LIMIT_0")
        self.assertFalse(self.container.region.exists())

    def test_made_beforehand(self):
        self.refused("made beforehand is missing", **LIMITS,
                     HAMI_REGION_BEFOREHAND="true")
        self.assertFalse(self.container.region.exists())

    def test_no_folder(self):
        nowhere = self.container.folder / "none" / "a.cache"
        self.refused("there is no region", str(nowhere), CUDA_DEVICE_MEMORY_SHARED_CACHE=str(nowhere),
                     **LIMITS)

    def test_relative_path(self):
        self.refused("CUDA_DEVICE_MEMORY_SHARED_CACHE", "absolute path", CUDA_DEVICE_MEMORY_SHARED_CACHE="a.cache")

    def test_empty_path(self):
        self.refused("CUDA_DEVICE_MEMORY_SHARED_CACHE is empty", CUDA_DEVICE_MEMORY_SHARED_CACHE="")

    def test_path_with_control_characters(self):
        self.assertIn("?[31m", self.refused("neither", CUDA_DEVICE_MEMORY_SHARED_CACHE="/tmp/none\n\x1b[31m/a"))

    def test_no_device_granted(self):
        self.container.make_region()
        self.refused("no device is granted")


class Wrong(RegionCase):
    def setUp(self):
        super().setUp()
        self.make()

    def change(self, form, at, *values):
        with open(self.container.region, "r+b") as file:
            file.seek(at)
            file.write(struct.pack(form, *values))

    def test_cut(self):
        for size in (0, 1, 11, 4096, TAIL, TAIL + 16, SIZE - 1):
            os.truncate(self.container.region, size)
            with self.subTest(size=size):
                self.refused(str(self.container.region), "all allocations and launches are refused", "restart the container")

    def test_longer(self):
        os.truncate(self.container.region, SIZE + 1)
        self.refused("another size")

    def test_noise(self):
        chance = random.Random(5)
        for _ in range(5):
            self.container.region.write_bytes(chance.randbytes(SIZE))
            self.refused("the file is no region")

    def test_noise_behind_a_right_head(self):
        chance = random.Random(6)
        for _ in range(5):
            self.make()
            with open(self.container.region, "r+b") as file:
                file.seek(TAIL + 32)
                file.write(chance.randbytes(SIZE - TAIL - 32))
            self.refused()

    def test_zeros(self):
        self.container.region.write_bytes(bytes(SIZE))
        self.refused("the file is no region")

    def test_other_version(self):
        for at in (4, 8, TAIL + 8):
            self.make()
            self.change("<I", at, 7)
            self.refused("of another version")

    def test_original_without_a_tail(self):
        os.truncate(self.container.region, 2008952)
        self.refused("all allocations and launches are refused")

    def test_more_devices_than_fit(self):
        self.change("<Q", 56, 17)
        self.refused("the file is no region")

    def test_limit_that_is_none(self):
        for mode, number in ((0, 3000 * MIB), (2, 0), (4, 3000 * MIB), (0xffffffff, 0)):
            self.make()
            self.change("<I4xQ", TAIL + 128, mode, number)
            with self.subTest(mode=mode, bytes=number):
                self.refused("no memory of the device is granted")

    def test_folder(self):
        self.container.region.unlink()
        self.container.region.mkdir()
        self.refused("not a plain file")

    def test_link(self):
        other = self.container.folder / "other"
        self.container.region.rename(other)
        self.container.region.symlink_to(other)
        self.refused("not a plain file")

    def test_pipe(self):
        self.container.region.unlink()
        os.mkfifo(self.container.region)
        self.refused("not a plain file")

    @unittest.skipIf(IS_ROOT and shutil.which("setpriv") is None, "root may do everything")
    def test_not_to_be_read(self):
        prefix = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if IS_ROOT else ()
        if IS_ROOT:
            os.chown(self.container.region, NOBODY, NOBODY)
        self.container.region.chmod(0o600 if IS_ROOT else 0)
        self.refused("may not be read and written", "let this user", prefix=prefix)

    @unittest.skipUnless(IS_ROOT, "a file system needs root")
    def test_read_only_disk(self):
        self.container.region.unlink()
        inside = ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o ro,size=1m none {self.container.folder} && exec "$@"', "-")
        if subprocess.run([*inside, "true"], check=False, capture_output=True).returncode != 0:
            self.skipTest("may not mount a file system")
        self.refused("may not be read and written", prefix=inside, **LIMITS)

    @unittest.skipUnless(IS_ROOT, "a file system needs root")
    def test_full_disk(self):
        self.container.region.unlink()
        inside = ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o size=1m none {self.container.folder} && exec "$@"', "-")
        if subprocess.run([*inside, "true"], check=False, capture_output=True).returncode != 0:
            self.skipTest("may not mount a file system")
        self.refused("no room", prefix=inside, **LIMITS)

    def test_limit_of_file_sizes(self):
        self.container.region.unlink()
        self.refused("no room", prefix=("prlimit", "--fsize=1048576"), **LIMITS)
        self.assertEqual(list(self.container.folder.iterdir()), [])

    def test_folder_not_to_be_written(self):
        self.container.region.unlink()
        self.container.folder.chmod(0o555)
        if IS_ROOT:
            os.chown(self.container.folder, NOBODY, NOBODY)
        prefix = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if IS_ROOT else ()
        self.refused("may not be read and written", "the folder it is in", prefix=prefix, **LIMITS)


class WhileInUse(RegionCase):
    def begin(self, *steps):
        self.make((uuids()[0], f"{1000 * MIB},30"))
        process = self.container.begin("init", "context:0", f"alloc:{100 * MIB}", "wait", *steps)
        for _ in range(3):
            self.assertIn(" 0\n", process.stdout.readline())
        return process

    def end(self, process):
        answers, errors = process.communicate("\n", timeout=60)
        self.assertEqual(process.returncode, 0, errors)
        return answers.splitlines(), [line for line in errors.splitlines() if line.startswith("hami: ")]

    def test_cut(self):
        process = self.begin("alloc:4096", "alloc:4096", "free")
        os.truncate(self.container.region, 0)
        time.sleep(0.05)
        answers, lines = self.end(process)
        self.assertEqual(answers[:3], ["wait 0", "alloc 2", "alloc 2"])
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("cut short", lines[0])

    def test_replaced(self):
        """Who has it keeps it; who comes later finds another, and both keep to their limits."""
        process = self.begin(f"alloc:{400 * MIB}", f"alloc:{600 * MIB}")
        self.make((uuids()[0], f"{500 * MIB},30"))
        said = self.container.run("init", "context:0", f"alloc:{100 * MIB}")
        self.assertEqual(said["alloc"], OUT_OF_MEMORY, said.errors)
        self.assertEqual(self.end(process)[0][1:], ["alloc 0", "alloc 2"])

    def test_limit_raised_by_somebody(self):
        process = self.begin(f"alloc:{1500 * MIB}", f"alloc:{1500 * MIB}")
        with open(self.container.region, "r+b") as file:
            file.seek(TAIL + 128 + 8)
            file.write(struct.pack("<Q", 9000 * MIB))
        answers, lines = self.end(process)
        self.assertEqual(answers[1:], ["alloc 2", "alloc 2"])
        self.assertEqual(len([line for line in lines if "limits were changed" in line]), 1, lines)

    def test_limit_raised_by_the_monitor(self):
        process = self.begin(f"alloc:{1500 * MIB}")
        with open(self.container.region, "r+b") as file:
            for at, number in ((TAIL + 24, 2), (TAIL + 128 + 8, 9000 * MIB), (TAIL + 24, 3)):
                file.seek(at)
                file.write(struct.pack("<Q", number))
                file.flush()
        self.assertEqual(self.end(process), (["wait 0", "alloc 0"], []))

    def test_deleted(self):
        process = self.begin("alloc:4096", "free")
        self.container.region.unlink()
        self.assertEqual(self.end(process), (["wait 0", "alloc 0", "free 0"], []))


class Full(RegionCase):
    def test_all_slots_taken(self):
        """By this process, which lives and has the locks of all of them."""
        self.make()
        pid_namespace = os.stat("/proc/self/ns/pid").st_ino
        start_time = int(pathlib.Path("/proc/self/stat").read_text("ascii").rsplit(")", 1)[1].split()[19])
        claim = 2 | (os.getpid() & 0x3fffff) << 2 | start_time << 24
        libc = ctypes.CDLL(None, use_errno=True)
        with open(self.container.region, "r+b") as file:
            for slot in range(1024):
                file.seek(TAIL + 2176 + 1088 * slot)
                file.write(struct.pack("<QQ", claim, pid_namespace))
            file.seek(2008896)
            file.write(struct.pack("<i", 1024))
            file.flush()
            lock = ctypes.create_string_buffer(struct.pack("<hhxxxxqqi4x", 1, 0, 1 << 32, 1024, 0))
            self.assertEqual(libc.fcntl(file.fileno(), 6, lock), 0)
            self.refused("all slots of the region are taken", "end some of the container's processes")
        self.granted()
