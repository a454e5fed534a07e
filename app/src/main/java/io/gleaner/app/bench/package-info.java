/** Measures the stages on this machine, as users run them. */
@NullMarked
package io.gleaner.app.bench;

import org.jspecify.annotations.NullMarked;
