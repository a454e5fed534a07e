@NullMarked
package io.gleaner.estimator;

import org.jspecify.annotations.NullMarked;
