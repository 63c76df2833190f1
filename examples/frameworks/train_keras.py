"""A small network on scikit-learn's digits in Keras 3, on whichever backend KERAS_BACKEND names."""

import argparse

import keras
from azureml.core import Run
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
options = parser.parse_args()

run = Run.get_context()
keras.utils.set_random_seed(0)
images, digits = load_digits(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split((images / 16).astype("float32"), digits, test_size=0.25, random_state=0)

model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)])
model.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])


class LogToRun(keras.callbacks.Callback):
    """Log what Keras measures after each epoch."""

    def on_epoch_end(self, epoch, logs=None):
        for name, value in (logs or {}).items():
            run.log(name, float(value))


model.fit(x_train, y_train, epochs=options.epochs, validation_data=(x_test, y_test), verbose=2, callbacks=[LogToRun()])
model.save("outputs/model.keras")
print("keras", keras.__version__, "on", keras.backend.backend())
