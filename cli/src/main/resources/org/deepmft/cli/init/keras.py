import keras
from keras.initializers import RandomNormal, VarianceScaling

def dense(width):  # <layers>; sigma_w2 = <sigma_w2>, sigma_b2 = <sigma_b2>
    return keras.layers.Dense(
        width,
        kernel_initializer=VarianceScaling(<sigma_w2>, "fan_in", "untruncated_normal"),
        bias_initializer=RandomNormal(stddev=<sigma_b>),
    )
