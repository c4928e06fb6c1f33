package org.deepmft.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.deepmft.plot.CriticalPiece.Kind;
import org.deepmft.plot.PhaseField.Region;
import org.junit.jupiter.api.Test;

class PhaseFieldTest {
  @Test
  void erfContoursLieWhereTheClosedFormHasTheirDepthScale() {
    PhaseField field =
        new PhaseField(
            ErfPhaseDiagram.over(
                ErfPhaseDiagram.linear(1, 4, 128), ErfPhaseDiagram.linear(0.1, 1, 128)));
    for (double xi : new double[] {3, 10, 30}) {
      for (boolean chaotic : new boolean[] {false, true}) {
        for (Contours.Line line : field.contours(xi, chaotic)) {
          for (int i = 0; i < line.x().length; i++) {
            double sigmaW2 = field.x.valueAt(line.x()[i]);
            double sigmaB2 = field.y.valueAt(line.y()[i]);
            double u = ErfPhaseDiagram.signedInverse(sigmaW2, sigmaB2);
            // Within a cell u bends by less than 1e-3, its kink at criticality included.
            assertEquals(chaotic ? -1 / xi : 1 / xi, u, 1e-3);
          }
        }
      }
    }
    assertEquals(1, field.contours(10, false).size());
    assertEquals(1, field.contours(10, true).size());
  }

  @Test
  void noContourCrossesADiscontinuousTransition() {
    // ξ_c is 2 in the ordered and 5 in the chaotic half: no depth between is ever reached.
    PhaseField field = new PhaseField(halves(PhaseDiagram.CHAOTIC, 5, PhaseDiagram.CONVERGED));
    for (double xi : new double[] {1, 3, 10, 100}) {
      assertTrue(field.contours(xi, false).isEmpty());
      assertTrue(field.contours(xi, true).isEmpty());
    }
    assertEquals(0.5, field.at(9.4, 3.5));
    assertEquals(-0.2, field.at(9.6, 3.5));
  }

  /** The phase jumps between the columns 9 and 10 of 20, σ_w² = 9/19 and 10/19. */
  @Test
  void besideAnUnreachedCriticalLineTheEdgeOfTheComputedPhasesIsDrawn() {
    PhaseDiagram jump = halves(PhaseDiagram.CHAOTIC, 5, PhaseDiagram.CONVERGED);
    CriticalPiece unreached = upright(0.2, Kind.UNREACHED);
    CriticalPiece ring =
        new CriticalPiece(new double[] {0.2}, new double[] {0.5}, Kind.HALF_STABLE);
    List<CriticalPiece> pieces = new PhaseField(with(jump, unreached, ring)).pieces();
    assertEquals(3, pieces.size());
    assertEquals(List.of(unreached, ring), pieces.subList(0, 2));
    CriticalPiece edge = pieces.get(2);
    assertEquals(Kind.REACHED, edge.kind());
    assertEquals(8, edge.sigmaW2().length, "a crossing in each row");
    for (int row = 0; row < 8; row++) {
      assertEquals(9.5 / 19, edge.sigmaW2()[row], 0.5 / 19);
      assertFalse(Double.isNaN(edge.sigmaB2()[row]));
    }
  }

  @Test
  void theExactLineStandsForTheEdgeBesideIt() {
    PhaseDiagram jump = halves(PhaseDiagram.CHAOTIC, 5, PhaseDiagram.CONVERGED);
    CriticalPiece reached = upright(9.6 / 19, Kind.REACHED);
    assertEquals(List.of(reached), new PhaseField(with(jump, reached)).pieces());
    CriticalPiece unreached = upright(0.2, Kind.UNREACHED);
    CriticalPiece edge = new PhaseField(with(jump, reached, unreached)).pieces().get(2);
    assertTrue(Arrays.stream(edge.sigmaB2()).allMatch(Double::isNaN), "nothing is drawn twice");
  }

