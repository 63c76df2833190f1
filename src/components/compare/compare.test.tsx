import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { CompareView } from '.';
import { CompareStore } from '../../model/compare_store';
import type { ISubscriber, ISubscription } from '../../model/stream';
import type { Metric, Run, Update } from '../../schemas';

const NOT_THERE = { code: 'NotFound', message: 'There is no run gone.', hint: '' };

function answer(id: string): Update[] {
    const lr = id === 'a' ? '0.1' : '0.01';
    const record = { id, display_name: `fox_${id}`, status: 'Completed', attempt: 1, experiment: 'demo' } as Run;
    const metrics = [{ name: 'loss', kind: 'series', count: 5, last: id === 'a' ? 0.5 : 0.25 }] as Metric[];
    return [{ record: { ...record, arguments: ['--lr', lr], tags: {} } }, { metrics }];
}

const subscribe = ({ run, parts }: ISubscription, who: ISubscriber) => {
    if (run === 'gone') {
        who.onProblem!(NOT_THERE, true);
    } else if (parts!.includes('record')) {
        who.onUpdates(answer(run!));
    }
    return () => undefined;
};

const opened: string[] = [];
const service = {
    search: async (text: string) => (text === 'c' ? [answer('c')[0].record!] : []),
    openRun: (id: string) => opened.push(id)
};

async function shown(...runs: string[]): Promise<CompareStore> {
    const store = new CompareStore('/w', subscribe, runs);
    store.resume();
    render(<CompareView store={store} service={service} />);
    await screen.findAllByText('fox_a');
    return store;
}

const row = (name: string) => {
    const header = screen.getAllByRole('rowheader').find(cell => cell.textContent!.endsWith(name))!;
    return within(header.closest('tr')!)
        .getAllByRole('cell')
        .map(cell => cell.textContent);
};

beforeEach(() => localStorage.clear());

test('what differs is marked, the best too, and the rest can be left out', async () => {
    await shown('a', 'b');
    expect(row('loss')).toEqual(['0.5', '★ 0.25']);
    expect(row('lr')).toEqual(['0.1', '0.01']);
    await userEvent.click(screen.getByRole('button', { name: 'loss: small values are good' }));
    expect(row('loss')).toEqual(['★ 0.5', '0.25']);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Only differences' }));
    expect(screen.queryByText('experiment')).toBeNull();
    expect(row('lr')).toEqual(['0.1', '0.01']);
});

test('runs are added by name and taken off; one that is gone is said so', async () => {
    const store = await shown('a', 'gone');
    expect(screen.getByText('gone is no longer there: There is no run gone.')).toBeTruthy();
    await userEvent.type(screen.getByRole('combobox'), 'c');
    await userEvent.click(await screen.findByRole('option', { name: /fox_c/ }));
    expect(store.ids).toEqual(['a', 'gone', 'c']);
    await userEvent.click(screen.getByRole('button', { name: 'Take gone off the page' }));
    expect(store.ids).toEqual(['a', 'c']);
});

test('curves of a run are hidden in all charts at once', async () => {
    const store = await shown('a', 'b');
    const series = [{ name: 'loss', x: [0, 1], t: [0, 1], v: [1, 2], total: 2, reset: true }];
    act(() => store.runs.forEach(run => (run.series as Map<string, object>).set('loss', series[0])));
    await userEvent.click(screen.getByRole('button', { name: 'Curves of fox_b' }));
    expect(screen.getByRole('button', { name: 'Curves of fox_b' }).getAttribute('aria-pressed')).toBe('false');
    await userEvent.click(screen.getByTitle('Open a'));
    expect(opened).toEqual(['a']);
});

test('parallel coordinates keep the runs of a stretch, by keyboard too', async () => {
    await shown('a', 'b', 'c');
    expect(screen.getByText('3 of 3 runs pass')).toBeTruthy();
    const axis = screen.getByRole('slider', { name: /^lr:/ });
    axis.focus();
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(screen.getByText(/2 of 3 runs pass/)).toBeTruthy();
    await userEvent.keyboard('{Escape}');
    expect(screen.getByText('3 of 3 runs pass')).toBeTruthy();
});
