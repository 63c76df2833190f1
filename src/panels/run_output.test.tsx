import { act } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { english } from '../components/basics';
import type { ISubscriber } from '../model/stream';
import type { Run, Update } from '../schemas';
import type { IRunOutput } from './run_output';
import { readOutput, RunOutput } from './run_output';

const MIME = 'application/vnd.jupyterlab-aml.run+json';

class Sight {
    constructor(private readonly tell: (entries: unknown[]) => void) {}
    observe = () => this.tell([{ isIntersecting: true }]);
    unobserve = () => undefined;
    disconnect = () => undefined;
}

beforeEach(() => vi.stubGlobal('IntersectionObserver', Sight));
afterEach(() => vi.unstubAllGlobals());

function kept(name: string, status = 'Running', run = 'exp_1'): IRunOutput {
    const record = {
        id: run,
        display_name: name,
        status,
        status_reason: '',
        attempt: 1,
        metrics: {},
        tags: {},
        created: null,
        started: null
    } as unknown as Run;
    return { version: 1, workspace: '/folder', run, at: '2026-11-21T22:05:00Z', updates: [{ record }] };
}

function start() {
    const host = document.body.appendChild(document.createElement('div'));
    const subscribers: ISubscriber[] = [];
    const ended = vi.fn();
    const stream = {
        subscribe: (_: unknown, subscriber: ISubscriber) => {
            subscribers.push(subscriber);
            return ended;
        }
    };
    const execute = vi.fn().mockResolvedValue(null);
    const options = { aml: { stream }, translator: { load: () => english }, commands: { execute } };
    const output = new RunOutput(options as never, host);
    const hear = (updates: Update[]) => act(() => subscribers[subscribers.length - 1].onUpdates(updates));
    return { host, subscribers, ended, execute, output, hear, show: (one: IRunOutput) => act(() => output.show(one)) };
}

test('what was kept is shown at once, then what is live; a newer document changes nothing of that', () => {
    const { host, subscribers, show, hear } = start();
    show(kept('as it was'));
    expect(host.textContent).toContain('as it was');
    const cell = host.querySelector('.aml-cell');
    hear(kept('as it is', 'Completed').updates);
    show(kept('as it was a little later'));
    expect(host.textContent).toContain('as it is');
    expect(host.querySelector('.aml-cell')).toBe(cell);
    expect(subscribers).toHaveLength(1);
});

test('where the server refuses, the kept state stays with its time, and one can try again', () => {
    const { host, subscribers, show, hear } = start();
    show(kept('kept'));
    act(() =>
        subscribers[0].onProblem?.({ code: 'Forbidden', message: 'This server does not show it.', hint: '' }, true)
    );
    expect(host.textContent).toContain('This server does not show it.');
    expect(host.textContent).toContain('Shown is how it was at');
    show(kept('kept later', 'Completed'));
    expect(host.textContent).toContain('kept later');
    expect(host.textContent).toContain('This server does not show it.');
    act(() => host.querySelector<HTMLButtonElement>('.aml-cell-notice button')!.click());
    expect(subscribers).toHaveLength(2);
    hear(kept('back').updates);
    expect(host.textContent).toContain('back');
    expect(host.querySelector('.aml-cell-notice')).toBeNull();
});

test('buttons are commands of the lab', () => {
    const { host, show, execute } = start();
    show(kept('mine'));
    const button = (text: string) => [...host.querySelectorAll('button')].find(each => each.textContent === text)!;
    act(() => button('Cancel').click());
    act(() => button('Open').click());
    expect(execute.mock.calls).toEqual([
        ['aml:cancel-run', { workspace: '/folder', run: 'exp_1' }],
        ['aml:open-run', { workspace: '/folder', run: 'exp_1' }]
    ]);
});

test('another run takes the place of the first; at the end nothing is heard', () => {
    const { host, ended, output, show } = start();
    show(kept('first'));
    show(kept('second', 'Running', 'exp_2'));
    expect(host.textContent).toContain('second');
    expect(ended).toHaveBeenCalled();
    const before = ended.mock.calls.length;
    act(() => output.dispose());
    expect(ended.mock.calls.length).toBe(before + 1);
    expect(host.textContent).toBe('');
});

test('a document is read with care', () => {
    const model = (data: unknown) => ({ data: { [MIME]: data } }) as never;
    expect(readOutput(model(kept('x')), MIME)?.run).toBe('exp_1');
    for (const odd of [undefined, 'text', { version: 2 }, { ...kept('x'), run: 5 }, { ...kept('x'), updates: {} }]) {
        expect(readOutput(model(odd), MIME)).toBeNull();
    }
    const { host, show } = start();
    show({ ...kept('x'), updates: [{ series: 5 } as never] });
    expect(host.textContent).toContain('cannot be read');
});
