import { expect, test } from 'vitest';
import { cutAtHits, LogSearch, matcherOf } from './log_search';
import type { ILogHits } from './run_service';

const hits = (...lines: number[]): ILogHits => ({ lines, total: lines.length, complete: true });

test('it goes to the hit after the line in sight, then on and around', async () => {
    const search = new LogSearch(async () => hits(3, 70, 800));
    await search.search({ text: 'x' });
    expect(search.line).toBeNull();
    expect([search.step(true, 50), search.step(true, 0), search.step(true, 0), search.step(false, 0)]).toEqual([
        70, 800, 3, 800
    ]);
});

test('back from the line in sight', async () => {
    const search = new LogSearch(async () => hits(3, 70, 800));
    await search.search({ text: 'x' });
    expect(search.step(false, 50)).toBe(3);
});

test('it stays where it is when there are more hits', async () => {
    let found = hits(3, 70);
    const search = new LogSearch(async () => found);
    await search.search({ text: 'x' });
    search.step(true, 60);
    found = hits(3, 20, 70, 90);
    await search.search({ text: 'x' });
    expect([search.at, search.line]).toEqual([2, 70]);
});

test('only the last question counts', async () => {
    const answers: ((found: ILogHits) => void)[] = [];
    const search = new LogSearch(() => new Promise(resolve => answers.push(resolve)));
    const both = [search.search({ text: 'a' }), search.search({ text: 'ab' })];
    answers[1](hits(2));
    answers[0](hits(1));
    await Promise.all(both);
    expect(search.lines).toEqual([2]);
});

test('hits within a line', () => {
    expect(cutAtHits('a.b A.B', matcherOf({ text: 'A.b' }))).toEqual(['', 'a.b', ' ', 'A.B', '']);
    expect(cutAtHits('a.b A.B', matcherOf({ text: 'A.B', case: true }))).toEqual(['a.b ', 'A.B', '']);
    expect(cutAtHits('e12 e3', matcherOf({ text: 'e\\d+', regex: true }))).toEqual(['', 'e12', ' ', 'e3', '']);
    expect(cutAtHits('xx', matcherOf({ text: 'y*', regex: true }))).toEqual(['xx']);
    expect(matcherOf({ text: '(?P<n>x)', regex: true })).toBeNull();
});
