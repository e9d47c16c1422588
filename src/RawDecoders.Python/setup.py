"""The wheel: for any Python 3, none of its binary interfaces, and one platform, for it holds a native library and nothing compiled for Python.

Version and library come from build.py, which is the way to build: it publishes the native library first.
"""

import os
import re

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    """py3-none-PLATFORM."""

    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class BinaryDistribution(Distribution):
    """Installed among the packages of the platform."""

    def has_ext_modules(self):
        return True


def version():
    """The version of the project, as all of its assemblies have it."""
    given = os.environ.get("RAWDECODERS_VERSION")
    if given:
        return given
    props = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Directory.Build.props")
    with open(props, encoding="utf-8") as file:
        return re.search("<Version>([^<]+)</Version>", file.read()).group(1)


setup(version=version(), cmdclass={"bdist_wheel": PlatformWheel}, distclass=BinaryDistribution)
