import type { ReactNode } from 'react';
import type { ModelDetail } from '../../schemas';
import { useTrans } from '../basics';
import { useAssetPage } from './context';
import { FileTable } from './FileTable';

/** What a model was made with and from, and its files. */
export function ModelMain({ model }: { model: ModelDetail }): JSX.Element {
    const trans = useTrans();
    const { service, actions } = useAssetPage();
    const { files, framework, framework_version: release, properties, data } = model;
    const rows: [string, ReactNode][] = [
        [trans.__('Framework'), framework && [framework, release].filter(Boolean).join(' ')],
        [
            trans.__('Trained on'),
            data.length > 0 && (
                <div className="aml-words">
                    {data.map(({ name, asset, path }) =>
                        asset ? (
                            <button
                                key={name}
                                type="button"
                                className="aml-link"
                                title={name}
                                onClick={() => actions.openAsset('data', asset)}
                            >
                                {asset}
                            </button>
                        ) : (
                            <span key={name}>{path ?? name}</span>
                        )
                    )}
                </div>
            )
        ],
        [
            trans.__('Properties'),
            Object.keys(properties).length > 0 && (
                <div className="aml-arguments">
                    {Object.entries(properties).map(([key, value]) => (
                        <code key={key}>{value === null ? key : `${key}: ${value}`}</code>
                    ))}
                </div>
            )
        ]
    ];
    const shown = rows.filter(([, value]) => value);
    return (
        <>
            {shown.length > 0 && (
                <dl className="aml-facts">
                    {shown.map(([name, value]) => (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    ))}
                </dl>
            )}
            <section aria-label={trans.__('Files')}>
                <h3>{trans._n('%1 file', '%1 files', files.length)}</h3>
                <FileTable label={trans.__('Files')} files={files} url={path => service.fileUrl(model.version, path)} />
            </section>
        </>
    );
}
