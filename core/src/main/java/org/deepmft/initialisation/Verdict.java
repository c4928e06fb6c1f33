package org.deepmft.initialisation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.CriticalLine;

/**
 * Whether a network of the depth asked for trains, in words.
 *
 * <p>It does if its depth is at most {@link Initialisation#trainableDepth} and if the gradient's
 * variance changes by less than e^6 between its layers 1 and L: that is what 6 ξ_grad allow at q*,
 * but on the way from q0 = 1 to q* it may change faster.
 *
 * @param verdict {@code trainable}, {@code too deep}, {@code no gradient} or {@code no point}
 * @param reason why
 */
public record Verdict(String verdict, String reason) {

  /** A change of ln of the gradient's variance that a user would see. */
  public static final double SEEN = 0.5;

  private static final double SAME = 1e-9;

  /** Correlations nearer to 1 are 1 in single precision. */
  private static final double FLOAT32 = 0x1p-24;

  /** A q* at which the usual activations are no lines. */
  private static final double CURVED = 0.25;

  /**
   * Judges.
   *
   * @param found where the network is initialised
   */
  public static Verdict of(Initialisation found) {
    if (found.layer() == null) {
      if (Double.isFinite(found.dual().g(1, 0))) {
        return new Verdict(
            "no point",
            "no q* holds within sigma_w2 <= 4, 1/64 <= q* <= 64: inputs decide what becomes of q");
      }
      return new Verdict(
          "no gradient",
          "phi jumps: gradients do not exist, and inputs however alike part at once (chi_1 is"
              + " infinite)");
    }
    boolean trains = found.setting().depth() <= found.trainableDepth() && !steep(found);
    String reason =
        found.critical() ? critical(found) : longest(found) + (trains ? "" : why(found));
    return new Verdict(trains ? "trainable" : "too deep", reason);
  }

  private static boolean steep(Initialisation found) {
    return Math.abs(found.journey().lnGradientAtFirst()) > Initialisation.TRAINABLE_SCALES;
  }

  /** Why a network does not train that is not critical. */
  private static String why(Initialisation found) {
    double c = 1 - found.journey().oneMinusC()[found.setting().depth()];
    return "; "
        + (steep(found)
            ? gradient(found.journey()) + drift(found)
            : "at the last layer two inputs have c = " + text(c) + ", whatever they were");
  }

  private static String drift(Initialisation found) {
    return Math.abs(found.drift()) > SEEN
        ? " while q goes from 1 to q* (it starts there with inputs of mean square "
            + inputs(found, found.qStar())
            + ")"
        : "";
  }

  private static String critical(Initialisation found) {
    double[] law = found.layer().powerLaw(found.qStar());
    String alike =
        Double.isNaN(law[0])
            ? "1 - c stays as it is"
            : "inputs become alike by a power of depth only, 1 - c = "
                + text(found.journey().oneMinusC()[found.setting().depth()])
                + (found.journey().oneMinusC()[found.setting().depth()] < FLOAT32
                    ? " at the last layer, too little for float32, and ~ "
                    : " at the last layer and ~ ")
                + text(law[0])
                + (law[1] == 2 ? "/l^2" : "/l")
                + " in the end";
    return place(found) + ": " + gradient(found.journey()) + drift(found) + "; " + alike;
  }

  /** The mean square of inputs that a first dense layer gives the variance q. */
  private static String inputs(Initialisation found, double q) {
    return text((q - found.layer().sigmaB2()) / found.layer().sigmaW2());
  }

  private static String place(Initialisation found) {
    if (found.everyLengthIsFixed()) {
      double wanted = found.setting().q();
      return "chi_1 = 1, and q stays what the inputs make it"
          + (wanted == found.qStar()
              ? ""
              : " (" + text(wanted) + " with inputs of mean square " + inputs(found, wanted) + ")");
    }
    if (found.layer().norm()) {
      return "chi_1 = 1 by sigma_b2/sigma_w2 alone, since the norm pins q to 1";
    }
    String place = "chi_1 = 1 at q* = " + text(found.qStar());
    double wanted = found.setting().q();
    if (Math.abs(found.qStar() - wanted) <= SAME * wanted) {
      return place;
    }
    CriticalLine.Point there = CriticalLine.at(found.layer().dual(), wanted);
    String why =
        there.sigmaB2() < 0
            ? "sigma_b2 would be negative"
            : "chi_1 = 1 has dq'/dq = " + text(there.slope());
    return place + ", the nearest that holds firmly (at q* = " + text(wanted) + " " + why + ")";
  }

  private static String longest(Initialisation found) {
    UniformLayer layer = found.layer();
    boolean given =
        layer.norm()
            || found.qStar() == found.setting().targetQ()
            || layer.dual() instanceof HomogeneousDual;
    String most = text(LongestScale.MOST_Q);
    return "no critical point "
        + (layer.drop() > 0 ? "in c exists with dropout" : "exists that a network reaches")
        + "; longest depth scale "
        + text(Math.min(found.xiC(), found.xiGrad()))
        + " layers within sigma_w2 <= "
        + text(LongestScale.MOST_SIGMA_W2)
        + (given ? "" : ", 1/" + most + " <= q* <= " + most)
        + " at sigma_w2 = "
        + text(layer.sigmaW2())
        + ", sigma_b2 = "
        + text(layer.sigmaB2())
        + " (xi_c = "
        + text(found.xiC())
        + ", xi_grad = "
        + text(found.xiGrad())
        + (found.qStar() * LongestScale.MOST_Q < 1.1 ? line(found) : "")
        + ")";
  }

  /** What it costs to leave the end of the range, where φ does little. */
  private static String line(Initialisation found) {
    UniformLayer layer = found.layer();
    String there = "; phi is nearly a line there";
    return found.setting().targetQ() <= found.qStar()
        ? there
        : new LongestScale(layer.dual(), layer.drop(), layer.norm())
            .find(CURVED)
            .map(place -> there + bends(place.scale()))
            .orElse(there);
  }

  private static String bends(double scale) {
    return "; --target-q " + text(CURVED) + ", where it bends, has " + text(scale) + " layers";
  }

  /**
   * Says what becomes of gradients.
   *
   * @param journey the way through the network
   */
  public static String gradient(Journey journey) {
    double ln = journey.lnGradientAtFirst();
    double size = Math.abs(ln);
    String what =
        size <= SEEN
            ? "keep their size"
            : size <= Initialisation.TRAINABLE_SCALES
                ? (ln < 0 ? "shrink" : "grow")
                : (ln < 0 ? "vanish" : "explode");
    String power = String.format(Locale.ROOT, size < 10 ? "%+.1f" : "%+.0f", ln);
    return "gradients " + what + ": e^" + (size < 0.05 ? "0" : power) + " at layer 1";
  }

  /** A number to four digits. */
  private static String text(double x) {
    if (Double.isInfinite(x)) {
      return "infinite";
    }
    double rounded = new BigDecimal(x).round(new MathContext(4)).doubleValue();
    return String.valueOf(rounded).replaceAll("\\.0$", "");
  }
}
