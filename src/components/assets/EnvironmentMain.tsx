import type { EnvironmentDetail } from '../../schemas';
import { CopyButton, useTrans } from '../basics';
import { BuiltMark, builtWords } from './BuiltMark';
import { Packages } from './Packages';

/** What an interpreter gets with this environment, and the file that says so. */
export function EnvironmentMain({ environment }: { environment: EnvironmentDetail }): JSX.Element {
    const trans = useTrans();
    const { python_version: python, requirements, packages, definition } = environment;
    return (
        <>
            <dl className="aml-facts">
                <div>
                    <dt>{trans.__('State')}</dt>
                    <dd className="aml-words">
                        <BuiltMark facts={environment} />
                        <span className="aml-built-words">{builtWords(environment, trans)}</span>
                    </dd>
                </div>
                {python && (
                    <div>
                        <dt>{trans.__('Python')}</dt>
                        <dd>{python}</dd>
                    </div>
                )}
                <div>
                    <dt>{trans.__('Packages')}</dt>
                    <dd>{requirements.length ? <Packages packages={requirements} /> : trans.__('none')}</dd>
                </div>
                {packages && (
                    <div>
                        <dt>{trans.__('Installed')}</dt>
                        <dd>
                            <Packages packages={packages} />
                        </dd>
                    </div>
                )}
            </dl>
            <section aria-label={trans.__('Definition')}>
                <div className="aml-definition-head">
                    <h3>{trans.__('Definition')}</h3>
                    <CopyButton text={definition} label={trans.__('Copy')} />
                </div>
                <pre className="aml-definition" tabIndex={0}>
                    {definition}
                </pre>
            </section>
        </>
    );
}
