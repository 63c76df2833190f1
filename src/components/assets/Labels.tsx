import type { Detailed } from '../../model/assets';
import { useTrans } from '../basics';
import { EditText } from '../runpage/EditText';
import { Tags } from '../runpage/Tags';
import { useAssetPage } from './context';

/** What people say about a version: the only part of it that changes. */
export function Labels({ detail }: { detail: Detailed }): JSX.Element {
    const trans = useTrans();
    const { store } = useAssetPage();
    return (
        <div className="aml-labels">
            <EditText
                multiline
                optional
                value={detail.description ?? ''}
                label={trans.__('Description')}
                placeholder={trans.__('Say what this is')}
                onSave={description => store.edit({ description })}
            />
            <Tags tags={detail.tags} onChange={tags => store.edit({ tags })} />
        </div>
    );
}
