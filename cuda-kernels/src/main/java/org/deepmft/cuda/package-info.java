/** The CUDA backend: kernels launched through JCuda. */
package org.deepmft.cuda;
