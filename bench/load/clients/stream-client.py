"""Reads OpenAI-style streams with aiohttp or httpx, timing each event: the work of the clients inside aiperf and guidellm,
without the rest of those tools. Arguments: aiohttp|httpx, url, concurrency, seconds. Prints the number of token events."""
import asyncio
import sys
import time

import orjson

library, url, concurrency, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
BODY = orjson.dumps({"id": "0", "text": "x" * 480, "stream": True})
HEADERS = {"content-type": "application/json"}
events = 0
times = []


def note(line: bytes) -> None:
    global events
    if not line.startswith(b"data: ") or line.startswith(b"data: [DONE]"):
        return
    if orjson.loads(line[6:])["choices"][0]["delta"].get("content"):
        events += 1
        times.append(time.perf_counter_ns())


async def with_aiohttp(deadline: float) -> None:
    import aiohttp

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        async def user() -> None:
            while time.monotonic() < deadline:
                async with session.post(url, data=BODY, headers=HEADERS) as response:
                    async for line in response.content:
                        note(line.strip())

        await asyncio.gather(*(user() for _ in range(concurrency)))


async def with_httpx(deadline: float) -> None:
    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=None) as client:
        async def user() -> None:
            while time.monotonic() < deadline:
                async with client.stream("POST", url, content=BODY, headers=HEADERS) as response:
                    async for line in response.aiter_lines():
                        note(line.encode())

        await asyncio.gather(*(user() for _ in range(concurrency)))


asyncio.run((with_aiohttp if library == "aiohttp" else with_httpx)(time.monotonic() + seconds))
print(events)
