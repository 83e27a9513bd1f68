/**
 * Where requests go: routers over replicas and ranks.
 *
 * <p>Begin with {@link dev.dryrack.serving.router.Router} and {@link
 * dev.dryrack.serving.router.RouterKind}. A router knows what it is told and sees a request as a
 * {@link dev.dryrack.serving.router.RoutedRequest}, which has no output length.
 */
@NullMarked
package dev.dryrack.serving.router;

import org.jspecify.annotations.NullMarked;
