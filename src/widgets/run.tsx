import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/basics.css';
import '../../style/charts.css';
import '../../style/cell.css';
import '../../style/log.css';
import type { ICellActions } from '../components/cell';
import { RunCell } from '../components/cell';
import { RunStore } from '../model/run_store';
import type { IProblem } from '../schemas';
import type { IModel } from './follow';
import { follow } from './follow';
import type { Action } from './page';
import { actByServer } from './page';

interface IRunTrait {
    id: string;
    workspace: string;
    /** Tells models apart. */
    key: string;
}

/** What all views of one model share. */
interface IShared {
    store: RunStore;
    listeners: Set<(problem: IProblem) => void>;
    act: (action: Action) => Promise<IProblem | null>;
    stop: () => void;
}

const known = new Map<string, IShared>();

/** Begins to follow the model: as soon as it is there, since a busy kernel does not answer whoever missed something. */
function share(model: IModel): IShared {
    const { id, workspace, key } = model.get('run') as IRunTrait;
    const before = known.get(key);
    if (before) {
        return before;
    }
    const store = new RunStore(id);
    const listeners = new Set<(problem: IProblem) => void>();
    const act = async (action: Action): Promise<IProblem | null> => {
        const done = await actByServer(workspace, id, action);
        if (typeof done === 'object') {
            return done;
        }
        model.send({ ask: done ? 'look' : action });
        return null;
    };
    const stop = follow(model, store, problem => listeners.forEach(listener => listener(problem)));
    const made = { store, listeners, act, stop };
    known.set(key, made);
    return made;
}

function View({ store, listeners, act }: IShared): JSX.Element {
    const [failed, setFailed] = useState<IProblem | null>(null);
    useEffect(() => {
        listeners.add(setFailed);
        return () => void listeners.delete(setFailed);
    }, [listeners]);
    const button = (action: Action) => () => void act(action).then(setFailed);
    const actions: ICellActions = { cancel: button('cancel'), retry: button('retry') };
    return <RunCell store={store} actions={actions} failed={failed} />;
}

/** The live view of a run in a cell of any notebook, as anywidget calls it: for the model, and for each cell that shows it. */
export default {
    initialize({ model }: { model: IModel }): () => void {
        const { stop } = share(model);
        const { key } = model.get('run') as IRunTrait;
        return () => {
            stop();
            known.delete(key);
        };
    },

    render({ model, el }: { model: IModel; el: HTMLElement }): () => void {
        const root = createRoot(el);
        root.render(<View {...share(model)} />);
        return () => root.unmount();
    }
};
