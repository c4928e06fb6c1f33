"""Reads one array of a finished DeepMFT sweep (Zarr v2, gzip, chunks that divide the shape) with NumPy alone."""

import gzip
import itertools
import json

import numpy as np


def read(store, name):
    """The array `name` of the store at path `store`; fields of a sweep have dimensions (sigma_b2, sigma_w2)."""
    meta = json.loads((store / name / ".zarray").read_text())
    shape, chunks = meta["shape"], meta["chunks"]
    if any(n % c for n, c in zip(shape, chunks)):
        raise ValueError(f"{name}: chunks {chunks} must divide the shape {shape}")
    array = np.empty(shape, dtype=meta["dtype"])
    for corner in itertools.product(*(range(0, n, c) for n, c in zip(shape, chunks))):
        file = store / name / ".".join(str(k // c) for k, c in zip(corner, chunks))
        where = tuple(slice(k, k + c) for k, c in zip(corner, chunks))
        array[where] = np.frombuffer(gzip.decompress(file.read_bytes()), meta["dtype"]).reshape(chunks)
    return array
