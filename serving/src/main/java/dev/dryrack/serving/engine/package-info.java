/** The event simulation of a served system: replicas, schedulers, KV blocks, routers. */
@NullMarked
package dev.dryrack.serving.engine;

import org.jspecify.annotations.NullMarked;
