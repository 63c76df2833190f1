import { useState } from 'react';
import { ACTIVE, EVERY_RUN, narrows } from '../../model/run_filter';
import type { Status } from '../../schemas';
import type { ITrans } from '../basics';
import { useStore, useTrans } from '../basics';
import type { ISidebarModel } from './model';

export function statusChoices(trans: ITrans): { value: string; label: string }[] {
    return [
        { value: ACTIVE.join(), label: trans.__('Active') },
        { value: 'Completed', label: trans.__('Completed') },
        { value: 'Failed', label: trans.__('Failed') },
        { value: 'Canceled', label: trans.__('Canceled') },
        { value: 'NotResponding', label: trans.__('Not responding') }
    ];
}

interface IChoiceProps {
    label: string;
    value: string;
    choices: readonly { value: string; label: string }[];
    onChange: (value: string) => void;
}

function Choice({ label, value, choices, onChange }: IChoiceProps): JSX.Element {
    const trans = useTrans();
    return (
        <label>
            <span>{label}</span>
            <select value={value} onChange={event => onChange(event.target.value)}>
                <option value="">{trans.__('All')}</option>
                {choices.map(choice => (
                    <option key={choice.value} value={choice.value}>
                        {choice.label}
                    </option>
                ))}
            </select>
        </label>
    );
}

const named = (items: readonly { name: string }[]) => items.map(({ name }) => ({ value: name, label: name }));

/** Everything a list of runs can be narrowed by, but for the text. */
export function FilterForm({ model, onClose }: { model: ISidebarModel; onClose: () => void }): JSX.Element {
    const trans = useTrans();
    const { runs, compute, experiments } = { ...model, compute: useStore(model.compute) };
    const { filter } = useStore(runs);
    const [tag, setTag] = useState(filter.tag);
    const chooseTag = () => tag.trim() !== filter.tag && runs.setFilter({ tag: tag.trim() });
    return (
        <form
            className="aml-sb-filter-form"
            onSubmit={event => {
                event.preventDefault();
                chooseTag();
                onClose();
            }}
            onKeyDown={event => event.key === 'Escape' && onClose()}
        >
            <Choice
                label={trans.__('Status')}
                value={filter.status.join()}
                choices={statusChoices(trans)}
                onChange={value => runs.setFilter({ status: value ? (value.split(',') as Status[]) : [] })}
            />
            <Choice
                label={trans.__('Compute')}
                value={filter.compute}
                choices={named(compute.items)}
                onChange={value => runs.setFilter({ compute: value })}
            />
            <Choice
                label={trans.__('Experiment')}
                value={filter.experiment}
                choices={named(useStore(experiments).items)}
                onChange={value => runs.setFilter({ experiment: value })}
            />
            <label>
                <span>{trans.__('Tag')}</span>
                <input
                    value={tag}
                    placeholder={trans.__('key or key=value')}
                    onChange={event => setTag(event.target.value)}
                    onBlur={chooseTag}
                />
            </label>
            <button
                type="button"
                className="aml-button"
                disabled={!narrows(filter)}
                onClick={() => {
                    setTag('');
                    runs.setFilter({ ...EVERY_RUN, children: filter.children });
                }}
            >
                {trans.__('Show all runs')}
            </button>
        </form>
    );
}
