package org.deepmft.plot;

import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.deepmft.plot.CriticalPiece.Kind;

/**
 * A phase diagram as a continuous field between its nodes.
 *
 * <p>The field is the signed inverse depth scale
 *
 * <pre>
 *   u = +1/ξ_c  ordered phase     u = 0  critical     u = −1/ξ_c  chaotic phase
 * </pre>
 *
 * which, unlike log ξ_c, is finite and continuous across a continuous transition, so that colours
 * and contours are accurate within the very cells that the critical line passes. Where u jumps
 * between neighbouring phases (a discontinuous transition) or is undefined at a node, the nearest
 * node decides and no contour is drawn. Larger grids are thinned to {@value #MOST} nodes per axis.
 */
final class PhaseField {
  /** Largest number of nodes per axis that is drawn. */
  static final int MOST = 1024;

  /** Smallest ξ_c, in layers, that is told apart from zero. */
  private static final double SMALLEST_XI = 1e-3;

  /** A step of u across a phase boundary is a jump if it exceeds this many neighbouring steps. */
  private static final double JUMP = 4;

  /** ... and this much besides, in 1/layers. */
  private static final double JUMP_FLOOR = 0.01;

  /** A continuation of u to at most this share of its last value counts as reaching zero. */
  private static final double NEARLY_ZERO = 0.3;

  /** Contours this near to a line, in cells, are that line. */
  private static final double SAME_LINE = 1.5;

  /** What a place in the diagram is. */
  enum Region {
    ORDERED("ordered"),
    CHAOTIC("chaotic"),
    DIVERGES("diverges"),
    NOT_CONVERGED("not converged"),
    NOT_COMPUTED("not computed");

    final String label;

    Region(String label) {
      this.label = label;
    }
  }

  final GridAxis x;
  final GridAxis y;
  private final double[] u;
  private final double[] beyond;
  private final Region[] region;
  private final BitSet jumps = new BitSet();
  private final List<CriticalPiece> pieces = new ArrayList<>();

  PhaseField(PhaseDiagram diagram) {
    GridAxis fullX = GridAxis.of(diagram.sigmaW2());
    GridAxis fullY = GridAxis.of(diagram.sigmaB2());
    int[] columns = fullX.thinned(MOST);
    int[] lines = fullY.thinned(MOST);
    x = new GridAxis(pick(fullX, columns), fullX.logarithmic());
    y = new GridAxis(pick(fullY, lines), fullY.logarithmic());
    u = new double[x.size() * y.size()];
    region = new Region[u.length];
    for (int row = 0; row < y.size(); row++) {
      for (int col = 0; col < x.size(); col++) {
        int node = lines[row] * fullX.size() + columns[col];
        int at = row * x.size() + col;
        u[at] = signedInverse(diagram.phase()[node], diagram.xiC()[node]);
        region[at] = regionOf(diagram.phase()[node], diagram.status()[node]);
      }
    }
    beyond = u.clone();
    findJumps();
    extendToDivergence();
    diagram.criticalLine().stream().filter(piece -> piece.enters(x, y)).forEach(pieces::add);
    if (shows(Kind.UNREACHED)) {
      pieces.addAll(edge());
    }
  }

  /**
   * Returns the pieces of the critical line within the axes. Where a part of it is not reached the
   * phase may change by a jump: the edge between the computed phases is added.
   */
  List<CriticalPiece> pieces() {
    return pieces;
  }

  /** Tells whether a kind of piece is among the pieces. */
  boolean shows(Kind kind) {
    return pieces.stream().anyMatch(piece -> piece.kind() == kind);
  }

  /** The lines on which u changes its sign, but for what the critical line draws more exactly. */
  private List<CriticalPiece> edge() {
    List<CriticalPiece> edges = new ArrayList<>();
    for (Contours.Line line : new Contours(u, y.size(), x.size(), cell -> false).at(0)) {
      double[] sigmaW2 = Arrays.stream(line.x()).map(x::valueAt).toArray();
      double[] sigmaB2 = Arrays.stream(line.y()).map(y::valueAt).toArray();
      for (int i = 0; i < sigmaB2.length; i++) {
        if (onCriticalLine(line.x()[i], line.y()[i])) {
          sigmaB2[i] = Double.NaN;
        }
      }
      edges.add(new CriticalPiece(sigmaW2, sigmaB2, Kind.REACHED));
    }
    return edges;
  }

  /** Tells whether the part of the critical line that is reached passes within a cell or so. */
  private boolean onCriticalLine(double column, double line) {
    for (CriticalPiece piece : pieces) {
      for (int i = 1; piece.kind() == Kind.REACHED && i < piece.sigmaW2().length; i++) {
        double distance =
            Line2D.ptSegDist(
                x.indexOf(piece.sigmaW2()[i - 1]),
                y.indexOf(piece.sigmaB2()[i - 1]),
                x.indexOf(piece.sigmaW2()[i]),
                y.indexOf(piece.sigmaB2()[i]),
                column,
                line);
        if (distance <= SAME_LINE) {
          return true;
        }
      }
    }
    return false;
  }

