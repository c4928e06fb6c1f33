package org.deepmft.gaussian;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the numbers of tables between runs; what it lacks is built anew.
 *
 * <p>A table is known by a text that holds all that determines its numbers. So a cache never
 * changes a result: what it returns are the bits that building would give. Implementations are
 * thread-safe and never throw; what cannot be read is absent, what cannot be written is not kept.
 */
public interface TableCache {

  /** Keeps nothing. */
  TableCache NONE =
      new TableCache() {
        @Override
        public Optional<double[]> find(String table, String part) {
          return Optional.empty();
        }

        @Override
        public void keep(String table, String part, double[] numbers) {}
      };

  /** Returns a cache that keeps everything for as long as it lives itself. */
  static TableCache inMemory() {
    Map<String, double[]> parts = new ConcurrentHashMap<>();
    return new TableCache() {
      @Override
      public Optional<double[]> find(String table, String part) {
        return Optional.ofNullable(parts.get(table + ' ' + part)).map(double[]::clone);
      }

      @Override
      public void keep(String table, String part, double[] numbers) {
        parts.put(table + ' ' + part, numbers.clone());
      }
    };
  }

  /**
   * Returns the numbers of one part of a table, or nothing if they are not all there and sound.
   *
   * @param table all that determines the table's numbers
   * @param part which of its parts, a name of letters, digits and hyphens such as {@code 7-upper}
   */
  Optional<double[]> find(String table, String part);

  /**
   * Keeps the numbers of one part of a table.
   *
   * @param table all that determines the table's numbers
   * @param part which of its parts
   * @param numbers the numbers; NaN and infinity are kept as they are
   */
  void keep(String table, String part, double[] numbers);
}
