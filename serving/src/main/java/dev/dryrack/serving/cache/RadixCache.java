package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The KV pages of one attention rank with SGLang's radix cache, exact to the page.
 *
 * <p><b>Rules.</b> Computed pages are a tree of nodes. A node is as it was inserted, or what was
 * left when a later prompt parted in the middle of it; nodes never grow together. Who looks a
 * prompt up uses all nodes on its path, and parts the last one where the prompt ends or differs.
 * Requests lock the nodes on their path. When pages run out, whole nodes go: those that nobody has
 * locked and that have no children, the one used longest ago first, until there are enough. A page
 * that is computed twice is given back when it is inserted.
 *
 * <p><b>Order of use.</b> Nodes used at once are in the order from the leaf to the root. So a node
 * always comes before its parent, and the first of those not locked has no children: a list is
 * enough, and no heap.
 *
 * <p>A node is one or more segments, runs of keys a constant stride apart; each is found by the key
 * of its first page, which stands for all before it, so nodes have no tables of children.
 *
 * <p>O(segments of the path) per call, O(nodes used since) where locks are given back without use.
 * Allocates only when its arrays grow. Not thread-safe. Source: SGLang 0.5 (2025),
 * python/sglang/srt/mem_cache/radix_cache.py @ 006b0e3, common.py @ 0057abe (evict the shortfall).
 */
public final class RadixCache implements KvCache {

  private static final int ROOT = 0;

  private final int stride;
  private final @Nullable LeavingBlocks leaving;
  private final ExtentTable table = new ExtentTable();

  // Segments: key of the first page, pages, the next one of the same node.
  private long[] segmentKey = new long[64];
  private int[] segmentPages = new int[64];
  private int[] segmentNext = new int[64];
  private int[] segmentNode = new int[64];
  private int firstUnusedSegment = NONE;

  // Nodes; the parent of an unused one is the next of them.
  private int[] parent = new int[64];
  private int[] children = new int[64];
  private int[] locks = new int[64];
  private int[] pages = new int[64];
  private int[] firstSegment = new int[64];
  private long[] used = new long[64];

  /** Nodes that nobody has locked, by use. */
  private final RowQueue unlocked = new RowQueue();

  private int firstUnusedNode = NONE;

  private int freePages;
  private int idlePages;
  private long lockedPages;
  private long clock;
  private long version;
  private long evictedPages;

  private int matchedPages;
  private int matchedIdlePages;
  private int matchedNode = ROOT;

  /** Where {@link #walk} came to. */
  private int walkedNode;

  private int walkedPages;

  /**
   * A cache.
   *
   * @param blocks pages; all are free
   * @param stride distance of the keys of neighbouring pages in a run
   * @param leaving is told which pages leave; may be null
   */
  public RadixCache(int blocks, int stride, @Nullable LeavingBlocks leaving) {
    this.stride = stride;
    this.leaving = leaving;
    freePages = blocks;
    chainUnusedSegments(0);
    chainUnusedNodes(0);
    int root = newNode(NONE);
    locks[root] = 1;
  }

  @Override
  public int freeBlocks() {
    return freePages + idlePages;
  }