  private static double[] pick(GridAxis axis, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> axis.values()[i]).toArray();
  }

  private static double signedInverse(byte phase, double xiC) {
    double inverse = xiC >= 0 ? 1 / Math.max(xiC, SMALLEST_XI) : Double.NaN;
    return switch (phase) {
      case PhaseDiagram.ORDERED -> inverse;
      case PhaseDiagram.CRITICAL -> 0;
      case PhaseDiagram.CHAOTIC -> -inverse;
      default -> Double.NaN;
    };
  }

  private static Region regionOf(byte phase, byte status) {
    return switch (phase) {
      case PhaseDiagram.ORDERED, PhaseDiagram.CRITICAL -> Region.ORDERED;
      case PhaseDiagram.CHAOTIC -> Region.CHAOTIC;
      default ->
          switch (status) {
            case PhaseDiagram.DIVERGES -> Region.DIVERGES;
            case PhaseDiagram.NOT_CONVERGED -> Region.NOT_CONVERGED;
            default -> Region.NOT_COMPUTED;
          };
    };
  }

  private void findJumps() {
    int cols = x.size();
    for (int row = 0; row < y.size(); row++) {
      for (int col = 0; col < cols; col++) {
        int at = row * cols + col;
        if (col + 1 < cols && jumps(at, 1, col, cols)) {
          jumps.set(at);
          jumps.set(row > 0 ? at - cols : at);
        }
        if (row + 1 < y.size() && jumps(at, cols, row, y.size())) {
          jumps.set(at);
          jumps.set(col > 0 ? at - 1 : at);
        }
      }
    }
  }

  /** Tells whether u jumps from node {@code at} to the next one along an axis. */
  private boolean jumps(int at, int stride, int index, int size) {
    double here = u[at];
    double next = u[at + stride];
    boolean before = index > 0 && u[at - stride] * here > 0;
    boolean after = index + 2 < size && u[at + 2 * stride] * next > 0;
    if (!(here * next < 0) || !(before || after)) {
      return false;
    }
    double stepBefore = before ? Math.abs(here - u[at - stride]) : 0;
    double stepAfter = after ? Math.abs(u[at + 2 * stride] - next) : 0;
    return Math.abs(here - next) > JUMP * Math.max(stepBefore, stepAfter) + JUMP_FLOOR;
  }

  /**
   * Continues u linearly to those diverging nodes next to which it tends to zero, so that the edge
   * of divergence lies where χ reaches one and not half way between two nodes.
   */
  private void extendToDivergence() {
    int cols = x.size();
    for (int at = 0; at < u.length; at++) {
      int col = at % cols;
      if (region[at] == Region.DIVERGES) {
        extend(at, -1, col >= 2);
        extend(at, 1, col + 2 < cols);
        extend(at, -cols, at >= 2 * cols);
        extend(at, cols, at + 2 * cols < u.length);
      }
    }
  }

  private void extend(int at, int stride, boolean inside) {
    if (!inside || !Double.isNaN(beyond[at])) {
      return;
    }
    double near = u[at + stride];
    double ratio = 2 - u[at + 2 * stride] / near; // NaN if either is undefined
    if (ratio < NEARLY_ZERO) {
      beyond[at] = Math.min(ratio, -1e-9) * near;
    }
  }

  /** Returns u at fractional grid coordinates; NaN where ξ_c is undefined. */
  double at(double column, double line) {
    double value = interpolated(u, column, line);
    if (!Double.isNaN(value)) {
      return value;
    }
    double nearby = u[PanelScale.nearest(x, column, line)];
    double continued = interpolated(beyond, column, line);
    if (Double.isNaN(continued)) {
      return nearby;
    }
    // The sign that the continued field has among the nodes of the cell tells phase from
    // divergence.
    return continued * signAround(column, line) > 0 ? continued : Double.NaN;
  }

  /** Returns the region at fractional grid coordinates. */
  Region regionAt(double column, double line) {
    double value = at(column, line);
    if (!Double.isNaN(value)) {
      return value >= 0 ? Region.ORDERED : Region.CHAOTIC;
    }
    boolean edge = !Double.isNaN(interpolated(beyond, column, line));
    return edge ? Region.DIVERGES : region[PanelScale.nearest(x, column, line)];
  }

  /** Returns the bilinear interpolation of a field; NaN in a cell that jumps. */
  private double interpolated(double[] f, double column, double line) {
    int cell = (int) line * x.size() + (int) column;
    return jumps.get(cell) ? Double.NaN : PanelScale.between(f, x, y, column, line);
  }

  private double signAround(double column, double line) {
    int right = Math.min((int) column + 1, x.size() - 1);
    int top = Math.min((int) line + 1, y.size() - 1);
    double sum = 0;
    for (int row = (int) line; row <= top; row++) {
      for (int col = (int) column; col <= right; col++) {
        double value = u[row * x.size() + col];
        sum += Double.isNaN(value) ? 0 : value;
      }
    }
    return Math.signum(sum);
  }

  /** Returns the lines ξ_c = {@code xi} within the ordered or within the chaotic phase. */
  List<Contours.Line> contours(double xi, boolean chaotic) {
    return new Contours(u, y.size(), x.size(), jumps::get).at(chaotic ? -1 / xi : 1 / xi);
  }

  boolean contains(Region wanted) {
    return Arrays.asList(region).contains(wanted);
  }

  /** Returns the finite positive ξ_c of the nodes, in layers, ascending. */
  double[] xiSorted() {
    return Arrays.stream(u)
        .filter(v -> Math.abs(v) > 0)
        .map(v -> 1 / Math.abs(v))
        .sorted()
        .toArray();
  }
}
