/** An offence against the table of modules, for the check's own test. */
@NullMarked
package io.gleaner.ingest.offence;

import org.jspecify.annotations.NullMarked;
