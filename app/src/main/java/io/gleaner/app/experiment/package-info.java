/** {@code gleaner experiment}: the stages' own arithmetic on a data set, without a broker. */
@NullMarked
package io.gleaner.app.experiment;

import org.jspecify.annotations.NullMarked;
