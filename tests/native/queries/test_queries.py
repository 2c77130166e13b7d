"""What queries say inside a container: its share, from every form of the question, and its own processes alone."""
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

MIB = 1 << 20
BUILD = os.environ["NATIVE_BUILD"]
PROGRAMS = os.environ["QUERIES"]
CARD = 40960 * MIB  # of an A100
NO_PERMISSION, NOT_FOUND, INSUFFICIENT_SIZE = 4, 6, 7
RUNNING = ("compute", "compute_v2", "compute_v3", "detail")
USED = ("samples", "infos")
NOBODY = ("graphics", "graphics_v2", "graphics_v3", "mps", "mps_v2", "mps_v3", "detail_graphics")


class Node(unittest.TestCase):
    description = "devices:\n  - model: A100-40GB\n    count: 3\n"

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="queries-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("CUDA_", "SIMGPU_CONTAINER", "GPU_"))}
        self.environment["SIMGPU_STATE"] = self.folder + "/node"
        self.simgpu("create", "-", text=self.description)
        self.prepare()
        self.uuids = [device["uuid"] for device in self.ledger()["devices"]]

    def prepare(self):
        """What is done to the node before anybody looks."""

    def run_program(self, *command, text=None, environment=None):
        result = subprocess.run(command, capture_output=True, text=True, check=False, input=text,
                                env={**self.environment, **(environment or {})})
        self.assertEqual(result.returncode, 0, result.stderr)
        self.said = result.stderr
        return result.stdout

    def simgpu(self, *arguments, text=None):
        return self.run_program(f"{BUILD}/simgpu", *arguments, text=text)

    def ledger(self):
        return json.loads(self.run_program(f"{BUILD}/simgpu-ledger", "--json"))

    def region(self, name, *devices):
        """A container's region: (UUID, MiB) or (UUID, mode) for each device."""
        path = f"{self.folder}/{name}.cache"
        words = []
        for uuid, limit in devices:
            words += [uuid, "limited", str(limit * MIB)] if isinstance(limit, int) else [uuid, limit, "0"]
        self.run_program(f"{PROGRAMS}/queries-plan", path, *words)
        return path

    def tenant(self, region, index=0, mib=64, host_pid=0, container="tenant", device=None):
        """A process that the region, if it has any, counts on its device of that index. `device`: as CUDA is to show it."""
        environment = dict(self.environment, SIMGPU_CONTAINER=container, CUDA_VISIBLE_DEVICES=device or self.uuids[0])
        process = subprocess.Popen([f"{PROGRAMS}/queries-tenant", region or "-", str(index), str(mib * MIB), str(host_pid)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.addCleanup(lambda: process.poll() is None and process.communicate())
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process.pid

    def ask(self, region, how="nvml", **environment):
        """The answers in a container with this region."""
        limits = {"CUDA_DEVICE_MEMORY_SHARED_CACHE": region} if region else {}
        return json.loads(self.run_program(f"{PROGRAMS}/queries-asker", how, environment={**limits, **environment}))

    def ask_unlimited(self, how="nvml", **environment):
        return json.loads(self.run_program(f"{PROGRAMS}/queries-unlimited-asker", how, environment=environment))

    def card(self, answers, uuid):
        (it,) = [device for device in answers["nvml"] if device["uuid"] == uuid]
        return it

    def assert_memory(self, card, total, used, free):
        """Of a card or MIG device, both versions."""
        self.assertEqual((card["result"], card["total"], card["used"], card["free"]), (0, total, used, free))
        self.assertEqual((card["result_v2"], card["total_v2"], card["used_v2"], card["free_v2"]), (0, total, used, free))

    def assert_refused(self, card):
        self.assertEqual((card["result"], card["total"], card["used"], card["free"]), (NO_PERMISSION, 0, 0, 0))
        self.assertEqual((card["result_v2"], card["total_v2"], card["used_v2"], card["free_v2"]), (NO_PERMISSION, 0, 0, 0))

    def assert_list(self, card, form, pids):
        """The processes are these, and the protocol of two calls is as if no others were there."""
        listed = card[form]
        number = len(pids)
        self.assertEqual(sorted(pid for pid, _ in listed["entries"]), sorted(pids), form)
        self.assertEqual(listed["spilt"], 0, f"{form}: wrote behind the last entry")
        none, too_few = (NOT_FOUND, NOT_FOUND) if form in USED else (0, 0)
        if number:
            none, too_few = 0, INSUFFICIENT_SIZE
        expected = [[64, none, number], [max(0, number - 1), too_few, number], [number, none, number]]
        self.assertEqual(listed["calls"][1:], expected, form)
        if form not in USED:
            self.assertEqual(listed["calls"][0], [0, too_few, number], form)
        elif number:
            # Room for all that may begin to work until the next call.
            self.assertEqual(listed["calls"][0][:2], [0, INSUFFICIENT_SIZE])
            self.assertGreaterEqual(listed["calls"][0][2], number, form)

    def let_work(self, *pids):
        """Until NVML has seen each at work: it looks at a device six times a second."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            seen = {pid for card in self.ask_unlimited()["nvml"] for pid, _ in card["samples"]["entries"]}
            if seen.issuperset(pids):
                return
            time.sleep(0.05)
        self.fail(f"{pids} do not all work")


class Shares(Node):
    def test_each_form_gives_the_share(self):
        # MiB granted, MiB in use, total and free that are seen
        table = [
            (3000, 0, 3000, 3000),
            (3000, 64, 3000, 2936),
            (3000, 3000, 3000, 0),
            (1, 1, 1, 0),
            (5000, 4500, 5000, 500),
            (20000, 10000, 20000, 10000),
        ]
        for granted, in_use, total, free in table:
            with self.subTest(granted=granted, in_use=in_use):
                region = self.region(f"{granted}-{in_use}", (self.uuids[0], granted))
                if in_use:
                    self.tenant(region, mib=in_use, device=self.uuids[0])
                answers = self.ask(region)
                self.assert_memory(self.card(answers, self.uuids[0]), total * MIB, in_use * MIB, free * MIB)
                self.assertEqual(self.card(answers, self.uuids[0])["reserved"], 0)

    def test_bar1_and_other_figures_are_the_devices(self):
        region = self.region("a", (self.uuids[0], 3000))
        here, there = (self.card(answers, self.uuids[0]) for answers in (self.ask(region), self.ask_unlimited()))
        self.assertEqual((here["window_total"], here["window_free"]), (there["window_total"], there["window_free"]))

    def test_a_share_larger_than_the_card_is_the_card(self):
        for granted in (40960, 60000):
            region = self.region(str(granted), (self.uuids[0], granted))
            here, there = (self.card(answers, self.uuids[0]) for answers in (self.ask(region), self.ask_unlimited()))
            self.assert_memory(here, CARD, 0, there["free"])
            self.assertEqual(here["reserved"], there["reserved"])

    def test_no_more_is_free_than_others_left_on_the_card(self):
        self.tenant(None, mib=38000)
        region = self.region("a", (self.uuids[0], 8000))
        real = self.card(self.ask_unlimited(), self.uuids[0])["free"]
        self.assertLess(real, 8000 * MIB)
        self.assert_memory(self.card(self.ask(region), self.uuids[0]), 8000 * MIB, 0, real)

    def test_what_others_use_is_not_in_use_here(self):
        ours, theirs = (self.region(name, (self.uuids[0], 3000)) for name in ("ours", "theirs"))
        self.tenant(theirs, mib=1000)
        self.assert_memory(self.card(self.ask(ours), self.uuids[0]), 3000 * MIB, 0, 3000 * MIB)
        self.assert_memory(self.card(self.ask(theirs), self.uuids[0]), 3000 * MIB, 1000 * MIB, 2000 * MIB)

    def test_a_sum_above_the_limit_leaves_nothing_free(self):
        region = self.region("a", (self.uuids[0], 3000))
        self.tenant(region, mib=2900)
        # As growth that the driver took by itself lifts it.
        with open(region, "r+b") as file:
            file.seek(1856 + 8 + 32)
            file.write((3100 * MIB).to_bytes(8, "little"))
        self.assert_memory(self.card(self.ask(region), self.uuids[0]), 3000 * MIB, 3000 * MIB, 0)

    def test_limits_by_the_hardware_leave_the_drivers_answer(self):
        region = self.region("a", (self.uuids[0], "hardware"))
        self.tenant(region, mib=500)
        here, there = (self.card(answers, self.uuids[0]) for answers in (self.ask(region), self.ask_unlimited()))
        for figure in ("total", "used", "free", "total_v2", "used_v2", "free_v2", "reserved"):
            self.assertEqual(here[figure], there[figure], figure)

    def test_no_limit_is_the_card_with_the_regions_sum(self):
        region = self.region("a", (self.uuids[0], "none"))
        self.tenant(region, mib=500)
        real = self.card(self.ask_unlimited(), self.uuids[0])["free"]
        self.assert_memory(self.card(self.ask(region), self.uuids[0]), CARD, 500 * MIB, real)


class Refused(Node):
    def test_a_device_that_is_not_granted(self):
        region = self.region("a", (self.uuids[0], 3000), (self.uuids[1], "refused"))
        answers = self.ask(region)
        self.assert_memory(self.card(answers, self.uuids[0]), 3000 * MIB, 0, 3000 * MIB)
        self.assert_refused(self.card(answers, self.uuids[1]))
        self.assert_refused(self.card(answers, self.uuids[2]))

    def test_without_a_region_nothing_is_shown(self):
        stranger = self.tenant(None)
        self.let_work(stranger)
        for region in (None, self.folder + "/none.cache", "/dev/null"):
            answers = self.ask(region)
            for card in answers["nvml"]:
                self.assert_refused(card)
            for form in RUNNING + USED:
                self.assert_list(self.card(answers, self.uuids[0]), form, [])
        self.assertIn(stranger, [pid for pid, _ in self.card(self.ask_unlimited(), self.uuids[0])["compute"]["entries"]])

    def test_a_region_that_is_noise(self):
        path = self.region("a", (self.uuids[0], 3000))
        with open(path, "r+b") as file:
            file.write(os.urandom(3000000))
        self.assert_refused(self.card(self.ask(path), self.uuids[0]))

    def test_asking_takes_no_slot(self):
        region = self.region("a", (self.uuids[0], 3000))
        self.ask(region)
        with open(region, "rb") as file:
            file.seek(2008896)
            self.assertEqual(int.from_bytes(file.read(4), "little"), 0, "a slot was taken")


class Order(Node):
    """Devices are known by their UUIDs, in whatever order CUDA or NVML count them."""

    def limits(self):
        return [(self.uuids[2], 1000), (self.uuids[0], 2000), (self.uuids[1], 3000)]

    def test_nvml(self):
        answers = self.ask(self.region("a", *self.limits()))
        for uuid, mib in self.limits():
            self.assertEqual(self.card(answers, uuid)["total"], mib * MIB, uuid)

    def test_cuda(self):
        of = dict(self.limits())
        a, b, c = self.uuids
        short = a[:len(os.path.commonprefix([a, b])) + 6]
        # CUDA_VISIBLE_DEVICES, and what is then seen
        for visible, expected in [(None, [a, b, c]), ("2,0", [c, a]), (f"{b},{c}", [b, c]), (short, [a]), ("1,0,2", [b, a, c]),
                                  (f"{c},{a},{b}", [c, a, b])]:
            with self.subTest(visible=visible):
                region = self.region(f"of-{visible}", *self.limits())
                environment = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", **({"CUDA_VISIBLE_DEVICES": visible} if visible else {})}
                cuda = self.ask(region, "cuda", **environment)["cuda"]
                self.assertEqual([it["uuid"] for it in cuda], [uuid[4:].replace("-", "") for uuid in expected])
                for it, uuid in zip(cuda, expected):
                    total = of[uuid] * MIB
                    self.assertEqual((it["all"], it["all_v1"], it["total"], it["total_v1"]), (total,) * 4)
                    self.assertEqual(it["free"], it["free_v1"])
                    self.assertLessEqual(it["free"], total)


class Cuda(Node):
    def test_first_versions_saturate(self):
        region = self.region("a", (self.uuids[0], 20000), (self.uuids[1], 3000), (self.uuids[2], 40960))
        unlimited = self.ask_unlimited("cuda", CUDA_DEVICE_ORDER="PCI_BUS_ID")["cuda"]
        cuda = self.ask(region, "cuda", CUDA_DEVICE_ORDER="PCI_BUS_ID")["cuda"]
        most = (1 << 32) - 1
        self.assertEqual((cuda[0]["total"], cuda[0]["total_v1"], cuda[0]["all_v1"], cuda[0]["free_v1"]), (20000 * MIB, most, most, most))
        self.assertEqual((cuda[1]["total"], cuda[1]["total_v1"]), (3000 * MIB, 3000 * MIB))
        self.assertEqual(cuda[2]["total"], unlimited[2]["total"])

    def test_free_is_what_the_region_leaves(self):
        region = self.region("a", (self.uuids[0], 3000))
        self.tenant(region, mib=1000)
        (cuda,) = self.ask(region, "cuda", CUDA_VISIBLE_DEVICES=self.uuids[0])["cuda"]
        # A context of its own takes a part, too, once contexts are charged.
        self.assertLessEqual(cuda["free"], 2000 * MIB)
        self.assertGreater(cuda["free"], 1000 * MIB)

    def test_nonsense_is_judged_by_the_driver(self):
        region = self.region("a", *((uuid, 3000) for uuid in self.uuids))
        unlimited = self.ask_unlimited("nonsense")["nonsense"]
        self.assertEqual(self.ask(region, "nonsense")["nonsense"], unlimited)
        # Without a grant there is no context to ask for.
        self.assertEqual(self.ask(None, "nonsense")["nonsense"][:2], unlimited[:2])


class Processes(Node):
    def test_only_its_own_are_shown(self):
        ours, theirs = (self.region(name, (self.uuids[0], 3000)) for name in ("ours", "theirs"))
        pids = {"ours": [self.tenant(ours, container="ours", mib=10 * i) for i in (1, 2, 3)],
                "theirs": [self.tenant(theirs, container="theirs") for _ in range(2)]}
        stranger = self.tenant(None)
        self.let_work(*pids["ours"], *pids["theirs"], stranger)
        held = {p["host_pid"]: p["used_bytes"] for p in self.ledger()["processes"]}
        for name, region in (("ours", ours), ("theirs", theirs)):
            card = self.card(self.ask(region), self.uuids[0])
            for form in RUNNING + USED:
                self.assert_list(card, form, pids[name])
            for form in NOBODY:
                self.assert_list(card, form, [])
            for form in RUNNING:
                self.assertEqual(dict(card[form]["entries"]), {pid: held[pid] for pid in pids[name]}, form)
            # Each has worked, so each has a share of the device.
            self.assertTrue(all(0 <= percent <= 100 for form in USED for _, percent in card[form]["entries"]))
        everybody = self.card(self.ask_unlimited(), self.uuids[0])["compute"]["entries"]
        self.assertEqual({pid for pid, _ in everybody}, {*pids["ours"], *pids["theirs"], stranger})

    def test_of_another_card_none(self):
        region = self.region("a", (self.uuids[0], 3000), (self.uuids[1], 3000))
        first = self.tenant(region, 0)
        second = self.tenant(region, 1, device=self.uuids[1])
        self.let_work(first, second, self.tenant(None, device=self.uuids[1]))
        answers = self.ask(region)
        for uuid, pids in ((self.uuids[0], [first]), (self.uuids[1], [second]), (self.uuids[2], [])):
            for form in RUNNING + USED:
                self.assert_list(self.card(answers, uuid), form, pids)

    def test_who_was_killed_is_gone(self):
        region = self.region("a", (self.uuids[0], 3000))
        first, second = self.tenant(region), self.tenant(region)
        os.kill(first, 9)
        os.waitpid(first, 0)
        card = self.card(self.ask(region), self.uuids[0])
        for form in RUNNING:
            self.assert_list(card, form, [second])


class Threads(Node):
    def test_all_at_once_get_the_same_answers(self):
        region = self.region("a", (self.uuids[0], 3000))
        self.tenant(region)
        answers = self.ask(region, "threads", CUDA_VISIBLE_DEVICES=self.uuids[0])
        self.assertEqual((answers["count"], answers["other"]), (2, 0))


class HostPids(Node):
    """The host knows the processes by other pids, and NVML names them by the host's."""
    description = "pidOffset: 100000\n" + Node.description

    def test_they_are_shown_as_the_container_knows_them(self):
        region = self.region("a", (self.uuids[0], 3000))
        known, unknown = self.tenant(region), self.tenant(region)
        slot_of_known = 0
        with open(region, "r+b") as file:
            file.seek(1856 + 1960 * slot_of_known)
            self.assertEqual(int.from_bytes(file.read(4), "little"), known)
            file.write((known + 100000).to_bytes(4, "little"))
        self.tenant(None)
        card = self.card(self.ask(region), self.uuids[0])
        for form in RUNNING:
            # Of the other one nobody has found out yet what the host calls it.
            self.assert_list(card, form, [known])
        self.assertNotEqual(known, unknown)

    def test_the_pid_that_the_host_gave_to_another_is_not_ours(self):
        region = self.region("a", (self.uuids[0], 3000))
        stranger = self.tenant(None)
        self.tenant(region, host_pid=stranger + 100001)
        for form in RUNNING:
            self.assert_list(self.card(self.ask(region), self.uuids[0]), form, [])


class Mig(Node):
    description = "devices:\n  - model: A100-40GB\n    mig: on\n  - model: A100-40GB\n"

    def prepare(self):
        self.simgpu("mig", "create", "3g.20gb", "--device", "0")
        self.simgpu("mig", "create", "2g.10gb", "--device", "0")

    def setUp(self):
        super().setUp()
        nvml = self.ask_unlimited()["nvml"]
        self.slices = [device["uuid"] for device in nvml if device["uuid"].startswith("MIG-")]
        self.real = {device["uuid"]: device for device in nvml}

    def test_slices_of_one_card_have_their_own_limits(self):
        first, second = self.slices
        region = self.region("a", (first, 3000), (second, 60000))
        pid = self.tenant(region, 0, mib=500, device=first)
        stranger = self.tenant(None, device=second)
        answers = self.ask(region)
        self.assert_memory(self.card(answers, first), 3000 * MIB, 500 * MIB, 2500 * MIB)
        # A limit of more than the slice is the slice.
        self.assertEqual(self.card(answers, second)["total"], self.real[second]["total"])
        # The card itself, of which it has only slices, is not granted.
        self.assert_refused(self.card(answers, self.uuids[0]))
        self.assert_refused(self.card(answers, self.uuids[1]))
        for form in RUNNING:
            self.assert_list(self.card(answers, first), form, [pid])
            self.assert_list(self.card(answers, second), form, [])
            self.assert_list(self.card(answers, self.uuids[0]), form, [pid])
        self.assertNotEqual(pid, stranger)

    def test_a_slice_of_a_granted_card_is_not_granted(self):
        region = self.region("a", (self.uuids[0], 3000))
        answers = self.ask(region, "cuda", CUDA_VISIBLE_DEVICES=self.slices[0])
        for uuid in self.slices:
            self.assert_refused(self.card(answers, uuid))
        self.assertEqual(self.card(answers, self.uuids[0])["total"], 3000 * MIB)
        self.assertEqual([it["all"] for it in answers["cuda"]], [0])

    def test_cuda_sees_the_same(self):
        region = self.region("a", (self.slices[1], 3000))
        (cuda,) = self.ask(region, "cuda", CUDA_VISIBLE_DEVICES=self.slices[1])["cuda"]
        self.assertEqual((cuda["all"], cuda["total"]), (3000 * MIB, 3000 * MIB))

    def test_a_slice_with_limits_by_the_hardware(self):
        region = self.region("a", (self.slices[0], "hardware"))
        card, real = self.card(self.ask(region), self.slices[0]), self.real[self.slices[0]]
        for figure in ("total", "used", "free", "total_v2", "used_v2", "free_v2"):
            self.assertEqual(card[figure], real[figure], figure)
