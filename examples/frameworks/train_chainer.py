"""A small network on scikit-learn's digits in Chainer."""

import argparse
import os

import chainer
import numpy as np
from azureml.core import Run
from chainer import functions, links
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=30)
options = parser.parse_args()


class Network(chainer.Chain):
    """Two layers."""

    def __init__(self):
        super().__init__()
        with self.init_scope():
            self.hidden = links.Linear(64, 32)
            self.out = links.Linear(32, 10)

    def forward(self, images):
        return self.out(functions.relu(self.hidden(images)))


run = Run.get_context()
np.random.seed(0)  # noqa: NPY002 - what Chainer draws from
images, digits = load_digits(return_X_y=True)
images, digits = (images / 16).astype("float32"), digits.astype("int32")
x_train, x_test, y_train, y_test = train_test_split(images, digits, test_size=0.25, random_state=0)
model = links.Classifier(Network())
optimizer = chainer.optimizers.Adam(0.03)
optimizer.setup(model)
for _ in range(options.epochs):
    optimizer.update(model, x_train, y_train)
    run.log("loss", float(model.loss.array))
    with chainer.no_backprop_mode():
        run.log("accuracy", float(functions.accuracy(model.predictor(x_test), y_test).array))
os.makedirs("outputs", exist_ok=True)
chainer.serializers.save_npz("outputs/model.npz", model)
print("chainer", chainer.__version__)
