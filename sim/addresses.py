"""Arrays and records at an address, for compiled functions that take one number instead of an array.

Numba calls these functions during compilation, with the types of their arguments; they return the type of the result
and a generator of its code. Callers state the number of elements at the address and must not access more; this is
checked, with an `IndexError`, only if `sim.compilation.CHECKED`.
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
    """Code for the record at a place of an array of `count` records that begins at an address."""
    record = dtype.dtype

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, count, place, _ = arguments
        if CHECKED:
            # Checked here and not by Numba, whose own check sees arrays only.
            cgutils.do_boundscheck(context, builder, place, count)
        size = context.get_constant(types.int64, record.size)
        return builder.inttoptr(builder.add(begin, builder.mul(place, size)), context.get_value_type(record))

    return record(types.int64, types.int64, types.int64, dtype), generate


@extending.intrinsic
def array_code(typing_context: Any, address: Any, count: Any, dtype: Any) -> Any:
    """Code for the array of `count` elements at an address. It is not reference-counted; the memory must outlive it."""
    array = types.Array(dtype.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return array_view(context, builder, array, arguments[0], [arguments[1]])

    return array(types.int64, types.int64, dtype), generate


@extending.intrinsic
def part_code(typing_context: Any, address: Any, count: Any, first: Any, end: Any, dtype: Any) -> Any:
    """Code for the elements from `first` up to `end` (excluded) of an array of `count` elements at an address."""
    array = types.Array(dtype.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        begin, count, first, end, _ = arguments
        if CHECKED:
            # An end may be one beyond the last element, and an empty part may begin there.
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
    """Code for the matrix of `rows` by `columns` at an address. It is not reference-counted either."""
    array = types.Array(dtype.dtype, 2, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return array_view(context, builder, array, arguments[0], [arguments[1], arguments[2]])

    return array(types.int64, types.int64, types.int64, dtype), generate


def array_view(context: Any, builder: Any, kind: Any, address: Any, shape: Any) -> Any:
    """Code for a C-contiguous array of a given shape that views the memory at an address."""
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
        # No `meminfo`: the memory belongs to an array that Python keeps alive, and counting
        # references would slow every call.
        meminfo=None,
    )
    return view._getvalue()  # noqa: SLF001  (numba's own name for it)


record_at: Final = cast("Callable[[int, int, int, np.dtype[Any]], Any]", record_code)
"""The record at a place of an array of records: address and length of the array, place, dtype of the record."""
array_at: Final = cast("Callable[[int, int, np.dtype[Any]], npt.NDArray[Any]]", array_code)
"""An array: its address, length and dtype."""
part_at: Final = cast("Callable[[int, int, int, int, np.dtype[Any]], npt.NDArray[Any]]", part_code)
"""A slice of an array: address and length of the array, begin and end of the slice, and dtype."""
matrix_at: Final = cast("Callable[[int, int, int, np.dtype[Any]], npt.NDArray[Any]]", matrix_code)
"""A matrix: its address, rows, columns and dtype."""
