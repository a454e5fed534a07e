@NullMarked
package io.gleaner.learner;

import org.jspecify.annotations.NullMarked;
