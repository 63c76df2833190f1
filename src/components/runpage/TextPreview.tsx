import { useCallback, useState } from 'react';
import { parseSeparated } from '../../model/separated';
import type { File } from '../../schemas';
import { ErrorBox, formatBytes, useTrans } from '../basics';
import { CodeView } from './CodeView';
import type { IFileLooks } from './context';
import { useRunPage } from './context';
import { JsonTree } from './JsonTree';
import type { FileKind } from './kinds';
import { MarkdownView } from './MarkdownView';
import { Toggle } from './Toggle';
import { useLoad } from './use_load';

/** Bytes of a file that are loaded to be looked at. */
const MOST_BYTES = 512 * 1024;
const MOST_ROWS = 500;

/** What is in a file of text: a table, a tree, the cells of a notebook, or the text. */
export function TextPreview({ file, kind }: { file: File; kind: FileKind }): JSX.Element | null {
    const trans = useTrans();
    const { service } = useRunPage();
    const { path } = file;
    const load = useCallback(
        () => (file.size ? service.fileText(path, MOST_BYTES) : Promise.resolve('')),
        [service, path, file.size]
    );
    const { value, problem, reload } = useLoad(load);
    if (problem) {
        return <ErrorBox problem={problem} onRetry={reload} />;
    }
    if (value === null) {
        return <p className="aml-quiet-text">{trans.__('Loading…')}</p>;
    }
    const cut = file.size > MOST_BYTES;
    return (
        <>
            {cut && (
                <p className="aml-quiet-text">
                    {trans.__('The first %1 of %2.', formatBytes(MOST_BYTES), formatBytes(file.size))}
                </p>
            )}
            <Content text={value} kind={cut && kind === 'json' ? 'text' : kind} path={path} />
        </>
    );
}

function Content({ text, kind, path }: { text: string; kind: FileKind; path: string }): JSX.Element {
    const trans = useTrans();
    const { looks } = useRunPage();
    if (kind === 'markdown' && looks) {
        return <Markdown text={text} path={path} looks={looks} />;
    }
    if (kind === 'csv' || kind === 'tsv') {
        return <SeparatedTable text={text} separator={kind === 'csv' ? ',' : '\t'} />;
    }
    if (kind === 'json' || kind === 'notebook') {
        const found = parsed(text);
        return found ? <JsonTree value={found.value} /> : <CodeView text={text} path={path} />;
    }
    return text.includes('\0') ? (
        <p className="aml-quiet-text">{trans.__('This is no text.')}</p>
    ) : (
        <CodeView text={text} path={path} />
    );
}

function Markdown({ text, path, looks }: { text: string; path: string; looks: IFileLooks }): JSX.Element {
    const trans = useTrans();
    const [source, setSource] = useState(false);
    return (
        <>
            <div className="aml-preview-tools">
                <Toggle on={source} onChange={setSource} label={trans.__('Show the text as it was written')}>
                    {trans.__('Source')}
                </Toggle>
            </div>
            {source ? <CodeView text={text} path={path} /> : <MarkdownView text={text} path={path} looks={looks} />}
        </>
    );
}

function parsed(text: string): { value: unknown } | null {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return null;
    }
}

function SeparatedTable({ text, separator }: { text: string; separator: string }): JSX.Element {
    const trans = useTrans();
    const [head = [], ...rows] = parseSeparated(text, separator, MOST_ROWS + 2);
    return (
        <>
            <table className="aml-table">
                <thead>
                    <tr>
                        {head.map((cell, index) => (
                            <th key={index} scope="col">
                                {cell}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.slice(0, MOST_ROWS).map((row, index) => (
                        <tr key={index}>
                            {row.map((cell, at) => (
                                <td key={at} data-number={isNumber(cell) || undefined}>
                                    {cell}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
            {rows.length > MOST_ROWS && <p className="aml-quiet-text">{trans.__('The first %1 rows.', MOST_ROWS)}</p>}
        </>
    );
}

function isNumber(text: string): boolean {
    return text.trim() !== '' && Number.isFinite(Number(text));
}
