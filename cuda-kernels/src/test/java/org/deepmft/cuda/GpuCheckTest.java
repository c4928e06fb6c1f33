package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check that runs on GPU nodes, on the host driver. */
class GpuCheckTest {

  @Test
  void everyCheckPassesAndIsReported() throws Exception {
    HostCublas.install();
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    GpuCheck check =
        new GpuCheck(new GpuCheck.Extent(List.of(32), 1, 3, 1, 0, 8, 40), new PrintStream(talk));
    check.run();
    assertTrue(check.passed(), talk.toString());
    JsonObject report = JsonParser.parseString(check.json()).getAsJsonObject();
    System.out.println(report.get("against_30_digits"));
    System.out.println(report.get("against_reference"));
    assertTrue(report.getAsJsonObject("against_30_digits").get("points").getAsInt() > 450);
    assertEquals(19, report.getAsJsonObject("against_reference").get("points").getAsInt());
    assertTrue(report.getAsJsonObject("same_bits").get("passed").getAsBoolean());
    System.out.println(report.get("trajectories_against_30_digits"));
    System.out.println(report.get("trajectories_against_core"));
    System.out.println(report.get("kernels_of_data_against_core"));
    assertTrue(
        report.getAsJsonObject("trajectories_against_30_digits").get("numbers").getAsInt() > 450);
    assertTrue(report.getAsJsonObject("pairs_same_bits").get("passed").getAsBoolean());
    assertEquals(3, report.getAsJsonArray("kernels_of_data_speed").size());
    assertTrue(
        report.getAsJsonArray("speed").get(0).getAsJsonObject().get("points").getAsInt() == 1024);
  }
}
