@NullMarked
package dev.dryrack.hardware.catalog;

import org.jspecify.annotations.NullMarked;
