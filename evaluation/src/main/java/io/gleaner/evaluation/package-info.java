@NullMarked
package io.gleaner.evaluation;

import org.jspecify.annotations.NullMarked;
