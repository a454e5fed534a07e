@NullMarked
package io.gleaner.objective;

import org.jspecify.annotations.NullMarked;
