/** What a run was given beside its script, read from JSON that anybody may have written (docs/run-folder.md). */
import type { Run } from '../schemas';

type Json = Record<string, unknown>;

/** What the interpreter of a run must have. */
export interface IRunEnvironment {
    name: string;
    /** Null if it was never registered. */
    version: string | null;
    python: string | null;
    /** One line a package, those of conda among them. */
    packages: string[];
    /** An environment of conda that is there already. */
    conda: string | null;
    image: string | null;
}

/** Data that a run reads or leaves, by its name. */
export interface IRunData {
    name: string;
    /** `name:version`; null if it is not registered. */
    asset: string | null;
    /** Where it is, as far as anybody said. */
    place: string | null;
    mode: string | null;
}

const object = (value: unknown): Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

export function environmentOf(run: Run): IRunEnvironment | null {
    const found = object(run.environment);
    if (Object.keys(found).length === 0) {
        return null;
    }
    return {
        name: text(found.name) ?? '',
        version: text(found.version),
        python: text(found.python_version),
        packages: [...texts(found.requirements), ...texts(object(found.conda).packages)],
        conda: text(found.conda_environment),
        image: text(object(found.docker).image)
    };
}

/** The inputs or the outputs of a run. */
export function dataOf(given: Run['inputs'] | Run['outputs']): IRunData[] {
    return Object.entries(object(given)).map(([name, value]) => {
        const found = object(value);
        const register = object(found.register);
        const place = [text(found.datastore), text(found.path) ?? text(found.path_on_compute)];
        return {
            name,
            asset: text(found.asset) ?? text(register.asset),
            place: place.filter(Boolean).join('/') || null,
            mode: text(found.mode)
        };
    });
}
