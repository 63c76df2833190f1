import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { LiveRun } from '../../model/live_run';
import type { IRunService } from '../../model/run_service';
import type { ISubscriber, ISubscription } from '../../model/stream';
import type { Run, RunDetail, Update } from '../../schemas';
import type { TabName } from '.';
import { RunPage } from '.';
import type { IFileLooks, IRunActions } from './context';

const LINES = Array.from({ length: 2000 }, (_, index) => `line ${index}`);

function runOf(change: Partial<Run> = {}): Run {
    return {
        id: 'exp_1_2',
        experiment: 'exp',
        type: 'azureml.scriptrun',
        status: 'Running',
        status_reason: '',
        display_name: 'happy_fox',
        created: '2026-01-01T00:00:00Z',
        started: '2026-01-01T00:00:01Z',
        attempt: 1,
        script: 'train.py',
        compute: 'local',
        command: ['python', 'train.py'],
        arguments: ['--lr', '0.1'],
        env_names: [],
        tags: {},
        properties: {},
        metrics: {},
        problems: [],
        ...change
    } as Run;
}

function serviceOf(run: Run, change: Partial<IRunService> = {}): IRunService {
    const detail: RunDetail = { run, workspace: '/w', attempts: [], children: 0, logs: [], code_line: null };
    return {
        detail: async () => detail,
        edit: vi.fn(async () => run),
        logs: async () => [{ path: 'user_logs/std_log.txt', size: 5 }],
        logLines: async (name, line, count) => {
            const first = line < 0 ? Math.max(0, LINES.length + line) : line;
            const lines = LINES.slice(first, first + count);
            return { name, first, lines, total: LINES.length, size: 5, offset: 0 };
        },
        searchLog: async (_, query) => {
            const lines = query.text ? [3, 700] : [];
            return { lines, total: lines.length, complete: true };
        },
        files: async () => ({ files: [], next: null }),
        fileText: async () => '',
        fileUrl: path => `/files/${path}`,
        series: async () => [],
        imageUrl: path => path,
        snapshot: async () => ({
            id: 'abc',
            files: [{ path: 'train.py', size: 3 }],
            source_directory: '/s',
            entry: 'train.py'
        }),
        snapshotText: async () => 'import os\nraise ValueError(1)\n',
        diff: async () => ({ against: '/s', files: [] }),
        recent: async () => [],
        children: async () => ({ runs: [], total: 0, active: 0, next: null }),
        ...change
    };
}

const actions = {
    cancel: vi.fn(),
    retry: vi.fn(),
    openRun: vi.fn(),
    openFile: null
} as unknown as IRunActions;

interface IShown {
    tell: (...updates: Update[]) => void;
    parts: () => string[];
    service: IRunService;
}

function show(run: Run, first: TabName = 'overview', change: Partial<IRunService> = {}, looks?: IFileLooks): IShown {
    const open = new Map<ISubscription, ISubscriber>();
    const stream = {
        subscribe: (subscription: ISubscription, subscriber: ISubscriber) => {
            open.set(subscription, subscriber);
            return () => open.delete(subscription);
        }
    };
    const live = new LiveRun(stream, '/w', run.id);
    live.setVisible(true);
    live.store.apply([{ record: run }]);
    const service = serviceOf(run, change);
    const page = { live, service, actions, looks };
    function Page() {
        const [tab, setTab] = useState<TabName>(first);
        return <RunPage page={page} tab={tab} onTab={setTab} />;
    }
    render(<Page />);
    return {
        tell: (...updates) => act(() => [...open.values()].forEach(one => one.onUpdates(updates))),
        parts: () => [...open.keys()].flatMap(one => one.parts ?? []).sort(),
        service
    };
}

beforeEach(() => {
    // jsdom lays nothing out; lists need a height to show anything in.
    for (const side of ['clientHeight', 'offsetHeight', 'offsetWidth'] as const) {
        vi.spyOn(HTMLElement.prototype, side, 'get').mockReturnValue(360);
    }
    Element.prototype.scrollTo ??= () => undefined;
});

