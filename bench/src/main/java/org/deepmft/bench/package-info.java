/**
 * JMH benchmarks: ratios in one run, against the machine's measured ceiling. Nothing depends on it.
 */
package org.deepmft.bench;
