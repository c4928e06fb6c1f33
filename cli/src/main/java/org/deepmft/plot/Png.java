package org.deepmft.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jfree.chart.JFreeChart;

/** The bytes of a PNG file, drawn without a display. */
final class Png {

  private Png() {}

  /** Draws; whatever AWT throws where it lacks libraries or fonts becomes the checked exception. */
  static byte[] of(Supplier<BufferedImage> drawing)
      throws IOException, PictureUnavailableException {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    try {
      probeFonts();
    } catch (RuntimeException missing) { // NullPointerException where fontconfig finds no font
      throw new PictureUnavailableException(missing);
    } catch (Error missing) { // LinkageError, InternalError, AWTError
      throw new PictureUnavailableException(missing);
    }
    try {
      return compressed(drawing.get());
    } catch (Error missing) {
      throw new PictureUnavailableException(missing);
    }
  }

  /** Returns a chart as an image. */
  static BufferedImage image(JFreeChart chart, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g2 = image.createGraphics();
    Style.smooth(g2);
    chart.draw(g2, new Rectangle2D.Double(0, 0, width, height));
    g2.dispose();
    return image;
  }

  private static void probeFonts() {
    Graphics2D g2 = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
    Style style = new Style(1);
    for (Font font : List.of(style.ticks(), style.region())) {
      g2.setFont(font);
      g2.drawString("0", 0, 8);
    }
    g2.drawString(MathText.label(style.ticks(), "", "\u03c3", "w", "2", "").getIterator(), 0, 8);
    g2.dispose();
  }

  private static byte[] compressed(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(0); // lossless all the same: 0 is the smallest file
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
