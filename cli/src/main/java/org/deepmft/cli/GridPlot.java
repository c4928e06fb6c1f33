package org.deepmft.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.Status;
import org.deepmft.plot.CriticalPiece;
import org.deepmft.plot.CriticalPiece.Kind;
import org.deepmft.plot.PhaseDiagram;
import org.deepmft.plot.PhasePicture;
import org.deepmft.plot.PictureUnavailableException;
import org.deepmft.plot.TrajectoryGrid;
import org.deepmft.plot.TrajectoryGridPicture;
import org.deepmft.propagation.TrajectoryField;
import org.deepmft.store.DurableFile;
import org.deepmft.store.GridStore;
import org.deepmft.store.PhaseStore;
import org.deepmft.store.TrajectoryStore;

/** Draws the pictures of results over a grid, finished or not. */
final class GridPlot {

  /** More cells than this along an axis would not be seen. */
  private static final int SEEN = 1024;

  private GridPlot() {}

  /** Draws the picture that belongs to a store. */
  static void draw(GridStore store, Path png) throws IOException, PictureUnavailableException {
    byte[] picture =
        store instanceof TrajectoryStore trajectories
            ? trajectories(trajectories)
            : phases((PhaseStore) store);
    DurableFile.write(png, ByteBuffer.wrap(picture));
  }

  private static byte[] phases(PhaseStore store) throws IOException, PictureUnavailableException {
    double[] w2 = store.axis("sigma_w2");
    double[] b2 = store.axis("sigma_b2");
    double q0 = store.start().q();
    int columnStride = stride(w2);
    int rowStride = stride(b2);
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
    return PhasePicture.png(diagrams);
  }

  private static byte[] trajectories(TrajectoryStore store)
      throws IOException, PictureUnavailableException {
    String name = store.activations().get(0);
    double[] w2 = store.axis("sigma_w2");
    double[] b2 = store.axis("sigma_b2");
    double[] layers = store.axis("layer");
    int columnStride = stride(w2);
    int rowStride = stride(b2);
    JsonObject plan = store.attributes();
    double q0 = plan.get("q0").getAsDouble();
    double q0b = plan.get("q0_b").getAsDouble();
    int depth = plan.get("depth").getAsInt();
    String title =
        "%s, %d layers, from q = %s%s, c = %s"
            .formatted(
                name,
                depth,
                number(q0),
                q0b == q0 ? "" : " and " + number(q0b),
                number(plan.get("c0").getAsDouble()));
    return TrajectoryGridPicture.png(
        new TrajectoryGrid(
            title,
            (int) layers[layers.length - 1],
            (int) layers[0],
            depth,
            every(w2, columnStride),
            every(b2, rowStride),
            bytes(store.decimated(name, "status", rowStride, columnStride)),
            log10(store, TrajectoryField.LN_ONE_MINUS_C, true, rowStride, columnStride),
            log10(store, TrajectoryField.LN_GRADIENT, false, rowStride, columnStride),
            criticalLine(name, q0, w2, b2)));
  }

  /** A logarithm at the last or the first of the layers that are kept. */
  private static double[] log10(
      TrajectoryStore store, TrajectoryField field, boolean last, int rowStride, int columnStride)
      throws IOException {
    int layerStride = Math.max(1, store.axis("layer").length - 1);
    double[] both =
        store
            .array(store.activations().get(0), field.label())
            .readDecimated(layerStride, rowStride, columnStride);
    int nodes = both.length / Math.min(2, store.axis("layer").length);
    int from = last ? both.length - nodes : 0;
    return Arrays.stream(both, from, from + nodes).map(ln -> ln / Math.log(10)).toArray();
  }

  private static String number(double value) {
    String digits = Double.toString(value);
    return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
  }

  private static int stride(double[] axis) {
    return (axis.length + SEEN - 1) / SEEN;
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
