/** What one asked to see of many metrics. */
export interface IMetricChoice {
    text: string;
    pinned: ReadonlySet<string>;
    hidden: ReadonlySet<string>;
    /** Whether hidden ones are listed, too. */
    all: boolean;
}

export interface IMetricGroup {
    /** What stands before the first slash of the names; empty for names without one. */
    prefix: string;
    names: string[];
}

/** Orders names as people count: `layer2` before `layer10`. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;

/** Returns metrics in groups by prefix, those without one first, with those that nothing shares the prefix with. Pinned ones are apart; `hidden` counts those that were left out, or would be. */
export function groupMetrics(
    names: Iterable<string>,
    choice: IMetricChoice
): { pinned: string[]; groups: IMetricGroup[]; hidden: number } {
    const wanted = [...names].filter(matcher(choice.text)).sort(byName);
    const shown = wanted.filter(name => choice.all || !choice.hidden.has(name));
    const groups = new Map<string, string[]>();
    for (const name of shown) {
        if (!choice.pinned.has(name)) {
            const prefix = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
            groups.set(prefix, [...(groups.get(prefix) ?? []), name]);
        }
    }
    for (const [prefix, found] of groups) {
        if (prefix && found.length === 1) {
            groups.delete(prefix);
            groups.set('', [...(groups.get('') ?? []), ...found].sort(byName));
        }
    }
    return {
        pinned: shown.filter(name => choice.pinned.has(name)),
        groups: [...groups].sort(([a], [b]) => byName(a, b)).map(([prefix, found]) => ({ prefix, names: found })),
        hidden: wanted.filter(name => choice.hidden.has(name)).length
    };
}

/** Every word must be in the name; `*` stands for anything. */
export function matcher(text: string): (name: string) => boolean {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const patterns = words.map(word => new RegExp(word.split('*').map(escape).join('.*')));
    return name => patterns.every(pattern => pattern.test(name.toLowerCase()));
}

function escape(text: string): string {
    return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
