import { lazy, Suspense } from 'react';
import type { AssetKind } from '../../model/assets';
import { useTrans } from '../basics';
import type { ISidebarActions, ISidebarModel } from './model';
import { Section } from './Section';

const AssetRows = lazy(async () => ({ default: (await import('./AssetRows')).AssetRows }));

export interface IAssetSectionProps {
    kind: AssetKind;
    title: string;
    model: ISidebarModel;
    actions: ISidebarActions;
}

/** Data, models or environments; what is in it is loaded when it is opened. */
export function AssetSection({ kind, title, model, actions }: IAssetSectionProps): JSX.Element {
    const trans = useTrans();
    return (
        <Section title={title} name={kind} folded>
            <Suspense fallback={<div className="aml-sb-note">{trans.__('Loading…')}</div>}>
                <AssetRows kind={kind} title={title} lists={model.assets} actions={actions} />
            </Suspense>
        </Section>
    );
}
