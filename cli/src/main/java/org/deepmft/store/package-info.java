/**
 * Results on disk: Zarr version 2 groups of n-dimensional arrays, written chunk by chunk.
 *
 * <p>{@link org.deepmft.store.ZarrGroup} is a directory with attributes, {@link
 * org.deepmft.store.ZarrArray} an array in it, {@link org.deepmft.store.ArraySpec} what an array is
 * before it holds a value. A chunk is a gzip file of little-endian values in C order (last index
 * fastest); it appears whole or not at all, so a reader may look at any moment of a run, and a run
 * that was killed goes on from the chunks that are there. The same values give the same bytes.
 *
 * <p>Format: the Zarr storage specification version 2
 * (https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html), with the attribute {@code
 * _ARRAY_DIMENSIONS} and the file {@code .zmetadata} by which xarray finds dimension names and
 * reads all metadata at once.
 */
package org.deepmft.store;
