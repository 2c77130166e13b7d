"""Generates C from the tables of facts about the driver's and NVML's binary interface."""
