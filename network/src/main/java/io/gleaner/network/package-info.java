@NullMarked
package io.gleaner.network;

import org.jspecify.annotations.NullMarked;
