package dev.dryrack.cli.command;

import java.util.List;

/**
 * A key set on top of a scenario.
 *
 * @param flag what asked for it, for messages
 * @param assignment as that of {@code --set}
 */
record Change(String flag, String assignment) {

  static List<Change> of(String flag, List<String> assignments) {
    return assignments.stream().map(assignment -> new Change(flag, assignment)).toList();
  }
}
