/** {@code gleaner model}: what models there are, an operator's word on them, and their export. */
@NullMarked
package io.gleaner.app.model;

import org.jspecify.annotations.NullMarked;
