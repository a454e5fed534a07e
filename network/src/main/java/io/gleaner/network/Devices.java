package io.gleaner.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the configured device name into a device that this process really has. */
final class Devices {

  /** Kept explicit: with a second engine on the class path DJL would pick one by itself. */
  static final String ENGINE = "PyTorch";

  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

  private Devices() {}

  /**
   * Resolves a name.
   *
   * @param name {@code auto} (the first GPU if there is one, else the CPU), {@code cpu} or {@code
   *     cuda:N}
   * @throws IllegalArgumentException if the name is none of these, or the GPU is not there
   */
  static Device resolve(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    int gpus = Engine.getEngine(ENGINE).getGpuCount();
    if (name.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw new IllegalArgumentException(
          "device is '" + name + "', but must be auto, cpu or cuda:N (for example cuda:0)");
    }
    int index = Integer.parseInt(cuda.group(1));
    if (index >= gpus) {
      throw new IllegalArgumentException(
          "device is '%s', but PyTorch sees %d CUDA device(s) here: use cpu or auto, or install the CUDA natives and driver"
              .formatted(name, gpus));
    }
    return Device.gpu(index);
  }
}
