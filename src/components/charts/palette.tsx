/** Colours are told apart by people who see few of them, on light and on dark ground; dashes are the second sign. See style/charts.css. */
const COLORS = 8;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];

/** The name of the CSS variable that has the colour of a line. */
export function colorName(slot: number): string {
    return `--aml-series-${(slot % COLORS) + 1}`;
}

export function colorVar(slot: number): string {
    return `var(${colorName(slot)})`;
}

/** The first four lines are solid; forty differ in colour or dashes. */
export function dashOf(slot: number): readonly number[] {
    return DASHES[Math.floor(slot / 4) % DASHES.length];
}

/** A piece of a line as it is drawn, for legends. */
export function Swatch({ slot }: { slot: number }): JSX.Element {
    return (
        <svg className="aml-swatch" width="18" height="8" aria-hidden="true">
            <path
                d="M1 4h16"
                stroke={colorVar(slot)}
                strokeWidth="2.5"
                strokeDasharray={dashOf(slot).join(' ') || undefined}
            />
        </svg>
    );
}
