package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** Axes whose ticks are given, not found. */
final class FixedTicks {
  private FixedTicks() {}

  /** A tick: where and what; an empty label makes a minor tick. */
  record Mark(double value, String label) {
    NumberTick on(RectangleEdge edge) {
      TextAnchor anchor =
          edge == RectangleEdge.BOTTOM
              ? TextAnchor.TOP_CENTER
              : edge == RectangleEdge.LEFT ? TextAnchor.CENTER_RIGHT : TextAnchor.CENTER_LEFT;
      TickType type = label.isEmpty() ? TickType.MINOR : TickType.MAJOR;
      return new NumberTick(type, value, label, anchor, TextAnchor.CENTER, 0);
    }
  }

  static ValueAxis linear(List<Mark> marks) {
    return new Linear(marks);
  }

  static ValueAxis logarithmic(List<Mark> marks) {
    return new Logarithmic(marks);
  }

  /**
   * Returns marks for a logarithmic axis: decades, or 1-3 or 1-2-5 per decade when few decades
   * show, or even steps when less than a factor of four shows; minor marks are the other digits.
   */
  static List<Mark> decades(double low, double high) {
    double span = Math.log10(high / low);
    if (span < 0.6) {
      return steps(low, high);
    }
    String labelled = span > 3 ? "1" : span > 1.5 ? "13" : "125";
    List<Mark> marks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high) + 1e-9; power++) {
      for (int digit = 1; digit <= 9; digit++) {
        double value = Double.parseDouble(digit + "e" + power);
        if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
          boolean major = labelled.indexOf('0' + digit) >= 0;
          marks.add(new Mark(value, major ? plain(value) : ""));
        }
      }
    }
    return marks;
  }

  /** Returns four to eight marks in even steps of 1, 2 or 5 times a power of ten. */
  static List<Mark> steps(double low, double high) {
    double step = step(low, high);
    List<Mark> marks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
      marks.add(new Mark(k * step, plain(k * step)));
    }
    return marks;
  }

  /** Returns 1, 2 or 5 times a power of ten that goes four to eight times into an interval. */
  static double step(double low, double high) {
    double step = Math.pow(10, Math.floor(Math.log10((high - low) / 4)));
    while ((high - low) / step > 8) {
      step *= Math.abs(Math.log10(step / 2) - Math.rint(Math.log10(step / 2))) < 1e-9 ? 2.5 : 2;
    }
    return step;
  }

  /** Returns up to ten significant digits, as a multiple of a power of ten if long. */
  static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(10)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size == 0 || (size > 0.99e-3 && size < 1e5)) {
      return minus(rounded.toPlainString());
    }
    int power = rounded.precision() - rounded.scale() - 1;
    String head = rounded.scaleByPowerOfTen(-power).toPlainString();
    String tail = powerOfTen(power);
    return head.equals("1") ? tail : minus(head) + "\u00d7" + tail;
  }

  /** Returns marks for an axis of decimal logarithms; they may lie beyond the doubles. */
  static List<Mark> logarithms(double low, double high) {
    if (high - low <= 7 && Math.max(Math.abs(low), Math.abs(high)) < 300) {
      return decades(Math.pow(10, low), Math.pow(10, high)).stream()
          .map(mark -> new Mark(Math.log10(mark.value()), mark.label()))
          .toList();
    }
    return steps(low, high).stream()
        .filter(mark -> mark.value() == Math.rint(mark.value()))
        .map(
            mark ->
                new Mark(mark.value(), mark.value() == 0 ? "1" : powerOfTen((int) mark.value())))
        .toList();
  }

  /** Returns a power of ten, however large. */
  static String powerOfTen(int power) {
    return "10" + superscript(power);
  }

  private static String minus(String number) {
    return number.replace('-', '\u2212');
  }

  private static String superscript(int power) {
    String digits = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
    StringBuilder raised = new StringBuilder(power < 0 ? "\u207b" : "");
    Integer.toString(Math.abs(power)).chars().forEach(c -> raised.append(digits.charAt(c - '0')));
    return raised.toString();
  }

  private static List<NumberTick> on(RectangleEdge edge, List<Mark> marks) {
    List<NumberTick> ticks = new ArrayList<>();
    marks.forEach(mark -> ticks.add(mark.on(edge)));
    return ticks;
  }

  private static final class Linear extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private final transient List<Mark> marks;

    Linear(List<Mark> marks) {
      this.marks = marks;
    }

    @Override
    public List<NumberTick> refreshTicks(
        Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
      return on(edge, marks);
    }
  }

  private static final class Logarithmic extends LogAxis {
    private static final long serialVersionUID = 1L;
    private final transient List<Mark> marks;

    Logarithmic(List<Mark> marks) {
      this.marks = marks;
    }

    @Override
    public List<NumberTick> refreshTicks(
        Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
      return on(edge, marks);
    }
  }
}
