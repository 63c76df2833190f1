import { useMemo, useState } from 'react';
import type { IChildOrder } from '../../model/child_rows';
import { bestOf, likelyGoal, lowerIsBetter, metricNames, orderChildren } from '../../model/child_rows';
import { isFinal } from '../../schemas';
import { Empty, ErrorBox, useNow, useTrans } from '../basics';
import { ChildTable } from './ChildTable';
import type { IContentProps } from './RunPage';
import { useChildren } from './use_children';

/** The runs this run made, in a table. */
export function ChildrenTab({ detail }: IContentProps): JSX.Element {
    const trans = useTrans();
    const expected = detail?.children ?? 0;
    const { children, problem } = useChildren(expected);
    const [order, setOrder] = useState<IChildOrder>({ column: 'created', descending: false });
    const [chosen, setChosen] = useState<readonly string[] | null>(null);
    const [goal, setGoal] = useState<{ metric?: string; lower?: boolean }>({});
    const names = useMemo(() => metricNames(children), [children]);
    const first = useMemo(() => names.slice(0, 3), [names]);
    const now = useNow(order.column === 'duration' && children.some(child => !isFinal(child.status)));
    const rows = useMemo(() => orderChildren(children, order, now), [children, order, now]);

    if (children.length === 0) {
        return (
            <Empty title={expected ? trans.__('Loading…') : trans.__('No child runs')}>
                {trans.__(
                    'A script makes them with run.child_run(); sweeps and pipelines make one for each trial or step.'
                )}
            </Empty>
        );
    }
    const metrics = chosen ?? first;
    const metric = goal.metric ?? likelyGoal(names);
    const lower = goal.lower ?? (metric !== undefined && lowerIsBetter(metric));
    const best = metric === undefined ? null : bestOf(children, metric, lower);
    const toggle = (name: string) =>
        setChosen(metrics.includes(name) ? metrics.filter(one => one !== name) : [...metrics, name]);
    return (
        <div className="aml-children">
            <div className="aml-toolbar">
                <span role="status">
                    {expected > children.length
                        ? trans.__('%1 of %2 child runs', children.length, expected)
                        : trans._n('%1 child run', '%1 child runs', children.length)}
                </span>
                {metric !== undefined && (
                    <label>
                        {trans.__('Best by')}{' '}
                        <select value={metric} onChange={event => setGoal({ metric: event.target.value })}>
                            {names.map(name => (
                                <option key={name}>{name}</option>
                            ))}
                        </select>{' '}
                        <select
                            value={lower ? 'lowest' : 'highest'}
                            aria-label={trans.__('What is best')}
                            onChange={event => setGoal({ metric, lower: event.target.value === 'lowest' })}
                        >
                            <option value="lowest">{trans.__('lowest')}</option>
                            <option value="highest">{trans.__('highest')}</option>
                        </select>
                    </label>
                )}
                {names.length > 0 && (
                    <details className="aml-columns">
                        <summary>{trans.__('Columns')}</summary>
                        <div>
                            {names.map(name => (
                                <label key={name}>
                                    <input
                                        type="checkbox"
                                        checked={metrics.includes(name)}
                                        onChange={() => toggle(name)}
                                    />
                                    {name}
                                </label>
                            ))}
                        </div>
                    </details>
                )}
            </div>
            {problem && <ErrorBox problem={problem} />}
            <ChildTable rows={rows} metrics={metrics} best={best?.id ?? null} order={order} onOrder={setOrder} />
        </div>
    );
}
