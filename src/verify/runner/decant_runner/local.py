"""Keeps the process on this machine, and no longer alive than it is wanted."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
import threading
import time
from typing import Any

OFFLINE = "decant verify keeps the application on this machine; --network lets it out"


def stay_local() -> None:
    """Refuses connections that leave this machine: who knows what a made-up request sets off?"""
    own = {"", "localhost", "localhost.localdomain", socket.gethostname()}

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto"):
            address = args[1]
            if isinstance(address, tuple) and address[0] not in own and not is_here(address[0]):
                raise ConnectionRefusedError(errno.ECONNREFUSED, f"{OFFLINE} ({address[0]})")
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = args[0].decode() if isinstance(args[0], bytes) else args[0]
            if host is not None and host not in own and is_name(host):
                raise socket.gaierror(socket.EAI_NONAME, f"{OFFLINE} ({host})")

    sys.addaudithook(hook)


def is_here(host: str) -> bool:
    """An address of this machine; a name is looked up first, which is refused."""
    if is_name(host):
        return False
    address = ipaddress.ip_address(host.partition("%")[0])
    return address.is_loopback or address.is_unspecified


def is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return True
    return False


def end_with_parent() -> None:
    """A process whose parent is gone has nobody to answer."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
