// <layers>; sigma_w2 = <sigma_w2>, sigma_b2 = <sigma_b2>
// org.deeplearning4j.nn.conf.layers.{DenseLayer, OutputLayer}
// org.deeplearning4j.nn.multilayer.MultiLayerNetwork, org.nd4j.linalg.factory.Nd4j
static void initialise(MultiLayerNetwork network) { // after network.init()
  for (var layer : network.getLayers()) {
    var kind = layer.conf().getLayer();
    if (kind instanceof DenseLayer || kind instanceof OutputLayer) {
      var w = layer.getParam("W"); // [fan-in, fan-out]
      layer.setParam("W", Nd4j.randn(w.shape()).muli(<sigma_w> / Math.sqrt(w.size(0))));
      if (layer.paramTable().containsKey("b")) {
        layer.setParam("b", Nd4j.randn(layer.getParam("b").shape()).muli(<sigma_b>));
      }
    }
  }
}
