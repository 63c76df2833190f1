import type { FeedPart, IProblem, Update } from '../schemas';

/** What a subscription is about; see docs/server.md. */
export interface ISubscription {
    workspace: string;
    run?: string;
    runs?: string[];
    parts?: FeedPart[];
    names?: string[];
    points?: number;
    log?: string;
    tail?: number;
}

export interface ISubscriber {
    onUpdates: (updates: Update[]) => void;
    /** The subscription is over (`final`), or interrupted until the connection is back. */
    onProblem?: (problem: IProblem, final: boolean) => void;
}

/** As much of a WebSocket as is needed here. */
export interface ISocket {
    send(text: string): void;
    close(): void;
    onopen: (() => void) | null;
    onclose: (() => void) | null;
    onmessage: ((event: { data: string }) => void) | null;
}

export interface IStreamOptions {
    connect: () => ISocket;
    /** Asks for updates without a socket. */
    poll: (subscription: ISubscription, cursor: string | null) => Promise<{ cursor: string; updates: Update[] }>;
    pollInterval_ms?: number;
    /** Reconnects that may fail in a row before polling begins. */
    patience?: number;
}

interface IEntry {
    subscription: ISubscription;
    subscriber: ISubscriber;
}

const OFFLINE: IProblem = {
    code: 'Offline',
    message: 'The server does not answer.',
    hint: 'What is shown may be old. It goes on by itself when the server is back.'
};

/**
 * Any number of live views over one WebSocket, which is there only while there is one. After a lost connection everybody is subscribed again and begins
 * with everything, so nothing is missed; where no socket gets through, it asks again and again.
 */
export class Stream {
    private readonly entries = new Map<number, IEntry>();
    private socket: ISocket | null = null;
    private open = false;
    private next = 1;
    private failures = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private closing: ReturnType<typeof setTimeout> | undefined;
    private readonly cursors = new Map<number, string>();

    constructor(private readonly options: IStreamOptions) {}

    /** Begins a subscription; the returned function ends it. */
    subscribe(subscription: ISubscription, subscriber: ISubscriber): () => void {
        const id = this.next++;
        this.entries.set(id, { subscription, subscriber });
        clearTimeout(this.closing);
        if (this.open) {
            this.send(id);
        } else if (!this.socket && this.timer === undefined) {
            this.connect();
        }
        return () => this.unsubscribe(id);
    }

    private unsubscribe(id: number): void {
        if (!this.entries.delete(id)) {
            return;
        }
        this.cursors.delete(id);
        if (this.open) {
            this.socket?.send(JSON.stringify({ id, op: 'unsubscribe' }));
        }
        if (this.entries.size === 0) {
            // A moment later: a view that is replaced by another does not cost a connection.
            this.closing = setTimeout(() => this.close(), 2000);
        }
    }

    private close(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.failures = 0;
        const socket = this.socket;
        this.socket = null;
        this.open = false;
        socket?.close();
    }

    private send(id: number): void {
        const entry = this.entries.get(id);
        this.socket?.send(JSON.stringify({ id, op: 'subscribe', ...entry?.subscription }));
    }

    private connect(): void {
        this.timer = undefined;
        const socket = (this.socket = this.options.connect());
        socket.onopen = () => {
            if (this.socket === socket) {
                this.open = true;
                this.failures = 0;
                this.cursors.clear();
                [...this.entries.keys()].forEach(id => this.send(id));
            }
        };
        socket.onmessage = event => this.receive(event.data);
        socket.onclose = () => {
            if (this.socket === socket) {
                this.lost();
            }
        };
    }

    private receive(text: string): void {
        const message = JSON.parse(text) as { id: number; updates?: Update[]; error?: IProblem };
        const entry = this.entries.get(message.id);
        if (message.error) {
            this.entries.delete(message.id);
            entry?.subscriber.onProblem?.(message.error, true);
        } else if (message.updates) {
            entry?.subscriber.onUpdates(message.updates);
        }
    }

    private lost(): void {
        this.socket = null;
        this.open = false;
        this.failures += 1;
        if (this.entries.size === 0) {
            return;
        }
        const polling = this.failures > (this.options.patience ?? 3);
        if (polling) {
            void this.pollAll();
        } else {
            this.entries.forEach(entry => entry.subscriber.onProblem?.(OFFLINE, false));
        }
        const pause = polling ? (this.options.pollInterval_ms ?? 2000) : Math.min(250 * 2 ** this.failures, 5000);
        this.timer = setTimeout(() => this.connect(), pause);
    }

    private async pollAll(): Promise<void> {
        await Promise.all([...this.entries].map(([id, entry]) => this.pollOne(id, entry)));
    }

    private async pollOne(id: number, entry: IEntry): Promise<void> {
        try {
            const answer = await this.options.poll(entry.subscription, this.cursors.get(id) ?? null);
            if (this.entries.has(id) && !this.open) {
                this.cursors.set(id, answer.cursor);
                entry.subscriber.onUpdates(answer.updates);
            }
        } catch {
            entry.subscriber.onProblem?.(OFFLINE, false);
        }
    }
}
