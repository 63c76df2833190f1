"""The server extension: workspaces over HTTP, a WebSocket and the event bus. ``docs/server.md`` tells how it speaks."""
