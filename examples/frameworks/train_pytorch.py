"""A small network on scikit-learn's digits in PyTorch: one process, or several that average their gradients over gloo."""

import argparse
import os

import torch
from azureml.core import Run
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.parallel import DistributedDataParallel

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=30)
options = parser.parse_args()

world_size, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
if world_size > 1:
    torch.distributed.init_process_group("gloo")

torch.manual_seed(0)
images, digits = load_digits(return_X_y=True)
x_train, x_test, y_train, y_test = (torch.tensor(part) for part in train_test_split(images / 16, digits, test_size=0.25, random_state=0))
x_train, y_train = x_train[:1344], y_train[:1344]  # which 2, 3, 4, 6, 7 and 8 processes share evenly
x_mine, y_mine = x_train[rank::world_size], y_train[rank::world_size]

network = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
model = DistributedDataParallel(network) if world_size > 1 else network
optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
run = Run.get_context() if rank == 0 else None
for _ in range(options.epochs):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x_mine), y_mine).backward()
    optimizer.step()
    if run:
        with torch.no_grad():
            guessed = network(x_test)
        run.log("loss", nn.functional.cross_entropy(guessed, y_test).item())
        run.log("accuracy", (guessed.argmax(dim=1) == y_test).double().mean().item())

if run:
    os.makedirs("outputs", exist_ok=True)
    torch.save(network.state_dict(), "outputs/network.pt")
    print("torch", torch.__version__, "on", world_size, "process(es)")
if world_size > 1:
    torch.distributed.destroy_process_group()
