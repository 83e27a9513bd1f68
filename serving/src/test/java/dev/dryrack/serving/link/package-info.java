@NullMarked
package dev.dryrack.serving.link;

import org.jspecify.annotations.NullMarked;
