package io.gleaner.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request (RFC 9457, {@code application/problem+json}).
 *
 * @param title the kind of problem
 * @param status the HTTP status
 * @param detail what happened and what to do
 * @param reason the code of the rejection, where an image was refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String title, int status, String detail, @Nullable String reason) {
  static final String CONTENT_TYPE = "application/problem+json";
}
