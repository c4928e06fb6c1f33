"""The 8 x 8 digits of scikit-learn (Debian: python3-sklearn) as data for ./deepmft kernel: python3 digits.py DIR

Rows are divided by their root mean square over pixels (q = 1 each). The first 1000 images are for training, X.npy with
y.npy (one-hot, minus the mean of each class), the other 797 held out, T.npy with labels.npy: other people's hands.
"""
import sys
import numpy as np
from sklearn.datasets import load_digits

images, labels = load_digits(return_X_y=True)
images /= np.sqrt(np.mean(images**2, axis=1, keepdims=True))
training = int(sys.argv[2]) if len(sys.argv) > 2 else 1000  # fewer, for a trial
targets = np.eye(10)[labels[:training]]
arrays = {"X": images[:training], "y": targets - targets.mean(axis=0), "T": images[1000:], "labels": labels[1000:]}
for name, array in arrays.items():
    np.save(f"{sys.argv[1]}/{name}.npy", array)
