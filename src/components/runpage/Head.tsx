import type { Run, RunDetail } from '../../schemas';
import { isFinal } from '../../schemas';
import { Ago, copyText, RunDuration, StatusMark, useTrans } from '../basics';
import { useRunPage } from './context';
import { EditText } from './EditText';
import { Menu } from './Menu';

/** What the page is about, and what one can do about it. */
export function Head({ run, detail, gone }: { run: Run; detail: RunDetail | null; gone: boolean }): JSX.Element {
    const trans = useTrans();
    const { actions, service } = useRunPage();
    const ended = isFinal(run.status);
    const line = detail?.submit_line;
    const facts = [run.script, trans.__('experiment %1', run.experiment), run.compute].filter(Boolean);
    const more = [
        { label: trans.__('Copy id'), onSelect: () => void copyText(run.id) },
        { label: trans.__('Copy the %aml line'), onSelect: () => void copyText(line ?? ''), disabled: !line },
        { label: trans.__('Edit tags…'), onSelect: actions.editTags, disabled: gone },
        { label: trans.__('Delete…'), onSelect: actions.remove, disabled: !ended || gone }
    ];
    return (
        <div className="aml-head">
            <div className="aml-head-name">
                <span role="status">
                    <StatusMark status={run.status} reason={run.status_reason} label />
                </span>
                <EditText
                    className="aml-head-title"
                    value={run.display_name}
                    label={trans.__('Display name')}
                    onSave={display_name => service.edit({ display_name })}
                />
            </div>
            <div className="aml-head-facts">
                {facts.map((fact, index) => (
                    <span key={index}>{fact}</span>
                ))}
                <span>
                    {run.started ? trans.__('started') : trans.__('submitted')}{' '}
                    <Ago time={run.started ?? run.created} />
                </span>
                <RunDuration run={run} />
            </div>
            <div className="aml-head-actions">
                {!ended && (
                    <button
                        type="button"
                        className="aml-button"
                        onClick={actions.cancel}
                        disabled={gone || run.status === 'CancelRequested'}
                    >
                        {trans.__('Cancel')}
                    </button>
                )}
                {ended && run.snapshot && (
                    <button type="button" className="aml-button" onClick={actions.retry} disabled={gone}>
                        {trans.__('Retry')}
                    </button>
                )}
                {run.snapshot && (
                    <button type="button" className="aml-button" onClick={actions.submitAgain} disabled={gone}>
                        {trans.__('Submit again')}
                    </button>
                )}
                <button type="button" className="aml-button" onClick={actions.compare} disabled={gone}>
                    {trans.__('Compare')}
                </button>
                <Menu label={trans.__('More')} items={more}>
                    ⋯
                </Menu>
            </div>
        </div>
    );
}
