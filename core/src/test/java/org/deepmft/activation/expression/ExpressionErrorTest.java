package org.deepmft.activation.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal names its rule and place. */
class ExpressionErrorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | 1 | a number, x or a function must stand here, got the end",
        "x + | 4 | a number, x or a function must stand here, got the end",
        "x + * 2 | 5 | a number, x or a function must stand here, got '*'",
        "\"tanh(,x)\" | 6 | a number, x or a function must stand here, got ','",
        "2x | 2 | an operator must stand here, got 'x'",
        "2e | 2 | an operator must stand here, got 'e'",
        "x(2) | 2 | an operator must stand here, got '('",
        "x & 1 | 3 | an operator must stand here, got '&'",
        "x \u00e9 | 3 | an operator must stand here, got '\u00e9'",
        "x ** 2 | 3 | powers are written with ^, not **",
        "x + . | 5 | a number needs a digit",
        "1e999*x | 1 | numbers must be below 1.8e308",
        "tahn(x) | 1 | unknown name 'tahn', did you mean tanh?",
        "x*Sigmoid(x) | 3 | unknown name 'Sigmoid', did you mean sigmoid?",
        "y+1 | 1 | unknown name 'y', did you mean x?",
        "java.lang | 1 | unknown name 'java', did you mean",
        "1 + tanh | 5 | tanh needs its arguments in parentheses",
        "min(x) | 1 | min takes 2 arguments, got 1",
        "max(x,1,2) | 1 | max takes 2 arguments, got 3",
        "exp(x,1) | 1 | exp takes 1 argument, got 2",
        "where(x,1,2) | 8 | the first argument of where must compare with < <= > or >=",
        "where(x>0,1) | 12 | where takes a comparison and 2 values, a comma must stand here",
        "where(x>0,1,2,3) | 14 | no comma may stand here",
        "x > 0 | 3 | comparisons may stand only in the first argument of where",
        "(x<1)+1 | 3 | comparisons may stand only in the first argument of where",
        "where(0<x<1,1,2) | 10 | comparisons may stand only in the first argument of where",
        "where(x==0,1,2) | 8 | the first argument of where must compare",
        "(x+1 | 5 | the parenthesis opened at position 1 is never closed",
        "tanh(x | 7 | the parenthesis opened at position 5 is never closed",
        "x+1) | 4 | no parenthesis is open here",
        "(x,1) | 3 | no comma may stand here",
        "log(x) | 1 | must be finite on |x| <= 1e4, but log(x) is infinite at x = 0",
        "log(x-1) | 1 | must be finite on |x| <= 1e4, but log(x - 1) is undefined at x = 0",
        "1/x | 2 | must be finite on |x| <= 1e4, but 1/x is infinite at x = 0",
        "sin(x-0.3)/(x-0.3) | 11 | must be finite on |x| <= 1e4, but sin(x - 0.3)/(x - 0.3) is undefined at x = 0.3",
        "1+1/(x-0.3) | 4 | phi must be bounded on |x| <= 1e4, and grows without bound at x = 0.3",
        "exp(x) | 1 | must be finite on |x| <= 1e4, but exp(x) is infinite at x = 709.783",
        "x+tan(x) | 3 | phi must be bounded",
        "\"min(1/x,1e20*x)\" | 1 | phi must be bounded on |x| <= 1e4, and grows without bound at x = 0",
        "\"-min(1/x,1e15*x)\" | 2 | phi must be bounded on |x| <= 1e4, and grows without bound at x = 0",
        "x^x | 2 | must be finite on |x| <= 1e4, but x^x is undefined at x < 0",
        "sqrt(abs(x)) | 1 | phi' must be bounded on |x| <= 1e4, and grows without bound at x = 0",
        "x*where(x>0,1/0,1) | 14 | constants must be finite, got Infinity",
        "x+abs(sin(x)) | 3 | must have at most 16 kinks and jumps on |x| <= 1e4"
      })
  void namesTheRuleAndThePlace(String text, int position, String rule) {
    ExpressionException e = assertThrows(ExpressionException.class, () -> Expression.parse(text));
    assertTrue(e.getMessage().startsWith("activation expression: " + rule), e::getMessage);
    assertTrue(e.getMessage().endsWith(" at position " + position), e::getMessage);
    assertEquals(position, e.position());
    assertEquals(text, e.text());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void namesTheLimits() {
    assertRule("x" + " ".repeat(1000), "must have at most 1000 characters, got 1001", 1001);
    assertRule("(".repeat(100) + "x", "must not nest deeper than 100", 101);
    assertRule("-".repeat(400) + "x", "must not nest deeper than 100", 101);
    assertRule("x^".repeat(300) + "x", "must not nest deeper than 100", 201);
    assertRule(
        "x+".repeat(300) + "x", "must have at most 500 numbers, operators and functions", 500);
  }

  private static void assertRule(String text, String rule, int position) {
    ExpressionException e = assertThrows(ExpressionException.class, () -> Expression.parse(text));
    assertEquals("activation expression: " + rule + " at position " + position, e.getMessage());
  }

  @Test
  void theCaretStandsUnderThePlace() {
    assertEquals(
        "x + foo(x)" + System.lineSeparator() + "    ^", refusal("x + foo(x)").caretLines());
    assertEquals("x +" + System.lineSeparator() + "   ^", refusal("x +").caretLines());
    assertEquals("x  @" + System.lineSeparator() + "   ^", refusal("x\n @").caretLines());
  }

  @Test
  void theCaretOfALongTextStaysUnderItsPlace() {
    String[] lines = refusal("x+".repeat(100) + "?" + "+x".repeat(100)).caretLines().split("\\R");
    assertEquals('?', lines[0].charAt(lines[1].length() - 1));
    assertTrue(lines[0].length() <= 80);
  }

  private static ExpressionException refusal(String text) {
    return assertThrows(ExpressionException.class, () -> Expression.parse(text));
  }
}
