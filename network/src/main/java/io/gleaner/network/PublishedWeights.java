package io.gleaner.network;

import java.net.URI;
import java.util.List;

/**
 * A weights file that others have published and that this build knows to the byte.
 *
 * @param backbone which backbone it fits
 * @param repository on Hugging Face
 * @param revision the commit that holds it
 * @param digest SHA-256 and size of the file
 * @param origin where the weights come from, and under which licence
 */
public record PublishedWeights(
    String backbone, String repository, String revision, FileDigest digest, String origin) {

  private static final String FILE = "model.safetensors";
  private static final String TORCHVISION = "torchvision IMAGENET1K_V1, BSD-3-Clause";

  /** All that this build knows. Torchvision's own names fit its backbones without translation. */
  private static final List<PublishedWeights> KNOWN =
      List.of(
          new PublishedWeights(
              "resnet18",
              "timm/resnet18.tv_in1k",
              "bbd144b3e5565108aad885f145491d11bc6ce807",
              new FileDigest(
                  "694f673df6520a3158624e8a89af086f59923ee4cd7436fe5bc3bc71d295ad81", 46_807_446),
              TORCHVISION),
          new PublishedWeights(
              "resnet34",
              "timm/resnet34.tv_in1k",
              "1b7b21cca82ff974d341713f777bf740c2db38c4",
              new FileDigest(
                  "0bb82595a564991a9d424708b33f5d843f5aaed7f6c0886ff10849ff97022235", 87_278_522),
              TORCHVISION),
          new PublishedWeights(
              "resnet50",
              "timm/resnet50.tv_in1k",
              "78f3ecfdb38e06d9b8397f662e7ab8fee96026fa",
              new FileDigest(
                  "5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888", 102_469_840),
              TORCHVISION));

  /** Every file that may be downloaded; nothing else is. */
  public static List<PublishedWeights> known() {
    return KNOWN;
  }

  /** Where the file is below a hub's address. */
  URI uri(URI hub) {
    return hub.resolve("/%s/resolve/%s/%s".formatted(repository, revision, FILE));
  }

  /** Its name in the cache, which differs when its content does. */
  public String fileName() {
    return "%s-%s.safetensors".formatted(backbone, digest.sha256().substring(0, 8));
  }
}
