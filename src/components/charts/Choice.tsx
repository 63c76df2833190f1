export interface IChoiceProps<T extends string> {
    label: string;
    value: T;
    options: readonly (readonly [value: T, text: string])[];
    onChange: (value: T) => void;
}

/** One of a few words, all in sight. */
export function Choice<T extends string>({ label, value, options, onChange }: IChoiceProps<T>): JSX.Element {
    return (
        <div className="aml-choice" role="group" aria-label={label}>
            {options.map(([one, text]) => (
                <button key={one} type="button" aria-pressed={one === value} onClick={() => onChange(one)}>
                    {text}
                </button>
            ))}
        </div>
    );
}
