/** {@code gleaner explain}: why an image is tagged as it is. */
@NullMarked
package io.gleaner.app.explain;

import org.jspecify.annotations.NullMarked;
