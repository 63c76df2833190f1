import type { CSSProperties } from 'react';
import type { IStretch, PhaseName } from '../../model/phases';
import { lengthOf, stretchesOf } from '../../model/phases';
import type { Run, RunDetail } from '../../schemas';
import { isFinal } from '../../schemas';
import type { ITrans } from '../basics';
import { formatDuration, useNow, useTrans } from '../basics';

/** How the time of each attempt was spent: a thin bar in proportion, and words with times. */
export function Timeline({ run, attempts }: { run: Run; attempts: RunDetail['attempts'] }): JSX.Element | null {
    const trans = useTrans();
    const now = useNow(!isFinal(run.status));
    const shown = attempts.length ? attempts : [{ number: run.attempt, phases: [] }];
    return (
        <div className="aml-timeline">
            {shown.map(attempt => {
                const stretches = stretchesOf(run, attempt);
                return stretches.length === 0 ? null : (
                    <div key={attempt.number} className="aml-timeline-attempt">
                        {shown.length > 1 && (
                            <span className="aml-timeline-number">{trans.__('Attempt %1', attempt.number)}</span>
                        )}
                        <Stretches stretches={stretches} now={now} trans={trans} />
                    </div>
                );
            })}
        </div>
    );
}

function Stretches({ stretches, now, trans }: { stretches: IStretch[]; now: number; trans: ITrans }): JSX.Element {
    const total = stretches.reduce((sum, stretch) => sum + lengthOf(stretch, now), 0) || 1;
    return (
        <div className="aml-timeline-bars">
            {stretches.map((stretch, index) => {
                const seconds = lengthOf(stretch, now);
                return (
                    <div
                        key={index}
                        className="aml-timeline-stretch"
                        data-phase={stretch.name}
                        data-live={stretch.to_s === null || undefined}
                        style={{ '--aml-share': 1 + (100 * seconds) / total } as CSSProperties}
                        title={new Date(stretch.from_s * 1000).toLocaleString()}
                    >
                        <div className="aml-timeline-bar" />
                        <span>
                            {word(stretch.name, trans)} <b>{formatDuration(seconds)}</b>
                        </span>
                    </div>
                );
            })}
        </div>
    );
}

function word(name: PhaseName, trans: ITrans): string {
    switch (name) {
        case 'queued':
            return trans.__('queued');
        case 'preparing':
            return trans.__('preparing');
        case 'running':
            return trans.__('running');
        case 'finalizing':
            return trans.__('finalizing');
    }
}
