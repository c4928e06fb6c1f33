/**
 * Grids of points cut into tiles: what a sweep computes, in which order, and who takes which part.
 *
 * <p>A sweep walks straight through: plan, backend solves a tile, store writes the tile.
 */
package org.deepmft.sweep;