test('arrows go through the tabs, and only what the open one needs is asked for', async () => {
    const user = userEvent.setup();
    const { parts } = show(runOf());
    expect(parts()).toEqual(['log', 'metrics', 'record', 'series']);
    screen.getByRole('tab', { name: 'Overview' }).focus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('tab', { name: 'Monitor' })).toBe(document.activeElement);
    expect(parts()).toEqual(['record', 'system']);
    await user.keyboard('{Home}{ArrowRight}{ArrowRight}');
    expect(screen.getByRole('tabpanel', { name: 'Logs' })).toBeTruthy();
    expect(screen.getAllByRole('tab').filter(tab => tab.tabIndex === 0)).toHaveLength(1);
});

test('the name is edited in place: Enter saves, Esc does not', async () => {
    const user = userEvent.setup();
    const { service } = show(runOf());
    await user.click(screen.getByRole('button', { name: 'Display name: happy_fox' }));
    await user.keyboard('other{Escape}');
    expect(service.edit).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Display name: happy_fox' }));
    await user.keyboard('other{Enter}');
    expect(service.edit).toHaveBeenCalledExactlyOnceWith({ display_name: 'other' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: /^Display name/ }));
});

test('an edit the server refuses stays open and says why', async () => {
    const user = userEvent.setup();
    show(runOf(), 'overview', { edit: async () => Promise.reject(new Error('The name is taken.')) });
    await user.click(screen.getByRole('button', { name: 'Display name: happy_fox' }));
    await user.keyboard('other{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('The name is taken.');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Display name' }).value).toBe('other');
});

test('tags are added and removed', async () => {
    const user = userEvent.setup();
    const { service } = show(runOf({ tags: { old: '1' } }));
    await user.click(screen.getByRole('button', { name: '+ tag' }));
    await user.keyboard('kind=a=b{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: '+ tag' })));
    await user.click(screen.getByRole('button', { name: 'Remove the tag old' }));
    expect(vi.mocked(service.edit).mock.calls).toEqual([[{ tags: { kind: 'a=b' } }], [{ tags: { old: null } }]]);
});

test('names, tags and logs with HTML in them are shown as text', () => {
    const html = '<img src=x onerror=alert(1)>';
    const { tell } = show(
        runOf({ display_name: html, tags: { [html]: html }, arguments: [html], status_reason: html })
    );
    tell({ log: { name: 'user_logs/std_log.txt', text: `\u001b[31m${html}\n`, size: 30 } });
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getAllByText(html).length).toBeGreaterThanOrEqual(2);
});

test('a failed run says so with the place in its code, and goes there', async () => {
    const user = userEvent.setup();
    const failed = runOf({
        status: 'Failed',
        status_reason: 'exit code 1',
        error: { code: 'X', message: 'ValueError: 1' }
    });
    const detail: RunDetail = {
        run: failed,
        workspace: '/w',
        attempts: [],
        children: 0,
        logs: [],
        code_line: { path: 'train.py', line: 2, text: 'raise ValueError(1)' }
    };
    show(failed, 'overview', { detail: async () => detail });
    expect(screen.getByText(/It failed/).textContent).toMatch(/: exit code 1\.$/);
    await user.click(await screen.findByRole('button', { name: 'train.py, line 2' }));
    expect(screen.getByRole('tab', { name: 'Code' }).getAttribute('aria-selected')).toBe('true');
    const marked = await waitFor(() => document.querySelector('.aml-logline[data-current]')!);
    expect(marked.textContent).toContain('raise ValueError(1)');
});

test('a log is followed until one scrolls up, and again with the button', async () => {
    const user = userEvent.setup();
    const { tell } = show(runOf(), 'logs');
    const text = await screen.findByRole('region', { name: 'Text of user_logs/std_log.txt' });
    await waitFor(() => expect(text.textContent).toContain('line 1999'));
    const follow = screen.getByRole('button', { name: 'Follow' });
    expect(follow.getAttribute('aria-pressed')).toBe('true');
    text.scrollTop = 0;
    fireEvent.scroll(text);
    expect(follow.getAttribute('aria-pressed')).toBe('false');
    await waitFor(() => expect(text.textContent).toContain('line 0'));
    tell({ log: { name: 'user_logs/std_log.txt', text: 'news\n', line: 2000, size: 10 } });
    expect(text.textContent).not.toContain('news');
    await user.click(follow);
    expect(text.textContent).toContain('news');
});

