import math
from torch import nn

def initialise(model):  # <layers>; sigma_w2 = <sigma_w2>, sigma_b2 = <sigma_b2>
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=<sigma_w> / math.sqrt(layer.in_features))
            if layer.bias is not None:
                nn.init.normal_(layer.bias, std=<sigma_b>)
