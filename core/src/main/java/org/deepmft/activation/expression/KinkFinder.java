package org.deepmft.activation.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.deepmft.activation.Kink;
import org.deepmft.activation.expression.Crossings.Place;

/**
 * Scans an expression over [-10⁴, 10⁴]: refuses it where it is not finite, and finds its kinks.
 *
 * <p>Kinks can only be where a switching function crosses 0 ({@link Crossings}). At each crossing
 * the jets just before and just after are compared; a difference that rounding explains is no kink.
 */
final class KinkFinder {

  static final int MAX_KINKS = 16;

  /** Differences of φ and φ' below this share of their size around are rounding. */
  private static final double ROUNDING = 1e-9;

  /** The same for φ'', whose rounding errors are larger near roots found from noisy values. */
  private static final double ROUNDING_SECOND = 1e-7;

  /** Distances (relative above 1) at which sizes are taken. */
  private static final double[] AROUND = {1e-3, 1e-2};

  /** A function that grows this much from the near distance on to the last bit is unbounded. */
  private static final double NEAR = 1e-9;

  private static final double GROWTH = 1e3;

  /**
   * The derivatives at a crossing: the means of the one-sided ones.
   *
   * @param left the last number before it
   * @param x the crossing
   * @param right the first number after it
   * @param d1 φ'
   * @param d2 φ''; 0 where it is unbounded
   */
  record Mean(double left, double x, double right, double d1, double d2) {

    /** Returns whether the crossing is at y, or as near as numbers can tell. */
    boolean at(double y) {
      return y == x || left < y && y < right;
    }
  }

  private final Node root;
  private final Program program;
  private final String text;
  private final List<Kink> kinks = new ArrayList<>();
  private final List<Mean> means = new ArrayList<>();

  /**
   * Scans.
   *
   * @throws ExpressionException if φ or φ' is not finite somewhere, or there are too many kinks
   */
  KinkFinder(Node root, Program program, String text) {
    this.root = root;
    this.program = program;
    this.text = text;
    double[] x = Grid.scan();
    double[][] jets = new double[3][x.length];
    Crossings crossings = scan(x, jets);
    int bad = worst(x, jets[0], List.of());
    if (bad >= 0) {
      throw notFinite(x, bad);
    }
    List<Place> places =
        crossings.find().orElseThrow(() -> tooMany(program.switches().get(0).position()));
    for (Place place : places) {
      classify(place);
    }
    for (int row = 1; row <= 2; row++) {
      bad = worst(x, jets[row], places);
      if (bad >= 0) {
        throw refused(
            (row == 1 ? "phi'" : "phi''")
                + " must be finite on |x| <= 1e4, and is not at x "
                + Grid.place(x[bad]),
            root.position());
      }
    }
  }

  /** Returns the kinks in ascending order. */
  List<Kink> kinks() {
    return kinks.stream().sorted(Comparator.comparingDouble(Kink::x)).toList();
  }

  /** Returns the crossings where the program's derivatives are not the means of their sides. */
  List<Mean> means() {
    return List.copyOf(means);
  }

  private Crossings scan(double[] x, double[][] jets) {
    Crossings crossings = new Crossings(program.switches());
    int w = Program.BLOCK;
    for (int from = 0; from < x.length; from += w - 1) {
      int n = Math.min(w, x.length - from);
      double[] block = new double[n];
      System.arraycopy(x, from, block, 0, n);
      double[] s =
          program.watch(
              block, n, (index, u, at, row, m) -> crossings.mark(index, block, u, at, row, m));
      for (int row = 0; row < 3; row++) {
        System.arraycopy(s, row * n, jets[row], from, n);
      }
    }
    return crossings;
  }

  /** The index of the number nearest 0 where values are not finite, outside crossings; or -1. */
  private static int worst(double[] x, double[] values, List<Place> places) {
    int worst = -1;
    for (int i = 0; i < x.length; i++) {
      double at = x[i];
      if (!(Math.abs(values[i]) <= Double.MAX_VALUE)
          && (worst < 0 || Math.abs(at) <= Math.abs(x[worst]))
          && places.stream().noneMatch(p -> p.left() <= at && at <= p.right())) {
        worst = i;
      }
    }
    return worst;
  }

