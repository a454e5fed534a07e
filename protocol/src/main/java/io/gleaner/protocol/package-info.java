/** What joins the stages: records, topics, the label space, and the configuration they share. */
@NullMarked
package io.gleaner.protocol;

import org.jspecify.annotations.NullMarked;
