#!/usr/bin/env python3
"""A Locust that speaks with Sluice as `sluice_locust.py` does, sends nothing, and notes what it is told."""

import json
import os
import socket
import struct
import sys
import time

if "--version" in sys.argv:
    print("locust 2.47.0 from /somewhere")
    sys.exit()
sluice = socket.socket(fileno=3)
if "--worker" in sys.argv:
    sluice.recv(1)
    sys.exit()


def tell(**head):
    written = json.dumps(head).encode()
    sluice.sendall(struct.pack("<II", len(written), 0) + written)


def take(length):
    taken = b""
    while len(taken) < length:
        read = sluice.recv(length - len(taken))
        if not read:
            sys.exit()
        taken += read
    return taken


tell(kind="listening", port=1, version="2.47.0")
for worker in range(int(os.environ["SLUICE_WORKERS"])):
    tell(kind="join", worker=worker, name="w", version="2.47.0", python="")
while True:
    head, body = struct.unpack("<II", take(8))
    told = json.loads(take(head))
    take(body)
    with open(os.path.join(os.path.dirname(sys.argv[0]), "told"), "a") as file:
        print(told["kind"], told.get("to", ""), file=file)
    if told["kind"] == "block":
        tell(kind="ready", worker=told["to"])
    elif told["kind"] == "go":
        tell(kind="started", epochMs=time.time() * 1000, clocks=[{"offsetMs": 0, "roundTripMs": 0}])
