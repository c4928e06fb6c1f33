/**
 * The contract between the theory and the machines that compute it, and the reference backend.
 *
 * <p>A backend is asked for whole tiles of points, columns in and columns out, so that each can do
 * its best. Backends are found with {@link java.util.ServiceLoader} and say with {@link
 * org.deepmft.backend.BackendProvider#probe} whether they can run and, if not, every reason why.
 */
package org.deepmft.backend;
