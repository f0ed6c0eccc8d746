"""Commands as they are typed, so that what is printed can be copied."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable


def typed(command: Iterable[str], *, windows: bool = os.name == "nt") -> str:
    """A command as its shell wants it: Windows knows double quotes only, and takes backslashes as they are."""
    return subprocess.list2cmdline(command) if windows else shlex.join(command)