  @Override
  public long evictedBlocks() {
    return evictedPages;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void take(int blocks) {
    if (blocks > freeBlocks()) {
      throw new IllegalStateException(blocks + " KV pages of " + freeBlocks() + " free ones");
    }
    version++;
    while (freePages < blocks) {
      evictOldest();
    }
    freePages -= blocks;
  }

  /** Everything that nobody has locked goes first; what it has computed since is lost. */
  @Override
  public void beforePreemption(BlockChain chain, int fullBlocks) {
    version++;
    while (unlocked.head() != NONE) {
      evictOldest();
    }
  }

  private void evictOldest() {
    int node = unlocked.head();
    if (children[node] != 0) {
      throw new IllegalStateException("a node with children comes before them");
    }
    unlocked.remove(node);
    idlePages -= pages[node];
    freePages += pages[node];
    evictedPages += pages[node];
    children[parent[node]]--;
    leave(firstSegment[node]);
    parent[node] = firstUnusedNode;
    firstUnusedNode = node;
  }

  /** Takes segments out of the table, the last first. */
  private void leave(int segment) {
    // Recursion would be as deep as a node has segments: turn the list round instead.
    int reversed = NONE;
    int at = segment;
    while (at != NONE) {
      int following = segmentNext[at];
      segmentNext[at] = reversed;
      reversed = at;
      at = following;
    }
    while (reversed != NONE) {
      int following = segmentNext[reversed];
      table.remove(segmentKey[reversed]);
      if (leaving != null) {
        leaving.evicted(segmentKey[reversed], segmentPages[reversed]);
      }
      segmentNext[reversed] = firstUnusedSegment;
      firstUnusedSegment = reversed;
      reversed = following;
    }
  }

  @Override
  public int match(BlockChain chain, int most) {
    version++;
    walk(chain, most);
    matchedNode = walkedNode;
    matchedPages = walkedPages;
    use(walkedNode);
    int idle = 0;
    for (int node = matchedNode; node != ROOT; node = parent[node]) {
      idle += locks[node] == 0 ? pages[node] : 0;
    }
    matchedIdlePages = idle;
    return matchedPages;
  }

  /**
   * Follows a chain from the root as far as it is there, and parts the node in which it stops; what
   * is behind in that node counts as used.
   */
  private void walk(BlockChain chain, int most) {
    int at = 0;
    int node = ROOT;
    int run = 0;
    while (at < most) {
      run = chain.runAt(run, at);
      int segment = table.get(chain.keyAt(run, at));
      if (segment == NONE) {
        break;
      }
      int child = segmentNode[segment];
      int found = common(chain, run, at, most, segment);
      node = child;
      at += found;
      if (found < pages[child]) {
        touch(child);
        node = split(child, found);
        break;
      }
    }
    walkedNode = node;
    walkedPages = at;
  }

  /** Pages of a node, from its first segment on, that a chain has as well. */
  private int common(BlockChain chain, int firstRun, int from, int most, int firstOfNode) {
    int at = from;
    int run = firstRun;
    int segment = firstOfNode;
    while (segment != NONE && at < most) {
      int begin = at;
      int end = at + segmentPages[segment];
      while (at < end && at < most) {
        run = chain.runAt(run, at);
        if (chain.keyAt(run, at) != segmentKey[segment] + (long) (at - begin) * stride) {
          return at - from;
        }
        at = Math.min(Math.min(end, most), chain.runEnd(run));
      }
      segment = segmentNext[segment];
    }
    return at - from;
  }

  /** Parts a node; returns the new one in front of it. */
  private int split(int node, int at) {
    int front = newNode(parent[node]);
    children[parent[front]]--;
    parent[node] = front;
    children[front] = 1;
    locks[front] = locks[node];
    pages[front] = at;
    firstSegment[front] = firstSegment[node];
    int segment = firstSegment[node];
    int left = at;
    while (left > segmentPages[segment]) {
      left -= segmentPages[segment];
      segmentNode[segment] = front;
      segment = segmentNext[segment];
    }
    segmentNode[segment] = front;
    if (left < segmentPages[segment]) {
      cut(segment, left);
    }
    firstSegment[node] = segmentNext[segment];
    segmentNext[segment] = NONE;
    for (int rest = firstSegment[node]; rest != NONE; rest = segmentNext[rest]) {
      segmentNode[rest] = node;
    }
    pages[node] -= at;
    used[front] = ++clock;
    if (locks[front] == 0) {
      unlocked.append(front);
    }
    return front;
  }

  /** Cuts a segment in two within its node. */
  private void cut(int segment, int at) {
    int rest =
        newSegment(
            segmentKey[segment] + (long) at * stride,
            segmentPages[segment] - at,
            segmentNode[segment]);
    segmentNext[rest] = segmentNext[segment];
    segmentNext[segment] = rest;
    segmentPages[segment] = at;
  }

  @Override
  public int matchedFreeBlocks() {
    return matchedIdlePages;
  }

  @Override
  public void acquire(BlockChain chain, int blocks) {
    if (blocks != matchedPages) {
      throw new IllegalStateException(blocks + " pages are not the " + matchedPages + " found");
    }
    version++;
    lock(matchedNode);
    chain.lastNode = matchedNode;
    chain.heldBlocks = blocks;
  }

  @Override
  public int enter(BlockChain chain, int upToBlock) {
    version++;
    int before = freeBlocks();
    walk(chain, upToBlock);
    int node = walkedNode;
    int there = walkedPages;
    if (there > chain.heldBlocks) {
      freePages += there - chain.heldBlocks;
    }
    if (there < upToBlock) {
      node = insert(chain, node, there, upToBlock);
    }
    use(node);
    lock(node);
    unlock(chain.lastNode);
    chain.lastNode = node;
    chain.heldBlocks = upToBlock;
    return freeBlocks() - before;
  }

  /** A new node below another with pages that the request has held without keys. */
  private int insert(BlockChain chain, int above, int from, int to) {
    int node = newNode(above);
    pages[node] = to - from;
    int at = from;
    int run = 0;
    int last = NONE;
    while (at < to) {
      run = chain.runAt(run, at);
      int end = Math.min(chain.runEnd(run), to);
      int segment = newSegment(chain.keyAt(run, at), end - at, node);
      if (last == NONE) {
        firstSegment[node] = segment;
      } else {
        segmentNext[last] = segment;
      }
      last = segment;
      at = end;
    }
    idlePages += to - from;
    used[node] = ++clock;
    unlocked.append(node);
    return node;
  }

  @Override
  public int giveBack(BlockChain chain, int nameless) {
    version++;
    int before = freeBlocks();
    freePages += nameless;
    unlock(chain.lastNode);
    chain.lastNode = ROOT;
    chain.heldBlocks = 0;
    return freeBlocks() - before;
  }

  @Override
  public void rename(long ownKey, int from, BlockChain chain, int to) {
    if (leaving != null) {
      leaving.renamedAll(ownKey, from, chain, to);
    }
    int at = from;
    int run = 0;
    while (at < to) {
      int segment = table.get(ownKey + (long) at * stride);
      if (segment == NONE) {
        return;
      }
      run = chain.runAt(run, at);
      long name = chain.keyAt(run, at);
      if (table.get(name) != NONE) {
        return;
      }
      int end = Math.min(chain.runEnd(run), to);
      if (segmentPages[segment] > end - at) {
        cut(segment, end - at);
      }
      version++;
      table.remove(segmentKey[segment]);
      segmentKey[segment] = name;
      table.put(name, segment);
      at += segmentPages[segment];
    }
  }

  @Override
  public long referencedBlocks() {
    return lockedPages;
  }

  private void lock(int last) {
    for (int node = last; node != ROOT; node = parent[node]) {
      if (locks[node]++ == 0) {
        unlocked.remove(node);
        idlePages -= pages[node];
        lockedPages += pages[node];
      }
    }
  }

  private void unlock(int last) {
    for (int node = last; node != ROOT; node = parent[node]) {
      if (--locks[node] == 0) {
        link(node);
        idlePages += pages[node];
        lockedPages -= pages[node];
      }
    }
  }

  /** Uses all nodes from one to the root. */
  private void use(int last) {
    for (int node = last; node != ROOT; node = parent[node]) {
      touch(node);
    }
  }

  private void touch(int node) {
    used[node] = ++clock;
    if (locks[node] == 0) {
      unlocked.remove(node);
      unlocked.append(node);
    }
  }

  /** Puts a node where its last use belongs. */
  private void link(int node) {
    int before = unlocked.tail();
    while (before != NONE && used[before] > used[node]) {
      before = unlocked.previous(before);
    }
    unlocked.insertAfter(before, node);
  }

  private int newNode(int above) {
    if (firstUnusedNode == NONE) {
      growNodes();
    }
    int node = firstUnusedNode;
    firstUnusedNode = parent[node];
    parent[node] = above;
    children[node] = 0;
    locks[node] = 0;
    pages[node] = 0;
    firstSegment[node] = NONE;
    if (above != NONE) {
      children[above]++;
    }
    return node;
  }

  private int newSegment(long key, int length, int node) {
    if (firstUnusedSegment == NONE) {
      growSegments();
    }
    int segment = firstUnusedSegment;
    firstUnusedSegment = segmentNext[segment];
    segmentKey[segment] = key;
    segmentPages[segment] = length;
    segmentNode[segment] = node;
    segmentNext[segment] = NONE;
    table.put(key, segment);
    return segment;
  }

  private void growNodes() {
    int size = parent.length;
    parent = Arrays.copyOf(parent, 2 * size);
    children = Arrays.copyOf(children, 2 * size);
    locks = Arrays.copyOf(locks, 2 * size);
    pages = Arrays.copyOf(pages, 2 * size);
    firstSegment = Arrays.copyOf(firstSegment, 2 * size);
    used = Arrays.copyOf(used, 2 * size);
    chainUnusedNodes(size);
  }

  private void growSegments() {
    int size = segmentKey.length;
    segmentKey = Arrays.copyOf(segmentKey, 2 * size);
    segmentPages = Arrays.copyOf(segmentPages, 2 * size);
    segmentNext = Arrays.copyOf(segmentNext, 2 * size);
    segmentNode = Arrays.copyOf(segmentNode, 2 * size);
    chainUnusedSegments(size);
  }

  private void chainUnusedNodes(int from) {
    unlocked.reserve(parent.length);
    for (int node = parent.length - 1; node >= from; node--) {
      parent[node] = firstUnusedNode;
      firstUnusedNode = node;
    }
  }

  private void chainUnusedSegments(int from) {
    for (int segment = segmentNext.length - 1; segment >= from; segment--) {
      segmentNext[segment] = firstUnusedSegment;
      firstUnusedSegment = segment;
    }
  }
}
