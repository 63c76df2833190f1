import { expect, test, vi } from 'vitest';
import { RunStore } from '../model/run_store';
import type { Update } from '../schemas';
import type { IModel } from './follow';
import { follow } from './follow';

class Model implements IModel {
    readonly traits: Record<string, unknown> = {};
    readonly sent: unknown[] = [];
    private readonly listeners = new Map<string, Set<(value: never) => void>>();

    get = (name: string) => this.traits[name];
    on = (event: string, listener: (value: never) => void) => {
        this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
    };
    off = (event: string, listener: (value: never) => void) => void this.listeners.get(event)?.delete(listener);
    send = (message: unknown) => void this.sent.push(message);

    set(name: 'state' | 'updates', sequence: number, updates: Update[]): void {
        this.traits[name] = { sequence, updates };
        this.emit(`change:${name}`);
    }

    emit(event: string, value?: unknown): void {
        this.listeners.get(event)?.forEach(listener => listener(value as never));
    }
}

const loss = (v: number[], reset = false): Update => ({
    series: [{ name: 'loss', x: v, t: v, v, total: v.length, reset }]
});

function start() {
    const model = new Model();
    const store = new RunStore('r');
    const failed = vi.fn();
    model.set('state', 3, [loss([1, 2], true)]);
    return { model, store, failed, stop: follow(model, store, failed), values: () => store.series.get('loss')?.v };
}

test('updates are applied in order, each once', () => {
    const { model, values } = start();
    model.set('updates', 4, [loss([3])]);
    model.set('updates', 5, [loss([4])]);
    model.set('updates', 5, [loss([4])]);
    expect(values()).toEqual([1, 2, 3, 4]);
    expect(model.sent).toEqual([]);
});

test('whoever missed one asks once for everything, and goes on from there', () => {
    const { model, values } = start();
    model.set('updates', 6, [loss([5])]);
    model.set('updates', 7, [loss([6])]);
    expect(values()).toEqual([1, 2]);
    expect(model.sent).toEqual([{ ask: 'everything' }]);
    model.set('state', 7, [loss([1, 2, 3, 4, 5, 6], true)]);
    model.set('updates', 8, [loss([7])]);
    expect(values()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    model.set('updates', 12, [loss([9])]);
    expect(model.sent).toHaveLength(2);
});

test('a state that is older than what is known is not taken', () => {
    const { model, values } = start();
    model.set('updates', 4, [loss([3])]);
    model.set('state', 3, [loss([1, 2], true)]);
    expect(values()).toEqual([1, 2, 3]);
});

test('a page that is opened later begins with the newest updates too', () => {
    const model = new Model();
    model.set('state', 3, [loss([1, 2], true)]);
    model.set('updates', 4, [loss([3])]);
    const store = new RunStore('r');
    follow(model, store, () => undefined);
    expect(store.series.get('loss')?.v).toEqual([1, 2, 3]);
});

test('problems of the kernel are told; afterwards nothing is', () => {
    const { model, failed, stop, values } = start();
    const problem = { code: 'Conflict', message: 'It has ended.', hint: '' };
    model.emit('msg:custom', { problem });
    expect(failed).toHaveBeenCalledWith(problem);
    stop();
    model.emit('msg:custom', { problem });
    model.set('updates', 4, [loss([3])]);
    expect(failed).toHaveBeenCalledOnce();
    expect(values()).toEqual([1, 2]);
});
