export type Tags = Record<string, string>;

/** What must be told the server so that the tags are those after, where they were those before; null removes one. */
export function tagChange(before: Record<string, string | null>, after: Tags): Record<string, string | null> {
    const changed = Object.entries(after).filter(([key, value]) => !(key in before) || (before[key] ?? '') !== value);
    const removed = Object.keys(before).filter(key => !(key in after));
    return Object.fromEntries([...changed, ...removed.map((key): [string, null] => [key, null])]);
}
