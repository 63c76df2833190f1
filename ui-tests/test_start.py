"""The lab starts with our extension and loses nothing of its own."""


def test_the_extension_is_there(lab):
    lab.open()
    plugins = lab.page.evaluate("() => window.jupyterapp.listPlugins()")
    assert any(name.startswith("jupyterlab_aml:") for name in plugins)
