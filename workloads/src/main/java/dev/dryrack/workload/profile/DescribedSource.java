package dev.dryrack.workload.profile;

import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;

/** A source under another description. */
final class DescribedSource extends ForwardingSource {

  private final String description;

  DescribedSource(SessionSource source, String description) {
    super(source);
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}
