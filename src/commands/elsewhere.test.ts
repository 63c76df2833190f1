import { expect, test } from 'vitest';
import { relative, seenFrom } from './elsewhere';

test.each([
    ['', 'a/b', 'a/b'],
    ['a', 'a/b c.py', 'b c.py'],
    ['a/b', 'a', '..'],
    ['a/b', 'c/d', '../../c/d'],
    ['a', 'a', '.'],
    ['', '', '.'],
    ['a', 'ab', '../ab']
])('from %s to %s it is %s', (from, to, path) => expect(relative(from, to)).toBe(path));

const from = (folder: string, fields: Record<string, unknown>, to: string) => seenFrom({ folder, fields }, to).fields;

test('a script goes on with the folder it went with', () => {
    expect(from('', { script: 'train.py' }, '')).toEqual({ script: 'train.py' });
    expect(from('work', { script: 'train.py' }, '')).toEqual({ script: 'train.py', source_directory: 'work' });
    expect(from('', { script: 'src/train.py' }, 'notes')).toEqual({ script: 'src/train.py', source_directory: '..' });
    expect(from('', { command: ['ls'] }, 'notes')).toEqual({ command: ['ls'], source_directory: '..' });
});

test('a script outside goes with its own folder, from wherever it is named', () => {
    expect(from('work', { script: '../train.py' }, 'a/b')).toEqual({ script: '../../train.py' });
    expect(from('work', { script: '/srv/train.py' }, '')).toEqual({ script: '/srv/train.py' });
});

test('paths that are named begin where the line is', () => {
    expect(from('work', { script: 'train.py', source_directory: 'src', python: 'env/bin/python' }, '')).toEqual({
        script: 'train.py',
        source_directory: 'work/src',
        python: 'work/env/bin/python'
    });
    expect(from('work', { source_directory: '/srv', python: 'python3' }, '')).toEqual({
        source_directory: '/srv',
        python: 'python3'
    });
});
