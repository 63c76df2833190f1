import { expect, test } from 'vitest';
import { choose, chooseForMenu, indexAfter, NOTHING } from './selection';

const KEYS = ['a', 'b', 'c', 'd'];
const chosen = (choice: { chosen: ReadonlySet<string> }) => [...choice.chosen].sort().join('');

test('alone, also and with all in between', () => {
    const one = choose(NOTHING, KEYS, 'b', 'alone');
    expect(chosen(one)).toBe('b');
    const two = choose(one, KEYS, 'd', 'also');
    expect(chosen(two)).toBe('bd');
    expect(chosen(choose(two, KEYS, 'b', 'also'))).toBe('d');
    expect(chosen(choose(one, KEYS, 'd', 'range'))).toBe('bcd');
    expect(chosen(choose(choose(one, KEYS, 'd', 'range'), KEYS, 'a', 'range'))).toBe('ab');
    expect(chosen(choose(NOTHING, KEYS, 'c', 'range'))).toBe('c');
});

test('a menu is about what is chosen, if it was asked for there', () => {
    const two = choose(choose(NOTHING, KEYS, 'a', 'alone'), KEYS, 'b', 'also');
    expect(chosen(chooseForMenu(two, KEYS, 'a'))).toBe('ab');
    expect(chosen(chooseForMenu(two, KEYS, 'd'))).toBe('d');
});

test.each([
    ['ArrowDown', 1, 2],
    ['ArrowDown', 3, 3],
    ['ArrowUp', 0, 0],
    ['PageDown', 0, 2],
    ['Home', 3, 0],
    ['End', 0, 3],
    ['ArrowDown', -1, 0],
    ['x', 0, null]
])('%s leads from %s to %s', (key, from, to) => expect(indexAfter(key, from, 4, 2)).toBe(to));
