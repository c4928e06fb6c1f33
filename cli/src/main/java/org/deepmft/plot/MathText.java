package org.deepmft.plot;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GraphicAttribute;
import java.awt.font.ShapeGraphicAttribute;
import java.awt.font.TextAttribute;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.text.AttributedString;

/** Labels with a symbol that carries a subscript and a superscript, one above the other. */
final class MathText {
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
  private static final double SCRIPT = 0.65;
  private static final char PLACEHOLDER = '\uFFFC';

  private MathText() {}

  /**
   * Returns text, symbol, text.
   *
   * @param font font of the text and, in italics, of the symbol
   * @param before text before the symbol
   * @param symbol base of the symbol
   * @param sub subscript, may be empty
   * @param sup superscript, may be empty
   * @param after text after the symbol
   */
  static AttributedString label(
      Font font, String before, String symbol, String sub, String sup, String after) {
    String text = before + PLACEHOLDER + after;
    AttributedString label = new AttributedString(text);
    label.addAttribute(TextAttribute.FONT, font);
    ShapeGraphicAttribute drawn =
        new ShapeGraphicAttribute(
            scripted(font, symbol, sub, sup),
            GraphicAttribute.ROMAN_BASELINE,
            ShapeGraphicAttribute.FILL);
    label.addAttribute(TextAttribute.CHAR_REPLACEMENT, drawn, before.length(), before.length() + 1);
    return label;
  }

  /** Returns the outline of a symbol with its scripts; the origin is its baseline. */
  private static Shape scripted(Font font, String symbol, String sub, String sup) {
    Font italic = font.deriveFont(Font.ITALIC);
    Font small = italic.deriveFont((float) (SCRIPT * font.getSize2D()));
    Font upright = font.deriveFont((float) (SCRIPT * font.getSize2D()));
    Path2D path = new Path2D.Double(outline(italic, symbol, 0, 0));
    double x = italic.getStringBounds(symbol, CONTEXT).getWidth();
    double em = font.getSize2D();
    path.append(outline(small, sub, x, 0.18 * em), false);
    path.append(outline(upright, sup, x + 0.05 * em, -0.36 * em), false);
    return path;
  }

  private static Shape outline(Font font, String text, double x, double y) {
    Shape shape = font.createGlyphVector(CONTEXT, text).getOutline();
    return AffineTransform.getTranslateInstance(x, y).createTransformedShape(shape);
  }
}
