package dev.dryrack.cli.command;

/** Shows a watching person which replication runs. */
final class ReplicationProgress {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Session session;
  private boolean shown;

  ReplicationProgress(Session session) {
    this.session = session;
  }

  void show(int replication) {
    if (session.showsProgress()) {
      shown = true;
      session.err().write(CLEAR_LINE + "replication " + (replication + 1));
      session.err().flush();
    }
  }

  /** Removes the line of progress, if there is one. */
  void clear() {
    if (shown) {
      session.err().write(CLEAR_LINE);
      session.err().flush();
    }
  }
}
