package io.gleaner.network;

import java.net.URI;
import java.util.List;

/**
 * A weights file that others have published and that this build knows to the byte.
 *
 * @param backbone which backbone it fits
 * @param repository on Hugging Face
 * @param revision the commit that holds it
 * @param sha256 of the file, as the publisher's page of that commit shows it
 * @param megabytes the file's size, rounded as that page does
 * @param origin where the weights come from, and under which licence
 */
public record PublishedWeights(
    String backbone,
    String repository,
    String revision,
    String sha256,
    int megabytes,
    String origin) {

  private static final String FILE = "model.safetensors";
  private static final long BYTES_PER_MEGABYTE = 1_000_000;
  private static final String TORCHVISION = "torchvision IMAGENET1K_V1, BSD-3-Clause";

  /** All that this build knows. */
  private static final List<PublishedWeights> KNOWN =
      List.of(
          new PublishedWeights(
              "mobilenet_v2",
              "timm/mobilenetv2_100.ra_in1k",
              "f3ff81ba89de0bc46b546568ebeab2edef6b9d49",
              "55ea4fb3a96010b933710ebf44fc965b070d5cd054d3f35e44f2d1320b4a714e",
              14,
              "timm RandAugment, Apache-2.0"),
          new PublishedWeights(
              "resnet18",
              "timm/resnet18.tv_in1k",
              "bbd144b3e5565108aad885f145491d11bc6ce807",
              "694f673df6520a3158624e8a89af086f59923ee4cd7436fe5bc3bc71d295ad81",
              47,
              TORCHVISION),
          new PublishedWeights(
              "resnet34",
              "timm/resnet34.tv_in1k",
              "1b7b21cca82ff974d341713f777bf740c2db38c4",
              "0bb82595a564991a9d424708b33f5d843f5aaed7f6c0886ff10849ff97022235",
              87,
              TORCHVISION),
          new PublishedWeights(
              "resnet50",
              "timm/resnet50.tv_in1k",
              "78f3ecfdb38e06d9b8397f662e7ab8fee96026fa",
              "5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888",
              102,
              TORCHVISION),
          new PublishedWeights(
              "resnet101",
              "timm/resnet101.a1h_in1k",
              "21721ac354aff8c4fbc371f3c4e46fa8832d4d68",
              "1a076c0384295e7d3704f201c5711ff245507db934230bab72ff3014a95f90fe",
              179,
              "timm, ResNet strikes back A1, Apache-2.0"));

  /** Refuses what is no SHA-256. */
  public PublishedWeights {
    FileDigest.requireSha256(sha256);
  }

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
    return "%s-%s.safetensors".formatted(backbone, sha256.substring(0, 8));
  }

  /** About how many bytes the file has. */
  public long roundedBytes() {
    return megabytes * BYTES_PER_MEGABYTE;
  }

  /** No file of this size, rounded, has more bytes. */
  long mostBytes() {
    return roundedBytes() + BYTES_PER_MEGABYTE;
  }
}
