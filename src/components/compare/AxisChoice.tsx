import { useTrans } from '../basics/trans';

export interface IAxisChoiceProps {
    names: readonly string[];
    chosen: readonly string[];
    onChange: (names: string[]) => void;
}

/** Which settings and results have an axis; what is chosen later stands further right. */
export function AxisChoice({ names, chosen, onChange }: IAxisChoiceProps): JSX.Element {
    const trans = useTrans();
    return (
        <div className="aml-axis-choice" role="group" aria-label={trans.__('Axes')}>
            {names.map(name => (
                <button
                    key={name}
                    type="button"
                    aria-pressed={chosen.includes(name)}
                    onClick={() =>
                        onChange(chosen.includes(name) ? chosen.filter(one => one !== name) : [...chosen, name])
                    }
                >
                    {name}
                </button>
            ))}
        </div>
    );
}
