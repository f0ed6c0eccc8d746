"""Compiling by linking first and optimising afterwards, as a whole, for functions that Python calls.

Numba optimises each function and generates its machine code separately, and again within each of its callers, so that a
function ten calls deep is optimised ten times. Functions of this program call each other all the time, and Python calls
few of them. So a function is at first only translated to intermediate code (`Translator`). When Python calls one, all
its callees are linked to it and optimised together with it, once (`whole`). That takes half the time, and the machine
code is as fast.

Translating takes longer than optimising. Two things shorten it by a third and change no result: passes are left
out that only serve what no function here contains (`PASSES`), and the type of a call is resolved once for the same
argument types (`RememberingContext`).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from llvmlite import binding
from numba.core import typed_passes, types, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.typing.context import Context

PASSES: Final = (
    untyped_passes.TranslateByteCode,
    untyped_passes.FixupArgs,
    untyped_passes.IRProcessing,
    untyped_passes.DeadBranchPrune,
    untyped_passes.GenericRewrites,
    untyped_passes.ReconstructSSA,
    typed_passes.NopythonTypeInference,
    typed_passes.PreLowerStripPhis,
    typed_passes.IRLegalization,
    typed_passes.NativeLowering,
    typed_passes.NoPythonBackend,
)
"""Numba's passes without those for closures, `with`, inlining, `literal_unroll`, array expressions and listings of
types: 11 of 27. Each costs time even where it changes nothing, because Numba analyses the function again after it."""


class Translation(JITCodeLibrary):
    """The intermediate code of one function, to be linked to its callers. It never becomes machine code by itself."""

    def finalize(self) -> None:
        """Mark the code as complete. Its callees are linked later, to the whole that it becomes part of."""
        self._finalized = True

    def parts(self) -> list[Any]:
        """This code and that of all direct and indirect callees, each once."""
        found: dict[Any, None] = {}
        waiting: list[Any] = [self]
        while waiting:
            library = waiting.pop()
            if library not in found:
                found[library] = None
                # Only translations have callees to follow. Other libraries are complete.
                if isinstance(library, Translation):
                    waiting.extend(library._linking_libraries)
        return list(found)

    @property
    def codegen(self) -> Any:
        """The object that Numba informs of the address of the function's environment: itself, which ignores it."""
        return self

    def set_env(self, name: str, environment: object) -> None:
        """Do nothing: the environment is set in the wholes that the function becomes part of."""

    def get_pointer_to_function(self, name: str) -> int:
        """The address of the wrapper for Python: 0, which in Numba means that there is none."""
        return 0


class RememberingContext(Context):
    """Numba's typing context, which resolves a call of a built-in function once for the same argument types.

    Numba resolves it at every place where it stands, and again whenever a type nearby becomes known. For an operator
    that means trying up to eighteen sets of implementations, most of them for strings, lists and sets.
    """

    def __init__(self, context: Context) -> None:
        # Everything is shared with the context that it stands for, so that what is registered there is known here.
        vars(self).update(vars(context))
        self.resolved: dict[Any, Any] = {}

    def resolve_function_type(self, func: Any, args: Any, kws: Any) -> Any:
        """The signature of a call; None if there is none."""
        # A function of this program is translated when its call is resolved, and is remembered by its dispatcher.
        if kws or isinstance(func, types.Dispatcher):
            return super().resolve_function_type(func, args, kws)
        call = func, tuple(args)
        if call not in self.resolved:
            self.resolved[call] = super().resolve_function_type(func, args, kws)
        return self.resolved[call]


class Whole(JITCodeLibrary):
    """The code of one function that Python calls, with all its callees, of which only the wrapper for Python is public.

    Numba leaves every function open to callers elsewhere. LLVM must then keep each as it is, with its conventions of
    calling: results through memory, and a status that every caller checks although hardly a function here fails. With
    that, simulating took a quarter longer.
    """

    def __init__(self, codegen: Any, name: str, wrapper: str) -> None:
        super().__init__(codegen, name)
        self.wrapper = wrapper

    def _optimize_final_module(self) -> None:
        """Optimise the functions together, each of them known to have no other callers than these."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.name != self.wrapper:
                function.linkage = "internal"
        super()._optimize_final_module()

    def _get_module_for_linking(self) -> Any:
        """A module that only names the wrapper, for Numba to keep on disk beside the machine code.

        Numba keeps the intermediate code there, for callers to be linked to, and a whole has none.
        """
        return binding.parse_assembly(f'define void @"{self.wrapper}"() {{ unreachable }}')


remembering = cache(RememberingContext)
"""The remembering context of a typing context, one for all functions."""


class Translator(CompilerBase):
    """Numba's compiler, stopped before optimisation."""

    def __init__(self, typing: Context, *others: Any) -> None:
        super().__init__(remembering(typing), *others)

    def define_pipelines(self) -> list[PassManager]:
        """The one sequence of passes."""
        passes = PassManager("translation")
        for each in PASSES:
            passes.add_pass(each, each.__name__)
        passes.finalize()
        return [passes]

    def compile_extra(self, function: Any) -> Any:
        """Translate a function to intermediate code."""
        # Set before the compiler begins: it would otherwise make a library that optimises.
        self.state.library = Translation(self.state.targetctx.codegen(), function.__qualname__)
        return super().compile_extra(function)


def whole(inside: Any, arguments: Any) -> Any:
    """The compiled function for these argument types, linked with all callees and a wrapper for Python."""
    inside.compile(tuple(arguments))
    part = inside.overloads[tuple(arguments)]
    context = part.target_context
    library = Whole(context.codegen(), part.library.name, part.fndesc.llvm_cpython_wrapper_name)
    library.enable_object_caching()
    # Linked first and optimised then, so that LLVM sees all callees at once.
    for each in part.library.parts():
        library.add_linking_library(each)
    context.create_cpython_wrapper(library, part.fndesc, part.environment, part.call_helper, release_gil=True)
    entry = context.get_executable(library, part.fndesc, part.environment)
    needed = list(library._reload_init)
    found = part._replace(library=library, entry_point=entry, type_annotation="", metadata={}, reload_init=needed)
    # Every function that was linked in keeps its globals in an environment, which must be told of this library.
    for environment in found._find_referenced_environments():
        library.codegen.set_env(environment.env_name, environment)
    return found
