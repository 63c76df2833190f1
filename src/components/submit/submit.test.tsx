import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../model/problem';
import { ShortList } from '../../model/short_list';
import type { Compute, Run, SubmissionCheck } from '../../schemas';
import type { ISubmitService } from './service';
import { SubmitForm } from './SubmitForm';

const SCHEMA = {
    required: ['script'],
    properties: {
        script: { type: 'string', title: 'Script', 'x-group': 'what' },
        compute: { type: 'string', title: 'Compute', 'x-group': 'where' },
        experiment: { type: 'string', title: 'Experiment', 'x-group': 'details' }
    }
};
const CHECK: SubmissionCheck = {
    ok: true,
    line: '%aml submit train.py',
    words: ['train.py'],
    problems: [],
    notes: [],
    snapshot: {
        folder: '/p',
        files: [{ path: 'train.py', size: 10 }],
        file_count: 1,
        size_bytes: 10,
        ignored: ['data/'],
        skipped: {},
        over_limit: false
    }
};
const target = (name: string, change: Partial<Compute> = {}) =>
    ({
        name,
        type: 'local',
        slots: 2,
        used: 1,
        queued: 3,
        state: 'busy',
        settings: {},
        default: false,
        ...change
    }) as Compute;

let service: ISubmitService;
beforeEach(() => {
    service = {
        schema: vi.fn(async () => SCHEMA),
        check: vi.fn(async () => CHECK),
        submit: vi.fn(async () => ({ id: 'train_1_2' }) as Run),
        compute: new ShortList({
            load: async () => [
                target('local', { default: true }),
                target('old', { state: 'unusable', problem: 'gone' })
            ]
        })
    };
    service.compute.setVisible(true);
    service.compute.setWorkspace('/p');
});

const open = (fields = {}, onSubmitted = vi.fn()) => {
    render(<SubmitForm id="t" service={service} initial={{ fields }} onSubmitted={onSubmitted} />);
    return onSubmitted;
};

test('the line, the snapshot and the targets are shown', async () => {
    open({ script: 'train.py' });
    expect(await screen.findByText('%aml submit train.py')).toBeTruthy();
    expect(await screen.findByText('1 of 2 slots free · 3 queued')).toBeTruthy();
    expect(screen.getByText('Left out: 1')).toBeTruthy();
    expect((screen.getByRole('radio', { name: /^local/ }) as HTMLInputElement).checked).toBe(true);
    expect((screen.getByRole('radio', { name: /^old/ }) as HTMLInputElement).disabled).toBe(true);
});

test('what is typed is checked once, a moment later, and only the newest answer counts', async () => {
    open();
    const script = await screen.findByLabelText(/Script/);
    await waitFor(() => expect(service.check).toHaveBeenCalledTimes(1));
    let answerOld!: (check: SubmissionCheck) => void;
    service.check = vi.fn(() => new Promise<SubmissionCheck>(resolve => (answerOld = resolve)));
    fireEvent.change(script, { target: { value: 'a' } });
    fireEvent.change(script, { target: { value: 'ab' } });
    await waitFor(() => expect(service.check).toHaveBeenCalledTimes(1));
    expect(service.check).toHaveBeenCalledWith(expect.objectContaining({ fields: { script: 'ab' } }));
    const late = answerOld;
    service.check = vi.fn(async () => ({ ...CHECK, line: 'newest' }));
    fireEvent.change(script, { target: { value: 'abc' } });
    expect(await screen.findByText('newest')).toBeTruthy();
    await act(async () => late({ ...CHECK, line: 'late' }));
    expect(screen.queryByText('late')).toBeNull();
});

test('what nobody wrote yet is no mistake; after a change it is told in place', async () => {
    service.check = vi.fn(async () => ({
        ...CHECK,
        ok: false,
        snapshot: null,
        problems: [{ field: 'script', message: 'SCRIPT is missing.', hint: '' }]
    }));
    open();
    await screen.findByLabelText(/Script/);
    await waitFor(() => expect(service.check).toHaveBeenCalled());
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.change(screen.getByLabelText(/Script/), { target: { value: 'x' } });
    fireEvent.change(screen.getByLabelText(/Script/), { target: { value: '' } });
    expect((await screen.findByRole('alert')).textContent).toContain('SCRIPT is missing.');
});

test('Ctrl+Enter submits, once', async () => {
    const done = open({ script: 'train.py' });
    const script = await screen.findByLabelText(/Script/);
    fireEvent.keyDown(script, { key: 'Enter', ctrlKey: true });
    fireEvent.keyDown(script, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(done).toHaveBeenCalledWith({ id: 'train_1_2' }));
    expect(service.submit).toHaveBeenCalledTimes(1);
});

test('a submission that is refused loses nothing of what was written', async () => {
    service.submit = vi.fn(async () => {
        throw new ApiError(404, {
            code: 'NotFound',
            message: "There is no script 'x.py'.",
            hint: "Did you mean 'y.py'?"
        });
    });
    const done = open({ script: 'x.py' });
    fireEvent.click(await screen.findByText('Submit'));
    expect((await screen.findByRole('alert')).textContent).toContain("Did you mean 'y.py'?");
    expect((screen.getByLabelText(/Script/) as HTMLInputElement).value).toBe('x.py');
    expect(done).not.toHaveBeenCalled();
});

test('a server that does not answer is told, with a way to go on', async () => {
    service.schema = vi.fn(async () => {
        throw new ApiError(0, { message: 'The server does not answer.' });
    });
    open();
    await screen.findByText('The server does not answer.');
    service.schema = vi.fn(async () => SCHEMA);
    fireEvent.click(screen.getByText('Try again'));
    expect(await screen.findByLabelText(/Script/)).toBeTruthy();
});

test('what the server refuses about a field stands at the field, which gets the focus', async () => {
    service.submit = vi.fn(async () => {
        throw new ApiError(404, { message: 'No compute.', hint: 'Use local.', details: { field: 'experiment' } });
    });
    open({ script: 'x.py' });
    fireEvent.click(await screen.findByText('Submit'));
    const told = await screen.findByRole('alert');
    expect(told.id).toBe('t-experiment-problem');
    await waitFor(() => expect(document.activeElement!.id).toBe('t-experiment'));
    expect((document.activeElement!.closest('details') as HTMLDetailsElement).open).toBe(true);
});

test('what was submitted is not submitted again while its page opens', async () => {
    const done = open({ script: 'x.py' });
    fireEvent.click(await screen.findByText('Submit'));
    await waitFor(() => expect(done).toHaveBeenCalled());
    fireEvent.keyDown(screen.getByLabelText(/Script/), { key: 'Enter', ctrlKey: true });
    expect(service.submit).toHaveBeenCalledTimes(1);
    expect(screen.getByText('Submitting…')).toBeTruthy();
});

test('the line is put into a notebook with what is written here; what keeps it from there is told', async () => {
    const insert = vi.fn(async () => {
        throw new ApiError(0, { message: 'Gone.' });
    });
    render(
        <SubmitForm
            id="t"
            service={service}
            initial={{ folder: 'work', fields: { script: 'x.py' } }}
            insert={{ label: 'Insert into a.ipynb', insert }}
            onSubmitted={vi.fn()}
        />
    );
    fireEvent.click(await screen.findByText('Insert into a.ipynb'));
    expect(await screen.findByText('Gone.')).toBeTruthy();
    expect(insert).toHaveBeenCalledWith({ folder: 'work', fields: { script: 'x.py' } });
});
