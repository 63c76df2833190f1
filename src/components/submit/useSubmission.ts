import { useCallback, useEffect, useRef, useState } from 'react';
import type { ISubmission } from '../../api';
import { problemOf } from '../../model/problem';
import type { IProblem, Run, SubmissionCheck } from '../../schemas';
import { fieldsOf, given, type IField, type ISchema, type Values, withoutSecrets } from '../form/fields';
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
    /** From the click on until it is refused; what was submitted once is not submitted again. */
    submitting: boolean;
    /** What keeps the form from working. */
    problem: IProblem | null;
    /** Why these values were not submitted. */
    refused: IProblem | null;
    change: (name: string, value: unknown) => void;
    submit: () => Promise<Run | null>;
    retry: () => void;
}

/** A submission that is being written: its values, and what the server thinks of them a moment after each change. */
export function useSubmission(
    service: ISubmitService,
    initial: ISubmission,
    onWritten?: (fields: Values) => void
): ISubmissionState {
    const [fields, setFields] = useState<IField[] | null>(null);
    const [values, setValues] = useState<Values>(initial.fields);
    const [check, setCheck] = useState<SubmissionCheck | null>(null);
    const [checking, setChecking] = useState(true);
    const [untouched, setUntouched] = useState(true);
    const [submitting, setSubmitting] = useState(false);
    const [problem, setProblem] = useState<IProblem | null>(null);
    const [refused, setRefused] = useState<IProblem | null>(null);
    const [round, setRound] = useState(0);
    const newest = useRef(0);
    const busy = useRef(false);
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

    useEffect(() => {
        const timer = setTimeout(() => fields && onWritten?.(withoutSecrets(fields, values)), PAUSE_MS);
        return () => clearTimeout(timer);
    }, [fields, values, onWritten]);

    const change = useCallback((name: string, value: unknown) => {
        setUntouched(false);
        setRefused(null);
        setValues(old => ({ ...old, [name]: value }));
    }, []);

    const submit = async () => {
        if (busy.current) {
            return null;
        }
        busy.current = true;
        setUntouched(false);
        setRefused(null);
        setSubmitting(true);
        try {
            return await service.submit({ folder, resubmit, fields: given(values) });
        } catch (error) {
            setRefused(problemOf(error));
            setSubmitting(false);
            busy.current = false;
            return null;
        }
    };

    const retry = () => setRound(round + 1);
    return { fields, values, check, checking, untouched, submitting, problem, refused, change, submit, retry };
}
