/** From a JSON Schema to the fields of a form. The schemas of the server are flat: texts, numbers, flags, choices, lists of words, pairs of texts. */

export type FieldKind = 'text' | 'number' | 'integer' | 'flag' | 'choice' | 'words' | 'pairs';

export interface IField {
    name: string;
    kind: FieldKind;
    title: string;
    help: string;
    required: boolean;
    /** The value is a secret: it is not shown and not kept. */
    secret: boolean;
    /** What applies if nothing is given. */
    fallback: unknown;
    /** Shown in an empty field. */
    placeholder: string;
    choices: string[];
    /** Values that are offered; others are allowed. */
    suggestions: string[];
    minimum?: number;
    maximum?: number;
    group: string;
}

export interface ISchema {
    type?: string | string[];
    title?: string;
    description?: string;
    default?: unknown;
    enum?: unknown[];
    const?: unknown;
    examples?: unknown[];
    minimum?: number;
    maximum?: number;
    exclusiveMinimum?: number;
    writeOnly?: boolean;
    format?: string;
    required?: string[];
    properties?: Record<string, ISchema>;
    additionalProperties?: boolean | ISchema;
    items?: ISchema;
    anyOf?: ISchema[];
    allOf?: ISchema[];
    $ref?: string;
    $defs?: Record<string, ISchema>;
    'x-group'?: string;
    'x-choices'?: string[];
    [key: string]: unknown;
}

export type Values = Record<string, unknown>;

/** Returns the fields of an object's schema, in its order. */
export function fieldsOf(schema: ISchema): IField[] {
    const required = new Set(schema.required ?? []);
    return Object.entries(schema.properties ?? {}).map(([name, found]) => {
        const property = resolve(found, schema);
        return {
            name,
            kind: kindOf(property),
            title: property.title ?? name.replace(/_/g, ' ').replace(/^./, first => first.toUpperCase()),
            help: property.description ?? '',
            required: required.has(name),
            secret: isSecret(property),
            fallback: property.default,
            placeholder: placeholderOf(property),
            choices: (property.enum ?? []).map(String),
            suggestions: property['x-choices'] ?? [],
            minimum: property.minimum ?? property.exclusiveMinimum,
            maximum: property.maximum,
            group: property['x-group'] ?? ''
        };
    });
}

/** Follows references, and looks through "this or nothing". */
function resolve(property: ISchema, root: ISchema): ISchema {
    const { anyOf, allOf, $ref, ...rest } = property;
    const inner =
        ($ref ? root.$defs?.[$ref.replace('#/$defs/', '')] : undefined) ??
        anyOf?.find(each => each.type !== 'null') ??
        allOf?.[0];
    return inner ? { ...resolve(inner, root), ...rest } : property;
}

function kindOf(property: ISchema): FieldKind {
    const type = Array.isArray(property.type) ? property.type.find(each => each !== 'null') : property.type;
    if (property.enum) {
        return 'choice';
    }
    switch (type) {
        case 'integer':
        case 'number':
            return type;
        case 'boolean':
            return 'flag';
        case 'array':
            return 'words';
        case 'object':
            return 'pairs';
        default:
            return 'text';
    }
}

function isSecret(property: ISchema): boolean {
    const values = property.additionalProperties;
    return Boolean(
        property.writeOnly || property.format === 'password' || (typeof values === 'object' && values.writeOnly)
    );
}

function placeholderOf(property: ISchema): string {
    if (property.default !== undefined && property.default !== null && typeof property.default !== 'object') {
        return String(property.default);
    }
    return property.examples?.length ? `${property.examples[0]}` : '';
}

/** Returns the values without those that say nothing: the server fills in what is left out. */
export function given(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => !isNothing(value)));
}

/** Returns the values that may be kept outside of the page: of secrets only their names. */
export function withoutSecrets(fields: readonly IField[], values: Values): Values {
    const secret = new Set(fields.filter(field => field.secret).map(field => field.name));
    const namesOf = (value: unknown) =>
        Object.fromEntries(Object.keys(typeof value === 'object' ? { ...value } : {}).map(name => [name, '']));
    return given(
        Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, secret.has(name) ? namesOf(value) : value])
        )
    );
}

function isNothing(value: unknown): boolean {
    return (
        value === undefined ||
        value === null ||
        value === '' ||
        value === false ||
        (Array.isArray(value) && value.length === 0) ||
        (typeof value === 'object' && Object.keys(value).length === 0)
    );
}
