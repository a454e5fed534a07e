@NullMarked
package io.gleaner.app;

import org.jspecify.annotations.NullMarked;
