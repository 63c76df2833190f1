import { useEffect, useMemo, useState } from 'react';
import type { AssetLists } from '../../model/asset_lists';
import type { AssetKind, Listed } from '../../model/assets';
import { fits } from '../../model/assets';
import { Empty, ErrorBox, useStore, useTrans } from '../basics';
import { AssetList } from './AssetList';
import type { ISidebarActions } from './model';

export interface IAssetRowsProps {
    kind: AssetKind;
    title: string;
    lists: AssetLists;
    actions: ISidebarActions;
}

/** Lines that can be taken in without looking for one. */
const FEW = 12;

/** The newest version of each name, and a filter if there are many. */
export function AssetRows({ kind, title, lists, actions }: IAssetRowsProps): JSX.Element {
    const trans = useTrans();
    useEffect(() => lists.watch(kind), [lists, kind]);
    const list = lists.of(kind);
    const { items, loaded, problem } = useStore(list);
    const [filter, setFilter] = useState('');
    const shown = useMemo(() => items.filter((item: Listed) => fits(item, filter)), [items, filter]);
    if (problem && items.length === 0) {
        return <ErrorBox problem={problem} onRetry={() => void list.refresh()} />;
    }
    if (!loaded) {
        return <div className="aml-sb-note">{trans.__('Loading…')}</div>;
    }
    if (items.length === 0) {
        return <Nothing kind={kind} actions={actions} />;
    }
    return (
        <>
            {items.length > FEW && (
                <div className="aml-sb-filter aml-sb-asset-filter">
                    <input
                        type="search"
                        placeholder={trans.__('Filter %1…', items.length)}
                        aria-label={trans.__('Filter %1', title)}
                        title={trans.__('Words of the name, the description or the tags')}
                        value={filter}
                        onChange={event => setFilter(event.target.value)}
                        onKeyDown={event => event.key === 'Escape' && setFilter('')}
                    />
                </div>
            )}
            {shown.length > 0 ? (
                <AssetList kind={kind} title={title} items={shown} actions={actions} />
            ) : (
                <div className="aml-sb-note">{trans.__('None fits the filter.')}</div>
            )}
        </>
    );
}

/** What these are, and how the first one comes. */
function Nothing({ kind, actions }: { kind: AssetKind; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    switch (kind) {
        case 'data':
            return (
                <Empty
                    title={trans.__('No datasets yet')}
                    action={
                        <button type="button" className="aml-button" onClick={actions.registerData}>
                            {trans.__('Register a dataset…')}
                        </button>
                    }
                >
                    {trans.__(
                        'A dataset is a name for files or a table that runs read. In the file browser: right click, Register as Dataset.'
                    )}
                </Empty>
            );
        case 'models':
            return (
                <Empty title={trans.__('No models yet')}>
                    {trans.__(
                        'A model is a file or folder that a run left, kept under a name. Register one: run.register_model(…) in a script, or Register as model in the Outputs of a run.'
                    )}
                </Empty>
            );
        case 'environments':
            return (
                <Empty title={trans.__('No environments yet')}>
                    {trans.__(
                        'An environment is a list of packages that runs get. Register one: Environment.from_pip_requirements(name, file).register(ws).'
                    )}
                </Empty>
            );
    }
}
