package org.deepmft.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.LegendItemCollection;
import org.junit.jupiter.api.Test;

class TrajectoryPictureTest {

  private static final double[] KNOWN = {0, -1, -2};
  private static final double[] NONE = {Double.NaN, Double.NaN, Double.NaN};

  private static TrajectoryCurves curves(double[] length, double[] curvature) {
    double[] layer = {0, 1, 2};
    return new TrajectoryCurves(layer, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, length, curvature);
  }

  /** The names of the curves, panel by panel. */
  private static List<String> named(TrajectoryCurves theory, TrajectoryCurves measured) {
    LegendItemCollection items =
        new TrajectoryPicture(theory, measured).chart("").getPlot().getLegendItems();
    return IntStream.range(0, items.getItemCount()).mapToObj(i -> items.get(i).getLabel()).toList();
  }

  private static List<String> with(String... names) {
    List<String> all =
        new ArrayList<>(List.of("q of a", "1 \u2212 c", "gradient of a", "covariance of both"));
    all.addAll(Arrays.asList(names));
    return all;
  }

  @Test
  void onlyWhatIsDrawnIsNamed() {
    assertEquals(with(), named(curves(NONE, NONE), null));
    assertEquals(with("length/\u221aN"), named(curves(KNOWN, NONE), null));
    assertEquals(with("length/\u221aN", "curvature \u221aN"), named(curves(KNOWN, KNOWN), null));
  }

  @Test
  void measuredValuesAreNamedWhereThereAreSome() {
    List<String> names = named(curves(KNOWN, NONE), curves(KNOWN, NONE));
    List<String> circle = names.subList(names.size() - 2, names.size());
    assertEquals(List.of("length/\u221aN", "length/\u221aN, measured"), circle);
  }
}
