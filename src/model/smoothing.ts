/**
 * The exponential moving average of values, corrected for its beginning, so that the first points are not drawn towards zero.
 *
 * Gaps stay gaps and have no weight. `factor` is the weight of what was before: 0 changes nothing, 0.99 is very smooth.
 */
export function smooth(values: readonly (number | null)[], factor: number): (number | null)[] {
    if (factor <= 0) {
        return [...values];
    }
    let sum = 0;
    let weight = 0;
    return values.map(value => {
        if (value === null || !Number.isFinite(value)) {
            return null;
        }
        sum = factor * sum + (1 - factor) * value;
        weight = factor * weight + (1 - factor);
        return sum / weight;
    });
}
