import type { ReactNode } from 'react';
import type { IField, Values } from './fields';
import { FlagInput, NumberInput, PairsInput, TextInput, WordsInput } from './inputs';

/** What is wrong with the value of a field. */
export interface IFieldProblem {
    message: string;
    hint: string;
}

export interface ISchemaFormProps {
    /** Makes the ids of the inputs unique on a page. */
    id: string;
    fields: readonly IField[];
    values: Values;
    problems?: Readonly<Record<string, IFieldProblem>>;
    onChange: (name: string, value: unknown) => void;
    /** Takes the place of an input, by the name of the field. */
    instead?: Readonly<Record<string, (field: IField) => ReactNode>>;
    /** Stands behind an input, by the name of the field. */
    beside?: Readonly<Record<string, ReactNode>>;
}

/** The fields of a JSON Schema, each with its help and, in place, what is wrong with it. */
export function SchemaForm({
    id,
    fields,
    values,
    problems = {},
    onChange,
    instead = {},
    beside = {}
}: ISchemaFormProps): JSX.Element {
    return (
        <div className="aml-form">
            {fields.map(field => (
                <Row key={field.name} id={`${id}-${field.name}`} field={field} problem={problems[field.name]}>
                    <div className="aml-form-line">
                        {instead[field.name]?.(field) ?? (
                            <Input
                                id={`${id}-${field.name}`}
                                field={field}
                                value={values[field.name]}
                                invalid={field.name in problems}
                                onChange={value => onChange(field.name, value)}
                            />
                        )}
                        {beside[field.name]}
                    </div>
                </Row>
            ))}
        </div>
    );
}

interface IRowProps {
    id: string;
    field: IField;
    problem?: IFieldProblem;
    children: ReactNode;
}

function Row({ id, field, problem, children }: IRowProps): JSX.Element {
    return (
        <div className="aml-form-row" data-invalid={problem ? true : undefined}>
            <label htmlFor={id}>
                {field.title}
                {field.required && <span aria-hidden="true"> *</span>}
            </label>
            <div className="aml-form-input">
                {children}
                {field.help && (
                    <div className="aml-form-help" id={`${id}-help`}>
                        {field.help}
                    </div>
                )}
                {problem && (
                    <div className="aml-form-problem" id={`${id}-problem`} role="alert">
                        {problem.message} {problem.hint}
                    </div>
                )}
            </div>
        </div>
    );
}

interface IInputProps {
    id: string;
    field: IField;
    value: unknown;
    invalid: boolean;
    onChange: (value: unknown) => void;
}

function Input({ id, field, value, invalid, onChange }: IInputProps): JSX.Element {
    const common = {
        id,
        'aria-invalid': invalid || undefined,
        'aria-required': field.required || undefined,
        'aria-describedby':
            [field.help && `${id}-help`, invalid && `${id}-problem`].filter(Boolean).join(' ') || undefined
    };
    switch (field.kind) {
        case 'flag':
            return <FlagInput common={common} value={Boolean(value ?? field.fallback)} onChange={onChange} />;
        case 'integer':
        case 'number':
            return <NumberInput common={common} field={field} value={value} onChange={onChange} />;
        case 'words':
            return <WordsInput common={common} field={field} value={(value as string[]) ?? []} onChange={onChange} />;
        case 'pairs':
            return <PairsInput common={common} field={field} value={(value as Values) ?? {}} onChange={onChange} />;
        default:
            return <TextInput common={common} field={field} value={value} onChange={onChange} />;
    }
}
