import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { RunStore } from '../../model/run_store';
import type { Run } from '../../schemas';
import { lastLines } from './CellLog';
import { RunCell } from './RunCell';

const HOSTILE = '<img src=x onerror=alert(1)>';

function run(more: Partial<Run> = {}): Run {
    return {
        id: 'exp_1',
        experiment: 'exp',
        type: 'azureml.scriptrun',
        status: 'Running',
        status_reason: '',
        display_name: 'happy fox',
        created: '2026-11-21T22:05:00Z',
        started: '2026-11-21T22:05:01Z',
        compute: 'local',
        attempt: 1,
        tags: {},
        properties: {},
        metrics: {},
        problems: [],
        command: [],
        arguments: [],
        env_names: [],
        ...more
    } as Run;
}

function storeOf(more: Partial<Run> = {}): RunStore {
    const store = new RunStore('exp_1');
    store.apply([{ record: run(more) }]);
    return store;
}

const points = (name: string, v: number[]) => ({
    name,
    x: v.map((_, index) => index),
    t: v.map((_, index) => index),
    v,
    total: v.length,
    reset: true
});

test('a running run in one look', async () => {
    const store = storeOf({ progress: { done: 3, total: 20, what: 'epochs' } });
    store.apply([
        { series: [points('loss', [1, 0.25])] },
        { system: [points('cpu_percent', [97]), points('rss_bytes', [1 << 20])] },
        { log: { name: 'user_logs/std_log.txt', text: 'one\n\ntwo\n', size: 9, reset: true } }
    ]);
    const cancel = vi.fn();
    render(<RunCell store={store} actions={{ cancel, open: vi.fn() }} />);
    const text = screen.getByRole('region').textContent ?? '';
    for (const part of ['Running', 'happy fox', 'local', 'loss 0.25', 'cpu 97 %', '1.0 MB', '3/20 epochs', 'two']) {
        expect(text).toContain(part);
    }
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(cancel).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel the run?' }));
    expect(cancel).toHaveBeenCalledOnce();
});

test('who asks by itself gets the first click', async () => {
    const cancel = vi.fn();
    render(<RunCell store={storeOf()} actions={{ cancel, asks: true }} />);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(cancel).toHaveBeenCalledOnce();
    expect(screen.queryByRole('button', { name: 'Open' })).toBeNull();
});

test('a failed run says why first, and offers a retry', async () => {
    const retry = vi.fn();
    const failed = { status: 'Failed', status_reason: 'exit code 1', error: { message: 'no such column' } } as const;
    render(<RunCell store={storeOf(failed)} actions={{ retry, cancel: vi.fn() }} />);
    expect(screen.getByText('no such column')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(retry).toHaveBeenCalledOnce();
});

test('of the children the best is on top', async () => {
    const store = storeOf();
    store.apply([
        {
            children: [0.5, 0.9, 0.7].map((accuracy, index) =>
                run({
                    id: `c${index}`,
                    display_name: `trial ${index}`,
                    created: `2026-11-21T22:0${index}:00Z`,
                    metrics: { accuracy } as unknown as Run['metrics']
                })
            )
        }
    ]);
    const open = vi.fn();
    render(<RunCell store={store} actions={{ open }} />);
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent?.slice(0, 7))).toEqual(['trial 1', 'trial 2', 'trial 0']);
    expect(rows[0].textContent).toContain('best so far');
    await userEvent.click(screen.getByRole('button', { name: 'trial 2' }));
    expect(open).toHaveBeenCalledWith('c2');
});

test('what comes from runs is text, whatever is in it', async () => {
    const store = storeOf({
        display_name: HOSTILE,
        status: 'Failed',
        status_reason: HOSTILE,
        error: { message: HOSTILE } as never
    });
    store.apply([
        { series: [points(HOSTILE, [1, 2])] },
        { metrics: [{ name: `note ${HOSTILE}`, kind: 'text', value: HOSTILE as never }] },
        { children: [run({ id: 'c', display_name: HOSTILE, metrics: { [HOSTILE]: 1 } as never })] },
        { log: { name: 'l', text: `${HOSTILE}\n\u001b[31m${HOSTILE}\u001b[0m\n`, size: 1, reset: true } }
    ]);
    const { container } = render(
        <RunCell store={store} actions={{}} failed={{ code: '', message: HOSTILE, hint: '' }} />
    );
    await userEvent.click(screen.getByRole('button', { name: /Show more/ }));
    expect(container.textContent).toContain(HOSTILE);
    expect(container.querySelector('img')).toBeNull();
});

test('where nothing comes, it says since when and offers to try again', async () => {
    const store = storeOf();
    store.fail({ code: 'Forbidden', message: 'This server does not show it.', hint: 'Start it elsewhere.' });
    const retry = vi.fn();
    render(<RunCell store={store} actions={{ cancel: vi.fn() }} since="2026-11-21T22:05:00Z" onRetry={retry} />);
    const notice = screen.getByRole('status');
    expect(notice.textContent).toContain('This server does not show it.');
    expect(notice.textContent).toContain('2026');
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(retry).toHaveBeenCalledOnce();
});

test('a run that is gone, and one that never came', () => {
    const store = storeOf();
    store.apply([{ gone: true }]);
    const { rerender } = render(<RunCell store={store} actions={{}} />);
    expect(screen.getByRole('status').textContent).toContain('The run was deleted.');
    rerender(<RunCell store={new RunStore('x')} actions={{}} />);
    expect(screen.getByText('Loading...')).toBeTruthy();
});

test('last lines', () => {
    expect(lastLines('a\n\nb\n  \nc\n', 2)).toEqual(['b', 'c']);
    expect(lastLines('', 3)).toEqual([]);
    expect(lastLines('x'.repeat(9000), 1)[0]).toHaveLength(2001);
});
