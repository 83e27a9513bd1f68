package dev.dryrack.serving.model;

/** How the layers of one kind of model follow from its configuration. */
@FunctionalInterface
interface ConfigFamily {

  /**
   * Adds every layer to the stack.
   *
   * @param config the configuration of the text model
   * @param stack receives the layers from first to last
   */
  void addLayers(ConfigFields config, LayerStack stack);
}
