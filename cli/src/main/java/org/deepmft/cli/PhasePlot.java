package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.Status;
import org.deepmft.plot.CriticalPiece;
import org.deepmft.plot.CriticalPiece.Kind;
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
    double q0 = store.start().q();
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
              criticalLine(name, q0, w2, b2)));
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

  private static List<CriticalPiece> criticalLine(
      String name, double q0, double[] w2, double[] b2) {
    double most = b2[b2.length - 1];
    CriticalLine line =
        new CriticalLine(Duals.of(Activations.named(name), CacheDirectory.tables()), most);
    List<CriticalPiece> pieces = new ArrayList<>();
    for (CriticalLine.Piece piece : line.pieces(q0)) {
      Kind kind = piece.reached() ? Kind.REACHED : Kind.UNREACHED;
      pieces.add(piece(near(piece.points(), w2[w2.length - 1], most), kind));
    }
    pieces.add(piece(line.halfStable(), Kind.HALF_STABLE));
    return pieces;
  }

  /** The points that lie in the window or next to one that does; the others may be very far. */
  private static List<CriticalLine.Point> near(
      List<CriticalLine.Point> points, double w2Most, double b2Most) {
    List<CriticalLine.Point> near = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      boolean inside = false;
      for (int k = Math.max(0, i - 1); k <= Math.min(i + 1, points.size() - 1); k++) {
        inside |= points.get(k).sigmaW2() <= w2Most && points.get(k).sigmaB2() <= b2Most;
      }
      if (inside) {
        near.add(points.get(i));
      } else if (!near.isEmpty() && !Double.isNaN(near.get(near.size() - 1).sigmaB2())) {
        near.add(new CriticalLine.Point(Double.NaN, w2Most, Double.NaN, Double.NaN, false));
      }
    }
    return near;
  }

  private static CriticalPiece piece(List<CriticalLine.Point> points, Kind kind) {
    return new CriticalPiece(
        points.stream().mapToDouble(CriticalLine.Point::sigmaW2).toArray(),
        points.stream().mapToDouble(CriticalLine.Point::sigmaB2).toArray(),
        kind);
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
