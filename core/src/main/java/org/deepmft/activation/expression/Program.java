package org.deepmft.activation.expression;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.activation.expression.Node.Binary;
import org.deepmft.activation.expression.Node.Literal;
import org.deepmft.activation.expression.Node.Unary;
import org.deepmft.activation.expression.Node.Where;

/**
 * A tree as a postfix program over blocks of 2-jets.
 *
 * <p>The stack holds blocks of {@value #BLOCK} points as three rows (u, u', u''), so that one step
 * of the program is one loop over a block. Immutable; the stack belongs to the call.
 */
final class Program {

  /** Points a block: three rows of a shallow stack stay in the first-level cache. */
  static final int BLOCK = 256;

  /** A watcher of what decides between branches, called with a block's u and u'. */
  @FunctionalInterface
  interface Watcher {

    /**
     * Receives one block.
     *
     * @param index into {@link #switches()}
     * @param s holds u from {@code at}, u' from {@code at + w}
     * @param at where the block starts
     * @param w the width of a row
     * @param n the number of points
     */
    void watch(int index, double[] s, int at, int w, int n);
  }

  /**
   * What decides between branches, or where a function is singular.
   *
   * @param decider the switching function
   * @param position the place in the text
   */
  record Switch(Node decider, int position) {}

  /** One step: what it does, and the index of its switch or -1. */
  private record Step(Node node, int switchIndex) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<Switch> switches = new ArrayList<>();
  private final int slots;

  Program(Node root) {
    slots = compile(root, 0) + 1; // one more for watched values
  }

  List<Switch> switches() {
    return switches;
  }

  /** Fills values and derivatives at n points. */
  void evaluate(double[] x, double[] value, double[] d1, double[] d2, int n) {
    int w = Math.min(n, BLOCK);
    double[] s = new double[3 * w * slots];
    for (int from = 0; from < n; from += w) {
      int count = Math.min(w, n - from);
      run(x, from, count, s, w, null);
      System.arraycopy(s, 0, value, from, count);
      System.arraycopy(s, w, d1, from, count);
      System.arraycopy(s, 2 * w, d2, from, count);
    }
  }

  /** Returns {φ(x), φ'(x), φ''(x)}. */
  double[] jet(double x) {
    double[] s = new double[3 * slots];
    run(new double[] {x}, 0, 1, s, 1, null);
    return s;
  }

  /** Runs over at most {@link #BLOCK} points and shows every switching function to the watcher. */
  double[] watch(double[] x, int n, Watcher watcher) {
    double[] s = new double[3 * n * slots];
    run(x, 0, n, s, n, watcher);
    return s;
  }

  /** Appends a tree's steps; its result lands in {@code slot}; returns the slots in use. */
  private int compile(Node node, int slot) {
    int used = slot + 1;
    int index = -1;
    if (node instanceof Unary u) {
      used = compile(u.argument(), slot);
      index = index(decider(u), u.position());
    } else if (node instanceof Binary b) {
      used = Math.max(compile(b.left(), slot), compile(b.right(), slot + 1));
      index = index(decider(b), b.position());
    } else if (node instanceof Where w) {
      used = Math.max(compile(w.left(), slot), compile(w.right(), slot + 1));
      used = Math.max(used, compile(w.then(), slot + 2));
      used = Math.max(used, compile(w.otherwise(), slot + 3));
      index = index(new Binary(Operator.SUBTRACT, w.left(), w.right(), w.position()), w.position());
    }
    steps.add(new Step(node, index));
    return used;
  }

  private int index(Node decider, int position) {
    if (decider == null || decider.constant()) {
      return -1;
    }
    switches.add(new Switch(decider, position));
    return switches.size() - 1;
  }

  private static Node decider(Unary u) {
    return switch (u.function()) {
      case ABS, SIGN, RELU, SQRT, LOG -> u.argument();
      case LOG1P ->
          new Binary(Operator.ADD, new Literal(1, u.position()), u.argument(), u.position());
      case TAN -> new Unary(Function.COS, u.argument(), u.position());
      default -> null;
    };
  }

  private static Node decider(Binary b) {
    return switch (b.operator()) {
      case MIN, MAX -> new Binary(Operator.SUBTRACT, b.left(), b.right(), b.position());
      case DIVIDE -> b.right();
      case POWER -> smoothPower(b) ? null : b.left();
      default -> null;
    };
  }

  private static boolean smoothPower(Binary b) {
    return b.right() instanceof Literal exponent
        && exponent.number() >= 0
        && exponent.number() == Math.rint(exponent.number());
  }

  private void run(double[] x, int from, int n, double[] s, int w, Watcher watcher) {
    int slot = 3 * w;
    int top = -slot;
    for (Step step : steps) {
      Node node = step.node();
      if (node instanceof Literal literal) {
        top += slot;
        Jets.constant(s, top, w, n, literal.number());
      } else if (node instanceof Node.Variable) {
        top += slot;
        for (int i = 0; i < n; i++) {
          s[top + i] = x[from + i] + 0.0; // -0 is 0
        }
        Jets.slope(s, top, w, n);
      } else if (node instanceof Unary u) {
        if (watcher != null && step.switchIndex() >= 0) {
          Jets.decider(u.function(), s, top, top + slot, w, n);
          watcher.watch(step.switchIndex(), s, top + slot, w, n);
        }
        u.function().apply(s, top, w, n);
      } else if (node instanceof Binary b) {
        top -= slot;
        if (watcher != null && step.switchIndex() >= 0) {
          Jets.decider(b.operator(), s, top, top + 2 * slot, w, n);
          watcher.watch(step.switchIndex(), s, top + 2 * slot, w, n);
        }
        Jets.apply(b, s, top, w, n);
      } else if (node instanceof Where where) {
        top -= 3 * slot;
        if (watcher != null && step.switchIndex() >= 0) {
          Jets.decider(Operator.MIN, s, top, top + 4 * slot, w, n);
          watcher.watch(step.switchIndex(), s, top + 4 * slot, w, n);
        }
        Jets.choose(where.comparison(), s, top, w, n);
      }
    }
  }
}
