import { useId } from 'react';
import type { Detailed, IDetailed } from '../../model/assets';
import { isOffline } from '../../model/problem';
import { Empty, ErrorBox, useStore, useTrans } from '../basics';
import { AssetHead } from './AssetHead';
import type { IAssetPage } from './context';
import { AssetPageContext, useAssetPage } from './context';
import { DataMain } from './DataMain';
import { EnvironmentMain } from './EnvironmentMain';
import { Labels } from './Labels';
import { Lineage } from './Lineage';
import { ModelMain } from './ModelMain';

/** Everything about one version of an environment, a dataset or a model. */
export function AssetPage({ page }: { page: IAssetPage }): JSX.Element {
    return (
        <AssetPageContext.Provider value={page}>
            <Page />
        </AssetPageContext.Provider>
    );
}

function Page(): JSX.Element {
    const trans = useTrans();
    const { store } = useAssetPage();
    const { detail, problem, gone } = useStore(store);
    const title = useId();
    if (!detail) {
        return problem ? (
            <ErrorBox problem={problem} onRetry={() => void store.refresh()} />
        ) : (
            <Empty title={trans.__('Loading…')} />
        );
    }
    return (
        <article className="aml-assetpage" aria-labelledby={title}>
            {gone && (
                <div className="aml-notice" role="status">
                    {trans.__('This version was deleted. What was known of it stays here until the page is closed.')}
                </div>
            )}
            {problem &&
                (isOffline(problem) ? (
                    <div className="aml-notice" role="status">
                        {problem.message} {problem.hint}
                    </div>
                ) : (
                    <ErrorBox problem={problem} onRetry={() => void store.refresh()} />
                ))}
            <AssetHead detail={detail} titleId={title} />
            <div className="aml-overview">
                <Labels detail={detail} />
                <Main detail={detail} key={`${detail.name}:${detail.version}`} />
                <Lineage detail={detail} />
            </div>
        </article>
    );
}

function Main({ detail }: { detail: Detailed }): JSX.Element {
    const { kind } = useAssetPage().store;
    switch (kind) {
        case 'data':
            return <DataMain data={detail as IDetailed['data']} />;
        case 'models':
            return <ModelMain model={detail as IDetailed['models']} />;
        case 'environments':
            return <EnvironmentMain environment={detail as IDetailed['environments']} />;
    }
}
