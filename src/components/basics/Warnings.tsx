import { useTrans } from './trans';

/** What does not happen as the run asks for: always in sight, or somebody would believe that it did. */
export function Warnings({ warnings }: { warnings: readonly string[] | undefined }): JSX.Element | null {
    const trans = useTrans();
    if (!warnings?.length) {
        return null;
    }
    return (
        <ul className="aml-warnings" aria-label={trans.__('Warnings')}>
            {warnings.map((warning, index) => (
                <li key={index}>{warning}</li>
            ))}
        </ul>
    );
}
