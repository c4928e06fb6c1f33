package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of the inputs of each kind. */
final class FuzzRecord {

  /** Longer texts are stored in part. */
  private static final int SHOWN = 400;

  /** Inputs that are stored of each finding. */
  private static final int EXAMPLES = 5;

  /** Kinds of inputs. */
  enum Kind {
    ACTIVATION,
    RANGE,
    POINTS_FILE,
    COMMAND_LINE,
    KERNEL
  }

  /** The counts of one kind. */
  private static final class Count {
    private long inputs;
    private long accepted;
    private long refused;
    private double slowestRefusal;
    private String slowestRefused = "";
    private double slowestAcceptance;
    private String slowestAccepted = "";
  }

  private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);
  private final Map<String, List<String>> findings = new TreeMap<>();
  private final Map<String, Integer> solved = new TreeMap<>();
  private double slowestSolution;
  private String slowestSolved = "";

  /** Adds an input that was accepted or refused within a processor time. */
  void add(Kind kind, String input, boolean accepted, double milliseconds) {
    Count count = counts.computeIfAbsent(kind, k -> new Count());
    count.inputs++;
    if (accepted) {
      count.accepted++;
      if (milliseconds > count.slowestAcceptance) {
        count.slowestAcceptance = milliseconds;
        count.slowestAccepted = input;
      }
    } else {
      count.refused++;
      if (milliseconds > count.slowestRefusal) {
        count.slowestRefusal = milliseconds;
        count.slowestRefused = input;
      }
    }
  }

  /** Adds a point that was solved within a processor time. */
  void addSolved(String status, String input, double milliseconds) {
    solved.merge(status, 1, Integer::sum);
    if (milliseconds > slowestSolution) {
      slowestSolution = milliseconds;
      slowestSolved = input;
    }
  }

  /** Adds what must not be: what was thrown, and by which input. */
  void addFinding(Throwable thrown, String input) {
    StackTraceElement[] trace = thrown.getStackTrace();
    int top = thrown instanceof AssertionError ? 1 : 0; // below the check itself
    String where = top < trace.length ? " at " + trace[top] : "";
    List<String> cases =
        findings.computeIfAbsent(thrown.getClass().getName() + where, k -> new ArrayList<>());
    cases.add(cases.size() < EXAMPLES ? input + ": " + shown(thrown.getMessage()) : "");
  }

  Map<String, List<String>> findings() {
    return findings;
  }

  /** Returns the record. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    long inputs = 0;
    JsonArray kinds = new JsonArray();
    for (Map.Entry<Kind, Count> entry : counts.entrySet()) {
      Count count = entry.getValue();
      inputs += count.inputs;
      JsonObject kind = new JsonObject();
      kind.addProperty("kind", entry.getKey().name().toLowerCase(Locale.ROOT));
      kind.addProperty("inputs", count.inputs);
      kind.addProperty("accepted", count.accepted);
      kind.addProperty("refused", count.refused);
      kind.addProperty("slowest_refusal_cpu_ms", rounded(count.slowestRefusal));
      kind.addProperty("slowest_refused", shown(count.slowestRefused));
      kind.addProperty("slowest_acceptance_cpu_ms", rounded(count.slowestAcceptance));
      kind.addProperty("slowest_accepted", shown(count.slowestAccepted));
      kinds.add(kind);
    }
    json.addProperty(
        "jdk", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
    json.addProperty("inputs", inputs);
    json.add("kinds", kinds);
    JsonObject points = new JsonObject();
    solved.forEach(points::addProperty);
    points.addProperty("slowest_cpu_ms", rounded(slowestSolution));
    points.addProperty("slowest", shown(slowestSolved));
    json.add("solved_points", points);
    JsonArray list = new JsonArray();
    findings.forEach(
        (what, cases) -> {
          JsonObject finding = new JsonObject();
          finding.addProperty("what", what);
          finding.addProperty("inputs", cases.size());
          JsonArray examples = new JsonArray();
          cases.stream().limit(EXAMPLES).forEach(examples::add);
          finding.add("examples", examples);
          list.add(finding);
        });
    json.add("findings", list);
    return json;
  }

  private static double rounded(double x) {
    return Math.rint(x * 100) / 100;
  }

  /** The beginning of a text; a half of a surrogate pair, which no file holds, as U+FFFD. */
  static String shown(String input) {
    String text = String.valueOf(input);
    String start =
        text.length() <= SHOWN
            ? text
            : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    return start.replaceAll("\\p{Cs}", "\uFFFD");
  }
}
