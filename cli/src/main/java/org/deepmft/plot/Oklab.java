package org.deepmft.plot;

/**
 * Ramps of colours along straight lines of the Oklab space, in which equal distances look equal.
 *
 * <p>Source: B. Ottosson, A perceptual color space for image processing (2020).
 */
final class Oklab {

  private Oklab() {}

  /**
   * Returns colours from one stop to the next, evenly, as 0xffRRGGBB.
   *
   * @param stops colours (L, a, b), at least two, shape [k][3]
   * @param steps number of colours, at least two
   */
  static int[] ramp(double[][] stops, int steps) {
    int[] colors = new int[steps];
    for (int i = 0; i < steps; i++) {
      double place = i * (stops.length - 1.0) / (steps - 1);
      int from = Math.min((int) place, stops.length - 2);
      double t = place - from;
      double[] lab = new double[3];
      for (int k = 0; k < 3; k++) {
        lab[k] = (1 - t) * stops[from][k] + t * stops[from + 1][k];
      }
      colors[i] = rgb(lab[0], lab[1], lab[2]);
    }
    return colors;
  }

  private static int rgb(double lightness, double a, double b) {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    int red = gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    int green = gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    int blue = gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    return 0xff000000 | red << 16 | green << 8 | blue;
  }

  private static double cube(double x) {
    return x * x * x;
  }

  /** Returns the sRGB byte of a linear intensity. */
  private static int gamma(double linear) {
    double x = Math.max(0, Math.min(1, linear));
    double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }
}
