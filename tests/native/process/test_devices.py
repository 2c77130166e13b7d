"""Which of the region's devices is meant, however a program hides, orders and names them: by UUID alone."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from container import MIB, NO_DEVICE, OUT_OF_MEMORY, SUCCESS, Container, bytes_on_devices, ledger, uuids

# A context and 200 MiB beside it fit into the larger share alone.
SMALL, LARGE = 600 * MIB, 900 * MIB
STEPS = ("init", "count", "context:0", f"alloc:{200 * MIB}")


class Devices(unittest.TestCase):
    def setUp(self):
        self.container = Container()
        self.addCleanup(self.container.remove)
        self.first, self.second = uuids()

    def make_both(self):
        self.container.make_region((self.first, f"{SMALL},30"), (self.second, f"{LARGE},30"))

    def alloc(self, visible, *steps, **more):
        said = self.container.run(*steps or STEPS, CUDA_VISIBLE_DEVICES=visible, **more)
        return said["context"], said["alloc"]

    def test_ways_to_name_the_second(self):
        self.make_both()
        for visible in ("1", "1,0", self.second, self.second[:12], f"{self.second},{self.first}", "1,-1", "1,7", "1,,0"):
            with self.subTest(visible=visible):
                self.assertEqual(self.alloc(visible), (SUCCESS, SUCCESS))

    def test_ways_to_name_the_first(self):
        self.make_both()
        for visible in (None, "0", "0,1", self.first, self.first[:12], f"{self.first},{self.second}"):
            with self.subTest(visible=visible):
                self.assertEqual(self.alloc(visible), (SUCCESS, OUT_OF_MEMORY))

    def test_ordinals_count_as_the_program_sees_them(self):
        self.make_both()
        said = self.container.run("init", "context:1", f"alloc:{200 * MIB}", "context:0", f"alloc:{200 * MIB}",
                                  CUDA_VISIBLE_DEVICES="1,0")
        self.assertEqual(said.all("alloc"), [OUT_OF_MEMORY, SUCCESS], said.errors)

    def test_changed_before_the_start(self):
        self.make_both()
        said = self.container.run("set:CUDA_VISIBLE_DEVICES=1", *STEPS)
        self.assertEqual((said["count"], said["alloc"]), (1001, SUCCESS), said.errors)

    def test_order_of_pci(self):
        self.make_both()
        self.assertEqual(self.alloc("1", CUDA_DEVICE_ORDER="PCI_BUS_ID"), (SUCCESS, SUCCESS))

    def test_none(self):
        self.make_both()
        for visible in ("-1", "", "9", "GPU-none", f"{self.first},{self.first}"):
            with self.subTest(visible=visible):
                said = self.container.run("init", "count", "context:0", "alloc:4096", CUDA_VISIBLE_DEVICES=visible)
                self.assertEqual((said.status, said["init"], said.lines), (0, NO_DEVICE, []), said.errors)

    def test_region_in_another_order(self):
        self.container.make_region((self.second, f"{LARGE},30"), (self.first, f"{SMALL},30"))
        self.assertEqual(self.alloc("1"), (SUCCESS, SUCCESS))
        self.assertEqual(self.alloc("0"), (SUCCESS, OUT_OF_MEMORY))

    def test_device_that_was_not_granted(self):
        self.container.make_region((self.second, f"{LARGE},30"))
        said = self.container.run("init", "context:0", "alloc:4096", "context:0", "context:1", f"alloc:{200 * MIB}")
        self.assertEqual(said.all("context"), [OUT_OF_MEMORY, OUT_OF_MEMORY, SUCCESS], said.errors)
        self.assertEqual(said.all("alloc")[1], SUCCESS)
        self.assertEqual(len(said.lines), 1, said.errors)
        self.assertRegex(said.lines[0], "wasn't granted|was not granted")
        self.assertEqual([process for process in ledger()["processes"] if process["used_bytes"]], [])

    def test_more_devices_granted_than_there_are(self):
        self.container.make_region((self.first, f"{SMALL},30"), ("GPU-00000000-0000-0000-0000-000000000001", f"{LARGE},30"),
                                   (self.second, f"{LARGE},30"))
        self.assertEqual(self.alloc("1"), (SUCCESS, SUCCESS))
        self.assertEqual(self.alloc("0"), (SUCCESS, OUT_OF_MEMORY))

    def test_uuids_that_are_none(self):
        for uuid in ("", "GPU-", "GPU-0", self.first + "0", self.first[4:], self.first.replace("a", "g").replace("8", "x"), "x" * 95):
            with self.subTest(uuid=uuid):
                self.container.make_region((uuid, f"{LARGE},30"))
                self.assertEqual(self.alloc(None)[0], OUT_OF_MEMORY)

    def test_uuid_in_capitals(self):
        self.container.make_region(("GPU-" + self.first[4:].upper(), f"{LARGE},30"))
        self.assertEqual(self.alloc(None), (SUCCESS, SUCCESS))

    def test_nothing_is_left(self):
        self.assertEqual(bytes_on_devices(), 0)
