package org.deepmft.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.Optional;
import org.deepmft.plot.ContourLines.Level;
import org.deepmft.plot.PhaseField.Region;

/** A phase diagram: colours of the phases, lines of constant ξ_c and the names of regions. */
final class PhaseLayer extends GridLayer {
  private static final long serialVersionUID = 1L;

  private final transient PhaseField field;
  private final transient PhaseColors colors;

  PhaseLayer(PhaseField field, PhaseColors colors, Style style) {
    super(field.x, field.y, field.pieces(), style);
    this.field = field;
    this.colors = colors;
  }

  @Override
  boolean unfinished() {
    return field.contains(Region.NOT_COMPUTED);
  }

  @Override
  ContourLines contours(PanelScale scale, Path2D critical) {
    List<Level> ordered =
        colors.marks().stream()
            .map(xi -> new Level(1 / xi, FixedTicks.plain(xi), field.contours(xi, false)))
            .toList();
    List<Level> chaotic =
        colors.marks().stream()
            .map(xi -> new Level(-1 / xi, FixedTicks.plain(xi), field.contours(xi, true)))
            .toList();
    List<Contours.Line> edges = field.contours(Double.POSITIVE_INFINITY, false);
    return new ContourLines(List.of(ordered, chaotic), edges, scale, style, critical);
  }

  @Override
  void name(Graphics2D g2, LabelSpace space, PanelScale scale, ContourLines lines) {
    for (Region region : new Region[] {Region.ORDERED, Region.CHAOTIC, Region.DIVERGES}) {
      if (field.contains(region)) {
        nameRegion(g2, region, space, scale, lines);
      }
    }
  }

  @Override
  int color(double column, double line) {
    double u = field.at(column, line);
    Region region = field.regionAt(column, line);
    return switch (region) {
      case ORDERED -> colors.rgb(Double.isNaN(u) ? -0.5 : colors.position(u));
      case CHAOTIC -> colors.rgb(Double.isNaN(u) ? 0.5 : colors.position(u));
      case DIVERGES -> Style.DIVERGES.getRGB();
      case NOT_CONVERGED -> Style.NOT_CONVERGED.getRGB();
      case NOT_COMPUTED -> new Color(0, true).getRGB();
    };
  }

  private void nameRegion(
      Graphics2D g2, Region region, LabelSpace space, PanelScale scale, ContourLines lines) {
    double width = Style.width(region.label, style.region()) + style.px(20);
    double height = style.region().getSize2D() * 1.3;
    LabelSpace.Place place =
        (x, y) -> {
          double column = scale.column(x);
          double line = scale.line(y);
          return !Double.isNaN(column + line) && field.regionAt(column, line) == region;
        };
    Optional<Point2D> spot =
        space
            .roomiest(width + style.px(24), height, place, false)
            .or(() -> space.roomiest(width, height, place, false))
            .or(() -> space.roomiest(width, height, place, true));
    spot.ifPresent(
        centre -> {
          space.takeBox(centre, 0, width, height);
          lines.interrupt(centre, 0, width, height);
          g2.setFont(style.region());
          g2.setPaint(Style.INK);
          PanelScale.drawCentred(g2, region.label, centre, 0);
        });
  }
}
