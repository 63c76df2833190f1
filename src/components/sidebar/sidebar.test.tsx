import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunList } from '../../model/run_list';
import { ShortList } from '../../model/short_list';
import type { Compute, Experiment, Run, Workspace } from '../../schemas';
import type { ISidebarActions, ISidebarModel } from './model';
import { Sidebar } from './Sidebar';

const workspace = { name: 'sunny', folder: '/w', path: '', active: 0, problem: null } as unknown as Workspace;
const local = {
    name: 'local',
    type: 'local',
    slots: 2,
    used: 1,
    queued: 3,
    state: 'busy',
    default: true
} as unknown as Compute;

function makeRun(number: number, change: Partial<Run> = {}): Run {
    const created = new Date(1e12 - number * 1000).toISOString();
    const names = { id: `r${number}`, display_name: `run-${number}`, experiment: 'exp', script: 'train.py' };
    const rest = { status: 'Completed', tags: {}, metrics: {}, command: [], children: 0, parent: null };
    return { ...names, ...rest, created, ...change } as unknown as Run;
}

let runs: Run[];
let asked: Record<string, unknown>[];
let actions: { [K in keyof ISidebarActions]: ReturnType<typeof vi.fn> };

beforeEach(() => {
    // jsdom lays nothing out: the list is told it is 240 px high.
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(240);
    vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(280);
    HTMLElement.prototype.scrollTo = () => undefined;
    runs = [];
    asked = [];
    const names = ['chooseWorkspace', 'chooseRuns', 'chooseCompute', 'open', 'end', 'rename', 'compare', 'submit'];
    const more = ['curve', 'createCompute', 'deleteCompute', 'more', 'refresh'];
    actions = Object.fromEntries([...names, ...more].map(name => [name, vi.fn()])) as typeof actions;
});
afterEach(() => vi.restoreAllMocks());

async function show(change: Partial<ISidebarModel> = {}): Promise<ISidebarModel> {
    const api = {
        runs: async (_: string, query: Record<string, unknown> = {}) => {
            asked.push(query);
            const found = query.parent
                ? runs.filter(run => run.parent === query.parent)
                : runs.filter(run => !run.parent);
            return { runs: found, total: found.length, active: 0, next: null };
        }
    };
    const model: ISidebarModel = {
        workspace,
        problem: null,
        workspaces: [workspace],
        runs: new RunList({ api, stream: { subscribe: () => () => undefined } }),
        compute: new ShortList<Compute>({ load: async () => [local] }),
        experiments: new ShortList<Experiment>({
            load: async () => [{ name: 'demo', runs: 4, active: 1, archived: false }]
        }),
        ...change
    };
    render(<Sidebar model={model} actions={actions as unknown as ISidebarActions} />);
    await act(async () => {
        [model.runs, model.compute, model.experiments].forEach(list => {
            list.setVisible(true);
            list.setWorkspace('/w');
        });
    });
    return model;
}

const focusedName = () => document.activeElement?.getAttribute('aria-label');

test('of ten thousand runs only those in sight are in the page', async () => {
    runs = Array.from({ length: 10_000 }, (_, number) => makeRun(number));
    await show();
    const lines = screen.getAllByRole('treeitem');
    expect(lines.length).toBeLessThan(40);
    expect(lines[0].getAttribute('aria-setsize')).toBe('10000');
});

test('a line says state, name, time and how it goes', async () => {
    runs = [
        makeRun(1, { metrics: { epoch: 3, loss: 0.2314 }, started: '2026-01-01T00:00:00Z', duration_s: 41 }),
        makeRun(2, { status: 'Running', progress: { done: 3, total: 5, what: 'fold' } })
    ];
    await show();
    const [first, second] = screen.getAllByRole('treeitem');
    expect(first.textContent).toBe('run-1train.py41 sloss0.2314');
    expect(within(first).getByRole('img').getAttribute('aria-label')).toBe('Completed');
    expect(second.textContent).toContain('fold 3/5');
});

test('a line that is looked at shows the curve of its metric', async () => {
    runs = [makeRun(1, { metrics: { loss: 0.5 } })];
    await show();
    actions.curve.mockResolvedValue([3, 2, 1]);
    await userEvent.hover(screen.getByRole('treeitem'));
    expect(await screen.findByRole('img', { name: 'Curve of loss' })).toBeDefined();
    expect(actions.curve).toHaveBeenCalledWith('r1', 'loss');
    await userEvent.unhover(screen.getByRole('treeitem'));
    expect(screen.queryByRole('img', { name: 'Curve of loss' })).toBeNull();
});

test('what is folded stays folded the next time', async () => {
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Compute targets' }));
    cleanup();
    await show();
    expect(screen.getByRole('button', { name: 'Compute targets' }).getAttribute('aria-expanded')).toBe('false');
    localStorage.clear();
});

test('names with markup are text', async () => {
    runs = [makeRun(1, { display_name: '<img src=x>', metrics: { '<b>': 1 } })];
    await show();
    expect(screen.getByRole('treeitem').querySelector('img, b')).toBeNull();
    expect(screen.getByRole('treeitem').textContent).toContain('<img src=x>');
});

