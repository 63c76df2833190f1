import { useState } from 'react';
import type { AssetFile } from '../../schemas';
import { formatBytes, MiddleEllipsis, useTrans } from '../basics';

export interface IFileTableProps {
    label: string;
    files: readonly AssetFile[];
    /** Where a file is downloaded from; without, it is not. */
    url?: (path: string) => string;
}

/** Lines that are drawn before somebody asks for more. */
const FEW = 100;

/** Files with their sizes. */
export function FileTable({ label, files, url }: IFileTableProps): JSX.Element {
    const trans = useTrans();
    const [shown, setShown] = useState(FEW);
    return (
        <>
            <ul className="aml-filelist" aria-label={label}>
                {files.slice(0, shown).map(file => (
                    <li key={file.path}>
                        <span className="aml-filelist-name">
                            <MiddleEllipsis text={file.path} tail={16} />
                        </span>
                        <span className="aml-faint">{formatBytes(file.size)}</span>
                        {url && (
                            <a
                                className="aml-link"
                                href={url(file.path)}
                                download
                                aria-label={trans.__('Download %1', file.path)}
                            >
                                {trans.__('Download')}
                            </a>
                        )}
                    </li>
                ))}
            </ul>
            {files.length > shown && (
                <button type="button" className="aml-button aml-quiet" onClick={() => setShown(shown * 10)}>
                    {trans.__('Show %1 more', Math.min(files.length - shown, shown * 9))}
                </button>
            )}
        </>
    );
}