test('a log is searched with / and Enter', async () => {
    const user = userEvent.setup();
    show(runOf(), 'logs');
    const text = await screen.findByRole('region', { name: 'Text of user_logs/std_log.txt' });
    text.focus();
    await user.keyboard('/line 7');
    await screen.findByText('2');
    await user.keyboard('{Shift>}{Enter}{/Shift}{Enter}');
    expect(await screen.findByText('1/2')).toBeTruthy();
    await waitFor(() => expect(text.querySelector('[data-current]')?.textContent).toContain('line 3'));
    await user.keyboard('{Escape}');
    expect(screen.queryByText('1/2')).toBeNull();
});

test('children are sorted by a column, and Enter opens one', async () => {
    const user = userEvent.setup();
    const { tell } = show(runOf(), 'children');
    tell({
        children: [
            runOf({ id: 'a', display_name: 'one', metrics: { loss: 2 } }),
            runOf({ id: 'b', display_name: 'two', metrics: { loss: 1 } })
        ]
    });
    const names = () => [...document.querySelectorAll('.aml-grid-row .aml-link')].map(row => row.textContent);
    await user.click(await screen.findByRole('button', { name: 'loss' }));
    expect(names()).toEqual(['two', 'one']);
    expect(document.querySelector('.aml-best')?.closest('.aml-grid-row')?.textContent).toContain('two');
    document.querySelector<HTMLElement>('.aml-grid-row')!.focus();
    await user.keyboard('{Enter}');
    expect(actions.openRun).toHaveBeenCalledWith('b');
});

test('of very many children the older ones are fetched', async () => {
    const old = (number: number) => runOf({ id: `old${number}`, display_name: `old ${number}` });
    const detail: RunDetail = {
        run: runOf(),
        workspace: '/w',
        attempts: [],
        children: 1500,
        logs: [],
        code_line: null
    };
    const { tell } = show(runOf(), 'children', {
        detail: async () => detail,
        children: async cursor => ({
            runs: cursor ? [old(3)] : [old(1), old(2)],
            total: 3,
            active: 0,
            next: cursor ? null : 'more'
        })
    });
    tell({ children: [old(1), runOf({ id: 'new' })] });
    expect(await screen.findByText('4 of 1500 child runs')).toBeTruthy();
});

test('a run that is deleted while it is open says so and keeps what was known', () => {
    const { tell } = show(runOf());
    tell({ gone: true });
    expect(screen.getByText(/This run was deleted/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Display name: happy_fox' })).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Cancel' }).disabled).toBe(true);
});

test('code has the colours of the application, and its letters as they are', async () => {
    const looks: IFileLooks = {
        highlight: async (text, path) => [
            { text: text.slice(0, 6), look: path === 'train.py' ? 'keyword' : '' },
            { text: text.slice(6), look: '' }
        ],
        markdown: () => () => undefined
    };
    show(runOf(), 'code', {}, looks);
    await waitFor(() => expect(document.querySelector('.keyword')?.textContent).toBe('import'));
    const lines = [...document.querySelectorAll('.aml-logline-text')].map(line => line.textContent);
    expect(lines).toEqual(['import os', 'raise ValueError(1)']);
});

test('Markdown is drawn by the application, taken away by it, and shown as it was written on request', async () => {
    const file = { path: 'outputs/README.md', size: 5, modified: '2026-01-01T00:00:00Z' };
    const change = { files: async () => ({ files: [file], next: null }), fileText: async () => '# Hi\n' };
    const gone = vi.fn();
    const looks: IFileLooks = {
        highlight: async () => null,
        markdown: (text, path, element) => {
            element.textContent = `drawn ${path}: ${text}`;
            return gone;
        }
    };
    show(runOf(), 'outputs', change, looks);
    expect(await screen.findByText(/drawn outputs\/README.md: # Hi/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Source' }));
    expect(gone).toHaveBeenCalledOnce();
    expect(await screen.findByText('# Hi')).toBeDefined();
});
