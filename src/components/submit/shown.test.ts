import { expect, test } from 'vitest';
import { fieldsOf } from '../form/fields';
import { firstField, shownFields } from './shown';

const NAMES = ['script', 'arguments', 'command', 'source_directory', 'parameter', 'allow_large_snapshot', 'experiment'];
const FIELDS = fieldsOf({ properties: Object.fromEntries(NAMES.map(name => [name, { type: 'string' }])) });
const shown = (values: Record<string, unknown>, more = {}) =>
    shownFields(FIELDS, { values, check: null, resubmit: false, ...more }).map(field => field.name);

test('a script takes arguments, a notebook parameters, a command neither', () => {
    expect(shown({})).toEqual(['script', 'arguments', 'command', 'source_directory', 'experiment']);
    expect(shown({ script: 'a.py' })).toEqual(['script', 'arguments', 'source_directory', 'experiment']);
    expect(shown({ script: 'a.ipynb' })).toEqual(['script', 'source_directory', 'parameter', 'experiment']);
    expect(shown({ command: ['ls'] })).toEqual(['command', 'source_directory', 'experiment']);
});

test('what has a value or is wrong is not hidden', () => {
    expect(shown({ script: 'a.py', parameter: { a: 1 } })).toContain('parameter');
    const check = { problems: [{ field: 'allow_large_snapshot', message: '', hint: '' }] };
    expect(shown({ script: 'a.py' }, { check })).toContain('allow_large_snapshot');
});

test('the source of a run that is submitted again is what it was', () =>
    expect(shown({ script: 'a.py', source_directory: '/old' }, { resubmit: true })).not.toContain('source_directory'));

test('one begins with what is not filled in', () => {
    expect(firstField({})).toBe('script');
    expect(firstField({ script: 'a.py' })).toBe('arguments');
    expect(firstField({ script: 'A.IPYNB' })).toBe('parameter');
    expect(firstField({ command: ['ls'] })).toBe('command');
});
