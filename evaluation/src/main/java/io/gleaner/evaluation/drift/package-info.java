/**
 * Notices when a stream is no longer what it was: classes more or less frequent, losses on audits,
 * embeddings elsewhere or wider. False alarms are bounded over all streams together and at any
 * time.
 */
@NullMarked
package io.gleaner.evaluation.drift;

import org.jspecify.annotations.NullMarked;
