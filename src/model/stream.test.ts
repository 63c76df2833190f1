import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { IProblem, Run, Update } from '../schemas';
import { ApiError } from './problem';
import type { ISocket } from './stream';
import { Stream } from './stream';

class Socket implements ISocket {
    sent: { id: number; op: string; run?: string }[] = [];
    onopen: (() => void) | null = null;
    onclose: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    send = (text: string): void => void this.sent.push(JSON.parse(text));
    close = (): void => this.onclose?.();
    say = (message: object): void => this.onmessage?.({ data: JSON.stringify(message) });
}

const record = (status: string): Update => ({ record: { id: 'r', status } as Run });
let sockets: Socket[];
let poll: ReturnType<typeof vi.fn>;
let stream: Stream;
let heard: Update[];
let problems: [string, boolean][];

function listen(): () => void {
    const onProblem = (problem: IProblem, final: boolean) => void problems.push([problem.code, final]);
    return stream.subscribe({ workspace: '/w', run: 'r' }, { onUpdates: updates => heard.push(...updates), onProblem });
}

beforeEach(() => {
    vi.useFakeTimers();
    [sockets, heard, problems] = [[], [], []];
    poll = vi.fn().mockResolvedValue({ cursor: 'c', updates: [record('Running')] });
    const connect = () => {
        sockets.push(new Socket());
        return sockets[sockets.length - 1];
    };
    stream = new Stream({ connect, poll: poll as never });
});

afterEach(() => {
    vi.useRealTimers();
});

test('after a lost connection everybody is subscribed again', async () => {
    listen();
    sockets[0].onopen?.();
    sockets[0].say({ id: 1, updates: [record('Running')] });
    sockets[0].close();
    expect(problems).toEqual([['Offline', false]]);
    await vi.advanceTimersByTimeAsync(500);
    sockets[1].onopen?.();
    expect(sockets[1].sent).toMatchObject([{ id: 1, op: 'subscribe', run: 'r' }]);
    sockets[1].say({ id: 1, updates: [record('Completed')] });
    expect(heard).toHaveLength(2);
    expect(poll).not.toHaveBeenCalled();
});

test('where a connection never opens, it asks again and again, until one does', async () => {
    listen();
    await vi.advanceTimersByTimeAsync(5000);
    expect(poll).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(poll).toHaveBeenLastCalledWith(expect.anything(), 'c');
    expect(heard).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(3000);
    expect(sockets).toHaveLength(2);
    sockets[1].onopen?.();
    const asked = poll.mock.calls.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(poll).toHaveBeenCalledTimes(asked);
    expect(problems).toEqual([]);
});

test('connections that open and are dropped at once come to the same', async () => {
    listen();
    while (poll.mock.calls.length === 0) {
        sockets[sockets.length - 1].onopen?.();
        sockets[sockets.length - 1].close();
        await vi.advanceTimersByTimeAsync(4000);
        expect(sockets.length).toBeLessThan(10);
    }
    expect(heard.length).toBeGreaterThan(0);
});

test('a view that comes while it polls need not wait, and a slow answer is not asked for twice', async () => {
    listen();
    await vi.advanceTimersByTimeAsync(5000);
    poll.mockReturnValue(new Promise(() => undefined));
    const asked = poll.mock.calls.length;
    listen();
    expect(poll).toHaveBeenCalledTimes(asked + 1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(poll).toHaveBeenCalledTimes(asked + 2);
});

test('what never was is over; what was there is asked for again', async () => {
    listen();
    sockets[0].onopen?.();
    sockets[0].say({ id: 1, error: { code: 'NotFound', message: 'm', hint: 'h' } });
    listen();
    sockets[0].say({ id: 2, updates: [record('Running')] });
    sockets[0].say({ id: 2, error: { code: 'NotFound', message: 'm', hint: 'h' } });
    listen();
    sockets[0].say({ id: 3, error: { code: 'WorkspaceError', message: 'm', hint: 'h' } });
    expect(problems).toEqual([
        ['NotFound', true],
        ['NotFound', false],
        ['WorkspaceError', false]
    ]);
    sockets[0].sent = [];
    await vi.advanceTimersByTimeAsync(3000);
    expect(sockets[0].sent.map(({ id }) => id)).toEqual([2, 3]);
});

test('polling tells what is refused, and what only does not answer', async () => {
    poll.mockRejectedValueOnce(new ApiError(0, {}));
    poll.mockRejectedValueOnce(new ApiError(503, { code: 'WorkspaceError' }));
    poll.mockRejectedValue(new ApiError(404, { code: 'NotFound' }));
    listen();
    await vi.advanceTimersByTimeAsync(9900);
    expect(problems).toEqual([
        ['Offline', false],
        ['WorkspaceError', false],
        ['NotFound', true]
    ]);
});

test('without views there is no connection', async () => {
    const end = listen();
    sockets[0].onopen?.();
    sockets[0].say({ id: 1, updates: [] });
    const closed = vi.spyOn(sockets[0], 'close');
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(closed).toHaveBeenCalledOnce();
    expect([sockets.length, poll.mock.calls.length]).toEqual([1, 0]);
});