  @Test
  void piecesOutsideTheAxesAreLeftOut() {
    PhaseDiagram jump = halves(PhaseDiagram.CHAOTIC, 5, PhaseDiagram.CONVERGED);
    CriticalPiece far = upright(1.5, Kind.UNREACHED);
    CriticalPiece ring = new CriticalPiece(new double[] {2}, new double[] {0.5}, Kind.HALF_STABLE);
    assertEquals(List.of(), new PhaseField(with(jump, far, ring)).pieces());
  }

  private static CriticalPiece upright(double sigmaW2, Kind kind) {
    return new CriticalPiece(new double[] {sigmaW2, sigmaW2}, new double[] {0, 1}, kind);
  }

  private static PhaseDiagram with(PhaseDiagram d, CriticalPiece... pieces) {
    return new PhaseDiagram(
        d.title(), d.sigmaW2(), d.sigmaB2(), d.phase(), d.xiC(), d.status(), List.of(pieces));
  }

  @Test
  void theNearestNodeDecidesNextToDivergence() {
    PhaseField field =
        new PhaseField(halves(PhaseDiagram.NO_PHASE, Double.NaN, PhaseDiagram.DIVERGES));
    assertEquals(Region.ORDERED, field.regionAt(9.4, 3.5));
    assertEquals(Region.DIVERGES, field.regionAt(9.6, 3.5));
    assertTrue(field.contains(Region.DIVERGES));
    assertFalse(field.contains(Region.CHAOTIC));
  }

  @Test
  void divergenceBeginsWhereTheInverseDepthScaleReachesZero() {
    // 1/ξ_c = 2 − σ_w² vanishes at column 20/3, which is no node.
    int n = 11;
    double[] sigmaW2 = ErfPhaseDiagram.linear(0, 3, n);
    byte[] phase = new byte[n * n];
    byte[] status = new byte[n * n];
    double[] xiC = new double[n * n];
    for (int at = 0; at < n * n; at++) {
      double u = 2 - sigmaW2[at % n];
      phase[at] = u > 0 ? PhaseDiagram.ORDERED : PhaseDiagram.NO_PHASE;
      status[at] = u > 0 ? PhaseDiagram.CONVERGED : PhaseDiagram.DIVERGES;
      xiC[at] = u > 0 ? 1 / u : Double.NaN;
    }
    PhaseField field =
        new PhaseField(
            new PhaseDiagram("", sigmaW2, sigmaW2.clone(), phase, xiC, status, List.of()));
    assertEquals(Region.ORDERED, field.regionAt(6.65, 3.5));
    assertEquals(Region.DIVERGES, field.regionAt(6.68, 3.5));
  }

  @Test
  void colorsGrowLighterTowardsCriticalityAndEquallySoInBothPhases() {
    PhaseColors colors = new PhaseColors(1, 100);
    assertEquals(-1, colors.position(1));
    assertEquals(1, colors.position(-1));
    assertEquals(-0.5, colors.position(0.1), 1e-12);
    assertEquals(0, colors.position(0), 0.0);
    double before = 0;
    for (double position = 1; position > 0; position -= 0.05) {
      double chaotic = luminance(colors.rgb(position));
      assertTrue(chaotic > before);
      assertEquals(chaotic, luminance(colors.rgb(-position)), 0.05);
      before = chaotic;
    }
  }

  private static double luminance(int rgb) {
    double[] weight = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += weight[k] * Math.pow((rgb >> 16 - 8 * k & 0xff) / 255.0, 2.2);
    }
    return sum;
  }

  /** Returns 20 × 8 nodes, ordered with ξ_c = 2 in the left half and as given in the right. */
  private static PhaseDiagram halves(byte phaseRight, double xiRight, byte statusRight) {
    byte[] phase = new byte[160];
    byte[] status = new byte[160];
    double[] xiC = new double[160];
    Arrays.fill(xiC, 2);
    for (int at = 0; at < 160; at++) {
      if (at % 20 >= 10) {
        phase[at] = phaseRight;
        status[at] = statusRight;
        xiC[at] = xiRight;
      }
    }
    return new PhaseDiagram(
        "halves",
        ErfPhaseDiagram.linear(0, 1, 20),
        ErfPhaseDiagram.linear(0, 1, 8),
        phase,
        xiC,
        status,
        List.of());
  }
}
