import { splitLines } from '../../model/log_lines';
import { BUILD, failedRank } from '../../model/log_names';
import type { Run, RunDetail } from '../../schemas';
import { Progress, useTrans } from '../basics';
import { useLive } from './context';
import { Facts } from './Facts';
import { Failure } from './Failure';
import { LogLine } from './LogLine';
import { Newest } from './Newest';
import type { IGoTo } from './RunPage';
import { Story } from './Story';

const LINES = 12;

export interface IOverviewProps {
    run: Run;
    detail: RunDetail | null;
    onGoTo: (place: IGoTo) => void;
}

/** What happened, and what the run is made of. */
export function Overview({ run, detail, onGoTo }: IOverviewProps): JSX.Element {
    const trans = useTrans();
    const rank = failedRank(run);
    const store = useLive({ parts: ['metrics', 'series', 'log'], points: 100, tail: LINES });
    const text = store.log?.text;
    const lines = text ? splitLines(text).slice(-LINES) : [];
    const onOpenCode = (path?: string, line?: number) => onGoTo({ tab: 'code', path, line });
    return (
        <div className="aml-overview">
            <Story run={run} />
            {run.progress && run.status !== 'Completed' && <Progress {...run.progress} />}
            <Failure run={run} place={detail?.code_line ?? null} onOpenCode={onOpenCode} />
            {run.problems.length > 0 && (
                <ul className="aml-problems" aria-label={trans.__('Problems')}>
                    {run.problems.map((problem, index) => (
                        <li key={index}>{problem}</li>
                    ))}
                </ul>
            )}
            <Newest store={store} onMore={() => onGoTo({ tab: 'metrics' })} />
            {lines.length > 0 && (
                <section className="aml-tail">
                    <div className="aml-tail-head">
                        <span>
                            {store.log?.name === BUILD
                                ? trans.__('How the environment is built')
                                : rank
                                  ? trans.__('Last lines of the log of rank %1', rank)
                                  : trans.__('Last lines of the log')}
                        </span>
                        <button type="button" className="aml-link" onClick={() => onGoTo({ tab: 'logs' })}>
                            {trans.__('All of it')}
                        </button>
                    </div>
                    <div className="aml-tail-lines">
                        {lines.map((line, index) => (
                            <LogLine key={index} text={line} />
                        ))}
                    </div>
                </section>
            )}
            <Facts run={run} assets={detail?.assets} onOpenCode={() => onOpenCode()} />
        </div>
    );
}
