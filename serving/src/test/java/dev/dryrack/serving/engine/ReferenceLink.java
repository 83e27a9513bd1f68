package dev.dryrack.serving.engine;

import java.util.ArrayList;
import java.util.List;

/** A link whose transfers share it equally: each keeps what it has left. */
final class ReferenceLink {

  /** One of the transfers. */
  static final class Transfer {
    final Object what;
    long left;

    Transfer(Object what, long left) {
      this.what = what;
      this.left = left;
    }
  }

  private final List<Transfer> transfers = new ArrayList<>();
  private long since;
  private long carried;

  void start(long now, Object what, long alone) {
    serve(now);
    transfers.add(new Transfer(what, alone));
  }

  long end() {
    long least = Long.MAX_VALUE;
    for (Transfer transfer : transfers) {
      least = Math.min(least, transfer.left);
    }
    return transfers.isEmpty() ? Long.MAX_VALUE : since + least * transfers.size() - carried;
  }

  /** What ends now. */
  List<Object> ended(long now) {
    List<Object> ended = new ArrayList<>();
    if (end() == now) {
      serve(now);
      for (Transfer transfer : List.copyOf(transfers)) {
        if (transfer.left <= 0) {
          transfers.remove(transfer);
          ended.add(transfer.what);
        }
      }
    }
    return ended;
  }

  private void serve(long now) {
    if (!transfers.isEmpty()) {
      long work = now - since + carried;
      long each = work / transfers.size();
      transfers.forEach(transfer -> transfer.left -= each);
      carried = work % transfers.size();
    }
    since = now;
  }
}
