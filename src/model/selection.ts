/** Which lines of a list are chosen, and which one the keyboard is on. Lines are told apart by their keys, so that the choice survives news. */
export interface IChoice {
    readonly active: string | null;
    /** Where a choice of neighbours began. */
    readonly anchor: string | null;
    readonly chosen: ReadonlySet<string>;
}

export const NOTHING: IChoice = { active: null, anchor: null, chosen: new Set() };

/** How a line is gone to: alone, with all in between (Shift), or in addition (Ctrl). */
export type Manner = 'alone' | 'range' | 'also';

export function mannerOf(event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): Manner {
    if (event.shiftKey) {
        return 'range';
    }
    return event.ctrlKey || event.metaKey ? 'also' : 'alone';
}

/** Returns the choice after going to a line. */
export function choose(choice: IChoice, keys: readonly string[], key: string, manner: Manner): IChoice {
    if (manner === 'also') {
        const chosen = new Set(choice.chosen);
        if (!chosen.delete(key)) {
            chosen.add(key);
        }
        return { active: key, anchor: key, chosen };
    }
    if (manner === 'range' && choice.anchor !== null && keys.includes(choice.anchor)) {
        const [first, last] = [keys.indexOf(choice.anchor), keys.indexOf(key)].sort((a, b) => a - b);
        return { active: key, anchor: choice.anchor, chosen: new Set(keys.slice(first, last + 1)) };
    }
    return { active: key, anchor: key, chosen: new Set([key]) };
}

/** Returns the choice for a context menu on a line: what is chosen if the line belongs to it, else the line. */
export function chooseForMenu(choice: IChoice, keys: readonly string[], key: string): IChoice {
    return choice.chosen.has(key) ? { ...choice, active: key } : choose(choice, keys, key, 'alone');
}

/** Where a key of the keyboard leads to from a line; null if it leads nowhere. */
export function indexAfter(key: string, index: number, count: number, page: number): number | null {
    const steps: Record<string, number> = {
        ArrowDown: index + 1,
        ArrowUp: index - 1,
        PageDown: index + page,
        PageUp: index - page,
        Home: 0,
        End: count - 1
    };
    return count === 0 || !(key in steps) ? null : Math.min(count - 1, Math.max(0, steps[key]));
}
