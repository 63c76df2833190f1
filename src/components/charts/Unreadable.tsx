import { useTrans } from '../basics/trans';

/** Stands where a chart would, if what was logged is not of the kind it says. */
export function Unreadable({ what }: { what: string }): JSX.Element {
    const trans = useTrans();
    return <p className="aml-unreadable">{trans.__('The logged value cannot be read as %1.', what)}</p>;
}
