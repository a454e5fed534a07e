package io.gleaner.estimator;

import com.typesafe.config.Config;
import io.gleaner.protocol.ConfigurationException;
import java.util.regex.Pattern;
import org.apache.kafka.streams.state.HostInfo;

/** The label-estimator's section, with its numbers held to their ranges. */
record Settings(Config section) {

  private static final Pattern ADDRESS = Pattern.compile("([^:/\\s]+|\\[[0-9a-fA-F:]+]):\\d{1,5}");

  /** A number strictly between 0 and a bound. */
  double below(double bound, String key) {
    double value = section.getDouble(key);
    require(value > 0 && value < bound, key, "above 0 and below " + bound);
    return value;
  }

  /** A number from 0 to 1. */
  float share(String key) {
    double value = section.getDouble(key);
    require(value >= 0 && value <= 1, key, "from 0 to 1");
    return (float) value;
  }

  /** A whole number with a lower bound. */
  int atLeast(int least, String key) {
    int value = section.getInt(key);
    require(value >= least, key, least + " or more");
    return value;
  }

  /** A host and a port. */
  HostInfo address(String key) {
    String address = section.getString(key);
    require(ADDRESS.matcher(address).matches(), key, "host:port");
    return HostInfo.buildFromEndpoint(address);
  }

  void require(boolean holds, String key, String range) {
    if (!holds) {
      throw new ConfigurationException("gleaner.label-estimator." + key + " must be " + range);
    }
  }
}
