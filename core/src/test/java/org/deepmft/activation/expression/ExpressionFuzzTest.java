package org.deepmft.activation.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is typed, the answer is an activation or an {@link ExpressionException}, and soon. */
class ExpressionFuzzTest {

  /** Milliseconds of processor time, as other work on the machine is not ours. */
  private static final double MAX_REFUSAL = 100;

  /** What is accepted has had its kinks looked for, which is paid once an activation. */
  private static final double MAX_ACCEPTANCE = 1000;

  private static final double[] POINTS = {-7, -1.3, -0.2, 0, 1e-320, 0.2, 1, 3.5, 100};

  private static final List<String> SYMBOLS =
      List.of(
          "+", "-", "*", "/", "^", "(", ")", ",", "<", "<=", ">", ">=", "=", "1", "0.5", "2e3",
          " ");

  @Property(tries = 2000)
  void arbitraryTextIsAnsweredSoon(@ForAll String text) {
    parseSoon(text);
  }

  @Property(tries = 3000)
  void tokensInAnyOrderAreAnsweredSoon(@ForAll("tokens") String text) {
    parseSoon(text);
  }

  @Property(tries = 1000)
  void validTreesAreAnsweredSoon(@ForAll("trees") Node tree) {
    parseSoon(tree.print());
  }

  @Property(tries = 2000)
  void aPrintedTreeParsesToTheSameValues(@ForAll("trees") Node tree) {
    String text = tree.print();
    Node parsed = Parser.parse(text);
    for (double x : POINTS) {
      assertEquals(tree.value(x), parsed.value(x), 0, text);
    }
    assertEquals(text, parsed.print());
  }

  @Property(tries = 1000)
  void theProgramHasTheValuesOfTheTree(@ForAll("trees") Node tree) {
    Program program = new Program(tree);
    for (double x : POINTS) {
      assertEquals(tree.value(x), program.jet(x)[0], 0, tree.print());
    }
  }

  @Provide
  Arbitrary<String> tokens() {
    Arbitrary<String> token =
        Arbitraries.oneOf(Arbitraries.of(SYMBOLS), Arbitraries.of(Parser.names()));
    return token.list().ofMaxSize(60).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<Node> trees() {
    return Arbitraries.integers().between(0, 4).flatMap(ExpressionFuzzTest::tree);
  }

  private static Arbitrary<Node> tree(int depth) {
    Arbitrary<Node> leaf =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.just(new Node.Variable(1))),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.doubles().between(0, 20).map(v -> new Node.Literal(v, 1))));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<Node> part = Arbitraries.lazy(() -> tree(depth - 1));
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of(Function.class), part)
            .as((f, a) -> new Node.Unary(f, a, 1)),
        Combinators.combine(Arbitraries.of(Operator.class), part, part)
            .as((o, a, b) -> new Node.Binary(o, a, b, 1)),
        Combinators.combine(Arbitraries.of(Comparison.class), part, part, part, part)
            .as((c, l, r, a, b) -> new Node.Where(c, l, r, a, b, 1)));
  }

  /** Parses up to ten times, as the first time may be that of the compiler. */
  private static void parseSoon(String text) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double best = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int k = 0; k < 10 && best > most; k++) {
      long start = clock.getCurrentThreadCpuTime();
      try {
        Expression expression = Expression.parse(text);
        for (double x : POINTS) {
          assertTrue(Double.isFinite(expression.value(x)), text);
          assertTrue(Double.isFinite(expression.derivative(x)), text);
        }
        most = MAX_ACCEPTANCE;
      } catch (ExpressionException e) {
        assertEquals(1, e.getMessage().lines().count());
        assertEquals(2, e.caretLines().lines().count());
        most = MAX_REFUSAL;
      }
      best = Math.min(best, (clock.getCurrentThreadCpuTime() - start) * 1e-6);
    }
    double fastest = best;
    assertTrue(best <= most, () -> fastest + " ms for " + text);
  }
}
