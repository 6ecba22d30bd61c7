# ruff: noqa: ARG001
"""What processes are started for in these tests; they import nothing else, for that takes seconds."""

import ctypes
import os
import time


def write(path, text):
    path.write_text(text)


def outlast(path):
    """Goes on after its beginning is seen, for longer than a signal takes."""
    path.touch()
    time.sleep(2)
    path.write_text("outlasted")


def count(to, progress):
    for i in range(to):
        progress("count", i / to)
    progress("done", 1.5)
    return to


def fail(error, progress):
    raise error


def sleep(seconds, progress):
    time.sleep(seconds)


def chat(seconds, progress):
    for i in range(round(4 * seconds)):
        progress("chat", i / (4 * seconds))
        time.sleep(0.25)


def hold_the_interpreter(progress):
    ctypes.PyDLL(None).sleep(600)


def fill_the_memory(progress):
    bytearray(3 << 30)


def compute(progress):
    while True:
        pass


def priority(progress):
    return os.nice(0)
