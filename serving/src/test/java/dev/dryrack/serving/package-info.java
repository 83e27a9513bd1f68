/** Help for the tests of all packages below. */
@org.jspecify.annotations.NullMarked
package dev.dryrack.serving;
