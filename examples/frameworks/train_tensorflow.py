"""Softmax regression on scikit-learn's digits in plain TensorFlow 2."""

import argparse

import tensorflow as tf
from azureml.core import Run
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=40)
options = parser.parse_args()

run = Run.get_context()
images, digits = load_digits(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split((images / 16).astype("float32"), digits, test_size=0.25, random_state=0)
weights, bias = tf.Variable(tf.zeros((64, 10))), tf.Variable(tf.zeros(10))


@tf.function
def step():
    """Go down the gradient once."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y_train, logits=x_train @ weights + bias))
    for variable, gradient in zip((weights, bias), tape.gradient(loss, (weights, bias)), strict=True):
        variable.assign_sub(2.0 * gradient)
    return loss


for _ in range(options.rounds):
    run.log("loss", float(step()))
    run.log("accuracy", float((tf.argmax(x_test @ weights + bias, axis=1).numpy() == y_test).mean()))
tf.train.Checkpoint(weights=weights, bias=bias).write("outputs/weights")
print("tensorflow", tf.__version__)
