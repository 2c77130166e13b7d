"""The tool `simgpu`."""
import os
import subprocess
import tempfile
import unittest


class Control(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = os.path.join(folder.name, "node")

    def run_tool(self, *words, text=None):
        return subprocess.run([os.environ["SIMGPU"], *words, "--state", self.state], input=text, capture_output=True, text=True)

    def tool(self, *words, text=None):
        result = self.run_tool(*words, text=text)
        self.assertEqual(0, result.returncode, result.stderr)
        return result.stdout

    def refused(self, *words, text=None):
        result = self.run_tool(*words, text=text)
        self.assertEqual(1, result.returncode)
        self.assertTrue(result.stderr.startswith("simgpu: "), result.stderr)
        return result.stderr

    def test_a_node_is_made_from_models_shown_and_removed(self):
        self.tool("create", "--models", "2xA100-40GB,T4")
        shown = self.tool("show")
        self.assertIn("device 1: NVIDIA A100-SXM4-40GB, GPU-", shown)
        self.assertIn("device 2: Tesla T4", shown)
        self.tool("destroy")
        self.assertFalse(os.path.exists(self.state) or os.path.exists(self.state + ".d"))

    def test_a_node_is_made_from_a_description(self):
        self.tool("create", "-", text="driver: 535.129.03\ndevices:\n  - model: H100\n    count: 3\n")
        self.assertIn("driver 535.129.03", self.tool("show"))
        self.assertIn("device 2: NVIDIA H100", self.tool("show"))

    def test_a_bad_description_is_refused_with_its_line_and_field(self):
        said = self.refused("create", "-", text="devices:\n  - model: A100-40GB\n    sms: many\n")
        self.assertIn("-:3: ", said)
        self.assertIn("sms", said)
        self.assertFalse(os.path.exists(self.state))

    def test_a_node_is_never_made_over_another(self):
        self.tool("create", "--models", "T4")
        self.refused("create", "--models", "A100-40GB")
        self.assertIn("Tesla T4", self.tool("show"))

    def test_what_is_no_node_is_neither_shown_nor_removed(self):
        with open(self.state, "w") as file:
            file.write("precious")
        self.refused("show")
        self.refused("destroy")
        self.assertTrue(os.path.exists(self.state))

    def test_permissions_are_as_asked(self):
        self.tool("create", "--models", "T4", "--mode", "0600")
        self.assertEqual(0o600, os.stat(self.state).st_mode & 0o777)

    def test_failures_come_and_go(self):
        self.tool("create", "--models", "2xA100-40GB")
        self.tool("inject", "xid", "48", "--device", "1")
        self.tool("inject", "xid", "79", "--device", "0")
        shown = self.tool("show").splitlines()
        self.assertIn("off the bus, Xid 79", shown[1])
        self.assertIn("Xid 48", shown[2])
        self.tool("recover", "--device", "0")
        shown = self.tool("show").splitlines()
        self.assertNotIn("Xid", shown[1])
        self.assertIn("Xid 48", shown[2])

    def test_failures_are_refused_that_mean_nothing(self):
        self.tool("create", "--models", "T4")
        for words in (["meteor"], ["xid"], ["xid", "many"], ["off-bus", "now"], ["nvml-error", "NVML_ERROR_NONE"],
                      ["xid", "48", "--device", "1"], ["off-bus", "--for", "long"], ["cuda-delay", "5ms", "--for", "1s"]):
            self.refused("inject", *words)
        self.tool("inject", "cuda-error", "CUDA_ERROR_OUT_OF_MEMORY", "--function", "cuMemAlloc_v2", "--nth", "3")
        self.tool("inject", "nvml-error", "NVML_ERROR_GPU_IS_LOST", "--for", "5s")

    def test_a_card_is_split_and_whole_again(self):
        self.tool("create", "--models", "A100-40GB,T4")
        self.refused("mig", "on", "--device", "1")
        self.refused("mig", "create", "1g.5gb", "--device", "0")
        self.tool("mig", "on", "--device", "0")
        uuids = self.tool("mig", "create", "3g.20gb", "--device", "0", "--compute", "1,2").split()
        self.assertEqual(2, len(set(uuids)))
        self.assertTrue(all(uuid.startswith("MIG-") for uuid in uuids))
        self.assertEqual("", self.tool("mig", "create", "1g.5gb", "--device", "0", "--start", "3", "--compute", "none"))
        shown = self.tool("mig", "show")
        self.assertIn("GPU instance 2: 3g.20gb at 4:4", shown)
        self.assertIn("GPU instance 10: 1g.5gb at 3:1", shown)
        self.assertIn(uuids[1], shown)
        self.refused("mig", "create", "4g.20gb", "--device", "0")
        self.refused("mig", "create", "9g.90gb", "--device", "0")
        self.refused("mig", "off", "--device", "0")
        self.refused("mig", "destroy", "5", "--device", "0")
        self.tool("mig", "destroy", "all", "--device", "0")
        self.tool("mig", "off", "--device", "0")
        self.assertIn("MIG off", self.tool("mig", "show", "--device", "0"))

    def test_a_trace_is_there_when_asked_for(self):
        self.tool("create", "--models", "T4", "--trace", "10")
        self.assertEqual(1, len(self.tool("trace").splitlines()))
        self.tool("destroy")
        self.tool("create", "--models", "T4")
        self.refused("trace")

    def test_help_names_every_command(self):
        shown = subprocess.run([os.environ["SIMGPU"], "--help"], capture_output=True, text=True)
        self.assertEqual(0, shown.returncode)
        for command in ("create", "destroy", "show", "inject", "recover", "mig", "trace"):
            self.assertIn(command, shown.stdout)


if __name__ == "__main__":
    unittest.main()