test('the keyboard walks, chooses, opens, compares, ends and renames', async () => {
    runs = [makeRun(1), makeRun(2), makeRun(3)];
    await show();
    const user = userEvent.setup();
    await user.click(screen.getAllByRole('treeitem')[0]);
    await user.keyboard('{ArrowDown}');
    expect(focusedName()).toBe('run-2, Completed');
    await user.keyboard('{Enter}{F2}{Delete}');
    expect(actions.open).toHaveBeenCalledWith('r2');
    expect(actions.rename).toHaveBeenCalledTimes(1);
    expect(actions.end).toHaveBeenCalledTimes(1);
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}{Enter}');
    expect(actions.chooseRuns.mock.lastCall![0].map((run: Run) => run.id)).toEqual(['r2', 'r3']);
    expect(actions.compare).toHaveBeenCalledTimes(1);
    await user.keyboard('{Escape}{Home}');
    expect(focusedName()).toBe('run-1, Completed');
    expect(screen.getAllByRole('treeitem', { selected: true })).toHaveLength(1);
});

test('children are unfolded with the arrow to the right, and folded with the one to the left', async () => {
    runs = [makeRun(1, { children: 1 }), makeRun(2, { parent: 'r1' })];
    await show();
    const user = userEvent.setup();
    await user.click(screen.getByRole('treeitem'));
    await user.keyboard('{ArrowRight}');
    expect((await screen.findByLabelText('run-2, Completed')).getAttribute('aria-level')).toBe('2');
    await user.keyboard('{ArrowRight}{ArrowLeft}');
    expect(focusedName()).toBe('run-1, Completed');
    await user.keyboard('{ArrowLeft}');
    expect(screen.getAllByRole('treeitem')).toHaveLength(1);
});

test('when the line with the focus goes, its neighbour has it', async () => {
    runs = [makeRun(1), makeRun(2), makeRun(3)];
    const model = await show();
    await userEvent.click(screen.getAllByRole('treeitem')[1]);
    act(() => model.runs.tell({ run: 'r2', change: 'deleted', parent: null, active: 0 }));
    expect(focusedName()).toBe('run-3, Completed');
});

test('/ leads to the filter, which is told after a pause; Esc clears it', async () => {
    runs = [makeRun(1)];
    const model = await show();
    const user = userEvent.setup();
    await user.click(screen.getByRole('treeitem'));
    await user.keyboard('/fox');
    expect(focusedName()).toBe('Filter runs');
    await vi.waitFor(() => expect(model.runs.filter.text).toBe('fox'));
    expect(asked.filter(query => query.text === 'fox')).toHaveLength(1);
    await user.keyboard('{Escape}');
    await vi.waitFor(() => expect(model.runs.filter.text).toBe(''));
});

test('filters stand as chips and go by a click', async () => {
    const model = await show();
    const user = userEvent.setup();
    await user.click(screen.getByLabelText(/Filter by status/));
    await user.selectOptions(screen.getByLabelText('Status'), 'Failed');
    await user.selectOptions(screen.getByLabelText('Compute'), 'local');
    await user.type(screen.getByLabelText('Tag'), 'a=1{Enter}');
    expect(model.runs.filter).toMatchObject({ status: ['Failed'], compute: 'local', tag: 'a=1' });
    expect(screen.getByText('No run fits the filter')).toBeTruthy();
    await user.click(screen.getByLabelText('Remove the filter on local'));
    expect(model.runs.filter.compute).toBe('');
    await user.click(screen.getByText('Show all runs'));
    expect(model.runs.filter).toMatchObject({ status: [], tag: '' });
});

test('compute targets say what they do', async () => {
    await show();
    const line = screen.getByText('local').closest('li')!;
    expect(line.textContent).toBe('localdefault1/2 slots · 3 queued');
    expect(within(line).getByRole('img').getAttribute('aria-label')).toBe('Busy');
    line.focus();
    await userEvent.keyboard('{Delete}');
    expect(actions.chooseCompute).toHaveBeenCalledWith('local');
    expect(actions.deleteCompute).toHaveBeenCalledTimes(1);
});

test('a click on an experiment shows only its runs', async () => {
    const model = await show();
    await userEvent.click(screen.getByRole('button', { name: 'Experiments' }));
    await userEvent.click(screen.getByTitle('Show only the runs of demo'));
    expect(model.runs.filter.experiment).toBe('demo');
});

test('no runs: what a run is, and how to make one', async () => {
    await show();
    await userEvent.click(screen.getByText('Submit a run'));
    expect(actions.submit).toHaveBeenCalledTimes(1);
});

test('a workspace that cannot be read says why', async () => {
    await show({ workspace: { ...workspace, problem: 'It is locked.' } });
    expect(screen.getByRole('alert').textContent).toContain('It is locked.');
    expect(screen.queryByRole('search')).toBeNull();
});

test('a server that does not answer is told, with a way to try again', async () => {
    await show({ workspace: null, problem: { code: 'Offline', message: 'No answer.', hint: '' } });
    await userEvent.click(screen.getByText('Try again'));
    expect(actions.refresh).toHaveBeenCalledTimes(1);
});
