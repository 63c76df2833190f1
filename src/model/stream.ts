import type { FeedPart, IProblem, Update } from '../schemas';
import { ApiError, OFFLINE } from './problem';

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
    /** How long a connection may take to open; some proxies swallow them without a word. */
    openTimeout_ms?: number;
}

interface IEntry {
    subscription: ISubscription;
    subscriber: ISubscriber;
    /** Whether there was an answer: then what is refused now was there, and may come back. */
    known: boolean;
}

const AWAY: IProblem = {
    code: OFFLINE,
    message: 'The server does not answer.',
    hint: 'What is shown may be old. It goes on by itself when the server is back.'
};

/** What the server says of a workspace that cannot be read at the moment: it may be mended. */
const PASSING = 'WorkspaceError';
const MEND_PAUSE_MS = 3000;

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
    private opening: ReturnType<typeof setTimeout> | undefined;
    private polling: ReturnType<typeof setInterval> | undefined;
    private closing: ReturnType<typeof setTimeout> | undefined;
    private readonly asked = new Set<number>();
    private readonly cursors = new Map<number, string>();

    constructor(private readonly options: IStreamOptions) {}

    /** Begins a subscription; the returned function ends it. */
    subscribe(subscription: ISubscription, subscriber: ISubscriber): () => void {
        const id = this.next++;
        const entry = { subscription, subscriber, known: false };
        this.entries.set(id, entry);
        clearTimeout(this.closing);
        if (this.open) {
            this.send(id);
        } else if (this.polling !== undefined) {
            void this.pollOne(id, entry);
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
        clearTimeout(this.opening);
        this.stopPolling();
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
        this.opening = setTimeout(() => {
            this.failures = Infinity;
            socket.close();
        }, this.options.openTimeout_ms ?? 5000);
        socket.onopen = () => {
            if (this.socket === socket) {
                clearTimeout(this.opening);
                this.open = true;
                this.stopPolling();
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
        this.failures = 0; // only now: some proxies open a connection and drop it at once
        const message = JSON.parse(text) as { id: number; updates?: Update[]; error?: IProblem };
        if (message.error) {
            this.fail(message.id, message.error);
        } else if (message.updates) {
            this.take(message.id, message.updates);
        }
    }

    private take(id: number, updates: Update[]): void {
        const entry = this.entries.get(id);
        if (entry) {
            entry.known = true;
            entry.subscriber.onUpdates(updates);
        }
    }

    /** Tells what is wrong with a subscription, and begins it again later where that may help. */
    private fail(id: number, problem: IProblem): void {
        const entry = this.entries.get(id);
        const passing = problem.code === PASSING || entry?.known === true;
        if (!passing) {
            this.entries.delete(id);
        } else if (this.open) {
            setTimeout(() => this.open && this.entries.has(id) && this.send(id), MEND_PAUSE_MS);
        }
        entry?.subscriber.onProblem?.(problem, !passing);
    }

    private lost(): void {
        clearTimeout(this.opening);
        this.socket = null;
        this.open = false;
        this.failures += 1;
        if (this.entries.size === 0) {
            return;
        }
        if (this.failures <= (this.options.patience ?? 3)) {
            this.entries.forEach(entry => entry.subscriber.onProblem?.(AWAY, false));
        } else if (this.polling === undefined) {
            this.polling = setInterval(() => this.pollAll(), this.options.pollInterval_ms ?? 2000);
            this.pollAll();
        }
        this.timer = setTimeout(() => this.connect(), Math.min(250 * 2 ** this.failures, 5000));
    }

    private stopPolling(): void {
        clearInterval(this.polling);
        this.polling = undefined;
    }

    private pollAll(): void {
        this.entries.forEach((entry, id) => void this.pollOne(id, entry));
    }

    /** Asks once; not again before the answer is there. */
    private async pollOne(id: number, entry: IEntry): Promise<void> {
        if (this.asked.has(id)) {
            return;
        }
        this.asked.add(id);
        try {
            const answer = await this.options.poll(entry.subscription, this.cursors.get(id) ?? null);
            if (this.entries.has(id) && !this.open) {
                this.cursors.set(id, answer.cursor);
                this.take(id, answer.updates);
            }
        } catch (error) {
            if (error instanceof ApiError && error.status >= 400 && error.status < 500) {
                this.fail(id, error);
            } else {
                const problem = error instanceof ApiError && error.code === PASSING ? error : AWAY;
                entry.subscriber.onProblem?.(problem, false);
            }
        } finally {
            this.asked.delete(id);
        }
    }
}
