package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;

/** How the images of a batch become logits, and the slope of the loss becomes gradients. */
sealed interface Pass permits PixelPass, HeadPass, LinearPass {

  /**
   * Takes the images up.
   *
   * @param ids of images in the replay buffer
   * @param random for varying them
   */
  void fill(List<String> ids, SplittableRandom random);

  /** Whether PyTorch must remember the forward pass, because gradients are left in its tensors. */
  boolean differentiatedByPyTorch();

  /** The forward pass: [B, K], owned by {@code step}. */
  NDArray logits(NDManager step);

  /**
   * The backward pass.
   *
   * @param slope dL/dlogits, row-major, at least B·K long
   */
  void backward(NDManager step, NDArray logits, float[] slope);
}
