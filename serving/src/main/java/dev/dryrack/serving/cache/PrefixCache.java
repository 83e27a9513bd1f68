package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;
import static dev.dryrack.serving.cache.Extents.NAMELESS;

import org.jspecify.annotations.Nullable;

/**
 * The KV blocks of one attention rank with vLLM V1's prefix cache, exact to the block.
 *
 * <p><b>Rules.</b> A block is free or referenced by requests. Free ones stand in a queue; new
 * blocks are taken from its head and lose their key. A request's blocks go back to its tail, its
 * last block first, where nobody else references them. A hit takes a free block out of the queue.
 * So the least recently used blocks go first, and of one request its last. Where a key is computed
 * twice both blocks keep it, and the one computed first is hit.
 *
 * <p><b>Extents.</b> Neighbouring blocks of a chain that share their fate are one extent:
 * referenced by the same requests, or one behind the other in the queue. An extent is found by the
 * key of its first block; that of a block stands for all before it, so no tree of children is
 * needed. Extents split where requests part and grow together again when a request ends. Blocks
 * without a key are counted runs in the same queue. A request so costs O(extents) and not
 * O(blocks).
 *
 * <p><b>No holes.</b> A block with a key is never there without one before it: whoever references
 * it references that one too, and gives it back later.
 *
 * <p>Allocates only when its arrays grow, at most to one extent per block. Not thread-safe. Source:
 * vLLM, vllm/v1/core/block_pool.py and kv_cache_utils.py (FreeKVCacheBlockQueue), releases 0.9 to
 * 0.11 (2025).
 */
public final class PrefixCache implements KvCache {

  private final int stride;
  private final ExtentTable table = new ExtentTable();
  private final Extents extents = new Extents();
  private final RowQueue queue = new RowQueue();
  private final @Nullable LeavingBlocks leaving;

  private int freeBlocks;
  private long evictedBlocks;
  private long version;

  /** Of the last {@link #match}: blocks found, and how many of them are free. */
  private int matchedBlocks;

  private int matchedFreeBlocks;

  /**
   * A cache of which nobody is told what it loses.
   *
   * @param blocks how many there are; all are free and without key
   * @param stride distance of the keys of neighbouring blocks in a run
   */
  public PrefixCache(int blocks, int stride) {
    this(blocks, stride, null);
  }

  /**
   * A cache.
   *
   * @param blocks how many there are; all are free and without key
   * @param stride distance of the keys of neighbouring blocks in a run
   * @param leaving is told which blocks leave; may be null
   */
  public PrefixCache(int blocks, int stride, @Nullable LeavingBlocks leaving) {
    this.stride = stride;
    this.leaving = leaving;
    appendNameless(blocks);
  }

  @Override
  public int freeBlocks() {
    return freeBlocks;
  }

