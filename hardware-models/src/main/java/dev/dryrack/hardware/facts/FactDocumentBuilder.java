package dev.dryrack.hardware.facts;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds the nodes of one document from the parser's events, its stack bounded by a depth. */
final class FactDocumentBuilder {

  /** Deepest nesting of lists and maps. */
  static final int MAX_DEPTH = 64;

  private final String fileName;
  private final Problems problems;
  private Iterator<Event> events = List.<Event>of().iterator();

  FactDocumentBuilder(String fileName, Problems problems) {
    this.fileName = fileName;
    this.problems = problems;
  }

  FactNode build(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(fileName)
            .setCodePointLimit(FactDocument.MAX_CHARACTERS)
            .build();
    events = new Parse(settings).parseString(text).iterator();
    next(); // the stream starts
    Event start = next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      throw fatal(new FactPosition(fileName, 1, 1, ""), "it is empty; write at least one value");
    }
    FactNode top = node(next(), "", 0);
    next(); // the document ends
    Event after = next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      problems.add(position(after, ""), "a second document begins; put each in its own file");
    }
    return top;
  }

  private FactNode node(Event event, String path, int depth) {
    FactPosition position = position(event, path);
    if (depth > MAX_DEPTH) {
      throw fatal(position, "it is nested more than " + MAX_DEPTH + " deep; flatten it");
    }
    if (event.getEventId() == Event.ID.Alias) {
      throw fatal(position, "aliases (*name) are not supported; write the value out");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      problems.add(position, "anchors (&name) are not supported; write the value out");
    }
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event, position);
      case SequenceStart -> list((CollectionStartEvent) event, position, depth);
      case MappingStart -> map((CollectionStartEvent) event, position, depth);
      default -> throw fatal(position, "an unexpected " + event.getEventId());
    };
  }

  private FactScalar scalar(ScalarEvent event, FactPosition position) {
    refuseTag(event.getTag(), position);
    return new FactScalar(position, event.getValue(), !event.isPlain());
  }

  private FactList list(CollectionStartEvent start, FactPosition position, int depth) {
    refuseTag(start.getTag(), position);
    List<FactNode> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(node(event, FactPosition.pathOfItem(position.path(), items.size()), depth + 1));
    }
    return new FactList(position, items);
  }

  private FactMap map(CollectionStartEvent start, FactPosition position, int depth) {
    refuseTag(start.getTag(), position);
    Map<String, FactMap.Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw fatal(position(event, position.path()), "a key is not plain text; write a word");
      }
      String name = key.getValue();
      FactPosition at = position(key, FactPosition.pathOfKey(position.path(), name));
      refuseTag(key.getTag(), at);
      if (key.getAnchor().isPresent()) {
        problems.add(at, "anchors (&name) are not supported; write the value out");
      }
      if (name.equals("<<") && key.isPlain()) {
        problems.add(at, "merge keys (<<) are not supported; write the values out");
      }
      FactMap.Entry earlier = entries.get(name);
      if (earlier != null) {
        problems.add(at, "the key is already set at " + place(earlier) + "; remove one of the two");
      }
      FactNode value = node(next(), at.path(), depth + 1);
      entries.putIfAbsent(name, new FactMap.Entry(at, value));
    }
    return new FactMap(position, entries);
  }

  private static String place(FactMap.Entry entry) {
    return "line " + entry.keyPosition().line() + ", column " + entry.keyPosition().column();
  }

  private void refuseTag(Optional<String> tag, FactPosition position) {
    if (tag.isPresent() && !tag.get().equals("!")) {
      problems.add(position, "tags are not supported; remove '" + shortTag(tag.get()) + "'");
    }
  }

  private static String shortTag(String tag) {
    return tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring(18) : tag;
  }

  private Event next() {
    return events.next();
  }

  private FactPosition position(Event event, String path) {
    Mark mark = event.getStartMark().orElseThrow();
    return new FactPosition(fileName, mark.getLine() + 1, mark.getColumn() + 1, path);
  }

  /** Everything so far and one more problem, after which reading on makes no sense. */
  private FactException fatal(FactPosition position, String message) {
    problems.add(position, message);
    return new FactException(problems.messages());
  }
}
