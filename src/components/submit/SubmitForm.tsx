import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { ISubmission } from '../../api';
import type { Run } from '../../schemas';
import { ErrorBox, useTrans } from '../basics';
import { given, type IField, type Values } from '../form/fields';
import { SchemaForm } from '../form/SchemaForm';
import { ComputeCards } from './ComputeCards';
import { Preview } from './Preview';
import type { IInsert, ISubmitService } from './service';
import { firstField, shownFields, sortProblems } from './shown';
import { useSubmission } from './useSubmission';

export interface ISubmitFormProps {
    /** Makes the ids of the inputs unique on a page. */
    id: string;
    service: ISubmitService;
    initial: ISubmission;
    insert?: IInsert;
    /** The fields are there; the id is of the one to begin with. */
    onReady?: (first: string) => void;
    /** Told a moment after each change, and at the start, without what is secret. */
    onWritten?: (fields: Values) => void;
    onSubmitted: (run: Run) => void;
}

const GROUPS = ['what', 'where', 'details', 'advanced'] as const;
/** Groups that are folded as long as nothing in them is given or wrong. */
const FOLDED: readonly string[] = ['details', 'advanced'];
const KEYS = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ Enter' : 'Ctrl+Enter';

/** The form of a submission in folds, and beside it what it comes to. */
export function SubmitForm({
    id,
    service,
    initial,
    insert,
    onReady,
    onWritten,
    onSubmitted
}: ISubmitFormProps): JSX.Element {
    const trans = useTrans();
    const form = useSubmission(service, initial, onWritten);
    const root = useRef<HTMLFormElement>(null);
    const { fields, values, check, refused } = form;
    const isReady = fields !== null;
    useEffect(() => {
        if (isReady) {
            onReady?.(`${id}-${firstField(initial.fields)}`);
        }
    }, [isReady, id, initial, onReady]);
    useEffect(() => {
        if (refused) {
            root.current?.querySelector<HTMLElement>('[data-invalid] :is(input, select, button)')?.focus();
        }
    }, [refused]);
    if (!fields) {
        return form.problem ? (
            <ErrorBox problem={form.problem} onRetry={form.retry} />
        ) : (
            <div className="aml-empty">{trans.__('Getting the form…')}</div>
        );
    }
    const shown = shownFields(fields, { values, check, resubmit: Boolean(initial.resubmit) });
    const refusal = refused && { ...refused, field: (refused.details?.field as string | undefined) ?? null };
    // What nobody has written yet is missing, not wrong.
    const isBlank = form.untouched && firstField(values) === 'script';
    const found = (check?.problems ?? []).filter(problem => !(isBlank && problem.field === 'script'));
    const { byField, rest } = sortProblems(refusal ? [...found, refusal] : found, shown);
    const isTold = refusal && !rest.some(problem => problem === refusal);

    const submit = async () => {
        const run = await form.submit();
        if (run) {
            onSubmitted(run);
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            void submit();
        }
    };
    // What applies to a field that stays empty depends on the others.
    const empty: Record<string, string> = {
        experiment: check?.experiment ?? '',
        distribution: trans.__('none: one process'),
        ...(initial.resubmit ? { env: trans.__('as it was') } : {})
    };
    const told = (field: IField): IField =>
        field.name in empty ? { ...field, placeholder: empty[field.name] } : field;
    const instead = {
        compute: (field: IField) => (
            <ComputeCards
                id={`${id}-${field.name}`}
                targets={service.compute}
                value={values.compute as string | undefined}
                onChange={name => form.change('compute', name)}
            />
        )
    };
    const pick = service.pick;
    const choose = async () => {
        const path = await pick?.();
        if (path) {
            form.change('script', path);
        }
    };
    const beside = {
        script: pick && !initial.resubmit && (
            <button type="button" className="aml-button" onClick={choose}>
                {trans.__('Choose…')}
            </button>
        )
    };
    const titles = {
        what: trans.__('What'),
        where: trans.__('Where'),
        details: trans.__('Details'),
        advanced: trans.__('Advanced')
    };
    return (
        <form
            ref={root}
            className="aml-submit"
            aria-label={trans.__('Submit a run')}
            noValidate
            onSubmit={event => {
                event.preventDefault();
                void submit();
            }}
            onKeyDown={onKeyDown}
        >
            <div className="aml-submit-form">
                {initial.resubmit && (
                    <div className="aml-note">
                        {trans.__(
                            'The source of %1 is sent as it was. What is changed here holds for the new run.',
                            initial.resubmit
                        )}
                    </div>
                )}
                {GROUPS.map(group => {
                    const inside = shown.filter(field => (field.group || 'details') === group);
                    return (
                        <details
                            key={group}
                            className="aml-fold"
                            open={
                                !FOLDED.includes(group) || inside.some(({ name }) => name in byField || name in values)
                            }
                        >
                            <summary>{titles[group]}</summary>
                            <SchemaForm
                                id={id}
                                fields={inside.map(told)}
                                values={values}
                                problems={byField}
                                onChange={form.change}
                                instead={instead}
                                beside={beside}
                            />
                        </details>
                    );
                })}
                {form.problem && <ErrorBox problem={form.problem} onRetry={form.retry} />}
                {refusal && !isTold && <ErrorBox problem={refusal} />}
                <div className="aml-submit-actions">
                    <button type="submit" className="aml-button aml-primary" disabled={form.submitting}>
                        {form.submitting ? trans.__('Submitting…') : trans.__('Submit')}
                    </button>
                    <kbd className="aml-faint">{KEYS}</kbd>
                </div>
            </div>
            <Preview
                check={check}
                checking={form.checking}
                problems={rest.filter(problem => problem !== refusal)}
                insert={
                    insert && {
                        label: insert.label,
                        insert: () => insert.insert({ ...initial, fields: given(values) })
                    }
                }
            />
        </form>
    );
}
