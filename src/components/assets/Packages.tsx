import { useTrans } from '../basics';

/** Packages that can be taken in at once. */
const FEW = 8;

/** The packages of an environment, one a line as they are asked for; many of them unfold. */
export function Packages({ packages }: { packages: readonly string[] }): JSX.Element | null {
    const trans = useTrans();
    if (packages.length === 0) {
        return null;
    }
    const list = (
        <div className="aml-arguments">
            {packages.map((line, index) => (
                <code key={index}>{line}</code>
            ))}
        </div>
    );
    return packages.length <= FEW ? (
        list
    ) : (
        <details>
            <summary className="aml-faint">{trans._n('%1 package', '%1 packages', packages.length)}</summary>
            {list}
        </details>
    );
}
