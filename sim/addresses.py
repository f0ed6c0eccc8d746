"""Arrays and records at an address, for compiled functions that are handed one number instead of an array.

Numba calls these functions while it compiles, with the types of their arguments; what they return is the type of the
result and the code that makes it. Whoever uses them says how much lies at the address, and asks for nothing beyond it:
`IndexError` where that is checked (`sim.compilation.CHECKED`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from numba import extending, types
from numba.core import cgutils
from numba.np import arrayobj

from sim.compilation import CHECKED


@extending.intrinsic
def record_code(typing_context: Any, address: Any, count: Any, place: Any, dtype: Any) -> Any:
    """The record at a place of an array of so many records that begins at an address."""
    record = dtype.dtype

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, count, place, _ = arguments
        if CHECKED:
            cgutils.do_boundscheck(context, builder, place, count)
        size = context.get_constant(types.int64, record.size)
        return builder.inttoptr(builder.add(begin, builder.mul(place, size)), context.get_value_type(record))

    return record(types.int64, types.int64, types.int64, dtype), generate


@extending.intrinsic
def array_code(typing_context: Any, address: Any, count: Any, dtype: Any) -> Any:
    """The array with so many elements that begins at an address. Nobody counts its users."""
    array = types.Array(dtype.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return array_view(context, builder, array, arguments[0], [arguments[1]])

    return array(types.int64, types.int64, dtype), generate


@extending.intrinsic
def part_code(typing_context: Any, address: Any, count: Any, first: Any, end: Any, dtype: Any) -> Any:
    """The elements from `first` up to `end` of an array of so many that begins at an address."""
    array = types.Array(dtype.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, count, first, end, _ = arguments
        if CHECKED:
            behind = builder.add(count, count.type(1))
            cgutils.do_boundscheck(context, builder, first, behind)
            cgutils.do_boundscheck(context, builder, end, behind)
            cgutils.do_boundscheck(context, builder, first, builder.add(end, end.type(1)))
        size = context.get_constant(types.int64, context.get_abi_sizeof(context.get_data_type(array.dtype)))
        address = builder.add(begin, builder.mul(first, size))
        return array_view(context, builder, array, address, [builder.sub(end, first)])

    return array(types.int64, types.int64, types.int64, types.int64, dtype), generate


@extending.intrinsic
def matrix_code(typing_context: Any, address: Any, rows: Any, columns: Any, dtype: Any) -> Any:
    """The matrix with so many rows and columns that begins at an address. Nobody counts its users."""
    array = types.Array(dtype.dtype, 2, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return array_view(context, builder, array, arguments[0], [arguments[1], arguments[2]])

    return array(types.int64, types.int64, types.int64, dtype), generate


def array_view(context: Any, builder: Any, kind: Any, address: Any, shape: Any) -> Any:
    """Code that makes an array of what lies at an address, in rows one after the other."""
    view = arrayobj.make_array(kind)(context, builder)
    size = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    strides = [size]
    for extent in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], extent))
    arrayobj.populate_array(
        view,
        data=builder.inttoptr(address, view.data.type),
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=size,
        meminfo=None,
    )
    return view._getvalue()  # noqa: SLF001  (numba's own name for it)


record_at: Final = cast("Callable[[int, int, int, np.dtype[Any]], Any]", record_code)
"""The record at a place of an array of records: address of the array, its length, place, kind of record."""
array_at: Final = cast("Callable[[int, int, np.dtype[Any]], npt.NDArray[Any]]", array_code)
"""An array: its address, how many elements it has, and of which kind."""
part_at: Final = cast("Callable[[int, int, int, int, np.dtype[Any]], npt.NDArray[Any]]", part_code)
"""A part of an array: address and length of the array, the first element of the part and the one after its last, and
the kind of elements."""
matrix_at: Final = cast("Callable[[int, int, int, np.dtype[Any]], npt.NDArray[Any]]", matrix_code)
"""A matrix: its address, rows and columns, and the kind of its elements."""
