"""The WebSocket that carries any number of subscriptions; ``docs/server.md`` tells what is said over it."""

import asyncio
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from jupyterlab_aml.errors import AmlError, UserError
from jupyterlab_aml.server.base import Handler, encoded
from jupyterlab_aml.server.checks import check_object, parse
from jupyterlab_aml.server.contract import schema
from jupyterlab_aml.server.faults import explain
from jupyterlab_aml.server.services import Services
from jupyterlab_aml.server.subscriptions import Subscription, subscribe

MOST_SUBSCRIPTIONS = 200
MAX_MESSAGE = 1 << 20


class StreamHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """``/stream``: one connection of one browser.

    Each subscription is a task that looks, says what is new, waits until that is written, and rests. So a browser that reads slowly gets fewer and
    larger answers, and nothing piles up here; what is looked at again slowly costs next to nothing.
    """

    auth_resource = Handler.auth_resource
    template = ""

    def initialize(self, services: Services) -> None:
        """Take what the handlers share."""
        self.services = services
        self._tasks: dict[int, asyncio.Task[None]] = {}

    @property
    def max_message_size(self) -> int:
        return MAX_MESSAGE

    write_error = Handler.write_error

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the connection."""
        if not await ensure_async(self.authorizer.is_authorized(self, self.current_user, "read", self.auth_resource)):
            raise web.HTTPError(403, f"You are not authorized to read {self.auth_resource} on this server.")
        await super().get(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Count the connection: while there is one, somebody looks."""
        super().open(*args, **kwargs)
        self.services.streams.add(self)
        self.services.looked_at()

    def on_close(self) -> None:
        """End everything."""
        self.services.streams.discard(self)
        for number in list(self._tasks):
            self._end(number)
        super().on_close()

    async def on_message(self, message: str | bytes) -> None:
        """Begin or end a subscription."""
        number: int | None = None
        try:
            raw = parse(message)
            if isinstance(raw, dict) and type(raw.get("id")) is int:
                number = raw["id"]
            request = check_object("the message", raw, schema("StreamRequest"))
            self._end(request["id"])
            if request["op"] == "subscribe":
                if len(self._tasks) >= MOST_SUBSCRIPTIONS:
                    raise UserError(f"There are {len(self._tasks)} subscriptions on this connection already.", "End some of them.")
                self._tasks[request["id"]] = asyncio.create_task(self._follow(request))
        except AmlError as error:
            await self._say({"id": number, "error": error.to_dict()})

    def _end(self, number: int) -> None:
        task = self._tasks.pop(number, None)
        if task is not None:
            task.cancel()

    async def _follow(self, request: dict[str, Any]) -> None:
        number = request["id"]
        try:
            subscription = await self.services.in_thread(lambda: subscribe(self.services, request))
            answer = await self.services.in_thread(lambda: _answer(number, subscription, first=True))
            while True:
                if answer is not None:
                    await self.write_message(answer)
                await asyncio.sleep(subscription.pause_s)
                answer = await self.services.in_thread(lambda: _answer(number, subscription, first=False))
        except WebSocketClosedError:
            return
        except Exception as error:  # whatever it is, the browser is told, and the others go on
            if not isinstance(error, (AmlError, OSError)):
                self.log.exception("aml: the subscription %s failed", request)
            _, body = explain(error, 500)
            self._tasks.pop(number, None)
            await self._say({"id": number, "error": body})

    async def _say(self, value: Any) -> None:
        try:
            await self.write_message(encoded(value))
        except WebSocketClosedError:
            return


def _answer(number: int, subscription: Subscription, *, first: bool) -> bytes | None:
    updates = subscription.poll()
    return encoded({"id": number, "updates": updates}) if updates or first else None
