package io.gleaner.app.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How things stand after a round of questions and the passes that follow it.
 *
 * @param answers so far
 * @param hiddenPositives how many of them said that the class is there
 * @param testMap in percent, of the weights with the best validation mAP so far
 */
record QueryRound(
    @JsonProperty("answers") int answers,
    @JsonProperty("hidden_positives") int hiddenPositives,
    @JsonProperty("test_map") double testMap) {}
