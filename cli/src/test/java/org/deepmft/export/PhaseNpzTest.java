package org.deepmft.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.deepmft.store.DataType;
import org.junit.jupiter.api.Test;

/** The header of an npy file is what NumPy's enhancement proposal 1 asks for. */
class PhaseNpzTest {

  @Test
  void theHeaderIsAPaddedDictionaryAfterMagicVersionAndLength() {
    byte[] header = PhaseNpz.header(DataType.FLOAT64, List.of(50, 70));
    assertEquals(128, header.length);
    String text = new String(header, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("\u0093NUMPY\u0001\u0000"), text);
    assertEquals(118, header[8] + 256 * header[9]);
    assertEquals(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (50, 70), }",
        text.substring(10).stripTrailing());
    assertTrue(text.endsWith(" \n"), text);
  }

  @Test
  void oneExtentIsATupleAndBytesAreSigned() {
    String text =
        new String(PhaseNpz.header(DataType.INT8, List.of(7)), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("'descr': '|i1'") && text.contains("'shape': (7,), }"), text);
  }

  @Test
  void valuesStartAtAMultipleOf64WhateverTheLengthOfTheShape() {
    for (int rank = 1; rank < 40; rank++) {
      byte[] header = PhaseNpz.header(DataType.FLOAT64, Collections.nCopies(rank, 1));
      assertEquals(0, header.length % 64);
      assertEquals(header.length, 10 + (header[8] & 0xff) + 256 * header[9]);
      assertEquals('\n', header[header.length - 1]);
    }
  }
}
