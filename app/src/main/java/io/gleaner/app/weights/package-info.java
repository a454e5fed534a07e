/** Gets published weights for backbones. */
@NullMarked
package io.gleaner.app.weights;

import org.jspecify.annotations.NullMarked;
