import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { Compute, ComputeKind, IProblem } from '../../schemas';
import { CopyButton, ErrorBox, useTrans } from '../basics';
import { fieldsOf, given, type IField, type ISchema, type Values } from '../form/fields';
import { magicLine } from '../form/words';
import { type IFieldProblem, SchemaForm } from '../form/SchemaForm';

export interface IComputeDialogProps {
    /** At least one. */
    kinds: readonly ComputeKind[];
    create: (name: string, type: string, settings: Values) => Promise<Compute>;
    onDone: (target: Compute) => void;
    onCancel: () => void;
}

const NAME: IField = {
    name: 'name',
    kind: 'text',
    title: 'Name',
    help: '2 to 24 letters, digits and -, beginning with a letter. Runs name it by this.',
    required: true,
    secret: false,
    fallback: undefined,
    placeholder: '',
    choices: [],
    suggestions: [],
    group: ''
};

/** Creates or attaches a compute target; the fields are those of the JSON Schema of its kind. */
export function ComputeDialog({ kinds, create, onDone, onCancel }: IComputeDialogProps): JSX.Element {
    const trans = useTrans();
    const [type, setType] = useState(kinds[0].type);
    const [name, setName] = useState('');
    const [values, setValues] = useState<Values>({});
    const [problem, setProblem] = useState<IProblem | null>(null);
    const [busy, setBusy] = useState(false);
    const form = useRef<HTMLFormElement>(null);
    useEffect(() => {
        form.current?.querySelector<HTMLElement>('[data-invalid] :is(input, select, button)')?.focus();
    }, [problem]);
    const kind = kinds.find(each => each.type === type) ?? kinds[0];
    const fields = fieldsOf(kind.schema as ISchema);
    const byField = problemsOf(problem, fields);
    const submit = async () => {
        setBusy(true);
        try {
            onDone(await create(name.trim(), type, given(values)));
        } catch (error) {
            setProblem(problemOf(error));
            setBusy(false);
        }
    };
    return (
        <form
            ref={form}
            noValidate
            className="aml-compute-dialog"
            onSubmit={event => {
                event.preventDefault();
                void submit();
            }}
        >
            {kinds.length > 1 && (
                <div className="aml-form-row">
                    <label htmlFor="aml-kind">{trans.__('Kind')}</label>
                    <select id="aml-kind" value={type} onChange={event => setType(event.target.value)}>
                        {kinds.map(each => (
                            <option key={each.type} value={each.type}>
                                {each.title}
                            </option>
                        ))}
                    </select>
                </div>
            )}
            <p className="aml-faint">{kind.description}</p>
            <SchemaForm
                id="aml-new-compute"
                fields={[{ ...NAME, title: trans.__('Name'), help: trans.__(NAME.help) }, ...fields]}
                values={{ ...values, name }}
                problems={byField}
                onChange={(field, value) =>
                    field === 'name' ? setName(String(value)) : setValues(old => ({ ...old, [field]: value }))
                }
            />
            {problem && Object.keys(byField).length === 0 && <ErrorBox problem={problem} />}
            <pre className="aml-line">{lineOf(name, kind, values)}</pre>
            <div className="aml-submit-actions">
                <button type="submit" className="aml-button aml-primary" disabled={busy || !name.trim()}>
                    {kind.action === 'attach' ? trans.__('Attach') : trans.__('Create')}
                </button>
                <button type="button" className="aml-button" onClick={onCancel}>
                    {trans.__('Cancel')}
                </button>
                <CopyButton text={lineOf(name, kind, values)} label={trans.__('Copy the line')} />
            </div>
        </form>
    );
}

/** The line that does the same; values of secrets are left for the reader to fill in. */
function lineOf(name: string, kind: ComputeKind, values: Values): string {
    const secret = new Set(
        fieldsOf(kind.schema as ISchema)
            .filter(field => field.secret)
            .map(field => field.name)
    );
    const settings = Object.entries(given(values)).flatMap(([key, value]) => [
        '--set',
        `${key}=${secret.has(key) ? '...' : String(value)}`
    ]);
    return magicLine(['compute', 'create', name.trim() || 'NAME', '--type', kind.type, ...settings]);
}

/** The problems that the server found with the settings, by field. */
function problemsOf(problem: IProblem | null, fields: readonly IField[]): Record<string, IFieldProblem> {
    const found = problem?.details?.problems;
    const names = new Set(fields.map(field => field.name));
    const byField: Record<string, IFieldProblem> =
        problem?.details?.field === NAME.name ? { name: { message: problem.message, hint: problem.hint } } : {};
    for (const each of Array.isArray(found) ? found : []) {
        if (names.has(each?.field)) {
            byField[each.field] = { message: String(each.message), hint: '' };
        }
    }
    return byField;
}
