"""Softmax regression on scikit-learn's digits in TensorFlow 2, with the weights on parameter servers.

``TF_CONFIG`` says which each process is: the first is the chief, which gives work to the others. They wait for more until the run ends with it.
"""

import argparse

import tensorflow as tf
from azureml.core import Run
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

BATCH = 64

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=40)
options = parser.parse_args()

resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
if resolver.task_type in ("worker", "ps"):
    tf.distribute.Server(resolver.cluster_spec(), job_name=resolver.task_type, task_index=resolver.task_id, protocol="grpc").join()

images, digits = load_digits(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split((images / 16).astype("float32"), digits, test_size=0.25, random_state=0)
strategy = tf.distribute.ParameterServerStrategy(resolver)
coordinator = tf.distribute.coordinator.ClusterCoordinator(strategy)
with strategy.scope():
    weights, bias = tf.Variable(tf.zeros((64, 10))), tf.Variable(tf.zeros(10))


@tf.function
def step(x, y):
    """Go down the gradient of a batch; executed by any worker."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x @ weights + bias))
    for variable, gradient in zip((weights, bias), tape.gradient(loss, (weights, bias)), strict=True):
        variable.assign_sub(0.2 * gradient)
    return loss


run = Run.get_context()
for _ in range(options.rounds):
    batches = [slice(first, first + BATCH) for first in range(0, len(x_train), BATCH)]
    losses = [coordinator.schedule(step, args=(tf.constant(x_train[each]), tf.constant(y_train[each]))) for each in batches]
    coordinator.join()
    run.log("loss", sum(loss.fetch() for loss in losses) / len(losses))
    run.log("accuracy", float((tf.argmax(x_test @ weights + bias, axis=1).numpy() == y_test).mean()))
print("tensorflow", tf.__version__, "on", {kind: len(tasks) for kind, tasks in resolver.cluster_spec().as_dict().items()})
