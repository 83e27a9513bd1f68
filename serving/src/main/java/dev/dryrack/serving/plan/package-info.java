/** Sharding plans: how a model is spread over the GPUs of a cluster, and which plans are legal. */
@NullMarked
package dev.dryrack.serving.plan;

import org.jspecify.annotations.NullMarked;
