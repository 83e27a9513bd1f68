package dev.dryrack.serving.cost;

/** The parts into which the time of a step is divided in reports. */
public enum Operation {
  /** Projections around attention, absorbed ones included. */
  ATTENTION_PROJECTIONS("attention projections"),
  /** Attention of decoding sequences over their KV cache or state. */
  DECODE_ATTENTION("decode attention"),
  /** Attention of prompt chunks. */
  PREFILL_ATTENTION("prefill attention"),
  /** Routed experts: grouped matrix multiplications. */
  EXPERTS("routed experts"),
  /** Dense layers and shared experts. */
  DENSE_FFN("dense and shared FFN"),
  /** Router projection and expert choice. */
  ROUTER("router"),
  /** All-to-all from attention ranks to expert ranks. */
  DISPATCH("dispatch"),
  /** All-to-all back, or the reduce-scatter that stands for it. */
  COMBINE("combine"),
  /** Reductions of tensor parallelism. */
  ALL_REDUCE("all-reduce"),
  /** Norms, rotary embedding, activation, quantisation and cache-write kernels. */
  SMALL_KERNELS("norms and small kernels"),
  /** Output head and sampling. */
  HEAD("head and sampling"),
  /** Passes of the layer that drafts beyond its first, and its output heads. */
  DRAFTING("drafting"),
  /** Scheduling and launch on the host that the GPU waits for. */
  HOST("host"),
  /** Hand-over between pipeline stages. */
  PIPELINE("pipeline hand-over"),
  /** KV blocks of preempted requests on their way to and from host memory. */
  KV_SWAP("KV to and from host");

  private final String label;

  Operation(String label) {
    this.label = label;
  }

  /** For people, such as {@code routed experts}. */
  public String label() {
    return label;
  }
}
