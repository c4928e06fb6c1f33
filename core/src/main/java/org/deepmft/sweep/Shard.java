package org.deepmft.sweep;

/**
 * One of n equal shares of a sweep's tiles: tile t belongs to share t mod n + 1.
 *
 * @param index which share, 1 to count
 * @param count how many shares
 */
public record Shard(int index, int count) {

  /** All of a sweep. */
  public static final Shard WHOLE = new Shard(1, 1);

  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException unless 1 &lt;= index &lt;= count
   */
  public Shard {
    if (!(count >= 1 && index >= 1 && index <= count)) {
      throw new IllegalArgumentException(
          "shard must be i/n with 1 <= i <= n, got " + index + "/" + count);
    }
  }

  /**
   * Reads a share.
   *
   * @param text such as {@code 2/8}
   * @throws IllegalArgumentException if it is not one
   */
  public static Shard parse(String text) {
    return parseLine(text.strip().replaceAll("\\p{Cc}", "?"));
  }

  private static Shard parseLine(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        return new Shard(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()));
      }
    } catch (NumberFormatException e) {
      // Falls through to the rule.
    }
    throw new IllegalArgumentException("shard must be i/n with 1 <= i <= n, got '" + text + "'");
  }

  /** Returns whether tile t belongs to this share. */
  public boolean owns(long t) {
    return t % count == index - 1;
  }
}
