import { expect, test, vi } from 'vitest';
import type { LogLines } from '../schemas';
import { LogText, PAGE, splitLines } from './log_lines';

/** A log that is written while it is read. */
class Written {
    lines: string[] = [];
    asked: [number, number][] = [];

    logLines = async (name: string, line: number, count: number): Promise<LogLines> => {
        this.asked.push([line, count]);
        const first = line < 0 ? Math.max(0, this.lines.length + line) : line;
        return {
            name,
            first,
            lines: this.lines.slice(first, first + count),
            total: this.lines.length,
            size: this.size,
            offset: 0
        };
    };

    get size(): number {
        return this.lines.join('\n').length + this.lines.length;
    }

    write(...lines: string[]): this {
        this.lines = this.lines.concat(lines);
        return this;
    }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);
const settle = () => new Promise(resolve => setTimeout(resolve));

async function open(written: Written): Promise<LogText> {
    const log = new LogText(written, 'std_log.txt');
    await log.refresh();
    return log;
}

test('it begins with the end, and fetches pages once, as they come into sight', async () => {
    const written = new Written().write(...numbered(20_000));
    const log = await open(written);
    expect([log.total, log.line(19_999), log.line(0)]).toEqual([20_000, 'line 19999', undefined]);
    log.show(0, 30);
    log.show(5, 35);
    await settle();
    expect(log.line(7)).toBe('line 7');
    log.show(0, PAGE + 10);
    await settle();
    log.show(0, PAGE + 10);
    await settle();
    expect(written.asked).toEqual([
        [-PAGE, PAGE],
        [0, PAGE],
        [PAGE, PAGE]
    ]);
});

test('of pages the ones not looked at for longest are forgotten', async () => {
    const log = await open(new Written().write(...numbered(100 * PAGE)));
    for (let page = 0; page < 99; page++) {
        log.show(0, 1);
        log.show(page * PAGE, page * PAGE + 1);
        await settle();
    }
    expect([log.line(0), log.line(PAGE), log.line(98 * PAGE)]).toEqual(['line 0', undefined, `line ${98 * PAGE}`]);
});

test('what is written is appended without asking, also to a line that had no end', async () => {
    const written = new Written().write('one', 'tw');
    const log = await open(written);
    log.take({ name: 'std_log.txt', text: 'o\nthree\r\nfour\n', line: 1, size: 20 });
    expect([0, 1, 2, 3].map(index => log.line(index))).toEqual(['one', 'two', 'three', 'four']);
    log.take({ name: 'std_log.txt', text: 'five\n', line: 4, size: 25 });
    expect([log.total, log.line(4), log.size]).toEqual([5, 'five', 25]);
    expect(written.asked).toHaveLength(1);
});

test('where news do not fit, the end is asked for, once for many', async () => {
    const written = new Written().write(...numbered(10));
    const log = await open(written);
    written.write(...numbered(1000));
    for (let size = 0; size < 20; size++) {
        log.take({ name: 'std_log.txt', text: 'x\n', line: 900, size: written.size + size });
    }
    await settle();
    expect(log.total).toBe(1010);
    expect(log.line(1009)).toBe('line 999');
    expect(written.asked.length).toBeLessThanOrEqual(3);
    log.show(0, 30);
    await settle();
    expect(log.line(9)).toBe('line 9');
});

test('the last line is read again when more came after it', async () => {
    const written = new Written().write(...numbered(PAGE), 'half');
    const log = await open(written);
    written.lines[PAGE] = 'half and half';
    written.write(...numbered(2 * PAGE));
    await log.refresh();
    log.show(PAGE, PAGE + 1);
    await settle();
    expect(log.line(PAGE)).toBe('half and half');
});

test.each([
    ['became shorter', { size: 3 }],
    ['is of a new attempt', { size: 9999, attempt: 2 }]
])('a log that %s is read anew', async (_, change) => {
    const written = new Written().write(...numbered(2000));
    const log = await open(written);
    log.take({ name: 'std_log.txt', text: '', size: log.size, attempt: 1 });
    written.lines = ['new'];
    log.take({ name: 'std_log.txt', text: 'new', line: 0, ...change });
    await settle();
    expect([log.total, log.line(0), log.line(1999)]).toEqual([1, 'new', undefined]);
});

test('an answer from before a restart is not taken in', async () => {
    const written = new Written().write(...numbered(2000));
    const log = await open(written);
    log.show(0, 10);
    written.lines = ['new'];
    log.restart();
    await settle();
    expect([log.total, log.line(0), log.line(5)]).toEqual([1, 'new', undefined]);
});

test('a failure is told and mends itself', async () => {
    const written = new Written().write('one');
    const logLines = vi.spyOn(written, 'logLines').mockRejectedValueOnce(new Error('no'));
    const log = new LogText(written, 'std_log.txt');
    await log.refresh();
    expect([log.problem?.message, log.loaded]).toEqual(['no', false]);
    logLines.mockRestore();
    await log.refresh();
    expect([log.problem, log.line(0)]).toEqual([null, 'one']);
});

test('lines of a text', () => {
    expect(splitLines('a\r\nb\n')).toEqual(['a', 'b']);
    expect(splitLines('a\n\nb')).toEqual(['a', '', 'b']);
    expect(splitLines('')).toEqual(['']);
});
