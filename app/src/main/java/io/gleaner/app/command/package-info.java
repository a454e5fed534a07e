/** What the commands share: where the configuration is, what a wrong use is, who watches. */
@NullMarked
package io.gleaner.app.command;

import org.jspecify.annotations.NullMarked;
