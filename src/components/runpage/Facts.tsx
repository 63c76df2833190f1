import type { ReactNode } from 'react';
import type { AssetUse, Run, RunAssets } from '../../schemas';
import { Ago, CopyId, useTrans } from '../basics';
import { formatDuration } from '../basics';
import { useRunPage } from './context';
import { EditText } from './EditText';
import { Processes } from './Processes';
import { dataOf, environmentOf } from '../../model/run_parts';
import { DataFact, EnvironmentFact, ModelsFact } from './Parts';
import { Tags } from './Tags';

/** What a run is made of, as a table; tags and the description are edited in place. */
export function Facts({
    run,
    assets,
    onOpenCode
}: {
    run: Run;
    assets: RunAssets | undefined;
    onOpenCode: () => void;
}): JSX.Element {
    const trans = useTrans();
    const { actions, service } = useRunPage();
    const { parent } = run;
    const rows: [string, ReactNode][] = [
        [trans.__('Id'), <CopyId id={run.id} />],
        [
            trans.__('Description'),
            <EditText
                multiline
                optional
                value={run.description ?? ''}
                label={trans.__('Description')}
                placeholder={trans.__('Say what this run is about')}
                onSave={description => service.edit({ description })}
            />
        ],
        [trans.__('Tags'), <Tags tags={run.tags} onChange={tags => service.edit({ tags })} />],
        [trans.__('Arguments'), run.arguments.length > 0 && <Arguments words={run.arguments} />],
        [trans.__('Properties'), Object.keys(run.properties).length > 0 && <Pairs pairs={run.properties} />],
        [
            trans.__('Parent'),
            parent && (
                <button type="button" className="aml-link" onClick={() => actions.openRun(parent)}>
                    {parent}
                </button>
            )
        ],
        [trans.__('Compute target'), run.compute],
        [trans.__('Environment'), environmentOf(run) && <EnvironmentFact run={run} assets={assets} />],
        [
            trans.__('Processes'),
            run.distribution && <Processes distribution={run.distribution} nodes={run.nodes ?? 1} />
        ],
        [
            trans.__('Inputs'),
            has(run.inputs, assets?.data_in) && <DataFact given={run.inputs} uses={assets?.data_in} />
        ],
        [
            trans.__('Outputs'),
            has(run.outputs, assets?.data_out) && <DataFact given={run.outputs} uses={assets?.data_out} />
        ],
        [trans.__('Models used'), has({}, assets?.models_in) && <ModelsFact models={assets?.models_in} />],
        [trans.__('Models registered'), has({}, assets?.models) && <ModelsFact models={assets?.models} />],
        [trans.__('Attempt'), run.attempt > 1 && String(run.attempt)],
        [trans.__('Time limit'), run.timeout_s && formatDuration(run.timeout_s)],
        [
            trans.__('Source'),
            run.snapshot && (
                <>
                    {run.source_directory && <span className="aml-mono">{run.source_directory}</span>}{' '}
                    <button type="button" className="aml-link" onClick={onOpenCode}>
                        {trans.__('snapshot %1', run.snapshot.slice(0, 8))}
                    </button>
                </>
            )
        ],
        [
            trans.__('Environment variables'),
            run.env_names.length > 0 && <span className="aml-mono">{run.env_names.join(', ')}</span>
        ],
        [trans.__('Submitted'), run.created && <Submitted run={run} />],
        [trans.__('Exit code'), run.exit_code !== null && run.exit_code !== undefined && String(run.exit_code)]
    ];
    return (
        <dl className="aml-facts">
            {rows.map(
                ([name, value]) =>
                    value && (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    )
            )}
        </dl>
    );
}

function has(given: Run['inputs'], uses: readonly AssetUse[] | undefined): boolean {
    return dataOf(given).length > 0 || Boolean(uses?.length);
}

function Submitted({ run }: { run: Run }): JSX.Element {
    const trans = useTrans();
    return (
        <>
            <Ago time={run.created} /> {run.user && trans.__('by %1', run.user)}
        </>
    );
}

/** An option and its value on one line, as people write them. */
function Arguments({ words }: { words: readonly string[] }): JSX.Element {
    const lines: string[][] = [];
    for (const word of words) {
        const before = lines[lines.length - 1];
        if (before?.length === 1 && before[0].startsWith('--') && !word.startsWith('--')) {
            before.push(word);
        } else {
            lines.push([word]);
        }
    }
    return (
        <div className="aml-arguments">
            {lines.map((line, index) => (
                <code key={index}>{line.join(' ')}</code>
            ))}
        </div>
    );
}

function Pairs({ pairs }: { pairs: Record<string, string | null> }): JSX.Element {
    return (
        <div className="aml-arguments">
            {Object.entries(pairs).map(([key, value]) => (
                <code key={key}>{value === null ? key : `${key}: ${value}`}</code>
            ))}
        </div>
    );
}
