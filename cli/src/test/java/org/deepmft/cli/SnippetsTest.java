package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.util.JavacTask;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.deepmft.Python;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.initialisation.UniformLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code that init hands out is code, and sets the variances that it says. */
class SnippetsTest {

  private static final Map<String, String> CODE =
      Snippets.of(new UniformLayer(Duals.of(Activations.named("erf")), 2.25, 0.0625, 0.1, true));

  @TempDir Path directory;

  @Test
  void everythingIsFilledIn() {
    CODE.forEach((name, code) -> assertFalse(code.matches("(?s).*<[a-z].*"), name));
  }

  /** Stands for the libraries and prints what is asked of them, for a layer of fan-in 100. */
  private static final String STAND_INS =
      """
      import runpy, sys, types
      def module(name, **members):
          made = types.ModuleType(name)
          made.__dict__.update(members)
          sys.modules[name] = made
          return made
      class Linear:
          in_features, weight, bias = 100, "weight", "bias"
      def say(*values, **named):
          return print(*values, *named.items()) or "made"
      init = types.SimpleNamespace(normal_=say)
      module("torch", nn=types.SimpleNamespace(Linear=Linear, init=init))
      module("flax", linen=types.SimpleNamespace(Dense=lambda width, **how: say(width)))
      module("jax")
      module("jax.nn", initializers=types.SimpleNamespace(variance_scaling=say, normal=say))
      module("keras", layers=types.SimpleNamespace(Dense=lambda width, **how: say(width)))
      module("keras.initializers", VarianceScaling=say, RandomNormal=say)
      made = runpy.run_path(sys.argv[1])
      if "initialise" in made:
          made["initialise"](types.SimpleNamespace(modules=lambda: [Linear(), "other"]))
      else:
          made["dense"](64)
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pytorch | weight ('std', 0.15);bias ('std', 0.25)
          jax     | 2.25 fan_in normal;0.25;64
          keras   | 2.25 fan_in untruncated_normal;('stddev', 0.25);64
          """)
  void pythonCompilesAndAsksForTheVariances(String framework, String asked) throws Exception {
    Python.require("py_compile");
    Path file = Files.writeString(directory.resolve(framework + ".py"), CODE.get(framework));
    String compiled =
        Python.run(
            "import py_compile, sys; py_compile.compile(sys.argv[1], doraise=True)", file + "");
    assertEquals("", compiled);
    assertEquals(asked.replace(';', '\n') + "\n", Python.run(STAND_INS, file.toString()));
  }

  @Test
  void javaIsWellFormed() throws Exception {
    String text = "class Snippet {\n" + CODE.get("dl4j") + "}";
    DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
          }
        };
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, complaints, null, null, List.of(source));
    task.parse();
    assertEquals(List.of(), complaints.getDiagnostics());
  }
}
