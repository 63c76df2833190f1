import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { MetricsView, MonitorView } from '.';
import { RunStore } from '../../model/run_store';
import type { Metric, Run } from '../../schemas';
import { stretchOf } from './MetricCard';

const SERVICE = { series: async () => [], imageUrl: (path: string) => `/files/${path}` };

const curve = (name: string, v: number[] = [1, 2]) => ({ name, x: v, t: v, v, total: v.length, reset: true });

function filled(...names: string[]): RunStore {
    const store = new RunStore('r');
    store.apply([{ series: names.map(name => curve(name)) }]);
    return store;
}

const shown = () => screen.queryAllByRole('img').map(chart => chart.getAttribute('aria-label')!.split(':')[0]);

beforeEach(() => localStorage.clear());

test('before and after: an empty page says why it is empty', () => {
    const store = new RunStore('r');
    render(<MetricsView store={store} service={SERVICE} />);
    expect(screen.getByText('No metrics yet')).toBeTruthy();
    act(() => store.apply([{ record: { status: 'Completed', attempt: 1 } as Run }]));
    expect(screen.getByText('This run logged no metrics')).toBeTruthy();
    act(() => store.apply([{ series: [curve('late')] }]));
    expect(shown()).toEqual(['late']);
});

test('charts are filtered, pinned and hidden; pins and hidden ones are remembered', async () => {
    const store = filled('val/acc', 'val/loss', 'lr');
    const { unmount } = render(<MetricsView store={store} service={SERVICE} />);
    expect(shown()).toEqual(['lr', 'val/acc', 'val/loss']);
    await userEvent.click(screen.getByRole('button', { name: 'Pin val/loss' }));
    await userEvent.click(screen.getByRole('button', { name: 'Hide lr' }));
    expect(shown()).toEqual(['val/loss', 'val/acc']);
    unmount();
    render(<MetricsView store={store} service={SERVICE} />);
    expect(shown()).toEqual(['val/loss', 'val/acc']);
    await userEvent.click(screen.getByRole('button', { name: 'Show 1 hidden metric' }));
    expect(shown()).toContain('lr');
    await userEvent.type(screen.getByRole('searchbox'), 'acc');
    expect(shown()).toEqual(['val/acc']);
    await userEvent.type(screen.getByRole('searchbox'), 'x');
    expect(screen.getByText('No metric fits the filter accx.')).toBeTruthy();
});

test('a slash puts the cursor into the filter', async () => {
    render(<MetricsView store={filled('a')} service={SERVICE} />);
    screen.getByRole('button', { name: 'Time' }).focus();
    await userEvent.keyboard('/');
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
});

test('single values, tables, pictures and texts with markup', () => {
    const store = filled('loss');
    const metrics = [
        { name: 'best', kind: 'series', count: 1, last: 0.98 },
        { name: 'note', kind: 'text', value: '<img src=x>' },
        { name: 'plot', kind: 'image', value: 'outputs/plot.png' },
        { name: 'rows', kind: 'table', value: { epoch: [1, 2], word: ['<b>', 'b'] } },
        { name: 'loss', kind: 'series', count: 2 }
    ] as Metric[];
    store.apply([{ metrics }]);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(280); // jsdom has no layout
    render(<MetricsView store={store} service={SERVICE} />);
    expect([...document.querySelectorAll('dd')].map(value => value.textContent)).toEqual(['0.98', '<img src=x>']);
    expect(document.querySelector('img')!.getAttribute('src')).toBe('/files/outputs/plot.png');
    expect(screen.getAllByRole('cell').map(cell => cell.textContent)).toEqual(['1', '<b>', '2', 'b']);
});

test('relative time becomes a moment for the server', () => {
    expect(stretchOf('step', { from: 1, to: 2 }, 100)).toEqual({ x: 'step', from: 1, to: 2 });
    expect(stretchOf('time', { from: 1, to: 2 }, 100)).toEqual({ x: 'time', from: 101, to: 102 });
    expect(stretchOf('clock', { from: 101, to: 102 }, 100)).toEqual({ x: 'time', from: 101, to: 102 });
});

test('what is measured of the machine, all GPUs in one chart', () => {
    const store = new RunStore('r');
    const names = ['gpu1_percent', 'processes', 'gpu0_percent', 'rss_bytes', 'cpu_percent'];
    store.apply([{ system: names.map(name => curve(name)) }]);
    render(<MonitorView store={store} />);
    expect(shown()).toEqual(['Processor, % of one core', 'Memory', 'GPU, %', 'Processes']);
    expect(screen.getByText('gpu1')).toBeTruthy();
});
