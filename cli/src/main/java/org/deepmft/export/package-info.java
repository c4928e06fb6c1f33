/**
 * Phase diagrams as files that other programs read: HDF5, NumPy's npz and comma-separated values.
 *
 * <p>A format is written front to back while the store is read block by block, so memory holds a
 * block whatever the grid, and the same store gives the same bytes. Points of tiles that are not
 * computed yet are nan.
 */
package org.deepmft.export;
