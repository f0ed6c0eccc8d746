"""Code that is linked first and optimised afterwards, as a whole, where Python calls it.

Numba optimises each function and turns it into machine code by itself, and again within each of its callers, so that
what lies ten calls deep is optimised ten times. Functions of this program call each other all the time, and Python
calls few of them. So a function is only translated (`Translator`); when Python calls one, what it calls is linked to it
and optimised together with it, once (`whole`). That takes half the time, and the machine code is as fast.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class Translation(JITCodeLibrary):
    """One function as it was translated, for whoever calls it. It never becomes machine code by itself."""

    def finalize(self) -> None:
        """Nothing is added any more. What it calls is linked to the whole that it becomes part of."""
        self._finalized = True

    def parts(self) -> list[Any]:
        """This code and all that it calls, directly or not, each once."""
        found: dict[Any, None] = {}
        waiting: list[Any] = [self]
        while waiting:
            library = waiting.pop()
            if library not in found:
                found[library] = None
                if isinstance(library, Translation):
                    waiting.extend(library._linking_libraries)
        return list(found)

    @property
    def codegen(self) -> Any:
        """Who is told where the environment of the function lies: nobody, before it lies anywhere."""
        return self

    def set_env(self, name: str, environment: object) -> None:
        """Leaves the environment of the function to the wholes that it becomes part of."""

    def get_pointer_to_function(self, name: str) -> int:
        """Where its wrapper for Python lies: 0, by which numba says that it has none."""
        return 0


class Translator(Compiler):
    """Numba's compiler, up to where it would optimise."""

    def compile_extra(self, function: Any) -> Any:
        """Translates a function."""
        self.state.library = Translation(self.state.targetctx.codegen(), function.__qualname__)
        return super().compile_extra(function)


def whole(inside: Any, arguments: Any) -> Any:
    """A translated function for these types of arguments, with all that it calls and a wrapper for Python."""
    inside.compile(tuple(arguments))
    part = inside.overloads[tuple(arguments)]
    context = part.target_context
    library = context.codegen().create_library(part.library.name)
    library.enable_object_caching()
    for each in part.library.parts():
        library.add_linking_library(each)
    context.create_cpython_wrapper(library, part.fndesc, part.environment, part.call_helper, release_gil=True)
    entry = context.get_executable(library, part.fndesc, part.environment)
    needed = list(library._reload_init)
    found = part._replace(library=library, entry_point=entry, type_annotation="", metadata={}, reload_init=needed)
    for environment in found._find_referenced_environments():
        library.codegen.set_env(environment.env_name, environment)
    return found
