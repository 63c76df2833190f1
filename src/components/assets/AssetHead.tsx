import type { AssetKind, Detailed } from '../../model/assets';
import { pythonLine, refText } from '../../model/assets';
import type { ITrans } from '../basics';
import { Ago, CopyButton, copyText, formatBytes, MiddleEllipsis, useTrans } from '../basics';
import { Menu } from '../runpage/Menu';
import { useAssetPage } from './context';

/** One of a kind, in words. */
export function nounOf(kind: AssetKind, trans: ITrans): string {
    switch (kind) {
        case 'data':
            return trans.__('Dataset');
        case 'models':
            return trans.__('Model');
        case 'environments':
            return trans.__('Environment');
    }
}

/** What the page is about, which version of it, and what one can do with that. */
export function AssetHead({ detail, titleId }: { detail: Detailed; titleId: string }): JSX.Element {
    const trans = useTrans();
    const { store, actions } = useAssetPage();
    const { kind, gone } = store;
    const { name, version, versions } = detail;
    const more = [
        { label: trans.__('Copy %1', refText(detail)), onSelect: () => void copyText(refText(detail)) },
        { label: trans.__('Delete this version…'), onSelect: actions.remove, disabled: gone }
    ];
    return (
        <header className="aml-head">
            <div className="aml-head-name">
                <span className="aml-faint">{nounOf(kind, trans)}</span>
                <h2 id={titleId} className="aml-head-title">
                    <MiddleEllipsis text={name} />
                </h2>
                <select
                    className="aml-version"
                    aria-label={trans.__('Version')}
                    value={version}
                    onChange={event => store.show(event.target.value)}
                >
                    {(versions.includes(version) ? versions : [version, ...versions]).map(each => (
                        <option key={each} value={each}>
                            {each === versions[0]
                                ? trans.__('version %1 (newest)', each)
                                : trans.__('version %1', each)}
                        </option>
                    ))}
                </select>
            </div>
            <div className="aml-head-facts">
                {detail.created && (
                    <span>
                        {trans.__('registered')} <Ago time={detail.created} />{' '}
                        {detail.user && trans.__('by %1', detail.user)}
                    </span>
                )}
                {detail.size_bytes !== null && <span>{formatBytes(detail.size_bytes)}</span>}
            </div>
            <div className="aml-head-actions">
                {kind !== 'models' && (
                    <button type="button" className="aml-button" disabled={gone} onClick={actions.use}>
                        {trans.__('Use in a submission')}
                    </button>
                )}
                <CopyButton text={pythonLine({ kind, name, version })} label={trans.__('Copy Python line')} />
                <Menu label={trans.__('More')} items={more}>
                    ⋯
                </Menu>
            </div>
        </header>
    );
}
