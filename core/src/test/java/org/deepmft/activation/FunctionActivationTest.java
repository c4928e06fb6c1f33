package org.deepmft.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations given as code agree with the same ones given as a formula. */
class FunctionActivationTest {

  private static final Activation ELU =
      Activations.of(
          "mine", x -> x > 0 ? x : Math.expm1(x), x -> x > 0 ? 1 : Math.exp(x), new Kink(0, 2));

  private static final Activation CLIPPED =
      Activations.of(
          "clipped",
          x -> Math.max(-1, Math.min(1, x)),
          x -> Math.abs(x) < 1 ? 1 : Math.abs(x) == 1 ? 0.5 : 0,
          new Kink(1, 1),
          new Kink(-1, 1));

  @ParameterizedTest
  @ValueSource(doubles = {-30, -1, -1e-3, -1e-7, 1e-7, 1e-3, 2})
  void secondDerivativesStayOnOneSideOfTheKink(double x) {
    double exact = x > 0 ? 0 : Math.exp(x);
    assertTrue(Math.abs(ELU.secondDerivative(x) - exact) <= (Math.abs(x) < 1e-2 ? 1e-5 : 1e-11));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1.2, 1.7})
  void pointsAgreeWithThoseOfTheFormula(double sigmaW2) {
    for (Activation mine : new Activation[] {ELU, CLIPPED}) {
      String name = mine == ELU ? "elu" : "hard-tanh";
      PhasePoint expected = PhaseSolver.of(Activations.named(name)).solve(sigmaW2, 0.1);
      PhasePoint actual = PhaseSolver.of(mine).solve(sigmaW2, 0.1);
      assertEquals(expected.status(), actual.status());
      for (PhaseField field :
          new PhaseField[] {PhaseField.Q_STAR, PhaseField.CHI_1, PhaseField.CHI_C}) {
        assertEquals(1, actual.get(field) / expected.get(field), 1e-12, name + " " + field.label());
      }
    }
  }

  @Test
  void whatIsNotFiniteIsRefusedWithThePlace() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Activations.of("exp", Math::exp, Math::exp))
            .getMessage();
    assertTrue(
        message.startsWith("activation exp must be finite on |x| <= 1e4, and is not at x 7"),
        message);
  }
}
