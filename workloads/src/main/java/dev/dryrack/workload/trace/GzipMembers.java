package dev.dryrack.workload.trace;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The members of a gzip file as one stream, to the last byte: where GZIPInputStream takes anything
 * that does not look like another member for the end, and would so lose a damaged one in silence,
 * this refuses it.
 */
final class GzipMembers extends GZIPInputStream {

  private static final int TRAILER_BYTES = 8;

  private final NeverIdle raw;
  private boolean checked;

  GzipMembers(InputStream in, int bufferBytes) throws IOException {
    this(new NeverIdle(in), bufferBytes);
  }

  private GzipMembers(NeverIdle raw, int bufferBytes) throws IOException {
    super(raw, bufferBytes);
    this.raw = raw;
  }

  @Override
  protected void fill() throws IOException {
    super.fill();
    raw.delivered = 0;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count < 0 && !checked) {
      checked = true;
      // What the inflater left, and what was read past its buffer, is the trailer and no more.
      if (inf.getRemaining() + raw.delivered > TRAILER_BYTES) {
        throw new ZipException("bytes after its end are no further gzip member");
      }
    }
    return count;
  }

  /**
   * Never reports 0 bytes available, for GZIPInputStream takes that for the end of a file of
   * several members and would lose the rest of a slow stream in silence. Counts what it delivers.
   */
  private static final class NeverIdle extends FilterInputStream {
    private long delivered;

    NeverIdle(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      delivered += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      delivered += Math.max(0, count);
      return count;
    }

    @Override
    public int available() throws IOException {
      return Math.max(1, super.available());
    }
  }
}
