"""What the environment says, beside a region and alone: it can only take away; what is said badly refuses."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from container import MIB, OUT_OF_MEMORY, SUCCESS, Container, bytes_on_devices, uuids

GIB = 1024 * MIB
STEPS = ("init", "context:0", f"alloc:{GIB}")


class Environment(unittest.TestCase):
    def setUp(self):
        self.container = Container()
        self.addCleanup(self.container.remove)

    def beside_a_region(self, limit, **environment):
        self.container.make_region((uuids()[0], limit))
        return self.container.run(*STEPS, **environment)

    def assert_refused(self, said, *words):
        self.assertEqual((said.status, said["init"], said["context"]), (0, SUCCESS, OUT_OF_MEMORY), said.errors)
        self.assertNotEqual(said["alloc"], SUCCESS)
        self.assertEqual(bytes_on_devices(), 0)
        for word in words:
            self.assertTrue(any(word in line for line in said.lines), said.errors)
        self.assertEqual(len(said.lines), len(set(said.lines)), "each line once: " + said.errors)

    def test_lowers(self):
        said = self.beside_a_region(f"{3 * GIB},30", CUDA_DEVICE_MEMORY_LIMIT_0="1g")
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, OUT_OF_MEMORY], said.errors)

    def test_does_not_raise(self):
        said = self.beside_a_region(f"{GIB},30", CUDA_DEVICE_MEMORY_LIMIT_0="3g", CUDA_DEVICE_MEMORY_LIMIT="3g")
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, OUT_OF_MEMORY], said.errors)

    def test_lowers_what_has_no_limit(self):
        said = self.beside_a_region("none,none", CUDA_DEVICE_MEMORY_LIMIT_0="1g")
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, OUT_OF_MEMORY], said.errors)
        said = self.beside_a_region("hardware,hardware")
        self.assertEqual([said["context"], said["alloc"]], [SUCCESS, SUCCESS], said.errors)

    def test_does_not_grant_what_the_region_refuses(self):
        self.assert_refused(self.beside_a_region("refused,30", CUDA_DEVICE_MEMORY_LIMIT_0="3g"), "no memory of the device")

    def test_bad_memory_beside_a_region(self):
        for value in ("", "abc", "0", "-1", "3000x", "1e9", " 3g", "99999999999999999999g"):
            for name in ("CUDA_DEVICE_MEMORY_LIMIT_0", "CUDA_DEVICE_MEMORY_LIMIT"):
                with self.subTest(name=name, value=value):
                    self.assert_refused(self.beside_a_region(f"{3 * GIB},30", **{name: value}), f"{name} is ", "set it to")

    def test_bad_memory_alone(self):
        for value in ("", "abc", "0", "3000x"):
            with self.subTest(value=value):
                self.container.region.unlink(missing_ok=True)
                said = self.container.run(*STEPS, CUDA_DEVICE_MEMORY_LIMIT=value, CUDA_DEVICE_SM_LIMIT="0")
                self.assert_refused(said, "CUDA_DEVICE_MEMORY_LIMIT is ")
                # It stays so for those who come later, for the first process's word is the region's.
                said = self.container.run(*STEPS, CUDA_DEVICE_MEMORY_LIMIT="3g", CUDA_DEVICE_SM_LIMIT="0")
                self.assert_refused(said, "no memory of the device")

    def test_missing_memory_alone(self):
        said = self.container.run(*STEPS, CUDA_DEVICE_MEMORY_LIMIT_1="3g", CUDA_DEVICE_SM_LIMIT="0")
        self.assert_refused(said, "CUDA_DEVICE_MEMORY_LIMIT_0 is not set")

    def test_more_limits_than_devices(self):
        limits = {f"CUDA_DEVICE_MEMORY_LIMIT_{d}": "3g" for d in range(5)}
        said = self.container.run(*STEPS, "context:1", "context:2", CUDA_DEVICE_SM_LIMIT="0", **limits)
        self.assertEqual(said.all("context")[:2], [SUCCESS, SUCCESS], said.errors)
        self.assertNotEqual(said.all("context")[2], SUCCESS)
        self.assertEqual(len(said.lines), 1, said.errors)
        self.assertIn("CUDA_DEVICE_MEMORY_LIMIT_2 is set, but there are 2 devices", said.lines[0])

    def test_settings_that_are_bad_are_said_and_refuse_nothing(self):
        for name in ("LIBCUDA_LOG_LEVEL", "CUDA_TASK_PRIORITY", "ACTIVE_OOM_KILLER", "CUDA_OVERSUBSCRIBE"):
            with self.subTest(name=name):
                said = self.beside_a_region(f"{3 * GIB},30", **{name: "x"})
                self.assertEqual([said["context"], said["alloc"]], [SUCCESS, SUCCESS], said.errors)
                self.assertEqual([name in line for line in said.lines], [True], said.errors)

    def test_log_level(self):
        for level, lines in (("0", 0), ("1", 0), ("2", 1), ("4", 1)):
            said = self.beside_a_region(f"{GIB},30", LIBCUDA_LOG_LEVEL=level)
            over = [line for line in said.lines if "are refused" in line]
            self.assertEqual((said["alloc"], len(over)), (OUT_OF_MEMORY, lines), said.errors)

    def test_over_the_limit_is_said_once(self):
        self.container.make_region((uuids()[0], f"{GIB},30"))
        said = self.container.run("init", "context:0", *[f"alloc:{GIB}"] * 5)
        self.assertEqual((said.all("alloc"), len(said.lines)), ([OUT_OF_MEMORY] * 5, 1), said.errors)

    def test_killed_only_when_that_is_wanted(self):
        for value, status in (("true", -9), ("1", -9), ("false", 0), ("0", 0), (None, 0), ("TRUE", 0)):
            with self.subTest(value=value):
                said = self.beside_a_region(f"{GIB},30", ACTIVE_OOM_KILLER=value)
                self.assertEqual(said.status, status, said.errors)
                self.assertEqual(any("is killed" in line for line in said.lines), status != 0)
        self.assertEqual(bytes_on_devices(), 0)

    def test_standard_error_that_nobody_reads(self):
        self.container.make_region((uuids()[0], f"{GIB},30"))
        process = self.container.begin("wait", *STEPS)
        process.stderr.close()
        process.stdin.write("\n")
        process.stdin.flush()
        self.assertIn("alloc 2", process.stdout.read())
        self.assertEqual(process.wait(), 0)
        process.stdin.close()
        process.stdout.close()
