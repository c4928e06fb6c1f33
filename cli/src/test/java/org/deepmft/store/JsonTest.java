package org.deepmft.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  // Double.toString spells 2E23 as 1.9999999999999998E23 in JDK 17 and as 2.0E23 from JDK 19 on.
  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "0.1, 0.1",
    "0.3333333333333333, 0.3333333333333333",
    "0.30000000000000004, 0.30000000000000004",
    "2e-3, 0.002",
    "2E23, 2.0E+23",
    "1e-12, 1.0E-12",
    "1.25e-7, 1.25E-7",
    "123456789012345, 123456789012345.0",
    "1e15, 1000000000000000.0",
    "1e16, 1.0E+16",
    "4.9e-324, 4.94065645841247E-324",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "1.7976931348623157E308, 1.7976931348623157E+308"
  })
  void aDoubleIsSpelledWithFewDigits(double value, String text) {
    assertEquals(text, Json.text(Json.tree(value)).strip());
    assertEquals(value, Double.parseDouble(text));
  }

  @Test
  void everyDoubleComesBackToTheBit() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = Json.text(Json.tree(value));
        assertEquals(value, JsonParser.parseString(text).getAsDouble(), text);
        assertTrue(text.contains("."), text);
      }
    }
  }

  @Test
  void keysAreSortedAndTextIsAscii() {
    String text =
        Json.text(
            Json.tree(
                Map.of("b", List.of(), "a", Map.of(), "c", "σ \"\\\n", "B", List.of(1, true))));
    assertEquals(
        """
        {
          "B": [1, true],
          "a": {},
          "b": [],
          "c": "\\u03c3 \\"\\\\\\u000a"
        }
        """,
        text);
    assertFalse(text.chars().anyMatch(c -> c > 126));
  }

  @Test
  void textReadAndWrittenAgainIsTheSame() {
    String text = Json.text(Json.tree(Map.of("x", 1e-12, "n", 1L << 60, "y", 5.0)));
    assertEquals(text, Json.text(JsonParser.parseString(text)));
  }
}
