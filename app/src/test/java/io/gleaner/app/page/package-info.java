/** The live page in a real browser. */
@NullMarked
package io.gleaner.app.page;

import org.jspecify.annotations.NullMarked;
