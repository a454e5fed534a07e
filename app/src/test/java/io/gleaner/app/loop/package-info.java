/** The whole loop, as separate processes. */
@NullMarked
package io.gleaner.app.loop;

import org.jspecify.annotations.NullMarked;
