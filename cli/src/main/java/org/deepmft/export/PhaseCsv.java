package org.deepmft.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deepmft.meanfield.Phase;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.Status;
import org.deepmft.store.PhaseStore;
import org.deepmft.store.ZarrArray;

/**
 * Phase diagrams as comma-separated values, a line a point: activation, sigma_w2, sigma_b2, status,
 * phase, then every field. Lines go through σ_w² first, then σ_b², then the activations.
 */
public final class PhaseCsv {

  private static final PhaseField[] FIELDS = PhaseField.values();

  /** Points whose text is held at a time. */
  private static final int TEXT = 1 << 15;

  private PhaseCsv() {}

  /** Returns the names of the columns. */
  public static List<String> header() {
    List<String> names =
        new ArrayList<>(List.of("activation", "sigma_w2", "sigma_b2", "status", "phase"));
    for (PhaseField field : FIELDS) {
      names.add(field.label());
    }
    return names;
  }

  /**
   * Returns the line of a point.
   *
   * @param activation the name of its activation
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param status null where the point is not computed yet
   * @param phase null where there is none
   * @param fields the value of each field
   */
  public static String line(
      String activation,
      double sigmaW2,
      double sigmaB2,
      Status status,
      Phase phase,
      ToDoubleFunction<PhaseField> fields) {
    List<String> row = new ArrayList<>(5 + FIELDS.length);
    row.add(activation);
    row.add(Csv.number(sigmaW2));
    row.add(Csv.number(sigmaB2));
    row.add(status == null ? PhaseStore.NOT_COMPUTED_LABEL : status.label());
    row.add(phase == null ? "" : phase.label());
    for (PhaseField field : FIELDS) {
      row.add(Csv.number(fields.applyAsDouble(field)));
    }
    return Csv.line(row);
  }

  /** Writes a store; as {@link ExportFormat#write}. */
  static void write(PhaseStore store, FileChannel out, LongConsumer progress) throws IOException {
    write(out, Csv.line(header()));
    double[] sigmaW2 = store.axis("sigma_w2");
    double[] sigmaB2 = store.axis("sigma_b2");
    for (String activation : store.activations()) {
      ZarrArray[] arrays = new ZarrArray[FIELDS.length + 2];
      for (PhaseField field : FIELDS) {
        arrays[field.ordinal()] = store.array(activation, field.label());
      }
      arrays[FIELDS.length] = store.array(activation, PhaseStore.STATUS);
      arrays[FIELDS.length + 1] = store.array(activation, PhaseStore.PHASE);
      RowBlocks.of(arrays[0].spec().shape(), arrays[0].spec().chunks(), arrays.length)
          .forEach(
              (origin, extents) -> {
                double[][] values = read(arrays, origin, extents);
                int height = Math.max(1, TEXT / extents[1]);
                for (int low = 0; low < extents[0]; low += height) {
                  int high = Math.min(extents[0], low + height);
                  int width = extents[1];
                  List<String> texts =
                      IntStream.range(low, high)
                          .parallel()
                          .mapToObj(
                              i ->
                                  row(
                                      activation,
                                      sigmaB2[origin[0] + i],
                                      sigmaW2,
                                      origin[1],
                                      values,
                                      i * width,
                                      width))
                          .toList();
                  for (String text : texts) {
                    write(out, text);
                  }
                  progress.accept((long) (high - low) * width * arrays.length);
                }
              });
    }
  }

  private static double[][] read(ZarrArray[] arrays, int[] origin, int[] extents)
      throws IOException {
    try {
      return IntStream.range(0, arrays.length)
          .parallel()
          .mapToObj(
              k -> {
                try {
                  return arrays[k].readBlock(origin, extents);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toArray(double[][]::new);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The lines of a row of points, the first of which has index {@code at} in the values. */
  private static String row(
      String activation,
      double sigmaB2,
      double[] sigmaW2,
      int column,
      double[][] values,
      int at,
      int width) {
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < width; j++) {
      int i = at + j;
      int status = (int) values[FIELDS.length][i];
      int phase = (int) values[FIELDS.length + 1][i];
      text.append(
          line(
              activation,
              sigmaW2[column + j],
              sigmaB2,
              status < 0 ? null : Status.values()[status],
              phase < 0 ? null : Phase.values()[phase],
              field -> values[field.ordinal()][i]));
    }
    return text.toString();
  }

  private static void write(FileChannel out, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
