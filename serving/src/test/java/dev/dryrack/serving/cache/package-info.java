/** Tests of prefix caches alone. */
@org.jspecify.annotations.NullMarked
package dev.dryrack.serving.cache;
