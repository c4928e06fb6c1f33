package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deepmft.cli.FuzzRecord.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fuzzer's record holds whatever the fuzzer makes. */
class FuzzRecordTest {

  private static final String PAIR = "\uD83D\uDE00";

  @TempDir private Path folder;

  @Test
  void halvesOfSurrogatePairsCanBeWritten() throws IOException {
    FuzzRecord record = new FuzzRecord();
    record.add(Kind.RANGE, "\uD83D1:2:3", false, 1);
    record.add(Kind.ACTIVATION, "x" + PAIR.repeat(300), true, 1);
    Path file = folder.resolve("fuzz.json");
    Files.writeString(file, record.json().toString());
    assertTrue(Files.readString(file).contains("\uFFFD1:2:3"));
    assertTrue(Files.readString(file).contains("x" + PAIR.repeat(199) + "\uFFFD... (601"));
  }

  @Test
  void wholePairsAreKept() {
    assertEquals(PAIR, FuzzRecord.shown(PAIR));
  }
}
