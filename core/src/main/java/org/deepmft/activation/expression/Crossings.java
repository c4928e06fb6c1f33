package org.deepmft.activation.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The places where a switching function (the argument of abs, the difference of max's two, a
 * divisor) changes sign or touches 0.
 *
 * <p>The scan marks cells where the sign differs at the ends, and cells where the derivative says
 * that the function comes towards 0 and leaves again and where the tangents at the ends meet near 0
 * or beyond. Both are bisected to neighbouring numbers, so a linear function's root is exact.
 */
final class Crossings {

  /** Evaluations of nodes spent on bisection, in units of 64 steps; bounds the time. */
  private static final int BUDGET = 20_000;

  /** A region of zeros narrower than this (relative above 1) is one place. */
  private static final double PLATEAU = 1e-6;

  private static final double SAME_PLACE = 1e-14;

  /** A minimum below this share of the values around it touches 0. */
  private static final double TOUCHES = 1e-12;

  private static final double TANGENTS_NEAR = 0.1;

  /**
   * A crossing.
   *
   * @param left the last number before it
   * @param right the first number after it
   * @param index of its switch
   */
  record Place(double left, double right, int index) {

    /** Returns the crossing itself: 0 if that is inside, otherwise the middle. */
    double x() {
      return left <= 0 && right >= 0 ? 0 : left + 0.5 * (right - left);
    }
  }

  private record Cell(int index, double lo, double hi, boolean dip) {}

  private final List<Program.Switch> switches;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  Crossings(List<Program.Switch> switches) {
    this.switches = switches;
  }

  /** Marks the cells of a block of points; blocks overlap by one point. */
  void mark(int index, double[] x, double[] s, int at, int w, int n) {
    for (int i = 0; i + 1 < n; i++) {
      double u = s[at + i];
      double v = s[at + i + 1];
      double sign = Math.signum(u);
      if (sign != Math.signum(v)) {
        if (!Double.isNaN(u) && !Double.isNaN(v)) {
          cells.add(new Cell(index, x[i], x[i + 1], false));
        }
      } else if (sign != 0 && sign * s[at + w + i] < 0 && sign * s[at + w + i + 1] > 0) {
        double du = s[at + w + i];
        double dv = s[at + w + i + 1];
        double meet = u + du * (v - u - dv * (x[i + 1] - x[i])) / (du - dv);
        if (sign * meet <= TANGENTS_NEAR * Math.min(Math.abs(u), Math.abs(v))) {
          cells.add(new Cell(index, x[i], x[i + 1], true));
        }
      }
    }
  }

  /**
   * Returns the crossings in ascending order, those of one place merged; empty if there are too
   * many to follow.
   */
  Optional<List<Place>> find() {
    cells.sort(Comparator.comparingDouble(cell -> Math.abs(cell.lo() + cell.hi())));
    int[] sizes = new int[switches.size()];
    int spent = 0;
    for (Cell cell : cells) {
      Node decider = switches.get(cell.index()).decider();
      if (sizes[cell.index()] == 0) {
        sizes[cell.index()] = size(decider);
      }
      spent += sizes[cell.index()];
      if (spent > BUDGET) {
        if (!cell.dip()) {
          return Optional.empty();
        }
      } else if (cell.dip()) {
        dip(cell, decider);
      } else {
        change(cell.index(), decider, cell.lo(), cell.hi());
      }
    }
    return Optional.of(merged());
  }

  private void change(int index, Node decider, double lo, double hi) {
    double before = Math.signum(decider.value(lo));
    double after = Math.signum(decider.value(hi));
    if (before == after || Double.isNaN(before) || Double.isNaN(after)) {
      return;
    }
    double left = Grid.last(lo, hi, x -> Math.signum(decider.value(x)) == before);
    double right = Math.nextUp(left);
    places.add(new Place(left, right, index));
    double between = Math.signum(decider.value(right));
    if (between == 0 && after != 0) {
      double end = Grid.last(right, hi, x -> decider.value(x) == 0);
      places.add(new Place(end, Math.nextUp(end), index));
    }
  }

  private void dip(Cell cell, Node decider) {
    Program program = new Program(decider);
    double[] start = program.jet(cell.lo());
    double[] end = program.jet(cell.hi());
    double sign = Math.signum(start[0]);
    double left = Grid.last(cell.lo(), cell.hi(), x -> sign * program.jet(x)[1] < 0);
    double right = Math.nextUp(left);
    double x = sign * decider.value(left) < sign * decider.value(right) ? left : right;
    double lowest = sign * decider.value(x);
    if (lowest <= 0) {
      change(cell.index(), decider, cell.lo(), x);
      change(cell.index(), decider, x, cell.hi());
    } else if (lowest <= TOUCHES * Math.min(Math.abs(start[0]), Math.abs(end[0]))) {
      places.add(new Place(left, right, cell.index()));
    }
  }

  /** Merges the two ends of a narrow region of zeros, then what several switches share. */
  private List<Place> merged() {
    places.sort(Comparator.comparingInt(Place::index).thenComparingDouble(Place::left));
    List<Place> ofOneSwitch = new ArrayList<>();
    for (Place next : places) {
      Place last = last(ofOneSwitch);
      double reach = PLATEAU * Math.max(1, Math.abs(next.left()));
      join(ofOneSwitch, next, last != null && last.index() == next.index() ? reach : -1);
    }
    ofOneSwitch.sort(Comparator.comparingDouble(Place::left));
    List<Place> merged = new ArrayList<>();
    for (Place next : ofOneSwitch) {
      join(merged, next, SAME_PLACE * Math.abs(next.left()));
    }
    merged.sort(Comparator.comparingDouble(place -> Math.abs(place.x())));
    return merged;
  }

  /**
   * Appends a place, or widens the last one if it is within reach (never, if that is negative); the
   * outermost switch names it.
   */
  private static void join(List<Place> list, Place next, double reach) {
    Place last = last(list);
    if (last != null && reach >= 0 && next.left() - last.right() <= reach) {
      double right = Math.max(last.right(), next.right());
      list.set(
          list.size() - 1, new Place(last.left(), right, Math.max(last.index(), next.index())));
    } else {
      list.add(next);
    }
  }

  private static Place last(List<Place> list) {
    return list.isEmpty() ? null : list.get(list.size() - 1);
  }

  private static int size(Node node) {
    if (node instanceof Node.Unary u) {
      return 1 + size(u.argument());
    }
    if (node instanceof Node.Binary b) {
      return 1 + size(b.left()) + size(b.right());
    }
    if (node instanceof Node.Where w) {
      return 1 + size(w.left()) + size(w.right()) + size(w.then()) + size(w.otherwise());
    }
    return 1;
  }
}
