package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.Tanh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table read from a cache is the table that is built, whatever befell the cache. */
class TableCacheTest {

  private static final String KINKED = "max(x, 0.3*x^2) - abs(x-1)/4";
  private static final long PATIENCE_SECONDS = 120;

  /** One panel below 1, and one far out; few, as each is built many times over. */
  private static final double[] PLACES = {0.4, 700};

  @TempDir Path directory;

  /** Keeps what it is given in memory, and counts. */
  private static final class Memory implements TableCache {
    private final Map<String, double[]> parts = new ConcurrentSkipListMap<>();
    private int kept;

    @Override
    public Optional<double[]> find(String table, String part) {
      return Optional.ofNullable(parts.get(part)).map(double[]::clone);
    }

    @Override
    public synchronized void keep(String table, String part, double[] numbers) {
      parts.put(part, numbers.clone());
      kept++;
    }
  }

  /** All numbers of some panels, as bits. */
  private static long[] numbers(String activation, TableCache cache, double... places) {
    TabulatedDual dual = new TabulatedDual(Activations.named(activation), cache);
    List<Double> all = new ArrayList<>();
    for (double q : places) {
      DualPanel panel = dual.panel(dual.panelOf(q));
      all.addAll(List.of(panel.lo(), panel.hi()));
      Stream.of(panel.moments).forEach(terms -> addAll(all, terms));
      for (boolean upper : new boolean[] {false, true}) {
        SecantTable half = panel.half(upper);
        assertEquals(upper, half.upper());
        addAll(all, half.map());
        Stream.of(half.g()).forEach(terms -> addAll(all, terms));
        Stream.of(half.edges()).forEach(terms -> addAll(all, terms));
        for (DualActivation.Accuracy a : half.accuracy()) {
          addAll(all, a.v(), a.chi(), a.g(), a.yDg(), a.chiByQ(), a.gByQ());
          addAll(all, a.curvature(), a.lambdaByQ());
        }
      }
    }
    return all.stream().mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void addAll(List<Double> all, double... some) {
    Arrays.stream(some).forEach(all::add);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "hard-tanh", "tanh(x) + where(x > 0.5, 1, 0)", KINKED})
  void whatIsReadIsWhatWasBuiltToTheBit(String activation) {
    double[] places = {1e-5, 0.4, 700};
    long[] built = numbers(activation, TableCache.NONE, places);
    Memory memory = new Memory();
    assertArrayEquals(built, numbers(activation, memory, places));
    int parts = 3 * places.length;
    assertEquals(parts, memory.kept);
    assertArrayEquals(built, numbers(activation, memory, places));
    assertEquals(parts, memory.kept, "built a second time");
    TableDirectory disk = new TableDirectory(directory);
    assertArrayEquals(built, numbers(activation, disk, places));
    assertArrayEquals(built, numbers(activation, new TableDirectory(directory), places));
  }

  @Test
  void partsOfTheWrongFormAreBuiltAnew() {
    long[] built = numbers("tanh", TableCache.NONE, PLACES);
    Memory memory = new Memory();
    numbers("tanh", memory, PLACES);
    for (String part : List.copyOf(memory.parts.keySet())) {
      double[] sound = memory.parts.get(part);
      for (int length : new int[] {0, 1, 27, 28, sound.length - 1, sound.length + 1}) {
        memory.parts.put(part, Arrays.copyOf(sound, length));
        assertArrayEquals(built, numbers("tanh", memory, PLACES), part + " " + length);
        assertArrayEquals(sound, memory.parts.get(part), part + " " + length);
      }
    }
    String half = memory.parts.keySet().stream().filter(p -> p.endsWith("lower")).findFirst().get();
    memory.parts.get(half)[20] = Double.NaN;
    assertArrayEquals(built, numbers("tanh", memory, PLACES));
  }

  @Test
  void damagedFilesAreBuiltAnew() throws IOException {
    long[] built = numbers(KINKED, TableCache.NONE, PLACES);
    numbers(KINKED, new TableDirectory(directory), PLACES);
    Map<Path, byte[]> sound = contents();
    assertEquals(3 * PLACES.length, sound.size());
    for (double where : new double[] {0, 0.02, 0.5, 1}) {
      for (Path file : sound.keySet()) {
        byte[] damaged = sound.get(file).clone();
        damaged[(int) (where * (damaged.length - 1))] ^= 1;
        Files.write(file, damaged);
      }
      requireRebuilt(built, sound);
    }
    for (Path file : sound.keySet()) {
      Files.write(file, new byte[0]);
    }
    requireRebuilt(built, sound);
    for (Path file : sound.keySet()) {
      Files.delete(file);
      Files.createDirectories(file.resolve("inside"));
    }
    assertArrayEquals(built, numbers(KINKED, new TableDirectory(directory), PLACES));
  }

  private void requireRebuilt(long[] built, Map<Path, byte[]> sound) throws IOException {
    assertArrayEquals(built, numbers(KINKED, new TableDirectory(directory), PLACES));
    Map<Path, byte[]> now = contents();
    assertEquals(sound.keySet(), now.keySet());
    sound.forEach((file, bytes) -> assertArrayEquals(bytes, now.get(file), file::toString));
  }

  private Map<Path, byte[]> contents() throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }

  /** Says that it is another function. */
  private record Impostor(double steepness) implements Activation {
    @Override
    public String name() {
      return "tanh";
    }

    @Override
    public String formula() {
      return new Tanh().formula();
    }

    @Override
    public double value(double x) {
      return Math.tanh(steepness * x);
    }

    @Override
    public double derivative(double x) {
      double t = value(x);
      return steepness * (1 - t * t);
    }

    @Override
    public double secondDerivative(double x) {
      return -2 * steepness * value(x) * derivative(x);
    }
  }

  @Test
  void equalFormulasOfDifferentValuesHaveDifferentKeys() {
    String key = TableKey.of(new Impostor(1)).orElseThrow();
    assertEquals(key, TableKey.of(new Impostor(1)).orElseThrow());
    assertNotEquals(key, TableKey.of(new Impostor(Math.nextUp(1.0))).orElseThrow());
    assertTrue(key.contains("\nkinks []\nformula " + new Tanh().formula()), key);
  }

  @Test
  void threadsThatBuildAtOnceReadAndWriteTheSame() throws IOException {
    long[] built = numbers(KINKED, TableCache.NONE, PLACES);
    IntStream.range(0, 4)
        .parallel()
        .forEach(
            i -> assertArrayEquals(built, numbers(KINKED, new TableDirectory(directory), PLACES)));
    assertEquals(3 * PLACES.length, contents().size());
  }

  @Test
  void processesThatBuildAtOnceReadAndWriteTheSame() throws Exception {
    String built = Arrays.toString(numbers(KINKED, TableCache.NONE, PLACES));
    List<Process> processes = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    Path cache = Files.createDirectory(directory.resolve("cache"));
    for (int i = 0; i < 2; i++) {
      Path output = directory.resolve("output-" + i);
      outputs.add(output);
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  TableCacheTest.class.getName(),
                  cache.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start());
    }
    try {
      for (Process process : processes) {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    for (Path output : outputs) {
      assertEquals(built, Files.readString(output));
    }
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(3 * PLACES.length, files.count());
    }
    String read = Arrays.toString(numbers(KINKED, new TableDirectory(cache), PLACES));
    assertEquals(built, read);
  }

  /** One of the processes. */
  public static void main(String[] arguments) {
    TableCache cache = new TableDirectory(Path.of(arguments[0]));
    System.out.print(Arrays.toString(numbers(KINKED, cache, PLACES)));
  }
}
