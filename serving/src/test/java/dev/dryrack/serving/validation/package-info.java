@NullMarked
package dev.dryrack.serving.validation;

import org.jspecify.annotations.NullMarked;