  @Override
  public long evictedBlocks() {
    return evictedBlocks;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void take(int blocks) {
    if (blocks > freeBlocks) {
      throw new IllegalStateException(blocks + " KV blocks of " + freeBlocks + " free ones");
    }
    freeBlocks -= blocks;
    version++;
    int left = blocks;
    while (left > 0) {
      int extent = queue.head();
      if (extents.length[extent] > left) {
        shorten(extent, left);
        return;
      }
      left -= extents.length[extent];
      queue.remove(extent);
      if (extents.depth[extent] != NAMELESS) {
        forget(extent);
      }
      extents.release(extent);
    }
  }

  /** Takes the last blocks of a free extent. */
  private void shorten(int extent, int blocks) {
    if (extents.depth[extent] == NAMELESS) {
      extents.length[extent] -= blocks;
      return;
    }
    if (isOnly(extent)) {
      extents.length[extent] -= blocks;
      evicted(extents.key[extent] + (long) extents.length[extent] * stride, blocks);
      return;
    }
    split(table.get(extents.key[extent]), extents.length[extent] - blocks);
    queue.remove(extent);
    forget(extent);
    extents.release(extent);
  }

  private boolean isOnly(int extent) {
    return extents.duplicate[extent] == NONE && table.get(extents.key[extent]) == extent;
  }

  private void evicted(long firstKey, int blocks) {
    evictedBlocks += blocks;
    if (leaving != null) {
      leaving.evicted(firstKey, blocks);
    }
  }

  /** Takes an extent's keys out of the table. */
  private void forget(int extent) {
    evicted(extents.key[extent], extents.length[extent]);
    int first = table.get(extents.key[extent]);
    if (first == extent) {
      if (extents.duplicate[extent] == NONE) {
        table.remove(extents.key[extent]);
      } else {
        table.put(extents.key[extent], extents.duplicate[extent]);
      }
      return;
    }
    while (extents.duplicate[first] != extent) {
      first = extents.duplicate[first];
    }
    extents.duplicate[first] = extents.duplicate[extent];
  }

  @Override
  public int match(BlockChain chain, int most) {
    int at = 0;
    int free = 0;
    int run = 0;
    while (at < most) {
      run = chain.runAt(run, at);
      int extent = table.get(chain.keyAt(run, at));
      if (extent == NONE) {
        break;
      }
      int found = Math.min(extents.length[extent], Math.min(chain.runEnd(run), most) - at);
      free += extents.references[extent] == 0 ? found : 0;
      at += found;
    }
    matchedBlocks = at;
    matchedFreeBlocks = free;
    return at;
  }

  /** Blocks of the last match. */
  public int matchedBlocks() {
    return matchedBlocks;
  }

  @Override
  public int matchedFreeBlocks() {
    return matchedFreeBlocks;
  }

  @Override
  public void acquire(BlockChain chain, int blocks) {
    version++;
    int at = 0;
    int run = 0;
    while (at < blocks) {
      run = chain.runAt(run, at);
      int extent = table.get(chain.keyAt(run, at));
      int wanted = Math.min(extents.length[extent], Math.min(chain.runEnd(run), blocks) - at);
      if (wanted < extents.length[extent]) {
        extent = split(extent, wanted);
      }
      if (extents.references[extent]++ == 0) {
        queue.remove(extent);
        freeBlocks -= wanted;
      }
      chain.hold(extent, at, at + wanted);
      at += wanted;
    }
  }

  @Override
  public int enter(BlockChain chain, int upToBlock) {
    int at = chain.heldBlocks;
    if (at >= upToBlock) {
      return 0;
    }
    version++;
    int run = 0;
    while (at < upToBlock) {
      run = chain.runAt(run, at);
      int blocks = Math.min(chain.runEnd(run), upToBlock) - at;
      long first = chain.keyAt(run, at);
      int known = table.get(first);
      if (known != NONE) {
        blocks = Math.min(blocks, extents.length[known]);
        enterAgain(chain, known, at, blocks);
      } else if (!lengthen(chain, first, at, blocks)) {
        int extent = create(first, at, blocks, 1);
        table.put(first, extent);
        chain.hold(extent, at, at + blocks);
      }
      at += blocks;
    }
    return 0;
  }

  /** What it has computed can be found again. */
  @Override
  public void beforePreemption(BlockChain chain, int fullBlocks) {
    enter(chain, fullBlocks);
  }

  private void enterAgain(BlockChain chain, int known, int at, int blocks) {
    int last = blocks < extents.length[known] ? split(known, blocks) : known;
    int extent = create(extents.key[last], at, blocks, 1);
    while (extents.duplicate[last] != NONE) {
      last = extents.duplicate[last];
    }
    extents.duplicate[last] = extent;
    chain.hold(extent, at, at + blocks);
  }

  /** Adds blocks to the extent held last, if nobody else has part in it. */
  private boolean lengthen(BlockChain chain, long first, int at, int blocks) {
    if (chain.held == 0) {
      return false;
    }
    int last = chain.heldExtent[chain.held - 1];
    if (extents.references[last] != 1
        || extents.key[last] + (long) extents.length[last] * stride != first
        || !isOnly(last)) {
      return false;
    }
    extents.length[last] += blocks;
    chain.heldBlocks = at + blocks;
    return true;
  }

  @Override
  public int giveBack(BlockChain chain, int nameless) {
    version++;
    int before = freeBlocks;
    if (nameless > 0) {
      appendNameless(nameless);
    }
    int behind = NONE;
    for (int i = chain.held - 1; i >= 0; i--) {
      int extent = chain.heldExtent[i];
      while (true) {
        int following = extents.front[extent];
        boolean first = extents.depth[extent] <= chain.heldFrom[i];
        behind = --extents.references[extent] == 0 ? appendFree(extent, behind) : NONE;
        if (first) {
          break;
        }
        extent = following;
      }
    }
    chain.held = 0;
    chain.heldBlocks = 0;
    return freeBlocks - before;
  }

  /**
   * Puts an extent at the tail, and the one behind it in the same chain into it if that was put
   * there just before.
   */
  private int appendFree(int extent, int behind) {
    freeBlocks += extents.length[extent];
    if (behind != NONE
        && extents.key[behind] == extents.key[extent] + (long) extents.length[extent] * stride
        && isOnly(behind)
        && isOnly(extent)) {
      queue.remove(behind);
      table.remove(extents.key[behind]);
      extents.length[extent] += extents.length[behind];
      extents.release(behind);
    }
    queue.append(extent);
    return extent;
  }

  @Override
  public void rename(long ownKey, int from, BlockChain chain, int to) {
    if (leaving != null) {
      leaving.renamedAll(ownKey, from, chain, to);
    }
    if (from >= to || match(chain, from + 1) > from) {
      return;
    }
    int at = from;
    int run = 0;
    while (at < to) {
      int extent = table.get(ownKey + (long) at * stride);
      if (extent == NONE) {
        return;
      }
      run = chain.runAt(run, at);
      long name = chain.keyAt(run, at);
      int blocks = Math.min(extents.length[extent], Math.min(chain.runEnd(run), to) - at);
      int renamed = blocks < extents.length[extent] ? split(extent, blocks) : extent;
      table.remove(extents.key[renamed]);
      table.put(name, renamed);
      for (int copy = renamed; copy != NONE; copy = extents.duplicate[copy]) {
        extents.key[copy] = name;
      }
      version++;
      at += blocks;
    }
  }

  /** Cuts an extent and its duplicates in two; returns the front part of the first. */
  private int split(int extent, int at) {
    int firstFront = NONE;
    int lastFront = NONE;
    long frontKey = extents.key[extent];
    for (int back = extent; back != NONE; back = extents.duplicate[back]) {
      int part = create(frontKey, extents.depth[back], at, extents.references[back]);
      extents.front[part] = extents.front[back];
      extents.front[back] = part;
      extents.key[back] += (long) at * stride;
      extents.depth[back] += at;
      extents.length[back] -= at;
      if (extents.references[back] == 0) {
        queue.insertAfter(back, part);
      }
      if (lastFront == NONE) {
        firstFront = part;
      } else {
        extents.duplicate[lastFront] = part;
      }
      lastFront = part;
    }
    table.put(frontKey, firstFront);
    table.put(extents.key[extent], extent);
    return firstFront;
  }

  private void appendNameless(int blocks) {
    freeBlocks += blocks;
    int tail = queue.tail();
    if (tail != NONE && extents.depth[tail] == NAMELESS) {
      extents.length[tail] += blocks;
      return;
    }
    queue.append(create(0, NAMELESS, blocks, 0));
  }

  private int create(long firstKey, int firstBlock, int blocks, int holders) {
    int extent = extents.create(firstKey, firstBlock, blocks, holders);
    queue.reserve(extents.capacity());
    return extent;
  }

  @Override
  public long referencedBlocks() {
    return extents.referencedBlocks();
  }
}
