package io.gleaner.ingest;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes baseline JFIF with full colour resolution: at the size samples have, halved colour planes
 * cost detail that networks see.
 */
final class JpegEncoder {

  private static final String FORMAT = "javax_imageio_jpeg_image_1.0";

  private final float quality;

  /** An encoder of one quality, above 0 to 1. */
  JpegEncoder(float quality) {
    this.quality = quality;
  }

  byte[] encode(Pixels pixels) throws IOException {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = image.getRaster();
    raster.setDataElements(0, 0, pixels.width(), pixels.height(), pixels.rgb());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
      fullColour(metadata);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, List.of(), metadata), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static void fullColour(IIOMetadata metadata) throws IOException {
    IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    IIOMetadataNode luma = (IIOMetadataNode) tree.getElementsByTagName("componentSpec").item(0);
    luma.setAttribute("HsamplingFactor", "1");
    luma.setAttribute("VsamplingFactor", "1");
    metadata.setFromTree(FORMAT, tree);
  }
}
