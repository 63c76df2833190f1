import type { ILine } from './plot';
import { Swatch } from './palette';

export interface ILegendProps {
    lines: readonly (Pick<ILine, 'key' | 'label'> & { slot: number })[];
    hidden: ReadonlySet<string>;
    onToggle?: (key: string) => void;
    /** What stands behind the names. */
    values?: ReadonlyMap<string, number | null>;
    format?: (value: number | null) => string;
}

/** Names of lines; a click on one hides it and shows it again. */
export function Legend({ lines, hidden, onToggle, values, format = String }: ILegendProps): JSX.Element {
    return (
        <ul className="aml-legend">
            {lines.map(line => {
                const text = (
                    <>
                        <Swatch slot={line.slot} />
                        <span className="aml-legend-label">{line.label}</span>
                        {values?.has(line.key) && (
                            <span className="aml-legend-value">{format(values.get(line.key) ?? null)}</span>
                        )}
                    </>
                );
                return (
                    <li key={line.key} title={line.label}>
                        {onToggle ? (
                            <button
                                type="button"
                                aria-pressed={!hidden.has(line.key)}
                                onClick={() => onToggle(line.key)}
                            >
                                {text}
                            </button>
                        ) : (
                            text
                        )}
                    </li>
                );
            })}
        </ul>
    );
}
