/** Sends images and labels into the loop, from files. */
@NullMarked
package io.gleaner.app.submission;

import org.jspecify.annotations.NullMarked;
