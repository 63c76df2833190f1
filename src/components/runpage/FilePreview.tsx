import type { File } from '../../schemas';
import { Ago, formatBytes, useTrans } from '../basics';
import { useRunPage } from './context';
import { kindOf } from './kinds';
import { TextPreview } from './TextPreview';

/** What is in a file, as far as a browser can show it; and what else one can do with it. */
export function FilePreview({ file }: { file: File }): JSX.Element {
    const trans = useTrans();
    const { service, actions } = useRunPage();
    const kind = kindOf(file);
    const { openFile, registerModel } = actions;
    return (
        <div className="aml-filepreview">
            <div className="aml-toolbar">
                <span className="aml-filepreview-name">{file.path}</span>
                <span className="aml-side-note">
                    {formatBytes(file.size)} <Ago time={file.modified} />
                </span>
                <span className="aml-toolbar-gap" />
                {kind === 'pdf' && (
                    <a className="aml-link" href={service.fileUrl(file.path)} target="_blank" rel="noreferrer">
                        {trans.__('Open in a new tab')}
                    </a>
                )}
                {kind === 'notebook' && openFile && (
                    <button type="button" className="aml-button" onClick={() => openFile(file.path)}>
                        {trans.__('Open in JupyterLab')}
                    </button>
                )}
                {isArtifact(file.path) && (
                    <button
                        type="button"
                        className="aml-button"
                        title={trans.__('Keep this file, or the folder it is in, as a version of a model')}
                        onClick={() => registerModel(file.path)}
                    >
                        {trans.__('Register as model…')}
                    </button>
                )}
                <a className="aml-link" href={service.fileUrl(file.path, true)} download>
                    {trans.__('Download')}
                </a>
            </div>
            <div className="aml-filepreview-content">
                {kind === 'image' ? (
                    <img src={service.fileUrl(file.path)} alt={file.path} />
                ) : kind === 'pdf' || kind === 'binary' ? (
                    <p className="aml-quiet-text">{trans.__('This kind of file has no preview here.')}</p>
                ) : (
                    <TextPreview file={file} kind={kind} />
                )}
            </div>
        </div>
    );
}

/** What the script left; what it printed is no model. */
export function isArtifact(path: string): boolean {
    return !/^\w+_logs\//.test(path);
}
