package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Backends;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels give the CPU backend's numbers to 1e-12, scaled by conditioning, and its statuses.
 */
class CudaAgainstCpuTest {

  private static final double TOLERANCE = 1e-12;
  private static final int[] SIZES = {0, 1, 31, 32, 33, 255, 256, 257, 4099};

  /** Tables are the same for both backends and every size. */
  private static final TableCache TABLES = TableCache.inMemory();

  @TempDir private Path folder;

  @BeforeEach
  void install() {
    HostDriver.install();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh", "erf", "relu", "linear", "leaky-relu", "gelu", "silu", "softplus", "sigmoid",
        "hard-tanh", "elu", "selu", "mish", "sin", "arctan", "softsign", "sign", "x/(1+x^2)",
        "where(x>0,x,exp(x)-1)"
      })
  void everyFieldAgrees(String name) {
    for (int n : SIZES) {
      Difference worst = worst(name, tile(n, 40 + n));
      assertTrue(worst.small(), worst.toString());
    }
  }

  @Test
  void aMillionPointsAgree() {
    Difference worst = worst("tanh", tile(1_000_001, 7));
    System.out.println("1,000,001 points: largest scaled difference " + worst);
    assertTrue(worst.small(), worst.toString());
  }

  /** One sign changed in the kernels' text must show. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "length.cuh      | x - h * both    | x + h * both",
        "length.cuh      | - 4 * r_max     | + 4 * r_max",
        "correlation.cuh | = df / f        | = -df / f",
        "correlation.cuh | 1 - rho * w     | 1 + rho * w",
        "correlation.cuh | (middle - m)    | (middle + m)",
        "table.cuh       | x, pair.y)      | x, -pair.y)",
        "phases.cu       | 1 + c.lambda    | 1 - c.lambda",
        "fields.cuh      | secant / -lambda | secant / lambda",
      })
  void aChangedSignShows(String file, String text, String changed) throws IOException {
    HostDriver.withChange(
        folder,
        file,
        text,
        changed,
        () -> assertFalse(worst("tanh", tile(257, 3)).small(), "the change did not show"));
  }

  /** The largest difference of any field in units of its conditioning. */
  private static Difference worst(String name, PhaseTile tile) {
    Activation activation = Activations.named(name);
    Resources resources = new Resources(2, TABLES, List.of());
    PhaseColumns cpu = new PhaseColumns(tile.size());
    PhaseColumns cuda = new PhaseColumns(tile.size());
    try (Backend backend = Backends.open("cpu", resources, line -> {})) {
      backend.phases(activation).solve(tile, cpu);
    }
    try (Backend backend = new CudaBackendProvider().open(resources)) {
      backend.phases(activation).solve(tile, cuda);
    }
    Difference worst = new Difference(0, "none");
    for (int i = 0; i < tile.size(); i++) {
      Difference here = difference(cpu, cuda, i);
      if (!(here.size() <= worst.size())) {
        String where = "sigma_w2 " + tile.sigmaW2()[i] + ", sigma_b2 " + tile.sigmaB2()[i] + ": ";
        worst = new Difference(here.size(), name + " at " + where + here.where());
      }
    }
    return worst;
  }

  private record Difference(double size, String where) {
    boolean small() {
      return size <= TOLERANCE;
    }
  }

  private static Difference difference(PhaseColumns cpu, PhaseColumns cuda, int i) {
    PhasePoint expected = cpu.point(i);
    PhasePoint got = cuda.point(i);
    if (expected.status() != got.status()) {
      return new Difference(
          Double.POSITIVE_INFINITY, expected.status() + " became " + got.status());
    }
    double margin = Math.abs(expected.chi1() - 1);
    if (expected.phase() != got.phase() && !(margin < 1e-11)) {
      return new Difference(Double.POSITIVE_INFINITY, expected.phase() + " became " + got.phase());
    }
    Difference worst = new Difference(0, "");
    if (margin < 1e-11) {
      return worst;
    }
    for (PhaseField field : PhaseField.values()) {
      double a = expected.get(field);
      double b = got.get(field);
      if (Double.compare(a, b) != 0) {
        double size = Math.abs(b - a) / (conditioning(cpu, field, i) * Math.abs(a));
        if (!(size <= worst.size())) {
          String values = field + " was " + a + ", became " + b;
          worst = new Difference(Double.isNaN(size) ? Double.POSITIVE_INFINITY : size, values);
        }
      }
    }
    return worst;
  }

  /** How much a relative error of the duals grows on the way to a field. */
  private static double conditioning(PhaseColumns at, PhaseField field, int i) {
    double slope = Math.exp(-1 / at.field(PhaseField.XI_Q)[i]);
    double ofQ = Double.isNaN(slope) ? 1 : 1 + 1 / Math.abs(1 - slope);
    double lambda = Math.abs(at.field(PhaseField.CHI_C)[i] - 1);
    double ofC = Double.isNaN(lambda) ? ofQ : 1 + ofQ / lambda;
    return switch (field) {
      case Q_STAR, CHI_1, CHI_2, MU2_OVER_MU1_SQUARED -> ofQ;
      case C_STAR -> ofC * (1 + Math.abs(1 / at.field(PhaseField.C_STAR)[i]));
      case ONE_MINUS_C_STAR, THETA_STAR -> ofC;
      case CHI_C -> ofC * (1 + 1 / Math.abs(at.field(PhaseField.CHI_C)[i]));
      case XI_C ->
          ofC * (1 + at.field(PhaseField.XI_C)[i]) / Math.abs(at.field(PhaseField.CHI_C)[i]);
      case XI_Q -> ofQ * (1 + at.field(PhaseField.XI_Q)[i]) / slope;
      case XI_GRAD, LYAPUNOV -> ofQ * (1 + at.field(PhaseField.XI_GRAD)[i]);
      case Q_STAR_ERROR, CHI_1_ERROR, ONE_MINUS_C_STAR_ERROR, CHI_C_ERROR -> 1e6 * ofC;
    };
  }

  private static PhaseTile tile(int n, long seed) {
    Random random = new Random(seed);
    double[] w2 = random.doubles(n, 0, 6).toArray();
    double[] b2 = random.doubles(n, 0, 2).map(b -> b * b * b).toArray();
    return new PhaseTile(w2, b2, InitialState.DEFAULT);
  }
}
