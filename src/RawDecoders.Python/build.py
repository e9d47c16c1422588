#!/usr/bin/env python3
"""Builds the wheel: publishes the native library, copies it into the package, and has setuptools make py3-none-PLATFORM of it.

    python3 src/RawDecoders.Python/build.py [--venv FOLDER] [--library FILE] [--output FOLDER]

Needs the .NET SDK, a C linker (clang or gcc), and setuptools and wheel of the Python that runs it (Debian: python3-setuptools, python3-wheel,
python3-pip). Nothing is fetched but .NET's own packages.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
NAME = {"win32": "rawdecoders.dll", "darwin": "librawdecoders.dylib"}.get(sys.platform, "librawdecoders.so")


def runtime_identifier():
    """This machine as .NET calls it."""
    system = {"win32": "win", "darwin": "osx"}.get(sys.platform, "linux")
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine().lower(), platform.machine())
    return f"{system}-{machine}"


def run(*words, **how):
    """Runs a program; its failure is this one's."""
    code = subprocess.run(words, **how).returncode
    if code:
        sys.exit(f"{words[0]} ended with {code}")


def publish():
    """Makes the native library; its path."""
    folder = os.path.join(ROOT, "artifacts", "native")
    run("dotnet", "publish", os.path.join(ROOT, "src", "RawDecoders.Native"), "-c", "Release", "-r", runtime_identifier(), "-p:PublishAot=true",
        "-o", folder, "--nologo", "-v", "q")
    return os.path.join(folder, NAME)


def build_wheel(library, output):
    """Makes the wheel of a copy of the package, so that nothing is left among the sources; its path."""
    os.makedirs(output, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "package")
        shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info", "*.so", "*.dylib", "*.dll"))
        shutil.copy(library, os.path.join(copy, "rawdecoders", NAME))
        with open(os.path.join(ROOT, "Directory.Build.props"), encoding="utf-8") as file:
            version = file.read().partition("<Version>")[2].partition("</Version>")[0]
        wheels = os.path.join(folder, "wheels")
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, copy,
            env={**os.environ, "RAWDECODERS_VERSION": version, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
        (name,) = os.listdir(wheels)
        return shutil.copy(os.path.join(wheels, name), os.path.join(output, name))


def install(wheel, folder):
    """Makes a virtual environment that sees the system's packages (NumPy), with the wheel in it."""
    run(sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", "--clear", folder)
    python = os.path.join(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", "--force-reinstall", wheel,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    return python


def main():
    parser = argparse.ArgumentParser(description="Builds the wheel of rawdecoders.")
    parser.add_argument("--venv", metavar="FOLDER", help="makes a virtual environment there, with the wheel in it")
    parser.add_argument("--library", metavar="FILE", help="a native library that has been published already")
    parser.add_argument("--output", metavar="FOLDER", default=os.path.join(ROOT, "artifacts", "python"), help="where the wheel goes")
    chosen = parser.parse_args()
    for module in ("setuptools", "wheel", "pip"):
        if subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode:
            sys.exit(f"{sys.executable} has no {module} (Debian: python3-{module}); another Python may have it: /usr/bin/python3 {sys.argv[0]}")
    wheel = build_wheel(os.path.abspath(chosen.library) if chosen.library else publish(), chosen.output)
    print(os.path.relpath(wheel))
    if chosen.venv:
        print(install(wheel, chosen.venv))


if __name__ == "__main__":
    main()
