/** Returns round numbers between two others, about as many as wanted. */
export function ticks(low: number, high: number, wanted = 5): number[] {
    const span = high - low;
    if (!(span > 0) || !Number.isFinite(span)) {
        return [low];
    }
    const rough = span / wanted;
    const size = 10 ** Math.floor(Math.log10(rough));
    const step = size * ([1, 2, 5].find(factor => factor * size >= rough) ?? 10);
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    // By multiplication, not by addition: sums of 0.1 do not stay round.
    return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Returns the range of numbers, leaving out what is none; null if there is nothing left. */
export function rangeOf(values: Iterable<number>): [number, number] | null {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
        if (Number.isFinite(value)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
    }
    return low <= high ? [low, high] : null;
}
