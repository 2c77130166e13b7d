"""Programs that don't use CUDA, or can't: no file, no thread, no line, and the driver's own answers."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from container import (LIBRARY, MIB, NOT_INITIALIZED, OUT_OF_MEMORY, PRELOADED, SUCCESS, Container, ledger, uuids)

CONTROL = os.environ["CONTROL"]
SETTINGS = {"CUDA_DEVICE_MEMORY_LIMIT": "3000m", "CUDA_DEVICE_SM_LIMIT": "30"}


class Silence(unittest.TestCase):
    def setUp(self):
        self.container = Container()
        self.addCleanup(self.container.remove)

    def untouched(self):
        self.assertEqual(list(self.container.folder.iterdir()), [])

    def footprint(self, process):
        """Threads, open files, and what is mapped of the region and of the driver."""
        folder = pathlib.Path(f"/proc/{process.pid}")
        files = [os.readlink(file) for file in (folder / "fd").iterdir()]
        maps = (folder / "maps").read_text("ascii")
        return len(list((folder / "task").iterdir())), [file for file in files if "pipe:" not in file], maps

    def test_before_it_calls(self):
        process = self.container.begin("count", "wait", "init", "wait", **SETTINGS)
        process.stdout.readline()
        threads, files, maps = self.footprint(process)
        process.communicate("\n\n")
        self.assertEqual((threads, files), (1, []))
        self.assertNotIn(str(self.container.folder), maps)

    @unittest.skipUnless(PRELOADED, "the library is linked, not preloaded")
    def test_program_without_cuda(self):
        process = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**self.container.environment, **SETTINGS}, text=True)
        process.stdin.write("line\n")
        process.stdin.flush()
        process.stdout.readline()
        threads, files, maps = self.footprint(process)
        _, errors = process.communicate()
        self.assertEqual((process.returncode, threads, files, errors), (0, 1, [], ""))
        self.assertIn("libvgpu.so", maps)
        self.assertNotIn("libcuda", maps)
        self.assertNotIn(str(self.container.folder), maps)
        self.untouched()

    @unittest.skipUnless(PRELOADED, "the library is linked, not preloaded")
    def test_memory_in_a_program_without_cuda(self):
        process = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.container.environment)
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        kib, resident, ours = 0, 0, False
        for line in pathlib.Path(f"/proc/{process.pid}/smaps").read_text("ascii").splitlines():
            words = line.split()
            if not words[0].endswith(":"):
                # What is anonymous right behind it is its too.
                ours = "libvgpu" in line or (ours and len(words) == 5)
            elif ours:
                resident += int(words[1]) if words[0] == "Rss:" else 0
                kib += int(words[1]) if words[0] == "Anonymous:" else 0
        stripped = self.container.folder / "stripped.so"
        subprocess.run(["strip", "-o", stripped, LIBRARY], check=True)
        size = stripped.stat().st_size
        print(f"# in a program without CUDA {resident} KiB, {kib} of them not shared; {size} bytes stripped")
        process.communicate()
        self.assertLessEqual(resident, 64)

    @unittest.skipUnless(os.geteuid() == 0 and PRELOADED, "needs root, and a library that is preloaded")
    def test_setuid_program(self):
        """The loader takes a preloaded library into one only from its own folders; either way it runs."""
        program = pathlib.Path(shutil.copy(shutil.which("id"), self.container.folder))
        program.chmod(0o4755)
        done = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", program, "-u"], capture_output=True, text=True,
                              env={**self.container.environment, **SETTINGS}, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, "0\n"), done.stderr)
        self.assertNotIn("hami:", done.stderr)
        self.assertEqual([file.name for file in self.container.folder.iterdir()], ["id"])

    def test_calls_before_the_start(self):
        said = self.container.run("context:0", "alloc:4096", "free", "launch", "count", **SETTINGS)
        self.assertEqual({result for _, result in said.answers}, {NOT_INITIALIZED}, said.errors)
        self.assertEqual(said.lines, [])
        self.untouched()

    def inject(self, *what):
        subprocess.run([CONTROL, "inject", *what], check=True)
        self.addCleanup(subprocess.run, [CONTROL, "recover"], check=True)

    def test_start_that_fails(self):
        for code in (100, 803, 805, 800, 999):
            with self.subTest(code=code):
                self.inject("cuda-error", str(code), "--function", "cuInit")
                said = self.container.run("init", "alloc:4096", "init", **SETTINGS)
                subprocess.run([CONTROL, "recover"], check=True)
                self.assertEqual((said.all("init"), said["alloc"], said.lines), ([code] * 2, NOT_INITIALIZED, []), said.errors)
                self.untouched()

    def test_start_that_succeeds_later(self):
        self.inject("cuda-error", "805", "--function", "cuInit", "--nth", "1")
        self.container.make_region(*((uuid, f"{600 * MIB},30") for uuid in uuids()))
        said = self.container.run("init", "init", "context:0", f"alloc:{400 * MIB}")
        self.assertEqual((said.all("init"), said["context"], said["alloc"]), ([805, SUCCESS], SUCCESS, OUT_OF_MEMORY), said.errors)

    def test_nothing_of_nvml(self):
        """Only CUDA tells of the devices, in its own order: that may do when nobody renames them."""
        folder = self.container.folder / "driver"
        folder.mkdir()
        for name in ("libcuda.so.1",):
            shutil.copy(pathlib.Path(os.environ["LD_LIBRARY_PATH"]) / name, folder)
        said = self.container.run("init", "context:0", LD_LIBRARY_PATH=str(folder), **SETTINGS)
        self.assertEqual((said["context"], said.lines), (SUCCESS, []), said.errors)
        self.container.region.unlink()
        said = self.container.run("init", "context:0", LD_LIBRARY_PATH=str(folder), CUDA_VISIBLE_DEVICES="1", **SETTINGS)
        self.assertEqual((said["context"], len(said.lines)), (OUT_OF_MEMORY, 1), said.errors)
        self.assertIn("libnvidia-ml.so.1", said.lines[0])
        self.assertFalse(self.container.region.exists())
        self.assertEqual([process for process in ledger()["processes"] if process["used_bytes"]], [])
