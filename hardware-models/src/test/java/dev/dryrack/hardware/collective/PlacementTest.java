package dev.dryrack.hardware.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.catalog.SystemCatalog;
import org.junit.jupiter.api.Test;

final class PlacementTest {

  private static final Cluster NODES = new Cluster(SystemCatalog.builtIn().system("h100"), 32);

  @Test
  void neighboursStayInOneNodeWhileTheyFit() {
    assertEquals(new Placement(8, 1, 8), Placement.of(NODES, 8, 1));
    assertEquals(new Placement(16, 2, 8), Placement.of(NODES, 16, 1));
    assertEquals(new Placement(32, 4, 8), Placement.of(NODES, 32, 1));
  }

  @Test
  void aStrideSpreadsAGroup() {
    assertEquals(new Placement(4, 4, 1), Placement.of(NODES, 4, 8));
    assertEquals(new Placement(8, 4, 2), Placement.of(NODES, 8, 4));
    assertEquals(new Placement(2, 1, 2), Placement.of(NODES, 2, 4));
  }

  @Test
  void groupsThatDoNotDivideANodeAreJudgedByTheWorstPlaced() {
    assertEquals(2, Placement.of(NODES, 6, 1).domains());
    assertEquals(1, Placement.of(NODES, 4, 1).domains());
  }

  @Test
  void aGroupLargerThanTheClusterIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Placement.of(NODES, 33, 1));
    assertThrows(IllegalArgumentException.class, () -> Placement.of(NODES, 16, 4));
  }
}
