import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { AccuracyCurves, ConfusionMatrix, ImageMetric, LineChart, MiniCharts, Predictions, Residuals, Table } from '.';
import { RunStore } from '../../model/run_store';
import { dashOf } from './palette';

const points = (v: (number | null)[]) => ({ x: v.map((_, i) => i), t: v.map((_, i) => i), v, total: v.length });
const cells = (row: HTMLElement) => [...row.children].map(cell => cell.textContent);

test('a chart says what it shows, and shows it as a table', async () => {
    render(<LineChart title="loss" lines={[{ key: 'loss', label: 'loss', points: points([3, null, 1]) }]} />);
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('loss: 3 points, from 1 to 3, last 1');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(screen.getAllByRole('row').map(cells)[1]).toEqual(['loss', '1', '3', '1', '3']);
});

test('a legend hides lines by their names', async () => {
    const toggled: string[] = [];
    const lines = ['a', 'b'].map(key => ({ key, label: `run ${key}`, points: points([1, 2]) }));
    render(<LineChart title="loss" lines={lines} hidden={new Set(['b'])} onToggle={key => toggled.push(key)} />);
    const [a, b] = within(screen.getByRole('list')).getAllByRole('button');
    expect([a, b].map(button => button.getAttribute('aria-pressed'))).toEqual(['true', 'false']);
    await userEvent.click(b);
    expect(toggled).toEqual(['b']);
});

test('forty lines differ in colour or dashes', () => {
    const looks = Array.from({ length: 40 }, (_, slot) => `${slot % 8} ${dashOf(slot).join()}`);
    expect(new Set(looks).size).toBe(40);
});

test('a confusion matrix, raw and normalized', async () => {
    const value = { data: { class_labels: ['<b>cat</b>', 'dog'], matrix: [[3, 1], [0, 0]] } }; // prettier-ignore
    render(<ConfusionMatrix title="confusion" value={value} />);
    const rows = () => screen.getAllByRole('row').slice(1).map(cells);
    expect(rows()).toEqual([
        ['<b>cat</b>', '3', '1'],
        ['dog', '0', '0']
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Normalized' }));
    expect(rows()[0]).toEqual(['<b>cat</b>', '75.0 %', '25.0 %']);
});

test('all curves of an accuracy table can be chosen', async () => {
    const rows = [
        [2, 2, 0, 0],
        [1, 0, 2, 1],
        [0, 0, 2, 2]
    ];
    const lists = { probability_thresholds: [0, 0.5, 1], percentile_thresholds: [0, 0.5, 1] };
    const value = { data: { probability_tables: [rows], percentile_tables: [rows], class_labels: ['yes'], ...lists } };
    const { container } = render(<AccuracyCurves title="model" value={value} />);
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe('model, ROC: yes, AUC 0.75');
    for (const name of ['Precision and recall', 'Lift', 'Gain', 'Calibration']) {
        await userEvent.click(screen.getByRole('button', { name }));
        expect(screen.getByRole('img').getAttribute('aria-label')).toContain(`model, ${name}: yes`);
        expect(container.querySelector('.aml-curve')!.getAttribute('d')).toMatch(/^M[\d. L-]+$/);
    }
});

test('predictions with their band, residuals with their bars', () => {
    const data = {
        bin_averages: [1, 2, 3],
        bin_errors: [0.1, 0.2, 0.1],
        bin_counts: [5, 9, 4],
        bin_edges: [0, 1, 2, 3]
    };
    const { container } = render(
        <>
            <Predictions title="predictions" value={{ data }} />
            <Residuals title="residuals" value={{ data }} />
        </>
    );
    expect(container.querySelector('.aml-band')!.getAttribute('d')).toMatch(/^M.*Z$/);
    expect(container.querySelectorAll('.aml-bar')).toHaveLength(6);
    expect(screen.getByLabelText('residuals: 3 bars, the highest 9')).toBeTruthy();
});

test.each([
    ['confusion_matrix', ConfusionMatrix],
    ['accuracy_table', AccuracyCurves],
    ['predictions', Predictions],
    ['residuals', Residuals]
])('what is no %s says so', (what, Chart) => {
    for (const value of [null, 3, 'x', {}, { data: { matrix: 'x', bin_edges: [null, 'a'], bin_averages: [1] } }]) {
        const { unmount } = render(<Chart title="m" value={value} />);
        expect(screen.getByText(`The logged value cannot be read as ${what}.`)).toBeTruthy();
        unmount();
    }
});

test('a table of many rows has few of them in the page, sorted by a click', async () => {
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(280); // jsdom has no layout
    const values = Array.from({ length: 5000 }, (_, i) => (i * 7) % 5000);
    render(<Table title="rows" columns={[{ name: 'value', values, numeric: true }]} />);
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    const first = () =>
        screen
            .getAllByRole('cell')
            .slice(0, 3)
            .map(cell => cell.textContent);
    expect(first()).toEqual(['0', '7', '14']);
    const sort = screen.getByRole('button', { name: 'value' });
    await userEvent.click(sort);
    expect(first()).toEqual(['0', '1', '2']);
    await userEvent.click(sort);
    expect(first()).toEqual(['4,999', '4,998', '4,997']);
    expect(screen.getByRole('columnheader').getAttribute('aria-sort')).toBe('descending');
});

test('of several pictures the newest is shown', () => {
    render(<ImageMetric title="plot" value={['a.png', 'b.png']} imageUrl={path => `/files/${path}`} />);
    expect(screen.getByRole('img').getAttribute('src')).toBe('/files/b.png');
});

test('small charts for a cell: as many as wanted, only curves', () => {
    const store = new RunStore('r');
    const one = (name: string, v: number[]) => ({ name, x: v, t: v, v, total: v.length, reset: true });
    store.apply([{ series: [one('b', [1, 2]), one('single', [1]), one('a', [1, 2]), one('c', [1, 2])] }]);
    render(<MiniCharts store={store} maxCharts={2} />);
    expect(screen.getAllByRole('img').map(chart => chart.getAttribute('aria-label')!.split(':')[0])).toEqual([
        'a',
        'b'
    ]);
});
