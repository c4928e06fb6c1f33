package org.deepmft.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhasePictureTest {
  private static final double[] SIGMA_B2 = ErfPhaseDiagram.linear(0, 1, 48);

  @TempDir Path folder;

  private BufferedImage draw(PhaseDiagram... diagrams) throws IOException {
    Path png = folder.resolve("picture.png");
    try {
      Files.write(png, PhasePicture.png(List.of(diagrams)));
    } catch (PictureUnavailableException missing) {
      Assumptions.abort(missing.getMessage());
    }
    return ImageIO.read(png.toFile());
  }

  private static PhaseDiagram uniform(byte phase, double xiC, byte status) {
    byte[] phases = new byte[12];
    byte[] statuses = new byte[12];
    double[] depths = new double[12];
    Arrays.fill(phases, phase);
    Arrays.fill(statuses, status);
    Arrays.fill(depths, xiC);
    return new PhaseDiagram(
        "uniform",
        new double[] {1, 2, 3, 4},
        new double[] {0, 0.5, 1},
        phases,
        depths,
        statuses,
        List.of());
  }

  /** Returns the share of pixels between the axes that are clearly bluer (or redder) than grey. */
  private static double share(BufferedImage image, boolean blue) {
    int hits = 0;
    int all = 0;
    for (int y = 100; y < 960; y += 2) {
      for (int x = 180; x < 1260; x += 2) {
        int rgb = image.getRGB(x, y);
        int tilt = (rgb & 0xff) - (rgb >> 16 & 0xff);
        hits += (blue ? tilt : -tilt) > 20 ? 1 : 0;
        all++;
      }
    }
    return hits / (double) all;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 256, 1500})
  void erfShowsBothPhasesInTheirPlaceWhateverTheGrid(int n) throws IOException {
    BufferedImage image =
        draw(
            ErfPhaseDiagram.over(
                ErfPhaseDiagram.linear(0.5, 4, n), ErfPhaseDiagram.linear(0, 1, 60)));
    assertEquals(1600, image.getWidth());
    assertEquals(1200, image.getHeight());
    assertTrue(Files.size(folder.resolve("picture.png")) < 250_000);
    // By quadrature of the critical line the ordered phase fills 0.473 of this window; lines, text
    // and the palest colours take up to 0.03 off each phase.
    assertEquals(0.473 - 0.015, share(image, true), 0.02);
    assertEquals(0.527 - 0.015, share(image, false), 0.02);
  }

  @Test
  void logarithmicAxesAreDrawn() throws IOException {
    BufferedImage image =
        draw(
            ErfPhaseDiagram.over(
                ErfPhaseDiagram.logarithmic(0.1, 100, 40),
                ErfPhaseDiagram.logarithmic(1e-4, 10, 30)));
    assertTrue(share(image, true) > 0.1);
    assertTrue(share(image, false) > 0.1);
  }

  /** A saturated colour that forgot the sign once drew a blue band beside the critical line. */
  @Test
  void thePhaseKeepsItsColourWhereTheDepthScaleExceedsTheRange() {
    PhaseColors colors = new PhaseColors(1, 300);
    int chaotic = colors.rgb(colors.position(-1e-6));
    int ordered = colors.rgb(colors.position(1e-6));
    assertTrue((chaotic >> 16 & 0xff) > (chaotic & 0xff), "chaos stays red");
    assertTrue((ordered & 0xff) > (ordered >> 16 & 0xff), "order stays blue");
  }

  @Test
  void onePhaseAloneIsDrawn() throws IOException {
    BufferedImage ordered = draw(uniform(PhaseDiagram.ORDERED, 2, PhaseDiagram.CONVERGED));
    assertTrue(share(ordered, true) > 0.9);
    BufferedImage chaotic = draw(uniform(PhaseDiagram.CHAOTIC, 2, PhaseDiagram.CONVERGED));
    assertTrue(share(chaotic, false) > 0.9);
  }

  @Test
  void gridsWithoutAnyDepthScaleAreDrawn() throws IOException {
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    draw(uniform(PhaseDiagram.CRITICAL, infinite, PhaseDiagram.CONVERGED));
    draw(uniform(PhaseDiagram.ORDERED, nan, PhaseDiagram.COLLAPSES));
    draw(uniform(PhaseDiagram.ORDERED, 0, PhaseDiagram.COLLAPSES));
    draw(uniform(PhaseDiagram.CHAOTIC, nan, PhaseDiagram.CONVERGED));
    draw(uniform(PhaseDiagram.NO_PHASE, nan, PhaseDiagram.NOT_COMPUTED));
    draw(uniform(PhaseDiagram.NO_PHASE, nan, PhaseDiagram.NOT_CONVERGED));
    BufferedImage image = draw(uniform(PhaseDiagram.NO_PHASE, nan, PhaseDiagram.DIVERGES));
    assertEquals(Style.DIVERGES.getRGB(), image.getRGB(300, 200));
  }

  @Test
  void singleColumnsRowsAndNodesAreDrawnAsStrips() throws IOException {
    double[] one = {1.5};
    BufferedImage column = draw(ErfPhaseDiagram.over(one, SIGMA_B2));
    assertTrue(share(column, true) > 0.1);
    assertTrue(share(column, true) < 0.3);
    draw(ErfPhaseDiagram.over(ErfPhaseDiagram.linear(0.5, 4, 48), new double[] {0.05}));
    draw(ErfPhaseDiagram.over(one, new double[] {0}));
    draw(ErfPhaseDiagram.over(new double[] {1, 2}, new double[] {0, 1}));
  }

  @Test
  void severalDiagramsMakeAGridOfPanels() throws IOException {
    PhaseDiagram erf = ErfPhaseDiagram.over(ErfPhaseDiagram.linear(0.5, 4, 32), SIGMA_B2);
    BufferedImage four = draw(erf, erf, erf, erf);
    BufferedImage five = draw(erf, erf, erf, erf, erf);
    assertTrue(five.getWidth() > four.getWidth());
    assertEquals(five.getHeight(), four.getHeight());
  }

  @Test
  void theSameDiagramMakesTheSameBytes() throws IOException {
    PhaseDiagram erf = ErfPhaseDiagram.over(ErfPhaseDiagram.linear(0.5, 4, 32), SIGMA_B2);
    draw(erf);
    byte[] first = Files.readAllBytes(folder.resolve("picture.png"));
    draw(erf);
    assertTrue(Arrays.equals(first, Files.readAllBytes(folder.resolve("picture.png"))));
  }

  @Test
  void aReasonIsOneLineThatNamesTheRootOfTheTrouble() {
    Throwable cause = new NoClassDefFoundError("Could not initialize class sun.awt.X\nmore");
    cause.initCause(new InternalError("Fontconfig head is null, check your fonts"));
    String reason = new PictureUnavailableException(cause).getMessage();
    assertTrue(reason.contains("Fontconfig head is null"));
    assertFalse(reason.contains("\n"));
  }

  @Test
  void wrongInputIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> PhasePicture.png(List.of()));
    double[] descending = {2, 1};
    assertThrows(
        IllegalArgumentException.class,
        () -> ErfPhaseDiagram.over(descending, new double[] {0, 1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CriticalPiece(new double[2], new double[3], CriticalPiece.Kind.REACHED));
  }
}
