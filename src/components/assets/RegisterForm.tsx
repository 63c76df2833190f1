import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { IProblem } from '../../schemas';
import { CopyButton, ErrorBox, useTrans } from '../basics';
import { fieldsOf, given, type ISchema, type Values } from '../form/fields';
import { SchemaForm } from '../form/SchemaForm';

export interface IRegisterFormProps<T> {
    /** The fields; their titles and help are those of the schema. */
    schema: ISchema;
    initial: Values;
    /** What is going to be registered, in words. */
    what: string;
    /** The line that does the same. */
    line: (values: Values) => string;
    register: (values: Values) => Promise<T>;
    onDone: (made: T) => void;
    onCancel: () => void;
}

/** Gives something a name and a version. */
export function RegisterForm<T>(props: IRegisterFormProps<T>): JSX.Element {
    const { schema, initial, what, line, register, onDone, onCancel } = props;
    const trans = useTrans();
    const [values, setValues] = useState<Values>(initial);
    const [problem, setProblem] = useState<IProblem | null>(null);
    const [busy, setBusy] = useState(false);
    const form = useRef<HTMLFormElement>(null);
    useEffect(() => {
        form.current?.querySelector<HTMLElement>('[data-invalid] :is(input, select)')?.focus();
    }, [problem]);
    const fields = fieldsOf(schema);
    const wrong = fields.find(({ name }) => name === problem?.details?.field)?.name;
    const submit = async () => {
        setBusy(true);
        try {
            onDone(await register(given(values)));
        } catch (error) {
            setProblem(problemOf(error));
            setBusy(false);
        }
    };
    return (
        <form
            ref={form}
            noValidate
            className="aml-register"
            onSubmit={event => {
                event.preventDefault();
                void submit();
            }}
        >
            <p className="aml-faint">{what}</p>
            <SchemaForm
                id="aml-register"
                fields={fields}
                values={values}
                problems={problem && wrong ? { [wrong]: problem } : {}}
                onChange={(name, value) => setValues(old => ({ ...old, [name]: value }))}
            />
            {problem && !wrong && <ErrorBox problem={problem} />}
            <pre className="aml-line">{line(given(values))}</pre>
            <div className="aml-submit-actions">
                <button type="submit" className="aml-button aml-primary" disabled={busy || !values.name}>
                    {busy ? trans.__('Registering…') : trans.__('Register')}
                </button>
                <button type="button" className="aml-button" onClick={onCancel}>
                    {trans.__('Cancel')}
                </button>
                <CopyButton text={line(given(values))} label={trans.__('Copy the line')} />
            </div>
        </form>
    );
}
