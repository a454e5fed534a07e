package io.gleaner.app.submission;

import io.gleaner.protocol.v1.Role;

/** {@code --role}: the roles a person can give, without Protobuf's UNRECOGNIZED. */
enum RoleOption {
  TRAIN(Role.TRAIN),
  HOLDOUT(Role.HOLDOUT);

  private final Role role;

  RoleOption(Role role) {
    this.role = role;
  }

  Role role() {
    return role;
  }
}
