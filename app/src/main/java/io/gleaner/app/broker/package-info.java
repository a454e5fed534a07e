/** The embedded single-node Kafka broker. */
@NullMarked
package io.gleaner.app.broker;

import org.jspecify.annotations.NullMarked;
