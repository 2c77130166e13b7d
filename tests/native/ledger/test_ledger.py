"""The ledger: who is charged, under which name, and what it says when the state is not one."""
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import unittest

MIB = 1 << 20
NOBODY = 65534


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Member:
    """A process of the node, in whatever surroundings `prefix` puts it."""

    def __init__(self, node, *prefix, mib=64, kernel_us=2000, container=None):
        environment = dict(os.environ, SIMGPU_STATE=node.path)
        environment.pop("SIMGPU_CONTAINER", None)
        if container is not None:
            environment["SIMGPU_CONTAINER"] = container
        self.process = subprocess.Popen([*prefix, node.member, str(mib * MIB), str(kernel_us)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        said = self.process.stdout.readline().split()
        if said[:1] != ["ready"]:
            raise AssertionError(f"the process did not begin: {self.process.communicate()}")
        self.inner_pid = int(said[1])

    def pid_outside(self):
        """Of the process itself, which may be a child of what was started."""
        pid = self.process.pid
        while children := pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            pid = int(children[0])
        return pid

    def end(self, how=signal.SIGKILL):
        os.kill(self.pid_outside(), how)
        self.process.communicate()


class Node:
    """A state file in a folder that every user can reach, with programs that every user can run."""

    def __init__(self, models="H100", pid_offset=0):
        self.folder = tempfile.mkdtemp(prefix="simgpu-ledger-", dir="/dev/shm")
        self.programs = tempfile.mkdtemp(prefix="simgpu-ledger-")  # shared memory may not be a place to run programs from
        for folder in (self.folder, self.programs):
            os.chmod(folder, 0o755)
        self.path = self.folder + "/state"
        self.ledger = shutil.copy(os.environ["SIMGPU_LEDGER"], self.programs)
        self.member = shutil.copy(os.environ["SIMGPU_MEMBER"], self.programs)
        subprocess.run([self.member, "create", models, str(pid_offset)], check=True, env=dict(os.environ, SIMGPU_STATE=self.path))

    def read(self, *prefix):
        result = output(*prefix, self.ledger, "--state", self.path, "--json")
        if result.returncode != 0:
            raise AssertionError(result.stderr)
        return json.loads(result.stdout)

    def processes(self):
        return self.read()["processes"]

    def only_process(self):
        (process,) = self.processes()
        return process

    def container(self, name):
        (container,) = [c for c in self.read()["containers"] if c["container"] == name and c["device"] == 0]
        return container

    def remove(self):
        shutil.rmtree(self.folder)
        shutil.rmtree(self.programs)


class LedgerTest(unittest.TestCase):
    models, pid_offset = "H100", 0

    def setUp(self):
        self.node = Node(self.models, self.pid_offset)
        self.addCleanup(self.node.remove)

    def member(self, *prefix, **options):
        member = Member(self.node, *prefix, **options)
        self.addCleanup(lambda: member.process.poll() is None and member.end())
        return member

    def permitted(self, *prefix):
        if output(*prefix, "true").returncode != 0:
            self.skipTest(f"not permitted here: {' '.join(prefix)}")
        return prefix


class Figures(LedgerTest):
    models = "2xH100"

    def test_a_process_is_charged_for_what_it_had(self):
        self.member(mib=64, kernel_us=2000)
        process = self.node.only_process()
        self.assertEqual((process["device"], process["used_bytes"], process["requested_bytes"]), (0, 64 * MIB, 64 * MIB))
        self.assertEqual((process["device_ns"], process["work_sm_ns"], process["kernels"]), (2000000, 2000000 * 132, 1))

    def test_text_says_the_same_in_ms_and_mib(self):
        self.member(mib=64, kernel_us=2000, container="web")
        text = output(self.node.ledger, "--state", self.node.path).stdout
        (line,) = [line.split() for line in text.splitlines() if "web / " in line]
        self.assertEqual(line[:5], [str(self.node.only_process()["host_pid"]), "2.000", "2.000", "64.000", "1"])
        self.assertIn("device 1", text)
        self.assertIn(self.node.read()["devices"][1]["uuid"], text)

    def test_the_devices_busy_time_is_the_sum_of_the_containers(self):
        for container in ("a", "b", "c"):
            self.member(container=container, kernel_us=3000)
        said = self.node.read()
        self.assertEqual(said["devices"][0]["busy_ns"], 9000000)
        self.assertEqual(sum(c["device_ns"] for c in said["containers"]), 9000000)
        self.assertEqual(said["devices"][1]["busy_ns"], 0)

    def test_names_of_any_kind_are_valid_json(self):
        for container in ('a "quoted" \\ one', "line\nbreak\ttab\x01", "ü €", "%s%n"):
            self.member(container=container)
            self.assertEqual(self.node.container(container)["kernels"], 1)


class Containers(LedgerTest):
    def test_the_variable_names_a_container(self):
        self.member(container="training")
        self.assertEqual(self.node.only_process()["container"], "training")

    def test_without_anything_it_is_the_host(self):
        self.member()
        self.assertEqual(self.node.only_process()["container"], "host")

    def test_processes_of_one_container_are_summed(self):
        self.member(container="pair", mib=10, kernel_us=1000)
        self.member(container="pair", mib=20, kernel_us=3000)
        pair = self.node.container("pair")
        self.assertEqual((pair["used_bytes"], pair["device_ns"], pair["kernels"]), (30 * MIB, 4000000, 2))

    def test_sums_survive_their_processes(self):
        first = self.member(container="job", kernel_us=2000)
        first.end(signal.SIGKILL)
        self.assertEqual(self.node.processes(), [])
        self.member(container="job", kernel_us=3000).process.communicate()  # ends by itself
        job = self.node.container("job")
        self.assertEqual((job["device_ns"], job["kernels"], job["used_bytes"]), (5000000, 2, 0))

    def test_the_highest_sum_that_ever_stood_is_kept_and_the_killed_are_no_part_of_it(self):
        first = self.member(container="job", mib=40)
        self.member(container="job", mib=20)
        self.member(container="other", mib=100)
        self.assertEqual(self.node.container("job")["highest_bytes"], 60 * MIB)
        first.end(signal.SIGKILL)  # and nobody has looked since
        self.member(container="job", mib=30)
        self.assertEqual(self.node.container("job")["highest_bytes"], 60 * MIB)
        self.member(container="job", mib=15)
        self.assertEqual(self.node.container("job")["highest_bytes"], 65 * MIB)

    def test_a_pid_namespace_is_a_container(self):
        unshare = self.permitted("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
        member = self.member(*unshare)
        inode = os.stat(f"/proc/{member.pid_outside()}/ns/pid").st_ino
        self.assertEqual(self.node.only_process()["container"], f"pid:[{inode}]")

    def test_a_namespace_outranks_the_variable(self):
        unshare = self.permitted("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
        self.member(*unshare, container="claimed")
        self.assertTrue(self.node.only_process()["container"].startswith("pid:["))

    def test_a_cgroup_outranks_both(self):
        unshare = self.permitted("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
        folder, path = self.cgroup("one")
        self.member(*self.enter(folder), *unshare, container="claimed")
        self.assertEqual(self.node.only_process()["container"], path)

    def test_cgroups_with_long_names_are_told_apart(self):
        paths = []
        for name in ("x" * 180 + "-one", "x" * 180 + "-two"):
            folder, path = self.cgroup(name)
            self.member(*self.enter(folder))
            paths.append(path)
        containers = [p["container"] for p in self.node.processes()]
        self.assertEqual(containers, ["..." + path[-156:] for path in paths])

    @staticmethod
    def enter(folder):
        return ("sh", "-c", f'echo $$ > {folder}/cgroup.procs && exec "$@"', "sh")

    def cgroup(self, name):
        """A new one below that of this process: its folder, and its path as its processes read it."""
        mounts = [line.split() for line in pathlib.Path("/proc/mounts").read_text("utf-8").splitlines()]
        for line in pathlib.Path("/proc/self/cgroup").read_text("utf-8").splitlines():
            number, controllers, path = line.split(":", 2)
            if number != "0" and "memory" not in controllers.split(","):
                continue
            for mount in mounts:
                unified = number == "0" and mount[2] == "cgroup2"
                if not unified and not (mount[2] == "cgroup" and "memory" in mount[3].split(",") and number != "0"):
                    continue
                name = f"simgpu-ledger-{os.getpid()}-{name}"
                folder = mount[1] + path.rstrip("/") + "/" + name
                try:
                    os.mkdir(folder)
                except OSError:
                    continue
                self.addCleanup(self.remove_cgroup, folder)
                return folder, path.rstrip("/") + "/" + name
        self.skipTest("no cgroup can be made here")

    @staticmethod
    def remove_cgroup(folder):
        while pathlib.Path(folder, "cgroup.procs").read_text("ascii"):
            pass
        os.rmdir(folder)


class Pids(LedgerTest):
    def test_a_process_of_the_host_has_its_own_pid(self):
        member = self.member()
        process = self.node.only_process()
        self.assertEqual((process["pid"], process["host_pid"]), (member.process.pid, member.process.pid))

    def test_in_a_namespace_the_hosts_pid_is_listed(self):
        unshare = self.permitted("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
        members = [self.member(*unshare) for _ in range(3)]
        processes = self.node.processes()
        self.assertEqual([p["pid"] for p in processes], [1, 1, 1])
        self.assertEqual(sorted(p["host_pid"] for p in processes), sorted(m.pid_outside() for m in members))

    def test_a_slot_used_again_has_the_new_ones_pid(self):
        unshare = self.permitted("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
        self.member(*unshare).end()
        self.node.read()
        member = self.member(*unshare)
        self.assertEqual(self.node.only_process()["host_pid"], member.pid_outside())


class PidOffset(LedgerTest):
    pid_offset = 100000

    def test_the_description_can_shift_pids(self):
        member = self.member()
        self.assertEqual(self.node.only_process()["host_pid"], member.inner_pid + 100000)


class Users(LedgerTest):
    def setUp(self):
        super().setUp()
        self.nobody = self.permitted("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")

    def test_a_second_user_uses_the_same_node(self):
        self.member(container="root's", mib=10)
        self.member(*self.nobody, container="nobody's", mib=20)
        said = self.node.read(*self.nobody)
        self.assertEqual({p["container"]: p["used_bytes"] for p in said["processes"]},
                         {"root's": 10 * MIB, "nobody's": 20 * MIB})

    def test_a_slot_passes_from_user_to_user(self):
        unshare = self.permitted("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
        for prefix in ((*unshare,), (*unshare, *self.nobody), (*unshare,)):
            member = self.member(*prefix)
            self.assertEqual(self.node.only_process()["host_pid"], member.pid_outside())
            member.end()
            self.node.read(*self.nobody)
            self.assertEqual(self.node.processes(), [])

    def test_what_the_dead_kept_in_memory_is_given_back_by_any_user(self):
        member = self.member()
        backing = self.node.path + ".d/mem-0-1"  # as the driver makes it: for its first process in slot 0
        pathlib.Path(backing).write_bytes(b"x" * MIB)
        os.chmod(backing, 0o666)
        member.end()
        self.assertEqual(self.node.read(*self.nobody)["processes"], [])
        self.assertEqual(os.stat(backing).st_size, 0)

    def test_a_link_planted_for_a_slot_is_not_followed(self):
        precious = self.node.folder + "/precious"
        with open(precious, "w", encoding="ascii") as file:
            file.write("precious")
        os.chmod(precious, 0o600)
        os.symlink(precious, self.node.path + ".d/pid-0")
        self.member()
        self.assertEqual(os.stat(precious).st_mode & 0o777, 0o600)

    def test_a_node_made_for_one_user_refuses_others(self):
        os.chmod(self.node.path, 0o600)
        result = output(*self.nobody, self.node.ledger, "--state", self.node.path)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("Permission denied", result.stderr)


class NotAState(LedgerTest):
    def refused(self, path, *words):
        result = output(self.node.ledger, "--state", path)
        self.assertEqual((result.returncode, result.stdout), (1, ""), result.stderr)
        self.assertTrue(result.stderr.startswith(f"simgpu-ledger: {path}: "), result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def changed(self, offset, content):
        """A copy of the state with some bytes of it replaced; sparse as the state is."""
        path = self.node.folder + "/changed"
        subprocess.run(["cp", "--sparse=always", self.node.path, path], check=True)
        with open(path, "r+b") as file:
            file.seek(offset)
            file.write(content)
        return path

    def test_none(self):
        self.refused(self.node.folder + "/none", "simgpu create")

    def test_a_folder(self):
        self.refused(self.node.folder, "folder")

    def test_a_link(self):
        os.symlink(self.node.path, self.node.folder + "/link")
        self.refused(self.node.folder + "/link", "symbolic link")

    def test_a_pipe_and_a_device(self):
        os.mkfifo(self.node.folder + "/pipe")
        self.refused(self.node.folder + "/pipe", "not a state file")
        self.refused("/dev/zero", "not a state file")

    def test_truncated_anywhere(self):
        size = os.stat(self.node.path).st_size
        for length in (0, 1, 8, 4096, size // 2, size - 1):
            path = self.changed(0, b"")
            os.truncate(path, length)
            self.refused(path, "not a state file")

    def test_longer_than_it_says(self):
        path = self.changed(0, b"")
        os.truncate(path, os.stat(path).st_size + 4096)
        self.refused(path, "not a state file")

    def test_of_another_version(self):
        self.refused(self.changed(8, struct.pack("<I", 999)), "of this version", "simgpu create")

    def test_not_yet_ready(self):
        self.refused(self.changed(12, struct.pack("<I", 0)), "not a state file")

    def test_noise_of_the_right_size(self):
        path = self.node.folder + "/noise"
        with open(path, "wb") as file:
            file.write(os.urandom(4 * MIB))
            file.truncate(os.stat(self.node.path).st_size)
        self.refused(path, "not a state file")

    def test_a_head_with_noise_behind_it(self):
        """Refused, or read without a crash: what it says then is nobody's concern."""
        self.member()
        numbers = random.Random(1)
        for start in [*range(64, 576, 64), *range(576, 2 * MIB, 16384)]:
            path = self.changed(start, numbers.randbytes(64 if start < 576 else 16384))
            try:
                result = subprocess.run([self.node.ledger, "--state", path, "--json"], capture_output=True, timeout=20, check=False)
            except subprocess.TimeoutExpired:
                self.fail(f"noise from {start} on: it does not end")
            self.assertIn(result.returncode, (0, 1), f"noise from {start} on: {result.stderr}")

    def test_no_state_named_is_a_question_of_usage(self):
        result = subprocess.run([self.node.ledger], capture_output=True, text=True, check=False,
                                env={k: v for k, v in os.environ.items() if k != "SIMGPU_STATE"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("SIMGPU_STATE", result.stderr)