  private void classify(Place place) {
    double x = place.x();
    double[] left = program.jet(place.left());
    double[] right = program.jet(place.right());
    double[] near = sizes(x, NEAR);
    double[] size = near.clone();
    for (double distance : AROUND) {
      double[] there = sizes(x, distance);
      for (int k = 0; k < 3; k++) {
        size[k] = Math.max(size[k], there[k]);
      }
    }
    double[] inside = largestInside(place);
    double[] jump = new double[3];
    boolean[] unbounded = new boolean[3];
    for (int k = 0; k < 3; k++) {
      jump[k] = Math.abs(right[k] - left[k]);
      double largest = Math.max(Math.abs(left[k]), Math.abs(right[k]));
      if (k == 0) {
        largest = Math.max(largest, inside[0]);
      }
      unbounded[k] =
          !(Math.max(jump[k], largest) <= Double.MAX_VALUE)
              || largest > GROWTH * near[k] + ROUNDING * size[k];
      size[k] = Math.max(size[k], largest);
    }
    if (unbounded[0] || unbounded[1]) {
      String what = unbounded[0] ? "phi" : "phi'";
      throw refused(
          what + " must be bounded on |x| <= 1e4, and grows without bound at x " + Grid.place(x),
          position(place));
    }
    double width = place.right() - place.left();
    if (jump[0] > ROUNDING * size[0] + size[1] * width) {
      add(x, 0, place);
    } else if (unbounded[2] || jump[1] > ROUNDING * size[1] + size[2] * width) {
      add(x, 1, place);
    } else if (jump[2] > (ROUNDING_SECOND + width / AROUND[0]) * size[2]) {
      add(x, 2, place);
    }
    double[] middle = program.jet(x);
    double first = 0.5 * (left[1] + right[1]);
    double second = unbounded[2] ? 0 : 0.5 * (left[2] + right[2]);
    boolean firstAgrees = Math.abs(middle[1] - first) <= ROUNDING * size[1];
    boolean secondAgrees = Math.abs(middle[2] - second) <= ROUNDING * size[2];
    boolean finiteInside = Math.max(inside[1], inside[2]) <= Double.MAX_VALUE;
    if (!firstAgrees || !secondAgrees || !finiteInside) {
      means.add(
          new Mean(
              place.left(),
              x,
              place.right(),
              firstAgrees ? middle[1] : first,
              secondAgrees ? middle[2] : second));
    }
  }

  /** The largest |φ|, |φ'| and |φ''| between the ends of a place; 0 if no number is there. */
  private double[] largestInside(Place place) {
    double[] largest = new double[3];
    for (double x : numbersInside(place)) {
      double[] jet = program.jet(x);
      if (Double.isNaN(jet[0])) {
        throw notFinite(x);
      }
      for (int k = 0; k < 3; k++) {
        largest[k] = Math.max(largest[k], Math.abs(jet[k]));
      }
    }
    return largest;
  }

  /** The points of the scan between the ends of a place, its middle, and the numbers next door. */
  private static double[] numbersInside(Place place) {
    double left = place.left();
    double right = place.right();
    if (right <= Math.nextUp(left)) {
      return new double[0];
    }
    double x = place.x();
    DoubleStream next =
        DoubleStream.of(
            x, Math.nextUp(left), Math.nextDown(x), Math.nextUp(x), Math.nextDown(right));
    return DoubleStream.concat(next, Arrays.stream(Grid.scan(left, right)))
        .filter(y -> left < y && y < right)
        .toArray();
  }

  /** The larger of the values on both sides at a distance, for φ, φ' and φ''; NaN counts as 0. */
  private double[] sizes(double x, double distance) {
    double h = distance * Math.max(1, Math.abs(x));
    double[] left = program.jet(x - h);
    double[] right = program.jet(x + h);
    double[] sizes = new double[3];
    for (int k = 0; k < 3; k++) {
      double size = Math.max(Math.abs(left[k]), Math.abs(right[k]));
      sizes[k] = size <= Double.MAX_VALUE ? size : 0;
    }
    return sizes;
  }

  private void add(double x, int order, Place place) {
    if (kinks.size() == MAX_KINKS) {
      throw tooMany(position(place));
    }
    kinks.add(new Kink(x, order));
  }

  private int position(Place place) {
    return program.switches().get(place.index()).position();
  }

  private ExpressionException tooMany(int position) {
    return refused("must have at most " + MAX_KINKS + " kinks and jumps on |x| <= 1e4", position);
  }

  private ExpressionException notFinite(double[] grid, int bad) {
    double x = grid[bad];
    if (x > 0) {
      x = Math.nextUp(Grid.last(grid[bad - 1], x, this::finite));
    } else if (x < 0) {
      x = Math.nextDown(-Grid.last(-grid[bad + 1], -x, y -> finite(-y)));
    }
    return notFinite(x);
  }

  private ExpressionException notFinite(double x) {
    Node culprit = culprit(root, x);
    double value = culprit.value(x);
    String verb = Double.isNaN(value) ? "is undefined" : "is infinite";
    String print = culprit.print();
    String part = print.length() <= 30 ? print : print.substring(0, 30) + "...";
    return refused(
        "must be finite on |x| <= 1e4, but " + part + " " + verb + " at x " + Grid.place(x),
        culprit.position());
  }

  private boolean finite(double x) {
    return Math.abs(root.value(x)) <= Double.MAX_VALUE;
  }

  /** The innermost part that is not finite at x, where the whole is not. */
  private static Node culprit(Node node, double x) {
    List<Node> parts = List.of();
    if (node instanceof Node.Unary u) {
      parts = List.of(u.argument());
    } else if (node instanceof Node.Binary b) {
      parts = List.of(b.left(), b.right());
    } else if (node instanceof Node.Where w) {
      parts = List.of(w.chosen(x));
    }
    for (Node part : parts) {
      if (!(Math.abs(part.value(x)) <= Double.MAX_VALUE)) {
        return culprit(part, x);
      }
    }
    return node;
  }

  private ExpressionException refused(String rule, int position) {
    return new ExpressionException(rule, text, position);
  }
}
