import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ErrorBox, formatAgo, formatBytes, formatDuration, formatNumber, Sparkline, StatusMark, statusWord } from '.';
import type { Status } from '../../schemas';

test.each([
    [0.23144, '0.2314'],
    [12345.6, '12,346'],
    [1806.43, '1,806'],
    [1.23e-7, '1.23e-7'],
    [0, '0'],
    [null, ''],
    [Number.NaN, 'NaN'],
    [-1 / 0, '−∞']
])('number %s', (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
    [0.0446, '45 ms'],
    [0.999, '1.0 s'],
    [12.7, '12 s'],
    [130, '02:10'],
    [3730, '1:02:10'],
    [2 * 86400 + 7200, '2 d 02:00'],
    [30 * 86400, '30 d']
])('duration %s', (value, text) => expect(formatDuration(value)).toBe(text));

test('sizes and ages', () => {
    expect([formatBytes(0), formatBytes(1536), formatBytes(5 * 1024 ** 3)]).toEqual(['0 B', '1.5 kB', '5.0 GB']);
    expect([formatAgo(0, 2000), formatAgo(0, 90_000), formatAgo(9000, 0)]).toEqual([
        'just now',
        '1 min ago',
        'just now'
    ]);
});

test('a status is told by shape and word, not by colour alone', () => {
    const shapes = new Set<string>();
    const looks: Status[] = ['Queued', 'Running', 'Completed', 'Failed', 'NotResponding', 'Canceled'];
    for (const status of looks) {
        const { container, unmount } = render(<StatusMark status={status} />);
        expect(screen.getByRole('img').getAttribute('aria-label')).toBe(statusWord(status));
        shapes.add(container.querySelector('svg')!.innerHTML);
        unmount();
    }
    expect(shapes.size).toBe(looks.length);
    expect(statusWord('CancelRequested')).toBe('Cancel requested');
});

test('an error shows message and hint as text', () => {
    render(<ErrorBox problem={{ code: 'NotFound', message: '<img src=x onerror=alert(1)>', hint: 'Look again.' }} />);
    expect(screen.getByRole('alert').textContent).toContain('<img src=x onerror=alert(1)>');
    expect(document.querySelector('img')).toBeNull();
});

test('a sparkline needs two numbers', () => {
    const { container, rerender } = render(<Sparkline values={[1, null]} />);
    expect(container.querySelector('svg')).toBeNull();
    rerender(<Sparkline values={[1, null, 3]} />);
    expect(container.querySelector('polyline')!.getAttribute('points')!.split(' ')).toHaveLength(2);
});
