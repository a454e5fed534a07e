package io.gleaner.serving;

import java.util.List;

/**
 * How the stage is.
 *
 * @param live false once a part of it has failed
 * @param ready whether it does all it is for
 * @param model the version it scores with, e.g. {@code 1/200}; empty before the first
 * @param waitingFor what is missing
 */
record Health(boolean live, boolean ready, String model, List<String> waitingFor) {}
