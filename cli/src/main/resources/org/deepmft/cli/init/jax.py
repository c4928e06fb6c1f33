from flax import linen as nn
from jax.nn import initializers

def dense(width):  # <layers>; sigma_w2 = <sigma_w2>, sigma_b2 = <sigma_b2>
    return nn.Dense(
        width,
        kernel_init=initializers.variance_scaling(<sigma_w2>, "fan_in", "normal"),
        bias_init=initializers.normal(<sigma_b>),
    )
