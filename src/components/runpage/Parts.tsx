import type { ReactNode } from 'react';
import type { AssetKind } from '../../model/assets';
import type { IRunData } from '../../model/run_parts';
import { dataOf, environmentOf } from '../../model/run_parts';
import type { AssetUse, Run, RunAssets } from '../../schemas';
import { useTrans } from '../basics';
import { Packages } from '../assets/Packages';
import { useRunPage } from './context';

/** A link to the page of `name:version`. */
function AssetLink({ kind, reference }: { kind: AssetKind; reference: string }): JSX.Element {
    const { actions } = useRunPage();
    return (
        <button type="button" className="aml-link" onClick={() => actions.openAsset(kind, reference)}>
            {reference}
        </button>
    );
}

/** What the interpreter of the run must have. */
export function EnvironmentFact({ run, assets }: { run: Run; assets: RunAssets | undefined }): JSX.Element | null {
    const trans = useTrans();
    const environment = environmentOf(run);
    if (!environment) {
        return null;
    }
    const asset = assets?.environment?.asset;
    const facts = [
        environment.python && trans.__('Python %1', environment.python),
        environment.conda && trans.__('conda environment %1', environment.conda),
        environment.image && trans.__('image %1', environment.image)
    ].filter(Boolean);
    return (
        <>
            <div className="aml-words">
                {asset ? <AssetLink kind="environments" reference={asset} /> : <span>{environment.name}</span>}
                {facts.map((fact, index) => (
                    <span key={index} className="aml-faint">
                        {fact}
                    </span>
                ))}
            </div>
            <Packages packages={environment.packages} />
        </>
    );
}

/** Data the run reads or leaves, each with its name, and what it is. */
export function DataFact({
    given,
    uses = []
}: {
    given: Run['inputs'] | Run['outputs'];
    uses: readonly AssetUse[] | undefined;
}): JSX.Element | null {
    const names = dataOf(given);
    const known = new Map(uses.map(use => [use.name, use]));
    // What the script asked for by itself is known only from its use.
    const more = uses.filter(use => !names.some(({ name }) => name === use.name));
    if (names.length === 0 && more.length === 0) {
        return null;
    }
    return (
        <ul className="aml-fact-list">
            {[...names, ...more.map(fromUse)].map(data => (
                <li key={data.name}>
                    <DataWords data={data} use={known.get(data.name)} />
                </li>
            ))}
        </ul>
    );
}

const fromUse = ({ name, asset, path }: AssetUse): IRunData => ({ name, asset, place: path ?? null, mode: null });

function DataWords({ data, use }: { data: IRunData; use: AssetUse | undefined }): JSX.Element {
    const asset = use?.asset ?? data.asset;
    const place = use?.path ?? data.place;
    return (
        <div className="aml-words">
            <span className="aml-mono">{data.name}</span>
            {asset ? <AssetLink kind="data" reference={asset} /> : <span>{place}</span>}
            {data.mode && <span className="aml-faint">{data.mode}</span>}
        </div>
    );
}

/** Models that the run registered, or loaded. */
export function ModelsFact({ models = [] }: { models: readonly AssetUse[] | undefined }): ReactNode {
    if (models.length === 0) {
        return null;
    }
    return (
        <div className="aml-words">
            {models.map(({ name, asset }) =>
                asset ? <AssetLink key={asset} kind="models" reference={asset} /> : <span key={name}>{name}</span>
            )}
        </div>
    );
}
