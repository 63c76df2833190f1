import { useCallback, useState } from 'react';
import type { DataDetail, DataPreview } from '../../schemas';
import { Empty, ErrorBox, useTrans } from '../basics';
import { useLoad } from '../runpage/use_load';
import { useAssetPage } from './context';
import { FileTable } from './FileTable';
import { PreviewTable } from './PreviewTable';

const FIRST = 50;
const MORE = 1000;

/** What is in a dataset, and where it is. */
export function DataMain({ data }: { data: DataDetail }): JSX.Element {
    const trans = useTrans();
    const { service } = useAssetPage();
    const { version } = data;
    const [rows, setRows] = useState(FIRST);
    const load = useCallback(() => service.preview(version, rows), [service, version, rows]);
    const { value, problem, loading, reload } = useLoad(load);
    const paths = data.paths ?? [];
    return (
        <>
            {data.problem && (
                <div className="aml-failure" role="alert">
                    {data.problem}
                </div>
            )}
            <dl className="aml-facts">
                <div>
                    <dt>{trans.__('Type')}</dt>
                    <dd>{data.type === 'tabular' ? trans.__('table') : trans.__('files')}</dd>
                </div>
                {paths.length > 0 && (
                    <div>
                        <dt>{trans.__('Where')}</dt>
                        <dd className="aml-arguments">
                            {paths.map(path => (
                                <code key={path}>{path}</code>
                            ))}
                        </dd>
                    </div>
                )}
            </dl>
            <section aria-label={trans.__('Preview')} aria-busy={loading}>
                {problem && <ErrorBox problem={problem} onRetry={reload} />}
                {value && <Preview preview={value} />}
                {!value && !problem && <Empty title={trans.__('Reading the first rows…')} />}
                {value && rows < MORE && value.rows.length === rows && (
                    <button
                        type="button"
                        className="aml-button aml-quiet"
                        disabled={loading}
                        onClick={() => setRows(MORE)}
                    >
                        {trans.__('Show up to %1 rows', MORE)}
                    </button>
                )}
            </section>
        </>
    );
}

function Preview({ preview }: { preview: DataPreview }): JSX.Element {
    const trans = useTrans();
    const { columns, rows, files, total } = preview;
    if (columns.length > 0) {
        const count = trans._n('%1 column', '%1 columns', columns.length);
        return (
            <>
                <h3>
                    {total === null
                        ? trans.__('The first %1 rows, %2', rows.length, count)
                        : trans.__('%1 of %2 rows, %3', rows.length, total, count)}
                </h3>
                <PreviewTable columns={columns} rows={rows} />
            </>
        );
    }
    if (files.length === 0) {
        return <Empty title={trans.__('There is nothing in it')} />;
    }
    return (
        <>
            <h3>
                {total === null || total === files.length
                    ? trans._n('%1 file', '%1 files', files.length)
                    : trans.__('%1 of %2 files', files.length, total)}
            </h3>
            <FileTable label={trans.__('Files')} files={files} />
        </>
    );
}
