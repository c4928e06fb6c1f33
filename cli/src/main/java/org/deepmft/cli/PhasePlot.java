package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.Status;
import org.deepmft.plot.CriticalPiece;
import org.deepmft.plot.PhaseDiagram;
import org.deepmft.plot.PhasePicture;
import org.deepmft.plot.PictureUnavailableException;
import org.deepmft.store.PhaseStore;

/** Draws the picture of a stored phase diagram, finished or not. */
final class PhasePlot {

  /** More cells than this along an axis would not be seen. */
  private static final int SEEN = 1024;

  private PhasePlot() {}

  static void draw(PhaseStore store, Path png) throws IOException, PictureUnavailableException {
    double[] w2 = store.axis("sigma_w2");
    double[] b2 = store.axis("sigma_b2");
    int columnStride = (w2.length + SEEN - 1) / SEEN;
    int rowStride = (b2.length + SEEN - 1) / SEEN;
    List<PhaseDiagram> diagrams = new ArrayList<>();
    for (String name : store.activations()) {
      diagrams.add(
          new PhaseDiagram(
              name,
              every(w2, columnStride),
              every(b2, rowStride),
              bytes(store.decimated(name, "phase", rowStride, columnStride)),
              depthScale(store, name, rowStride, columnStride),
              bytes(store.decimated(name, "status", rowStride, columnStride)),
              criticalLine(name, w2[w2.length - 1], b2[b2.length - 1])));
    }
    write(diagrams, png);
  }

  /** ξ_c, and where the network collapses, so that c has no scale of its own, that of q. */
  private static double[] depthScale(PhaseStore store, String name, int rowStride, int columnStride)
      throws IOException {
    double[] xi = store.decimated(name, "xi_c", rowStride, columnStride);
    double[] xiQ = store.decimated(name, "xi_q", rowStride, columnStride);
    double[] status = store.decimated(name, "status", rowStride, columnStride);
    for (int i = 0; i < xi.length; i++) {
      xi[i] = status[i] == Status.COLLAPSES.code() ? xiQ[i] : xi[i];
    }
    return xi;
  }

  private static void write(List<PhaseDiagram> diagrams, Path png)
      throws IOException, PictureUnavailableException {
    String random = String.format("%016x", ThreadLocalRandom.current().nextLong());
    Path temporary = png.resolveSibling("." + png.getFileName() + ".tmp-" + random);
    try {
      PhasePicture.render(diagrams, temporary);
      Files.move(
          temporary, png, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static List<CriticalPiece> criticalLine(String name, double w2Max, double b2Max) {
    Activation activation = Activations.named(name);
    List<CriticalLine.Point> line = CriticalLine.trace(Duals.of(activation), w2Max, b2Max, 32);
    return List.of(
        new CriticalPiece(
            line.stream().mapToDouble(CriticalLine.Point::sigmaW2).toArray(),
            line.stream().mapToDouble(CriticalLine.Point::sigmaB2).toArray(),
            true));
  }

  private static double[] every(double[] values, int stride) {
    double[] some = new double[(values.length + stride - 1) / stride];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * stride];
    }
    return some;
  }

  private static byte[] bytes(double[] codes) {
    byte[] bytes = new byte[codes.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) codes[i];
    }
    return bytes;
  }
}
