/** What the live page shows: records of the topics in, sections of JSON out. No Kafka, no HTTP. */
@NullMarked
package io.gleaner.serving.page;

import org.jspecify.annotations.NullMarked;
