"""Commands in the form in which they are typed, so that printed ones can be copied."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable


def typed(command: Iterable[str], *, windows: bool = os.name == "nt") -> str:
    """A command quoted for its shell: Windows has only double quotes, and takes backslashes literally."""
    return subprocess.list2cmdline(command) if windows else shlex.join(command)
