/** Runs one stage as a process of its own: life cycle, health, metrics. */
@NullMarked
package io.gleaner.app.stage;

import org.jspecify.annotations.NullMarked;
