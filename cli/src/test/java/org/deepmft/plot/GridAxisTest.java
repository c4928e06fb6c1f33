package org.deepmft.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.plot.FixedTicks.Mark;
import org.junit.jupiter.api.Test;

class GridAxisTest {
  @Test
  void spacingDecidesTheScale() {
    assertFalse(GridAxis.of(ErfPhaseDiagram.linear(0.5, 4, 256)).logarithmic());
    assertTrue(GridAxis.of(ErfPhaseDiagram.logarithmic(1e-4, 10, 256)).logarithmic());
    assertFalse(GridAxis.of(new double[] {0, 1, 10, 100}).logarithmic());
    assertFalse(GridAxis.of(new double[] {1, 2, 5}).logarithmic());
    assertFalse(GridAxis.of(new double[] {1, 10}).logarithmic());
    assertFalse(GridAxis.of(new double[] {3}).logarithmic());
  }

  @Test
  void indexAndValueAreInverse() {
    GridAxis[] axes = {
      GridAxis.of(ErfPhaseDiagram.linear(-1, 4, 33)),
      GridAxis.of(ErfPhaseDiagram.logarithmic(0.1, 100, 33)),
      GridAxis.of(new double[] {0, 1, 10, 100})
    };
    for (GridAxis axis : axes) {
      for (double index = 0; index <= axis.size() - 1; index += 0.37) {
        assertEquals(index, axis.indexOf(axis.valueAt(index)), 1e-9);
      }
      assertEquals(0, axis.indexOf(axis.first() - 1));
      assertEquals(axis.size() - 1, axis.indexOf(axis.last() + 1));
    }
  }

  @Test
  void thinningKeepsBothEnds() {
    int[] kept = GridAxis.of(ErfPhaseDiagram.linear(0, 1, 2500)).thinned(1024);
    assertEquals(1024, kept.length);
    assertEquals(0, kept[0]);
    assertEquals(2499, kept[1023]);
    assertArrayEquals(new int[] {0}, new GridAxis(new double[] {7}, false).thinned(1024));
  }

  @Test
  void marksAreRoundNumbers() {
    assertEquals(
        List.of("0", "0.2", "0.4", "0.6", "0.8", "1"),
        FixedTicks.steps(0, 1).stream().map(Mark::label).toList());
    assertEquals(
        List.of("10⁻⁴", "0.001", "0.01", "0.1", "1"),
        FixedTicks.decades(1e-4, 2).stream()
            .map(Mark::label)
            .filter(label -> !label.isEmpty())
            .toList());
    assertEquals("−2.5×10⁶", FixedTicks.plain(-2.5e6));
  }
}
