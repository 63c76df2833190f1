"""``aml completion``: the script that makes a shell complete ``aml`` lines."""

import click
from click.shell_completion import add_completion_class, get_completion_class

from jupyterlab_aml.cli.bash import Bash

COMPLETE = "_AML_COMPLETE"
_INSTALL = """\b
bash:  echo 'eval "$(aml completion bash)"' >> ~/.bashrc
zsh:   echo 'eval "$(aml completion zsh)"' >> ~/.zshrc
fish:  aml completion fish > ~/.config/fish/completions/aml.fish"""


@click.command(
    help=f"Print the script that makes a shell complete aml lines: commands, options, runs, experiments, tags.\n\nTo install it:\n\n{_INSTALL}"
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell."""
    prepare()
    kind = get_completion_class(shell)
    root = click.get_current_context().find_root()
    if kind is not None:
        click.echo(kind(root.command, {}, "aml", COMPLETE).source())


def prepare() -> None:
    """Make click use our script and our answers for bash."""
    add_completion_class(Bash, "bash")
