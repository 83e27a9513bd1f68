package dev.dryrack.hardware.catalog;

import java.util.List;

/** A record read from the catalogue, with its figures. */
record Bound<T>(T spec, List<Figure> figures) {}
