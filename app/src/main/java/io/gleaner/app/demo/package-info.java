/** The data set that {@code gleaner demo} draws, and the demo itself. */
@NullMarked
package io.gleaner.app.demo;

import org.jspecify.annotations.NullMarked;
