package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.deepmft.plot.CriticalPiece.Kind;
import org.deepmft.plot.FixedTicks.Mark;
import org.deepmft.plot.GridLegend.Swatch;
import org.deepmft.plot.PhaseField.Region;
import org.jfree.chart.renderer.PaintScale;

/** The key of a figure of phase diagrams: one colour bar and one legend for all panels. */
final class PhaseKey {
  private final List<PhaseField> fields;
  private final PhaseColors colors;
  private final Style style;

  PhaseKey(List<PhaseField> fields, PhaseColors colors, Style style) {
    this.fields = fields;
    this.colors = colors;
    this.style = style;
  }

  /**
   * Draws the colour bar, ordered phase below and chaotic phase above criticality; a phase that no
   * panel shows is left out.
   */
  void drawBar(Graphics2D g2, Rectangle2D area) {
    boolean ordered = shows(Region.ORDERED);
    boolean chaotic = shows(Region.CHAOTIC);
    if (!ordered && !chaotic) {
      return;
    }
    List<Mark> marks = new ArrayList<>();
    for (double xi : colors.marks()) {
      boolean critical = xi >= 0.99 * colors.high();
      String label = (critical ? "\u2265\u2009" : "") + FixedTicks.plain(xi);
      if (ordered || critical) {
        marks.add(new Mark(colors.position(1 / xi), label));
      }
      if (chaotic && !critical) {
        marks.add(new Mark(colors.position(-1 / xi), label));
      }
    }
    AttributedString label =
        MathText.label(style.axisLabel(), "depth scale  ", "\u03be", "c", "", "  (layers)");
    PaintScale shown = new Part(colors, ordered ? -1 : 0, chaotic ? 1 : 0);
    ColorBar bar = new ColorBar(shown, marks, label, style);
    bar.draw(g2, area);
    if (ordered) {
      bar.name(g2, area, Region.ORDERED.label, chaotic ? 0.75 : 0.5);
    }
    if (chaotic) {
      bar.name(g2, area, Region.CHAOTIC.label, ordered ? 0.25 : 0.5);
    }
  }

  /** The colours between two bounds; the bar runs from one to the other. */
  private record Part(PhaseColors colors, double low, double high) implements PaintScale {
    @Override
    public double getLowerBound() {
      return low;
    }

    @Override
    public double getUpperBound() {
      return high;
    }

    @Override
    public Paint getPaint(double position) {
      return colors.getPaint(position);
    }
  }

  /**
   * Returns a legend of what the panels show.
   *
   * @param contours whether a panel shows a contour line
   */
  GridLegend legend(boolean contours) {
    Set<Kind> kinds =
        fields.stream()
            .flatMap(field -> field.pieces().stream())
            .map(CriticalPiece::kind)
            .collect(Collectors.toSet());
    List<Swatch> regions = new ArrayList<>();
    addSwatch(regions, Region.DIVERGES, Style.DIVERGES);
    addSwatch(regions, Region.NOT_CONVERGED, Style.NOT_CONVERGED);
    addSwatch(regions, Region.NOT_COMPUTED, style.hatch());
    return new GridLegend(kinds, contours ? "constant depth scale" : "", regions, style);
  }

  private boolean shows(Region region) {
    return fields.stream().anyMatch(field -> field.contains(region));
  }

  private void addSwatch(List<Swatch> swatches, Region region, Paint paint) {
    if (shows(region)) {
      swatches.add(new Swatch(region.label, paint));
    }
  }
}
