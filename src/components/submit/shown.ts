import type { SubmissionCheck } from '../../schemas';
import type { IField, Values } from '../form/fields';
import type { IFieldProblem } from '../form/SchemaForm';

/** What decides whether a field is of use. */
interface IState {
    values: Values;
    check: SubmissionCheck | null;
    resubmit: boolean;
}

const isNotebook = ({ script }: Values): boolean => /\.ipynb$/i.test(String(script ?? ''));

/** Fields that are not always of use. */
const OF_USE: Readonly<Record<string, (state: IState) => boolean>> = {
    script: ({ values }) => isNothing(values.command),
    arguments: ({ values }) => isNothing(values.command) && !isNotebook(values),
    parameter: ({ values }) => isNotebook(values),
    command: ({ values }) => isNothing(values.script),
    // The source of a run that is submitted again is what it was.
    source_directory: ({ resubmit }) => !resubmit,
    input_mode: ({ values }) => !isNothing(values.input),
    processes: ({ values }) => values.distribution === 'pytorch' || values.distribution === 'mpi',
    nodes: ({ values }) => !isNothing(values.distribution),
    workers: ({ values }) => values.distribution === 'tensorflow',
    parameter_servers: ({ values }) => values.distribution === 'tensorflow',
    spark_conf: ({ values }) => values.distribution === 'pyspark',
    allow_large_snapshot: ({ check }) => Boolean(check?.snapshot?.over_limit)
};

/** Returns the fields that are of use; one with a value, or with a wrong one, always is, but where the old source decides. */
export function shownFields(fields: readonly IField[], state: IState): IField[] {
    const wrong = new Set(state.check?.problems.map(problem => problem.field));
    return fields.filter(({ name }) => {
        const given = !isNothing(state.values[name]) && !(state.resubmit && name === 'source_directory');
        return given || wrong.has(name) || (OF_USE[name]?.(state) ?? true);
    });
}

/** Returns the problems by field; what belongs to no field that is shown is `rest`. */
export function sortProblems(
    problems: readonly (IFieldProblem & { field: string | null })[],
    fields: readonly IField[]
): { byField: Record<string, IFieldProblem>; rest: IFieldProblem[] } {
    const names = new Set(fields.map(field => field.name));
    const byField: Record<string, IFieldProblem> = {};
    const rest: IFieldProblem[] = [];
    for (const problem of problems) {
        if (problem.field && names.has(problem.field)) {
            // What comes later may only follow from the first.
            byField[problem.field] ??= problem;
        } else {
            rest.push(problem);
        }
    }
    return { byField, rest };
}

/** Returns the field one begins with: the first that the opening did not fill in. */
export function firstField(values: Values): string {
    if (!isNothing(values.command)) {
        return 'command';
    }
    if (isNothing(values.script)) {
        return 'script';
    }
    return isNotebook(values) ? 'parameter' : 'arguments';
}

function isNothing(value: unknown): boolean {
    return (
        value === undefined ||
        value === null ||
        value === '' ||
        (typeof value === 'object' && Object.keys(value).length === 0)
    );
}
