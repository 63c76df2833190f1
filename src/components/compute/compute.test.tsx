import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ApiError } from '../../model/problem';
import type { Compute, ComputeKind } from '../../schemas';
import { ComputeDialog } from './ComputeDialog';

const kind = (type: string, properties: object, action: ComputeKind['action'] = 'create'): ComputeKind => ({
    type,
    title: `A ${type}`,
    description: '',
    action,
    schema: { properties }
});
const KINDS = [
    kind('local', { slots: { type: 'integer', title: 'Slots' } }),
    kind('ssh', { host: { type: 'string', title: 'Host' }, password: { type: 'string', format: 'password' } }, 'attach')
];

function open(create = vi.fn(async () => ({ name: 'small' }) as Compute)) {
    const done = vi.fn();
    render(<ComputeDialog kinds={KINDS} create={create} onDone={done} onCancel={vi.fn()} />);
    return { create, done };
}

const write = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

test('a compute target is made of what is written', async () => {
    const { create, done } = open();
    write(/^Name/, 'small');
    write(/Slots/, '2');
    expect(screen.getByText('%aml compute create small --type local --set slots=2')).toBeTruthy();
    fireEvent.click(screen.getByText('Create'));
    await waitFor(() => expect(done).toHaveBeenCalledWith({ name: 'small' }));
    expect(create).toHaveBeenCalledWith('small', 'local', { slots: 2 });
});

test('each kind has its own fields and its own word, and secrets stay out of the line', () => {
    open();
    fireEvent.change(screen.getByLabelText('Kind'), { target: { value: 'ssh' } });
    write(/Password/, 's3cret');
    expect(screen.queryByLabelText(/Slots/)).toBeNull();
    expect(screen.getByText('Attach')).toBeTruthy();
    expect(document.body.textContent).not.toContain('s3cret');
});

test.each([
    ['name', { field: 'name' }, /^Name/],
    ['slots', { problems: [{ field: 'slots', message: 'Too many.' }] }, /Slots/]
])('what is wrong with %s is told there, and one goes on there', async (_, details, label) => {
    open(
        vi.fn(async () => {
            throw new ApiError(400, { message: 'Refused.', details });
        })
    );
    write(/^Name/, 'small');
    fireEvent.click(screen.getByText('Create'));
    await screen.findByRole('alert');
    expect(screen.getByLabelText(label).getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(screen.getByLabelText(label));
});
