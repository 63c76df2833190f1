import type { AssetKind, IListed, Listed } from '../../model/assets';
import { refText } from '../../model/assets';
import type { ITrans } from '../basics';
import { formatBytes, MiddleEllipsis, useTrans } from '../basics';
import { BuiltMark } from '../assets/BuiltMark';

export interface IAssetRowProps {
    kind: AssetKind;
    asset: Listed;
    index: number;
    count: number;
    top: number;
    focusable: boolean;
    chosen: boolean;
    onChoose: (index: number) => void;
    onOpen: () => void;
}

/** What one wants to know of it before opening it. */
function factsOf(kind: AssetKind, asset: Listed, trans: ITrans): string {
    const size = asset.size_bytes === null ? '' : formatBytes(asset.size_bytes);
    if (kind === 'data') {
        const data = asset as IListed['data'];
        return [data.type === 'tabular' ? trans.__('table') : trans.__('files'), size].filter(Boolean).join(' · ');
    }
    if (kind === 'models') {
        return [(asset as IListed['models']).framework, size].filter(Boolean).join(' · ');
    }
    const { python_version: python } = asset as IListed['environments'];
    return [python && trans.__('Python %1', python), size].filter(Boolean).join(' · ');
}

/** One line: the name, its newest version, and what it is. */
export function AssetRow(props: IAssetRowProps): JSX.Element {
    const { kind, asset, index } = props;
    const trans = useTrans();
    const facts = factsOf(kind, asset, trans);
    const words = [
        refText(asset),
        facts,
        asset.versions.length > 1 ? trans.__('%1 versions', asset.versions.length) : '',
        trans._n('used by %1 run', 'used by %1 runs', asset.uses),
        asset.description
    ];
    return (
        <li
            className="aml-sb-row aml-asset-row"
            data-index={index}
            data-kind={kind}
            aria-posinset={index + 1}
            aria-setsize={props.count}
            aria-label={`${refText(asset)}, ${facts}`}
            aria-current={props.chosen || undefined}
            tabIndex={props.focusable ? 0 : -1}
            style={{ transform: `translateY(${props.top}px)` }}
            title={words.filter(Boolean).join('\n')}
            onClick={() => props.onChoose(index)}
            onFocus={() => props.onChoose(index)}
            onDoubleClick={props.onOpen}
            onContextMenu={() => props.onChoose(index)}
        >
            {kind === 'environments' && <BuiltMark facts={asset as IListed['environments']} />}
            <span className="aml-asset-row-ref">
                <span className="aml-sb-row-name">
                    <MiddleEllipsis text={asset.name} tail={6} />
                </span>
                <span className="aml-faint">:{asset.version}</span>
            </span>
            <span className="aml-sb-row-end">{facts}</span>
        </li>
    );
}
