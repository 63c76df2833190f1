import { useCallback, useEffect, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { File, IProblem } from '../../schemas';
import { Empty, ErrorBox, formatBytes, useTrans } from '../basics';
import { useRunPage } from './context';
import { FilePreview, isArtifact } from './FilePreview';
import { FileTree } from './FileTree';
import type { IContentProps } from './RunPage';

/** The artifacts of a run: a tree left, what is in one right. */
export function OutputsTab({ run, place }: IContentProps): JSX.Element {
    const trans = useTrans();
    const { files, more, problem, loading, loadMore, reload } = useFiles();
    const [chosen, setChosen] = useState<string | null>(place.path ?? null);
    const { status } = run;
    useEffect(reload, [status, reload]);

    const shown = chosen ?? files.find(one => isArtifact(one.path))?.path ?? null;
    const file = files.find(one => one.path === shown) ?? null;
    const explained = trans.__(
        'What the script writes into the folder outputs/ of its working directory is kept here.'
    );
    if (problem && files.length === 0) {
        return <ErrorBox problem={problem} onRetry={reload} />;
    }
    if (files.length === 0) {
        return (
            <Empty title={loading ? trans.__('Loading…') : trans.__('No outputs')} action={<Reload onClick={reload} />}>
                {explained}
            </Empty>
        );
    }
    return (
        <div className="aml-split">
            <div className="aml-side-frame">
                <div className="aml-side-head">
                    <span>{trans._n('%1 file', '%1 files', files.length) + (more ? '+' : '')}</span>
                    <Reload onClick={reload} />
                </div>
                <FileTree
                    label={trans.__('Outputs')}
                    files={files}
                    current={shown}
                    onPick={one => setChosen(one.path)}
                    note={one => formatBytes(one.size)}
                />
                {more && (
                    <button type="button" className="aml-button" onClick={loadMore} disabled={loading}>
                        {loading ? trans.__('Loading…') : trans.__('Load more')}
                    </button>
                )}
                {problem && <ErrorBox problem={problem} onRetry={reload} />}
            </div>
            {file ? (
                <FilePreview key={`${file.path} ${file.size} ${file.modified}`} file={file} />
            ) : (
                <Empty title={trans.__('No outputs')}>{explained}</Empty>
            )}
        </div>
    );
}

function Reload({ onClick }: { onClick: () => void }): JSX.Element {
    const trans = useTrans();
    return (
        <button type="button" className="aml-button aml-quiet" onClick={onClick}>
            {trans.__('Refresh')}
        </button>
    );
}

/** The list of artifacts, a page at a time. */
function useFiles() {
    const { service } = useRunPage();
    const [files, setFiles] = useState<readonly File[]>([]);
    const [next, setNext] = useState<string | null>(null);
    const [problem, setProblem] = useState<IProblem | null>(null);
    const [loading, setLoading] = useState(true);
    const load = useCallback(
        async (cursor: string | null) => {
            setLoading(true);
            try {
                const page = await service.files(cursor);
                setFiles(before => (cursor ? [...before, ...page.files] : page.files));
                setNext(page.next);
                setProblem(null);
            } catch (error) {
                setProblem(problemOf(error));
            }
            setLoading(false);
        },
        [service]
    );
    const reload = useCallback(() => void load(null), [load]);
    return { files, more: next !== null, problem, loading, loadMore: () => void load(next), reload };
}
