package io.gleaner.app;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Gleaner.class.getPackage().getImplementationVersion();
    return new String[] {
      "gleaner " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
    };
  }
}
