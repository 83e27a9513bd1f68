package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** SGLang's radix cache with a clock and nodes that have lists of page names. */
final class NaiveRadix implements ReferenceCache {

  /** A node of the tree. */
  static final class Node {
    @Nullable Node parent;
    List<String> pages = new ArrayList<>();
    final Map<String, Node> children = new LinkedHashMap<>();
    int locks;
    long accessed;
  }

  private final ServingSetup setup;
  private final BiFunction<Sequence, Integer, String> key;
  private final ToIntFunction<Sequence> most;
  private final Node root = new Node();

  /** Is told the names of pages that are evicted. */
  Consumer<String> evicted = name -> {};

  private final Map<Sequence, Node> lastNode = new HashMap<>();
  private final Map<Sequence, Integer> protectedPages = new HashMap<>();
  private long clock;
  private int available;
  private Node found = root;
  private int foundPages;

  NaiveRadix(
      ServingSetup setup, BiFunction<Sequence, Integer, String> key, ToIntFunction<Sequence> most) {
    this.setup = setup;
    this.key = key;
    this.most = most;
    root.locks = 1;
    available = setup.blocksPerRank();
  }

  private int evictable() {
    return evictable(root);
  }

  private static int evictable(Node node) {
    int sum = node.locks == 0 ? node.pages.size() : 0;
    for (Node child : node.children.values()) {
      sum += evictable(child);
    }
    return sum;
  }

  private List<String> names(Sequence s, int pages) {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < pages; j++) {
      names.add(key.apply(s, j));
    }
    return names;
  }

  private static int common(List<String> a, List<String> b) {
    int same = 0;
    while (same < a.size() && same < b.size() && a.get(same).equals(b.get(same))) {
      same++;
    }
    return same;
  }

  private Node split(Node child, int at) {
    Node front = new Node();
    front.accessed = ++clock;
    front.parent = child.parent;
    front.locks = child.locks;
    front.pages = new ArrayList<>(child.pages.subList(0, at));
    child.pages = new ArrayList<>(child.pages.subList(at, child.pages.size()));
    if (child.parent != null) {
      child.parent.children.put(front.pages.get(0), front);
    }
    child.parent = front;
    front.children.put(child.pages.get(0), child);
    return front;
  }

  private void match(List<String> names) {
    long now = ++clock;
    Node node = root;
    List<String> rest = names;
    while (!rest.isEmpty() && node.children.containsKey(rest.get(0))) {
      Node child = node.children.get(rest.get(0));
      if (child == null) {
        break;
      }
      child.accessed = now;
      int same = common(child.pages, rest);
      rest = rest.subList(same, rest.size());
      if (same < child.pages.size()) {
        node = split(child, same);
        break;
      }
      node = child;
    }
    found = node;
    foundPages = names.size() - rest.size();
  }

  /** Returns how many leading pages were there. */
  private int insert(List<String> names) {
    long now = ++clock;
    Node node = root;
    List<String> rest = names;
    while (!rest.isEmpty() && node.children.containsKey(rest.get(0))) {
      Node child = node.children.get(rest.get(0));
      if (child == null) {
        break;
      }
      child.accessed = now;
      int same = common(child.pages, rest);
      rest = rest.subList(same, rest.size());
      node = same < child.pages.size() ? split(child, same) : child;
    }
    if (!rest.isEmpty()) {
      Node leaf = new Node();
      leaf.accessed = ++clock;
      leaf.parent = node;
      leaf.pages = new ArrayList<>(rest);
      node.children.put(rest.get(0), leaf);
    }
    return names.size() - rest.size();
  }

  private static void lock(Node last, int change) {
    for (Node node = last; node != null && node.parent != null; node = node.parent) {
      node.locks += change;
    }
  }

  /** Evicts leaves, the one accessed longest ago first, until so many pages are available. */
  private void evictUntil(int pages) {
    while (available < pages) {
      Node oldest = null;
      List<Node> all = new ArrayList<>(List.of(root));
      for (int i = 0; i < all.size(); i++) {
        Node node = all.get(i);
        all.addAll(node.children.values());
        boolean leaf = node.children.isEmpty() && node.locks == 0;
        if (leaf && (oldest == null || node.accessed < oldest.accessed)) {
          oldest = node;
        }
      }
      if (oldest == null || oldest.parent == null) {
        throw new IllegalStateException("nothing is left to evict");
      }
      available += oldest.pages.size();
      for (int i = oldest.pages.size() - 1; i >= 0; i--) {
        evicted.accept(oldest.pages.get(i));
      }
      oldest.parent.children.remove(oldest.pages.get(0));
    }
  }

  @Override
  public int find(Sequence s) {
    match(names(s, most.applyAsInt(s)));
    return foundPages;
  }

  @Override
  public int idle() {
    int sum = 0;
    for (Node node = found; node != null && node.parent != null; node = node.parent) {
      sum += node.locks == 0 ? node.pages.size() : 0;
    }
    return sum;
  }

  @Override
  public void hold(Sequence s) {
    lock(found, 1);
    lastNode.put(s, found);
    protectedPages.put(s, foundPages);
  }

  @Override
  public void take(Sequence s, int blocks) {
    evictUntil(blocks);
    available -= blocks;
  }

  @Override
  public void formed(Sequence s) {
    // Pages enter the tree when they are computed.
  }

  private int enter(Sequence s, int tokens) {
    int before = available + evictable();
    List<String> names = names(s, tokens / setup.blockTokens());
    int there = insert(names);
    available += Math.max(0, there - protectedPages.getOrDefault(s, 0));
    match(names);
    lock(lastNode.getOrDefault(s, root), -1);
    lock(found, 1);
    lastNode.put(s, found);
    protectedPages.put(s, names.size());
    return available + evictable() - before;
  }

  @Override
  public int computed(Sequence s) {
    return enter(s, s.computed);
  }

  @Override
  public void beforePreemption(Sequence s) {
    evictUntil(available + evictable());
  }

  @Override
  public int ended(Sequence s) {
    return enter(s, s.computed);
  }

  @Override
  public int free(Sequence s) {
    int before = available + evictable();
    available += s.taken - protectedPages.getOrDefault(s, 0);
    lock(lastNode.getOrDefault(s, root), -1);
    lastNode.remove(s);
    protectedPages.remove(s);
    return available + evictable() - before;
  }

  /** Gives a page another name, if it is there and no page has that. */
  boolean rename(String from, String to) {
    List<Node> all = new ArrayList<>(List.of(root));
    Node holder = null;
    for (int i = 0; i < all.size(); i++) {
      Node node = all.get(i);
      all.addAll(node.children.values());
      if (node.pages.contains(to)) {
        return false;
      }
      holder = node.pages.contains(from) ? node : holder;
    }
    if (holder == null) {
      return false;
    }
    int at = holder.pages.indexOf(from);
    holder.pages.set(at, to);
    if (at == 0 && holder.parent != null) {
      holder.parent.children.remove(from);
      holder.parent.children.put(to, holder);
    }
    return true;
  }
}
