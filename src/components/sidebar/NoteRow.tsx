import type { INoteRow } from '../../model/rows';
import type { RunList } from '../../model/run_list';
import { useTrans } from '../basics';

export interface INoteRowProps {
    row: INoteRow;
    top: number;
    runs: RunList;
}

/** Stands below a run for children that are not there yet. */
export function NoteRow({ row, top, runs }: INoteRowProps): JSX.Element {
    const trans = useTrans();
    const style = { transform: `translateY(${top}px)`, paddingLeft: 22 + 14 * row.depth };
    if (row.what === 'loading') {
        return (
            <div className="aml-sb-row aml-sb-note-row" style={style}>
                {trans.__('Loading children…')}
            </div>
        );
    }
    const again = async () => {
        if (row.what === 'more') {
            await runs.more(row.parent);
        } else {
            await runs.toggle(row.parent, false);
            await runs.toggle(row.parent, true);
        }
    };
    return (
        <button
            type="button"
            className="aml-sb-row aml-sb-note-row"
            style={style}
            title={row.problem ? `${row.problem.message} ${row.problem.hint}` : undefined}
            onClick={() => void again()}
        >
            {row.what === 'more' ? trans.__('Show more children') : trans.__('Not loaded. Try again')}
        </button>
    );
}
