package org.deepmft.cli;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deepmft.kernel.KernelLimits;
import org.deepmft.store.Json;

/** The limits of kernels at large depth, as results carry them. */
final class KernelLimitsText {

  private KernelLimitsText() {}

  private static Map<String, Double> numbers(KernelLimits limits) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("q_star", limits.qStar());
    numbers.put("one_minus_c_star", limits.oneMinusCStar());
    numbers.put("chi_1", limits.chi1());
    numbers.put("chi_c", limits.chiC());
    return numbers;
  }

  private static Map<String, KernelLimits.Law> laws(KernelLimits limits) {
    Map<String, KernelLimits.Law> laws = new LinkedHashMap<>();
    laws.put("ntk_diagonal", limits.theta());
    laws.put("ntk_off_diagonal", limits.thetaOff());
    laws.put("nngp_condition", limits.nngpCondition());
    laws.put("ntk_condition", limits.ntkCondition());
    return laws;
  }

  private static String phase(KernelLimits limits) {
    return limits.chi1() < 1 ? "ordered" : limits.chi1() > 1 ? "chaotic" : "critical";
  }

  static JsonObject json(KernelLimits limits) {
    JsonObject json = new JsonObject();
    json.addProperty("layers_per_block", limits.layersPerBlock());
    json.addProperty("phase", phase(limits));
    numbers(limits).forEach((name, number) -> json.add(name, Json.number(number)));
    laws(limits)
        .forEach(
            (name, law) -> {
              JsonObject item = new JsonObject();
              item.addProperty("law", law.label());
              item.add("limit", Json.number(law.limit()));
              item.add("slope", Json.number(law.slope()));
              item.add("power", Json.number(law.power()));
              item.add("factor", Json.number(law.factor()));
              json.add(name, item);
            });
    return json;
  }

  /** What HDF5 files say of them, flat. */
  static Map<String, Object> attributes(KernelLimits limits) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("limit_layers_per_block", limits.layersPerBlock());
    all.put("limit_phase", phase(limits));
    numbers(limits).forEach((name, number) -> all.put("limit_" + name, number));
    laws(limits)
        .forEach(
            (name, law) -> {
              all.put("limit_" + name, law.limit());
              all.put("limit_" + name + "_law", law.label());
              all.put("limit_" + name + "_slope", law.slope());
              all.put("limit_" + name + "_power", law.power());
              all.put("limit_" + name + "_factor", law.factor());
            });
    return all;
  }
}
