import type { IRunFilter } from '../../model/run_filter';
import type { RunList } from '../../model/run_list';
import type { ITrans } from '../basics';
import { useTrans } from '../basics';
import { statusChoices } from './FilterForm';
import { Cross } from './icons';

interface IChip {
    text: string;
    without: Partial<IRunFilter>;
}

function chipsOf(filter: IRunFilter, trans: ITrans): IChip[] {
    const status = statusChoices(trans).find(choice => choice.value === filter.status.join());
    const chips: (IChip | false)[] = [
        filter.status.length > 0 && { text: status?.label ?? filter.status.join(), without: { status: [] } },
        filter.compute !== '' && { text: trans.__('on %1', filter.compute), without: { compute: '' } },
        filter.experiment !== '' && { text: trans.__('in %1', filter.experiment), without: { experiment: '' } },
        filter.tag !== '' && { text: filter.tag, without: { tag: '' } }
    ];
    return chips.filter((chip): chip is IChip => chip !== false);
}

/** What narrows the list, each with a way to take it off. */
export function FilterChips({ runs }: { runs: RunList }): JSX.Element | null {
    const trans = useTrans();
    const chips = chipsOf(runs.filter, trans);
    if (chips.length === 0) {
        return null;
    }
    return (
        <div className="aml-chips">
            {chips.map(({ text, without }) => (
                <span key={text} className="aml-sb-chip" title={text}>
                    <span>{text}</span>
                    <button
                        type="button"
                        aria-label={trans.__('Remove the filter %1', text)}
                        onClick={() => runs.setFilter(without)}
                    >
                        <Cross />
                    </button>
                </span>
            ))}
        </div>
    );
}
