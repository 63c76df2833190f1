"""What pip is told about indexes and certificates on this machine, in the words of uv.

uv does not read it, and behind a proxy or a mirror people have often nothing else. A variable that uv itself is given is never changed.
"""

import configparser
import os
import sys
from typing import Dict, List, Mapping

_SECTIONS = ("global", "install")
_TRUE = ("1", "true", "yes", "on")
_OF_THE_SYSTEM = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem")
_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def uv_variables(env: Mapping[str, str]) -> Dict[str, str]:
    """Return the variables that tell uv what pip's variables in ``env`` and pip's files say."""
    pip = _pip_settings(env)
    told = {
        "UV_CONSTRAINT": " ".join(_words(pip, "constraint")),
        "UV_FIND_LINKS": ",".join(_words(pip, "find-links")),
        "UV_INSECURE_HOST": " ".join(_words(pip, "trusted-host")),
        "SSL_CERT_FILE": pip.get("cert") or next((env[name] for name in _CERTIFICATES if env.get(name)), ""),
        # As pip does; uv alone trusts only the certificates that it brings along. A small image may have no other.
        "UV_SYSTEM_CERTS": "true" if env.get("SSL_CERT_FILE") or any(map(os.path.exists, _OF_THE_SYSTEM)) else "",
    }
    if not any(env.get(name) for name in ("UV_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL")):
        told["UV_DEFAULT_INDEX"] = pip.get("index-url", "")
        told["UV_INDEX"] = " ".join(_words(pip, "extra-index-url"))
        if told["UV_INDEX"]:
            told["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # what pip does with several indexes
    return {name: value for name, value in told.items() if value and not env.get(name)}


def uv_arguments(env: Mapping[str, str]) -> List[str]:
    """Return what pip is told that uv has no variable for."""
    return ["--no-index"] if _pip_settings(env).get("no-index", "").lower() in _TRUE else []


def _pip_settings(env: Mapping[str, str]) -> Dict[str, str]:
    return dict(_from_files(env), **_from_variables(env))


def _words(pip: Mapping[str, str], option: str) -> List[str]:
    return pip.get(option, "").split()


def _from_variables(env: Mapping[str, str]) -> Dict[str, str]:
    found = {name[4:].lower().replace("_", "-"): value for name, value in env.items() if name.startswith("PIP_") and value}
    return {name: os.path.expanduser(value) for name, value in found.items()}


def _from_files(env: Mapping[str, str]) -> Dict[str, str]:
    found: Dict[str, str] = {}
    for path in _files(env):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue  # pip itself would refuse it; what needs it fails with uv's words
        for section in _SECTIONS:
            if parser.has_section(section):
                found.update((name.replace("_", "-"), value) for name, value in parser.items(section) if value)
    return found


def _files(env: Mapping[str, str]) -> List[str]:
    """Return where pip looks, the weakest first."""
    if env.get("PIP_CONFIG_FILE") == os.devnull:
        return []
    home = os.path.expanduser("~")
    system = [os.path.join(folder, "pip", "pip.conf") for folder in (env.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)]
    user = [os.path.join(home, ".pip", "pip.conf"), os.path.join(env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "pip", "pip.conf")]
    chosen = [env["PIP_CONFIG_FILE"]] if env.get("PIP_CONFIG_FILE") else []
    return system + ["/etc/pip.conf"] + user + [os.path.join(sys.prefix, "pip.conf")] + chosen
