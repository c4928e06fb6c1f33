/**
 * Activations written as expressions in x, such as {@code x*normcdf(x)}.
 *
 * <p>A text becomes a tree ({@code Parser}, {@code Node}), the tree loses a few forms that overflow
 * ({@code Rewriter}) and becomes a postfix program over blocks of 2-jets (φ, φ', φ'')({@code
 * Program}); {@code KinkFinder} then looks where φ, φ' or φ'' jumps. Nothing but numbers is ever
 * evaluated: no reflection, no names other than those of the grammar in {@link
 * org.deepmft.activation.expression.Expression}.
 */
package org.deepmft.activation.expression;
