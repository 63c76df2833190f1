import { useCallback, useEffect, useState } from 'react';
import { Empty, ErrorBox, formatBytes, useTrans } from '../basics';
import { CodeView } from './CodeView';
import { useRunPage } from './context';
import { DiffPane } from './DiffPane';
import { FileTree } from './FileTree';
import type { IContentProps } from './RunPage';
import { Toggle } from './Toggle';
import { useLoad } from './use_load';

/** The source a run was given, and what differs from it elsewhere. */
export function CodeTab({ place }: IContentProps): JSX.Element {
    const trans = useTrans();
    const { service } = useRunPage();
    const loadSnapshot = useCallback(() => service.snapshot(), [service]);
    const snapshot = useLoad(loadSnapshot);
    const [chosen, setChosen] = useState<{ path: string; line?: number } | null>(null);
    const [diff, setDiff] = useState(false);
    useEffect(() => {
        if (place.path) {
            setChosen({ path: place.path, line: place.line });
            setDiff(false);
        }
    }, [place]);

    const files = snapshot.value?.files ?? [];
    const path = chosen?.path ?? snapshot.value?.entry ?? files[0]?.path ?? null;
    const loadText = useCallback(
        async () => ({ path: path!, text: await service.snapshotText(path!) }),
        [service, path]
    );
    const text = useLoad(path ? loadText : null);

    if (snapshot.problem) {
        return <ErrorBox problem={snapshot.problem} onRetry={snapshot.reload} />;
    }
    if (files.length === 0) {
        return (
            <Empty title={snapshot.loading ? trans.__('Loading…') : trans.__('No source was kept')}>
                {trans.__(
                    'Runs that are submitted keep a copy of their folder; this one was made by a program that runs by itself.'
                )}
            </Empty>
        );
    }
    return (
        <div className="aml-split">
            <div className="aml-side-frame">
                <div className="aml-side-head">
                    <span>{trans._n('%1 file', '%1 files', files.length)}</span>
                    <Toggle
                        on={diff}
                        onChange={setDiff}
                        label={trans.__('What differs from the folder or from another run')}
                    >
                        {trans.__('Differences')}
                    </Toggle>
                </div>
                <FileTree
                    label={trans.__('Source')}
                    files={files}
                    current={diff ? null : path}
                    onPick={file => {
                        setDiff(false);
                        setChosen({ path: file.path });
                    }}
                    note={file => formatBytes(file.size)}
                />
            </div>
            <div className="aml-filepreview">
                {diff ? (
                    <DiffPane />
                ) : (
                    <>
                        <div className="aml-toolbar">
                            <span className="aml-filepreview-name">{path}</span>
                            {chosen?.line && <span className="aml-side-note">{trans.__('line %1', chosen.line)}</span>}
                        </div>
                        {text.problem ? (
                            <ErrorBox problem={text.problem} onRetry={text.reload} />
                        ) : (
                            text.value?.path === path && (
                                <CodeView
                                    key={path}
                                    text={text.value?.text ?? ''}
                                    path={path ?? ''}
                                    target={chosen?.line}
                                />
                            )
                        )}
                    </>
                )}
            </div>
        </div>
    );
}
