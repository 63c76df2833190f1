import type { RunStore } from '../model/run_store';
import type { IProblem, Update } from '../schemas';

/** Updates and the number of the newest of them. */
export interface IBatch {
    sequence: number;
    updates: Update[];
}

/** As much of the widget's model as is needed here. */
export interface IModel {
    get(name: string): unknown;
    on(event: string, listener: (value: never) => void): void;
    off(event: string, listener: (value: never) => void): void;
    send(message: unknown): void;
}

/**
 * Keeps a store up with the traits of the widget: everything at first, then what was added, in order. Whoever misses something asks for everything.
 * Returns how to stop.
 */
export function follow(model: IModel, store: RunStore, onFailed: (problem: IProblem) => void): () => void {
    let reached = 0;
    let asked = false;
    const takeState = () => {
        const { sequence, updates } = (model.get('state') ?? {}) as Partial<IBatch>;
        if (sequence !== undefined && updates && sequence >= reached) {
            reached = sequence;
            asked = false;
            store.apply(updates);
        }
    };
    const takeUpdates = () => {
        const { sequence, updates } = (model.get('updates') ?? {}) as Partial<IBatch>;
        if (sequence === undefined || !updates || sequence <= reached) {
            return;
        }
        if (sequence === reached + 1) {
            reached = sequence;
            store.apply(updates);
        } else if (!asked) {
            asked = true;
            model.send({ ask: 'everything' });
        }
    };
    const takeMessage = (message: { problem?: IProblem }) => {
        if (message.problem) {
            onFailed(message.problem);
        }
    };
    takeState();
    takeUpdates();
    model.on('change:state', takeState);
    model.on('change:updates', takeUpdates);
    model.on('msg:custom', takeMessage);
    return () => {
        model.off('change:state', takeState);
        model.off('change:updates', takeUpdates);
        model.off('msg:custom', takeMessage);
    };
}
