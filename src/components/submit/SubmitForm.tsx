import { type KeyboardEvent, useRef } from 'react';
import type { ISubmission } from '../../api';
import type { Run } from '../../schemas';
import { ErrorBox, useTrans } from '../basics';
import type { IField } from '../form/fields';
import { SchemaForm } from '../form/SchemaForm';
import { ComputeCards } from './ComputeCards';
import { Preview } from './Preview';
import type { ISubmitService } from './service';
import { sortProblems, useSubmission } from './useSubmission';

export interface ISubmitFormProps {
    service: ISubmitService;
    initial: ISubmission;
    onSubmitted: (run: Run) => void;
}

const GROUPS = ['what', 'where', 'details'] as const;

/** The form of a submission in three folds, and beside it what it comes to. */
export function SubmitForm({ service, initial, onSubmitted }: ISubmitFormProps): JSX.Element {
    const trans = useTrans();
    const form = useSubmission(service, initial);
    const root = useRef<HTMLFormElement>(null);
    if (!form.fields) {
        return form.problem ? (
            <ErrorBox problem={form.problem} onRetry={form.retry} />
        ) : (
            <div className="aml-empty">{trans.__('Getting the form…')}</div>
        );
    }
    const fields = form.fields;
    const { byField, rest } = sortProblems(form.check, fields);
    const isEmpty = (name: string) => form.values[name] === undefined || form.values[name] === '';
    // What nobody has written yet is missing, not wrong.
    const shown = form.untouched
        ? Object.fromEntries(Object.entries(byField).filter(([name]) => !isEmpty(name)))
        : byField;

    const submit = async () => {
        if (form.submitting) {
            return;
        }
        const run = await form.submit();
        if (run) {
            onSubmitted(run);
        } else {
            root.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void submit();
        }
    };
    const instead = {
        compute: (field: IField) => (
            <ComputeCards
                id={`aml-submit-${field.name}`}
                load={service.compute}
                value={form.values.compute as string | undefined}
                onChange={name => form.change('compute', name)}
            />
        )
    };
    const titles = { what: trans.__('What'), where: trans.__('Where'), details: trans.__('Details') };
    const pick = service.pick;
    return (
        <form
            ref={root}
            className="aml-submit"
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
                            'Submits the source of %1 as it was; what is changed here changes the rest.',
                            initial.resubmit
                        )}
                    </div>
                )}
                {GROUPS.map(group => (
                    <details
                        key={group}
                        className="aml-fold"
                        open={group !== 'details' || hasValues(fields, group, form.values)}
                    >
                        <summary>{titles[group]}</summary>
                        {group === 'what' && pick && !initial.resubmit && (
                            <button
                                type="button"
                                className="aml-button"
                                onClick={async () => {
                                    const path = await pick();
                                    if (path) {
                                        form.change('script', path);
                                    }
                                }}
                            >
                                {trans.__('Choose a file…')}
                            </button>
                        )}
                        <SchemaForm
                            id="aml-submit"
                            fields={fields.filter(field => (field.group || 'details') === group)}
                            values={form.values}
                            problems={shown}
                            onChange={form.change}
                            instead={instead}
                        />
                    </details>
                ))}
                {form.problem && <ErrorBox problem={form.problem} onRetry={form.retry} />}
                <div className="aml-submit-actions">
                    <button type="submit" className="aml-button aml-primary" disabled={form.submitting}>
                        {form.submitting ? trans.__('Submitting…') : trans.__('Submit')}
                    </button>
                    <span className="aml-faint">{trans.__('Ctrl+Enter')}</span>
                </div>
            </div>
            <Preview
                check={form.check}
                checking={form.checking}
                problems={form.untouched ? [] : rest}
                insert={service.insert}
            />
        </form>
    );
}

function hasValues(fields: readonly IField[], group: string, values: Record<string, unknown>): boolean {
    return fields.some(field => field.group === group && values[field.name] !== undefined);
}
