@NullMarked
package io.gleaner.serving;

import org.jspecify.annotations.NullMarked;
