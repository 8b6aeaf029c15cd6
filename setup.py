# SPDX-License-Identifier: BSD-3-Clause
"""Build the compiled module of the Python package with CMake; see pyproject.toml for the rest."""

import os
import pathlib
import shutil
import subprocess
import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = pathlib.Path(__file__).resolve().parent


class CMakeBuild(build_ext):
    """Build neteq._core with CMake.

    The environment variable NETEQ_BUILD_DIR selects an existing, configured build folder.
    """

    def build_extension(self, ext):
        build = os.environ.get("NETEQ_BUILD_DIR")
        if not build:
            build = str(pathlib.Path(self.build_temp).resolve())
            subprocess.run(
                ["cmake", "-S", str(ROOT), "-B", build, "-DCMAKE_BUILD_TYPE=Release",
                 "-DNETEQ_DEVELOPER_MODE=OFF", "-DNETEQ_INSTALL=OFF",
                 f"-DPython3_EXECUTABLE={sys.executable}"], check=True)
        subprocess.run(
            ["cmake", "--build", build, "--target", "neteq_python", "-j", str(os.cpu_count())],
            check=True)
        target = pathlib.Path(self.get_ext_fullpath(ext.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        built, = pathlib.Path(build, "python/neteq").glob("_core.*.so")
        shutil.copy(built, target)


setup(ext_modules=[Extension("neteq._core", [])], cmdclass={"build_ext": CMakeBuild})
