@NullMarked
package io.gleaner.ingest;

import org.jspecify.annotations.NullMarked;
