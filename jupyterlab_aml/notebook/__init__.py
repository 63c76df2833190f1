"""The notebook's door: ``%load_ext jupyterlab_aml``, then ``%aml ...`` and ``%%aml submit``, in the words of the terminal."""
