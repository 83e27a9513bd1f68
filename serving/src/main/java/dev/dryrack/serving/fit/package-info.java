/** Does a model fit on a system: verdict, best layout, smallest remedy. */
@NullMarked
package dev.dryrack.serving.fit;

import org.jspecify.annotations.NullMarked;
