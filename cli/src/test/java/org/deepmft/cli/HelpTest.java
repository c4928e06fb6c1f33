package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help is data: on standard output, with code 0, with units and defaults. */
class HelpTest {

  private static final String COMMANDS =
      "point,critical-line,propagate,init,sweep,kernel,plot,status,export,cite,backends,"
          + "activations";

  @Test
  void noWordsGiveTheUsageOnStandardErrorAndCodeTwo() {
    Outcome outcome = Outcome.of();
    assertEquals(2, outcome.code());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().startsWith("Usage: deepmft"), outcome.err());
  }

  @Test
  void theHelpListsEveryCommandAndTheExitCodes() {
    String help = Outcome.of("--help").done().out();
    for (String command : COMMANDS.split(",")) {
      assertTrue(help.contains("\n  " + command + " "), help);
    }
    assertTrue(
        help.contains(
            "Exit codes:\n  0    done\n  1    the machine failed\n  2    wrong input\n  3 "),
        help);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "point",
        "critical-line",
        "propagate",
        "init",
        "sweep",
        "kernel",
        "plot",
        "status",
        "export",
        "cite",
        "backends",
        "activations"
      })
  void everyCommandHasHelpAndVersion(String command) {
    String help = Outcome.of(command, "--help").done().out();
    assertTrue(help.startsWith("Usage: deepmft " + command), help);
    assertTrue(Outcome.of(command, "--version").done().out().startsWith("deepmft "));
  }

  @ParameterizedTest
  @CsvSource({
    "point,fan-in",
    "point,default: 0.5",
    "point,(default: 1)",
    "point,default: text",
    "point,default: auto",
    "point,default: one a core",
    "sweep,fan-in",
    "sweep,default: 512",
    "sweep,--devices=N",
    "sweep,lo:hi:n:log",
    "critical-line,lo:hi:n:log",
    "init,1 to 1000000",
    "init,Probability of dropping after each activation, in [0, 1) (default: 0)",
    "init,Wanted variance of the pre-activations",
    "export,default: DIR/phase.h5",
    "kernel,float32 or float64",
    "kernel,1.6 GB for M = 10,000",
    "point,or: deepmft point [OPTIONS] --points=FILE.csv",
    "point,(default: those of the command line)",
    "point,a file's are counted and end with 0",
    "cite,default: text",
    "status,default: text"
  })
  void helpSaysUnitsAndDefaults(String command, String words) {
    String help = Outcome.of(command, "--help").done().out().replaceAll("\\s+", " ");
    assertTrue(help.contains(words), help);
  }

  @Test
  void theVersionNamesTheBuildAndJava() {
    String version = Outcome.of("--version").done().out();
    assertTrue(version.matches("deepmft \\d+\\.\\d+\\.\\S+\\RJava .+\\R"), version);
  }

  @Test
  void activationsAreListedInEveryFormat() {
    for (String name : new String[] {"tanh", "erf", "relu", "linear"}) {
      assertTrue(
          Outcome.of("activations").done().out().contains("\n" + name + " ")
              || Outcome.of("activations").done().out().startsWith(name + " "));
    }
    var json = Outcome.ofLine("activations --format json").done().json().getAsJsonArray();
    var csv = Outcome.ofLine("activations --format csv").done().out().lines().toList();
    assertEquals(json.size() + 1, csv.size());
    assertEquals("name,parameters,formula,smoothness", csv.get(0));
    assertEquals(
        List.of("name", "parameters", "formula", "smoothness"),
        List.copyOf(json.get(0).getAsJsonObject().keySet()));
  }

  @Test
  void activationsTakeTheOptionsOfEveryCommand() {
    String list = Outcome.of("activations").done().out();
    String words = "activations --backend reference --threads 1 --seed 3";
    assertEquals(list, Outcome.ofLine(words).done().out());
    Outcome.ofLine("activations --backend gpu").refused(2, "backend must be auto or one of");
    Outcome.ofLine("activations --threads 0").refused(2, "threads must lie between 1 and");
  }

  @Test
  void everyBackendSaysWhetherItCanRunAndIfNotWhy() {
    var json = Outcome.ofLine("backends --format json").done().json().getAsJsonArray();
    var names = new java.util.ArrayList<String>();
    for (var item : json) {
      var backend = item.getAsJsonObject();
      names.add(backend.get("name").getAsString());
      assertEquals(
          backend.get("available").getAsBoolean(),
          backend.get("reasons").getAsJsonArray().isEmpty());
      assertEquals(
          backend.get("available").getAsBoolean(),
          !backend.get("version").getAsString().isEmpty()
              && !backend.get("device").getAsString().isEmpty());
    }
    assertTrue(names.contains("cpu") && names.contains("reference"), names::toString);
    assertEquals(
        json.size() + 1, Outcome.ofLine("backends --format csv").done().out().lines().count());
    assertEquals(json.size(), Outcome.of("backends").done().out().lines().count());
  }
}
