import { useCallback, useEffect, useRef, useState } from 'react';
import type { ISubmission } from '../../api';
import { problemOf } from '../../model/problem';
import type { IProblem, Run, SubmissionCheck } from '../../schemas';
import { fieldsOf, given, type IField, type ISchema, type Values } from '../form/fields';
import type { IFieldProblem } from '../form/SchemaForm';
import type { ISubmitService } from './service';

const PAUSE_MS = 250;

export interface ISubmissionState {
    fields: IField[] | null;
    values: Values;
    /** What the server said of the newest values it was asked about. */
    check: SubmissionCheck | null;
    checking: boolean;
    /** The values were never changed here: what is missing is not yet a mistake. */
    untouched: boolean;
    submitting: boolean;
    /** What keeps the form from working at all, or why the last submission failed. */
    problem: IProblem | null;
    change: (name: string, value: unknown) => void;
    submit: () => Promise<Run | null>;
    retry: () => void;
}

/** A submission that is being written: its values, and what the server thinks of them a moment after each change. */
export function useSubmission(service: ISubmitService, initial: ISubmission): ISubmissionState {
    const [fields, setFields] = useState<IField[] | null>(null);
    const [values, setValues] = useState<Values>(initial.fields);
    const [check, setCheck] = useState<SubmissionCheck | null>(null);
    const [checking, setChecking] = useState(true);
    const [untouched, setUntouched] = useState(true);
    const [submitting, setSubmitting] = useState(false);
    const [problem, setProblem] = useState<IProblem | null>(null);
    const [round, setRound] = useState(0);
    const newest = useRef(0);
    const { folder, resubmit } = initial;

    useEffect(() => {
        let here = true;
        service.schema().then(
            schema => here && setFields(fieldsOf(schema as ISchema)),
            error => here && setProblem(problemOf(error))
        );
        return () => {
            here = false;
        };
    }, [service, round]);

    useEffect(() => {
        const ticket = ++newest.current;
        setChecking(true);
        const timer = setTimeout(() => {
            service.check({ folder, resubmit, fields: given(values) }).then(
                answer => {
                    if (ticket === newest.current) {
                        setCheck(answer);
                        setChecking(false);
                        setProblem(null);
                    }
                },
                error => {
                    if (ticket === newest.current) {
                        setChecking(false);
                        setProblem(problemOf(error));
                    }
                }
            );
        }, PAUSE_MS);
        return () => clearTimeout(timer);
    }, [service, folder, resubmit, values, round]);

    const change = useCallback((name: string, value: unknown) => {
        setUntouched(false);
        setValues(old => ({ ...old, [name]: value }));
    }, []);

    const submit = async () => {
        setUntouched(false);
        setSubmitting(true);
        try {
            return await service.submit({ folder, resubmit, fields: given(values) });
        } catch (error) {
            setProblem(problemOf(error));
            return null;
        } finally {
            setSubmitting(false);
        }
    };

    const retry = () => setRound(round + 1);
    return { fields, values, check, checking, untouched, submitting, problem, change, submit, retry };
}

/** Returns the problems by field; what belongs to no field, or to one that is not shown, is `rest`. */
export function sortProblems(
    check: SubmissionCheck | null,
    fields: readonly IField[]
): { byField: Record<string, IFieldProblem>; rest: IFieldProblem[] } {
    const names = new Set(fields.map(field => field.name));
    const byField: Record<string, IFieldProblem> = {};
    const rest: IFieldProblem[] = [];
    for (const problem of check?.problems ?? []) {
        if (problem.field && names.has(problem.field)) {
            byField[problem.field] = problem;
        } else {
            rest.push(problem);
        }
    }
    return { byField, rest };
}
