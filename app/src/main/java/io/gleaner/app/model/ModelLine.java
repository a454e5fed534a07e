package io.gleaner.app.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gleaner.protocol.v1.ModelVersion;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model as {@code gleaner model list} prints it.
 *
 * @param served whether serving loads this one
 * @param holdoutMap in [0, 1]; null if it was not measured
 * @param holdoutMapLower lower end of its 95 % interval; null if there is none
 * @param holdoutMapUpper upper end of its 95 % interval; null if there is none
 * @param onDisk whether its checkpoint is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelLine(
    @JsonProperty("model") String model,
    @JsonProperty("status") String status,
    @JsonProperty("served") boolean served,
    @JsonProperty("by_operator") boolean byOperator,
    @JsonProperty("holdout_map") @Nullable Double holdoutMap,
    @JsonProperty("holdout_map_lower") @Nullable Double holdoutMapLower,
    @JsonProperty("holdout_map_upper") @Nullable Double holdoutMapUpper,
    @JsonProperty("holdout_images") long holdoutImages,
    @JsonProperty("time") String time,
    @JsonProperty("on_disk") boolean onDisk,
    @JsonProperty("reason") String reason) {

  private static final String UNANNOUNCED = "SAVED";

  static ModelLine of(ModelVersion model, boolean served, boolean onDisk) {
    Optional<HoldoutMap> map = HoldoutMap.of(model);
    return new ModelLine(
        ModelName.of(model).toString(),
        model.getStatus().name(),
        served,
        model.getByOperator(),
        map.map(HoldoutMap::value).orElse(null),
        map.map(HoldoutMap::lower).orElse(null),
        map.map(HoldoutMap::upper).orElse(null),
        model.getHoldoutImages(),
        Instant.ofEpochMilli(model.getTimeMillis()).toString(),
        onDisk,
        model.getReason());
  }

  /** A checkpoint that {@code models} does not know: written when the learner stopped. */
  static ModelLine unannounced(ModelName name) {
    return new ModelLine(
        name.toString(),
        UNANNOUNCED,
        false,
        false,
        null,
        null,
        null,
        0,
        "",
        true,
        "not announced yet");
  }

  static String heading() {
    return row("  ", "MODEL", "STATUS", "mAP (95 %)", "IMAGES", "DISK", "TIME", "WHY");
  }

  @Override
  public String toString() {
    return row(
        served ? "* " : "  ",
        model,
        status,
        holdoutMap == null
            ? "-"
            : new HoldoutMap(holdoutMap, holdoutMapLower, holdoutMapUpper).toString(),
        holdoutImages == 0 ? "-" : Long.toString(holdoutImages),
        onDisk ? "yes" : "no",
        time.length() < 19 ? "-" : time.substring(0, 19) + "Z",
        (byOperator ? "operator: " : "") + reason);
  }

  private static String row(String mark, Object... cells) {
    return (mark + String.format(Locale.ROOT, "%-12s %-9s %-22s %7s %-4s %-20s %s", cells))
        .stripTrailing();
  }
}
