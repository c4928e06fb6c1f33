package org.deepmft.plot;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import org.deepmft.plot.ContourLines.Level;

/**
 * A decimal logarithm over the grid: its colours, interpolated linearly between nodes, and its
 * lines of constant value. The nearest node decides where one of the four around is not finite.
 */
final class LogLayer extends GridLayer {
  private static final long serialVersionUID = 1L;

  private final transient TrajectoryGrid grid;
  private final transient double[] values;
  private final transient LogColors colors;

  /**
   * Makes a layer.
   *
   * @param values log₁₀ of a quantity of the grid, shape [m·n]
   */
  LogLayer(TrajectoryGrid grid, double[] values, LogColors colors, Style style) {
    this(GridAxis.of(grid.sigmaW2()), GridAxis.of(grid.sigmaB2()), grid, values, colors, style);
  }

  private LogLayer(
      GridAxis x, GridAxis y, TrajectoryGrid grid, double[] values, LogColors colors, Style style) {
    super(x, y, grid.criticalLine().stream().filter(piece -> piece.enters(x, y)).toList(), style);
    this.grid = grid;
    this.values = values;
    this.colors = colors;
  }

  @Override
  int color(double column, double line) {
    double value = PanelScale.between(values, x, y, column, line);
    int nearest = PanelScale.nearest(x, column, line);
    if (!Double.isFinite(value)) {
      value = values[nearest];
    }
    if (grid.status()[nearest] == TrajectoryGrid.NOT_COMPUTED) {
      return new Color(0, true).getRGB();
    }
    return Double.isNaN(value) ? Style.DIVERGES.getRGB() : colors.rgb(value);
  }

  @Override
  boolean unfinished() {
    return grid.contains(TrajectoryGrid.NOT_COMPUTED);
  }

  @Override
  ContourLines contours(PanelScale scale, Path2D critical) {
    double[] finite =
        Arrays.stream(values).map(value -> Double.isFinite(value) ? value : Double.NaN).toArray();
    Contours lines = new Contours(finite, y.size(), x.size(), cell -> false);
    List<Level> levels =
        colors.marks().stream()
            .filter(mark -> !mark.label().isEmpty())
            .filter(mark -> mark.value() > colors.getLowerBound())
            .filter(mark -> mark.value() < colors.getUpperBound())
            .map(mark -> new Level(mark.value(), mark.label(), lines.at(mark.value())))
            .toList();
    return new ContourLines(List.of(levels), List.of(), scale, style, critical);
  }
}
