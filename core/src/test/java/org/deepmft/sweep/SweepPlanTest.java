package org.deepmft.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.deepmft.backend.PhaseTile;
import org.deepmft.meanfield.InitialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepPlanTest {

  /** An axis of values 0, 1, ..., n - 1, or the one value 0. */
  private static Axis axis(String name, int n) {
    return Axis.parse(name, n == 1 ? "0" : "0:" + (n - 1) + ":" + n);
  }

  private static SweepPlan plan(int columns, int rows, int tileSize) {
    return new SweepPlan(
        axis("sigma_w2", columns), axis("sigma_b2", rows), tileSize, InitialState.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 255, 256, 257})
  void tilesCoverEveryPointExactlyOnce(int columns) {
    for (int rows : new int[] {1, 31, 32, 33, 255, 256, 257}) {
      for (int tileSize : new int[] {1, 32, 256}) {
        if (tileSize == 1 && rows * columns > 2000) {
          continue;
        }
        SweepPlan plan = plan(columns, rows, tileSize);
        int[] visits = new int[rows * columns];
        for (long t = 0; t < plan.tiles(); t++) {
          PhaseTile tile = plan.tile(plan.place(t));
          for (int i = 0; i < tile.size(); i++) {
            // The values are the indices.
            visits[(int) tile.sigmaB2()[i] * columns + (int) tile.sigmaW2()[i]]++;
          }
        }
        int[] once = new int[rows * columns];
        Arrays.fill(once, 1);
        assertArrayEquals(once, visits, () -> columns + " x " + rows + " by " + plan.tileSize());
        assertEquals(rows * columns, plan.points());
      }
    }
  }

  @Test
  void pointsOfATileRunRowByRowFromItsCorner() {
    SweepPlan plan = plan(5, 3, 2);
    assertEquals(3, plan.tileColumns());
    assertEquals(2, plan.tileRows());
    SweepPlan.Place second = plan.place(1);
    assertEquals(new SweepPlan.Place(0, 1), second);
    assertArrayEquals(new double[] {2, 3, 2, 3}, plan.tile(second).sigmaW2());
    assertArrayEquals(new double[] {0, 0, 1, 1}, plan.tile(second).sigmaB2());
    SweepPlan.Place last = plan.place(5);
    assertEquals(new SweepPlan.Place(1, 2), last);
    assertEquals(1, plan.rows(last));
    assertEquals(1, plan.columns(last));
    assertArrayEquals(new double[] {4}, plan.tile(last).sigmaW2());
  }

  @Test
  void countsOfLargeGridsDoNotOverflow() {
    Axis wide = Axis.parse("sigma_w2", "0:1:100000");
    SweepPlan plan =
        new SweepPlan(wide, Axis.parse("sigma_b2", "0:1:100000"), 1, InitialState.DEFAULT);
    assertEquals(10_000_000_000L, plan.points());
    assertEquals(10_000_000_000L, plan.tiles());
    assertEquals(new SweepPlan.Place(99_999, 99_999), plan.place(plan.tiles() - 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "3, 10", "7, 7", "8, 3", "257, 1000"})
  void shardsPartitionTheTilesEvenly(int shards, int tiles) {
    int[] owners = new int[tiles];
    int[] shares = new int[shards];
    for (int i = 1; i <= shards; i++) {
      Shard shard = new Shard(i, shards);
      for (int t = 0; t < tiles; t++) {
        if (shard.owns(t)) {
          owners[t]++;
          shares[i - 1]++;
        }
      }
    }
    assertTrue(Arrays.stream(owners).allMatch(n -> n == 1));
    int spread =
        Arrays.stream(shares).max().orElseThrow() - Arrays.stream(shares).min().orElseThrow();
    assertTrue(spread <= 1, () -> "shares differ by " + spread);
  }

  @Test
  void wholeSweepIsOneShard() {
    assertEquals(Shard.WHOLE, Shard.parse("1/1"));
    assertEquals(new Shard(2, 8), Shard.parse(" 2 / 8 "));
    assertTrue(Shard.WHOLE.owns(12_345_678_901L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0/4", "5/4", "-1/4", "1/0", "1/2/3", "a/b", "1/99999999999"})
  void sharesThatAreNoneAreRefused(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Shard.parse(text)).getMessage();
    assertTrue(message.startsWith("shard must be i/n with 1 <= i <= n, got "), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097})
  void tileSizesOutOfRangeAreRefused(int tileSize) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> plan(2, 2, tileSize)).getMessage();
    assertEquals("tile must lie between 1 and 4096, got " + tileSize, message);
  }
}
