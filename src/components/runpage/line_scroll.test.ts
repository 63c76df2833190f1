import { expect, test } from 'vitest';
import { anchorOf, LINE_PX, LineScroll } from './line_scroll';

function scrollOf(count: number): LineScroll {
    const scroll = new LineScroll();
    scroll.count = count;
    scroll.height_px = 360;
    return scroll;
}

test('short texts scroll a pixel for a pixel', () => {
    const scroll = scrollOf(1000);
    expect([scroll.space_px, scroll.maxTop, scroll.scaled]).toEqual([1000 * LINE_PX, 980, false]);
    scroll.scrolledTo(10.5 * LINE_PX);
    expect(scroll.top).toBeCloseTo(10.5);
    const { line, part, at_px } = anchorOf(scroll);
    // What the anchor says is what a browser would do: line 10.5 at the top.
    expect((line + part - at_px / LINE_PX).toFixed(4)).toBe('10.5000');
});

test('ten million lines have an end that can be reached', () => {
    const scroll = scrollOf(10_000_000);
    expect(scroll.scaled).toBe(true);
    expect(scroll.scrolledTo(scroll.space_px - scroll.height_px)).toBe(true);
    expect(scroll.atEnd).toBe(true);
    expect(anchorOf(scroll)).toMatchObject({ line: 9_999_999, at_px: 360 });
    scroll.moveBy(-1);
    expect([scroll.atEnd, scroll.top]).toEqual([false, 9_999_979]);
    expect(scroll.scrolledTo(scroll.scrollTop)).toBe(false);
});

test('few long lines can be scrolled once their height is known', () => {
    const scroll = scrollOf(10);
    scroll.wrapped = true;
    expect(scroll.maxTop).toBe(0);
    expect(scroll.learn(10 * 90, 10)).toBe(true);
    expect(scroll.maxTop).toBe(6);
    expect(scroll.learn(10 * 95, 10)).toBe(false);
});

test('keys', () => {
    const scroll = scrollOf(1000);
    expect(['ArrowDown', 'PageDown', 'End', 'x'].map(key => scroll.linesOfKey(key))).toEqual([1, 18, 1000, null]);
    scroll.goTo(500);
    expect(scroll.top).toBeCloseTo(500 - 20 / 3);
});
