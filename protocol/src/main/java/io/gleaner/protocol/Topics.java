package io.gleaner.protocol;

import java.util.Objects;

/**
 * Names of the topics that join the stages: prefix, noun, version.
 *
 * @param prefix put before every name, e.g. {@code gleaner.}; may be empty
 */
public record Topics(String prefix) {

  private static final String VERSION = ".v1";

  public Topics {
    Objects.requireNonNull(prefix, "prefix");
  }

  /** What the world sends: {@code ImageSubmission}, Protobuf or JSON. */
  public String submissions() {
    return name("submissions");
  }

  /** Pixels ready for the networks: {@code Sample}. */
  public String samples() {
    return name("samples");
  }

  /** Who said what: {@code LabelEvent}. */
  public String labels() {
    return name("labels");
  }

  /** What a model thought of an image: {@code Prediction}. */
  public String predictions() {
    return name("predictions");
  }

  /** Observed labels and estimates of each image: {@code SoftLabels}, compacted. */
  public String softLabels() {
    return name("soft-labels");
  }

  /** What consumers read: {@code TagRecord}, compacted. */
  public String tags() {
    return name("tags");
  }

  /** Questions to annotators: {@code LabelQuery}. */
  public String labelQueries() {
    return name("label-queries");
  }

  /** Figures for operators: {@code QualityReport}. */
  public String quality() {
    return name("quality");
  }

  /** Each label-estimator task's figures, to be added up: bytes of its own, compacted. */
  public String qualityParts() {
    return name("quality-parts");
  }

  /** Model versions and class priors: {@code ModelRecord}, one partition, compacted. */
  public String models() {
    return name("models");
  }

  /** The class names: {@code LabelSpaceRecord}, one partition, compacted. */
  public String labelSpace() {
    return name("label-space");
  }

  /** Records that a stage could not use, as they came, with the reason in their headers. */
  public String rejected() {
    return name("rejected");
  }

  private String name(String noun) {
    return prefix + noun + VERSION;
  }
}
