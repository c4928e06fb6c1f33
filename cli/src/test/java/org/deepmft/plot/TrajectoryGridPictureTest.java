package org.deepmft.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.deepmft.plot.FixedTicks.Mark;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TrajectoryGridPictureTest {
  /** Pixels deep inside the left half of the axes of both panels, clear of lines' ends. */
  private static final int LEFT_PANEL = 200;

  private static final int RIGHT_PANEL = 1320;
  private static final int MIDDLE = 300;

  /** Logarithms that grow from {@code from} to {@code to} with sigma_w2. */
  private static double[] slope(double from, double to) {
    return IntStream.range(0, 48).mapToDouble(i -> from + (to - from) * (i % 8) / 7).toArray();
  }

  private static TrajectoryGrid grid(byte status, double[] differences, double[] gradients) {
    byte[] statuses = new byte[48];
    Arrays.fill(statuses, status);
    return new TrajectoryGrid(
        "slopes",
        10,
        0,
        10,
        ErfPhaseDiagram.linear(0.5, 4, 8),
        ErfPhaseDiagram.linear(0, 1, 6),
        statuses,
        differences,
        gradients,
        List.of());
  }

  private static BufferedImage draw(TrajectoryGrid grid) throws IOException {
    try {
      return ImageIO.read(new ByteArrayInputStream(TrajectoryGridPicture.png(grid)));
    } catch (PictureUnavailableException missing) {
      return Assumptions.abort(missing.getMessage());
    }
  }

  /** Blue less red of a pixel. */
  private static int blue(BufferedImage image, int x) {
    int rgb = image.getRGB(x, MIDDLE);
    return (rgb & 0xff) - (rgb >> 16 & 0xff);
  }

  @Test
  void gradientsThatVanishAreBlueAndThoseThatExplodeRed() throws IOException {
    BufferedImage image = draw(grid(TrajectoryGrid.FOLLOWED, slope(-9, 0), slope(-30, 20)));
    assertTrue(blue(image, LEFT_PANEL) > 60, "inputs that are nearly one are dark blue");
    assertTrue(blue(image, 820) < -30, "inputs that differ are yellow");
    assertTrue(blue(image, RIGHT_PANEL) > 60);
    assertTrue(blue(image, 1960) < -60);
  }

  @Test
  void networksWithoutValueAreGrey() throws IOException {
    double[] none = slope(Double.NaN, Double.NaN);
    BufferedImage image = draw(grid(TrajectoryGrid.LEAVES_TABLE, none, none));
    assertEquals(Style.DIVERGES.getRGB(), image.getRGB(LEFT_PANEL, MIDDLE));
    assertEquals(Style.DIVERGES.getRGB(), image.getRGB(RIGHT_PANEL, MIDDLE));
  }

  @Test
  void valuesBeyondTheDoublesAndInputsThatAreOneAreDrawn() throws IOException {
    double[] far = slope(-5000, 0);
    far[0] = Double.NEGATIVE_INFINITY;
    BufferedImage image = draw(grid(TrajectoryGrid.FOLLOWED, far, slope(-5000, 4000)));
    assertTrue(blue(image, LEFT_PANEL) > 60);
    double[] same = slope(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    Arrays.fill(same, Double.NEGATIVE_INFINITY);
    draw(grid(TrajectoryGrid.FOLLOWED, same, slope(0, 0)));
  }

  @Test
  void aRangeEndsAtMarksThatSayWhatLiesBeyond() {
    double[] bulk = IntStream.range(0, 1000).mapToDouble(i -> -27 + i * 0.027).toArray();
    bulk[0] = -80;
    LogColors colors = LogColors.differences(bulk);
    List<Mark> marks = colors.marks();
    assertEquals(-30, colors.getLowerBound());
    assertEquals(0, colors.getUpperBound());
    assertEquals(new Mark(-30, "\u2264\u200910\u207b\u00b3\u2070"), marks.get(0));
    assertEquals(new Mark(0, "1"), marks.get(marks.size() - 1));
    assertEquals(colors.rgb(-30), colors.rgb(Double.NEGATIVE_INFINITY));
  }

  @Test
  void neitherSignOfAGradientTakesTheOthersColour() {
    LogColors colors = LogColors.gradients(slope(-60, 20));
    int vanishing = colors.rgb(-0.01);
    int exploding = colors.rgb(5);
    assertTrue((vanishing & 0xff) >= (vanishing >> 16 & 0xff));
    assertTrue((exploding >> 16 & 0xff) > (exploding & 0xff));
  }

  @Test
  void wrongShapesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> grid(TrajectoryGrid.FOLLOWED, new double[47], slope(0, 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> grid(TrajectoryGrid.FOLLOWED, slope(0, 1), new double[49]));
  }
}
