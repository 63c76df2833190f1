import { expect, test } from 'vitest';
import type { Run } from '../schemas';
import { EVERY_RUN, fits, narrows, queryOf } from './run_filter';

const run = {
    id: 'exp_1_2',
    display_name: 'Happy_Fox',
    experiment: 'demo',
    status: 'Failed',
    compute: 'local',
    script: 'src/train.py',
    parent: null,
    tags: { kind: 'a=b', flag: '' }
} as unknown as Run;

test.each([
    [{}, true],
    [{ text: ' happy_f ' }, true],
    [{ text: 'KIND=a' }, true],
    [{ text: 'nothing' }, false],
    [{ status: ['Failed'] as const }, true],
    [{ status: ['Running'] as const }, false],
    [{ compute: 'gpu' }, false],
    [{ experiment: 'demo' }, true],
    [{ tag: 'flag' }, true],
    [{ tag: 'kind=a=b' }, true],
    [{ tag: 'kind=a' }, false]
])('a run fits %j: %s', (change, expected) => expect(fits(run, { ...EVERY_RUN, ...change })).toBe(expected));

test('children have a place only where they are wanted', () => {
    const child = { ...run, parent: 'p' };
    expect(fits(child, EVERY_RUN)).toBe(false);
    expect(fits(child, { ...EVERY_RUN, children: true })).toBe(true);
    expect(narrows({ ...EVERY_RUN, children: true })).toBe(false);
});

test('what is not set is not asked for', () => {
    expect(queryOf({ ...EVERY_RUN, tag: 'a=1', text: ' x ' })).toMatchObject({ tag: ['a=1'], text: 'x', status: [] });
});
